"""The running meeting: one page for the wall and for typing, and the projector's own view."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.assessment.views.issuing import FIELDS
from saolang.core.problems import DomainError, Stale
from saolang.documents.domain.papers import SIGNED_PURPOSE
from saolang.documents.enums import PaperKind
from saolang.documents.forms import IssueForm, issue_initial
from saolang.documents.models import Paper
from saolang.files.domain import store
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, ObjectMixin, PermissionMixin

from ..domain import meeting_conclusions as conclusions
from ..domain import meetings as domain
from ..domain.meeting_notice import issue_notice
from ..forms.meetings import ConclusionForm, NotesForm
from ..meeting_wording import names
from ..models import Conclusion, Meeting
from ..queries.meeting_points import Facts, agenda_facts, label
from ..states.meetings import MEETING, OPEN_FOR_CONCLUSIONS
from .meetings import MeetingMixin, PointAction, meetings_crumb, short_title

PREVIEWED = 12


def taken_down(meeting: Meeting) -> list[Conclusion]:
    """Conclusions in order, with everything their cards show."""
    rows = meeting.conclusions.select_related("repeats", "topic", "agenda_item").prefetch_related("leads", "supports")
    return list(rows)


class RunView(OnceMixin, MeetingMixin, DeskFormView):
    """Agenda with the facts of a point at the left, conclusions at the right; a form takes the next one down."""

    permission = "directives.manage_meeting"
    form_class = ConclusionForm
    template_name = "directives/meetings/run.html"
    submit_label = _("Ghi kết luận")

    title = _("Ghi kết luận")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "meeting": self.get_object()}

    def points(self) -> list[Facts]:
        """The agenda, read once."""
        if not hasattr(self, "_points"):
            self._points = agenda_facts(self.get_object())
        return self._points

    def chosen(self) -> Facts | None:
        """The point that is looked at: named by the address or the form, else the one being discussed."""
        wanted = self.request.GET.get("muc", "") or self.request.POST.get("agenda_item", "")
        current = str(self.get_object().current_item_id or "")
        for key in (wanted, current):
            for point in self.points():
                if str(point.item.pk) == key:
                    return point
        return self.points()[0] if self.points() else None

    def edited(self) -> Conclusion | None:
        """The conclusion that is being corrected, if any; 404 for one of another meeting."""
        key = self.request.POST.get("sua", "") or self.request.GET.get("sua", "")
        if not key:
            return None
        rows = self.get_object().conclusions.select_related("repeats")
        found = rows.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 12 else None
        if found is None:
            raise Http404
        return found  # type: ignore[no-any-return]

    def get_initial(self) -> dict[str, Any]:
        row = self.edited()
        if row is not None:
            fields = ("addressee", "text", "support_text", "kind", "period", "due_on", "topic")
            known = {name: getattr(row, name) for name in fields}
            return {**known, "agenda_item": row.agenda_item_id, "repeats": row.repeats.code if row.repeats else ""}
        point = self.chosen()
        if point is None:
            return {}
        given: dict[str, Any] = {"agenda_item": point.item.pk}
        task = point.item.task
        if task is not None and "nhac" in self.request.GET:
            given |= {"repeats": task.code, "text": _bare(task.text), "addressee": point.lead_names, "kind": task.kind,
                      "period": task.period, "topic": task.topic_id}  # fmt: skip
        return given

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, or only show who would get it."""
        if self.request.POST.get("go") == "preview":
            return self.render_to_response(self.get_context_data(form=form, preview=self.preview(form)))
        return super().form_valid(form)

    def preview(self, form: Any) -> dict[str, Any]:
        return preview_of(self.get_object(), form.cleaned_data["addressee"], self.edited())

    def save(self, form: Any) -> str:
        row = self.edited()
        if row is not None:
            version = self.request.POST.get("version") or None
            saved = conclusions.correct(row, actor=self.request.user, expected_version=version, **form.words())
            return self.page(saved)
        return str(super().save(form))

    def save_once(self, form: Any) -> str:
        return self.page(conclusions.take_down(self.get_object(), actor=self.request.user, **form.words()))

    def page(self, row: Conclusion) -> str:
        """This page at the same point, with the conclusion in view."""
        at = f"?muc={row.agenda_item_id}" if row.agenda_item_id else ""
        return f"{reverse('directives:meeting_run', args=[self.get_object().code])}{at}#ket-luan-{row.pk}"

    def get_success_url(self) -> str:
        return reverse("directives:meeting_run", args=[self.get_object().code])

    def show_problems(self, form: Any, error: DomainError) -> HttpResponse:
        """Show the refusal; for a stale page also what the other person saved."""
        response = super().show_problems(form, error)
        if isinstance(error, Stale):
            row = self.edited()
            response = self.render_to_response(
                self.get_context_data(form=form, problems=error.problems, theirs=row), status=409
            )
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, user = self.get_object(), self.request.user
        point, row = self.chosen(), self.edited()
        theirs = kwargs.get("theirs")
        known = {action.name: action for action in MEETING.available(meeting, user)}
        return super().get_context_data(
            state=MEETING.state(meeting),
            points=self.points(),
            chosen=point,
            rows=taken_down(meeting),
            edited=row,
            form_version=theirs.version if theirs else self.request.POST.get("version") or (row.version if row else ""),
            notes_form=NotesForm(
                initial={"notes": point.item.notes, "discussed": point.item.discussed} if point else None
            ),
            opened=meeting.state in OPEN_FOR_CONCLUSIONS,
            actions=known,
            repeated={item.repeats_id for item in meeting.conclusions.all() if item.repeats_id},
            **kwargs,
        )


