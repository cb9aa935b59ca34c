"""The office's side of a share: answers, acceptance, sending back, insisting, handing it to another body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.audit.domain import transition as audited
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problems, WrongState
from saolang.core.text import format_date, normalize

from ..enums import AssignmentState, EntryKind, ExtensionState, Share
from ..models import Assignment, Extension
from ..states.tasks import ASSIGNMENT
from .announcing import announce_on_commit
from .diary import brief, tell_unit, write_entry
from .due_dates import change_share_due
from .issuing import ended_problem
from .locks import lock_share
from .work_dates import drop_extension

ACTIVE_SUPPORT = (AssignmentState.NEW, AssignmentState.CLARIFY, AssignmentState.IN_PROGRESS)


def answer_clarification(
    assignment: Assignment, *, answer: str, actor: Any, expected_version: int | None = None
) -> Assignment:
    """Answer the unit's question; the share goes on where it stood."""
    with transaction.atomic():
        fresh = lock_for_change(assignment, expected_version)
        name = "resume" if fresh.accepted_on else "answer"
        ASSIGNMENT.check(fresh, name, actor, answer)
        write_entry(fresh, EntryKind.REPLY, answer, actor=actor, on=clock.today())
        audited(ASSIGNMENT, fresh, name, actor=actor, reason=answer)
        tell_unit(fresh, _("Đã trả lời làm rõ: %(task)s") % {"task": brief(fresh)}, normalize(answer), but=actor)
    return fresh


def accept_result(
    assignment: Assignment,
    *,
    actor: Any,
    text: str = "",
    due_on: dt.date | None = None,
    expected_version: int | None = None,
) -> Assignment:
    """Accept what the unit reported: done on the day of its report. A share without a date gets one here."""
    with transaction.atomic():
        fresh = lock_share(assignment, expected_version)
        ASSIGNMENT.check(fresh, "confirm", actor)
        problems = Problems()
        if fresh.due_on is None and due_on is None:
            problems.add(
                "date_missing", _("Việc này chưa có hạn nên chưa biết là đúng hạn hay quá hạn."), where="due_on",
                fix=_("Ghi hạn của việc rồi xác nhận."),
            )  # fmt: skip
        elif fresh.due_on is None and due_on is not None and due_on < fresh.assigned_on:
            problems.add(
                "due_before_given", _("Hạn không thể trước ngày giao việc (%(day)s).")
                % {"day": format_date(fresh.assigned_on)}, where="due_on",
            )  # fmt: skip
        if Extension.objects.filter(assignment=fresh, state=ExtensionState.ASKED).exists():
            problems.add(
                "extension_open", _("Đơn vị còn một đề nghị lùi hạn chưa được quyết định."),
                fix=_("Quyết định đề nghị đó trước, vì hạn cho biết việc xong đúng hay quá hạn."),
            )  # fmt: skip
        problems.raise_if_any()
        if fresh.due_on is None and due_on is not None:
            change_share_due(fresh, due_on, actor=actor, reason=_("Đặt hạn khi xác nhận kết quả."))
        today = clock.today()
        fresh.done_on, fresh.ended_on = fresh.reported_on, today
        write_entry(fresh, EntryKind.ACCEPT, text, actor=actor, on=today)
        audited(ASSIGNMENT, fresh, "confirm", actor=actor, data={"done_on": fresh.done_on, "due_on": fresh.due_on})
        _close_supports(fresh, actor)
        tell_unit(fresh, _("Đã xác nhận hoàn thành: %(task)s") % {"task": brief(fresh)}, normalize(text), but=actor)
    return fresh


def send_back(assignment: Assignment, *, reason: str, actor: Any, expected_version: int | None = None) -> Assignment:
    """The result does not do yet; the unit goes on."""
    with transaction.atomic():
        fresh = lock_for_change(assignment, expected_version)
        ASSIGNMENT.check(fresh, "send_back", actor, reason)
        fresh.reported_on = None
        write_entry(fresh, EntryKind.REJECT, reason, actor=actor, on=clock.today())
        audited(ASSIGNMENT, fresh, "send_back", actor=actor, reason=reason)
        tell_unit(fresh, _("Cần làm tiếp: %(task)s") % {"task": brief(fresh)}, normalize(reason), but=actor)
    return fresh


def reopen(assignment: Assignment, *, reason: str, actor: Any, expected_version: int | None = None) -> Assignment:
    """Take an acceptance back that was a mistake."""
    with transaction.atomic():
        fresh = lock_for_change(assignment, expected_version)
        ASSIGNMENT.check(fresh, "reopen", actor, reason)
        fresh.reported_on = fresh.done_on = fresh.ended_on = None
        write_entry(fresh, EntryKind.REJECT, reason, actor=actor, on=clock.today())
        audited(ASSIGNMENT, fresh, "reopen", actor=actor, reason=reason)
        tell_unit(fresh, _("Việc được mở lại: %(task)s") % {"task": brief(fresh)}, normalize(reason), but=actor)
    return fresh


def insist(assignment: Assignment, *, reason: str, actor: Any, expected_version: int | None = None) -> Assignment:
    """Give a returned share to the same body again."""
    with transaction.atomic():
        fresh = lock_for_change(assignment, expected_version)
        ASSIGNMENT.check(fresh, "insist", actor, reason)
        problems = Problems()
        ended_problem(problems, fresh.body, clock.today(), "reason")
        problems.raise_if_any()
        fresh.reason, fresh.accepted_on = "", None
        write_entry(fresh, EntryKind.REPLY, reason, actor=actor, on=clock.today())
        audited(ASSIGNMENT, fresh, "insist", actor=actor, reason=reason)
        tell_unit(fresh, _("Vẫn giao đơn vị bạn: %(task)s") % {"task": brief(fresh)}, normalize(reason), but=actor)
    return fresh


