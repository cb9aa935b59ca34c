"""Meetings in the desk: list, preparing, agenda, the page of one meeting, its steps."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from saolang.accounts.views.once import OnceMixin
from saolang.core.text import slugify_vi
from saolang.documents.links import paper_links
from saolang.documents.render import render_pdf
from saolang.places.models import Unit
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, DeskListView, ObjectMixin, PermissionMixin

from ..domain import meeting_notice as notice_domain
from ..domain import meetings as domain
from ..enums import MeetingState
from ..forms.meetings import MeetingForm, PointForm
from ..meeting_documents import agenda_spec, parts_of
from ..models import AgendaItem, Difficulty, Meeting, Task
from ..queries.access import meetings_visible_to
from ..queries.meeting_points import DUE_WITHIN, agenda_facts, candidates
from ..queries.meetings import committees, issuers
from ..rules.people import office_units
from ..states.meetings import MEETING, OPEN_FOR_AGENDA, OPEN_FOR_CONCLUSIONS, OPEN_FOR_FACTS

STEPS = (
    (MeetingState.PLANNED, _("Chuẩn bị")),
    (MeetingState.RUNNING, _("Họp, ghi kết luận")),
    (MeetingState.CONCLUDED, _("Chỉnh câu chữ")),
    (MeetingState.DRAFTED, _("Dự thảo, trình ký")),
    (MeetingState.ISSUED, _("Đã giao nhiệm vụ")),
)


def meetings_crumb() -> tuple[str, str]:
    """The way back to the list."""
    return str(_("Cuộc họp")), reverse("directives:meetings")


def short_title(meeting: Meeting) -> str:
    """The meeting in a line of the way back."""
    return Truncator(meeting.title).chars(60)


class MeetingMixin(ObjectMixin):
    """A meeting found by its code."""

    model = Meeting
    context_name = "meeting"

    def get_queryset(self) -> Any:
        return Meeting.objects.select_related("province", "committee", "issuer", "paper", "notice__document")

    def get_crumbs(self) -> list[tuple[str, str]]:
        meeting = self.get_object()
        return [meetings_crumb(), (short_title(meeting), meeting.get_absolute_url())]


class MeetingListView(DeskListView):
    """Meetings of the province, newest first."""

    permission = "directives.list_meetings"
    template_name = "directives/meetings/list.html"
    title = _("Cuộc họp")
    subtitle = _("Chương trình từ việc quá hạn, kết luận ghi tại chỗ, thông báo ký xong thì việc được giao")
    empty_title = _("Chưa có cuộc họp nào")
    empty_text = _(
        "Lập cuộc họp: việc quá hạn, sắp đến hạn và vướng mắc chưa trả lời được đưa sẵn để chọn vào chương trình."
    )

    def get_queryset(self) -> Any:
        rows = meetings_visible_to(self.request.user).select_related("committee", "notice__document")
        chosen = self.request.GET.get("trang-thai", "")
        return rows.filter(state=chosen) if chosen in MeetingState.values else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user: Any = self.request.user
        chosen = self.request.GET.get("trang-thai", "")
        return {
            **context,
            "rows": [(meeting, MEETING.state(meeting)) for meeting in context["object_list"]],
            "states": list(MEETING.states.values()),
            "chosen": chosen if chosen in MeetingState.values else "",
            "adds": user.has_perm("directives.add_meeting"),
        }


class MeetingAddView(OnceMixin, DeskFormView):
    """A new meeting; the office of the province writes it."""

    permission = "directives.add_meeting"
    form_class = MeetingForm
    title = _("Lập cuộc họp")
    submit_label = _("Lập cuộc họp")
    success_message = _("Đã lập cuộc họp. Chọn nội dung cho chương trình.")

    def get_province(self) -> Unit:
        """The province whose office the person serves."""
        found = Unit.objects.filter(pk__in=office_units(self.request.user)).order_by("pk").first()
        if found is None:
            raise Http404
        return found

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [meetings_crumb()]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "province": self.get_province()}

    def get_initial(self) -> dict[str, Any]:
        province = self.get_province()
        committee = committees(province).first()
        last = meetings_visible_to(self.request.user).filter(province=province).order_by("-pk").first()
        kept = ("place", "chair_name", "chair_title", "signer_name", "signer_title", "attendance", "recipients")
        before = {name: getattr(last, name) for name in kept} if last is not None else {}
        issuer = (last.issuer if last is not None else None) or committee or issuers(province).first()
        return {**before, "committee": committee, "issuer": issuer}

    def save_once(self, form: Any) -> str:
        meeting = domain.plan_meeting(province=self.get_province(), actor=self.request.user, **form.facts())
        return reverse("directives:meeting_agenda", args=[meeting.code])

    def get_success_url(self) -> str:
        return reverse("directives:meetings")


class MeetingEditView(MeetingMixin, DeskFormView):
    """Change the facts of a meeting until its notice is drafted."""

    permission = "directives.manage_meeting"
    form_class = MeetingForm
    title = _("Sửa thông tin cuộc họp")
    submit_label = _("Lưu")
    success_message = _("Đã lưu thông tin cuộc họp.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "province": self.get_object().province}

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.get_object(), name) for name in domain.FACTS}

    def save(self, form: Any) -> Meeting:
        return domain.edit_meeting(
            self.get_object(),
            actor=self.request.user,
            expected_version=self.request.POST.get("version") or None,
            **form.facts(),
        )


class MeetingView(MeetingMixin, DeskDetailView):
    """One meeting: agenda, conclusions, notice, tasks, history, and the next act."""

    permission = "directives.view_meeting"
    template_name = "directives/meetings/meeting.html"
    is_record = True

    def get_title(self) -> str:
        return str(self.get_object())

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [meetings_crumb()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, user = self.get_object(), self.request.user
        order = [code for code, _label in STEPS]
        at = order.index(meeting.state) if meeting.state in order else -1
        actions = {action.name: action for action in MEETING.available(meeting, user)}
        undated = meeting.conclusions.filter(kind="one_off", due_on=None)
        tasks = Task.objects.none()
        if meeting.notice is not None:
            counted = ~Q(assignments__state="cancelled")
            tasks = meeting.notice.tasks.annotate(
                leads=Count("assignments", filter=counted & Q(assignments__share="lead")),
                supports=Count("assignments", filter=counted & Q(assignments__share="support")),
            )
        return super().get_context_data(
            state=MEETING.state(meeting),
            steps=[(label, index < at or meeting.state == MeetingState.ISSUED, index == at)
                   for index, (_code, label) in enumerate(STEPS)] if at >= 0 else [],
            actions=actions,
            points=agenda_facts(meeting),
            parts=parts_of(meeting, as_drafted=meeting.state in (MeetingState.DRAFTED, MeetingState.ISSUED)),
            undated=list(undated),
            tasks=list(tasks),
            paper=paper_links(meeting.paper, user=user) if meeting.paper is not None else None,
            manages=user.has_perm("directives.manage_meeting", meeting),  # type: ignore[union-attr]
            agenda_open=meeting.state in OPEN_FOR_AGENDA,
            facts_open=meeting.state in OPEN_FOR_FACTS,
            words_open=meeting.state in OPEN_FOR_CONCLUSIONS,
            people=[line.strip(" -;") for line in meeting.attendance.splitlines() if line.strip(" -;")],
            **kwargs,
        )  # fmt: skip


class AgendaView(OnceMixin, MeetingMixin, DeskFormView):
    """Choose points from the records, put them in order, add free ones."""

    permission = "directives.manage_meeting"
    form_class = PointForm
    template_name = "directives/meetings/agenda.html"
    title = _("Chương trình họp")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add what was ticked; a free point comes with its own form."""
        return self.pick(request) if "chon" in request.POST else super().post(request, *args, **kwargs)

    def pick(self, request: HttpRequest) -> HttpResponse:
        """Add the ticked candidates, each with the reason that the list gave."""
        meeting = self.get_object()
        wanted = set(request.POST.getlist("muc"))
        rows = [row for group in candidates(meeting, within=self.within()) for row in group.rows if row.key in wanted]
        why = {row.key: row.why for row in rows}
        codes = [key.partition("-")[2] for key in why]
        tasks = Task.objects.filter(code__in=codes, province=meeting.province)
        difficulties = Difficulty.objects.filter(code__in=codes, province=meeting.province)
        by_key = {f"task-{task.code}": task for task in tasks}
        by_key |= {f"difficulty-{row.code}": row for row in difficulties}
        domain.add_points(
            meeting,
            actor=request.user,
            tasks=[(by_key[row.key], row.why) for row in rows if row.key.startswith("task-")],
            difficulties=[(by_key[row.key], row.why) for row in rows if row.key.startswith("difficulty-")],
        )
        return self.back()

    def back(self) -> HttpResponse:
        """Show the page again, with the same span of days."""
        return HttpResponseRedirect(self.get_success_url(), status=303)

    def within(self) -> int:
        """How many days ahead duties count as coming due."""
        text = self.request.GET.get("ngay", "")
        return min(int(text), 366) if text.isascii() and text.isdigit() and len(text) < 4 else DUE_WITHIN

    def save_once(self, form: Any) -> str:
        data = form.cleaned_data
        domain.add_points(self.get_object(), actor=self.request.user, title=data["title"], why=data["why"])
        return self.get_success_url()

    def get_success_url(self) -> str:
        return f"{reverse('directives:meeting_agenda', args=[self.get_object().code])}?ngay={self.within()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.get_object()
        opened = meeting.state in OPEN_FOR_AGENDA
        groups = candidates(meeting, within=self.within()) if opened else []
        return super().get_context_data(
            points=agenda_facts(meeting),
            groups=groups,
            any_rows=any(group.rows for group in groups),
            spans=sorted({7, DUE_WITHIN, 30, 60, self.within()}),
            within=self.within(),
            opened=opened,
            **kwargs,
        )


