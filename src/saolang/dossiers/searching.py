"""What dossiers offer to the search over everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from saolang.core.text import fold_vi

from .queries import visible_to
from .states import DOSSIER


class DossierSearch:
    """Dossiers by the product's or producer's name, by receipt number or product code."""

    label = gettext_lazy("Hồ sơ")

    def __call__(self, user: Any, query: str) -> Iterable[dict[str, str]]:
        """Rows for the search page, newest first."""
        words = Q()
        for word in fold_vi(query).split():
            words &= Q(product__search_text__contains=word)
        numbered = visible_to(user).filter(receipts__number__icontains=query).values("pk")
        found = visible_to(user).filter(words | Q(product_code__startswith=query) | Q(pk__in=numbered))
        for row in found.select_related("product", "producer__organisation").order_by("-pk")[:12]:
            state = DOSSIER.state(row).staff_name
            yield {
                "title": row.product.name,
                "url": row.get_absolute_url(),
                "subtitle": f"{row.producer.name}, {state}",
            }
