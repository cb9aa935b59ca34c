"""Addresses of stored files."""

from django.urls import path

from . import views

app_name = "files"
urlpatterns = [
    path("<str:code>/", views.DownloadView.as_view(), name="download"),
    path("<str:code>/nho/", views.ThumbView.as_view(), name="thumb"),
]
