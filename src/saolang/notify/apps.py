"""The notify app."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    """Shows the number of unread messages in the bell of the desk."""

    name = "saolang.notify"
    label = "notify"
    verbose_name = _("Thông báo")

    def ready(self) -> None:
        """Fill the desk's hook."""
        from saolang.core.registries import CronJob, cron_jobs
        from saolang.ui.shell import register_unread

        from .queries import unread_count
        from .tasks import prune_messages, retry_emails

        register_unread(unread_count)
        cron_jobs.add(CronJob("notify.retry_emails", timedelta(minutes=10), retry_emails.call))
        cron_jobs.add(CronJob("notify.prune_messages", timedelta(days=1), prune_messages.call))
