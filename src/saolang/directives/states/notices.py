"""The way of a directive document from its file to the duties it hands out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saolang.core.flow import Flow, State, Transition
from saolang.core.problems import Problem

from ..enums import NoticeState as S


def document_stands(notice: Any, _user: Any) -> list[Problem]:
    """A document that was emptied because it is secret hands out nothing."""
    if notice.document.withdrawn_on is None:
        return []
    return [Problem("withdrawn", gettext("Văn bản đã hủy vì là văn bản mật, không giao việc từ đây được."))]


NOTICE = Flow(
    "notice",
    [
        State(S.READING, _("Đang đọc"), _("Đang đọc"), "wait"),
        State(S.UNREADABLE, _("Chưa đọc được chữ"), _("Chưa đọc được chữ"), "act"),
        State(S.PROPOSED, _("Chờ xác nhận"), _("Chờ xác nhận"), "inbox"),
        State(S.CONFIRMED, _("Đã giao nhiệm vụ"), _("Đã giao nhiệm vụ"), "done"),
        State(S.HISTORY, _("Văn bản lưu sử"), _("Văn bản lưu sử"), "was"),
        State(S.CANCELLED, _("Đã bỏ"), _("Đã bỏ"), "off"),
    ],
    [
        Transition("propose", [S.READING, S.UNREADABLE], S.PROPOSED, _("Đọc xong"), "directives.manage_notice"),
        Transition("keep", [S.READING, S.UNREADABLE], S.HISTORY, _("Đọc xong, lưu sử"), "directives.manage_notice"),
        Transition("fail", [S.READING, S.UNREADABLE], S.UNREADABLE, _("Không đọc được"), "directives.manage_notice"),
        Transition("confirm", [S.PROPOSED], S.CONFIRMED, _("Xác nhận, giao việc"), "directives.manage_notice"),
        Transition(
            "reissue", [S.HISTORY], S.PROPOSED, _("Giao lại"), "directives.manage_notice", needs_reason=True
        ),
        Transition(
            "cancel", [S.READING, S.UNREADABLE, S.PROPOSED, S.HISTORY], S.CANCELLED, _("Bỏ, không giao việc"),
            "directives.manage_notice", needs_reason=True,
        ),
        Transition(
            "reopen", [S.CANCELLED], S.PROPOSED, _("Lấy lại để giao việc"), "directives.manage_notice",
            (document_stands,), needs_reason=True,
        ),
        Transition(
            "withdraw", [S.READING, S.UNREADABLE, S.PROPOSED, S.HISTORY, S.CANCELLED], S.CANCELLED,
            _("Hủy vì là văn bản mật"),
        ),
    ],
)  # fmt: skip
WAITING = (S.READING, S.UNREADABLE, S.PROPOSED)
