"""Points, band, star and the reasons, from a sheet and its answers. Pure and exact.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3 (bands) and the foot of the sheets of Phụ lục II (minima per star).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .check import faults
from .loading import UNSCORABLE_CONFIDENCE, Number, Sheet, SheetError

BAND_FLOORS = ((5, 90), (4, 70), (3, 50), (2, 30), (1, 0))
LOWEST_GATED_STAR = 3
HIGHEST_STAR = 5
DOSSIER = "dossier"


class AnswerError(ValueError):
    """Answers that name what the sheet does not have. The text is Vietnamese and names the place."""


@dataclass(frozen=True, slots=True)
class Held:
    """One unmet minimum: the criterion, the star it holds back, points needed, points it has."""

    criterion: str
    star: int
    needs: Number
    has: Number


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of one sheet. ``star`` is 0 exactly when something was knocked out."""

    sheet: str
    total: Number
    parts: Mapping[str, Number]
    band: int
    star: int
    held_by: tuple[Held, ...]
    missing: tuple[str, ...]
    knocked_out: bool
    points: Mapping[str, Number]

    @property
    def is_held(self) -> bool:
        """True when a minimum keeps the star below the band."""
        return not self.knocked_out and self.star < self.band


@dataclass(frozen=True, slots=True)
class Compiled:
    """What scoring needs of a sheet, laid out for speed.

    ``rows``: code, points by answer (index 0 is "không đạt mức nào"), part index.
    ``gates``: code, ((star, needs), ...).
    """

    sheet_id: str
    rows: tuple[tuple[str, tuple[Number, ...], int], ...]
    gates: tuple[tuple[str, tuple[tuple[int, Number], ...]], ...]
    part_codes: tuple[str, ...]
    codes: frozenset[str]
    groups: frozenset[str]
    knockouts: frozenset[str]


def why_not_scorable(sheet: Sheet) -> str:
    """Empty when the sheet can score, else the reason in Vietnamese."""
    if not sheet.parts or sheet.confidence == "missing":
        return f"Phiếu “{sheet.id}” chưa có nội dung, không đánh giá được"
    if sheet.confidence in UNSCORABLE_CONFIDENCE:
        return f"Phiếu “{sheet.id}” chưa đủ nội dung, không đánh giá được"
    found = faults(sheet)
    if found:
        return f"Phiếu “{sheet.id}” có lỗi, không đánh giá được: {found[0].where} {found[0].message}"
    return ""


_prepared: dict[str, Compiled] = {}


def compiled(sheet: Sheet) -> Compiled:
    """The sheet prepared for scoring, kept per content. Raises ``SheetError`` for a sheet that cannot score."""
    key = sheet.content_hash
    if key not in _prepared:
        _prepared[key] = _compile(sheet)
    return _prepared[key]


def _compile(sheet: Sheet) -> Compiled:
    reason = why_not_scorable(sheet)
    if reason:
        raise SheetError(reason)
    part_codes = tuple(part.code for part in sheet.parts)
    return Compiled(
        sheet_id=sheet.id,
        rows=tuple(
            (item.code, (0, *(option.points for option in item.options)), part_codes.index(item.part))
            for item in sheet.criteria
        ),
        gates=tuple((item.code, item.star_min) for item in sheet.criteria if item.star_min),
        part_codes=part_codes,
        codes=frozenset(sheet.by_code),
        groups=sheet.group_codes,
        knockouts=sheet.knockout_codes,
    )


def band_of(total: Any) -> int:
    """Band (1..5) of an exact total; never round before this.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3.
    """
    for band, floor in BAND_FLOORS:
        if total >= floor:
            return band
    return BAND_FLOORS[-1][0]


def star_of(band: int, unmet: Iterable[int], *, minima_accumulate: bool = True) -> int:
    """Star from the band and the stars that have an unmet minimum.

    Band 1 and 2 are the star. From 3 on it is the highest N up to the band whose minima (for 3..N, or for N alone when
    minima do not accumulate) are all met, else 2.
    """
    if band < LOWEST_GATED_STAR:
        return band
    blocked = set(unmet)
    star = LOWEST_GATED_STAR - 1
    for candidate in range(LOWEST_GATED_STAR, band + 1):
        if candidate not in blocked:
            star = candidate
        elif minima_accumulate:
            break
    return star


