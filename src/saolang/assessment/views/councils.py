"""Councils, their seats and their advisory group."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Role
from saolang.accounts.roles import units_of
from saolang.accounts.views.once import OnceMixin
from saolang.places.models import Unit
from saolang.rulebook.queries import settings_on
from saolang.ui.access import SIGNED_IN
from saolang.ui.views import ConfirmView, DeskDetailView, DeskFormView, DeskListView, ObjectMixin

from ..domain.councils import add_adviser, add_seat, create_council, end_seat
from ..domain.quorum import voting_seats
from ..domain.sessions import SESSION_SETTINGS
from ..enums import ItemState
from ..forms import AdviserForm, CouncilForm, SeatForm
from ..models import Council, Seat
from ..queries import councils_visible_to, sessions_visible_to
from ..states import session_flow
from .parts import COUNCIL_FILE, CouncilMixin, councils_crumb, stored

RECENT = 20


class CouncilListView(DeskListView):
    """Sessions that the person sees, nearest first, and the councils."""

    permission = SIGNED_IN
    title = _("Hội đồng")
    subtitle = _("Phiên họp, thành viên, Quy chế")
    template_name = "assessment/councils.html"
    empty_title = _("Chưa có Hội đồng nào")
    empty_text = _("Ghi quyết định thành lập Hội đồng, Tổ tư vấn và Quy chế, rồi lên lịch phiên họp đầu tiên.")

    def get_queryset(self) -> Any:
        return (
            councils_visible_to(self.request.user)
            .select_related("organisation", "province")
            .annotate(seat_count=Count("seats", filter=Q(seats__left_on__isnull=True)))
            .order_by("-decision_on", "-pk")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sessions = (
            sessions_visible_to(self.request.user)
            .select_related("council__organisation", "round")
            .annotate(item_count=Count("items"), ended_count=Count("items", filter=Q(items__state=ItemState.CONCLUDED)))
            .order_by("-held_on", "-pk")[:RECENT]
        )
        rows = [(session, session_flow.state(session)) for session in sessions]
        may_create = self.request.user.has_perm("assessment.manage_council")  # type: ignore[union-attr]
        return super().get_context_data(sessions=rows, may_create=may_create, **kwargs)


class CouncilCreateView(OnceMixin, DeskFormView):
    """Record the decision that set up a council."""

    permission = "assessment.manage_council"
    form_class = CouncilForm
    title = _("Ghi Hội đồng mới")
    subtitle = _("Theo quyết định thành lập và Quy chế đã ban hành")
    submit_label = _("Ghi Hội đồng")
    success_message = _("Đã ghi Hội đồng. Thêm thành viên và Tổ tư vấn.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [councils_crumb()]

    def save_once(self, form: Any) -> Council:
        data = form.cleaned_data
        units = units_of(self.request.user, RoleKind.PROVINCE_OFFICER)
        actor = self.request.user
        return create_council(
            province=Unit.objects.get(pk=min(units)),
            name=data["name"],
            decision_number=data["decision_number"],
            decision_on=data["decision_on"],
            decision_file=stored(data["decision_file"], actor=actor, purpose=COUNCIL_FILE),
            rules_number=data["rules_number"],
            rules_on=data["rules_on"],
            rules_file=stored(data["rules_file"], actor=actor, purpose=COUNCIL_FILE),
            advisory_name=data["advisory_name"],
            actor=actor,
        )

    def after_repeat(self) -> str:
        return reverse("assessment:councils")


class CouncilView(CouncilMixin, DeskDetailView):
    """One council: its decision, its Quy chế with the settings in force, its people, its sessions."""

    permission = "assessment.view_council"
    template_name = "assessment/council.html"
    is_record = True

    def get_title(self) -> str:
        return str(self.get_object())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        council = self.get_object()
        user = self.request.user
        values = settings_on()
        advisers = Role.objects.filter(
            organisation=council.advisory_group, kind=RoleKind.ADVISORY_MEMBER, ended_on__isnull=True
        ).select_related("user")
        sessions = sessions_visible_to(user).filter(council=council).select_related("round")
        return super().get_context_data(
            seats=voting_seats(council),
            advisers=advisers.order_by("user__full_name"),
            rule_values=[values[key] for key in SESSION_SETTINGS if key in values],
            sessions=[
                (session, session_flow.state(session))
                for session in sessions.annotate(item_count=Count("items")).order_by("-held_on")[:RECENT]
            ],
            may_manage=user.has_perm("assessment.manage_council", council),  # type: ignore[union-attr]
            may_plan=user.has_perm("assessment.plan_session", council),  # type: ignore[union-attr]
            **kwargs,
        )


class SeatAddView(CouncilMixin, ObjectMixin, DeskFormView):
    """Give a person a seat."""

    permission = "assessment.manage_council"
    form_class = SeatForm
    title = _("Thêm thành viên Hội đồng")
    submit_label = _("Thêm thành viên")
    success_message = _("Đã thêm thành viên.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "council": self.get_object()}

    def save(self, form: Any) -> Council:
        add_seat(self.get_object(), actor=self.request.user, **form.cleaned_data)
        return self.get_object()


class AdviserAddView(CouncilMixin, ObjectMixin, DeskFormView):
    """Make a person a member of the advisory group."""

    permission = "assessment.manage_council"
    form_class = AdviserForm
    title = _("Thêm thành viên Tổ tư vấn")
    submit_label = _("Thêm thành viên")
    success_message = _("Đã thêm thành viên Tổ tư vấn.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "council": self.get_object()}

    def save(self, form: Any) -> Council:
        add_adviser(self.get_object(), user=form.cleaned_data["user"], actor=self.request.user)
        return self.get_object()


class SeatEndView(CouncilMixin, ConfirmView):
    """A person leaves the council."""

    permission = "assessment.manage_council"
    danger = True
    submit_label = _("Ghi thôi tham gia")
    success_message = _("Đã ghi thôi tham gia.")

    def get_seat(self) -> Seat:
        """The seat of the address, in this council."""
        seat = self.get_object().seats.filter(pk=self.kwargs["seat"], left_on__isnull=True).select_related("user")
        found = seat.first()
        if found is None:
            raise Http404
        return found

    def get_object(self, queryset: Any = None) -> Council:
        """The council; the seat has its own number in the address."""
        if self._found is None:
            found = self.get_queryset().filter(code=self.kwargs["code"]).first()
            if found is None:
                raise Http404
            self._found = found
        return self._found

    def get_title(self) -> str:
        return str(_("Thôi tham gia Hội đồng: %(name)s") % {"name": self.get_seat().user.full_name})

    def act(self, reason: str) -> Council:
        with transaction.atomic():
            end_seat(self.get_seat(), actor=self.request.user, reason=reason)
        return self.get_object()
