"""The people who hear of a share: those who act for its body, and the office of the province."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from saolang.accounts.enums import COMMUNE_ROLES, OrganisationKind, RoleKind
from saolang.accounts.models import Organisation
from saolang.accounts.roles import roles_running, users_with

from ..rules.people import BODY_ROLES, OFFICE

__all__ = ["office_people", "people_of", "people_of_bodies"]


def people_of_bodies(bodies: Iterable[Any]) -> dict[int, list[Any]]:
    """People by the body they act for, in three queries however many bodies; agrees with ``rules.people.bodies_of``.

    Bodies are Organisations or their keys; one without anybody has an empty list.
    """
    keys = {getattr(body, "pk", body) for body in bodies}
    found: dict[int, dict[int, Any]] = {key: {} for key in keys}
    for role in roles_running(BODY_ROLES).filter(organisation__in=keys):
        found[role.organisation_id][role.user_id] = role.user  # type: ignore[index]
    by_unit = Organisation.objects.filter(pk__in=keys, unit__isnull=False)
    communes = by_unit.filter(kind=OrganisationKind.COMMITTEE, unit__level="commune").values_list("unit", "pk")
    offices = by_unit.filter(kind=OrganisationKind.OCOP_OFFICE).values_list("unit", "pk")
    for kinds, rows in ((COMMUNE_ROLES, list(communes)), ((RoleKind.PROVINCE_OFFICER,), list(offices))):
        units: dict[int, list[int]] = {}
        for unit, key in rows:
            units.setdefault(unit, []).append(key)
        if not units:
            continue
        for role in roles_running(kinds).filter(unit__in=units):
            for key in units[role.unit_id]:  # type: ignore[index]
                found[key][role.user_id] = role.user
    return {key: [people[pk] for pk in sorted(people)] for key, people in found.items()}


def people_of(body: Any) -> list[Any]:
    """People who act for one body."""
    key = getattr(body, "pk", body)
    return people_of_bodies([key])[key]


def office_people(province: Any) -> list[Any]:
    """The office of a province: steering secretaries and province officers."""
    return list(users_with(OFFICE, unit=province))
