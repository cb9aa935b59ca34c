"""One task: its words and where they stand, its shares, parts, waits, repeats, versions."""

from __future__ import annotations

import difflib
import re
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.text import format_date, sort_key_vi
from saolang.ui.views import DeskDetailView
from saolang.ui.views import ObjectMixin as OneObject

from ..enums import AssignmentState, Share
from ..models import Task
from ..queries import tasks as queries
from ..queries.access import tasks_visible_to
from ..queries.waiting import repeat_chain, unfinished_tasks

AROUND = 160
HEADING = 90
_TOKEN = re.compile(r"\s+|[^\s]+")


class OneTask(OneObject):
    """One task among those the person may see; others are not found at all."""

    model = Task
    context_name = "task"

    def get_queryset(self) -> Any:
        """What the person may see."""
        return tasks_visible_to(self.request.user).select_related("notice__document", "block", "topic", "parent")


class TaskView(OneTask, DeskDetailView):
    """The page of a task."""

    permission = "directives.view_task"
    template_name = "directives/tasks/task.html"

    def get_title(self) -> str:
        """Number and first words."""
        return short(self.get_object(), 70)

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the list."""
        return task_crumbs(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything around the task."""
        task, user, today = self.get_object(), self.request.user, clock.today()
        shares = list(queries.listed(task.assignments.all()))
        alive = [share for share in shares if share.state != AssignmentState.CANCELLED]
        waits = list(task.waits_for.select_related("on__notice__document").order_by("pk"))
        waited = list(task.waited_by.select_related("task__notice__document").order_by("pk"))
        parts = list(task.children.order_by("position", "pk"))
        touched = [link.on_id for link in waits] + [link.task_id for link in waited] + [part.pk for part in parts]
        unfinished = set(unfinished_tasks(Task.objects.filter(pk__in=touched)).values_list("pk", flat=True))
        manages = user.has_perm("directives.manage_task", task)
        chain = repeat_chain(task)
        return super().get_context_data(
            rows=queries.share_rows(sorted(alive, key=_unit_order), today),
            long_text=is_long(task),
            cancelled=[share for share in shares if share.state == AssignmentState.CANCELLED],
            cells=queries.task_state(task, alive, today),
            leads=sum(share.share == Share.LEAD for share in alive),
            waits=waits,
            waited=waited,
            parts=parts,
            unfinished=unfinished,
            chain=chain if len(chain) > 1 else [],
            newer=[row for row in chain if row.repeat_number > task.repeat_number],
            versions=versions_of(task),
            excerpt=excerpt_of(task),
            facts=_facts(task),
            manages=manages,
            splits=manages or user.has_perm("directives.split_task", task),
            is_open=any(share.is_open for share in alive),
            today=today,
            **kwargs,
        )


def _unit_order(share: Any) -> tuple[bool, Any, int]:
    """Lead shares first, bodies in the order of the Vietnamese alphabet."""
    return share.share != Share.LEAD, sort_key_vi(share.body.name), share.pk


def is_long(task: Task) -> bool:
    """Whether the heading does not hold the whole text."""
    return len(task.text) > HEADING or bool(task.items)


def short(task: Task, size: int = 110) -> str:
    """Number and first words, cut between words."""
    words = str(task)
    return words if len(words) <= size else words[: size - 1].rsplit(" ", 1)[0] + "…"


def task_crumbs(task: Task | None) -> list[tuple[str, str]]:
    """The way to a page of the task."""
    way = [(_("Chỉ đạo, điều hành"), reverse("directives:home")), (_("Việc được giao"), reverse("directives:my_tasks"))]
    return way if task is None else [*way, (short(task, 40), task.get_absolute_url())]


def excerpt_of(task: Task) -> tuple[str, str, str] | None:
    """The words of the task within the document: what stands before, the words, what follows."""
    if task.notice is None or task.span_start is None or task.span_end is None:
        return None
    text = task.notice.text
    start, end = task.span_start, task.span_end
    if not 0 <= start < end <= len(text):
        return None
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = "…" + before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] + "…"
    return before, text[start:end], after


def versions_of(task: Task) -> list[dict[str, Any]]:
    """Every change, the newest first: who, when, why, and the words that went and came."""
    kept = list(task.versions.select_related("changed_by").order_by("number"))
    if not kept:
        return []
    after = [*kept[1:], task]
    rows = []
    for old, new in zip(kept, after, strict=True):
        before, now = _whole(old), _whole(new)
        rows.append(
            {
                "version": old,
                "words": difference(before, now) if before != now else [],
                "old_due": old.due_on,
                "new_due": new.due_on,
                "due_changed": old.due_on != new.due_on,
                "old_kind": old.get_kind_display(),
                "new_kind": new.get_kind_display(),
                "kind_changed": old.kind != new.kind,
            }
        )
    return rows[::-1]


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """Pieces of both texts in order, each "same", "gone" or "new"."""
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[tuple[str, str]] = []
    for name, a1, a2, b1, b2 in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if name == "equal":
            pieces.append(("same", "".join(left[a1:a2])))
            continue
        if a2 > a1:
            pieces.append(("gone", "".join(left[a1:a2])))
        if b2 > b1:
            pieces.append(("new", "".join(right[b1:b2])))
    return pieces


def _whole(row: Any) -> str:
    return "\n".join([row.text, *(f"- {item}" for item in row.items)])


def _facts(task: Task) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [(_("Loại"), task.get_kind_display())]
    if task.period and task.has_no_end:
        rows.append((_("Kỳ báo cáo"), task.get_period_display()))
    if not task.has_no_end or task.due_on:
        rows.append((_("Hạn"), format_date(task.due_on) if task.due_on else _("chưa có hạn")))
    if task.deadline_text:
        rows.append((_("Hạn ghi trong văn bản"), task.deadline_text))
    if task.lead_text:
        rows.append((_("Chủ trì ghi trong văn bản"), task.lead_text))
    if task.support_texts:
        rows.append((_("Phối hợp ghi trong văn bản"), "; ".join(map(str, task.support_texts))))
    if task.follows:
        rows.append((_("Thực hiện văn bản"), task.follows))
    rows.append((_("Chủ đề"), task.topic or _("chưa xếp")))
    rows.append((_("Mã việc"), task.code))
    return rows
