"""Working days and civil terms, on a calendar of our own."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core import workdays
from saolang.core.paths import data_dir
from saolang.core.workdays import Due, WorkCalendar, add_months_civil

D = dt.date
# Thursday 2 April 2026 off, Saturday 11 April worked instead of Friday 10 April.
CALENDAR = WorkCalendar(
    days_off=frozenset({D(2026, 4, 2), D(2026, 4, 10)}),
    working_days=frozenset({D(2026, 4, 11)}),
    years=frozenset({2026}),
)
NO_DATA = "Chưa có dữ liệu ngày nghỉ năm 2027; hạn chỉ trừ thứ Bảy và Chủ nhật."


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (D(2026, 4, 1), 0, D(2026, 4, 1)),
        (D(2026, 4, 1), 1, D(2026, 4, 3)),
        (D(2026, 4, 3), 1, D(2026, 4, 6)),
        (D(2026, 4, 4), 1, D(2026, 4, 6)),
        (D(2026, 4, 9), 1, D(2026, 4, 11)),
        (D(2026, 4, 9), 2, D(2026, 4, 13)),
        (D(2026, 8, 5), 15, D(2026, 8, 26)),
    ],
)
def test_add_working_days_does_not_count_the_first_day(start: dt.date, n: int, end: dt.date) -> None:
    assert CALENDAR.add_working_days(start, n) == Due(end, ())


def test_add_working_days_warns_about_a_year_without_data() -> None:
    assert CALENDAR.add_working_days(D(2026, 12, 31), 2) == Due(D(2027, 1, 4), (NO_DATA,))
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(D(2026, 4, 1), -1)


def test_working_days_between_is_negative_backwards() -> None:
    assert CALENDAR.working_days_between(D(2026, 4, 1), D(2026, 4, 13)) == 7
    assert CALENDAR.working_days_between(D(2026, 4, 13), D(2026, 4, 1)) == -7
    assert CALENDAR.working_days_between(D(2026, 4, 1), D(2026, 4, 1)) == 0


@given(st.dates(D(2026, 1, 1), D(2026, 9, 1)), st.integers(0, 60))
def test_working_days_between_undoes_add_working_days(start: dt.date, n: int) -> None:
    assert CALENDAR.working_days_between(start, CALENDAR.add_working_days(start, n).date) == n


def test_next_working_day_moves_only_off_days() -> None:
    assert CALENDAR.next_working_day(D(2026, 4, 10)) == D(2026, 4, 11)
    assert CALENDAR.next_working_day(D(2026, 4, 11)) == D(2026, 4, 11)
    assert CALENDAR.next_working_day(D(2026, 4, 12)) == D(2026, 4, 13)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (D(2026, 8, 5), 36, D(2029, 8, 5)),
        (D(2026, 8, 31), 6, D(2027, 2, 28)),
        (D(2024, 2, 29), 36, D(2027, 2, 28)),
        (D(2023, 8, 31), 6, D(2024, 2, 29)),
        (D(2026, 12, 15), 1, D(2027, 1, 15)),
        (D(2026, 3, 31), -1, D(2026, 2, 28)),
    ],
)
def test_add_months_civil_ends_on_the_same_or_the_last_day(start: dt.date, months: int, end: dt.date) -> None:
    assert add_months_civil(start, months) == end


def test_load_reads_the_files_and_notices_a_change(tmp_path: Path) -> None:
    file = tmp_path / "2027.yaml"
    file.write_text(
        "year: 2027\ndays_off:\n  - {date: 2027-01-01, name: Tết Dương lịch}\n  - {date: '4/1/2027', name: x}\n"
        "working_days:\n  - {date: 2027-01-09}\n",
        encoding="utf-8",
    )
    first = WorkCalendar.load(tmp_path)
    assert first.days_off == {D(2027, 1, 1), D(2027, 1, 4)}
    assert first.working_days == {D(2027, 1, 9)}
    assert first.years == {2027}
    assert WorkCalendar.load(tmp_path) is first
    file.write_text("year: 2027\n", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert WorkCalendar.load(tmp_path) == WorkCalendar(years=frozenset({2027}))


def test_load_copes_with_no_files(tmp_path: Path) -> None:
    empty = WorkCalendar.load(tmp_path / "none")
    assert empty == WorkCalendar()
    assert empty.add_working_days(D(2027, 1, 1), 1) == Due(D(2027, 1, 4), (NO_DATA,))


@pytest.mark.skipif(not (data_dir() / "holidays" / "2026.yaml").exists(), reason="no holiday data yet")
def test_shipped_calendar_knows_the_national_day() -> None:
    assert not WorkCalendar.load().is_working_day(D(2026, 9, 2))
    assert workdays.add_working_days(D(2026, 9, 1), 1).date > D(2026, 9, 2)
    assert workdays.next_working_day(D(2026, 9, 2)) == workdays.add_working_days(D(2026, 9, 1), 1).date
    assert workdays.working_days_between(D(2026, 9, 1), D(2026, 9, 2)) == 0
