"""The board of one document: its texts in their order, and who stands where on each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from ..enums import AssignmentState, Share
from ..enums import Standing as C
from ..models import Assignment, Notice, Task
from ..standing import AT_WORK, days_left, standing_case

SHOWN = 12
"""Bodies shown at once in one cell; the others open on request."""
FIRST = (C.OPEN_OVERDUE, C.NO_DATE, C.OPEN_IN_TIME, C.RETURNED, C.STANDING, C.DONE_LATE, C.DONE_IN_TIME)
"""What calls for somebody to act stands first."""


@dataclass(frozen=True, slots=True)
class BodyShare:
    """One body's share: its page by ``code``, the days by which it is overdue."""

    code: str
    name: str
    late: int = 0

    @property
    def url(self) -> str:
        """The page of the share, or an empty text while there is none."""
        try:
            return reverse("directives:assignment", args=[self.code])
        except NoReverseMatch:
            return ""


@dataclass(slots=True)
class CellGroup:
    """The bodies in one cell of one text."""

    cell: str
    bodies: list[BodyShare]

    @property
    def shown(self) -> list[BodyShare]:
        """Those named at once."""
        return self.bodies[:SHOWN]

    @property
    def rest(self) -> list[BodyShare]:
        """Those behind "xem thêm"."""
        return self.bodies[SHOWN:]


@dataclass(slots=True)
class TextLine:
    """One text with its lead shares by cell and the bodies that support."""

    task: Task
    groups: list[CellGroup] = field(default_factory=list)
    supports: list[BodyShare] = field(default_factory=list)

    @property
    def shares(self) -> int:
        """Lead shares, in whatever cell."""
        return sum(len(group.bodies) for group in self.groups)


@dataclass(slots=True)
class BlockLines:
    """One conclusion: whom the document addresses, and the texts."""

    anchor: str
    head: str
    lines: list[TextLine] = field(default_factory=list)


def document_lines(notice: Notice, rows: QuerySet[Assignment], on: dt.date) -> list[BlockLines]:
    """The texts of a document that have shares among ``rows``, by block; two reads however many shares there are."""
    shares = rows.filter(notice=notice).exclude(state=AssignmentState.CANCELLED)
    found: dict[int, dict[str, list[BodyShare]]] = defaultdict(lambda: defaultdict(list))
    values = (
        shares.annotate(cell=standing_case(on))
        .order_by("body__kind", "body__search_text", "pk")
        .values_list("task", "share", "cell", "code", "body__name", "due_on", "state")
    )
    for task, share, cell, code, name, due_on, state in values:
        late = max(0, -days_left(due_on, on)) if due_on is not None and state in AT_WORK else 0
        found[task][cell if share == Share.LEAD else "support"].append(BodyShare(code, name, late))
    blocks: dict[Any, BlockLines] = {}
    tasks = Task.objects.filter(pk__in=found).select_related("block", "topic")
    for task in tasks.order_by("block__position", "position", "pk"):
        block = task.block
        head = str(block) if block is not None else ""
        lines = blocks.setdefault(task.block_id, BlockLines(f"muc-{block.position if block else 0}", head))
        cells = found[task.pk]
        groups = [CellGroup(cell.value, cells[cell]) for cell in FIRST if cells.get(cell)]
        lines.lines.append(TextLine(task, groups, cells.get("support", [])))
    return list(blocks.values())
