"""The work list of the desk: rows of every app, put into four groups by their due date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.clock import today as today_in_vietnam
from saolang.core.registries import WorkItem, work_list


@dataclass(slots=True)
class WorkGroup:
    """A group of rows under one heading; ``tone`` is "late" or empty."""

    key: str
    title: str
    tone: str = ""
    items: list[WorkItem] = field(default_factory=list)


def collect(user: Any) -> list[WorkItem]:
    """Return every row that waits for a person, from all apps, most urgent first."""
    items = [item for provider in work_list for item in provider(user)]
    return sorted(items, key=_urgency)


def _urgency(item: WorkItem) -> tuple[Any, ...]:
    return (item.due is None, item.due or dt.date.max, str(item.sort_key), item.title)


def end_of_next_week(day: dt.date) -> dt.date:
    """Return the Sunday that ends the week after the given day's."""
    return day + dt.timedelta(days=13 - day.weekday())


def is_late(item: WorkItem, today: dt.date) -> bool:
    """Say whether the due date of a row has passed."""
    return item.due is not None and item.due < today


def grouped(items: Iterable[WorkItem], today: dt.date | None = None) -> tuple[list[WorkGroup], list[WorkItem]]:
    """Return the groups that have rows, and the rows that wait for somebody else.

    A row without a due date that a person can act on at once comes with the near ones, after those with a date.
    """
    today = today or today_in_vietnam()
    border = end_of_next_week(today)
    late = WorkGroup("late", _("Quá hạn"), "late")
    near = WorkGroup("near", _("Đến hết tuần sau"))
    later = WorkGroup("later", _("Sau đó"))
    waiting: list[WorkItem] = []
    for item in items:
        if item.waiting_for_other:
            waiting.append(item)
        elif is_late(item, today):
            late.items.append(item)
        elif item.due is None or item.due <= border:
            near.items.append(item)
        else:
            later.items.append(item)
    return [group for group in (late, near, later) if group.items], waiting
