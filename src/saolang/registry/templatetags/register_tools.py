"""Corrections and new certificates of an entry, for its page in the desk."""

from __future__ import annotations

from typing import Any

from django import template

from ..amendments import visible_amendments

register = template.Library()


def is_over(entry: Any) -> bool:
    """Withdrawn and replaced stars get no new papers: nothing is offered that would be refused."""
    return entry.withdrawn_on is not None or entry.replaced_on is not None


@register.inclusion_tag("registry/_entry_tools.html", takes_context=True)
def entry_tools(context: Any, entry: Any) -> dict[str, Any]:
    """What was changed by papers of their own, and the ways to ask for it."""
    user = context["request"].user
    return {
        "entry": entry,
        "may_ask": not is_over(entry) and user.has_perm("registry.request_amendment", entry),
        "amendments": list(visible_amendments(user).filter(items__recognition=entry).order_by("-pk")),
    }
