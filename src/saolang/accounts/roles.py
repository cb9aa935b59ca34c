"""Who may do what where: reads of roles. Rules of all apps are built from these.

Roles of one person are read once per object instance and kept on it (``user._active_roles``): a request asks many
times, and its user lives no longer than the request.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from saolang.core.clock import today

from .enums import PRODUCER_ROLES, OrganisationKind, RoleKind
from .models import Organisation, Role, User

__all__ = [
    "RoleKind",
    "active_roles",
    "duty_units",
    "forget_roles",
    "has_role",
    "organisations_of",
    "pending_organisations_of",
    "role_label",
    "roles_running",
    "units_of",
    "users_with",
]
_STATE_BODIES = (
    OrganisationKind.COMMITTEE,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.OCOP_OFFICE,
    OrganisationKind.MINISTRY,
)


def _active(at: date) -> Q:
    return (
        Q(confirmed_on__isnull=False, confirmed_on__lte=at, valid_from__lte=at)
        & (Q(valid_to__isnull=True) | Q(valid_to__gte=at))
        & (Q(ended_on__isnull=True) | Q(ended_on__gt=at))
    )


def active_roles(user: Any, *, at: date | None = None) -> list[Role]:
    """Roles that count on that day (default today); empty for anonymous and inactive people."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    day = at or today()
    cached: dict[date, list[Role]] = user.__dict__.setdefault("_active_roles", {})
    if day not in cached:
        cached[day] = list(
            Role.objects.filter(_active(day), user=user).select_related("unit", "organisation").order_by("pk")
        )
    return cached[day]


def forget_roles(user: User) -> None:
    """Drop what was read, after a role was granted or ended."""
    user.__dict__.pop("_active_roles", None)
    user.__dict__.pop("_pending_organisations", None)


def has_role(
    user: Any,
    *kinds: str,
    unit: Any = None,
    organisation: Any = None,
    at: date | None = None,
) -> bool:
    """Whether the person holds one of these roles, in that unit or that organisation if one is named.

    A role over a province counts for every commune in it.
    """
    unit_id = getattr(unit, "pk", unit)
    parent_id = getattr(unit, "parent_id", None)
    organisation_id = getattr(organisation, "pk", organisation)
    for role in active_roles(user, at=at):
        if role.kind not in kinds:
            continue
        if unit_id is not None and role.unit_id not in {unit_id, parent_id}:
            continue
        if unit_id is not None and role.unit_id is None:
            continue
        if organisation_id is not None and role.organisation_id != organisation_id:
            continue
        return True
    return False


def units_of(user: Any, *kinds: str) -> set[int]:
    """Primary keys of the units in which the person holds one of these roles today."""
    return {role.unit_id for role in active_roles(user) if role.kind in kinds and role.unit_id is not None}


def organisations_of(user: Any, *kinds: str) -> set[int]:
    """Primary keys of the organisations in which the person holds one of these roles today."""
    return {
        role.organisation_id for role in active_roles(user) if role.kind in kinds and role.organisation_id is not None
    }


def users_with(
    kinds: str | Iterable[str],
    *,
    unit: Any = None,
    organisation: Any = None,
    at: date | None = None,
) -> QuerySet[User]:
    """People who hold one of these roles there on that day; for notices and choices."""
    wanted = [kinds] if isinstance(kinds, str) else list(kinds)
    query = Q(kind__in=wanted) & _active(at or today())
    if unit is not None:
        query &= Q(unit_id=getattr(unit, "pk", unit))
    if organisation is not None:
        query &= Q(organisation_id=getattr(organisation, "pk", organisation))
    return User.objects.filter(is_active=True, pk__in=Role.objects.filter(query).values("user_id")).order_by("pk")


def roles_running(kinds: Iterable[str], *, at: date | None = None) -> QuerySet[Role]:
    """Roles of these kinds that count on that day, with their people; for messages to many bodies at once."""
    counting = Role.objects.filter(_active(at or today()), kind__in=list(kinds), user__is_active=True)
    return counting.select_related("user")


def organisation_of(user: Any, *kinds: str) -> Organisation | None:
    """The first organisation in which the person holds one of these roles, if any."""
    for role in active_roles(user):
        if role.kind in kinds and role.organisation is not None:
            return role.organisation
    return None


def duty_units(user: Any, *kinds: str) -> set[int]:
    """Units that the person's official roles of these kinds reach: the unit named, or that of the body served."""
    found: set[int] = set()
    for role in active_roles(user):
        if role.kind not in kinds:
            continue
        if role.unit_id is not None:
            found.add(role.unit_id)
        elif role.organisation is not None and role.organisation.kind in _STATE_BODIES:
            found.update({role.organisation.unit_id} - {None})  # type: ignore[arg-type]
    return found


def pending_organisations_of(user: Any) -> set[int]:
    """Producers' organisations for which the person has registered and waits for the commune to confirm."""
    if not getattr(user, "is_authenticated", False) or not user.is_active or user.pk is None:
        return set()
    cached = user.__dict__.get("_pending_organisations")
    if cached is None:
        cached = set(
            Role.objects.filter(
                user=user,
                kind__in=PRODUCER_ROLES,
                confirmed_on__isnull=True,
                ended_on__isnull=True,
                organisation__isnull=False,
            ).values_list("organisation_id", flat=True)
        )
        user.__dict__["_pending_organisations"] = cached
    return cached


def role_label(user: Any) -> str:
    """Short words for the top bar: the first role and where it is held; empty without a role."""
    roles = active_roles(user)
    if not roles:
        return ""
    role = roles[0]
    where = (role.organisation.short_name or role.organisation.name) if role.organisation else str(role.unit)
    return f"{role.get_kind_display()}, {where}"
