"""Who may see sheets, set what the law leaves open, and publish."""

from __future__ import annotations

from typing import Any

import rules

from saolang.accounts.roles import RoleKind, active_roles, has_role


@rules.predicate
def has_any_role(user: Any) -> bool:
    """Every official and producer with a role that runs."""
    return bool(user.is_authenticated and active_roles(user))


@rules.predicate
def runs_the_programme(user: Any) -> bool:
    """The province's OCOP officer and the administrator, of the province served here."""
    from django.conf import settings

    if has_role(user, RoleKind.ADMINISTRATOR):
        return True
    return any(
        role.kind == RoleKind.PROVINCE_OFFICER and _province_of(role) == settings.PROVINCE_CODE
        for role in active_roles(user)
    )


def _province_of(role: Any) -> str:
    unit = role.unit or (role.organisation.unit if role.organisation else None)
    return unit.code if unit is not None and unit.level == "province" else ""


@rules.predicate
def is_administrator(user: Any) -> bool:
    """The administrator of the installation."""
    return bool(has_role(user, RoleKind.ADMINISTRATOR))


rules.add_perm("rulebook.view_sheet", has_any_role)
rules.add_perm("rulebook.view_setting", has_any_role)
rules.add_perm("rulebook.change_setting", runs_the_programme)
rules.add_perm("rulebook.publish_sheet", is_administrator)
