"""What stands behind the numbers of the boards: groups of shares that somebody should act on, and words to find them.

A number on a board and the list behind it are made from the same condition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from saolang.accounts.models import Organisation
from saolang.core.text import fold_vi

from ..enums import AssignmentState as S
from ..enums import DifficultyState, EntryKind, ExtensionState, Period
from ..models import Assignment, Difficulty, Entry, Extension, Notice, Task
from ..periods import period_of
from ..standing import AT_WORK, counted, days_left, overdue, standing_on

SOON_DAYS = 7
UNANSWERED = (DifficultyState.NEW, DifficultyState.ROUTED)


def due_within(on: dt.date, days: int) -> Q:
    """Shares at work whose date comes within so many days, today included."""
    return Q(standing=False, state__in=AT_WORK, due_on__range=(on, on + dt.timedelta(days=days)))


def without_line(on: dt.date) -> Q:
    """Standing shares at work whose body has written no line for the period that a day lies in."""
    found = Q(pk__in=())
    for period in Period:
        span = period_of(on, period)
        lines = Entry.objects.filter(kind=EntryKind.PERIOD, period_start__lte=span.end, period_end__gte=span.start)
        written = lines.values("assignment")
        found |= Q(task__period=period) & ~Q(pk__in=written)
    return Q(standing=True, state__in=AT_WORK) & found


def _in_difficulty(_on: dt.date) -> Q:
    waiting = Difficulty.objects.filter(state__in=UNANSWERED, assignment__isnull=False).values("assignment")
    return Q(pk__in=waiting) & Q(state__in=AT_WORK)


def _asked_later(_on: dt.date) -> Q:
    return Q(pk__in=Extension.objects.filter(state=ExtensionState.ASKED).values("assignment"))


@dataclass(frozen=True, slots=True)
class Group:
    """Shares that somebody should act on. ``tone`` is that of its tile."""

    key: str
    label: Any
    tone: str
    condition: Callable[[dt.date], Q]


GROUPS = {
    group.key: group
    for group in (
        Group("qua-han", _("Quá hạn, chưa báo cáo xong"), "off", overdue),
        Group("sap-den-han", _("Đến hạn trong 7 ngày"), "soon", lambda on: due_within(on, SOON_DAYS)),
        Group("cho-lam-ro", _("Chờ làm rõ"), "act", lambda _on: Q(state=S.CLARIFY)),
        Group("vuong-mac", _("Đang vướng, chưa có trả lời"), "act", _in_difficulty),
        Group("xin-lui-han", _("Đề nghị lùi hạn, chờ quyết định"), "soon", _asked_later),
        Group("cho-xac-nhan", _("Đã báo cáo, chờ xác nhận"), "sent", lambda _on: Q(state=S.REPORTED)),
        Group("chua-bao-ky", _("Thường xuyên, chưa báo cáo kỳ này"), "soon", without_line),
    )
}


def group_counts(rows: QuerySet[Assignment], on: dt.date) -> dict[str, int]:
    """How many of the counted shares are in each group."""
    lead = counted(rows).order_by()
    return {key: lead.filter(group.condition(on)).count() for key, group in GROUPS.items()}


def matching(rows: QuerySet[Assignment], words: str) -> QuerySet[Assignment]:
    """Every word in the text, the name of the body or the number of the document, with or without marks."""
    for word in fold_vi(words).split()[:12]:
        texts = Task.objects.filter(search_text__contains=word).values("pk")
        bodies = Organisation.objects.filter(search_text__contains=word).values("pk")
        notices = Notice.objects.filter(document__number_key__contains=word).values("pk")
        rows = rows.filter(Q(task__in=texts) | Q(body__in=bodies) | Q(notice__in=notices))
    return rows


@dataclass(frozen=True, slots=True)
class Repeated:
    """A duty that was asked for more than once and is still open: the latest time it was asked."""

    task: Task
    times: int


def repeated(rows: QuerySet[Assignment], limit: int) -> list[Repeated]:
    """Open duties by how often they were asked for, one for each chain."""
    still = counted(rows).filter(state__in=(*AT_WORK, S.REPORTED)).order_by().filter(task=OuterRef("pk"))
    tasks = Task.objects.filter(Exists(still), repeats__isnull=False).select_related("notice__document")
    chains: dict[int | None, Repeated] = {}
    for task in tasks.defer("notice__text", "notice__reading", "notice__draft", "notice__document__text",
                            "notice__document__search_text").order_by("-repeat_number", "pk")[:200]:  # fmt: skip
        chains.setdefault(task.repeats_id, Repeated(task, task.repeat_number))
    return list(chains.values())[:limit]


LISTED = (
    "pk", "code", "state", "standing", "due_on", "reported_on", "done_on", "percent", "share", "addressed_as",
    "assigned_on", "task__code", "task__label", "task__text", "task__kind", "task__repeat_number",
    "task__deadline_text", "body__code", "body__name", "body__short_name", "notice__code", "notice__document__kind",
    "notice__document__number", "notice__document__symbol", "topic__name",
)  # fmt: skip
"""What lists show; documents themselves are long and stay where they are."""
SHOWN = (
    "code", "label", "text", "repeat_number", "notice__code", "notice__document__kind", "notice__document__number",
    "notice__document__symbol",
)  # fmt: skip
NAMED = 3
"""So many bodies are named beside a text."""
PAGE = 60


def in_order(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The next date first, those without a date last."""
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def listed(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Rows in order with what lists show."""
    return in_order(rows.select_related("task", "body", "notice__document", "topic").only(*LISTED))


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share as lists show it. ``days`` is negative when overdue, None without a date or when nothing is due."""

    share: Assignment
    cell: str
    days: int | None

    @property
    def notice_title(self) -> str:
        """Kind and number of the document that gave it."""
        return self.share.notice.document.title if self.share.notice is not None else ""


def share_rows(rows: Iterable[Assignment], on: dt.date) -> list[ShareRow]:
    """Shares with their cell and the days left."""
    found = []
    for share in rows:
        waits = share.due_on is not None and share.state in AT_WORK
        days = days_left(share.due_on, on) if waits and share.due_on is not None else None
        found.append(ShareRow(share, str(standing_on(share, on) or ""), days))
    return found


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One text with the bodies whose shares lie in some group. ``days`` is that of the nearest date."""

    task: Task
    link: Task | Assignment
    count: int
    bodies: str
    days: int
    cell: str = ""

    @property
    def notice_title(self) -> str:
        """Kind and number of the document that gave it."""
        return self.task.notice.document.title if self.task.notice is not None else ""


def task_rows(rows: QuerySet[Assignment], on: dt.date, limit: int) -> list[TaskRow]:
    """The texts with the nearest dates among some shares, each once with its bodies. All shares must have a date."""
    nearest = _nearest_tasks(rows, limit)
    tasks = Task.objects.select_related("notice__document").only(*SHOWN).in_bulk(list(nearest))
    bodies: dict[int, list[tuple[int, str, str]]] = {key: [] for key in nearest}
    wanted = rows.filter(task__in=nearest).order_by("due_on", "pk")
    for key, *body in wanted.values_list("task", "pk", "body__name", "body__short_name"):
        bodies[key].append((body[0], body[1], body[2]))
    single = Assignment.objects.only("code").in_bulk([found[0][0] for found in bodies.values() if len(found) == 1])
    found = []
    for key, due in nearest.items():
        n, (share, name, _short) = len(bodies[key]), bodies[key][0]
        if n > 1:
            name = ", ".join(short or full for _pk, full, short in bodies[key][:NAMED]) + ("…" if n > NAMED else "")
        found.append(TaskRow(tasks[key], tasks[key] if n > 1 else single[share], n, name, days_left(due, on)))
    return found


def _nearest_tasks(rows: QuerySet[Assignment], limit: int) -> dict[int, dt.date]:
    """The texts of the first shares by date. Reading a few shares at a time is quicker than grouping all of them."""
    nearest: dict[int, dt.date] = {}
    while len(nearest) < limit:
        page = list(in_order(rows.exclude(task__in=list(nearest))).values_list("task", "due_on")[:PAGE])
        for key, due in page:
            if len(nearest) < limit:
                nearest.setdefault(key, due)
        if len(page) < PAGE:
            break
    return nearest


def sheet_rows(rows: QuerySet[Assignment], on: dt.date) -> Iterator[dict[str, Any]]:
    """Shares as lines of a sheet; no person is named."""
    for share in listed(rows).iterator(chunk_size=2000):
        cell, paper = standing_on(share, on), share.notice.document if share.notice is not None else None
        yield {
            "notice": paper.title if paper else "", "label": share.task.label, "text": share.task.text,
            "topic": share.topic.name if share.topic else "", "kind": share.task.get_kind_display(),
            "body": share.body.name, "addressed_as": share.addressed_as, "share": share.get_share_display(),
            "cell": cell.label if cell else "", "state": share.get_state_display(), "assigned_on": share.assigned_on,
            "deadline": share.task.deadline_text, "due_on": share.due_on, "reported_on": share.reported_on,
            "done_on": share.done_on, "percent": share.percent, "repeat": share.task.repeat_number,
        }  # fmt: skip
