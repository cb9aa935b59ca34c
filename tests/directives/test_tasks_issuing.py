"""Handing out: one text and many shares, who is told, what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core.problems import DomainError, NotAllowed
from saolang.directives.enums import Scope, Share, TaskKind
from saolang.directives.models import Assignment, Task
from saolang.notify.models import Message
from tests.directives import rows
from tests.factories import commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> Iterator[SimpleNamespace]:
    """The province, on one day."""
    with time_machine.travel(rows.NOW):
        yield rows.world()


def test_a_text_to_many_bodies_is_one_task_with_one_share_each(w: SimpleNamespace) -> None:
    task = rows.task(w, [*w.committees, w.committees[0]], [w.trade, w.committees[1]], scope=Scope.EACH_OF)
    assert Task.objects.count() == 1
    found = list(task.assignments.order_by("pk").values_list("body", "share", "due_on", "standing", "state"))
    lead = [(body.pk, Share.LEAD, rows.DUE, False, "new") for body in w.committees]
    assert found == [*lead, (w.trade.pk, Share.SUPPORT, rows.DUE, False, "new")]


@pytest.mark.parametrize(
    ("kind", "due_on", "standing", "kept"),
    [
        (TaskKind.ONE_OFF, None, False, None),
        (TaskKind.ONE_OFF, rows.DUE, False, rows.DUE),
        (TaskKind.STANDING, rows.DUE, True, None),
        (TaskKind.CONDITIONAL, None, True, None),
        (TaskKind.CONDITIONAL, rows.DUE, False, rows.DUE),
    ],
)
def test_only_duties_without_an_end_stand(
    w: SimpleNamespace, kind: str, due_on: Any, standing: bool, kept: dt.date | None
) -> None:
    task = rows.task(w, kind=kind, due_on=due_on)
    share = rows.share(task)
    assert (share.standing, share.due_on, task.due_on) == (standing, kept, kept)
    assert task.period == ("half" if kind == TaskKind.STANDING else "")


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(w: SimpleNamespace) -> None:
    heir = w.agriculture
    old = rows.body(
        OrganisationKind.DEPARTMENT, "Sở Mẫu Cũ", valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2026, 6, 30),
        successor=heir,
    )  # fmt: skip
    with pytest.raises(DomainError) as caught:
        rows.task(w, [old], [old], text="  \n ")
    assert caught.value.codes == ["text_empty", "body_ended"]
    assert heir.name in caught.value.problems[1].fix
    with pytest.raises(DomainError) as caught:
        rows.issue_task(**{**_plain(w), "leads": [], "supports": [rows.to(w.trade)]})
    assert caught.value.codes == ["lead_missing"]
    assert (Task.objects.count(), Assignment.objects.count()) == (0, 0)


def _plain(w: SimpleNamespace) -> dict[str, Any]:
    return {
        "notice": None, "block": None, "province": w.province, "text": "Việc mẫu.", "label": "1", "position": 0,
        "kind": "one_off", "scope": "one", "deadline_type": "none", "actor": w.secretary, "on": rows.TODAY,
    }  # fmt: skip


@pytest.mark.parametrize("who", ["leader", "auditor", "agri_officer", "commune_officer", "producer", "far_secretary"])
def test_only_the_office_hands_out(w: SimpleNamespace, who: str) -> None:
    with pytest.raises(NotAllowed):
        rows.task(w, actor=getattr(w, who))
    assert Task.objects.count() == 0


def test_people_hear_once_a_notice(w: SimpleNamespace, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        made = rows.confirmed(w)
        rows.task(w, [w.agriculture], notice=made.notice, label="4.1")
    told = dict(Message.objects.values_list("recipient", "title"))
    assert set(told) == {
        person.pk
        for person in (w.agri_officer, w.agri_second, w.trade_officer, w.body_officer, w.commune_officer,
                       w.commune_leader, w.other_commune_officer)
    }  # fmt: skip
    assert Message.objects.count() == 7
    assert told[w.agri_officer.pk] == "Bạn được giao 2 việc (Thông báo số 178/TB-VP)"
    assert told[w.commune_officer.pk] == "Bạn được giao 1 việc, vai trò chủ trì (Thông báo số 178/TB-VP)"


def test_a_rolled_back_text_is_not_announced(w: SimpleNamespace, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        kept = rows.task(w)
        with pytest.raises(ValueError, match="stop"), transaction.atomic():
            rows.task(w)
            raise ValueError("stop")
    assert list(Message.objects.values_list("title", flat=True)) == ["Bạn được giao 1 việc, vai trò chủ trì"] * 2
    assert set(Message.objects.values_list("url", flat=True)) == {rows.share(kept).get_absolute_url()}


def test_a_text_to_124_communes_takes_few_queries(w: SimpleNamespace, django_capture_on_commit_callbacks: Any) -> None:
    bodies = [rows.committee_of(commune(f"4{n:04d}", f"Mẫu {n}")) for n in range(124)]
    with (
        CaptureQueriesContext(
            connection,
        ) as seen,
        django_capture_on_commit_callbacks(execute=True),
    ):
        task = rows.task(w, bodies, scope=Scope.EACH_OF)
    assert task.assignments.count() == 124
    assert len(seen) <= 25, [query["sql"][:90] for query in seen.captured_queries]


def test_repeats_are_numbered_along_the_chain(w: SimpleNamespace) -> None:
    first = rows.task(w)
    second = rows.task(w, repeats=first)
    third = rows.task(w, repeats=second)
    assert [(row.repeats_id, row.repeat_number) for row in (first, second, third)] == [
        (None, 1), (first.pk, 2), (first.pk, 3),
    ]  # fmt: skip


def test_people_of_bodies_agree_with_the_rules(w: SimpleNamespace) -> None:
    from saolang.directives.domain.people import people_of_bodies
    from saolang.directives.rules.people import bodies_of

    bodies = list(Organisation.objects.all())
    told = {(body, person.pk) for body, people in people_of_bodies(bodies).items() for person in people}
    acting = {(body, person.pk) for person in (getattr(w, name) for name in rows.PEOPLE) for body in bodies_of(person)}
    assert told == acting
