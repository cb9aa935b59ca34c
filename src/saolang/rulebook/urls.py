"""Addresses of the rulebook, under the desk."""

from django.urls import path

from .views import staff

app_name = "rulebook"

urlpatterns = [
    path("", staff.SheetList.as_view(), name="sheets"),
    path("cai-dat/", staff.SettingList.as_view(), name="settings"),
    path("cai-dat/<slug:key>/", staff.SettingChange.as_view(), name="setting"),
    path("<slug:sheet_id>/", staff.SheetPage.as_view(), name="sheet"),
    path("<slug:sheet_id>/phien-ban-<int:version>/", staff.SheetPage.as_view(), name="sheet_version"),
]
