"""One's own page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from saolang.ui.views import DeskFormView

from ..domain.people import update_profile
from ..forms import ProfileForm
from ..models import Role


class ProfileView(DeskFormView):
    """Name and telephone, one's own roles, and the ways to secure the account."""

    permission = "accounts.view_profile"
    form_class = ProfileForm
    template_name = "accounts/profile.html"
    title = gettext_lazy("Thông tin của tôi")
    success_message = gettext_lazy("Đã lưu thông tin của bạn.")

    def get_initial(self) -> dict[str, Any]:
        """What is kept now."""
        user = self.request.user
        return {"full_name": user.full_name, "phone": user.phone}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add one's roles and how the account is secured."""
        from allauth.mfa.utils import is_mfa_enabled

        roles = Role.objects.filter(user=self.request.user).select_related("unit", "organisation")
        given = {"roles": roles.order_by("ended_on", "-valid_from", "pk"), "mfa": is_mfa_enabled(self.request.user)}
        return super().get_context_data(**{**given, **kwargs})

    def save(self, form: ProfileForm) -> str:  # type: ignore[override]
        """Save it."""
        update_profile(self.request.user, actor=self.request.user, **form.cleaned_data)
        return reverse("accounts:profile")
