"""The commune's pages: list with clocks, receipt, composition, Mẫu số 03, completion, refusal."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.models import User
from saolang.core import clock
from saolang.core.problems import DomainError
from saolang.core.text import format_date
from saolang.ui.views import ActionView, DeskFormView, DeskListView

from .. import checks, law, queries
from ..clocks import clock_of, due_after
from ..commune_papers import facts_of
from ..domain import commune, province
from ..enums import DossierState, Level, LocalQuestion
from ..forms import CompletionForm, CompositionForm, ExceptionForm, ReceiveForm, ReportForm, tomorrow_fortnight
from ..models import CommuneReport, Receipt
from ..renewing import renewal_of
from ..states import DOSSIER, not_involved
from .shared import DossierMixin

AT_PROVINCE = (DossierState.PROVINCE, DossierState.PROVINCE_COMPLETION)


class CommuneListView(DeskListView):
    """Dossiers handed to the commune: what waits and runs first, then what went on."""

    permission = "dossiers.list_commune"
    template_name = "dossiers/staff/list.html"
    title = gettext_lazy("Hồ sơ")
    subtitle = gettext_lazy("Hồ sơ nộp tại xã, hạn 15 ngày làm việc tính từ ngày tiếp nhận")
    empty_title = gettext_lazy("Chưa có hồ sơ nào nộp tại xã")
    empty_text = gettext_lazy("Khi chủ thể nộp hồ sơ, hồ sơ hiện ở đây và bạn nhận được thông báo.")

    def get_queryset(self) -> Any:
        """Running clocks by due date, waiting ones, then the rest, newest first."""
        rows = queries.for_list(queries.of_communes(self.request.user))
        wanted = self.request.GET.get("trang-thai", "")
        if wanted == "dang-giu":
            rows = rows.filter(state__in=queries.AT_COMMUNE)
        elif wanted == "da-gui":
            rows = rows.filter(proposed_on__isnull=False)
        return rows.order_by("closed_on", "proposed_on", "commune_due_on", "submitted_at", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows with state and clock."""
        context = super().get_context_data(**kwargs)
        rows = [
            {
                "dossier": dossier,
                "state": DOSSIER.state(dossier),
                "clock": clock_of(dossier),
                "receipt": queries.commune_receipt(dossier),
            }
            for dossier in context["object_list"]
        ]
        tabs = [("", _("Tất cả")), ("dang-giu", _("Xã đang giữ")), ("da-gui", _("Đã gửi tỉnh"))]
        return {**context, "rows": rows, "tabs": tabs, "tab": self.request.GET.get("trang-thai", "")}


