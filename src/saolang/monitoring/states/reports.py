"""The way of a report by the public."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from saolang.core.flow import Flow, State, Transition

from ..enums import ReportState as S

REPORT = Flow(
    "report",
    [
        State(S.UNVERIFIED, _("Chưa xác minh"), _("Chờ bạn xác minh"), "draft"),
        State(S.NEW, _("Mới, chờ xem xét"), _("Đã nhận, đang xem xét"), "inbox"),
        State(S.ACCEPTED, _("Đã tiếp nhận"), _("Đã tiếp nhận, đang xử lý"), "wait"),
        State(S.IN_CHECK, _("Đang kiểm tra"), _("Đang kiểm tra thực tế"), "wait"),
        State(S.ANSWERED, _("Đã trả lời"), _("Đã trả lời"), "done"),
        State(S.CLOSED, _("Đã đóng"), _("Đã trả lời"), "done"),
        State(S.FORWARDED, _("Đã chuyển cơ quan khác"), _("Đã chuyển cơ quan có thẩm quyền"), "sent"),
        State(S.DUPLICATE, _("Trùng"), _("Đã có phản ánh cùng nội dung"), "off"),
        State(S.REFUSED, _("Không tiếp nhận"), _("Không tiếp nhận"), "off"),
    ],
    [
        Transition("receive", [S.UNVERIFIED], S.NEW, _("Xác minh")),
        Transition("accept", [S.NEW], S.ACCEPTED, _("Tiếp nhận"), "monitoring.triage_report"),
        Transition(
            "forward", [S.NEW, S.ACCEPTED], S.FORWARDED, _("Chuyển cơ quan khác"), "monitoring.triage_report",
            needs_reason=True,
        ),
        Transition("link_duplicate", [S.NEW], S.DUPLICATE, _("Ghép vào phản ánh trùng"), "monitoring.triage_report"),
        Transition(
            "refuse", [S.NEW], S.REFUSED, _("Không tiếp nhận"), "monitoring.triage_report", needs_reason=True
        ),
        Transition("start_check", [S.ACCEPTED], S.IN_CHECK, _("Bắt đầu kiểm tra"), "monitoring.handle_report"),
        Transition("answer", [S.ACCEPTED, S.IN_CHECK], S.ANSWERED, _("Trả lời"), "monitoring.handle_report"),
        Transition("close", [S.ANSWERED], S.CLOSED, _("Đóng"), "monitoring.handle_report"),
    ],
)  # fmt: skip
WAITING = (S.NEW,)
OPEN = (S.NEW, S.ACCEPTED, S.IN_CHECK)
ENDED = (S.CLOSED, S.FORWARDED, S.DUPLICATE, S.REFUSED)
COUNTED = (S.ACCEPTED, S.IN_CHECK, S.ANSWERED, S.CLOSED)
