"""The standing of a producer, as a table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.flow import Flow, State, Transition
from saolang.core.problems import Problem

from .eligibility import size_problems
from .enums import ProducerState


def _may_take_part(producer: Any, user: Any) -> list[Problem]:
    return size_problems(producer.kind, producer.sme_status)


def _was_confirmed(producer: Any, user: Any) -> list[Problem]:
    """Who was never confirmed by a commune signs up, or is taken over, before it works on here."""
    if producer.confirmed_on is not None:
        return []
    return [Problem("never_confirmed", _("Chủ thể chưa từng được UBND xã xác nhận nên không ghi hoạt động lại được."))]


PRODUCER_FLOW = Flow(
    "producer",
    [
        State("pending", gettext_lazy("Chờ xã xác nhận"), gettext_lazy("Đang chờ xác nhận"), "wait"),
        State("confirmed", gettext_lazy("Đã xác nhận"), gettext_lazy("Đã xác nhận"), "ok"),
        State("refused", gettext_lazy("Xã không xác nhận"), gettext_lazy("Chưa được xác nhận"), "off"),
        State(
            "published_only",
            gettext_lazy("Theo danh sách đã công bố"),
            gettext_lazy("Theo danh sách đã công bố"),
            "was",
        ),
        State(
            "claimed",
            gettext_lazy("Có người đăng ký nhận, chờ xã xác nhận"),
            gettext_lazy("Theo danh sách đã công bố"),
            "wait",
        ),
        State("ceased", gettext_lazy("Đã ngừng hoạt động"), gettext_lazy("Đã ngừng hoạt động"), "was"),
        State("merged", gettext_lazy("Đã gộp vào chủ thể khác"), gettext_lazy("Đã gộp vào chủ thể khác"), "was"),
    ],
    [
        Transition("claim", ["published_only"], "claimed", gettext_lazy("Đăng ký nhận chủ thể đã công bố")),
        Transition(
            "confirm",
            ["pending", "claimed"],
            "confirmed",
            gettext_lazy("Xác nhận chủ thể"),
            "producers.confirm_producer",
            (_may_take_part,),
        ),
        Transition(
            "refuse",
            ["pending"],
            "refused",
            gettext_lazy("Không xác nhận"),
            "producers.confirm_producer",
            needs_reason=True,
        ),
        Transition(
            "refuse_claim",
            ["claimed"],
            "published_only",
            gettext_lazy("Từ chối yêu cầu"),
            "producers.confirm_producer",
            needs_reason=True,
        ),
        Transition(
            "reapply", ["refused"], "pending", gettext_lazy("Gửi lại để xã xác nhận"), "producers.reapply_producer"
        ),
        Transition(
            "cease",
            ["confirmed", "published_only"],
            "ceased",
            gettext_lazy("Ghi nhận ngừng hoạt động"),
            "producers.cease_producer",
            needs_reason=True,
        ),
        Transition(
            "resume",
            ["ceased"],
            "confirmed",
            gettext_lazy("Ghi nhận hoạt động lại"),
            "producers.cease_producer",
            (_was_confirmed,),
            needs_reason=True,
        ),
    ],
)
assert {str(state) for state in ProducerState} == set(PRODUCER_FLOW.states)
