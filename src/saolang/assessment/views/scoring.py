"""A member's sheets: the list, one criterion a page, the summary and its submission. Nobody else reaches them here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from saolang.accounts.views.once import VersionMixin
from saolang.core import clock
from saolang.core.problems import DomainError
from saolang.core.text import format_date
from saolang.dossiers.reading import Reading
from saolang.rulebook.loading import Criterion
from saolang.ui.views import DeskFormView, DeskListView, PermissionMixin, problem_status, problems_response

from ..ballot import Ballot, Document, documents_for
from ..board import sheet_view
from ..domain.opinions import submit_opinion
from ..domain.scoring import save_ticks, submit_sheet
from ..enums import NO_SHEET, ItemState, SheetState
from ..forms import SheetSubmitForm
from ..held import held_words
from ..models import Appraisal, ScoreSheet
from ..queries import own_sheets
from ..states import item_flow
from ..written_forms import OpinionForm


class MySheetsView(DeskListView):
    """Sheets to fill first, then those that wait for others, then the rest."""

    permission = "assessment.use_own_sheets"
    title = gettext_lazy("Phiếu của tôi")
    subtitle = gettext_lazy("Phiếu đánh giá sản phẩm tại phiên họp và phiếu lấy ý kiến bằng văn bản")
    template_name = "assessment/my_sheets.html"
    empty_title = gettext_lazy("Chưa có phiếu nào")
    empty_text = gettext_lazy("Khi thư ký hoặc chủ trì bắt đầu cho điểm một hồ sơ, phiếu của bạn hiện ở đây.")

    def get_queryset(self) -> Any:
        return (
            own_sheets(self.request.user)
            .defer("item__dossier__sheet__content")
            .annotate(answered=Count("answers", filter=Q(answers__option__isnull=False)))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [
            {
                "sheet": sheet,
                "item": sheet.item,
                "late": sheet.state == SheetState.DRAFT
                and sheet.item.session.is_written
                and clock.today() > sheet.item.session.opinions_due_on,
                "state": item_flow.state(sheet.item),
                "open": sheet.state in (SheetState.DRAFT, SheetState.REOPENED)
                and sheet.item.state in (ItemState.SCORING, ItemState.DISCUSSION),
            }
            for sheet in context["object_list"]
        ]
        return context


class OwnSheetMixin(VersionMixin, PermissionMixin):
    """Finds the person's own sheet of the item in the address: anybody else gets "not found"."""

    permission = "assessment.score_sheet"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def sheet(self) -> ScoreSheet:
        """The sheet of the person who asks."""
        rows = ScoreSheet.objects.select_related(
            "seat__user",
            "item__session__council__organisation",
            "item__dossier__product",
            "item__dossier__producer__organisation",
            "item__dossier__sheet",
        )
        return get_object_or_404(rows, item__code=self.kwargs["code"], seat__user_id=self.request.user.pk)

    @cached_property
    def ballot(self) -> Ballot:
        """The sheet read whole."""
        return Ballot(self.sheet)

    def get_permission_object(self) -> ScoreSheet:
        return self.sheet

    def blind_note(self, count: int) -> str:
        """Until when nobody reads the sheet."""
        session = self.sheet.item.session
        if session.is_written:
            words = _("Chỉ mở khi cả %(n)d thành viên đã trả lời, hoặc chủ trì chốt phiếu sau ngày %(day)s")
            return words % {"n": count, "day": format_date(session.opinions_due_on)}
        return _("Chỉ mở khi cả %(n)d người có mặt đã nộp") % {"n": count}

    def frame(self) -> dict[str, Any]:
        """Title, subtitle and blind note of the scoring screens."""
        item = self.sheet.item
        count = item.sheets.exclude(state__in=NO_SHEET).count()
        words = {
            "producer": item.dossier.producer.name,
            "number": self.ballot.criteria.number,
            "member": self.sheet.seat.user.full_name,
        }
        blind = item.state not in (ItemState.REVEALED, ItemState.CONCLUDED)
        return {
            "title": item.dossier.product.name,
            "subtitle": _("%(producer)s · phiếu bộ %(number)s · thành viên Hội đồng: %(member)s") % words,
            "blind_note": self.blind_note(count) if blind else "",
            "exit_url": reverse("assessment:my_sheets"),
            "item": item,
            "sheet": self.sheet,
            "ballot": self.ballot,
        }


