"""A round of written opinions on re-assessments: planned, sent out, followed up, its answers closed.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.d.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problem, Problems, WrongState
from saolang.core.text import format_date
from saolang.dossiers.domain.province import enter_council
from saolang.dossiers.enums import DossierKind, DossierState
from saolang.dossiers.law import HIGHEST_STAR, held_star
from saolang.dossiers.models import Dossier
from saolang.dossiers.rules import may_judge
from saolang.notify.domain import send
from saolang.rulebook.queries import provincial_setting

from ..enums import CentralChoice, ItemState, SessionMode, SessionState, SheetState
from ..models import Council, ScoreSheet, Seat, Session, SessionItem
from ..states import item_flow, session_flow
from .councils import require
from .quorum import deadline_of, may_chair, may_score, voting_seats
from .scoring import give_sheets, reveal_if_complete

REMINDERS = (3, 1)
"""Days before the deadline on which those who have not answered are reminded."""


def suggested_due_on(sent_on: date) -> date:
    """The deadline that the province's setting suggests for a round sent out on a day."""
    return sent_on + timedelta(days=int(provincial_setting("written_opinion_days", sent_on)))


def assesses_itself(dossier: Dossier) -> bool:
    """Whether the ministry gave a five-star product under 90 points and the province chose to assess it.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.4.g.
    """
    return bool(dossier.ministry_files.filter(choice=CentralChoice.OWN).exists())


def asking_problems(dossier: Dossier) -> list[Problem]:
    """Why a dossier cannot go before the members in writing yet. Legal: Điều 7.6.c-e, 6.3.b."""
    name = {"name": dossier.product.name}
    if dossier.kind != DossierKind.REASSESSMENT:
        words = _("“%(name)s” không phải hồ sơ đánh giá lại; hồ sơ lần đầu và nâng hạng do Hội đồng họp đánh giá.")
        return [Problem("not_a_reassessment", words % name)]
    if held_star(dossier) == HIGHEST_STAR and not assesses_itself(dossier):
        words = _("“%(name)s” đang giữ 5 sao: tỉnh gửi Bộ, không lấy ý kiến Hội đồng cấp tỉnh (Điều 7.6.e).")
        return [Problem("five_stars", words % name)]
    if dossier.state != DossierState.AGENCY_REVIEW:
        return [Problem("not_in_review", _("“%(name)s” không ở bước chờ lấy ý kiến Hội đồng.") % name)]
    appraisal = getattr(dossier, "appraisal", None)
    if appraisal is None or appraisal.reported_on is None:
        words = _("“%(name)s” chưa có báo cáo đánh giá của cơ quan OCOP cấp tỉnh (Điều 7.6.c).")
        return [Problem("no_appraisal", words % name, fix=_("Gửi báo cáo đánh giá trước khi lấy ý kiến."))]
    return []


@transaction.atomic
def plan_written_round(
    *, council: Council, dossiers: Iterable[Dossier], opinions_due_on: date, actor: Any, held_on: date | None = None
) -> Session:
    """Put re-assessments into one round of written opinions; it is sent out in a second step. Raises DomainError."""
    require(actor, "assessment.plan_session", council)
    day = held_on or clock.today()
    chosen = list(dossiers)
    problems = Problems()
    if council.ended_on and day > council.ended_on:
        problems.add("council_ended", _("Hội đồng đã kết thúc hoạt động."))
    if not chosen:
        problems.add("nothing_chosen", _("Chưa chọn hồ sơ nào."), fix=_("Đánh dấu các hồ sơ cần lấy ý kiến."))
    problems.extend(_deadline_problems(opinions_due_on, day))
    locked = []
    for dossier in chosen:
        dossier = lock_for_change(dossier)
        problems.extend(asking_problems(dossier))
        if dossier.commune.parent_id != council.province_id:
            problems.add("foreign_dossier", _("“%(name)s” của tỉnh khác.") % {"name": dossier.product.name})
        locked.append(dossier)
    problems.raise_if_any()
    session = Session.objects.create(
        council=council,
        mode=SessionMode.WRITTEN,
        reassessment=True,
        held_on=day,
        opinions_due_on=opinions_due_on,
        created_by_id=actor.pk,
    )
    record("assessment.session.plan_written", actor=actor, obj=session, data={"due_on": opinions_due_on})
    for order, dossier in enumerate(locked, start=1):
        item = SessionItem.objects.create(session=session, dossier=dossier, order=order)
        enter_council(dossier, actor=actor)
        record("assessment.sessionitem.add", actor=actor, obj=item, data={"dossier": dossier.code})
    return session


