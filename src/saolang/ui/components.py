"""What the components show, computed without the ORM: clocks, ticks, life bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saolang.core import workdays
from saolang.core.clock import today as today_in_vietnam
from saolang.core.text import format_score

MAX_TICKS = 30
SOON, SOON_BY_CALENDAR = 5, 8
"""Working days, and days of the calendar, below which a clock turns amber."""

TickList = list[bool]


@dataclass(frozen=True, slots=True)
class ClockFace:
    """A clock: ``tone`` is "", "soon", "late" or "none"; ``before`` and ``after`` surround the number."""

    tone: str
    before: str
    number: str
    after: str
    due: dt.date | None
    ticks: TickList


def ticks(spent: int | None, total: int | None) -> TickList:
    """Return one flag a working day, True when it is spent; long periods are drawn with 30 ticks."""
    if not total or total < 0:
        return []
    used = min(max(int(spent or 0), 0), total)
    if total > MAX_TICKS:
        used, total = round(used * MAX_TICKS / total), MAX_TICKS
    return [day < used for day in range(total)]


def words_face(words: str) -> ClockFace:
    """A clock that says something else than days to a date."""
    return ClockFace("none", "", "", words, None, [])


def clock_face(
    *,
    days_left: int | None = None,
    due: dt.date | None = None,
    spent: int | None = None,
    total: int | None = None,
    by_calendar: bool = False,
) -> ClockFace:
    """Return what a clock shows; ``days_left`` (negative when late) comes from ``due`` if missing.

    Days are working days, as the law counts them; ``by_calendar`` says that ``days_left`` counts every day.
    """
    if days_left is None and due is not None:
        now = today_in_vietnam()
        days_left = (
            workdays.working_days_between(now, due) if due >= now else -max(1, workdays.working_days_between(due, now))
        )
    marks = ticks(spent, total)
    if days_left is None:
        return ClockFace("none", "", "", _("không có thời hạn"), due, marks)
    unit = _("ngày") if by_calendar else ngettext("ngày làm việc", "ngày làm việc", abs(days_left))
    if days_left < 0:
        return ClockFace("late", _("quá"), str(-days_left), unit, due, [True] * len(marks))
    if days_left == 0:
        return ClockFace("soon", _("hạn"), _("hôm nay"), "", due, marks)
    tone = "soon" if days_left < (SOON_BY_CALENDAR if by_calendar else SOON) else ""
    return ClockFace(tone, _("còn"), str(days_left), unit, due, marks)


def life_percent(issued: dt.date | None, ends: dt.date | None, today: dt.date) -> int:
    """Return how much of a validity is over on a day, 0 to 100."""
    if issued is None or ends is None or ends <= issued:
        return 100 if ends is not None and today > ends else 0
    return min(100, max(0, (today - issued).days * 100 // (ends - issued).days))


def mark_percent(issued: dt.date, ends: dt.date, mark: dt.date) -> tuple[int, int]:
    """Return the share of a life bar that is filled, and the place of a mark on it (the expected decision day).

    The bar runs from ``issued`` to the later of ``ends`` and ``mark``; the filled part is the validity of the paper.
    """
    last = max(ends, mark)
    span = max((last - issued).days, 1)
    filled = (ends - issued).days * 100 // span
    place = (mark - issued).days * 100 // span
    return min(100, max(0, filled)), min(100, max(0, place))


_TONES = {
    "valid": "valid", "done": "valid", "ok": "valid", "good": "valid", "success": "valid", "final": "valid",
    "soon": "soon", "grace": "soon", "warning": "soon", "warn": "soon", "returned": "soon",
    "act": "act", "todo": "act", "missing": "act",
    "off": "off", "error": "off", "bad": "off", "withdrawn": "off", "rejected": "off", "refused": "off",
    "danger": "off",
    "was": "was", "expired": "was", "closed": "was", "ended": "was", "stopped": "was",
}  # fmt: skip
_ICONS = {
    "valid": "check", "soon": "hourglass", "act": "triangle-alert", "off": "ban", "was": "circle-slash",
    "wait": "clock", "waiting": "clock", "active": "clock", "work": "clock", "draft": "pencil", "new": "inbox",
    "inbox": "inbox", "sent": "send", "locked": "lock", "blind": "eye-off", "talk": "messages-square",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Badge:
    """A state badge: tone for the colour, icon and words for everybody who does not see colours."""

    tone: str
    icon: str
    label: str


def badge(state: Any = None, label: str = "", kind: str = "", icon: str = "", audience: str = "staff") -> Badge:
    """Return the badge of a flow state, or of a label and a kind."""
    if state is not None and state != "":
        words = state.public_name if audience == "public" else state.staff_name
        label, kind = label or words, kind or state.kind
    tone = _TONES.get(kind, "")
    return Badge(tone, icon or _ICONS.get(kind) or _ICONS.get(tone, "clock"), label)


@dataclass(frozen=True, slots=True)
class ActState:
    """What a button needs to know: its name and words, the reasons against, whether a reason is asked."""

    name: str
    label: str
    problems: list[Any]
    needs_reason: bool


def act_state(action: Any, label: str, problems: Any, needs_reason: Any) -> ActState:
    """Return the state of a button from a flow action or from plain values; plain values win."""
    if action is None or action == "":
        return ActState("", label, list(problems or []), bool(needs_reason))
    against = list(action.problems) if problems is None or problems == "" else list(problems)
    asks = action.transition.needs_reason if needs_reason is None or needs_reason == "" else bool(needs_reason)
    return ActState(action.name, label or str(action.label), against, asks)


@dataclass(frozen=True, slots=True)
class AxisDot:
    """The total of one member; ``edge`` marks the lowest and the highest when they are too far apart."""

    name: str
    points: str
    x: str
    y: int
    edge: bool


@dataclass(frozen=True, slots=True)
class AxisMark:
    """A labelled place on the axis."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class SpreadAxis:
    """Totals of the members on one axis, in units of a 600 wide drawing (as text: drawings know no decimal comma)."""

    height: int
    base: int
    low: str
    high: str
    mean: str
    over: bool
    label: str
    dots: list[AxisDot] = field(default_factory=list)
    ticks: list[AxisMark] = field(default_factory=list)
    bands: list[AxisMark] = field(default_factory=list)


