"""Advice: gates closed, the fewest criteria, ties in sheet order."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.rulebook.advise import advise
from saolang.rulebook.engine import AnswerError, evaluate
from saolang.rulebook.loading import Sheet, load_sheet, parse_sheet, sheet_ids

from .samples import best_answers, criterion, raw_sheet, small_sheet
from .test_engine import filled


def test_advise_names_the_gate_and_the_option_that_closes_it() -> None:
    advice = advise(small_sheet(), {"1.1": 2, "1.2": 2, "2": 3, "3.1.1": 2, "3.1.2": 1, "3.2": 2}, 4)
    assert [(gate.criterion, gate.star, gate.needs, gate.has, gate.option) for gate in advice.gates] == [
        ("3.1.2", 4, 10, 0, 2)
    ]
    assert [(c.criterion, c.from_option, c.to_option, c.gain, c.gate) for c in advice.changes] == [
        ("3.1.2", 1, 2, 10, True)
    ]
    assert (advice.star, advice.star_after, advice.total_after, advice.reachable) == (3, 4, 90, True)


def test_advise_has_no_changes_when_the_star_is_there() -> None:
    advice = advise(small_sheet(), best_answers(small_sheet()), 5)
    assert (advice.changes, advice.gates, advice.star_after) == ((), (), 5)


def test_advise_takes_the_fewest_criteria_and_the_first_of_equals() -> None:
    raw = raw_sheet()
    raw["parts"][0]["sections"][0]["criteria"] = [
        criterion("1.1", [0, 10]),
        criterion("1.2", [0, 10]),
        criterion("1.3", [0, 20]),
    ]
    raw["parts"][1]["sections"][0]["criteria"] = [criterion("2", [0, 25])]
    raw["parts"][2]["sections"][0]["criteria"] = [criterion("3.1", [0, 15]), criterion("3.2", [0, 20])]
    sheet = parse_sheet(raw)
    advice = advise(sheet, {"2": 2}, 3)
    assert [change.criterion for change in advice.changes] == ["1.1", "1.3"]
    assert advice.total_after == 55
    assert [change.criterion for change in advise(sheet, {"2": 2, "1.1": 2}, 3).changes] == ["1.3"]


def test_advise_goes_no_further_than_it_must() -> None:
    advice = advise(small_sheet(), {"1.1": 2, "1.2": 2, "2": 1, "3.1.1": 2, "3.1.2": 2, "3.2": 1}, 3)
    assert [(change.criterion, change.to_points) for change in advice.changes] == [("1.1", 30)]
    other = advise(small_sheet(), {"1.1": 3, "1.2": 1, "2": 1, "3.1.1": 2, "3.1.2": 1, "3.2": 1}, 3)
    assert [(change.criterion, change.to_points) for change in other.changes] == [("2", 15)]


def test_advise_keeps_to_the_case_that_was_chosen() -> None:
    sheet = load_sheet("qd26-26")
    answers: dict[str, int] = {**best_answers(sheet), "8": 1, "9": 1}
    answers["15"] = 3
    del answers["1.1"]
    advice = advise(sheet, {**answers, "1.2": 0}, 5)
    for change in advice.changes:
        if change.criterion in ("8", "9"):
            assert change.to_option == 2
        if change.criterion == "15":
            assert change.to_option == 4


@pytest.mark.parametrize("target", [0, 6])
def test_advise_refuses_a_star_that_does_not_exist(target: int) -> None:
    with pytest.raises(AnswerError):
        advise(small_sheet(), {}, target)


@given(filled(), st.integers(1, 5))
def test_advise_reaches_the_target_with_its_changes(case: tuple[Sheet, dict[str, int | None]], target: int) -> None:
    sheet, answers = case
    advice = advise(sheet, answers, target)
    assert advice.reachable
    after = evaluate(sheet, {**answers, **{change.criterion: change.to_option for change in advice.changes}})
    assert after.star == advice.star_after >= target
    assert after.total == advice.total_after
    assert all(change.gain > 0 for change in advice.changes)
    order = list(sheet.by_code)
    assert [change.criterion for change in advice.changes] == sorted(
        (change.criterion for change in advice.changes), key=order.index
    )


def smallest_by_search(sheet: Sheet, answers: dict[str, int | None], target: int) -> tuple[str, ...] | None:
    """Every set of criteria raised to the top, smallest and first in sheet order, that reaches the target."""
    best, codes = best_answers(sheet), list(sheet.by_code)
    for size in range(len(codes) + 1):
        for chosen in combinations(codes, size):
            if evaluate(sheet, {**answers, **{code: best[code] for code in chosen}}).star >= target:
                return chosen
    return None


@given(st.lists(st.integers(0, 2), min_size=6, max_size=6), st.integers(1, 5))
def test_advise_agrees_with_a_search_of_every_set(picks: list[int], target: int) -> None:
    sheet = small_sheet()
    answers: dict[str, int | None] = dict(zip(sheet.by_code, picks, strict=True))
    advice = advise(sheet, answers, target)
    assert tuple(change.criterion for change in advice.changes) == smallest_by_search(sheet, answers, target)


def test_advise_reaches_five_stars_from_nothing_on_every_sheet() -> None:
    for sheet_id in sheet_ids("qd26"):
        advice = advise(load_sheet(sheet_id), {}, 5)
        assert (advice.reachable, advice.star_after) == (True, 5)
