"""The date in force, of a task and of single shares. Every change keeps the version before and is on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import NotAllowed, Problems
from saolang.core.text import format_date, normalize
from saolang.notify.domain import send

from ..enums import AssignmentState, Share, TaskKind
from ..models import Assignment, Task, TaskVersion
from ..rules.people import bodies_of
from .locks import lock_share
from .people import people_of_bodies

ENDED = (AssignmentState.DONE, AssignmentState.CANCELLED)


def set_due(
    target: Task | Assignment,
    due_on: dt.date | None,
    *,
    actor: Any,
    reason: str = "",
    expected_version: int | None = None,
) -> Task | Assignment:
    """Decide the date of a task (and of its shares that followed the old one) or of one share alone.

    A first date needs no reason, another one does. Raises DomainError: date_missing, due_past, standing_has_no_due,
    reason_missing, own_share, same_date, nothing_open.
    """
    with transaction.atomic():
        if isinstance(target, Task):
            fresh: Task | Assignment = lock_for_change(target, expected_version)
        else:
            fresh = lock_share(target, expected_version)
        task = fresh if isinstance(fresh, Task) else fresh.task
        if not actor.has_perm("directives.manage_task", task):
            raise NotAllowed.of("not_allowed", _("Chỉ cơ quan theo dõi chỉ đạo của tỉnh đặt hạn được."))
        shares = _following(fresh) if isinstance(fresh, Task) else [fresh]
        problems = Problems()
        _check(problems, fresh, task, shares, due_on, reason, actor)
        problems.raise_if_any()
        assert due_on is not None
        if isinstance(fresh, Task):
            change_task_due(fresh, due_on, actor=actor, reason=reason)
        else:
            change_share_due(fresh, due_on, actor=actor, reason=reason)
        _tell(task, shares, due_on, reason)
    return fresh


def change_task_due(task: Task, due_on: dt.date, *, actor: Any, reason: str = "") -> None:
    """Move the task's date and that of its open shares that stood on the old one; the caller holds the task's lock."""
    shares = _following(task)
    old = task.due_on
    keep_version(task, actor=actor, reason=reason)
    task.due_on = due_on
    save_version(task)
    record(
        "directives.task.set_due", actor=actor, obj=task, reason=reason,
        data={"old": old, "new": due_on, "shares": [row.pk for row in shares]},
    )  # fmt: skip
    for row in shares:
        row.due_on, row.standing = due_on, False
        save_version(row)


def change_share_due(assignment: Assignment, due_on: dt.date, *, actor: Any, reason: str = "") -> None:
    """Move the date of one share; where it is the only lead share the task and its supporters move along.

    The caller holds the locks of :func:`locks.lock_share`.
    """
    others = Assignment.objects.filter(task=assignment.task_id, share=Share.LEAD).exclude(pk=assignment.pk)
    old = assignment.due_on
    assignment.due_on, assignment.standing = due_on, False
    save_version(assignment)
    record("directives.assignment.set_due", actor=actor, obj=assignment, reason=reason,
           data={"old": old, "new": due_on})  # fmt: skip
    alone = not others.exclude(state=AssignmentState.CANCELLED).exists()
    if alone and assignment.share == Share.LEAD:
        task = lock_for_change(assignment.task)
        if task.due_on != due_on:
            change_task_due(task, due_on, actor=actor, reason=reason)


def keep_version(task: Task, *, actor: Any, reason: str) -> TaskVersion:
    """Put away the task as it stands before a change."""
    last = task.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return TaskVersion.objects.create(
        task=task,
        number=last + 1,
        text=task.text,
        items=task.items,
        due_on=task.due_on,
        kind=task.kind,
        changed_at=clock.now(),
        changed_by=actor if getattr(actor, "pk", None) else None,
        reason=reason[:300],
    )


def own_shares(problems: Problems, shares: list[Assignment], actor: Any) -> None:
    """Nobody decides about a share of a body they act for."""
    mine = bodies_of(actor)
    if any(row.body_id in mine for row in shares):
        problems.add(
            "own_share", _("Việc này có phần giao cho chính đơn vị của bạn nên bạn không quyết định được."),
            fix=_("Nhờ thư ký Ban Chỉ đạo quyết định."),
        )  # fmt: skip


def _following(task: Task) -> list[Assignment]:
    """Open shares that stand on the task's date, locked."""
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).filter(task=task, due_on=task.due_on)
    if task.due_on is None:
        rows = Assignment.objects.select_for_update(of=("self",), no_key=True).filter(task=task, due_on__isnull=True)
    return list(rows.exclude(state__in=ENDED).select_related("body").order_by("pk"))


def _check(
    problems: Problems,
    target: Any,
    task: Task,
    shares: list[Assignment],
    due_on: dt.date | None,
    reason: str,
    actor: Any,
) -> None:
    if task.kind == TaskKind.STANDING:
        problems.add(
            "standing_has_no_due", _("Việc thường xuyên không có hạn."),
            fix=_("Đổi loại việc thành “Làm một lần” rồi đặt hạn."),
        )  # fmt: skip
    if due_on is None:
        problems.add("date_missing", _("Chưa ghi hạn."), where="due_on", fix=_("Ghi ngày, ví dụ 15/12/2026."))
    elif due_on < clock.today():
        problems.add(
            "due_past", _("Ngày %(day)s đã qua.") % {"day": format_date(due_on)}, where="due_on",
            fix=_("Chọn một ngày từ hôm nay."),
        )  # fmt: skip
    elif due_on == target.due_on:
        problems.add("same_date", _("Hạn đang là ngày này rồi."), where="due_on")
    if target.due_on is not None and not normalize(reason):
        problems.add("reason_missing", _("Đổi hạn thì phải ghi lý do."), where="reason")
    if not [row for row in shares if row.state not in ENDED]:
        problems.add("nothing_open", _("Không còn phần việc nào đang mở theo hạn này."))
    own_shares(problems, shares, actor)


def _tell(task: Task, shares: list[Assignment], due_on: dt.date, reason: str) -> None:
    people = {person.pk: person for group in people_of_bodies({row.body_id for row in shares}).values()
              for person in group}  # fmt: skip
    send(
        people.values(), kind="directives.share", obj=task, url=task.get_absolute_url(), body=normalize(reason),
        title=_("Hạn %(day)s: %(task)s") % {"day": format_date(due_on), "task": str(task)[:90]},
    )  # fmt: skip
