"""Public addresses: reports by the public."""

from __future__ import annotations

from django.urls import path

from ..views import public_reports as views

app_name = "public_reports"
urlpatterns = [
    path("", views.ReportFormView.as_view(), name="new"),
    path("theo-doi/", views.FindReportView.as_view(), name="find"),
    path("so-lieu/", views.ReportFiguresView.as_view(), name="figures"),
    path("<str:tracking>/", views.TrackReportView.as_view(), name="track"),
    path("<str:tracking>/xac-minh/", views.VerifyReportView.as_view(), name="verify"),
]
