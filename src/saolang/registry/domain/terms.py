"""Settling the term of stars: the columns that validity is computed from, written here only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ..models import Certificate, Prolongation, Recognition
from ..queries import held_certificate

COLUMNS = ("starts_on", "through", "prolonged_from", "prolonged_through")
_CHUNK = 500


def settle_terms(recognition_ids: Iterable[int]) -> int:
    """Write the term of these stars from their certificates, decisions and prolongations; returns how many changed.

    The first certificate says when a star begins (where none has a day, the decision does), the one that holds today
    says until when; without certificates the decision's own dates do. A prolongation counts from the day after the term
    to the day of its result.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.3, 12.1, 12.3.
    """
    changed = 0
    keys = sorted(set(recognition_ids))
    for start in range(0, len(keys), _CHUNK):
        stars = _differing(keys[start : start + _CHUNK])
        Recognition.objects.bulk_update(stars, COLUMNS)
        changed += len(stars)
    return changed


def unsettled_stars() -> Iterator[Recognition]:
    """Stars whose columns are not what their papers give, with what would be right: somebody wrote them by hand."""
    keys = list(Recognition.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _CHUNK):
        yield from _differing(keys[start : start + _CHUNK])


def settle_term_of(star: Recognition) -> None:
    """Settle one star and bring its columns into the object at hand."""
    settle_terms([star.pk])
    star.refresh_from_db(fields=COLUMNS)


def _differing(keys: list[int]) -> list[Recognition]:
    papers: dict[int, list[Certificate]] = defaultdict(list)
    for paper in Certificate.objects.filter(recognition__in=keys):
        papers[paper.recognition_id].append(paper)
    prolongations: dict[int, list[Prolongation]] = defaultdict(list)
    for prolongation in Prolongation.objects.filter(recognition__in=keys).order_by("pk"):
        prolongations[prolongation.recognition_id].append(prolongation)
    changed = []
    for star in Recognition.objects.filter(pk__in=keys):
        before = tuple(getattr(star, name) for name in COLUMNS)
        star.starts_on, star.through = _term(star, papers[star.pk])
        star.prolonged_from, star.prolonged_through = _prolonged(star.through, prolongations[star.pk])
        if before != tuple(getattr(star, name) for name in COLUMNS):
            changed.append(star)
    return changed


def _term(star: Recognition, papers: list[Certificate]) -> tuple[date | None, date | None]:
    held = held_certificate(papers)
    if held is None:
        return star.recognised_on, star.term_through
    issued = [paper.issued_on for paper in papers if paper.issued_on and paper.replaces_id is None]
    return min(issued, default=star.recognised_on), held.valid_through


def _prolonged(through: date | None, prolongations: list[Prolongation]) -> tuple[date | None, date | None]:
    """First and last prolonged day; a prolongation that ended before it began leaves nothing."""
    spans = []
    for row in prolongations:
        last = row.at_most if row.ended_on is None else min(row.at_most, row.ended_on)
        if through is not None and last >= row.starts_on:
            spans.append((max(row.starts_on, through + timedelta(days=1)), last))
    return max(spans, key=lambda span: span[1], default=(None, None))
