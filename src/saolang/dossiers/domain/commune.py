"""The commune: receives, checks composition, writes the findings of Mẫu 03, asks for completion, declines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problems, WrongState
from saolang.core.text import format_date

from .. import checks, law, notices, rounds
from ..clocks import due_after, reassessment_due
from ..enums import DossierState, Level, LocalQuestion
from ..models import CommuneReport, CompletionRequest, Dossier, InvolvementException, LocalFinding, Receipt
from ..queries import open_request
from ..reading import Reading
from ..states import DOSSIER, not_involved
from .numbers import make_receipt
from .supplement import close_request

CHECKING = (DossierState.COMMUNE, DossierState.COMMUNE_COMPLETION)


def receive_dossier(
    dossier: Dossier,
    *,
    actor: Any,
    received_on: dt.date | None = None,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Receipt:
    """Tiếp nhận: records date and name, gives the number, starts 15 working days (the first day not counted).

    ``receipt.dossier`` is the dossier as saved. Raises NotAllowed, WrongState (received already), Stale, DomainError
    ``received_on_out_of_range``.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.2; Phụ lục III, Mẫu số 01.
    """
    moment = at or clock.now()
    with transaction.atomic():
        dossier = lock_for_change(dossier, expected_version)
        DOSSIER.check(dossier, "receive", actor)
        day = _received_day(dossier.submitted_at, received_on, moment)
        receipt = make_receipt(
            dossier, level=Level.COMMUNE, unit_id=dossier.commune_id, received_on=day, receiver=actor
        )
        dossier.received_on = day
        dossier.commune_due_on = due_after(day, dossier.regime)
        expiring = Reading(dossier).expiring(rounds.expected_decision_on(dossier))
        data = {
            "number": receipt.number,
            "received_on": day,
            "due_on": dossier.commune_due_on,
            "papers_ending_before_decision": [item.evidence.code for item in expiring],
        }
        transition(DOSSIER, dossier, "receive", actor=actor, at=at, data=data)
        receipt.dossier = dossier
        notices.state_changed(
            dossier,
            _("Xã đã tiếp nhận hồ sơ %(name)s") % {"name": dossier.product.name},
            _("Số %(number)s; xã trả kết quả chậm nhất ngày %(due)s.")
            % {"number": receipt.number, "due": format_date(dossier.commune_due_on)},
            actor=actor,
        )
    return receipt


def save_composition(
    dossier: Dossier,
    *,
    checked: Mapping[str, bool],
    note: str = "",
    actor: Any,
    expected_version: int | str | None = None,
) -> CommuneReport:
    """Save which parts of the dossier were found complete. ``expected_version`` is the report's."""
    known = {key for key, _label in checks.composition_items(dossier)}
    if set(checked) - known:
        raise ValueError(f"unknown parts {sorted(set(checked) - known)}")
    with transaction.atomic():
        dossier = lock_for_change(dossier)
        report = _report(dossier, actor, expected_version)
        report.composition_checked = {key: bool(checked.get(key)) for key in sorted(known)}
        report.composition_note = note
        save_version(report)
        data = {"complete": all(report.composition_checked.values())}
        record("dossiers.dossier.check_composition", actor=actor, obj=dossier, data=data)
    return report


def save_findings(
    dossier: Dossier,
    *,
    findings: Mapping[str, tuple[str, str]],
    meeting_on: dt.date | None = None,
    meeting_minutes: str = "",
    actor: Any,
    expected_version: int | str | None = None,
) -> CommuneReport:
    """Save Mẫu 03: for each question the producer's description and the commune's finding.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.2.a; Phụ lục III, Mẫu số 03, Phần II.
    """
    with transaction.atomic():
        dossier = lock_for_change(dossier)
        report = _report(dossier, actor, expected_version)
        if report.paper is not None and report.paper.state != "draft":
            raise WrongState.of(
                "report_for_signature", _("Mẫu số 03 đã trình ký nên không sửa được."),
                fix=_("Trả lại dự thảo trong trang văn bản rồi sửa."),
            )  # fmt: skip
        if meeting_on is not None and meeting_on > clock.today():
            raise DomainError.of("meeting_in_future", _("Ngày họp lấy ý kiến không thể sau hôm nay."))
        for question, (producer_text, finding) in findings.items():
            LocalFinding.objects.update_or_create(
                report=report,
                question=LocalQuestion(question).value,
                defaults={"producer_text": producer_text, "finding": finding},
            )
        report.meeting_on, report.meeting_minutes = meeting_on, meeting_minutes
        save_version(report)
        record("dossiers.dossier.write_report", actor=actor, obj=dossier, data={"questions": sorted(findings)})
    return report


