"""The council's result: the exact mean of the members' totals, and each minimum judged as the province set it.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3 ("tổng điểm trung bình"); how ticks on both sides of a minimum are judged is
left open and is the setting ``minimum_when_ticks_differ``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction
from typing import Any

from .engine import (
    LOWEST_GATED_STAR,
    AnswerError,
    Compiled,
    Held,
    band_of,
    check_knockouts,
    compiled,
    points_by_code,
    star_of,
)
from .loading import Number, Sheet
from .provincial import defaults

AGREED_OPTION = "agreed_option"
MAJORITY = "majority"
MEAN_POINTS = "mean_points"


@dataclass(frozen=True, slots=True)
class Split:
    """A minimum with ticks on both sides.

    ``ticks`` are the members' answers in their order; ``agreed`` is the council's option (``None`` while awaited);
    ``decided`` is False only while an agreed option is awaited, and the minimum then counts as unmet.
    """

    criterion: str
    star: int
    needs: Number
    ticks: tuple[int | None, ...]
    reaching: int
    agreed: int | None
    how: str
    met: bool
    decided: bool


@dataclass(frozen=True, slots=True)
class PanelEvaluation:
    """A council's result. ``total`` and ``parts`` are exact; ``missing`` names unanswered codes by member (0-based)."""

    sheet: str
    total: Fraction
    parts: Mapping[str, Fraction]
    band: int
    star: int
    held_by: tuple[Held, ...]
    missing: Mapping[int, tuple[str, ...]]
    knocked_out: bool
    member_totals: tuple[Number, ...]
    spread: Number
    spread_exceeded: bool
    splits: tuple[Split, ...]
    criterion_means: Mapping[str, Fraction]

    @property
    def undecided(self) -> tuple[Split, ...]:
        """Minima that wait for an agreed option; a council concludes only when this is empty."""
        return tuple(split for split in self.splits if not split.decided)

    @property
    def is_held(self) -> bool:
        return not self.knocked_out and self.star < self.band


def as_decimal(value: Fraction, places: int = 6) -> Decimal:
    """A decimal for storing and showing, cut (never rounded up), so that 89,999… does not become 90."""
    with localcontext() as context:
        context.prec = 40
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)


def _exact(value: Number) -> Fraction:
    return Fraction(str(value))


def _lower_median(values: Sequence[Number]) -> Number:
    """What at least half of the members reached; shown as "has" of a minimum that is not met."""
    return sorted(values)[(len(values) - 1) // 2]


@dataclass(frozen=True, slots=True)
class _Member:
    points: Mapping[str, Number]
    parts: Sequence[Number]
    missing: Sequence[str]
    answers: Mapping[str, Any]

    @property
    def total(self) -> Number:
        return sum(self.parts)


def _agreed_points(prepared: Compiled, agreed: Mapping[str, int]) -> dict[str, Number]:
    """Points of the agreed options. Raises ``AnswerError`` for a code or option the sheet does not have."""
    values = {code: points for code, points, _ in prepared.rows}
    points_by_code(prepared, agreed)
    return {code: values[code][answer] for code, answer in agreed.items() if answer is not None}


def _judge(
    code: str,
    star: int,
    needs: Number,
    members: Sequence[_Member],
    agreed: Mapping[str, int],
    agreed_points: Mapping[str, Number],
    how: str,
) -> Split:
    points = [member.points[code] for member in members]
    reaching = sum(value >= needs for value in points)
    decided = True
    if how == AGREED_OPTION:
        decided = code in agreed_points
        met = decided and agreed_points[code] >= needs
    elif how == MAJORITY:
        met = 2 * reaching > len(points)
    else:
        met = sum(map(_exact, points)) >= needs * len(points)
    return Split(
        criterion=code,
        star=star,
        needs=needs,
        ticks=tuple(member.answers.get(code) for member in members),
        reaching=reaching,
        agreed=agreed.get(code) if how == AGREED_OPTION else None,
        how=how,
        met=met,
        decided=decided,
    )


def _judge_minima(
    prepared: Compiled, band: int, members: Sequence[_Member], agreed: Mapping[str, int], how: str
) -> tuple[list[Held], list[Split]]:
    """Unmet minima up to the band, and every minimum (of any star up to the band) with ticks on both sides."""
    agreed_points = _agreed_points(prepared, agreed)
    held: list[Held] = []
    splits: list[Split] = []
    for code, minima in prepared.gates:
        points = [member.points[code] for member in members]
        for star, needs in minima:
            if star > band or band < LOWEST_GATED_STAR:
                continue
            reaching = sum(value >= needs for value in points)
            met = reaching == len(points)
            has = _lower_median(points)
            if 0 < reaching < len(points):
                split = _judge(code, star, needs, members, agreed, agreed_points, how)
                splits.append(split)
                met = split.met
                has = agreed_points[code] if how == AGREED_OPTION and split.decided else has
            if not met:
                held.append(Held(code, star, needs, has))
    return held, splits


def evaluate_panel(
    sheet: Sheet,
    member_sheets: Sequence[Mapping[str, Any]],
    settings: Mapping[str, Any] | None = None,
    agreed: Mapping[str, int] | None = None,
    knockouts: Iterable[str] = (),
) -> PanelEvaluation:
    """Evaluate the members' sheets (answers by criterion code) of one dossier together.

    ``settings`` overrides the provincial defaults by key. ``agreed`` holds the options the council agreed on; it only
    decides minima whose ticks fall on both sides and never changes the mean. Raises ``AnswerError`` (also without any
    member sheet).

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3, Điều 7.3.d.
    """
    if not member_sheets:
        raise AnswerError("Chưa có phiếu đánh giá nào của thành viên Hội đồng")
    chosen = {**defaults(), **(settings or {})}
    prepared = compiled(sheet)
    members = [_Member(*points_by_code(prepared, answers), answers) for answers in member_sheets]
    count = len(members)
    parts = {
        part: sum((_exact(member.parts[index]) for member in members), Fraction()) / count
        for index, part in enumerate(prepared.part_codes)
    }
    total = sum(parts.values(), Fraction())
    band = band_of(total)
    held, splits = _judge_minima(prepared, band, members, agreed or {}, chosen["minimum_when_ticks_differ"])
    knocked_out = check_knockouts(prepared, knockouts)
    accumulate = bool(chosen["minima_accumulate"])
    star = 0 if knocked_out else star_of(band, [item.star for item in held], minima_accumulate=accumulate)
    totals = tuple(member.total for member in members)
    spread = max(totals) - min(totals)
    return PanelEvaluation(
        sheet=prepared.sheet_id,
        total=total,
        parts=parts,
        band=band,
        star=star,
        held_by=tuple(held),
        missing={index: tuple(member.missing) for index, member in enumerate(members) if member.missing},
        knocked_out=knocked_out,
        member_totals=totals,
        spread=spread,
        spread_exceeded=_exact(spread) > _exact(chosen["spread_limit"]),
        splits=tuple(splits),
        criterion_means={
            code: sum((_exact(member.points[code]) for member in members), Fraction()) / count
            for code, _, _ in prepared.rows
        },
    )
