"""One task: its words and where they stand, its shares, parts, waits, repeats, versions; and what the office does."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.core import clock
from saolang.core.codes import clean_code
from saolang.core.problems import DomainError, Problems
from saolang.core.text import sort_key_vi
from saolang.monitoring.views.problem_labels import LabelledFormView
from saolang.ui.views import ActionView, ConfirmView, DeskDetailView
from saolang.ui.views import ObjectMixin as OneObject

from ..addressing import resolve
from ..domain import tasks as acts
from ..enums import AssignmentState, Share
from ..forms import tasks as forms
from ..models import Task, TaskDependency
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
        from saolang.core.text import format_date

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


class _TaskAct(OneTask, VersionMixin, LabelledFormView):
    """A form about one task."""

    permission = "directives.manage_task"
    object: Any = None

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the task."""
        return task_crumbs(self.get_object())

    @property
    def common(self) -> dict[str, Any]:
        """What every act is told."""
        return {"actor": self.request.user, "expected_version": self.expected_version}


class EditView(_TaskAct):
    """Change the words."""

    form_class = forms.EditForm
    title = gettext_lazy("Sửa nội dung việc")
    subtitle = gettext_lazy("Bản trước được giữ lại; đơn vị được giao nhận thông báo.")
    submit_label = gettext_lazy("Lưu bản mới")
    success_message = gettext_lazy("Đã lưu bản mới; bản trước vẫn xem được bên dưới.")

    def get_initial(self) -> dict[str, Any]:
        """As it stands."""
        task = self.get_object()
        return {
            "text": task.text, "items": "\n".join(map(str, task.items)), "kind": task.kind, "period": task.period,
            "topic": task.topic_id,
        }  # fmt: skip

    def save(self, form: Any) -> Any:
        """Edit."""
        return acts.edit_task(self.get_object(), **form.cleaned_data, **self.common)


