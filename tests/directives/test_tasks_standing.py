"""Whatever happens, the seven cells sum to the shares counted, and one share and SQL put it in the same cell."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saolang.directives.enums import AssignmentState as S
from saolang.directives.enums import Share, TaskKind
from saolang.directives.models import Assignment, Task
from saolang.directives.standing import ORDER, counted, in_cell, overdue, standing_case, standing_on, status_counts
from tests.directives import rows
from tests.factories import province

pytestmark = pytest.mark.django_db
START = dt.date(2026, 11, 2)
DAYS = st.integers(0, 30).map(lambda n: START + dt.timedelta(days=n))


@st.composite
def shares(draw: Any) -> dict[str, Any]:
    """Fields of a share as the database allows them."""
    state, share = draw(st.sampled_from(S.values)), draw(st.sampled_from(Share.values))
    standing = draw(st.booleans())
    due = None if standing else draw(st.none() | DAYS)
    if state == S.DONE and due is None and not standing and share == Share.LEAD:
        due = draw(DAYS)
    reported, done = draw(DAYS), draw(DAYS)
    return {
        "state": state,
        "share": share,
        "standing": standing,
        "due_on": due,
        "assigned_on": START,
        "reported_on": reported if state in (S.REPORTED, S.DONE) else None,
        "done_on": done if state == S.DONE else None,
        "ended_on": done if state in (S.DONE, S.CANCELLED) else None,
        "reason": "Lý do mẫu" if state in (S.RETURNED, S.CANCELLED) else "",
    }


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(shares(), max_size=25), DAYS)
def test_the_seven_cells_sum_and_agree(db: Any, made: list[dict[str, Any]], on: dt.date) -> None:
    Assignment.objects.all().delete()
    Task.objects.all().delete()
    home = province()
    bodies = [rows.body("department", f"Sở Mẫu {n}") for n in range(25)]
    task = Task.objects.create(province=home, text="Việc mẫu.", kind=TaskKind.ONE_OFF)
    Assignment.objects.bulk_create(
        [Assignment(task=task, province=home, body=body, **one) for body, one in zip(bodies, made, strict=False)]
    )
    table = status_counts(Assignment.objects.all(), on)[None]
    assert list(table) == [cell.value for cell in ORDER]
    assert sum(table.values()) == sum(one["share"] == Share.LEAD and one["state"] != S.CANCELLED for one in made)
    by_body = status_counts(Assignment.objects.all(), on, "body")
    assert {cell: sum(line[cell] for line in by_body.values()) for cell in table} == table
    seen: dict[int, str] = {}
    for row in Assignment.objects.annotate(cell=standing_case(on)):
        alone = standing_on(row, on)
        assert row.cell == (alone.value if alone is not None else "")
        seen[row.pk] = row.cell
    for cell in ORDER:
        found = set(Assignment.objects.filter(in_cell(cell, on)).values_list("pk", flat=True))
        assert found == {key for key, value in seen.items() if value == cell}
        assert counted(Assignment.objects.filter(in_cell(cell, on))).count() == table[cell]
    late = set(Assignment.objects.filter(overdue(on)).values_list("pk", flat=True))
    still = {"new", "clarify", "in_progress"}
    assert late == {
        row.pk
        for row in Assignment.objects.filter(share=Share.LEAD)
        if seen[row.pk] == "open_overdue" and row.state in still
    }


def test_the_arithmetic_of_a_national_report() -> None:
    """Legal: văn bản 1270/BC-TCTTTg năm 2017: 21.914 = 14.068 + 1.983 + 5.640 + 223."""
    cells = dict.fromkeys((cell.value for cell in ORDER), 0)
    cells |= {"done_in_time": 14068, "done_late": 1983, "open_in_time": 5640, "open_overdue": 223}
    assert sum(cells.values()) == 21914
    assert cells["done_in_time"] + cells["done_late"] == 16051
    assert cells["open_in_time"] + cells["open_overdue"] == 5863