def _bare(text: str) -> str:
    """A printed text without the sentences that the notice added to it (deadline, repeat)."""
    text = re.sub(r"\s*\(yêu cầu lần \d+[^)]*\)", "", text)
    text = re.sub(r"\s*Hoàn thành chậm nhất ngày [\d/]+\.", "", text)
    return re.sub(r"; báo cáo kết quả (?:hằng (?:tháng|quý|năm)|6 tháng một lần)", "", text)


def preview_of(meeting: Meeting, addressee: str, row: Conclusion | None) -> dict[str, Any]:
    """Who would get it: how many, the first names with why, and what is not placed."""
    found = conclusions.placed(meeting, addressee, but=row)
    shown = [(label(item.body), item.why) for item in found.found[:PREVIEWED]]
    return {"count": len(found.found), "shown": shown, "more": max(0, len(found.found) - PREVIEWED),
            "unknown": found.unknown}  # fmt: skip


class AddresseePreviewView(MeetingMixin, PermissionMixin, View):
    """Who the typed addressee is, as a fragment; asked while a person types."""

    permission = "directives.manage_meeting"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        picked = [*names(request.GET.get("addressee", "")[:1000]), *request.GET.getlist("pick")]
        key = request.GET.get("sua", "")
        row = self.get_object().conclusions.filter(pk=key).first() if key.isdecimal() and len(key) < 12 else None
        preview = preview_of(self.get_object(), "; ".join(dict.fromkeys(picked)), row) if picked else None
        return render(request, "directives/meetings/preview.html", {"preview": preview})


class ConclusionsView(MeetingMixin, PermissionMixin, View):
    """The conclusions as they stand, as a fragment: what a second secretary wrote appears without a reload."""

    permission = "directives.manage_meeting"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = self.get_object()
        context = {"meeting": meeting, "rows": taken_down(meeting), "opened": meeting.state in OPEN_FOR_CONCLUSIONS}
        return render(request, "directives/meetings/taken.html", context)


class ConclusionAction(MeetingMixin, ActionView):
    """An act on one conclusion."""

    permission = "directives.manage_meeting"

    def get_row(self) -> Conclusion:
        """The conclusion of the address; 404 when it belongs to another meeting."""
        found = self.get_object().conclusions.filter(pk=self.kwargs["row"]).first()
        if found is None:
            raise Http404
        return found  # type: ignore[no-any-return]

    def get_success_url(self) -> str:
        return f"{reverse('directives:meeting_run', args=[self.get_object().code])}#ket-luan"


class ConclusionMoveView(ConclusionAction):
    """One place up or down."""

    def act(self) -> str:
        conclusions.move(self.get_row(), up=self.request.POST.get("huong") == "len", actor=self.request.user)
        run = reverse("directives:meeting_run", args=[self.get_object().code])
        return f"{run}#ket-luan-{self.kwargs['row']}"


class ConclusionDropView(ConclusionAction):
    """Take a conclusion away; the history keeps its words."""

    success_message = _("Đã bỏ kết luận; nội dung còn trong lịch sử cuộc họp.")

    def act(self) -> None:
        conclusions.take_away(self.get_row(), actor=self.request.user, expected_version=self.expected_version)


