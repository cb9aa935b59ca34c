"""Addresses of published guidance, under /giai-dap/."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import guidance as views

app_name = "guidance"
urlpatterns: list[URLPattern] = [
    path("", views.GuidanceListView.as_view(), name="list"),
    path("<str:code>/", views.GuidanceView.as_view(), name="page"),
]
