"""Addresses under /ban-lam-viec/so-dang-ky/."""

from django.urls import path

from .views import marks, radar, registers, staff, suspensions, tools_urls

app_name = "registry"
urlpatterns = [
    path("", staff.RegisterView.as_view(), name="list"),
    path("tai-ve.xlsx", staff.RegisterExportView.as_view(), name="export"),
    path("nhap/", staff.ImportsView.as_view(), name="imports"),
    path("nhap/mau.xlsx", staff.TemplateView.as_view(), name="template"),
    path("nhap/thu/<str:code>/", staff.TryView.as_view(), name="try"),
    path("nhap/so-cu/", registers.RegistersView.as_view(), name="registers"),
    path("nhap/so-cu/<str:code>/", registers.RegisterView.as_view(), name="register"),
    path("nhap/so-cu/<str:code>/ghep-cot/", registers.MappingView.as_view(), name="mapping"),
    path("nhap/so-cu/<str:code>/tung-dong/", registers.RegisterLinesView.as_view(), name="register_lines"),
    path("nhap/so-cu/<str:code>/ghi/", registers.WriteView.as_view(), name="register_write"),
    path("nhap/so-cu/<str:code>/chay-tai-day/", registers.RunHereView.as_view(), name="register_run"),
    path("nhap/so-cu/<str:code>/bao-cao.xlsx", registers.ReportView.as_view(), name="register_report"),
    path("nhap/<str:code>/bao-cao.xlsx", registers.BatchReportView.as_view(), name="batch_report"),
    path("nhap/<str:code>/", staff.BatchView.as_view(), name="batch"),
    path("nhap/<str:code>/hoan-tac/", staff.UndoView.as_view(), name="undo"),
    path("han-sao/", radar.RadarView.as_view(), name="radar"),
    path("han-sao/danh-sach/", radar.RadarListView.as_view(), name="radar_list"),
    path("han-sao/theo-xa/", radar.RadarCommunesView.as_view(), name="radar_communes"),
    path("han-sao/theo-chu-the/", radar.RadarProducersView.as_view(), name="radar_producers"),
    path("han-sao/lich/", radar.CalendarView.as_view(), name="radar_calendar"),
    path("han-sao/lich/doi-dia-chi/", radar.RenewKeyView.as_view(), name="radar_new_key"),
    path("han-sao/<str:code>/", radar.RadarStarView.as_view(), name="radar_star"),
    path("nhan-hieu/", marks.MarkView.as_view(), name="mark"),
    path("nhan-hieu/mau/", marks.ArtworksView.as_view(), name="artworks"),
    path("nhan-hieu/mau/<str:code>/thoi-dung/", marks.RetireArtworkView.as_view(), name="artwork_retire"),
    path("nhan-hieu/luot-tai/", marks.MarkDownloadsView.as_view(), name="mark_downloads"),
    path("nhan-hieu/<str:code>/<str:artwork>/tai/", marks.TakeMarkView.as_view(), name="mark_take"),
    path("tam-ngung/<str:code>/luu-thong-lai/", suspensions.LiftView.as_view(), name="suspension_lift"),
    path("<str:code>/tam-ngung/", suspensions.SuspendView.as_view(), name="suspend"),
    *tools_urls.urlpatterns,
    path("<str:code>/", staff.EntryView.as_view(), name="entry"),
]
