"""The two-pane page as plain rows: the text with the words of every task marked, the tasks with what is proposed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from saolang.core import clock
from saolang.core.workdays import WorkCalendar

from .domain.notices_confirm import due_of
from .domain.notices_draft import Draft, labels, tasks_of
from .domain.notices_propose import bodies_by_key, suggested_due
from .enums import DeadlineType, Period, Scope, TaskKind
from .models import Notice, Task, Topic
from .words import key_of

WHOLE = 160
"""Paragraphs up to which the whole text is shown beside the tasks."""
AROUND = 5
"""Paragraphs shown before and after the words of a task where the text is longer."""
PAGE = 150
"""Paragraphs a page where the text is read by itself."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; ``key`` and ``label`` name the task that they belong to."""

    text: str
    key: str = ""
    label: str = ""
    first: bool = False


@dataclass(slots=True)
class Paragraph:
    """One paragraph, or a stretch of ``skipped`` ones that hold no task."""

    pieces: list[Piece] = field(default_factory=list)
    skipped: int = 0
    page: int = 1
    is_heading: bool = False


@dataclass(slots=True)
class Named:
    """Printed words and the bodies that they stand for."""

    words: str
    bodies: list[Any]
    whys: list[str]

    @property
    def is_plain(self) -> bool:
        """One body that is called what is printed."""
        return len(self.bodies) == 1 and self.words in ("", self.bodies[0].name, self.bodies[0].short_name)

    @property
    def why(self) -> str:
        """Why these bodies, where one reason holds for all."""
        return self.whys[0] if len(self.whys) == 1 else ""


@dataclass(slots=True)
class Row:
    """One task of the draft for the screen."""

    key: str
    label: str
    task: Draft
    leads: list[Named]
    supports: list[Named]
    due_on: dt.date | None
    suggested: dt.date | None
    is_past: bool
    is_urgent: bool
    kind_label: str
    scope_label: str
    period_label: str
    topic: Any
    repeats: Any
    repeat_choices: list[tuple[Any, int]]
    waits_for: list[tuple[str, str]]
    unknown_leads: list[Draft]
    unknown_supports: list[Draft]
    is_last: bool = False
    neighbours: tuple[str, str] = ("", "")

    @property
    def lead_count(self) -> int:
        """How many bodies get a lead share."""
        return sum(len(named.bodies) for named in self.leads)

    @property
    def support_count(self) -> int:
        """How many bodies get a supporting share."""
        return sum(len(named.bodies) for named in self.supports)

    @property
    def needs_look(self) -> bool:
        """Whether something stands in the way of handing it out."""
        return bool(self.unknown_leads or not self.leads or (self.is_past and not self.task["keep_past"]))


@dataclass(slots=True)
class UnknownName:
    """Words that no list knows, with the tasks that have them."""

    words: str
    reason: str
    share: str
    labels: list[tuple[str, str]]
    near: list[Any]
    proposal: dict[str, str] | None


@dataclass(slots=True)
class Review:
    """Everything that the page shows of the draft."""

    blocks: list[dict[str, Any]]
    rows: dict[str, Row]
    counts: dict[str, int]
    unknown: list[UnknownName]
    left_out: list[dict[str, Any]]


def review_of(notice: Notice) -> Review:
    """Read a draft for the screen, in a handful of queries however many tasks it has."""
    draft, today = notice.draft, clock.today()
    names, bodies = labels(draft), bodies_by_key(draft)
    topics = {topic.pk: topic for topic in Topic.objects.all()}
    earlier = _earlier(draft)
    calendar = WorkCalendar.load()
    rows: dict[str, Row] = {}
    blocks = []
    for block in draft.get("blocks", []):
        own = [_row(task, names, bodies, topics, earlier, calendar, today) for task in block["tasks"]]
        if own:
            own[-1].is_last = True
        rows.update({row.key: row for row in own})
        blocks.append({"block": block, "rows": own})
    order = list(rows)
    for at, key in enumerate(order):
        before = order[at - 1] if at else ""
        after = order[at + 1] if at + 1 < len(order) else ""
        rows[key].neighbours = (before, after)
    left = [{"key": item["task"]["key"], **item} for item in draft.get("left_out", [])]
    unknown = _unknown(draft, names, bodies)
    return Review(blocks, rows, _counts(blocks, rows, unknown, left), unknown, left)


def _earlier(draft: Draft) -> dict[int, Task]:
    keys: set[int] = set()
    for _block, task in tasks_of(draft):
        keys |= {key for key, _score in task["repeat_choices"]} | ({task["repeats"]} if task["repeats"] else set())
    return {task.pk: task for task in Task.objects.filter(pk__in=keys).select_related("notice__document", "repeats")}


def _row(
    task: Draft,
    names: dict[str, str],
    bodies: dict[int, Any],
    topics: dict[int, Topic],
    earlier: dict[int, Task],
    calendar: WorkCalendar,
    today: dt.date,
) -> Row:
    due = due_of(task)
    return Row(
        key=task["key"],
        label=names[task["key"]],
        task=task,
        leads=_named(task["leads"], bodies),
        supports=_named(task["supports"], bodies),
        due_on=due,
        suggested=suggested_due(task, today, calendar),
        is_past=due is not None and due < today,
        is_urgent=task["deadline"]["type"] == DeadlineType.URGENT,
        kind_label=str(TaskKind(task["kind"]).label),
        scope_label="" if task["scope"] == Scope.ONE else str(Scope(task["scope"]).label),
        period_label=str(Period(task["period"]).label) if task["period"] else "",
        topic=topics.get(task["topic"]),
        repeats=earlier.get(task["repeats"]),
        repeat_choices=[(earlier[key], round(score * 100)) for key, score in task["repeat_choices"] if key in earlier],
        waits_for=[(key, names[key]) for key in task["waits_for"] if key in names],
        unknown_leads=[row for row in task["unknown"] if row["share"] == "lead"],
        unknown_supports=[row for row in task["unknown"] if row["share"] == "support"],
    )


