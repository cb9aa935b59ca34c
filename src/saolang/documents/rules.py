"""Who may do what with papers."""

from __future__ import annotations

from typing import Any

import rules

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import units_of

from . import queries, queries_register
from .citing import province_of


@rules.predicate
def writes_for_issuer(user: Any, issuer: Any) -> bool:
    """The person writes papers for this body; without a body named, for any."""
    bodies = queries.issuers_of(user)
    return bodies.filter(pk=issuer.pk).exists() if issuer is not None else bodies.exists()


@rules.predicate
def manages_paper(user: Any, paper: Any) -> bool:
    return paper is not None and queries.manageable_by(user).filter(pk=paper.pk).exists()


@rules.predicate
def reads_paper(user: Any, paper: Any) -> bool:
    """The person may read this paper; without a paper named, may open the list."""
    if paper is None:
        return bool(getattr(user, "is_authenticated", False))
    return queries.visible_to(user).filter(pk=paper.pk).exists()


rules.add_perm("documents.draft_paper", writes_for_issuer)
rules.add_perm("documents.manage_paper", manages_paper)
rules.add_perm("documents.view_paper", reads_paper)


@rules.predicate
def keeps_register(user: Any, holder: Any) -> bool:
    """The person keeps the register of this body; without a body named, of any. A document stands for its holder."""
    bodies = queries_register.holders_kept_by(user)
    if holder is None:
        return bodies.exists()
    return bodies.filter(pk=getattr(holder, "holder_id", None) or holder.pk).exists()


@rules.predicate
def reads_register(user: Any, holder: Any) -> bool:
    """The person may print the whole register of this body; without a body named, of any."""
    bodies = queries_register.holders_read_by(user)
    return bodies.filter(pk=holder.pk).exists() if holder is not None else bodies.exists()


@rules.predicate
def reads_registered(user: Any, document: Any) -> bool:
    """The person may read this document of the register; without one named, may open the lists."""
    if document is None:
        return queries_register.uses_register(user)
    return queries_register.registered_visible_to(user).filter(pk=document.pk).exists()


@rules.predicate
def names_keepers(user: Any, holder: Any) -> bool:
    """Administrators and the office of the province say which bodies of the province keep their register here."""
    units = units_of(user, RoleKind.ADMINISTRATOR, RoleKind.PROVINCE_OFFICER, RoleKind.STEERING_SECRETARY)
    return bool(units) and (holder is None or province_of(holder) in units)


rules.add_perm("documents.keep_register", keeps_register)
rules.add_perm("documents.print_register", reads_register)
rules.add_perm("documents.view_registered", reads_registered)
rules.add_perm("documents.name_keepers", names_keepers)
