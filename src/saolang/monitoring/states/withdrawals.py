"""The way of a withdrawal. Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.2-8.4."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from saolang.core.flow import Flow, State, Transition
from saolang.core.problems import Problem
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.registry.enums import WithdrawalScope
from saolang.registry.grounds import STOPPED

from ..enums import WithdrawalState as S

MANAGE = "monitoring.manage_withdrawal"


def has_basis(case: Any, user: Any) -> list[Problem]:
    """Nothing is put before the authority without the paper that starts the clock. Legal: Điều 8.4."""
    if case.basis_on is not None:
        return []
    if case.ground == STOPPED:
        message, fix = (
            _("UBND cấp xã chưa xác nhận chủ thể ngừng sản xuất."),
            _("Hỏi xã; xã ghi văn bản xác nhận trên trang “Xác nhận ngừng sản xuất”."),
        )
    elif case.scope == WithdrawalScope.DECISION:
        message, fix = _("Chưa ghi văn bản đề nghị của Bộ."), _("Ghi số, ngày và tệp văn bản của Bộ.")
    else:
        message, fix = (
            _("Chưa có kết luận của cơ quan có thẩm quyền."),
            _("Ghi số, ngày, cơ quan và tệp kết luận."),
        )
    return [Problem("no_basis", message, where=_("Văn bản làm căn cứ"), fix=fix)]


def was_verified(case: Any, user: Any) -> list[Problem]:
    """The OCOP office checks before anything is decided. Legal: Điều 8.3.a."""
    if case.verified_on is not None and case.verified_text:
        return []
    return [
        Problem(
            "not_verified",
            _("Chưa ghi kết quả kiểm tra, xác minh."),
            where=_("Kiểm tra, xác minh"),
            fix=_("Ghi ngày và kết quả xác minh."),
        )
    ]


def paper_issued(kind: PaperKind, words: Any) -> Any:
    """A guard: the case has an issued paper of a kind."""

    def guard(case: Any, user: Any) -> list[Problem]:
        rows = Paper.objects.filter(kind=kind, subject_type="monitoring.withdrawalcase", subject_id=str(case.pk))
        if rows.filter(state="issued").exists():
            return []
        message = _("Chưa ban hành: %(paper)s.") % {"paper": words}
        return [Problem(f"no_{kind.value}", message, where=_("Văn bản"), fix=_("Soạn, trình ký và ghi số văn bản."))]

    return guard


def by_province(case: Any, user: Any) -> list[Problem]:
    """Three and four stars only. Legal: Điều 8.2."""
    if not case.is_five_star:
        return []
    return [
        Problem(
            "ministry_decides",
            _("5 sao do Bộ trưởng Bộ Nông nghiệp và Môi trường thu hồi; tỉnh chỉ báo cáo."),
            fix=_("Ban hành báo cáo gửi Bộ, rồi ghi quyết định của Bộ khi nhận được."),
        )
    ]


def by_ministry(case: Any, user: Any) -> list[Problem]:
    """Five stars only."""
    if case.is_five_star:
        return []
    return [Problem("province_decides", _("3 sao, 4 sao do Chủ tịch UBND cấp tỉnh thu hồi, không báo cáo Bộ."))]


WITHDRAWAL = Flow(
    "monitoring.withdrawal",
    [
        State(S.DRAFT, _lazy("Mới lập"), _lazy("Đang xem xét"), "draft"),
        State(S.VERIFYING, _lazy("Đang kiểm tra, xác minh"), _lazy("Đang kiểm tra, xác minh"), "act"),
        State(S.HEARD, _lazy("Đã nghe chủ thể, chờ trình"), _lazy("Đã nghe chủ thể"), "act"),
        State(S.SUBMITTED, _lazy("Đã trình, chờ quyết định"), _lazy("Chờ quyết định"), "wait"),
        State(S.REPORTED, _lazy("Đã báo cáo, chờ Bộ quyết định"), _lazy("Chờ Bộ quyết định"), "wait"),
        State(S.DECIDED, _lazy("Đã thu hồi"), _lazy("Đã thu hồi"), "off"),
        State(S.NOT_WITHDRAWN, _lazy("Không thu hồi"), _lazy("Không thu hồi"), "valid"),
    ],
    [
        Transition("verify", (S.DRAFT,), S.VERIFYING, _lazy("Bắt đầu kiểm tra, xác minh"), MANAGE),
        Transition("hear", (S.VERIFYING,), S.HEARD, _lazy("Ghi việc nghe chủ thể"), MANAGE, guards=(was_verified,)),
        Transition("submit", (S.HEARD,), S.SUBMITTED, _lazy("Trình Chủ tịch UBND tỉnh"), MANAGE,
                   guards=(by_province, has_basis,
                           paper_issued(PaperKind.WITHDRAWAL_REPORT, _lazy("báo cáo kiểm tra, xác minh")),
                           paper_issued(PaperKind.WITHDRAWAL_MEMO, _lazy("tờ trình thu hồi")))),
        Transition("report", (S.HEARD,), S.REPORTED, _lazy("Báo cáo Bộ"), MANAGE, guards=(by_ministry, has_basis)),
        Transition("decide", (S.SUBMITTED,), S.DECIDED, _lazy("Ban hành quyết định thu hồi"), MANAGE,
                   guards=(by_province,)),
        Transition("ministry", (S.DRAFT, S.VERIFYING, S.HEARD, S.REPORTED), S.DECIDED,
                   _lazy("Ghi quyết định thu hồi của Bộ"), MANAGE, guards=(by_ministry,)),
        Transition("drop", (S.DRAFT, S.VERIFYING, S.HEARD, S.SUBMITTED, S.REPORTED), S.NOT_WITHDRAWN,
                   _lazy("Kết thúc: không thu hồi"), MANAGE, needs_reason=True),
    ],
)  # fmt: skip
