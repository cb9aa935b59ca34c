"""Reminders that nobody has to think of: before the day, after it, for reporting periods, for shares not taken on.

Each goes out once, however often the job runs, and a day on which nothing ran loses no mark: the mark that is due by
now is sent. Everything that one run has to say to one person is one message.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.text import format_date
from saolang.core.workdays import WorkCalendar
from saolang.notify.domain import send
from saolang.rulebook.queries import provincial_setting

from ..enums import AssignmentState, Share
from ..models import Assignment, Reminder
from ..periods import SOON, missing_periods
from ..queries.waiting import period_lines
from ..standing import days_left, overdue
from .people import office_people, people_of_bodies

MARKS = (1, 3, 7)
NOT_TAKEN, PERIOD_SOON, PERIOD_OVER = 0, 100, -100
"""Marks of reminders that are no count of days: not accepted in time; a period that ends soon; one that ended."""
WORKING = (AssignmentState.NEW, AssignmentState.CLARIFY, AssignmentState.IN_PROGRESS)
ROWS_SHOWN = 30


def remind() -> int:
    """Send what is due today; return how many shares were reminded of. Run by ``saolang cron``."""
    today = clock.today()
    return sum(step(today) for step in (before_due, after_due, of_periods, of_untaken))


@transaction.atomic
def before_due(today: dt.date) -> int:
    """Seven, three and one day before the date, to the people of the body that leads."""
    soon = Assignment.objects.filter(share=Share.LEAD, standing=False, state__in=WORKING)
    rows = _locked(soon.filter(due_on__gte=today, due_on__lte=today + dt.timedelta(days=max(MARKS))))
    wanted = []
    for row in rows:
        left = days_left(row.due_on, today)  # type: ignore[arg-type]
        mark = next(mark for mark in MARKS if left <= mark)
        if row.assigned_on <= row.due_on - dt.timedelta(days=mark):  # type: ignore[operator]
            wanted.append((row, mark, row.due_on))
    marked = _mark(wanted, today)
    _tell_units(marked, _soon_words, "")
    return len(marked)


@transaction.atomic
def after_due(today: dt.date) -> int:
    """Once a day what is overdue: to each person for their bodies, and to the office for all."""
    late = Assignment.objects.filter(overdue(today)).filter(Q(reminded_on__isnull=True) | Q(reminded_on__lt=today))
    rows = _locked(late)
    if not rows:
        return 0
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=today)
    _tell_units(rows, _late_words, "?muc=qua-han")
    for province, group in _by(rows, lambda row: row.province_id).items():
        bodies = _by(group, lambda row: row.body.short_name or row.body.name)
        ranked = sorted(bodies.items(), key=lambda item: (-len(item[1]), item[0]))
        lines = [_("- %(body)s: %(n)s việc") % {"body": name, "n": len(found)} for name, found in ranked]
        _tell_office(
            province,
            _("%(n)s việc quá hạn ở %(bodies)s đơn vị") % {"n": len(group), "bodies": len(bodies)},
            lines,
            "?muc=qua-han&cua=tat-ca",
        )
    return len(rows)


@transaction.atomic
def of_periods(today: dt.date) -> int:
    """Lines of standing duties: a week before a period ends, and once after it ended without a line."""
    standing = Assignment.objects.filter(standing=True, share=Share.LEAD, state__in=WORKING).exclude(task__period="")
    rows = _locked(standing)
    lines = period_lines(rows)
    wanted = []
    for row in rows:
        for span in missing_periods(row, lines.get(row.pk, []), today):
            if span.end < today and span.end >= today - dt.timedelta(days=31):
                wanted.append((row, PERIOD_OVER, span.end))
            elif today <= span.end <= today + dt.timedelta(days=SOON):
                wanted.append((row, PERIOD_SOON, span.end))
    marked = _mark(wanted, today)
    _tell_units(marked, _period_words, "?muc=thuong-xuyen")
    return len(marked)


@transaction.atomic
def of_untaken(today: dt.date) -> int:
    """Shares that nobody took on within the province's days: once, to the office and to the body."""
    days = int(provincial_setting("directive_accept_days", today))
    calendar = WorkCalendar.load()
    rows = _locked(Assignment.objects.filter(state=AssignmentState.NEW, assigned_on__lt=today))
    wanted = []
    for row in rows:
        limit = calendar.add_working_days(max(row.assigned_on, row.last_entry_on or row.assigned_on), days).date
        if limit < today:
            wanted.append((row, NOT_TAKEN, limit))
    marked = _mark(wanted, today)
    _tell_units(marked, _untaken_words, "?muc=moi")
    for province, group in _by(marked, lambda row: row.province_id).items():
        names = _by(group, lambda row: row.body.short_name or row.body.name)
        _tell_office(
            province,
            _("%(n)s việc giao quá %(days)s ngày làm việc chưa được nhận") % {"n": len(group), "days": days},
            [f"- {name}: {len(found)}" for name, found in sorted(names.items())],
            "?muc=moi&cua=tat-ca",
        )
    return len(marked)


