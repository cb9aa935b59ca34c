"""In which of the seven cells of the status table a share stands: one table of rules, for one share and for all in SQL.

A share is done on the day its body reported the result that was later accepted. While it waits for acceptance it is
"in time" when that report came in time. A share without a date is in a column of its own, never "in time"; standing
and conditional duties count as standing; what was returned counts as returned.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from .enums import AssignmentState as S
from .enums import Share
from .enums import Standing as C

AT_WORK = (S.NEW, S.CLARIFY, S.IN_PROGRESS)
"""States in which the body still has to report."""
ORDER = (C.DONE_IN_TIME, C.DONE_LATE, C.OPEN_IN_TIME, C.OPEN_OVERDUE, C.NO_DATE, C.STANDING, C.RETURNED)


def days_left(due_on: dt.date, on: dt.date) -> int:
    """Days to a date, less than nothing when it has passed: "còn 3 ngày" or "quá hạn 3 ngày" wherever that is said.

    Every day counts, as in the SQL of the boards and as an official counts on the calendar; only what a law or a
    setting names in working days (the answer to a difficulty, taking a share on) is counted in those.
    """
    return (due_on - on).days


def standing_on(assignment: Any, on: dt.date) -> C | None:
    """The cell of one share on a day; None for a cancelled share, which is counted nowhere."""
    if assignment.state == S.CANCELLED:
        return None
    if assignment.state == S.RETURNED:
        return C.RETURNED
    if assignment.standing:
        return C.STANDING
    if assignment.due_on is None:
        return C.NO_DATE
    if assignment.state == S.DONE:
        return C.DONE_IN_TIME if assignment.done_on <= assignment.due_on else C.DONE_LATE
    if assignment.state == S.REPORTED:
        return C.OPEN_IN_TIME if assignment.reported_on <= assignment.due_on else C.OPEN_OVERDUE
    return C.OPEN_IN_TIME if on <= assignment.due_on else C.OPEN_OVERDUE


def standing_case(on: dt.date) -> Case:
    """The same rules as an SQL expression over Assignment; "" for cancelled shares."""
    return Case(
        When(state=S.CANCELLED, then=Value("")),
        When(state=S.RETURNED, then=Value(C.RETURNED.value)),
        When(standing=True, then=Value(C.STANDING.value)),
        When(due_on__isnull=True, then=Value(C.NO_DATE.value)),
        When(state=S.DONE, done_on__lte=F("due_on"), then=Value(C.DONE_IN_TIME.value)),
        When(state=S.DONE, then=Value(C.DONE_LATE.value)),
        When(state=S.REPORTED, reported_on__lte=F("due_on"), then=Value(C.OPEN_IN_TIME.value)),
        When(state=S.REPORTED, then=Value(C.OPEN_OVERDUE.value)),
        When(due_on__gte=on, then=Value(C.OPEN_IN_TIME.value)),
        default=Value(C.OPEN_OVERDUE.value),
        output_field=CharField(),
    )


def in_cell(cell: str, on: dt.date) -> Q:
    """The shares of one cell as a condition on Assignment, in words that an index can serve."""
    if cell == C.RETURNED:
        return Q(state=S.RETURNED)
    if cell == C.STANDING:
        return Q(standing=True) & ~Q(state__in=(S.RETURNED, S.CANCELLED))
    if cell == C.NO_DATE:
        return Q(standing=False, due_on__isnull=True) & ~Q(state__in=(S.RETURNED, S.CANCELLED))
    if cell == C.DONE_IN_TIME:
        return Q(state=S.DONE, standing=False, done_on__lte=F("due_on"))
    if cell == C.DONE_LATE:
        return Q(state=S.DONE, standing=False, done_on__gt=F("due_on"))
    working, reported = Q(standing=False, state__in=AT_WORK), Q(standing=False, state=S.REPORTED)
    if cell == C.OPEN_IN_TIME:
        return (working & Q(due_on__gte=on)) | (reported & Q(reported_on__lte=F("due_on")))
    if cell == C.OPEN_OVERDUE:
        return (working & Q(due_on__lt=on)) | (reported & Q(reported_on__gt=F("due_on")))
    raise ValueError(f"no such cell: {cell}")


def counted(assignments: QuerySet[Any]) -> QuerySet[Any]:
    """Only what the status table counts: lead shares that were not cancelled."""
    return assignments.filter(share=Share.LEAD).exclude(state=S.CANCELLED)


def status_counts(assignments: QuerySet[Any], on: dt.date, *by: str) -> dict[Any, dict[str, int]]:
    """Counts per cell, grouped by the named fields (a key, or a tuple of keys); one query. Cells without shares are 0.

    Without ``by`` there is one group, under None.
    """
    rows = counted(assignments).order_by().annotate(cell=standing_case(on)).values(*by, "cell").annotate(n=Count("pk"))
    found: dict[Any, dict[str, int]] = {}
    if not by:
        found[None] = dict.fromkeys((c.value for c in ORDER), 0)
    for row in rows:
        key = None if not by else row[by[0]] if len(by) == 1 else tuple(row[name] for name in by)
        found.setdefault(key, dict.fromkeys((c.value for c in ORDER), 0))[row["cell"]] = row["n"]
    return found


def overdue(on: dt.date) -> Q:
    """Open lead shares whose date has passed without a report, as a condition on Assignment."""
    return Q(share=Share.LEAD, standing=False, due_on__lt=on, state__in=AT_WORK)
