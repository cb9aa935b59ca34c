"""In which order acts lock, so that two at once wait for each other in one direction only.

The notice or meeting, the province, tasks, shares by their keys, and last the head of the record, which the first line
of the record takes and keeps. What an act may need of the earlier ones it therefore locks before it records anything.
"""

from __future__ import annotations

from collections.abc import Iterable

from saolang.core.db import lock_for_change

from ..models import Assignment, Task


def lock_share(assignment: Assignment, expected_version: int | None = None) -> Assignment:
    """A share, locked with its task and the other shares of it, for acts that may move or end those as well."""
    lock_for_change(Task(pk=assignment.task_id))
    list(Assignment.objects.select_for_update(no_key=True).filter(task=assignment.task_id).order_by("pk").only("pk"))
    return lock_for_change(assignment, expected_version)


def lock_chains(repeated: Iterable[Task]) -> None:
    """The first tasks of the chains that new tasks are about to join."""
    roots = {task.repeats_id or task.pk for task in repeated}
    list(Task.objects.select_for_update(no_key=True).filter(pk__in=roots).order_by("pk").only("pk"))
