"""Addresses of inspections: plan, visits, checklists, findings."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import inspection_findings as findings
from ..views import inspection_phone as phone
from ..views import inspection_plans as plans
from ..views import inspection_sync as sync
from ..views import inspection_work as work
from ..views import inspections as visits

urlpatterns: list[URLPattern] = [
    path("kiem-tra/", visits.VisitListView.as_view(), name="visits"),
    path("kiem-tra/ke-hoach/", plans.PlanListView.as_view(), name="plans"),
    path("kiem-tra/ke-hoach/lap/", plans.PlanMakeView.as_view(), name="plan_make"),
    path("kiem-tra/ke-hoach/<code>/", plans.PlanView.as_view(), name="plan"),
    path("kiem-tra/ke-hoach/<code>/soan/", plans.PlanDraftView.as_view(), name="plan_draft"),
    path("kiem-tra/dot/chu-the/<code>/", plans.VisitPlanView.as_view(), name="visit_plan"),
    path("kiem-tra/dot/xa/", plans.ProgrammeVisitPlanView.as_view(), name="programme_visit_plan"),
    path("kiem-tra/giay/<code>/ban-hanh/", plans.IssueInspectionView.as_view(), name="issue_inspection"),
    path("kiem-tra/giay/<code>/bien-ban/", work.MinutesOfPaperView.as_view(), name="minutes_of_paper"),
    path("kiem-tra/dot/<code>/", visits.VisitView.as_view(), name="visit"),
    path("kiem-tra/dot/<code>/ngay/", visits.VisitScheduleView.as_view(), name="visit_schedule"),
    path("kiem-tra/dot/<code>/doan/", visits.TeamView.as_view(), name="visit_team"),
    path("kiem-tra/dot/<code>/doan/<int:member>/bo/", visits.MemberDropView.as_view(), name="member_drop"),
    path("kiem-tra/dot/<code>/ghep/", visits.JoinView.as_view(), name="visit_join"),
    path("kiem-tra/dot/<code>/gop/<into>/", visits.MergeView.as_view(), name="visit_merge"),
    path("kiem-tra/dot/<code>/lap-bang-kiem/", visits.RebuildView.as_view(), name="visit_rebuild"),
    path("kiem-tra/dot/<code>/quyet-dinh/", visits.DecisionDraftView.as_view(), name="decision_draft"),
    path("kiem-tra/dot/<code>/bat-dau/", visits.ArriveView.as_view(), name="visit_arrive"),
    path("kiem-tra/dot/<code>/huy/", visits.CancelView.as_view(), name="visit_cancel"),
    path("kiem-tra/dot/<code>/cong-khai/", visits.PublishView.as_view(), name="visit_publish"),
    path("kiem-tra/dot/<code>/bang-kiem/", work.ChecklistView.as_view(), name="checklist"),
    path("kiem-tra/dot/<code>/bang-kiem/anh/", work.LinePhotoView.as_view(), name="line_photo"),
    path("kiem-tra/dot/<code>/bien-ban/", work.MinutesView.as_view(), name="minutes"),
    path("kiem-tra/dot/<code>/bien-ban/ky/", work.MinutesSignView.as_view(), name="minutes_sign"),
    path("kiem-tra/dot/<code>/ket-luan/", work.ConclusionView.as_view(), name="visit_conclusion"),
    path("kiem-tra/dot/<code>/ghi-chu/<int:change>/", work.SettleView.as_view(), name="settle_change"),
    path("kiem-tra/sw.js", phone.PhoneWorkerView.as_view(), name="phone_worker"),
    path("kiem-tra/dot/<code>/dien-thoai/", phone.PhoneView.as_view(), name="visit_phone"),
    path("kiem-tra/dot/<code>/du-lieu/", sync.VisitBundleView.as_view(), name="visit_bundle"),
    path("kiem-tra/dot/<code>/dong-bo/", sync.VisitSyncView.as_view(), name="visit_sync"),
    path("kiem-tra/dot/<code>/anh/", sync.VisitPhotoView.as_view(), name="visit_photo"),
    path("kiem-tra/dot/<code>/ton-tai/them/", findings.FindingAddView.as_view(), name="finding_add"),
    path("kiem-tra/dot/<code>/mau/them/", findings.SampleAddView.as_view(), name="sample_add"),
    path("kiem-tra/mau/<code>/ket-qua/", findings.SampleResultView.as_view(), name="sample_result"),
    path("kiem-tra/mau/<code>/bien-ban/", findings.SampleRecordView.as_view(), name="sample_record"),
    path("kiem-tra/ton-tai/", findings.FindingsBoardView.as_view(), name="findings"),
    path("kiem-tra/ton-tai/<code>/", findings.FindingView.as_view(), name="finding"),
    path("kiem-tra/ton-tai/<code>/viec/", findings.ActionOrderView.as_view(), name="action_order"),
    path("kiem-tra/ton-tai/<code>/ket-thuc/", findings.FindingEndView.as_view(), name="finding_end"),
    path("kiem-tra/ton-tai/<code>/thu-hoi/", findings.ProposeWithdrawalView.as_view(), name="finding_withdrawal"),
    path("kiem-tra/viec/<code>/bao-cao/", findings.ActionAnswerView.as_view(), name="action_answer"),
    path("kiem-tra/viec/<code>/kiem-tra-lai/", findings.ActionRecheckView.as_view(), name="action_recheck"),
    path("kiem-tra/thay-doi/<code>/", plans.ReportChangeView.as_view(), name="report_change"),
]
