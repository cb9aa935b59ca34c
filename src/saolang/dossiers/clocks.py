"""The clocks on one dossier, as screens and work lists show them: the commune's, and that of a re-assessment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from saolang.core.clock import today
from saolang.core.text import format_date
from saolang.core.workdays import WorkCalendar

from . import law
from .enums import DossierKind, DossierState, Level
from .models import Dossier

RUNNING = (DossierState.COMMUNE, DossierState.COMMUNE_COMPLETION)
REASSESSING = (
    DossierState.PROVINCE,
    DossierState.PROVINCE_COMPLETION,
    DossierState.AGENCY_REVIEW,
    DossierState.IN_COUNCIL,
    DossierState.CONCLUDED,
)
FROM_RECEIPT = "received"


@dataclass(frozen=True, slots=True)
class Clock:
    """Days: ``total`` of the term, ``spent`` so far, ``left`` (negative when late), and the last day.

    Working days, or civil ones where ``civil``.
    """

    total: int
    spent: int
    left: int
    due: dt.date
    warnings: tuple[str, ...] = ()
    civil: bool = False

    @property
    def note(self) -> str:
        """What kind of days a civil clock counts, in place of the due date alone; empty for working days."""
        return _("hạn %(day)s, 45 ngày (Điều 7.6.g)") % {"day": format_date(self.due)} if self.civil else ""

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


def reassessment_start(dossier: Dossier) -> dt.date | None:
    """The day the province holds the complete proposal of a re-assessment; None while something is still to come.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.g ("kể từ ngày nhận đủ hồ sơ đề nghị"; setting
    ``reassessment_clock_from``).
    """
    received = dossier.province_received_on
    if received is None or dossier.kind != DossierKind.REASSESSMENT:
        return None
    if law.setting("reassessment_clock_from", received) == FROM_RECEIPT:
        return received
    rows = list(dossier.completion_requests.filter(level=Level.PROVINCE).values_list("answered_on", flat=True))
    return None if None in rows else max([received, *(day for day in rows if day is not None)])


def reassessment_due(dossier: Dossier) -> dt.date | None:
    """The last day for the result of a re-assessment: 45 civil days, the first day not counted.

    A last day that is no working day does not move: the decree says "không quá 45 ngày".

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.g; Bộ luật Dân sự 2015, Điều 147.2.
    """
    start = reassessment_start(dossier)
    if start is None:
        return None
    return start + dt.timedelta(days=law.reassessment_days())


def reassessment_clock(dossier: Dossier, on: dt.date | None = None) -> Clock | None:
    """The clock of Điều 7.6.g in civil days, from the complete proposal to the result."""
    due = dossier.reassessment_due_on
    if due is None or dossier.state not in REASSESSING:
        return None
    start = reassessment_start(dossier) or dossier.province_received_on or due
    total, left = (due - start).days, (due - (on or today())).days
    return Clock(total=total, spent=min(total, max(0, total - left)), left=left, due=due, civil=True)


def clock_of(dossier: Dossier, on: dt.date | None = None) -> Clock | None:
    """The clock that runs now: the commune's, or that of the re-assessment."""
    return commune_clock(dossier, on) or reassessment_clock(dossier, on)


def due_after(received_on: dt.date, regime: str) -> dt.date:
    """The last day of the commune's term for a dossier received on a day."""
    return WorkCalendar.load().add_working_days(received_on, law.commune_working_days(regime)).date