def _locked(rows: QuerySet[Assignment]) -> list[Assignment]:
    """The shares, locked so that a second run waits and then finds the marks; by key, as every act locks shares."""
    found = rows.select_for_update(of=("self",), no_key=True).select_related("task", "body").order_by("pk")
    return sorted(found, key=lambda row: (row.due_on or dt.date.max, row.pk))


def _mark(wanted: Sequence[tuple[Assignment, int, Any]], today: dt.date) -> list[Assignment]:
    """Note the marks that are new; return their shares, each once."""
    days, marks = {due for _row, _mark, due in wanted}, {mark for _row, mark, _due in wanted}
    known = set(Reminder.objects.filter(due_on__in=days, mark__in=marks).values_list("assignment", "mark", "due_on"))
    new = [(row, mark, due) for row, mark, due in wanted if (row.pk, mark, due) not in known]
    Reminder.objects.bulk_create(
        [Reminder(assignment=row, mark=mark, due_on=due, sent_on=today) for row, mark, due in new], batch_size=500
    )
    return list({row.pk: row for row, _mark, _due in new}.values())


def _by(rows: Iterable[Assignment], key: Callable[[Assignment], Any]) -> dict[Any, list[Assignment]]:
    found: dict[Any, list[Assignment]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


def _tell_units(rows: list[Assignment], words: Callable[[list[Assignment]], str], query: str) -> None:
    """One message a person about all shares of their bodies; people with the same shares share the row."""
    people = people_of_bodies({row.body_id for row in rows})
    shares: dict[int, list[Assignment]] = defaultdict(list)
    named: dict[int, Any] = {}
    for row in rows:
        for person in people[row.body_id]:
            named[person.pk] = person
            shares[person.pk].append(row)
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for key, given in shares.items():
        groups[tuple(row.pk for row in given)].append(key)
    for members in groups.values():
        given = shares[members[0]]
        url = given[0].get_absolute_url() if len(given) == 1 else reverse("directives:my_tasks") + query
        send(
            [named[key] for key in members], kind="directives.reminder", title=words(given), body=_list(given), url=url
        )


def _tell_office(province: int, title: str, lines: list[str], query: str) -> None:
    url = reverse("directives:my_tasks") + query
    send(office_people(province), kind="directives.digest", title=title, body="\n".join(lines[:ROWS_SHOWN]), url=url)


def _list(rows: list[Assignment]) -> str:
    lines = []
    for row in rows[:ROWS_SHOWN]:
        due = _(" (hạn %(day)s)") % {"day": format_date(row.due_on)} if row.due_on else ""
        lines.append(f"- {str(row.task)[:150]}{due}")
    if len(rows) > ROWS_SHOWN:
        lines.append(_("và %(n)s việc khác.") % {"n": len(rows) - ROWS_SHOWN})
    return "\n".join(lines)


def _short(row: Assignment) -> str:
    words = str(row.task)
    return words if len(words) <= 90 else f"{words[:89]}…"


def _soon_words(rows: list[Assignment]) -> str:
    if len(rows) > 1:
        return _("%(n)s việc sắp đến hạn") % {"n": len(rows)}
    return _("Sắp đến hạn %(day)s: %(task)s") % {"day": format_date(rows[0].due_on), "task": _short(rows[0])}


def _late_words(rows: list[Assignment]) -> str:
    if len(rows) > 1:
        return _("%(n)s việc đã quá hạn") % {"n": len(rows)}
    return _("Quá hạn từ %(day)s: %(task)s") % {"day": format_date(rows[0].due_on), "task": _short(rows[0])}


def _period_words(rows: list[Assignment]) -> str:
    if len(rows) > 1:
        return _("%(n)s việc thường xuyên cần ghi kết quả kỳ này") % {"n": len(rows)}
    return _("Cần ghi kết quả kỳ này: %(task)s") % {"task": _short(rows[0])}


def _untaken_words(rows: list[Assignment]) -> str:
    if len(rows) > 1:
        return _("%(n)s việc mới giao chưa được nhận") % {"n": len(rows)}
    return _("Việc mới giao chưa được nhận: %(task)s") % {"task": _short(rows[0])}
