"""The seven cells: every share in exactly one, the same in Python and in SQL, and always summing."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.directives.boards_export import sentence
from saolang.directives.enums import AssignmentState as S
from saolang.directives.enums import Share
from saolang.directives.enums import Standing as C
from saolang.directives.models import Assignment
from saolang.directives.queries.boards import Tally, by_body, by_notice, by_topic, percent, tally
from saolang.directives.standing import ORDER, in_cell, overdue, standing_case, standing_on, status_counts
from tests.directives import rows

ON = rows.TODAY
DAYS = (ON - dt.timedelta(days=3), ON, ON + dt.timedelta(days=3))
days = st.sampled_from(DAYS)
seven = st.lists(st.integers(0, 50_000), min_size=7, max_size=7)


def grid(task, bodies) -> list[Assignment]:
    """Every combination that the database accepts, each with a body of its own."""
    made = []
    for state, standing, due, told in product(S, (False, True), (None, *DAYS), DAYS):
        if (standing and due) or (state == S.DONE and due is None and not standing):
            continue
        if state not in (S.DONE, S.REPORTED) and told != ON:
            continue
        for share in Share:
            made.append(
                Assignment(
                    task=task, body=bodies[len(made)], province=task.province, share=share, state=state, due_on=due,
                    standing=standing, assigned_on=DAYS[0], reason="Mẫu",
                    reported_on=told if state in (S.DONE, S.REPORTED) else None,
                    done_on=told if state == S.DONE else None, ended_on=told if state == S.DONE else None,
                )
            )  # fmt: skip
    return Assignment.objects.bulk_create(made)


@pytest.fixture
def shares(db):
    """Some hundred shares over one task."""
    w = rows.world()
    task = rows.task(w)
    bodies = [rows.body("other", f"Đơn vị Mẫu {n}") for n in range(130)]
    Assignment.objects.all().delete()
    return grid(task, bodies)


def test_a_share_is_in_the_same_cell_in_python_in_sql_and_as_a_condition(shares):
    assert len(shares) > 100
    told = dict(Assignment.objects.annotate(cell=standing_case(ON)).values_list("pk", "cell"))
    assert told == {share.pk: str(standing_on(share, ON) or "") for share in shares}
    for cell in ORDER:
        found = set(Assignment.objects.filter(in_cell(cell, ON)).values_list("pk", flat=True))
        assert found == {pk for pk, name in told.items() if name == cell}
    with pytest.raises(ValueError, match="no such cell"):
        in_cell("nowhere", ON)


def test_only_lead_shares_that_were_not_cancelled_are_counted(shares):
    counted = [row for row in shares if row.share == Share.LEAD and row.state != S.CANCELLED]
    found = tally(Assignment.objects.all(), ON)
    assert (found.total, found.texts) == (len(counted), 1)
    assert {cell: n for cell, n in found.cells.items() if n} == {
        cell.value: len([row for row in counted if standing_on(row, ON) == cell]) for cell in ORDER
    }


def test_boards_sum_to_the_whole_whatever_they_are_grouped_by(shares):
    everything = Assignment.objects.all()
    whole = status_counts(everything, ON)[None]
    for board in (by_body(everything, ON), by_notice(everything, ON), by_topic(everything, ON)):
        assert board.total.cells == whole
        assert sum(row.tally.total for row in board.rows) == sum(whole.values())


def test_overdue_shares_are_those_in_the_cell_that_have_not_reported(shares):
    found = set(Assignment.objects.filter(overdue(ON)).values_list("pk", flat=True))
    assert found == {
        row.pk
        for row in shares
        if row.share == Share.LEAD and standing_on(row, ON) == C.OPEN_OVERDUE and row.state != S.REPORTED
    }


@given(state=st.sampled_from(list(S)), standing=st.booleans(), due=st.none() | days, told=days, on=days)
def test_every_share_that_is_not_cancelled_is_in_exactly_one_cell(state, standing, due, told, on):
    due = None if standing else due
    share = SimpleNamespace(state=state, standing=standing, due_on=due, reported_on=told, done_on=told)
    cell = standing_on(share, on)
    assert (cell is None) == (state == S.CANCELLED)
    if cell in (C.OPEN_IN_TIME, C.OPEN_OVERDUE, C.DONE_IN_TIME, C.DONE_LATE):
        assert due is not None
    if due is None and state not in (S.CANCELLED, S.RETURNED):
        assert cell == (C.STANDING if standing else C.NO_DATE)


@given(seven, seven)
def test_cells_always_sum_to_the_total(one, two):
    first, second = (Tally(dict(zip((c.value for c in ORDER), cells, strict=True))) for cells in (one, two))
    rest = first.cells[C.NO_DATE] + first.cells[C.STANDING] + first.cells[C.RETURNED]
    assert first.done + first.open + rest == first.total == sum(one)
    assert (first + second).total == sum(one) + sum(two)


def test_the_national_table_of_2017_sums_as_printed():
    """1270/BC-TCTTTg (2017): 21.914 = 16.051 (14.068 + 1.983) + 5.863 (5.640 + 223)."""
    cells = dict.fromkeys((c.value for c in ORDER), 0)
    cells |= {C.DONE_IN_TIME: 14_068, C.DONE_LATE: 1_983, C.OPEN_IN_TIME: 5_640, C.OPEN_OVERDUE: 223}
    found = Tally(cells, 21_914)
    assert (found.total, found.done, found.open) == (21_914, 16_051, 5_863)
    assert sentence(found) == (
        "21.914 nhiệm vụ, 21.914 phân giao = 16.051 hoàn thành (14.068 đúng hạn + 1.983 quá hạn) + "
        "5.863 đang thực hiện (5.640 trong hạn + 223 quá hạn) + 0 chưa có hạn + 0 thường xuyên + 0 trả lại."
    )
    assert (found.measured, found.in_time) == (16_274, "86,4")


def test_percentages_are_rounded_half_up_to_one_decimal():
    assert percent(2_501, 2_723) == "91,8"
    assert [percent(1, 16), percent(1, 3), percent(2, 3), percent(5, 5)] == ["6,3", "33,3", "66,7", "100,0"]
    assert percent(0, 0) == ""
    assert Fraction(2_501 * 100, 2_723) > Fraction("91.84")
