"""Written opinions of members on a re-assessment, and the meeting that may follow them.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.d.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problems, WrongState
from saolang.core.text import format_date
from saolang.notify.domain import send
from saolang.rulebook.engine import evaluate

from ..enums import SessionMode, SessionState, SheetState, Stance
from ..models import ScoreSheet, Session, SessionItem, WrittenOpinion
from ..opinions import Finding, Opinion, needs_meeting
from ..states import item_flow
from .councils import require
from .quorum import deadline_of, session_value
from .results import panel_of
from .scoring import answers_of, counted_sheets, criteria_sheet, save_ticks, set_aside, submit_sheet


@transaction.atomic
def submit_opinion(
    sheet: ScoreSheet,
    *,
    stance: str,
    actor: Any,
    reason: str = "",
    wants_meeting: bool = False,
    meeting_reason: str = "",
    expected_version: int | None = None,
) -> ScoreSheet:
    """A member hands in the scored sheet with the opinion. Raises DomainError with all that is missing."""
    _require_written(sheet)
    _opinion_problems(stance, reason, wants_meeting, meeting_reason).raise_if_any()
    values = _opinion(stance, reason, wants_meeting, meeting_reason)
    _write(sheet, {**values, "received_on": clock.today()})
    return submit_sheet(ScoreSheet.objects.get(pk=sheet.pk), actor=actor, expected_version=expected_version)


@transaction.atomic
def enter_opinion(
    sheet: ScoreSheet,
    *,
    ticks: Mapping[str, int],
    stance: str,
    received_on: date,
    file: Any,
    actor: Any,
    reason: str = "",
    wants_meeting: bool = False,
    meeting_reason: str = "",
    comments: Mapping[str, str] | None = None,
    expected_version: int | None = None,
) -> ScoreSheet:
    """The secretary enters a sheet that the member signed on paper, with the scan. Raises DomainError."""
    _require_written(sheet)
    require(actor, "assessment.enter_opinion", sheet)
    session = sheet.item.session
    problems = Problems()
    where = {"where": "received_on"}
    if received_on > clock.today():
        problems.add("received_in_future", _("Ngày nhận phiếu ở tương lai."), **where)
    elif received_on < session.held_on:
        problems.add("received_before_sent", _("Ngày nhận phiếu trước ngày gửi lấy ý kiến."), **where)
    elif received_on > deadline_of(session):
        problems.add(
            "deadline_passed",
            _("Phiếu nhận sau hạn trả lời ngày %(day)s nên không được tính.")
            % {"day": format_date(session.opinions_due_on)},
            **where,
        )
    if file is None:
        problems.add("file_missing", _("Chưa tải bản chụp phiếu đã ký."), where="file")
    problems.extend(_opinion_problems(stance, reason, wants_meeting, meeting_reason).as_list())
    problems.raise_if_any()
    values = _opinion(stance, reason, wants_meeting, meeting_reason)
    save_ticks(sheet, ticks=ticks, comments=comments, actor=actor, expected_version=expected_version, on_paper=True)
    _write(sheet, {**values, "received_on": received_on, "file": file, "entered_by_id": actor.pk})
    sheet = submit_sheet(ScoreSheet.objects.get(pk=sheet.pk), actor=actor, on_paper=True)
    data = {"seat": sheet.seat_id, "received_on": received_on, "file": file.code}
    record("assessment.scoresheet.entered", actor=actor, obj=sheet, data=data)
    return sheet


def _require_written(sheet: ScoreSheet) -> None:
    if not sheet.item.session.is_written:
        raise WrongState.of("not_written", _("Hồ sơ này được đánh giá tại phiên họp, không lấy ý kiến bằng văn bản."))


def _opinion_problems(stance: str, reason: str, wants_meeting: bool, meeting_reason: str) -> Problems:
    problems = Problems()
    if stance not in Stance.values:
        problems.add("stance_missing", _("Chưa chọn đồng ý, không đồng ý hoặc ý kiến khác."), where="stance")
    elif stance != Stance.AGREE and not reason.strip():
        problems.add("opinion_reason_missing", _("Không đồng ý hoặc ý kiến khác thì cần ghi lý do."), where="reason")
    if wants_meeting and not meeting_reason.strip():
        problems.add("meeting_reason_missing", _("Chưa ghi lý do đề nghị họp."), where="meeting_reason")
    return problems


def _opinion(stance: str, reason: str, wants_meeting: bool, meeting_reason: str) -> dict[str, Any]:
    return {
        "stance": stance,
        "reason": reason,
        "wants_meeting": wants_meeting,
        "meeting_reason": meeting_reason if wants_meeting else "",
    }


def _write(sheet: ScoreSheet, values: dict[str, Any]) -> None:
    """Put the opinion beside a sheet that is still open; a sheet that is in keeps its own."""
    lock_for_change(SessionItem(pk=sheet.item_id))
    if ScoreSheet.objects.filter(pk=sheet.pk, state=SheetState.DRAFT).exists():
        WrittenOpinion.objects.update_or_create(sheet_id=sheet.pk, defaults=values)


def opinions_of(item: SessionItem) -> list[Opinion]:
    """The returned sheets as facts for :func:`saolang.assessment.opinions.needs_meeting`."""
    criteria = criteria_sheet(item)
    accumulate = bool(session_value(item.session, "minima_accumulate"))
    found = []
    for sheet in counted_sheets(item):
        written = getattr(sheet, "written", None)
        result = evaluate(criteria, answers_of(sheet), minima_accumulate=accumulate)
        found.append(
            Opinion(
                member=sheet.seat.user.full_name,
                star=result.star,
                total=sheet.total or Decimal(0),
                stance=written.stance if written else Stance.AGREE.value,
                wants_meeting=bool(written and written.wants_meeting),
                meeting_reason=written.meeting_reason if written else "",
            )
        )
    return found


def meeting_reasons(item: SessionItem) -> list[Finding]:
    """Why the opinions on a dossier call for a meeting; empty when they do not, or none came back."""
    opinions = opinions_of(item)
    if not opinions:
        return []
    panel = panel_of(item)
    return needs_meeting(
        opinions,
        spread_limit=Decimal(str(session_value(item.session, "spread_limit"))),
        disputed=[split.criterion for split in panel.splits],
        undecided=[split.criterion for split in panel.undecided],
    )


@transaction.atomic
def call_meeting(
    item: SessionItem,
    *,
    reason: str,
    held_on: date,
    actor: Any,
    place: str = "",
    expected_version: int | None = None,
) -> SessionItem:
    """The chair calls the council together on one dossier; the written sheets are kept as revisions.

    The dossier moves to the planned meeting of that day, made when there is none. Raises DomainError.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.d.
    """
    item = lock_for_change(item, expected_version)
    item_flow.check(item, "call_meeting", actor, reason)
    asked = item.session
    if held_on < clock.today():
        raise DomainError.of("meeting_in_past", _("Ngày họp đã qua."), where=_("Ngày họp"))
    meeting = _meeting_on(asked, held_on, place, actor)
    found = [finding.code for finding in meeting_reasons(item)]
    keep_sheets(item, actor=actor, reason=_("Mời họp sau khi lấy ý kiến bằng văn bản: %(why)s") % {"why": reason})
    data = {"held_on": held_on, "meeting": meeting.code, "found": found}
    transition(item_flow, item, "call_meeting", actor=actor, reason=reason, data=data)
    item.asked_in, item.session = asked, meeting
    item.order = meeting.items.count() + 1
    save_version(item)
    seats = meeting.council.seats.filter(left_on__isnull=True).select_related("user")
    send(
        [seat.user for seat in seats],
        kind="meeting_called",
        title=_("Mời họp ngày %(day)s: %(name)s")
        % {"day": format_date(meeting.held_on), "name": item.dossier.product.name},
        body=reason,
        url=meeting.get_absolute_url(),
        obj=meeting,
    )
    return item


def _meeting_on(asked: Session, held_on: date, place: str, actor: Any) -> Session:
    planned = Session.objects.filter(
        council=asked.council, mode=SessionMode.MEETING, reassessment=True, state=SessionState.PLANNED, held_on=held_on
    )
    found = planned.order_by("pk").first()
    if found is not None:
        return found
    session = Session.objects.create(
        council=asked.council,
        mode=SessionMode.MEETING,
        reassessment=True,
        held_on=held_on,
        place=place,
        created_by_id=actor.pk,
    )
    record("assessment.session.plan", actor=actor, obj=session, data={"held_on": held_on, "asked_in": asked.code})
    return session


def keep_sheets(item: SessionItem, *, actor: Any, reason: str) -> None:
    """Keep the written sheets as revisions; at the meeting their members go on from these ticks."""
    for sheet in counted_sheets(item):
        set_aside(sheet, SheetState.BEFORE_MEETING, actor=actor, reason=reason)
