"""Reads: people and roles for the administration screens."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from saolang.core.text import normalize_line

from .models import Organisation, Role, User


def people_visible_to(user: Any) -> QuerySet[User]:
    """People whose roles the person administers: everybody for an administrator, else only oneself."""
    if user.has_perm("accounts.manage_roles"):
        return User.objects.all()
    return User.objects.filter(pk=user.pk) if getattr(user, "pk", None) else User.objects.none()


def with_roles(people: QuerySet[User]) -> QuerySet[User]:
    """Read the roles along, those that still run first."""
    roles = Role.objects.select_related("unit", "organisation").order_by("ended_on", "-valid_from", "pk")
    return people.prefetch_related(Prefetch("roles", queryset=roles))


def search_people(people: QuerySet[User], text: str) -> QuerySet[User]:
    """People whose name or address holds the text; marks count in names, so both stored forms are tried."""
    text = normalize_line(text)
    if not text:
        return people
    wanted = Q(email__icontains=text)
    for form in {text, text.title(), text.lower(), text.upper()}:
        wanted |= Q(full_name__contains=form)
    return people.filter(wanted)


def organisations_on(day: Any = None) -> QuerySet[Organisation]:
    """Bodies that exist on a day (default today)."""
    from saolang.core.clock import today

    day = day or today()
    return Organisation.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )
