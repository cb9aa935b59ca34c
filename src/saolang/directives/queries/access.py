"""What a person may see; agrees with the rules and is tested against them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from ..models import Assignment, Difficulty, DifficultyRoute, Meeting, Notice, Task
from ..rules.people import bodies_of, reader_units


def tasks_visible_to(user: Any) -> QuerySet[Task]:
    """All of the province for its office and readers; else tasks in which a body of the person has a share."""
    shared = Assignment.objects.filter(body__in=bodies_of(user)).values("task")
    return Task.objects.filter(Q(province__in=reader_units(user)) | Q(pk__in=shared))


def assignments_visible_to(user: Any) -> QuerySet[Assignment]:
    """Shares of the tasks that the person may see."""
    shared = Assignment.objects.filter(body__in=bodies_of(user)).values("task")
    return Assignment.objects.filter(Q(province__in=reader_units(user)) | Q(task__in=shared))


def notices_visible_to(user: Any) -> QuerySet[Notice]:
    """Every notice of the province for its office and readers; else those that gave a body of theirs a share."""
    shared = Assignment.objects.filter(body__in=bodies_of(user), notice__isnull=False).values("notice")
    return Notice.objects.filter(Q(province__in=reader_units(user)) | Q(pk__in=shared))


def difficulties_visible_to(user: Any) -> QuerySet[Difficulty]:
    """All of the province for its office and readers; else those raised by, or ever sent to, a body of the person."""
    bodies = bodies_of(user)
    asked = DifficultyRoute.objects.filter(body__in=bodies).values("difficulty")
    return Difficulty.objects.filter(
        Q(province__in=reader_units(user)) | Q(raised_by__in=bodies) | Q(routed_to__in=bodies) | Q(pk__in=asked)
    )


def meetings_visible_to(user: Any) -> QuerySet[Meeting]:
    """Meetings of the province for its office and readers."""
    return Meeting.objects.filter(province__in=reader_units(user))
