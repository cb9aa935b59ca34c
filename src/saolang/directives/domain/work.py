"""What a unit does on its share: take it, give it back, ask, write progress with evidence, report the result.

The office's side (answers, acceptance, reassignment) is in ``work_office``, later dates in ``work_dates``; all of it is
offered here under one name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.audit.domain import transition as audited
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import NotAllowed, Problems, WrongState
from saolang.core.text import format_date, normalize

from ..enums import AssignmentState, EntryKind, Share
from ..evidence import Evidence
from ..models import Assignment, Entry
from ..periods import Span, period_of, periods_until
from ..queries.waiting import open_awaited
from ..states.tasks import ASSIGNMENT
from .diary import brief, check_line, has_evidence, tell_office, write_entry
from .work_dates import ask_extension, decide_extension, drop_extension
from .work_office import (
    accept_result,
    answer_clarification,
    cancel_share,
    insist,
    reassign,
    remind,
    reopen,
    send_back,
)

__all__ = [
    "Evidence",
    "accept",
    "accept_result",
    "answer_clarification",
    "ask_clarification",
    "ask_extension",
    "cancel_share",
    "decide_extension",
    "insist",
    "name_officer",
    "reassign",
    "remind",
    "reopen",
    "report_done",
    "return_share",
    "send_back",
    "write_period",
    "write_progress",
]
NEW, WORKING = AssignmentState.NEW, AssignmentState.IN_PROGRESS


def accept(assignment: Assignment, *, actor: Any) -> Assignment:
    """Take a share on. When a colleague has just done so, WrongState (accepted_already) says who; nothing changes."""
    with transaction.atomic():
        fresh = lock_for_change(assignment)
        _say_who_accepted(fresh, actor)
        _take(fresh, actor)
    return fresh


def return_share(assignment: Assignment, *, reason: str, actor: Any, expected_version: int | None = None) -> Assignment:
    """Give a share back as not within the body's competence; the office reassigns it or insists."""
    with transaction.atomic():
        fresh = lock_for_change(assignment, expected_version)
        ASSIGNMENT.check(fresh, "return", actor, reason)
        fresh.reason = normalize(reason)
        write_entry(fresh, EntryKind.RETURN, reason, actor=actor, on=clock.today())
        drop_extension(fresh, actor)
        audited(ASSIGNMENT, fresh, "return", actor=actor, reason=reason)
        tell_office(fresh, _("%(body)s trả lại việc: %(task)s") % _words(fresh), normalize(reason))
    return fresh


def ask_clarification(
    assignment: Assignment, *, question: str, actor: Any, expected_version: int | None = None
) -> Assignment:
    """Ask the office what is meant; the share waits for the answer, its date keeps running."""
    with transaction.atomic():
        fresh = lock_for_change(assignment, expected_version)
        ASSIGNMENT.check(fresh, "ask", actor, question)
        write_entry(fresh, EntryKind.QUESTION, question, actor=actor, on=clock.today())
        audited(ASSIGNMENT, fresh, "ask", actor=actor, reason=question)
        tell_office(fresh, _("%(body)s đề nghị làm rõ: %(task)s") % _words(fresh), normalize(question))
    return fresh


def write_progress(
    assignment: Assignment,
    *,
    text: str,
    actor: Any,
    percent: int | None = None,
    evidence: Sequence[Evidence] = (),
) -> Entry:
    """Add a line of progress; two people of a body may write at once, both lines stay. Writing takes a new share on."""
    with transaction.atomic():
        fresh = lock_for_change(assignment)
        _require_unit(fresh, actor)
        _require_work(fresh)
        problems = Problems()
        check_line(problems, text, evidence, percent=percent)
        problems.raise_if_any()
        if fresh.state == NEW:
            _take(fresh, actor)
        kind = EntryKind.PROGRESS if fresh.share == Share.LEAD else EntryKind.SUPPORT
        entry = write_entry(fresh, kind, text, actor=actor, on=clock.today(), percent=percent, evidence=evidence)
        if percent is not None:
            fresh.percent = percent
        save_version(fresh)
        record(
            "directives.assignment.write", actor=actor, obj=fresh,
            data={"entry": entry.code, "percent": percent, "evidence": len(evidence)},
        )  # fmt: skip
    return entry


def report_done(
    assignment: Assignment,
    *,
    text: str,
    actor: Any,
    evidence: Sequence[Evidence] = (),
    despite: str = "",
    expected_version: int | None = None,
) -> Assignment:
    """Report the result with at least one proof (now or in an earlier line); the office accepts or sends back.

    While a task that this one waits for is open, ``despite`` must say why the result stands all the same.
    """
    with transaction.atomic():
        fresh = lock_for_change(assignment, expected_version)
        if fresh.state == NEW and actor.has_perm("directives.carry_out", fresh):
            _take(fresh, actor)
        ASSIGNMENT.check(fresh, "report", actor)
        problems = Problems()
        check_line(problems, text, evidence)
        if not evidence and not has_evidence(fresh):
            problems.add(
                "evidence_missing", _("Chưa có minh chứng nào cho kết quả."), where="files",
                fix=_("Đính kèm ít nhất một tệp hoặc chọn một hồ sơ, văn bản trong hệ thống."),
            )  # fmt: skip
        awaited = open_awaited(fresh.task)
        if awaited and not normalize(despite):
            names = "; ".join(str(task)[:80] for task in awaited)
            problems.add(
                "still_waits", _("Việc này còn chờ việc khác chưa xong: %(names)s.") % {"names": names},
                where="despite", fix=_("Nếu vẫn hoàn thành được thì ghi vì sao."),
            )  # fmt: skip
        problems.raise_if_any()
        words = [normalize(text)]
        if awaited:
            words.append(_("Báo cáo khi việc phải chờ chưa xong: %(why)s") % {"why": normalize(despite)})
        today = clock.today()
        entry = write_entry(
            fresh, EntryKind.REPORT, "\n".join(words), actor=actor, on=today, percent=100, evidence=evidence
        )
        fresh.percent, fresh.reported_on = 100, today
        waits = [task.code for task in awaited]
        audited(ASSIGNMENT, fresh, "report", actor=actor, data={"entry": entry.code, "open_awaited": waits})
        tell_office(fresh, _("%(body)s báo cáo hoàn thành: %(task)s") % _words(fresh), normalize(text)[:500])
    return fresh


