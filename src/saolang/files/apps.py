"""The files app."""

import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Sweeps what a crash left behind."""

    name = "saolang.files"
    label = "files"
    verbose_name = _("Tệp")

    def ready(self) -> None:
        """Fill the list of scheduled work."""
        from saolang.core.registries import CronJob, cron_jobs

        from .domain import sweep_orphans

        cron_jobs.add(CronJob("files.sweep_orphans", dt.timedelta(days=1), sweep_orphans))
