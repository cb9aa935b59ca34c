"""Re-assessments of the demo: one before the council by written opinions, one that led to a new star."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from saolang.assessment.domain.appraisals import hand_in_appraisal, write_appraisal
from saolang.assessment.domain.conclude import conclude
from saolang.assessment.domain.drafts import make_batch
from saolang.assessment.domain.issue import issue_certificate, issue_decision, publish_results
from saolang.assessment.domain.opinions import submit_opinion
from saolang.assessment.domain.scoring import save_ticks
from saolang.assessment.domain.sessions import close_session
from saolang.assessment.domain.written import plan_written_round, send_out
from saolang.assessment.enums import AppraisalConclusion, FieldCheck, Stance
from saolang.assessment.models import ScoreSheet, Session, SessionItem
from saolang.dossiers.domain.commune import receive_dossier
from saolang.dossiers.domain.prepare import answer_criterion, save_section, sign
from saolang.dossiers.domain.province import receive_at_province, start_agency_review
from saolang.dossiers.domain.renew import save_changes, start_renewal
from saolang.dossiers.domain.submit import submit_dossier
from saolang.dossiers.enums import UpdateTopic
from saolang.dossiers.models import Dossier
from saolang.producers.models import Product
from saolang.registry.models import Recognition

from .content import content
from .council import CHAIRMAN, VOTERS
from .dossiers import answers_for, check_at_commune, issue, propose, signed_values
from .papers import sample_pdf
from .producers import add_papers, link_papers
from .timeline import day, on


def walk_renewals(
    products: dict[str, Product], holders: dict[str, SimpleNamespace], people: SimpleNamespace, council: Any
) -> None:
    """Take each re-assessment as far as its step says."""
    officers = {"home": people.commune_officer, "other": people.other_officer}
    leaders = {"home": people.commune_leader, "other": people.other_leader}
    for row in content()["old_register"]["products"]:
        if "filed" not in row:
            continue
        holder = holders[row["producer"]]
        filed = row["filed"]
        with on(filed - 6):
            dossier = _fill(products[row["key"]], holder, row)
        with on(filed):
            dossier = submit_dossier(dossier, actor=holder.owner)
        with on(filed + 2):
            dossier = receive_dossier(dossier, actor=officers[holder.commune]).dossier
        with on(filed + 6):
            check_at_commune(dossier, officers[holder.commune])
        fresh = [Dossier.objects.get(pk=dossier.pk)]
        propose(fresh, people, officers[holder.commune], leaders[holder.commune], start=filed + 10, send=True)
        with on(filed + 14):
            receive_at_province(Dossier.objects.get(pk=dossier.pk), actor=people.officer)
        with on(filed + 15):
            start_agency_review(Dossier.objects.get(pk=dossier.pk), actor=people.officer)
        with on(filed + 22):
            _report(Dossier.objects.get(pk=dossier.pk), people)
        if row["step"] == "published":
            _conclude(council, dossier, row, people, offset=filed + 26)
        else:
            _ask(council, dossier, row, people)


def _fill(product: Product, holder: SimpleNamespace, row: dict[str, Any]) -> Dossier:
    texts, owner = content()["texts"], holder.owner
    own = add_papers(holder.producer, product, owner)
    dossier = start_renewal(product, actor=owner, set_number=6)
    link_papers([*holder.standing, *own], Product.objects.get(pk=product.pk), owner)
    for criterion, option in answers_for(row).items():
        answer_criterion(
            dossier,
            criterion,
            option=option,
            description=f"Có minh chứng kèm theo cho tiêu chí {criterion}.",
            actor=owner,
        )
    dossier = Dossier.objects.get(pk=dossier.pk)
    save_section(dossier, "mau-01", {"sample_count": 5, "pledged": True}, actor=owner)
    part2 = {key: texts[key] for key in ("part2_material", "part2_quality", "part2_market", "part2_results")}
    save_section(dossier, "phan-2", part2, actor=owner)
    save_section(dossier, "phan-4", {"part4_plan": texts["part4_plan"]}, actor=owner)
    updates = {str(topic): (True, "") for topic in UpdateTopic}
    updates[UpdateTopic.PACKAGING.value] = (False, "Đổi sang hộp giấy, bỏ túi nhựa.")
    updates[UpdateTopic.TESTS.value] = (False, "Kiểm nghiệm lại mỗi năm một lần, phiếu mới nhất kèm theo.")
    save_changes(Dossier.objects.get(pk=dossier.pk), actor=owner, updates=updates)
    scan = sample_pdf(
        "Bản ký Mẫu số 01 và Mẫu số 02",
        issuer=product.producer.name,
        number="01",
        issued_on=day(row["filed"] - 1),
        holder=product.producer.name,
        about=product.name,
    )
    return sign(Dossier.objects.get(pk=dossier.pk), upload=scan, signed_place="Song Phú", actor=owner)


def _report(dossier: Dossier, people: SimpleNamespace) -> None:
    report = write_appraisal(
        dossier,
        text="Hồ sơ cập nhật đầy đủ; quy mô và quy trình không đổi so với lần công nhận trước.",
        conclusion=AppraisalConclusion.READY,
        field_check=FieldCheck.NOT_NEEDED,
        actor=people.officer,
    )
    hand_in_appraisal(report, actor=people.officer)


def _send_round(council: Any, dossier: Dossier, people: SimpleNamespace, offset: int, days: int) -> Session:
    with on(offset):
        session = plan_written_round(
            council=council,
            dossiers=[Dossier.objects.get(pk=dossier.pk)],
            opinions_due_on=day(offset + days),
            actor=people.officer,
        )
        send_out(session, chaired_by=people.seats["chair"], actor=people.secretary)
    return Session.objects.get(pk=session.pk)


def _answer(item: SessionItem, row: dict[str, Any], people: SimpleNamespace, keys: tuple[str, ...]) -> None:
    for key in keys:
        seat = people.seats[key]
        sheet = ScoreSheet.objects.get(item=item, seat=seat)
        save_ticks(sheet, ticks=answers_for(row), actor=seat.user)
        submit_opinion(ScoreSheet.objects.get(pk=sheet.pk), stance=Stance.AGREE, actor=seat.user)


def _ask(council: Any, dossier: Dossier, row: dict[str, Any], people: SimpleNamespace) -> None:
    """Sent out some days ago; three members have answered."""
    session = _send_round(council, dossier, people, -4, 9)
    with on(-2):
        _answer(session.items.get(), row, people, ("chair", "member1", "member3"))


def _conclude(council: Any, dossier: Dossier, row: dict[str, Any], people: SimpleNamespace, *, offset: int) -> None:
    """All members agreed: concluded, decided, certified, published."""
    session = _send_round(council, dossier, people, offset, 7)
    with on(offset + 4):
        item = session.items.get()
        _answer(item, row, people, VOTERS)
        conclude(SessionItem.objects.get(pk=item.pk), actor=people.chair)
    with on(offset + 5):
        close_session(Session.objects.get(pk=session.pk), actor=people.secretary)
        session = Session.objects.get(pk=session.pk)
        batch = make_batch(session, kind="recognition", items=list(session.items.all()), actor=people.officer)
    with on(offset + 7):
        issue(
            batch.memo_paper, "TTr-VPĐP", signer="Chánh Văn Phòng Mẫu", title="Chánh Văn phòng", mode="none",
            offset=offset + 7, actor=people.officer,
        )  # fmt: skip
        values = signed_values(
            batch.decision_paper, "QĐ-UBND", signer=CHAIRMAN, title="Chủ tịch", mode="none", offset=offset + 7,
            actor=people.officer,
        )  # fmt: skip
        batch.refresh_from_db()
        issue_decision(batch, **values)
    with on(offset + 8):
        issue_certificate(
            Recognition.objects.get(decision__paper=batch.decision_paper),
            number="2",
            symbol="GCN-UBND",
            issued_on=day(offset + 8),
            signer_name=CHAIRMAN,
            signer_title="Chủ tịch",
            sign_mode="none",
            actor=people.officer,
        )
        batch.refresh_from_db()
        publish_results(batch, actor=people.officer)
