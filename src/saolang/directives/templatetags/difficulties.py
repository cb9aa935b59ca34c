"""``{% load difficulties %}``: what is stuck about a share, and the way to raise it."""

from __future__ import annotations

from typing import Any

from django import template

from saolang.directives.queries.difficulties import of_share
from saolang.directives.rules.people import bodies_of
from saolang.directives.states.difficulties import DIFFICULTY

register = template.Library()


@register.inclusion_tag("directives/difficulties/_of_share.html", takes_context=True)
def difficulties_of(context: Any, share: Any) -> dict[str, Any]:
    """Difficulties about the task that the person may see; the body of an open share may raise one."""
    user = context["request"].user
    rows = [{"it": row, "state": DIFFICULTY.state(row)} for row in of_share(share, user)[:20]]
    return {"rows": rows, "share": share, "raises": share.is_open and share.body_id in bodies_of(user)}
