"""Corrections, new certificates and transfers as a list."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from saolang.core.text import fold_vi, format_date

from .amendment_enums import AmendmentKind, AmendmentState
from .amendment_states import AMENDMENT
from .models import Amendment


class AmendmentFilter(django_filters.FilterSet):
    """By words, kind and state."""

    q = django_filters.CharFilter(label=_("Chủ thể, sản phẩm"), method="by_words")
    kind = django_filters.ChoiceFilter(label=_("Loại việc"), choices=AmendmentKind.choices, empty_label=_("Tất cả"))
    state = django_filters.ChoiceFilter(label=_("Tình trạng"), choices=AmendmentState.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Amendment
        fields: list[str] = []

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Every word in the name of a product or its producer."""
        for word in fold_vi(value).split():
            queryset = queryset.filter(items__recognition__product__search_text__contains=word)
        return queryset.distinct()


class AmendmentTable(tables.Table):
    """What is asked, by whom, since when, how far it is."""

    kind = tables.Column(verbose_name=_("Loại việc"), linkify=True)
    producer = tables.Column(verbose_name=_("Chủ thể"), order_by=("producer__organisation__search_text",))
    requested_on = tables.Column(verbose_name=_("Ngày đề nghị"))
    state = tables.Column(verbose_name=_("Tình trạng"))
    decision = tables.Column(verbose_name=_("Quyết định"), orderable=False)

    class Meta:
        orderable = True
        default = "–"
        caption = _("Đề nghị đính chính, cấp lại, cấp đổi")

    def render_kind(self, record: Amendment) -> str:
        return str(record.get_kind_display())

    def render_requested_on(self, value: Any) -> str:
        return format_date(value)

    def render_state(self, record: Amendment) -> str:
        state = AMENDMENT.state(record)
        return render_to_string("registry/amendment_state.html", {"state": state})
