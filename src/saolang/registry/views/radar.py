"""The expiry radar: a calendar of stars by the day each window opens, closes, ends; by commune; by producer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.core.validators import MaxValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from saolang.accounts.enums import PRODUCER_ROLES
from saolang.accounts.roles import organisations_of
from saolang.core import clock
from saolang.core.text import fold_vi, format_date
from saolang.ui.views import PUBLIC, ActionView, DeskDetailView, DeskListView, DeskView, PermissionMixin

from ..asof import suspensions_on
from ..calendar_feed import calendar_of
from ..domain.calendar_keys import calendar_key_of, renew_calendar_key
from ..enums import RenewalStage, Validity
from ..models import CalendarKey, Recognition
from ..radar import ended_last, grouped, in_scope, month_of, on_day, summary, watched_by, with_answers
from ..renewal import stage_of
from ..tables import RadarTable
from ..validity import facts_of, validity_case, validity_on

TABS = (
    ("registry:radar", gettext_lazy("Lịch")),
    ("registry:radar_list", gettext_lazy("Danh sách")),
    ("registry:radar_communes", gettext_lazy("Theo xã")),
    ("registry:radar_producers", gettext_lazy("Theo chủ thể")),
)


class RadarMixin:
    """What every page of the radar shows: the tabs and the counts."""

    request: HttpRequest
    tab = ""
    title = gettext_lazy("Hạn của hạng sao")
    subtitle = gettext_lazy("Nộp hồ sơ đánh giá lại từ 180 đến 120 ngày trước khi giấy chứng nhận hết hạn (Điều 7.6.a)")

    def rows(self) -> Any:
        """Stars that the person watches over."""
        return watched_by(self.request.user, clock.today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tabs, counts, and whether the person files for a producer."""
        tabs = [(reverse(name), label, name == self.tab) for name, label in TABS]
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            tabs=tabs, summary=summary(self.rows(), clock.today()), **kwargs
        )
        return context


class RadarView(RadarMixin, DeskView):
    """One month, day by day, and the stars of the day that was picked."""

    permission = "registry.view_radar"
    template_name = "registry/radar.html"
    tab = "registry:radar"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        picked = _day(self.request.GET.get("ngay", ""))
        first = _month(self.request.GET.get("thang", "")) or (picked or today).replace(day=1)
        rows = self.rows()
        stars = []
        if picked is not None:
            stars = list(with_answers(on_day(rows, picked), today).order_by("through", "pk")[:200])
        return super().get_context_data(
            weeks=month_of(rows, first, today),
            month=first,
            earlier=(first - dt.timedelta(days=1)).replace(day=1),
            later=(first + dt.timedelta(days=32)).replace(day=1),
            picked=picked,
            stars=[(star, stage_of(star, today), validity_on(facts_of(star), today)) for star in stars],
            **kwargs,
        )


