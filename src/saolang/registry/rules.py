"""Who reads the register in the desk and who imports into it. The public pages need no right."""

from __future__ import annotations

from typing import Any

import rules

from saolang.accounts.enums import PRODUCER_ROLES, RoleKind
from saolang.accounts.roles import has_role

OFFICIALS = (
    RoleKind.COMMUNE_OFFICER,
    RoleKind.COMMUNE_LEADER,
    RoleKind.PROVINCE_OFFICER,
    RoleKind.DEPARTMENT_OFFICER,
    RoleKind.COUNCIL_CHAIR,
    RoleKind.COUNCIL_DEPUTY,
    RoleKind.COUNCIL_SECRETARY,
    RoleKind.COUNCIL_MEMBER,
    RoleKind.ADVISORY_MEMBER,
    RoleKind.INSPECTOR,
    RoleKind.STEERING_SECRETARY,
    RoleKind.LEADER,
    RoleKind.AUDITOR,
    RoleKind.ADMINISTRATOR,
)
IMPORTERS = (RoleKind.PROVINCE_OFFICER, RoleKind.ADMINISTRATOR)


@rules.predicate
def is_official(user: Any) -> bool:
    return has_role(user, *OFFICIALS)


@rules.predicate
def may_import(user: Any) -> bool:
    return has_role(user, *IMPORTERS)


@rules.predicate
def keeps_register(user: Any) -> bool:
    return has_role(user, RoleKind.PROVINCE_OFFICER)


@rules.predicate
def watches_stars(user: Any) -> bool:
    return is_official(user) or has_role(user, *PRODUCER_ROLES)


@rules.predicate
def keeps_mark(user: Any) -> bool:
    return has_role(user, RoleKind.PROVINCE_OFFICER, RoleKind.ADMINISTRATOR)


@rules.predicate
def speaks_for_product(user: Any, product: Any) -> bool:
    """The producer's own people; without a product, of any producer."""
    organisation = product.producer.organisation_id if product is not None else None
    return has_role(user, RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF, organisation=organisation)


rules.add_perm("registry.manage_mark", keeps_mark)
rules.add_perm("registry.use_mark", speaks_for_product)
rules.add_perm("registry.view_mark_downloads", is_official)
rules.add_perm("registry.view_radar", watches_stars)
rules.add_perm("registry.suspend_product", keeps_register)
rules.add_perm("registry.view_register", is_official)
rules.add_perm("registry.import_products", may_import)
