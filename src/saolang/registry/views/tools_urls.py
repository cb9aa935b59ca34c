"""Addresses of search, corrections, new certificates and transfers; part of ``registry.urls``."""

from django.urls import path

from . import amendments as views
from .search import SearchView

A = "sua-so/<str:code>/"
urlpatterns = [
    path("tim/", SearchView.as_view(), name="search"),
    path("sua-so/", views.AmendmentListView.as_view(), name="amendments"),
    path("sua-so/van-ban/<str:paper_code>/", views.AmendmentPaperView.as_view(), name="amendment_paper"),
    path(A, views.AmendmentView.as_view(), name="amendment"),
    path(A + "kiem-tra/", views.CheckView.as_view(), name="amendment_check"),
    path(A + "soan/", views.DraftView.as_view(), name="amendment_draft"),
    path(A + "ban-hanh/", views.IssueView.as_view(), name="amendment_issue"),
    path(A + "ghi-tu-van-ban/", views.EnterView.as_view(), name="amendment_enter"),
    path(A + "khong-giai-quyet/", views.RefuseView.as_view(), name="amendment_refuse"),
    path(A + "rut/", views.CancelView.as_view(), name="amendment_cancel"),
    path("chuyen-chu-the/<str:code>/", views.TransferNewView.as_view(), name="transfer_new"),
    path("<str:code>/de-nghi/<str:kind>/", views.AmendmentNewView.as_view(), name="amendment_new"),
]
