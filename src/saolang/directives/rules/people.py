"""The three parts people play: the office that hands out and follows, the units that carry out, the readers."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q

from saolang.accounts.enums import COMMUNE_ROLES, OrganisationKind, RoleKind
from saolang.accounts.models import Organisation
from saolang.accounts.roles import active_roles, has_role, organisations_of, units_of

OFFICE = (RoleKind.STEERING_SECRETARY, RoleKind.PROVINCE_OFFICER)
"""They keep the register, confirm notices, decide about dates, accept results and prepare meetings."""
READERS = (*OFFICE, RoleKind.LEADER, RoleKind.AUDITOR)
BODY_ROLES = (RoleKind.DEPARTMENT_OFFICER, RoleKind.BODY_OFFICER)
"""They act for the body that their role names."""
OFFICIALS = (*READERS, *BODY_ROLES, *COMMUNE_ROLES)


def office_units(user: Any) -> set[int]:
    """Provinces whose directives the person follows."""
    return units_of(user, *OFFICE)


def reader_units(user: Any) -> set[int]:
    """Provinces whose directives the person reads whole."""
    provinces = {role.unit_id for role in active_roles(user) if role.kind in READERS and role.unit is not None
                 and role.unit.level == "province"}  # fmt: skip
    return {pk for pk in provinces if pk is not None}


def bodies_condition(user: Any) -> Q:
    """Bodies that the person acts for, as a condition on Organisation: named ones, the committee of the commune, the
    OCOP office of the province for its officers.
    """
    named = Q(pk__in=organisations_of(user, *BODY_ROLES))
    commune = Q(kind=OrganisationKind.COMMITTEE, unit__in=units_of(user, *COMMUNE_ROLES), unit__level="commune")
    office = Q(kind=OrganisationKind.OCOP_OFFICE, unit__in=units_of(user, RoleKind.PROVINCE_OFFICER))
    return named | commune | office


def bodies_of(user: Any) -> set[int]:
    """Primary keys of the bodies that the person acts for; read once per person and request."""
    if not getattr(user, "is_authenticated", False):
        return set()
    found: set[int] | None = user.__dict__.get("_directive_bodies")
    if found is None:
        found = set(Organisation.objects.filter(bodies_condition(user)).values_list("pk", flat=True))
        user.__dict__["_directive_bodies"] = found
    return found


@rules.predicate
def is_office(user: Any) -> bool:
    """The person follows directives somewhere."""
    return bool(office_units(user))


@rules.predicate
def is_official(user: Any) -> bool:
    """The person has a part in directives: office, reader, or somebody who acts for a body."""
    return has_role(user, *OFFICIALS)


@rules.predicate
def is_office_of(user: Any, obj: Any) -> bool:
    """The person follows directives of the province of this record."""
    return obj is not None and obj.province_id in office_units(user)


@rules.predicate
def reads_province_of(user: Any, obj: Any) -> bool:
    """The person reads every directive of the province of this record."""
    return obj is not None and obj.province_id in reader_units(user)
