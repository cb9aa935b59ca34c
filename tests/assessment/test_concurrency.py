"""Two at once: exactly one reveal, exactly one decision."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from saolang.assessment.domain.opinions import submit_opinion
from saolang.assessment.domain.scoring import save_ticks, start_scoring, submit_sheet
from saolang.assessment.enums import ItemState, Stance
from saolang.assessment.models import ResultBatch, ScoreSheet, SessionItem, WrittenOpinion
from saolang.audit.models import Event
from saolang.core.problems import DomainError
from saolang.registry.models import Decision, Recognition

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
