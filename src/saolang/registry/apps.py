"""The registry app."""

import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "saolang.registry"
    label = "registry"
    verbose_name = _("Sổ đăng ký")

    def ready(self) -> None:
        """Fill the registries of lower apps."""
        from saolang.core.registries import (
            CronJob,
            NavItem,
            audit_phrases,
            cron_jobs,
            navigation,
            search_sources,
            work_list,
        )
        from saolang.files.access import register

        from . import amendments, leaves
        from .access import IMPORT_PURPOSE, may_read_list
        from .domain.marks import MARK_PURPOSE
        from .domain.reminders import send_renewal_reminders
        from .mark_access import SUSPENSION_PURPOSE, may_open_artwork, may_open_suspension
        from .searching import RegisterSearch
        from .worklist import renewals_to_file

        leaves.register()
        amendments.register()
        navigation.add(
            NavItem("registry", _("Sổ đăng ký"), "registry:list", "book-open", 50, "registry.view_register", "sao")
        )
        navigation.add(
            NavItem(
                "registry.radar", _("Hạn sao"), "registry:radar", "calendar-clock", 45, "registry.view_radar", "sao",
                tuple(f"registry:radar_{page}" for page in ("list", "communes", "producers", "calendar")),
            )
        )  # fmt: skip
        work_list.add(renewals_to_file, key="registry.renewals")
        cron_jobs.add(CronJob("registry.renewal_reminders", dt.timedelta(hours=12), send_renewal_reminders))
        search_sources.add(RegisterSearch(), key="registry.register")
        register(IMPORT_PURPOSE, may_read_list)
        register(MARK_PURPOSE, may_open_artwork)
        register(SUSPENSION_PURPOSE, may_open_suspension)
        navigation.add(
            NavItem(
                "registry.mark", _("Nhãn hiệu OCOP"), "registry:mark", "award", 55,
                lambda user: user.has_perm("registry.use_mark"), "sao",
            )
        )  # fmt: skip
        for verb, words in {
            "decision.record": _("ghi quyết định vào sổ"),
            "recognition.record": _("ghi công nhận"),
            "recognition.publish": _("công bố kết quả"),
            "recognition.replaced": _("thay bằng kết quả mới"),
            "certificate.record": _("ghi giấy chứng nhận"),
            "recognition.withdraw": _("ghi thu hồi"),
            "prolongation.record": _("ghi kéo dài hiệu lực (Điều 12.3)"),
            "prolongation.end": _("kết thúc kéo dài hiệu lực"),
            "suspension.record": _("ghi tạm ngừng lưu thông"),
            "suspension.lift": _("ghi được lưu thông lại"),
            "markartwork.put_up": _("đưa mẫu nhãn hiệu OCOP lên"),
            "markartwork.retire": _("thôi dùng mẫu nhãn hiệu OCOP"),
            "markdownload.take": _("tải mẫu nhãn hiệu OCOP"),
            "starstate.order_repeat": _("ghi phải đánh giá lại theo yêu cầu của Bộ"),
            "starstate.potential_five": _("ghi tiềm năng 5 sao"),
            "starstate.potential_five_ended": _("kết thúc tiềm năng 5 sao"),
            "starstate.renewal_filed": _("ghi ngày nộp hồ sơ đánh giá lại"),
            "starstate.renewal_ended": _("kết thúc hồ sơ đánh giá lại"),
            "importbatch.import": _("nhập danh sách đã công bố"),
            "importmapping.remember": _("lưu cách ghép cột"),
            "importbatch.undo": _("hoàn tác lần nhập danh sách"),
        }.items():
            audit_phrases.add(words, key=f"registry.{verb}")
