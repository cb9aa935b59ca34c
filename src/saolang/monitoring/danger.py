"""Which star a paper holds up, and what its end would mean. Pure: no database.

Legal: Quyết định 26/2026/QĐ-TTg, Phụ lục II ("Hồ sơ bị loại khi", dấu sao là yêu cầu tối thiểu), Điều 8.1.b.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from saolang.rulebook.loading import Sheet
from saolang.rulebook.regimes import Regime

from .enums import PaperStep

ARTICLE = "Điều 8.1.b"
ONE_DAY = dt.timedelta(days=1)
GRACE = 30
"""Days after the end within which the last step is still told; older papers are only listed."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What is known of one paper in use."""

    pk: int
    kind: str
    title: str
    issued_on: dt.date | None
    expires_on: dt.date | None

    def is_good_on(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""
        if self.issued_on is not None and day < self.issued_on:
            return False
        return self.expires_on is None or day <= self.expires_on


@dataclass(frozen=True, slots=True)
class HeldStar:
    """A star of a product that counts today."""

    product: str
    code: str
    set_number: int | None
    star: int


@dataclass(frozen=True, slots=True)
class Danger:
    """One star at stake, and why. ``why`` is compulsory, substitute or criterion."""

    product: str
    code: str
    star: int
    why: str
    criterion: str
    sentence: str


def step_on(expires_on: dt.date, today: dt.date) -> PaperStep | None:
    """The step a paper is at: its last good day counts as day 0. None when there is nothing to tell (any more)."""
    left = (expires_on - today).days
    if left < -GRACE or left > 90:
        return None
    if left < 0:
        return PaperStep.EXPIRED
    return PaperStep.D30 if left <= 30 else PaperStep.D60 if left <= 60 else PaperStep.D90


def endangered(
    paper: PaperFacts,
    held: HeldStar | None,
    *,
    regime: Regime,
    sheet: Sheet | None = None,
    others: Iterable[PaperFacts] = (),
    claims: Mapping[str, int | None] | None = None,
    criteria: Collection[str] = (),
    backed: Collection[str] = (),
    accumulate: bool = True,
) -> tuple[Danger, ...]:
    """What the end of a paper would take from a star that counts.

    ``others`` are the other papers in use for the product, ``claims`` its exemptions (kind to substitute paper or
    None), ``criteria`` those linked to this paper, ``backed`` those of them with another paper that lasts longer.
    Nothing is at stake without a star that counts, or while another paper takes over.
    """
    if held is None or held.set_number is None or paper.expires_on is None:
        return ()
    after = paper.expires_on + ONE_DAY
    lasting = [other for other in others if other.pk != paper.pk and other.is_good_on(after)]
    found = [
        _danger(held, why, sentence)
        for kind, why, sentence in _compulsory(paper, held, regime, claims or {})
        if not _taken_over(kind, why, lasting, claims or {})
    ]
    if sheet is not None:
        found += _criteria(held, sheet, [code for code in criteria if code not in backed], accumulate)
    return tuple(found)


def _compulsory(
    paper: PaperFacts, held: HeldStar, regime: Regime, claims: Mapping[str, int | None]
) -> list[tuple[str, str, str]]:
    rows = []
    for kind in regime.compulsory_evidence(held.set_number or 0):
        words = {"kind": kind.name, "set": held.set_number, "star": held.star, "name": held.product, "law": ARTICLE}
        stands_in = claims.get(kind.code) == paper.pk
        if stands_in:
            text = _(
                "Giấy này thay cho %(kind)s, là giấy bắt buộc của bộ %(set)s; thiếu thì %(star)d sao của “%(name)s” "
                "có thể bị thu hồi theo %(law)s."
            )
            rows.append((kind.code, "substitute", text % words))
        elif paper.kind == kind.code:
            text = _(
                "%(kind)s là giấy bắt buộc của bộ %(set)s; thiếu thì %(star)d sao của “%(name)s” có thể bị thu hồi "
                "theo %(law)s."
            )
            rows.append((kind.code, "compulsory", text % words))
    return rows


def _taken_over(kind: str, why: str, lasting: list[PaperFacts], claims: Mapping[str, int | None]) -> bool:
    claim = claims.get(kind)
    if any(other.kind == kind and other.pk != claim for other in lasting):
        return True
    if kind not in claims or why == "substitute":
        return False
    return claim is None or any(other.pk == claim for other in lasting)


def _criteria(held: HeldStar, sheet: Sheet, codes: Iterable[str], accumulate: bool) -> list[Danger]:
    found = []
    for code in codes:
        criterion = sheet.by_code.get(code)
        if criterion is None:
            continue
        stars = [star for star, _points in criterion.star_min if star <= held.star]
        if not accumulate:
            stars = [star for star in stars if star == held.star]
        if stars:
            words = {"code": code, "low": min(stars), "star": held.star, "name": held.product, "law": ARTICLE}
            text = _(
                "Tiêu chí %(code)s có mức tối thiểu của %(low)d sao và đang dựa vào giấy này; không còn đạt thì "
                "%(star)d sao của “%(name)s” có thể bị thu hồi theo %(law)s."
            )
            found.append(_danger(held, "criterion", text % words, code))
    return found


def _danger(held: HeldStar, why: str, sentence: str, criterion: str = "") -> Danger:
    return Danger(held.product, held.code, held.star, why, criterion, sentence)
