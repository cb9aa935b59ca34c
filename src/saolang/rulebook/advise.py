"""The way up: what closes each gate, and the fewest criteria to raise for a target star. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .engine import BAND_FLOORS, HIGHEST_STAR, LOWEST_GATED_STAR, AnswerError, compiled, evaluate_compiled
from .loading import Criterion, Number, Option, Sheet


@dataclass(frozen=True, slots=True)
class GateAdvice:
    """A minimum that must be closed for the target, and the lowest option that closes it."""

    criterion: str
    star: int
    needs: Number
    has: Number
    option: int
    label: str


@dataclass(frozen=True, slots=True)
class Change:
    """Raise one criterion from an option (``None`` unanswered, 0 none) to another; ``gate``: a minimum asks for it."""

    criterion: str
    from_option: int | None
    to_option: int
    from_points: Number
    to_points: Number
    label: str
    gate: bool

    @property
    def gain(self) -> Number:
        return self.to_points - self.from_points


@dataclass(frozen=True, slots=True)
class Advice:
    """The way to ``target``: no ``changes`` when the star is reached already; not ``reachable`` when nothing helps."""

    target: int
    star: int
    total: Number
    points_short: Number
    gates: tuple[GateAdvice, ...]
    changes: tuple[Change, ...]
    reachable: bool
    total_after: Number
    star_after: int


@dataclass(frozen=True, slots=True)
class _Step:
    """What one criterion can still gain: ``gains`` ascending, each with the option that gives it."""

    criterion: Criterion
    index: int
    has: Number
    gains: tuple[tuple[Number, Option], ...]

    @property
    def most(self) -> Number:
        return self.gains[-1][0] if self.gains else 0

    def least_for(self, points: Number) -> int | None:
        """Index of the smallest gain that brings the criterion to ``points``."""
        for index, (gain, _) in enumerate(self.gains):
            if self.has + gain >= points:
                return index
        return None


def _steps(sheet: Sheet, answers: Mapping[str, Any], points: Mapping[str, Number]) -> list[_Step]:
    steps = []
    for index, criterion in enumerate(sheet.criteria):
        has = points[criterion.code]
        current = criterion.option(int(answers.get(criterion.code) or 0))
        best: dict[Number, Option] = {}
        for option in criterion.options:
            same_case = current is None or option.case == current.case
            if same_case and option.points > has:
                best.setdefault(option.points - has, option)
        steps.append(_Step(criterion, index, has, tuple(sorted(best.items()))))
    return steps


def _fewest(candidates: Sequence[_Step], short: Number) -> list[_Step] | None:
    """The fewest steps whose greatest gains make up ``short``; among equals the first in sheet order."""
    if short <= 0:
        return []
    falling = sorted((step.most for step in candidates if step.most > 0), reverse=True)
    size = 0
    reach: Number = 0
    while reach < short:
        if size == len(falling):
            return None
        reach += falling[size]
        size += 1
    chosen: list[_Step] = []
    for position, step in enumerate(candidates):
        left = size - len(chosen) - 1
        if left < 0:
            break
        later = sorted((other.most for other in candidates[position + 1 :]), reverse=True)[:left]
        if step.most > 0 and step.most + sum(later) >= short and len(later) == left:
            chosen.append(step)
            short -= step.most
    return chosen


def _lightest(chosen: Sequence[_Step], floors: Mapping[int, int], short: Number) -> list[tuple[_Step, int]]:
    """The gain to take of each chosen step: together at least ``short``, the smallest sum, earlier steps lighter."""
    tables: list[dict[Number, int]] = [{0: -1}]
    for step in chosen:
        table: dict[Number, int] = {}
        for reached in tables[-1]:
            for index in range(floors.get(step.index, 0), len(step.gains)):
                sum_after = reached + step.gains[index][0]
                # A heavier gain late in the sheet leaves the earlier criteria lighter.
                table[sum_after] = max(table.get(sum_after, -1), index)
        tables.append(table)
    target = min(value for value in tables[-1] if value >= short)
    picks: list[tuple[_Step, int]] = []
    for step, table in zip(reversed(chosen), reversed(tables[1:]), strict=True):
        index = table[target]
        picks.append((step, index))
        target -= step.gains[index][0]
    return picks[::-1]


def _gates(steps: Sequence[_Step], stars: range) -> tuple[list[GateAdvice], dict[int, int], bool]:
    """Open minima of ``stars``; the least gain per criterion index that closes them; whether all can be closed."""
    gates: list[GateAdvice] = []
    floors: dict[int, int] = {}
    closable = True
    for step in steps:
        for star, needs in step.criterion.star_min:
            if star not in stars or star < LOWEST_GATED_STAR or step.has >= needs:
                continue
            index = step.least_for(needs)
            if index is None:
                closable = False
                continue
            option = step.gains[index][1]
            gates.append(GateAdvice(step.criterion.code, star, needs, step.has, option.position, option.text))
            floors[step.index] = max(index, floors.get(step.index, 0))
    return gates, floors, closable


def advise(sheet: Sheet, answers: Mapping[str, Any], target: int, *, minima_accumulate: bool = True) -> Advice:
    """What closes each gate, and the smallest set of option changes that reaches ``target``.

    Smallest is the fewest criteria, ties in sheet order.
    No change goes further than it must. Knock-outs are the council's and are not looked at. Raises ``AnswerError``.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3 and Phụ lục II (minima per star).
    """
    if not 1 <= target <= HIGHEST_STAR:
        raise AnswerError(f"Hạng sao cần hỏi phải từ 1 đến {HIGHEST_STAR}")
    prepared = compiled(sheet)
    now = evaluate_compiled(prepared, answers, minima_accumulate=minima_accumulate)
    floor = dict(BAND_FLOORS)[target]
    points_short = max(0, floor - now.total)
    stars = range(LOWEST_GATED_STAR if minima_accumulate else target, target + 1)
    steps = _steps(sheet, answers, now.points)
    gates, floors, closable = _gates(steps, stars)
    must = [step for step in steps if step.index in floors]
    free = [step for step in steps if step.index not in floors]
    more = _fewest(free, points_short - sum(step.most for step in must))
    reachable = closable and more is not None
    changes: tuple[Change, ...] = ()
    if reachable and more is not None and now.star < target:
        chosen = sorted(must + more, key=lambda step: step.index)
        picks = _lightest(chosen, floors, points_short)
        changes = tuple(_change(step, index, answers, floors) for step, index in picks)
    after = {**answers, **{change.criterion: change.to_option for change in changes}}
    then = evaluate_compiled(prepared, after, minima_accumulate=minima_accumulate)
    return Advice(
        target=target,
        star=now.star,
        total=now.total,
        points_short=points_short,
        gates=tuple(gates),
        changes=changes,
        reachable=reachable,
        total_after=then.total,
        star_after=then.star,
    )


def _change(step: _Step, index: int, answers: Mapping[str, Any], floors: Mapping[int, int]) -> Change:
    gain, option = step.gains[index]
    code = step.criterion.code
    return Change(
        criterion=code,
        from_option=answers.get(code),
        to_option=option.position,
        from_points=step.has,
        to_points=step.has + gain,
        label=option.text,
        gate=step.index in floors,
    )
