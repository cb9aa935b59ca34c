"""What is done on a share: one page an act, refusals shown with everything that was typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.models import User
from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.core.problems import DomainError
from saolang.core.text import parse_date
from saolang.files.domain import store
from saolang.monitoring.views.problem_labels import LabelledFormView
from saolang.ui.views import ActionView
from saolang.ui.views import ObjectMixin as OneObject

from ..domain import tasks as task_acts
from ..domain import work as acts
from ..domain.people import people_of
from ..evidence import FILE_PURPOSE, Evidence
from ..forms import tasks as forms
from ..models import Extension
from ..queries.access import assignments_visible_to
from ..queries.waiting import open_awaited
from .tasks_page import bodies_named, short, task_crumbs, usual_due
from .tasks_share import OneShare, spans_of


class _ShareAct(OneShare, VersionMixin, LabelledFormView):
    """A form about one share."""

    permission = "directives.carry_out"

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the share."""
        share = self.get_object()
        return [*task_crumbs(share.task), (share.body.short_name or share.body.name, share.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the act is about, under the heading."""
        share = self.get_object()
        about = f"{share.body.short_name or share.body.name} · {short(share.task)}"
        return super().get_context_data(**{"subtitle": about, **kwargs})

    @property
    def common(self) -> dict[str, Any]:
        """What every act is told."""
        return {"actor": self.request.user, "expected_version": self.expected_version}


class AcceptShareView(OneShare, ActionView):
    """Take the share on. A colleague who was faster is named, and the person goes on to the same page."""

    permission = "directives.carry_out"

    def act(self) -> Any:
        """Accept."""
        share = self.get_object()
        try:
            acts.accept(share, actor=self.request.user)
        except DomainError as error:
            if error.codes != ["accepted_already"]:
                raise
            messages.info(self.request, " ".join([error.problems[0].message, error.problems[0].fix]))
            return share.get_absolute_url()
        messages.success(self.request, _("Đã nhận việc."))
        return share.get_absolute_url()


class _EvidenceAct(OnceMixin, _ShareAct):
    """A form with proofs. "Tìm" looks for records and keeps what was typed."""

    template_name = "directives/tasks/evidence_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The share and the person."""
        return {**super().get_form_kwargs(), "share": self.get_object(), "user": self.request.user}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Search, or send."""
        if "tim" not in request.POST:
            return super().post(request, *args, **kwargs)
        typed = {key: request.POST.get(key, "") for key in request.POST}
        given = {**self.get_form_kwargs(), "initial": {**typed, "records": request.POST.getlist("records")}}
        for name in ("data", "files"):
            given.pop(name, None)
        form = self.form_class(**given)
        return self.render_to_response(self.get_context_data(form=form, searched=typed.get("find", "")))

    def evidence(self, form: Any) -> list[Evidence]:
        """Files are stored and records found within the transaction of the act."""
        user = self.request.user
        files = [Evidence(file=store(one, actor=user, purpose=FILE_PURPOSE)) for one in form.cleaned_data["files"]]
        return [*files, *form.proofs()]

    def save_once(self, form: Any) -> Any:
        """Write in one transaction, so that no file stays behind when the line is refused."""
        with transaction.atomic():
            self.write(form, self.evidence(form))
        return self.get_object()

    def write(self, form: Any, evidence: list[Evidence]) -> None:
        """Do the act."""
        raise NotImplementedError


class ProgressView(_EvidenceAct):
    """A line of progress."""

    form_class = forms.ProgressForm
    title = gettext_lazy("Ghi tiến độ")
    submit_label = gettext_lazy("Ghi")
    success_message = gettext_lazy("Đã ghi vào diễn biến.")

    def write(self, form: Any, evidence: list[Evidence]) -> None:
        """Write."""
        given = form.cleaned_data
        acts.write_progress(
            self.get_object(), text=given["text"], percent=given.get("percent"), evidence=evidence,
            actor=self.request.user,
        )  # fmt: skip


class ReportView(_EvidenceAct):
    """Report the result."""

    form_class = forms.ReportForm
    title = gettext_lazy("Báo cáo hoàn thành")
    submit_label = gettext_lazy("Gửi báo cáo hoàn thành")
    success_message = gettext_lazy("Đã gửi; cơ quan theo dõi sẽ xem minh chứng và xác nhận.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether an awaited task is still open."""
        return {**super().get_form_kwargs(), "waits": bool(open_awaited(self.get_object().task))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is still awaited, parts that are open, proofs that are there already."""
        from ..domain.diary import has_evidence
        from ..queries.waiting import unfinished_tasks

        share = self.get_object()
        return super().get_context_data(
            awaited=open_awaited(share.task),
            open_parts=list(unfinished_tasks(share.task.children.all())),
            has_proof=has_evidence(share),
            reporting=True,
            **kwargs,
        )

    def write(self, form: Any, evidence: list[Evidence]) -> None:
        """Report."""
        given = form.cleaned_data
        acts.report_done(
            self.get_object(), text=given["text"], despite=given.get("despite", ""), evidence=evidence, **self.common
        )


class PeriodView(_EvidenceAct):
    """The line of one period."""

    form_class = forms.PeriodForm
    title = gettext_lazy("Báo cáo kỳ")
    submit_label = gettext_lazy("Ghi kết quả kỳ")
    success_message = gettext_lazy("Đã ghi kết quả kỳ.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Periods without a line."""
        periods = [(key, label) for key, label, _asked in spans_of(self.get_object())]
        return {**super().get_form_kwargs(), "periods": periods}

    def write(self, form: Any, evidence: list[Evidence]) -> None:
        """Write."""
        given = form.cleaned_data
        acts.write_period(
            self.get_object(), text=given["text"], start=parse_date(given["start"]), evidence=evidence,
            actor=self.request.user,
        )  # fmt: skip


class _WordsAct(_ShareAct):
    """An act that needs one text."""

    form_class = forms.WordsForm
    words_label: Any = gettext_lazy("Nội dung")
    words_help: Any = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """What the text is called."""
        return {**super().get_form_kwargs(), "label": self.words_label, "help_text": self.words_help}


class ReturnView(_WordsAct):
    """Give it back."""

    title = gettext_lazy("Trả lại việc")
    words_label = gettext_lazy("Vì sao không thuộc thẩm quyền")
    words_help = gettext_lazy("Nêu căn cứ và đơn vị nên nhận, nếu biết. Cơ quan theo dõi sẽ giao lại hoặc vẫn giao.")
    submit_label = gettext_lazy("Trả lại")
    success_message = gettext_lazy("Đã trả lại; cơ quan theo dõi được báo.")

    def save(self, form: Any) -> Any:
        """Return."""
        return acts.return_share(self.get_object(), reason=form.cleaned_data["text"], **self.common)


class AskView(_WordsAct):
    """Ask what is meant."""

    title = gettext_lazy("Đề nghị làm rõ")
    words_label = gettext_lazy("Cần làm rõ điều gì")
    words_help = gettext_lazy("Hạn vẫn tính trong lúc chờ trả lời.")
    submit_label = gettext_lazy("Gửi")
    success_message = gettext_lazy("Đã gửi; câu trả lời sẽ hiện ở diễn biến.")

    def save(self, form: Any) -> Any:
        """Ask."""
        return acts.ask_clarification(self.get_object(), question=form.cleaned_data["text"], **self.common)


class ExtensionView(_ShareAct):
    """Ask for a later date."""

    form_class = forms.ExtensionForm
    title = gettext_lazy("Đề nghị lùi hạn")
    submit_label = gettext_lazy("Gửi đề nghị")
    success_message = gettext_lazy("Đã gửi; hạn cũ vẫn tính đến khi có quyết định.")

    def save(self, form: Any) -> Any:
        """Ask."""
        share = self.get_object()
        acts.ask_extension(share, **form.cleaned_data, **self.common)
        return share


class OfficerView(_ShareAct):
    """Who follows the share."""

    form_class = forms.OfficerForm
    title = gettext_lazy("Người phụ trách")
    submit_label = gettext_lazy("Lưu")
    success_message = gettext_lazy("Đã đổi người phụ trách.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """People of the body."""
        people = User.objects.filter(pk__in=[person.pk for person in people_of(self.get_object().body)])
        return {**super().get_form_kwargs(), "people": people.order_by("full_name")}

    def save(self, form: Any) -> Any:
        """Name."""
        return acts.name_officer(self.get_object(), officer=form.cleaned_data["officer"], actor=self.request.user)


class AnswerView(_WordsAct):
    """Answer the unit's question."""

    permission = "directives.judge"
    title = gettext_lazy("Trả lời làm rõ")
    words_label = gettext_lazy("Trả lời")
    submit_label = gettext_lazy("Gửi trả lời")
    success_message = gettext_lazy("Đã trả lời; đơn vị được báo.")

    def save(self, form: Any) -> Any:
        """Answer."""
        return acts.answer_clarification(self.get_object(), answer=form.cleaned_data["text"], **self.common)


class SendBackView(_WordsAct):
    """It does not do yet."""

    permission = "directives.judge"
    title = gettext_lazy("Yêu cầu làm tiếp")
    words_label = gettext_lazy("Cần làm tiếp điều gì")
    submit_label = gettext_lazy("Gửi lại đơn vị")
    success_message = gettext_lazy("Đã gửi lại; đơn vị được báo.")

    def save(self, form: Any) -> Any:
        """Send back."""
        return acts.send_back(self.get_object(), reason=form.cleaned_data["text"], **self.common)


class ReopenView(_WordsAct):
    """The acceptance was a mistake."""

    permission = "directives.judge"
    title = gettext_lazy("Mở lại việc đã xác nhận")
    words_label = gettext_lazy("Vì sao mở lại")
    submit_label = gettext_lazy("Mở lại")
    success_message = gettext_lazy("Đã mở lại; đơn vị được báo.")

    def save(self, form: Any) -> Any:
        """Reopen."""
        return acts.reopen(self.get_object(), reason=form.cleaned_data["text"], **self.common)


class InsistView(_WordsAct):
    """The same body again."""

    permission = "directives.judge"
    title = gettext_lazy("Vẫn giao đơn vị này")
    words_label = gettext_lazy("Vì sao vẫn giao")
    submit_label = gettext_lazy("Vẫn giao")
    success_message = gettext_lazy("Đã giao lại; đơn vị được báo.")

    def save(self, form: Any) -> Any:
        """Insist."""
        return acts.insist(self.get_object(), reason=form.cleaned_data["text"], **self.common)


class CancelShareView(_WordsAct):
    """Take it away."""

    permission = "directives.judge"
    title = gettext_lazy("Thôi giao đơn vị này")
    words_label = gettext_lazy("Lý do")
    submit_label = gettext_lazy("Thôi giao")
    success_message = gettext_lazy("Đã thôi giao; đơn vị được báo.")

    def save(self, form: Any) -> Any:
        """Cancel."""
        return acts.cancel_share(self.get_object(), reason=form.cleaned_data["text"], **self.common)


class UrgeView(_WordsAct):
    """Urge on."""

    permission = "directives.manage_task"
    title = gettext_lazy("Đôn đốc")
    words_label = gettext_lazy("Nội dung đôn đốc")
    submit_label = gettext_lazy("Gửi")
    success_message = gettext_lazy("Đã gửi; lời đôn đốc được lưu ở diễn biến.")

    def save(self, form: Any) -> Any:
        """Urge."""
        return acts.remind(self.get_object(), text=form.cleaned_data["text"], actor=self.request.user)


class ConfirmShareView(_ShareAct):
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


class ShareDueView(_ShareAct):
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


class ReassignView(_ShareAct):
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
