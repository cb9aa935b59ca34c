"""The way of a difficulty: raised, routed, answered, closed; back whenever it is not solved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from saolang.core.flow import Flow, State, Transition

from ..enums import DifficultyState as S

DIFFICULTY = Flow(
    "difficulty",
    [
        State(S.NEW, _("Chờ chuyển cơ quan trả lời"), _("Đã gửi, chờ chuyển"), "inbox"),
        State(S.ROUTED, _("Chờ trả lời"), _("Đang được trả lời"), "wait"),
        State(S.ANSWERED, _("Đã trả lời, chờ đơn vị xem"), _("Đã trả lời"), "act"),
        State(S.CLOSED, _("Đã giải quyết"), _("Đã giải quyết"), "done"),
        State(S.WITHDRAWN, _("Đơn vị rút lại"), _("Đã rút lại"), "off"),
    ],
    [
        Transition("route", [S.NEW, S.ROUTED], S.ROUTED, _("Chuyển cơ quan trả lời"), "directives.route_difficulty"),
        Transition("answer", [S.ROUTED], S.ANSWERED, _("Trả lời"), "directives.answer_difficulty"),
        Transition(
            "return", [S.ROUTED], S.NEW, _("Trả lại: không thuộc thẩm quyền"), "directives.return_difficulty",
            needs_reason=True,
        ),
        Transition("close", [S.ANSWERED], S.CLOSED, _("Đã giải quyết"), "directives.close_difficulty"),
        Transition(
            "still_stuck", [S.ANSWERED], S.ROUTED, _("Vẫn còn vướng"), "directives.close_difficulty",
            needs_reason=True,
        ),
        Transition(
            "withdraw", [S.NEW, S.ROUTED], S.WITHDRAWN, _("Rút lại"), "directives.withdraw_difficulty",
            needs_reason=True,
        ),
    ],
)  # fmt: skip
UNANSWERED = (S.NEW, S.ROUTED)
OPEN = (S.NEW, S.ROUTED, S.ANSWERED)
ANSWER_STATES = (S.ANSWERED, S.CLOSED)