class ScoreView(OwnSheetMixin, View):
    """Leads to the first unanswered criterion, or to the summary once the sheet is in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go there."""
        code = self.sheet.item.code
        if self.sheet.item.session.is_written and not self.ballot.answers:
            return HttpResponseRedirect(reverse("assessment:score_submit", args=[code]))
        complete = len(self.ballot.answers) == len(self.ballot.criteria.criteria)
        if not self.ballot.is_open or complete:
            return HttpResponseRedirect(reverse("assessment:score_submit", args=[code]))
        return HttpResponseRedirect(self.ballot.url(self.ballot.first_open()))


class CriterionView(OwnSheetMixin, TemplateView):
    """One criterion: document left, options right. Saves by itself with scripts, with "Tiếp" without."""

    template_name = "assessment/scoring.html"

    @cached_property
    def criterion(self) -> Criterion:
        """The criterion of the address."""
        found = self.ballot.criteria.by_code.get(self.kwargs["criterion"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the criterion; a sheet that is in is shown whole."""
        if not self.ballot.is_open or not self.criterion:
            return HttpResponseRedirect(reverse("assessment:score_submit", args=[self.sheet.item.code]))
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the tick and the note, then go on; a script gets the new version."""
        code = self.criterion.code
        try:
            sheet = save_ticks(
                self.sheet,
                ticks=self.given_tick(),
                comments={code: request.POST.get("note", "").strip()},
                actor=request.user,
                expected_version=self.expected_version,
            )
        except DomainError as error:
            if "application/json" in request.headers.get("Accept", ""):
                return problems_response(request, error)
            typed = {"note": request.POST.get("note", ""), "chosen": request.POST.get("option", "")}
            context = self.get_context_data(problems=error.problems, typed=typed)
            return self.render_to_response(context, status=problem_status(error))
        if "application/json" in request.headers.get("Accept", ""):
            saved_at = f"{clock.local(clock.now()):%H:%M}"
            return JsonResponse({"version": sheet.version, "saved_at": saved_at})
        return HttpResponseRedirect(self.onward(), status=303)

    def given_tick(self) -> dict[str, int]:
        """The option that was sent, if one was; nonsense is refused by the domain."""
        text = self.request.POST.get("option", "")
        if not text:
            return {}
        return {self.criterion.code: int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1}

    def onward(self) -> str:
        """The next criterion, or the one before, or the summary at the end."""
        before, after = self.ballot.around(self.criterion.code)
        target = before if self.request.POST.get("go") == "prev" else after
        return self.ballot.url(target) if target else reverse("assessment:score_submit", args=[self.sheet.item.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ballot, criterion = self.ballot, self.criterion
        row = ballot.rows.get(criterion.code)
        typed = kwargs.pop("typed", None) or {}
        chosen = ballot.answers.get(criterion.code)
        sent = typed.get("chosen", "")
        if sent.isascii() and sent.isdigit() and len(sent) < 4:
            chosen = int(sent)
        before, after = ballot.around(criterion.code)
        reading = Reading(ballot.item.dossier)
        documents = documents_for(reading, criterion.code)
        revision = ballot.revision if ballot.is_reopened else None
        last = revision.answers.get(criterion.code) if revision else None
        return super().get_context_data(
            **{
                **self.frame(),
                "criterion": criterion,
                "place": self.place(),
                "choices": ballot.choices(criterion, chosen),
                "note": typed.get("note", row.comment if row else ""),
                "strip": ballot.strip(criterion.code),
                "before": before,
                "after": after,
                "before_url": ballot.url(before) if before else "",
                "documents": documents,
                "shown": self.shown(documents),
                "self_answer": reading.answers.get(criterion.code),
                "self_words": self.self_words(reading),
                "appraisal": Appraisal.objects.filter(dossier=ballot.item.dossier, reported_on__isnull=False).first(),
                "revision": revision,
                "last_words": ballot.option_words(criterion.code, last),
                "saved_note": _("Đã lưu") if row else "",
                **kwargs,
            }
        )

    def place(self) -> str:
        """Where the criterion stands in the sheet: "Phần B, mục 4. Tiếp thị"."""
        part = next(part for part in self.ballot.criteria.parts if part.code == self.criterion.part)
        section = next(section for section in part.sections if section.code == self.criterion.section)
        words = {"part": part.code, "section": section.code, "name": section.name}
        return _("Phần %(part)s, mục %(section)s. %(name)s") % words

    def self_words(self, reading: Reading) -> str:
        """What the producer chose, in words."""
        answer = reading.answers.get(self.criterion.code)
        return self.ballot.option_words(self.criterion.code, answer.option) if answer else ""

    def shown(self, documents: list[Document]) -> Document | None:
        """The file in the pane: the one asked for, else the first that is linked."""
        wanted = self.request.GET.get("tep", "")
        chosen = next((document for document in documents if document.code == wanted), None)
        return chosen or next((document for document in documents if document.linked), None)


class SheetSubmitView(OwnSheetMixin, DeskFormView):
    """The whole sheet on one page: what is unanswered, the opinion, and handing it in."""

    form_class = SheetSubmitForm
    template_name = "assessment/score_submit.html"
    submit_label = gettext_lazy("Nộp phiếu")

    def get_title(self) -> str:
        return str(self.sheet.item.dossier.product.name)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Phiếu của tôi"), reverse("assessment:my_sheets"))]

    @property
    def written(self) -> bool:
        """Whether this sheet goes with a written opinion."""
        return bool(self.sheet.item.session.is_written)

    def get_form_class(self) -> Any:
        return OpinionForm if self.written else SheetSubmitForm

    def get_initial(self) -> dict[str, Any]:
        return {"opinion": self.sheet.opinion}

    def save(self, form: Any) -> str:
        if self.written:
            return self.save_opinion(form)
        with transaction.atomic():
            if self.ballot.is_open:
                save_ticks(
                    self.sheet,
                    ticks={},
                    opinion=form.cleaned_data["opinion"],
                    actor=self.request.user,
                    expected_version=self.expected_version,
                )
            sheet = submit_sheet(
                self.sheet,
                actor=self.request.user,
                reason=form.cleaned_data["reason"],
                expected_version=self.expected_version,
            )
        sheet.item.refresh_from_db()
        if sheet.item.state == ItemState.REVEALED:
            messages.success(self.request, _("Đã nộp phiếu. Mọi người có mặt đã nộp, các phiếu được mở."))
            return str(sheet.item.get_absolute_url())
        messages.success(self.request, _("Đã nộp phiếu. Các phiếu chỉ mở khi mọi người có mặt đã nộp."))
        return reverse("assessment:my_sheets")

    def save_opinion(self, form: Any) -> str:
        """Hand in scores and opinion together."""
        sheet = submit_opinion(
            self.sheet, actor=self.request.user, expected_version=self.expected_version, **form.opinion()
        )
        sheet.item.refresh_from_db()
        if sheet.item.state == ItemState.REVEALED:
            messages.success(self.request, _("Đã gửi phiếu. Mọi thành viên đã trả lời, các phiếu được mở."))
            return str(sheet.item.get_absolute_url())
        messages.success(
            self.request,
            _("Đã gửi phiếu. Phiếu kín cho đến khi mọi thành viên trả lời, hoặc chủ trì chốt phiếu sau hạn."),
        )
        return reverse("assessment:my_sheets")

    def show_problems(self, form: Any, error: DomainError) -> HttpResponse:
        """Lead each unanswered criterion to its page."""
        known = self.ballot.criteria.by_code
        linked = [
            replace(problem, url=self.ballot.url(problem.where)) if problem.where in known else problem
            for problem in error.problems
        ]
        return super().show_problems(form, type(error)(linked))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ballot = self.ballot
        missing = [ballot.criteria.by_code[code] for code in ballot.evaluation.missing]
        return super().get_context_data(
            **{
                **self.frame(),
                "panel": sheet_view(ballot),
                "parts": list(ballot.parts_with_answers()),
                "missing": [(criterion, ballot.url(criterion.code)) for criterion in missing],
                "changes": ballot.changes() if ballot.is_reopened else [],
                "revision": ballot.revision,
                "written": getattr(self.sheet, "written", None),
                "asked": self.written,
                "over": self.written and clock.today() > self.sheet.item.session.opinions_due_on,
                "held": held_words(ballot.item.dossier) if self.written else "",
                "appraisal": Appraisal.objects.filter(dossier=ballot.item.dossier, reported_on__isnull=False).first(),
                "subtitle": self.ballot.item.dossier.producer.name,
                "title": self.get_title(),
                "sheet_state": _SHEET_KINDS[SheetState(self.sheet.state)],
                "object": self.sheet,
                **kwargs,
            }
        )


_SHEET_KINDS = {
    SheetState.DRAFT: "draft",
    SheetState.SUBMITTED: "done",
    SheetState.REOPENED: "soon",
    SheetState.VOID: "was",
    SheetState.UNANSWERED: "was",
    SheetState.BEFORE_MEETING: "was",
}
