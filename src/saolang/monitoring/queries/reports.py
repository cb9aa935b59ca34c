"""Reads of reports: who sees which, what waits, what counts toward risk, what everybody may know."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import duty_units, organisations_of
from saolang.core import clock
from saolang.core.workdays import WorkCalendar

from ..enums import LegalKind, ReportFinding, ReportKind, ReportState
from ..models import Report
from ..rules.reports import ASSIGNERS, HANDLERS, READERS
from ..states.reports import COUNTED, REPORT

SMALL = 5
MONTHS = 12


def visible_to(user: Any) -> QuerySet[Report]:
    """Reports for which ``monitoring.view_report`` holds, newest first."""
    if not getattr(user, "is_authenticated", False):
        return Report.objects.none()
    province = Q(province__in=duty_units(user, *READERS)) & ~Q(legal_kind=LegalKind.DENUNCIATION)
    nearby = Q(commune__in=duty_units(user, *COMMUNE_ROLES)) | Q(
        forwarded_to__in=organisations_of(user, RoleKind.DEPARTMENT_OFFICER)
    )
    own = Q(handler=user, province__in=duty_units(user, *HANDLERS))
    return (
        Report.objects.filter(province | (nearby & Q(legal_kind=LegalKind.REPORT)) | own)
        .exclude(state=ReportState.UNVERIFIED)
        .select_related("product__producer__organisation", "commune", "handler")
        .order_by("-received_on", "-pk")
    )


@dataclass(frozen=True, slots=True)
class DenunciationRow:
    """What may be known of a denunciation by those who name its handler: no words, no product, no person."""

    code: str
    received_on: dt.date
    due: dt.date
    state: str
    handler: str
    is_open: bool


def denunciations_to_watch(user: Any) -> list[DenunciationRow]:
    """Denunciations of the provinces in which the person names handlers; columns with content are never read."""
    rows = (
        Report.objects.filter(legal_kind=LegalKind.DENUNCIATION, province__in=duty_units(user, *ASSIGNERS))
        .exclude(state=ReportState.UNVERIFIED)
        .order_by("-received_on", "-pk")
        .values_list("code", "received_on", "triage_due_on", "answer_due_on", "state", "handler__full_name")
    )
    found = []
    for code, received, triage, answer, state, handler in rows[:200]:
        due = triage if state == ReportState.NEW else answer
        name = str(REPORT.state(state).staff_name)
        is_open = state in (ReportState.NEW, ReportState.ACCEPTED, ReportState.IN_CHECK)
        found.append(DenunciationRow(code, received, due, name, handler or "", is_open))
    return found


def due_of(report: Report) -> dt.date | None:
    """The day by which the next act is due; None when nothing is."""
    if report.state == ReportState.NEW:
        return report.triage_due_on
    if report.state in (ReportState.ACCEPTED, ReportState.IN_CHECK):
        return report.answer_due_on
    return None


def counting() -> QuerySet[Report]:
    """Reports that say something about a producer: verified, taken up, and not found to be groundless.

    Denunciations are left out: their very existence is for the handler.
    """
    return Report.objects.filter(state__in=COUNTED).exclude(
        Q(legal_kind=LegalKind.DENUNCIATION) | Q(finding=ReportFinding.UNFOUNDED)
    )


def counted_for(producer: Any, since: dt.date) -> int:
    """How many reports since a day count toward a producer's risk."""
    return counting().filter(product__producer=producer, received_on__gte=since).count()


def counted_by_producer(producers: Iterable[int], since: dt.date) -> dict[int, int]:
    """The same for many producers in one query; producers without reports are left out."""
    rows = (
        counting()
        .filter(product__producer__in=list(producers), received_on__gte=since)
        .order_by()
        .values("product__producer")
        .annotate(n=Count("pk"))
    )
    return {row["product__producer"]: row["n"] for row in rows}


@dataclass(frozen=True, slots=True)
class Figures:
    """What everybody may know. ``communes`` names no place with fewer than five reports."""

    total: int
    since: dt.date
    kinds: list[tuple[str, int]]
    months: list[tuple[dt.date, int]]
    communes: list[tuple[str, int]]
    others: int
    others_places: int
    answered: int
    median_days: float | None
    published: list[tuple[str, dt.date, str]]


def public_figures(province: Any, on: dt.date | None = None) -> Figures:
    """Counts of the last twelve months over plain reports of a province that were verified."""
    today = on or clock.today()
    first = _months_back(today.replace(day=1), MONTHS - 1)
    rows = list(
        Report.objects.filter(
            legal_kind=LegalKind.REPORT, province=province, received_on__gte=first, received_on__lte=today
        )
        .exclude(state=ReportState.UNVERIFIED)
        .order_by("pk")
        .values_list("kind", "received_on", "answered_on", "commune__name", "commune_id")
    )
    kinds = Counter(row[0] for row in rows)
    months = Counter(row[1].replace(day=1) for row in rows)
    names = {row[4]: row[3] for row in rows if row[4]}
    shown, rest, places = without_small(Counter(row[4] for row in rows if row[4]))
    calendar = WorkCalendar.load()
    days = [calendar.working_days_between(row[1], row[2]) for row in rows if row[2]]
    return Figures(
        total=len(rows),
        since=first,
        kinds=[(str(kind.label), kinds[kind.value]) for kind in ReportKind],
        months=[(month, months[month]) for month in (_months_back(today.replace(day=1), n) for n in range(MONTHS))],
        communes=[(names[key], count) for key, count in shown],
        others=rest,
        others_places=places,
        answered=len(days),
        median_days=statistics.median(days) if len(days) >= SMALL else None,
        published=_published(province),
    )


def without_small(counts: Mapping[Any, int], limit: int = SMALL) -> tuple[list[tuple[Any, int]], int, int]:
    """Split counts into those of ``limit`` and more, and the sum and number of the small ones.

    The small ones stand together only if nobody can be told apart in the sum: at least two of them and together at
    least ``limit``; else the next larger one joins them. With nothing left to join, the sum is not told (0).
    """
    ranked = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    shown = [item for item in ranked if item[1] >= limit]
    small = [item for item in ranked if 0 < item[1] < limit]
    while small and shown and (len(small) < 2 or sum(count for _key, count in small) < limit):
        small.append(shown.pop())
    total = sum(count for _key, count in small)
    if small and (len(small) < 2 or total < limit):
        return shown, 0, len(small)
    return shown, total, len(small)


def _months_back(month: dt.date, n: int) -> dt.date:
    year, index = divmod(month.year * 12 + month.month - 1 - n, 12)
    return dt.date(year, index + 1, 1)


def _published(province: Any) -> list[tuple[str, dt.date, str]]:
    """Answers that officials published, newest first: kind, day, text."""
    rows = (
        Report.objects.filter(province=province, legal_kind=LegalKind.REPORT, answered_on__isnull=False)
        .exclude(public_answer="")
        .order_by("-answered_on", "-pk")
        .values_list("kind", "answered_on", "public_answer")
    )
    return [(str(ReportKind(kind).label), day, text) for kind, day, text in rows[:20]]
