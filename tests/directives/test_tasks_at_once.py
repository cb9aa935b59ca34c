"""Two people at once, on both databases: one act counts, the other is told, nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.audit.queries import verify
from saolang.core.problems import DomainError
from saolang.directives.domain import tasks as acts
from saolang.directives.domain import work
from saolang.directives.domain.reminders import remind
from saolang.directives.evidence import FILE_PURPOSE, Evidence
from saolang.directives.models import Assignment, Entry, Extension, Reminder, Task, TaskDependency
from saolang.notify.models import Message
from tests.assessment.test_concurrency import at_once
from tests.directives import rows
from tests.factories import stored_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def w(transactional_db: Any) -> Iterator[SimpleNamespace]:
    """The province, on one day."""
    with time_machine.travel(rows.NOW):
        yield rows.world()


def refusals(found: list[Any]) -> list[str]:
    """The codes of refusals; anything that is no refusal of the domain is an error."""
    errors = [result for result in found if isinstance(result, Exception)]
    assert [error for error in errors if not isinstance(error, DomainError)] == []
    return [code for error in errors for code in error.codes]


def test_two_colleagues_accept_at_once(w: SimpleNamespace) -> None:
    share = rows.share(rows.task(w))
    people = (w.agri_officer, w.agri_second)
    found = at_once(*(lambda who=who: work.accept(share, actor=who) for who in people))
    assert refusals(found) == ["accepted_already"]
    kept = Assignment.objects.get()
    assert (kept.state, kept.version) == ("in_progress", 2)
    message = next(result.problems[0].message for result in found if isinstance(result, DomainError))
    assert message == f"{kept.officer.full_name} cùng đơn vị đã nhận việc này ngày 20/11/2026."
    assert verify().intact


def test_two_lines_of_progress_at_once_both_stay(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(rows.task(w)), actor=w.agri_officer)
    found = at_once(*(
        lambda who=who, n=n: work.write_progress(share, text=f"Dòng {n}", percent=n, actor=who)
        for n, who in ((10, w.agri_officer), (20, w.agri_second))
    ))  # fmt: skip
    assert refusals(found) == []
    assert sorted(Entry.objects.values_list("text", flat=True)) == ["Dòng 10", "Dòng 20"]


def test_accepting_and_sending_back_at_once_ends_in_one(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(rows.task(w)), actor=w.agri_officer)
    file = stored_file(purpose=FILE_PURPOSE, uploaded_by=w.agri_officer)
    share = work.report_done(share, text="Xong.", evidence=[Evidence(file=file)], actor=w.agri_officer)
    found = at_once(
        lambda: work.accept_result(share, actor=w.secretary),
        lambda: work.send_back(share, reason="Thiếu.", actor=w.officer),
    )
    assert refusals(found) == ["wrong_state"]
    assert Assignment.objects.get().state in ("done", "in_progress")


def test_two_requests_for_a_later_date_at_once_make_one(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(rows.task(w)), actor=w.agri_officer)
    found = at_once(*(
        lambda who=who: work.ask_extension(share, wanted_on=dt.date(2026, 12, 31), reason="Chờ.", actor=who)
        for who in (w.agri_officer, w.agri_second)
    ))  # fmt: skip
    assert refusals(found) == ["extension_open"]
    assert Extension.objects.count() == 1


def test_one_request_is_decided_once(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(rows.task(w)), actor=w.agri_officer)
    asked = work.ask_extension(share, wanted_on=dt.date(2026, 12, 31), reason="Chờ.", actor=w.agri_officer)
    found = at_once(
        lambda: work.decide_extension(asked, granted=True, answer="", actor=w.secretary),
        lambda: work.decide_extension(asked, granted=False, answer="Không.", actor=w.officer),
    )
    assert refusals(found) == ["wrong_state"]
    kept = Extension.objects.get()
    due = {"granted": dt.date(2026, 12, 31), "refused": rows.DUE}[kept.state]
    assert Assignment.objects.get().due_on == due


def test_one_period_is_written_once(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(rows.task(w, kind="standing", period="month")), actor=w.agri_officer)
    found = at_once(*(
        lambda who=who: work.write_period(share, text="Kỳ.", actor=who) for who in (w.agri_officer, w.agri_second)
    ))  # fmt: skip
    assert refusals(found) == ["period_written"]
    assert Entry.objects.count() == 1


def test_a_circle_cannot_be_closed_from_both_ends_at_once(w: SimpleNamespace) -> None:
    first, second = rows.task(w, label="1.1"), rows.task(w, label="2.1")
    found = at_once(
        lambda: acts.add_dependency(first, second, actor=w.secretary),
        lambda: acts.add_dependency(second, first, actor=w.officer),
    )
    assert refusals(found) == ["circle"]
    assert TaskDependency.objects.count() == 1


def test_two_repeats_at_once_get_two_numbers(w: SimpleNamespace) -> None:
    first = rows.task(w)
    found = at_once(*[lambda: rows.task(w, repeats=first)] * 2)
    assert refusals(found) == []
    assert sorted(Task.objects.values_list("repeat_number", flat=True)) == [1, 2, 3]


def test_reminders_that_run_twice_at_once_are_sent_once(w: SimpleNamespace) -> None:
    rows.task(w)
    Message.objects.all().delete()
    with time_machine.travel(rows.NOW + dt.timedelta(days=18)):
        found = at_once(remind, remind)
    assert refusals(found) == [] and sum(found) == 2
    assert sorted(Reminder.objects.values_list("mark", flat=True)) == [0, 7]
    assert Message.objects.filter(recipient=w.agri_officer, title__startswith="Sắp đến hạn").count() == 1
