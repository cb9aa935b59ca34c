"""Reads of tasks and shares: my shares by state with their clocks, one task, one share, what waits for the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core import clock
from saolang.core.text import fold_vi, format_date
from saolang.ui.components import ClockFace, clock_face, words_face

from ..enums import AssignmentState as S
from ..enums import EntryKind, ExtensionState, Share, TaskKind
from ..models import Assignment, Entry, EntryEvidence, Extension, Task
from ..rules.people import bodies_of, office_units
from ..standing import AT_WORK, days_left, standing_on
from ..states.tasks import ASSIGNMENT, accept_words
from .access import assignments_visible_to, tasks_visible_to
from .waiting import asked_again, open_awaited_of

OPEN = (*AT_WORK, S.REPORTED)
ROWS = 50


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the list of shares: words, which shares, and how they are ordered."""

    label: Any
    condition: Callable[[dt.date], Q]


SECTIONS: dict[str, Section] = {
    "": Section(gettext_lazy("Đang làm"), lambda _day: Q(state__in=AT_WORK)),
    "moi": Section(gettext_lazy("Chờ nhận"), lambda _day: Q(state=S.NEW)),
    "qua-han": Section(
        gettext_lazy("Quá hạn"), lambda day: Q(state__in=AT_WORK, standing=False, due_on__lt=day, share=Share.LEAD)
    ),
    "thuong-xuyen": Section(gettext_lazy("Thường xuyên"), lambda _day: Q(state__in=AT_WORK, standing=True)),
    "cho": Section(gettext_lazy("Chờ cơ quan giao"), lambda _day: Q(state__in=(S.CLARIFY, S.REPORTED, S.RETURNED))),
    "xong": Section(gettext_lazy("Đã xong"), lambda _day: Q(state=S.DONE)),
    "tat-ca": Section(gettext_lazy("Tất cả"), lambda _day: ~Q(state=S.CANCELLED)),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """What the clock of a share says: days left to a date, or words."""

    left: int | None = None
    due: dt.date | None = None
    word: str = ""

    @property
    def face(self) -> ClockFace:
        """As the screen draws it."""
        if self.left is None:
            return words_face(self.word)
        return clock_face(days_left=self.left, due=self.due, by_calendar=True)


@dataclass(slots=True)
class ShareRow:
    """A share as lists show it."""

    share: Assignment
    state: Any
    clock: Clock
    waits: list[Task] = field(default_factory=list)
    again: Task | None = None
    accept_label: str = ""

    @property
    def waits_words(self) -> str:
        """ "chờ việc 1.2, 3.1"; tasks without a number by their first words."""
        return _("chờ việc %s") % ", ".join(task.label or task.text[:40] for task in self.waits) if self.waits else ""


def clock_of(share: Assignment, on: dt.date) -> Clock:
    """The clock of a share on a day; it stops once the body has reported."""
    if share.state == S.DONE:
        return Clock(word=_("xong %(day)s") % {"day": format_date(share.done_on)})
    if share.state == S.CANCELLED:
        return Clock(word=_("thôi giao"))
    if share.state == S.RETURNED:
        return Clock(word=_("trả lại"))
    if share.standing:
        return Clock(word=_("thường xuyên"))
    if share.state == S.REPORTED:
        return Clock(word=_("đã báo cáo %(day)s") % {"day": format_date(share.reported_on)})
    if share.due_on is None:
        return Clock(word=_("chưa có hạn"))
    return Clock(left=days_left(share.due_on, on), due=share.due_on)


def share_rows(shares: Iterable[Assignment], on: dt.date) -> list[ShareRow]:
    """Shares with clocks, what they wait for and whether they were asked again, in four queries for all."""
    found = list(shares)
    tasks = {share.task_id: share.task for share in found}
    waits, again, answered = open_awaited_of(tasks), asked_again(tasks.values()), answered_shares(found)
    return [
        ShareRow(
            share, ASSIGNMENT.state(share), clock_of(share, on),
            waits.get(share.task_id, []) if share.state in OPEN else [],
            again.get(share.task_id) if share.state in OPEN else None,
            accept_words(share, answered=share.pk in answered),
        )
        for share in found
    ]  # fmt: skip


def answered_shares(shares: Iterable[Assignment]) -> set[int]:
    """Keys of those not taken on yet whose body has asked what is meant, and was answered; one query."""
    new = [share.pk for share in shares if share.state == S.NEW]
    asked = Entry.objects.filter(assignment__in=new, kind=EntryKind.QUESTION) if new else Entry.objects.none()
    return set(asked.values_list("assignment", flat=True))


def shares_of(user: Any, *, everything: bool = False) -> QuerySet[Assignment]:
    """Shares of the bodies that the person acts for; with ``everything`` all of the provinces whose office they are."""
    if everything:
        return Assignment.objects.filter(province__in=office_units(user))
    return Assignment.objects.filter(body__in=bodies_of(user))


def listed(shares: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Lead shares first, those with the nearest date on top, with what a row shows."""
    light = ("notice__text", "notice__reading", "notice__draft", "notice__document__text",
             "notice__document__search_text")  # fmt: skip
    order = ("share", F("due_on").asc(nulls_last=True), "pk")
    return shares.select_related("task", "body", "notice__document").defer(*light).order_by(*order)


def section_counts(shares: QuerySet[Assignment], on: dt.date) -> dict[str, int]:
    """How many shares each part of the list has; one query."""
    named = {f"n{n}": Count("pk", filter=part.condition(on)) for n, part in enumerate(SECTIONS.values())}
    found = shares.order_by().aggregate(**named)
    return {key: found[f"n{n}"] for n, key in enumerate(SECTIONS)}


def matching_words(words: str) -> Q:
    """Shares whose task has all the words, with or without marks."""
    wanted = Q()
    for word in fold_vi(words).split():
        wanted &= Q(task__search_text__contains=word)
    return wanted


@dataclass(slots=True)
class QueuePart:
    """One kind of thing that waits for the office."""

    key: str
    title: str
    help: str
    action: str
    count: int
    rows: list[Any]
    more: str = ""


def to_judge(user: Any) -> QuerySet[Assignment]:
    """Shares about which the person decides: of their provinces, but not of bodies they act for."""
    return Assignment.objects.filter(province__in=office_units(user)).exclude(body__in=bodies_of(user))


def office_parts(user: Any, on: dt.date) -> dict[str, QuerySet[Any]]:
    """What waits for the office, as querysets; agrees with ``directives.judge``."""
    shares = to_judge(user)
    asked = Extension.objects.filter(
        state=ExtensionState.ASKED, assignment__province__in=office_units(user)
    ).exclude(assignment__body__in=bodies_of(user))  # fmt: skip
    undated = shares.filter(state__in=OPEN, standing=False, due_on__isnull=True, share=Share.LEAD)
    ended = shares.filter(state__in=(*OPEN, S.RETURNED), body__valid_to__lt=on)
    return {
        "returned": shares.filter(state=S.RETURNED),
        "questions": shares.filter(state=S.CLARIFY),
        "reported": shares.filter(state=S.REPORTED),
        "extensions": asked,
        "undated": Task.objects.filter(Exists(undated.filter(task=OuterRef("pk")))),
        "ended": ended,
    }


def last_words(shares: Iterable[Assignment], kinds: Iterable[str]) -> dict[int, Entry]:
    """The newest line of some kinds of each share; one query."""
    rows = Entry.objects.filter(assignment__in=[share.pk for share in shares], kind__in=list(kinds))
    return {row.assignment_id: row for row in rows.order_by("pk").select_related("by")}


def evidence_of(share: Assignment) -> list[EntryEvidence]:
    """Everything that proves the results of a share, newest first."""
    rows = EntryEvidence.objects.filter(entry__assignment=share).select_related("file", "entry")
    return list(rows.order_by("-entry__pk", "pk"))


def may_read_evidence(user: Any, stored: Any) -> bool:
    """A file of evidence follows the share it proves."""
    shares = Assignment.objects.filter(entries__evidence__file=stored).select_related("task")
    return any(user.has_perm("directives.view_assignment", share) for share in shares.distinct())


def task_state(task: Task, shares: Iterable[Assignment], on: dt.date) -> dict[str, int]:
    """Lead shares of one task by cell, cells without shares left out."""
    counts: dict[str, int] = {}
    for share in shares:
        cell = standing_on(share, on) if share.share == Share.LEAD else None
        if cell is not None:
            counts[cell.value] = counts.get(cell.value, 0) + 1
    return counts


def earlier_like(task: Task, user: Any, *, limit: int = 8) -> list[Task]:
    """Earlier tasks of the province that this one may ask again, most alike first."""
    from ..similar import Earlier

    rows = tasks_visible_to(user).filter(province=task.province_id, pk__lt=task.pk).exclude(pk=task.repeats_id)
    pool = list(rows.order_by("-pk").values_list("pk", "text")[:2000])
    keys = [found.key for found in Earlier(pool).alike(task.text)][:limit]
    known = Task.objects.select_related("notice__document").in_bulk(keys)
    return [known[key] for key in keys]


class TaskSearch:
    """Tasks by their words in the search of the top bar."""

    label = gettext_lazy("Nhiệm vụ")

    def __call__(self, user: Any, query: str) -> Iterator[dict[str, str]]:
        """Yield what the person may see, newest first."""
        words = Q()
        for word in fold_vi(query).split():
            words &= Q(search_text__contains=word)
        if not words:
            return
        rows = tasks_visible_to(user).filter(words).select_related("notice__document").order_by("-pk")
        for task in rows[:12]:
            due = _("hạn %(day)s") % {"day": format_date(task.due_on)} if task.due_on else ""
            source = task.notice.document.title if task.notice is not None else ""
            yield {
                "title": str(task),
                "subtitle": " · ".join(filter(None, [source, due])),
                "url": task.get_absolute_url(),
            }


def visible_share(user: Any, code: str) -> Assignment | None:
    """One share by its code, if the person may see it."""
    return assignments_visible_to(user).filter(code=code).select_related("task", "body").first()


def today_state(share: Assignment) -> Any:
    """The cell of a share today."""
    return standing_on(share, clock.today())


__all__ = [
    "SECTIONS",
    "Clock",
    "QueuePart",
    "ShareRow",
    "TaskKind",
    "TaskSearch",
    "answered_shares",
    "clock_of",
    "earlier_like",
    "evidence_of",
    "last_words",
    "listed",
    "matching_words",
    "may_read_evidence",
    "office_parts",
    "section_counts",
    "share_rows",
    "shares_of",
    "task_state",
    "to_judge",
    "today_state",
    "visible_share",
]