def spread_axis(
    totals: Sequence[tuple[str, int | Decimal]],
    *,
    mean: int | Decimal,
    allowed: int | Decimal,
    bands: Sequence[tuple[int, str]] = (),
) -> SpreadAxis:
    """Return the drawing of members' totals: (short name, points) each, their mean and the spread that is allowed.

    ``bands``: lowest points and label of the bands; those inside the drawn range are shown. Raises ValueError without
    totals.
    """
    if not totals:
        raise ValueError("no totals to draw")
    values = [Decimal(points) for _name, points in totals]
    low, high = min(values), max(values)
    first = int(((low - 3) / 5).to_integral_value(ROUND_FLOOR)) * 5
    last = max(int(((high + 3) / 5).to_integral_value(ROUND_CEILING)) * 5, first + 10)

    def place(value: int | Decimal) -> Decimal:
        return (16 + 568 * (Decimal(value) - first) / (last - first)).quantize(Decimal("0.1"))

    over = high - low > Decimal(allowed)
    rows: list[list[Decimal]] = []
    drawn = []
    for name, points in sorted(totals, key=lambda row: (row[1], row[0])):
        x = place(points)
        level = next((n for n, row in enumerate(rows) if x - row[-1] >= 44), len(rows))
        if level == len(rows):
            rows.append([])
        rows[level].append(x)
        drawn.append((name, Decimal(points), x, level))
    base = 80 + 52 * len(rows)
    dots = [
        AxisDot(name, format_score(points), str(x), base - 28 - 52 * level, over and points in (low, high))
        for name, points, x, level in drawn
    ]
    spoken = ", ".join(f"{name} {format_score(Decimal(points))}" for name, points in totals)
    words = {"who": spoken, "mean": format_score(Decimal(mean))}
    return SpreadAxis(
        height=base + 28,
        base=base,
        low=str(place(low)),
        high=str(place(high)),
        mean=str(place(mean)),
        over=over,
        label=_("Tổng điểm: %(who)s. Trung bình %(mean)s.") % words,
        dots=dots,
        ticks=[AxisMark(str(place(value)), str(value)) for value in range(first + 5, last, 5)],
        bands=[AxisMark(str(place(value)), label) for value, label in bands if first < value < last],
    )
