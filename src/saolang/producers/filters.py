"""Filters of the officials' lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from saolang.places.models import Unit
from saolang.places.queries import by_vietnamese_name

from .enums import ProducerKind, ProducerState
from .models import Producer
from .queries import search_producers


class ProducerFilter(django_filters.FilterSet):
    """By name, kind, commune, standing."""

    q = django_filters.CharFilter(label=_("Tên hoặc mã số"), method="by_text")
    kind = django_filters.ChoiceFilter(label=_("Loại hình"), choices=ProducerKind.choices, empty_label=_("Tất cả"))
    commune = django_filters.ChoiceFilter(
        label=_("Xã"), field_name="filing_commune_id", empty_label=_("Tất cả"), choices=()
    )
    state = django_filters.ChoiceFilter(label=_("Tình trạng"), choices=ProducerState.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Producer
        fields = ("q", "kind", "commune", "state")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = Unit.objects.light().filter(pk__in=self.queryset.order_by().values("filing_commune_id"))
        self.filters["commune"].extra["choices"] = [(str(unit.pk), unit.full_name) for unit in by_vietnamese_name(used)]

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        """Every word of the name, with or without marks, or the beginning of the number."""
        return search_producers(queryset, value)
