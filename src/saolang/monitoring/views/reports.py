"""The desk of reports: the list with its clocks, one report, and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import VersionMixin
from saolang.core import clock
from saolang.core.codes import clean_code
from saolang.core.problems import DomainError
from saolang.core.workdays import WorkCalendar
from saolang.ui.views import ActionView, DeskDetailView, DeskListView
from saolang.ui.views import ObjectMixin as OneObject

from ..domain import report_handling as acts
from ..domain.petitions import petition_law
from ..enums import ReportState
from ..forms import reports as forms
from ..models import Report, ReportContact
from ..queries import reports as queries
from ..states.reports import OPEN, REPORT
from .problem_labels import LabelledFormView

TABS = (
    ("", gettext_lazy("Đang xử lý")),
    ("cho", gettext_lazy("Chờ xem xét")),
    ("qua-han", gettext_lazy("Quá hạn")),
    ("xong", gettext_lazy("Đã xong")),
    ("tat-ca", gettext_lazy("Tất cả")),
)


class ReportListView(DeskListView):
    """Reports the person may open, those with the nearest limit first; beside them denunciations, without content."""

    permission = "monitoring.list_reports"
    template_name = "monitoring/reports/list.html"
    filterset_class = forms.ReportFilter
    title = gettext_lazy("Phản ánh của người dân")
    empty_title = gettext_lazy("Không có phản ánh nào")
    empty_text = gettext_lazy(
        "Phản ánh đến từ nút “Báo vi phạm” ở trang sản phẩm và trang kiểm tra giấy chứng nhận, "
        "sau khi người gửi xác minh."
    )

    @property
    def tab(self) -> str:
        """The chosen part of the list."""
        asked = self.request.GET.get("muc", "")
        return asked if asked in dict(TABS) else ""

    def get_queryset(self) -> Any:
        """What the person may see, of the chosen part."""
        rows = queries.visible_to(self.request.user)
        today = clock.today()
        if self.tab == "cho":
            rows = rows.filter(state=ReportState.NEW)
        elif self.tab == "qua-han":
            late = Q(state=ReportState.NEW, triage_due_on__lt=today)
            rows = rows.filter(
                late | Q(state__in=(ReportState.ACCEPTED, ReportState.IN_CHECK), answer_due_on__lt=today)
            )  # fmt: skip
        elif self.tab == "xong":
            return rows.exclude(state__in=OPEN)
        elif not self.tab:
            rows = rows.filter(state__in=OPEN)
        return rows if self.tab == "tat-ca" else rows.order_by("triage_due_on", "answer_due_on", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows with clocks, parts of the list, denunciations to watch."""
        context = super().get_context_data(**kwargs)
        calendar, today = WorkCalendar.load(), clock.today()
        rows = []
        for report in context["object_list"]:
            due = queries.due_of(report)
            left = calendar.working_days_between(today, due) if due else None
            rows.append({"report": report, "state": REPORT.state(report), "due": due, "left": left})
        watching = self.request.user.has_perm("monitoring.list_denunciations")
        return {
            **context,
            "rows": rows,
            "tabs": TABS,
            "tab": self.tab,
            "denunciations": queries.denunciations_to_watch(self.request.user) if watching else [],
        }


class _OneReport(OneObject):
    """One report among those the person may open; others are not found at all."""

    model = Report

    def get_queryset(self) -> Any:
        """What the person may open."""
        return queries.visible_to(self.request.user)


class ReportView(_OneReport, DeskDetailView):
    """One report: what was seen, by when it must be dealt with, what was answered."""

    permission = "monitoring.view_report"
    template_name = "monitoring/reports/report.html"

    def get_title(self) -> str:
        """Kind and code."""
        return str(self.get_object())

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the list."""
        return [(_("Phản ánh của người dân"), reverse("monitoring:reports"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Acts, clock, law; the contact only for those who may ask back."""
        report, user = self.get_object(), self.request.user
        contact = None
        if user.has_perm("monitoring.view_contact", report):
            contact = ReportContact.objects.filter(report=report).first()
        due = queries.due_of(report)
        left = WorkCalendar.load().working_days_between(clock.today(), due) if due else None
        can_mark = report.state in (ReportState.NEW, ReportState.ACCEPTED) and not report.is_denunciation
        return super().get_context_data(
            state=REPORT.state(report),
            law=petition_law(report.legal_kind),
            actions=[
                (action, reverse(f"monitoring:report_{action.name}", args=[report.code]), action.name == "close")
                for action in REPORT.available(report, user)
                if not (report.is_denunciation and action.name == "link_duplicate")
            ],
            contact=contact,
            may_see_contact=user.has_perm("monitoring.view_contact", report),
            photos=list(report.photos.select_related("file")),
            joined=list(queries.visible_to(user).filter(duplicate_of=report)),
            due=due,
            left=left,
            can_assign=report.state in OPEN and user.has_perm("monitoring.assign_report", report),
            can_mark=can_mark and user.has_perm("monitoring.triage_report", report),
            **kwargs,
        )


class _ReportAct(_OneReport, VersionMixin, LabelledFormView):
    """A form about one report."""

    permission = "monitoring.triage_report"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The report and the person."""
        return {**super().get_form_kwargs(), "report": self.get_object(), "user": self.request.user}

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the report."""
        report = self.get_object()
        return [(_("Phản ánh của người dân"), reverse("monitoring:reports")), (str(report), report.get_absolute_url())]

    @property
    def common(self) -> dict[str, Any]:
        """What every act is told."""
        return {"actor": self.request.user, "expected_version": self.expected_version}