class AgendaPdfView(MeetingMixin, PermissionMixin, View):
    """The agenda on paper: each point with the units concerned and where each stands."""

    permission = "directives.view_meeting"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = self.get_object()
        response = HttpResponse(render_pdf(agenda_spec(meeting, agenda_facts(meeting))), content_type="application/pdf")
        name = slugify_vi(f"chương trình họp {meeting.held_on:%d-%m-%Y}")
        response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class PointAction(MeetingMixin, ActionView):
    """An act on one point of the agenda."""

    permission = "directives.manage_meeting"

    def get_item(self) -> AgendaItem:
        """The point of the address; 404 when it belongs to another meeting."""
        found = self.get_object().agenda.filter(pk=self.kwargs["item"]).first()
        if found is None:
            raise Http404
        return found  # type: ignore[no-any-return]

    def get_success_url(self) -> str:
        return reverse("directives:meeting_agenda", args=[self.get_object().code])


class PointMoveView(PointAction):
    """One place up or down."""

    def act(self) -> str:
        domain.move_point(self.get_item(), up=self.request.POST.get("huong") == "len", actor=self.request.user)
        return f"{self.get_success_url()}#muc-{self.kwargs['item']}"


class PointDropView(PointAction):
    """Off the agenda."""

    def act(self) -> None:
        domain.drop_point(self.get_item(), actor=self.request.user)


