"""The register as a list in the desk."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core import clock
from saolang.core.text import fold_vi, format_date

from .enums import Source, Validity
from .models import Recognition
from .numbers import number_key
from .queries import validity_of
from .renewal import stage_of


class RegisterFilter(django_filters.FilterSet):
    """By words, star, the answer of today, and where the entry comes from."""

    q = django_filters.CharFilter(label=_("Tên, xã, số, mã"), method="by_words")
    star = django_filters.ChoiceFilter(
        label=_("Hạng sao"), choices=[(5, _("5 sao")), (4, _("4 sao")), (3, _("3 sao"))], empty_label=_("Tất cả")
    )
    validity = django_filters.ChoiceFilter(
        label=_("Hôm nay"), choices=Validity.choices, method="by_validity", empty_label=_("Tất cả")
    )
    source = django_filters.ChoiceFilter(label=_("Nguồn"), choices=Source.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Recognition
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[Recognition], name: str, value: str) -> QuerySet[Recognition]:
        """Words with or without marks, or a number, or a code."""
        words = Q()
        for word in fold_vi(value).split():
            words &= Q(product__search_text__contains=word) | Q(product__made_in__search_text__contains=word)
        number, _slash, symbol = value.strip().partition("/")
        decision = Q(decision__number__iexact=number.strip())
        if symbol:
            decision &= Q(decision__symbol__iexact=symbol.strip())
        codes = Q(code__iexact=value.strip()) | Q(product_code__iexact=value.strip())
        papers = Q(certificates__number_key=number_key(value))
        printed = Q(address__icontains=" ".join(value.split()))
        return queryset.filter(words | decision | codes | papers | printed).distinct()

    def by_validity(self, queryset: QuerySet[Recognition], name: str, value: str) -> QuerySet[Recognition]:
        """Entries with that answer today; each is judged in validity.py."""
        return queryset.filter(pk__in=[entry.pk for entry in queryset if validity_of(entry).validity == value])


def _radar_address(record: Recognition) -> str:
    return reverse("registry:radar_star", args=[record.code])


class RegisterTable(tables.Table):
    """Product first, then who makes it, the star, the answer of today, the decision."""

    product_name = tables.Column(verbose_name=_("Sản phẩm"), linkify=True)
    producer_name = tables.Column(verbose_name=_("Chủ thể"))
    star = tables.Column(verbose_name=_("Hạng"))
    today = tables.Column(verbose_name=_("Hôm nay"), empty_values=(), orderable=False)
    decision = tables.Column(verbose_name=_("Quyết định"), accessor="decision", order_by=("decision__number",))
    recognised_on = tables.Column(verbose_name=_("Ngày"))
    public_since = tables.Column(verbose_name=_("Công bố"))

    class Meta:
        orderable = True
        default = "–"
        caption = _("Sổ đăng ký sản phẩm OCOP")

    def render_star(self, value: int) -> str:
        return str(_("%(star)d sao") % {"star": value}).replace(" ", "\u00a0")

    def render_today(self, record: Recognition) -> str:
        return render_to_string("registry/state.html", {"answer": validity_of(record)})

    def render_recognised_on(self, value: Any) -> str:
        return format_date(value)

    def render_public_since(self, value: Any) -> str:
        return format_date(value)


class RadarTable(tables.Table):
    """The stars of the radar: product, who makes it, what is true today, until when, what must be done."""

    product_name = tables.Column(verbose_name=_("Sản phẩm"), accessor="product__name", linkify=_radar_address)
    producer_name = tables.Column(verbose_name=_("Chủ thể"), accessor="product__producer__name", orderable=False)
    made_in = tables.Column(verbose_name=_("Xã"), accessor="product__made_in", orderable=False)
    star = tables.Column(verbose_name=_("Hạng"))
    today = tables.Column(verbose_name=_("Hôm nay"), empty_values=(), orderable=False)
    through = tables.Column(verbose_name=_("Hết hạn"))
    stage = tables.Column(verbose_name=_("Đánh giá lại"), empty_values=(), orderable=False)

    class Meta:
        orderable = True
        default = "–"
        caption = _("Hạn của hạng sao")

    def render_star(self, value: int) -> str:
        return str(_("%(star)d sao") % {"star": value}).replace(" ", "\u00a0")

    def render_today(self, record: Recognition) -> str:
        return render_to_string("registry/state.html", {"answer": validity_of(record)})

    def render_through(self, value: Any) -> str:
        return format_date(value)

    def render_stage(self, record: Recognition) -> str:
        return render_to_string("registry/stage.html", {"renewal": stage_of(record, clock.today())})
