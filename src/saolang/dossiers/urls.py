"""Addresses under /ban-lam-viec/ho-so/."""

from django.http import HttpResponse
from django.urls import path

app_name = "dossiers"


def _later(request, **kwargs):
    return HttpResponse()


urlpatterns = [
    path("", _later, name="own"),
    path("xa/", _later, name="commune"),
    path("tinh/", _later, name="province"),
    path("dot/", _later, name="rounds"),
    path("de-nghi/", _later, name="proposals"),
    path("de-nghi/<slug:code>/", _later, name="proposal"),
    path("<slug:code>/", _later, name="dossier"),
    path("<slug:code>/nop/", _later, name="submit"),
    path("<slug:code>/phan-3/", _later, name="criteria"),
    path("<slug:code>/thanh-phan/", _later, name="composition"),
    path("<slug:code>/mau-03/", _later, name="report"),
    path("<slug:code>/phan/<slug:section>/", _later, name="section"),
]
