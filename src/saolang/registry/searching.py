"""The register in the search of the top bar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from .finding import matching
from .queries import NEWEST, validity_of, visible_to


class RegisterSearch:
    """Entries by product, producer, place old or new, decision, certificate or code."""

    label = _("Sổ đăng ký")
    limit = 12

    def __call__(self, user: Any, query: str) -> Iterator[dict[str, str]]:
        """Yield what the person may see."""
        found = matching(visible_to(user), query)
        for entry in found.order_by(*NEWEST)[: self.limit]:
            answer = validity_of(entry)
            subtitle = " · ".join(filter(None, [entry.producer_name, answer.star_words, answer.label]))
            yield {"title": entry.product_name, "subtitle": subtitle, "url": entry.get_absolute_url()}
