"""On the spot and after: the checklist without JavaScript, minutes, conclusion, what phones could not write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.problems import DomainError, Problems, Stale
from saolang.documents.domain.papers import SIGNED_PURPOSE
from saolang.documents.models import Paper
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, DeskView, ObjectMixin, problem_status

from ..domain.inspection_answers import add_photo, answer_line
from ..domain.inspection_papers import sign_minutes, write_conclusion, write_minutes
from ..domain.inspection_sync import settle_change
from ..enums import LineAnswer, VisitState
from ..forms.inspections import ConclusionForm, MinutesForm, MinutesSignForm
from ..models import ChecklistLine, Finding, SyncedChange, Visit
from .inspection_parts import PHOTO_FILE, VisitMixin, stored


class ChecklistView(VisitMixin, DeskDetailView):
    """The checklist, one section at a time to save; every line with large answers to touch."""

    permission = "monitoring.view_checklist"
    template_name = "monitoring/checklist.html"
    title = _("Bảng kiểm")
    typed: dict[str, dict[str, str]] = {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the lines of one section that were changed; what cannot be saved is said line by line."""
        visit = self.get_object()
        problems, self.typed = Problems(), {}
        lines = ChecklistLine.objects.filter(visit=visit, code__in=request.POST.getlist("line"))
        status = 200
        for line in lines:
            given = {
                "answer": request.POST.get(f"answer-{line.code}", line.answer),
                "note": request.POST.get(f"note-{line.code}", line.note),
            }
            version = request.POST.get(f"version-{line.code}", "")
            try:
                answer_line(
                    line,
                    **given,
                    expected_version=int(version) if version.isascii() and version.isdigit() else None,
                    actor=request.user,
                )
            except DomainError as error:
                self.typed[line.code] = given
                status = problem_status(error)
                problems.extend(_named(error, line))
        if problems:
            self.object = visit
            return self.render_to_response(self.get_context_data(problems=problems.as_list()), status=status)
        target = reverse("monitoring:checklist", args=[visit.code])
        return HttpResponseRedirect(f"{target}#{request.POST.get('section', '')[:40]}", status=303)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        visit, user = self.get_object(), self.request.user
        rows = visit.lines.select_related("visit_product__product", "answered_by")
        lines = list(rows.prefetch_related("photos__file", "findings"))
        open_now = visit.state == VisitState.ON_SITE
        return super().get_context_data(
            groups=_groups(lines, self.typed),
            answers=list(LineAnswer.choices),
            may_fill=open_now and user.has_perm("monitoring.fill_visit", visit),  # type: ignore[union-attr]
            done=sum(1 for line in lines if line.answer),
            total=sum(1 for line in lines if not line.guidance),
            subtitle=visit.subject_name,
            **kwargs,
        )


def _named(error: DomainError, line: ChecklistLine) -> list[Any]:
    if isinstance(error, Stale):
        return [replace(problem, where=str(line.title)) for problem in error.problems]
    return [replace(problem, where=problem.where or str(line.title)) for problem in error.problems]


