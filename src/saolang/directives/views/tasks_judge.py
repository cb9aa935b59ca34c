"""What the office does with a share: answer, judge the result, dates, who carries it, later dates."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import VersionMixin
from saolang.monitoring.views.problem_labels import LabelledFormView
from saolang.ui.views import ObjectMixin as OneObject

from ..domain import tasks as task_acts
from ..domain import work as acts
from ..forms import tasks as forms
from ..models import Extension
from ..queries.access import assignments_visible_to
from .tasks_acts import bodies_named, usual_due
from .tasks_page import task_crumbs
from .tasks_work import ShareAct, WordsAct


class AnswerView(WordsAct):
    """Answer the unit's question."""

    permission = "directives.judge"
    title = gettext_lazy("Trả lời làm rõ")
    words_label = gettext_lazy("Trả lời")
    submit_label = gettext_lazy("Gửi trả lời")
    success_message = gettext_lazy("Đã trả lời; đơn vị được báo.")

    def save(self, form: Any) -> Any:
        """Answer."""
        return acts.answer_clarification(self.get_object(), answer=form.cleaned_data["text"], **self.common)


class SendBackView(WordsAct):
    """It does not do yet."""

    permission = "directives.judge"
    title = gettext_lazy("Yêu cầu làm tiếp")
    words_label = gettext_lazy("Cần làm tiếp điều gì")
    submit_label = gettext_lazy("Gửi lại đơn vị")
    success_message = gettext_lazy("Đã gửi lại; đơn vị được báo.")

    def save(self, form: Any) -> Any:
        """Send back."""
        return acts.send_back(self.get_object(), reason=form.cleaned_data["text"], **self.common)


class ReopenView(WordsAct):
    """The acceptance was a mistake."""

    permission = "directives.judge"
    title = gettext_lazy("Mở lại việc đã xác nhận")
    words_label = gettext_lazy("Vì sao mở lại")
    submit_label = gettext_lazy("Mở lại")
    success_message = gettext_lazy("Đã mở lại; đơn vị được báo.")

    def save(self, form: Any) -> Any:
        """Reopen."""
        return acts.reopen(self.get_object(), reason=form.cleaned_data["text"], **self.common)


class InsistView(WordsAct):
    """The same body again."""

    permission = "directives.judge"
    title = gettext_lazy("Vẫn giao đơn vị này")
    words_label = gettext_lazy("Vì sao vẫn giao")
    submit_label = gettext_lazy("Vẫn giao")
    success_message = gettext_lazy("Đã giao lại; đơn vị được báo.")

    def save(self, form: Any) -> Any:
        """Insist."""
        return acts.insist(self.get_object(), reason=form.cleaned_data["text"], **self.common)


class CancelShareView(WordsAct):
    """Take it away."""

    permission = "directives.judge"
    title = gettext_lazy("Thôi giao đơn vị này")
    words_label = gettext_lazy("Lý do")
    submit_label = gettext_lazy("Thôi giao")
    success_message = gettext_lazy("Đã thôi giao; đơn vị được báo.")

    def save(self, form: Any) -> Any:
        """Cancel."""
        return acts.cancel_share(self.get_object(), reason=form.cleaned_data["text"], **self.common)


class UrgeView(WordsAct):
    """Urge on."""

    permission = "directives.manage_task"
    title = gettext_lazy("Đôn đốc")
    words_label = gettext_lazy("Nội dung đôn đốc")
    submit_label = gettext_lazy("Gửi")
    success_message = gettext_lazy("Đã gửi; lời đôn đốc được lưu ở diễn biến.")

    def save(self, form: Any) -> Any:
        """Urge."""
        return acts.remind(self.get_object(), text=form.cleaned_data["text"], actor=self.request.user)


class ConfirmShareView(ShareAct):
    """Accept the result."""

    permission = "directives.judge"
    form_class = forms.AcceptForm
    title = gettext_lazy("Xác nhận hoàn thành")
    submit_label = gettext_lazy("Xác nhận hoàn thành")
    success_message = gettext_lazy("Đã xác nhận; đơn vị được báo.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether a date is asked for."""
        return {**super().get_form_kwargs(), "share": self.get_object()}

    def save(self, form: Any) -> Any:
        """Accept."""
        return acts.accept_result(self.get_object(), **form.cleaned_data, **self.common)


class ShareDueView(ShareAct):
    """The date of one share."""

    permission = "directives.judge"
    form_class = forms.DueForm
    title = gettext_lazy("Đặt hạn cho đơn vị này")
    submit_label = gettext_lazy("Đặt hạn")
    success_message = gettext_lazy("Đã đặt hạn; đơn vị được báo.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The date in force, or the usual one."""
        share = self.get_object()
        given: dict[str, Any] = {**super().get_form_kwargs(), "old": share.due_on}
        if share.due_on is None:
            given["initial"] = {"due_on": usual_due(share.task)}
        return given

    def save(self, form: Any) -> Any:
        """Set."""
        share = self.get_object()
        task_acts.set_due(share, form.cleaned_data["due_on"], reason=form.cleaned_data["reason"], **self.common)
        return share


class ReassignView(ShareAct):
    """Other bodies take over."""

    permission = "directives.judge"
    form_class = forms.BodiesForm
    title = gettext_lazy("Giao đơn vị khác")
    submit_label = gettext_lazy("Giao lại")
    success_message = gettext_lazy("Đã giao lại; các đơn vị được báo.")

    def get_initial(self) -> dict[str, Any]:
        """The successor of a body that ended."""
        body = self.get_object().body
        if body.valid_to is None or body.successor is None:
            return {}
        return {"bodies": body.successor.name, "reason": _("%(body)s đã kết thúc hoạt động.") % {"body": body.name}}

    def save(self, form: Any) -> Any:
        """Reassign."""
        share = self.get_object()
        bodies = bodies_named(form.cleaned_data["bodies"], share.province, where="bodies")
        made = acts.reassign(share, bodies, reason=form.cleaned_data["reason"], **self.common)
        return made[0] if len(made) == 1 else share.task


class DecideExtensionView(OneObject, VersionMixin, LabelledFormView):
    """Decide about a later date."""

    model = Extension
    context_name = "extension"
    permission = "directives.decide_extension"
    form_class = forms.DecisionForm
    title = gettext_lazy("Đề nghị lùi hạn")
    submit_label = gettext_lazy("Quyết định")
    success_message = gettext_lazy("Đã quyết định; đơn vị được báo.")

    def get_queryset(self) -> Any:
        """Requests about shares that the person may see."""
        seen = assignments_visible_to(self.request.user).values("pk")
        return Extension.objects.filter(assignment__in=seen).select_related("assignment__task", "assignment__body")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the share."""
        share = self.get_object().assignment
        return [*task_crumbs(share.task), (share.body.short_name or share.body.name, share.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way back."""
        return super().get_context_data(cancel_url=self.get_object().assignment.get_absolute_url(), **kwargs)

    def save(self, form: Any) -> Any:
        """Decide."""
        given, extension = form.cleaned_data, self.get_object()
        decided = acts.decide_extension(
            extension, granted=given["granted"] == "1", due_on=given["due_on"], answer=given["answer"],
            actor=self.request.user, expected_version=self.expected_version,
        )  # fmt: skip
        return decided.assignment
