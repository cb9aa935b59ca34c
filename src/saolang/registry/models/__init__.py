"""The public truth and what happens to it, one family in a file."""

from .changes import MOST_DAYS, Prolongation, Suspension
from .imports import ImportBatch, PublishedEntry
from .stars import Certificate, Decision, Recognition, StarState

__all__ = [
    "MOST_DAYS",
    "Certificate",
    "Decision",
    "ImportBatch",
    "Prolongation",
    "PublishedEntry",
    "Recognition",
    "StarState",
    "Suspension",
]
