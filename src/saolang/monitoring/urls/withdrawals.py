"""Addresses of withdrawals of stars."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import withdrawal_stopped as stopped
from ..views import withdrawals as views

urlpatterns: list[URLPattern] = [
    path("thu-hoi/", views.WithdrawalsView.as_view(), name="withdrawals"),
    path("thu-hoi/ngung-san-xuat/", stopped.StoppedProductView.as_view(), name="stopped_product"),
    path("thu-hoi/lap/<str:code>/", views.OpenWithdrawalView.as_view(), name="withdrawal_open"),
    path("thu-hoi/van-ban/<str:code>/", views.IssueWithdrawalPaperView.as_view(), name="withdrawal_issue"),
    path("thu-hoi/<str:code>/", views.WithdrawalView.as_view(), name="withdrawal"),
    path("thu-hoi/<str:code>/can-cu/", views.ConclusionView.as_view(), name="withdrawal_conclusion"),
    path("thu-hoi/<str:code>/hoi-xa/", stopped.AskCommuneView.as_view(), name="withdrawal_ask"),
    path("thu-hoi/<str:code>/ngung-san-xuat/", stopped.StoppedView.as_view(), name="withdrawal_stopped"),
    path("thu-hoi/<str:code>/con-san-xuat/", stopped.StillMadeView.as_view(), name="withdrawal_still_made"),
    path("thu-hoi/<str:code>/tai-lieu/", views.EvidenceView.as_view(), name="withdrawal_evidence"),
    path("thu-hoi/<str:code>/xac-minh/", views.VerifyActionView.as_view(), name="withdrawal_verify"),
    path("thu-hoi/<str:code>/ket-qua/", views.VerificationView.as_view(), name="withdrawal_verification"),
    path("thu-hoi/<str:code>/moi/", views.InvitationView.as_view(), name="withdrawal_invite"),
    path("thu-hoi/<str:code>/nghe/", views.HearingView.as_view(), name="withdrawal_hear"),
    path("thu-hoi/<str:code>/y-kien/", views.ReplyView.as_view(), name="withdrawal_reply"),
    path("thu-hoi/<str:code>/soan/<str:kind>/", views.DraftPaperView.as_view(), name="withdrawal_draft"),
    path("thu-hoi/<str:code>/quyet-dinh-cua-bo/", views.MinistryDecisionView.as_view(), name="withdrawal_ministry"),
    path("thu-hoi/<str:code>/ket-thuc/", views.DropView.as_view(), name="withdrawal_drop"),
]
