"""The public truth and what happens to it, one family in a file."""

from .changes import MOST_DAYS, Prolongation, Suspension
from .imports import ImportBatch, PublishedEntry
from .radar import CalendarKey, RenewalReminder
from .registers import ImportLine, ImportMapping, RegisterImport
from .stars import Certificate, Decision, Recognition, StarState

__all__ = [
    "MOST_DAYS",
    "CalendarKey",
    "Certificate",
    "Decision",
    "ImportBatch",
    "ImportLine",
    "ImportMapping",
    "Prolongation",
    "PublishedEntry",
    "Recognition",
    "RegisterImport",
    "RenewalReminder",
    "StarState",
    "Suspension",
]
