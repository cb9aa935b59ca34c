"""Lists of the register."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saolang.accounts.models import Organisation
from saolang.core.text import format_date
from saolang.ui.forms import VnDateField

from .enums import Urgency
from .models import RegisteredDocument
from .queries_headlines import listed
from .queries_register import Documents, in_force, registered_visible_to, search


def _holders(request: Any) -> Any:
    if request is None:
        return Organisation.objects.none()
    ids = registered_visible_to(request.user).values("holder_id")
    return Organisation.objects.filter(pk__in=ids).order_by("name")


def _choices(field: str) -> Any:
    """Values of a field that occur among the documents the person may see."""

    def of(filters: Any) -> list[tuple[str, str]]:
        rows = registered_visible_to(filters.request.user).exclude(**{field: ""})
        return [(value, value) for value in rows.order_by(field).values_list(field, flat=True).distinct()[:300]]

    return of


class DayFilter(django_filters.DateFilter):
    """A day typed as dd/mm/yyyy."""

    field_class = VnDateField


class RegisterFilter(django_filters.FilterSet):
    """By words, body, year, kind, issuer, urgency and a day on which the document holds."""

    q = django_filters.CharFilter(label=_("Số, ký hiệu hoặc từ trong văn bản"), method="by_words")
    holder = django_filters.ModelChoiceFilter(label=_("Sổ của"), queryset=_holders, empty_label=_("Tất cả"))
    year = django_filters.ChoiceFilter(label=_("Năm"), method="by_year", empty_label=_("Tất cả"), choices=())
    kind = django_filters.ChoiceFilter(label=_("Tên loại"), empty_label=_("Tất cả"), choices=())
    issuer_name = django_filters.ChoiceFilter(label=_("Cơ quan ban hành"), empty_label=_("Tất cả"), choices=())
    urgency = django_filters.ChoiceFilter(label=_("Mức độ khẩn"), choices=Urgency.choices, empty_label=_("Tất cả"))
    day = DayFilter(label=_("Còn hiệu lực ngày"), method="by_day")

    class Meta:
        model = RegisteredDocument
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("kind", "issuer_name"):
            self.filters[field].extra["choices"] = _choices(field)(self)
        days = registered_visible_to(self.request.user).dates("issued_on", "year", order="DESC")
        self.filters["year"].extra["choices"] = [(str(day.year), str(day.year)) for day in days]

    def by_words(self, queryset: Documents, name: str, value: str) -> Documents:
        return search(queryset, value)

    def by_year(self, queryset: Documents, name: str, value: str) -> Documents:
        year = int(value)
        return queryset.filter(Q(entry_year=year) | Q(entry_year__isnull=True, issued_on__year=year))

    def by_day(self, queryset: Documents, name: str, value: dt.date) -> Documents:
        return in_force(value, queryset)


class RegisterTable(tables.Table):
    """What it is about first, then number, day, issuer, and its place in the book."""

    abstract = tables.Column(
        verbose_name=_("Trích yếu"), linkify=True, order_by=("abstract",), attrs={"a": {"data-row": ""}}
    )
    number = tables.Column(verbose_name=_("Số, ký hiệu"), order_by=("number_key",), empty_values=())
    issued_on = tables.Column(verbose_name=_("Ngày ban hành"))
    issuer_name = tables.Column(verbose_name=_("Cơ quan ban hành"))
    entry_number = tables.Column(
        verbose_name=_("Vào sổ"), order_by=("entry_year", "entry_number", "entered_on"), empty_values=()
    )
    urgency = tables.Column(verbose_name=_("Ghi chú"), default="")

    class Meta:
        orderable = True
        default = "–"
        caption = _("Sổ văn bản")

    def render_abstract(self, value: str) -> str:
        return listed(value)

    def render_number(self, record: RegisteredDocument) -> str:
        return f"{record.kind} {record.full_number}".strip() or "–"

    def render_issued_on(self, value: dt.date) -> str:
        return format_date(value)

    def render_entry_number(self, record: RegisteredDocument) -> str:
        parts = [_("số %(number)s") % {"number": record.entry_number} if record.entry_number else ""]
        parts.append(format_date(record.entered_on))
        return ", ".join(str(part) for part in parts if part) or "–"

    def render_urgency(self, record: RegisteredDocument) -> str:
        words = [str(record.get_urgency_display())] if record.urgency != Urgency.NORMAL else []
        if record.is_history:
            words.append(str(_("Lưu sử")))
        return ", ".join(words)
