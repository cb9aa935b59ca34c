"""Reads of notices: the list, the page of one, what waits for confirmation, what search finds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.text import fold_vi

from ..enums import AssignmentState, NoticeState, Share
from ..models import Assignment, Notice, SteeringMember, Task
from ..rules.people import office_units
from ..standing import ORDER, standing_on
from ..states.notices import WAITING
from .access import notices_visible_to, tasks_visible_to

ADDRESSABLE = (
    OrganisationKind.COMMITTEE,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.OCOP_OFFICE,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.STEERING,
    OrganisationKind.OTHER,
)


def for_list(user: Any) -> QuerySet[Notice]:
    """Notices that the person may see, newest document first, with the counts of the list."""
    texts = Task.objects.filter(notice=OuterRef("pk"), parent__isnull=True).order_by().values("notice")
    shares = Assignment.objects.filter(notice=OuterRef("pk"), share=Share.LEAD).exclude(state=AssignmentState.CANCELLED)
    shares = shares.order_by().values("notice")
    return (
        notices_visible_to(user)
        .select_related("document__issuer", "committee")
        .defer("text", "reading", "document__text", "document__search_text")
        .annotate(
            n_texts=Coalesce(Subquery(texts.annotate(n=Count("pk")).values("n")), Value(0)),
            n_shares=Coalesce(Subquery(shares.annotate(n=Count("pk")).values("n")), Value(0)),
        )
        .order_by("-document__issued_on", "-pk")
    )


def state_counts(user: Any) -> dict[str, int]:
    """How many notices the person sees in each state."""
    rows = notices_visible_to(user).order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def waiting_for(user: Any) -> QuerySet[Notice]:
    """Notices that wait for the office of the person to read or to confirm them."""
    return (
        Notice.objects.filter(province__in=office_units(user), state__in=WAITING)
        .select_related("document")
        .defer("text", "reading", "document__text", "document__search_text")
        .order_by("created_at", "pk")
    )


def matching(rows: QuerySet[Notice], words: str) -> QuerySet[Notice]:
    """Notices whose document holds every word, without marks."""
    for word in fold_vi(words).split()[:8]:
        rows = rows.filter(document__search_text__contains=word)
    return rows


def addressable(province: Any) -> list[tuple[str, list[Organisation]]]:
    """Bodies of today that a text can be given to, by kind: those of the province, then its communes."""
    today = clock.today()
    alive = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    near = Q(unit=province) | Q(unit__parent=province) | Q(unit__isnull=True)
    rows = Organisation.objects.filter(alive, near, kind__in=ADDRESSABLE).select_related("unit").order_by("name", "pk")
    groups: dict[str, list[Organisation]] = {}
    for kind in ADDRESSABLE[1:]:
        groups[str(OrganisationKind(kind).label)] = []
    communes = str(OrganisationKind.COMMITTEE.label)
    for body in rows:
        groups.setdefault(str(OrganisationKind(body.kind).label), []).append(body)
    ordered = [(label, bodies) for label, bodies in groups.items() if label != communes and bodies]
    return [*ordered, (communes, groups.get(communes, []))]


def confirmed_blocks(notice: Notice, user: Any) -> list[dict[str, Any]]:
    """Blocks of a confirmed notice with their tasks, each with its lead shares and the cell each of them is in.

    Who does not read the whole province sees the tasks in which a body of theirs has a share.
    """
    today = clock.today()
    seen = set(tasks_visible_to(user).filter(notice=notice).values_list("pk", flat=True))
    tasks = (
        Task.objects.filter(notice=notice, pk__in=seen, parent__isnull=True)
        .select_related("block", "topic", "repeats")
        .order_by("position", "pk")
    )
    shares: dict[int, list[Any]] = {}
    rows = Assignment.objects.filter(notice=notice, task__in=seen).select_related("body").order_by("pk")
    for share in rows:
        shares.setdefault(share.task_id, []).append((share, standing_on(share, today)))
    found: dict[int | None, dict[str, Any]] = {}
    for task in tasks:
        block = found.setdefault(task.block_id, {"block": task.block, "tasks": []})
        own = shares.get(task.pk, [])
        leads = [(share, cell) for share, cell in own if share.share == Share.LEAD and cell is not None]
        counts = {cell: sum(1 for _share, other in leads if other == cell) for cell in ORDER}
        block["tasks"].append(
            {
                "task": task,
                "leads": leads,
                "supports": [share for share, cell in own if share.share == Share.SUPPORT and cell is not None],
                "counts": [(cell, n) for cell, n in counts.items() if n],
            }
        )
    return list(found.values())


def committees(provinces: Iterable[int]) -> QuerySet[Organisation]:
    """Steering committees of provinces, newest first."""
    return Organisation.objects.filter(kind=OrganisationKind.STEERING, unit__in=set(provinces)).order_by(
        "valid_to", "-pk"
    )


def members_of(committee: Organisation) -> QuerySet[SteeringMember]:
    """Everybody who sits or sat on a committee: the standing body, those who sit, those who left."""
    return (
        SteeringMember.objects.filter(committee=committee)
        .select_related("body")
        .order_by("valid_to", "-standing", "body__name", "pk")
    )


def is_busy(notice: Notice) -> bool:
    """Whether the reading is still under way."""
    return notice.state == NoticeState.READING
