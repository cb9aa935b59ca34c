"""Planning a session, attendance, quorum, opening and closing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import Problems, WrongState
from saolang.dossiers.domain.province import enter_council, leave_council
from saolang.dossiers.enums import DossierState
from saolang.dossiers.models import Dossier, Round
from saolang.dossiers.reading import Reading
from saolang.dossiers.rounds import expected_decision_on
from saolang.notify.domain import send
from saolang.rulebook.queries import provincial_setting

from ..enums import ItemState, SessionState, SheetState
from ..models import Attendance, Council, ScoreSheet, Seat, Session, SessionItem
from ..states import session_flow
from .councils import require
from .quorum import may_chair, quorum_problems, voting_seats
from .scoring import reveal_if_complete

SESSION_SETTINGS = (
    "quorum_percent",
    "quorum_chair",
    "who_may_score",
    "spread_limit",
    "spread_persists",
    "mean",
    "minimum_when_ticks_differ",
    "minima_accumulate",
    "ninety_held_by_minimum",
)
"""Provincial settings (the Quy chế) that a session works by; frozen on it when it opens."""


def _require_meeting(session: Session) -> None:
    if session.is_written:
        raise WrongState.of("written_round", _("Đây là đợt lấy ý kiến bằng văn bản, không có phiên họp và điểm danh."))


@transaction.atomic
def plan_session(*, council: Council, round: Round, held_on: date, actor: Any, place: str = "") -> Session:
    """Put a session of a council into a round's calendar. Raises DomainError."""
    require(actor, "assessment.plan_session", council)
    problems = Problems()
    if council.ended_on and held_on > council.ended_on:
        problems.add("council_ended", _("Hội đồng đã kết thúc hoạt động trước ngày họp."), where=_("Ngày họp"))
    if held_on < council.decision_on:
        problems.add("before_council", _("Ngày họp trước ngày thành lập Hội đồng."), where=_("Ngày họp"))
    problems.raise_if_any()
    session = Session.objects.create(council=council, round=round, held_on=held_on, place=place, created_by_id=actor.pk)
    record("assessment.session.plan", actor=actor, obj=session, data={"held_on": held_on, "round": round.pk})
    return session


@transaction.atomic
def add_item(session: Session, *, dossier: Dossier, actor: Any) -> SessionItem:
    """Bring a dossier of the round before the council; its advisory report must be there.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.c and d. Raises DomainError.
    """
    session = lock_for_change(session)
    require(actor, "assessment.plan_session", session.council)
    _require_meeting(session)
    dossier = lock_for_change(dossier)
    problems = Problems()
    if session.state == SessionState.CLOSED:
        problems.add("session_closed", _("Phiên họp đã bế mạc."))
    if dossier.state != DossierState.IN_ROUND or dossier.round_id != session.round_id:
        problems.add(
            "not_in_round",
            _("Hồ sơ “%(name)s” không chờ đánh giá trong đợt này.") % {"name": dossier.product.name},
            fix=_("Đưa hồ sơ vào đợt đánh giá của phiên họp trước."),
        )
    appraisal = getattr(dossier, "appraisal", None)
    if appraisal is None or appraisal.reported_on is None:
        problems.add(
            "no_appraisal",
            _("Hồ sơ “%(name)s” chưa có báo cáo đánh giá của Tổ tư vấn.") % {"name": dossier.product.name},
            fix=_("Tổ tư vấn gửi báo cáo đánh giá trước khi đưa hồ sơ ra Hội đồng."),
        )
    problems.raise_if_any()
    item = SessionItem.objects.create(session=session, dossier=dossier, order=session.items.count() + 1)
    enter_council(dossier, actor=actor)
    expiring = Reading(dossier).expiring(expected_decision_on(dossier))
    record(
        "assessment.sessionitem.add",
        actor=actor,
        obj=item,
        data={"dossier": dossier.code, "papers_ending_before_decision": [row.evidence.code for row in expiring]},
    )
    send(
        [seat.user for seat in voting_seats(session.council)],
        kind="session_item",
        title=_("Hồ sơ mới trong phiên họp ngày %(day)s") % {"day": session.held_on.strftime("%d/%m/%Y")},
        body=str(dossier.product.name),
        url=session.get_absolute_url(),
        obj=session,
    )
    return item


@transaction.atomic
def remove_item(item: SessionItem, *, actor: Any, reason: str) -> None:
    """Take a dossier off a session before its scoring began; it stays in its round. Raises DomainError."""
    item = lock_for_change(item)
    require(actor, "assessment.plan_session", item.session.council)
    problems = Problems()
    if item.state != ItemState.WAITING:
        problems.add("scoring_begun", _("Hội đồng đã bắt đầu đánh giá hồ sơ này nên không rút khỏi phiên được."))
    if item.knockouts.exists():
        problems.add("ground_recorded", _("Hồ sơ đã có căn cứ loại được ghi; bỏ căn cứ đó trước."))
    problems.raise_if_any()
    leave_council(item.dossier, actor=actor, reason=reason)
    record(
        "assessment.session.remove_item",
        actor=actor,
        obj=item.session,
        data={"dossier": item.dossier.code},
        reason=reason,
    )
    item.delete()