def request_completion(
    dossier: Dossier,
    *,
    items: Sequence[Mapping[str, str]],
    due_on: dt.date,
    actor: Any,
    level: str = Level.COMMUNE,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> CompletionRequest:
    """Yêu cầu hoàn thiện: what is missing (``criterion`` may be empty, ``text`` not), with its own due date.

    The clock of the commune does not pause unless the province decided so.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.2, 7.3.a.
    """
    name = "request_completion" if level == Level.COMMUNE else "request_completion_at_province"
    moment = at or clock.now()
    day = clock.local(moment).date()
    with transaction.atomic():
        dossier = lock_for_change(dossier, expected_version)
        DOSSIER.check(dossier, name, actor)
        wanted = [
            {"criterion": str(item.get("criterion", "")), "text": str(item.get("text", "")).strip()} for item in items
        ]
        wanted = [item for item in wanted if item["text"]]
        problems = Problems()
        if not wanted:
            problems.add("items_missing", _("Chưa ghi nội dung nào cần hoàn thiện."), where=_("Nội dung"))
        if due_on < day:
            problems.add("due_in_past", _("Hạn hoàn thiện không thể trước hôm nay."), where=_("Hạn hoàn thiện"))
        problems.raise_if_any()
        request = CompletionRequest.objects.create(
            dossier=dossier, level=level, items=wanted, requested_on=day, due_on=due_on, requested_by=actor
        )
        dossier.reassessment_due_on = reassessment_due(dossier)
        transition(DOSSIER, dossier, name, actor=actor, at=at, data={"items": len(wanted), "due_on": due_on})
        request.dossier = dossier
        also = notices.commune_people(dossier) if level == Level.PROVINCE else []
        notices.state_changed(
            dossier,
            _("Cần hoàn thiện hồ sơ %(name)s") % {"name": dossier.product.name},
            "\n".join(f"- {item['text']}" for item in wanted),
            actor=actor,
            also=also,
        )
    return request


def close_completion(
    dossier: Dossier,
    *,
    reason: str,
    actor: Any,
    level: str = Level.COMMUNE,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Dossier:
    """Stop waiting for the producer (its time passed, or it answered outside the platform), with the reason."""
    name = "close_completion" if level == Level.COMMUNE else "close_completion_at_province"
    day = clock.day_of(at)
    with transaction.atomic():
        dossier = lock_for_change(dossier, expected_version)
        DOSSIER.check(dossier, name, actor, reason)
        close_request(dossier, open_request(dossier), day, reason)
        transition(DOSSIER, dossier, name, actor=actor, at=at, reason=reason)
    return dossier


def decline_dossier(
    dossier: Dossier,
    *,
    reason: str,
    actor: Any,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Dossier:
    """Không đề nghị, with a reason that the producer reads. The file ends; a serial that was given stays used."""
    with transaction.atomic():
        dossier = lock_for_change(dossier, expected_version)
        DOSSIER.check(dossier, "decline", actor, reason)
        day = clock.day_of(at)
        close_request(dossier, open_request(dossier), day, reason)
        dossier.decline_reason, dossier.closed_on = reason, day
        dossier.proposal_items.filter(current=True).update(current=False)
        transition(DOSSIER, dossier, "decline", actor=actor, at=at, reason=reason)
        law.tell_renewal_ended(dossier, actor=actor)
        title = _("Xã không đề nghị hồ sơ %(name)s") % {"name": dossier.product.name}
        notices.state_changed(dossier, title, reason, actor=actor)
    return dossier


def record_exception(dossier: Dossier, *, user: Any, reason: str, actor: Any) -> InvolvementException:
    """A leader lets someone who prepared the file check or score it all the same, and says why.

    Nobody can let themselves. Raises NotAllowed, DomainError.
    """
    with transaction.atomic():
        dossier = lock_for_change(dossier)
        if not actor.has_perm("dossiers.record_exception", dossier) or actor.pk == user.pk:
            raise NotAllowed.of("not_allowed", _("Chỉ lãnh đạo khác mới ghi nhận được ngoại lệ này."))
        problems = Problems()
        if not dossier.preparers.filter(user=user).exists():
            problems.add("not_a_preparer", _("Người này không tham gia lập hồ sơ nên không cần ngoại lệ."))
        if not reason.strip():
            problems.add("reason_missing", _("Chưa ghi lý do."), where=_("Lý do"))
        problems.raise_if_any()
        exception, made = InvolvementException.objects.get_or_create(
            dossier=dossier, user=user, defaults={"recorded_by": actor, "reason": reason}
        )
        if made:
            data = {"user": user.pk}
            record("dossiers.dossier.record_exception", actor=actor, obj=dossier, reason=reason, data=data)
    return exception


def _received_day(submitted_at: dt.datetime | None, received_on: dt.date | None, moment: dt.datetime) -> dt.date:
    today = clock.local(moment).date()
    earliest = clock.local(submitted_at).date() if submitted_at else today
    day = received_on or today
    if not earliest <= day <= today:
        raise DomainError.of(
            "received_on_out_of_range",
            _("Ngày tiếp nhận phải từ ngày nộp (%(first)s) đến hôm nay (%(last)s).")
            % {"first": format_date(earliest), "last": format_date(today)},
            where=_("Ngày nhận"),
        )
    return day


def _report(dossier: Dossier, actor: Any, expected_version: int | str | None) -> CommuneReport:
    if not actor.has_perm("dossiers.check_dossier", dossier):
        raise NotAllowed.of("not_allowed", _("Chỉ cán bộ hoặc lãnh đạo xã nhận hồ sơ mới kiểm tra được."))
    if dossier.state not in CHECKING:
        raise WrongState.of(
            "wrong_state",
            _("Hồ sơ ở trạng thái “%(state)s”, không ghi kết quả kiểm tra được.")
            % {"state": DOSSIER.state(dossier).staff_name},
        )
    involved = not_involved(dossier, actor)
    if involved:
        raise DomainError(involved)
    report, _made = CommuneReport.objects.get_or_create(dossier=dossier, defaults={"written_by": actor})
    return lock_for_change(report, expected_version or None)
