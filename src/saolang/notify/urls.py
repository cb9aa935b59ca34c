"""Addresses of messages, under the desk."""

from django.urls import path

from . import views

app_name = "notify"
urlpatterns = [
    path("", views.InboxView.as_view(), name="inbox"),
    path("doc-het/", views.ReadAllView.as_view(), name="read_all"),
    path("<str:code>/doc/", views.ReadView.as_view(), name="read"),
]
