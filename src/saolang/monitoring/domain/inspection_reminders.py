"""Reminders that nobody has to think of: actions that fall due, once before and once after their day."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.text import format_date
from saolang.notify.domain import send

from ..enums import FindingState
from ..models import CorrectiveAction
from ..queries.inspections import AFTER_MINUTES
from .inspection_people import commune_people, team_people, visited_people

BEFORE = dt.timedelta(days=5)


def remind() -> int:
    """Remind the visited side of actions due within five days, and everybody of overdue ones; return how many."""
    today = clock.today()
    unanswered = CorrectiveAction.objects.filter(
        finding__state=FindingState.OPEN, finding__visit__state__in=AFTER_MINUTES, answered_on__isnull=True
    )
    soon = Q(reminded_on__isnull=True, due_on__lte=today + BEFORE)
    late = Q(due_on__lt=today, reminded_on__lte=F("due_on"))
    keys = list(unanswered.filter(soon | late).values_list("pk", flat=True))
    return sum(_remind(key, today) for key in keys)


@transaction.atomic
def _remind(key: int, today: dt.date) -> int:
    action = lock_for_change(CorrectiveAction(pk=key))
    overdue = action.due_on < today
    if action.answered_on is not None or (action.reminded_on is not None and action.reminded_on > action.due_on):
        return 0
    if action.reminded_on is not None and not overdue:
        return 0
    visit = action.finding.visit
    people = visited_people(visit)
    if overdue:
        people = [*people, *commune_people(visit), *team_people(visit)]
    send(
        people,
        kind="action_due",
        title=_("Quá hạn khắc phục ngày %(day)s") % {"day": format_date(action.due_on)}
        if overdue
        else _("Hạn khắc phục ngày %(day)s") % {"day": format_date(action.due_on)},
        body=str(action.text),
        url=action.finding.get_absolute_url(),
        obj=action,
    )
    action.reminded_on = today
    save_version(action)
    record("monitoring.correctiveaction.remind", actor=None, obj=action, data={"due_on": action.due_on})
    return 1
