"""Shares from being handed out to being accepted: every act, its refusals, and that a refusal changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.core.problems import DomainError, NotAllowed, Stale, WrongState
from saolang.directives.domain import tasks as task_acts
from saolang.directives.domain import work
from saolang.directives.enums import AssignmentState as S
from saolang.directives.enums import EntryKind, Standing, TaskKind
from saolang.directives.evidence import FILE_PURPOSE, Evidence
from saolang.directives.models import Assignment, Entry, EntryEvidence, Extension, TaskVersion
from saolang.directives.standing import standing_on
from saolang.notify.models import Message
from tests.directives import rows
from tests.factories import stored_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> Iterator[SimpleNamespace]:
    """The province, on one day."""
    with time_machine.travel(rows.NOW):
        yield rows.world()


def proof(user: Any) -> Evidence:
    """A file that the person has just sent."""
    return Evidence(file=stored_file(name="ket-qua.pdf", purpose=FILE_PURPOSE, uploaded_by=user))


def begun(w: SimpleNamespace, **fields: Any) -> Assignment:
    """A share of the department of agriculture that was taken on."""
    return work.accept(rows.share(rows.task(w, **fields)), actor=w.agri_officer)


def reported(w: SimpleNamespace, **fields: Any) -> Assignment:
    """A share whose result was reported."""
    share = begun(w, **fields)
    return work.report_done(share, text="Đã hướng dẫn 12 chủ thể.", evidence=[proof(w.agri_officer)],
                            actor=w.agri_officer)  # fmt: skip


def refused(code: str, act: Any, *args: Any, error: type[DomainError] = DomainError, **kwargs: Any) -> DomainError:
    """Run an act that must be refused for one reason; nothing of shares and lines may change."""
    before = list(Assignment.objects.order_by("pk").values()), Entry.objects.count()
    with pytest.raises(error) as caught:
        act(*args, **kwargs)
    assert code in caught.value.codes
    assert (list(Assignment.objects.order_by("pk").values()), Entry.objects.count()) == before
    return caught.value


def test_a_share_is_taken_on_by_its_body_only(w: SimpleNamespace) -> None:
    share = rows.share(rows.task(w))
    for who in (w.trade_officer, w.secretary, w.commune_officer, w.leader):
        refused("not_allowed", work.accept, share, actor=who, error=NotAllowed)
    taken = work.accept(share, actor=w.agri_officer)
    assert (taken.state, taken.accepted_on, taken.officer) == (S.IN_PROGRESS, rows.TODAY, w.agri_officer)


def test_the_second_to_accept_is_told_who_was_first(w: SimpleNamespace) -> None:
    share = begun(w)
    error = refused("accepted_already", work.accept, share, actor=w.agri_second, error=WrongState)
    assert error.problems[0].message == "Võ Thị Mẫu Nông cùng đơn vị đã nhận việc này ngày 20/11/2026."
    again = refused("accepted_already", work.accept, share, actor=w.agri_officer, error=WrongState)
    assert again.problems[0].message == "Bạn đã nhận việc này ngày 20/11/2026."


def test_a_returned_share_goes_back_or_on(w: SimpleNamespace) -> None:
    task = rows.task(w)
    share = rows.share(task)
    refused("reason_missing", work.return_share, share, reason=" ", actor=w.agri_officer)
    back = work.return_share(share, reason="Thuộc thẩm quyền Sở Công Thương.", actor=w.agri_officer)
    assert (back.state, back.reason) == (S.RETURNED, "Thuộc thẩm quyền Sở Công Thương.")
    assert standing_on(back, rows.TODAY) == Standing.RETURNED
    assert Message.objects.filter(recipient=w.secretary).get().title.startswith("Sở NN&MT trả lại việc")
    kept = work.insist(back, reason="Đã xác định đúng thẩm quyền.", actor=w.secretary)
    assert (kept.state, kept.reason, kept.accepted_on) == (S.NEW, "", None)
    again = work.return_share(kept, reason="Vẫn không thuộc.", actor=w.agri_officer)
    made = work.reassign(again, [w.trade, w.trade], reason="Chuyển đúng đơn vị.", actor=w.secretary)
    assert [(row.body, row.due_on, row.state) for row in made] == [(w.trade, rows.DUE, S.NEW)]
    share.refresh_from_db()
    assert (share.state, share.reason) == (S.CANCELLED, "Chuyển đúng đơn vị.")
    assert share.entries.count() == 3


def test_reassigning_says_everything_that_is_wrong(w: SimpleNamespace) -> None:
    old = rows.body("department", "Sở Mẫu Cũ", valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2026, 6, 30))
    task = rows.task(w, [w.agriculture, w.science], [w.trade])
    share = rows.share(task, w.agriculture)
    error = refused(
        "body_ended", work.reassign, share, [old, w.agriculture, w.science], reason="Đổi", actor=w.secretary
    )
    assert error.codes == ["body_ended", "body_same", "body_has_share"]
    refused("body_missing", work.reassign, share, [], reason="Đổi", actor=w.secretary)
    made = work.reassign(share, [w.trade], reason="Sở Công Thương chủ trì.", actor=w.secretary)
    assert [(row.body, row.share) for row in made] == [(w.trade, "lead")]
    active = task.assignments.exclude(state=S.CANCELLED).order_by("pk").values_list("body", "share")
    assert list(active) == [(w.science.pk, "lead"), (w.trade.pk, "lead")]


def test_a_question_waits_for_its_answer_and_work_goes_on_where_it_stood(w: SimpleNamespace) -> None:
    new = work.ask_clarification(rows.share(rows.task(w)), question="Làm cho bao nhiêu chủ thể?", actor=w.agri_officer)
    assert new.state == S.CLARIFY
    refused("not_allowed", work.answer_clarification, new, answer="12", actor=w.agri_officer, error=NotAllowed)
    assert work.answer_clarification(new, answer="12 chủ thể.", actor=w.secretary).state == S.NEW
    going = work.ask_clarification(begun(w), question="Hạn nào?", actor=w.agri_officer)
    assert work.answer_clarification(going, answer="15/12.", actor=w.officer).state == S.IN_PROGRESS


def test_progress_keeps_every_line_and_takes_a_new_share_on(w: SimpleNamespace) -> None:
    share = rows.share(rows.task(w))
    work.write_progress(share, text="Đã họp.", percent=30, evidence=[proof(w.agri_officer)], actor=w.agri_officer)
    work.write_progress(share, text="Đã đi 3 xã.", percent=20, actor=w.agri_second)
    share.refresh_from_db()
    assert (share.state, share.percent, share.last_entry_on) == (S.IN_PROGRESS, 20, rows.TODAY)
    assert list(share.entries.values_list("text", "percent", "by", "body")) == [
        ("Đã họp.", 30, w.agri_officer.pk, w.agriculture.pk), ("Đã đi 3 xã.", 20, w.agri_second.pk, w.agriculture.pk),
    ]  # fmt: skip
    refused("text_empty", work.write_progress, share, text=" ", percent=120, actor=w.agri_officer)
    refused("not_allowed", work.write_progress, share, text="x", actor=w.secretary, error=NotAllowed)


def test_evidence_is_ones_own_file_or_a_record_one_may_see(w: SimpleNamespace) -> None:
    share = begun(w)
    foreign = proof(w.trade_officer)
    refused("file_foreign", work.write_progress, share, text="x", evidence=[foreign], actor=w.agri_officer)
    paper = rows.document(w)
    unseen = Evidence(record=paper)
    from saolang.documents.queries_register import registered_visible_to

    assert not registered_visible_to(w.agri_officer).filter(pk=paper.pk).exists()
    refused("record_unknown", work.write_progress, share, text="x", evidence=[unseen], actor=w.agri_officer)
    refused("record_unknown", work.write_progress, share, text="x", evidence=[Evidence(record=w.trade)],
            actor=w.agri_officer)  # fmt: skip
    assert EntryEvidence.objects.count() == 0


def test_a_result_needs_evidence_and_the_office_accepts_it_on_the_day_of_the_report(w: SimpleNamespace) -> None:
    share = begun(w)
    refused("evidence_missing", work.report_done, share, text="Xong.", actor=w.agri_officer)
    work.write_progress(share, text="Tài liệu.", evidence=[proof(w.agri_officer)], actor=w.agri_officer)
    with time_machine.travel(rows.NOW + dt.timedelta(days=25)):
        done = work.report_done(share, text="Xong.", actor=w.agri_officer)
        assert (done.state, done.reported_on, done.percent) == (S.REPORTED, rows.DUE, 100)
    with time_machine.travel(rows.NOW + dt.timedelta(days=40)):
        refused("not_allowed", work.accept_result, share, actor=w.agri_officer, error=NotAllowed)
        kept = work.accept_result(share, actor=w.secretary)
        assert (kept.state, kept.done_on, kept.ended_on) == (S.DONE, rows.DUE, dt.date(2026, 12, 30))
        assert standing_on(kept, dt.date(2026, 12, 30)) == Standing.DONE_IN_TIME
        refused("wrong_state", work.accept_result, share, actor=w.officer, error=WrongState)


def test_a_result_is_sent_back_or_taken_up_again(w: SimpleNamespace) -> None:
    share = reported(w)
    back = work.send_back(share, reason="Thiếu danh sách.", actor=w.secretary)
    assert (back.state, back.reported_on) == (S.IN_PROGRESS, None)
    done = work.accept_result(work.report_done(back, text="Đã bổ sung.", actor=w.agri_officer), actor=w.secretary)
    again = work.reopen(done, reason="Xác nhận nhầm.", actor=w.secretary)
    assert (again.state, again.done_on, again.ended_on) == (S.IN_PROGRESS, None, None)


def test_nobody_judges_a_share_of_a_body_they_act_for(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(rows.task(w, [w.office])), actor=w.officer)
    done = work.report_done(share, text="Xong.", evidence=[proof(w.officer)], actor=w.officer)
    refused("not_allowed", work.accept_result, done, actor=w.officer, error=NotAllowed)
    refused("own_share", task_acts.set_due, done, dt.date(2026, 12, 20), reason="x", actor=w.officer)
    refused("own_share", task_acts.cancel_task, done.task, reason="x", actor=w.officer)
    assert work.accept_result(done, actor=w.secretary).state == S.DONE


def test_accepting_without_a_date_asks_for_one(w: SimpleNamespace) -> None:
    share = reported(w, due_on=None)
    refused("date_missing", work.accept_result, share, actor=w.secretary)
    refused("due_before_given", work.accept_result, share, due_on=dt.date(2026, 11, 1), actor=w.secretary)
    kept = work.accept_result(share, due_on=rows.TODAY, actor=w.secretary)
    share.task.refresh_from_db()
    assert (kept.due_on, share.task.due_on) == (rows.TODAY, rows.TODAY)
    assert standing_on(kept, rows.TODAY) == Standing.DONE_IN_TIME
    assert TaskVersion.objects.get().due_on is None


def test_supporting_shares_end_with_the_last_lead(w: SimpleNamespace) -> None:
    task = rows.task(w, [w.agriculture], [w.trade])
    support = rows.share(task, w.trade)
    work.write_progress(support, text="Đã góp ý.", actor=w.trade_officer)
    assert support.entries.get().kind == EntryKind.SUPPORT
    refused("support_does_not_report", work.report_done, support, text="Xong", evidence=[proof(w.trade_officer)],
            actor=w.trade_officer)  # fmt: skip
    share = rows.share(task)
    work.accept(share, actor=w.agri_officer)
    work.report_done(share, text="Xong.", evidence=[proof(w.agri_officer)], actor=w.agri_officer)
    work.accept_result(share, actor=w.secretary)
    support.refresh_from_db()
    assert (support.state, support.done_on, support.ended_on) == (S.DONE, rows.TODAY, rows.TODAY)


def test_a_later_date_is_asked_before_or_after_the_day_and_decided(w: SimpleNamespace) -> None:
    share = begun(w)
    error = refused("due_not_later", work.ask_extension, share, wanted_on=rows.DUE, reason=" ", actor=w.agri_officer)
    assert error.codes == ["due_not_later", "reason_missing"]
    with time_machine.travel(rows.NOW + dt.timedelta(days=30)):
        asked = work.ask_extension(share, wanted_on=dt.date(2026, 12, 31), reason="Chờ kinh phí.", actor=w.agri_officer)
        refused("extension_open", work.ask_extension, share, wanted_on=dt.date(2027, 1, 5), reason="x",
                actor=w.agri_second)  # fmt: skip
        refused("not_allowed", work.decide_extension, asked, granted=True, answer="", actor=w.agri_officer,
                error=NotAllowed)  # fmt: skip
        refused("due_not_later", work.decide_extension, asked, granted=True, due_on=rows.DUE, answer="",
                actor=w.secretary)  # fmt: skip
        granted = work.decide_extension(asked, granted=True, due_on=dt.date(2026, 12, 25), answer="Đồng ý một phần.",
                                        actor=w.secretary)  # fmt: skip
        assert (granted.state, granted.granted_due_on) == ("granted", dt.date(2026, 12, 25))
        share.refresh_from_db()
        share.task.refresh_from_db()
        assert (share.due_on, share.task.due_on) == (dt.date(2026, 12, 25), dt.date(2026, 12, 25))
        assert TaskVersion.objects.get().due_on == rows.DUE
        again = work.ask_extension(share, wanted_on=dt.date(2027, 1, 15), reason="Chờ nữa.", actor=w.agri_officer)
        refused("reason_missing", work.decide_extension, again, granted=False, answer="", actor=w.secretary)
        assert work.decide_extension(again, granted=False, answer="Không.", actor=w.secretary).state == "refused"
        share.refresh_from_db()
        assert share.due_on == dt.date(2026, 12, 25)


def test_a_later_date_for_one_of_many_leaves_the_task_and_the_others(w: SimpleNamespace) -> None:
    task = rows.task(w, [w.agriculture, w.trade])
    share = work.accept(rows.share(task, w.agriculture), actor=w.agri_officer)
    asked = work.ask_extension(share, wanted_on=dt.date(2026, 12, 31), reason="Chờ.", actor=w.agri_officer)
    work.decide_extension(asked, granted=True, answer="", actor=w.secretary)
    task.refresh_from_db()
    dates = dict(task.assignments.values_list("body", "due_on"))
    assert (task.due_on, dates) == (rows.DUE, {w.agriculture.pk: dt.date(2026, 12, 31), w.trade.pk: rows.DUE})
    task_acts.set_due(task, dt.date(2026, 12, 20), reason="Chốt lại.", actor=w.secretary)
    dates = dict(task.assignments.values_list("body", "due_on"))
    assert dates == {w.agriculture.pk: dt.date(2026, 12, 31), w.trade.pk: dt.date(2026, 12, 20)}


def test_an_open_request_is_decided_before_acceptance_and_ends_with_the_share(w: SimpleNamespace) -> None:
    share = begun(w)
    work.ask_extension(share, wanted_on=dt.date(2026, 12, 31), reason="Chờ.", actor=w.agri_officer)
    done = work.report_done(share, text="Xong.", evidence=[proof(w.agri_officer)], actor=w.agri_officer)
    refused("extension_open", work.accept_result, done, actor=w.secretary)
    work.cancel_share(done, reason="Không còn cần.", actor=w.secretary)
    assert list(Extension.objects.values_list("state", flat=True)) == ["refused"]


def test_standing_duties_get_a_line_each_period(w: SimpleNamespace) -> None:
    share = begun(w, kind=TaskKind.STANDING, period="month")
    refused("standing_has_no_end", work.report_done, share, text="Xong", evidence=[proof(w.agri_officer)],
            actor=w.agri_officer)  # fmt: skip
    line = work.write_period(share, text="Đã tuyên truyền 3 buổi.", actor=w.agri_officer)
    assert (line.period_start, line.period_end) == (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    error = refused("period_written", work.write_period, share, text="Thêm", actor=w.agri_second)
    assert error.problems[0].message == "Võ Thị Mẫu Nông đã ghi kỳ này ngày 20/11/2026."
    for day in (dt.date(2026, 10, 5), dt.date(2026, 12, 5)):
        refused("period_outside", work.write_period, share, text="x", start=day, actor=w.agri_officer)
    with time_machine.travel(rows.NOW + dt.timedelta(days=45)):
        late = work.write_period(share, text="Bù.", start=dt.date(2026, 12, 9), actor=w.agri_officer)
        assert (late.period_start, late.period_end) == (dt.date(2026, 12, 1), dt.date(2026, 12, 31))
    refused("no_periods", work.write_period, begun(w), text="x", actor=w.agri_officer)


def test_a_stale_page_changes_nothing(w: SimpleNamespace) -> None:
    share = rows.share(rows.task(w))
    old = share.version
    work.accept(share, actor=w.agri_officer)
    refused("stale", work.return_share, share, reason="x", actor=w.agri_second, expected_version=old, error=Stale)


def test_ended_shares_are_left_alone(w: SimpleNamespace) -> None:
    share = rows.share(rows.task(w))
    work.cancel_share(share, reason="Trùng.", actor=w.secretary)
    for act in (
        lambda: work.write_progress(share, text="x", actor=w.agri_officer),
        lambda: work.accept(share, actor=w.agri_officer),
        lambda: work.remind(share, text="x", actor=w.secretary),
        lambda: work.ask_extension(share, wanted_on=dt.date(2027, 1, 1), reason="x", actor=w.agri_officer),
    ):
        refused("wrong_state", act, error=WrongState)


def test_the_officer_is_a_colleague(w: SimpleNamespace) -> None:
    share = begun(w)
    refused("officer_elsewhere", work.name_officer, share, officer=w.trade_officer, actor=w.agri_officer)
    assert work.name_officer(share, officer=w.agri_second, actor=w.agri_officer).officer == w.agri_second
