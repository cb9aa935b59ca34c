"""Who sees and does what; listings agree with the rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from saolang.accounts.roles import forget_roles
from saolang.monitoring.domain.inspection_findings import order_action, record_finding
from saolang.monitoring.domain.inspections import plan_programme_visit
from saolang.monitoring.models import Finding, InspectionPlan, Visit
from saolang.monitoring.queries.inspections import findings_visible_to, plans_visible_to, visits_visible_to
from tests.factories import everyone

from .inspection_rows import NOW, SIGN, TODAY, announced, minuted, on_site, planned, world

pytestmark = pytest.mark.django_db
OFFICIALS = {"province_officer", "department_officer", "inspector", "leader", "auditor"}
VISITED = {"owner", "staff"}
COMMUNE = {"commune_officer", "commune_leader"}


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """All happens on one day."""
    with time_machine.travel(NOW, tick=False):
        yield


def _who(people: dict, permission: str, obj: object) -> set[str]:
    return {name for name, person in people.items() if getattr(person, "pk", None) and person.has_perm(permission, obj)}


def test_listings_agree_with_the_rules_at_every_step() -> None:
    w = world()
    people = everyone(w.producer)
    by_plan = planned(w)
    secret = planned(w, sign=SIGN)
    programme = plan_programme_visit(
        commune=w.producer.filing_commune, lead=w.bodies.office, plan=w.plan, day=TODAY, actor=w.officer
    )
    announced(w, by_plan)
    on_site(w, secret)
    finding = record_finding(secret, severity="light", text="Kho ẩm thấp", actor=w.head)
    order_action(finding, text="Lắp quạt hút ẩm", due_on=TODAY, actor=w.head)
    for person in people.values():
        forget_roles(person) if getattr(person, "pk", None) else None
        for visit in (by_plan, secret, programme):
            listed = visits_visible_to(person).filter(pk=visit.pk).exists()
            assert listed == bool(getattr(person, "pk", None) and person.has_perm("monitoring.view_visit", visit))
        assert plans_visible_to(person).filter(pk=w.plan.pk).exists() == bool(
            getattr(person, "pk", None) and person.has_perm("monitoring.view_plan", w.plan)
        )
        assert findings_visible_to(person).filter(pk=finding.pk).exists() == bool(
            getattr(person, "pk", None) and person.has_perm("monitoring.view_finding", finding)
        )


def test_planned_visit_is_seen_by_officials_of_the_province_only() -> None:
    w = world()
    people = everyone(w.producer)
    assert _who(people, "monitoring.view_visit", planned(w)) == OFFICIALS


def test_announced_visit_is_seen_by_the_producer_and_its_commune() -> None:
    w = world()
    people = everyone(w.producer)
    assert _who(people, "monitoring.view_visit", announced(w)) == OFFICIALS | VISITED | COMMUNE


def test_unannounced_visit_stays_secret_until_the_team_is_there() -> None:
    w = world()
    people = everyone(w.producer)
    visit = announced(w, planned(w, sign=SIGN))
    assert _who(people, "monitoring.view_visit", visit) == OFFICIALS
    from saolang.monitoring.domain.inspection_visits import arrive

    assert _who(people, "monitoring.view_visit", arrive(visit, actor=w.head)) == OFFICIALS | VISITED | COMMUNE


def test_checklist_is_never_open_to_the_visited_side() -> None:
    w = world()
    people = everyone(w.producer)
    assert _who(people, "monitoring.view_checklist", minuted(w)) == OFFICIALS


def test_findings_open_to_the_visited_side_with_the_minutes() -> None:
    w = world()
    people = everyone(w.producer)
    visit = on_site(w)
    finding = record_finding(visit, severity="light", text="Kho ẩm thấp", actor=w.head)
    assert _who(people, "monitoring.view_finding", finding) == OFFICIALS
    minuted(w, visit)
    finding = Finding.objects.get()
    assert _who(people, "monitoring.view_finding", finding) == OFFICIALS | VISITED | COMMUNE


def test_only_the_team_fills_and_only_planners_manage() -> None:
    w = world()
    people = {**everyone(w.producer), "head": w.head}
    visit = on_site(w)
    assert _who(people, "monitoring.fill_visit", visit) == {"head"}
    assert _who(people, "monitoring.manage_visit", visit) == {"head", "province_officer", "inspector"}
    assert _who(people, "monitoring.join_visit", visit) == {
        "head", "province_officer", "inspector", "department_officer"
    }  # fmt: skip


def test_papers_follow_the_visit() -> None:
    w = world()
    people = everyone(w.producer)
    visit = minuted(w)
    readers = _who(people, "documents.view_paper", visit.minutes_paper)
    assert readers == OFFICIALS | VISITED | COMMUNE
    assert _who(people, "documents.manage_paper", visit.minutes_paper) == {"province_officer", "inspector"}
    assert InspectionPlan.objects.count() == Visit.objects.count() == 1
