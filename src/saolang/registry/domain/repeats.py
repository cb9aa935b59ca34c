"""A product whose recognition was withdrawn at the ministry's request must be assessed again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from saolang.audit.domain import record

from ..models import StarState


@transaction.atomic
def order_repeat(product: Any, *, on: date, reference: str, actor: Any) -> StarState:
    """Mark that the assessment is to be done again; a new published star ends it. The caller holds the right.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 10.1.b.
    """
    state, _created = StarState.objects.update_or_create(
        product=product, defaults={"repeat_ordered_on": on, "repeat_order": reference[:160]}
    )
    data = {"product": product.code, "on": on, "reference": reference}
    record("registry.starstate.order_repeat", actor=actor, obj=state, data=data)
    return state