class ReceiveView(DossierMixin, DeskFormView):
    """Tiếp nhận: the day, then number and clock."""

    permission = "dossiers.receive_dossier"
    form_class = ReceiveForm
    template_name = "dossiers/staff/receive.html"
    title = gettext_lazy("Tiếp nhận hồ sơ")
    submit_label = gettext_lazy("Tiếp nhận")
    success_message = gettext_lazy("Đã tiếp nhận.")

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"received_on": clock.today()}

    def save(self, form: BaseForm) -> Any:
        """Receive."""
        receipt = commune.receive_dossier(
            self.get_object(),
            received_on=form.cleaned_data["received_on"],  # type: ignore[attr-defined]
            actor=self.request.user,
            expected_version=self.request.POST.get("version") or None,
        )
        return receipt.dossier.get_absolute_url()

    def get_success_message(self, result: Any) -> str:
        """The number and the last day."""
        receipt = Receipt.objects.select_related("dossier").get(dossier=self.get_object(), level=Level.COMMUNE)
        return _("Đã tiếp nhận, số %(number)s; hạn %(due)s.") % {
            "number": receipt.number,
            "due": format_date(receipt.dossier.commune_due_on),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """When the clock would end, and warnings about the calendar."""
        from saolang.core.workdays import WorkCalendar

        dossier = self.get_object()
        due = due_after(clock.today(), dossier.regime)
        warnings = WorkCalendar.load().warnings(clock.today(), due)
        return super().get_context_data(due=due, warnings=warnings, **kwargs)


class _CheckMixin(DossierMixin):
    """Pages on which the commune writes its check; read-only outside that time or for whoever prepared the file."""

    permission = "dossiers.check_dossier"

    @property
    def report(self) -> CommuneReport | None:
        """The report, if begun."""
        return getattr(self.get_object(), "commune_report", None)

    def blocked(self) -> list[Any]:
        """Why nothing may be written now."""
        dossier = self.get_object()
        if dossier.state not in commune.CHECKING:
            state = DOSSIER.state(dossier).staff_name
            return [DomainError.of("wrong_state", _("Hồ sơ ở trạng thái “%(s)s”.") % {"s": state}).problems[0]]
        return not_involved(dossier, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The report's version and what blocks."""
        report = self.report
        version = self.request.POST.get("report_version") or (report.version if report else "")
        return super().get_context_data(report=report, report_version=version, blocked=self.blocked(), **kwargs)  # type: ignore[misc]


class CompositionView(_CheckMixin, DeskFormView):
    """Kiểm tra thành phần hồ sơ."""

    form_class = CompositionForm
    template_name = "dossiers/staff/composition.html"
    title = gettext_lazy("Kiểm tra thành phần hồ sơ")
    submit_label = gettext_lazy("Lưu kết quả kiểm tra")
    success_message = gettext_lazy("Đã lưu kết quả kiểm tra thành phần.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The parts of this kind of dossier."""
        return {**super().get_form_kwargs(), "items": checks.composition_items(self.get_object())}

    def get_initial(self) -> dict[str, Any]:
        """What is stored."""
        report = self.report
        return {**report.composition_checked, "note": report.composition_note} if report else {}

    def save(self, form: CompositionForm) -> None:  # type: ignore[override]
        """Save."""
        commune.save_composition(
            self.get_object(), checked=form.checked(), note=form.cleaned_data["note"], actor=self.request.user,
            expected_version=self.request.POST.get("report_version") or None,
        )  # fmt: skip


class ReportView(_CheckMixin, DeskFormView):
    """Mẫu số 03: the producer's description beside the commune's finding."""

    form_class = ReportForm
    template_name = "dossiers/staff/report.html"
    title = gettext_lazy("Mẫu số 03: Đánh giá một số nội dung")
    submit_label = gettext_lazy("Lưu Mẫu số 03")
    success_message = gettext_lazy("Đã lưu Mẫu số 03.")

    def get_initial(self) -> dict[str, Any]:
        """What is stored; empty descriptions begin with what the producer submitted."""
        report = self.report
        rows = {row.question: row for row in report.findings.all()} if report else {}
        initial: dict[str, Any] = {}
        for question, text in producer_words(self.get_object()).items():
            row = rows.get(question)
            initial[f"producer_{question}"] = row.producer_text if row and row.producer_text else text
            initial[f"finding_{question}"] = row.finding if row else ""
        if report:
            initial |= {"meeting_on": report.meeting_on, "meeting_minutes": report.meeting_minutes}
        return initial

    def save(self, form: ReportForm) -> str:  # type: ignore[override]
        """Save."""
        data = form.cleaned_data
        commune.save_findings(
            self.get_object(), findings=form.findings(), meeting_on=data["meeting_on"],
            meeting_minutes=data["meeting_minutes"], actor=self.request.user,
            expected_version=self.request.POST.get("report_version") or None,
        )  # fmt: skip
        return str(self.get_object().get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The star before and what changed since, for a renewal."""
        dossier = self.get_object()
        content = facts_of(dossier)
        return super().get_context_data(content=content, renewal=renewal_of(dossier, content), **kwargs)


def producer_words(dossier: Any) -> dict[str, str]:
    """What the producer said of the four contents: by the criteria and texts that speak of them."""
    content = facts_of(dossier)
    wanted = {
        LocalQuestion.MATERIAL: ("nguyên liệu", "nguồn nguyên"),
        LocalQuestion.LABOUR: ("lao động",),
        LocalQuestion.IDEA: ("ý tưởng", "nguồn gốc sản phẩm"),
        LocalQuestion.IDENTITY: ("bản sắc", "trí tuệ"),
    }
    found = {}
    for question, words in wanted.items():
        texts = [
            row["description"]
            for row in content["answers"]
            if row["description"] and any(word in row["name"].lower() for word in words)
        ]
        if question == LocalQuestion.MATERIAL and not texts:
            texts = [content["part2"]["material"]]
        if question == LocalQuestion.IDEA and not texts:
            texts = [content["product"]["story"]]
        found[str(question)] = "\n".join(text for text in texts if text)
    return found


class CompletionView(DossierMixin, DeskFormView):
    """Yêu cầu hoàn thiện hồ sơ, by the commune or the province."""

    permission = "dossiers.request_completion"
    form_class = CompletionForm
    template_name = "dossiers/staff/completion.html"
    title = gettext_lazy("Yêu cầu hoàn thiện hồ sơ")
    submit_label = gettext_lazy("Gửi yêu cầu cho chủ thể")
    success_message = gettext_lazy("Đã gửi yêu cầu hoàn thiện.")

    def get_initial(self) -> dict[str, Any]:
        """Ten days from today."""
        return {"due_on": tomorrow_fortnight(clock.today())}

    def save(self, form: CompletionForm) -> Any:  # type: ignore[override]
        """Ask."""
        dossier = self.get_object()
        ask = province.request_completion if dossier.state in AT_PROVINCE else commune.request_completion
        request = ask(
            dossier, items=form.items(law.sheet_of(dossier).by_code), due_on=form.cleaned_data["due_on"],
            actor=self.request.user, expected_version=self.request.POST.get("version") or None,
        )  # fmt: skip
        return request.dossier

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the clock pauses."""
        pauses = bool(law.setting("completion_request_pauses_clock"))
        return super().get_context_data(pauses=pauses, at_province=self.get_object().state in AT_PROVINCE, **kwargs)


class CloseCompletionView(DossierMixin, ActionView):
    """Stop waiting for the producer."""

    permission = "dossiers.request_completion"
    success_message = gettext_lazy("Đã kết thúc chờ hoàn thiện.")

    def act(self) -> Any:
        """Close it at the level that asked."""
        dossier = self.get_object()
        close = province.close_completion if dossier.state in AT_PROVINCE else commune.close_completion
        return close(dossier, reason=self.reason, actor=self.request.user, expected_version=self.expected_version)


class DeclineView(DossierMixin, ActionView):
    """Không đề nghị, with a written reason."""

    permission = "dossiers.decline_dossier"
    success_message = gettext_lazy("Đã ghi “Không đề nghị”; chủ thể nhận được lý do.")

    def act(self) -> Any:
        """Decline."""
        return commune.decline_dossier(
            self.get_object(), reason=self.reason, actor=self.request.user, expected_version=self.expected_version
        )


class ExceptionView(DossierMixin, DeskFormView):
    """A leader lets someone who prepared the file check or score it."""

    permission = "dossiers.record_exception"
    form_class = ExceptionForm
    title = gettext_lazy("Ghi nhận ngoại lệ về người lập hồ sơ")
    submit_label = gettext_lazy("Ghi nhận")
    success_message = gettext_lazy("Đã ghi nhận ngoại lệ.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The people who prepared this file."""
        return {**super().get_form_kwargs(), "dossier": self.get_object()}

    def save(self, form: BaseForm) -> None:
        """Record it."""
        data = form.cleaned_data  # type: ignore[attr-defined]
        person = User.objects.get(pk=int(data["user"]))
        commune.record_exception(self.get_object(), user=person, reason=data["reason"], actor=self.request.user)
