"""The register as a list in the desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.text import format_date
from saolang.places.models import Unit
from saolang.places.queries import by_vietnamese_name
from saolang.ui.forms import VnDateField

from .enums import RenewalStage, Source, Validity
from .finding import matching
from .models import Recognition
from .queries import validity_of
from .renewal import RENEWABLE, renewal_case, stage_of
from .validity import validity_case


class DayFilter(django_filters.Filter):
    """A day typed the way people here write it."""

    field_class = VnDateField


def _of_its_time(body: Organisation) -> str:
    """The name of an issuer; one that has ended says when, since its successor may have the same name."""
    if body.valid_to is None:
        return str(body.name)
    return _("%(name)s (đến hết %(day)s)") % {"name": body.name, "day": format_date(body.valid_to)}


class RegisterFilter(django_filters.FilterSet):
    """By words, the answer of a day, the renewal stage, star, commune, year, issuer and source; all in SQL."""

    q = django_filters.CharFilter(label=_("Tên, xã, số, mã"), method="by_words")
    validity = django_filters.ChoiceFilter(
        label=_("Hiệu lực"), choices=Validity.choices, method="by_validity", empty_label=_("Tất cả")
    )
    day = DayFilter(label=_("Tại ngày"), method="by_day")
    stage = django_filters.ChoiceFilter(
        label=_("Đánh giá lại"), choices=RenewalStage.choices, method="by_stage", empty_label=_("Tất cả")
    )
    star = django_filters.ChoiceFilter(
        label=_("Hạng sao"), choices=[(5, _("5 sao")), (4, _("4 sao")), (3, _("3 sao"))], empty_label=_("Tất cả")
    )
    commune = django_filters.ChoiceFilter(
        label=_("Xã, phường"), field_name="product__made_in_id", choices=(), empty_label=_("Tất cả")
    )
    year = django_filters.NumberFilter(label=_("Năm đánh giá"), field_name="assessed_year")
    issuer = django_filters.ChoiceFilter(
        label=_("Cơ quan ban hành"), field_name="decision__issuer_id", choices=(), empty_label=_("Tất cả")
    )
    source = django_filters.ChoiceFilter(label=_("Nguồn"), choices=Source.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Recognition
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Recognition.objects.order_by()
        communes = Unit.objects.light().filter(pk__in=rows.values("product__made_in"))
        issuers = Organisation.objects.filter(pk__in=rows.values("decision__issuer")).order_by("search_text")
        self.filters["commune"].extra["choices"] = [(str(u.pk), u.full_name) for u in by_vietnamese_name(communes)]
        self.filters["issuer"].extra["choices"] = [(str(body.pk), _of_its_time(body)) for body in issuers]

    @property
    def on(self) -> date:
        """The day that answers are for."""
        chosen = self.form.cleaned_data.get("day") if self.is_bound and self.form.is_valid() else None
        return chosen or clock.today()

    def by_words(self, queryset: QuerySet[Recognition], name: str, value: str) -> QuerySet[Recognition]:
        """Words with or without marks, a number, a code old or new, or part of one."""
        return matching(queryset, value)

    def by_day(self, queryset: QuerySet[Recognition], name: str, value: Any) -> QuerySet[Recognition]:
        """The day only says for when ``validity`` and ``stage`` are asked."""
        return queryset

    def by_validity(self, queryset: QuerySet[Recognition], name: str, value: str) -> QuerySet[Recognition]:
        """Entries with that answer on the day."""
        return queryset.annotate(answer_of_day=validity_case(self.on)).filter(answer_of_day=value)

    def by_stage(self, queryset: QuerySet[Recognition], name: str, value: str) -> QuerySet[Recognition]:
        """Entries at that stage of renewal on the day; stars that cannot be renewed are at none."""
        rows = queryset.annotate(renewable=validity_case(self.on), stage_of_day=renewal_case(self.on))
        at_stage = Q(renewable__in=RENEWABLE, stage_of_day=value)
        if value == RenewalStage.NONE:
            at_stage = ~Q(renewable__in=RENEWABLE) | Q(stage_of_day=value)
        return rows.filter(at_stage)


def _radar_address(record: Recognition) -> str:
    return reverse("registry:radar_star", args=[record.code])


def day_heading(day: date) -> str:
    """What stands above the answers of a day."""
    return str(_("Hôm nay")) if day == clock.today() else str(_("Tại ngày %(day)s") % {"day": format_date(day)})


class RegisterTable(tables.Table):
    """Product first, then who makes it, the star, the answer of today or of the day asked for, the decision."""

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

    def __init__(self, *args: Any, on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on or clock.today()
        self.columns["today"].column.verbose_name = day_heading(self.on)

    def render_star(self, value: int) -> str:
        return str(_("%(star)d sao") % {"star": value}).replace(" ", "\u00a0")

    def render_today(self, record: Recognition) -> str:
        return render_to_string("registry/state.html", {"answer": validity_of(record, self.on)})

    def render_recognised_on(self, value: Any) -> str:
        return format_date(value)

    def render_public_since(self, value: Any) -> str:
        return format_date(value)


class RadarTable(tables.Table):
    """The stars of the radar: product, who makes it, what is true today, until when, what must be done."""

    product_name = tables.Column(verbose_name=_("Sản phẩm"), accessor="product__name", linkify=_radar_address)
    producer_name = tables.Column(verbose_name=_("Chủ thể, xã"), accessor="product__producer__name", orderable=False)
    star = tables.Column(verbose_name=_("Hạng"))
    today = tables.Column(verbose_name=_("Hôm nay"), empty_values=(), orderable=False)
    through = tables.Column(verbose_name=_("Hết hạn"))
    stage = tables.Column(verbose_name=_("Đánh giá lại"), empty_values=(), orderable=False)

    class Meta:
        orderable = True
        default = "–"
        caption = _("Hạn của hạng sao")

    def render_producer_name(self, value: str, record: Recognition) -> str:
        """The producer, and below it the commune."""
        place = record.product.made_in
        return format_html("{}<small>{}</small>", value, place) if place else value

    def render_star(self, value: int) -> str:
        return str(_("%(star)d sao") % {"star": value}).replace(" ", "\u00a0")

    def render_today(self, record: Recognition) -> str:
        return render_to_string("registry/state.html", {"answer": validity_of(record)})

    def render_through(self, value: Any) -> str:
        return format_date(value)

    def render_stage(self, record: Recognition) -> str:
        return render_to_string("registry/stage.html", {"renewal": stage_of(record, clock.today())})
