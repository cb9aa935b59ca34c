"""Files at the ministry: the list, one file with its one next act, the ministry's papers, the province's choice."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import VersionMixin
from saolang.core import clock
from saolang.documents.enums import PaperKind
from saolang.documents.forms import IssueForm
from saolang.dossiers.models import Dossier
from saolang.files.domain import store
from saolang.rulebook.engine import band_of
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, DeskView, ObjectMixin

from ..domain.ministry import (
    enter_below,
    enter_recognition,
    file_of,
    letter_of,
    prepare_renewal,
    recognition_of,
    send_renewal,
)
from ..domain.ministry_choice import choose, issue_central_decision, publish_central
from ..ministry_forms import BelowForm, ChoiceForm, RecognitionForm, SamplesForm
from ..ministry_models import MinistryFile
from ..ministry_queries import MINISTRY_FILE, files_visible_to, held_star, renewals_to_send, waiting_dossiers
from ..results import certificate_papers, paper_row
from .issuing import _found, _IssueView

LIST = gettext_lazy("Hồ sơ tại Bộ")


class _OfficeRight:
    """The right is the office's, not about one record."""

    def get_permission_object(self) -> Any:
        """Ask for the right in general."""
        return None


class MinistryListView(DeskView):
    """What waits at the ministry, and what came back."""

    permission = "assessment.view_ministry_file"
    template_name = "assessment/ministry.html"
    title = LIST
    subtitle = gettext_lazy("Sản phẩm đề nghị Bộ Nông nghiệp và Môi trường đánh giá 5 sao")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, user = clock.today(), self.request.user
        files = list(files_visible_to(user).order_by("-pk")[:100])
        return super().get_context_data(
            rows=[(dossier, held_star(dossier.product, today)) for dossier in waiting_dossiers(user)],
            ready=renewals_to_send(user),
            drafts=[file for file in files if file.renewal and file.sent_on is None and not file.result],
            done=[file for file in files if file.result],
            acts=user.has_perm("assessment.issue_results"),
            **kwargs,
        )


class OpenMinistryFileView(_OfficeRight, ActionView):
    """Open the file of a dossier that waits at the ministry."""

    permission = "assessment.issue_results"
    model = Dossier

    def act(self) -> Any:
        return file_of(self.get_object(), actor=self.request.user)


class PrepareRenewalView(_OfficeRight, ActionView):
    """Draft the letter for a five-star product whose stars are to be assessed again."""

    permission = "assessment.issue_results"
    model = Dossier
    success_message = gettext_lazy("Đã lập dự thảo văn bản gửi Bộ.")

    def act(self) -> Any:
        return prepare_renewal(self.get_object(), actor=self.request.user)


