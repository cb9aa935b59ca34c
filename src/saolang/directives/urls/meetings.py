"""Addresses of meetings, under /ban-lam-viec/chi-dao/."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import meeting_room as room
from ..views import meetings as views

urlpatterns: list[URLPattern] = [
    path("cuoc-hop/", views.MeetingListView.as_view(), name="meetings"),
    path("cuoc-hop/lap/", views.MeetingAddView.as_view(), name="meeting_add"),
    path("cuoc-hop/thong-bao/<code>/ban-hanh/", room.IssueNoticeView.as_view(), name="meeting_issue"),
    path("cuoc-hop/<code>/", views.MeetingView.as_view(), name="meeting"),
    path("cuoc-hop/<code>/sua/", views.MeetingEditView.as_view(), name="meeting_edit"),
    path("cuoc-hop/<code>/chuong-trinh/", views.AgendaView.as_view(), name="meeting_agenda"),
    path("cuoc-hop/<code>/chuong-trinh.pdf", views.AgendaPdfView.as_view(), name="meeting_agenda_pdf"),
    path("cuoc-hop/<code>/muc/<int:item>/xep/", views.PointMoveView.as_view(), name="point_move"),
    path("cuoc-hop/<code>/muc/<int:item>/bo/", views.PointDropView.as_view(), name="point_drop"),
    path("cuoc-hop/<code>/muc/<int:item>/ban/", room.DiscussView.as_view(), name="point_discuss"),
    path("cuoc-hop/<code>/muc/<int:item>/y-kien/", room.NotesView.as_view(), name="point_notes"),
    path("cuoc-hop/<code>/bat-dau/", views.StartView.as_view(), name="meeting_start"),
    path("cuoc-hop/<code>/hop/", room.RunView.as_view(), name="meeting_run"),
    path("cuoc-hop/<code>/hop/ket-luan/", room.ConclusionsView.as_view(), name="meeting_taken"),
    path("cuoc-hop/<code>/hop/giao-cho/", room.AddresseePreviewView.as_view(), name="meeting_preview"),
    path("cuoc-hop/<code>/may-chieu/", room.ProjectorView.as_view(), name="meeting_wall"),
    path("cuoc-hop/<code>/ket-luan/<int:row>/xep/", room.ConclusionMoveView.as_view(), name="conclusion_move"),
    path("cuoc-hop/<code>/ket-luan/<int:row>/bo/", room.ConclusionDropView.as_view(), name="conclusion_drop"),
    path("cuoc-hop/<code>/ket-thuc/", views.ConcludeView.as_view(), name="meeting_conclude"),
    path("cuoc-hop/<code>/mo-lai/", views.ReopenView.as_view(), name="meeting_reopen"),
    path("cuoc-hop/<code>/du-thao/", views.DraftView.as_view(), name="meeting_draft"),
    path("cuoc-hop/<code>/sua-ket-luan/", views.ReviseView.as_view(), name="meeting_revise"),
    path("cuoc-hop/<code>/trinh-ky/", views.SubmitView.as_view(), name="meeting_submit"),
    path("cuoc-hop/<code>/tra-lai/", views.ReturnView.as_view(), name="meeting_return"),
    path("cuoc-hop/<code>/huy/", views.CancelView.as_view(), name="meeting_cancel"),
]
