"""Changes of a task itself: its words, its date, its parts, what it waits for, what it repeats, its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.audit.domain import transition as audited
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import NotAllowed, Problems, WrongState
from saolang.core.text import format_date, normalize, normalize_line
from saolang.notify.domain import send
from saolang.rulebook.queries import provincial_setting

from ..enums import AssignmentState, DeadlineType, Period, Scope, Share, TaskKind
from ..models import Assignment, Task, TaskDependency
from ..models.tasks import OPEN_STATES
from ..queries.waiting import path_between, unfinished_tasks
from ..rules.people import bodies_of
from ..states.tasks import ASSIGNMENT
from .due_dates import keep_version, own_shares, set_due
from .issuing import create_task, is_standing, searchable
from .people import people_of_bodies
from .work_dates import drop_extension

__all__ = [
    "add_dependency",
    "add_subtask",
    "cancel_task",
    "drop_dependency",
    "edit_task",
    "link_repeat",
    "set_due",
    "unlink_repeat",
]


def edit_task(
    task: Task,
    *,
    actor: Any,
    reason: str,
    text: str | None = None,
    items: Sequence[str] | None = None,
    kind: str | None = None,
    period: str | None = None,
    topic: Any = "",
    expected_version: int | None = None,
) -> Task:
    """Change the words, the kind or the topic of a task; what stood before is kept as a version, units are told.

    ``topic`` "" leaves it as it is. Turning a standing duty into one that ends leaves it without a date.
    """
    with transaction.atomic():
        fresh = lock_for_change(task, expected_version)
        _require_manager(fresh, actor)
        problems = Problems()
        words = fresh.text if text is None else normalize(text)
        lines = list(fresh.items) if items is None else [line for line in map(normalize_line, items) if line]
        wanted = fresh.kind if kind is None else kind
        every = (fresh.period if period is None else period) or ""
        if not words:
            problems.add("text_empty", _("Nội dung việc còn trống."), where="text")
        if wanted not in TaskKind.values:
            problems.add("word_unknown", _("Loại việc này không có trong danh mục."), where="kind")
        if every and every not in Period.values:
            problems.add("word_unknown", _("Kỳ báo cáo này không có trong danh mục."), where="period")
        if not normalize(reason):
            problems.add("reason_missing", _("Chưa ghi lý do sửa."), where="reason")
        same_topic = topic == "" or getattr(topic, "pk", None) == fresh.topic_id
        if (words, lines, wanted, every) == (fresh.text, list(fresh.items), fresh.kind, fresh.period) and same_topic:
            problems.add("nothing_changed", _("Chưa có gì thay đổi."), where="text")
        problems.raise_if_any()
        keep_version(fresh, actor=actor, reason=normalize_line(reason))
        changed = words != fresh.text or lines != list(fresh.items) or wanted != fresh.kind
        fresh.text, fresh.items, fresh.kind, fresh.period = words, lines, wanted, every
        if wanted == TaskKind.STANDING:
            fresh.due_on = None
            fresh.period = every or str(provincial_setting("directive_standing_period", clock.today()))
        if not same_topic:
            fresh.topic = topic
            fresh.assignments.update(topic=topic)
        fresh.search_text = searchable(fresh)
        save_version(fresh)
        _restand(fresh)
        record(
            "directives.task.edit", actor=actor, obj=fresh, reason=reason,
            data={"version": fresh.version, "kind": wanted, "period": fresh.period},
        )  # fmt: skip
        if changed:
            _tell(fresh, _("Nội dung việc vừa được sửa: %(task)s"), reason, actor)
    return fresh


def add_subtask(
    task: Task,
    *,
    text: str,
    actor: Any,
    leads: Sequence[Any] = (),
    supports: Sequence[Any] = (),
    due_on: dt.date | None = None,
    expected_version: int | None = None,
) -> Task:
    """A part of a task: by the office for any bodies, or by a lead body for itself (then ``leads`` may stay empty).

    ``leads`` and ``supports`` are bodies. A part is due no later than the task.
    """
    with transaction.atomic():
        parent = lock_for_change(task, expected_version)
        mine = bodies_of(actor)
        office = actor.has_perm("directives.manage_task", parent)
        if not office and not actor.has_perm("directives.split_task", parent):
            raise NotAllowed.of("not_allowed", _("Chỉ cơ quan theo dõi chỉ đạo hoặc đơn vị chủ trì chia việc được."))
        holding = [row.body for row in _open_leads(parent)]
        own = [body for body in holding if body.pk in mine]
        chosen = list(leads) or (own if not office else holding)
        problems = Problems()
        if not office and any(body.pk not in {row.pk for row in own} for body in [*chosen, *supports]):
            problems.add(
                "body_not_yours", _("Đơn vị chủ trì chỉ chia việc cho chính mình."), where="leads",
                fix=_("Cần đơn vị khác làm thì đề nghị cơ quan theo dõi chỉ đạo giao."),
            )  # fmt: skip
        if not unfinished_tasks(Task.objects.filter(pk=parent.pk)).exists():
            problems.add("parent_ended", _("Việc này đã kết thúc nên không chia thêm."))
        _check_part_date(problems, parent, own if not office else [], due_on)
        problems.raise_if_any()
        position = parent.children.count()
        made = create_task(
            leads=[_named(body) for body in chosen],
            supports=[_named(body) for body in supports],
            actor=actor,
            on=clock.today(),
            fields={
                "notice": parent.notice,
                "block": parent.block,
                "province_id": parent.province_id,
                "parent": parent,
                "text": text,
                "label": f"{parent.label}.{position + 1}"[:20] if parent.label else "",
                "position": position,
                "kind": TaskKind.ONE_OFF,
                "scope": Scope.ONE if len(chosen) == 1 else Scope.EACH_OF,
                "deadline_type": DeadlineType.DAY if due_on else DeadlineType.NONE,
                "due_on": due_on,
                "topic": parent.topic,
            },
        )
        record("directives.task.split", actor=actor, obj=parent, data={"part": made.code})
    return made


def add_dependency(task: Task, on: Task, *, actor: Any, note: str = "") -> TaskDependency:
    """Let one task wait for another. A circle is refused, through however many steps, and named."""
    with transaction.atomic():
        # Two people who tie the two ends of a circle at once come here one after the other.
        lock_for_change(task.province)
        fresh, other = lock_for_change(task), lock_for_change(on)
        _require_manager(fresh, actor)
        problems = Problems()
        if other.province_id != fresh.province_id or not actor.has_perm("directives.view_task", other):
            problems.add("task_unknown", _("Không có việc này để chờ."), where="on")
        elif other.pk == fresh.pk:
            problems.add("waits_for_itself", _("Một việc không thể chờ chính nó."), where="on")
        else:
            _check_link(problems, fresh, other)
        problems.raise_if_any()
        made = TaskDependency.objects.create(task=fresh, on=other, note=normalize_line(note)[:200])
        record("directives.task.wait", actor=actor, obj=fresh, data={"on": other.code})
    return made


def drop_dependency(link: TaskDependency, *, actor: Any) -> None:
    """Let a task wait no longer for another."""
    with transaction.atomic():
        fresh = lock_for_change(link.task)
        _require_manager(fresh, actor)
        gone, _rows = TaskDependency.objects.filter(pk=link.pk).delete()
        if gone:
            record("directives.task.wait_no_more", actor=actor, obj=fresh, data={"on": link.on.code})


def link_repeat(task: Task, first: Task, *, actor: Any) -> Task:
    """Say that a task asks again what an earlier one asked; the whole chain is numbered anew by day.

    Raises DomainError: repeats_itself, repeat_later, task_unknown.
    """
    with transaction.atomic():
        lock_for_change(task.province)
        fresh = lock_for_change(task)
        _require_manager(fresh, actor)
        root = lock_for_change(Task(pk=first.repeats_id or first.pk))
        problems = Problems()
        if root.province_id != fresh.province_id:
            problems.add("task_unknown", _("Không có việc này để nối."), where="first")
        elif fresh.pk in (root.pk, first.pk):
            problems.add("repeats_itself", _("Hai việc này đang cùng một chuỗi yêu cầu."), where="first")
        elif fresh.repeats_id == root.pk:
            problems.add("linked_already", _("Việc này đã được nối vào chuỗi đó."), where="first")
        elif _given_on(root) > _given_on(fresh):
            problems.add(
                "repeat_later", _("Việc được nhắc lại phải giao trước việc này."), where="first",
                fix=_("Mở việc kia và nối theo chiều ngược lại."),
            )  # fmt: skip
        problems.raise_if_any()
        old_root = fresh.repeats_id
        members = [fresh, *Task.objects.filter(repeats=fresh)]
        for row in members:
            row.repeats = root
            save_version(row)
        _number(root)
        if old_root:
            _number(Task.objects.get(pk=old_root))
        fresh.refresh_from_db()
        record(
            "directives.task.link_repeat", actor=actor, obj=fresh,
            data={"first": root.code, "number": fresh.repeat_number},
        )  # fmt: skip
    return fresh


def unlink_repeat(task: Task, *, actor: Any) -> Task:
    """Take a task out of a chain that it was put into by mistake."""
    with transaction.atomic():
        lock_for_change(task.province)
        fresh = lock_for_change(task)
        _require_manager(fresh, actor)
        if fresh.repeats is None:
            raise WrongState.of("not_linked", _("Việc này không nối với việc nào."))
        root = fresh.repeats
        fresh.repeats, fresh.repeat_number = None, 1
        save_version(fresh)
        _number(root)
        record("directives.task.unlink_repeat", actor=actor, obj=fresh, data={"first": root.code})
    return fresh


def cancel_task(task: Task, *, reason: str, actor: Any, expected_version: int | None = None) -> Task:
    """End every share of a task that is not done, with the reason; what was done stays counted."""
    with transaction.atomic():
        fresh = lock_for_change(task, expected_version)
        _require_manager(fresh, actor)
        open_states = (*OPEN_STATES, AssignmentState.RETURNED)
        rows = fresh.assignments.select_for_update(of=("self",), no_key=True).filter(state__in=open_states)
        shares = list(rows.select_related("body", "task").order_by("pk"))
        problems = Problems()
        if not shares:
            problems.add("nothing_open", _("Không còn phần việc nào đang mở."))
        if not normalize(reason):
            problems.add("reason_missing", _("Chưa ghi lý do thôi giao."), where="reason")
        own_shares(problems, shares, actor)
        problems.raise_if_any()
        _tell(fresh, _("Thôi giao việc: %(task)s"), reason, actor)
        for row in shares:
            row.reason, row.ended_on = normalize(reason), clock.today()
            drop_extension(row, actor)
            audited(ASSIGNMENT, row, "cancel", actor=actor, reason=reason)
        save_version(fresh)
        record("directives.task.cancel", actor=actor, obj=fresh, reason=reason, data={"shares": len(shares)})
    return fresh


def _require_manager(task: Task, actor: Any) -> None:
    if not actor.has_perm("directives.manage_task", task):
        raise NotAllowed.of("not_allowed", _("Chỉ cơ quan theo dõi chỉ đạo của tỉnh sửa được việc này."))


def _restand(task: Task) -> None:
    """Bring the shares that are still open in line with the kind and date of the task."""
    standing = is_standing(task)
    rows = task.assignments.exclude(state__in=(AssignmentState.DONE, AssignmentState.CANCELLED))
    for row in rows.exclude(standing=standing).select_for_update(no_key=True):
        row.standing = standing
        row.due_on = None if standing else task.due_on
        if standing and row.state == AssignmentState.REPORTED:
            row.state, row.reported_on = AssignmentState.IN_PROGRESS, None
        if standing:
            drop_extension(row, None)
        save_version(row)


def _open_leads(task: Task) -> list[Assignment]:
    rows = task.assignments.filter(share=Share.LEAD, state__in=OPEN_STATES)
    return list(rows.select_related("body").order_by("pk"))


def _check_part_date(problems: Problems, parent: Task, own: list[Any], due_on: dt.date | None) -> None:
    if due_on is None:
        return
    limits = [parent.due_on] if parent.due_on else []
    if own:
        shares = parent.assignments.filter(body__in=own, due_on__isnull=False).exclude(state=AssignmentState.CANCELLED)
        limits = [row.due_on for row in shares if row.due_on] or limits
    if due_on < clock.today():
        problems.add("due_past", _("Ngày %(day)s đã qua.") % {"day": format_date(due_on)}, where="due_on")
    if limits and due_on > max(limits):
        problems.add(
            "due_after_parent",
            _("Hạn của phần việc không sau hạn của cả việc (%(day)s).") % {"day": format_date(max(limits))},
            where="due_on",
        )


def _check_link(problems: Problems, task: Task, on: Task) -> None:
    if TaskDependency.objects.filter(task=task, on=on).exists():
        problems.add("waits_already", _("Việc này đã ghi là phải chờ việc đó."), where="on")
        return
    if on.kind == TaskKind.STANDING:
        problems.add(
            "awaited_never_ends", _("“%(task)s” là việc thường xuyên, không có lúc xong để chờ.") % {"task": on},
            where="on",
        )  # fmt: skip
    above = task.parent
    while above is not None:
        if above.pk == on.pk:
            problems.add("waits_for_parent", _("Phần việc không chờ việc lớn chứa nó."), where="on")
            return
        above = above.parent
    way = path_between(on.pk, task.pk)
    if way:
        names = {row.pk: row.label or str(row)[:60] for row in Task.objects.filter(pk__in=way)}
        round_trip = " → ".join(names[key] for key in [task.pk, *way])
        problems.add(
            "circle", _("Các việc sẽ chờ nhau thành vòng: %(way)s.") % {"way": round_trip}, where="on",
            fix=_("Bỏ một mối chờ trong vòng này trước."),
        )  # fmt: skip


def _given_on(task: Task) -> dt.date:
    day = task.assignments.aggregate(day=Min("assigned_on"))["day"]
    return day or clock.local(task.created_at).date()


def _number(root: Task) -> None:
    """Number a chain by the day each was handed out; the first is 1."""
    rows = Task.objects.filter(repeats=root).annotate(day=Min("assignments__assigned_on")).order_by("day", "pk")
    Task.objects.filter(pk=root.pk).update(repeats=None, repeat_number=1)
    for number, row in enumerate(rows, start=2):
        if row.repeat_number != number:
            Task.objects.filter(pk=row.pk).update(repeat_number=number)


def _named(body: Any) -> SimpleNamespace:
    return SimpleNamespace(body=body, addressed_as=body.name, why="")


def _tell(task: Task, title: str, reason: str, actor: Any) -> None:
    """One message to everybody of the bodies that still work on a task."""
    bodies = task.assignments.filter(state__in=OPEN_STATES).values_list("body", flat=True)
    groups = people_of_bodies(bodies).values()
    people = {person.pk: person for group in groups for person in group if person.pk != actor.pk}
    words = str(task) if len(str(task)) <= 90 else f"{str(task)[:89]}…"
    send(
        people.values(), kind="directives.task", title=title % {"task": words}, body=normalize(reason),
        url=task.get_absolute_url(), obj=task,
    )  # fmt: skip
