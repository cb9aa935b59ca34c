"""The engine: bands, minima, knock-outs, and properties over all shipped sheets."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.rulebook.engine import AnswerError, Held, band_of, evaluate, star_of
from saolang.rulebook.loading import Sheet, SheetError, load_sheet, sheet_ids

from .samples import best_answers, small_sheet

IN_FORCE = sheet_ids("qd26")


def starred_options() -> list[tuple[str, str, int, int]]:
    """(sheet, criterion, position, star) of every starred option of the sheets in force."""
    return [
        (sheet_id, item.code, choice.position, choice.min_for_star)
        for sheet_id in IN_FORCE
        for item in load_sheet(sheet_id).criteria
        for choice in item.options
        if choice.min_for_star is not None
    ]


@pytest.mark.parametrize(
    ("total", "band"),
    [(0, 1), (29, 1), (30, 2), (49, 2), (50, 3), (69, 3), (70, 4), (89, 4), (90, 5), (100, 5)],
)
def test_band_of_changes_at_the_floors_of_the_law(total: int, band: int) -> None:
    assert band_of(total) == band


def test_band_of_never_rounds() -> None:
    assert band_of(Fraction(8999, 100)) == 4
    assert band_of(Fraction(90) - Fraction(1, 10**30)) == 4


def test_evaluate_full_marks_gives_five_stars() -> None:
    result = evaluate(small_sheet(), {"1.1": 3, "1.2": 2, "2": 3, "3.1.1": 2, "3.1.2": 2, "3.2": 2})
    assert (result.total, dict(result.parts), result.band, result.star) == (100, {"A": 40, "B": 25, "C": 35}, 5, 5)
    assert (result.held_by, result.missing, result.knocked_out) == ((), (), False)


def test_evaluate_lists_every_unmet_minimum_up_to_the_band() -> None:
    result = evaluate(small_sheet(), {"1.1": 1, "1.2": 2, "2": 3, "3.1.1": 2, "3.1.2": 1, "3.2": 2})
    assert (result.total, result.band, result.star) == (65, 3, 2)
    assert result.held_by == (Held("1.1", 3, 20, 5),)
    higher = evaluate(small_sheet(), {"1.1": 2, "1.2": 2, "2": 3, "3.1.1": 2, "3.1.2": 1, "3.2": 2})
    assert (higher.total, higher.band, higher.star) == (80, 4, 3)
    assert higher.held_by == (Held("3.1.2", 4, 10, 0),)
    top = evaluate(small_sheet(), {"1.1": 2, "1.2": 2, "2": 3, "3.1.1": 2, "3.1.2": 2, "3.2": 2})
    assert (top.total, top.band, top.star) == (90, 5, 4)
    assert top.held_by == (Held("1.1", 5, 30, 20),)


def test_evaluate_zero_counts_as_answered_and_null_does_not() -> None:
    result = evaluate(small_sheet(), {"1.1": 0, "1.2": None, "2": 1, "3.1.1": 1, "3.1.2": 1})
    assert result.total == 0
    assert result.missing == ("1.2", "3.2")
    assert (result.band, result.star) == (1, 1)


def test_evaluate_knock_out_makes_star_zero_and_keeps_the_rest() -> None:
    answers = best_answers(small_sheet())
    result = evaluate(small_sheet(), answers, ["3.2"])
    assert (result.total, result.band, result.star, result.knocked_out) == (100, 5, 0, True)
    assert evaluate(small_sheet(), answers, ["dossier"]).star == 0


@pytest.mark.parametrize(
    ("answers", "knockouts", "word"),
    [
        ({"9.9": 1}, [], "9.9"),
        ({"3.1": 1}, [], "nhóm"),
        ({"1.1": 4}, [], "1.1"),
        ({"1.1": -1}, [], "1.1"),
        ({"1.1": 1.5}, [], "1.1"),
        ({"1.1": True}, [], "1.1"),
        ({"1.1": "2"}, [], "1.1"),
        ({"1.1": float("nan")}, [], "1.1"),
        ({"1.1": float("inf")}, [], "1.1"),
        ({"9.9": None}, [], "9.9"),
        ({}, ["1.1"], "1.1"),
        ({}, ["hồ sơ"], "hồ sơ"),
    ],
)
def test_evaluate_refuses_what_the_sheet_does_not_have(answers: Any, knockouts: Any, word: str) -> None:
    with pytest.raises(AnswerError, match=word):
        evaluate(small_sheet(), answers, knockouts)


def test_star_of_without_accumulation_looks_only_at_the_star_itself() -> None:
    assert star_of(5, [3], minima_accumulate=True) == 2
    assert star_of(5, [3], minima_accumulate=False) == 5
    assert star_of(5, [5], minima_accumulate=False) == 4
    assert star_of(4, [3, 4], minima_accumulate=False) == 2


@pytest.mark.parametrize("sheet_id", ["qd1048-03", "qd1048-10", "qd1048-16", "qd1048-19"])
def test_evaluate_refuses_sheets_that_are_not_whole(sheet_id: str) -> None:
    with pytest.raises(SheetError, match=sheet_id):
        evaluate(load_sheet(sheet_id), {})


def test_shipped_sheets_have_575_starred_options() -> None:
    assert len(starred_options()) == 575


def test_every_starred_option_holds_the_star_exactly() -> None:
    """Full marks elsewhere: at the starred option its star is reached, one option below it is held."""
    for sheet_id, code, position, star in starred_options():
        sheet = load_sheet(sheet_id)
        item = sheet.by_code[code]
        needs = item.options[position - 1].points
        assert item.needs(star) == needs
        at = evaluate(sheet, {**best_answers(sheet), code: position})
        assert not any(held.criterion == code and held.star == star for held in at.held_by)
        below = [choice for choice in item.options if choice.points < needs]
        under = evaluate(sheet, {**best_answers(sheet), code: below[-1].position if below else 0})
        has = below[-1].points if below else 0
        assert (Held(code, star, needs, has) in under.held_by) is (star <= under.band)
        if star <= under.band:
            assert under.star == min(held.star for held in under.held_by) - 1


@pytest.mark.parametrize("sheet_id", IN_FORCE)
def test_shipped_sheets_reach_five_stars_at_full_marks(sheet_id: str) -> None:
    sheet = load_sheet(sheet_id)
    result = evaluate(sheet, best_answers(sheet))
    assert (result.total, dict(result.parts), result.star) == (100, {"A": 40, "B": 25, "C": 35}, 5)


@st.composite
def filled(draw: st.DrawFn) -> tuple[Sheet, dict[str, int | None]]:
    """A shipped sheet in force, with any answers."""
    sheet = load_sheet(draw(st.sampled_from(IN_FORCE)))
    answers: dict[str, int | None] = {}
    for item in sheet.criteria:
        answers[item.code] = draw(st.one_of(st.none(), st.integers(0, len(item.options))))
    return sheet, answers


@given(filled())
def test_star_is_never_above_the_band_and_sums_fit(case: tuple[Sheet, dict[str, int | None]]) -> None:
    sheet, answers = case
    result = evaluate(sheet, answers)
    assert 1 <= result.star <= result.band <= 5
    assert result.total == sum(result.parts.values()) == sum(result.points.values())
    assert set(result.missing) == {code for code, answer in answers.items() if answer is None}
    assert result.is_held is (result.star < result.band)
    assert bool(result.held_by) is result.is_held


@given(filled(), st.data())
def test_star_and_total_grow_with_every_option(case: tuple[Sheet, dict[str, int | None]], data: st.DataObject) -> None:
    sheet, answers = case
    before = evaluate(sheet, answers)
    item = data.draw(st.sampled_from(sheet.criteria))
    better = [choice for choice in item.options if choice.points >= before.points[item.code]]
    if not better:
        return
    after = evaluate(sheet, {**answers, item.code: data.draw(st.sampled_from(better)).position})
    assert after.total >= before.total
    assert after.band >= before.band
    assert after.star >= before.star


@given(filled())
def test_knock_out_changes_only_the_star(case: tuple[Sheet, dict[str, int | None]]) -> None:
    sheet, answers = case
    plain, out = evaluate(sheet, answers), evaluate(sheet, answers, ["dossier"])
    assert out.star == 0
    assert (out.total, out.parts, out.band, out.held_by) == (plain.total, plain.parts, plain.band, plain.held_by)
