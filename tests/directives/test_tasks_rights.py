"""Rights and listings say the same, for every kind of person and every task, share, file and act."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from saolang.directives.domain import work
from saolang.directives.domain.tasks import set_due
from saolang.directives.evidence import FILE_PURPOSE, Evidence
from saolang.directives.models import Assignment, Extension, Task
from saolang.directives.queries.access import assignments_visible_to, tasks_visible_to
from saolang.directives.queries.task_work import task_work
from saolang.directives.queries.tasks import office_parts, shares_of, to_judge
from saolang.files.access import may_read
from tests.directives import rows
from tests.factories import give_role, make_user, province, stored_file

pytestmark = pytest.mark.django_db
OFFICE = {"secretary", "officer"}
READERS = {*OFFICE, "leader", "auditor"}


@pytest.fixture
def scene() -> Iterator[SimpleNamespace]:
    """A confirmed notice, a task of another province, a share of the office itself, evidence, a request."""
    with time_machine.travel(rows.NOW):
        w = rows.world()
        made = rows.confirmed(w)
        own = rows.task(w, [w.office], label="5.1")
        far = rows.body("department", "Sở Mẫu tỉnh khác", unit=province("68", "Lâm Đồng"))
        other = rows.task(w, [far], province=province("68", "Lâm Đồng"), actor=w.far_secretary)
        share = work.accept(rows.share(made.dated), actor=w.agri_officer)
        file = stored_file(purpose=FILE_PURPOSE, uploaded_by=w.agri_officer)
        work.write_progress(share, text="Đã làm.", evidence=[Evidence(file=file)], actor=w.agri_officer)
        asked = work.ask_extension(share, wanted_on=rows.DUE.replace(day=31), reason="Chờ.", actor=w.agri_officer)
        people = {name: getattr(w, name) for name in rows.PEOPLE}
        people["anonymous"] = AnonymousUser()
        people["former"] = make_user()
        give_role(people["former"], "steering_secretary", unit=w.province, valid_to=rows.TODAY.replace(day=1))
        yield SimpleNamespace(w=w, made=made, own=own, other=other, share=share, file=file, asked=asked, people=people)


def who_may(scene: SimpleNamespace, permission: str, obj: Any) -> set[str]:
    """Names of the people who have a right."""
    return {name for name, person in scene.people.items() if getattr(person, "has_perm", None)
            and person.has_perm(permission, obj)}  # fmt: skip


def test_listings_agree_with_the_rights(scene: SimpleNamespace) -> None:
    for name, person in scene.people.items():
        tasks = set(tasks_visible_to(person)) if name != "anonymous" else set()
        assert tasks == {row for row in Task.objects.all() if person.has_perm("directives.view_task", row)}, name
        shares = set(assignments_visible_to(person)) if name != "anonymous" else set()
        allowed = {row for row in Assignment.objects.all() if person.has_perm("directives.view_assignment", row)}
        assert shares == allowed, name
        mine = {row for row in Assignment.objects.all() if person.has_perm("directives.carry_out", row)}
        assert set(shares_of(person)) == mine if name != "anonymous" else mine == set(), name
        judged = {row for row in Assignment.objects.all() if person.has_perm("directives.judge", row)}
        assert set(to_judge(person)) == judged if name != "anonymous" else judged == set(), name


def test_who_sees_which_task(scene: SimpleNamespace) -> None:
    agriculture, communes = {"agri_officer", "agri_second"}, {"commune_officer", "commune_leader"}
    assert who_may(scene, "directives.view_task", scene.made.dated) == {*READERS, *agriculture, "trade_officer"}
    standing = {*READERS, *communes, "other_commune_officer"}
    assert who_may(scene, "directives.view_task", scene.made.standing) == standing
    assert who_may(scene, "directives.view_task", scene.made.undated) == {*READERS, "trade_officer", "body_officer"}
    assert who_may(scene, "directives.view_task", scene.other) == {"far_secretary", "far_leader"}


def test_who_acts_on_which_share(scene: SimpleNamespace) -> None:
    share = scene.share
    assert who_may(scene, "directives.carry_out", share) == {"agri_officer", "agri_second"}
    assert who_may(scene, "directives.judge", share) == OFFICE
    assert who_may(scene, "directives.decide_extension", scene.asked) == OFFICE
    assert who_may(scene, "directives.manage_task", share.task) == OFFICE
    assert who_may(scene, "directives.split_task", share.task) == {*OFFICE, "agri_officer", "agri_second"}
    own = rows.share(scene.own)
    assert who_may(scene, "directives.judge", own) == {"secretary"}
    assert who_may(scene, "directives.carry_out", own) == {"officer"}
    assert who_may(scene, "directives.follow_tasks", None) == {*OFFICE, "far_secretary"}
    outsiders = {"producer", "administrator", "nobody", "anonymous", "former"}
    assert who_may(scene, "directives.list_tasks", None) == set(scene.people) - outsiders


def test_evidence_follows_its_share(scene: SimpleNamespace) -> None:
    readers = {name for name, person in scene.people.items() if may_read(person, scene.file)}
    assert readers == {*READERS, "agri_officer", "agri_second", "trade_officer"}


def test_the_office_is_asked_only_what_it_may_decide(scene: SimpleNamespace) -> None:
    w = scene.w
    work.return_share(rows.share(scene.own), reason="Không thuộc.", actor=w.officer)
    for name in ("secretary", "officer", "leader", "agri_officer", "far_secretary"):
        person = rows.fresh(scene.people[name])
        parts = office_parts(person, rows.TODAY)
        for key in ("returned", "questions", "reported", "ended"):
            assert all(person.has_perm("directives.judge", row) for row in parts[key]), (name, key)
        assert all(person.has_perm("directives.decide_extension", row) for row in parts["extensions"]), name
        assert all(person.has_perm("directives.manage_task", row) for row in parts["undated"]), name
    assert [parts_of(scene, "secretary", key) for key in ("returned", "extensions", "undated")] == [1, 1, 1]
    assert [parts_of(scene, "officer", key) for key in ("returned", "extensions", "undated")] == [0, 1, 1]
    assert [parts_of(scene, "leader", key) for key in ("returned", "extensions", "undated")] == [0, 0, 0]
    set_due(scene.made.undated, rows.DUE, actor=w.secretary)
    assert parts_of(scene, "secretary", "undated") == 0


def parts_of(scene: SimpleNamespace, name: str, key: str) -> int:
    """How many rows of one kind wait for a person."""
    return int(office_parts(rows.fresh(scene.people[name]), rows.TODAY)[key].count())


def test_work_lists_hold_what_each_may_act_on(scene: SimpleNamespace) -> None:
    def titles(name: str) -> list[tuple[str, str, bool]]:
        items = task_work(rows.fresh(scene.people[name]))
        return [(item.action_label, item.title.partition(".")[0], item.waiting_for_other) for item in items]

    assert titles("agri_officer") == [("Ghi tiến độ", "1", False)]
    assert titles("trade_officer") == [("Nhận việc", "1", False), ("Nhận việc", "3", False)]
    assert titles("commune_leader") == [("Nhận việc", "2", False)]
    assert titles("secretary") == [("Quyết định", "1", False), ("Đặt hạn", "1 việc chưa có hạn", False)]
    assert [titles(name) for name in ("leader", "auditor", "producer", "nobody", "far_leader", "administrator")] == [
        []
    ] * 6
    assert Extension.objects.count() == 1
