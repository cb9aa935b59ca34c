"""Changes of a task: words and versions, dates, parts, waiting, repeats, the end."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.core.problems import DomainError, NotAllowed
from saolang.directives.domain import tasks as acts
from saolang.directives.domain import work
from saolang.directives.enums import AssignmentState as S
from saolang.directives.enums import TaskKind
from saolang.directives.evidence import FILE_PURPOSE, Evidence
from saolang.directives.models import Assignment, Task, TaskDependency, TaskVersion
from saolang.directives.queries.waiting import asked_again, open_awaited, repeat_chain
from saolang.directives.views.tasks_page import difference
from saolang.notify.models import Message
from tests.directives import rows
from tests.factories import stored_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> Iterator[SimpleNamespace]:
    """The province, on one day."""
    with time_machine.travel(rows.NOW):
        yield rows.world()


def refused(act: Any, *args: Any, **kwargs: Any) -> list[str]:
    """Run an act that must be refused; return why. Nothing of tasks, shares and links may change."""

    def everything() -> list[Any]:
        return [
            list(model.objects.order_by("pk").values()) for model in (Task, Assignment, TaskDependency, TaskVersion)
        ]

    before = everything()
    with pytest.raises(DomainError) as caught:
        act(*args, **kwargs)
    assert everything() == before
    return caught.value.codes


def finish(w: SimpleNamespace, task: Task) -> Assignment:
    """Report and accept the only lead share of the department of agriculture."""
    share = work.accept(rows.share(task), actor=w.agri_officer)
    file = stored_file(purpose=FILE_PURPOSE, uploaded_by=w.agri_officer)
    share = work.report_done(share, text="Xong.", evidence=[Evidence(file=file)], actor=w.agri_officer)
    return work.accept_result(share, actor=w.secretary)


def test_every_version_of_a_text_is_kept(w: SimpleNamespace) -> None:
    task = rows.task(w, text="Hướng dẫn 10 chủ thể.")
    acts.edit_task(task, text="Hướng dẫn 12 chủ thể.", reason="Đính chính.", actor=w.secretary)
    acts.edit_task(task, items=["Ý một", " ", "Ý hai"], reason="Thêm ý.", actor=w.officer)
    task.refresh_from_db()
    assert (task.text, task.items) == ("Hướng dẫn 12 chủ thể.", ["Ý một", "Ý hai"])
    kept = list(TaskVersion.objects.order_by("number").values_list("number", "text", "changed_by", "reason"))
    assert kept == [
        (1, "Hướng dẫn 10 chủ thể.", w.secretary.pk, "Đính chính."),
        (2, "Hướng dẫn 12 chủ thể.", w.officer.pk, "Thêm ý."),
    ]
    assert Message.objects.filter(recipient=w.agri_officer).count() == 2
    assert difference("Hướng dẫn 10 chủ thể.", "Hướng dẫn 12 chủ thể.") == [
        ("same", "Hướng dẫn "), ("gone", "10"), ("new", "12"), ("same", " chủ thể."),
    ]  # fmt: skip


def test_an_edit_is_refused_with_all_reasons(w: SimpleNamespace) -> None:
    task = rows.task(w)
    assert refused(acts.edit_task, task, text=" ", kind="x", reason="", actor=w.secretary) == [
        "text_empty", "word_unknown", "reason_missing",
    ]  # fmt: skip
    assert refused(acts.edit_task, task, reason="Không đổi gì.", actor=w.secretary) == ["nothing_changed"]
    assert refused(acts.edit_task, task, text="Khác", reason="x", actor=w.agri_officer) == ["not_allowed"]
    assert refused(acts.edit_task, task, text="Khác", reason="x", actor=w.far_secretary) == ["not_allowed"]
    assert refused(acts.edit_task, task, text="Khác", reason="x", actor=w.secretary, expected_version=9) == ["stale"]


def test_turning_a_duty_into_a_standing_one_and_back(w: SimpleNamespace) -> None:
    task = rows.task(w)
    acts.edit_task(task, kind=TaskKind.STANDING, reason="Làm mãi.", actor=w.secretary)
    share, task = rows.share(task), Task.objects.get(pk=task.pk)
    assert (share.standing, share.due_on, task.due_on, task.period) == (True, None, None, "half")
    assert refused(acts.set_due, task, rows.DUE, actor=w.secretary) == ["standing_has_no_due"]
    acts.edit_task(task, kind=TaskKind.ONE_OFF, reason="Làm một lần.", actor=w.secretary)
    acts.set_due(Task.objects.get(pk=task.pk), rows.DUE, actor=w.secretary)
    share = rows.share(task)
    assert (share.standing, share.due_on) == (False, rows.DUE)
    assert list(TaskVersion.objects.order_by("number").values_list("kind", "due_on")) == [
        ("one_off", rows.DUE), ("standing", None), ("one_off", None),
    ]  # fmt: skip


def test_a_conditional_duty_with_a_date_no_longer_stands(w: SimpleNamespace) -> None:
    task = rows.task(w, kind=TaskKind.CONDITIONAL, due_on=None)
    assert rows.share(task).standing
    acts.set_due(task, rows.DUE, actor=w.secretary)
    share = rows.share(task)
    assert (share.standing, share.due_on) == (False, rows.DUE)


def test_a_date_is_refused_when_it_cannot_be(w: SimpleNamespace) -> None:
    task = rows.task(w)
    assert refused(acts.set_due, task, None, reason="x", actor=w.secretary) == ["date_missing"]
    assert refused(acts.set_due, task, dt.date(2026, 11, 19), actor=w.secretary) == ["due_past", "reason_missing"]
    assert refused(acts.set_due, task, rows.DUE, reason="x", actor=w.secretary) == ["same_date"]
    assert refused(acts.set_due, task, dt.date(2026, 12, 20), reason="x", actor=w.leader) == ["not_allowed"]
    finish(w, task)
    assert refused(acts.set_due, task, dt.date(2026, 12, 20), reason="x", actor=w.secretary) == ["nothing_open"]


def test_the_office_and_a_lead_body_split_a_task(w: SimpleNamespace) -> None:
    task = rows.task(w, [w.agriculture], [w.trade], label="4.1")
    part = acts.add_subtask(
        task, text="Lập danh sách.", leads=[w.trade], due_on=dt.date(2026, 12, 1), actor=w.secretary
    )
    own = acts.add_subtask(task, text="Họp nội bộ.", actor=w.agri_officer)
    assert [(row.label, row.parent_id) for row in (part, own)] == [("4.1.1", task.pk), ("4.1.2", task.pk)]
    assert [list(row.assignments.values_list("body", "share")) for row in (part, own)] == [
        [(w.trade.pk, "lead")], [(w.agriculture.pk, "lead")],
    ]  # fmt: skip
    assert refused(acts.add_subtask, task, text="x", leads=[w.trade], actor=w.agri_officer) == ["body_not_yours"]
    assert refused(acts.add_subtask, task, text="x", actor=w.trade_officer) == ["not_allowed"]
    late = dt.date(2026, 12, 16)
    assert refused(acts.add_subtask, task, text="x", due_on=late, actor=w.agri_officer) == ["due_after_parent"]
    finish(w, task)
    assert "parent_ended" in refused(acts.add_subtask, task, text="x", leads=[w.trade], actor=w.secretary)


def test_a_task_waits_for_another_and_a_report_meanwhile_says_why(w: SimpleNamespace) -> None:
    first, second = rows.task(w, label="1.2"), rows.task(w, label="4.1")
    acts.add_dependency(second, first, actor=w.secretary, note="Cần danh sách.")
    assert [row.pk for row in open_awaited(second)] == [first.pk]
    share = work.accept(rows.share(second), actor=w.agri_officer)
    proof = [Evidence(file=stored_file(purpose=FILE_PURPOSE, uploaded_by=w.agri_officer))]
    assert refused(work.report_done, share, text="Xong.", evidence=proof, actor=w.agri_officer) == ["still_waits"]
    done = work.report_done(share, text="Xong.", despite="Đã có danh sách nháp.", evidence=proof, actor=w.agri_officer)
    assert done.entries.get().text == "Xong.\nBáo cáo khi việc phải chờ chưa xong: Đã có danh sách nháp."
    finish(w, first)
    assert open_awaited(second) == []


def test_circles_are_refused_through_any_number_of_steps(w: SimpleNamespace) -> None:
    tasks = [rows.task(w, label=f"{n}.1") for n in range(1, 5)]
    for task, on in itertools.pairwise(tasks):
        acts.add_dependency(task, on, actor=w.secretary)
    with pytest.raises(DomainError) as caught:
        acts.add_dependency(tasks[3], tasks[0], actor=w.secretary)
    assert caught.value.codes == ["circle"]
    assert caught.value.problems[0].message == "Các việc sẽ chờ nhau thành vòng: 4.1 → 1.1 → 2.1 → 3.1 → 4.1."
    assert refused(acts.add_dependency, tasks[1], tasks[0], actor=w.secretary) == ["circle"]
    assert refused(acts.add_dependency, tasks[0], tasks[0], actor=w.secretary) == ["waits_for_itself"]
    assert refused(acts.add_dependency, tasks[0], tasks[1], actor=w.secretary) == ["waits_already"]
    assert refused(acts.add_dependency, tasks[0], tasks[3], actor=w.agri_officer) == ["not_allowed"]
    acts.add_dependency(tasks[0], tasks[3], actor=w.secretary)
    assert TaskDependency.objects.count() == 4


def test_what_never_ends_and_what_holds_a_part_are_not_waited_for(w: SimpleNamespace) -> None:
    task, standing = rows.task(w), rows.task(w, kind=TaskKind.STANDING)
    assert refused(acts.add_dependency, task, standing, actor=w.secretary) == ["awaited_never_ends"]
    part = acts.add_subtask(task, text="Phần.", leads=[w.trade], actor=w.secretary)
    assert refused(acts.add_dependency, part, task, actor=w.secretary) == ["waits_for_parent"]


def test_repeats_are_linked_numbered_and_shown_on_the_old_share(w: SimpleNamespace) -> None:
    first = rows.task(w, on=dt.date(2026, 5, 4))
    second = rows.task(w, on=dt.date(2026, 8, 3))
    third = rows.task(w)
    acts.link_repeat(third, first, actor=w.secretary)
    acts.link_repeat(second, first, actor=w.secretary)
    numbers = list(Task.objects.order_by("pk").values_list("repeats", "repeat_number"))
    assert numbers == [(None, 1), (first.pk, 2), (first.pk, 3)]
    for row in (first, second, third):
        row.refresh_from_db()
    assert [row.pk for row in repeat_chain(second)] == [first.pk, second.pk, third.pk]
    again = asked_again([first, second, third])
    assert {key: row.pk for key, row in again.items()} == {first.pk: third.pk, second.pk: third.pk}
    assert refused(acts.link_repeat, first, third, actor=w.secretary) == ["repeats_itself"]
    assert refused(acts.link_repeat, third, second, actor=w.secretary) == ["linked_already"]
    acts.unlink_repeat(second, actor=w.secretary)
    assert list(Task.objects.order_by("pk").values_list("repeat_number", flat=True)) == [1, 1, 2]


def test_a_chain_joins_an_older_one_whole(w: SimpleNamespace) -> None:
    oldest = rows.task(w, on=dt.date(2026, 2, 2))
    old = rows.task(w, on=dt.date(2026, 5, 4))
    new = rows.task(w, repeats=old)
    assert refused(acts.link_repeat, oldest, old, actor=w.secretary) == ["repeat_later"]
    acts.link_repeat(old, oldest, actor=w.secretary)
    assert list(Task.objects.order_by("pk").values_list("repeats", "repeat_number")) == [
        (None, 1), (oldest.pk, 2), (oldest.pk, 3),
    ]  # fmt: skip
    assert [row.pk for row in repeat_chain(Task.objects.get(pk=new.pk))] == [oldest.pk, old.pk, new.pk]


def test_a_cancelled_task_keeps_what_was_done(w: SimpleNamespace) -> None:
    task = rows.task(w, [w.agriculture, w.trade])
    share = work.accept(rows.share(task, w.agriculture), actor=w.agri_officer)
    file = stored_file(purpose=FILE_PURPOSE, uploaded_by=w.agri_officer)
    work.report_done(share, text="Xong.", evidence=[Evidence(file=file)], actor=w.agri_officer)
    work.accept_result(share, actor=w.secretary)
    assert refused(acts.cancel_task, task, reason="", actor=w.secretary) == ["reason_missing"]
    acts.cancel_task(task, reason="Trùng với văn bản khác.", actor=w.secretary)
    assert dict(task.assignments.values_list("body", "state")) == {w.agriculture.pk: S.DONE, w.trade.pk: S.CANCELLED}
    assert Message.objects.filter(recipient=w.trade_officer, title__startswith="Thôi giao việc").count() == 1
    assert refused(acts.cancel_task, task, reason="x", actor=w.secretary) == ["nothing_open"]
    with pytest.raises(NotAllowed):
        acts.cancel_task(task, reason="x", actor=w.leader)
