"""Pages of meetings: preparing, the room with and without scripts, the wall, issuing; who may open what."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from saolang.directives.domain import meetings as domain
from saolang.directives.enums import MeetingState
from saolang.directives.models import AgendaItem, Conclusion, Meeting, Task
from saolang.directives.queries.access import meetings_visible_to
from saolang.documents.models import Paper
from tests.directives import meeting_rows, rows
from tests.factories import pdf_upload

pytestmark = pytest.mark.django_db
WORDS = {"addressee": "UBND các xã, phường", "text": "Rà soát sản phẩm có tiềm năng", "kind": "one_off", "period": "",
         "due_on": "15/12/2026", "support_text": "", "topic": "", "agenda_item": "", "repeats": ""}  # fmt: skip


@pytest.fixture
def w() -> Iterator[SimpleNamespace]:
    """The province, on one day."""
    with time_machine.travel(rows.NOW):
        yield rows.world()


def at(name: str, *args: Any) -> str:
    return reverse(f"directives:{name}", args=args)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_meeting_from_plan_to_tasks_without_scripts(w: SimpleNamespace) -> None:
    late = rows.confirmed(w).dated
    late.assignments.update(due_on=dt.date(2026, 11, 15))
    client = signed_in(w.secretary)
    page = client.get(at("meeting_add"))
    form = {**{name: value or "" for name, value in page.context["form"].initial.items()}, "title": "giao ban tháng 11"}
    form |= {"committee": w.steering.pk, "issuer": w.steering.pk, "held_on": "20/11/2026", "chair_name": "Nguyễn Mẫu",
             "chair_title": "Phó Chủ tịch Ủy ban nhân dân tỉnh"}  # fmt: skip
    for _again in range(2):
        assert client.post(at("meeting_add"), form).status_code == 303
    meeting = Meeting.objects.get()
    agenda = client.get(at("meeting_agenda", meeting.code))
    assert b"Qu\xc3\xa1 h\xe1\xba\xa1n 5 ng\xc3\xa0y" in agenda.content
    for _again in range(2):
        client.post(at("meeting_agenda", meeting.code), {"chon": "1", "muc": [f"task-{late.code}"]})
    assert AgendaItem.objects.get().why == "Quá hạn 5 ngày, 1 đơn vị chưa báo cáo"
    started = client.post(at("meeting_start", meeting.code), {"version": "1"})
    assert started["Location"] == at("meeting_run", meeting.code)
    room = client.get(f"{at('meeting_run', meeting.code)}?nhac=1")
    asked = room.context["form"].initial
    assert (asked["repeats"], asked["addressee"]) == (late.code, "Sở Nông nghiệp và Môi trường")
    typed = {**WORDS, "token": asked["token"], "repeats": late.code, "agenda_item": asked["agenda_item"],
             "addressee": "Sở Nông nghiệp và Môi trường", "text": asked["text"], "due_on": "16/12/2026"}  # fmt: skip
    assert client.post(at("meeting_run", meeting.code), typed).status_code == 422  # two dates
    typed |= {"text": "Hướng dẫn các chủ thể hoàn thiện hồ sơ", "due_on": "15/12/2026"}
    for _again in range(2):
        assert client.post(at("meeting_run", meeting.code), typed).status_code == 303
    assert Conclusion.objects.get().due_on == rows.DUE
    for step in ("meeting_conclude", "meeting_draft", "meeting_submit"):
        assert client.post(at(step, meeting.code)).status_code == 303
    paper = Paper.objects.get()
    assert Task.objects.filter(notice__meeting=meeting).count() == 0
    issue = {"number": "21", "symbol": "TB-BCĐ", "issued_on": "20/11/2026", "sign_mode": "none",
             "signer_name": "Nguyễn Mẫu", "signer_title": "Trưởng ban", "draft_hash": paper.draft_hash}  # fmt: skip
    assert client.post(at("meeting_issue", paper.code), issue).status_code == 422
    response = client.post(at("meeting_issue", paper.code), {**issue, "signed_file": pdf_upload()})
    assert response["Location"] == at("meeting", meeting.code)
    task = Task.objects.get(notice__meeting=meeting)
    assert (task.repeats, task.repeat_number, task.due_on) == (late, 2, rows.DUE)
    assert task.text.encode()[:60] in client.get(at("meeting", meeting.code)).content
    assert client.get(reverse("documents:issue", args=[paper.code]))["Location"] == at("meeting_issue", paper.code)


def test_preview_counts_who_is_addressed_and_keeps_what_was_typed(w: SimpleNamespace) -> None:
    meeting = meeting_rows.running(w)
    client = signed_in(w.secretary)
    page = client.post(at("meeting_run", meeting.code), {**WORDS, "go": "preview", "pick": ["Sở Công Thương"]})
    assert (page.status_code, page.context["preview"]["count"]) == (200, 5)
    assert "Rà soát sản phẩm có tiềm năng" in page.content.decode()
    assert Conclusion.objects.count() == 0
    part = client.get(at("meeting_preview", meeting.code), {"addressee": "Sở Mẫu Lạ"}, headers={"HX-Request": "true"})
    assert "Chưa rõ “Sở Mẫu Lạ”" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_two_secretaries_at_once_lose_nothing(w: SimpleNamespace) -> None:
    meeting = meeting_rows.running(w)
    row = meeting_rows.said(w, meeting, "Sở Công Thương", "Câu ban đầu")
    first, second = signed_in(w.secretary), signed_in(w.officer)
    known = {**WORDS, "sua": row.pk, "version": "1", "addressee": "Sở Công Thương"}
    assert first.post(at("meeting_run", meeting.code), {**known, "text": "Câu của thư ký"}).status_code == 303
    refused = second.post(at("meeting_run", meeting.code), {**known, "text": "Câu của người khác"})
    page = refused.content.decode()
    assert (refused.status_code, Conclusion.objects.get().text) == (409, "Câu của thư ký")
    assert "Câu của người khác" in page
    assert "Câu của thư ký" in page
    again = {**known, "text": "Câu chung", "version": refused.context["form_version"]}
    assert second.post(at("meeting_run", meeting.code), again).status_code == 303
    assert Conclusion.objects.get().text == "Câu chung"
    shown = first.get(at("meeting_taken", meeting.code), headers={"HX-Request": "true"})
    assert "Câu chung" in shown.content.decode()


def test_the_wall_shows_the_point_and_no_controls(w: SimpleNamespace) -> None:
    made = rows.confirmed(w)
    meeting = meeting_rows.planned(w)
    domain.add_points(meeting, actor=w.secretary, tasks=[(made.dated, "Đến hạn"), (made.standing, "Báo cáo kỳ")])
    domain.start(meeting, actor=w.secretary)
    second = meeting.agenda.last()
    client = signed_in(w.secretary)
    client.post(at("point_discuss", meeting.code, second.pk))
    meeting_rows.said(w, Meeting.objects.get(), "Sở Công Thương", "Báo cáo ngay", agenda_item=second)
    page = signed_in(w.leader).get(at("meeting_wall", meeting.code)).content.decode()
    assert made.standing.text in page
    assert "Báo cáo ngay" in page
    assert "<form" not in page
    assert "<button" not in page
    part = client.get(at("meeting_wall", meeting.code), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert AgendaItem.objects.filter(discussed=True).count() == 1


def test_printed_agenda_names_units_and_where_they_stand(w: SimpleNamespace) -> None:
    made = rows.confirmed(w)
    meeting = meeting_rows.planned(w)
    domain.add_points(meeting, actor=w.secretary, tasks=[(made.standing, "Báo cáo kỳ")], title="Việc khác")
    response = signed_in(w.leader).get(at("meeting_agenda_pdf", meeting.code))
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).split())
    assert response["Content-Type"] == "application/pdf"
    for words in ("CHƯƠNG TRÌNH HỌP", "Thường xuyên (4/4)", "Song Phú", "Việc khác"):
        assert words in text


OPENS = {"secretary": 200, "officer": 200, "leader": 200, "auditor": 200}


@pytest.mark.parametrize("who", rows.PEOPLE)
def test_listing_and_page_agree_for_every_person(w: SimpleNamespace, who: str) -> None:
    person = rows.fresh(getattr(w, who))
    meeting = meeting_rows.planned(w)
    sees = meetings_visible_to(person).filter(pk=meeting.pk).exists()
    assert sees == person.has_perm("directives.view_meeting", meeting) == (who in OPENS)
    client = signed_in(person)
    assert client.get(at("meeting", meeting.code)).status_code == OPENS.get(who, 403)
    manages = who in ("secretary", "officer")
    assert client.get(at("meeting_run", meeting.code)).status_code == (200 if manages else 403)
    assert client.post(at("meeting_start", meeting.code)).status_code == (303 if manages else 403)
    assert Meeting.objects.get().state == (MeetingState.RUNNING if manages else MeetingState.PLANNED)


@pytest.mark.parametrize("state", ["planned", "running", "concluded", "with_signer", "issued"])
def test_every_page_opens_in_every_state(w: SimpleNamespace, state: str) -> None:
    meeting = getattr(meeting_rows, state)(w)
    for person in (w.secretary, w.leader):
        client = signed_in(person)
        assert client.get(at("meetings")).status_code == 200
        page = client.get(at("meeting", meeting.code))
        assert page.status_code == 200
        assert client.get(at("meeting_wall", meeting.code)).status_code == 200
    for name in ("meeting_run", "meeting_agenda", "meeting_edit"):
        assert signed_in(w.secretary).get(at(name, meeting.code)).status_code == 200


def test_rows_of_another_meeting_are_not_found(w: SimpleNamespace) -> None:
    meeting, other = meeting_rows.running(w), meeting_rows.running(w)
    row = meeting_rows.said(w, other, "Sở Công Thương", "Việc khác")
    client = signed_in(w.secretary)
    assert client.post(at("conclusion_drop", meeting.code, row.pk), {"version": "1"}).status_code == 404
    assert client.get(f"{at('meeting_run', meeting.code)}?sua={row.pk}").status_code == 404
    assert Conclusion.objects.count() == 1
