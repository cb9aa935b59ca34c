"""One visit from its team to the spot: day, team, checklist, arrival, cancellation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.accounts.models import Organisation, User
from saolang.accounts.roles import organisations_of
from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import Problems, WrongState

from ..enums import TeamPart, VisitState
from ..models import Visit, VisitMember
from ..queries.inspections import OWN_PEOPLE
from ..states.inspections import VISIT
from .inspection_checklist import build_checklist
from .inspection_rights import require

BEFORE_SITE = (VisitState.PLANNED, VisitState.ANNOUNCED)


@transaction.atomic
def schedule_visit(visit: Visit, *, day: date, actor: Any, expected_version: int | str | None = None) -> Visit:
    """Fix the day of a visit. Raises DomainError."""
    visit = lock_for_change(visit, expected_version)
    require(actor, "monitoring.manage_visit", visit)
    problems = Problems()
    if visit.state not in BEFORE_SITE:
        raise WrongState.of("wrong_state", _("Đợt kiểm tra đã bắt đầu."))
    if day.year != visit.year:
        problems.add("other_year", _("Ngày phải trong năm %(year)d.") % {"year": visit.year}, where="day")
    if visit.announced_on is not None and day < visit.announced_on:
        problems.add("before_decision", _("Ngày kiểm tra trước ngày quyết định."), where="day")
    problems.raise_if_any()
    visit.day, visit.month = day, day.month
    save_version(visit)
    record("monitoring.visit.schedule", actor=actor, obj=visit, data={"day": day})
    return visit


@transaction.atomic
def name_member(
    visit: Visit, *, user: User, part: str, actor: Any, agency: Organisation | None = None, title: str = ""
) -> VisitMember:
    """Put a person on the team; a person of the visited side never is. Raises DomainError."""
    visit = lock_for_change(visit)
    require(actor, "monitoring.manage_visit", visit)
    problems = Problems()
    if visit.state not in BEFORE_SITE:
        problems.add("too_late", _("Đợt kiểm tra đã bắt đầu nên không đổi đoàn được."))
    if part not in TeamPart.values:
        problems.add("part_unknown", _("Vai trò trong đoàn không hợp lệ."), where="part")
    if visit.producer is not None and visit.producer.organisation_id in organisations_of(user, *OWN_PEOPLE):
        problems.add("own_people", _("Người của chủ thể không vào đoàn kiểm tra chính chủ thể đó."), where="user")
    if visit.team.filter(user=user).exists():
        problems.add("member_already", _("Người này đã có trong đoàn."), where="user")
    if part == TeamPart.HEAD and visit.team.filter(part=TeamPart.HEAD).exists():
        problems.add("head_already", _("Đoàn đã có trưởng đoàn."), where="part", fix=_("Bỏ trưởng đoàn cũ trước."))
    problems.raise_if_any()
    member = VisitMember.objects.create(visit=visit, user=user, part=part, agency=agency, title=title)
    record("monitoring.visit.name_member", actor=actor, obj=visit, data={"user": user.pk, "part": part})
    return member


@transaction.atomic
def drop_member(member: VisitMember, *, actor: Any) -> None:
    """Take a person off the team before the visit begins. Raises DomainError."""
    visit = lock_for_change(member.visit)
    require(actor, "monitoring.manage_visit", visit)
    if visit.state not in BEFORE_SITE:
        raise WrongState.of("too_late", _("Đợt kiểm tra đã bắt đầu nên không đổi đoàn được."))
    record("monitoring.visit.drop_member", actor=actor, obj=visit, data={"user": member.user_id})
    member.delete()


@transaction.atomic
def rebuild_checklist(visit: Visit, *, actor: Any) -> Visit:
    """Make the checklist anew from what stands today, while nothing was answered. Raises DomainError."""
    visit = lock_for_change(visit)
    require(actor, "monitoring.manage_visit", visit)
    if visit.state not in BEFORE_SITE or visit.lines.exclude(answer="").exists():
        raise WrongState.of("answered", _("Bảng kiểm đã có trả lời nên không lập lại được."))
    visit.lines.all().delete()
    visit.products.all().delete()
    build_checklist(visit)
    save_version(visit)
    record("monitoring.visit.checklist", actor=actor, obj=visit, data={"lines": visit.lines.count()})
    return visit


@transaction.atomic
def arrive(visit: Visit, *, actor: Any, on: date | None = None, expected_version: int | str | None = None) -> Visit:
    """Begin the visit on the spot. Raises DomainError."""
    visit = lock_for_change(visit, expected_version)
    visit.arrived_on = on or clock.today()
    problems = Problems()
    if visit.announced_on is not None and visit.arrived_on < visit.announced_on:
        problems.add("before_decision", _("Ngày bắt đầu trước ngày quyết định."))
    if visit.arrived_on > clock.today():
        problems.add("day_in_future", _("Ngày bắt đầu ở tương lai."))
    problems.raise_if_any()
    transition(VISIT, visit, "arrive", actor=actor, data={"on": visit.arrived_on})
    return visit


@transaction.atomic
def cancel_visit(visit: Visit, *, actor: Any, reason: str, expected_version: int | str | None = None) -> Visit:
    """Give up a visit before it begins, with the reason. Raises DomainError."""
    return cancel_locked(lock_for_change(visit, expected_version), actor=actor, reason=reason)


def cancel_locked(visit: Visit, *, actor: Any, reason: str) -> Visit:
    """Cancel a visit that the caller has locked."""
    visit.cancelled_on, visit.cancel_reason = clock.today(), reason.strip()
    transition(VISIT, visit, "cancel", actor=actor, reason=reason)
    return visit
