"""A council of seven, a session, and a dossier of sheet qd26-06 that waits in the round."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Organisation
from saolang.assessment.domain.councils import add_adviser, add_seat, create_council
from saolang.assessment.domain.sessions import add_item, open_session, plan_session, record_attendance
from saolang.assessment.enums import AppraisalConclusion, SeatKind
from saolang.assessment.models import Appraisal, Council, Seat, Session, SessionItem
from saolang.dossiers.enums import DossierKind, DossierState
from saolang.dossiers.models import Dossier, Round
from saolang.rulebook.domain.publishing import publish_shipped
from saolang.rulebook.queries import published_sheet, sheet_for
from tests.factories import ProductFactory, commune, make_user, province

NOW = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)
KINDS = (
    SeatKind.CHAIR, SeatKind.DEPUTY, SeatKind.MEMBER, SeatKind.MEMBER, SeatKind.MEMBER, SeatKind.MEMBER,
    SeatKind.SECRETARY,
)  # fmt: skip


@pytest.fixture
def frozen() -> Any:
    """20 November 2026, nine in the morning in Vietnam."""
    with time_machine.travel(NOW, tick=False):
        yield


def make_dossier(round_: Round, *, name: str = "Cốm dẹp Mẫu", serial: int = 1) -> Dossier:
    """A dossier that the commune proposed and the province put into the round."""
    product = ProductFactory(name=name)
    return Dossier.objects.create(
        product=product,
        producer=product.producer,
        kind=DossierKind.FIRST,
        state=DossierState.IN_ROUND,
        commune=commune(),
        regime="qd26",
        sheet=published_sheet("qd26-06"),
        year=2026,
        created_by=make_user(RoleKind.PRODUCER_OWNER, producer=product.producer),
        submitted_at=NOW - dt.timedelta(days=60),
        received_on=dt.date(2026, 9, 22),
        commune_due_on=dt.date(2026, 10, 13),
        proposed_on=dt.date(2026, 10, 9),
        serial=serial,
        serial_year=2026,
        product_code=f"86-29740-{serial}-2026",
        province_received_on=dt.date(2026, 10, 12),
        round=round_,
    )


def make_round() -> Round:
    """Round 2 of 2026."""
    return Round.objects.get_or_create(
        province=province(),
        year=2026,
        number=2,
        defaults={"proposed_before": dt.date(2026, 10, 30), "done_before": dt.date(2026, 12, 30)},
    )[0]


def make_council(officer: Any) -> tuple[Council, list[Seat]]:
    """Chair, deputy who may chair, four members, a secretary who does not score; and one adviser."""
    council = create_council(
        province=province(),
        name="Hội đồng Mẫu",
        decision_number="100/QĐ-UBND",
        decision_on=dt.date(2026, 6, 1),
        rules_number="101/QĐ-UBND",
        rules_on=dt.date(2026, 6, 2),
        actor=officer,
    )
    seats = [
        add_seat(
            council,
            user=make_user(full_name=f"Lê Mẫu {number}"),
            kind=kind,
            actor=officer,
            scores=kind != SeatKind.SECRETARY,
            may_chair=kind == SeatKind.DEPUTY,
        )
        for number, kind in enumerate(KINDS, start=1)
    ]
    add_adviser(council, user=make_user(full_name="Phạm Mẫu Tư Vấn"), actor=officer)
    return council, seats


def appraise(dossier: Dossier, council: Council) -> Appraisal:
    """The advisory group's report, already handed in."""
    adviser = council.advisory_group.roles.get(kind=RoleKind.ADVISORY_MEMBER).user
    return Appraisal.objects.create(
        dossier=dossier,
        written_by=adviser,
        reported_on=dt.date(2026, 11, 10),
        text="Hồ sơ đầy đủ, phù hợp.",
        conclusion=AppraisalConclusion.READY,
    )


def attend(session: Session, seats: list[Seat], actor: Any, absent: tuple[int, ...] = ()) -> None:
    """Record everybody present but the numbered seats."""
    for number, seat in enumerate(seats):
        record_attendance(
            session,
            seat=seat,
            present=number not in absent,
            reason="Đi công tác" if number in absent else "",
            actor=actor,
        )


@pytest.fixture
def room(db: Any, frozen: Any) -> SimpleNamespace:
    """Everything up to an opened session with one dossier before it."""
    publish_shipped()
    Organisation.objects.get_or_create(
        kind=OrganisationKind.OCOP_OFFICE, unit=province(), name="Văn phòng Điều phối nông thôn mới tỉnh Vĩnh Long"
    )
    officer = make_user(RoleKind.PROVINCE_OFFICER, unit=province())
    round_ = make_round()
    council, seats = make_council(officer)
    dossier = make_dossier(round_)
    appraise(dossier, council)
    session = plan_session(council=council, round=round_, held_on=dt.date(2026, 11, 20), actor=officer)
    item = add_item(session, dossier=dossier, actor=officer)
    secretary = seats[6].user
    attend(session, seats, secretary)
    session = open_session(session, chaired_by=seats[0], actor=secretary)
    return SimpleNamespace(
        officer=officer,
        round=round_,
        council=council,
        seats=seats,
        chair=seats[0].user,
        secretary=secretary,
        members=seats[:6],
        dossier=dossier,
        session=session,
        item=SessionItem.objects.get(pk=item.pk),
        sheet=sheet_for("qd26-06"),
    )


def best(sheet: Any) -> dict[str, int]:
    """The option with the most points of every criterion."""
    return {
        criterion.code: max(criterion.options, key=lambda option: option.points).position
        for criterion in sheet.criteria
    }


def lowered(sheet: Any, points: int, *, keep: tuple[str, ...] = ()) -> dict[str, int]:
    """The best ticks less at least ``points``, taken from criteria without minima first, in sheet order."""
    ticks = best(sheet)
    left = points
    for criterion in sorted(sheet.criteria, key=lambda item: bool(item.star_min)):
        if left <= 0 or criterion.code in keep:
            continue
        ticks[criterion.code] = 0
        left -= criterion.max
    return ticks
