"""One dossier read whole: answers, papers, links, and what the sheet says of them. Each query runs at most once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from saolang.core.clock import today
from saolang.core.text import fold_vi
from saolang.producers.models import Evidence, EvidenceLink, PaperExemption, RepresentativeDetails
from saolang.rulebook.advise import Advice, advise
from saolang.rulebook.engine import HIGHEST_STAR, LOWEST_GATED_STAR, Evaluation, evaluate
from saolang.rulebook.loading import Criterion, Sheet

from . import law
from .enums import DossierKind
from .frozen import FrozenPapers, LinkedPaper, frozen_papers
from .models import Dossier, RenewalUpdate, SelfAnswer

FOOD_SAFETY_WORDS = ("an toan thuc pham", "attp", "haccp", "iso 22000")


@dataclass(frozen=True, slots=True)
class Expiring:
    """A paper that ends before the decision is expected."""

    evidence: Evidence
    expires_on: dt.date
    expected_on: dt.date

    @property
    def already_expired(self) -> bool:
        return self.expires_on < today()


class Reading:
    """Everything that screens, checks, papers and the snapshot read of one dossier."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    @cached_property
    def sheet(self) -> Sheet:
        """The criteria sheet the dossier is judged by, with official wording when loaded."""
        return law.sheet_of(self.dossier)

    @cached_property
    def answers(self) -> dict[str, SelfAnswer]:
        """The producer's answers by criterion, of criteria that this sheet has."""
        known = self.sheet.by_code
        return {row.criterion: row for row in self.dossier.self_answers.all() if row.criterion in known}

    @cached_property
    def options(self) -> dict[str, int]:
        """Chosen options by criterion, as the engine takes them."""
        return {code: row.option for code, row in self.answers.items() if row.option is not None}

    @cached_property
    def evaluation(self) -> Evaluation:
        """Points, band, star and what holds it down, of the self-assessment."""
        return evaluate(self.sheet, self.options, minima_accumulate=law.minima_accumulate())

    @cached_property
    def advice(self) -> Advice | None:
        """The way to the next star; None when the best star is reached."""
        star = self.evaluation.star
        if star >= HIGHEST_STAR:
            return None
        target = max(star + 1, LOWEST_GATED_STAR)
        return advise(self.sheet, self.options, target, minima_accumulate=law.minima_accumulate())

    @cached_property
    def frozen(self) -> FrozenPapers | None:
        """Papers as submitted; None while preparing."""
        return frozen_papers(self.dossier)

    @cached_property
    def links(self) -> dict[str, list[LinkedPaper]]:
        """Papers by criterion, in sheet order: as submitted, with later additions; while preparing, as linked now."""
        found: dict[str, list[LinkedPaper]] = {code: [] for code in self.sheet.by_code}
        for link in self.frozen.links() if self.frozen is not None else self._live_links():
            if link.criterion in found:
                found[link.criterion].append(link)
        return found

    def _live_links(self) -> Iterable[LinkedPaper]:
        rows = EvidenceLink.objects.filter(
            product_id=self.dossier.product_id, evidence__retired_on__isnull=True, evidence__replaced_by__isnull=True
        )
        for row in rows.select_related("evidence").prefetch_related("evidence__files__file").order_by("pk"):
            yield LinkedPaper(row.evidence, row.criterion, row.page_from, row.page_to, row.note)

    @cached_property
    def linked_papers(self) -> list[Evidence]:
        """Papers linked to criteria, each once, in the order of the criteria."""
        seen: dict[int, Evidence] = {}
        for linked in self.links.values():
            for link in linked:
                seen.setdefault(link.evidence.pk, link.evidence)
        return list(seen.values())

    @cached_property
    def standing_papers(self) -> list[Evidence]:
        """Papers of the producer and of this product that are in use, newest edition only."""
        return [
            paper
            for paper in Evidence.objects.filter(
                producer_id=self.dossier.producer_id, retired_on__isnull=True, replaced_by__isnull=True
            )
            .prefetch_related("files__file")
            .order_by("kind", "pk")
            if paper.product_id in (None, self.dossier.product_id)
        ]

    @cached_property
    def updates(self) -> dict[str, RenewalUpdate]:
        """What a re-assessment brings up to date, by topic."""
        return {row.topic: row for row in self.dossier.updates.all()}

    @cached_property
    def change_papers(self) -> list[Evidence]:
        """Papers that show the changes since the last recognition, those still in use."""
        rows = self.dossier.change_papers.filter(retired_on__isnull=True, replaced_by__isnull=True)
        return list(rows.prefetch_related("files__file").order_by("pk"))

    @cached_property
    def papers(self) -> list[Evidence]:
        """What goes with the dossier: linked papers first, then substitutes and the compulsory papers not linked."""
        if self.frozen is not None:
            return self.frozen.papers()
        found = {paper.pk: paper for paper in self.linked_papers}
        for paper in self.change_papers:
            found.setdefault(paper.pk, paper)
        for exemption in self.exemptions:
            if exemption.substitute is not None:
                found.setdefault(exemption.substitute_id, exemption.substitute)
        compulsory = {str(item.kind) for item in self.standings}
        for paper in self.standing_papers:
            if str(paper.kind) in compulsory:
                found.setdefault(paper.pk, paper)
        return list(found.values())

    @cached_property
    def exemptions(self) -> list[PaperExemption]:
        """Compulsory papers the producer says it need not have."""
        return list(self.dossier.product.exemptions.select_related("substitute").order_by("pk"))

    @cached_property
    def standings(self) -> list[law.Standing]:
        """How each compulsory paper stands today."""
        return law.paper_standings(self.dossier)

    @cached_property
    def details(self) -> RepresentativeDetails | None:
        """Personal data of the representative; only for those handling the file."""
        return RepresentativeDetails.objects.filter(producer_id=self.dossier.producer_id).first()

    def criteria(self) -> Iterable[Criterion]:
        """Answerable criteria in sheet order."""
        return self.sheet.criteria

    def expiring(self, expected_on: dt.date) -> list[Expiring]:
        """Papers of the dossier that end before a day."""
        return [
            Expiring(paper, paper.expires_on, expected_on)
            for paper in self.papers
            if paper.expires_on is not None and paper.expires_on < expected_on
        ]

    @property
    def is_first(self) -> bool:
        return self.dossier.kind == DossierKind.FIRST


def is_food_safety(paper: Evidence) -> bool:
    """Whether a certificate of production conditions is the one of food safety, told by its title.

    Mẫu số 02, Phần I, 7.c has one box for it and one for other compulsory conditions.
    """
    title = fold_vi(paper.title)
    return any(word in title for word in FOOD_SAFETY_WORDS)


__all__ = ["Expiring", "LinkedPaper", "Reading", "is_food_safety"]
