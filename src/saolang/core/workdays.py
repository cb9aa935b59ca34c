"""Working days and civil terms.

Legal: Bộ luật Lao động 2019, Điều 111-112 (weekly rest, public holidays); Bộ luật Dân sự 2015, Điều 147-148 (terms).
Days off and swapped working days come from ``data/holidays/<year>.yaml``; a year without data counts weekends only and
warns.
"""

from __future__ import annotations

import calendar as month_calendar
import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from .paths import data_dir
from .text import parse_date

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a term, and what a person should know about how it was reached."""

    date: dt.date
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off on weekdays, weekends that are worked, and the years for which we know them."""

    days_off: frozenset[dt.date] = field(default_factory=frozenset)
    working_days: frozenset[dt.date] = field(default_factory=frozenset)
    years: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def load(cls, folder: Path | None = None) -> WorkCalendar:
        """Read the holiday files; read again only when one of them changed."""
        folder = folder or data_dir() / "holidays"
        files = sorted(folder.glob("[0-9][0-9][0-9][0-9].yaml")) if folder.is_dir() else []
        return _read(tuple((path, path.stat().st_mtime_ns) for path in files))

    def is_working_day(self, day: dt.date) -> bool:
        """Say whether offices work on this day."""
        if day in self.working_days:
            return True
        return day.weekday() < 5 and day not in self.days_off

    def add_working_days(self, start: dt.date, n: int) -> Due:
        """Return the n-th working day after ``start``; the first day is not counted.

        Legal: Bộ luật Dân sự 2015, Điều 147.2.
        """
        if n < 0:
            raise ValueError("n must not be negative")
        day = start
        left = n
        while left:
            day += ONE_DAY
            if self.is_working_day(day):
                left -= 1
        return Due(day, self.warnings(start, day))

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Count working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        count = 0
        day = start
        while day < end:
            day += ONE_DAY
            count += self.is_working_day(day)
        return count

    def next_working_day(self, day: dt.date) -> dt.date:
        """Return ``day`` itself when it is a working day, else the first one after it.

        Legal: Bộ luật Dân sự 2015, Điều 148.5.
        """
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def warnings(self, start: dt.date, end: dt.date) -> tuple[str, ...]:
        """Return one warning for each year of the span without holiday data."""
        return tuple(
            _("Chưa có dữ liệu ngày nghỉ năm %(year)s; hạn chỉ trừ thứ Bảy và Chủ nhật.") % {"year": year}
            for year in range(start.year, end.year + 1)
            if year not in self.years
        )


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int], ...]) -> WorkCalendar:
    days_off: set[dt.date] = set()
    working: set[dt.date] = set()
    years: set[int] = set()
    for path, _changed in files:
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        years.add(int(content.get("year", path.stem)))
        days_off.update(_dates(content.get("days_off")))
        working.update(_dates(content.get("working_days")))
    return WorkCalendar(frozenset(days_off), frozenset(working), frozenset(years))


def _dates(rows: list[Any] | None) -> list[dt.date]:
    return [parse_date(row["date"] if isinstance(row, dict) else row) for row in rows or []]


def add_working_days(start: dt.date, n: int) -> Due:
    """Return the n-th working day after ``start`` by the shipped calendar."""
    return WorkCalendar.load().add_working_days(start, n)


def working_days_between(start: dt.date, end: dt.date) -> int:
    """Count working days after ``start`` up to and including ``end`` by the shipped calendar."""
    return WorkCalendar.load().working_days_between(start, end)


def next_working_day(day: dt.date) -> dt.date:
    """Return ``day`` or the first working day after it by the shipped calendar."""
    return WorkCalendar.load().next_working_day(day)


def add_months_civil(start: dt.date, months: int) -> dt.date:
    """Return the last day of a term of whole months: the same day of the last month, or that month's last day.

    A certificate issued on 2026-08-05 for 36 months is valid through 2029-08-05.

    Legal: Bộ luật Dân sự 2015, Điều 147.2, 148.3.
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = month_calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(start.day, last))
