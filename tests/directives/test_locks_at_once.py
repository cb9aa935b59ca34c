"""Two different acts at once, on both databases: they wait for each other in one direction, and one is told."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from saolang.audit.domain import locked_head
from saolang.audit.queries import verify
from saolang.core.db import lock_for_change
from saolang.directives.domain import notices, notices_edit, notices_rules, notices_setup, work
from saolang.directives.domain import tasks as acts
from saolang.directives.domain.due_dates import set_due
from saolang.directives.evidence import FILE_PURPOSE, Evidence
from saolang.directives.models import Assignment, ReadingRule, SteeringMember, Task, Topic
from tests.assessment.test_concurrency import at_once
from tests.directives import notice_rows, rows
from tests.directives.test_tasks_at_once import refusals
from tests.factories import stored_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def w(transactional_db: Any) -> Iterator[SimpleNamespace]:
    """The province, on one day."""
    with time_machine.travel(rows.NOW):
        yield rows.world()


def while_locked(row: Any, act: Callable[[], Any]) -> list[Any]:
    """Run an act while somebody else, who has locked a row for an act of their own, is about to write the record."""
    locked = threading.Event()

    def other() -> None:
        with transaction.atomic():
            lock_for_change(row)
            locked.set()
            time.sleep(0.4)
            locked_head()

    def after() -> Any:
        locked.wait(60)
        return act()

    return at_once(other, after)


def reported(w: SimpleNamespace, task: Task) -> Assignment:
    share = work.accept(rows.share(task, w.agriculture), actor=w.agri_officer)
    file = stored_file(purpose=FILE_PURPOSE, uploaded_by=w.agri_officer)
    return work.report_done(share, text="Xong.", evidence=[Evidence(file=file)], actor=w.agri_officer)


def test_two_shares_go_to_one_body_at_once_and_it_gets_one(w: SimpleNamespace) -> None:
    task = rows.task(w, [w.agriculture, w.trade])
    found = at_once(*(
        lambda body=body, who=who: work.reassign(rows.share(task, body), [w.science], actor=who, reason="Đúng việc.")
        for body, who in ((w.agriculture, w.secretary), (w.trade, w.officer))
    ))  # fmt: skip
    assert refusals(found) == ["body_has_share"]
    assert task.assignments.filter(body=w.science).exclude(state="cancelled").count() == 1
    assert verify().intact


def test_a_result_is_accepted_while_a_supporter_writes(w: SimpleNamespace) -> None:
    task = rows.task(w, [w.agriculture], [w.trade])
    share, support = reported(w, task), rows.share(task, w.trade)
    assert refusals(while_locked(support, lambda: work.accept_result(share, actor=w.secretary))) == []
    assert set(Assignment.objects.values_list("state", flat=True)) == {"done"}


def test_a_share_gets_a_date_while_its_task_is_changed(w: SimpleNamespace) -> None:
    task = rows.task(w)
    share, day = rows.share(task), dt.date(2026, 12, 31)
    found = while_locked(task, lambda: set_due(share, day, actor=w.secretary, reason="Theo đề nghị."))
    assert refusals(found) == []
    task.refresh_from_db()
    assert task.due_on == Assignment.objects.get().due_on == day


def test_a_later_date_is_granted_while_the_task_is_changed(w: SimpleNamespace) -> None:
    task = rows.task(w)
    share, day = work.accept(rows.share(task), actor=w.agri_officer), dt.date(2026, 12, 31)
    asked = work.ask_extension(share, wanted_on=day, reason="Chờ.", actor=w.agri_officer)
    found = while_locked(task, lambda: work.decide_extension(asked, granted=True, answer="", actor=w.secretary))
    assert refusals(found) == []
    task.refresh_from_db()
    assert task.due_on == day


def test_duties_go_out_while_somebody_ties_tasks_of_the_province(transactional_db: Any) -> None:
    with time_machine.travel(notice_rows.NOW):
        place = notice_rows.bodies()
        station = "Trung tâm Thử nghiệm nông sản Mẫu"
        notice = notices_edit.assign(notice_rows.notice(place), station, [place.health.pk], actor=place.secretary)
        one, two = notice_rows.task(notice, "1.1")["key"], notice_rows.task(notice, "2.1")["key"]
        notice = notices_edit.edit_task(notice, two, {"waits_for": [one]}, actor=place.secretary)
        found = while_locked(place.province, lambda: notices.confirm(notice, actor=place.secretary))
        assert refusals(found) == []
        assert Task.objects.count() == 7


def test_a_duty_is_asked_again_while_the_first_is_changed(w: SimpleNamespace) -> None:
    with time_machine.travel(notice_rows.NOW):
        place = notice_rows.bodies()
        first = rows.task(w)
        station = "Trung tâm Thử nghiệm nông sản Mẫu"
        notice = notices_edit.assign(notice_rows.notice(place), station, [place.health.pk], actor=place.secretary)
        # Not the first text of the notice: by then the record is being written.
        key = notice_rows.task(notice, "5.1")["key"]
        notice = notices_edit.edit_task(notice, key, {"repeats": first.pk}, actor=place.secretary)
        found = while_locked(first, lambda: notices.confirm(notice, actor=place.secretary))
        assert refusals(found) == []
        assert Task.objects.get(repeats=first).repeat_number == 2


def test_a_row_that_is_locked_for_change_can_be_referred_to(w: SimpleNamespace) -> None:
    """PostgreSQL: handing out a task must not wait for who ties other tasks of the province."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    done = threading.Event()

    def hold() -> bool:
        with transaction.atomic():
            lock_for_change(w.province)
            return done.wait(60)

    def hand_out() -> None:
        time.sleep(0.2)
        rows.task(w)
        done.set()

    assert at_once(hold, hand_out) == [True, None]


