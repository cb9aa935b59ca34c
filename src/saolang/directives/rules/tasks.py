"""Who may do what with tasks and shares. Listings in queries/tasks.py agree with ``view_task``, ``view_assignment``."""

from __future__ import annotations

from typing import Any

import rules

from ..enums import AssignmentState, Share
from ..models import Assignment
from .people import bodies_of, is_office, is_office_of, is_official, reads_province_of


@rules.predicate
def has_share(user: Any, task: Any) -> bool:
    """A body that the person acts for has a share in the task."""
    return task is not None and Assignment.objects.filter(task=task, body__in=bodies_of(user)).exists()


@rules.predicate
def shares_task(user: Any, assignment: Any) -> bool:
    """A body that the person acts for has a share in the same task: those who work together see each other."""
    return assignment is not None and has_share(user, assignment.task)


@rules.predicate
def carries_out(user: Any, assignment: Any) -> bool:
    """The person acts for the body that has this share."""
    return assignment is not None and assignment.body_id in bodies_of(user)


@rules.predicate
def judges(user: Any, assignment: Any) -> bool:
    """The office decides about dates and results, but nobody about a share of a body they act for."""
    return assignment is not None and assignment.body_id not in bodies_of(user)


@rules.predicate
def leads_it(user: Any, task: Any) -> bool:
    """A body that the person acts for has an open lead share in the task."""
    ended = (AssignmentState.DONE, AssignmentState.RETURNED, AssignmentState.CANCELLED)
    shares = Assignment.objects.filter(task=task, share=Share.LEAD, body__in=bodies_of(user)).exclude(state__in=ended)
    return task is not None and shares.exists()


@rules.predicate
def decides_extension(user: Any, extension: Any) -> bool:
    """Who judges the share decides about a later date for it."""
    return extension is not None and bool(user.has_perm("directives.judge", extension.assignment))


rules.add_perm("directives.list_tasks", is_official)
rules.add_perm("directives.view_task", reads_province_of | has_share)
rules.add_perm("directives.manage_task", is_office_of)
rules.add_perm("directives.view_assignment", reads_province_of | shares_task)
rules.add_perm("directives.carry_out", carries_out)
rules.add_perm("directives.judge", is_office_of & judges)
rules.add_perm("directives.split_task", is_office_of | leads_it)
rules.add_perm("directives.decide_extension", decides_extension)
rules.add_perm("directives.follow_tasks", is_office)