def remind(assignment: Assignment, *, text: str, actor: Any) -> Assignment:
    """Urge a unit on; the words stay in the diary."""
    with transaction.atomic():
        fresh = lock_for_change(assignment)
        if not actor.has_perm("directives.manage_task", fresh):
            raise NotAllowed.of("not_allowed", _("Chỉ cơ quan theo dõi chỉ đạo của tỉnh đôn đốc được."))
        if not fresh.is_open:
            raise WrongState.of("wrong_state", _("Việc đã kết thúc nên không đôn đốc nữa."))
        if not normalize(text):
            raise DomainError.of("text_empty", _("Chưa ghi nội dung đôn đốc."), where="text")
        write_entry(fresh, EntryKind.REMINDER, text, actor=actor, on=clock.today())
        save_version(fresh)
        record("directives.assignment.urge", actor=actor, obj=fresh)
        tell_unit(fresh, _("Đôn đốc: %(task)s") % {"task": brief(fresh)}, normalize(text), but=actor)
    return fresh


def cancel_share(assignment: Assignment, *, reason: str, actor: Any, expected_version: int | None = None) -> Assignment:
    """Take a share away from a body; it is counted nowhere any more, its diary stays."""
    with transaction.atomic():
        fresh = lock_for_change(assignment, expected_version)
        ASSIGNMENT.check(fresh, "cancel", actor, reason)
        _cancel(fresh, reason, actor)
        tell_unit(fresh, _("Thôi giao: %(task)s") % {"task": brief(fresh)}, normalize(reason), but=actor)
    return fresh


def reassign(
    assignment: Assignment, bodies: Sequence[Any], *, actor: Any, reason: str, expected_version: int | None = None
) -> list[Assignment]:
    """Give a share to other bodies: the old one ends with its diary, the new ones keep its date and printed name.

    A body that supports the task already leads from now on. Raises DomainError: body_missing, body_ended, body_same,
    body_has_share, reason_missing.
    """
    with transaction.atomic():
        fresh = lock_share(assignment, expected_version)
        ASSIGNMENT.check(fresh, "cancel", actor, reason)
        chosen = list({body.pk: body for body in bodies}.values())
        active = {row.body_id: row for row in fresh.task.assignments.exclude(state=AssignmentState.CANCELLED)}
        problems = Problems()
        if not chosen:
            problems.add("body_missing", _("Chưa chọn đơn vị nhận việc."), where="bodies")
        for body in chosen:
            ended_problem(problems, body, clock.today(), "bodies")
            held = active.get(body.pk)
            if body.pk == fresh.body_id:
                problems.add("body_same", _("%(body)s đang giữ phần việc này.") % {"body": body.name}, where="bodies")
            elif held is not None and (held.share == Share.LEAD or fresh.share == Share.SUPPORT):
                problems.add(
                    "body_has_share", _("%(body)s đã được giao việc này.") % {"body": body.name}, where="bodies"
                )
        problems.raise_if_any()
        _cancel(fresh, reason, actor)
        for body in chosen:
            if body.pk in active:
                _cancel(active[body.pk], _("Chuyển sang chủ trì. %s") % normalize(reason), actor, asked=False)
        made = _hand_over(fresh, chosen)
        record(
            "directives.assignment.reassign", actor=actor, obj=fresh, reason=reason,
            data={"to": [row.code for row in made], "bodies": [body.pk for body in chosen]},
        )  # fmt: skip
        names = ", ".join(body.short_name or body.name for body in chosen)
        tell_unit(
            fresh, _("Việc đã chuyển sang %(names)s: %(task)s") % {"names": names, "task": brief(fresh)},
            normalize(reason), but=actor,
        )  # fmt: skip
    return made


def _hand_over(old: Assignment, bodies: Sequence[Any]) -> list[Assignment]:
    why = _("Chuyển từ %(body)s: %(reason)s") % {"body": old.body.name, "reason": old.reason}
    rows = [
        SimpleNamespace(body=body, addressed_as=old.addressed_as or old.body.name, why=why[:300]) for body in bodies
    ]
    made = Assignment.objects.bulk_create(
        [
            Assignment(
                task_id=old.task_id,
                share=old.share,
                body=row.body,
                province_id=old.province_id,
                notice_id=old.notice_id,
                topic_id=old.topic_id,
                addressed_as=row.addressed_as,
                mapped_why=row.why,
                standing=old.standing,
                assigned_on=clock.today(),
                due_on=old.due_on,
            )
            for row in rows
        ]
    )
    announce_on_commit(old.notice, [row.pk for row in made])
    return made


def _cancel(assignment: Assignment, reason: str, actor: Any, *, asked: bool = True) -> None:
    assignment.reason = normalize(reason)
    assignment.ended_on = clock.today()
    drop_extension(assignment, actor)
    if asked:
        audited(ASSIGNMENT, assignment, "cancel", actor=actor, reason=reason)
        return
    before, assignment.state = assignment.state, AssignmentState.CANCELLED
    save_version(assignment)
    record("directives.assignment.cancel", actor=actor, obj=assignment, reason=reason, from_state=before,
           to_state=assignment.state)  # fmt: skip


def _close_supports(assignment: Assignment, actor: Any) -> None:
    """Supporting shares end with the last lead share."""
    shares = Assignment.objects.filter(task=assignment.task_id)
    finished = (AssignmentState.DONE, AssignmentState.CANCELLED)
    if shares.filter(share=Share.LEAD).exclude(state__in=finished).exists():
        return
    for row in shares.select_for_update(no_key=True).filter(share=Share.SUPPORT, state__in=ACTIVE_SUPPORT):
        row.done_on = row.ended_on = clock.today()
        audited(ASSIGNMENT, row, "close", actor=actor)
