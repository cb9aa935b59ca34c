"""Who works for a producer: staff, and helpers with a recorded authorisation."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.enums import PRODUCER_ROLES, RoleKind
from saolang.accounts.models import Role
from saolang.accounts.views.once import OnceMixin
from saolang.core.clock import today
from saolang.ui.views import ConfirmView, DeskDetailView, DeskFormView, ObjectMixin

from ..domain.authorisations import add_staff, end_authorisation, end_staff, invite_helper
from ..forms import HelperForm, PersonForm
from ..models import Authorisation, Producer
from .parts import ProducerMixin


class PeopleMixin(ProducerMixin):
    """Pages about a producer's people."""

    permission = "producers.change_people"

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the producer and its people."""
        producer = self.get_object()  # type: ignore[attr-defined]
        return [
            (str(producer), producer.get_absolute_url()),
            (_("Người làm hồ sơ"), reverse("producers:people", kwargs={"code": producer.code})),
        ]

    def get_success_url(self) -> str:
        """To the producer's people."""
        return reverse("producers:people", kwargs={"code": self.get_object().code})  # type: ignore[attr-defined]


class PeopleView(PeopleMixin, DeskDetailView):
    """Owners, staff, helpers."""

    template_name = "producers/people.html"
    title = gettext_lazy("Người làm hồ sơ")
    subtitle = gettext_lazy(
        "Nhân viên làm việc thay chủ thể; người hỗ trợ (cán bộ xã, tư vấn, trường) chỉ giúp lập hồ sơ và cần "
        "văn bản ủy quyền. Chủ thể luôn là người xác nhận trước khi nộp."
    )

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the producer."""
        return super().get_crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect roles and authorisations, running ones first."""
        producer = self.get_object()
        roles = Role.objects.filter(
            organisation=producer.organisation, kind__in=PRODUCER_ROLES, ended_on__isnull=True
        ).exclude(kind=RoleKind.DOSSIER_HELPER)
        authorisations = producer.authorisations.select_related("helper", "helper_organisation", "document")
        day = today()
        given = {
            "roles": roles.select_related("user").order_by("kind", "pk"),
            "authorisations": [
                {"row": row, "running": row.ended_on is None and (row.valid_to is None or row.valid_to >= day)}
                for row in authorisations.order_by("ended_on", "-valid_from", "pk")
            ],
        }
        return super().get_context_data(**{**given, **kwargs})


class HelperAddView(OnceMixin, PeopleMixin, ObjectMixin, DeskFormView):
    """Authorising a helper."""

    form_class = HelperForm
    title = gettext_lazy("Ủy quyền người hỗ trợ lập hồ sơ")
    success_message = gettext_lazy("Đã ghi ủy quyền; người hỗ trợ nhận được thông báo.")
    submit_label = gettext_lazy("Ghi ủy quyền")

    def save_once(self, form: HelperForm) -> str:  # type: ignore[override]
        """Record it."""
        values = form.cleaned_data
        invite_helper(
            self.get_object(),
            email=values["email"],
            full_name=values["full_name"],
            document=values["document"],
            valid_from=values["valid_from"],
            valid_to=values["valid_to"],
            actor=self.request.user,
        )
        return self.get_success_url()


class StaffAddView(OnceMixin, PeopleMixin, ObjectMixin, DeskFormView):
    """Naming a staff member."""

    form_class = PersonForm
    title = gettext_lazy("Thêm nhân viên")
    success_message = gettext_lazy("Đã thêm nhân viên.")
    submit_label = gettext_lazy("Thêm nhân viên")

    def save_once(self, form: PersonForm) -> str:  # type: ignore[override]
        """Name them."""
        values = form.cleaned_data
        add_staff(self.get_object(), email=values["email"], full_name=values["full_name"], actor=self.request.user)
        return self.get_success_url()


class AuthorisationEndView(ConfirmView):
    """Ending a helper's leave."""

    permission = "producers.change_people"
    model = Authorisation
    title = gettext_lazy("Kết thúc ủy quyền")
    submit_label = gettext_lazy("Kết thúc ủy quyền")
    danger = True
    success_message = gettext_lazy("Đã kết thúc ủy quyền.")

    def get_permission_object(self) -> Producer:
        """The right is about the producer."""
        return self.get_object().producer

    def act(self, reason: str) -> str:
        """End it."""
        row = self.get_object()
        end_authorisation(row, actor=self.request.user, reason=reason)
        return reverse("producers:people", kwargs={"code": row.producer.code})


class StaffEndView(PeopleMixin, ConfirmView):
    """Ending a staff member's role."""

    title = gettext_lazy("Kết thúc vai trò nhân viên")
    submit_label = gettext_lazy("Kết thúc")
    danger = True
    success_message = gettext_lazy("Đã kết thúc vai trò.")

    def get_object(self, queryset: Any = None) -> Producer:
        """The producer of the address; the role is looked up among its own."""
        if self._found is None:
            self._found = get_object_or_404(self.get_queryset(), code=self.kwargs["code"])
        return self._found

    def act(self, reason: str) -> str:
        """End it."""
        role = get_object_or_404(
            Role, pk=self.kwargs["role"], organisation=self.get_object().organisation, kind=RoleKind.PRODUCER_STAFF
        )
        end_staff(role, actor=self.request.user, reason=reason)
        return self.get_success_url()
