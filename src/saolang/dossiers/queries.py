"""Reads of dossiers, and the listing rights that agree with rules.py."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import units_of
from saolang.producers.access import NOTHING
from saolang.producers.models import Evidence
from saolang.producers.queries import producers_of

from .access import extra_viewers
from .enums import OPEN_STATES, DossierState, Level
from .models import CompletionRequest, Dossier, Proposal, ProposalItem, Round, Snapshot

OWN_PEOPLE = (RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF)
COMMUNE_READERS = (*COMMUNE_ROLES, RoleKind.LEADER, RoleKind.AUDITOR)
PROVINCE_READERS = (RoleKind.PROVINCE_OFFICER, RoleKind.LEADER, RoleKind.AUDITOR)
OPEN = OPEN_STATES
AT_COMMUNE = (
    DossierState.SUBMITTED,
    DossierState.COMMUNE,
    DossierState.COMMUNE_COMPLETION,
)
AT_PROVINCE = (
    DossierState.PROPOSED,
    DossierState.PROVINCE,
    DossierState.PROVINCE_COMPLETION,
    DossierState.IN_ROUND,
    DossierState.AGENCY_REVIEW,
    DossierState.IN_COUNCIL,
    DossierState.CONCLUDED,
)


def _signed_in(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.is_active) and user.pk is not None


def own_condition(user: Any) -> Q:
    """Dossiers of the producers for whom the person acts: owner, staff, authorised helper."""
    return Q(producer_id__in=producers_of(user).order_by().values("pk")) if _signed_in(user) else NOTHING


def commune_condition(user: Any, *kinds: str) -> Q:
    """Dossiers that were submitted to communes in which the person holds one of these roles."""
    return Q(commune_id__in=units_of(user, *kinds), submitted_at__isnull=False)


def province_condition(user: Any, *kinds: str) -> Q:
    """Dossiers that were submitted in provinces over which the person holds one of these roles."""
    return Q(commune__parent_id__in=units_of(user, *kinds), submitted_at__isnull=False)


def visible_to(user: Any) -> QuerySet[Dossier]:
    """Dossiers the person may read; agrees with the permission ``dossiers.view_dossier``."""
    if not _signed_in(user):
        return Dossier.objects.none()
    return Dossier.objects.filter(
        own_condition(user)
        | commune_condition(user, *COMMUNE_READERS)
        | province_condition(user, *PROVINCE_READERS)
        | extra_viewers.condition(user)
    )


def with_personal_data_for(user: Any) -> QuerySet[Dossier]:
    """Dossiers whose personal data the person may read: those who prepare, receive, check or appraise the file.

    Legal: Quyết định 26/2026/QĐ-TTg, Phụ lục III, Mẫu số 02 and 03 ask for the data; who reads it is our rule.
    """
    if not _signed_in(user):
        return Dossier.objects.none()
    return Dossier.objects.filter(
        own_condition(user)
        | commune_condition(user, *COMMUNE_ROLES)
        | (province_condition(user, RoleKind.PROVINCE_OFFICER) & Q(proposed_on__isnull=False))
    )


def handled_by(user: Any) -> QuerySet[Dossier]:
    """Dossiers whose product and papers the person reads because they receive, check, appraise or score the file."""
    if not _signed_in(user):
        return Dossier.objects.none()
    return Dossier.objects.filter(
        commune_condition(user, *COMMUNE_ROLES)
        | (province_condition(user, RoleKind.PROVINCE_OFFICER) & Q(proposed_on__isnull=False))
        | extra_viewers.condition(user)
    )


def own(user: Any) -> QuerySet[Dossier]:
    """Dossiers that the person prepares."""
    return Dossier.objects.filter(own_condition(user))


def of_communes(user: Any) -> QuerySet[Dossier]:
    """Dossiers handed to the communes for which the person works."""
    return Dossier.objects.filter(commune_condition(user, *COMMUNE_ROLES))


def of_province(user: Any) -> QuerySet[Dossier]:
    """Dossiers that communes proposed to the province for which the person works."""
    return Dossier.objects.filter(province_condition(user, RoleKind.PROVINCE_OFFICER), proposed_on__isnull=False)


def for_list(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The same dossiers with what a list shows, in a fixed number of queries."""
    return dossiers.select_related(
        "product", "producer__organisation", "commune__parent", "round", "sheet"
    ).prefetch_related("receipts", "completion_requests")


def latest_snapshot(dossier: Dossier) -> Snapshot | None:
    """What was last frozen; None while the dossier is being prepared."""
    return dossier.snapshots.order_by("-number").first()


def open_request(dossier: Dossier) -> CompletionRequest | None:
    """The completion request that waits for an answer."""
    return dossier.completion_requests.filter(answered_on__isnull=True).first()


def receipt_at(dossier: Dossier, level: str) -> Any:
    """The receipt of one level, if it has been received there."""
    return next((receipt for receipt in dossier.receipts.all() if receipt.level == level), None)


def commune_receipt(dossier: Dossier) -> Any:
    """The commune's receipt."""
    return receipt_at(dossier, Level.COMMUNE)


def current_item(dossier: Dossier) -> ProposalItem | None:
    """The dossier's place in a proposal letter."""
    return dossier.proposal_items.filter(current=True).select_related("proposal__paper").first()


def cabinet_of(dossier: Dossier) -> QuerySet[Evidence]:
    """Papers that may be linked or added: the producer's and this product's, in use."""
    return (
        Evidence.objects.filter(producer_id=dossier.producer_id, retired_on__isnull=True, replaced_by__isnull=True)
        .filter(Q(product__isnull=True) | Q(product_id=dossier.product_id))
        .order_by("kind", "pk")
    )


def proposals_visible_to(user: Any) -> QuerySet[Proposal]:
    """Proposal letters: the commune's own at any time, the province's once sent."""
    if not _signed_in(user):
        return Proposal.objects.none()
    return Proposal.objects.filter(
        Q(commune_id__in=units_of(user, *COMMUNE_READERS))
        | Q(commune__parent_id__in=units_of(user, *PROVINCE_READERS), sent_on__isnull=False)
    )


def rounds_visible_to(user: Any) -> QuerySet[Round]:
    """Rounds of the provinces for which the person works or reads."""
    if not _signed_in(user):
        return Round.objects.none()
    return Round.objects.filter(province_id__in=units_of(user, *PROVINCE_READERS))


__all__ = [
    "AT_COMMUNE",
    "AT_PROVINCE",
    "cabinet_of",
    "commune_receipt",
    "current_item",
    "for_list",
    "latest_snapshot",
    "of_communes",
    "of_province",
    "open_request",
    "own",
    "proposals_visible_to",
    "receipt_at",
    "rounds_visible_to",
    "visible_to",
    "with_personal_data_for",
]
