"""Directives under two people at once and under SIGKILL: done once, nothing half done, nobody told twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.audit.models import Event
from saolang.audit.queries import verify
from saolang.directives.domain import meeting_notice, notices, notices_edit
from saolang.directives.domain.difficulty_answers import answer_difficulty
from saolang.directives.domain.difficulty_reminders import remind_answers
from saolang.directives.domain.reminders import remind
from saolang.directives.models import Assignment, Block, Difficulty, Meeting, Notice, Task
from saolang.documents import numbering
from saolang.documents.domain.register import enter_incoming
from saolang.documents.models import KeptRegister, RegisteredDocument
from saolang.notify.models import Message
from tests.assessment.test_concurrency import at_once
from tests.directives import difficulty_rows, meeting_rows, notice_rows, rows
from tests.security.test_at_once import refusals
from tests.security.test_killed import run_until_killed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_world")]
FROZEN = """
import time_machine
time_machine.travel({now!r}).start()
from saolang.accounts.models import User
actor = User.objects.get(pk={actor})
"""
CONFIRM = """
from saolang.directives.domain import notices
from saolang.directives.models import Notice
{patch}
notices.confirm(Notice.objects.get(pk={notice}), actor=actor, keep_past_due=True)
"""
ISSUE = """
import datetime
from saolang.directives.domain import meeting_notice
from saolang.directives.models import Meeting
from saolang.files.models import StoredFile
{patch}
meeting_notice.issue_notice(
    Meeting.objects.get(pk={meeting}), actor=actor, number="21", symbol="TB-BCĐ",
    issued_on=datetime.date.fromisoformat({day!r}), signer_name="Người ký Mẫu", signer_title="Trưởng ban",
    signed_file=StoredFile.objects.get(pk={file}),
)
"""
PATCHES = {
    "at a share": "import saolang.directives.domain.issuing as m; m.Assignment.objects.bulk_create = die",
    "at the record": "import saolang.audit.models as m; m.ChainHead.save = die",
    "at the commit": "from django.db import connection; connection.commit = die; connection._commit = die",
}


@pytest.fixture
def w(transactional_db: Any) -> Iterator[SimpleNamespace]:
    """The province, on one day."""
    with time_machine.travel(rows.NOW):
        yield rows.world()


def counts() -> list[int]:
    tables = (Notice, Block, Task, Assignment, RegisteredDocument, Event, Message, Meeting)
    return [table.objects.count() for table in tables]


def proposed(w: SimpleNamespace) -> tuple[Notice, Any]:
    """A notice that waits for confirmation, every addressee placed."""
    place = notice_rows.bodies()
    notice = notice_rows.notice(place)
    unknown = {
        row["text"] for block in notice.draft["blocks"] for task in block["tasks"] for row in task["unknown"]
    }  # fmt: skip
    for text in sorted(unknown):
        notice = notices_edit.assign(notice, text, [place.science.pk], actor=place.secretary) or notice
        notice.refresh_from_db()
    return notice, place.secretary


def test_two_entries_at_once_get_two_numbers(w: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "_policy", [lambda issuer, day: True])
    KeptRegister.objects.create(holder=w.office, valid_from=dt.date(2026, 1, 1), source="Quyết định mẫu")
    found = at_once(*(
        lambda number=number: enter_incoming(
            holder=w.office, received_on=rows.TODAY, number=number, symbol="TB-VP", issued_on=rows.TODAY,
            issuer_name="Sở Mẫu", abstract="Trích yếu", kind="Thông báo", actor=w.secretary,
        )
        for number in ("31", "32")
    ))  # fmt: skip
    assert refusals(found) == []
    numbers = sorted(RegisteredDocument.objects.values_list("entry_number", flat=True))
    assert numbers == [1, 2] and verify().intact


def test_two_answers_at_once_are_one(w: SimpleNamespace) -> None:
    difficulty = difficulty_rows.routed(w)
    found = at_once(*(
        lambda who=who: answer_difficulty(difficulty, answer=f"Trả lời của {who.pk}", actor=who)
        for who in (w.agri_officer, w.agri_second)
    ))  # fmt: skip
    assert len(refusals(found)) == 1
    kept = Difficulty.objects.get()
    assert kept.state == "answered" and kept.routes.get().answer == kept.answer and verify().intact


def test_one_notice_of_a_meeting_is_issued_once(w: SimpleNamespace) -> None:
    meeting = meeting_rows.with_signer(w)
    words = [meeting_rows.issue_words(w, number=number) for number in ("21", "22")]
    found = at_once(*(
        lambda who=who, given=given: meeting_notice.issue_notice(meeting, actor=who, **given)
        for who, given in zip((w.secretary, w.officer), words, strict=True)
    ))  # fmt: skip
    assert len(refusals(found)) >= 1
    assert Notice.objects.count() == RegisteredDocument.objects.count() == 1
    assert Task.objects.count() == meeting.conclusions.count() and verify().intact


def test_reminders_of_answers_from_two_processes_tell_once(w: SimpleNamespace) -> None:
    difficulty = difficulty_rows.routed(w)
    rows.task(w)
    late = dt.datetime.combine(difficulty.due_on, dt.time(9), rows.NOW.tzinfo) + dt.timedelta(days=20)
    with time_machine.travel(late):
        Message.objects.all().delete()
        assert refusals(at_once(remind_answers, remind_answers)) == []
        assert refusals(at_once(remind, remind)) == []
        first = Message.objects.count()
        assert first > 0 and (remind_answers(), remind()) == (0, 0) and Message.objects.count() == first
    told = list(Message.objects.values_list("recipient", "kind", "title"))
    assert len(told) == len(set(told))


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
def test_a_confirmation_killed_half_way_hands_out_nothing(w: SimpleNamespace, patch: str) -> None:
    notice, actor = proposed(w)
    before = counts()
    given = FROZEN.format(now=rows.NOW.isoformat(), actor=actor.pk)
    run_until_killed(given + CONFIRM.format(patch=patch, notice=notice.pk))
    assert counts() == before and Notice.objects.get(pk=notice.pk).state == "proposed"
    assert verify().intact
    done = notices.confirm(Notice.objects.get(pk=notice.pk), actor=actor, keep_past_due=True)
    assert done.state == "confirmed" and Task.objects.filter(notice=done).exists() and verify().intact


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
def test_a_meeting_notice_killed_half_way_is_still_to_be_issued(w: SimpleNamespace, patch: str) -> None:
    meeting = meeting_rows.with_signer(w)
    words = meeting_rows.issue_words(w)
    before = counts()
    given = FROZEN.format(now=rows.NOW.isoformat(), actor=w.secretary.pk)
    body = ISSUE.format(
        patch=patch, meeting=meeting.pk, file=words["signed_file"].pk, day=rows.TODAY.isoformat()
    )  # fmt: skip
    run_until_killed(given + body)
    fresh = Meeting.objects.get(pk=meeting.pk)
    assert counts() == before and (fresh.state, fresh.paper.state) == ("drafted", "for_signature")
    done = meeting_notice.issue_notice(fresh, actor=w.secretary, **words)
    assert done.state == "issued" and Task.objects.count() == meeting.conclusions.count() and verify().intact
