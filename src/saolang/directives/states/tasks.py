"""The way of a share from being handed out to being accepted, and of a request for a later date."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saolang.core.flow import Flow, State, Transition
from saolang.core.problems import Problem

from ..enums import AssignmentState as S
from ..enums import ExtensionState as E
from ..enums import Share

CARRY, JUDGE = "directives.carry_out", "directives.judge"


def has_an_end(assignment: Any, _user: Any) -> list[Problem]:
    """Standing duties are never reported done; each period gets its line instead."""
    if not assignment.standing:
        return []
    return [
        Problem(
            "standing_has_no_end",
            gettext("Đây là việc thường xuyên, không có lúc hoàn thành."),
            fix=gettext("Mỗi kỳ ghi một dòng kết quả ở mục “Báo cáo kỳ”."),
        )
    ]


def leads(assignment: Any, _user: Any) -> list[Problem]:
    """Only the body that leads reports the result; supporting shares end with it."""
    if assignment.share == Share.LEAD:
        return []
    return [
        Problem(
            "support_does_not_report",
            gettext("Đơn vị chủ trì báo cáo hoàn thành; phần phối hợp kết thúc theo."),
            fix=gettext("Ghi ý kiến, kết quả phối hợp vào diễn biến."),
        )
    ]


def accept_words(assignment: Any, *, answered: bool = False) -> str:
    """The words on the button of "accept": a body that has asked what is meant goes on once that is clear."""
    if assignment.state == S.CLARIFY and assignment.accepted_on is not None:
        return gettext("Đã rõ, làm tiếp")
    if assignment.state == S.CLARIFY or answered:
        return gettext("Đã rõ, nhận việc")
    return gettext("Nhận việc")


ASSIGNMENT = Flow(
    "assignment",
    [
        State(S.NEW, _("Mới giao, chờ nhận"), _("Mới giao"), "inbox"),
        State(S.CLARIFY, _("Chờ làm rõ"), _("Chờ làm rõ"), "was"),
        State(S.IN_PROGRESS, _("Đang thực hiện"), _("Đang thực hiện"), "wait"),
        State(S.REPORTED, _("Đã báo cáo xong, chờ xác nhận"), _("Đang thực hiện"), "sent"),
        State(S.DONE, _("Hoàn thành"), _("Hoàn thành"), "valid"),
        State(S.RETURNED, _("Đơn vị trả lại"), _("Trả lại"), "act"),
        State(S.CANCELLED, _("Thôi giao"), _("Thôi giao"), "off"),
    ],
    [
        Transition("accept", [S.NEW, S.CLARIFY], S.IN_PROGRESS, _("Nhận việc"), CARRY),
        Transition("report", [S.IN_PROGRESS], S.REPORTED, _("Báo cáo hoàn thành"), CARRY, (has_an_end, leads)),
        Transition("ask", [S.NEW, S.IN_PROGRESS], S.CLARIFY, _("Đề nghị làm rõ"), CARRY, needs_reason=True),
        Transition("return", [S.NEW, S.CLARIFY, S.IN_PROGRESS], S.RETURNED, _("Trả lại"), CARRY, needs_reason=True),
        Transition("answer", [S.CLARIFY], S.NEW, _("Trả lời làm rõ"), JUDGE, needs_reason=True),
        Transition("resume", [S.CLARIFY], S.IN_PROGRESS, _("Trả lời làm rõ"), JUDGE, needs_reason=True),
        Transition("confirm", [S.REPORTED], S.DONE, _("Xác nhận hoàn thành"), JUDGE),
        Transition("close", [S.NEW, S.CLARIFY, S.IN_PROGRESS], S.DONE, _("Kết thúc phần phối hợp")),
        Transition("send_back", [S.REPORTED], S.IN_PROGRESS, _("Yêu cầu làm tiếp"), JUDGE, needs_reason=True),
        Transition("reopen", [S.DONE], S.IN_PROGRESS, _("Mở lại"), JUDGE, needs_reason=True),
        Transition("insist", [S.RETURNED], S.NEW, _("Vẫn giao đơn vị này"), JUDGE, needs_reason=True),
        Transition(
            "cancel", [S.NEW, S.CLARIFY, S.IN_PROGRESS, S.REPORTED, S.RETURNED], S.CANCELLED, _("Thôi giao"), JUDGE,
            needs_reason=True,
        ),
    ],
)  # fmt: skip

EXTENSION = Flow(
    "extension",
    [
        State(E.ASKED, _("Chờ quyết định"), _("Chờ quyết định"), "wait"),
        State(E.GRANTED, _("Đã cho lùi hạn"), _("Đã cho lùi hạn"), "done"),
        State(E.REFUSED, _("Không đồng ý"), _("Không đồng ý"), "off"),
    ],
    [
        Transition("grant", [E.ASKED], E.GRANTED, _("Cho lùi hạn"), "directives.decide_extension"),
        Transition(
            "refuse", [E.ASKED], E.REFUSED, _("Không đồng ý"), "directives.decide_extension", needs_reason=True
        ),
    ],
)  # fmt: skip
