"""The documents app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

REGISTER_PAGES = tuple(f"documents:register_{page}" for page in ("out", "missing", "in_force", "books"))


class DocumentsConfig(AppConfig):
    name = "saolang.documents"
    label = "documents"
    verbose_name = _("Văn bản")

    def ready(self) -> None:
        """Fill the registries of lower apps."""
        from saolang.core.registries import NavItem, audit_phrases, navigation, work_list
        from saolang.files import access as files_access

        from . import register_wiring
        from .access import may_read_signed_file
        from .domain.papers import SIGNED_PURPOSE
        from .queries import reads_papers, waiting_for
        from .queries_register import uses_register

        navigation.add(NavItem("documents", _("Văn bản"), "documents:list", "file-text", 60, reads_papers, "van-ban"))
        navigation.add(
            NavItem(
                "documents_register", _("Sổ văn bản"), "documents:register", "file-text", 61, uses_register, "van-ban",
                REGISTER_PAGES,
            )
        )  # fmt: skip
        work_list.add(waiting_for, key="documents")
        files_access.register(SIGNED_PURPOSE, may_read_signed_file)
        register_wiring.register()
        for verb, phrase in {
            "draft": _("soạn dự thảo"),
            "redraft": _("sửa dự thảo"),
            "submit": _("trình ký"),
            "return": _("trả lại dự thảo"),
            "issue": _("ghi số và ban hành"),
            "cancel": _("hủy dự thảo"),
            "attach_signed": _("bổ sung bản đã ký"),
        }.items():
            audit_phrases.add(phrase, key=f"documents.paper.{verb}")
