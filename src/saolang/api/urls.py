"""Addresses of the public interface, under /api/."""

from django.urls import path

from .public import api

urlpatterns = [path("", api.urls)]
