"""Addresses under /ban-lam-viec/hoi-dong/."""

from django.urls import path

from .views import appraisals, councils, issuing, items, results, scoring, sessions

app_name = "assessment"

urlpatterns = [
    path("", councils.CouncilListView.as_view(), name="councils"),
    path("moi/", councils.CouncilCreateView.as_view(), name="council_create"),
    path("h/<slug:code>/", councils.CouncilView.as_view(), name="council"),
    path("h/<slug:code>/thanh-vien/", councils.SeatAddView.as_view(), name="seat_add"),
    path("h/<slug:code>/thanh-vien/<int:seat>/thoi/", councils.SeatEndView.as_view(), name="seat_end"),
    path("h/<slug:code>/to-tu-van/", councils.AdviserAddView.as_view(), name="adviser_add"),
    path("h/<slug:code>/phien-moi/", sessions.SessionPlanView.as_view(), name="session_plan"),
    path("to-tu-van/", appraisals.AppraisalListView.as_view(), name="appraisals"),
    path("to-tu-van/<slug:code>/", appraisals.AppraisalView.as_view(), name="appraisal"),
    path("to-tu-van/<slug:code>/van-ban/", appraisals.AppraisalPaperView.as_view(), name="appraisal_paper"),
    path("phien/<slug:code>/", sessions.SessionView.as_view(), name="session"),
    path("phien/<slug:code>/ho-so/", sessions.SessionItemsView.as_view(), name="session_items"),
    path("phien/<slug:code>/diem-danh/", sessions.AttendanceView.as_view(), name="attendance"),
    path("phien/<slug:code>/khai-mac/", sessions.SessionOpenView.as_view(), name="session_open"),
    path("phien/<slug:code>/be-mac/", sessions.SessionCloseView.as_view(), name="session_close"),
    path("phien/<slug:code>/ket-qua/", results.ResultsView.as_view(), name="results"),
    path("phien/<slug:code>/bien-ban/", results.SessionPapersView.as_view(), name="session_papers"),
    path("phien/<slug:code>/to-trinh/", results.BatchMakeView.as_view(), name="batch_make"),
    path("phieu-cua-toi/", scoring.MySheetsView.as_view(), name="my_sheets"),
    path("phieu/<slug:code>/", items.SheetView.as_view(), name="sheet"),
    path("ho-so/<slug:code>/", items.ItemView.as_view(), name="item"),
    path("ho-so/<slug:code>/rut-khoi-phien/", sessions.ItemRemoveView.as_view(), name="item_remove"),
    path("ho-so/<slug:code>/bat-dau/", items.StartView.as_view(), name="item_start"),
    path("ho-so/<slug:code>/thao-luan/", items.DiscussView.as_view(), name="item_discuss"),
    path("ho-so/<slug:code>/chuyen-dot-sau/", items.PostponeView.as_view(), name="item_postpone"),
    path("ho-so/<slug:code>/ket-luan/", items.ConcludeView.as_view(), name="item_conclude"),
    path("ho-so/<slug:code>/can-cu-loai/", items.KnockOutView.as_view(), name="item_knock_out"),
    path("ho-so/<slug:code>/can-cu-loai/<int:knockout>/bo/", items.LiftView.as_view(), name="item_lift"),
    path("ho-so/<slug:code>/thong-nhat/<str:criterion>/", items.AgreeView.as_view(), name="item_agree"),
    path("ho-so/<slug:code>/thong-bao/", results.NoticeDraftView.as_view(), name="notice_draft"),
    path("ho-so/<slug:code>/cho-diem/", scoring.ScoreView.as_view(), name="score"),
    path("ho-so/<slug:code>/cho-diem/nop/", scoring.SheetSubmitView.as_view(), name="score_submit"),
    path("ho-so/<slug:code>/cho-diem/<str:criterion>/", scoring.CriterionView.as_view(), name="score_criterion"),
    path("ket-qua/<slug:code>/", results.BatchView.as_view(), name="batch"),
    path("ket-qua/<slug:code>/cong-bo/", results.PublishView.as_view(), name="publish"),
    path("ban-hanh/quyet-dinh/<slug:code>/", issuing.IssueDecisionView.as_view(), name="issue_decision"),
    path("ban-hanh/giay-chung-nhan/<slug:code>/", issuing.IssueCertificateView.as_view(), name="issue_certificate"),
    path("ban-hanh/thong-bao/<slug:code>/", issuing.IssueNoticeView.as_view(), name="issue_notice"),
]
