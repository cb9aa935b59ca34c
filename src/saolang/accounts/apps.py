"""The accounts app."""

import datetime as dt
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "saolang.accounts"
    label = "accounts"
    verbose_name = _("Tài khoản")

    def ready(self) -> None:
        from saolang.core.registries import CronJob, NavItem, cron_jobs, navigation
        from saolang.ui.shell import register_identity

        from .domain.form_tokens import sweep_form_tokens

        register_identity(_identity)
        cron_jobs.add(CronJob("accounts.sweep_form_tokens", dt.timedelta(days=1), sweep_form_tokens))
        navigation.add(
            NavItem("people", _("Người dùng"), "accounts:people", "users", 85, "accounts.manage_roles", "chu-the")
        )


def _identity(user: Any) -> Any:
    """Role and place of a person for the top bar."""
    from saolang.ui.shell import Identity

    from .roles import active_roles

    roles = active_roles(user)
    if not roles:
        return Identity()
    role = roles[0]
    if role.organisation is not None:
        body = role.organisation
        return Identity(role.get_kind_display(), body.short_name or body.name, str(body.unit or ""))
    above = role.unit.province
    return Identity(role.get_kind_display(), role.unit.full_name, "" if above == role.unit else above.full_name)
