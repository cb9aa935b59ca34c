"""Sockets filled for reports by the public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def register() -> None:
    """Fill the registries of lower apps."""
    from saolang.core.registries import CronJob, NavItem, audit_phrases, cron_jobs, navigation, work_list
    from saolang.files.access import register as register_files

    from ..domain.report_handling import erase_contacts
    from ..domain.report_intake import PHOTO_PURPOSE, sweep_unverified
    from ..domain.report_mail import retry_letters
    from ..queries.inspection_risk import report_counters
    from ..queries.reports import counted_by_producer

    navigation.add(
        NavItem(
            "monitoring.reports", gettext_lazy("Phản ánh"), "monitoring:reports", "message-square", 66,
            "monitoring.list_reports", "giam-sat",
        )
    )  # fmt: skip
    register_files(PHOTO_PURPOSE, may_read_photo)
    work_list.add(report_work, key="monitoring.reports")
    report_counters.add(counted_by_producer, key="monitoring.reports")
    cron_jobs.add(CronJob("monitoring.report_letters", timedelta(minutes=10), retry_letters.call))
    cron_jobs.add(CronJob("monitoring.report_unverified", timedelta(hours=1), sweep_unverified))
    cron_jobs.add(CronJob("monitoring.report_contacts", timedelta(days=1), erase_contacts))
    for verb, words in {
        "receive": gettext_lazy("nhận ý kiến đã xác minh của người dân"),
        "accept": gettext_lazy("tiếp nhận"),
        "forward": gettext_lazy("chuyển cơ quan khác"),
        "link_duplicate": gettext_lazy("ghép vào phản ánh trùng"),
        "refuse": gettext_lazy("không tiếp nhận"),
        "start_check": gettext_lazy("bắt đầu kiểm tra"),
        "answer": gettext_lazy("trả lời"),
        "close": gettext_lazy("đóng"),
        "assign": gettext_lazy("giao người xử lý"),
        "mark": gettext_lazy("xếp loại theo luật"),
        "forget": gettext_lazy("xóa thông tin liên hệ của người gửi"),
    }.items():
        audit_phrases.add(words, key=f"monitoring.report.{verb}")


def may_read_photo(user: Any, stored: Any) -> bool:
    """Pictures follow their report: of a denunciation only its handler opens them."""
    photo = getattr(stored, "report_photo", None)
    if photo is None or not user.is_authenticated:
        return False
    return bool(user.has_perm("monitoring.view_report", photo.report))


def report_work(user: Any) -> Iterator[Any]:
    """What waits: new reports for those who triage, reports taken up for their handler, handlers to be named."""
    from django.db.models import Q
    from django.urls import reverse

    from saolang.accounts.roles import duty_units
    from saolang.core import clock
    from saolang.core.registries import WorkItem
    from saolang.core.workdays import WorkCalendar

    from ..enums import ReportState
    from ..queries import reports as queries
    from ..rules.reports import LISTERS, TRIAGERS
    from ..states.reports import REPORT

    if not duty_units(user, *LISTERS):
        return
    calendar, today = WorkCalendar.load(), clock.today()
    new = Q(state=ReportState.NEW, province__in=duty_units(user, *TRIAGERS)) & Q(handler__isnull=True)
    mine = Q(handler=user, state__in=(ReportState.NEW, ReportState.ACCEPTED, ReportState.IN_CHECK))
    for report in queries.visible_to(user).filter(new | mine).order_by("answer_due_on", "pk")[:100]:
        due, state = queries.due_of(report), REPORT.state(report)
        waits = report.state == ReportState.NEW
        yield WorkItem(
            title=str(report),
            subtitle=str(report.get_kind_display()),
            url=report.get_absolute_url(),
            action_label=_("Xem xét") if waits else _("Xử lý"),
            due=due,
            days_left=calendar.working_days_between(today, due) if due else None,
            state_label=str(state.staff_name),
            kind=state.kind,
            sort_key=(due, report.pk),
        )
    if user.has_perm("monitoring.list_denunciations"):
        for row in queries.denunciations_to_watch(user):
            if row.is_open and not row.handler:
                yield WorkItem(
                    title=_("Tố cáo %(code)s chưa giao người xử lý") % {"code": row.code},
                    url=reverse("monitoring:report_assign", args=[row.code]),
                    action_label=_("Giao"),
                    due=row.due,
                    days_left=calendar.working_days_between(today, row.due),
                    state_label=row.state,
                    kind="inbox",
                    sort_key=(row.due, 0),
                )
