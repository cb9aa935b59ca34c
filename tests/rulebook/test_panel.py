"""The council: exact means, and ticks on both sides of a minimum."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.rulebook.engine import AnswerError, Held, evaluate
from saolang.rulebook.loading import Sheet, load_sheet
from saolang.rulebook.panel import as_decimal, evaluate_panel

from .samples import best_answers, criterion, parse_sheet, raw_sheet, small_sheet

FULL = {"1.1": 3, "1.2": 2, "2": 3, "3.1.1": 2, "3.1.2": 2, "3.2": 2}
NO_GATE = {**FULL, "3.1.2": 1}


def test_panel_of_equal_sheets_equals_one_sheet() -> None:
    one = evaluate(small_sheet(), NO_GATE)
    panel = evaluate_panel(small_sheet(), [NO_GATE, NO_GATE, NO_GATE])
    assert (panel.total, panel.band, panel.star, panel.held_by) == (one.total, one.band, one.star, one.held_by)
    assert (panel.splits, panel.spread, panel.spread_exceeded) == ((), 0, False)


def test_panel_mean_is_exact_when_it_does_not_end() -> None:
    panel = evaluate_panel(small_sheet(), [FULL, FULL, {**FULL, "1.2": 1}])
    assert panel.total == Fraction(290, 3)
    assert panel.parts == {"A": Fraction(110, 3), "B": Fraction(25), "C": Fraction(35)}
    assert panel.member_totals == (100, 100, 90)


def test_panel_89_99_stays_four_stars() -> None:
    raw = raw_sheet()
    raw["parts"][0]["sections"][0]["criteria"] = [criterion("1.1", [0, 29, 30]), criterion("1.2", [0, 10])]
    sheet = parse_sheet(raw)
    ninety = {"1.1": 3, "1.2": 1, "2": 3, "3.1.1": 2, "3.1.2": 2, "3.2": 2}
    members = [ninety] * 99 + [{**ninety, "1.1": 2}]
    panel = evaluate_panel(sheet, members)
    assert panel.total == Fraction(8999, 100)
    assert (panel.band, panel.star) == (4, 4)
    assert evaluate_panel(sheet, [ninety] * 100).band == 5


def test_as_decimal_cuts_and_never_rounds_up() -> None:
    assert as_decimal(Fraction(90) - Fraction(1, 10**9), 2) == Decimal("89.99")
    assert as_decimal(Fraction(290, 3)) == Decimal("96.666666")


def test_panel_split_waits_for_the_agreed_option() -> None:
    panel = evaluate_panel(small_sheet(), [FULL, NO_GATE, FULL])
    assert [(split.criterion, split.star, split.ticks, split.reaching) for split in panel.splits] == [
        ("3.1.2", 4, (2, 1, 2), 2)
    ]
    assert panel.undecided == panel.splits
    assert (panel.band, panel.star) == (5, 3)


def test_panel_agreed_option_decides_and_never_changes_the_mean() -> None:
    members = [FULL, NO_GATE, FULL]
    waiting = evaluate_panel(small_sheet(), members)
    met = evaluate_panel(small_sheet(), members, agreed={"3.1.2": 2})
    unmet = evaluate_panel(small_sheet(), members, agreed={"3.1.2": 1})
    assert (met.star, met.held_by, met.undecided) == (5, (), ())
    assert (unmet.star, unmet.held_by, unmet.undecided) == (3, (Held("3.1.2", 4, 10, 0),), ())
    assert waiting.total == met.total == unmet.total == Fraction(290, 3)


def test_panel_agreed_option_zero_is_no_option_reached() -> None:
    panel = evaluate_panel(small_sheet(), [FULL, NO_GATE], agreed={"3.1.2": 0})
    assert (panel.star, panel.undecided) == (3, ())


def test_panel_agreed_option_without_a_split_changes_nothing() -> None:
    panel = evaluate_panel(small_sheet(), [NO_GATE, NO_GATE], agreed={"3.1.2": 2})
    assert (panel.star, panel.splits) == (3, ())


@pytest.mark.parametrize(
    ("members", "star"), [([FULL, FULL, NO_GATE], 5), ([FULL, NO_GATE], 3), ([FULL, NO_GATE, NO_GATE], 3)]
)
def test_panel_majority_needs_more_than_half(members: list[dict[str, int]], star: int) -> None:
    panel = evaluate_panel(small_sheet(), members, {"minimum_when_ticks_differ": "majority"})
    assert panel.star == star
    assert panel.undecided == ()


@pytest.mark.parametrize(("options", "met"), [([2, 4], True), ([1, 4], False), ([3, 3, 2], False), ([3, 4, 2], True)])
def test_panel_mean_points_compares_the_exact_mean(options: list[int], met: bool) -> None:
    raw = raw_sheet()
    raw["parts"][1]["sections"][0]["criteria"] = [criterion("2", [5, 10, 15, 20, 25], {4: 15})]
    sheet = parse_sheet(raw)
    members = [{**FULL, "2": answer} for answer in options]
    panel = evaluate_panel(sheet, members, {"minimum_when_ticks_differ": "mean_points"})
    assert panel.splits[0].met is met
    assert (panel.star >= 4) is met


def test_panel_minima_that_do_not_accumulate() -> None:
    members = [{**FULL, "3.1.2": 1}] * 2
    assert evaluate_panel(small_sheet(), members).star == 3
    assert evaluate_panel(small_sheet(), members, {"minima_accumulate": False}).star == 5


def test_panel_reports_spread_against_the_limit() -> None:
    low = {**FULL, "1.2": 1, "3.1.1": 1}
    panel = evaluate_panel(small_sheet(), [FULL, low])
    assert (panel.spread, panel.spread_exceeded) == (15, True)
    assert evaluate_panel(small_sheet(), [FULL, {**FULL, "1.2": 1}]).spread_exceeded is False
    assert evaluate_panel(small_sheet(), [FULL, low], {"spread_limit": 15}).spread_exceeded is False


def test_panel_names_missing_answers_by_member() -> None:
    panel = evaluate_panel(small_sheet(), [FULL, {**FULL, "1.2": None}])
    assert panel.missing == {1: ("1.2",)}


def test_panel_knock_out_is_the_councils_conclusion() -> None:
    panel = evaluate_panel(small_sheet(), [FULL], knockouts=["3.2"])
    assert (panel.star, panel.band, panel.knocked_out) == (0, 5, True)


def test_panel_refuses_no_members_and_unknown_answers() -> None:
    with pytest.raises(AnswerError, match="Chưa có phiếu"):
        evaluate_panel(small_sheet(), [])
    with pytest.raises(AnswerError, match=r"9\.9"):
        evaluate_panel(small_sheet(), [FULL, {"9.9": 1}])
    with pytest.raises(AnswerError, match=r"1\.1"):
        evaluate_panel(small_sheet(), [FULL], agreed={"1.1": 9})


@given(st.lists(st.lists(st.integers(0, 2), min_size=6, max_size=6), min_size=1, max_size=7), st.randoms())
def test_panel_does_not_depend_on_the_order_of_members(sheets: list[list[int]], dice: object) -> None:
    sheet: Sheet = small_sheet()
    members = [dict(zip(sheet.by_code, picks, strict=True)) for picks in sheets]
    shuffled = list(members)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    for how in ("agreed_option", "majority", "mean_points"):
        first = evaluate_panel(sheet, members, {"minimum_when_ticks_differ": how})
        second = evaluate_panel(sheet, shuffled, {"minimum_when_ticks_differ": how})
        assert (first.total, first.band, first.star, first.held_by) == (
            second.total,
            second.band,
            second.star,
            second.held_by,
        )
        assert first.star <= first.band
        assert first.total == Fraction(sum(first.member_totals), len(members))


def test_panel_on_a_shipped_sheet_with_ticks_on_both_sides_of_a_minimum() -> None:
    sheet = load_sheet("qd26-06")
    best = best_answers(sheet)
    members = [best, best, {**best, "3.5": 1}]
    panel = evaluate_panel(sheet, members, agreed={"3.5": 2})
    assert panel.total == Fraction(298, 3)
    assert [(split.criterion, split.star, split.agreed, split.met) for split in panel.splits] == [("3.5", 4, 2, True)]
    assert panel.star == 5
