"""Reads of standing papers: which end soon, who sees them, which stars they hold up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from saolang.core import clock
from saolang.producers.criteria import present_regime
from saolang.producers.enums import PERSONAL_EVIDENCE, ProducerState
from saolang.producers.models import Evidence, EvidenceLink, PaperExemption
from saolang.producers.queries import evidence_visible_to
from saolang.registry.asof import COUNTED, stars_on
from saolang.rulebook.loading import load_sheet
from saolang.rulebook.queries import provincial_setting
from saolang.rulebook.regimes import Regime

from ..danger import ONE_DAY, Danger, HeldStar, PaperFacts, endangered

AHEAD = 90
BATCH = 400
SPANS = {"30": 30, "60": 60, "90": 90}
EXPIRED = "het-han"


def in_use() -> QuerySet[Evidence]:
    """Papers in use that have an end: neither replaced nor put aside, of producers that still work."""
    return Evidence.objects.filter(
        expires_on__isnull=False, retired_on__isnull=True, replaced_by__isnull=True
    ).exclude(producer__state__in=(ProducerState.CEASED, ProducerState.REFUSED))  # fmt: skip


def visible_to(user: Any) -> QuerySet[Evidence]:
    """Papers with an end that a person may see: own producer, own commune, the whole province; soonest first."""
    if not getattr(user, "is_authenticated", False):
        return Evidence.objects.none()
    return (
        evidence_visible_to(user)
        .filter(pk__in=in_use().values("pk"))
        .select_related("producer__organisation", "producer__filing_commune", "product")
        .order_by("expires_on", "pk")
    )


def within(rows: QuerySet[Evidence], span: str, on: dt.date | None = None) -> QuerySet[Evidence]:
    """Of these, those that end within so many days ("30", "60", "90"), or that have ended ("het-han")."""
    today = on or clock.today()
    if span == EXPIRED:
        return rows.filter(expires_on__lt=today)
    last = today + dt.timedelta(days=SPANS.get(span, AHEAD))
    return rows.filter(expires_on__gte=today, expires_on__lte=last)


@dataclass(frozen=True, slots=True)
class WatchedPaper:
    """A paper with what it holds up. ``left`` is days to its last good day, negative when over."""

    evidence: Evidence
    left: int
    dangers: tuple[Danger, ...]

    @property
    def stars(self) -> list[tuple[str, int]]:
        """The products and stars at stake, each once."""
        return sorted({(danger.product, danger.star) for danger in self.dangers})


def watched(papers: Iterable[Evidence], on: dt.date | None = None) -> Iterator[WatchedPaper]:
    """The papers with their dangers, a fixed number of queries for every few hundred."""
    today = on or clock.today()
    rows = list(papers)
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        dangers = dangers_for(batch, today)
        for paper in batch:
            left = (paper.expires_on - today).days if paper.expires_on else 0
            yield WatchedPaper(paper, left, dangers[paper.pk])


def dangers_for(papers: Sequence[Evidence], on: dt.date | None = None) -> dict[int, tuple[Danger, ...]]:
    """What the end of each paper would take from stars that count on a day; five queries however many papers."""
    today = on or clock.today()
    regime, accumulate = present_regime(), bool(provincial_setting("minima_accumulate", today))
    producers = {paper.producer_id for paper in papers}
    held = _stars(producers, today)
    if not held:
        return {paper.pk: () for paper in papers}
    cabinet = _Cabinet(producers, held)
    return {paper.pk: tuple(_dangers(paper, held, cabinet, regime, accumulate)) for paper in papers}


def _dangers(
    paper: Evidence, held: dict[int, tuple[int, HeldStar]], cabinet: _Cabinet, regime: Regime, accumulate: bool
) -> Iterator[Danger]:
    facts = facts_of(paper)
    wanted = [paper.product_id] if paper.product_id else cabinet.products[paper.producer_id]
    for product in wanted:
        producer, star = held.get(product, (0, None))
        if star is None or producer != paper.producer_id:
            continue
        known = star.set_number is not None and regime.has_sheets
        linked = cabinet.links.get((product, paper.pk), ())
        yield from endangered(
            facts,
            star,
            regime=regime,
            sheet=load_sheet(regime.sheet_id(star.set_number)) if known and star.set_number else None,
            others=cabinet.papers_for(producer, product),
            claims=cabinet.claims.get(product, {}),
            criteria=linked,
            backed=[code for code in linked if cabinet.is_backed(product, code, paper)],
            accumulate=accumulate,
        )


def facts_of(paper: Evidence) -> PaperFacts:
    """The facts of a stored paper."""
    return PaperFacts(paper.pk, paper.kind, paper.title, paper.issued_on, paper.expires_on)


def _stars(producers: set[int], today: dt.date) -> dict[int, tuple[int, HeldStar]]:
    """The best star that counts, by product: (producer, star)."""
    rows = (
        stars_on(today)
        .filter(product__producer__in=producers, validity_on_day__in=COUNTED, public_since__lte=today)
        .order_by("star", "pk")
        .values_list("product", "product__producer", "product__name", "product__code", "product__set_number", "star")
    )
    return {row[0]: (row[1], HeldStar(row[2], row[3], row[4], row[5])) for row in rows}


class _Cabinet:
    """All papers, links and exemptions of some producers, read at once."""

    def __init__(self, producers: set[int], held: dict[int, Any]) -> None:
        self.products: dict[int, list[int]] = defaultdict(list)
        for key, (producer, _star) in held.items():
            self.products[producer].append(key)
        self.papers: dict[int, PaperFacts] = {}
        self.of_producer: dict[int, list[tuple[int | None, PaperFacts]]] = defaultdict(list)
        rows = Evidence.objects.filter(
            producer__in=producers, retired_on__isnull=True, replaced_by__isnull=True
        ).values_list("producer", "product", "pk", "kind", "title", "issued_on", "expires_on")  # fmt: skip
        for producer, product, *rest in rows:
            facts = PaperFacts(*rest)
            self.papers[facts.pk] = facts
            self.of_producer[producer].append((product, facts))
        self.links: dict[tuple[int, int], list[str]] = defaultdict(list)
        self.behind: dict[tuple[int, str], list[int]] = defaultdict(list)
        links = EvidenceLink.objects.filter(product__producer__in=producers).order_by("criterion", "pk")
        for product, paper, criterion in links.values_list("product", "evidence", "criterion"):
            self.links[product, paper].append(criterion)
            self.behind[product, criterion].append(paper)
        self.claims: dict[int, dict[str, int | None]] = defaultdict(dict)
        claims = PaperExemption.objects.filter(product__producer__in=producers)
        for product, kind, substitute in claims.values_list("product", "kind", "substitute"):
            self.claims[product][kind] = substitute

    def papers_for(self, producer: int, product: int) -> list[PaperFacts]:
        """Papers in use for a product: its own and the producer's."""
        return [facts for owner, facts in self.of_producer[producer] if owner is None or owner == product]

    def is_backed(self, product: int, criterion: str, paper: Evidence) -> bool:
        """Whether another paper behind the same criterion lasts longer."""
        if paper.expires_on is None:
            return True
        after = paper.expires_on + ONE_DAY
        return any(
            key != paper.pk and key in self.papers and self.papers[key].is_good_on(after)
            for key in self.behind[product, criterion]
        )


def counts(rows: QuerySet[Evidence], on: dt.date | None = None) -> dict[str, int]:
    """How many of these end within 30, 60, 90 days, and have ended."""
    return {span: within(rows, span, on).count() for span in (*SPANS, EXPIRED)}


def without_people(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Of these, those that do not list people; what leaves the system as a table holds only them."""
    return rows.filter(~Q(kind__in=PERSONAL_EVIDENCE))


__all__ = ["WatchedPaper", "counts", "dangers_for", "in_use", "visible_to", "watched", "within"]
