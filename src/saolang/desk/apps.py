"""The desk app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "saolang.desk"
    label = "desk"
    verbose_name = _("Bàn làm việc")

    def ready(self) -> None:
        """Lay out the rail."""
        from saolang.core.registries import nav_areas
        from saolang.ui.shell import register_rail_order

        from .areas import AREAS, most_used

        for area in AREAS:
            nav_areas.add(area)
        register_rail_order(most_used)
