"""Reads of papers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.roles import organisations_of, units_of

from .access import reader_condition
from .enums import PaperState
from .models import Paper

OWN_BODY = (
    RoleKind.PRODUCER_OWNER,
    RoleKind.PRODUCER_STAFF,
    RoleKind.DOSSIER_HELPER,
    RoleKind.DEPARTMENT_OFFICER,
    RoleKind.COUNCIL_CHAIR,
    RoleKind.COUNCIL_DEPUTY,
    RoleKind.COUNCIL_SECRETARY,
)
OWN_UNIT = (RoleKind.COMMUNE_OFFICER, RoleKind.COMMUNE_LEADER, RoleKind.PROVINCE_OFFICER)
UNIT_READERS = (RoleKind.LEADER, RoleKind.AUDITOR)
PROVINCE_READERS = (RoleKind.PROVINCE_OFFICER, RoleKind.LEADER, RoleKind.AUDITOR)


def _own(user: Any, prefix: str) -> Q:
    """Issuers a person writes papers for: the bodies they act for, and the public bodies of their unit."""
    bodies = Q(**{f"{prefix}pk__in": organisations_of(user, *OWN_BODY)})
    unit = Q(**{f"{prefix}unit_id__in": units_of(user, *OWN_UNIT)}) & ~Q(**{f"{prefix}kind": OrganisationKind.PRODUCER})
    return bodies | unit


def manageable_by(user: Any) -> QuerySet[Paper]:
    """Papers that the person may write, put before the signer and enter as issued."""
    return Paper.objects.filter(_own(user, "issuer__"))


def issuers_of(user: Any) -> QuerySet[Any]:
    """Bodies for which the person may draft papers."""
    organisations = Paper._meta.get_field("issuer").related_model
    return organisations._default_manager.filter(_own(user, ""))  # type: ignore[union-attr]


def visible_to(user: Any) -> QuerySet[Paper]:
    """Papers that the person may read: own ones, those of the unit for its leaders and auditors, issued papers of the
    communes for the province, members of a council for its papers, and what the apps above allow.
    """
    public_body = ~Q(issuer__kind=OrganisationKind.PRODUCER)
    condition = _own(user, "issuer__") | reader_condition(user)
    condition |= Q(issuer__unit_id__in=units_of(user, *UNIT_READERS)) & public_body
    below = Q(issuer__unit__parent_id__in=units_of(user, *PROVINCE_READERS))
    condition |= below & public_body & Q(state=PaperState.ISSUED)
    condition |= Q(issuer_id__in=organisations_of(user, RoleKind.COUNCIL_MEMBER, RoleKind.ADVISORY_MEMBER))
    return Paper.objects.filter(condition)


def papers_about(subject: models.Model) -> QuerySet[Paper]:
    """Papers about an object of an app above, newest first."""
    return Paper.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
