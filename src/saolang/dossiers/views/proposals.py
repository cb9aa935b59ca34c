"""Proposal letters of the commune."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.enums import COMMUNE_ROLES
from saolang.accounts.roles import units_of
from saolang.core.problems import DomainError
from saolang.places.models import Unit
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, DeskView, ObjectMixin

from .. import checks, queries
from ..domain import proposal as domain
from ..forms import PackageForm
from ..models import Dossier, Proposal, ProposalItem
from ..reading import Reading


class ProposalsView(DeskView):
    """Letters, and dossiers that are ready for one."""

    permission = "dossiers.list_commune"
    template_name = "dossiers/staff/proposals.html"
    title = gettext_lazy("Văn bản đề nghị")
    subtitle = gettext_lazy("Một văn bản có thể đề nghị nhiều sản phẩm")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Per commune of the person."""
        letters = (
            queries.proposals_visible_to(self.request.user)
            .select_related("paper", "commune")
            .prefetch_related("items__dossier__product")
            .order_by("sent_on", "-pk")
        )
        ready = [
            {"commune": unit, "dossiers": domain.ready_to_propose(unit.pk)}
            for unit in Unit.objects.filter(pk__in=units_of(self.request.user, *COMMUNE_ROLES)).order_by("code")
        ]
        rows = [
            {"proposal": letter, "items": [item for item in letter.items.all() if item.current]} for letter in letters
        ]
        return super().get_context_data(rows=rows, ready=[row for row in ready if row["dossiers"]], **kwargs)


class OpenProposalView(ActionView):
    """Begin a letter for the chosen dossiers."""

    model = None
    permission = "dossiers.list_commune"
    success_message = gettext_lazy("Đã lập văn bản đề nghị và cấp mã sản phẩm.")

    def get_permission_object(self) -> Any:
        """Asked in general; the domain asks for the commune."""
        return None

    def act(self) -> Proposal:
        """Open it for the commune of the first dossier."""
        codes = self.request.POST.getlist("dossier")
        chosen = list(queries.visible_to(self.request.user).filter(code__in=codes).select_related("commune"))
        if not chosen:
            raise DomainError.of("nothing_chosen", _("Chưa chọn hồ sơ nào để đề nghị."))
        return domain.open_proposal(chosen[0].commune, dossiers=chosen, actor=self.request.user)


class ProposalMixin(ObjectMixin):
    """A letter found by its code."""

    model = Proposal
    context_name = "proposal"

    def get_queryset(self) -> Any:
        """With commune and paper."""
        return Proposal.objects.select_related("commune__parent", "paper", "created_by")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """To the list."""
        return [(_("Văn bản đề nghị"), reverse("dossiers:proposals"))]


class ProposalView(ProposalMixin, DeskDetailView):
    """The package: dossiers, papers, samples, sets, and sending."""

    permission = "dossiers.view_proposal"
    template_name = "dossiers/staff/proposal.html"

    def get_title(self) -> str:
        """The letter's number, or what it is."""
        paper = self.get_object().paper
        return paper.full_number if paper and paper.full_number else _("Văn bản đề nghị")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each dossier with its package form and what it still lacks."""
        proposal, user = self.get_object(), self.request.user
        writes = user.has_perm("dossiers.write_proposal", proposal) and proposal.sent_on is None
        draft = proposal.paper is None or proposal.paper.state == "draft"
        rows = []
        for item in domain.current_items(proposal):
            report = getattr(item.dossier, "commune_report", None)
            rows.append(
                {
                    "item": item,
                    "dossier": item.dossier,
                    "needed": Reading(item.dossier).sheet.samples_required,
                    "report_paper": report.paper if report else None,
                    "form": PackageForm(
                        initial={
                            "samples_counted": item.samples_counted,
                            "paper_set_on": item.paper_set_on,
                            "electronic_set_on": item.electronic_set_on,
                        },
                        prefix=str(item.pk),
                    ),
                    "problems": [] if proposal.sent_on else checks.letter_problems(item.dossier),
                }
            )
        unsent = list({p.code + str(p.where): p for row in rows for p in row["problems"]}.values())
        missing = (
            [] if rows else [DomainError.of("nothing_chosen", _("Văn bản đề nghị chưa có hồ sơ nào.")).problems[0]]
        )
        ready = domain.ready_to_propose(proposal.commune_id) if writes and draft else []
        return super().get_context_data(
            rows=rows, writes=writes, draft=draft, ready=ready, send_problems=[*missing, *unsent], **kwargs
        )


class PackageView(ObjectMixin, DeskFormView):
    """Samples and sets of one dossier in the letter."""

    model = ProposalItem
    permission = "dossiers.write_proposal"
    form_class = PackageForm
    title = gettext_lazy("Sản phẩm mẫu và bàn giao")
    success_message = gettext_lazy("Đã lưu.")

    def get_queryset(self) -> Any:
        """Items of letters."""
        return ProposalItem.objects.select_related("proposal__commune", "dossier__product")

    def get_permission_object(self) -> Any:
        """Asked for the letter."""
        return self.get_object().proposal

    def get_form_kwargs(self) -> dict[str, Any]:
        """Several such forms stand on the letter's page."""
        return {**super().get_form_kwargs(), "prefix": str(self.get_object().pk)}

    def save(self, form: BaseForm) -> str:
        """Save."""
        item = self.get_object()
        domain.record_package(item, actor=self.request.user, **form.cleaned_data)  # type: ignore[attr-defined]
        return str(item.proposal.get_absolute_url()) + f"#muc-{item.pk}"

    def get_success_url(self) -> str:
        """Back to the letter."""
        return str(self.get_object().proposal.get_absolute_url())


class AddView(ProposalMixin, ActionView):
    """Put further dossiers in."""

    permission = "dossiers.write_proposal"

    def act(self) -> Any:
        """Add."""
        codes = self.request.POST.getlist("dossier")
        chosen = list(queries.visible_to(self.request.user).filter(code__in=codes))
        return domain.add_dossiers(
            self.get_object(), dossiers=chosen, actor=self.request.user, expected_version=self.expected_version
        )


class RemoveView(ProposalMixin, ActionView):
    """Take a dossier out."""

    permission = "dossiers.write_proposal"
    success_message = gettext_lazy("Đã bỏ hồ sơ khỏi văn bản; mã sản phẩm vẫn giữ.")

    def act(self) -> Any:
        """Remove."""
        dossier = get_object_or_404(Dossier, code=self.kwargs["dossier"])
        return domain.remove_dossier(self.get_object(), dossier, actor=self.request.user)


class DraftView(ProposalMixin, ActionView):
    """Draft the letter and the forms 03."""

    permission = "dossiers.write_proposal"
    success_message = gettext_lazy("Đã soạn dự thảo văn bản đề nghị và Mẫu số 03.")

    def act(self) -> Any:
        """Draft."""
        return domain.draft_papers(self.get_object(), actor=self.request.user, expected_version=self.expected_version)


class SendView(ProposalMixin, ActionView):
    """Send the package to the province."""

    permission = "dossiers.send_proposal"
    success_message = gettext_lazy("Đã gửi đề nghị lên tỉnh.")

    def act(self) -> Any:
        """Send."""
        return domain.send_proposal(self.get_object(), actor=self.request.user, expected_version=self.expected_version)
