"""Addresses under /ban-lam-viec/so-dang-ky/."""

from django.urls import path

from .views import staff

app_name = "registry"
urlpatterns = [
    path("", staff.RegisterView.as_view(), name="list"),
    path("tai-ve.xlsx", staff.RegisterExportView.as_view(), name="export"),
    path("nhap/", staff.ImportsView.as_view(), name="imports"),
    path("nhap/mau.xlsx", staff.TemplateView.as_view(), name="template"),
    path("nhap/thu/<str:code>/", staff.TryView.as_view(), name="try"),
    path("nhap/<str:code>/", staff.BatchView.as_view(), name="batch"),
    path("nhap/<str:code>/hoan-tac/", staff.UndoView.as_view(), name="undo"),
    path("<str:code>/", staff.EntryView.as_view(), name="entry"),
]
