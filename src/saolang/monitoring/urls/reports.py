"""Addresses of reports by the public."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import reports as views

urlpatterns: list[URLPattern] = [
    path("phan-anh/", views.ReportListView.as_view(), name="reports"),
    path("phan-anh/<str:code>/", views.ReportView.as_view(), name="report"),
    path("phan-anh/<str:code>/tiep-nhan/", views.AcceptView.as_view(), name="report_accept"),
    path("phan-anh/<str:code>/chuyen/", views.ForwardView.as_view(), name="report_forward"),
    path("phan-anh/<str:code>/trung/", views.DuplicateView.as_view(), name="report_link_duplicate"),
    path("phan-anh/<str:code>/khong-tiep-nhan/", views.RefuseView.as_view(), name="report_refuse"),
    path("phan-anh/<str:code>/kiem-tra/", views.StartCheckView.as_view(), name="report_start_check"),
    path("phan-anh/<str:code>/tra-loi/", views.AnswerView.as_view(), name="report_answer"),
    path("phan-anh/<str:code>/dong/", views.CloseView.as_view(), name="report_close"),
    path("phan-anh/<str:code>/giao/", views.AssignView.as_view(), name="report_assign"),
    path("phan-anh/<str:code>/xep-loai/", views.MarkView.as_view(), name="report_mark"),
]
