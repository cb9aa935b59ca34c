"""Who is told of what happens in a visit."""

from __future__ import annotations

from typing import Any

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import users_with

from ..models import Visit

OWN_PEOPLE = (RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF)


def visited_people(visit: Visit) -> list[Any]:
    """The people of the producer, or the officers and leaders of the supervised commune."""
    if visit.is_of_commune:
        return list(users_with(COMMUNE_ROLES, unit=visit.commune_id))
    producer = visit.producer
    return list(users_with(OWN_PEOPLE, organisation=producer.organisation_id)) if producer is not None else []


def commune_people(visit: Visit) -> list[Any]:
    """The officers of the producer's commune, told along."""
    return [] if visit.is_of_commune else list(users_with(COMMUNE_ROLES, unit=visit.commune_id))


def team_people(visit: Visit) -> list[Any]:
    """The team."""
    return [member.user for member in visit.team.select_related("user")]