class MinistryFileView(_OfficeRight, DeskDetailView):
    """One file: its letter, the ministry's result, what the province does, and what the product holds meanwhile."""

    permission = "assessment.view_ministry_file"
    template_name = "assessment/ministry_file.html"
    model = MinistryFile
    context_name = "file"

    def get_queryset(self) -> Any:
        return files_visible_to(self.request.user)

    def get_title(self) -> str:
        return str(self.get_object().dossier.product.name)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(LIST), reverse("assessment:ministry"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file, user = self.get_object(), self.request.user
        acts = user.has_perm("assessment.issue_results")
        recognition = recognition_of(file)
        certificate = certificate_papers([recognition]).get(recognition.pk) if recognition is not None else None
        return super().get_context_data(
            acts=acts,
            held=held_star(file.dossier.product, clock.today()),
            letter=paper_row(letter_of(file), user, manages=acts),
            decision_row=paper_row(file.decision_paper, user, manages=acts),
            recognition=recognition,
            certificate_row=paper_row(certificate, user, manages=acts),
            has_certificate=recognition is not None and recognition.certificates.exists(),
            **kwargs,
        )


class _FileFormView(_OfficeRight, VersionMixin, ObjectMixin, DeskFormView):
    """A form about one file; uploads are stored in the same transaction as the act."""

    permission = "assessment.issue_results"
    model = MinistryFile
    context_name = "file"
    template_name = "assessment/ministry_form.html"
    uploads: tuple[str, ...] = ()

    def get_crumbs(self) -> list[tuple[str, str]]:
        file = self.get_object()
        return [(str(LIST), reverse("assessment:ministry")), (str(file), file.get_absolute_url())]

    def save(self, form: Any) -> Any:
        values = dict(form.cleaned_data)
        with transaction.atomic():
            for name in self.uploads:
                values[name] = store(
                    values[name], actor=self.request.user, purpose=MINISTRY_FILE, allow=("pdf", "image")
                )
            self.act(self.get_object(), {**values, "expected_version": self.expected_version})
        return self.get_object().get_absolute_url()

    def act(self, file: MinistryFile, values: dict[str, Any]) -> Any:
        """Do the act of the domain."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(subtitle=str(self.get_object()), **kwargs)


class EnterRecognitionView(_FileFormView):
    """Five stars: the ministry's decision and certificate."""

    title = gettext_lazy("Ghi quyết định và giấy chứng nhận của Bộ")
    form_class = RecognitionForm
    submit_label = gettext_lazy("Ghi và công bố 5 sao")
    success_message = gettext_lazy("Đã ghi quyết định của Bộ; hạng 5 sao đã công khai.")
    uploads = ("decision_file", "certificate_file")

    def act(self, file: MinistryFile, values: dict[str, Any]) -> Any:
        return enter_recognition(file, actor=self.request.user, **values)


class EnterBelowView(_FileFormView):
    """Under 90 points: the ministry's notice."""

    title = gettext_lazy("Ghi kết quả dưới 90 điểm")
    form_class = BelowForm
    submit_label = gettext_lazy("Ghi kết quả")
    success_message = gettext_lazy("Đã ghi kết quả của Bộ. Chọn cách xử lý của tỉnh.")
    uploads = ("notice_file",)

    def act(self, file: MinistryFile, values: dict[str, Any]) -> Any:
        return enter_below(file, actor=self.request.user, **values)


class ChooseView(_FileFormView):
    """Recognise on the central result, or assess in the province."""

    title = gettext_lazy("Chọn cách xử lý")
    form_class = ChoiceForm
    submit_label = gettext_lazy("Ghi lựa chọn")
    success_message = gettext_lazy("Đã ghi lựa chọn của tỉnh.")

    def get_form_kwargs(self) -> dict[str, Any]:
        total = self.get_object().total
        return {**super().get_form_kwargs(), "band": band_of(total) if total is not None else 0}

    def act(self, file: MinistryFile, values: dict[str, Any]) -> Any:
        return choose(file, actor=self.request.user, **values)


class PublishCentralView(_OfficeRight, ActionView):
    """Make the star on the central result public."""

    permission = "assessment.issue_results"
    model = MinistryFile
    success_message = gettext_lazy("Đã công bố kết quả.")

    def act(self) -> Any:
        publish_central(self.get_object(), actor=self.request.user)
        return self.get_object()


class RenewalLetterForm(SamplesForm, IssueForm):
    """Number and signature of the letter, and the samples that go with it."""


class IssueRenewalLetterView(_IssueView):
    """The letter that sends a five-star renewal to the ministry."""

    kinds = (PaperKind.MINISTRY_RENEWAL_LETTER.value,)
    form_class = RenewalLetterForm
    success_message = gettext_lazy("Đã ghi văn bản; hồ sơ đã gửi Bộ.")
    samples = 0

    def get_subject(self) -> MinistryFile:
        found: MinistryFile = _found(MinistryFile.objects.filter(letter=self.get_object()).first())
        return found

    def save(self, form: Any) -> Any:
        self.samples = form.cleaned_data["samples_sent"]
        return super().save(form)

    def issue(self, values: dict[str, Any], draft_hash: str) -> MinistryFile:
        file = self.get_subject()
        send_renewal(file, samples_sent=self.samples, actor=self.request.user, draft_hash=draft_hash, **values)
        return file


class IssueCentralDecisionView(_IssueView):
    """The province's decision on the central result."""

    kinds = (PaperKind.CENTRAL_RESULT_DECISION.value,)
    success_message = gettext_lazy("Đã ghi quyết định. Ghi giấy chứng nhận rồi công bố.")

    def get_subject(self) -> MinistryFile:
        found: MinistryFile = _found(MinistryFile.objects.filter(decision_paper=self.get_object()).first())
        return found

    def issue(self, values: dict[str, Any], draft_hash: str) -> MinistryFile:
        file = self.get_subject()
        issue_central_decision(file, actor=self.request.user, draft_hash=draft_hash, **values)
        return file
