"""Blind scoring: sheets are given out, ticked, submitted, revealed together, and reopened when they differ too much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError, Problems, WrongState
from saolang.core.text import format_date
from saolang.dossiers.rules import may_judge
from saolang.notify.domain import send
from saolang.rulebook.engine import evaluate
from saolang.rulebook.loading import Sheet
from saolang.rulebook.queries import sheet_of

from ..enums import ItemState, SessionState, SheetState
from ..models import ScoreAnswer, ScoreRevision, ScoreSheet, SessionItem
from ..states import item_flow
from .councils import require
from .quorum import deadline_of, may_score, refuse_without_quorum, session_value

OPEN_SHEET_STATES = (SheetState.DRAFT, SheetState.REOPENED)
COMMENT_LENGTH = 500


def criteria_sheet(item: SessionItem) -> Sheet:
    """The published criteria sheet that this dossier is judged by, for ever."""
    return sheet_of(item.dossier.sheet)


def answers_of(sheet: ScoreSheet) -> dict[str, int]:
    """Ticks of one sheet: criterion code to option position (0 is "không đạt mức nào")."""
    rows = sheet.answers.all()
    return {row.criterion: row.option for row in rows if row.option is not None}


@transaction.atomic
def start_scoring(item: SessionItem, *, actor: Any, expected_version: int | None = None) -> SessionItem:
    """Give a sheet to every member recorded present who scores and did not prepare the dossier. Raises DomainError."""
    item = lock_for_change(item, expected_version)
    item_flow.check(item, "start", actor)
    refuse_without_quorum(item.session)
    present = item.session.attendance.filter(present=True, seat__left_on__isnull=True).select_related("seat__user")
    seats = [row.seat for row in present if may_score(item.session, row.seat)]
    judging = [seat for seat in seats if may_judge(seat.user, item.dossier)]
    if not judging:
        raise DomainError.of("nobody_scores", _("Không có thành viên nào được cho điểm hồ sơ này."))
    give_sheets(item, judging)
    transition(
        item_flow,
        item,
        "start",
        actor=actor,
        data={"seats": [seat.pk for seat in judging], "barred": [s.pk for s in seats if s not in judging]},
    )
    send(
        [seat.user for seat in judging],
        kind="score_sheet",
        title=_("Mời cho điểm: %(name)s") % {"name": item.dossier.product.name},
        url=reverse("assessment:score", args=[item.code]),
        obj=item,
    )
    return item


def give_sheets(item: SessionItem, seats: Sequence[Any]) -> None:
    """A sheet for each seat. Who answered in writing before a meeting goes on from the written ticks."""
    known = {sheet.seat_id: sheet for sheet in item.sheets.all()}
    for seat in seats:
        sheet = known.get(seat.pk)
        if sheet is None:
            ScoreSheet.objects.create(item=item, seat=seat)
            continue
        kept = sheet.state == SheetState.BEFORE_MEETING
        sheet.state = SheetState.REOPENED if kept else SheetState.DRAFT
        sheet.version += 1
        sheet.save()


def _writable_sheet(
    sheet: ScoreSheet, actor: Any, expected_version: int | None, *, on_paper: bool = False
) -> tuple[ScoreSheet, SessionItem]:
    item = lock_for_change(SessionItem(pk=sheet.item_id))
    sheet = lock_for_change(sheet, expected_version)
    require(actor, "assessment.enter_opinion" if on_paper else "assessment.score_sheet", sheet)
    problems = Problems()
    session = item.session
    if item.state in (ItemState.CONCLUDED, ItemState.POSTPONED):
        problems.add(
            "already_concluded",
            _("Hội đồng đã kết luận hồ sơ này; không nhận thêm điểm."),
            fix=_("Trao đổi với Chủ tịch Hội đồng nếu cần xem xét lại."),
        )
    elif session.state != SessionState.OPEN:
        problems.add("session_not_open", _("Phiên họp chưa khai mạc hoặc đã bế mạc."))
    elif sheet.state in (SheetState.UNANSWERED, SheetState.BEFORE_MEETING) or item.state == ItemState.WAITING:
        problems.add("answers_closed", _("Đợt lấy ý kiến đã chốt phiếu nên không nhận thêm phiếu cho hồ sơ này."))
    elif sheet.state == SheetState.VOID:
        problems.add("sheet_void", _("Bạn được ghi vắng mặt nên không có phiếu cho hồ sơ này."))
    elif sheet.state == SheetState.SUBMITTED:
        problems.add(
            "already_submitted",
            _("Phiếu đã nộp nên không sửa được."),
            fix=_("Phiếu chỉ mở lại khi Hội đồng họp, thảo luận vì chênh lệch điểm."),
        )
    elif session.is_written and not on_paper and clock.today() > deadline_of(session):
        problems.add(
            "deadline_passed",
            _("Đã hết hạn trả lời ngày %(day)s.") % {"day": format_date(session.opinions_due_on)},
            fix=_("Trao đổi với thư ký Hội đồng; chỉ chủ trì lùi hạn được trước khi chốt phiếu."),
        )
    problems.raise_if_any(WrongState)
    return sheet, item


def _checked(criteria: Sheet, ticks: Mapping[str, int], comments: Mapping[str, str]) -> None:
    problems = Problems()
    for code, comment in comments.items():
        if code not in criteria.by_code:
            problems.add("unknown_criterion", _("Phiếu không có tiêu chí “%(code)s”.") % {"code": code}, where=code)
        elif len(comment) > COMMENT_LENGTH:
            problems.add(
                "comment_too_long",
                _("Ghi chú dài %(n)s ký tự, quá %(max)s.") % {"n": len(comment), "max": COMMENT_LENGTH},
                where=code,
                fix=_("Rút gọn ghi chú; ý kiến chung ghi ở cuối phiếu."),
            )
    for code, option in ticks.items():
        criterion = criteria.by_code.get(code)
        if criterion is None or criterion.is_group:
            problems.add("unknown_criterion", _("Phiếu không có tiêu chí “%(code)s”.") % {"code": code}, where=code)
        elif not isinstance(option, int) or not 0 <= option <= len(criterion.options):
            problems.add(
                "unknown_option",
                _("Tiêu chí %(code)s không có mức %(option)s.") % {"code": code, "option": option},
                where=code,
                fix=_("Chọn một mức trên phiếu, hoặc “Không đạt mức nào”."),
            )
    problems.raise_if_any()


@transaction.atomic
def save_ticks(
    sheet: ScoreSheet,
    *,
    ticks: Mapping[str, int],
    actor: Any,
    comments: Mapping[str, str] | None = None,
    opinion: str | None = None,
    expected_version: int | None = None,
    on_paper: bool = False,
) -> ScoreSheet:
    """Save ticks of an open sheet as a draft; what is not named stays. Raises DomainError.

    ``on_paper`` is the secretary entering a sheet that the member signed on paper.
    """
    sheet, item = _writable_sheet(sheet, actor, expected_version, on_paper=on_paper)
    comments = comments or {}
    _checked(criteria_sheet(item), ticks, comments)
    for code in {**ticks, **comments}:
        values: dict[str, Any] = {}
        if code in ticks:
            values["option"] = ticks[code]
        if code in comments:
            values["comment"] = comments[code]
        if code in ticks or values["comment"]:
            ScoreAnswer.objects.update_or_create(sheet=sheet, criterion=code, defaults=values)
        else:
            ScoreAnswer.objects.filter(sheet=sheet, criterion=code).update(**values)
    if opinion is not None:
        sheet.opinion = opinion
        sheet.save(update_fields=["opinion", "updated_at"])
    return sheet


@transaction.atomic
def submit_sheet(
    sheet: ScoreSheet, *, actor: Any, reason: str = "", expected_version: int | None = None, on_paper: bool = False
) -> ScoreSheet:
    """Submit a sheet with every criterion answered; when it is the last one, all are revealed.

    A reopened sheet whose values changed needs the member's reason; a written one its opinion. Raises DomainError.
    """
    sheet, item = _writable_sheet(sheet, actor, expected_version, on_paper=on_paper)
    criteria = criteria_sheet(item)
    answers = answers_of(sheet)
    result = evaluate(criteria, answers)
    problems = Problems()
    for code in result.missing:
        problems.add(
            "unanswered",
            _("Chưa cho điểm tiêu chí %(code)s: %(name)s.") % {"code": code, "name": criteria.by_code[code].name},
            where=code,
            fix=_("Chọn một mức, hoặc “Không đạt mức nào (0 điểm)”."),
        )
    last = sheet.revisions.order_by("-number").first()
    changed = last is not None and last.answers != answers
    if sheet.state == SheetState.REOPENED and changed and not reason.strip():
        problems.add("reason_missing", _("Chưa ghi lý do thay đổi điểm."), where=_("Lý do"))
    if item.session.is_written and not hasattr(sheet, "written"):
        problems.add("stance_missing", _("Chưa chọn ý kiến về báo cáo của cơ quan OCOP cấp tỉnh."), where=_("Ý kiến"))
    problems.raise_if_any()
    if last is not None and sheet.state == SheetState.REOPENED:
        last.member_reason = reason
        last.save(update_fields=["member_reason"])
    before = sheet.state
    sheet.state = SheetState.SUBMITTED
    sheet.submitted_at = clock.now()
    sheet.total = Decimal(str(result.total))
    sheet.version += 1
    sheet.save()
    record(
        "assessment.scoresheet.submit",
        actor=actor,
        obj=sheet,
        from_state=before,
        to_state=sheet.state,
        data={"answers": answers, "total": str(sheet.total), "revision": last.number if last else 0},
        reason=reason,
    )
    reveal_if_complete(item, actor=actor)
    return sheet


def reveal_if_complete(item: SessionItem, *, actor: Any) -> bool:
    """Open all sheets to the council once everyone recorded present has submitted; says whether it did.

    Runs inside the transaction of the act that completed the set; the item is already locked.
    """
    if item.state not in (ItemState.SCORING, ItemState.DISCUSSION):
        return False
    sheets = item.sheets.all()
    if sheets.filter(state__in=OPEN_SHEET_STATES).exists() or not sheets.filter(state=SheetState.SUBMITTED).exists():
        return False
    transition(item_flow, item, "reveal", actor=actor)
    send(
        [seat.user for seat in item.session.council.seats.filter(left_on__isnull=True).select_related("user")],
        kind="sheets_revealed",
        title=_("Đã đủ phiếu: %(name)s") % {"name": item.dossier.product.name},
        url=reverse("assessment:item", args=[item.code]),
        obj=item,
    )
    return True


def counted_sheets(item: SessionItem) -> list[ScoreSheet]:
    """Sheets that count: submitted ones, in the order of their seats."""
    return list(
        item.sheets.filter(state=SheetState.SUBMITTED)
        .select_related("seat__user", "seat__represents", "written__file", "written__entered_by")
        .prefetch_related("answers")
        .order_by("seat_id")
    )


def spread(sheets: Sequence[ScoreSheet]) -> Decimal:
    """Highest minus lowest total; 0 for fewer than two sheets."""
    totals = [sheet.total for sheet in sheets if sheet.total is not None]
    return max(totals) - min(totals) if totals else Decimal(0)


def differing_sheets(sheets: Sequence[ScoreSheet], limit: Decimal) -> list[ScoreSheet]:
    """Sheets whose total lies more than ``limit`` from some other total."""
    totals = [sheet.total for sheet in sheets if sheet.total is not None]
    if not totals:
        return []
    low, high = min(totals), max(totals)
    return [s for s in sheets if s.total is not None and (high - s.total > limit or s.total - low > limit)]


def set_aside(sheet: ScoreSheet, state: str, *, actor: Any, reason: str) -> None:
    """Keep a submitted sheet as it is in its revisions, and open it again under another state."""
    assert sheet.total is not None and sheet.submitted_at is not None, "only submitted sheets are set aside"
    ScoreRevision.objects.create(
        sheet=sheet,
        number=sheet.revisions.count() + 1,
        answers=answers_of(sheet),
        total=sheet.total,
        submitted_at=sheet.submitted_at,
        reopened_at=clock.now(),
        reopened_by_id=actor.pk,
        reason=reason,
    )
    sheet.state = state
    sheet.version += 1
    sheet.save()


@transaction.atomic
def open_discussion(item: SessionItem, *, actor: Any, reason: str, expected_version: int | None = None) -> SessionItem:
    """Reopen the sheets that lie too far apart; their old values and the reason are kept. Raises DomainError."""
    item = lock_for_change(item, expected_version)
    item_flow.check(item, "discuss", actor, reason)
    sheets = counted_sheets(item)
    limit = Decimal(str(session_value(item.session, "spread_limit")))
    apart = differing_sheets(sheets, limit)
    if not apart:
        raise DomainError.of(
            "spread_within_limit",
            _("Điểm các phiếu không chênh nhau quá %(limit)s điểm nên không mở lại phiếu.") % {"limit": limit},
        )
    for sheet in apart:
        set_aside(sheet, SheetState.REOPENED, actor=actor, reason=reason)
    item.discussion_rounds += 1
    transition(
        item_flow,
        item,
        "discuss",
        actor=actor,
        reason=reason,
        data={"sheets": [s.pk for s in apart], "totals": {str(s.seat_id): str(s.total) for s in sheets}},
    )
    send(
        [sheet.seat.user for sheet in apart],
        kind="sheet_reopened",
        title=_("Phiếu được mở lại: %(name)s") % {"name": item.dossier.product.name},
        body=reason,
        url=reverse("assessment:score", args=[item.code]),
        obj=item,
    )
    return item
