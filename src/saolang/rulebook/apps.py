"""The rulebook app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulebookConfig(AppConfig):
    """Puts the criteria sheets into the desk's rail and its acts into words."""

    name = "saolang.rulebook"
    label = "rulebook"
    verbose_name = _("Bộ tiêu chí")

    def ready(self) -> None:
        """Register navigation, the phrases of the record, and who gives numbers to papers."""
        from saolang.core.registries import NavItem, audit_phrases, navigation
        from saolang.documents.numbering import register_policy
        from saolang.documents.register_hooks import register_history_policy

        from .queries import provincial_setting

        register_policy(lambda issuer, day: bool(provincial_setting("numbering_by_system", day)))

        register_history_policy(lambda day: day.isoformat() < str(provincial_setting("directive_history_before")))

        label: Any = _("Bộ tiêu chí")
        navigation.add(
            NavItem(
                "rulebook", label, "rulebook:sheets", "scale", 80, "rulebook.view_sheet", "danh-gia",
                ("rulebook:settings",),
            )
        )  # fmt: skip
        audit_phrases.add(_("công bố phiếu đánh giá"), key="rulebook.publishedsheet.published")
        audit_phrases.add(_("nạp câu chữ nguyên văn"), key="rulebook.publishedsheet.wording_attached")
        audit_phrases.add(_("thay đổi cài đặt của tỉnh"), key="rulebook.provincialsetting.set")
