"""Addresses of directives, under /ban-lam-viec/chi-dao/."""

from . import boards, difficulties, meetings, notices, tasks

app_name = "directives"
urlpatterns = [
    *boards.urlpatterns,
    *notices.urlpatterns,
    *tasks.urlpatterns,
    *difficulties.urlpatterns,
    *meetings.urlpatterns,
]
