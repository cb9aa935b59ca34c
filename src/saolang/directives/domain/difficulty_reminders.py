"""Reminders of answers that are due: at three days, at one day and once they are late; each once a round."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.text import format_date
from saolang.core.workdays import WorkCalendar

from ..enums import DifficultyState
from ..models import Difficulty, DifficultyRoute
from .difficulties import tell
from .people import office_people, people_of

MARKS = (3, 1)
LATE = -1


def remind_answers() -> int:
    """Remind bodies of answers that fall due, and the office of those that are late; return how many were sent.

    Run by ``saolang cron``; harmless when it runs twice.
    """
    today = clock.today()
    waiting = DifficultyRoute.objects.filter(
        difficulty__state=DifficultyState.ROUTED, returned_on__isnull=True, answered_on__isnull=True,
        sent_on__lt=today, due_on__lte=today + dt.timedelta(days=14),
    ).exclude(reminded=LATE)  # fmt: skip
    return sum(_remind(key, today) for key in waiting.order_by("pk").values_list("difficulty", flat=True))


def mark_of(due_on: dt.date, today: dt.date) -> int | None:
    """The mark that a due date has reached: 3, 1 (working days left, or fewer), -1 when late; None before."""
    if due_on < today:
        return LATE
    left = WorkCalendar.load().working_days_between(today, due_on)
    return next((mark for mark in reversed(MARKS) if left <= mark), None)


@transaction.atomic
def _remind(key: int, today: dt.date) -> int:
    difficulty = lock_for_change(Difficulty(pk=key))
    route = difficulty.routes.filter(returned_on__isnull=True, answered_on__isnull=True).first()
    if difficulty.state != DifficultyState.ROUTED or route is None or route.due_on is None:
        return 0
    mark = mark_of(route.due_on, today)
    if mark is None or (route.reminded is not None and route.reminded <= mark):
        return 0
    route.reminded = mark
    route.save(update_fields=["reminded"])
    day = {"day": format_date(route.due_on), "body": route.body.name}
    title = _("Quá hạn trả lời: %(title)s") if mark == LATE else _("Sắp đến hạn trả lời: %(title)s")
    tell(
        difficulty, people_of(route.body), "directives.difficulty_due", title,
        body=_("Hạn trả lời: ngày %(day)s.") % day,
    )  # fmt: skip
    if mark == LATE:
        tell(
            difficulty, office_people(difficulty.province_id), "directives.difficulty_late", title,
            body=_("%(body)s chưa trả lời; hạn là ngày %(day)s.") % day,
        )  # fmt: skip
    record("directives.difficulty.remind", actor=None, obj=difficulty, data={"mark": mark, "body": route.body_id})
    return 1
