"""What this app puts into the desk's rail, work list and search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.registries import NavItem, WorkItem, audit_phrases, navigation, search_sources, work_list
from saolang.core.text import fold_vi, format_date

from . import queries
from .enums import ProducerState


def register_all() -> None:
    """Called once when the app is ready."""
    navigation.add(
        NavItem(
            "products", gettext_lazy("Sản phẩm"), "producers:home", "package", 20, "producers.use_producer_desk",
            "chu-the", ("producers:producer",),
        )
    )  # fmt: skip
    navigation.add(
        NavItem(
            "producers", gettext_lazy("Chủ thể"), "producers:producers", "store", 40, "producers.list_producers",
            "chu-the", ("producers:waiting",),
        )
    )  # fmt: skip
    work_list.add(waiting_producers, key="producers.waiting")
    work_list.add(own_standing, key="producers.own_standing")
    search_sources.add(ProducerSearch(), key="producers.producers")
    search_sources.add(ProductSearch(), key="producers.products")
    for verb, words in PHRASES.items():
        audit_phrases.add(words, key=f"producers.{verb}")


PHRASES = {
    "producer.cease": gettext_lazy("ghi nhận ngừng hoạt động"),
    "producer.resume": gettext_lazy("ghi nhận hoạt động lại"),
    "producer.rename": gettext_lazy("điều chỉnh tên, loại hình, mã số"),
    "producer.merge": gettext_lazy("gộp chủ thể ghi trùng"),
    "producer.unmerge": gettext_lazy("hoàn tác gộp chủ thể"),
    "product.merge": gettext_lazy("gộp sản phẩm ghi trùng"),
    "product.unmerge": gettext_lazy("hoàn tác gộp sản phẩm"),
}


def waiting_producers(user: Any) -> Iterator[WorkItem]:
    """Commune: new producers to confirm."""
    if not user.has_perm("producers.list_waiting"):
        return
    for producer in queries.producers_waiting_for(user):
        yield WorkItem(
            title=_("Chủ thể chờ xác nhận: %(name)s") % {"name": producer.name},
            subtitle=_("%(kind)s, đăng ký ngày %(day)s")
            % {"kind": producer.get_kind_display(), "day": format_date(producer.created_at)},
            url=producer.get_absolute_url(),
            action_label=_("Xem và xác nhận"),
            state_label=str(producer.get_state_display()),
            kind="wait",
            sort_key=(1, producer.pk),
        )


def own_standing(user: Any) -> Iterator[WorkItem]:
    """Producer: a registration that waits for the commune, or that the commune refused."""
    for producer in [*queries.producers_of(user), *queries.claims_of(user)]:
        place = producer.filing_commune.label if producer.filing_commune else ""
        if producer.state in (ProducerState.PENDING, ProducerState.CLAIMED):
            yield WorkItem(
                title=_("%(name)s chờ UBND %(place)s xác nhận") % {"name": producer.name, "place": place},
                url=reverse("producers:home"),
                waiting_for_other=True,
                kind="wait",
                sort_key=(1, producer.pk),
                state_label=str(producer.get_state_display()),
            )
        elif producer.state == ProducerState.REFUSED:
            yield WorkItem(
                title=_("UBND %(place)s chưa xác nhận %(name)s") % {"name": producer.name, "place": place},
                subtitle=producer.refusal_reason,
                url=producer.get_absolute_url(),
                action_label=_("Sửa và gửi lại"),
                kind="off",
                sort_key=(0, producer.pk),
                state_label=str(producer.get_state_display()),
            )


class ProducerSearch:
    """Producers by name or number."""

    label = gettext_lazy("Chủ thể")

    def __call__(self, user: Any, query: str) -> Iterable[dict[str, str]]:
        """Rows for the search page."""
        for row in queries.search_producers(queries.producers_visible_to(user), query)[:12]:
            place = row.filing_commune.full_name if row.filing_commune else ""
            yield {"title": row.name, "url": row.get_absolute_url(), "subtitle": f"{row.get_kind_display()}, {place}"}


class ProductSearch:
    """Products by name."""

    label = gettext_lazy("Sản phẩm")

    def __call__(self, user: Any, query: str) -> Iterable[dict[str, str]]:
        """Rows for the search page."""
        found = queries.products_visible_to(user).filter(merged_into__isnull=True)
        for word in fold_vi(query).split():
            found = found.filter(search_text__contains=word)
        for row in found[:12]:
            yield {"title": row.name, "url": row.get_absolute_url(), "subtitle": row.producer.name}
