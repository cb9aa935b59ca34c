"""What a body does with its share: one page an act, refusals shown with everything that was typed."""

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
from saolang.core.text import format_date, parse_date
from saolang.files.domain import store
from saolang.monitoring.views.problem_labels import LabelledFormView
from saolang.ui.views import ActionView

from ..domain import work as acts
from ..domain.people import people_of
from ..evidence import FILE_PURPOSE, Evidence
from ..forms import tasks as forms
from ..queries.waiting import open_awaited
from .tasks_page import short, task_crumbs
from .tasks_share import OneShare, spans_of


class ShareAct(OneShare, VersionMixin, LabelledFormView):
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


class _EvidenceAct(OnceMixin, ShareAct):
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
        lost = [upload.name for upload in request.FILES.getlist("files")]
        return self.render_to_response(
            self.get_context_data(form=form, searched=typed.get("find", ""), lost_files=lost)
        )

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


class WordsAct(ShareAct):
    """An act that needs one text."""

    form_class = forms.WordsForm
    words_label: Any = gettext_lazy("Nội dung")
    words_help: Any = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """What the text is called."""
        return {**super().get_form_kwargs(), "label": self.words_label, "help_text": self.words_help}


class ReturnView(WordsAct):
    """Give it back."""

    title = gettext_lazy("Trả lại việc")
    words_label = gettext_lazy("Vì sao không thuộc thẩm quyền")
    words_help = gettext_lazy("Nêu căn cứ và đơn vị nên nhận, nếu biết. Cơ quan theo dõi sẽ giao lại hoặc vẫn giao.")
    submit_label = gettext_lazy("Trả lại")
    success_message = gettext_lazy("Đã trả lại; cơ quan theo dõi được báo.")

    def save(self, form: Any) -> Any:
        """Return."""
        return acts.return_share(self.get_object(), reason=form.cleaned_data["text"], **self.common)


class AskView(WordsAct):
    """Ask what is meant."""

    title = gettext_lazy("Đề nghị làm rõ")
    words_label = gettext_lazy("Cần làm rõ điều gì")
    words_help = gettext_lazy("Hạn vẫn tính trong lúc chờ trả lời.")
    submit_label = gettext_lazy("Gửi")
    success_message = gettext_lazy("Đã gửi; câu trả lời sẽ hiện ở diễn biến.")

    def save(self, form: Any) -> Any:
        """Ask."""
        return acts.ask_clarification(self.get_object(), question=form.cleaned_data["text"], **self.common)


class ExtensionView(ShareAct):
    """Ask for a later date."""

    form_class = forms.ExtensionForm
    title = gettext_lazy("Đề nghị lùi hạn")
    submit_label = gettext_lazy("Gửi đề nghị")
    success_message = gettext_lazy("Đã gửi; hạn cũ vẫn tính đến khi có quyết định.")

    def get_form(self, form_class: Any = None) -> Any:
        """The date beside the one that counts now."""
        form, due = super().get_form(form_class), self.get_object().due_on
        if due:
            form.fields["wanted_on"].help_text = _("Hạn đang tính: %(day)s.") % {"day": format_date(due)}
        return form

    def save(self, form: Any) -> Any:
        """Ask."""
        share = self.get_object()
        acts.ask_extension(share, **form.cleaned_data, **self.common)
        return share


class OfficerView(ShareAct):
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
