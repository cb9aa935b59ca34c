"""Results of a session on their way to paper, and to the public."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.accounts.views.once import OnceMixin
from saolang.core.clock import today
from saolang.core.text import format_date
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.registry.models import Decision
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, ObjectMixin

from ..domain.drafts import draft_session_papers, living_papers, make_batch
from ..domain.issue import draft_notice, issue_certificates, publish_results
from ..forms import BatchForm, CertificatesForm
from ..models import ResultBatch, SessionItem
from ..papers import running_out_of
from ..results import (
    NOTICE_BEFORE_DECISION,
    certificate_papers,
    groups,
    items_of,
    notices_of,
    paper_row,
    publish_problems,
    recognitions_of,
)
from .parts import ItemMixin, SessionMixin, councils_crumb, session_label


class ResultsView(SessionMixin, DeskDetailView):
    """Results of a session: papers of the council, memos and decisions, notices."""

    permission = "assessment.view_session"
    template_name = "assessment/results.html"

    def get_title(self) -> str:
        return str(_("Kết quả và văn bản"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.get_object()
        user = self.request.user
        issues = user.has_perm("assessment.issue_results", session)  # type: ignore[union-attr]
        items = items_of(session)
        papers = living_papers(session, PaperKind.SESSION_MINUTES, PaperKind.COUNCIL_REPORT).select_related(
            "signed_file", "issuer"
        )
        found = groups(session, items)
        for group in found:
            for batch in group.batches:
                batch.rows = [
                    paper_row(paper, user, manages=issues) for paper in (batch.memo_paper, batch.decision_paper)
                ]  # type: ignore[attr-defined]
        return super().get_context_data(
            items=items,
            papers=[paper_row(paper, user, manages=issues) for paper in papers.order_by("-kind")],
            groups=[(group, BatchForm(session=session, initial={"kind": group.kind})) for group in found],
            notices=notices_of(items, NOTICE_BEFORE_DECISION, user, manages=issues),
            issues=issues,
            closed=session.state == "closed",
            **kwargs,
        )


class SessionPapersView(SessionMixin, ActionView):
    """Draft the minutes and the report."""

    permission = "assessment.issue_results"
    success_message = _("Đã soạn dự thảo biên bản và báo cáo của Hội đồng.")

    def act(self) -> str:
        draft_session_papers(self.get_object(), actor=self.request.user)
        return reverse("assessment:results", args=[self.get_object().code])


class BatchMakeView(OnceMixin, SessionMixin, ObjectMixin, DeskFormView):
    """Put the chosen results on one memo and one decision."""

    permission = "assessment.issue_results"
    form_class = BatchForm
    http_method_names = ["post", "options"]
    title = _("Lập tờ trình và dự thảo quyết định")
    template_name = "assessment/batch_make.html"
    success_message = _("Đã soạn tờ trình và dự thảo quyết định. Trình ký rồi ghi số khi đã ban hành.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.get_object()}

    def save_once(self, form: Any) -> ResultBatch:
        data = form.cleaned_data
        return make_batch(self.get_object(), kind=data["kind"], items=data["items"], actor=self.request.user)

    def after_repeat(self) -> str:
        return reverse("assessment:results", args=[self.get_object().code])


class BatchMixin:
    """Pages about one batch of results."""

    model = ResultBatch
    context_name = "batch"

    def get_queryset(self) -> Any:
        return ResultBatch.objects.select_related(
            "session__council__organisation", "session__council__province", "session__round",
            "decision_paper__signed_file", "decision_paper__issuer", "memo_paper__signed_file", "memo_paper__issuer",
        )  # fmt: skip

    def get_crumbs(self) -> list[tuple[str, str]]:
        session = self.get_object().session  # type: ignore[attr-defined]
        return [
            councils_crumb(),
            (session_label(session), session.get_absolute_url()),
            (str(_("Kết quả")), reverse("assessment:results", args=[session.code])),
        ]


class BatchView(BatchMixin, ObjectMixin, DeskFormView):
    """One decision with its products: papers, certificates (all at once or one by one), publication, notices."""

    permission = "assessment.view_session"
    form_class = CertificatesForm
    template_name = "assessment/batch.html"
    success_message = _("Đã ghi giấy chứng nhận.")

    def get_permission_object(self) -> Any:
        """Reading needs the session; entering certificates needs the office."""
        return self.get_object().session

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            self.permission = "assessment.issue_results"
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        paper = self.get_object().decision_paper
        if paper is not None and paper.is_issued:
            return str(_("Quyết định %(number)s") % {"number": paper.full_number})
        return str(self.get_object().get_kind_display())

    @property
    def recognitions(self) -> list[Any]:
        """What the decision recognised, read once."""
        if not hasattr(self, "_recognitions"):
            self._recognitions = recognitions_of(self.get_object())
        return self._recognitions

    def get_form_kwargs(self) -> dict[str, Any]:
        waiting = [row for row in self.recognitions if not row.certificates.all()]
        return {**super().get_form_kwargs(), "recognitions": waiting}

    def get_initial(self) -> dict[str, Any]:
        paper = self.get_object().decision_paper
        if paper is None or not paper.is_issued:
            return {}
        return {
            "issued_on": paper.issued_on,
            "sign_mode": paper.sign_mode,
            "signer_name": paper.signer_name,
            "signer_title": paper.signer_title,
        }

    def save(self, form: Any) -> ResultBatch:
        data = form.cleaned_data
        common = {name: data[name] for name in ("symbol", "issued_on", "sign_mode", "signer_name", "signer_title")}
        issue_certificates(form.numbers(), actor=self.request.user, **common)
        return self.get_object()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.get_object()
        user = self.request.user
        issues = user.has_perm("assessment.issue_results", batch.session)  # type: ignore[union-attr]
        recognitions = self.recognitions
        papers = certificate_papers(recognitions)
        items = list(
            batch.items.select_related(
                "session", "dossier__product", "dossier__producer__organisation", "dossier__commune"
            )
        )
        letter = living_papers(batch, PaperKind.MINISTRY_LETTER).select_related("signed_file", "issuer").first()
        public = bool(recognitions) and all(row.public_since for row in recognitions)
        return super().get_context_data(
            items=items,
            running_out=[] if batch.issued_on else running_out_of(items, today()),
            memo=paper_row(batch.memo_paper, user, manages=issues),
            decision=paper_row(batch.decision_paper, user, manages=issues),
            letter=paper_row(letter, user, manages=issues),
            rows=[
                {
                    "recognition": row,
                    "certificate": next(iter(row.certificates.all()), None),
                    "paper": paper_row(papers.get(row.pk), user, manages=issues),
                    "issue_url": reverse("assessment:issue_certificate", args=[papers[row.pk].code])
                    if issues and row.pk in papers and not row.certificates.all()
                    else "",
                }
                for row in recognitions
            ],
            waiting=[row for row in recognitions if not row.certificates.all()],
            notices=notices_of(items, {item.result for item in items}, user, manages=issues),
            problems_to_publish=publish_problems(batch, recognitions),
            public=public,
            public_on=format_date(recognitions[0].public_since) if public else "",
            issues=issues,
            subtitle=str(batch.session.council),
            **kwargs,
        )


class PublishView(BatchMixin, ActionView):
    """Công bố kết quả: all products of the decision become public together."""

    permission = "assessment.issue_results"
    success_message = _("Đã công bố kết quả. Thông báo cho xã và chủ thể đã được soạn.")

    def act(self) -> ResultBatch:
        publish_results(self.get_object(), actor=self.request.user)
        return self.get_object()


class NoticeDraftView(ItemMixin, ActionView):
    """Draft the written notice of one result."""

    permission = "assessment.issue_results"
    success_message = _("Đã soạn dự thảo thông báo kết quả.")

    def act(self) -> Paper:
        item: SessionItem = self.get_object()
        papers = list(item.batches.filter(issued_on__isnull=False).values_list("decision_paper_id", flat=True))
        decision = Decision.objects.filter(paper_id__in=papers).first()
        return draft_notice(item, actor=self.request.user, decision=decision)
