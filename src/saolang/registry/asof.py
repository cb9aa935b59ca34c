"""What was valid on any day, for all products at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from .enums import Validity
from .models import Recognition, Suspension
from .validity import validity_case

COUNTED = (Validity.VALID, Validity.PROLONGED)
"""Answers under which a star counts."""


def stars_on(day: date, units: Iterable[int] | None = None) -> QuerySet[Recognition]:
    """Every published star with its answer of a day in ``validity_on_day``; ``units`` are communes by key."""
    rows = Recognition.objects.filter(public_since__isnull=False)
    if units is not None:
        rows = rows.filter(product__made_in__in=list(units))
    return rows.annotate(validity_on_day=validity_case(day))


def counts_on(day: date, units: Iterable[int] | None = None) -> dict[str, dict[int, int]]:
    """How many products had which star under which answer on a day: ``{validity: {star: products}}``.

    A replaced star is not counted: its product is counted with the one that took its place.
    """
    rows = stars_on(day, units).exclude(replaced_on__lte=day)
    found: dict[str, dict[int, int]] = defaultdict(dict)
    counted = rows.values_list("validity_on_day", "star").annotate(n=Count("product", distinct=True)).order_by()
    for validity, star, n in counted:
        found[validity][star] = n
    return dict(found)


def was_valid(product: Any, day: date) -> bool:
    """Whether any star of the product counted on a day."""
    return bool(stars_on(day).filter(product=product, validity_on_day__in=COUNTED).exists())


def suspensions_by_product(day: date) -> dict[int, tuple[Suspension, ...]]:
    """Trade suspensions in force on a day, of all products at once, by product."""
    found: dict[int, tuple[Suspension, ...]] = {}
    for row in _in_force(Suspension.objects.all(), day):
        found[row.product_id] = (*found.get(row.product_id, ()), row)
    return found


def suspensions_on(product: Any, day: date) -> list[Suspension]:
    """Trade suspensions in force on a day: warnings beside validity, with their papers."""
    return list(_in_force(Suspension.objects.filter(product=product), day))


def _in_force(rows: QuerySet[Suspension], day: date) -> QuerySet[Suspension]:
    found = rows.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        Q(lifted_on__isnull=True) | Q(lifted_on__gt=day),
        starts_on__lte=day,
    )
    return found.select_related("authority", "file").order_by("starts_on", "pk")