def _day(text: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def _month(text: str) -> dt.date | None:
    return _day(f"{text}-01") if len(text) == 7 else None


class KeyFilter(django_filters.NumberFilter):
    """A hidden key of a row; larger numbers than any key are no choice."""

    def get_max_validator(self) -> MaxValueValidator:
        """The largest key of any database."""
        return MaxValueValidator(2**31 - 1)


class RadarFilter(django_filters.FilterSet):
    """By stage, answer of today, star and words."""

    q = django_filters.CharFilter(label=gettext_lazy("Tên, chủ thể, xã"), method="by_words")
    stage = django_filters.ChoiceFilter(
        label=gettext_lazy("Giai đoạn"),
        choices=[choice for choice in RenewalStage.choices if choice[0] != RenewalStage.NONE],
        method="by_stage",
        empty_label=gettext_lazy("Tất cả"),
    )
    validity = django_filters.ChoiceFilter(
        label=gettext_lazy("Hôm nay"),
        choices=[(str(v), v.label) for v in (Validity.VALID, Validity.PROLONGED, Validity.EXPIRED)],
        method="by_validity",
        empty_label=gettext_lazy("Tất cả"),
    )
    star = django_filters.ChoiceFilter(
        label=gettext_lazy("Hạng sao"),
        choices=[(5, gettext_lazy("5 sao")), (4, gettext_lazy("4 sao")), (3, gettext_lazy("3 sao"))],
        empty_label=gettext_lazy("Tất cả"),
    )
    xa = KeyFilter(field_name="product__made_in", widget=django_filters.widgets.forms.HiddenInput)
    chu_the = KeyFilter(field_name="product__producer", widget=django_filters.widgets.forms.HiddenInput)

    class Meta:
        model = Recognition
        fields: list[str] = []

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Every word, with or without marks."""
        for word in fold_vi(value).split():
            queryset = queryset.filter(product__search_text__contains=word) | queryset.filter(
                product__made_in__search_text__contains=word
            )
        return queryset

    def by_stage(self, queryset: Any, name: str, value: str) -> Any:
        """Stars at one stage today."""
        return in_scope(queryset, [value], clock.today())

    def by_validity(self, queryset: Any, name: str, value: str) -> Any:
        """Stars with one answer today."""
        return queryset.annotate(answer_wanted=validity_case(clock.today())).filter(answer_wanted=value)


class RadarListView(RadarMixin, DeskListView):
    """The stars one by one, the next to end first; those that ended long ago come after all that can be helped."""

    permission = "registry.view_radar"
    template_name = "registry/radar_list.html"
    tab = "registry:radar_list"
    table_class = RadarTable
    filterset_class = RadarFilter
    empty_title = gettext_lazy("Không có hạng sao nào cần theo dõi")
    empty_text = gettext_lazy("Hạng sao có thời hạn sẽ hiện ở đây kể từ ngày công bố.")

    def get_queryset(self) -> Any:
        rows = with_answers(self.rows(), clock.today())
        return rows.alias(ended=ended_last("validity_on_day")).order_by("ended", "through", "pk")


class RadarGroupsView(RadarMixin, DeskView):
    """Stars counted by commune or by producer."""

    permission = "registry.view_radar"
    template_name = "registry/radar_groups.html"
    by = "xa"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = grouped(self.rows(), self.by, clock.today())
        return super().get_context_data(
            groups=groups[:500],
            more=max(len(groups) - 500, 0),
            by=self.by,
            filter_name="xa" if self.by == "xa" else "chu_the",
            heading=_("Xã, phường") if self.by == "xa" else _("Chủ thể"),
            **kwargs,
        )


class RadarCommunesView(RadarGroupsView):
    """By commune."""

    tab = "registry:radar_communes"


class RadarProducersView(RadarGroupsView):
    """By producer."""

    tab = "registry:radar_producers"
    by = "chu-the"


class RadarStarView(DeskDetailView):
    """One star: valid today, how far its renewal is, what to do next."""

    permission = "registry.view_radar"
    template_name = "registry/radar_star.html"
    model = Recognition
    context_name = "star"

    def get_queryset(self) -> Any:
        rows = watched_by(self.request.user, clock.today())
        return rows.select_related("product__producer__organisation", "product__made_in", "product__star_state")

    def get_title(self) -> str:
        return str(self.get_object().product.name)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Hạn của hạng sao"), reverse("registry:radar"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        star, today = self.get_object(), clock.today()
        own = star.product.producer.organisation_id in organisations_of(self.request.user, *PRODUCER_ROLES)
        return super().get_context_data(
            answer=validity_on(facts_of(star), today),
            renewal=stage_of(star, today),
            prolongations=list(star.prolongations.order_by("pk")),
            suspensions=suspensions_on(star.product, today),
            reminders=list(star.reminders.order_by("sent_on", "pk")),
            own=own,
            **kwargs,
        )


class CalendarView(DeskView):
    """The private address of a person's calendar feed."""

    permission = "registry.view_radar"
    template_name = "registry/radar_calendar.html"
    title = gettext_lazy("Lịch trên điện thoại")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Hạn của hạng sao"), reverse("registry:radar"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = calendar_key_of(self.request.user)
        feed = reverse("calendar_feed", args=[key.key])
        address = self.request.build_absolute_uri(feed)
        app = "webcal:" + address.split(":", 1)[1]
        return super().get_context_data(feed=address, feed_app=app, since=key.updated_at, **kwargs)


class RenewKeyView(ActionView):
    """Make a new address; the old one no longer answers."""

    permission = "registry.view_radar"
    model = None
    success_message = gettext_lazy("Đã đổi địa chỉ lịch; địa chỉ cũ không dùng được nữa.")

    def get_permission_object(self) -> Any:
        """There is no record to ask about."""
        return None

    def act(self) -> Any:
        renew_calendar_key(self.request.user)
        return reverse("registry:radar_calendar")


class CalendarFeedView(PermissionMixin, View):
    """The calendar file itself, for phones and mail programs: whoever knows the key reads that person's stars."""

    permission = PUBLIC

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Answer with the file of the person whose key it is."""
        if not key.isprintable():  # PostgreSQL does not even look for NUL
            raise Http404
        owner = get_object_or_404(CalendarKey.objects.select_related("user"), key=key).user
        if not owner.is_active or not owner.has_perm("registry.view_radar"):
            raise Http404
        today = clock.today()
        stars = watched_by(owner, today).select_related("product__producer__organisation", "product__star_state")
        near = stars.filter(through__range=(today - dt.timedelta(days=400), today + dt.timedelta(days=400)))
        content = calendar_of(near.order_by("through", "pk"), today=today, site=request.build_absolute_uri("/")[:-1])
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Cache-Control"] = "private, max-age=3600"
        response["Content-Disposition"] = f'inline; filename="hang-sao-{format_date(today).replace("/", "-")}.ics"'
        return response
