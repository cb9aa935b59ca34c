"""Who else may read a paper: apps above add, for the subjects they own, which papers a person may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

Reader = Callable[[Any], Q]
_readers: dict[str, Reader] = {}
own_rows: set[str] = set()
"""Subject types whose app puts their papers into the work list itself; filled in `apps.ready`."""


def register_reader(subject_type: str, reader: Reader) -> None:
    """Let `reader(user)` name, as a condition on Paper, the papers about `subject_type` that the person may read.

    Call it in `apps.ready`; the condition is joined with the subject type by this module.
    """
    _readers[subject_type] = reader


def reader_condition(user: Any) -> Q:
    """The conditions of all registered readers, joined by "or"; matches nothing when there is none."""
    condition = Q(pk__in=[])
    for subject_type, reader in _readers.items():
        condition |= Q(subject_type=subject_type) & reader(user)
    return condition


def may_read_signed_file(user: Any, stored: Any) -> bool:
    """The signed copy is read by whoever may read its paper."""
    from .queries import visible_to

    paper = getattr(stored, "signed_paper", None)
    return paper is not None and user.is_authenticated and visible_to(user).filter(pk=paper.pk).exists()
