"""Addresses of inspections: plan, visits, checklists, findings."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import inspection_sync as sync

urlpatterns: list[URLPattern] = [
    path("kiem-tra/dot/<code>/du-lieu/", sync.VisitBundleView.as_view(), name="visit_bundle"),
    path("kiem-tra/dot/<code>/dong-bo/", sync.VisitSyncView.as_view(), name="visit_sync"),
    path("kiem-tra/dot/<code>/anh/", sync.VisitPhotoView.as_view(), name="visit_photo"),
]
