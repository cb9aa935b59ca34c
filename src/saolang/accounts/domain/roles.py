"""Granting, confirming and ending roles. Every act is recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.clock import today
from saolang.core.db import lock_for_change
from saolang.core.problems import NotAllowed, Problem, Problems, WrongState
from saolang.core.text import format_date, normalize_line

from ..enums import COUNCIL_ROLES, PRODUCER_ROLES, OrganisationKind, RoleKind
from ..models import Role, User
from ..roles import forget_roles
from ..rules import COUNCIL_BODIES, RoleGrant

UNIT_LEVELS: dict[str, tuple[str, ...]] = {
    RoleKind.COMMUNE_OFFICER: ("commune",),
    RoleKind.COMMUNE_LEADER: ("commune",),
    RoleKind.PROVINCE_OFFICER: ("province",),
    RoleKind.INSPECTOR: ("province", "commune"),
    RoleKind.STEERING_SECRETARY: ("province",),
    RoleKind.LEADER: ("province", "commune"),
    RoleKind.AUDITOR: ("province",),
    RoleKind.ADMINISTRATOR: ("province",),
}
BODY_KINDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(PRODUCER_ROLES, (OrganisationKind.PRODUCER,)),
    **dict.fromkeys(COUNCIL_ROLES, (OrganisationKind.COUNCIL,)),
    RoleKind.ADVISORY_MEMBER: COUNCIL_BODIES,
    RoleKind.DEPARTMENT_OFFICER: (OrganisationKind.DEPARTMENT, OrganisationKind.OCOP_OFFICE),
    RoleKind.INSPECTOR: (OrganisationKind.DEPARTMENT, OrganisationKind.OCOP_OFFICE),
    RoleKind.BODY_OFFICER: (OrganisationKind.UNIVERSITY, OrganisationKind.ASSOCIATION, OrganisationKind.OTHER),
}


@transaction.atomic
def grant_role(
    *,
    user: User,
    kind: str,
    actor: Any,
    unit: Any = None,
    organisation: Any = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    basis: str = "",
    confirmed: bool = True,
) -> Role:
    """Give a person a part in one unit or one organisation for a period, by a named basis (decision, letter).

    ``confirmed=False`` leaves the role waiting (a producer's owner until the commune confirms). Raises NotAllowed,
    or DomainError with everything that is wrong.
    """
    grant = RoleGrant(str(kind), unit, organisation)
    if not actor.has_perm("accounts.grant_role", grant):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền giao vai trò này."))
    if actor.pk is not None and actor.pk == user.pk:
        raise NotAllowed.of(
            "own_role", _("Không ai tự giao vai trò cho chính mình."), fix=_("Nhờ một quản trị viên khác.")
        )
    return _grant(grant, user, actor, valid_from or today(), valid_to, basis, confirmed)


def _grant(
    grant: RoleGrant, user: User, actor: Any, start: date, end: date | None, basis: str, confirmed: bool
) -> Role:
    lock_for_change(user)
    problems = Problems()
    problems.extend(_scope_problems(grant))
    if end is not None and end < start:
        problems.add(
            "role_period",
            _("Ngày kết thúc trước ngày bắt đầu."),
            where=_("Đến ngày"),
            fix=_("Chọn ngày từ %(day)s trở đi, hoặc để trống.") % {"day": format_date(start)},
        )
    if not user.is_active:
        problems.add("user_closed", _("Tài khoản này đã ngừng hoạt động."), where=_("Người nhận vai trò"))
    if not problems:
        problems.extend(_overlap_problems(grant, user, start, end))
    problems.raise_if_any()
    role = Role.objects.create(
        user=user,
        kind=grant.kind,
        unit=grant.unit,
        organisation=grant.organisation,
        valid_from=start,
        valid_to=end,
        confirmed_on=min(start, today()) if confirmed else None,
        granted_by=actor if isinstance(actor, User) else None,
        basis=basis,
    )
    forget_roles(user)
    record("accounts.role.grant", actor=actor, obj=role, data=_facts(role))
    return role


@transaction.atomic
def register_owner(*, user: User, organisation: Any, actor: Any) -> Role:
    """The unconfirmed owner role of somebody who registers a producer; it counts once the commune confirms."""
    grant = RoleGrant(str(RoleKind.PRODUCER_OWNER), None, organisation)
    return _grant(grant, user, actor, today(), None, _("Đăng ký chủ thể"), False)


@transaction.atomic
def confirm_role(role: Role, *, actor: Any, on: date | None = None) -> Role:
    """Let a waiting role count from that day. The caller has checked who may confirm (the filing commune)."""
    role = lock_for_change(role)
    if role.ended_on is not None:
        raise WrongState.of("role_ended", _("Vai trò này đã kết thúc."))
    if role.confirmed_on is None:
        role.confirmed_on = on or today()
        role.save(update_fields=["confirmed_on", "updated_at"])
        record("accounts.role.confirm", actor=actor, obj=role, data=_facts(role))
    return role


@transaction.atomic
def end_role(role: Role, *, actor: Any, reason: str, on: date | None = None) -> Role:
    """End a role; it no longer counts from that day on (default today). The reason is kept."""
    if role.kind == RoleKind.ADMINISTRATOR:  # two who end each other's role at once must not leave nobody
        others = Role.objects.select_for_update().filter(kind=RoleKind.ADMINISTRATOR, ended_on__isnull=True)
        list(others.order_by("pk").values_list("pk", flat=True))
    role = lock_for_change(role)
    if not actor.has_perm("accounts.grant_role", RoleGrant(role.kind, role.unit, role.organisation)):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền kết thúc vai trò này."))
    problems = Problems()
    if not normalize_line(reason):
        problems.add("reason_missing", _("Chưa ghi lý do kết thúc vai trò."), where=_("Lý do"))
    if role.ended_on is not None:
        problems.add(
            "role_ended",
            _("Vai trò này đã kết thúc từ ngày %(day)s.") % {"day": format_date(role.ended_on)},
        )
    if role.kind == RoleKind.ADMINISTRATOR and not _other_administrator(role):
        problems.add(
            "last_administrator",
            _("Đây là quản trị viên cuối cùng."),
            fix=_("Giao vai trò quản trị cho người khác trước."),
        )
    problems.raise_if_any()
    return close_role(role, actor=actor, reason=reason, on=on)


@transaction.atomic
def close_role(role: Role, *, actor: Any, reason: str, on: date | None = None) -> Role:
    """End a role as part of another act whose right was checked there (an authorisation that ends)."""
    role = lock_for_change(role)
    if role.ended_on is None:
        role.ended_on = on or today()
        role.save(update_fields=["ended_on", "updated_at"])
        record("accounts.role.end", actor=actor, obj=role, data=_facts(role), reason=reason)
    return role


def _other_administrator(role: Role) -> bool:
    return (
        Role.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=today()),
            kind=RoleKind.ADMINISTRATOR,
            ended_on__isnull=True,
            confirmed_on__isnull=False,
            valid_from__lte=today(),
            user__is_active=True,
        )
        .exclude(user_id=role.user_id)
        .exists()
    )


def _scope_problems(grant: RoleGrant) -> list[Problem]:
    problems = Problems()
    label = RoleKind(grant.kind).label if grant.kind in RoleKind.values else grant.kind
    where = _("Nơi giữ vai trò")
    if grant.kind not in RoleKind.values:
        problems.add("role_unknown", _("Không có vai trò “%(role)s”.") % {"role": label}, where=_("Vai trò"))
    elif (grant.unit is None) == (grant.organisation is None):
        problems.add("role_scope_one", _("Chọn đúng một nơi: đơn vị hành chính hoặc cơ quan, tổ chức."), where=where)
    elif grant.unit is not None and str(grant.unit.level) not in UNIT_LEVELS.get(grant.kind, ()):
        problems.add(
            "role_scope_unfit",
            _("Vai trò “%(role)s” không giữ ở “%(unit)s”.") % {"role": label, "unit": grant.unit},
            where=where,
            fix=_("Vai trò của xã chọn xã; vai trò của tỉnh chọn tỉnh; vai trò của tổ chức chọn tổ chức."),
        )
    elif grant.organisation is not None and grant.organisation.kind not in BODY_KINDS.get(grant.kind, ()):
        problems.add(
            "role_scope_unfit",
            _("Vai trò “%(role)s” không giữ ở “%(body)s”.") % {"role": label, "body": grant.organisation},
            where=where,
        )
    return problems.as_list()


def _overlap_problems(grant: RoleGrant, user: User, start: date, end: date | None) -> list[Problem]:
    clash = Role.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=start),
        user=user,
        kind=grant.kind,
        unit=grant.unit,
        organisation=grant.organisation,
        ended_on__isnull=True,
    )
    if end is not None:
        clash = clash.filter(valid_from__lte=end)
    if not clash.exists():
        return []
    return [
        Problem(
            "role_already",
            _("Người này đang giữ đúng vai trò đó ở nơi đó trong thời gian này."),
            fix=_("Kết thúc vai trò đang có trước khi giao lại."),
        )
    ]


def _facts(role: Role) -> dict[str, Any]:
    return {
        "user": role.user_id,
        "kind": role.kind,
        "unit": role.unit_id,
        "organisation": role.organisation_id,
        "valid_from": role.valid_from,
        "valid_to": role.valid_to,
        "confirmed_on": role.confirmed_on,
        "ended_on": role.ended_on,
        "basis": role.basis,
    }
