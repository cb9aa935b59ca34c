"""What the work list, pages and search say: one count of days, how long results wait, labels that fit the state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from saolang.core.registries import search_sources
from saolang.directives.domain import work, work_office
from saolang.directives.evidence import FILE_PURPOSE, Evidence
from saolang.directives.models import Assignment
from saolang.directives.queries import board_lists, boards
from saolang.directives.queries.meetings import meeting_work
from saolang.directives.queries.task_work import task_work
from saolang.directives.queries.tasks import share_rows
from saolang.ui.components import ClockFace
from tests.directives import meeting_rows, rows
from tests.factories import stored_file

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 12, 21, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
"""A Monday, six days and four working days after the date of the dated share."""

BUTTON = 'type="submit">Nhận việc</button>'


@pytest.fixture
def w() -> Iterator[SimpleNamespace]:
    with time_machine.travel(rows.NOW):
        made = rows.world()
        made.made = rows.confirmed(made)
        yield made


def seen(person: Any, share: Assignment) -> str:
    client = Client()
    client.force_login(person)
    return client.get(share.get_absolute_url()).content.decode()


def face(item: Any) -> str:
    return " ".join(part for part in (item.face.before, item.face.number, item.face.after) if part)


def items(person: Any) -> dict[str, Any]:
    """The person's rows by what is to be done."""
    return {item.action_label: item for item in task_work(rows.fresh(person))}


def test_overdue_is_counted_alike_on_page_list_board_and_home(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(w.made.dated), actor=w.agri_officer)
    with time_machine.travel(LATER):
        today = LATER.date()
        shares = Assignment.objects.filter(pk=share.pk)
        assert share_rows(shares, today)[0].clock.left == -6
        assert board_lists.share_rows(shares, today)[0].days == -6
        assert boards.by_body(shares, today).rows[0].overdue_days == 6
        assert board_lists.task_rows(shares, today, 5)[0].days == -6
        item = items(w.agri_officer)["Ghi tiến độ"]
        assert (item.days_left, item.face) == (-6, ClockFace("late", "quá", "6", "ngày", rows.DUE, []))
        page = seen(w.agri_officer, share)
        assert "quá <b>6</b> ngày<" in page and "ngày làm việc" not in page
        client = Client()
        client.force_login(w.agri_officer)
        home = client.get(reverse("ui:home")).content.decode()
        assert "quá <b>6</b> ngày<" in home and "wrow--late" in home


def test_home_of_the_office_says_how_long_each_thing_waits(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(w.made.dated), actor=w.agri_officer)
    file = stored_file(purpose=FILE_PURPOSE, uploaded_by=w.agri_officer)
    work.report_done(share, text="Xong.", evidence=[Evidence(file=file)], actor=w.agri_officer)
    work.return_share(rows.share(w.made.undated), reason="Không thuộc.", actor=w.trade_officer)
    work.ask_clarification(rows.share(w.made.standing, w.committees[0]), question="Ở đâu?", actor=w.commune_officer)
    for days, words in ((0, "hôm nay"), (1, "hôm qua"), (3, "3 ngày trước")):
        with time_machine.travel(rows.NOW + dt.timedelta(days=days)):
            found = items(w.secretary)
            assert face(found["Xem kết quả"]) == f"nộp kết quả {words}"
            assert face(found["Giao lại"]) == f"trả lại {words}"
            assert face(found["Trả lời"]) == f"hỏi {words}"
    with time_machine.travel(rows.NOW + dt.timedelta(days=3)):
        work.write_progress(rows.share(w.made.standing, w.committees[0]), text="Vẫn đang làm.", actor=w.commune_officer)
        assert face(items(w.secretary)["Trả lời"]) == "hỏi 3 ngày trước"
        client = Client()
        client.force_login(w.secretary)
        home = client.get(reverse("ui:home")).content.decode()
        assert "nộp kết quả 3 ngày trước" in home
        assert face(items(w.agri_officer)["Xem"]) == "đã báo cáo 20/11/2026"


def test_home_says_how_long_ago_a_concluded_meeting_was(w: SimpleNamespace) -> None:
    meeting_rows.concluded(w)
    with time_machine.travel(rows.NOW + dt.timedelta(days=5)):
        assert [face(item) for item in meeting_work(rows.fresh(w.secretary))] == ["họp 5 ngày trước"]


def test_label_of_taking_on_fits_what_was_asked_and_answered(w: SimpleNamespace) -> None:
    new, taken = rows.share(w.made.dated), rows.share(w.made.undated)
    assert BUTTON in seen(w.agri_officer, new)
    work.ask_clarification(new, question="Chủ thể nào?", actor=w.agri_officer)
    page = seen(w.agri_officer, new)
    assert "Đã rõ, nhận việc" in page and BUTTON not in page
    assert "Xem" in items(w.agri_officer)
    work_office.answer_clarification(new, answer="Mọi chủ thể.", actor=w.secretary)
    page = seen(w.agri_officer, new)
    assert "Đã rõ, nhận việc" in page and BUTTON not in page
    item = items(w.agri_officer)["Xem trả lời"]
    assert item.state_label == "Đã trả lời làm rõ, chờ nhận"
    client = Client()
    client.force_login(w.agri_officer)
    assert "Đã rõ, nhận việc<" in client.get(reverse("directives:my_tasks")).content.decode()
    work.accept(taken, actor=w.trade_officer)
    work.ask_clarification(taken, question="Sàn nào?", actor=w.trade_officer)
    page = seen(w.trade_officer, taken)
    assert "Đã rõ, làm tiếp" in page and "rõ, nhận việc" not in page and BUTTON not in page
    work.accept(taken, actor=w.trade_officer)
    assert Assignment.objects.get(pk=taken.pk).state == "in_progress"


def find(person: Any, words: str) -> list[str]:
    return [row["title"] for row in search_sources.get("directives.meetings")(rows.fresh(person), words)]


def test_meetings_are_found_by_any_words_without_marks(w: SimpleNamespace) -> None:
    meeting = meeting_rows.concluded(w)
    other = meeting_rows.planned(w, title="giao ban tháng 12", held_on=dt.date(2026, 12, 1))
    assert find(w.secretary, "so ket quy IV") == [meeting.title]
    assert find(w.secretary, "Phòng họp số 1 20/11/2026") == [meeting.title]
    assert find(w.secretary, "san thuong mai dien tu") == [meeting.title]
    assert find(w.secretary, "mau chu tri") == [other.title, meeting.title]
    assert find(w.secretary, "không có gì như thế") == find(w.secretary, " ") == []
    client = Client()
    client.force_login(w.secretary)
    page = client.get(reverse("ui:search"), {"q": "giao ban thang 12"}).content.decode()
    assert other.get_absolute_url() in page


@pytest.mark.parametrize("who", rows.PEOPLE)
def test_meetings_are_found_only_by_who_may_see_them(w: SimpleNamespace, who: str) -> None:
    meeting = meeting_rows.planned(w)
    person = rows.fresh(getattr(w, who))
    assert find(person, "sơ kết") == ([meeting.title] if person.has_perm("directives.view_meeting", meeting) else [])
