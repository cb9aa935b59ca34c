"""Reads of inspections; the listing rights here agree with rules/inspections.py."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import duty_units, organisations_of, units_of
from saolang.documents.enums import PaperKind

from ..enums import FindingState, VisitState
from ..models import CorrectiveAction, Finding, InspectionPlan, Sample, Visit, VisitMember, VisitPhoto

OFFICIALS = (
    RoleKind.PROVINCE_OFFICER,
    RoleKind.INSPECTOR,
    RoleKind.DEPARTMENT_OFFICER,
    RoleKind.LEADER,
    RoleKind.AUDITOR,
)
PLANNERS = (RoleKind.PROVINCE_OFFICER, RoleKind.INSPECTOR)
OWN_PEOPLE = (RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF)
COMMUNE_READERS = (*COMMUNE_ROLES, RoleKind.LEADER, RoleKind.AUDITOR)
ENDED = (VisitState.PUBLISHED, VisitState.CANCELLED)
AFTER_MINUTES = (VisitState.MINUTES_SIGNED, VisitState.CONCLUDED, VisitState.PUBLISHED)
TOLD = Q(ground="plan", announced_on__isnull=False) | Q(ground="sign", state__in=[VisitState.ON_SITE, *AFTER_MINUTES])
"""What the visited side knows: a planned visit from its decision on, an unannounced one once the team is there."""


def signed_in(user: Any) -> bool:
    """A person with an account."""
    return bool(getattr(user, "is_authenticated", False) and user.is_active) and user.pk is not None


def official_visits(user: Any) -> Q:
    """Visits that officials of the province read at any time, and those of whoever is on the team."""
    return Q(province_id__in=duty_units(user, *OFFICIALS)) | Q(
        pk__in=VisitMember.objects.filter(user_id=user.pk).values("visit_id")
    )


def visited_side(user: Any) -> Q:
    """Visits whose visited side the person belongs to: the producer's people, the commune and its readers."""
    communes = units_of(user, *COMMUNE_READERS)
    mine = Q(subject="producer", producer__organisation_id__in=organisations_of(user, *OWN_PEOPLE))
    return mine | Q(commune_id__in=communes) | Q(producer__filing_commune_id__in=communes)


def visits_visible_to(user: Any) -> QuerySet[Visit]:
    """Visits for which ``monitoring.view_visit`` holds."""
    if not signed_in(user):
        return Visit.objects.none()
    return Visit.objects.filter(official_visits(user) | (visited_side(user) & TOLD))


def inside_visits(user: Any) -> QuerySet[Visit]:
    """Visits whose checklist and samples the person reads: officials and the team, not the visited side."""
    return Visit.objects.filter(official_visits(user)) if signed_in(user) else Visit.objects.none()


def plans_visible_to(user: Any) -> QuerySet[InspectionPlan]:
    """Plans for which ``monitoring.view_plan`` holds."""
    if not signed_in(user):
        return InspectionPlan.objects.none()
    return InspectionPlan.objects.filter(province_id__in=duty_units(user, *OFFICIALS))


def findings_visible_to(user: Any) -> QuerySet[Finding]:
    """Findings for which ``monitoring.view_finding`` holds: the visited side reads them once there are minutes."""
    if not signed_in(user):
        return Finding.objects.none()
    told = visits_visible_to(user).filter(state__in=AFTER_MINUTES)
    return Finding.objects.filter(Q(visit_id__in=inside_visits(user).values("pk")) | Q(visit_id__in=told.values("pk")))


def actions_visible_to(user: Any) -> QuerySet[CorrectiveAction]:
    """Corrective actions of the findings that the person reads."""
    return CorrectiveAction.objects.filter(finding_id__in=findings_visible_to(user).values("pk"))


def for_list(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Visits with what lists show."""
    return visits.select_related(
        "producer__organisation", "producer__filing_commune", "commune", "lead", "plan", "province"
    ).prefetch_related("parts__agency")


def open_findings(visit: Visit) -> QuerySet[Finding]:
    """Findings of a visit that have not ended."""
    return visit.findings.filter(state=FindingState.OPEN)


def text_keys(rows: QuerySet[Any]) -> Any:
    """Primary keys as text: papers name their subject by text."""
    return rows.annotate(key_text=Cast("pk", CharField())).values("key_text")


def papers_of_visits(user: Any) -> Q:
    """Papers about visits: everything for officials and the team, issued papers for the visited side."""
    return Q(subject_id__in=text_keys(inside_visits(user))) | Q(
        subject_id__in=text_keys(visits_visible_to(user)), state="issued"
    )


def papers_of_plans(user: Any) -> Q:
    """The plan as a paper: whoever sees the plan."""
    return Q(subject_id__in=text_keys(plans_visible_to(user)))


def papers_of_samples(user: Any) -> Q:
    """Records of samples: as the visit's papers."""
    samples = Sample.objects.filter
    return Q(subject_id__in=text_keys(samples(visit_id__in=inside_visits(user).values("pk")))) | Q(
        subject_id__in=text_keys(samples(visit_id__in=visits_visible_to(user).values("pk"))), state="issued"
    )


def teams_of(user: Any) -> QuerySet[Visit]:
    """Visits on whose team the person is."""
    if not signed_in(user):
        return Visit.objects.none()
    return Visit.objects.filter(pk__in=VisitMember.objects.filter(user_id=user.pk).values("visit_id"))


def papers_of_teams(user: Any) -> Q:
    """Minutes that a team writes for the body that sent it, and all papers of visits for who manages them."""
    managed = Visit.objects.filter(province_id__in=duty_units(user, *PLANNERS))
    of_team = Q(subject_id__in=text_keys(teams_of(user)), kind=PaperKind.INSPECTION_MINUTES.value)
    return of_team | Q(subject_id__in=text_keys(managed))


def papers_of_planners(user: Any) -> Q:
    """Plans that inspectors of the province write."""
    plans = InspectionPlan.objects.filter(province_id__in=duty_units(user, *PLANNERS))
    return Q(subject_id__in=text_keys(plans))


def sample_papers_of_teams(user: Any) -> Q:
    """Records of samples that a team writes."""
    return Q(subject_id__in=text_keys(Sample.objects.filter(visit_id__in=teams_of(user).values("pk"))))


def may_read_photo(user: Any, stored: Any) -> bool:
    """Pictures of a visit: officials and the team; the visited side sees those of findings it reads."""
    photos = VisitPhoto.objects.filter(file=stored)
    return bool(
        photos.filter(visit_id__in=inside_visits(user).values("pk")).exists()
        or photos.filter(finding_id__in=findings_visible_to(user).values("pk")).exists()
    )


def may_read_finding_file(user: Any, stored: Any) -> bool:
    """Closing papers of findings, and what the visited side sent to show that it put something right."""
    return bool(
        findings_visible_to(user).filter(closing_file=stored).exists()
        or actions_visible_to(user).filter(evidence__file=stored).exists()
    )


def may_read_sample_file(user: Any, stored: Any) -> bool:
    """Laboratory results: officials and the team at once, the visited side after the minutes."""
    samples = Sample.objects.filter(file=stored)
    told = visits_visible_to(user).filter(state__in=AFTER_MINUTES)
    return bool(
        samples.filter(visit_id__in=inside_visits(user).values("pk")).exists()
        or samples.filter(visit_id__in=told.values("pk")).exists()
    )
