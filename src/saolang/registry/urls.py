"""Addresses under /ban-lam-viec/so-dang-ky/."""

from django.urls import path

from .views import radar, staff

app_name = "registry"
urlpatterns = [
    path("", staff.RegisterView.as_view(), name="list"),
    path("tai-ve.xlsx", staff.RegisterExportView.as_view(), name="export"),
    path("nhap/", staff.ImportsView.as_view(), name="imports"),
    path("nhap/mau.xlsx", staff.TemplateView.as_view(), name="template"),
    path("nhap/thu/<str:code>/", staff.TryView.as_view(), name="try"),
    path("nhap/<str:code>/", staff.BatchView.as_view(), name="batch"),
    path("nhap/<str:code>/hoan-tac/", staff.UndoView.as_view(), name="undo"),
    path("han-sao/", radar.RadarView.as_view(), name="radar"),
    path("han-sao/danh-sach/", radar.RadarListView.as_view(), name="radar_list"),
    path("han-sao/theo-xa/", radar.RadarCommunesView.as_view(), name="radar_communes"),
    path("han-sao/theo-chu-the/", radar.RadarProducersView.as_view(), name="radar_producers"),
    path("han-sao/lich/", radar.CalendarView.as_view(), name="radar_calendar"),
    path("han-sao/lich/doi-dia-chi/", radar.RenewKeyView.as_view(), name="radar_new_key"),
    path("han-sao/<str:code>/", radar.RadarStarView.as_view(), name="radar_star"),
    path("<str:code>/", staff.EntryView.as_view(), name="entry"),
]