def _deadline_problems(due_on: date, sent_on: date) -> list[Problem]:
    if due_on > sent_on:
        return []
    words = _("Hạn trả lời phải sau ngày gửi %(day)s.") % {"day": format_date(sent_on)}
    return [Problem("deadline_too_early", words, where="opinions_due_on")]


@transaction.atomic
def send_out(
    session: Session,
    *,
    chaired_by: Seat,
    actor: Any,
    opinions_due_on: date | None = None,
    expected_version: int | None = None,
) -> Session:
    """Send dossier, report and sheet to each scoring member; the settings of the Quy chế are frozen on the round.

    Raises DomainError.
    """
    from .sessions import SESSION_SETTINGS

    session = lock_for_change(session, expected_version)
    require(actor, "assessment.run_session", session)
    _require_written(session)
    session_flow.check(session, "send_out", actor)
    today = clock.today()
    due_on = opinions_due_on or deadline_of(session)
    problems = Problems()
    problems.extend(_deadline_problems(due_on, today))
    if chaired_by.council_id != session.council_id or not may_chair(session, chaired_by):
        problems.add("may_not_chair", _("Người này không được chủ trì đợt lấy ý kiến."), where=_("Chủ trì"))
    items = [
        item
        for item in session.items.select_related("dossier__product").order_by("order", "pk")
        if item.dossier.state != DossierState.WITHDRAWN
    ]
    if not items:
        problems.add("no_items", _("Đợt lấy ý kiến chưa có hồ sơ nào."))
    problems.raise_if_any()
    session.held_on, session.opinions_due_on = today, due_on
    session.chaired_by, session.opened_at = chaired_by, clock.now()
    session.settings = {key: provincial_setting(key, today) for key in SESSION_SETTINGS}
    data = {"chair": chaired_by.pk, "due_on": due_on, "settings": session.settings}
    transition(session_flow, session, "send_out", actor=actor, data=data)
    seats = [seat for seat in voting_seats(session.council) if may_score(session, seat)]
    for item in items:
        _ask(SessionItem.objects.get(pk=item.pk), seats, actor)
    _tell(session, [seat.user for seat in seats], _("Phiếu lấy ý kiến: %(n)d hồ sơ, trả lời đến hết ngày %(day)s"))
    return session


def _ask(item: SessionItem, seats: list[Seat], actor: Any) -> None:
    judging = [seat for seat in seats if may_judge(seat.user, item.dossier)]
    if not judging:
        words = _("Không có thành viên nào được cho ý kiến về “%(name)s”.") % {"name": item.dossier.product.name}
        raise DomainError.of("nobody_scores", words)
    give_sheets(item, judging)
    barred = [seat.pk for seat in seats if seat not in judging]
    transition(item_flow, item, "start", actor=actor, data={"seats": [s.pk for s in judging], "barred": barred})


def _tell(session: Session, people: Iterable[Any], title: str) -> int:
    words = {"n": session.items.count(), "day": format_date(session.opinions_due_on)}
    sent = send(people, kind="opinion", title=title % words, url=reverse("assessment:my_sheets"), obj=session)
    return len(sent)


def _require_written(session: Session) -> None:
    if not session.is_written:
        raise WrongState.of("not_written", _("Đây là phiên họp, không phải đợt lấy ý kiến bằng văn bản."))


def _require_open(session: Session) -> None:
    _require_written(session)
    if session.state != SessionState.OPEN:
        raise WrongState.of("round_not_open", _("Đợt lấy ý kiến chưa gửi hoặc đã kết thúc."))


def open_sheets(session: Session) -> Any:
    """Sheets of a round that have not come back, while answers are taken."""
    return ScoreSheet.objects.filter(
        item__session=session, item__state=ItemState.SCORING, state=SheetState.DRAFT
    ).exclude(item__dossier__state=DossierState.WITHDRAWN)


