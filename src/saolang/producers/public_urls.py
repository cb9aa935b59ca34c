"""The public sign-up of a producer."""

from django.urls import path

from .views.public import RegisterView

app_name = "producers_public"
urlpatterns = [path("dang-ky-chu-the/", RegisterView.as_view(), name="register")]
