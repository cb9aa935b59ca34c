"""Points to choose for the agenda of a meeting, and the facts of a point that is on it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.core import clock
from saolang.core.text import format_date

from ..enums import AssignmentState as S
from ..enums import DifficultyState, ExtensionState, Share
from ..models import AgendaItem, Assignment, Difficulty, Entry, Extension, Meeting, Task
from ..models.tasks import OPEN_STATES
from ..standing import days_left, overdue, standing_on

SHOWN = 40
NAMES = 8
DUE_WITHIN = 14


@dataclass(slots=True)
class Candidate:
    """Something that could be put on the agenda, with why."""

    key: str
    title: str
    source: str
    why: str
    names: str
    times: int = 1
    url: str = ""


@dataclass(slots=True)
class Group:
    """Candidates of one kind; ``more`` says how many are not shown."""

    key: str
    label: str
    rows: list[Candidate] = field(default_factory=list)
    more: int = 0


@dataclass(slots=True)
class Facts:
    """One point of the agenda with everything the room wants to see."""

    item: AgendaItem
    text: str
    source: str = ""
    why: str = ""
    url: str = ""
    due_on: dt.date | None = None
    times: int = 1
    lines: list[str] = field(default_factory=list)
    behind: list[Any] = field(default_factory=list)
    last: Any = None
    next_request: int = 0
    lead_names: str = ""
    days_late: int = 0


COMMITTEE = "Ủy ban nhân dân "


def label(body: Any) -> str:
    """A body in few words: its short name, or the commune alone for its committee."""
    if body.name.startswith(COMMITTEE) and body.kind == OrganisationKind.COMMITTEE:
        return str(body.name[len(COMMITTEE) :])
    return str(body.short_name or body.name)


def written(body: Any, province: Any) -> str:
    """A body as a notice of the province writes it: "Sở Y tế", "UBND xã Song Phú"."""
    name = str(body.name)
    if name.startswith(COMMITTEE) and body.kind == OrganisationKind.COMMITTEE:
        return f"UBND {name[len(COMMITTEE) :]}"
    for tail in (f" {province.full_name}", f" {province.name}"):
        if name.lower().endswith(tail.lower()) and body.kind != OrganisationKind.UNIVERSITY:
            return name[: -len(tail)]
    return name


def named(bodies: Iterable[Any], total: int | None = None) -> str:
    """Names with how many are left out: "Sở Y tế, UBND xã A và 12 đơn vị khác"."""
    shown = [label(body) for body in bodies]
    left = (total if total is not None else len(shown)) - min(len(shown), NAMES)
    words = ", ".join(shown[:NAMES])
    return _("%(names)s và %(n)s đơn vị khác") % {"names": words, "n": left} if left > 0 else words


def source_of(task: Task) -> str:
    """The document of a task with its date, and the label inside it."""
    if task.notice is None:
        return ""
    document = task.notice.document
    day = f" {_('ngày')} {format_date(document.issued_on)}" if document.issued_on else ""
    point = f", {_('mục')} {task.label}" if task.label else ""
    return f"{document.title}{day}{point}"


def candidates(meeting: Meeting, *, within: int = DUE_WITHIN) -> list[Group]:
    """Points for the agenda: overdue (longest first), due soon, returned or unclear, later dates asked, difficulties.

    A task stands in the first group that it belongs to; what is on the agenda is left out.
    """
    today = clock.today()
    chosen = set(meeting.agenda.filter(task__isnull=False).values_list("task_id", flat=True))
    shares = Assignment.objects.filter(province=meeting.province_id, share=Share.LEAD).exclude(task__in=chosen)
    soon = today + dt.timedelta(days=within)
    due = Q(standing=False, due_on__gte=today, due_on__lte=soon, state__in=(S.NEW, S.CLARIFY, S.IN_PROGRESS))
    asked = Q(extensions__state=ExtensionState.ASKED)
    plan = (
        ("overdue", _("Quá hạn, chưa báo cáo"), overdue(today), _overdue_words),
        ("due", _("Đến hạn trong %(n)s ngày tới") % {"n": within}, due, _due_words),
        ("stuck", _("Trả lại hoặc đề nghị làm rõ"), Q(state__in=(S.RETURNED, S.CLARIFY)), _stuck_words),
        ("asked", _("Đề nghị lùi hạn, chưa quyết định"), asked, _asked_words),
    )
    groups, seen = [], set(_superseded(meeting))
    for key, words, condition, why in plan:
        group = _task_group(Group(key, str(words)), shares.filter(condition), seen, why, today)
        groups.append(group)
    groups.append(_difficulties(meeting, today))
    return groups


def _superseded(meeting: Meeting) -> Iterator[int]:
    """Tasks that were asked again later: only the latest request of a chain is worth a point."""
    later = Task.objects.filter(province=meeting.province_id, repeats__isnull=False)
    last = dict(later.values("repeats").annotate(n=Max("repeat_number")).values_list("repeats", "n"))
    yield from last
    for pk, first, number in later.values_list("pk", "repeats_id", "repeat_number"):
        if number < last[first]:
            yield pk


def _task_group(group: Group, shares: QuerySet[Any], seen: set[int], why: Any, today: dt.date) -> Group:
    found = shares.exclude(task__in=seen).order_by().values("task").annotate(n=Count("pk"), first=Min("due_on"))
    found = list(found.order_by(F("first").asc(nulls_last=True), "task"))
    group.more = max(0, len(found) - SHOWN)
    seen.update(row["task"] for row in found)
    found = found[:SHOWN]
    keys = [row["task"] for row in found]
    tasks = Task.objects.select_related("notice__document").in_bulk(keys)
    rows: dict[int, list[Assignment]] = defaultdict(list)
    for share in shares.filter(task__in=keys).select_related("body").order_by("due_on", "pk"):
        rows[share.task_id].append(share)
    for row in found:
        task, mine = tasks[row["task"]], rows[row["task"]]
        group.rows.append(
            Candidate(
                f"task-{task.code}", task.text, source_of(task), why(mine, today), named([s.body for s in mine]),
                task.repeat_number, task.get_absolute_url(),
            )
        )  # fmt: skip
    return group


def _overdue_words(rows: list[Assignment], today: dt.date) -> str:
    days = -days_left(min(row.due_on for row in rows if row.due_on), today)
    return _("Quá hạn %(days)s ngày, %(n)s đơn vị chưa báo cáo") % {"days": days, "n": len(rows)}


def _due_words(rows: list[Assignment], today: dt.date) -> str:
    first = min(row.due_on for row in rows if row.due_on)
    return _("Hạn %(day)s, %(n)s đơn vị đang thực hiện") % {"day": format_date(first), "n": len(rows)}


def _stuck_words(rows: list[Assignment], today: dt.date) -> str:
    back = sum(row.state == S.RETURNED for row in rows)
    parts = [_("%(n)s đơn vị trả lại") % {"n": back}] if back else []
    if len(rows) > back:
        parts.append(_("%(n)s đơn vị đề nghị làm rõ") % {"n": len(rows) - back})
    return ", ".join(parts)


def _asked_words(rows: list[Assignment], today: dt.date) -> str:
    asked = Extension.objects.filter(assignment__in=rows, state=ExtensionState.ASKED)
    last = max(asked.values_list("wanted_on", flat=True))
    return _("%(n)s đơn vị đề nghị lùi hạn đến %(day)s") % {"n": len(rows), "day": format_date(last)}


def _difficulties(meeting: Meeting, today: dt.date) -> Group:
    chosen = meeting.agenda.filter(difficulty__isnull=False).values("difficulty")
    found = Difficulty.objects.filter(
        province=meeting.province_id, state__in=(DifficultyState.NEW, DifficultyState.ROUTED)
    ).exclude(pk__in=chosen)
    rows = found.select_related("raised_by", "routed_to").order_by(F("due_on").asc(nulls_last=True), "pk")
    group = Group("difficulties", _("Khó khăn, vướng mắc chưa có trả lời"), more=max(0, found.count() - SHOWN))
    for row in rows[:SHOWN]:
        why = difficulty_words(row, today)
        url = row.get_absolute_url()
        group.rows.append(Candidate(f"difficulty-{row.code}", row.title, "", why, label(row.raised_by), url=url))
    return group


def difficulty_words(row: Difficulty, today: dt.date) -> str:
    """Where a difficulty stands."""
    if row.routed_to is None:
        return _("Nêu ngày %(day)s, chưa chuyển cơ quan trả lời") % {"day": format_date(row.raised_on)}
    words = {"body": label(row.routed_to), "day": format_date(row.due_on)}
    if row.due_on is not None and row.due_on < today:
        return _("%(body)s quá hạn trả lời (hạn %(day)s)") % words
    return _("Chờ %(body)s trả lời trước ngày %(day)s") % words


# Facts of points ---------------------------------------------------------------------------------------------------


def agenda_facts(meeting: Meeting, items: Iterable[AgendaItem] | None = None) -> list[Facts]:
    """The points of the agenda with their facts, in few queries however many there are."""
    today = clock.today()
    rows = list(items) if items is not None else list(
        meeting.agenda.select_related(
            "meeting__province",
            "task__notice__document",
            "task__repeats",
            "difficulty__raised_by",
            "difficulty__routed_to",
        )
    )  # fmt: skip
    keys = [row.task_id for row in rows if row.task_id]
    shares: dict[int, list[Assignment]] = defaultdict(list)
    for share in (
        Assignment.objects.filter(task__in=keys, share=Share.LEAD)
        .exclude(state=S.CANCELLED)
        .select_related("body")
        .order_by("pk")
    ):
        shares[share.task_id].append(share)
    chains = {row.task.repeats_id or row.task_id for row in rows if row.task}
    numbers = dict(
        Task.objects.filter(repeats__in=chains).order_by().values("repeats").annotate(n=Max("repeat_number"))
        .values_list("repeats", "n")
    )  # fmt: skip
    last = _last_entries([share.pk for mine in shares.values() for share in mine])
    return [_facts(row, shares, numbers, last, today) for row in rows]


def _last_entries(keys: list[int]) -> dict[int, Entry]:
    newest = Entry.objects.filter(assignment__in=keys).exclude(text="").order_by().values("assignment")
    pks = newest.annotate(last=Max("pk")).values_list("last", flat=True)
    return {row.assignment_id: row for row in Entry.objects.filter(pk__in=list(pks)).select_related("body")}


def _facts(item: AgendaItem, shares: Any, numbers: dict[int, int], last: dict[int, Entry], today: dt.date) -> Facts:
    if item.difficulty is not None:
        row = item.difficulty
        lines = [_("%(body)s nêu ngày %(day)s") % {"body": label(row.raised_by), "day": format_date(row.raised_on)},
                 difficulty_words(row, today)]  # fmt: skip
        if row.proposal:
            lines.append(_("Đề xuất: %(text)s") % {"text": row.proposal})
        return Facts(item, row.text, why=item.why, url=row.get_absolute_url(), lines=lines)
    if item.task is None:
        return Facts(item, item.title, why=item.why)
    task = item.task
    mine = shares.get(task.pk, [])
    entries = sorted((last[row.pk] for row in mine if row.pk in last), key=lambda entry: entry.pk)
    behind = [row for row in mine if row.state in OPEN_STATES and row.state != S.REPORTED]
    return Facts(
        item,
        task.text,
        source_of(task),
        item.why,
        task.get_absolute_url(),
        task.due_on,
        task.repeat_number,
        _standing_lines(mine, today),
        behind,
        entries[-1] if entries else None,
        1 + max(1, numbers.get(task.repeats_id or task.pk, 1)),
        _to_ask_again(task, behind, item.meeting.province),
        _days_late(task, behind, today),
    )


def _to_ask_again(task: Task, behind: list[Assignment], province: Any) -> str:
    """Those who are behind, by name; the printed addressee where that would be a page of names."""
    text = "; ".join(written(row.body, province) for row in behind)
    return text if len(text) <= 900 or not task.lead_text else str(task.lead_text)


def _days_late(task: Task, behind: list[Assignment], today: dt.date) -> int:
    days = [-days_left(row.due_on, today) for row in behind if row.due_on is not None and row.due_on < today]
    return max(days, default=0)


def _standing_lines(rows: list[Assignment], today: dt.date) -> list[str]:
    """Where each unit stands: "Đang thực hiện, quá hạn (3/124): UBND xã A, ..."."""
    cells: dict[Any, list[Assignment]] = defaultdict(list)
    for row in rows:
        cell = standing_on(row, today)
        if cell is not None:
            cells[cell].append(row)
    if len(rows) == 1:
        (cell,) = cells or (None,)
        return [f"{label(rows[0].body)}: {cell.label.lower()}"] if cell else []
    return [
        f"{cell.label} ({len(mine)}/{len(rows)}): {named([row.body for row in mine])}" for cell, mine in cells.items()
    ]
