"""What was carried over from an earlier dossier: which parts nobody looked at yet, which papers are no longer good."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core.clock import today
from saolang.core.text import format_date
from saolang.producers.models import Evidence

from .models import CarriedPart, Dossier
from .queries import latest_snapshot
from .reading import Reading
from .sections import CRITERIA, section_of_field


@dataclass(frozen=True, slots=True)
class LapsedPaper:
    """A paper of the earlier dossier that is no longer good, and the criteria it proved there."""

    code: str
    title: str
    why: str
    criteria: tuple[str, ...]

    @property
    def url(self) -> str:
        """Where a newer edition is added."""
        return reverse("producers:evidence", args=[self.code])


@dataclass(frozen=True, slots=True)
class Carried:
    """One carried part: a field of a section, or a criterion."""

    key: str
    section: str
    label: str
    reviewed: bool


class CarriedOver:
    """Everything carried into one dossier, each question asked once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.dossier = reading.dossier
        self.parts = [part for row in self.dossier.carried.order_by("pk") if (part := self._part(row)) is not None]
        self.lapsed = lapsed_papers(self.dossier) if self.parts else []

    def _part(self, row: CarriedPart) -> Carried | None:
        criterion = self.reading.sheet.by_code.get(row.key)
        if criterion is not None:
            return Carried(row.key, CRITERIA, f"{criterion.code}. {criterion.name}", row.reviewed_at is not None)
        section = section_of_field(row.key)
        if section is None:
            return None
        label = str(Dossier._meta.get_field(row.key).verbose_name)
        return Carried(row.key, section, label, row.reviewed_at is not None)

    @property
    def open(self) -> list[Carried]:
        """Parts that nobody looked at."""
        return [part for part in self.parts if not part.reviewed]

    def open_keys(self, section: str = "") -> list[str]:
        """Their keys, of one section or of all."""
        return [part.key for part in self.open if not section or part.section == section]

    @property
    def without_proof(self) -> set[str]:
        """Criteria whose papers of that time are no longer good while no good paper is linked now."""
        day = today()
        return {
            code
            for paper in self.lapsed
            for code in paper.criteria
            if not any(link.evidence.is_good_on(day) for link in self.reading.links.get(code, ()))
        }

    def confirmable(self, section: str) -> list[str]:
        """Keys that may be confirmed together: not those criteria that have lost their proof."""
        bare = self.without_proof if section == CRITERIA else set()
        return [key for key in self.open_keys(section) if key not in bare]


def lapsed_papers(dossier: Dossier) -> list[LapsedPaper]:
    """Papers of the earlier dossier that ended or are out of use and have no good newer edition."""
    snapshot = latest_snapshot(dossier.previous) if dossier.previous is not None else None
    if snapshot is None:
        return []
    used: dict[str, list[str]] = {paper["code"]: [] for paper in snapshot.content["papers"]}
    for answer in snapshot.content["answers"]:
        for link in answer["evidence"]:
            used.setdefault(link["paper"], []).append(answer["criterion"])
    papers = Evidence.objects.filter(code__in=used).select_related("replaced_by__replaced_by__replaced_by")
    found = []
    for paper in papers.order_by("pk"):
        newest = _newest(paper)
        why = _why_lapsed(newest, today())
        if why:
            found.append(LapsedPaper(newest.code, newest.title, why, tuple(dict.fromkeys(used[paper.code]))))
    return found


def _newest(paper: Evidence) -> Evidence:
    while (newer := getattr(paper, "replaced_by", None)) is not None:
        paper = newer
    return paper


def _why_lapsed(paper: Evidence, day: dt.date) -> str:
    if paper.retired_on is not None:
        return _("ngừng dùng từ %(day)s") % {"day": format_date(paper.retired_on)}
    if paper.expires_on is not None and paper.expires_on < day:
        return _("hết hạn ngày %(day)s") % {"day": format_date(paper.expires_on)}
    return ""


def carried_of(dossier: Any) -> CarriedOver:
    """What was carried into a dossier."""
    return CarriedOver(Reading(dossier))
