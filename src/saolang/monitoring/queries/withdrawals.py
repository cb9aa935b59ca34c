"""Reads of withdrawals; the listing rights here agree with rules/withdrawals.py."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from saolang.accounts.enums import COMMUNE_ROLES, OrganisationKind, RoleKind
from saolang.accounts.models import Organisation
from saolang.accounts.roles import duty_units, organisations_of
from saolang.core import clock
from saolang.documents.enums import PaperKind
from saolang.places.models import Unit
from saolang.registry.asof import COUNTED, stars_on
from saolang.registry.issuers import authority_today
from saolang.registry.models import Recognition

from ..enums import WithdrawalFileSide, WithdrawalOrigin, WithdrawalState
from ..models import WithdrawalCase, WithdrawalFile
from .inspections import signed_in, text_keys

OFFICIALS = (
    RoleKind.PROVINCE_OFFICER,
    RoleKind.INSPECTOR,
    RoleKind.DEPARTMENT_OFFICER,
    RoleKind.LEADER,
    RoleKind.AUDITOR,
)
OPENERS = (RoleKind.PROVINCE_OFFICER, RoleKind.INSPECTOR, RoleKind.DEPARTMENT_OFFICER)
MANAGERS = (RoleKind.PROVINCE_OFFICER,)
OWN_PEOPLE = (RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF)
SHOWN_PAPERS = (
    PaperKind.HEARING_INVITATION.value,
    PaperKind.HEARING_MINUTES.value,
    PaperKind.WITHDRAWAL_DECISION.value,
    PaperKind.WITHDRAWAL_LETTER.value,
)
"""Papers that the producer and the commune read once issued; the office's own reports are not among them."""
TOLD = ~Q(state=WithdrawalState.DRAFT) & ~Q(state=WithdrawalState.NOT_WITHDRAWN, verified_on__isnull=True)
"""What the producer knows: a case from its verification on; one dropped before that is nobody else's business."""
ASKED = Q(asked_commune_on__isnull=False) | Q(origin=WithdrawalOrigin.COMMUNE)


def official_cases(user: Any) -> Q:
    """Cases of the provinces in which the person is an official."""
    return Q(province_id__in=duty_units(user, *OFFICIALS))


def cases_visible_to(user: Any) -> QuerySet[WithdrawalCase]:
    """Cases for which ``monitoring.view_withdrawal`` holds."""
    if not signed_in(user):
        return WithdrawalCase.objects.none()
    own = Q(recognition__product__producer__organisation_id__in=organisations_of(user, *OWN_PEOPLE))
    nearby = Q(commune_id__in=duty_units(user, *COMMUNE_ROLES))
    return WithdrawalCase.objects.filter(official_cases(user) | (own & TOLD) | (nearby & (TOLD | ASKED)))


def inside_cases(user: Any) -> QuerySet[WithdrawalCase]:
    """Cases whose working papers the person reads."""
    return WithdrawalCase.objects.filter(official_cases(user)) if signed_in(user) else WithdrawalCase.objects.none()


def for_list(rows: QuerySet[WithdrawalCase]) -> QuerySet[WithdrawalCase]:
    """Cases with what lists show, the most pressing clock first."""
    return rows.select_related(
        "recognition__product__producer__organisation", "commune", "decision", "province"
    ).order_by(F("closed_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "-pk")


def open_case_of(recognition: Any) -> WithdrawalCase | None:
    """The case that is running about a star, if any."""
    found = recognition.withdrawal_cases.exclude(state__in=[WithdrawalState.DECIDED, WithdrawalState.NOT_WITHDRAWN])
    return found.first()


def ministry() -> Organisation | None:
    """The ministry that decides about five stars."""
    return Organisation.objects.filter(kind=OrganisationKind.MINISTRY, valid_to__isnull=True).order_by("pk").first()


def deciding_body(case: WithdrawalCase) -> Organisation | None:
    """Who decides today. Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.2."""
    if case.is_five_star:
        return ministry()
    return provincial_committee(case.province)


def provincial_committee(province: Unit) -> Organisation | None:
    """The people's committee of a province."""
    found = Organisation.objects.filter(kind=OrganisationKind.COMMITTEE, unit=province, valid_to__isnull=True)
    return found.order_by("pk").first()


def old_issuers(case: WithdrawalCase) -> list[tuple[str, str, Organisation, Organisation | None]]:
    """Papers of the star whose issuer no longer exists: what it is, its number, who issued it, who answers today."""
    papers: list[tuple[str, str, Organisation]] = []
    decision = case.recognition.decision
    if decision is not None:
        papers.append(("decision", str(decision), decision.issuer))
    papers += [("certificate", str(row), row.issuer) for row in case.recognition.certificates.select_related("issuer")]
    return [(kind, number, body, authority_today(body)) for kind, number, body in papers if body.valid_to is not None]


def papers_of_cases(user: Any) -> Q:
    """Papers about withdrawals: all for officials; issued ones that concern them for the producer and the commune."""
    return Q(subject_id__in=text_keys(inside_cases(user))) | Q(
        subject_id__in=text_keys(cases_visible_to(user)), state="issued", kind__in=SHOWN_PAPERS
    )


def files_visible_to(user: Any) -> QuerySet[WithdrawalFile]:
    """Evidence the person may open: officials all, the producer and the commune what is shown to them."""
    if not signed_in(user):
        return WithdrawalFile.objects.none()
    own = Q(case__recognition__product__producer__organisation_id__in=organisations_of(user, *OWN_PEOPLE))
    shown = Q(shown=True) | own & Q(side=WithdrawalFileSide.PRODUCER)
    return WithdrawalFile.objects.filter(Q(case__in=inside_cases(user)) | (Q(case__in=cases_visible_to(user)) & shown))


def may_read_case_file(user: Any, stored: Any) -> bool:
    """Evidence of a case, and the paper it rests on, which everybody concerned reads."""
    return bool(
        files_visible_to(user).filter(file=stored).exists() or cases_visible_to(user).filter(basis_file=stored).exists()
    )


def stars_of_communes(user: Any) -> QuerySet[Recognition]:
    """Stars that count today, made in the communes that the person works for."""
    communes = duty_units(user, *COMMUNE_ROLES)
    made_here = Q(product__made_in_id__in=communes) | Q(
        product__made_in__isnull=True, product__producer__filing_commune_id__in=communes
    )
    counted = stars_on(clock.today()).filter(validity_on_day__in=COUNTED)
    return counted.filter(made_here).order_by("product_name", "pk")