def _unknown_answer(prepared: Compiled, code: str) -> AnswerError:
    if code in prepared.groups:
        return AnswerError(f"Mã {code} là nhóm tiêu chí, không trả lời trực tiếp được")
    return AnswerError(f"Phiếu “{prepared.sheet_id}” không có tiêu chí “{code}”")


def _bad_option(code: str, answer: Any, count: int) -> AnswerError:
    return AnswerError(f"Tiêu chí {code} không có mức {answer!r}; dùng số nguyên từ 0 đến {count}")


def points_by_code(prepared: Compiled, answers: Mapping[str, Any]) -> tuple[dict[str, Number], list[Number], list[str]]:
    """Points of every criterion, points per part, and the unanswered codes, all in sheet order."""
    points: dict[str, Number] = {}
    sums: list[Number] = [0] * len(prepared.part_codes)
    missing: list[str] = []
    seen = 0
    get = answers.get
    for code, values, part in prepared.rows:
        answer = get(code)
        if answer is None:
            missing.append(code)
            points[code] = 0
            seen += code in answers
            continue
        seen += 1
        if type(answer) is not int:
            if type(answer) is not float or not answer.is_integer():
                raise _bad_option(code, answer, len(values) - 1)
            answer = int(answer)
        if not 0 <= answer < len(values):
            raise _bad_option(code, answer, len(values) - 1)
        value = values[answer]
        points[code] = value
        sums[part] += value
    if seen != len(answers):
        unknown = next(code for code in answers if code not in prepared.codes)
        raise _unknown_answer(prepared, unknown)
    return points, sums, missing


def held_by(prepared: Compiled, points: Mapping[str, Number], band: int) -> list[Held]:
    """Every unmet minimum for stars up to the band, in sheet order, then by star."""
    if band < LOWEST_GATED_STAR:
        return []
    return [
        Held(code, star, needs, points[code])
        for code, minima in prepared.gates
        for star, needs in minima
        if star <= band and points[code] < needs
    ]


def check_knockouts(prepared: Compiled, knockouts: Iterable[Any]) -> bool:
    """True when anything is knocked out. Raises ``AnswerError`` for a code that carries no rule."""
    found = False
    for code in knockouts:
        if code not in prepared.knockouts:
            raise AnswerError(
                f"“{code}” không phải là căn cứ loại của phiếu “{prepared.sheet_id}” "
                f"(dùng mã tiêu chí có điều kiện loại, hoặc “{DOSSIER}”)"
            )
        found = True
    return found


def evaluate(
    sheet: Sheet,
    answers: Mapping[str, Any],
    knockouts: Iterable[str] = (),
    *,
    minima_accumulate: bool = True,
) -> Evaluation:
    """Evaluate one filled sheet.

    ``answers`` maps criterion codes to the 1-based position of the option; 0 is "không đạt mức nào", ``None`` or
    absence is unanswered; both score 0. ``knockouts`` are conclusions of the council (criterion codes that carry a
    rule, or "dossier").
    Raises ``AnswerError`` for what the sheet does not have, ``SheetError`` for a sheet that cannot score.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3 and Phụ lục II.
    """
    return evaluate_compiled(compiled(sheet), answers, knockouts, minima_accumulate=minima_accumulate)


def evaluate_compiled(
    prepared: Compiled,
    answers: Mapping[str, Any],
    knockouts: Iterable[str] = (),
    *,
    minima_accumulate: bool = True,
) -> Evaluation:
    """As ``evaluate``, for callers that score many cases of one sheet."""
    points, sums, missing = points_by_code(prepared, answers)
    knocked_out = check_knockouts(prepared, knockouts)
    total = sum(sums)
    band = band_of(total)
    held = held_by(prepared, points, band)
    star = 0 if knocked_out else star_of(band, [item.star for item in held], minima_accumulate=minima_accumulate)
    return Evaluation(
        sheet=prepared.sheet_id,
        total=total,
        parts=dict(zip(prepared.part_codes, sums, strict=True)),
        band=band,
        star=star,
        held_by=tuple(held),
        missing=tuple(missing),
        knocked_out=knocked_out,
        points=points,
    )
