"""What the office does with one task: words, date, parts, waits, repeats, the end."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.core import clock
from saolang.core.codes import clean_code
from saolang.core.problems import DomainError, Problems
from saolang.core.workdays import add_working_days
from saolang.monitoring.views.problem_labels import LabelledFormView
from saolang.rulebook.queries import provincial_setting
from saolang.ui.views import ActionView, ConfirmView

from ..addressing import resolve
from ..domain import tasks as acts
from ..enums import DeadlineType
from ..forms import tasks as forms
from ..models import Task, TaskDependency
from ..queries import tasks as queries
from ..queries.access import tasks_visible_to
from .tasks_page import OneTask, task_crumbs


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
