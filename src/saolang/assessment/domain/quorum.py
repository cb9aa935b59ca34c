"""Who counts, the quorum, and the settings of the Quy chế that a session works by."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.problems import DomainError, Problem
from saolang.rulebook.queries import provincial_setting

from ..enums import SeatKind, SheetState
from ..models import Council, Seat, Session, SessionItem
from .councils import ROLE_OF_SEAT


def voting_seats(council: Council) -> list[Seat]:
    """Present seats of the council, chair first."""
    order = {SeatKind.CHAIR: 0, SeatKind.DEPUTY: 1, SeatKind.MEMBER: 2, SeatKind.SECRETARY: 3}
    seats = council.seats.filter(left_on__isnull=True).select_related("user", "represents")
    return sorted(seats, key=lambda seat: (order[SeatKind(seat.kind)], seat.pk))


def session_value(session: Session, key: str) -> Any:
    """A setting of the Quy chế for this session: frozen since it opened, else the one in force on its day."""
    if key in session.settings:
        return session.settings[key]
    return provincial_setting(key, session.held_on)


def needed_for_quorum(session: Session) -> int:
    """How many members must be present: the share of all seats, rounded up."""
    seats = len(voting_seats(session.council))
    percent = Decimal(str(session_value(session, "quorum_percent")))
    return int((percent * seats / 100).to_integral_value(rounding=ROUND_CEILING))


def may_chair(session: Session, seat: Seat) -> bool:
    """Whether a seat may chair: the chair, or an authorised deputy where the Quy chế allows one."""
    if seat.kind == SeatKind.CHAIR:
        return True
    allowed = session_value(session, "quorum_chair")
    return allowed != "chair_only" and seat.kind == SeatKind.DEPUTY and seat.may_chair


def may_score(session: Session, seat: Seat) -> bool:
    """Whether a seat gets score sheets: by its own mark and by the setting ``who_may_score``."""
    return seat.scores and ROLE_OF_SEAT[SeatKind(seat.kind)] in session_value(session, "who_may_score")


def quorum_problems(session: Session) -> list[Problem]:
    """What stands against the quorum: too few present, or nobody who may chair.

    Legal: the law leaves the quorum to the Quy chế (Quyết định 26/2026/QĐ-TTg, Điều 7.3.b); settings ``quorum_percent``
    and ``quorum_chair``.
    """
    seats = voting_seats(session.council)
    present_ids = set(session.attendance.filter(present=True).values_list("seat_id", flat=True))
    present = [seat for seat in seats if seat.pk in present_ids]
    needed = needed_for_quorum(session)
    problems = []
    if not seats or len(present) < needed:
        problems.append(
            Problem(
                "no_quorum",
                _("Có mặt %(present)d/%(all)d thành viên, chưa đủ %(needed)d người theo Quy chế.")
                % {"present": len(present), "all": len(seats), "needed": needed},
                where=_("Thành phần dự họp"),
                fix=_("Ghi đủ người có mặt hoặc dời phiên họp."),
            )
        )
    chair_needed = session_value(session, "quorum_chair") != "none"
    if chair_needed and not any(may_chair(session, seat) for seat in present):
        problems.append(
            Problem(
                "no_chair",
                _("Chủ tịch Hội đồng hoặc Phó Chủ tịch được ủy quyền chưa có mặt."),
                where=_("Thành phần dự họp"),
                fix=_("Phiên họp cần Chủ tịch Hội đồng hoặc người được ủy quyền chủ trì."),
            )
        )
    return problems


def deadline_of(session: Session) -> date:
    """The last day on which a written round takes answers."""
    assert session.opinions_due_on is not None, "a written round has its deadline"
    return session.opinions_due_on


def needed_answers(session: Session, asked: int) -> int:
    """How many sheets must come back of those that were sent for a dossier: the quorum's share, rounded up."""
    percent = Decimal(str(session_value(session, "quorum_percent")))
    return int((percent * asked / 100).to_integral_value(rounding=ROUND_CEILING))


def item_quorum_problems(item: SessionItem) -> list[Problem]:
    """What stands against the quorum for one dossier: those present, or in a written round the returned sheets.

    Legal: Điều 7.6.d names no share; the share of the quorum of meetings is applied to the sheets sent.
    """
    session = item.session
    if not session.is_written:
        return quorum_problems(session)
    states = list(item.sheets.values_list("state", flat=True))
    back, needed = states.count(SheetState.SUBMITTED), needed_answers(session, len(states))
    if states and back >= needed:
        return []
    return [
        Problem(
            "no_quorum",
            _("Nhận được %(back)d/%(all)d phiếu, chưa đủ %(needed)d phiếu (áp dụng tỷ lệ của Quy chế cho phiên họp).")
            % {"back": back, "all": len(states), "needed": needed},
            where=_("Phiếu lấy ý kiến"),
            fix=_("Mời họp để Hội đồng đánh giá hồ sơ này."),
        )
    ]


def refuse_without_quorum(session: Session) -> None:
    """Raise DomainError when the quorum does not hold (any more)."""
    problems = quorum_problems(session)
    if problems:
        raise DomainError(problems)