def _groups(lines: list[ChecklistLine], typed: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """Lines by product and section, in order, each with what was typed where it could not be saved."""
    groups: list[dict[str, Any]] = []
    for line in lines:
        key = (line.visit_product_id, line.section)
        if not groups or groups[-1]["key"] != key:
            first = not groups or groups[-1]["key"][0] != line.visit_product_id
            groups.append(
                {
                    "key": key,
                    "id": f"phan-{len(groups) + 1}",
                    "product": line.visit_product if first else None,
                    "section": line.section,
                    "guidance": line.guidance,
                    "rows": [],
                }
            )
        given = typed.get(line.code, {})
        groups[-1]["rows"].append(
            {
                "line": line,
                "answer": given.get("answer", line.answer),
                "note": given.get("note", line.note),
                "photos": list(line.photos.all()),
                "findings": list(line.findings.all()),
            }
        )
    for group in groups:
        group["done"] = sum(1 for row in group["rows"] if row["line"].answer)
    return groups


class LinePhotoView(VisitMixin, ActionView):
    """Add a picture to a line or a finding from the plain pages."""

    permission = "monitoring.fill_visit"
    success_message = _("Đã thêm ảnh.")

    def act(self) -> str:
        visit, user = self.get_object(), self.request.user
        line = ChecklistLine.objects.filter(visit=visit, code=self.request.POST.get("line", "")).first()
        finding = Finding.objects.filter(visit=visit, code=self.request.POST.get("finding", "")).first()
        upload = self.request.FILES.get("file")
        if upload is None:
            raise DomainError.of("file_missing", str(_("Chưa chọn ảnh.")))
        with transaction.atomic():
            file = stored(upload, actor=user, purpose=PHOTO_FILE, allow=("image",))
            caption = self.request.POST.get("caption", "")
            add_photo(visit, file=file, line=line, finding=finding, caption=caption, actor=user)
        if finding is not None:
            return str(finding.get_absolute_url())
        anchor = f"#dong-{line.code}" if line is not None else ""
        return reverse("monitoring:checklist", args=[visit.code]) + anchor


class MinutesView(VisitMixin, ObjectMixin, DeskFormView):
    """Write the minutes from the checklist; a refusal to sign is recorded with two witnesses."""

    permission = "monitoring.fill_visit"
    form_class = MinutesForm
    template_name = "monitoring/minutes.html"
    title = _("Lập biên bản kiểm tra")
    submit_label = _("Lập biên bản")
    success_message = _("Đã lập biên bản. In ra, hai bên ký, rồi ghi bản đã ký.")

    def get_initial(self) -> dict[str, Any]:
        visit = self.get_object()
        witnesses = list(visit.witnesses.all())
        found: dict[str, Any] = {
            "other_side": visit.other_side
            or (f"{visit.producer.representative}, {visit.producer.representative_title}" if visit.producer else ""),
            "team_view": visit.team_view,
            "remarks": visit.remarks,
            "refused": visit.minutes_refused,
            "refusal_reason": visit.refusal_reason,
        }
        for number, row in enumerate(witnesses[:2], start=1):
            found[f"witness_{number}"], found[f"capacity_{number}"] = row.name, row.capacity
        return found

    def save(self, form: Any) -> str:
        data = form.cleaned_data
        write_minutes(
            self.get_object(),
            witnesses=form.witnesses(),
            actor=self.request.user,
            **{key: data[key] for key in ("other_side", "remarks", "team_view", "refused", "refusal_reason")},
        )
        return reverse("monitoring:minutes_sign", args=[self.get_object().code])


class MinutesSignView(VisitMixin, ObjectMixin, DeskFormView):
    """Enter the signed minutes; the checklist closes."""

    permission = "monitoring.fill_visit"
    form_class = MinutesSignForm
    template_name = "monitoring/minutes_sign.html"
    title = _("Ghi biên bản đã ký")
    submit_label = _("Ghi biên bản và khóa bảng kiểm")
    success_message = _("Đã ghi biên bản.")

    def save(self, form: Any) -> Visit:
        user = self.request.user
        with transaction.atomic():
            file = stored(form.cleaned_data["signed_file"], actor=user, purpose=SIGNED_PURPOSE)
            return sign_minutes(self.get_object(), on=form.cleaned_data["on"], signed_file=file, actor=user)


class MinutesOfPaperView(ObjectMixin, DeskView):
    """Where the papers page leads to for minutes: the visit's own page, which also closes the checklist."""

    permission = "documents.manage_paper"
    model = Paper

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go to the visit."""
        visit = Visit.objects.filter(minutes_paper=self.get_object()).first()
        if visit is None:
            raise Http404
        return HttpResponseRedirect(reverse("monitoring:minutes_sign", args=[visit.code]))


class ConclusionView(VisitMixin, ObjectMixin, DeskFormView):
    """A verdict for each product and the conclusion as a whole."""

    permission = "monitoring.manage_visit"
    form_class = ConclusionForm
    title = _("Dự thảo kết luận")
    submit_label = _("Soạn dự thảo kết luận")
    success_message = _("Đã soạn dự thảo kết luận.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "visit": self.get_object()}

    def save(self, form: Any) -> Visit:
        write_conclusion(
            self.get_object(),
            text=form.cleaned_data["text"],
            products=form.verdicts(),
            actor=self.request.user,
        )
        return self.get_object()


class SettleView(VisitMixin, ActionView):
    """A person has looked at what a phone sent and could not be written."""

    permission = "monitoring.record_finding"
    success_message = _("Đã xử lý ghi chú từ điện thoại.")

    def act(self) -> Visit:
        stored_change = SyncedChange.objects.filter(visit=self.get_object(), pk=self.kwargs["change"]).first()
        if stored_change is None:
            raise Http404
        settle_change(stored_change, use_it=self.request.POST.get("dung") == "1", actor=self.request.user)
        return self.get_object()