@transaction.atomic
def extend_deadline(
    session: Session, *, opinions_due_on: date, reason: str, actor: Any, expected_version: int | None = None
) -> Session:
    """Give members more days, with the reason; only while some have not answered. Raises DomainError."""
    session = lock_for_change(session, expected_version)
    require(actor, "assessment.close_opinions", session)
    _require_open(session)
    problems = Problems()
    if opinions_due_on <= deadline_of(session) or opinions_due_on < clock.today():
        problems.add("not_later", _("Hạn mới phải sau hạn đang có và không ở quá khứ."), where="opinions_due_on")
    if not open_sheets(session).exists():
        problems.add("nobody_waits", _("Không còn phiếu nào chờ trả lời nên không lùi hạn."))
    if not reason.strip():
        problems.add("reason_missing", _("Chưa ghi lý do lùi hạn."), where="reason")
    problems.raise_if_any()
    data = {"from": session.opinions_due_on, "to": opinions_due_on}
    session.opinions_due_on = opinions_due_on
    save_version(session)
    record("assessment.session.extend", actor=actor, obj=session, data=data, reason=reason)
    _tell(session, _waiting_people(session), _("Lùi hạn trả lời phiếu lấy ý kiến đến hết ngày %(day)s"))
    return session


@transaction.atomic
def close_answers(session: Session, *, actor: Any, expected_version: int | None = None) -> Session:
    """The chair closes the answers once the deadline is over: who did not answer is recorded, the sheets are opened.

    Raises DomainError; a dossier without any sheet needs a longer deadline.
    """
    session = lock_for_change(session, expected_version)
    require(actor, "assessment.close_opinions", session)
    _require_open(session)
    problems = Problems()
    if clock.today() <= deadline_of(session):
        problems.add(
            "deadline_not_over",
            _("Hạn trả lời đến hết ngày %(day)s.") % {"day": format_date(session.opinions_due_on)},
            fix=_("Phiếu tự mở khi mọi thành viên đã trả lời; chưa đủ thì chờ hết hạn."),
        )
    items = session.items.filter(state=ItemState.SCORING).exclude(dossier__state=DossierState.WITHDRAWN)
    rows = [lock_for_change(item) for item in items.order_by("order", "pk")]
    rows = [item for item in rows if item.state == ItemState.SCORING]
    if not rows:
        problems.add("nobody_waits", _("Không còn hồ sơ nào chờ phiếu."))
    for item in rows:
        if not item.sheets.filter(state=SheetState.SUBMITTED).exists():
            problems.add(
                "nobody_answered",
                _("Chưa nhận phiếu nào về “%(name)s”.") % {"name": item.dossier.product.name},
                fix=_("Lùi hạn trả lời."),
            )
    problems.raise_if_any()
    for item in rows:
        late = list(item.sheets.filter(state=SheetState.DRAFT).values_list("seat_id", flat=True))
        item.sheets.filter(state=SheetState.DRAFT).update(state=SheetState.UNANSWERED)
        record("assessment.sessionitem.unanswered", actor=actor, obj=item, data={"seats": late})
        reveal_if_complete(item, actor=actor)
    save_version(session)
    record("assessment.session.close_answers", actor=actor, obj=session, data={"items": [row.pk for row in rows]})
    return session


def _waiting_people(session: Session) -> list[Any]:
    sheets = open_sheets(session).select_related("seat__user")
    return list({sheet.seat.user_id: sheet.seat.user for sheet in sheets}.values())


@transaction.atomic
def remind(session: Session, *, actor: Any) -> int:
    """Remind those who have not answered; returns how many. Raises DomainError."""
    session = lock_for_change(session)
    require(actor, "assessment.plan_session", session.council)
    _require_open(session)
    people = _waiting_people(session)
    if not people:
        raise DomainError.of("nobody_waits", _("Mọi thành viên đã trả lời."))
    return _remind(session, people, actor)


def _remind(session: Session, people: list[Any], actor: Any) -> int:
    session.reminded_on = clock.today()
    save_version(session)
    record("assessment.session.remind", actor=actor, obj=session, data={"people": len(people)})
    return _tell(session, people, _("Nhắc trả lời phiếu lấy ý kiến trước khi hết ngày %(day)s"))


def remind_due() -> int:
    """Remind members three days and one day before the deadline; run by ``saolang cron``, at most once a day."""
    today = clock.today()
    days = [today + timedelta(days=left) for left in REMINDERS]
    rounds = Session.objects.filter(
        mode=SessionMode.WRITTEN, state=SessionState.OPEN, opinions_due_on__in=days
    ).exclude(reminded_on=today)
    sent = 0
    for session in rounds:
        with transaction.atomic():
            session = lock_for_change(session)
            people = _waiting_people(session)
            if people and session.reminded_on != today:
                sent += _remind(session, people, None)
    return sent
