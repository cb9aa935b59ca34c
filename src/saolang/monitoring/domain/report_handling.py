"""What officials do with a report that counts: triage, hand over, check, answer, close, and forget the contact."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from saolang.accounts.models import User
from saolang.accounts.roles import duty_units, users_with
from saolang.audit.domain import record
from saolang.audit.domain import transition as audited
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problems, WrongState
from saolang.core.text import normalize, normalize_line
from saolang.notify.domain import send
from saolang.rulebook.queries import provincial_setting

from ..enums import LegalKind, ReportFinding, ReportState
from ..models import Report, ReportContact
from ..rules.reports import HANDLERS
from ..states.reports import ENDED, OPEN, REPORT
from . import report_mail
from .petitions import petition_law

HIDDEN_REASON = "Nội dung giữ riêng theo Luật Tố cáo 2018"


def accept_report(
    report: Report,
    *,
    actor: Any,
    handler: Any = None,
    expected_version: int | None = None,
    at: dt.datetime | None = None,
) -> Report:
    """Take a report up; the handler is the one named, else whoever accepts."""
    with transaction.atomic():
        fresh = lock_for_change(report, expected_version)
        REPORT.check(fresh, "accept", actor)
        chosen = handler or fresh.handler or actor
        _check_handler(fresh, chosen)
        fresh.handler = chosen
        fresh.accepted_on = clock.day_of(at)
        law = petition_law(fresh.legal_kind)
        if fresh.received_on is not None:
            fresh.answer_due_on = law.answer_due(fresh.received_on, fresh.accepted_on)
        _move(fresh, "accept", actor=actor, at=at)
        if chosen.pk != actor.pk:
            _tell_handler(fresh)
    return fresh


def forward_report(
    report: Report, *, actor: Any, reason: str, organisation: Any = None, name: str = "",
    expected_version: int | None = None, at: dt.datetime | None = None,
) -> Report:  # fmt: skip
    """Pass a report on to the agency it belongs to, in the register of bodies or by name."""
    with transaction.atomic():
        fresh = lock_for_change(report, expected_version)
        REPORT.check(fresh, "forward", actor, reason)
        named = organisation.name if organisation is not None else normalize_line(name)
        if not named:
            raise DomainError.of("agency_missing", _("Chưa ghi cơ quan nhận."), where="name")
        fresh.forwarded_to, fresh.forwarded_name = organisation, named
        _end(fresh, "forward", actor=actor, reason=reason, at=at)
    return fresh


def link_duplicate(
    report: Report, *, actor: Any, first: Report, expected_version: int | None = None, at: dt.datetime | None = None
) -> Report:
    """Join a report to an earlier one of the same matter; its reporter hears the answer to that one."""
    with transaction.atomic():
        fresh = lock_for_change(report, expected_version)
        REPORT.check(fresh, "link_duplicate", actor)
        problems = Problems()
        if first.pk == fresh.pk:
            problems.add("same_report", _("Một phản ánh không thể trùng với chính nó."), where="first")
        elif not actor.has_perm("monitoring.view_report", first) or first.is_denunciation or fresh.is_denunciation:
            problems.add("duplicate_unknown", _("Không có phản ánh mang mã này để ghép."), where="first")
        elif first.state == ReportState.DUPLICATE:
            problems.add("duplicate_chain", _("Phản ánh kia cũng đã ghép vào một phản ánh khác."), where="first")
        problems.raise_if_any()
        fresh.duplicate_of = first
        _end(fresh, "link_duplicate", actor=actor, at=at, data={"first": first.code})
    return fresh


def refuse_report(
    report: Report, *, actor: Any, reason: str, expected_version: int | None = None, at: dt.datetime | None = None
) -> Report:
    """Refuse a report, with the reason that its sender reads."""
    with transaction.atomic():
        fresh = lock_for_change(report, expected_version)
        REPORT.check(fresh, "refuse", actor, reason)
        _end(fresh, "refuse", actor=actor, reason=reason, at=at)
    return fresh


def start_check(
    report: Report, *, actor: Any, visit: Any = None, expected_version: int | None = None, at: dt.datetime | None = None
) -> Report:
    """Begin to look into a report, as part of a visit where there is one."""
    with transaction.atomic():
        fresh = lock_for_change(report, expected_version)
        REPORT.check(fresh, "start_check", actor)
        if visit is not None and fresh.product is not None and visit.producer_id != fresh.product.producer_id:
            raise DomainError.of("visit_elsewhere", _("Cuộc kiểm tra này là của chủ thể khác."), where="visit")
        if visit is not None and fresh.is_denunciation:
            raise DomainError.of(
                "denunciation_visit",
                _("Tố cáo không gắn vào cuộc kiểm tra, vì đoàn kiểm tra và chủ thể sẽ biết có tố cáo."),
                where="visit",
                fix=_("Bỏ trống ô này; kiểm tra đột xuất được lập riêng."),
            )
        fresh.visit = visit
        _move(fresh, "start_check", actor=actor, at=at, data={"visit": visit.code} if visit is not None else None)
    return fresh


def answer_report(
    report: Report, *, actor: Any, finding: str, answer: str, public_answer: str = "",
    expected_version: int | None = None, at: dt.datetime | None = None,
) -> Report:  # fmt: skip
    """Answer the reporter; a second text without persons may be shown to everybody."""
    with transaction.atomic():
        fresh = lock_for_change(report, expected_version)
        REPORT.check(fresh, "answer", actor)
        problems = Problems()
        if finding not in ReportFinding.values:
            problems.add("finding_missing", _("Chọn kết quả xem xét."), where="finding")
        if not normalize(answer):
            problems.add("answer_missing", _("Ghi câu trả lời gửi người phản ánh."), where="answer")
        if normalize(public_answer):
            problems.extend(_public_problems(fresh, public_answer))
        problems.raise_if_any()
        fresh.finding, fresh.answer, fresh.public_answer = finding, normalize(answer), normalize(public_answer)
        fresh.answered_on = clock.day_of(at)
        _move(fresh, "answer", actor=actor, at=at, data={} if fresh.is_denunciation else {"finding": finding})
        _tell_reporter(fresh)
        if fresh.public_answer:
            for joined in fresh.duplicates.order_by("pk"):
                _tell_reporter(joined)
    return fresh


def _public_problems(report: Report, text: str) -> Any:
    """A published answer names no person: not the one who reported, no address, no number to call."""
    problems = Problems()
    if report.is_denunciation:
        problems.add(
            "denunciation_public", _("Kết quả giải quyết tố cáo không công khai tại đây."), where="public_answer"
        )
    contact = ReportContact.objects.filter(report=report).first()
    folded = text.casefold()
    known = [contact.email, contact.full_name, contact.phone.replace("+84", "0")] if contact is not None else []
    if any(part and part.casefold() in folded for part in known) or "@" in text:
        problems.add(
            "answer_names_person", _("Trả lời công khai đang nêu thông tin của người phản ánh hoặc địa chỉ thư."),
            where="public_answer", fix=_("Bỏ tên người, số điện thoại, thư điện tử."),
        )  # fmt: skip
    return problems


def close_report(
    report: Report, *, actor: Any, expected_version: int | None = None, at: dt.datetime | None = None
) -> Report:
    """Put an answered report away; the time for which the contact is kept starts."""
    with transaction.atomic():
        fresh = lock_for_change(report, expected_version)
        fresh.closed_on = clock.day_of(at)
        _move(fresh, "close", actor=actor, at=at)
    return fresh


def assign_handler(
    report: Report, *, actor: Any, handler: Any, expected_version: int | None = None, at: dt.datetime | None = None
) -> Report:
    """Name who handles a report; whoever names the handler of a denunciation sees nothing of it."""
    with transaction.atomic():
        fresh = lock_for_change(report, expected_version)
        if not actor.has_perm("monitoring.assign_report", fresh):
            raise NotAllowed.of("not_allowed", _("Bạn không có quyền giao người xử lý."))
        if fresh.state not in OPEN:
            raise WrongState.of("wrong_state", _("Việc này đã xong nên không giao nữa."))
        _check_handler(fresh, handler)
        fresh.handler = handler
        save_version(fresh)
        record("monitoring.report.assign", actor=actor, obj=fresh, at=at, data={"handler": handler.pk})
        _tell_handler(fresh)
    return fresh


def mark_law(
    report: Report, *, actor: Any, legal_kind: str, handler: Any = None, expected_version: int | None = None,
    at: dt.datetime | None = None,
) -> Report:  # fmt: skip
    """Say that a report is a complaint or a denunciation (or a plain report after all); its terms change with it.

    A denunciation needs its handler at once, since nobody else may open it from then on, and it stays one.

    Legal: Luật Khiếu nại 2011, Điều 27-28; Luật Tố cáo 2018, Điều 24, 30, 56.
    """
    with transaction.atomic():
        fresh = lock_for_change(report, expected_version)
        if not actor.has_perm("monitoring.triage_report", fresh):
            raise NotAllowed.of("not_allowed", _("Bạn không có quyền xếp loại ý kiến này."))
        problems = Problems()
        if legal_kind not in LegalKind.values:
            problems.add("law_unknown", _("Chọn phản ánh, khiếu nại hoặc tố cáo."), where="legal_kind")
        if fresh.state not in (ReportState.NEW, ReportState.ACCEPTED):
            problems.add("too_late_to_mark", _("Việc đã qua bước tiếp nhận nên không xếp loại lại."))
        if fresh.is_denunciation:
            problems.add(
                "denunciation_stays", _("Đã ghi là tố cáo thì giữ bí mật đến cùng, không đổi loại được."),
                fix=_("Không đủ điều kiện thụ lý thì chọn “Không tiếp nhận” và ghi lý do."),
            )  # fmt: skip
        elif legal_kind == LegalKind.DENUNCIATION and handler is None:
            problems.add("handler_missing", _("Tố cáo phải giao ngay cho một người xử lý."), where="handler")
        problems.raise_if_any()
        fresh.legal_kind = legal_kind
        if handler is not None:
            _check_handler(fresh, handler)
            fresh.handler = handler
        law = petition_law(legal_kind)
        if fresh.received_on is not None:
            fresh.triage_due_on = law.accept_due(fresh.received_on)
            fresh.answer_due_on = law.answer_due(fresh.received_on, fresh.accepted_on)
        save_version(fresh)
        record("monitoring.report.mark", actor=actor, obj=fresh, at=at, data={"law": legal_kind})
        if handler is not None and handler.pk != actor.pk:
            _tell_handler(fresh)
    return fresh


def possible_handlers(report: Report) -> Any:
    """People with a duty in the province who may be named."""
    return users_with(HANDLERS, unit=report.province_id)


def erase_contacts(*, at: dt.datetime | None = None) -> int:
    """Erase who reported, once the time set by the province after closing is over; run by ``saolang cron``.

    An answered report that nobody closed counts from its answer.
    """
    day = clock.day_of(at)
    before = day - dt.timedelta(days=int(provincial_setting("report_contact_days", day)))
    over = Q(closed_on__lte=before) | Q(state=ReportState.ANSWERED, answered_on__lte=before)
    count = 0
    for report in Report.objects.filter(over, contact__isnull=False).order_by("pk")[:500]:
        with transaction.atomic():
            fresh = lock_for_change(report)
            ReportContact.objects.filter(report=fresh).delete()
            fresh.contact_erased_on = day
            save_version(fresh)
            record("monitoring.report.forget", actor=None, obj=fresh, at=at)
        count += 1
    return count


def _check_handler(report: Report, handler: Any) -> None:
    if handler is None or not handler.is_active or report.province_id not in duty_units(handler, *HANDLERS):
        raise DomainError.of(
            "handler_without_duty", _("Người này không có nhiệm vụ xử lý phản ánh ở tỉnh."), where="handler",
            fix=_("Chọn cán bộ OCOP tỉnh, cán bộ kiểm tra hoặc lãnh đạo của tỉnh."),
        )  # fmt: skip


def _move(
    report: Report, name: str, *, actor: Any, reason: str = "", at: dt.datetime | None = None, data: Any = None
) -> None:
    """Move and record; what was written about a denunciation stays out of the record."""
    REPORT.check(report, name, actor, reason)
    said = HIDDEN_REASON if reason and report.is_denunciation else reason
    audited(REPORT, report, name, actor=actor, reason=said, at=at, data=data)


def _end(
    report: Report, name: str, *, actor: Any, reason: str = "", at: dt.datetime | None = None, data: Any = None
) -> None:
    report.reason, report.closed_on = normalize(reason), clock.day_of(at)
    _move(report, name, actor=actor, reason=reason, at=at, data=data)
    _tell_reporter(report)


def _tell_reporter(report: Report) -> None:
    contact = ReportContact.objects.filter(report=report).first()
    if contact is None:
        return
    ReportContact.objects.filter(pk=contact.pk).update(answer_sent_at=None, answer_attempts=0)
    transaction.on_commit(partial(report_mail.send_answer.enqueue, contact.pk), robust=True)


def _tell_handler(report: Report) -> None:
    if isinstance(report.handler, User):
        send(
            [report.handler], kind="monitoring.report_assigned", url=report.get_absolute_url(), obj=report,
            title=_("Bạn được giao một việc: %(what)s") % {"what": report},
        )  # fmt: skip


__all__ = [
    "ENDED",
    "accept_report",
    "answer_report",
    "assign_handler",
    "close_report",
    "erase_contacts",
    "forward_report",
    "link_duplicate",
    "mark_law",
    "possible_handlers",
    "refuse_report",
    "start_check",
]
