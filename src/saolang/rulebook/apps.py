"""The rulebook app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulebookConfig(AppConfig):
    name = "saolang.rulebook"
    label = "rulebook"
    verbose_name = _("Bộ tiêu chí")