class StepView(MeetingMixin, ActionView):
    """An act that moves the meeting on."""

    permission = "directives.manage_meeting"
    step: Any = None

    def act(self) -> Any:
        return type(self).step(self.get_object(), actor=self.request.user, expected_version=self.expected_version)


class StartView(StepView):
    """Open the meeting and go to the page where conclusions are taken down."""

    step = staticmethod(domain.start)

    def act(self) -> str:
        super().act()
        return reverse("directives:meeting_run", args=[self.get_object().code])


class ConcludeView(StepView):
    step = staticmethod(domain.conclude)
    success_message = _("Đã kết thúc họp. Đọc lại câu chữ rồi dự thảo thông báo.")

    def act(self) -> str:
        super().act()
        return str(self.get_object().get_absolute_url())


class ReopenView(StepView):
    step = staticmethod(domain.reopen)

    def act(self) -> str:
        super().act()
        return reverse("directives:meeting_run", args=[self.get_object().code])


class DraftView(StepView):
    step = staticmethod(notice_domain.draft_notice)
    success_message = _("Đã soạn dự thảo thông báo từ các kết luận.")

    def act(self) -> str:
        super().act()
        return f"{self.get_object().get_absolute_url()}#thong-bao"


class SubmitView(StepView):
    step = staticmethod(notice_domain.put_before_signer)
    success_message = _("Đã trình ký. Câu chữ được giữ nguyên cho đến khi ban hành hoặc trả lại.")


class ReviseView(StepView):
    step = staticmethod(notice_domain.revise)
    success_message = _("Sửa kết luận rồi soạn lại dự thảo.")


class ReturnView(MeetingMixin, ActionView):
    """The signer gives the draft back."""

    permission = "directives.manage_meeting"
    success_message = _("Đã trả lại dự thảo.")

    def act(self) -> Meeting:
        return notice_domain.take_back(
            self.get_object(), reason=self.reason, actor=self.request.user, expected_version=self.expected_version
        )


class CancelView(MeetingMixin, ActionView):
    """Give the meeting up, with the reason."""

    permission = "directives.manage_meeting"
    success_message = _("Đã hủy cuộc họp.")

    def act(self) -> Meeting:
        return domain.cancel(
            self.get_object(), reason=self.reason, actor=self.request.user, expected_version=self.expected_version
        )
