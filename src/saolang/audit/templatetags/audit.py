"""``{% load audit %}``: the history of an object, in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from saolang.audit import queries
from saolang.audit.models import Event
from saolang.core.clock import local
from saolang.core.flow import Flow

register = template.Library()


@register.filter
def audit_phrase(event: Event) -> str:
    """Return the verb of an event in Vietnamese."""
    return queries.phrase(event)


@register.inclusion_tag("audit/partials/history.html")
def audit_history(*objects: models.Model, flow: Flow | None = None) -> dict[str, Any]:
    """Show the history of the objects, newest first; with ``flow`` the states get their staff names.

    The same act repeated by one person on one day (29 criteria answered) is one row with its count.
    """
    rows: list[dict[str, Any]] = []
    before: tuple[Any, ...] = ()
    for event in queries.history_of(*objects).reverse():
        same = (event.verb, event.actor_id, event.actor_label, local(event.at).date())
        if same == before and not event.to_state and not event.reason:
            rows[-1]["count"] += 1
        else:
            rows.append(_row(event, flow))
        before = same if not event.to_state and not event.reason else ()
    for row in rows:
        if row["count"] > 1:
            row["note"] = _("%(count)d lần trong ngày") % {"count": row["count"]}
    return {"events": rows}


def _row(event: Event, flow: Flow | None) -> dict[str, Any]:
    state = flow.states.get(event.to_state) if flow and event.to_state else None
    return {
        "at": event.at,
        "text": capfirst(queries.phrase(event)),
        "who": event.actor_label,
        "note": f"→ {state.staff_name}" if state else "",
        "reason": event.reason,
        "count": 1,
    }
