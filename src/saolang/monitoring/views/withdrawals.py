"""Withdrawals in the desk: the list, one case with its next act, and the pages that write into it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.documents.domain.papers import SIGNED_PURPOSE
from saolang.documents.enums import PaperKind
from saolang.documents.forms import IssueForm, issue_initial
from saolang.documents.models import Paper
from saolang.files.domain import store
from saolang.registry.models import Recognition
from saolang.registry.queries import visible_to as stars_visible_to
from saolang.ui.views import ActionView, ConfirmView, DeskDetailView, DeskFormView, DeskListView, ObjectMixin

from ..domain import withdrawal_papers as papers
from ..domain import withdrawal_steps as steps
from ..domain.withdrawal_decision import enter_ministry_withdrawal, issue_withdrawal
from ..domain.withdrawals import FILE_PURPOSE, Basis, add_evidence, open_case, record_conclusion
from ..forms import withdrawals as forms
from ..models import WithdrawalCase
from ..queries import withdrawals as queries
from .withdrawal_page import case_context, list_rows

ISSUE_FIELDS = ("number", "symbol", "issued_on", "signer_name", "signer_title", "sign_mode", "draft_hash")


def crumb() -> tuple[str, str]:
    """The way back to the list."""
    return (_("Thu hồi"), reverse("monitoring:withdrawals"))


def keep(upload: Any, user: Any) -> Any:
    """Store a file of a case, if one was sent."""
    return store(upload, actor=user, purpose=FILE_PURPOSE) if upload else None


class WithdrawalsView(DeskListView):
    """Cases with their clocks, running ones first."""

    permission = "monitoring.list_withdrawals"
    template_name = "monitoring/withdrawals/list.html"
    title = gettext_lazy("Thu hồi giấy chứng nhận")
    subtitle = gettext_lazy("Thời hạn 15 ngày kể từ kết luận của cơ quan có thẩm quyền hoặc xác nhận của xã (Điều 8.4)")
    empty_title = gettext_lazy("Chưa có hồ sơ thu hồi nào")
    empty_text = gettext_lazy("Hồ sơ được lập từ mục của sản phẩm trong sổ đăng ký, từ kết luận kiểm tra, hoặc khi xã "
                              "xác nhận ngừng sản xuất.")  # fmt: skip

    def get_queryset(self) -> Any:
        return queries.for_list(queries.cases_visible_to(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        confirms = self.request.user.has_perm("monitoring.confirm_stopped")
        return {**context, "rows": list_rows(context["object_list"]), "confirms": confirms}


class OpenWithdrawalView(OnceMixin, ObjectMixin, DeskFormView):
    """Propose the withdrawal of a star from its entry in the register."""

    permission = "monitoring.open_withdrawal"
    model = Recognition
    context_name = "entry"
    form_class = forms.OpenForm
    title = gettext_lazy("Lập hồ sơ thu hồi")
    submit_label = gettext_lazy("Lập hồ sơ")
    success_message = gettext_lazy("Đã lập hồ sơ thu hồi.")

    def get_queryset(self) -> Any:
        return stars_visible_to(self.request.user)

    def get_permission_object(self) -> Any:
        return None

    def get_crumbs(self) -> list[tuple[str, str]]:
        entry = self.get_object()
        return [crumb(), (entry.product_name, entry.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "star": self.get_object().star}

    def save_once(self, form: Any) -> WithdrawalCase:
        data = form.cleaned_data
        return open_case(
            self.get_object(),
            ground=data["ground"],
            scope=form.scope(),
            origin=form.source(),
            origin_ref=data["origin_ref"],
            conclusion_number=data["number"],
            conclusion_on=data["on"],
            conclusion_by=data["by"],
            file=keep(data["file"], self.request.user),
            note=data["note"],
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        return reverse("monitoring:withdrawals")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.get_object()
        words = _("%(product)s, %(producer)s, %(star)d sao") % {
            "product": entry.product_name,
            "producer": entry.producer_name,
            "star": entry.star,
        }
        return super().get_context_data(subtitle=words, **kwargs)


class CasePage(ObjectMixin):
    """One case, looked for among those the person may see."""

    model = WithdrawalCase
    context_name = "case"

    def get_queryset(self) -> Any:
        return queries.for_list(queries.cases_visible_to(self.request.user))

    def get_crumbs(self) -> list[tuple[str, str]]:
        case = self.get_object()
        return [crumb(), (str(case), case.get_absolute_url())]


class WithdrawalView(CasePage, DeskDetailView):
    """One case: where it stands, the clock, who decides, the next act."""

    permission = "monitoring.view_withdrawal"
    template_name = "monitoring/withdrawals/case.html"

    def get_title(self) -> str:
        return str(self.get_object().recognition.product_name)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [crumb()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**case_context(self.get_object(), self.request.user), **kwargs)


class _CaseForm(VersionMixin, CasePage, DeskFormView):
    """A form that writes into a case."""

    permission = "monitoring.manage_withdrawal"


class ConclusionView(_CaseForm):
    """The authority's conclusion, from which the clock runs."""

    form_class = forms.ConclusionForm
    title = gettext_lazy("Ghi văn bản làm căn cứ")
    success_message = gettext_lazy("Đã ghi văn bản làm căn cứ.")

    def save(self, form: Any) -> WithdrawalCase:
        data = form.cleaned_data
        with transaction.atomic():
            basis = Basis(data["number"], data["on"], data["by"], keep(data["file"], self.request.user))
            return record_conclusion(
                self.get_object(), basis=basis, actor=self.request.user, expected_version=self.expected_version
            )


