"""Two at once: exactly one reveal, exactly one decision."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from saolang.assessment.domain.councils import add_seat, end_seat
from saolang.assessment.domain.opinions import submit_opinion
from saolang.assessment.domain.scoring import save_ticks, start_scoring, submit_sheet
from saolang.assessment.domain.sessions import add_item, plan_session, record_attendance
from saolang.assessment.enums import ItemState, Stance
from saolang.assessment.models import Attendance, ResultBatch, ScoreSheet, SessionItem, WrittenOpinion
from saolang.audit.domain import record
from saolang.audit.models import Event
from saolang.core.clock import today
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError
from saolang.registry.models import Decision, Recognition
from tests.factories import make_user

from . import walk, written
from .conftest import best

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts in threads with connections of their own; return results and refusals."""
    start = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def work(index: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            found[index] = act()
        except Exception as error:
            found[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_last_sheets_at_once_are_revealed_once(transactional_db: Any, room: SimpleNamespace) -> None:
    start_scoring(room.item, actor=room.secretary)
    for seat in room.members[:-2]:
        walk.hand_in(room.item, seat, best(room.sheet))
    last = [ScoreSheet.objects.get(item=room.item, seat=seat) for seat in room.members[-2:]]
    for sheet in last:
        save_ticks(sheet, ticks=best(room.sheet), actor=sheet.seat.user)
    found = at_once(*(lambda sheet=sheet: submit_sheet(sheet, actor=sheet.seat.user) for sheet in last))
    assert [type(result) for result in found] == [ScoreSheet, ScoreSheet]
    assert SessionItem.objects.get(pk=room.item.pk).state == ItemState.REVEALED
    assert Event.objects.filter(verb="assessment.sessionitem.reveal").count() == 1


def test_two_officers_enter_one_decision_once(transactional_db: Any, room: SimpleNamespace) -> None:
    item = walk.close_with(room, walk.four_stars(room))
    batch = walk.batch_of(room, item)
    found = at_once(
        lambda: walk.issued(room, ResultBatch.objects.get(pk=batch.pk), number="1500"),
        lambda: walk.issued(room, ResultBatch.objects.get(pk=batch.pk), number="1501"),
    )
    refusals = [result for result in found if isinstance(result, DomainError)]
    assert len(refusals) == 1
    assert refusals[0].codes == ["already_issued"]
    assert (Decision.objects.count(), Recognition.objects.count()) == (1, 1)


def test_two_last_opinions_at_once_open_the_sheets_once(transactional_db: Any, frozen: Any) -> None:
    hall = written.ask(written.make_hall())
    ticks = best(hall.sheet)
    for seat in hall.members[:-2]:
        written.answer(hall.item, seat, ticks)
    last = [ScoreSheet.objects.get(item=hall.item, seat=seat) for seat in hall.members[-2:]]
    for sheet in last:
        save_ticks(sheet, ticks=ticks, actor=sheet.seat.user)
    acts = [lambda sheet=sheet: submit_opinion(sheet, stance=Stance.AGREE, actor=sheet.seat.user) for sheet in last]
    found = at_once(*acts, acts[0])
    assert sum(isinstance(result, ScoreSheet) for result in found) == 2
    refused = next(result for result in found if not isinstance(result, ScoreSheet))
    assert isinstance(refused, DomainError)
    assert refused.codes == ["already_submitted"]
    assert SessionItem.objects.get(pk=hall.item.pk).state == ItemState.REVEALED
    assert Event.objects.filter(verb="assessment.sessionitem.reveal").count() == 1
    assert WrittenOpinion.objects.count() == 6


def test_one_dossier_comes_before_one_session_only(transactional_db: Any, room: SimpleNamespace) -> None:
    dossier = walk.another_dossier(room, name="Mẫu Hai", serial=2)
    sessions = [
        plan_session(council=room.council, round=room.round, held_on=room.session.held_on, actor=room.officer)
        for _number in range(2)
    ]
    twice = [*sessions, sessions[0]]
    found = at_once(*(lambda row=row: add_item(row, dossier=dossier, actor=room.officer) for row in twice))
    assert sorted(type(result).__name__ for result in found) == ["DomainError", "DomainError", "SessionItem"]
    assert {tuple(error.codes) for error in found if isinstance(error, DomainError)} == {("not_in_round",)}
    assert SessionItem.objects.filter(dossier=dossier).count() == 1


def test_two_chairs_at_once_make_one(transactional_db: Any, room: SimpleNamespace) -> None:
    end_seat(room.seats[0], actor=room.officer, reason="Nghỉ hưu")
    people = [make_user(), make_user()]
    found = at_once(
        *(lambda user=user: add_seat(room.council, user=user, kind="chair", actor=room.officer) for user in people)
    )
    refused = [error for error in found if isinstance(error, DomainError)]
    assert [error.codes for error in refused] == [["two_chairs"]]
    assert room.council.seats.filter(kind="chair", left_on__isnull=True).count() == 1
    with pytest.raises(DomainError) as caught:
        end_seat(room.seats[0], actor=room.officer, reason="Lần nữa")
    assert caught.value.codes == ["seat_ended"]


def test_who_is_noted_absent_waits_for_the_sheet_that_is_being_handed_in(
    transactional_db: Any, room: SimpleNamespace
) -> None:
    start_scoring(room.item, actor=room.secretary)
    seat = room.members[-1]
    done: list[Any] = []
    act = threading.Thread(
        target=lambda: done.extend(
            at_once(
                lambda: record_attendance(
                    room.session, seat=seat, present=False, actor=room.secretary, reason="Đi công tác"
                )
            )
        )
    )
    with transaction.atomic():
        held = lock_for_change(room.item)
        act.start()
        time.sleep(0.4)
        record("assessment.sessionitem.touch", actor=room.secretary, obj=held)
    act.join(timeout=60)
    assert isinstance(done[0], Attendance), done
    assert ScoreSheet.objects.get(item=room.item, seat=seat).state == "void"


def test_a_number_of_an_imported_decision_is_refused_in_words(transactional_db: Any, room: SimpleNamespace) -> None:
    item = walk.close_with(room, walk.four_stars(room))
    batch = walk.batch_of(room, item)
    Decision.objects.create(
        kind="recognition", issuer=batch.decision_paper.issuer, number="1500", symbol="QĐ-UBND", year=today().year,
        issued_on=today(), source="import",
    )  # fmt: skip
    with pytest.raises(DomainError) as caught:
        walk.issued(room, batch, number="1500")
    assert caught.value.codes == ["number_taken"]
    assert not Recognition.objects.exists()
    assert ResultBatch.objects.get().issued_on is None
