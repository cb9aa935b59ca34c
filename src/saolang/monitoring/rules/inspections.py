"""Who may do what with inspections: plan, visits, checklists, findings."""

from __future__ import annotations

from typing import Any

import rules

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import duty_units, has_role, organisations_of
from saolang.places.models import Unit

from ..models import CorrectiveAction, Finding, InspectionPlan, Visit, VisitMember
from ..queries import inspections as queries


def visit_of(obj: Any) -> Visit | None:
    """The visit that a record belongs to."""
    if obj is None or isinstance(obj, Visit):
        return obj
    if isinstance(obj, CorrectiveAction):
        return obj.finding.visit
    return getattr(obj, "visit", None)


def _province_of(obj: Any) -> int | None:
    """The province of a plan or of what belongs to a visit; a province stands for itself."""
    if isinstance(obj, Unit):
        return obj.pk
    if isinstance(obj, InspectionPlan):
        return obj.province_id
    visit = visit_of(obj)
    return visit.province_id if visit is not None else None


@rules.predicate
def plans(user: Any, obj: Any) -> bool:
    """The OCOP office and the inspectors of the province; without an object, of any."""
    mine = duty_units(user, *queries.PLANNERS)
    return bool(mine) if obj is None else _province_of(obj) in mine


@rules.predicate
def leads_visit(user: Any, obj: Any) -> bool:
    """An officer of the department that leads the visit."""
    visit = visit_of(obj)
    return visit is not None and visit.lead_id in organisations_of(user, RoleKind.DEPARTMENT_OFFICER)


@rules.predicate
def is_official(user: Any, obj: Any) -> bool:
    """Any official of a province with inspections on the desk."""
    mine = duty_units(user, *queries.OFFICIALS)
    return bool(mine) if obj is None else _province_of(obj) in mine


@rules.predicate
def joins(user: Any, obj: Any) -> bool:
    """Departments of the province bring their own content into a visit."""
    visit = visit_of(obj)
    mine = duty_units(user, RoleKind.DEPARTMENT_OFFICER)
    return visit is not None and visit.province_id in mine


@rules.predicate
def on_team(user: Any, obj: Any) -> bool:
    """Whoever the decision named."""
    visit = visit_of(obj)
    return (
        visit is not None
        and queries.signed_in(user)
        and VisitMember.objects.filter(visit_id=visit.pk, user_id=user.pk).exists()
    )


@rules.predicate
def reads_visit(user: Any, obj: Any) -> bool:
    visit = visit_of(obj)
    return visit is not None and queries.visits_visible_to(user).filter(pk=visit.pk).exists()


@rules.predicate
def reads_inside(user: Any, obj: Any) -> bool:
    visit = visit_of(obj)
    return visit is not None and queries.inside_visits(user).filter(pk=visit.pk).exists()


@rules.predicate
def reads_finding(user: Any, obj: Any) -> bool:
    finding = obj.finding if isinstance(obj, CorrectiveAction) else obj
    return isinstance(finding, Finding) and queries.findings_visible_to(user).filter(pk=finding.pk).exists()


@rules.predicate
def reads_plan(user: Any, obj: Any) -> bool:
    return isinstance(obj, InspectionPlan) and queries.plans_visible_to(user).filter(pk=obj.pk).exists()


@rules.predicate
def was_visited(user: Any, obj: Any) -> bool:
    """The people of the producer, or of the commune whose work was looked at."""
    visit = visit_of(obj)
    if visit is None:
        return False
    if visit.is_of_commune:
        return has_role(user, *COMMUNE_ROLES, unit=visit.commune_id)
    return visit.producer is not None and has_role(
        user, *queries.OWN_PEOPLE, organisation=visit.producer.organisation_id
    )


@rules.predicate
def has_visits(user: Any, obj: Any) -> bool:
    """Whoever may find a visit of their own in the list."""
    return has_role(user, *queries.OFFICIALS, *COMMUNE_ROLES, *queries.OWN_PEOPLE)


@rules.predicate
def speaks_for(user: Any, producer: Any) -> bool:
    """The people of a producer; without one, of any."""
    organisation = getattr(producer, "organisation_id", None)
    return has_role(user, *queries.OWN_PEOPLE, organisation=organisation)


manages = plans | leads_visit
rules.add_perm("monitoring.list_inspections", is_official)
rules.add_perm("monitoring.list_visits", has_visits)
rules.add_perm("monitoring.plan_inspections", plans)
rules.add_perm("monitoring.view_plan", reads_plan)
rules.add_perm("monitoring.view_visit", reads_visit)
rules.add_perm("monitoring.view_checklist", reads_inside)
rules.add_perm("monitoring.manage_visit", manages)
rules.add_perm("monitoring.join_visit", manages | joins)
rules.add_perm("monitoring.fill_visit", on_team)
rules.add_perm("monitoring.record_finding", on_team | manages)
rules.add_perm("monitoring.view_finding", reads_finding)
rules.add_perm("monitoring.answer_action", was_visited & reads_finding)
rules.add_perm("monitoring.report_change", speaks_for)
rules.add_perm("monitoring.view_programme", is_official)


def sees_inspections(user: Any) -> bool:
    """Whether "Kiểm tra" belongs in the person's menu: those who plan and carry out."""
    kinds = (RoleKind.INSPECTOR, RoleKind.PROVINCE_OFFICER, RoleKind.DEPARTMENT_OFFICER)
    return bool(duty_units(user, *kinds))


def sees_own_visits(user: Any) -> bool:
    """Whether "Kiểm tra" in the menu leads to visits of the person's own producer or commune."""
    return has_role(user, *COMMUNE_ROLES, *queries.OWN_PEOPLE)
