"""The notify app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    """Shows the number of unread messages in the bell of the desk."""

    name = "saolang.notify"
    label = "notify"
    verbose_name = _("Thông báo")

    def ready(self) -> None:
        """Fill the desk's hook."""
        from saolang.ui.shell import register_unread

        from .queries import unread_count

        register_unread(unread_count)
