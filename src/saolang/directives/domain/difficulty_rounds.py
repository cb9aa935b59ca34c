"""Rounds of a difficulty: one body is asked, with a clock of working days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.problems import DomainError
from saolang.core.text import normalize
from saolang.core.workdays import Due, WorkCalendar
from saolang.rulebook.queries import provincial_setting

from ..models import Difficulty, DifficultyRoute


def answer_due(day: dt.date) -> Due:
    """The last day to answer what is sent on a day, by the setting of that day."""
    return WorkCalendar.load().add_working_days(day, int(provincial_setting("difficulty_answer_days", day)))


def open_round(difficulty: Difficulty, day: dt.date, actor: Any, note: str = "") -> DifficultyRoute:
    """Start the clock of a round with the body of ``routed_to``; the caller saves the difficulty."""
    body = difficulty.routed_to
    if body is None:
        raise ValueError("a round needs a body")
    difficulty.routed_on = day
    difficulty.due_on = answer_due(day).date
    return DifficultyRoute.objects.create(
        difficulty=difficulty, body=body, sent_on=day, sent_by=actor, due_on=difficulty.due_on,
        note=normalize(note),
    )  # fmt: skip


def end_open_round(difficulty: Difficulty, day: dt.date, reason: str) -> None:
    """The body that is being asked is asked no longer."""
    open_rounds = difficulty.routes.filter(returned_on__isnull=True, answered_on__isnull=True)
    open_rounds.update(returned_on=day, reason=normalize(reason))


def last_route(difficulty: Difficulty) -> DifficultyRoute:
    """The newest round."""
    found = difficulty.routes.order_by("-pk").first()
    if found is None:
        raise DomainError.of("no_round", _("Việc này chưa được chuyển cho cơ quan nào."))
    return found
