"""The commune's clock on one dossier, as screens and work lists show it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from saolang.core.clock import today
from saolang.core.workdays import WorkCalendar

from . import law
from .enums import DossierState
from .models import Dossier

RUNNING = (DossierState.COMMUNE, DossierState.COMMUNE_COMPLETION)


@dataclass(frozen=True, slots=True)
class Clock:
    """Working days: ``total`` of the term, ``spent`` so far, ``left`` (negative when late), and the last day."""

    total: int
    spent: int
    left: int
    due: dt.date
    warnings: tuple[str, ...] = ()

    @property
    def is_late(self) -> bool:
        return self.left < 0


def commune_clock(dossier: Dossier, on: dt.date | None = None) -> Clock | None:
    """The clock of Điều 7.2, while the commune holds the dossier; None before receipt and after the proposal.

    The day of receipt is not counted. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.2; Bộ luật Dân sự 2015, Điều 147.2.
    """
    if dossier.received_on is None or dossier.commune_due_on is None or dossier.state not in RUNNING:
        return None
    day = on or today()
    calendar = WorkCalendar.load()
    total = calendar.working_days_between(dossier.received_on, dossier.commune_due_on)
    left = calendar.working_days_between(day, dossier.commune_due_on)
    return Clock(
        total=total,
        spent=min(total, max(0, total - left)),
        left=left,
        due=dossier.commune_due_on,
        warnings=calendar.warnings(dossier.received_on, dossier.commune_due_on),
    )


def due_after(received_on: dt.date, regime: str) -> dt.date:
    """The last day of the commune's term for a dossier received on a day."""
    return WorkCalendar.load().add_working_days(received_on, law.commune_working_days(regime)).date