class AcceptView(_ReportAct):
    """Take it up."""

    form_class = forms.HandlerForm
    title = gettext_lazy("Tiếp nhận")
    submit_label = gettext_lazy("Tiếp nhận")
    success_message = gettext_lazy("Đã tiếp nhận.")

    def get_initial(self) -> dict[str, Any]:
        """The handler named already."""
        report = self.get_object()
        return {"handler": report.handler_id} if report.handler_id else {}

    def save(self, form: Any) -> Any:
        """Accept."""
        return acts.accept_report(self.get_object(), handler=form.cleaned_data["handler"], **self.common)


class ForwardView(_ReportAct):
    """Pass it on."""

    form_class = forms.ForwardForm
    title = gettext_lazy("Chuyển cơ quan khác")
    submit_label = gettext_lazy("Chuyển")
    success_message = gettext_lazy("Đã chuyển; người phản ánh được báo.")

    def save(self, form: Any) -> Any:
        """Forward."""
        return acts.forward_report(self.get_object(), **form.cleaned_data, **self.common)


class DuplicateView(_ReportAct):
    """Join it to an earlier one."""

    form_class = forms.DuplicateForm
    title = gettext_lazy("Ghép vào phản ánh trùng")
    submit_label = gettext_lazy("Ghép")
    success_message = gettext_lazy("Đã ghép; người phản ánh được báo.")

    def save(self, form: Any) -> Any:
        """Find the earlier one among those the person may open, and join."""
        code = clean_code(form.cleaned_data["first"])
        first = queries.visible_to(self.request.user).filter(code=code).first()
        if first is None:
            raise DomainError.of("duplicate_unknown", _("Không có phản ánh mang mã này để ghép."), where="first")
        return acts.link_duplicate(self.get_object(), first=first, **self.common)


class RefuseView(_ReportAct):
    """Do not take it up."""

    form_class = forms.RefuseForm
    title = gettext_lazy("Không tiếp nhận")
    submit_label = gettext_lazy("Không tiếp nhận")
    success_message = gettext_lazy("Đã ghi; người phản ánh nhận được lý do.")

    def save(self, form: Any) -> Any:
        """Refuse."""
        return acts.refuse_report(self.get_object(), reason=form.cleaned_data["reason"], **self.common)


class StartCheckView(_ReportAct):
    """Begin to look into it."""

    permission = "monitoring.handle_report"
    form_class = forms.CheckForm
    title = gettext_lazy("Bắt đầu kiểm tra")
    submit_label = gettext_lazy("Bắt đầu kiểm tra")

    def save(self, form: Any) -> Any:
        """Start."""
        return acts.start_check(self.get_object(), visit=form.cleaned_data["visit"], **self.common)


class AnswerView(_ReportAct):
    """Answer."""

    permission = "monitoring.handle_report"
    form_class = forms.AnswerForm
    title = gettext_lazy("Trả lời")
    submit_label = gettext_lazy("Gửi trả lời")
    success_message = gettext_lazy("Đã trả lời; thư gửi đến người phản ánh.")

    def save(self, form: Any) -> Any:
        """Answer."""
        return acts.answer_report(self.get_object(), **form.cleaned_data, **self.common)


class MarkView(_ReportAct):
    """Say which law it goes under."""

    form_class = forms.MarkForm
    template_name = "monitoring/reports/mark.html"
    title = gettext_lazy("Xếp loại: phản ánh, khiếu nại hay tố cáo")
    submit_label = gettext_lazy("Ghi nhận")

    def get_initial(self) -> dict[str, Any]:
        """As it is now."""
        return {"legal_kind": self.get_object().legal_kind}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the two laws say."""
        return super().get_context_data(laws=[petition_law("complaint"), petition_law("denunciation")], **kwargs)

    def save(self, form: Any) -> str:
        """Mark; whoever is not the handler of a denunciation can only go back to the list."""
        report = acts.mark_law(self.get_object(), **form.cleaned_data, **self.common)
        seen = self.request.user.has_perm("monitoring.view_report", report)
        return str(report.get_absolute_url()) if seen else reverse("monitoring:reports")


class AssignView(OneObject, VersionMixin, LabelledFormView):
    """Name the handler. Shown without any content, since whoever names need not see it."""

    permission = "monitoring.assign_report"
    form_class = forms.HandlerForm
    template_name = "monitoring/reports/assign.html"
    title = gettext_lazy("Giao người xử lý")
    submit_label = gettext_lazy("Giao")
    success_message = gettext_lazy("Đã giao; người được giao nhận được thông báo.")

    def get_queryset(self) -> Any:
        """Reports that count, without their words."""
        return Report.objects.exclude(state=ReportState.UNVERIFIED).only(
            "code", "state", "legal_kind", "province", "handler", "version", "received_on"
        )  # fmt: skip

    def get_form_kwargs(self) -> dict[str, Any]:
        """The report and the person."""
        return {**super().get_form_kwargs(), "report": self.get_object(), "user": self.request.user}

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the list."""
        return [(_("Phản ánh của người dân"), reverse("monitoring:reports"))]

    def save(self, form: Any) -> str:
        """Assign."""
        acts.assign_handler(
            self.get_object(),
            actor=self.request.user,
            handler=form.cleaned_data["handler"],
            expected_version=self.expected_version,
        )
        return reverse("monitoring:reports")


class CloseView(_OneReport, ActionView):
    """Put it away."""

    permission = "monitoring.handle_report"
    success_message = gettext_lazy("Đã đóng.")

    def act(self) -> Any:
        """Close."""
        return acts.close_report(self.get_object(), actor=self.request.user, expected_version=self.expected_version)
