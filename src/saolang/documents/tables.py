"""Lists of papers."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from saolang.accounts.models import Organisation

from .enums import PaperKind, PaperState
from .models import Paper
from .queries import visible_to
from .states import PAPER


def _issuers(request: Any) -> QuerySet[Organisation]:
    if request is None:
        return Organisation.objects.none()
    ids = visible_to(request.user).values("issuer_id")
    return Organisation.objects.filter(pk__in=ids).order_by("name")


class PaperFilter(django_filters.FilterSet):
    """By words, state, kind and issuer."""

    q = django_filters.CharFilter(label=_("Số hoặc trích yếu"), method="by_words")
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=PaperState.choices, empty_label=_("Tất cả"))
    kind = django_filters.ChoiceFilter(label=_("Loại"), choices=PaperKind.choices, empty_label=_("Tất cả"))
    issuer = django_filters.ModelChoiceFilter(label=_("Cơ quan ban hành"), queryset=_issuers, empty_label=_("Tất cả"))

    class Meta:
        model = Paper
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[Paper], name: str, value: str) -> QuerySet[Paper]:
        """Number (with or without its symbol), or words of the title or of what it is about."""
        number, _slash, symbol = value.strip().partition("/")
        exact = Q(number=number.lstrip("0")) & (Q(symbol__iexact=symbol) if symbol else Q())
        return queryset.filter(exact | Q(title__icontains=value) | Q(subject_label__icontains=value))


class PaperTable(tables.Table):
    """Title first, then number, date, issuer, state."""

    title = tables.Column(verbose_name=_("Trích yếu"), linkify=True)
    number = tables.Column(verbose_name=_("Số, ký hiệu"), accessor="full_number", order_by=("number",), empty_values=())
    issued_on = tables.Column(verbose_name=_("Ngày ban hành"))
    issuer = tables.Column(verbose_name=_("Cơ quan ban hành"), accessor="issuer__name")
    state = tables.Column(verbose_name=_("Trạng thái"))

    class Meta:
        orderable = True
        default = "–"
        caption = _("Văn bản")

    def render_number(self, record: Paper) -> str:
        return record.full_number or "–"

    def render_issued_on(self, value: Any) -> str:
        return f"{value:%d/%m/%Y}"

    def render_state(self, record: Paper) -> str:
        return render_to_string("documents/partials/state.html", {"state": PAPER.state(record)})
