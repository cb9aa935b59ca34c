"""The way of a paper: draft, put before the signer, issued."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from saolang.core.flow import Flow, State, Transition

from .enums import PaperState

MANAGE = "documents.manage_paper"

PAPER = Flow(
    "documents.paper",
    states=[
        State(PaperState.DRAFT, _("Dự thảo"), _("Đang soạn"), "draft"),
        State(PaperState.FOR_SIGNATURE, _("Trình ký"), _("Đang trình ký"), "wait"),
        State(PaperState.ISSUED, _("Đã ban hành"), _("Đã ban hành"), "done"),
        State(PaperState.CANCELLED, _("Đã hủy"), _("Đã hủy"), "was"),
    ],
    transitions=[
        Transition("submit", [PaperState.DRAFT], PaperState.FOR_SIGNATURE, _("Trình ký"), MANAGE),
        Transition("return", [PaperState.FOR_SIGNATURE], PaperState.DRAFT, _("Trả lại dự thảo"), MANAGE,
                   needs_reason=True),
        Transition("issue", [PaperState.FOR_SIGNATURE], PaperState.ISSUED, _("Ghi số và ban hành"), MANAGE),
        Transition("cancel", [PaperState.DRAFT, PaperState.FOR_SIGNATURE], PaperState.CANCELLED, _("Hủy dự thảo"),
                   MANAGE, needs_reason=True),
    ],
)  # fmt: skip
