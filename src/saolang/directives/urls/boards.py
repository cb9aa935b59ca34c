"""Addresses of boards, under /ban-lam-viec/chi-dao/."""

from __future__ import annotations

from django.urls import path, re_path

from ..views import board_lists
from ..views import boards as views

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("bang/don-vi/", views.BoardView.as_view(kind="don-vi"), name="board_units"),
    path("bang/van-ban/", views.BoardView.as_view(kind="van-ban"), name="board_documents"),
    path("bang/van-ban/<str:code>/", views.DocumentView.as_view(), name="board_document"),
    path("bang/chu-de/", views.BoardView.as_view(kind="chu-de"), name="board_topics"),
    path("bang/danh-sach/", board_lists.ShareListView.as_view(), name="board_list"),
    path("bang/danh-sach.xlsx", board_lists.ShareSheetView.as_view(), name="board_list_xlsx"),
    *(
        re_path(rf"^bang/{kind}\.(?P<form>xlsx|pdf|docx)$", views.BoardFileView.as_view(kind=kind), name=f"{name}_file")
        for kind, name in (("don-vi", "board_units"), ("van-ban", "board_documents"), ("chu-de", "board_topics"))
    ),
]
