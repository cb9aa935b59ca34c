"""Re-assessments on their way through written opinions, for several tests."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from saolang.accounts.domain.organisations import committee_of, historic_committee
from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Organisation
from saolang.assessment.domain.appraisals import hand_in_appraisal, write_appraisal
from saolang.assessment.domain.opinions import submit_opinion
from saolang.assessment.domain.scoring import save_ticks
from saolang.assessment.domain.written import plan_written_round, send_out
from saolang.assessment.enums import AppraisalConclusion, FieldCheck, Stance
from saolang.assessment.models import Appraisal, ScoreSheet, Session, SessionItem
from saolang.dossiers.enums import DossierKind, DossierState
from saolang.dossiers.models import Dossier
from saolang.registry.domain.renewals import renewal_filed
from saolang.registry.domain.terms import settle_term_of
from saolang.registry.enums import DecisionKind, Source
from saolang.registry.models import Certificate, Decision, Recognition
from saolang.rulebook.domain.publishing import publish_shipped
from saolang.rulebook.queries import published_sheet, sheet_for
from tests.factories import ProductFactory, commune, make_user, province

from .conftest import NOW, make_council

SENT, DUE = dt.date(2026, 11, 20), dt.date(2026, 11, 27)


def old_star(product: Any, *, star: int = 4, through: dt.date = dt.date(2027, 2, 1), number: str = "15") -> Recognition:
    """A star that a district gave three years before ``through``, with its certificate, public."""
    issued_on = through.replace(year=through.year - 3)
    issuer = historic_committee("huyện Mẫu Cũ", "district", successor=committee_of(province()))
    decision = Decision.objects.create(
        kind=DecisionKind.RECOGNITION, issuer=issuer, number=number, symbol="QĐ-UBND", issued_on=issued_on,
        year=issued_on.year, source=Source.IMPORT,
    )  # fmt: skip
    found = Recognition.objects.create(
        product=product, decision=decision, star=star, product_name=product.name, producer_name=product.producer.name,
        recognised_on=issued_on, assessed_year=issued_on.year, public_since=issued_on, source=Source.IMPORT,
    )  # fmt: skip
    Certificate.objects.create(
        recognition=found, issuer=issuer, number=f"{number}/GCN-UBND", issued_on=issued_on, year=issued_on.year,
        valid_through=through, source=Source.IMPORT,
    )  # fmt: skip
    settle_term_of(found)
    return found


def reassessment(star: Recognition, *, serial: int = 1, **fields: Any) -> Dossier:
    """A re-assessment that the OCOP agency assesses: received at the province on 2 November, 45 days to go."""
    product = star.product
    values = {
        "kind": DossierKind.REASSESSMENT,
        "state": DossierState.AGENCY_REVIEW,
        "province_received_on": dt.date(2026, 11, 2),
        "reassessment_due_on": dt.date(2026, 12, 17),
        "renews": star,
        **fields,
    }
    dossier = Dossier.objects.create(
        product=product, producer=product.producer, commune=commune(), regime="qd26",
        sheet=published_sheet("qd26-06"), year=2026,
        created_by=make_user(RoleKind.PRODUCER_OWNER, producer=product.producer),
        submitted_at=NOW - dt.timedelta(days=60), received_on=dt.date(2026, 9, 22),
        commune_due_on=dt.date(2026, 10, 13), proposed_on=dt.date(2026, 10, 30), serial=serial, serial_year=2026,
        product_code=f"86-29740-{serial}-2026", **values,
    )  # fmt: skip
    if values["kind"] == DossierKind.REASSESSMENT:
        renewal_filed(product, on=dt.date(2026, 9, 21), dossier_code=dossier.code, actor=dossier.created_by)
    return dossier


def report(dossier: Dossier, officer: Any, **fields: Any) -> Appraisal:
    """The agency's report, handed in."""
    values = {
        "text": "Hồ sơ đủ, quy mô không đổi.",
        "conclusion": AppraisalConclusion.READY,
        "field_check": FieldCheck.NOT_NEEDED,
        **fields,
    }
    return hand_in_appraisal(write_appraisal(dossier, actor=officer, **values), actor=officer)


def make_hall(*, dossiers: int = 1) -> SimpleNamespace:
    """A council, its officer, and re-assessments with the agency's report."""
    publish_shipped()
    Organisation.objects.get_or_create(
        kind=OrganisationKind.OCOP_OFFICE, unit=province(), name="Văn phòng Điều phối nông thôn mới tỉnh Vĩnh Long"
    )
    officer = make_user(RoleKind.PROVINCE_OFFICER, unit=province(), full_name="Trần Mẫu Cán Bộ")
    council, seats = make_council(officer)
    stars = [old_star(ProductFactory(name=f"Bánh Mẫu {n}"), number=str(14 + n)) for n in range(1, dossiers + 1)]
    found = [reassessment(star, serial=n) for n, star in enumerate(stars, start=1)]
    for dossier in found:
        report(dossier, officer)
    return SimpleNamespace(
        officer=officer, council=council, seats=seats, chair=seats[0].user, secretary=seats[6].user, members=seats[:6],
        stars=stars, dossiers=found, sheet=sheet_for("qd26-06"),
    )  # fmt: skip


def ask(hall: SimpleNamespace) -> SimpleNamespace:
    """The round sent out; adds ``session``, ``items`` and ``item``."""
    session = plan_written_round(council=hall.council, dossiers=hall.dossiers, opinions_due_on=DUE, actor=hall.officer)
    send_out(session, chaired_by=hall.seats[0], actor=hall.secretary)
    hall.session = Session.objects.get(pk=session.pk)
    hall.items = list(hall.session.items.all())
    hall.item = hall.items[0]
    return hall


def answer(item: SessionItem, seat: Any, ticks: dict[str, int], **fields: Any) -> ScoreSheet:
    """One member scores and hands in the opinion."""
    sheet = ScoreSheet.objects.get(item=item, seat=seat)
    save_ticks(sheet, ticks=ticks, actor=seat.user)
    return submit_opinion(ScoreSheet.objects.get(pk=sheet.pk), actor=seat.user, **{"stance": Stance.AGREE, **fields})


def fresh(item: SessionItem) -> SessionItem:
    """The item as stored."""
    return SessionItem.objects.get(pk=item.pk)
