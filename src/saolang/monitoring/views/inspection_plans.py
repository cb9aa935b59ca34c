"""The yearly plan with its risk list, planning a visit, issuing the papers of inspections."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.roles import duty_units
from saolang.accounts.views.once import OnceMixin
from saolang.assessment.views.issuing import FIELDS
from saolang.core import clock
from saolang.documents.domain.papers import SIGNED_PURPOSE
from saolang.documents.enums import PaperKind
from saolang.documents.forms import IssueForm, issue_initial
from saolang.documents.links import paper_links
from saolang.documents.models import Paper
from saolang.files.domain import store
from saolang.places.models import Unit
from saolang.producers.models import Producer
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, DeskListView, ObjectMixin

from ..domain.inspection_changes import report_change
from ..domain.inspection_papers import announce, conclude, draft_plan, issue_plan
from ..domain.inspections import make_plan, plan_programme_visit, plan_visit, visits_in_year
from ..enums import PlanState
from ..forms.inspections import ChangeForm, PlanForm, ProgrammeVisitForm, VisitForm, agencies
from ..models import InspectionPlan, Visit
from ..queries.inspection_risk import producers_to_plan, ranked, risk_of
from ..queries.inspections import PLANNERS, for_list, plans_visible_to
from ..states.inspections import VISIT
from .inspection_parts import PlanMixin, visits_crumb

RISK_PAGE = 30


def province_of(user: Any, *kinds: str) -> Unit:
    """The province in which the person plans inspections. Raises Http404 when there is none."""
    found = Unit.objects.filter(pk__in=duty_units(user, *(kinds or PLANNERS)), level="province").first()
    if found is None:
        raise Http404
    return found


class PlanListView(DeskListView):
    """Plans of the province, newest first."""

    permission = "monitoring.list_inspections"
    template_name = "monitoring/plans.html"
    title = _("Kế hoạch kiểm tra")
    empty_title = _("Chưa có kế hoạch kiểm tra")
    empty_text = _("Lập kế hoạch năm: chọn chủ thể theo rủi ro, mỗi chủ thể một đợt chung của các cơ quan.")

    def get_queryset(self) -> Any:
        return plans_visible_to(self.request.user).select_related("office", "province").order_by("-year")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [visits_crumb()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(plans=user.has_perm("monitoring.plan_inspections"), **kwargs)


class PlanMakeView(OnceMixin, DeskFormView):
    """Open the plan of a year."""

    permission = "monitoring.plan_inspections"
    form_class = PlanForm
    title = _("Lập kế hoạch kiểm tra năm")
    submit_label = _("Lập kế hoạch")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "province": province_of(self.request.user)}

    def get_initial(self) -> dict[str, Any]:
        office = agencies(province_of(self.request.user)).filter(kind=OrganisationKind.OCOP_OFFICE).first()
        return {"year": clock.today().year, "office": office}

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [visits_crumb()]

    def save_once(self, form: Any) -> InspectionPlan:
        data = {key: form.cleaned_data[key] for key in ("year", "office", "purpose")}
        return make_plan(province=province_of(self.request.user), actor=self.request.user, **data)

    def get_success_url(self) -> str:
        return reverse("monitoring:plans")


class PlanView(PlanMixin, DeskDetailView):
    """The plan: producers by risk with the reasons, visits already in it, the paper."""

    permission = "monitoring.view_plan"
    template_name = "monitoring/plan.html"
    is_record = True

    def get_title(self) -> str:
        return str(self.get_object())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan, user = self.get_object(), self.request.user
        visits = for_list(plan.visits.exclude(state="cancelled")).order_by("month", "pk")
        rows = ranked(producers_to_plan(plan.province), plan.year)
        every = self.request.GET.get("tat-ca") == "1"
        return super().get_context_data(
            visits=[(visit, VISIT.state(visit)) for visit in visits],
            rows=rows if every else rows[:RISK_PAGE],
            more=0 if every else max(0, len(rows) - RISK_PAGE),
            row_count=len(rows),
            plans=user.has_perm("monitoring.plan_inspections", plan),  # type: ignore[union-attr]
            paper=paper_links(plan.paper, user=user) if plan.paper else None,
            is_draft=plan.state == PlanState.DRAFT,
            issue_url=reverse("monitoring:issue_inspection", args=[plan.paper.code]) if plan.paper else "",
            **kwargs,
        )


class PlanDraftView(PlanMixin, ActionView):
    """Write the plan as a paper."""

    permission = "monitoring.plan_inspections"
    success_message = _("Đã soạn dự thảo kế hoạch.")

    def act(self) -> InspectionPlan:
        plan = self.get_object()
        draft_plan(plan, actor=self.request.user)
        return plan


class VisitPlanView(OnceMixin, ObjectMixin, DeskFormView):
    """Plan a visit to one producer; what it already has in the year is shown first."""

    model = Producer
    context_name = "producer"
    permission = "monitoring.plan_inspections"
    template_name = "monitoring/visit_plan.html"
    form_class = VisitForm
    title = _("Thêm đợt kiểm tra")
    submit_label = _("Thêm vào kế hoạch")
    success_message = _("Đã thêm đợt kiểm tra và lập bảng kiểm.")

    def get_queryset(self) -> Any:
        return Producer.objects.select_related("organisation", "filing_commune__parent")

    def get_permission_object(self) -> Any:
        commune = self.get_object().filing_commune
        return commune.parent if commune is not None else None

    def get_plan(self) -> InspectionPlan | None:
        """The plan that the address names, if the person sees it."""
        code = self.request.GET.get("ke-hoach", "")
        return plans_visible_to(self.request.user).filter(code=code).first() if code else None

    def get_crumbs(self) -> list[tuple[str, str]]:
        plan = self.get_plan()
        return [visits_crumb(), *([(str(plan), plan.get_absolute_url())] if plan else [])]

    def get_form_kwargs(self) -> dict[str, Any]:
        province = self.get_permission_object() or province_of(self.request.user)
        return {**super().get_form_kwargs(), "province": province}

    def get_initial(self) -> dict[str, Any]:
        plan = self.get_plan()
        return {"lead": plan.office if plan else None, "month": clock.today().month}

    def save_once(self, form: Any) -> Visit:
        data = form.cleaned_data
        return plan_visit(
            producer=self.get_object(),
            lead=data["lead"],
            kinds=[(kind, data["lead"]) for kind in data["kinds"]],
            plan=self.get_plan(),
            month=data["month"],
            day=data["day"],
            sign=form.sign(),
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        return reverse("monitoring:visits")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        producer, plan = self.get_object(), self.get_plan()
        year = plan.year if plan else clock.today().year
        return super().get_context_data(
            risk=risk_of(producer), held=visits_in_year(producer, year), year=year, subtitle=producer.name, **kwargs
        )


class ProgrammeVisitPlanView(OnceMixin, DeskFormView):
    """Plan the supervision of a commune's programme work."""

    permission = "monitoring.plan_inspections"
    form_class = ProgrammeVisitForm
    title = _("Giám sát việc triển khai tại xã")
    submit_label = _("Thêm đợt giám sát")
    success_message = _("Đã thêm đợt giám sát và lập bảng kiểm.")

    def get_plan(self) -> InspectionPlan | None:
        code = self.request.GET.get("ke-hoach", "")
        return plans_visible_to(self.request.user).filter(code=code).first() if code else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "province": province_of(self.request.user)}

    def get_initial(self) -> dict[str, Any]:
        plan = self.get_plan()
        return {"lead": plan.office if plan else None, "month": clock.today().month}

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [visits_crumb()]

    def save_once(self, form: Any) -> Visit:
        data = {key: form.cleaned_data[key] for key in ("commune", "lead", "month", "day")}
        return plan_programme_visit(plan=self.get_plan(), sign=form.sign(), actor=self.request.user, **data)

    def get_success_url(self) -> str:
        return reverse("monitoring:visits")


