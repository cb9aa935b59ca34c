"""Reminders: each mark once, whatever ran or did not run; one message a person; the office's digest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.directives.domain import work
from saolang.directives.domain.reminders import remind
from saolang.directives.enums import Scope, TaskKind
from saolang.directives.models import Assignment, Reminder
from saolang.directives.periods import Span, missing_periods, period_of, periods_until
from saolang.notify.models import Message
from tests.directives import rows

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def w() -> Iterator[SimpleNamespace]:
    """The province, on one day."""
    with time_machine.travel(rows.NOW):
        yield rows.world()


def run_on(day: dt.date) -> list[tuple[Any, str]]:
    """Run the job on a day, twice; return the messages as recipient and title."""
    Message.objects.all().delete()
    moment = rows.NOW + (day - rows.TODAY)
    with time_machine.travel(moment):
        remind()
        remind()
    return sorted((row.recipient.full_name, row.title) for row in Message.objects.all())


def taken(w: SimpleNamespace, **fields: Any) -> Assignment:
    """A share of the department of agriculture that was taken on; it has two people."""
    return work.accept(rows.share(rows.task(w, **fields)), actor=w.agri_officer)


def titles(found: list[tuple[Any, str]]) -> set[str]:
    """Titles of messages."""
    return {title for _who, title in found}


def test_seven_three_and_one_day_before_once_each(w: SimpleNamespace) -> None:
    taken(w)
    told = {left: len(run_on(rows.DUE - left * DAY)) for left in range(9, -1, -1)}
    assert told == {9: 0, 8: 0, 7: 2, 6: 0, 5: 0, 4: 0, 3: 2, 2: 0, 1: 2, 0: 0}
    assert list(Reminder.objects.order_by("pk").values_list("mark", "due_on")) == [
        (7, rows.DUE), (3, rows.DUE), (1, rows.DUE),
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "marks"), [((6, 2, 0), [7, 3, 1]), ((5,), [7]), ((3,), [3]), ((0,), [1])])
def test_a_day_without_a_run_loses_no_mark(w: SimpleNamespace, days: tuple[int, ...], marks: list[int]) -> None:
    taken(w)
    for left in days:
        assert len(run_on(rows.DUE - left * DAY)) == 2
    assert list(Reminder.objects.order_by("pk").values_list("mark", flat=True)) == marks


def test_a_moved_date_is_reminded_of_anew(w: SimpleNamespace) -> None:
    from saolang.directives.domain.tasks import set_due

    share = taken(w)
    run_on(rows.DUE - 7 * DAY)
    set_due(share, rows.DUE + 30 * DAY, reason="Lùi.", actor=w.secretary)
    assert run_on(rows.DUE - 3 * DAY) == []
    assert titles(run_on(rows.DUE + 23 * DAY)) == {
        "Sắp đến hạn 14/01/2027: 1.1. Hướng dẫn các chủ thể hoàn thiện hồ sơ sản phẩm."
    }


def test_what_was_given_late_starts_with_the_next_mark(w: SimpleNamespace) -> None:
    taken(w, due_on=rows.TODAY + 2 * DAY)
    assert [len(run_on(rows.TODAY + n * DAY)) for n in (0, 1, 2)] == [0, 2, 0]


def test_several_due_shares_are_one_message(w: SimpleNamespace) -> None:
    taken(w), taken(w, label="1.2")
    assert run_on(rows.DUE - 7 * DAY) == [
        ("Võ Thị Mẫu Nông", "2 việc sắp đến hạn"), ("Võ Văn Mẫu Nông Hai", "2 việc sắp đến hạn"),
    ]  # fmt: skip


def test_overdue_shares_are_told_once_a_day_to_people_and_office(w: SimpleNamespace) -> None:
    taken(w), taken(w, label="1.2")
    work.accept(rows.share(rows.task(w, [w.trade])), actor=w.trade_officer)
    assert run_on(rows.DUE) != [] and "quá hạn" not in " ".join(titles(run_on(rows.DUE)))
    first, second = run_on(rows.DUE + DAY), run_on(rows.DUE + 2 * DAY)
    assert (
        first
        == second
        == [
            ("Bùi Văn Mẫu Thương", "Quá hạn từ 15/12/2026: 1.1. Hướng dẫn các chủ thể hoàn thiện hồ sơ sản phẩm."),
            ("Lê Văn Mẫu Tỉnh", "3 việc quá hạn ở 2 đơn vị"),
            ("Trần Thị Mẫu Thư Ký", "3 việc quá hạn ở 2 đơn vị"),
            ("Võ Thị Mẫu Nông", "2 việc đã quá hạn"),
            ("Võ Văn Mẫu Nông Hai", "2 việc đã quá hạn"),
        ]
    )
    assert Message.objects.get(recipient=w.secretary).body == "- Sở NN&MT: 2 việc\n- Sở Công Thương: 1 việc"


def test_shares_without_anybody_are_still_told_to_the_office(w: SimpleNamespace) -> None:
    rows.task(w, [w.science])
    assert titles(run_on(rows.DUE + DAY)) >= {"1 việc quá hạn ở 1 đơn vị"}


def test_a_share_nobody_takes_on_comes_to_the_office(w: SimpleNamespace) -> None:
    rows.task(w, w.committees[:2], scope=Scope.EACH_OF)
    assert run_on(dt.date(2026, 11, 26)) == []  # the third working day: 24/11 is a day off
    found = run_on(dt.date(2026, 11, 27))
    assert ("Trần Thị Mẫu Thư Ký", "2 việc giao quá 3 ngày làm việc chưa được nhận") in found
    assert [who for who, title in found if title.startswith("Việc mới giao chưa được nhận")] == [
        "Cao Văn Mẫu Xã Hai", "Nguyễn Thị Mẫu Chủ Tịch", "Nguyễn Văn Mẫu Xã",
    ]  # fmt: skip
    assert run_on(dt.date(2026, 11, 28)) == []


def test_a_period_is_asked_for_near_its_end_and_after_it(w: SimpleNamespace) -> None:
    share = taken(w, kind=TaskKind.STANDING, period="month")
    asked = {"Cần ghi kết quả kỳ này: 1.1. Hướng dẫn các chủ thể hoàn thiện hồ sơ sản phẩm."}
    assert titles(run_on(dt.date(2026, 11, 22))) == set()
    assert titles(run_on(dt.date(2026, 11, 23))) == asked
    assert titles(run_on(dt.date(2026, 11, 25))) == set()
    assert titles(run_on(dt.date(2026, 12, 2))) == asked
    assert titles(run_on(dt.date(2026, 12, 3))) == set()
    work.write_period(share, text="Bù.", actor=w.agri_officer, start=dt.date(2026, 11, 1))
    assert titles(run_on(dt.date(2026, 12, 4))) == set()


def test_reported_and_ended_shares_are_left_in_peace(w: SimpleNamespace) -> None:
    share = taken(w)
    work.cancel_share(share, reason="Trùng.", actor=w.secretary)
    assert [run_on(rows.DUE + n * DAY) for n in (-7, -1, 1)] == [[], [], []]


@pytest.mark.parametrize(
    ("period", "day", "start", "end", "label"),
    [
        ("month", dt.date(2026, 2, 14), dt.date(2026, 2, 1), dt.date(2026, 2, 28), "tháng 2/2026"),
        ("month", dt.date(2024, 2, 29), dt.date(2024, 2, 1), dt.date(2024, 2, 29), "tháng 2/2024"),
        ("quarter", dt.date(2026, 12, 31), dt.date(2026, 10, 1), dt.date(2026, 12, 31), "quý IV/2026"),
        ("half", dt.date(2026, 6, 30), dt.date(2026, 1, 1), dt.date(2026, 6, 30), "6 tháng đầu năm 2026"),
        ("half", dt.date(2026, 7, 1), dt.date(2026, 7, 1), dt.date(2026, 12, 31), "6 tháng cuối năm 2026"),
        ("year", dt.date(2026, 7, 1), dt.date(2026, 1, 1), dt.date(2026, 12, 31), "năm 2026"),
    ],
)
def test_periods_are_those_of_the_calendar(period: str, day: dt.date, start: dt.date, end: dt.date, label: str) -> None:
    assert period_of(day, period) == Span(start, end)
    assert Span(start, end).label(period) == label


def test_a_line_counts_for_every_period_it_touches() -> None:
    task = SimpleNamespace(period="month")
    share = SimpleNamespace(standing=True, task=task, assigned_on=dt.date(2026, 1, 20))
    quarter = (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    missing = missing_periods(share, [quarter], dt.date(2026, 5, 2))
    assert [span.start for span in missing] == [dt.date(2026, 4, 1), dt.date(2026, 5, 1)]
    assert len(periods_until(dt.date(2024, 12, 31), dt.date(2026, 1, 1), "year")) == 3