class EvidenceView(OnceMixin, _CaseForm):
    """One more piece of evidence."""

    permission = "monitoring.open_withdrawal"
    form_class = forms.EvidenceForm
    title = gettext_lazy("Thêm tài liệu")
    success_message = gettext_lazy("Đã thêm tài liệu.")

    def save_once(self, form: Any) -> None:
        data = form.cleaned_data
        add_evidence(
            self.get_object(),
            label=data["label"],
            reference=data["reference"],
            shown=data["shown"],
            file=keep(data["file"], self.request.user),
            actor=self.request.user,
        )


class VerificationView(_CaseForm):
    """What was checked and found."""

    form_class = forms.VerificationForm
    title = gettext_lazy("Ghi kết quả kiểm tra, xác minh")
    success_message = gettext_lazy("Đã ghi kết quả xác minh.")

    def get_initial(self) -> dict[str, Any]:
        case = self.get_object()
        return {"on": case.verified_on, "text": case.verified_text}

    def save(self, form: Any) -> WithdrawalCase:
        return steps.record_verification(
            self.get_object(), actor=self.request.user, expected_version=self.expected_version, **form.cleaned_data
        )


class InvitationView(_CaseForm):
    """Draft the invitation to the producer."""

    form_class = forms.InvitationForm
    title = gettext_lazy("Mời chủ thể làm việc")
    submit_label = gettext_lazy("Soạn giấy mời")
    success_message = gettext_lazy("Đã soạn giấy mời. Trình ký rồi ghi số thì chủ thể được báo.")

    def save(self, form: Any) -> None:
        papers.invite(self.get_object(), actor=self.request.user, **form.cleaned_data)


class HearingView(_CaseForm):
    """How the producer was heard."""

    form_class = forms.HearingForm
    title = gettext_lazy("Ghi việc nghe chủ thể")
    success_message = gettext_lazy("Đã ghi việc nghe chủ thể.")

    def get_initial(self) -> dict[str, Any]:
        case = self.get_object()
        return {"place": case.heard_place, "how": "written" if case.replies.exists() else "meeting"}

    def save(self, form: Any) -> WithdrawalCase:
        return steps.record_hearing(
            self.get_object(), actor=self.request.user, expected_version=self.expected_version, **form.cleaned_data
        )


class ReplyView(OnceMixin, _CaseForm):
    """The producer is heard in writing."""

    permission = "monitoring.answer_withdrawal"
    form_class = forms.ReplyForm
    title = gettext_lazy("Gửi ý kiến của chủ thể")
    submit_label = gettext_lazy("Gửi ý kiến")
    success_message = gettext_lazy("Đã gửi ý kiến. Cơ quan OCOP tỉnh đã được báo.")

    def save_once(self, form: Any) -> None:
        user = self.request.user
        files = [keep(upload, user) for upload in form.cleaned_data["files"]]
        steps.reply(self.get_object(), text=form.cleaned_data["text"], files=files, actor=user)


