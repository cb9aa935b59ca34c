"""The boards: how many shares stand where, by body, by document, by topic; texts are counted apart from shares.

Every table comes from one grouped read over the seven cells, so that cells always sum to their total.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core.text import fold_vi, format_date, format_number, sort_key_vi
from saolang.documents.queries_headlines import listed

from ..enums import Standing as C
from ..models import Assignment, Notice, Topic
from ..rules.people import bodies_of, reader_units
from ..standing import ORDER, counted, days_left, overdue, status_counts

NO_TOPIC = "0"
GROUPS = ("tinh", "xa")
"""Bodies of the province, and committees of communes."""


def board_scope(user: Any) -> QuerySet[Assignment]:
    """The shares that a person's boards count: the whole province for its office and readers, else those of the bodies
    that the person acts for. Narrower than ``assignments_visible_to``: partners in a task are not one's own figures.
    """
    provinces, bodies = reader_units(user), bodies_of(user)
    if not provinces:
        return Assignment.objects.filter(body__in=bodies)
    read = Q(province__in=provinces)
    if bodies and Assignment.objects.filter(body__in=bodies).exclude(read).exists():
        return Assignment.objects.filter(read | Q(body__in=bodies))
    return Assignment.objects.filter(read)


@dataclass(slots=True)
class Tally:
    """Shares by cell, and how many texts they come from."""

    cells: dict[str, int] = field(default_factory=lambda: dict.fromkeys((c.value for c in ORDER), 0))
    texts: int = 0

    @property
    def total(self) -> int:
        """All shares, in whatever cell."""
        return sum(self.cells.values())

    @property
    def done(self) -> int:
        """Done, in time or late."""
        return self.cells[C.DONE_IN_TIME] + self.cells[C.DONE_LATE]

    @property
    def open(self) -> int:
        """Being carried out with a date, in time or overdue."""
        return self.cells[C.OPEN_IN_TIME] + self.cells[C.OPEN_OVERDUE]

    @property
    def measured(self) -> int:
        """What can be called in time or late today: done, or open and overdue."""
        return self.done + self.cells[C.OPEN_OVERDUE]

    @property
    def in_time(self) -> str:
        """Done in time as a percentage of what is measured, rounded half up: "91,8"; empty when nothing is."""
        return percent(self.cells[C.DONE_IN_TIME], self.measured)

    def __add__(self, other: Tally) -> Tally:
        """Add cell by cell; texts are not added, one text may be in both."""
        return Tally({key: n + other.cells[key] for key, n in self.cells.items()})


def percent(part: int, whole: int) -> str:
    """``part`` of ``whole`` in percent with one decimal, rounded half up; empty when there is no whole."""
    return format_number(Fraction(part * 100, whole), 1) if whole else ""


def tally(rows: QuerySet[Assignment], on: dt.date) -> Tally:
    """The seven cells over some shares, and the texts behind them."""
    texts = counted(rows).order_by().aggregate(n=Count("task", distinct=True))["n"]
    return Tally(status_counts(rows, on)[None], texts)


@dataclass(slots=True)
class BoardRow:
    """One line of a board. ``query`` is what narrows the list of shares to it; ``code`` is its public code, if any."""

    name: str
    note: str
    code: str
    query: str
    tally: Tally
    overdue_days: int = 0
    issued_on: dt.date | None = None
    group: str = ""

    @property
    def sort_name(self) -> Any:
        """The name in the order of the Vietnamese alphabet."""
        return sort_key_vi(self.name)


@dataclass(slots=True)
class Board:
    """The lines of a board and their sum."""

    rows: list[BoardRow]
    groups: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> Tally:
        """The sum of the lines, cell by cell."""
        whole = Tally()
        for row in self.rows:
            whole = whole + row.tally
        return whole


def _longest(rows: QuerySet[Assignment], key: str, on: dt.date) -> dict[Any, int]:
    """Days by which the oldest overdue share of each group is overdue."""
    found = rows.filter(overdue(on)).order_by().values_list(key).annotate(first=Min("due_on"))
    return {pk: -days_left(first, on) for pk, first in found}


def _texts(rows: QuerySet[Assignment], key: str) -> dict[Any, int]:
    found = counted(rows).order_by().values_list(key).annotate(n=Count("task", distinct=True))
    return dict(found)


def by_body(rows: QuerySet[Assignment], on: dt.date, *, words: str = "", group: str = "") -> Board:
    """One line a body; ``words`` narrows by name, with or without marks, ``group`` to one kind of bodies."""
    counts, late = status_counts(rows, on, "body"), _longest(rows, "body", on)
    bodies = Organisation.objects.filter(pk__in=counts)
    for word in fold_vi(words).split():
        bodies = bodies.filter(search_text__contains=word)
    lines, groups = [], dict.fromkeys(("", *GROUPS), 0)
    for body in bodies.values("pk", "code", "name", "kind", "unit__level", "valid_to"):
        commune = body["kind"] == OrganisationKind.COMMITTEE and body["unit__level"] == "commune"
        own = "xa" if commune else "tinh"
        groups[""] += 1
        groups[own] += 1
        if group and group != own:
            continue
        ended = body["valid_to"] is not None and body["valid_to"] < on
        note = _("đã kết thúc ngày %(day)s") % {"day": format_date(body["valid_to"])} if ended else ""
        cells = Tally(counts[body["pk"]])
        query = f"don_vi={body['code']}"
        lines.append(BoardRow(body["name"], note, body["code"], query, cells, late.get(body["pk"], 0), group=own))
    return Board(lines, groups)


def by_notice(rows: QuerySet[Assignment], on: dt.date, *, words: str = "") -> Board:
    """One line a document; shares that no document gave are the last line."""
    counts, texts, late = status_counts(rows, on, "notice"), _texts(rows, "notice"), _longest(rows, "notice", on)
    notices = Notice.objects.filter(pk__in=[pk for pk in counts if pk is not None]).select_related("document")
    asked = fold_vi(words).split()
    for word in asked:
        notices = notices.filter(document__search_text__contains=word)
    lines = []
    for notice in notices.defer("text", "reading", "draft", "document__text", "document__search_text"):
        cells = Tally(counts[notice.pk], texts.get(notice.pk, 0))
        paper = notice.document
        line = BoardRow(paper.title, listed(paper.abstract), notice.code, f"van_ban={notice.code}", cells)
        line.overdue_days, line.issued_on = late.get(notice.pk, 0), paper.issued_on
        lines.append(line)
    if None in counts and not asked:
        cells = Tally(counts[None], texts.get(None, 0))
        lines.append(BoardRow(_("Giao ngoài văn bản"), "", "", "van_ban=0", cells, late.get(None, 0)))
    return Board(lines)


def by_topic(rows: QuerySet[Assignment], on: dt.date) -> Board:
    """One line a topic, in the order of the list; texts without a topic are the last line."""
    counts, texts, late = status_counts(rows, on, "topic"), _texts(rows, "topic"), _longest(rows, "topic", on)
    named: Iterable[tuple[Any, str]] = Topic.objects.values_list("pk", "name")
    lines = []
    for pk, name in [*named, (None, _("Chưa xếp chủ đề"))]:
        if pk in counts:
            cells = Tally(counts[pk], texts.get(pk, 0))
            lines.append(BoardRow(name, "", "", f"chu_de={pk or NO_TOPIC}", cells, late.get(pk, 0)))
    return Board(lines)


SORTS = {
    "ten": lambda row: row.sort_name,
    "tong": lambda row: row.tally.total,
    "qua_han": lambda row: row.tally.cells[C.OPEN_OVERDUE],
    "ngay_qua_han": lambda row: row.overdue_days,
    "dung_han": lambda row: Fraction(row.tally.cells[C.DONE_IN_TIME], row.tally.measured) if row.tally.measured else -1,
    "ngay": lambda row: row.issued_on or dt.date.min,
}


def arranged(rows: list[BoardRow], order: str) -> list[BoardRow]:
    """Lines by a column of ``SORTS``, falling with a leading minus; the same lines in an order that never changes."""
    key = SORTS.get(order.removeprefix("-"))
    if key is None:
        return rows
    return sorted(rows, key=key, reverse=order.startswith("-"))
