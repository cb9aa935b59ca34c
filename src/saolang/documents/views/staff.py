"""Papers in the desk: list, one paper, its files, its steps."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from saolang.files.domain import store
from saolang.ui.access import SIGNED_IN
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, DeskListView, ObjectMixin, PermissionMixin

from .. import domain, issue_views, printing
from ..domain.papers import SIGNED_PURPOSE
from ..enums import PaperState
from ..forms import IssueForm, issue_initial
from ..models import Paper, RegisteredDocument
from ..queries import visible_to
from ..queries_register import registered_visible_to
from ..states import PAPER
from ..tables import PaperFilter, PaperTable

PREVIEW_PAGES = 30


class PaperMixin(ObjectMixin):
    """A paper found by its code."""

    model = Paper
    context_name = "paper"

    def get_queryset(self) -> Any:
        return Paper.objects.select_related("issuer", "signed_file", "created_by", "issued_by")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(_("Văn bản")), reverse("documents:list"))]


class PaperListView(DeskListView):
    """Every paper the person may read."""

    permission = SIGNED_IN
    template_name = "documents/staff/papers.html"
    title = _("Văn bản")
    subtitle = _("Dự thảo, trình ký và ban hành")
    table_class = PaperTable
    filterset_class = PaperFilter
    empty_title = _("Chưa có văn bản nào")
    empty_text = _("Văn bản được soạn từ hồ sơ, phiên họp và quyết định; soạn xong sẽ hiện ở đây.")

    def get_queryset(self) -> Any:
        return visible_to(self.request.user).select_related("issuer")


class PaperView(PaperMixin, DeskDetailView):
    """One paper: preview, files, steps, history."""

    permission = "documents.view_paper"
    template_name = "documents/staff/paper.html"

    def get_title(self) -> str:
        return str(self.get_object().title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paper = self.get_object()
        count = printing.page_count(paper)
        user = self.request.user
        document = registered_visible_to(user).filter(paper=paper).first() if paper.is_issued else None
        entered = document is not None or RegisteredDocument.objects.filter(paper=paper).exists()
        may_register = paper.is_issued and bool(paper.number) and not entered
        return super().get_context_data(
            flow=PAPER,
            state=PAPER.state(paper),
            actions={action.name: action for action in PAPER.available(paper, self.request.user)},
            pages=range(1, min(count, PREVIEW_PAGES) + 1),
            page_count=count,
            issue_url=issue_views.issue_url(paper),
            registered_url=document.get_absolute_url() if document is not None else "",
            may_register=may_register and user.has_perm("documents.manage_paper", paper),
            **kwargs,
        )


class PaperFileView(PaperMixin, PermissionMixin, View):
    """A rendering of the paper. `?ban=ky` asks for the copy that goes to the signer, without the draft mark."""

    permission = "documents.view_paper"
    extension = "pdf"
    content_type = "application/pdf"

    def for_signing(self) -> bool:
        paper = self.get_object()
        return (
            self.request.GET.get("ban") == "ky"
            and paper.state == PaperState.FOR_SIGNATURE
            and self.request.user.has_perm("documents.manage_paper", paper)
        )

    def content(self, paper: Paper) -> bytes:
        return printing.paper_pdf(paper, for_signing=self.for_signing())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        paper = self.get_object()
        response = HttpResponse(self.content(paper), content_type=self.content_type)
        how = "inline" if self.extension == "pdf" and "tai-ve" not in request.GET else "attachment"
        response["Content-Disposition"] = f'{how}; filename="{printing.file_name(paper, self.extension)}"'
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class PaperDocxView(PaperFileView):
    """The paper as a Word file."""

    extension = "docx"
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def content(self, paper: Paper) -> bytes:
        return printing.paper_docx(paper, for_signing=self.for_signing())


class PaperPageView(PaperMixin, PermissionMixin, View):
    """One page as a picture, for the preview."""

    permission = "documents.view_paper"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        picture = printing.paper_page(self.get_object(), kwargs["page"]) if kwargs["page"] <= PREVIEW_PAGES else None
        if picture is None:
            raise Http404
        response = HttpResponse(picture, content_type="image/png")
        response["Cache-Control"] = "private, no-cache"
        return response


class SubmitView(PaperMixin, ActionView):
    """Put the draft before the signer."""

    permission = "documents.manage_paper"
    success_message = _("Đã trình ký. Nội dung được giữ nguyên từ đây cho đến khi ban hành hoặc trả lại.")

    def act(self) -> Paper:
        return domain.submit_for_signature(
            self.get_object(), actor=self.request.user, expected_version=self.expected_version
        )


class ReturnView(PaperMixin, ActionView):
    """Back to draft, with the reason."""

    permission = "documents.manage_paper"
    success_message = _("Đã trả lại dự thảo.")

    def act(self) -> Paper:
        return domain.return_to_draft(
            self.get_object(), actor=self.request.user, reason=self.reason, expected_version=self.expected_version
        )


class CancelView(PaperMixin, ActionView):
    """Give up a paper that was not issued."""

    permission = "documents.manage_paper"
    success_message = _("Đã hủy dự thảo.")

    def act(self) -> Paper:
        return domain.cancel_paper(
            self.get_object(), actor=self.request.user, reason=self.reason, expected_version=self.expected_version
        )


class IssueView(PaperMixin, DeskFormView):
    """Enter number, date, signer and the signed file. Kinds that an app above claims are issued on its page."""

    permission = "documents.manage_paper"
    form_class = IssueForm
    title = _("Ghi số và ban hành")
    submit_label = _("Ban hành")
    success_message = _("Đã ghi sổ. Văn bản đã ban hành.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if issue_views.claimed(self.get_object().kind) and request.user.is_authenticated:
            return HttpResponseRedirect(issue_views.issue_url(self.get_object()))
        return super().dispatch(request, *args, **kwargs)

    def get_crumbs(self) -> list[tuple[str, str]]:
        paper = self.get_object()
        return [*super().get_crumbs(), (paper.title, paper.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "paper": self.get_object()}

    def get_initial(self) -> dict[str, Any]:
        return issue_initial(self.get_object())

    def save(self, form: Any) -> Paper:
        version = self.request.POST.get("version") or None
        return issue_from_form(self.get_object(), form, actor=self.request.user, expected_version=version)


def issue_from_form(paper: Paper, form: Any, *, actor: Any, expected_version: Any = None) -> Paper:
    """Store the uploaded copy and issue, or do neither. For the pages of apps above that wrap the issue, too."""
    data = form.cleaned_data
    with transaction.atomic():
        upload = data["signed_file"]
        stored = store(upload, actor=actor, purpose=SIGNED_PURPOSE, allow=("pdf", "image")) if upload else None
        return domain.issue_paper(
            paper,
            number=data["number"],
            symbol=data["symbol"],
            issued_on=data["issued_on"],
            signer_name=data["signer_name"],
            signer_title=data["signer_title"],
            sign_mode=data["sign_mode"],
            signed_file=stored,
            draft_hash=data["draft_hash"],
            actor=actor,
            expected_version=expected_version,
        )
