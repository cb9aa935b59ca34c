"""Setting up a council, its advisory group and its seats."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Organisation, Role, User
from saolang.accounts.roles import forget_roles
from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import NotAllowed, Problems, WrongState

from ..enums import SeatKind
from ..models import Council, Seat

ROLE_OF_SEAT = {
    SeatKind.CHAIR: RoleKind.COUNCIL_CHAIR,
    SeatKind.DEPUTY: RoleKind.COUNCIL_DEPUTY,
    SeatKind.SECRETARY: RoleKind.COUNCIL_SECRETARY,
    SeatKind.MEMBER: RoleKind.COUNCIL_MEMBER,
}


def require(actor: Any, permission: str, obj: Any = None) -> None:
    """Refuse an act that the person has no right to. Raises NotAllowed."""
    if not actor.has_perm(permission, obj):
        raise NotAllowed.of(
            "not_allowed",
            _("Bạn không có quyền làm việc này."),
            fix=_("Liên hệ cơ quan tham mưu OCOP cấp tỉnh nếu đây là việc của bạn."),
        )


@transaction.atomic
def create_council(
    *,
    province: Any,
    name: str,
    decision_number: str,
    decision_on: date,
    rules_number: str,
    rules_on: date,
    actor: Any,
    decision_file: Any = None,
    rules_file: Any = None,
    advisory_name: str = "",
) -> Council:
    """Record a council set up by the chairman of the province, with its Quy chế and its advisory group.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.b. Raises DomainError when dates or numbers are wrong.
    """
    require(actor, "assessment.manage_council")
    problems = Problems()
    today = clock.today()
    if decision_on > today:
        problems.add(
            "decision_in_future", _("Ngày quyết định thành lập Hội đồng ở tương lai."), where=_("Ngày quyết định")
        )
    if rules_on > today:
        problems.add("rules_in_future", _("Ngày ban hành Quy chế ở tương lai."), where=_("Ngày Quy chế"))
    for value, where in (
        (name, _("Tên Hội đồng")),
        (decision_number, _("Số quyết định")),
        (rules_number, _("Số Quy chế")),
    ):
        if not value.strip():
            problems.add("required", _("Chưa ghi nội dung này."), where=where)
    problems.raise_if_any()
    body = Organisation.objects.create(kind=OrganisationKind.COUNCIL, name=name, unit=province, valid_from=decision_on)
    group = Organisation.objects.create(
        kind=OrganisationKind.ADVISORY_GROUP,
        name=advisory_name or _("Tổ tư vấn %(name)s") % {"name": name},
        unit=province,
        parent=body,
        valid_from=decision_on,
    )
    council = Council.objects.create(
        organisation=body,
        advisory_group=group,
        province=province,
        decision_number=decision_number,
        decision_on=decision_on,
        decision_file=decision_file,
        rules_number=rules_number,
        rules_on=rules_on,
        rules_file=rules_file,
    )
    record(
        "assessment.council.create",
        actor=actor,
        obj=council,
        data={"decision": decision_number, "rules": rules_number, "decision_on": decision_on, "rules_on": rules_on},
    )
    return council


@transaction.atomic
def add_seat(
    council: Council,
    *,
    user: User,
    kind: str,
    actor: Any,
    represents: Organisation | None = None,
    scores: bool = True,
    may_chair: bool = False,
) -> Seat:
    """Give a person a seat; the matching role on the council's body comes with it. Raises DomainError."""
    council = lock_for_change(council)
    require(actor, "assessment.manage_council", council)
    problems = Problems()
    if council.seats.filter(user=user, left_on__isnull=True).exists():
        problems.add("already_seated", _("%(name)s đã có tên trong Hội đồng.") % {"name": user})
    if kind == SeatKind.CHAIR and council.seats.filter(kind=SeatKind.CHAIR, left_on__isnull=True).exists():
        problems.add("two_chairs", _("Hội đồng đã có Chủ tịch."), fix=_("Ghi thôi tham gia cho Chủ tịch cũ trước."))
    problems.raise_if_any()
    seat, _created = Seat.objects.update_or_create(
        council=council,
        user=user,
        defaults={"kind": kind, "represents": represents, "scores": scores, "may_chair": may_chair, "left_on": None},
    )
    _grant(user, ROLE_OF_SEAT[SeatKind(kind)], council.organisation, actor, council.decision_number)
    record("assessment.council.seat", actor=actor, obj=council, data={"seat": seat.pk, "kind": kind, "user": user.pk})
    return seat


@transaction.atomic
def add_adviser(council: Council, *, user: User, actor: Any) -> Role:
    """Make a person a member of the council's advisory group."""
    council = lock_for_change(council)
    require(actor, "assessment.manage_council", council)
    if council.advisory_group is None:
        raise WrongState.of("no_advisory_group", _("Hội đồng này chưa có Tổ tư vấn."))
    role = _grant(user, RoleKind.ADVISORY_MEMBER, council.advisory_group, actor, council.decision_number)
    record("assessment.council.adviser", actor=actor, obj=council, data={"user": user.pk})
    return role


@transaction.atomic
def end_seat(seat: Seat, *, actor: Any, reason: str) -> Seat:
    """End a person's seat today; what they scored stays."""
    lock_for_change(seat.council)
    seat = lock_for_change(seat)
    require(actor, "assessment.manage_council", seat.council)
    if seat.left_on is not None:
        raise WrongState.of("seat_ended", _("%(name)s đã thôi tham gia Hội đồng.") % {"name": seat.user})
    today = clock.today()
    seat.left_on = today
    seat.save(update_fields=["left_on", "updated_at"])
    Role.objects.filter(user=seat.user, organisation=seat.council.organisation, ended_on__isnull=True).update(
        ended_on=today
    )
    forget_roles(seat.user)
    record("assessment.council.seat_ended", actor=actor, obj=seat.council, data={"seat": seat.pk}, reason=reason)
    return seat


def _grant(user: User, kind: str, organisation: Organisation, actor: Any, basis: str) -> Role:
    today = clock.today()
    role, _created = Role.objects.get_or_create(
        user=user,
        kind=kind,
        organisation=organisation,
        ended_on=None,
        defaults={"valid_from": today, "confirmed_on": today, "granted_by_id": actor.pk, "basis": basis},
    )
    forget_roles(user)
    return role
