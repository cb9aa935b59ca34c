"""The directives app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectivesConfig(AppConfig):
    name = "saolang.directives"
    label = "directives"
    verbose_name = _("Chỉ đạo, điều hành")

    def ready(self) -> None:
        """Fill the registries of lower apps, family by family."""
        from . import hooks

        for family in hooks.FAMILIES:
            family.register()
