"""Addresses of the desk's frame: home, search, and in development the style guide."""

from django.conf import settings
from django.urls import path

from . import pages

app_name = "ui"
urlpatterns = [
    path("", pages.HomeView.as_view(), name="home"),
    path("tim/", pages.SearchView.as_view(), name="search"),
]
if settings.DEBUG:
    urlpatterns.append(path("mau-giao-dien/", pages.StyleGuideView.as_view(), name="styleguide"))
