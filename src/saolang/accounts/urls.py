"""Addresses about people, under /ban-lam-viec/nguoi-dung/."""

from django.urls import path

from .views import profile, staff

app_name = "accounts"
urlpatterns = [
    path("", staff.PeopleListView.as_view(), name="people"),
    path("toi/", profile.ProfileView.as_view(), name="profile"),
    path("them/", staff.PersonAddView.as_view(), name="person_add"),
    path("<int:pk>/", staff.PersonView.as_view(), name="person"),
    path("<int:pk>/vai-tro/", staff.RoleGrantView.as_view(), name="role_grant"),
    path("<int:pk>/tai-khoan/", staff.AccountActiveView.as_view(), name="account_active"),
    path("vai-tro/<int:pk>/ket-thuc/", staff.RoleEndView.as_view(), name="role_end"),
]
