"""The producers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProducersConfig(AppConfig):
    name = "saolang.producers"
    label = "producers"
    verbose_name = _("Chủ thể và sản phẩm")
