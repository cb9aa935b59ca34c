"""Which imported star of a product was followed by a newer one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from ..enums import Source
from ..models import Recognition


def settle_replacements(product_ids: Iterable[int]) -> None:
    """Set, or clear, the day on which a later decision took the place of an imported star of these products.

    Only dated decisions count; a star of the platform replaces from the day it is public.
    """
    by_product: dict[int, list[Recognition]] = defaultdict(list)
    for star in Recognition.objects.filter(product_id__in=list(product_ids)).order_by("pk"):
        by_product[star.product_id].append(star)
    for stars in by_product.values():
        for star in stars:
            if star.source != Source.IMPORT or star.recognised_on is None:
                continue
            later = [day for other in stars if other.pk != star.pk and (day := _begins(other)) is not None]
            replaced = min((day for day in later if day > star.recognised_on), default=None)
            if replaced != star.replaced_on:
                star.replaced_on = replaced
                star.save(update_fields=["replaced_on", "updated_at"])


def _begins(star: Recognition) -> date | None:
    return star.recognised_on if star.source == Source.IMPORT else star.public_since
