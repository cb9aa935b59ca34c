"""Assessment rounds: which one a letter of a given date falls into, and when its decision is expected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from saolang.core.clock import today
from saolang.core.workdays import WorkCalendar

from . import law
from .enums import DossierKind
from .models import Dossier, Round


@dataclass(frozen=True, slots=True)
class Slot:
    """A round as the regime's calendar has it: ``proposed_before`` and ``done_before`` are excluded days."""

    year: int
    number: int
    proposed_before: dt.date
    done_before: dt.date


def slots_of(year: int) -> list[Slot]:
    """The rounds that the law in force gives a year.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 5.1.
    """
    return [
        Slot(year, item.number, item.proposed_before(year), item.done_before(year)) for item in law.round_calendar()
    ]


def fitting(province: object, letter_on: dt.date) -> Round | Slot:
    """The first round whose limit lies after the letter's date (the limit itself is too late)."""
    known = (
        Round.objects.filter(province=province, proposed_before__gt=letter_on)
        .order_by("proposed_before", "number")
        .first()
    )
    slots = [slot for year in (letter_on.year, letter_on.year + 1) for slot in slots_of(year)]
    slot = min((slot for slot in slots if slot.proposed_before > letter_on), key=lambda slot: slot.proposed_before)
    return known if known is not None and known.proposed_before <= slot.proposed_before else slot


def expected_letter_on(dossier: Dossier) -> dt.date:
    """When the commune's letter is dated, or may be expected at the latest."""
    if dossier.proposed_on is not None:
        return dossier.proposed_on
    if dossier.commune_due_on is not None:
        return max(dossier.commune_due_on, today())
    start = WorkCalendar.load().next_working_day(today())
    return WorkCalendar.load().add_working_days(start, law.commune_working_days(dossier.regime)).date


def expected_decision_on(dossier: Dossier) -> dt.date:
    """The day before which the round, or a re-assessment, is to be done; papers should hold until then."""
    if dossier.round is not None:
        return dossier.round.done_before
    if dossier.kind == DossierKind.REASSESSMENT:
        return dossier.reassessment_due_on or expected_letter_on(dossier) + dt.timedelta(days=law.reassessment_days())
    return fitting(dossier.commune.parent_id, expected_letter_on(dossier)).done_before
