"""Reporting periods of standing duties: calendar months, quarters, half years, years."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from saolang.core.workdays import add_months_civil

from .enums import Period

MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6, Period.YEAR: 12}
SOON = 7
"""Days before the end of a period from which its line is asked for."""


class Span(NamedTuple):
    """First and last day of one period."""

    start: dt.date
    end: dt.date

    def label(self, period: str) -> str:
        """As an official says it: "quý IV/2026", "6 tháng cuối năm 2026"."""
        year = self.start.year
        if period == Period.MONTH:
            return _("tháng %(month)s/%(year)s") % {"month": self.start.month, "year": year}
        if period == Period.QUARTER:
            return _("quý %(quarter)s/%(year)s") % {
                "quarter": ("I", "II", "III", "IV")[(self.start.month - 1) // 3], "year": year,
            }  # fmt: skip
        if period == Period.HALF:
            return (_("6 tháng đầu năm %s") if self.start.month == 1 else _("6 tháng cuối năm %s")) % year
        return _("năm %s") % year


def period_of(day: dt.date, period: str) -> Span:
    """The period in which a day lies."""
    months = MONTHS[Period(period)]
    first = dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    return Span(first, add_months_civil(first, months) - dt.timedelta(days=1))


def periods_until(first: dt.date, last: dt.date, period: str) -> list[Span]:
    """Periods from the one that holds the first day to the one that holds the last."""
    found = []
    span = period_of(first, period)
    while span.start <= last:
        found.append(span)
        span = period_of(span.end + dt.timedelta(days=1), period)
    return found


def missing_periods(assignment: Any, lines: list[tuple[dt.date, dt.date]], on: dt.date) -> list[Span]:
    """Periods of a standing share that have begun by a day and have no line; oldest first.

    ``lines`` are first and last days of the lines written. A line counts for every period it touches, so that a duty
    whose period was changed owes nothing twice.
    """
    period = assignment.task.period
    if not assignment.standing or not period:
        return []
    spans = periods_until(assignment.assigned_on, on, period)
    return [span for span in spans if not any(start <= span.end and end >= span.start for start, end in lines)]


def asked_now(span: Span, on: dt.date) -> bool:
    """Whether a line is asked for: the period has ended, or ends within a week."""
    return (span.end - on).days <= SOON
