"""Django configuration of the core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Pure helpers and abstract models; core owns no tables."""

    name = "saolang.core"
    label = "core"
    verbose_name = "Nền tảng"
