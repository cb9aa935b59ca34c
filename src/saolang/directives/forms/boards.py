"""The filters of the list behind the boards. Every number on a board is a link that fills some of them in."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from saolang.accounts.models import Organisation

from ..enums import AssignmentState, Share, Standing, TaskKind
from ..models import Assignment, Notice, Topic
from ..queries.access import notices_visible_to
from ..queries.board_lists import GROUPS, due_within, matching
from ..queries.boards import NO_TOPIC
from ..standing import in_cell

WINDOWS = (("7", _("Trong 7 ngày")), ("30", _("Trong 30 ngày")), ("90", _("Trong 90 ngày")))
SHARES = (("phoi-hop", _("Phối hợp")),)


class _Hidden(django_filters.CharFilter):
    """A public code that a link carries along."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, max_length=20, **kwargs)


class ShareFilter(django_filters.FilterSet):
    """By words, cell, what somebody should do, kind, due window, times asked; by body, document, topic from a link.

    Without ``vai_tro`` the list holds what the boards count: lead shares that were not cancelled.
    """

    q = django_filters.CharFilter(label=_("Nội dung, đơn vị, số văn bản"), method="by_words", max_length=200)
    o = django_filters.ChoiceFilter(
        label=_("Tình hình"), choices=Standing.choices, method="by_cell", empty_label=_("Tất cả")
    )
    nhom = django_filters.ChoiceFilter(
        label=_("Cần xử lý"), choices=[(group.key, group.label) for group in GROUPS.values()], method="by_group",
        empty_label=_("Tất cả"),
    )  # fmt: skip
    han = django_filters.ChoiceFilter(label=_("Đến hạn"), choices=WINDOWS, method="by_window", empty_label=_("Bất kỳ"))
    loai = django_filters.ChoiceFilter(
        label=_("Loại việc"), choices=TaskKind.choices, field_name="task__kind", empty_label=_("Tất cả")
    )
    lan = django_filters.NumberFilter(
        label=_("Đã yêu cầu từ (lần)"), field_name="task__repeat_number", lookup_expr="gte", min_value=1,
        widget=forms.NumberInput(attrs={"min": 1, "max": 99}),
    )  # fmt: skip
    vai_tro = django_filters.ChoiceFilter(
        label=_("Vai trò"), choices=SHARES, method="by_share", empty_label=_("Chủ trì")
    )
    don_vi = _Hidden(method="by_body")
    van_ban = _Hidden(method="by_notice")
    chu_de = _Hidden(method="by_topic")
    xa = _Hidden(method="by_level")

    class Meta:
        model = Assignment
        fields: list[str] = []

    def __init__(self, *args: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.filters["lan"].extra["validators"] = [MaxValueValidator(99)]

    def filter_queryset(self, queryset: QuerySet[Assignment]) -> QuerySet[Assignment]:
        """The counted shares, or those that support when asked; nothing when the address makes no sense."""
        if not self.form.is_valid():
            return queryset.none()
        share = Share.SUPPORT if self.form.cleaned_data.get("vai_tro") else Share.LEAD
        rows = queryset.filter(share=share).exclude(state=AssignmentState.CANCELLED)
        return super().filter_queryset(rows)

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        """Every word, with or without marks."""
        return matching(rows, value)

    def by_cell(self, rows: Any, name: str, value: str) -> Any:
        """One of the seven cells, today."""
        return rows.filter(in_cell(value, self.on))

    def by_group(self, rows: Any, name: str, value: str) -> Any:
        """What somebody should act on."""
        return rows.filter(GROUPS[value].condition(self.on))

    def by_window(self, rows: Any, name: str, value: str) -> Any:
        """At work, with a date from today on."""
        return rows.filter(due_within(self.on, int(value)))

    def by_share(self, rows: Any, name: str, value: str) -> Any:
        """Done before anything else, in ``filter_queryset``."""
        return rows

    def by_body(self, rows: Any, name: str, value: str) -> Any:
        """The shares of one body."""
        return rows.filter(body__in=Organisation.objects.filter(code=value).values("pk"))

    def by_notice(self, rows: Any, name: str, value: str) -> Any:
        """The shares that one document gave; "0": those given without a document."""
        if value == "0":
            return rows.filter(notice__isnull=True)
        return rows.filter(notice__in=Notice.objects.filter(code=value).values("pk"))

    def by_topic(self, rows: Any, name: str, value: str) -> Any:
        """The shares of one topic; "0": those without one."""
        if value == NO_TOPIC:
            return rows.filter(topic__isnull=True)
        return rows.filter(topic=int(value)) if value.isascii() and value.isdigit() and len(value) < 10 else rows.none()

    def by_level(self, rows: Any, name: str, value: str) -> Any:
        """Committees of communes ("xa"), or every other body ("tinh")."""
        communes = Q(body__kind="committee", body__unit__level="commune")
        return rows.filter(communes if value == "xa" else ~communes)

    @property
    def chosen(self) -> list[tuple[Any, str]]:
        """What a link has narrowed the list to, in words, with the name of its parameter."""
        data = self.form.cleaned_data if self.form.is_valid() else {}
        found: list[tuple[Any, str]] = []
        body = Organisation.objects.filter(code=data.get("don_vi") or "-").first()
        if body is not None:
            found.append((body.name, "don_vi"))
        if data.get("van_ban") == "0":
            found.append((_("Giao ngoài văn bản"), "van_ban"))
        elif data.get("van_ban"):
            named = notices_visible_to(self.request.user).filter(code=data["van_ban"]).select_related("document")
            shown = named.only("document__kind", "document__number", "document__symbol")
            found += [(notice.document.title, "van_ban") for notice in shown]
        if data.get("chu_de") == NO_TOPIC:
            found.append((_("Chưa xếp chủ đề"), "chu_de"))
        elif (data.get("chu_de") or "").isdecimal():
            found += [(topic.name, "chu_de") for topic in Topic.objects.filter(pk=int(data["chu_de"][:9]))]
        if data.get("xa"):
            found.append((_("Xã, phường") if data["xa"] == "xa" else _("Sở, ngành, đơn vị của tỉnh"), "xa"))
        return found
