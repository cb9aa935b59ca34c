"""Stars that were given before a test begins: one earned on the platform, one brought in from an old register."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlsxwriter

from saolang.assessment.domain.conclude import conclude
from saolang.assessment.domain.drafts import make_batch
from saolang.assessment.domain.issue import issue_certificate, issue_decision, publish_results
from saolang.assessment.domain.scoring import start_scoring
from saolang.assessment.domain.sessions import close_session
from saolang.assessment.models import Session, SessionItem
from saolang.core import clock
from saolang.core.text import format_date
from saolang.core.workdays import add_months_civil
from saolang.demo.content import content
from saolang.demo.council import CHAIRMAN, appraise, hold, score
from saolang.demo.dossiers import issue, signed_values, walk_to_round
from saolang.demo.old_register import HEADS
from saolang.demo.papers import sample_pdf
from saolang.demo.producers import add_papers, make_producer, make_product, settle_producer
from saolang.producers.domain.evidence import replace_evidence
from saolang.producers.domain.merging import merge_producers
from saolang.producers.models import Evidence, Producer, Product
from saolang.registry.domain.import_register import import_register
from saolang.registry.domain.marks import put_up_artwork
from saolang.registry.models import Certificate, Recognition
from tests.e2e.steps import producer as told
from tests.factories import stored_file

ROW = {"key": "own", "producer": "own", "name": told.PRODUCT, "step": "published", "differs": {"9": 1}}
"""The producer's product of the other walks; without HACCP the council sees three stars."""


def holder(people: SimpleNamespace, serial: int = 77) -> SimpleNamespace:
    """The producer with its owner and standing papers, confirmed by its commune."""
    story = content()["producers"][0]
    row = {
        "name": told.NAME, "kind": "cooperative", "commune": "home", "address": "Ấp Mẫu Chín",
        "owner": {"name": told.OWNER["full_name"], "email": told.OWNER["email"]},
        "history": story["history"], "structure": story["structure"],
    }  # fmt: skip
    made, owner = make_producer(row, serial, people.units)
    made = settle_producer(row, made, owner, people.commune_officer)
    return SimpleNamespace(producer=made, owner=owner, standing=add_papers(made, None, owner), commune="home")


def earn(people: SimpleNamespace, calendar: Any, *, sessions: dt.datetime) -> SimpleNamespace:
    """Three stars on the platform: dossier, session, decision, certificate of nine days later, published that day.

    Returns product, owner and what is printed on the certificate.
    """
    calendar.move_to(sessions - dt.timedelta(days=50))
    own = holder(people)
    product = make_product(ROW, own)
    calendar.move_to(sessions)
    dossiers = walk_to_round([ROW], {"own": product}, {"own": own}, people, start=-40)
    appraise(dossiers["own"], people, -6)
    session = hold(people.council, [dossiers["own"]], people, 0)
    item = session.items.get()
    start_scoring(item, actor=people.secretary)
    score(item, ROW, people)
    conclude(SessionItem.objects.get(pk=item.pk), actor=people.chair)
    close_session(Session.objects.get(pk=session.pk), actor=people.secretary)
    calendar.move_to(sessions + dt.timedelta(days=9))
    return SimpleNamespace(product=product, owner=own.owner, producer=own.producer, star=_publish(session, people))


def _publish(session: Any, people: SimpleNamespace) -> Recognition:
    session = Session.objects.get(pk=session.pk)
    batch = make_batch(session, kind="recognition", items=list(session.items.all()), actor=people.officer)
    common = {"mode": "none", "offset": 0, "actor": people.officer}
    issue(batch.memo_paper, "TTr-VPĐP", signer="Chánh Văn Phòng Mẫu", title="Chánh Văn phòng", **common)
    values = signed_values(batch.decision_paper, "QĐ-UBND", signer=CHAIRMAN, title="Chủ tịch", **common)
    batch.refresh_from_db()
    decision = issue_decision(batch, **values)
    star = Recognition.objects.get(decision=decision)
    issue_certificate(
        star, number="7", symbol="GCN-UBND", issued_on=clock.today(), signer_name=CHAIRMAN, signer_title="Chủ tịch",
        sign_mode="none", actor=people.officer,
    )  # fmt: skip
    batch.refresh_from_db()
    publish_results(batch, actor=people.officer)
    return Recognition.objects.get(pk=star.pk)


def keep_papers_fresh(earned: SimpleNamespace, *, except_kinds: tuple[str, ...]) -> None:
    """The producer replaced papers as they ran out, but for these kinds."""
    ending = Evidence.objects.filter(producer=earned.producer, expires_on__isnull=False, replaced_by__isnull=True)
    for paper in ending.exclude(kind__in=(*except_kinds, "mc_shtt")):
        issued, holder_name = clock.today(), earned.producer.name
        scan = sample_pdf(
            paper.title, issuer=paper.issuer, number="02/MẪU", issued_on=issued, holder=holder_name, about=holder_name
        )
        replace_evidence(
            paper, actor=earned.owner, files=[scan], number="02/MẪU", issued_on=issued,
            expires_on=issued + dt.timedelta(days=3 * 365),
        )  # fmt: skip


def import_star(people: SimpleNamespace, folder: Path, *, star: int, through: dt.date) -> SimpleNamespace:
    """A star of the old register whose certificate ends on a day, joined with the producer that has registered."""
    own = holder(people)
    given = add_months_civil(through, -36)
    unit = people.units["home"]
    row = (
        1, told.PRODUCT, told.NAME, f"{unit.full_name}, {unit.parent.full_name}", f"{star} sao", "415/QĐ-UBND",
        format_date(given), f"UBND {unit.parent.full_name}", "71/GCN-UBND", format_date(through),
    )  # fmt: skip
    path = folder / "so-cu-mau.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Sổ OCOP")
    sheet.merge_range(0, 0, 0, len(HEADS) - 1, "DANH SÁCH SẢN PHẨM OCOP ĐÃ CÔNG NHẬN (MẪU)")
    sheet.write_row(2, 0, HEADS)
    sheet.write_row(3, 0, row)
    book.close()
    batch, _plan = import_register(path, actor=people.officer)
    entry = batch.entries.get()
    double = Producer.objects.get(pk=entry.product.producer_id)
    if double.pk != own.producer.pk:
        merge_producers(own.producer, double, actor=people.officer, reason="Cùng một chủ thể trong sổ cũ.")
    product = Product.objects.get(pk=entry.product_id)
    return SimpleNamespace(product=product, owner=own.owner, producer=own.producer, star=entry.recognition)


def printed(star: Recognition) -> SimpleNamespace:
    """What stands on the certificate of a star: its number and the code of its QR picture."""
    paper = Certificate.objects.get(recognition=star)
    return SimpleNamespace(number=paper.number, code=paper.code, entry=star.code, product=star.product.code)


def artwork(people: SimpleNamespace, star: int) -> None:
    """The province put up the mark with that many stars."""
    file = stored_file(purpose="registry.mark", name=f"nhan-hieu-{star}-sao.pdf")
    put_up_artwork(star=star, file=file, note="bản in mẫu", active_from=clock.today(), actor=people.officer)
