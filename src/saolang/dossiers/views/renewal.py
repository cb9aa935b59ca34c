"""Pages of a renewal: beginning it, saying what changed, confirming what was carried over; the agency begins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.clock import today
from saolang.producers.models import Product
from saolang.registry.queries import current_recognition, validity_of
from saolang.registry.renewal import stage_of
from saolang.ui.views import ActionView, DeskFormView, ObjectMixin

from .. import law
from ..domain.carry import confirm_carried
from ..domain.province import start_agency_review
from ..domain.renew import save_changes, start_renewal
from ..enums import OPEN_STATES, DossierKind
from ..filing import filing_of
from ..models import Dossier
from ..queries import cabinet_of
from ..reading import Reading
from ..renewal_forms import RenewForm, UpdatesForm, UpgradeChangesForm
from ..renewing import told_before
from ..sections import BY_KEY, CHANGES, CRITERIA
from ..set_choice import SetProposal, old_sets, set_proposal
from .producer import SectionView
from .shared import DossierMixin


class RenewView(ObjectMixin, DeskFormView):
    """One page before a renewal: what the register holds, what filing means, the set; then one button."""

    model = Product
    context_name = "product"
    permission = "dossiers.prepare_dossier"
    form_class = RenewForm
    template_name = "dossiers/producer/renew.html"
    title = gettext_lazy("Đánh giá lại, nâng hạng")
    submit_label = gettext_lazy("Lập hồ sơ")

    def get_queryset(self) -> Any:
        """Products with their producers."""
        return Product.objects.select_related("producer__organisation", "producer__filing_commune")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the product."""
        product = self.get_object()
        return [(product.name, product.get_absolute_url())]

    @property
    def old_set(self) -> str:
        """The older set that the producer named, where the register holds none."""
        return str(self.request.POST.get("old_set") or self.request.GET.get("bo-cu", ""))[:12]

    @property
    def proposal(self) -> SetProposal:
        """The sets proposed."""
        return set_proposal(self.get_object(), self.old_set)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The proposal."""
        return {**super().get_form_kwargs(), "proposal": self.proposal}

    def get_initial(self) -> dict[str, Any]:
        """The kind of the address, and the set proposed first."""
        kind = self.request.GET.get("loai", "")
        kinds = (DossierKind.REASSESSMENT, DossierKind.UPGRADE)
        return {
            "kind": kind if kind in kinds else DossierKind.REASSESSMENT,
            "set_number": self.proposal.first,
            "old_set": self.old_set,
        }

    def save(self, form: BaseForm) -> Dossier:
        """Begin."""
        data = form.cleaned_data  # type: ignore[attr-defined]
        return start_renewal(
            self.get_object(), kind=data["kind"], set_number=data.get("set_number"), old_set=data["old_set"],
            actor=self.request.user,
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The star, what filing today means, the last dossier."""
        product = self.get_object()
        star = current_recognition(product)
        rows = Dossier.objects.filter(product=product)
        return super().get_context_data(
            star=star,
            answer=validity_of(star) if star is not None else None,
            renewal=stage_of(star, today()) if star is not None else None,
            filing=filing_of(star),
            proposal=self.proposal,
            old_sets=old_sets(),
            old_set=self.old_set,
            open_dossier=rows.filter(state__in=OPEN_STATES).first(),
            previous=rows.filter(submitted_at__isnull=False).order_by("-submitted_at", "-pk").first(),
            upgrade_problems=law.kind_problems(product, DossierKind.UPGRADE, today()),
            **kwargs,
        )


class ChangesView(SectionView):
    """What changed since the last recognition: a text with papers for an upgrade, ten matters for a re-assessment."""

    template_name = "dossiers/producer/changes.html"

    @property
    def section(self) -> Any:
        """This section, which a first dossier does not have."""
        if self.get_object().kind == DossierKind.FIRST:
            raise Http404
        return BY_KEY[CHANGES]

    @property
    def is_upgrade(self) -> bool:
        """Whether the dossier asks for a higher star."""
        return bool(self.get_object().kind == DossierKind.UPGRADE)

    def get_form_class(self) -> type[Form]:
        """By the kind of the dossier."""
        return UpgradeChangesForm if self.is_upgrade else UpdatesForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The cabinet, or what the dossier before said."""
        kwargs, dossier = super().get_form_kwargs(), self.get_object()
        extra = {"papers": cabinet_of(dossier)} if self.is_upgrade else {"before": told_before(dossier)}
        return {**kwargs, **extra}

    def get_initial(self) -> dict[str, Any]:
        """What is stored."""
        dossier = self.get_object()
        if self.is_upgrade:
            return {"changes_text": dossier.changes_text, "papers": dossier.change_papers.all()}
        rows = Reading(dossier).updates
        initial: dict[str, Any] = {f"unchanged_{topic}": row.unchanged for topic, row in rows.items()}
        return initial | {f"text_{topic}": row.text for topic, row in rows.items()}

    def save(self, form: Any) -> str:
        """Save."""
        version = self.request.POST.get("version") or None
        dossier, actor = self.get_object(), self.request.user
        if self.is_upgrade:
            data = form.cleaned_data
            save_changes(
                dossier, changes_text=data["changes_text"], papers=data["papers"], actor=actor, expected_version=version
            )
        else:
            save_changes(dossier, updates=form.updates(), actor=actor, expected_version=version)
        messages.success(self.request, _("Đã lưu “%(name)s”.") % {"name": self.section.title})
        return self.after()


class ConfirmCarriedView(DossierMixin, ActionView):
    """Confirm carried parts as they are: one, or all of a section that still have their proof."""

    permission = "dossiers.prepare_dossier"
    success_message = gettext_lazy("Đã xác nhận phần mang sang từ hồ sơ trước.")

    def act(self) -> str:
        """Confirm."""
        dossier = self.get_object()
        section, key = self.request.POST.get("section", ""), self.request.POST.get("key", "")
        confirm_carried(
            dossier, section=section if section in BY_KEY else "", keys=[key] if key else (), actor=self.request.user
        )
        if section == CRITERIA or key in law.sheet_of(dossier).by_code:
            return reverse("dossiers:criteria", args=[dossier.code])
        return str(dossier.get_absolute_url())


class StartAgencyReviewView(DossierMixin, ActionView):
    """The province's OCOP agency begins to assess a re-assessment."""

    permission = "dossiers.handle_at_province"
    success_message = gettext_lazy("Đã chuyển sang bước cơ quan OCOP cấp tỉnh đánh giá hồ sơ.")

    def act(self) -> Any:
        """Begin."""
        return start_agency_review(self.get_object(), actor=self.request.user, expected_version=self.expected_version)