class DiscussView(PointAction):
    """Turn to a point; the projector follows."""

    def act(self) -> str:
        domain.discuss(self.get_item(), actor=self.request.user)
        run = reverse("directives:meeting_run", args=[self.get_object().code])
        return f"{run}?muc={self.kwargs['item']}"


class NotesView(PointAction):
    """Keep what was said on a point."""

    success_message = _("Đã lưu ý kiến.")

    def act(self) -> str:
        form = NotesForm(self.request.POST)
        if not form.is_valid():
            raise DomainError.of("malformed", _gettext("Ý kiến có ký tự không đọc được."), where="notes")
        domain.note_point(
            self.get_item(),
            notes=form.cleaned_data["notes"],
            discussed=form.cleaned_data["discussed"],
            actor=self.request.user,
            expected_version=self.expected_version,
        )
        return f"{reverse('directives:meeting_run', args=[self.get_object().code])}?muc={self.kwargs['item']}"


class ProjectorView(MeetingMixin, DeskDetailView):
    """Big type for the wall: the point being discussed, what was just concluded. No controls, no personal data."""

    permission = "directives.view_meeting"
    template_name = "directives/meetings/projector.html"

    def get_template_names(self) -> list[str]:
        part = self.request.headers.get("HX-Request") == "true"
        return ["directives/meetings/wall.html" if part else self.template_name]

    def get_title(self) -> str:
        return str(self.get_object())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting: Meeting = self.get_object()
        points = agenda_facts(meeting)
        at = next((n for n, point in enumerate(points) if point.item.pk == meeting.current_item_id), None)
        rows = list(enumerate(taken_down(meeting), start=1))
        own = [pair for pair in rows if at is not None and pair[1].agenda_item_id == points[at].item.pk]
        shown = (own or rows)[-4:]
        return super().get_context_data(
            state=MEETING.state(meeting),
            point=points[at] if at is not None else None,
            number=(at or 0) + 1,
            count=len(points),
            rows=shown,
            under_point=bool(own),
            total=len(rows),
            **kwargs,
        )


class IssueNoticeView(VersionMixin, ObjectMixin, DeskFormView):
    """Enter number, date, signer and signed copy of the notice; its tasks are handed out with it."""

    permission = "documents.manage_paper"
    model = Paper
    context_name = "paper"
    form_class = IssueForm
    template_name = "directives/meetings/issue.html"
    title = _("Ghi số, ban hành và giao nhiệm vụ")
    submit_label = _("Ban hành và giao nhiệm vụ")
    success_message = _("Đã ban hành thông báo và giao nhiệm vụ.")

    def get_queryset(self) -> Any:
        return Paper.objects.filter(kind=PaperKind.CONCLUSION_NOTICE).select_related("issuer", "signed_file")

    def get_subject(self) -> Meeting:
        """The meeting whose notice this is. Raises Http404 when there is none."""
        found = Meeting.objects.filter(paper=self.get_object()).first()
        if found is None:
            raise Http404
        return found

    def get_crumbs(self) -> list[tuple[str, str]]:
        meeting = self.get_subject()
        return [meetings_crumb(), (short_title(meeting), meeting.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "paper": self.get_object()}

    def get_initial(self) -> dict[str, Any]:
        return issue_initial(self.get_object())

    def save(self, form: Any) -> Meeting:
        data, user = form.cleaned_data, self.request.user
        with transaction.atomic():
            upload = data["signed_file"]
            signed = store(upload, actor=user, purpose=SIGNED_PURPOSE, allow=("pdf", "image")) if upload else None
            values = {**{name: data[name] for name in FIELDS}, "signed_file": signed, "draft_hash": data["draft_hash"]}
            return issue_notice(self.get_subject(), actor=user, **values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.get_subject()
        problems = [problem for action in MEETING.available(meeting, self.request.user) if action.name == "issue"
                    for problem in action.problems]  # fmt: skip
        rows = meeting.conclusions.prefetch_related("leads")
        return super().get_context_data(
            **{
                "subtitle": _gettext("%(n)s kết luận thành nhiệm vụ, %(m)s đơn vị nhận việc")
                % {"n": len(rows), "m": len({body.pk for row in rows for body in row.leads.all()})},
                "meeting": meeting,
                "problems": problems,
                **kwargs,
            }
        )
