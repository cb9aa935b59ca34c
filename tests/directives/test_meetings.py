"""Preparing and running meetings: the agenda from records, conclusions taken down, their words, steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed, Stale, WrongState
from saolang.directives.domain import meeting_conclusions as conclusions
from saolang.directives.domain import meeting_notice, meetings
from saolang.directives.enums import DifficultyState, MeetingState
from saolang.directives.meeting_wording import due_in, printed
from saolang.directives.models import AgendaItem, Conclusion, Difficulty, Extension, Meeting
from saolang.directives.queries.meeting_points import agenda_facts, candidates
from saolang.directives.queries.meetings import meeting_work
from saolang.documents.enums import PaperState
from tests.directives import meeting_rows, rows

DAY = rows.TODAY


@pytest.fixture
def w(db: None) -> Iterator[SimpleNamespace]:
    """The province, on one day."""
    with time_machine.travel(rows.NOW):
        yield rows.world()


def row(text: str, **words: Any) -> SimpleNamespace:
    """A conclusion as the wording reads it."""
    return SimpleNamespace(
        **{"text": text, "kind": "one_off", "period": "", "due_on": None, "support_text": "", "repeats": None, **words}
    )


@pytest.mark.parametrize(
    ("given", "text", "deadline"),
    [
        (row("Rà soát hồ sơ;"), "Rà soát hồ sơ.", "none"),
        (row("Rà soát", due_on=dt.date(2026, 12, 5)), "Rà soát. Hoàn thành chậm nhất ngày 05/12/2026.", "day"),
        (row("Xong trước ngày 5/12/2026", due_on=dt.date(2026, 12, 5)), "Xong trước ngày 5/12/2026.", "day"),
        (row("Trình trong tháng 12/2026", due_on=dt.date(2026, 12, 31)), "Trình trong tháng 12/2026.", "month"),
        (row("Khẩn trương rà soát"), "Khẩn trương rà soát.", "urgent"),
        (row("Tuyên truyền", kind="standing", period="month"),
         "Thường xuyên tuyên truyền; báo cáo kết quả hằng tháng.", "none"),
        (row("Tiếp tục tuyên truyền", kind="standing", period="year"),
         "Tiếp tục tuyên truyền; báo cáo kết quả hằng năm.", "none"),
        (row("UBND tỉnh xem xét", kind="conditional"), "Khi có phát sinh, UBND tỉnh xem xét.", "none"),
        (row("Nếu vướng mắc, báo cáo", kind="conditional"), "Nếu vướng mắc, báo cáo.", "none"),
        (row("Rà soát", support_text="Sở A; Sở B"), "Rà soát; phối hợp với Sở A, Sở B thực hiện.", "none"),
        (row("Cùng Sở A rà soát", support_text="Sở A"), "Cùng Sở A rà soát.", "none"),
    ],
)  # fmt: skip
def test_printed_words_say_what_the_task_holds(given: SimpleNamespace, text: str, deadline: str) -> None:
    made = printed(given, held_on=DAY)
    assert (made.text, made.deadline_type) == (text, deadline)
    assert due_in(made.text, DAY) == given.due_on


def test_a_day_in_the_words_fills_the_field_and_two_days_are_refused(w: SimpleNamespace) -> None:
    meeting = meeting_rows.running(w)
    made = meeting_rows.said(w, meeting, "Sở Công Thương", "Báo cáo chậm nhất ngày 05/12/2026")
    assert made.due_on == dt.date(2026, 12, 5)
    for words, code in (
        ({"text": "Báo cáo chậm nhất ngày 05/12/2026", "due_on": dt.date(2026, 12, 6)}, "two_dates"),
        ({"text": "Báo cáo", "due_on": dt.date(2026, 11, 1)}, "due_before_meeting"),
        ({"text": "  "}, "text_missing"),
    ):
        with pytest.raises(DomainError) as caught:
            meeting_rows.said(w, meeting, "Sở Công Thương", **words)
        assert caught.value.codes == [code]
    assert Conclusion.objects.count() == 1


def test_the_rest_are_those_whom_nobody_names(w: SimpleNamespace) -> None:
    meeting = meeting_rows.running(w)
    rest = meeting_rows.said(w, meeting, "Các thành viên Ban Chỉ đạo còn lại", "Phối hợp")
    assert {body.pk for body in rest.leads.all()} == {w.agriculture.pk, w.trade.pk, w.science.pk, w.school.pk}
    one = meeting_rows.said(w, meeting, "Sở Công Thương", "Kết nối cung cầu")
    assert w.trade not in rest.leads.all()
    one = conclusions.correct(one, actor=w.secretary, addressee="Sở Khoa học và Công nghệ")
    assert set(rest.leads.all()) == {w.agriculture, w.trade, w.school}
    conclusions.take_away(one, actor=w.secretary)
    assert rest.leads.count() == 4


def test_a_stale_correction_is_refused_and_the_history_keeps_words(w: SimpleNamespace) -> None:
    meeting = meeting_rows.running(w)
    made = meeting_rows.said(w, meeting, "Sở Công Thương", "Câu một")
    conclusions.correct(made, actor=w.secretary, expected_version=1, text="Câu hai")
    with pytest.raises(Stale):
        conclusions.correct(made, actor=w.officer, expected_version=1, text="Câu ba")
    with pytest.raises(Stale):
        conclusions.take_away(made, actor=w.officer, expected_version=1)
    assert Conclusion.objects.get().text == "Câu hai"
    conclusions.take_away(made, actor=w.officer, expected_version=2)
    assert "Câu hai" in Event.objects.get(verb="directives.meeting.take_away").data
    assert '"before":"Câu một"' in Event.objects.get(verb="directives.meeting.correct").data.replace(": ", ":")


def test_candidates_come_from_records_longest_overdue_first(w: SimpleNamespace) -> None:
    def ago(days: int) -> dt.date:
        return DAY - dt.timedelta(days=days)

    late = rows.task(w, [w.trade], text="Quá hạn ít", due_on=ago(2))
    longest = rows.task(w, w.committees, text="Quá hạn nhiều", due_on=ago(20))
    again = rows.task(w, [w.science], text="Nhắc lại", due_on=ago(5), repeats=rows.task(w, text="Cũ", due_on=ago(30)))
    soon = rows.task(w, [w.school], text="Sắp đến hạn", due_on=ago(-10))
    far = rows.task(w, [w.school], text="Còn lâu", due_on=ago(-100))
    rows.task(w, [w.school], text="Còn lâu, không xin gì", due_on=ago(-100))
    Extension.objects.create(
        assignment=rows.share(far), old_due_on=ago(-100), wanted_on=ago(-130), reason="Chờ kinh phí", asked_on=DAY,
        asked_by=w.body_officer,
    )  # fmt: skip
    back = rows.task(w, [w.trade], text="Trả lại")
    back.assignments.update(state="returned", reason="Không đúng chức năng")
    stuck = Difficulty.objects.create(
        province=w.province, raised_by=w.committees[0], raised_by_user=w.commune_officer, raised_on=ago(9),
        title="Vướng", text="Vướng mắc", state=DifficultyState.NEW,
    )  # fmt: skip
    meeting = meeting_rows.planned(w)
    groups = {group.key: [row.key for row in group.rows] for group in candidates(meeting)}
    assert groups == {
        "overdue": [f"task-{task.code}" for task in (longest, again, late)],
        "due": [f"task-{soon.code}"],
        "stuck": [f"task-{back.code}"],
        "asked": [f"task-{far.code}"],
        "difficulties": [f"difficulty-{stuck.code}"],
    }
    (asked,) = next(group for group in candidates(meeting) if group.key == "asked").rows
    assert asked.why == "1 đơn vị đề nghị lùi hạn đến 30/03/2027"
    first, second = next(group for group in candidates(meeting) if group.key == "overdue").rows[:2]
    assert (first.why, second.times) == ("Quá hạn 20 ngày, 4 đơn vị chưa báo cáo", 2)
    meetings.add_points(meeting, actor=w.secretary, tasks=[(longest, first.why)], difficulties=[(stuck, "Chờ")])
    left = {row.key for group in candidates(meeting) for row in group.rows}
    assert f"task-{longest.code}" not in left
    assert f"difficulty-{stuck.code}" not in left
    facts = agenda_facts(meeting)
    assert facts[0].lines == [
        "Đang thực hiện, quá hạn (4/4): xã Song Phú, xã Tân Lược, xã Mẫu Ba, xã Mẫu Bốn"
    ]  # fmt: skip
    assert (facts[0].days_late, facts[0].next_request) == (20, 2)


def test_points_are_ordered_and_added_once(w: SimpleNamespace) -> None:
    meeting = meeting_rows.planned(w)
    task = rows.task(w)
    for _again in range(2):
        meetings.add_points(meeting, actor=w.secretary, tasks=[(task, "Đến hạn")])
    meetings.add_points(meeting, actor=w.secretary, title="Việc khác")
    one, two = meeting.agenda.all()
    meetings.move_point(two, up=True, actor=w.secretary)
    meetings.move_point(two, up=True, actor=w.secretary)
    assert list(meeting.agenda.all()) == [two, one]
    meetings.drop_point(one, actor=w.secretary)
    assert list(meeting.agenda.all()) == [two]


def test_notes_of_two_secretaries_do_not_overwrite(w: SimpleNamespace) -> None:
    meeting = meeting_rows.planned(w)
    meetings.add_points(meeting, actor=w.secretary, title="Việc")
    item = AgendaItem.objects.get()
    with pytest.raises(WrongState):
        meetings.note_point(item, notes="sớm", discussed=False, actor=w.secretary)
    meetings.start(meeting, actor=w.secretary)
    meetings.note_point(item, notes="một", discussed=False, actor=w.secretary, expected_version=1)
    with pytest.raises(Stale):
        meetings.note_point(item, notes="hai", discussed=False, actor=w.officer, expected_version=1)
    assert AgendaItem.objects.get().notes == "một"


@pytest.mark.parametrize("text", ["Nguyễn Mẫu 0912 345 678", "Nguyễn Mẫu, mau@example.vn", "+84 912345678"])
def test_contact_data_of_people_is_refused(w: SimpleNamespace, text: str) -> None:
    with pytest.raises(DomainError) as caught:
        meeting_rows.planned(w, attendance=text)
    assert (caught.value.codes, Meeting.objects.count()) == (["contact_data"], 0)


def test_a_meeting_does_not_start_before_its_day_nor_end_without_a_word(w: SimpleNamespace) -> None:
    early = meeting_rows.planned(w, held_on=DAY + dt.timedelta(days=1))
    with pytest.raises(DomainError) as caught:
        meetings.start(early, actor=w.secretary)
    assert caught.value.codes == ["before_meeting_day"]
    meeting = meeting_rows.running(w)
    with pytest.raises(DomainError) as caught:
        meetings.conclude(meeting, actor=w.secretary)
    assert caught.value.codes == ["no_conclusions"]
    assert set(Meeting.objects.values_list("state", flat=True)) == {MeetingState.PLANNED, MeetingState.RUNNING}


def test_cancelling_takes_the_draft_along_and_says_why(w: SimpleNamespace) -> None:
    meeting = meeting_rows.with_signer(w)
    with pytest.raises(DomainError) as caught:
        meetings.cancel(meeting, reason=" ", actor=w.secretary)
    assert caught.value.codes == ["reason_missing"]
    with pytest.raises(NotAllowed):
        meetings.cancel(meeting, reason="Hoãn", actor=w.leader)
    meetings.cancel(meeting, reason="Hoãn họp", actor=w.secretary)
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.state, meeting.paper.state) == (MeetingState.CANCELLED, PaperState.CANCELLED)
    assert list(meeting_work(w.secretary)) == []


def test_the_work_list_names_the_next_act(w: SimpleNamespace) -> None:
    def acts(person: Any) -> list[str]:
        return [item.action_label for item in meeting_work(person)]

    meeting = meeting_rows.planned(w)
    meeting_rows.planned(w, held_on=DAY + dt.timedelta(days=30))
    found = [acts(w.secretary)]
    meeting = meetings.start(meeting, actor=w.secretary)
    found.append(acts(w.officer))
    meeting = meeting_rows.concluded(w, meeting)
    found.append(acts(w.secretary))
    meeting_notice.draft_notice(meeting, actor=w.secretary)
    found.append(acts(w.secretary))
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting_notice.put_before_signer(meeting, actor=w.secretary)
    found.append(acts(w.secretary))
    meeting_notice.issue_notice(meeting, actor=w.secretary, **meeting_rows.issue_words(w))
    found.append(acts(w.secretary))
    assert found == [["Chuẩn bị chương trình họp"], ["Ghi kết luận"], ["Dự thảo thông báo"], ["Trình ký thông báo"],
                     ["Ghi số và ban hành"], []]  # fmt: skip
    assert acts(w.leader) == acts(w.far_secretary) == []
