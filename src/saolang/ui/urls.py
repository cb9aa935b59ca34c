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
    urlpatterns += [
        path("mau-giao-dien/", pages.StyleGuideView.as_view(), name="styleguide"),
        path("mau-giao-dien/cho-diem/", pages.ScoringGuideView.as_view(), name="styleguide_scoring"),
        path("mau-giao-dien/cong-khai/", pages.PublicGuideView.as_view(), name="styleguide_public"),
    ]
