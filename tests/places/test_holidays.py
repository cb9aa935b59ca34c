"""The shipped holidays: whole, honest about what is not known, and read by the calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml

from saolang.core.paths import data_dir
from saolang.core.workdays import WorkCalendar, add_working_days

YEARS = (2025, 2026, 2027)


def year(number: int) -> dict[str, Any]:
    return yaml.safe_load((data_dir() / "holidays" / f"{number}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", YEARS)
def test_every_entry_has_its_source_and_certainty(number: int) -> None:
    content = year(number)
    assert content["year"] == number
    assert content["status"] in ("official", "statutory")
    for row in content["days_off"] + content["working_days"]:
        assert row["date"].year == number
        assert row["source"] and row["certainty"] in ("law", "notice", "secondary", "computed")
    dates = [row["date"] for row in content["days_off"]]
    assert dates == sorted(set(dates))


@pytest.mark.parametrize("number", YEARS)
def test_fixed_holidays_are_there_and_weekends_are_made_up(number: int) -> None:
    content = year(number)
    off = {row["date"] for row in content["days_off"]}
    fixed = [(1, 1), (4, 30), (5, 1), (9, 2)] + ([(11, 24)] if number >= 2026 else [])
    assert {dt.date(number, month, day) for month, day in fixed} <= off
    made_up = {row["substitute_for"] for row in content["days_off"] if "substitute_for" in row}
    lost = {day for day in off if day.weekday() >= 5 and not dt.date(number, 1, 20) < day < dt.date(number, 2, 25)}
    assert lost == {day for day in made_up if day.month > 2}


@pytest.mark.parametrize("number", YEARS)
def test_swapped_days_exchange_a_weekday_for_a_weekend_day(number: int) -> None:
    content = year(number)
    off = {row["date"] for row in content["days_off"]}
    for row in content["working_days"]:
        assert row["date"].weekday() >= 5
        assert row["instead_of"].weekday() < 5 and row["instead_of"] in off


def test_a_year_without_notice_says_what_is_open() -> None:
    content = year(2027)
    assert content["status"] == "statutory" and content["working_days"] == []
    assert [len(item["options"]) for item in content["pending"]] == [2, 2]
    off = {row["date"] for row in content["days_off"]}
    assert not off & {day for item in content["pending"] for day in item["options"]}


def test_the_calendar_reads_them() -> None:
    calendar = WorkCalendar.load()
    assert set(YEARS) <= calendar.years
    assert calendar.is_working_day(dt.date(2026, 8, 22))
    assert not calendar.is_working_day(dt.date(2026, 8, 31))
    assert not calendar.is_working_day(dt.date(2026, 4, 27))
    assert not calendar.is_working_day(dt.date(2026, 11, 24))
    # 15 working days over Tết 2026: 9 February to 9 March.
    assert add_working_days(dt.date(2026, 2, 9), 15).date == dt.date(2026, 3, 9)
