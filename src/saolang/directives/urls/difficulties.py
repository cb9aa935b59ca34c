"""Addresses of difficulties, under /ban-lam-viec/chi-dao/."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import difficulties as pages
from ..views import difficulty_acts as acts

urlpatterns: list[URLPattern] = [
    path("kho-khan/", pages.DifficultyListView.as_view(), name="difficulties"),
    path("kho-khan/neu/", pages.RaiseView.as_view(), name="difficulty_raise"),
    path("kho-khan/ghi-thay/", pages.RecordView.as_view(), name="difficulty_record"),
    path("kho-khan/bang/", pages.DifficultyBoardView.as_view(), name="difficulty_board"),
    path("kho-khan/<str:code>/", pages.DifficultyView.as_view(), name="difficulty"),
    path("kho-khan/<str:code>/chuyen/", acts.RouteView.as_view(), name="difficulty_route"),
    path("kho-khan/<str:code>/tra-loi/", acts.AnswerView.as_view(), name="difficulty_answer"),
    path("kho-khan/<str:code>/tra-lai/", acts.ReturnView.as_view(), name="difficulty_return"),
    path("kho-khan/<str:code>/xong/", acts.CloseView.as_view(), name="difficulty_close"),
    path("kho-khan/<str:code>/con-vuong/", acts.StillStuckView.as_view(), name="difficulty_still_stuck"),
    path("kho-khan/<str:code>/rut-lai/", acts.WithdrawView.as_view(), name="difficulty_withdraw"),
    path("kho-khan/<str:code>/bao-cao/", acts.ReportUpView.as_view(), name="difficulty_report_up"),
    path("kho-khan/<str:code>/cong-bo/", acts.PublishView.as_view(), name="difficulty_publish"),
    path("kho-khan/<str:code>/go/", acts.UnpublishView.as_view(), name="difficulty_unpublish"),
]
