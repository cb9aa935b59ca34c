"""Findings on a board and one by one, corrective actions, samples."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.core import clock
from saolang.core.workdays import WorkCalendar
from saolang.registry.grounds import grounds
from saolang.rulebook.queries import provincial_setting
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, DeskListView, ObjectMixin

from ..domain.inspection_findings import (
    answer_action,
    end_finding,
    enter_result,
    order_action,
    recheck_action,
    record_finding,
    take_sample,
)
from ..domain.inspection_papers import draft_sample_record
from ..domain.inspection_withdrawal import propose_withdrawal
from ..enums import FindingState, VisitState
from ..forms.inspection_findings import (
    ActionForm,
    AnswerForm,
    EndForm,
    FindingForm,
    RecheckForm,
    ResultForm,
    SampleForm,
)
from ..models import ChecklistLine, CorrectiveAction, Finding, Sample, Visit
from ..queries.inspections import findings_visible_to
from ..states.inspections import FINDING
from .inspection_parts import (
    FINDING_FILE,
    SAMPLE_FILE,
    CorrectionMixin,
    FindingMixin,
    SampleMixin,
    VisitMixin,
    stored,
    visits_crumb,
)


class FindingsBoardView(DeskListView):
    """Findings by what waits: overdue, being fixed, to be looked at again, ended."""

    permission = "monitoring.list_visits"
    template_name = "monitoring/findings.html"
    title = _("Tồn tại, vi phạm và khắc phục")
    paginate_by = 200
    empty_title = _("Chưa có tồn tại nào")
    empty_text = _("Tồn tại ghi khi kiểm tra hiện ở đây đến khi kết thúc bằng văn bản.")

    def get_queryset(self) -> Any:
        rows = findings_visible_to(self.request.user).select_related(
            "visit__producer__organisation", "visit__commune", "product"
        )
        return rows.prefetch_related("actions").order_by("-found_on", "-pk")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [visits_crumb()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = clock.today()
        columns: dict[str, list[Any]] = {"late": [], "fixing": [], "recheck": [], "ended": []}
        for finding in context["object_list"]:
            columns[column_of(finding, today)].append((finding, next_due(finding)))
        return {
            **context,
            "columns": [
                (_("Quá hạn"), "act", columns["late"]),
                (_("Đang khắc phục"), "wait", columns["fixing"]),
                (_("Chờ kiểm tra lại"), "soon", columns["recheck"]),
                (_("Đã kết thúc"), "done", columns["ended"]),
            ],
        }


def next_due(finding: Finding) -> Any:
    """The earliest day that still runs for a finding."""
    days = [
        (action.recheck_due_on or action.due_on) if action.answered_on else action.due_on
        for action in finding.actions.all()
        if not action.recheck_passed
    ]
    return min(days) if days else None


def column_of(finding: Finding, today: Any) -> str:
    """Where a finding stands on the board."""
    if finding.state != FindingState.OPEN:
        return "ended"
    due = next_due(finding)
    if due is not None and due < today:
        return "late"
    waiting = [action for action in finding.actions.all() if not action.recheck_passed]
    return "recheck" if waiting and all(action.answered_on for action in waiting) else "fixing"


class FindingView(FindingMixin, DeskDetailView):
    """One finding with its actions, pictures and its end."""

    permission = "monitoring.view_finding"
    template_name = "monitoring/finding.html"
    is_record = True

    def get_title(self) -> str:
        return _gettext("Tồn tại, vi phạm")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finding, user = self.get_object(), self.request.user
        actions = finding.actions.prefetch_related("evidence__file").select_related("answered_by", "rechecked_by")
        is_open = finding.state == FindingState.OPEN
        return super().get_context_data(
            state=FINDING.state(finding),
            corrections=list(actions),
            photos=list(finding.photos.select_related("file")),
            is_open=is_open,
            grounds=grounds() if self.may_propose() else (),
            handles=is_open and user.has_perm("monitoring.record_finding", finding),  # type: ignore[union-attr]
            answers=is_open and user.has_perm("monitoring.answer_action", finding),  # type: ignore[union-attr]
            pictures=is_open
            and finding.visit.state == VisitState.ON_SITE
            and user.has_perm("monitoring.fill_visit", finding),  # type: ignore[union-attr]
            today=clock.today(),
            **kwargs,
        )

    def may_propose(self) -> bool:
        """Whether a withdrawal can be proposed now: the visit is concluded and a product is named."""
        finding = self.get_object()
        done = finding.visit.state in (VisitState.CONCLUDED, VisitState.PUBLISHED)
        return done and finding.product_id is not None and not finding.withdrawal_code


class FindingAddView(OnceMixin, VisitMixin, ObjectMixin, DeskFormView):
    """Write a finding down."""

    permission = "monitoring.record_finding"
    form_class = FindingForm
    title = _("Ghi tồn tại, vi phạm")
    submit_label = _("Ghi tồn tại")
    success_message = _("Đã ghi tồn tại.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "visit": self.get_object()}

    def get_line(self) -> ChecklistLine | None:
        """The line of the checklist that the address names."""
        code = self.request.GET.get("dong", "")
        lines = ChecklistLine.objects.filter(visit=self.get_object(), code=code)
        return lines.select_related("visit_product__product").first() if code else None

    def get_initial(self) -> dict[str, Any]:
        line = self.get_line()
        if line is None:
            return {}
        product = line.visit_product.product if line.visit_product else None
        return {"product": product, "text": line.note}

    def save_once(self, form: Any) -> Finding:
        data = form.cleaned_data
        return record_finding(
            self.get_object(),
            severity=data["severity"],
            text=data["text"],
            legal_ground=data["legal_ground"],
            product=data["product"],
            sample=data.get("sample"),
            line=self.get_line(),
            actor=self.request.user,
        )


class ActionOrderView(OnceMixin, FindingMixin, ObjectMixin, DeskFormView):
    """Say what must be put right and by when."""

    permission = "monitoring.record_finding"
    form_class = ActionForm
    title = _("Yêu cầu khắc phục")
    submit_label = _("Ghi yêu cầu")

    def save_once(self, form: Any) -> Finding:
        data = form.cleaned_data
        recheck = data["recheck_due_on"]
        if recheck is None:
            days = int(provincial_setting("inspection_recheck_days", clock.today()))
            recheck = WorkCalendar.load().add_working_days(data["due_on"], days).date
        finding = self.get_object()
        order_action(finding, text=data["text"], due_on=data["due_on"], recheck_due_on=recheck, actor=self.request.user)
        return finding


class ActionAnswerView(VersionMixin, CorrectionMixin, ObjectMixin, DeskFormView):
    """The visited side reports that it has put something right."""

    permission = "monitoring.answer_action"
    form_class = AnswerForm
    title = _("Báo cáo đã khắc phục")
    submit_label = _("Gửi báo cáo")
    success_message = _("Đã gửi báo cáo khắc phục cho đoàn kiểm tra.")

    def save(self, form: Any) -> Finding:
        action: CorrectiveAction = self.get_object()
        user = self.request.user
        with transaction.atomic():
            file = stored(form.cleaned_data["files"], actor=user, purpose=FINDING_FILE)
            answer_action(
                action,
                text=form.cleaned_data["text"],
                files=[file] if file else [],
                actor=user,
                expected_version=self.expected_version,
            )
        return action.finding

    def get_success_url(self) -> str:
        return str(self.get_object().finding.get_absolute_url())


class ActionRecheckView(VersionMixin, CorrectionMixin, ObjectMixin, DeskFormView):
    """Enter what a second look showed."""

    permission = "monitoring.record_finding"
    form_class = RecheckForm
    title = _("Kiểm tra lại")
    submit_label = _("Ghi kết quả kiểm tra lại")

    def get_permission_object(self) -> Any:
        return self.get_object().finding

    def save(self, form: Any) -> Finding:
        data = form.cleaned_data
        action = recheck_action(
            self.get_object(),
            on=data["on"],
            passed=data["passed"] == "yes",
            note=data["note"],
            actor=self.request.user,
            expected_version=self.expected_version,
        )
        return action.finding


class FindingEndView(VersionMixin, FindingMixin, ObjectMixin, DeskFormView):
    """End a finding by a dated paper."""

    permission = "monitoring.record_finding"
    form_class = EndForm
    title = _("Kết thúc tồn tại")
    submit_label = _("Kết thúc")

    def save(self, form: Any) -> Finding:
        data, user = form.cleaned_data, self.request.user
        with transaction.atomic():
            file = stored(data["file"], actor=user, purpose=FINDING_FILE)
            return end_finding(
                self.get_object(), **{**data, "file": file}, actor=user, expected_version=self.expected_version
            )


class ProposeWithdrawalView(FindingMixin, ActionView):
    """Propose to withdraw the star that a finding concerns; the withdrawal itself has its own pages."""

    permission = "monitoring.record_finding"
    success_message = _("Đã mở hồ sơ đề nghị thu hồi.")

    def act(self) -> Any:
        return propose_withdrawal(
            self.get_object(), ground=self.request.POST.get("ground", ""), actor=self.request.user
        )


class SampleAddView(OnceMixin, VisitMixin, ObjectMixin, DeskFormView):
    """Record a sample."""

    permission = "monitoring.fill_visit"
    form_class = SampleForm
    title = _("Ghi mẫu đã lấy")
    submit_label = _("Ghi mẫu")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "visit": self.get_object()}

    def save_once(self, form: Any) -> Visit:
        fields = ("number", "what", "quantity", "seal", "lab", "product")
        take_sample(self.get_object(), **{name: form.cleaned_data[name] for name in fields}, actor=self.request.user)
        return self.get_object()


class SampleResultView(VersionMixin, SampleMixin, ObjectMixin, DeskFormView):
    """Enter the laboratory's result."""

    permission = "monitoring.record_finding"
    form_class = ResultForm
    title = _("Kết quả kiểm nghiệm")
    submit_label = _("Ghi kết quả")

    def get_initial(self) -> dict[str, Any]:
        return {"lab": self.get_object().lab}

    def save(self, form: Any) -> Visit:
        data, user = form.cleaned_data, self.request.user
        with transaction.atomic():
            sample: Sample = enter_result(
                self.get_object(),
                result=data["result"],
                result_on=data["result_on"],
                passed=data["passed"] == "yes",
                lab=data["lab"],
                file=stored(data["file"], actor=user, purpose=SAMPLE_FILE),
                actor=user,
                expected_version=self.expected_version,
            )
        return sample.visit

    def get_success_url(self) -> str:
        return str(self.get_object().visit.get_absolute_url())


class SampleRecordView(SampleMixin, ActionView):
    """Write the record of a sample."""

    permission = "monitoring.fill_visit"
    success_message = _("Đã soạn biên bản lấy mẫu.")

    def act(self) -> str:
        paper = draft_sample_record(self.get_object(), actor=self.request.user)
        return reverse("documents:paper", args=[paper.code])