class DueView(_TaskAct):
    """Decide the date."""

    form_class = forms.DueForm
    title = gettext_lazy("Đặt hạn của việc")
    subtitle = gettext_lazy("Áp dụng cho mọi đơn vị còn theo hạn đang có; đơn vị đã được lùi hạn riêng giữ nguyên.")
    submit_label = gettext_lazy("Đặt hạn")
    success_message = gettext_lazy("Đã đặt hạn; các đơn vị được báo.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The date in force; without one the province's usual number of days is offered."""
        task = self.get_object()
        given: dict[str, Any] = {**super().get_form_kwargs(), "old": task.due_on}
        if task.due_on is None:
            given["initial"] = {"due_on": usual_due(task)}
        return given

    def save(self, form: Any) -> Any:
        """Set."""
        return acts.set_due(self.get_object(), form.cleaned_data["due_on"], reason=form.cleaned_data["reason"],
                            **self.common)  # fmt: skip


def usual_due(task: Task) -> dt.date:
    """The day that the province's settings suggest for a task without a date, never one that has passed."""
    from saolang.core.workdays import add_working_days
    from saolang.rulebook.queries import provincial_setting

    from ..enums import DeadlineType

    today = clock.today()
    key = "directive_urgent_days" if task.deadline_type == DeadlineType.URGENT else "directive_default_days"
    return add_working_days(today, int(provincial_setting(key, today))).date


class SplitView(OnceMixin, _TaskAct):
    """Add a part."""

    permission = "directives.split_task"
    form_class = forms.SplitForm
    title = gettext_lazy("Chia phần việc")
    submit_label = gettext_lazy("Thêm phần việc")
    success_message = gettext_lazy("Đã thêm phần việc.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The office names bodies, a lead body splits for itself."""
        office = self.request.user.has_perm("directives.manage_task", self.get_object())
        return {**super().get_form_kwargs(), "office": office}

    def save_once(self, form: Any) -> Any:
        """Split."""
        task, given = self.get_object(), form.cleaned_data
        leads = bodies_named(given.get("leads", ""), task.province, where="leads")
        acts.add_subtask(task, text=given["text"], leads=leads, due_on=given["due_on"], actor=self.request.user)
        return task


def bodies_named(text: str, province: Any, *, where: str) -> list[Any]:
    """Today's bodies for the names typed, one a line or after a semicolon. Raises DomainError for unknown names."""
    names = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if not names:
        return []
    found = resolve(names, province=province, on=clock.today())
    problems = Problems()
    for row in found.unknown:
        near = ", ".join(str(body) for body in row.suggestions[:3])
        problems.add(
            "body_unknown", _("Không tìm thấy đơn vị “%(name)s”.") % {"name": row.text}, where=where,
            fix=_("Có phải: %(near)s?") % {"near": near} if near else _("Ghi đúng tên trong danh mục đơn vị."),
        )  # fmt: skip
    problems.raise_if_any()
    return list({row.body.pk: row.body for row in found.found}.values())


class _PickView(_TaskAct):
    """Choose another task."""

    form_class = forms.TaskPickForm
    with_note = True

    def choices(self) -> Any:
        """Tasks at hand."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tasks at hand."""
        return {**super().get_form_kwargs(), "tasks": self.choices(), "with_note": self.with_note}

    def picked(self, form: Any, where: str = "task") -> Task:
        """The task chosen or named by its code."""
        code = clean_code(form.cleaned_data["code"])
        task = tasks_visible_to(self.request.user).filter(code=code).first() if code else form.cleaned_data["task"]
        if task is None:
            raise DomainError.of(
                "task_unknown", _("Chưa chọn việc, hoặc không có việc mang mã này."), where="code" if code else where
            )
        return task


class WaitView(_PickView):
    """Let the task wait for another."""

    title = gettext_lazy("Việc phải chờ")
    subtitle = gettext_lazy("Việc này chỉ làm được khi một việc khác xong. Đơn vị thấy mình đang chờ việc nào.")
    submit_label = gettext_lazy("Ghi việc phải chờ")
    success_message = gettext_lazy("Đã ghi.")

    def choices(self) -> Any:
        """The other tasks of the same document."""
        task = self.get_object()
        rows = tasks_visible_to(self.request.user).exclude(pk=task.pk).exclude(waited_by__task=task)
        near = Q(notice=task.notice_id) if task.notice_id else Q(parent=task.parent_id, parent__isnull=False)
        return rows.filter(near).order_by("position", "pk")

    def save(self, form: Any) -> Any:
        """Add."""
        task = self.get_object()
        acts.add_dependency(task, self.picked(form), actor=self.request.user, note=form.cleaned_data["note"])
        return task


class RepeatView(_PickView):
    """Say which earlier task this one asks again."""

    title = gettext_lazy("Nhắc lại việc đã giao")
    subtitle = gettext_lazy(
        "Nối với việc đã giao trước để đếm số lần yêu cầu. Danh sách gồm những việc có lời gần giống."
    )
    submit_label = gettext_lazy("Nối")
    success_message = gettext_lazy("Đã nối; số lần yêu cầu được đếm lại.")
    with_note = False

    def choices(self) -> Any:
        """Earlier tasks that read alike."""
        keys = [row.pk for row in queries.earlier_like(self.get_object(), self.request.user)]
        return Task.objects.filter(pk__in=keys).order_by("-pk")

    def save(self, form: Any) -> Any:
        """Link."""
        return acts.link_repeat(self.get_object(), self.picked(form), actor=self.request.user)


class UnlinkView(OneTask, ActionView):
    """Take it out of the chain."""

    permission = "directives.manage_task"
    success_message = gettext_lazy("Đã bỏ nối.")

    def act(self) -> Any:
        """Unlink."""
        return acts.unlink_repeat(self.get_object(), actor=self.request.user)


class DropWaitView(OneTask, ActionView):
    """Wait no longer."""

    permission = "directives.manage_task"
    success_message = gettext_lazy("Đã bỏ.")

    def act(self) -> Any:
        """Drop."""
        task = self.get_object()
        link = TaskDependency.objects.filter(task=task, pk=self.kwargs["link"]).first()
        if link is not None:
            acts.drop_dependency(link, actor=self.request.user)
        return task


class CancelView(OneTask, VersionMixin, ConfirmView):
    """End the task for everybody."""

    permission = "directives.manage_task"
    title = gettext_lazy("Thôi giao việc này")
    submit_label = gettext_lazy("Thôi giao")
    danger = True
    warning = gettext_lazy(
        "Mọi đơn vị chưa hoàn thành thôi được giao việc này và nhận lý do. Kết quả đã xác nhận giữ nguyên."
    )
    success_message = gettext_lazy("Đã thôi giao; các đơn vị được báo.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the task."""
        return task_crumbs(self.get_object())

    def act(self, reason: str) -> Any:
        """Cancel."""
        return acts.cancel_task(
            self.get_object(), reason=reason, actor=self.request.user, expected_version=self.expected_version
        )
