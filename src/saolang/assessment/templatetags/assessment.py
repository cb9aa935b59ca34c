"""Tags of council pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import template

from saolang.core import clock

register = template.Library()
SOON = 10


@dataclass(frozen=True, slots=True)
class Days45:
    """The term of a re-assessment: days left, both in calendar days and negative when over."""

    due: dt.date
    left: int

    @property
    def tone(self) -> str:
        """The look of the clock."""
        return "late" if self.left < 0 else "soon" if self.left < SOON else ""

    @property
    def over(self) -> int:
        """Days by which it is over."""
        return max(0, -self.left)


@register.simple_tag
def days45(dossier: Any) -> Days45 | None:
    """The 45 days of a re-assessment, calendar days as the law counts them; None while they do not run.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.g.
    """
    due = dossier.reassessment_due_on
    return Days45(due, (due - clock.today()).days) if due else None
