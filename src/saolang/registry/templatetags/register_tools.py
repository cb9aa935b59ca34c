"""Corrections and new certificates of an entry, for its page in the desk."""

from __future__ import annotations

from typing import Any

from django import template

from ..amendments import visible_amendments

register = template.Library()


@register.inclusion_tag("registry/_entry_tools.html", takes_context=True)
def entry_tools(context: Any, entry: Any) -> dict[str, Any]:
    """What was changed by papers of their own, and the ways to ask for it."""
    user = context["request"].user
    return {
        "entry": entry,
        "may_ask": user.has_perm("registry.request_amendment", entry),
        "amendments": list(visible_amendments(user).filter(items__recognition=entry).order_by("-pk")),
    }
