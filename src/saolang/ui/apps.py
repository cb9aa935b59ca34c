"""The ui app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Puts the work list first into the desk's rail."""

    name = "saolang.ui"
    label = "ui"
    verbose_name = _("Giao diện")

    def ready(self) -> None:
        """Register navigation."""
        from saolang.core.registries import NavItem, navigation

        label: Any = _("Việc của tôi")
        navigation.add(NavItem("home", label, "ui:home", "inbox", 0))
