"""Table of the people of the installation."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from saolang.core.clock import today

from .models import User


class PeopleTable(tables.Table):
    """Person, roles that run, standing of the account."""

    full_name = tables.Column(verbose_name=_("Họ và tên"))
    email = tables.Column(verbose_name=_("Thư điện tử"))
    running = tables.Column(verbose_name=_("Vai trò"), accessor="pk", orderable=False)
    is_active = tables.Column(verbose_name=_("Tài khoản"))

    class Meta:
        model = User
        fields = ("full_name", "email", "running", "is_active")

    def render_full_name(self, record: User, value: str) -> Any:
        """The name leads to the person."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def render_running(self, record: User) -> Any:
        """Roles that count today, or are still to come."""
        day = today()
        roles = [
            role
            for role in record.roles.all()
            if role.ended_on is None and (role.valid_to is None or role.valid_to >= day)
        ]
        if not roles:
            return _t("chưa có vai trò")
        return format_html_join("", "{}<small>{}</small>", ((role.get_kind_display(), role.scope) for role in roles))

    def render_is_active(self, value: bool) -> str:
        """In words."""
        return _t("Đang hoạt động") if value else _t("Đã đóng")