def _named(rows: list[Draft], bodies: dict[int, Any]) -> list[Named]:
    """Bodies under the words that address them, in order."""
    found: dict[str, Named] = {}
    for row in rows:
        body = bodies.get(row["body"])
        if body is None:
            continue
        named = found.setdefault(row["as"], Named(row["as"], [], []))
        named.bodies.append(body)
        if row["why"] and row["why"] not in named.whys:
            named.whys.append(row["why"])
    return list(found.values())


def _unknown(draft: Draft, names: dict[str, str], bodies: dict[int, Any]) -> list[UnknownName]:
    found: dict[str, UnknownName] = {}
    for _block, task in tasks_of(draft):
        for row in task["unknown"]:
            entry = found.setdefault(
                key_of(row["text"]),
                UnknownName(
                    row["text"], row["reason"], row["share"], [],
                    [bodies[pk] for pk in row.get("near", ()) if pk in bodies], row.get("proposal"),
                ),
            )  # fmt: skip
            if (task["key"], names[task["key"]]) not in entry.labels:
                entry.labels.append((task["key"], names[task["key"]]))
            if row["share"] == "lead":
                entry.share = "lead"
    return sorted(found.values(), key=lambda entry: entry.share != "lead")


def _counts(
    blocks: list[dict[str, Any]], rows: dict[str, Row], unknown: list[UnknownName], left: list[dict[str, Any]]
) -> dict[str, int]:
    """What must be seen before anything is handed out."""
    own = list(rows.values())
    return {
        "blocks": sum(1 for block in blocks if block["rows"]),
        "texts": len(own),
        "shares": sum(row.lead_count for row in own),
        "supports": sum(row.support_count for row in own),
        "unknown": sum(1 for entry in unknown if entry.share == "lead"),
        "unknown_supports": sum(1 for entry in unknown if entry.share != "lead"),
        "past": sum(1 for row in own if row.is_past and not row.task["keep_past"]),
        "undated": sum(1 for row in own if row.due_on is None and row.task["kind"] == TaskKind.ONE_OFF),
        "suggested": sum(1 for row in own if row.suggested is not None),
        "standing": sum(1 for row in own if row.task["kind"] != TaskKind.ONE_OFF and row.due_on is None),
        "left_out": len(left),
    }


# --- the text ------------------------------------------------------------------------------------------------------


def marked_text(notice: Notice) -> list[Paragraph]:
    """Paragraphs with the words of tasks marked; long stretches without a task are only counted."""
    spans = spans_of(notice.draft)
    headings = [
        (block["start"], block["end"]) for block in notice.draft.get("blocks", []) if block["start"] is not None
    ]
    lines = _lines(notice.text)
    shown = _shown(lines, spans)
    first = {line for start, _end in headings for line in _line_of(lines, start)}
    found: list[Paragraph] = []
    skipped = 0
    for number, (start, end) in enumerate(lines):
        if number not in shown:
            skipped += 1
            continue
        if skipped:
            found.append(Paragraph(skipped=skipped, page=(number - skipped) // PAGE + 1))
            skipped = 0
        found.append(Paragraph(_pieces(notice.text, start, end, spans), is_heading=number in first))
    if skipped:
        found.append(Paragraph(skipped=skipped, page=(len(lines) - skipped) // PAGE + 1))
    return found


def plain_pages(notice: Notice) -> list[str]:
    """Every paragraph of the text, for reading page by page."""
    return [notice.text[start:end] for start, end in _lines(notice.text) if notice.text[start:end].strip()]


def spans_of(draft: Draft) -> list[tuple[int, int, str, str]]:
    """Start, end, key and label of every task's words, in order and without overlaps."""
    names = labels(draft)
    rows = sorted(
        (task["start"], task["end"], task["key"], names[task["key"]])
        for _block, task in tasks_of(draft)
        if task["start"] is not None and task["end"] is not None
    )
    found: list[tuple[int, int, str, str]] = []
    reached = 0
    for start, end, key, label in rows:
        start = max(start, reached)
        if start < end:
            found.append((start, end, key, label))
            reached = end
    return found


def _lines(text: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def _line_of(lines: list[tuple[int, int]], offset: int) -> list[int]:
    return [number for number, (start, end) in enumerate(lines) if start <= offset <= end][:1]


def _shown(lines: list[tuple[int, int]], spans: list[tuple[int, int, str, str]]) -> set[int]:
    if len(lines) <= WHOLE:
        return set(range(len(lines)))
    shown: set[int] = set(range(12))
    at = 0
    for number, (start, end) in enumerate(lines):
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if at < len(spans) and spans[at][0] < end:
            shown.update(range(max(0, number - AROUND), min(len(lines), number + AROUND + 1)))
    return shown


def _pieces(text: str, start: int, end: int, spans: list[tuple[int, int, str, str]]) -> list[Piece]:
    """One paragraph cut at the words of tasks."""
    found, at = [], start
    for begin, stop, key, label in spans:
        if stop <= start or begin >= end:
            continue
        low, high = max(begin, start), min(stop, end)
        if low > at:
            found.append(Piece(text[at:low]))
        found.append(Piece(text[low:high], key, label, first=low == begin))
        at = high
    if at < end:
        found.append(Piece(text[at:end]))
    return found