def write_period(
    assignment: Assignment,
    *,
    text: str,
    actor: Any,
    start: dt.date | None = None,
    evidence: Sequence[Evidence] = (),
) -> Entry:
    """The line of one reporting period of a standing share; without ``start`` the period that runs today."""
    with transaction.atomic():
        fresh = lock_for_change(assignment)
        _require_unit(fresh, actor)
        _require_work(fresh)
        today = clock.today()
        problems = Problems()
        span = _span(fresh, start, today, problems)
        check_line(problems, text, evidence)
        problems.raise_if_any()
        assert span is not None
        if fresh.state == NEW:
            _take(fresh, actor)
        entry = write_entry(
            fresh, EntryKind.PERIOD, text, actor=actor, on=today, evidence=evidence, period=(span.start, span.end)
        )
        save_version(fresh)
        record(
            "directives.assignment.write_period", actor=actor, obj=fresh,
            data={"entry": entry.code, "start": span.start, "end": span.end},
        )  # fmt: skip
    return entry


def name_officer(assignment: Assignment, *, officer: Any, actor: Any) -> Assignment:
    """Say which colleague follows a share."""
    from ..rules.people import bodies_of

    with transaction.atomic():
        fresh = lock_for_change(assignment)
        _require_unit(fresh, actor)
        problems = Problems()
        if not fresh.is_open:
            raise WrongState.of("wrong_state", _("Việc đã kết thúc nên không đổi người phụ trách."))
        if officer is None or not officer.is_active or fresh.body_id not in bodies_of(officer):
            problems.add("officer_elsewhere", _("Người này không thuộc đơn vị được giao."), where="officer")
        problems.raise_if_any()
        fresh.officer = officer
        save_version(fresh)
        record("directives.assignment.name_officer", actor=actor, obj=fresh, data={"officer": officer.pk})
    return fresh


def _span(assignment: Assignment, start: dt.date | None, today: dt.date, problems: Problems) -> Span | None:
    """The period a line is for, if it is one of the share's and has begun."""
    period = assignment.task.period
    if not assignment.standing or not period:
        problems.add(
            "no_periods", _("Việc này không báo cáo theo kỳ."), fix=_("Ghi kết quả vào mục “Tiến độ”."), where="start"
        )
        return None
    span = period_of(start or today, period)
    if span not in periods_until(assignment.assigned_on, today, period):
        problems.add(
            "period_outside", _("Kỳ này chưa bắt đầu hoặc ở trước ngày giao việc."), where="start",
            fix=_("Chọn kỳ từ ngày %(day)s.") % {"day": format_date(assignment.assigned_on)},
        )  # fmt: skip
        return None
    taken = assignment.entries.filter(
        kind=EntryKind.PERIOD, period_start__lte=span.end, period_end__gte=span.start
    ).select_related("by")
    line = taken.first()
    if line is not None:
        problems.add(
            "period_written",
            _("%(who)s đã ghi kỳ này ngày %(day)s.") % {"who": line.by or _("Đơn vị"), "day": format_date(line.on)},
            where="start", fix=_("Cần bổ sung thì ghi vào mục “Tiến độ”."),
        )  # fmt: skip
    return span


def _say_who_accepted(assignment: Assignment, actor: Any) -> None:
    if assignment.state != WORKING or not actor.has_perm("directives.carry_out", assignment):
        return
    who = assignment.officer
    day = format_date(assignment.accepted_on)
    raise WrongState.of(
        "accepted_already",
        _("Bạn đã nhận việc này ngày %(day)s.") % {"day": day}
        if who is not None and who.pk == actor.pk
        else _("%(who)s cùng đơn vị đã nhận việc này ngày %(day)s.") % {"who": who or _("Đồng nghiệp"), "day": day},
        fix=_("Không phải nhận lại; bạn ghi tiến độ được ngay."),
    )


def _take(assignment: Assignment, actor: Any) -> None:
    ASSIGNMENT.check(assignment, "accept", actor)
    assignment.accepted_on = assignment.accepted_on or clock.today()
    if assignment.officer is None:
        assignment.officer = actor
    audited(ASSIGNMENT, assignment, "accept", actor=actor)


def _require_unit(assignment: Assignment, actor: Any) -> None:
    if not actor.has_perm("directives.carry_out", assignment):
        raise NotAllowed.of("not_allowed", _("Chỉ người của đơn vị được giao ghi được việc này."))


def _require_work(assignment: Assignment) -> None:
    if assignment.state not in (NEW, WORKING, AssignmentState.CLARIFY, AssignmentState.REPORTED):
        raise WrongState.of(
            "wrong_state",
            _("Việc đang ở trạng thái “%(state)s” nên không ghi thêm được.")
            % {"state": ASSIGNMENT.state(assignment).staff_name},
        )


def _words(assignment: Assignment) -> dict[str, str]:
    return {"body": assignment.body.short_name or assignment.body.name, "task": brief(assignment)}
