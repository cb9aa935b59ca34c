"""The public truth and what happens to it, one family in a file."""

from .changes import MOST_DAYS, Prolongation, Suspension
from .imports import ImportBatch, PublishedEntry
from .mark import MarkArtwork, MarkDownload
from .radar import CalendarKey, RenewalReminder
from .registers import ImportLine, ImportMapping, ImportTurn, RegisterImport
from .stars import Certificate, Decision, Recognition, StarState
from .tools import OPEN_AMENDMENTS, Amendment, AmendmentItem, ProductTransfer

__all__ = [
    "MOST_DAYS",
    "OPEN_AMENDMENTS",
    "Amendment",
    "AmendmentItem",
    "CalendarKey",
    "Certificate",
    "Decision",
    "ImportBatch",
    "ImportLine",
    "ImportMapping",
    "ImportTurn",
    "MarkArtwork",
    "MarkDownload",
    "ProductTransfer",
    "Prolongation",
    "PublishedEntry",
    "Recognition",
    "RegisterImport",
    "RenewalReminder",
    "StarState",
    "Suspension",
]
