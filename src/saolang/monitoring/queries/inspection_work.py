"""What waits for whom in inspections: the rows of "Việc của tôi"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.enums import COMMUNE_ROLES
from saolang.accounts.roles import duty_units, organisations_of, units_of
from saolang.core import clock
from saolang.core.registries import WorkItem
from saolang.core.workdays import WorkCalendar

from ..enums import FindingState, SyncOutcome, VisitState
from ..models import CorrectiveAction, Visit
from ..states.inspections import VISIT
from .inspections import AFTER_MINUTES, OWN_PEOPLE, PLANNERS, for_list, signed_in, teams_of

AHEAD = dt.timedelta(days=30)
MOST = 50


def inspection_work(user: Any) -> Iterator[WorkItem]:
    """Visits to carry out, minutes to sign, conclusions to write, actions due, re-checks due, answers to give."""
    if not signed_in(user):
        return
    calendar, today = WorkCalendar.load(), clock.today()
    yield from _team_visits(user, calendar, today)
    yield from _managed_visits(user)
    yield from _rechecks(user, calendar, today)
    yield from _own_actions(user, calendar, today)


def _team_visits(user: Any, calendar: WorkCalendar, today: dt.date) -> Iterator[WorkItem]:
    coming = Q(state=VisitState.ANNOUNCED, day__lte=today + AHEAD) | Q(state=VisitState.ON_SITE)
    for visit in for_list(teams_of(user).filter(coming)).order_by("day", "pk")[:MOST]:
        here = visit.state == VisitState.ON_SITE
        state = VISIT.state(visit)
        open_lines = here and visit.lines.filter(guidance=False, answer="").exists()
        yield WorkItem(
            title=visit.subject_name,
            subtitle=_("Kiểm tra · %(lead)s chủ trì") % {"lead": visit.lead.name},
            url=reverse("monitoring:checklist", args=[visit.code]) if open_lines else visit.get_absolute_url(),
            action_label=_("Điền bảng kiểm") if open_lines else _("Lập biên bản") if here else _("Xem đợt kiểm tra"),
            due=visit.day,
            days_left=calendar.working_days_between(today, visit.day) if visit.day else None,
            state_label=str(state.staff_name),
            kind=state.kind,
            sort_key=(visit.day or today, visit.pk),
        )


def _managed_visits(user: Any) -> Iterator[WorkItem]:
    provinces = duty_units(user, *PLANNERS)
    if not provinces:
        return
    waiting = Q(state__in=(VisitState.MINUTES_SIGNED, VisitState.CONCLUDED))
    rows = for_list(Visit.objects.filter(waiting, province_id__in=provinces)).order_by("minutes_on", "pk")[:MOST]
    for visit in rows:
        state = VISIT.state(visit)
        done = visit.state == VisitState.CONCLUDED
        yield WorkItem(
            title=visit.subject_name,
            subtitle=_("Kiểm tra năm %(year)d") % {"year": visit.year},
            url=visit.get_absolute_url(),
            action_label=_("Công khai kết luận") if done else _("Kết luận"),
            state_label=str(state.staff_name),
            kind="act",
            sort_key=(visit.minutes_on, visit.pk),
        )
    held = Visit.objects.filter(
        province_id__in=provinces,
        synced_changes__outcome__in=(SyncOutcome.CONFLICT, SyncOutcome.LATE),
        synced_changes__settled_at=None,
    ).distinct()
    for visit in for_list(held).order_by("pk")[:MOST]:
        yield WorkItem(
            title=visit.subject_name,
            subtitle=_("Có ghi chú từ điện thoại chưa gộp vào bảng kiểm"),
            url=f"{visit.get_absolute_url()}#tu-dien-thoai",
            action_label=_("Xem ghi chú"),
            state_label=_("Chờ xem"),
            kind="inbox",
            sort_key=(0, visit.pk),
        )


def _rechecks(user: Any, calendar: WorkCalendar, today: dt.date) -> Iterator[WorkItem]:
    mine = Q(finding__visit__in=teams_of(user)) | Q(finding__visit__province_id__in=duty_units(user, *PLANNERS))
    due = Q(answered_on__isnull=False) | Q(due_on__lt=today)
    rows = CorrectiveAction.objects.filter(mine, due, finding__state=FindingState.OPEN).exclude(recheck_passed=True)
    for action in _with_visit(rows):
        day = action.recheck_due_on or action.due_on
        late = action.answered_on is None
        yield WorkItem(
            title=action.finding.visit.subject_name,
            subtitle=str(action),
            url=action.finding.get_absolute_url(),
            action_label=_("Kiểm tra lại"),
            due=day,
            days_left=calendar.working_days_between(today, day),
            state_label=_("Quá hạn, chưa báo cáo") if late else _("Đã báo cáo khắc phục"),
            kind="act" if late else "inbox",
            sort_key=(day, action.pk),
        )


def _own_actions(user: Any, calendar: WorkCalendar, today: dt.date) -> Iterator[WorkItem]:
    mine = Q(
        finding__visit__subject="producer",
        finding__visit__producer__organisation_id__in=organisations_of(user, *OWN_PEOPLE),
    ) | Q(finding__visit__subject="commune", finding__visit__commune_id__in=units_of(user, *COMMUNE_ROLES))
    rows = CorrectiveAction.objects.filter(
        mine, finding__state=FindingState.OPEN, finding__visit__state__in=AFTER_MINUTES, answered_on__isnull=True
    ).exclude(recheck_passed=True)
    for action in _with_visit(rows):
        yield WorkItem(
            title=str(action),
            subtitle=_("Khắc phục sau kiểm tra"),
            url=action.finding.get_absolute_url(),
            action_label=_("Báo cáo đã khắc phục"),
            due=action.due_on,
            days_left=calendar.working_days_between(today, action.due_on),
            state_label=_("Phải khắc phục"),
            kind="act",
            sort_key=(action.due_on, action.pk),
        )


def _with_visit(rows: Any) -> Any:
    joined = rows.select_related("finding__visit__producer__organisation", "finding__visit__commune")
    return joined.order_by("due_on", "pk")[:MOST]
