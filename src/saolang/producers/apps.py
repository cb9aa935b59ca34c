"""The producers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProducersConfig(AppConfig):
    name = "saolang.producers"
    label = "producers"
    verbose_name = _("Chủ thể và sản phẩm")

    def ready(self) -> None:
        from saolang.files.access import register

        from . import file_access
        from .registrations import register_all

        register("producers.evidence", file_access.may_read_evidence)
        register("producers.photo", file_access.may_read_photo)
        register("producers.ceased", file_access.may_read_ceased)
        register("producers.authorisation", file_access.may_read_authorisation)
        register_all()
