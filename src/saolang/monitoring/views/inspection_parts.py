"""What the pages of inspections share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.files.domain import store
from saolang.files.models import StoredFile

from ..models import CorrectiveAction, Finding, InspectionPlan, Sample, Visit
from ..queries.inspections import for_list

PHOTO_FILE = "monitoring.visit_photo"
FINDING_FILE = "monitoring.finding"
SAMPLE_FILE = "monitoring.sample"


def stored(upload: Any, *, actor: Any, purpose: str, allow: tuple[str, ...] = ("pdf", "image")) -> StoredFile | None:
    """Store an upload when there is one. Raises DomainError."""
    return store(upload, actor=actor, purpose=purpose, allow=allow) if upload else None


def visits_crumb() -> tuple[str, str]:
    """The list of visits."""
    return (_("Kiểm tra"), reverse("monitoring:visits"))


class PlanMixin:
    """Pages about one plan."""

    model = InspectionPlan
    context_name = "plan"

    def get_queryset(self) -> Any:
        return InspectionPlan.objects.select_related("province", "office", "paper__signed_file")

    def get_crumbs(self) -> list[tuple[str, str]]:
        plan = self.get_object()  # type: ignore[attr-defined]
        crumbs = [visits_crumb()]
        return crumbs if getattr(self, "is_record", False) else [*crumbs, (str(plan), plan.get_absolute_url())]


class VisitMixin:
    """Pages about one visit."""

    model = Visit
    context_name = "visit"

    def get_queryset(self) -> Any:
        return for_list(Visit.objects.all()).select_related(
            "decision_paper__signed_file", "minutes_paper__signed_file", "conclusion_paper__signed_file"
        )

    def get_crumbs(self) -> list[tuple[str, str]]:
        visit = self.get_object()  # type: ignore[attr-defined]
        crumbs = [visits_crumb()]
        if getattr(self, "is_record", False):
            return crumbs
        return [*crumbs, (visit.subject_name, visit.get_absolute_url())]


class _OfVisit:
    """Pages about what belongs to a visit."""

    def get_crumbs(self) -> list[tuple[str, str]]:
        visit = self.get_object().visit  # type: ignore[attr-defined]
        return [visits_crumb(), (visit.subject_name, visit.get_absolute_url())]


class FindingMixin(_OfVisit):
    model = Finding
    context_name = "finding"

    def get_queryset(self) -> Any:
        return Finding.objects.select_related(
            "visit__producer__organisation",
            "visit__commune",
            "visit__lead",
            "product",
            "line",
            "closing_file",
            "found_by",
        )

    def get_crumbs(self) -> list[tuple[str, str]]:
        crumbs = super().get_crumbs()
        if getattr(self, "is_record", False):
            return crumbs
        return [*crumbs, (_("Tồn tại"), self.get_object().get_absolute_url())]  # type: ignore[attr-defined]


class SampleMixin(_OfVisit):
    model = Sample
    context_name = "sample"

    def get_queryset(self) -> Any:
        return Sample.objects.select_related("visit__producer__organisation", "visit__commune", "product", "file")


class CorrectionMixin:
    """Pages about one corrective action."""

    model = CorrectiveAction
    context_name = "correction"

    def get_queryset(self) -> Any:
        return CorrectiveAction.objects.select_related(
            "finding__visit__producer__organisation", "finding__visit__commune", "finding__product"
        )

    def get_crumbs(self) -> list[tuple[str, str]]:
        finding = self.get_object().finding  # type: ignore[attr-defined]
        visit = finding.visit
        return [
            visits_crumb(),
            (visit.subject_name, visit.get_absolute_url()),
            (_("Tồn tại"), finding.get_absolute_url()),
        ]
