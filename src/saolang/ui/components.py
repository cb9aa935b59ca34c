"""What the components show, computed without the ORM: clocks, ticks, life bars."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saolang.core import workdays
from saolang.core.clock import today as today_in_vietnam

MAX_TICKS = 30
SOON = 5
"""Working days from which a clock turns amber."""

TickList = list[bool]


@dataclass(frozen=True, slots=True)
class ClockFace:
    """A working-day clock: ``tone`` is "", "soon", "late" or "none"; ``before`` and ``after`` surround the number."""

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


def clock_face(
    *, days_left: int | None = None, due: dt.date | None = None, spent: int | None = None, total: int | None = None
) -> ClockFace:
    """Return what a clock shows; ``days_left`` (working days, negative when late) is counted from ``due`` if missing."""
    if days_left is None and due is not None:
        now = today_in_vietnam()
        days_left = (
            workdays.working_days_between(now, due) if due >= now else -max(1, workdays.working_days_between(due, now))
        )
    marks = ticks(spent, total)
    if days_left is None:
        return ClockFace("none", "", "", _("không có thời hạn"), due, marks)
    unit = ngettext("ngày làm việc", "ngày làm việc", abs(days_left))
    if days_left < 0:
        return ClockFace("late", _("quá"), str(-days_left), unit, due, [True] * len(marks))
    if days_left == 0:
        return ClockFace("soon", _("hạn"), _("hôm nay"), "", due, marks)
    tone = "soon" if days_left < SOON else ""
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
    "off": "off", "error": "off", "bad": "off", "withdrawn": "off", "rejected": "off", "refused": "off", "danger": "off",
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
