"""Pages of one dossier that several roles share: the record, the criteria, the printed forms."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic.base import View

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import has_role
from saolang.core.text import slugify_vi
from saolang.documents.render import DRAFT_MARK, render_docx, render_pdf
from saolang.documents.spec import PaperSpec
from saolang.ui.views import DeskDetailView, ObjectMixin, PermissionMixin

from .. import checks, facts, presenting, queries
from ..carried import CarriedOver
from ..clocks import clock_of
from ..commune_papers import facts_of, receipt_slip
from ..documents import form01, form02
from ..enums import DossierState, Level
from ..models import Dossier
from ..panels import star_panel
from ..queries import cabinet_of
from ..reading import Reading
from ..renewing import carried_panel, renewal_of
from ..sections import CRITERIA
from ..states import DOSSIER

MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class DossierMixin(ObjectMixin):
    """A dossier found by its code."""

    model = Dossier
    context_name = "dossier"
    request: HttpRequest

    def get_queryset(self) -> Any:
        """With all that pages show."""
        return Dossier.objects.select_related(
            "product__producer__organisation", "producer__organisation", "commune__parent", "round", "sheet",
            "signed_scan", "commune_report__paper",
        )  # fmt: skip

    def get_crumbs(self) -> list[tuple[str, str]]:
        """To the list this person came from, and to the record for its inner pages."""
        dossier = self.get_object()
        crumbs = [(_("Hồ sơ"), list_url(self.request.user))]
        if self.request.path != dossier.get_absolute_url():
            crumbs.append((dossier.product.name, dossier.get_absolute_url()))
        return crumbs

    def get_success_url(self) -> str:
        """Back to the record."""
        return str(self.get_object().get_absolute_url())


def list_url(user: Any) -> str:
    """The list of dossiers that belongs to the person's work."""
    if has_role(user, *COMMUNE_ROLES):
        return reverse("dossiers:commune")
    if has_role(user, RoleKind.PROVINCE_OFFICER):
        return reverse("dossiers:province")
    return reverse("dossiers:own") if user.has_perm("dossiers.prepare_dossier") else reverse("ui:home")


