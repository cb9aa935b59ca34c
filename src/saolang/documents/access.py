"""Who else may read a paper: apps above add, for the subjects they own, which papers a person may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Writer:
    """Lets people write papers about one kind of subject though they do not serve at the issuing body.

    ``may_draft(user, subject)`` answers for a new paper; ``papers(user)`` names existing ones, as a condition on Paper.
    """

    kinds: tuple[str, ...]
    may_draft: Callable[[Any, Any], bool]
    papers: Reader


_writers: dict[str, Writer] = {}


def register_writer(subject_type: str, writer: Writer) -> None:
    """Let an app above name who writes its minutes: a team acts for the body that sent it. Call it in `apps.ready`."""
    _writers[subject_type] = writer


def writer_condition(user: Any) -> Q:
    """Papers that the registered writers let the person manage; matches nothing when there is none."""
    condition = Q(pk__in=[])
    for subject_type, writer in _writers.items():
        condition |= Q(subject_type=subject_type, kind__in=writer.kinds) & writer.papers(user)
    return condition


def writes_about(user: Any, kind: str, subject: Any) -> bool:
    """Whether a registered writer lets the person draft this kind of paper about the subject."""
    writer = _writers.get(subject._meta.label_lower) if subject is not None else None
    return writer is not None and kind in writer.kinds and bool(writer.may_draft(user, subject))


def may_read_signed_file(user: Any, stored: Any) -> bool:
    """The signed copy is read by whoever may read its paper."""
    from .queries import visible_to

    paper = getattr(stored, "signed_paper", None)
    return paper is not None and user.is_authenticated and visible_to(user).filter(pk=paper.pk).exists()
