"""Sockets filled for inspections: plan, visits, checklists, findings."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

MINUTES = ("inspection_decision", "inspection_minutes", "inspection_conclusion")
PHRASES = {
    "inspectionplan.make": _("lập kế hoạch kiểm tra năm"),
    "inspectionplan.issue": _("ban hành kế hoạch kiểm tra"),
    "visit.plan": _("đưa vào danh sách kiểm tra"),
    "visit.join": _("ghép nội dung của cơ quan khác"),
    "visit.merge": _("gộp một đợt kiểm tra khác"),
    "visit.schedule": _("định ngày kiểm tra"),
    "visit.name_member": _("thêm thành viên đoàn"),
    "visit.drop_member": _("bỏ thành viên đoàn"),
    "visit.checklist": _("lập lại bảng kiểm"),
    "visit.announce": _("ban hành quyết định kiểm tra"),
    "visit.arrive": _("bắt đầu kiểm tra"),
    "visit.photo": _("thêm ảnh"),
    "visit.settle": _("xem nội dung từ điện thoại chưa gộp được"),
    "visit.minutes": _("lập biên bản"),
    "visit.sign_minutes": _("ghi biên bản đã ký"),
    "visit.conclusion": _("soạn kết luận"),
    "visit.conclude": _("ban hành kết luận"),
    "visit.publish": _("công khai kết luận"),
    "visit.cancel": _("hủy đợt kiểm tra"),
    "checklistline.answer": _("trả lời bảng kiểm"),
    "finding.record": _("ghi tồn tại"),
    "finding.change": _("sửa tồn tại"),
    "finding.fix": _("kết thúc: đã khắc phục"),
    "finding.sanction": _("kết thúc: đã xử lý vi phạm"),
    "finding.withdraw": _("kết thúc: đã thu hồi giấy chứng nhận"),
    "finding.propose_withdrawal": _("đề nghị thu hồi giấy chứng nhận"),
    "correctiveaction.order": _("yêu cầu khắc phục"),
    "correctiveaction.answer": _("báo cáo đã khắc phục"),
    "correctiveaction.recheck": _("kiểm tra lại"),
    "correctiveaction.remind": _("nhắc hạn khắc phục"),
    "sample.take": _("lấy mẫu"),
    "sample.change": _("sửa mẫu"),
    "sample.result": _("ghi kết quả kiểm nghiệm"),
    "reportedchange.report": _("tự báo thay đổi"),
}


def register() -> None:
    """Fill the registries of lower apps."""
    from saolang.core.registries import (
        CronJob,
        NavItem,
        audit_phrases,
        cron_jobs,
        navigation,
        product_panels,
        work_list,
    )
    from saolang.documents import issue_views
    from saolang.files.access import register as register_files

    from ..domain.inspection_reminders import remind
    from ..queries import inspections as queries
    from ..queries.inspection_public import product_panel
    from ..queries.inspection_work import inspection_work
    from ..rules import inspections as rules
    from ..views.inspection_parts import FINDING_FILE, PHOTO_FILE, SAMPLE_FILE

    def shown(user: object) -> bool:
        return rules.sees_inspections(user) or rules.sees_own_visits(user)

    navigation.add(
        NavItem(
            "monitoring.inspections", _("Kiểm tra"), "monitoring:visits", "clipboard-check", 62, shown, "giam-sat",
            ("monitoring:plans", "monitoring:findings"),
        )
    )  # fmt: skip
    work_list.add(inspection_work, key="monitoring.inspections")
    product_panels.add(product_panel, key="monitoring.inspections")
    cron_jobs.add(CronJob("monitoring.inspection_reminders", timedelta(hours=12), remind))
    for kind in ("inspection_plan", "inspection_decision", "inspection_conclusion"):
        issue_views.register(kind, "monitoring:issue_inspection")
    issue_views.register("inspection_minutes", "monitoring:minutes_of_paper")
    register_files(PHOTO_FILE, queries.may_read_photo)
    register_files(FINDING_FILE, queries.may_read_finding_file)
    register_files(SAMPLE_FILE, queries.may_read_sample_file)
    for verb, words in PHRASES.items():
        audit_phrases.add(words, key=f"monitoring.{verb}")
    _register_papers()


def _register_papers() -> None:
    """Who reads and who writes papers of inspections though they do not serve at the issuing body."""
    from saolang.documents.access import Writer, register_reader, register_writer

    from ..queries import inspections as queries

    register_reader("monitoring.inspectionplan", queries.papers_of_plans)
    register_reader("monitoring.visit", queries.papers_of_visits)
    register_reader("monitoring.sample", queries.papers_of_samples)
    register_writer(
        "monitoring.inspectionplan",
        Writer(
            ("inspection_plan",),
            lambda user, plan: user.has_perm("monitoring.plan_inspections", plan),
            queries.papers_of_planners,
        ),
    )
    register_writer("monitoring.visit", Writer(MINUTES, _writes_visit, queries.papers_of_teams))
    register_writer(
        "monitoring.sample",
        Writer(
            ("sample_record",),
            lambda user, sample: user.has_perm("monitoring.fill_visit", sample),
            queries.sample_papers_of_teams,
        ),
    )


def _writes_visit(user: object, visit: object) -> bool:
    return any(user.has_perm(f"monitoring.{name}", visit) for name in ("fill_visit", "manage_visit"))  # type: ignore[attr-defined]
