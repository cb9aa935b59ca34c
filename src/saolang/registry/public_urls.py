"""Addresses that answer without signing in."""

from django.urls import path

from .views.radar import CalendarFeedView

urlpatterns = [path("lich/<str:key>.ics", CalendarFeedView.as_view(), name="calendar_feed")]
