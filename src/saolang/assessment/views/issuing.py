"""Entering signed papers whose issue does more than take a number: decisions, certificates, notices."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import VersionMixin
from saolang.documents.domain.papers import SIGNED_PURPOSE
from saolang.documents.enums import PaperKind
from saolang.documents.forms import IssueForm, issue_initial
from saolang.documents.models import Paper
from saolang.files.domain import store
from saolang.registry.models import Recognition
from saolang.ui.views import DeskFormView, ObjectMixin

from ..domain.issue import issue_certificate, issue_decision, issue_notice
from ..models import MinistryFile, ResultBatch, SessionItem

FIELDS = ("number", "symbol", "issued_on", "signer_name", "signer_title", "sign_mode")


class _IssueView(VersionMixin, ObjectMixin, DeskFormView):
    """The issue form of the documents app; what follows from the issue is done in the same transaction."""

    permission = "documents.manage_paper"
    model = Paper
    context_name = "paper"
    form_class = IssueForm
    template_name = "assessment/issue.html"
    kinds: tuple[str, ...] = ()
    submit_label = gettext_lazy("Ghi số và ban hành")
    subject: Any = None

    def get_queryset(self) -> Any:
        return Paper.objects.filter(kind__in=self.kinds).select_related("issuer", "signed_file")

    def get_subject(self) -> Any:
        """What the paper is about; 404 when it is gone."""
        raise NotImplementedError

    def get_title(self) -> str:
        return _("Ghi số và ban hành")

    def get_crumbs(self) -> list[tuple[str, str]]:
        paper = self.get_object()
        return [(paper.title, paper.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "paper": self.get_object()}

    def get_initial(self) -> dict[str, Any]:
        return issue_initial(self.get_object())

    def save(self, form: Any) -> Any:
        data = form.cleaned_data
        with transaction.atomic():
            upload = data["signed_file"]
            signed = (
                store(upload, actor=self.request.user, purpose=SIGNED_PURPOSE, allow=("pdf", "image"))
                if upload
                else None
            )
            return self.issue({**{name: data[name] for name in FIELDS}, "signed_file": signed}, data["draft_hash"])

    def issue(self, values: dict[str, Any], draft_hash: str) -> Any:
        """Do the act of the domain; return where to go."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(subtitle=self.get_object().title, **kwargs)


def _found(subject: Any) -> Any:
    if subject is None:
        raise Http404
    return subject


class IssueDecisionView(_IssueView):
    """The recognition decision, or the approval of results from 90 points."""

    kinds = (PaperKind.RECOGNITION_DECISION.value, PaperKind.APPROVAL_DECISION.value)
    success_message = gettext_lazy("Đã ghi quyết định vào sổ đăng ký. Chưa có gì công khai cho đến khi công bố.")

    def get_subject(self) -> ResultBatch:
        rows = ResultBatch.objects.select_related("session__council")
        return _found(rows.filter(decision_paper=self.get_object()).first())

    def issue(self, values: dict[str, Any], draft_hash: str) -> ResultBatch:
        batch = self.get_subject()
        issue_decision(batch, actor=self.request.user, draft_hash=draft_hash, **values)
        return batch


class IssueCertificateView(_IssueView):
    """One certificate; its 36 months run from its own date."""

    kinds = (PaperKind.CERTIFICATE.value,)
    success_message = gettext_lazy("Đã ghi giấy chứng nhận.")

    def get_subject(self) -> Recognition:
        return _found(Recognition.objects.filter(pk=self.get_object().subject_id).select_related("decision").first())

    def issue(self, values: dict[str, Any], draft_hash: str) -> str:
        recognition = self.get_subject()
        issue_certificate(recognition, actor=self.request.user, **values)
        paper = recognition.decision.paper_id
        batch = ResultBatch.objects.filter(decision_paper_id=paper).first()
        page = batch or MinistryFile.objects.filter(decision_paper_id=paper).first()
        return str(_found(page).get_absolute_url())


class IssueNoticeView(_IssueView):
    """The written notice of a result; a dossier that was not recognised ends with it."""

    kinds = (PaperKind.RESULT_NOTICE.value,)
    success_message = gettext_lazy("Đã ban hành thông báo kết quả.")

    def get_subject(self) -> SessionItem:
        rows = SessionItem.objects.select_related("session__council", "dossier")
        return _found(rows.filter(pk=self.get_object().subject_id).first())

    def issue(self, values: dict[str, Any], draft_hash: str) -> SessionItem:
        item = self.get_subject()
        issue_notice(self.get_object(), item=item, actor=self.request.user, draft_hash=draft_hash, **values)
        return item
