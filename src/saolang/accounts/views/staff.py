"""Administrators: people, their accounts and roles."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.clock import today
from saolang.ui.views import ConfirmView, DeskDetailView, DeskFormView, DeskListView, ObjectMixin

from .. import queries
from ..domain.form_tokens import AlreadySubmitted, spend_form_token
from ..domain.people import invite_user, set_active
from ..domain.roles import end_role, grant_role
from ..enums import RoleKind
from ..forms import GrantRoleForm, NewPersonForm
from ..models import Role, User
from ..tables import PeopleTable


class PeopleFilter(django_filters.FilterSet):
    """By name or address, and by role."""

    q = django_filters.CharFilter(label=gettext_lazy("Tên hoặc thư điện tử"), method="by_text")
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("Vai trò"), choices=RoleKind.choices, empty_label=gettext_lazy("Tất cả"), method="by_role"
    )

    class Meta:
        model = User
        fields = ("q", "role")

    def by_text(self, people: Any, name: str, value: str) -> Any:
        """Name or address holds the text."""
        return queries.search_people(people, value)

    def by_role(self, people: Any, name: str, value: str) -> Any:
        """Somebody who holds the role and has not been ended in it."""
        return people.filter(pk__in=Role.objects.filter(kind=value, ended_on__isnull=True).values("user_id"))


class PeopleListView(DeskListView):
    """Everybody with an account."""

    permission = "accounts.manage_roles"
    template_name = "accounts/people.html"
    title = gettext_lazy("Người dùng")
    filterset_class = PeopleFilter
    table_class = PeopleTable
    empty_title = gettext_lazy("Chưa có người dùng nào")

    def get_queryset(self) -> Any:
        """People the administrator may see, with their roles."""
        return queries.with_roles(queries.people_visible_to(self.request.user)).order_by("full_name", "pk")


class PersonMixin:
    """Pages about one person."""

    permission = "accounts.manage_roles"
    model = User
    context_name = "person"

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to everybody and the person."""
        person = self.get_object()  # type: ignore[attr-defined]
        return [(_("Người dùng"), reverse("accounts:people")), (person.full_name, person.get_absolute_url())]


class PersonView(PersonMixin, DeskDetailView):
    """One person: account, roles with their periods and bases."""

    template_name = "accounts/person.html"

    def get_title(self) -> str:
        """The person's name."""
        return str(self.get_object())

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to everybody."""
        return super().get_crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add roles, running ones first."""
        roles = self.get_object().roles.select_related("unit", "organisation", "granted_by")
        day = today()
        rows = [
            {"role": role, "ended": role.ended_on is not None or (role.valid_to is not None and role.valid_to < day)}
            for role in roles.order_by("-valid_from", "pk")
        ]
        rows.sort(key=lambda row: row["ended"])
        return super().get_context_data(**{"rows": rows, **kwargs})


class PersonAddView(DeskFormView):
    """Opening an account for somebody."""

    permission = "accounts.manage_roles"
    form_class = NewPersonForm
    title = gettext_lazy("Thêm người dùng")
    subtitle = gettext_lazy("Người này nhận thư mời đặt mật khẩu; sau đó giao vai trò.")
    submit_label = gettext_lazy("Tạo tài khoản và gửi thư mời")
    success_message = gettext_lazy("Đã tạo tài khoản và gửi thư mời.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to everybody."""
        return [(_("Người dùng"), reverse("accounts:people"))]

    def save(self, form: NewPersonForm) -> str:  # type: ignore[override]
        """Invite; somebody who has an account already is shown as they are."""
        values = dict(form.cleaned_data)
        values.pop("token")
        return str(invite_user(actor=self.request.user, **values).get_absolute_url())


class RoleGrantView(PersonMixin, ObjectMixin, DeskFormView):
    """Giving a role."""

    form_class = GrantRoleForm
    title = gettext_lazy("Giao vai trò")
    submit_label = gettext_lazy("Giao vai trò")
    success_message = gettext_lazy("Đã giao vai trò.")

    def save(self, form: GrantRoleForm) -> User:  # type: ignore[override]
        """Give it, once."""
        values = {name: value for name, value in form.cleaned_data.items() if name not in ("token", "place")}
        try:
            with transaction.atomic():
                spend_form_token(form.cleaned_data["token"], user=self.request.user)
                grant_role(user=self.get_object(), actor=self.request.user, **values)
        except AlreadySubmitted:
            pass
        return self.get_object()


class RoleEndView(ConfirmView):
    """Ending a role."""

    permission = "accounts.manage_roles"
    model = Role
    title = gettext_lazy("Kết thúc vai trò")
    warning = gettext_lazy("Vai trò hết hiệu lực ngay từ hôm nay.")
    submit_label = gettext_lazy("Kết thúc vai trò")
    danger = True
    success_message = gettext_lazy("Đã kết thúc vai trò.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the person."""
        person = self.get_object().user
        return [(_("Người dùng"), reverse("accounts:people")), (person.full_name, person.get_absolute_url())]

    def act(self, reason: str) -> User:
        """End it."""
        return end_role(self.get_object(), actor=self.request.user, reason=reason).user


class AccountActiveView(PersonMixin, ConfirmView):
    """Closing or reopening an account."""

    danger = True
    success_message = gettext_lazy("Đã ghi nhận.")

    def get_title(self) -> str:
        """What will happen."""
        return _("Đóng tài khoản") if self.get_object().is_active else _("Mở lại tài khoản")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the button after the act."""
        return super().get_context_data(**{"submit_label": self.get_title(), **kwargs})

    def act(self, reason: str) -> User:
        """Close or reopen."""
        person = get_object_or_404(User, pk=self.get_object().pk)
        return set_active(person, active=not person.is_active, actor=self.request.user, reason=reason)
