"""One criterion: answering it, and the papers that prove it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.problems import DomainError
from saolang.core.text import normalize
from saolang.producers.domain.evidence import link_evidence, unlink_evidence
from saolang.producers.models import EvidenceLink
from saolang.ui.views import ActionView, DeskDetailView, problem_status

from .. import law
from ..carried import CarriedOver, lapsed_papers
from ..commune_papers import facts_of
from ..domain import prepare
from ..enums import DossierState
from ..forms import LinkForm
from ..models import Dossier
from ..panels import star_panel
from ..reading import Reading
from .shared import DossierMixin, cabinet_of


class CriterionView(DossierMixin, DeskDetailView):
    """One criterion: options with points and gates, description, papers with pages; read-only once submitted."""

    permission = "dossiers.view_dossier"
    template_name = "dossiers/criterion.html"
    http_method_names = ["get", "post", "head", "options"]
    problems: Any = None
    typed: dict[str, Any] | None = None

    def get_title(self) -> str:
        """Code and name."""
        return f"{self.criterion.code}. {self.criterion.name}"

    @property
    def criterion(self) -> Any:
        """The criterion of the address."""
        found = law.sheet_of(self.get_object()).by_code.get(self.kwargs["criterion"])
        if found is None:
            raise Http404
        return found

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Through the list of criteria."""
        return [*super().get_crumbs(), (_("Phần III"), reverse("dossiers:criteria", args=[self.get_object().code]))]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the answer and go to the next criterion, or stay."""
        dossier, criterion = self.get_object(), self.criterion
        text = request.POST.get("option", "")
        option = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
        self.typed = {"option": option, "description": normalize(request.POST.get("description", ""))}
        prepare.answer_criterion(
            dossier, criterion.code, option=option, description=self.typed["description"], actor=request.user,
            seen=request.POST.get("seen"),
        )  # fmt: skip
        after = self.neighbours()[1]
        target = reverse("dossiers:criteria", args=[dossier.code]) + f"#tc-{criterion.code}"
        if request.POST.get("then") == "next" and after is not None:
            target = reverse("dossiers:criterion", args=[dossier.code, after.code])
        elif request.POST.get("then") == "stay":
            target = request.path
        messages.success(request, _("Đã lưu tiêu chí %(code)s.") % {"code": criterion.code})
        return HttpResponseRedirect(target, status=303)

    def domain_error(self, error: DomainError) -> HttpResponse:
        """Show the page again with what was typed."""
        if self.typed is None:
            return super().domain_error(error)  # type: ignore[return-value]

        self.object = self.get_object()
        context = self.get_context_data(problems=error.problems)
        return self.render_to_response(context, status=problem_status(error))

    def neighbours(self) -> tuple[Any, Any]:
        """The criteria before and after."""
        rows = list(law.sheet_of(self.get_object()).criteria)
        index = [row.code for row in rows].index(self.criterion.code)
        return rows[index - 1] if index else None, rows[index + 1] if index + 1 < len(rows) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Options, answer, papers, panel."""
        dossier, criterion = self.get_object(), self.criterion
        reading = Reading(dossier)
        answer = reading.answers.get(criterion.code)
        stored = {"option": answer.option if answer else None, "description": answer.description if answer else ""}
        editable = dossier.state == DossierState.PREPARING and self.request.user.has_perm(
            "dossiers.prepare_dossier", dossier
        )
        before, after = self.neighbours()
        shown = self.typed or stored
        gates = {points: star for star, points in reversed(criterion.star_min)}
        return super().get_context_data(
            criterion=criterion,
            options=[
                (option, gates.get(option.points, 0), option.position == shown["option"])
                for option in criterion.options
            ],
            none_chosen=shown["option"] == 0,
            answer=shown,
            seen=prepare.answer_mark(answer),
            editable=editable,
            links=EvidenceLink.objects.filter(product_id=dossier.product_id, criterion=criterion.code)
            .select_related("evidence").prefetch_related("evidence__files__file").order_by("pk") if editable else [],
            frozen=[] if editable else self.frozen_papers(dossier),
            link_form=LinkForm(papers=cabinet_of(dossier)) if editable else None,
            before=before,
            after=after,
            panel=star_panel(reading),
            carried=editable and criterion.code in CarriedOver(reading).open_keys(),
            lapsed=[paper for paper in lapsed_papers(dossier) if criterion.code in paper.criteria] if editable else [],
            notes=law.sheet_of(dossier).notes_for(criterion.code),
            **kwargs,
        )  # fmt: skip

    def frozen_papers(self, dossier: Dossier) -> list[dict[str, Any]]:
        """Papers of this criterion as submitted, with their files."""
        content = facts_of(dossier)
        papers = {paper["code"]: paper for paper in content["papers"]}
        answer = next((row for row in content["answers"] if row["criterion"] == self.criterion.code), None)
        return [{**link, **papers.get(link["paper"], {})} for link in (answer["evidence"] if answer else [])]


class LinkView(DossierMixin, ActionView):
    """Use a paper for a criterion."""

    permission = "dossiers.prepare_dossier"
    success_message = gettext_lazy("Đã gắn minh chứng.")

    def act(self) -> str:
        """Link it through the producer's own domain."""
        dossier = self.get_object()
        form = LinkForm(self.request.POST, papers=cabinet_of(dossier))
        if not form.is_valid():
            raise DomainError.of(
                "link_invalid", _("Chưa chọn giấy tờ, hoặc số trang không đúng."),
                fix=_("Chọn một giấy trong tủ minh chứng; trang là số từ 1."),
            )  # fmt: skip
        data = form.cleaned_data
        link_evidence(
            data["evidence"], product=dossier.product, criterion=self.kwargs["criterion"], actor=self.request.user,
            page_from=data["page_from"], page_to=data["page_to"],
        )  # fmt: skip
        return reverse("dossiers:criterion", args=[dossier.code, self.kwargs["criterion"]]) + "#minh-chung"


class UnlinkView(DossierMixin, ActionView):
    """No longer use a paper for a criterion."""

    permission = "dossiers.prepare_dossier"
    success_message = gettext_lazy("Đã bỏ minh chứng khỏi tiêu chí.")

    def act(self) -> str:
        """Drop the link; one that is gone already is no fault."""
        dossier = self.get_object()
        link = EvidenceLink.objects.filter(pk=self.kwargs["link"], product_id=dossier.product_id).first()
        if link is not None:
            unlink_evidence(link, actor=self.request.user)
        return reverse("dossiers:criterion", args=[dossier.code, self.kwargs["criterion"]]) + "#minh-chung"
