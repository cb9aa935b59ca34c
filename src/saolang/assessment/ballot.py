"""What a member's scoring screen shows: strip, options with what they do to the star, the linked papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core.text import format_score
from saolang.dossiers.reading import LinkedPaper, Reading
from saolang.rulebook.engine import Evaluation, evaluate
from saolang.rulebook.loading import Criterion, Number, Sheet

from .domain.scoring import answers_of, criteria_sheet
from .enums import SheetState
from .models import ScoreAnswer, ScoreRevision, ScoreSheet


def exact(value: Number | None) -> Decimal:
    """A number of the rulebook as a decimal."""
    return Decimal(str(value or 0))


def effect_of(criterion: Criterion, points: Number) -> str:
    """What a choice does to the star, in one sentence."""
    if not criterion.star_min:
        return _("Tiêu chí này chỉ tính điểm, không có mức tối thiểu")
    met = [star for star, needs in criterion.star_min if points >= needs]
    unmet = [star for star, needs in criterion.star_min if points < needs]
    if not unmet:
        return _("Đủ mức tối thiểu %(star)d sao") % {"star": met[-1]}
    if not points:
        return _("0 điểm: giữ sản phẩm dưới %(star)d sao") % {"star": unmet[0]}
    if not met:
        return _("Chưa đủ mức tối thiểu %(star)d sao") % {"star": unmet[0]}
    return _("Đủ mức tối thiểu %(star)d sao, chưa đủ %(next)d sao") % {"star": met[-1], "next": unmet[0]}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option card."""

    value: int
    label: str
    points: Decimal
    gate: int
    effect: str
    note: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One file that can be shown beside the criterion."""

    code: str
    title: str
    number: str
    kind: str
    url: str
    page: int | None
    pages: int | None
    linked: bool

    @property
    def address(self) -> str:
        """Where the file is shown, at the linked page."""
        return f"{self.url}#page={self.page or 1}&view=FitH&navpanes=0" if self.kind == "pdf" else self.url

    @property
    def where(self) -> str:
        """ "Trang 14 / 41" where it is known."""
        if self.kind != "pdf" or not self.pages:
            return ""
        if self.page:
            return _("Trang %(page)d / %(pages)d") % {"page": self.page, "pages": self.pages}
        return _("%(pages)d trang") % {"pages": self.pages}


class Ballot:
    """One member's sheet, read whole."""

    def __init__(self, sheet: ScoreSheet) -> None:
        self.sheet = sheet
        self.item = sheet.item

    @cached_property
    def criteria(self) -> Sheet:
        """The criteria sheet."""
        return criteria_sheet(self.item)

    @cached_property
    def rows(self) -> dict[str, ScoreAnswer]:
        """Ticks and notes by criterion."""
        return {row.criterion: row for row in self.sheet.answers.all()}

    @cached_property
    def answers(self) -> dict[str, int]:
        """Ticks by criterion."""
        return answers_of(self.sheet)

    @cached_property
    def evaluation(self) -> Evaluation:
        """Points of the sheet as it stands."""
        return evaluate(self.criteria, self.answers)

    @cached_property
    def revision(self) -> ScoreRevision | None:
        """The values before the sheet was last reopened."""
        return self.sheet.revisions.order_by("-number").first()

    @property
    def is_open(self) -> bool:
        """Whether the member may still tick."""
        return self.sheet.state in (SheetState.DRAFT, SheetState.REOPENED)

    @property
    def is_reopened(self) -> bool:
        return self.sheet.state == SheetState.REOPENED

    def url(self, code: str) -> str:
        """The page of one criterion."""
        return reverse("assessment:score_criterion", args=[self.item.code, code])

    def first_open(self) -> str:
        """The criterion to begin with: the first unanswered one, else the first."""
        codes = [criterion.code for criterion in self.criteria.criteria]
        return next((code for code in codes if code not in self.answers), codes[0])

    def around(self, code: str) -> tuple[str, str]:
        """Codes before and after a criterion; empty at the ends."""
        codes = [criterion.code for criterion in self.criteria.criteria]
        index = codes.index(code)
        return (codes[index - 1] if index else "", codes[index + 1] if index + 1 < len(codes) else "")

    def strip(self, current: str = "") -> dict[str, Any]:
        """The strip of cells with running points."""
        points = self.evaluation.points
        here = exact(points.get(current))
        parts = []
        for part in self.criteria.parts:
            leaves = [leaf for section in part.sections for leaf in section.leaves()]
            got = exact(self.evaluation.parts.get(part.code))
            now = any(leaf.code == current for leaf in leaves)
            parts.append(
                {
                    "code": part.code,
                    "name": part.name,
                    "points": got,
                    "max": exact(part.max),
                    "base": got - here if now else got,
                    "now": now,
                    "done": sum(leaf.code in self.answers for leaf in leaves),
                    "cells": [self._cell(leaf.code, current) for leaf in leaves],
                }
            )
        total = exact(self.evaluation.total)
        return {
            "parts": parts,
            "total": total,
            "base": total - here,
            "done": len(self.answers),
            "count": len(self.criteria.criteria),
        }

    def _cell(self, code: str, current: str) -> dict[str, Any]:
        row = self.rows.get(code)
        state = ""
        if code == current:
            state = "current"
        elif code in self.answers:
            state = "done" if self.evaluation.points.get(code) else "zero"
        return {"code": code, "url": self.url(code), "state": state, "noted": bool(row and row.comment)}

    def choices(self, criterion: Criterion, chosen: int | None) -> list[Choice]:
        """Option cards, with "Không đạt mức nào" last."""
        cases = dict(criterion.cases)
        found = []
        for option in criterion.options:
            notes = [cases.get(option.case, ""), _("nhãn rút gọn") if option.is_short_label else ""]
            found.append(
                Choice(
                    value=option.position,
                    label=option.text,
                    points=exact(option.points),
                    gate=option.min_for_star or 0,
                    effect=effect_of(criterion, option.points),
                    note=" · ".join(note for note in notes if note),
                    checked=chosen == option.position,
                )
            )
        none = _("Không đạt mức nào (0 điểm)")
        return [*found, Choice(0, none, Decimal(0), 0, effect_of(criterion, 0), "", chosen == 0)]

    def option_words(self, code: str, position: int | None) -> str:
        """An option in words with its points: "Mức 3: ... (3 điểm)"."""
        if position is None:
            return ""
        option = self.criteria.by_code[code].option(position)
        if option is None:
            return _("Không đạt mức nào (0 điểm)")
        words = {"n": position, "label": option.text, "points": format_score(exact(option.points))}
        return _("Mức %(n)s: %(label)s (%(points)s điểm)") % words

    def changes(self) -> list[tuple[str, str, str, str]]:
        """Criteria whose tick differs from before the sheet was reopened: code, name, old, new."""
        if self.revision is None:
            return []
        before: Mapping[str, int] = self.revision.answers
        return [
            (
                criterion.code,
                criterion.name,
                self.option_words(criterion.code, before.get(criterion.code)),
                self.option_words(criterion.code, self.answers.get(criterion.code)),
            )
            for criterion in self.criteria.criteria
            if before.get(criterion.code) != self.answers.get(criterion.code)
        ]

    def parts_with_answers(self) -> Iterator[dict[str, Any]]:
        """The sheet as a table: every criterion of every part with its tick, points and note."""
        for part in self.criteria.parts:
            rows = []
            for section in part.sections:
                for criterion in section.leaves():
                    row = self.rows.get(criterion.code)
                    rows.append(
                        {
                            "criterion": criterion,
                            "url": self.url(criterion.code),
                            "answered": criterion.code in self.answers,
                            "words": self.option_words(criterion.code, self.answers.get(criterion.code)),
                            "points": exact(self.evaluation.points.get(criterion.code)),
                            "max": exact(criterion.max),
                            "comment": row.comment if row else "",
                        }
                    )
            yield {
                "code": part.code,
                "name": part.name,
                "points": exact(self.evaluation.parts.get(part.code)),
                "max": exact(part.max),
                "rows": rows,
            }


def documents_for(reading: Reading, code: str) -> list[Document]:
    """Files to show for a criterion: those linked to it, then every other file of the dossier."""
    found: dict[str, Document] = {}
    for link in reading.links.get(code, []):
        for document in _files(link.evidence, link):
            found.setdefault(document.code, document)
    for paper in reading.papers:
        for document in _files(paper, None):
            found.setdefault(document.code, document)
    return list(found.values())


def _files(evidence: Any, link: LinkedPaper | None) -> Iterator[Document]:
    for index, row in enumerate(evidence.files.all()):
        stored = row.file
        yield Document(
            code=stored.code,
            title=evidence.title,
            number=evidence.number,
            kind=str(stored.kind),
            url=stored.get_absolute_url(),
            page=link.page_from if link is not None and index == 0 else None,
            pages=stored.pages,
            linked=link is not None,
        )
