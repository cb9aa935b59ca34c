"""Papers of a submitted dossier: those the snapshot names, then dated additions; never what the cabinet says today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.text import format_date
from saolang.producers.models import Evidence

from .models import Dossier
from .queries import latest_snapshot


@dataclass(frozen=True, slots=True)
class LinkedPaper:
    """A paper used for one criterion, with its pages."""

    evidence: Evidence
    criterion: str
    page_from: int | None
    page_to: int | None
    note: str

    @property
    def pages(self) -> str:
        """ "3", "3-5" or nothing."""
        if self.page_from is None:
            return ""
        if self.page_to in (None, self.page_from):
            return str(self.page_from)
        return f"{self.page_from}-{self.page_to}"


class FrozenPapers:
    """What was handed in, read once."""

    def __init__(self, dossier: Dossier, content: dict[str, Any]) -> None:
        self.content = content
        self.supplements = list(dossier.supplements.order_by("added_on", "pk"))
        codes = [paper["code"] for paper in content["papers"]] + [row.facts["code"] for row in self.supplements]
        rows = Evidence.objects.filter(code__in=codes).prefetch_related("files__file")
        self.evidence = {row.code: row for row in rows}

    def papers(self) -> list[Evidence]:
        """Submitted papers in their order, then additions, each once."""
        codes = [paper["code"] for paper in self.content["papers"]] + [row.facts["code"] for row in self.supplements]
        return [self.evidence[code] for code in dict.fromkeys(codes) if code in self.evidence]

    def links(self) -> Iterable[LinkedPaper]:
        """Every use of a paper for a criterion, additions last."""
        for answer in self.content["answers"]:
            for link in answer["evidence"]:
                paper = self.evidence.get(link["paper"])
                if paper is not None:
                    first, last = _pages(link["pages"])
                    yield LinkedPaper(paper, answer["criterion"], first, last, link["note"])
        for row in self.supplements:
            paper = self.evidence.get(row.facts["code"])
            if paper is not None and row.criterion:
                note = _("bổ sung ngày %(day)s") % {"day": format_date(row.added_on)}
                yield LinkedPaper(paper, row.criterion, None, None, note)


def frozen_papers(dossier: Dossier) -> FrozenPapers | None:
    """The papers as submitted; None while the dossier is being prepared."""
    snapshot = latest_snapshot(dossier) if dossier.submitted_at is not None else None
    return FrozenPapers(dossier, snapshot.content) if snapshot is not None else None


def _pages(text: str) -> tuple[int | None, int | None]:
    first, dash, last = text.partition("-")
    if not first:
        return None, None
    return int(first), int(last) if dash else None
