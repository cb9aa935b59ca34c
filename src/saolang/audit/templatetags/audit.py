"""``{% load audit %}``: the history of an object, in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.db import models
from django.utils.text import capfirst

from saolang.audit import queries
from saolang.audit.models import Event
from saolang.core.flow import Flow

register = template.Library()


@register.filter
def audit_phrase(event: Event) -> str:
    """Return the verb of an event in Vietnamese."""
    return queries.phrase(event)


@register.inclusion_tag("audit/partials/history.html")
def audit_history(*objects: models.Model, flow: Flow | None = None) -> dict[str, Any]:
    """Show the history of the objects, newest first; with ``flow`` the states get their staff names."""
    return {"events": [_row(event, flow) for event in queries.history_of(*objects).reverse()]}


def _row(event: Event, flow: Flow | None) -> dict[str, Any]:
    state = flow.states.get(event.to_state) if flow and event.to_state else None
    return {
        "at": event.at,
        "text": capfirst(queries.phrase(event)),
        "who": event.actor_label,
        "note": f"→ {state.staff_name}" if state else "",
        "reason": event.reason,
    }
