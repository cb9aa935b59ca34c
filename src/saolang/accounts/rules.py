"""Who may administer people and roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import rules

from .enums import COUNCIL_ROLES, OrganisationKind, RoleKind
from .roles import has_role

COUNCIL_BODIES = (OrganisationKind.COUNCIL, OrganisationKind.ADVISORY_GROUP)
ADDRESSEE_BODIES = (
    OrganisationKind.DEPARTMENT,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.STEERING,
    OrganisationKind.OTHER,
)


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role about to be granted or ended: what the rule ``accounts.grant_role`` is asked about."""

    kind: str
    unit: Any = None
    organisation: Any = None


@rules.predicate
def is_administrator(user: Any) -> bool:
    return has_role(user, RoleKind.ADMINISTRATOR)


@rules.predicate
def is_producer_owner(user: Any) -> bool:
    return has_role(user, RoleKind.PRODUCER_OWNER)


@rules.predicate
def is_province_officer(user: Any) -> bool:
    return has_role(user, RoleKind.PROVINCE_OFFICER)


@rules.predicate
def is_self(user: Any, other: Any) -> bool:
    return other is not None and user.is_authenticated and user.pk == other.pk


@rules.predicate
def seats_a_council(user: Any, grant: Any) -> bool:
    """The province's OCOP officer seats councils and advisory groups by the decision that set them up."""
    return (
        isinstance(grant, RoleGrant)
        and grant.kind in (*COUNCIL_ROLES, RoleKind.ADVISORY_MEMBER)
        and grant.organisation is not None
        and grant.organisation.kind in COUNCIL_BODIES
        and has_role(user, RoleKind.PROVINCE_OFFICER, unit=grant.organisation.unit)
    )


@rules.predicate
def names_own_staff(user: Any, grant: Any) -> bool:
    """A producer's owner names staff, and helpers through a recorded authorisation."""
    return (
        isinstance(grant, RoleGrant)
        and grant.kind in (RoleKind.PRODUCER_STAFF, RoleKind.DOSSIER_HELPER)
        and grant.organisation is not None
        and has_role(user, RoleKind.PRODUCER_OWNER, organisation=grant.organisation)
    )


@rules.predicate
def founds_council(user: Any, kind: Any) -> bool:
    """The province's OCOP officer enters the councils and advisory groups that a decision set up."""
    return kind in COUNCIL_BODIES and has_role(user, RoleKind.PROVINCE_OFFICER)


@rules.predicate
def names_addressees(user: Any, kind: Any) -> bool:
    """Whoever follows directives enters the bodies that they address: nobody else would know that one is missing."""
    return kind in ADDRESSEE_BODIES and has_role(user, RoleKind.PROVINCE_OFFICER, RoleKind.STEERING_SECRETARY)


rules.add_perm("accounts.manage_roles", is_administrator)
rules.add_perm("accounts.invite_user", is_administrator | is_province_officer | is_producer_owner)
rules.add_perm("accounts.grant_role", is_administrator | seats_a_council | names_own_staff)
rules.add_perm("accounts.add_organisation", is_administrator | founds_council | names_addressees)
rules.add_perm("accounts.change_profile", is_self)
rules.add_perm("accounts.view_profile", rules.is_authenticated)