def test_a_chain_is_taken_apart_from_two_ends_at_once(w: SimpleNamespace) -> None:
    first = rows.task(w)
    second, third = rows.task(w, repeats=first), rows.task(w, repeats=first)
    found = at_once(
        lambda: acts.unlink_repeat(second, actor=w.secretary), lambda: acts.unlink_repeat(third, actor=w.officer)
    )
    assert refusals(found) == []
    assert list(Task.objects.order_by("pk").values_list("repeats", "repeat_number")) == [(None, 1)] * 3


def test_one_topic_is_added_at_once_and_one_is_told(w: SimpleNamespace) -> None:
    found = at_once(*[lambda: notices_setup.save_topic(None, name="Chủ đề mẫu", words="", actor=w.secretary)] * 2)
    assert refusals(found) == ["topic_exists"]
    assert Topic.objects.filter(name="Chủ đề mẫu").count() == 1


def test_two_bodies_are_made_standing_at_once_and_one_stands(w: SimpleNamespace) -> None:
    members = list(SteeringMember.objects.filter(committee=w.steering, standing=False)[:2])
    found = at_once(*(lambda one=one: notices_setup.make_standing(one, actor=w.secretary) for one in members))
    assert refusals(found) == []
    assert SteeringMember.objects.filter(committee=w.steering, standing=True).count() == 1


def test_two_rules_for_the_same_words_at_once_and_one_is_told(w: SimpleNamespace) -> None:
    value = {"kind": "standing"}
    made = [
        notices_rules.remember(province=w.province, kind="kind", words=words, value=value, actor=w.secretary)
        for words in ("thường kỳ", "hằng kỳ")
    ]
    found = at_once(*(
        lambda rule=rule: notices_rules.change_rule(rule, words="định kỳ", value=value, actor=w.secretary)
        for rule in made
    ))  # fmt: skip
    assert refusals(found) == ["rule_exists"]
    assert ReadingRule.objects.filter(words="định kỳ").count() == 1


def test_a_rule_that_was_deleted_does_not_come_back(w: SimpleNamespace) -> None:
    value = {"kind": "standing"}
    rule = notices_rules.remember(province=w.province, kind="kind", words="thường kỳ", value=value, actor=w.secretary)
    stale = ReadingRule.objects.get(pk=rule.pk)
    notices_rules.delete_rule(rule, actor=w.secretary)
    found = at_once(lambda: notices_rules.change_rule(stale, words="định kỳ", value=value, actor=w.secretary))
    assert refusals(found) == ["gone"]
    assert not ReadingRule.objects.exists()
