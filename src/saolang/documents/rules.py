"""Who may do what with papers."""

from __future__ import annotations

from typing import Any

import rules

from . import queries


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
