"""Tables of the officials' lists."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from saolang.core.text import format_date

from .models import Producer


class ProducerTable(tables.Table):
    """Producers of a commune or province."""

    name = tables.Column(verbose_name=_("Chủ thể"), accessor="organisation__name", order_by="organisation__search_text")
    kind = tables.Column(verbose_name=_("Loại hình"))
    filing_commune = tables.Column(
        verbose_name=_("Xã nộp hồ sơ"), accessor="filing_commune__full_name", order_by="filing_commune__name"
    )
    product_count = tables.Column(
        verbose_name=_("Sản phẩm"), attrs={"td": {"class": "r"}, "th": {"class": "r"}}, empty_values=()
    )
    state = tables.Column(verbose_name=_("Tình trạng"))

    class Meta:
        model = Producer
        fields = ("name", "kind", "filing_commune", "product_count", "state")
        empty_text = ""

    def render_name(self, record: Producer, value: str) -> Any:
        """The name leads to the producer."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)


class WaitingTable(ProducerTable):
    """Producers that wait for confirmation."""

    created_at = tables.Column(verbose_name=_("Đăng ký ngày"))
    product_count = None

    class Meta(ProducerTable.Meta):
        fields = ("name", "kind", "filing_commune", "created_at", "state")
        sequence = ("name", "kind", "filing_commune", "created_at", "state")

    def render_created_at(self, value: Any) -> str:
        """The day alone."""
        return format_date(value)
