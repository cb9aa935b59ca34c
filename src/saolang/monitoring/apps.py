"""The monitoring app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "saolang.monitoring"
    label = "monitoring"
    verbose_name = _("Giám sát")

    def ready(self) -> None:
        """Fill the registries of lower apps, family by family."""
        from . import hooks

        for family in hooks.FAMILIES:
            family.register()
