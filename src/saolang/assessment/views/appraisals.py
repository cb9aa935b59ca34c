"""The advisory group's desk: dossiers that wait for a report, and the report."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from saolang.accounts.views.once import VersionMixin
from saolang.core.problems import DomainError, Problem
from saolang.documents.links import paper_links
from saolang.documents.models import Paper
from saolang.dossiers.models import Dossier
from saolang.dossiers.rules import may_judge
from saolang.ui.views import ActionView, DeskFormView, DeskListView, ObjectMixin

from ..agency_documents import field_check_words
from ..documents import ocop_office
from ..domain.appraisals import (
    author_for,
    council_for,
    draft_appraisal_paper,
    hand_in_appraisal,
    not_waiting,
    waits_for_report,
    write_appraisal,
)
from ..enums import AppraisalAuthor
from ..forms import AppraisalForm
from ..held import held_by
from ..models import Appraisal
from ..queries import dossiers_to_appraise
from ..written_forms import AgencyReportForm


class AppraisalListView(DeskListView):
    """Dossiers in a round, those without a report first."""

    permission = "assessment.write_appraisal"
    title = _("Báo cáo của Tổ tư vấn")
    subtitle = _("Hồ sơ trong đợt đánh giá; Hội đồng họp khi đã có báo cáo")
    template_name = "assessment/appraisals.html"
    empty_title = _("Chưa có hồ sơ nào chờ báo cáo")
    empty_text = _("Khi tỉnh đưa hồ sơ vào đợt đánh giá, hồ sơ hiện ở đây để Tổ tư vấn đánh giá.")

    def get_queryset(self) -> Any:
        return (
            dossiers_to_appraise(self.request.user)
            .select_related("product", "producer__organisation", "commune", "round", "sheet", "appraisal__written_by")
            .defer("sheet__content")
            .order_by(F("appraisal__reported_on").asc(nulls_first=True), "proposed_on", "pk")
        )


class _OnDossier(ObjectMixin):
    """Pages of a report are found by the dossier's code."""

    model = Dossier
    context_name = "dossier"

    def get_queryset(self) -> Any:
        return Dossier.objects.select_related("product", "producer__organisation", "commune__parent", "round", "sheet")

    @cached_property
    def appraisal(self) -> Appraisal | None:
        """The report, when one was begun."""
        found = Appraisal.objects.select_related("written_by", "paper__signed_file")
        return found.filter(dossier_id=self.get_object().pk).first()


class AppraisalView(VersionMixin, _OnDossier, DeskFormView):
    """Write the report, or read it once it was handed in."""

    permission = "assessment.open_appraisal"
    form_class = AppraisalForm
    template_name = "assessment/appraisal.html"
    submit_label = _("Lưu nháp")
    success_message = _("Đã lưu báo cáo.")

    @cached_property
    def writes(self) -> bool:
        """Whether this person may write about this dossier."""
        user = self.request.user
        return bool(user.has_perm("assessment.write_appraisal", self.get_object()))  # type: ignore[union-attr]

    @cached_property
    def obstacles(self) -> list[Problem]:
        """Why the form is closed for this person."""
        dossier = self.get_object()
        if self.appraisal is not None and self.appraisal.reported_on is not None:
            return [Problem("already_reported", str(_("Báo cáo đã gửi Hội đồng nên không sửa được.")))]
        if not waits_for_report(dossier):
            return [Problem("not_in_round", not_waiting(dossier))]
        if not may_judge(self.request.user, dossier):
            return [
                Problem(
                    "prepared_it",
                    str(_("Bạn đã tham gia lập hồ sơ này nên không đánh giá được.")),
                    fix=str(_("Người khác đánh giá hồ sơ này.")),
                )
            ]
        return []

    @cached_property
    def by_agency(self) -> bool:
        """Whether the OCOP agency reports on this dossier."""
        return author_for(self.get_object()) == AppraisalAuthor.OCOP_AGENCY

    def get_form_class(self) -> Any:
        return AgencyReportForm if self.by_agency else AppraisalForm

    def get_title(self) -> str:
        words = _("Báo cáo của cơ quan OCOP: %(name)s") if self.by_agency else _("Báo cáo Tổ tư vấn: %(name)s")
        return str(words % {"name": self.get_object().product.name})

    def get_crumbs(self) -> list[tuple[str, str]]:
        if self.by_agency:
            user = self.request.user
            may = user.has_perm("assessment.handle_reassessments")  # type: ignore[union-attr]
            return [(str(_("Đánh giá lại")), reverse("assessment:reassessments"))] if may else []
        return [(str(_("Báo cáo của Tổ tư vấn")), reverse("assessment:appraisals"))] if self.writes else []

    def get_initial(self) -> dict[str, Any]:
        found = self.appraisal
        if found is None:
            return {}
        names = ("text", "field_check", "surveyed_on", "survey_text", "conclusion")
        return {name: getattr(found, name) for name in names}

    def save(self, form: Any) -> Any:
        saved = write_appraisal(
            self.get_object(), actor=self.request.user, expected_version=self.expected_version, **form.cleaned_data
        )
        if "hand_in" in self.request.POST:
            hand_in_appraisal(saved, actor=self.request.user)
        return saved

    def get_success_message(self, result: Any) -> str:
        if "hand_in" in self.request.POST:
            return str(_("Đã gửi báo cáo cho Hội đồng."))
        return super().get_success_message(result)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.appraisal
        user = self.request.user
        council = council_for(self.get_object())
        province = self.get_object().commune.parent
        issuer = ocop_office(province) if self.by_agency else council.organisation if council else None
        drafts = issuer is not None and user.has_perm("documents.draft_paper", issuer)  # type: ignore[union-attr]
        return super().get_context_data(
            appraisal=found,
            by_agency=self.by_agency,
            held=held_by(self.get_object()),
            field_check=field_check_words(found) if found is not None and found.field_check else "",
            editable=self.writes and not self.obstacles,
            obstacles=self.obstacles if self.writes else [],
            paper=paper_links(found.paper, user=user) if found is not None and found.paper else None,
            may_draft=drafts and found is not None and found.reported_on is not None and found.paper is None,
            **kwargs,
        )


class AppraisalPaperView(_OnDossier, ActionView):
    """Draft the report as a paper of the council."""

    permission = "assessment.open_appraisal"
    success_message = _("Đã soạn dự thảo báo cáo.")

    def act(self) -> Paper:
        found = self.appraisal
        if found is None:
            raise DomainError.of("no_appraisal", str(_("Hồ sơ chưa có báo cáo đánh giá.")))
        return draft_appraisal_paper(found, actor=self.request.user)
