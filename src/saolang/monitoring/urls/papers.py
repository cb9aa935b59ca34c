"""Addresses of the watch over standing papers."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import papers as views

urlpatterns: list[URLPattern] = [
    path("giay-to/", views.PaperListView.as_view(), name="papers"),
    path("giay-to/tai-ve/", views.PaperExportView.as_view(), name="papers_export"),
]