@transaction.atomic
def record_attendance(
    session: Session, *, seat: Seat, present: bool, actor: Any, reason: str = "", expected_version: int | None = None
) -> Attendance:
    """Record a member present, or absent with the reason.

    Whoever is recorded absent takes no later sheet: open drafts are void, and the blind phase no longer waits for them.
    Raises DomainError.
    """
    session = lock_for_change(session, expected_version)
    require(actor, "assessment.run_session", session)
    _require_meeting(session)
    problems = Problems()
    if session.state == SessionState.CLOSED:
        problems.add("session_closed", _("Phiên họp đã bế mạc."))
    if seat.council_id != session.council_id or seat.left_on is not None:
        problems.add("no_seat", _("Người này không phải thành viên Hội đồng."))
    if not present and not reason.strip():
        problems.add(
            "reason_missing", _("Chưa ghi lý do vắng của %(name)s.") % {"name": seat.user}, where=_("Lý do vắng")
        )
    problems.raise_if_any()
    # Locked before the first record: a member who hands in meanwhile holds the item and waits for the record.
    open_sheets = [] if present else _lock_open_sheets(session, seat)
    attendance, _created = Attendance.objects.update_or_create(
        session=session, seat=seat, defaults={"present": present, "reason": "" if present else reason}
    )
    record(
        "assessment.session.attendance",
        actor=actor,
        obj=session,
        data={"seat": seat.pk, "present": present},
        reason="" if present else reason,
    )
    for sheet, item in open_sheets:
        ScoreSheet.objects.filter(pk=sheet.pk).update(state=SheetState.VOID)
        record("assessment.scoresheet.void", actor=actor, obj=item, data={"seat": seat.pk})
        reveal_if_complete(item, actor=actor)
    return attendance


def _lock_open_sheets(session: Session, seat: Seat) -> list[tuple[ScoreSheet, SessionItem]]:
    """The sheets of a member that are still open, each with its item locked."""
    wanted = {"item__session": session, "seat": seat, "state__in": [SheetState.DRAFT, SheetState.REOPENED]}
    keys = ScoreSheet.objects.filter(**wanted).values_list("item_id", flat=True)
    items = {key: lock_for_change(SessionItem(pk=key)) for key in sorted(keys)}
    return [(sheet, items[sheet.item_id]) for sheet in ScoreSheet.objects.filter(**wanted, item__in=items)]


@transaction.atomic
def open_session(session: Session, *, chaired_by: Seat, actor: Any, expected_version: int | None = None) -> Session:
    """Open a session with its chair; the settings of the Quy chế are frozen on it. Raises DomainError."""
    session = lock_for_change(session, expected_version)
    require(actor, "assessment.run_session", session)
    _require_meeting(session)
    session_flow.check(session, "open", actor)
    problems = Problems()
    problems.extend(quorum_problems(session))
    if chaired_by.council_id != session.council_id or not may_chair(session, chaired_by):
        problems.add("may_not_chair", _("Người này không được chủ trì phiên họp."), where=_("Chủ trì"))
    elif not session.attendance.filter(seat=chaired_by, present=True).exists():
        problems.add("chair_absent", _("Người chủ trì chưa được ghi có mặt."), where=_("Chủ trì"))
    missing = [
        seat.user.full_name
        for seat in voting_seats(session.council)
        if not session.attendance.filter(seat=seat).exists()
    ]
    if missing:
        problems.add(
            "attendance_open",
            _("Chưa điểm danh: %(names)s.") % {"names": ", ".join(missing)},
            fix=_("Ghi có mặt, hoặc vắng kèm lý do."),
        )
    problems.raise_if_any()
    session.chaired_by = chaired_by
    session.opened_at = clock.now()
    session.settings = {key: provincial_setting(key, session.held_on) for key in SESSION_SETTINGS}
    transition(session_flow, session, "open", actor=actor, data={"chair": chaired_by.pk, "settings": session.settings})
    return session


@transaction.atomic
def close_session(session: Session, *, actor: Any, expected_version: int | None = None) -> Session:
    """Close a session, or end a written round, once every dossier before it is concluded or postponed.

    Raises DomainError.
    """
    session = lock_for_change(session, expected_version)
    session.closed_at = clock.now()
    transition(session_flow, session, "end_round" if session.is_written else "close", actor=actor)
    return session
