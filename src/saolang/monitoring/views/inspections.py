"""The list of visits, the page of one visit, and what leads it from its team to publication."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import organisations_of
from saolang.core import clock
from saolang.core.workdays import WorkCalendar
from saolang.documents.links import paper_links
from saolang.producers.queries import producers_of
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, DeskListView, ObjectMixin

from ..domain.inspection_papers import draft_decision, publish
from ..domain.inspection_visits import (
    arrive,
    cancel_visit,
    drop_member,
    name_member,
    rebuild_checklist,
    schedule_visit,
)
from ..domain.inspections import join_visit, merge_visits, visits_in_year
from ..enums import LineAnswer, SyncOutcome, VisitState
from ..forms.inspections import JoinForm, MemberForm, ScheduleForm
from ..models import Visit, VisitMember
from ..queries.inspections import findings_visible_to, for_list, plans_visible_to, visits_visible_to
from ..states.inspections import FINDING, VISIT
from .inspection_parts import VisitMixin

STEPS = (
    VisitState.PLANNED,
    VisitState.ANNOUNCED,
    VisitState.ON_SITE,
    VisitState.MINUTES_SIGNED,
    VisitState.CONCLUDED,
    VisitState.PUBLISHED,
)


class VisitListView(DeskListView):
    """Visits that the person may see; officials by state, producers and communes their own."""

    permission = "monitoring.list_visits"
    template_name = "monitoring/visits.html"
    title = _("Kiểm tra")
    empty_title = _("Chưa có đợt kiểm tra nào")
    empty_text = _("Đợt kiểm tra hiện ở đây khi được đưa vào kế hoạch hoặc có quyết định.")

    def get_queryset(self) -> Any:
        rows = for_list(visits_visible_to(self.request.user)).order_by("-year", "-day", "-pk")
        state = self.request.GET.get("trang-thai", "")
        return rows.filter(state=state) if state in VisitState.values else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        plan = plans_visible_to(user).filter(year=clock.today().year).first()
        return {
            **context,
            "rows": [(visit, VISIT.state(visit)) for visit in context["object_list"]],
            "states": list(VISIT.states.values()),
            "chosen": self.request.GET.get("trang-thai", ""),
            "official": user.has_perm("monitoring.list_inspections"),  # type: ignore[union-attr]
            "plans": user.has_perm("monitoring.plan_inspections"),  # type: ignore[union-attr]
            "plan": plan,
            "own": list(producers_of(user)[:5]) if user.has_perm("monitoring.report_change") else [],  # type: ignore[union-attr]
        }


class VisitView(VisitMixin, DeskDetailView):
    """One visit: state, clock, next act; team, parts, checklist, findings, samples, papers."""

    permission = "monitoring.view_visit"
    template_name = "monitoring/visit.html"
    is_record = True

    def get_title(self) -> str:
        return str(self.get_object().subject_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        visit, user = self.get_object(), self.request.user
        rights = {
            name: user.has_perm(f"monitoring.{name}", visit)  # type: ignore[union-attr]
            for name in ("manage_visit", "fill_visit", "join_visit", "view_checklist", "record_finding")
        }
        inside = rights["view_checklist"]
        told = inside or visit.state in ("minutes_signed", "concluded", "published")
        return super().get_context_data(
            state=VISIT.state(visit),
            steps=_steps(visit),
            actions={action.name: action for action in VISIT.available(visit, user)},
            days_left=_days_left(visit),
            team=list(visit.team.select_related("user", "agency")),
            parts=list(visit.parts.select_related("agency")),
            overlaps=_overlaps(visit) if inside else [],
            products=list(visit.products.select_related("product", "recognition")),
            progress=_progress(visit) if inside else None,
            findings=_findings(visit, user) if told else [],
            samples=list(visit.samples.select_related("product", "file", "paper")) if told else [],
            papers=_papers(visit, user),
            held_back=_held_back(visit) if inside else [],
            late_photos=list(visit.photos.filter(late=True).select_related("file")) if inside else [],
            before_site=visit.state in (VisitState.PLANNED, VisitState.ANNOUNCED),
            inside=inside,
            told=told,
            **rights,
            **kwargs,
        )


def _steps(visit: Visit) -> list[dict[str, Any]]:
    if visit.state == VisitState.CANCELLED:
        return []
    here = STEPS.index(VisitState(visit.state))
    days = (
        visit.created_at,
        visit.announced_on,
        visit.arrived_on,
        visit.minutes_on,
        visit.concluded_on,
        visit.published_on,
    )
    return [
        {"label": VISIT.states[step].staff_name, "done": number < here, "now": number == here, "day": days[number]}
        for number, step in enumerate(STEPS)
    ]


def _days_left(visit: Visit) -> int | None:
    """Working days until the visit while it has not begun."""
    if visit.day is None or visit.state not in (VisitState.PLANNED, VisitState.ANNOUNCED):
        return None
    return WorkCalendar.load().working_days_between(clock.today(), visit.day)


def _overlaps(visit: Visit) -> list[Visit]:
    if visit.producer is None or visit.state == VisitState.CANCELLED:
        return []
    return visits_in_year(visit.producer, visit.year, exclude=visit)


def _progress(visit: Visit) -> dict[str, int]:
    lines = visit.lines.filter(guidance=False)
    total, done = lines.count(), lines.exclude(answer="").count()
    return {
        "total": total,
        "done": done,
        "percent": done * 100 // total if total else 0,
        "not_met": lines.filter(answer="not_met").count(),
        "guidance": visit.lines.filter(guidance=True).count(),
    }


def _findings(visit: Visit, user: Any) -> list[tuple[Any, Any]]:
    rows = findings_visible_to(user).filter(visit=visit).select_related("product").prefetch_related("actions")
    return [(row, FINDING.state(row)) for row in rows.order_by("pk")]


def _papers(visit: Visit, user: Any) -> list[dict[str, Any]]:
    found = []
    for label, paper, url_name in (
        (_gettext("Kế hoạch"), visit.plan.paper if visit.plan else None, ""),
        (_gettext("Quyết định"), visit.decision_paper, "monitoring:issue_inspection"),
        (_gettext("Biên bản"), visit.minutes_paper, ""),
        (_gettext("Kết luận"), visit.conclusion_paper, "monitoring:issue_inspection"),
    ):
        if paper is None or not user.has_perm("documents.view_paper", paper):
            continue
        may_issue = url_name and not paper.is_issued and user.has_perm("documents.manage_paper", paper)
        found.append(
            {
                "label": label,
                "links": paper_links(paper, user=user),
                "issue_url": reverse(url_name, args=[paper.code]) if may_issue else "",
            }
        )
    return found


def _held_back(visit: Visit) -> list[Any]:
    """What phones sent and could not simply be written: conflicts, refusals, notes that came late."""
    outcomes = (SyncOutcome.CONFLICT, SyncOutcome.REFUSED, SyncOutcome.LATE)
    rows = visit.synced_changes.filter(outcome__in=outcomes, settled_at=None).select_related("user")
    lines = {line.code: line for line in visit.lines.filter(code__in=[row.target for row in rows])}
    labels = dict(LineAnswer.choices)
    return [
        {"change": row, "line": lines.get(row.target), "answer": labels.get(row.content.get("answer", ""), "")}
        for row in rows
    ]


class VisitScheduleView(VisitMixin, ObjectMixin, DeskFormView):
    """Fix the day."""

    permission = "monitoring.manage_visit"
    form_class = ScheduleForm
    title = _("Định ngày kiểm tra")
    success_message = _("Đã định ngày kiểm tra.")

    def get_initial(self) -> dict[str, Any]:
        return {"day": self.get_object().day}

    def save(self, form: Any) -> Visit:
        return schedule_visit(self.get_object(), day=form.cleaned_data["day"], actor=self.request.user)


class TeamView(VisitMixin, ObjectMixin, DeskFormView):
    """Name the team."""

    permission = "monitoring.manage_visit"
    template_name = "monitoring/team.html"
    form_class = MemberForm
    title = _("Đoàn kiểm tra")
    submit_label = _("Thêm vào đoàn")
    success_message = _("Đã thêm vào đoàn.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "visit": self.get_object()}

    def get_initial(self) -> dict[str, Any]:
        visit = self.get_object()
        return {"agency": visit.lead_id, "part": "member" if visit.team.filter(part="head").exists() else "head"}

    def save(self, form: Any) -> str:
        name_member(self.get_object(), actor=self.request.user, **form.cleaned_data)
        return reverse("monitoring:visit_team", args=[self.get_object().code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        team = list(self.get_object().team.select_related("user", "agency"))
        return super().get_context_data(team=team, subtitle=self.get_object().subject_name, **kwargs)


class MemberDropView(VisitMixin, ActionView):
    """Take a person off the team."""

    permission = "monitoring.manage_visit"
    success_message = _("Đã bỏ khỏi đoàn.")

    def act(self) -> str:
        visit = self.get_object()
        member = VisitMember.objects.filter(visit=visit, pk=self.kwargs["member"]).first()
        if member is None:
            raise Http404
        drop_member(member, actor=self.request.user)
        return reverse("monitoring:visit_team", args=[visit.code])


class JoinView(VisitMixin, ObjectMixin, DeskFormView):
    """Bring an agency's content into the visit instead of a visit of its own."""

    permission = "monitoring.join_visit"
    form_class = JoinForm
    title = _("Ghép nội dung kiểm tra")
    submit_label = _("Ghép vào đợt này")
    success_message = _("Đã ghép nội dung vào đợt kiểm tra.")

    def get_form_kwargs(self) -> dict[str, Any]:
        visit, user = self.get_object(), self.request.user
        mine = (
            None
            if user.has_perm("monitoring.manage_visit", visit)
            else organisations_of(  # type: ignore[union-attr]
                user, RoleKind.DEPARTMENT_OFFICER
            )
        )
        return {**super().get_form_kwargs(), "visit": visit, "mine": mine}

    def save(self, form: Any) -> Visit:
        join_visit(self.get_object(), actor=self.request.user, **form.cleaned_data)
        return self.get_object()


