"""Who asks for corrections and new certificates, and who decides them. Listings in ``amendments.py`` agree."""

from __future__ import annotations

from typing import Any

import rules
from django.conf import settings

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import active_roles
from saolang.producers.rules import may_speak_for

from .rules import is_official

HOLDERS = (RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF)


@rules.predicate
def keeps_this_register(user: Any, obj: Any = None) -> bool:
    """The OCOP office of the province that this register belongs to."""
    return any(
        role.kind == RoleKind.PROVINCE_OFFICER and role.unit is not None and role.unit.code == settings.PROVINCE_CODE
        for role in active_roles(user)
    )


@rules.predicate
def is_holder(user: Any, star: Any) -> bool:
    """The people of the producer whose product holds the star."""
    return star is not None and may_speak_for(user, star.product.producer, *HOLDERS)


@rules.predicate
def is_of_amended(user: Any, amendment: Any) -> bool:
    """The people of the producer that an amendment is about, and of the one that takes over."""
    if amendment is None:
        return False
    return any(may_speak_for(user, holder, *HOLDERS) for holder in (amendment.producer, amendment.to_producer))


@rules.predicate
def asked_for_it(user: Any, amendment: Any) -> bool:
    return amendment is not None and amendment.requested_by_id == user.pk


rules.add_perm("registry.amend_register", keeps_this_register)
rules.add_perm("registry.request_amendment", keeps_this_register | is_holder)
rules.add_perm("registry.list_amendments", is_official)
rules.add_perm("registry.view_amendment", is_official | is_of_amended)
rules.add_perm("registry.cancel_amendment", asked_for_it & (keeps_this_register | is_of_amended))
