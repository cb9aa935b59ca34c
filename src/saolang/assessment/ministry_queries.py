"""Files at the ministry: who sees them, what waits, and their papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from saolang.dossiers.enums import DossierState
from saolang.dossiers.models import Dossier
from saolang.registry.models import Certificate
from saolang.registry.queries import current_recognition, validity_of
from saolang.registry.validity import ValidityAnswer

from .ministry_models import MinistryFile

MINISTRY_FILE = "assessment.ministry"
"""Purpose of the ministry's papers that are kept with a file."""


def files_visible_to(user: Any) -> QuerySet[MinistryFile]:
    """Files for which ``assessment.view_ministry_file`` holds."""
    rows = MinistryFile.objects.select_related(
        "dossier__product__producer__organisation", "dossier__commune", "letter", "decision_paper", "decision"
    )
    return rows if user.has_perm("assessment.view_ministry_file") else rows.none()


@dataclass(frozen=True, slots=True)
class HeldStar:
    """The star a product holds while the ministry decides; it may run out meanwhile."""

    answer: ValidityAnswer

    @property
    def expired_meanwhile(self) -> bool:
        """Whether nothing counts any more while the ministry decides."""
        return not self.answer.is_valid


def held_star(product: Any, on: date) -> HeldStar | None:
    """What the product holds on a day while its five-star file waits."""
    star = current_recognition(product, on)
    return HeldStar(validity_of(star, on)) if star is not None else None


def waiting_dossiers(user: Any) -> QuerySet[Dossier]:
    """Dossiers that wait for the ministry's result."""
    if not user.has_perm("assessment.view_ministry_file"):
        return Dossier.objects.none()
    return (
        Dossier.objects.filter(state=DossierState.AT_MINISTRY)
        .exclude(pk__in=MinistryFile.objects.exclude(result="").values("dossier"))
        .select_related("product__producer__organisation", "commune")
        .order_by("pk")
    )


def renewals_to_send(user: Any) -> list[Dossier]:
    """Five-star renewals that the OCOP agency has reported on, with no letter to the ministry yet."""
    if not user.has_perm("assessment.view_ministry_file"):
        return []
    rows = Dossier.objects.filter(
        state=DossierState.AGENCY_REVIEW, renews__star=5, appraisal__reported_on__isnull=False
    ).exclude(ministry_files__isnull=False)
    return list(rows.select_related("product__producer__organisation", "commune").order_by("pk"))


def papers_of_files(user: Any) -> Q:
    """Papers of the files a person may see."""
    keys = [str(key) for key in files_visible_to(user).values_list("pk", flat=True)]
    return Q(subject_type=MinistryFile._meta.label_lower, subject_id__in=keys)


def may_read_ministry_paper(user: Any, stored_file: Any) -> bool:
    """The ministry's papers: whoever sees the file; the producer reads those of its own products."""
    if user.has_perm("assessment.view_ministry_file"):
        return True
    papers = Q(decision__file=stored_file) | Q(notice_file=stored_file)
    found = [file.dossier for file in MinistryFile.objects.filter(papers).select_related("dossier")]
    codes = Certificate.objects.filter(file=stored_file).values_list("recognition__dossier_code", flat=True)
    found += list(Dossier.objects.filter(code__in=list(codes)))
    return any(user.has_perm("dossiers.view_dossier", dossier) for dossier in found)