class ListView(PermissionMixin, View):
    """Leads to the list of the person's own work."""

    permission = "dossiers.list_dossiers"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Go there."""
        return HttpResponseRedirect(list_url(request.user))


class DossierView(DossierMixin, DeskDetailView):
    """The record: what was handed in, what this person must do, papers, additions, history."""

    permission = "dossiers.view_dossier"
    template_name = "dossiers/dossier.html"

    def get_title(self) -> str:
        """The product's name."""
        return str(self.get_object().product.name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything by role and state."""
        dossier, user = self.get_object(), self.request.user
        reading = Reading(dossier)
        expected = presenting.expected_on(dossier)
        preparing = dossier.state == DossierState.PREPARING
        content = facts.content_of(reading) if preparing else facts_of(dossier)
        papers = presenting.paper_rows(dossier, content, expected)
        mine = user.has_perm("dossiers.prepare_dossier", dossier)
        checks_here = user.has_perm("dossiers.check_dossier", dossier)
        return super().get_context_data(
            state=DOSSIER.state(dossier),
            audience="public" if mine else "staff",
            steps=presenting.steps(dossier),
            acts=presenting.acts(dossier, user),
            proposing=presenting.proposing(dossier, user),
            clock=clock_of(dossier),
            carried=carried_panel(reading) if mine else None,
            renewal=renewal_of(dossier, content),
            content=content,
            blocks=self.blocks(reading, content, papers, mine=mine, checks_here=checks_here),
            papers=papers,
            expected_on=expected,
            notes=checks.notes(reading, expected) if preparing else [],
            request_open=queries.open_request(dossier),
            requests=dossier.completion_requests.order_by("-pk"),
            receipts=dossier.receipts.order_by("pk"),
            supplements=dossier.supplements.select_related("evidence", "added_by").order_by("added_on", "pk"),
            may_supplement=presenting.may_supplement(dossier, user),
            may_except=user.has_perm("dossiers.record_exception", dossier) and dossier.preparers.exists(),
            exceptions=dossier.exceptions.select_related("user", "recorded_by"),
            panel=star_panel(reading),
            snapshot=queries.latest_snapshot(dossier),
            law_current=not preparing or not any(p.code == "regime_changed" for p in checks.law_problems(dossier)),
            may_prepare=mine and preparing,
            flow=DOSSIER,
            **kwargs,
        )

    def blocks(
        self, reading: Reading, content: dict[str, Any], papers: list[Any], *, mine: bool, checks_here: bool
    ) -> list[presenting.TaskBlock]:
        """Task lists: the sections while preparing, else what is frozen and what the commune does."""
        dossier = reading.dossier
        if dossier.state == DossierState.PREPARING:
            return [presenting.preparing_block(reading)]
        if dossier.submitted_at is None:
            return []
        found = [presenting.submitted_block(dossier, content, papers)]
        if checks_here and dossier.state in (DossierState.COMMUNE, DossierState.COMMUNE_COMPLETION):
            found.append(presenting.commune_block(dossier))
        return found


class CriteriaView(DossierMixin, DeskDetailView):
    """The whole sheet with the producer's answers, descriptions and papers, in the order of the criteria."""

    permission = "dossiers.view_dossier"
    template_name = "dossiers/criteria.html"

    def get_title(self) -> str:
        """Part III of the form."""
        return _("Phần III: Tự đánh giá theo Bộ tiêu chí")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows by part and section, from what was submitted or is being prepared."""
        dossier = self.get_object()
        reading = Reading(dossier)
        content = facts_of(dossier)
        rows = {row["criterion"]: row for row in content["answers"]}
        titles = {paper["code"]: paper["title"] for paper in content["papers"]}
        editable = dossier.state == DossierState.PREPARING and self.request.user.has_perm(
            "dossiers.prepare_dossier", dossier
        )
        carried = CarriedOver(reading) if editable else None
        parts = [
            {
                "part": part,
                "sections": [
                    {
                        "section": section,
                        "rows": [
                            criterion_row(criterion, rows[criterion.code], titles) for criterion in section.leaves()
                        ],
                    }
                    for section in part.sections
                ],
            }
            for part in reading.sheet.parts
        ]
        return super().get_context_data(
            parts=parts,
            panel=star_panel(reading),
            editable=editable,
            sheet=reading.sheet,
            carried=carried.open_keys(CRITERIA) if carried else [],
            together=len(carried.confirmable(CRITERIA)) if carried else 0,
            **kwargs,
        )


def criterion_row(criterion: Any, answer: dict[str, Any], titles: dict[str, str]) -> dict[str, Any]:
    """One criterion as lists show it."""
    answered = answer["option"] is not None
    complete = answered and (answer["option"] == 0 or bool(answer["description"]))
    return {
        "criterion": criterion,
        "answer": answer,
        "answered": answered,
        "state": "done" if complete else "half" if answered else "todo",
        "papers": [{**link, "title": titles.get(link["paper"], "")} for link in answer["evidence"]],
    }


class FormFileView(DossierMixin, PermissionMixin, View):
    """Mẫu số 01, Mẫu số 02 and the receipt slip as PDF or Word; personal data only for those handling the file."""

    permission = "dossiers.view_dossier"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, marked as a draft while the dossier is being prepared."""
        dossier, name, kind = self.get_object(), self.kwargs["form"], self.kwargs["kind"]
        spec = self.spec(dossier, name)
        mark = DRAFT_MARK if dossier.state == DossierState.PREPARING and "nhap" in request.GET else ""
        content = render_pdf(spec, mark=mark) if kind == "pdf" else render_docx(spec, mark=mark)
        response = HttpResponse(content, content_type=MIME[kind])
        disposition = "inline" if kind == "pdf" else "attachment"
        filename = f"{name}-{slugify_vi(dossier.product.name, 60)}.{kind}"
        response["Content-Disposition"] = f'{disposition}; filename="{filename}"'
        response["Cache-Control"] = "private, no-store"
        return response

    def spec(self, dossier: Dossier, name: str) -> PaperSpec:
        """The blocks of one form. Raises Http404 for a slip that does not exist."""
        content = dict(facts_of(dossier))
        if not self.request.user.has_perm("dossiers.view_personal_data", dossier):
            content["personal"] = {"gender": "", "ethnicity": "", "permanent_address": ""}
        if name == "mau-01":
            return form01(content, receipts=dossier.receipts.all(), signed_on=facts.signed_on(dossier))
        if name == "mau-02":
            return form02(content, signed_on=facts.signed_on(dossier))
        receipt = queries.receipt_at(dossier, Level.COMMUNE)
        if receipt is None:
            raise Http404
        name = dossier.commune.full_name
        return receipt_slip(receipt, f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}")


__all__ = ["CriteriaView", "DossierMixin", "DossierView", "FormFileView", "ListView", "cabinet_of"]