class MinistryDecisionView(_CaseForm):
    """The minister's decision on a five-star product."""

    form_class = forms.MinistryForm
    title = gettext_lazy("Ghi quyết định thu hồi của Bộ")
    submit_label = gettext_lazy("Ghi quyết định, thu hồi ngay")
    success_message = gettext_lazy("Đã ghi quyết định của Bộ. Mọi trang công khai đã đổi.")

    def save(self, form: Any) -> WithdrawalCase:
        data = {**form.cleaned_data}
        with transaction.atomic():
            data["file"] = keep(data["file"], self.request.user)
            enter_ministry_withdrawal(
                self.get_object(), actor=self.request.user, expected_version=self.expected_version, **data
            )
        return self.get_object()


class VerifyActionView(CasePage, ActionView):
    """Begin to check."""

    permission = "monitoring.manage_withdrawal"
    success_message = gettext_lazy("Đã bắt đầu kiểm tra, xác minh; chủ thể và xã được báo.")

    def act(self) -> WithdrawalCase:
        return steps.start_verification(
            self.get_object(), actor=self.request.user, expected_version=self.expected_version
        )


class DraftPaperView(CasePage, ActionView):
    """Draft one of the papers of a case, or write its draft anew."""

    permission = "monitoring.manage_withdrawal"
    success_message = gettext_lazy("Đã soạn dự thảo.")

    def act(self) -> None:
        kind = self.kwargs["kind"]
        if kind not in {str(key) for key in papers.DRAFTED_IN}:
            raise Http404
        papers.draft_case_paper(self.get_object(), kind, actor=self.request.user)


class DropView(VersionMixin, CasePage, ConfirmView):
    """End a case without a withdrawal."""

    permission = "monitoring.manage_withdrawal"
    title = gettext_lazy("Kết thúc: không thu hồi")
    submit_label = gettext_lazy("Kết thúc hồ sơ")
    warning = gettext_lazy("Hạng sao giữ nguyên. Chủ thể và xã được báo nếu đã biết việc này.")
    success_message = gettext_lazy("Đã kết thúc, không thu hồi.")

    def act(self, reason: str) -> WithdrawalCase:
        return steps.drop_case(
            self.get_object(), reason=reason, actor=self.request.user, expected_version=self.expected_version
        )


ISSUED = {
    PaperKind.HEARING_INVITATION.value: papers.issue_invitation,
    PaperKind.WITHDRAWAL_MEMO.value: papers.issue_memo,
    PaperKind.MINISTRY_WITHDRAWAL_REPORT.value: papers.issue_ministry_report,
    PaperKind.WITHDRAWAL_DECISION.value: issue_withdrawal,
}
"""Papers whose issue moves the case."""


class IssueWithdrawalPaperView(VersionMixin, ObjectMixin, DeskFormView):
    """Enter number, date and signed copy; what follows is done in the same transaction."""

    permission = "documents.manage_paper"
    model = Paper
    context_name = "paper"
    form_class = IssueForm
    template_name = "monitoring/withdrawals/issue.html"
    title = gettext_lazy("Ghi số và ban hành")
    submit_label = gettext_lazy("Ghi số và ban hành")
    success_message = gettext_lazy("Đã ghi số và ban hành.")

    def get_queryset(self) -> Any:
        return Paper.objects.filter(kind__in=list(ISSUED)).select_related("issuer", "signed_file")

    def get_case(self) -> WithdrawalCase:
        """The case that the paper is about; 404 when it is gone."""
        found = WithdrawalCase.objects.filter(pk=self.get_object().subject_id).select_related("recognition").first()
        if found is None:
            raise Http404
        return found

    def get_crumbs(self) -> list[tuple[str, str]]:
        case = self.get_case()
        return [crumb(), (str(case), case.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "paper": self.get_object()}

    def get_initial(self) -> dict[str, Any]:
        return issue_initial(self.get_object())

    def save(self, form: Any) -> str:
        data, paper, case = form.cleaned_data, self.get_object(), self.get_case()
        with transaction.atomic():
            upload = data["signed_file"]
            signed = None
            if upload:
                signed = store(upload, actor=self.request.user, purpose=SIGNED_PURPOSE, allow=("pdf", "image"))
            values = {name: data[name] for name in ISSUE_FIELDS}
            ISSUED[paper.kind](paper, case=case, actor=self.request.user, signed_file=signed, **values)
        return str(case.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        weighs = self.get_object().kind == PaperKind.WITHDRAWAL_DECISION
        return super().get_context_data(subtitle=self.get_object().title, weighs=weighs, **kwargs)