class IssueInspectionView(ObjectMixin, DeskFormView):
    """Enter number, date and signed copy of a plan, a decision or a conclusion; what follows is done with it."""

    permission = "documents.manage_paper"
    model = Paper
    context_name = "paper"
    form_class = IssueForm
    template_name = "assessment/issue.html"
    title = _("Ghi số và ban hành")
    submit_label = _("Ghi số và ban hành")
    success_message = _("Đã ban hành văn bản.")

    def get_queryset(self) -> Any:
        kinds = (PaperKind.INSPECTION_PLAN, PaperKind.INSPECTION_DECISION, PaperKind.INSPECTION_CONCLUSION)
        return Paper.objects.filter(kind__in=kinds).select_related("issuer", "signed_file")

    def get_subject(self) -> Any:
        """The plan or visit that the paper is about. Raises Http404 when it is gone."""
        paper = self.get_object()
        model: Any = InspectionPlan if paper.kind == PaperKind.INSPECTION_PLAN else Visit
        found = model.objects.filter(pk=paper.subject_id).first()
        if found is None:
            raise Http404
        return found

    def get_crumbs(self) -> list[tuple[str, str]]:
        subject = self.get_subject()
        return [visits_crumb(), (str(subject), subject.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "paper": self.get_object()}

    def get_initial(self) -> dict[str, Any]:
        return issue_initial(self.get_object())

    def save(self, form: Any) -> Any:
        data, user = form.cleaned_data, self.request.user
        acts: dict[str, Any] = {
            PaperKind.INSPECTION_PLAN: issue_plan,
            PaperKind.INSPECTION_DECISION: announce,
            PaperKind.INSPECTION_CONCLUSION: conclude,
        }
        with transaction.atomic():
            upload = data["signed_file"]
            signed = store(upload, actor=user, purpose=SIGNED_PURPOSE, allow=("pdf", "image")) if upload else None
            values = {**{name: data[name] for name in FIELDS}, "signed_file": signed, "draft_hash": data["draft_hash"]}
            return acts[PaperKind(self.get_object().kind)](self.get_subject(), actor=user, **values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(subtitle=self.get_object().title, **kwargs)


class ReportChangeView(ObjectMixin, DeskFormView):
    """A producer says what it has changed; honest word counts in the choice of visits and is no fault."""

    model = Producer
    context_name = "producer"
    permission = "monitoring.report_change"
    form_class = ChangeForm
    title = _("Báo thay đổi trong sản xuất")
    submit_label = _("Gửi báo cáo thay đổi")
    success_message = _("Đã ghi nhận thay đổi.")

    def get_queryset(self) -> Any:
        return Producer.objects.select_related("organisation")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "producer": self.get_object()}

    def save(self, form: Any) -> str:
        report_change(self.get_object(), actor=self.request.user, **form.cleaned_data)
        return reverse("monitoring:visits")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        note = _gettext("Cơ quan quản lý xem thay đổi khi chọn đợt kiểm tra; tự báo không phải là vi phạm.")
        return super().get_context_data(subtitle=note, **kwargs)
