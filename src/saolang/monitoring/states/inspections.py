"""Flow tables of visits and findings."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from saolang.core import clock
from saolang.core.flow import Flow, State, Transition
from saolang.core.problems import Problem
from saolang.core.text import format_date

from ..enums import FindingState, PlanState, TeamPart, VisitState

MANAGE = "monitoring.manage_visit"
FILL = "monitoring.fill_visit"


def _team_named(visit: Any, user: Any) -> list[Problem]:
    problems = []
    team = list(visit.team.all())
    if not any(member.part == TeamPart.HEAD for member in team):
        problems.append(
            Problem("no_head", _("Chưa có trưởng đoàn."), where=_("Đoàn kiểm tra"), fix=_("Thêm trưởng đoàn."))
        )
    if len(team) < 2:
        problems.append(
            Problem(
                "team_small", _("Đoàn cần ít nhất hai người."), where=_("Đoàn kiểm tra"), fix=_("Thêm thành viên đoàn.")
            )
        )
    return problems


def _day_fixed(visit: Any, user: Any) -> list[Problem]:
    if visit.day is not None:
        return []
    return [
        Problem(
            "no_day", _("Chưa có ngày kiểm tra."), where=_("Ngày kiểm tra"), fix=_("Ghi ngày dự kiến đến kiểm tra.")
        )
    ]


def _plan_issued(visit: Any, user: Any) -> list[Problem]:
    if visit.is_by_sign or (visit.plan is not None and visit.plan.state == PlanState.ISSUED):
        return []
    return [
        Problem(
            "plan_not_issued",
            _("Kế hoạch kiểm tra của năm chưa ban hành."),
            fix=_("Ban hành kế hoạch trước, hoặc ghi dấu hiệu vi phạm để kiểm tra đột xuất."),
            url=visit.plan.get_absolute_url() if visit.plan is not None else "",
        )
    ]


def _has_checklist(visit: Any, user: Any) -> list[Problem]:
    if visit.lines.exists():
        return []
    return [Problem("no_checklist", _("Chưa có bảng kiểm."), fix=_("Lập bảng kiểm trước khi đến kiểm tra."))]


def _lines_answered(visit: Any, user: Any) -> list[Problem]:
    count = visit.lines.filter(guidance=False, answer="").count()
    if not count:
        return []
    return [
        Problem(
            "lines_open",
            _("Còn %(n)d dòng của bảng kiểm chưa trả lời.") % {"n": count},
            fix=_("Trả lời hết; dòng chưa xem được thì chọn “Chưa kiểm được”."),
            url=reverse("monitoring:checklist", args=[visit.code]),
        )
    ]


def _action_dates(visit: Any, user: Any) -> list[Problem]:
    return [
        Problem(
            "finding_without_action",
            _("“%(text)s” chưa có việc khắc phục và hạn.") % {"text": str(finding)},
            fix=_("Ghi việc phải khắc phục và hạn, hoặc kết thúc bằng văn bản xử lý."),
            url=finding.get_absolute_url(),
        )
        for finding in visit.findings.filter(state=FindingState.OPEN, actions__isnull=True)
    ]


def _products_concluded(visit: Any, user: Any) -> list[Problem]:
    return [
        Problem(
            "product_not_concluded",
            _("Chưa ghi kết luận cho “%(name)s”.") % {"name": row.product.name},
            fix=_("Chọn kết luận cho từng sản phẩm."),
            url=reverse("monitoring:visit_conclusion", args=[visit.code]),
        )
        for row in visit.products.filter(conclusion="").select_related("product")
    ]


def _not_before_day(visit: Any, user: Any) -> list[Problem]:
    if visit.announced_on is None or clock.today() >= visit.announced_on:
        return []
    return [
        Problem(
            "before_decision",
            _("Quyết định kiểm tra có ngày %(day)s.") % {"day": format_date(visit.announced_on)},
            fix=_("Chỉ bắt đầu kiểm tra từ ngày quyết định."),
        )
    ]


VISIT = Flow(
    "monitoring.visit",
    [
        State(VisitState.PLANNED, _lazy("Dự kiến"), _lazy("Dự kiến kiểm tra"), "draft"),
        State(VisitState.ANNOUNCED, _lazy("Đã có quyết định"), _lazy("Đã có quyết định kiểm tra"), "wait"),
        State(VisitState.ON_SITE, _lazy("Đang kiểm tra"), _lazy("Đang kiểm tra"), "act"),
        State(VisitState.MINUTES_SIGNED, _lazy("Đã lập biên bản"), _lazy("Đã kiểm tra, chờ kết luận"), "wait"),
        State(VisitState.CONCLUDED, _lazy("Đã kết luận"), _lazy("Đã kết luận"), "done"),
        State(VisitState.PUBLISHED, _lazy("Đã công khai"), _lazy("Đã công khai kết luận"), "valid"),
        State(VisitState.CANCELLED, _lazy("Đã hủy"), _lazy("Không kiểm tra"), "was"),
    ],
    [
        Transition("announce", (VisitState.PLANNED,), VisitState.ANNOUNCED, _lazy("Ban hành quyết định"), MANAGE,
                   guards=(_plan_issued, _team_named, _day_fixed)),
        Transition("arrive", (VisitState.ANNOUNCED,), VisitState.ON_SITE, _lazy("Bắt đầu kiểm tra"), FILL,
                   guards=(_not_before_day, _has_checklist)),
        Transition("sign_minutes", (VisitState.ON_SITE,), VisitState.MINUTES_SIGNED, _lazy("Ghi biên bản đã ký"), FILL,
                   guards=(_lines_answered,)),
        Transition("conclude", (VisitState.MINUTES_SIGNED,), VisitState.CONCLUDED, _lazy("Ban hành kết luận"), MANAGE,
                   guards=(_products_concluded, _action_dates)),
        Transition("publish", (VisitState.CONCLUDED,), VisitState.PUBLISHED, _lazy("Công khai kết luận"), MANAGE),
        Transition("cancel", (VisitState.PLANNED, VisitState.ANNOUNCED), VisitState.CANCELLED,
                   _lazy("Hủy đợt kiểm tra"), MANAGE, needs_reason=True),
    ],
)  # fmt: skip


def _actions_fixed(finding: Any, user: Any) -> list[Problem]:
    actions = list(finding.actions.all())
    if actions and all(action.recheck_passed for action in actions):
        return []
    return [
        Problem(
            "not_rechecked",
            _("Chưa kiểm tra lại đạt đủ các việc khắc phục."),
            fix=_("Ghi kết quả kiểm tra lại từng việc trước khi kết thúc là đã khắc phục."),
        )
    ]


FINDING = Flow(
    "monitoring.finding",
    [
        State(FindingState.OPEN, _lazy("Chưa xử lý xong"), _lazy("Đang khắc phục"), "act"),
        State(FindingState.FIXED, _lazy("Đã khắc phục"), _lazy("Đã khắc phục"), "valid"),
        State(FindingState.SANCTIONED, _lazy("Đã xử lý vi phạm"), _lazy("Đã xử lý vi phạm"), "was"),
        State(FindingState.WITHDRAWN, _lazy("Đã thu hồi giấy chứng nhận"), _lazy("Đã thu hồi giấy chứng nhận"), "off"),
    ],
    [
        Transition("fix", (FindingState.OPEN,), FindingState.FIXED, _lazy("Kết thúc: đã khắc phục"),
                   "monitoring.record_finding", guards=(_actions_fixed,)),
        Transition("sanction", (FindingState.OPEN,), FindingState.SANCTIONED, _lazy("Kết thúc: đã xử lý vi phạm"),
                   "monitoring.record_finding"),
        Transition("withdraw", (FindingState.OPEN,), FindingState.WITHDRAWN, _lazy("Kết thúc: đã thu hồi"),
                   "monitoring.record_finding"),
    ],
)  # fmt: skip
