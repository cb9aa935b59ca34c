"""What meetings read besides their points: who may issue and be addressed, papers, what waits for the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind as K
from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.registries import WorkItem
from saolang.core.text import fold_vi, format_date
from saolang.documents.enums import PaperState
from saolang.ui.components import words_face

from ..enums import MeetingState
from ..models import Conclusion, Meeting
from ..rules.people import office_units
from ..states.meetings import MEETING
from ..words import days_ago
from .access import meetings_visible_to
from .meeting_points import written

MOST = 1000
"""Meetings that a search looks through, the newest ones."""


def matching(user: Any, query: str) -> list[Meeting]:
    """Meetings the person may see that hold every word, newest first. A province has some hundred of them, so that
    their words are compared here, without marks.
    """
    words = fold_vi(query).split()[:12]
    if not words:
        return []
    rows = list(meetings_visible_to(user).select_related("committee").order_by("-held_on", "-pk")[:MOST])
    said: dict[int, list[str]] = {}
    for key, text in Conclusion.objects.filter(meeting__in=rows).values_list("meeting", "text"):
        said.setdefault(key, []).append(text)

    def text_of(row: Meeting) -> str:
        committee = row.committee.name if row.committee is not None else ""
        facts = (row.title, format_date(row.held_on), row.place, row.chair_name, row.chair_title, committee)
        return fold_vi(" ".join((*facts, *said.get(row.pk, ()))))

    texts = {row.pk: text_of(row) for row in rows}
    return [row for row in rows if all(word in texts[row.pk] for word in words)]


def papers_of_meetings(user: Any) -> Q:
    """Notices of meetings that the person may see, as a condition on Paper."""
    return Q(subject_id__in=[str(pk) for pk in meetings_visible_to(user).values_list("pk", flat=True)])


def papers_of_secretaries(user: Any) -> Q:
    """Notices of meetings that the person prepares, as a condition on Paper."""
    rows = Meeting.objects.filter(province__in=office_units(user)).values_list("pk", flat=True)
    return Q(subject_id__in=[str(pk) for pk in rows])


def writes_notice(user: Any, meeting: Any) -> bool:
    """Whether the person drafts the notice of a meeting though the issuing body is not theirs."""
    return bool(user.has_perm("directives.manage_meeting", meeting))


def meeting_work(user: Any) -> Iterator[WorkItem]:
    """Meetings that wait for their secretary: to prepare, go on with, draft, put before the signer, issue."""
    rows = Meeting.objects.filter(province__in=office_units(user)).exclude(
        state__in=(MeetingState.ISSUED, MeetingState.CANCELLED)
    )
    today = clock.today()
    for meeting in rows.select_related("paper").order_by("held_on", "pk")[:50]:
        act = _next_act(meeting, today)
        if act:
            state, planned = MEETING.state(meeting), meeting.state == MeetingState.PLANNED
            yield WorkItem(
                title=meeting.title,
                subtitle=_("Họp ngày %(day)s") % {"day": format_date(meeting.held_on)},
                url=_next_url(meeting),
                action_label=act,
                due=meeting.held_on if planned else None,
                state_label=str(state.staff_name),
                kind=state.kind,
                sort_key=(meeting.held_on,),
                face=None if planned else words_face(_("họp %(ago)s") % {"ago": days_ago(meeting.held_on, today)}),
            )


def _next_act(meeting: Meeting, today: dt.date) -> str:
    if meeting.state == MeetingState.PLANNED:
        return _("Chuẩn bị chương trình họp") if meeting.held_on <= today + dt.timedelta(days=7) else ""
    if meeting.state == MeetingState.RUNNING:
        return _("Ghi kết luận")
    if meeting.state == MeetingState.CONCLUDED:
        return _("Dự thảo thông báo")
    if meeting.paper is None or meeting.paper.state in (PaperState.DRAFT, PaperState.CANCELLED):
        return _("Trình ký thông báo")
    return _("Ghi số và ban hành")


def _next_url(meeting: Meeting) -> str:
    if meeting.state == MeetingState.RUNNING:
        return reverse("directives:meeting_run", args=[meeting.code])
    if meeting.paper is not None and meeting.paper.state == PaperState.FOR_SIGNATURE:
        return reverse("directives:meeting_issue", args=[meeting.paper.code])
    return str(meeting.get_absolute_url())


def issuers(province: Any) -> QuerySet[Any]:
    """Bodies that issue such notices: steering committees, the OCOP office, the office and the People's Committee."""
    own = Organisation.objects.filter(unit=province, valid_to__isnull=True)
    return own.filter(
        Q(kind__in=(K.STEERING, K.OCOP_OFFICE, K.COMMITTEE)) | Q(kind=K.DEPARTMENT, name__startswith="Văn phòng")
    ).order_by("kind", "pk")


def committees(province: Any) -> QuerySet[Any]:
    """Steering committees of the province."""
    return Organisation.objects.filter(unit=province, kind=K.STEERING, valid_to__isnull=True).order_by("pk")


def address_choices(meeting: Meeting) -> list[tuple[str, list[str]]]:
    """What can be picked as an addressee: groups first, then bodies by kind."""
    groups = [_("UBND các xã, phường"), _("Các sở, ngành")]
    if meeting.committee is not None:
        groups.append(_("Các thành viên Ban Chỉ đạo còn lại"))
    rows = Organisation.objects.filter(
        unit=meeting.province, valid_to__isnull=True,
        kind__in=(K.DEPARTMENT, K.OCOP_OFFICE, K.UNIVERSITY, K.ASSOCIATION, K.OTHER),
    ).order_by("kind", "name")  # fmt: skip
    bodies = [written(row, meeting.province) for row in rows[:80]]
    return [(_("Nhóm đơn vị"), groups), (_("Cơ quan, tổ chức"), bodies)]
