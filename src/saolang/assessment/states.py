"""Flow tables of sessions and of the dossiers before them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from saolang.core.flow import Flow, State, Transition
from saolang.core.problems import Problem
from saolang.dossiers.enums import DossierState

from .enums import ItemState, SessionState

ENDED_ITEMS = (ItemState.CONCLUDED, ItemState.POSTPONED)


def _session_is_open(item: Any, user: Any) -> list[Problem]:
    if item.session.state == SessionState.OPEN:
        return []
    return [
        Problem(
            "session_not_open",
            _("Phiên họp chưa khai mạc hoặc đã bế mạc."),
            fix=_("Chủ trì khai mạc phiên họp trước khi đánh giá hồ sơ."),
        )
    ]


def _dossier_in_council(item: Any, user: Any) -> list[Problem]:
    if item.dossier.state != DossierState.WITHDRAWN:
        return []
    return [
        Problem(
            "dossier_withdrawn",
            _("Chủ thể đã rút hồ sơ này."),
            fix=_("Không cần đánh giá nữa; phiên họp bế mạc được mà không kết luận hồ sơ này."),
        )
    ]


def _is_meeting(item: Any, user: Any) -> list[Problem]:
    if not item.session.is_written:
        return []
    return [
        Problem(
            "written_round",
            _("Đang lấy ý kiến bằng văn bản nên không thảo luận được tại đây."),
            fix=_("Mời họp Hội đồng để thảo luận (Điều 7.6.d)."),
        )
    ]


def _is_written(item: Any, user: Any) -> list[Problem]:
    if item.session.is_written:
        return []
    return [Problem("already_meeting", _("Hồ sơ này đã ở phiên họp của Hội đồng."))]


def _all_items_ended(session: Any, user: Any) -> list[Problem]:
    waiting = session.items.exclude(state__in=ENDED_ITEMS).exclude(dossier__state=DossierState.WITHDRAWN)
    return [
        Problem(
            "item_not_concluded",
            _("Hồ sơ “%(name)s” chưa kết luận.") % {"name": item.dossier.product.name},
            fix=_("Kết luận hoặc chuyển hồ sơ sang đợt sau rồi mới bế mạc."),
        )
        for item in waiting.select_related("dossier__product")
    ]


session_flow = Flow(
    "assessment.session",
    [
        State(SessionState.PLANNED, _lazy("Đã lên lịch"), _lazy("Chuẩn bị họp Hội đồng"), "waiting"),
        State(SessionState.OPEN, _lazy("Đang họp"), _lazy("Hội đồng đang họp"), "open"),
        State(SessionState.CLOSED, _lazy("Đã bế mạc"), _lazy("Hội đồng đã họp"), "done"),
    ],
    [
        Transition(
            "open", (SessionState.PLANNED,), SessionState.OPEN, _lazy("Khai mạc phiên họp"), "assessment.run_session"
        ),
        Transition(
            "close",
            (SessionState.OPEN,),
            SessionState.CLOSED,
            _lazy("Bế mạc phiên họp"),
            "assessment.run_session",
            guards=(_all_items_ended,),
        ),
        # a written round
        Transition(
            "send_out", (SessionState.PLANNED,), SessionState.OPEN, _lazy("Gửi lấy ý kiến"), "assessment.run_session"
        ),
        Transition(
            "end_round",
            (SessionState.OPEN,),
            SessionState.CLOSED,
            _lazy("Kết thúc đợt lấy ý kiến"),
            "assessment.run_session",
            guards=(_all_items_ended,),
        ),
    ],
)

item_flow = Flow(
    "assessment.sessionitem",
    [
        State(ItemState.WAITING, _lazy("Chờ đánh giá"), _lazy("Hội đồng đang đánh giá"), "waiting"),
        State(ItemState.SCORING, _lazy("Đang cho điểm"), _lazy("Hội đồng đang đánh giá"), "open"),
        State(ItemState.REVEALED, _lazy("Đã đủ phiếu"), _lazy("Hội đồng đang đánh giá"), "open"),
        State(ItemState.DISCUSSION, _lazy("Thảo luận, cho điểm lại"), _lazy("Hội đồng đang đánh giá"), "open"),
        State(ItemState.POSTPONED, _lazy("Chuyển đợt sau"), _lazy("Chuyển đợt đánh giá sau"), "closed"),
        State(ItemState.CONCLUDED, _lazy("Đã kết luận"), _lazy("Hội đồng đã kết luận"), "done"),
    ],
    [
        Transition(
            "start",
            (ItemState.WAITING,),
            ItemState.SCORING,
            _lazy("Bắt đầu cho điểm"),
            "assessment.run_item",
            guards=(_session_is_open, _dossier_in_council),
        ),
        Transition("reveal", (ItemState.SCORING, ItemState.DISCUSSION), ItemState.REVEALED, _lazy("Mở các phiếu")),
        Transition(
            "discuss",
            (ItemState.REVEALED,),
            ItemState.DISCUSSION,
            _lazy("Thảo luận, mở lại phiếu chênh lệch"),
            "assessment.conclude_item",
            guards=(_is_meeting, _session_is_open, _dossier_in_council),
            needs_reason=True,
        ),
        Transition(
            "call_meeting",
            (ItemState.REVEALED,),
            ItemState.WAITING,
            _lazy("Mời họp Hội đồng"),
            "assessment.conclude_item",
            guards=(_is_written, _session_is_open, _dossier_in_council),
            needs_reason=True,
        ),
        Transition(
            "postpone",
            (ItemState.WAITING, ItemState.SCORING, ItemState.REVEALED, ItemState.DISCUSSION),
            ItemState.POSTPONED,
            _lazy("Chuyển đợt sau"),
            "assessment.conclude_item",
            guards=(_session_is_open, _dossier_in_council),
            needs_reason=True,
        ),
        Transition(
            "conclude",
            (ItemState.REVEALED,),
            ItemState.CONCLUDED,
            _lazy("Kết luận"),
            "assessment.conclude_item",
            guards=(_session_is_open, _dossier_in_council),
        ),
        Transition(
            "conclude_knocked_out",
            (ItemState.WAITING, ItemState.SCORING, ItemState.REVEALED, ItemState.DISCUSSION),
            ItemState.CONCLUDED,
            _lazy("Kết luận bị loại hoặc dừng đánh giá"),
            "assessment.conclude_item",
            guards=(_session_is_open, _dossier_in_council),
        ),
    ],
)
