"""The way of a correction, a changed fact, a new certificate, a transfer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from saolang.core.flow import Flow, State, Transition

from .amendment_enums import AmendmentState as S

KEEP = "registry.amend_register"

AMENDMENT = Flow(
    "registry.amendment",
    states=[
        State(S.REQUESTED, _("Chờ kiểm tra"), _("Đã gửi đề nghị"), "wait"),
        State(S.CHECKED, _("Đã kiểm tra, chờ soạn quyết định"), _("Đang giải quyết"), "wait"),
        State(S.DRAFTED, _("Chờ ký, ban hành"), _("Đang giải quyết"), "wait"),
        State(S.ISSUED, _("Đã ban hành"), _("Đã giải quyết"), "done"),
        State(S.REFUSED, _("Không giải quyết"), _("Không giải quyết"), "off"),
        State(S.CANCELLED, _("Đã rút đề nghị"), _("Đã rút đề nghị"), "was"),
    ],
    transitions=[
        Transition("check", [S.REQUESTED], S.CHECKED, _("Xác nhận đã kiểm tra"), KEEP),
        Transition("draft", [S.CHECKED], S.DRAFTED, _("Soạn quyết định"), KEEP),
        Transition("issue", [S.DRAFTED], S.ISSUED, _("Ghi số và ban hành"), KEEP),
        Transition("enter", [S.CHECKED], S.ISSUED, _("Ghi từ quyết định đã ký"), KEEP),
        Transition("refuse", [S.REQUESTED, S.CHECKED, S.DRAFTED], S.REFUSED, _("Không giải quyết"), KEEP,
                   needs_reason=True),
        Transition("cancel", [S.REQUESTED], S.CANCELLED, _("Rút đề nghị"), "registry.cancel_amendment",
                   needs_reason=True),
    ],
)  # fmt: skip
