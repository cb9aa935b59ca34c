"""The api app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "saolang.api"
    label = "api"
    verbose_name = _("Giao diện lập trình")
