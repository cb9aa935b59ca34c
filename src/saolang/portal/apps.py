"""The portal app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "saolang.portal"
    label = "portal"
    verbose_name = _("Cổng công khai")

    def ready(self) -> None:
        """Name the programme beside the mark of the public side."""
        from saolang.ui.shell import register_site_owner

        from .owner import site_owner

        register_site_owner(site_owner)