class MergeView(VisitMixin, ActionView):
    """Bring this visit into another of the same producer."""

    permission = "monitoring.manage_visit"
    success_message = _("Đã gộp hai đợt thành một.")

    def act(self) -> Visit:
        into = visits_visible_to(self.request.user).filter(code=self.kwargs["into"]).first()
        if into is None:
            raise Http404
        return merge_visits(self.get_object(), into=into, actor=self.request.user)


class RebuildView(VisitMixin, ActionView):
    permission = "monitoring.manage_visit"
    success_message = _("Đã lập lại bảng kiểm.")

    def act(self) -> Visit:
        return rebuild_checklist(self.get_object(), actor=self.request.user)


class DecisionDraftView(VisitMixin, ActionView):
    permission = "monitoring.manage_visit"
    success_message = _("Đã soạn dự thảo quyết định.")

    def act(self) -> Visit:
        draft_decision(self.get_object(), actor=self.request.user)
        return self.get_object()


class ArriveView(VisitMixin, ActionView):
    permission = "monitoring.fill_visit"
    success_message = _("Đã bắt đầu kiểm tra.")

    def act(self) -> str:
        arrive(self.get_object(), actor=self.request.user, expected_version=self.expected_version)
        return reverse("monitoring:checklist", args=[self.get_object().code])


class CancelView(VisitMixin, ActionView):
    permission = "monitoring.manage_visit"
    success_message = _("Đã hủy đợt kiểm tra.")

    def act(self) -> Visit:
        return cancel_visit(
            self.get_object(), actor=self.request.user, reason=self.reason, expected_version=self.expected_version
        )


class PublishView(VisitMixin, ActionView):
    permission = "monitoring.manage_visit"
    success_message = _("Đã công khai kết luận trên trang sản phẩm.")

    def act(self) -> Visit:
        return publish(self.get_object(), actor=self.request.user, expected_version=self.expected_version)
