"""Withdrawal of a star: grounds, the clock, the hearing, the decision and what follows from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django.db import IntegrityError, transaction

from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed, WrongState
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.documents.render import render_docx, render_pdf
from saolang.monitoring.domain import withdrawal_papers, withdrawal_steps
from saolang.monitoring.domain.withdrawal_decision import enter_ministry_withdrawal, issue_withdrawal
from saolang.monitoring.domain.withdrawal_stopped import ask_commune, confirm_stopped, deny_stopped, report_stopped
from saolang.monitoring.domain.withdrawals import Basis, add_evidence, open_case, record_conclusion
from saolang.monitoring.models import WithdrawalCase
from saolang.monitoring.queries.withdrawals import old_issuers
from saolang.notify.models import Message
from saolang.registry.enums import DecisionKind, Validity
from saolang.registry.issuers import find_issuer
from saolang.registry.mark import may_use_mark
from saolang.registry.models import Decision, StarState
from saolang.registry.queries import validity_of
from tests.factories import ProducerFactory, make_user, stored_file
from tests.monitoring import withdrawal_rows as rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(rows.NOW, tick=False):
        yield


@pytest.fixture
def w() -> SimpleNamespace:
    return rows.world()


def codes(error: DomainError) -> set[str]:
    return {problem.code for problem in error.problems}


def test_case_runs_fifteen_days_from_the_conclusion(w: SimpleNamespace) -> None:
    case = rows.opened(w, origin="inspection", origin_ref="KT-2026-01")
    assert (case.state, case.origin, case.origin_ref) == ("draft", "inspection", "KT-2026-01")
    assert (case.clock_from, case.due_on) == (rows.CONCLUDED, rows.DUE)
    assert case.province == w.officer.roles.get().unit
    event = Event.objects.get(verb="monitoring.withdrawalcase.open")
    assert '"ground":"c"' in event.data.replace(" ", "")


def test_case_without_a_conclusion_has_no_clock_and_is_not_submitted(w: SimpleNamespace) -> None:
    case = rows.heard(w, ground="a", conclusion_number="", conclusion_on=None, file=None)
    assert (case.clock_from, case.due_on) == (None, None)
    report = withdrawal_papers.draft_case_paper(case, PaperKind.WITHDRAWAL_REPORT, actor=w.officer)
    from saolang.documents.domain.papers import issue_paper

    rows.issue(report, issue_paper, actor=w.officer, number="31", symbol="BC-VPĐP")
    memo = withdrawal_papers.draft_case_paper(case, PaperKind.WITHDRAWAL_MEMO, actor=w.officer)
    with pytest.raises(DomainError) as refused, transaction.atomic():
        rows.issue(memo, withdrawal_papers.issue_memo, actor=w.officer, number="32", symbol="TTr-VPĐP", case=case)
    assert codes(refused.value) == {"no_basis"}
    memo.refresh_from_db()
    assert memo.state == "draft"
    basis = Basis("15/KL", rows.CONCLUDED, "Sở Y tế", rows.case_file())
    case = record_conclusion(case, basis=basis, actor=w.officer)
    assert case.due_on == rows.DUE


def test_expiry_is_not_withdrawal() -> None:
    w = rows.world(begun=dt.date(2023, 1, 12), through=dt.date(2026, 1, 12))
    with pytest.raises(DomainError) as refused:
        rows.opened(w)
    assert codes(refused.value) == {"expired_not_withdrawn"}
    assert "Hết hiệu lực không phải là thu hồi." in str(refused.value.problems[0].message)
    assert WithdrawalCase.objects.count() == 0


@pytest.mark.parametrize("ground", ["", "g", "f"])
def test_unknown_ground_is_refused(w: SimpleNamespace, ground: str) -> None:
    with pytest.raises(DomainError) as refused:
        rows.opened(w, ground=ground)
    assert codes(refused.value) == {"ground_unknown"}
    assert WithdrawalCase.objects.count() == 0


def test_one_open_case_per_star(w: SimpleNamespace) -> None:
    first = rows.opened(w)
    with pytest.raises(DomainError) as refused:
        rows.opened(w, ground="b")
    assert codes(refused.value) == {"open_already"}
    assert refused.value.problems[0].url == first.get_absolute_url()
    with pytest.raises(IntegrityError), transaction.atomic():
        WithdrawalCase.objects.create(
            recognition=w.star, province=first.province, ground="b", origin="report", created_by=w.officer
        )
    withdrawal_steps.drop_case(first, reason="Không đủ căn cứ.", actor=w.officer)
    assert rows.opened(w, ground="b").state == "draft"


def test_conclusion_before_the_recognition_or_in_the_future_is_refused(w: SimpleNamespace) -> None:
    for day, code in ((dt.date(2025, 12, 1), "before_recognition"), (dt.date(2026, 11, 22), "in_future")):
        with pytest.raises(DomainError) as refused:
            rows.opened(w, conclusion_on=day)
        assert codes(refused.value) == {code}
    assert WithdrawalCase.objects.count() == 0


def test_hearing_needs_an_invitation_before_it_says_absent(w: SimpleNamespace) -> None:
    case = withdrawal_steps.start_verification(rows.opened(w), actor=w.officer)
    withdrawal_steps.record_verification(case, on=rows.TODAY, text="Đã xác minh.", actor=w.officer)
    with pytest.raises(DomainError) as refused:
        withdrawal_steps.record_hearing(case, how="absent", on=rows.TODAY, text="", actor=w.officer)
    assert codes(refused.value) == {"not_invited"}
    letter = withdrawal_papers.invite(
        case, on=dt.date(2026, 11, 21), hour="14 giờ 00", place="Văn phòng Điều phối", actor=w.officer
    )
    assert "14 giờ 00, ngày 21 tháng 11 năm 2026" in str(letter.spec)
    rows.issue(letter, withdrawal_papers.issue_invitation, actor=w.officer, number="5", symbol="GM-VPĐP", case=case)
    case.refresh_from_db()
    assert case.invited_on == rows.TODAY
    assert Message.objects.filter(recipient=w.owner, kind="withdrawal").count() == 2
    case = withdrawal_steps.record_hearing(case, how="absent", on=rows.TODAY, text="", actor=w.officer)
    assert (case.state, case.hearing) == ("heard", "absent")


def test_hearing_needs_the_verification_first(w: SimpleNamespace) -> None:
    case = withdrawal_steps.start_verification(rows.opened(w), actor=w.officer)
    with pytest.raises(DomainError) as refused:
        withdrawal_steps.record_hearing(case, how="meeting", on=rows.TODAY, text="Nói", actor=w.officer)
    assert codes(refused.value) == {"not_verified"}
    case.refresh_from_db()
    assert case.state == "verifying"


def test_decision_withdraws_at_once_and_tells_everybody(w: SimpleNamespace) -> None:
    agency = make_user("department_officer", organisation=w.bodies.department)
    assert may_use_mark(w.product)[0]
    case = rows.decided(w)
    assert (case.state, case.closed_on, str(case.decision)) == ("decided", rows.TODAY, "40/QĐ-UBND")
    star = w.star
    assert (star.withdrawn_on, star.withdrawal_ground, star.withdrawal_scope) == (rows.TODAY, "c", "certificate")
    assert star.certificates.get().withdrawn_on == rows.TODAY
    assert validity_of(star).validity == Validity.WITHDRAWN
    assert may_use_mark(w.product) == (False, "Giấy chứng nhận đã bị thu hồi từ ngày 21/11/2026.")
    assert case.decision.kind == DecisionKind.WITHDRAWAL
    letter = withdrawal_papers.case_papers(case, PaperKind.WITHDRAWAL_LETTER).get()
    assert letter.state == "draft"
    for person in (w.owner, w.commune, agency):
        assert Message.objects.filter(recipient=person, title__startswith="Đã thu hồi").count() == 1
    verbs = set(Event.objects.filter(object_type="monitoring.withdrawalcase").values_list("verb", flat=True))
    assert {"monitoring.withdrawalcase.decide", "monitoring.withdrawalcase.submit"} <= verbs


def test_decision_before_the_hearing_or_the_recognition_is_refused_and_changes_nothing(w: SimpleNamespace) -> None:
    case = rows.submitted(w)
    paper = withdrawal_papers.case_papers(case, PaperKind.WITHDRAWAL_DECISION).get()
    for day, code in ((dt.date(2026, 11, 20), "before_hearing"), (dt.date(2025, 11, 20), "before_recognition")):
        with pytest.raises(DomainError) as refused, transaction.atomic():
            rows.issue(paper, issue_withdrawal, actor=w.officer, number="40", symbol="QĐ-UBND", case=case, on=day)
        assert code in codes(refused.value)
    w.star.refresh_from_db()
    paper.refresh_from_db()
    assert (w.star.withdrawn_on, paper.state) == (None, "draft")
    assert Decision.objects.filter(kind=DecisionKind.WITHDRAWAL).count() == 0


def test_star_that_expired_meanwhile_is_not_withdrawn() -> None:
    w = rows.world(begun=dt.date(2023, 11, 24), through=dt.date(2026, 11, 24))
    case = rows.submitted(w)
    paper = withdrawal_papers.case_papers(case, PaperKind.WITHDRAWAL_DECISION).get()
    with (
        time_machine.travel(dt.datetime(2026, 11, 26, 2, tzinfo=dt.UTC), tick=False),
        pytest.raises(DomainError) as refused,
        transaction.atomic(),
    ):
        rows.issue(
            paper, issue_withdrawal, actor=w.officer, number="40", symbol="QĐ-UBND", case=case, on=dt.date(2026, 11, 26)
        )
    assert codes(refused.value) == {"expired_not_withdrawn"}
    w.star.refresh_from_db()
    assert w.star.withdrawn_on is None


def test_five_stars_are_only_reported_and_the_ministry_decides() -> None:
    w = rows.world(star=5)
    case = rows.heard(w)
    for kind in (PaperKind.WITHDRAWAL_MEMO, PaperKind.WITHDRAWAL_DECISION):
        with pytest.raises(DomainError) as refused:
            withdrawal_papers.draft_case_paper(case, kind, actor=w.officer)
        assert codes(refused.value) == {"ministry_decides"}
    report = withdrawal_papers.draft_case_paper(case, PaperKind.MINISTRY_WITHDRAWAL_REPORT, actor=w.officer)
    assert report.issuer == w.bodies.committee
    rows.issue(
        report, withdrawal_papers.issue_ministry_report, actor=w.officer, number="77", symbol="BC-UBND", case=case
    )
    case.refresh_from_db()
    w.star.refresh_from_db()
    assert (case.state, w.star.withdrawn_on) == ("reported", None)
    decision = enter_ministry_withdrawal(
        case, number="900", symbol="QĐ-BNNMT", issued_on=rows.TODAY, signer="Lê Văn Mẫu B", file=stored_file(),
        actor=w.officer,
    )  # fmt: skip
    w.star.refresh_from_db()
    case.refresh_from_db()
    assert (w.star.withdrawn_on, w.star.withdrawal) == (rows.TODAY, decision)
    assert (case.state, decision.source) == ("decided", "entered")


def test_ministry_decision_is_not_entered_for_four_stars(w: SimpleNamespace) -> None:
    case = rows.heard(w)
    with pytest.raises(DomainError) as refused:
        enter_ministry_withdrawal(
            case, number="900", symbol="QĐ-BNNMT", issued_on=rows.TODAY, signer="", file=stored_file(), actor=w.officer
        )
    assert codes(refused.value) == {"province_decides"}
    assert Decision.objects.filter(number="900").count() == 0


def test_stopped_production_counts_from_the_commune(w: SimpleNamespace) -> None:
    case = rows.opened(w, ground="đ")
    assert case.due_on is None
    case = ask_commune(case, actor=w.officer)
    assert Message.objects.filter(recipient=w.commune).count() == 1
    basis = Basis("8/XN-UBND", dt.date(2026, 11, 20), "", rows.case_file("xac-nhan.pdf"))
    with pytest.raises(NotAllowed):
        confirm_stopped(case, basis=basis, stopped_on=dt.date(2026, 9, 1), actor=w.officer)
    case = confirm_stopped(case, basis=basis, stopped_on=dt.date(2026, 9, 1), actor=w.commune)
    assert (case.basis_by, case.clock_from, case.due_on) == (
        "Ủy ban nhân dân xã Song Phú", dt.date(2026, 11, 20), dt.date(2026, 12, 5),
    )  # fmt: skip
    with pytest.raises(WrongState):
        deny_stopped(case, note="Vẫn làm.", actor=w.commune)


def test_stopped_production_does_not_take_a_conclusion(w: SimpleNamespace) -> None:
    with pytest.raises(DomainError) as refused:
        open_case(w.star, ground="đ", actor=w.officer, conclusion_number="1/KL", conclusion_on=rows.TODAY)
    assert codes(refused.value) == {"commune_confirms"}


def test_commune_reports_stopped_production_itself(w: SimpleNamespace) -> None:
    basis = Basis("8/XN-UBND", dt.date(2026, 11, 20), "", rows.case_file("xac-nhan.pdf"))
    with pytest.raises(DomainError) as refused:
        report_stopped(w.star, basis=basis, stopped_on=None, actor=w.commune)
    assert codes(refused.value) == {"no_stop_day"}
    case = report_stopped(w.star, basis=basis, stopped_on=dt.date(2026, 9, 1), actor=w.commune)
    assert (case.origin, case.ground, case.due_on) == ("commune", "đ", dt.date(2026, 12, 5))


def test_recognition_is_withdrawn_at_the_ministrys_request_and_must_be_assessed_again(w: SimpleNamespace) -> None:
    case = rows.decided(
        w, ground="", scope="decision", conclusion_number="44/BNNMT-VPĐP", conclusion_by="Bộ Nông nghiệp và Môi trường"
    )
    assert (case.decision.kind, case.due_on) == (DecisionKind.CANCELLATION, None)
    assert (w.star.withdrawal_scope, w.star.withdrawal_ground) == ("decision", "")
    state = StarState.objects.get(product=w.product)
    assert (state.repeat_ordered_on, state.repeat_order) == (rows.TODAY, "44/BNNMT-VPĐP (10/11/2026)")


def test_recognition_of_five_stars_is_not_withdrawn_by_the_province() -> None:
    w = rows.world(star=5)
    with pytest.raises(DomainError) as refused:
        rows.opened(w, ground="", scope="decision")
    assert codes(refused.value) == {"ministry_decides"}


def test_dropped_case_keeps_the_star_and_needs_a_reason(w: SimpleNamespace) -> None:
    case = rows.submitted(w)
    with pytest.raises(DomainError) as refused:
        withdrawal_steps.drop_case(case, reason=" ", actor=w.officer)
    assert codes(refused.value) == {"reason_missing"}
    case = withdrawal_steps.drop_case(case, reason="Chủ thể chứng minh lô hàng đạt.", actor=w.officer)
    assert (case.state, case.closed_on) == ("not_withdrawn", rows.TODAY)
    assert Paper.objects.filter(kind=PaperKind.WITHDRAWAL_DECISION).get().state == "cancelled"
    assert validity_of(w.star).is_valid


def test_evidence_is_a_file_or_a_reference(w: SimpleNamespace) -> None:
    case = rows.opened(w)
    with pytest.raises(DomainError) as refused:
        add_evidence(case, label="Phiếu kiểm nghiệm", actor=w.officer)
    assert codes(refused.value) == {"nothing_given"}
    row = add_evidence(case, label="Phiếu kiểm nghiệm", reference="Số 3, lưu tại Chi cục", actor=w.officer)
    assert row.shown and row.side == "office"


def test_old_issuer_is_shown_with_todays_authority() -> None:
    old = find_issuer("UBND huyện Tiểu Cần", dt.date(2024, 5, 1))
    w = rows.world(begun=dt.date(2024, 5, 1), through=dt.date(2027, 5, 1), issuer=old)
    case = rows.opened(w)
    found = old_issuers(case)
    assert [(kind, body.name) for kind, _number, body, _today in found] == [
        ("decision", "Ủy ban nhân dân huyện Tiểu Cần"), ("certificate", "Ủy ban nhân dân huyện Tiểu Cần"),
    ]  # fmt: skip


def test_every_paper_renders_to_both_formats(w: SimpleNamespace) -> None:
    rows.decided(w)
    papers = list(Paper.objects.filter(subject_type="monitoring.withdrawalcase"))
    assert {paper.kind for paper in papers} == {
        "withdrawal_report", "withdrawal_memo", "withdrawal_decision", "withdrawal_letter",
    }  # fmt: skip
    for paper in papers:
        assert render_pdf(paper.blocks)[:5] == b"%PDF-"
        assert render_docx(paper.blocks)[:2] == b"PK"


def test_strangers_may_not_open_or_move(w: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):
        open_case(w.star, ground="c", actor=w.owner)
    case = rows.opened(w)
    for person in (w.owner, w.commune, make_user("inspector")):
        with pytest.raises(NotAllowed):
            withdrawal_steps.start_verification(case, actor=person)
    with pytest.raises(NotAllowed):
        withdrawal_steps.reply(case, text="x", actor=make_user("producer_owner", producer=ProducerFactory()))
    case.refresh_from_db()
    assert case.state == "draft"
