"""What waits for what: awaited tasks that are still open, chains of tasks and repeats, lines of periods."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from ..enums import AssignmentState, EntryKind, Share
from ..models import Assignment, Entry, Task, TaskDependency

FINISHED = (AssignmentState.DONE, AssignmentState.CANCELLED)


def unfinished_tasks(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Those of the tasks with a lead share that is neither accepted nor cancelled."""
    shares = Assignment.objects.filter(task=OuterRef("pk"), share=Share.LEAD).exclude(state__in=FINISHED)
    return tasks.filter(Exists(shares))


def open_awaited(task: Any) -> list[Task]:
    """Tasks that this one waits for and that are not done yet."""
    return list(unfinished_tasks(Task.objects.filter(waited_by__task=task)).order_by("pk"))


def open_awaited_of(tasks: Iterable[Any]) -> dict[int, list[Task]]:
    """The same for many tasks in two queries; tasks that wait for nothing are left out."""
    links = list(TaskDependency.objects.filter(task__in=list(tasks)).values_list("task", "on"))
    if not links:
        return {}
    still = {row.pk: row for row in unfinished_tasks(Task.objects.filter(pk__in={on for _task, on in links}))}
    found: dict[int, list[Task]] = defaultdict(list)
    for task, on in links:
        if on in still:
            found[task].append(still[on])
    return dict(found)


def path_between(start: int, goal: int) -> list[int]:
    """Keys of tasks from ``start`` along what each waits for to ``goal``, both included; empty without such a way."""
    came: dict[int, int | None] = {start: None}
    edge = [start]
    while edge:
        if goal in came:
            break
        links = TaskDependency.objects.filter(task__in=edge).values_list("task", "on")
        edge = []
        for task, on in links:
            if on not in came:
                came[on] = task
                edge.append(on)
    if goal not in came:
        return []
    way: list[int] = []
    step: int | None = goal
    while step is not None:
        way.append(step)
        step = came[step]
    return way[::-1]


def repeat_chain(task: Task) -> list[Task]:
    """All tasks of the chain of repeats, the first asked first; only the task itself when nothing repeats it."""
    root = task.repeats_id or task.pk
    rows = Task.objects.filter(pk=root) | Task.objects.filter(repeats=root)
    return list(rows.select_related("notice__document").order_by("repeat_number", "pk"))


def asked_again(tasks: Iterable[Any]) -> dict[int, Task]:
    """For each task that was asked again: the newest repeat after it. One query."""
    rows = {row.pk: row for row in tasks}
    roots = {row.repeats_id or row.pk for row in rows.values()}
    newest: dict[int, Task] = {}
    found = Task.objects.filter(repeats__in=roots).select_related("notice__document").order_by("repeat_number", "pk")
    for repeat in found:
        newest[repeat.repeats_id] = repeat  # type: ignore[index]
    result = {}
    for row in rows.values():
        last = newest.get(row.repeats_id or row.pk)
        if last is not None and last.repeat_number > row.repeat_number:
            result[row.pk] = last
    return result


def period_lines(shares: Iterable[Any]) -> dict[int, list[tuple[dt.date, dt.date]]]:
    """First and last days of the period lines of each share; one query."""
    found: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    rows = Entry.objects.filter(assignment__in=[row.pk for row in shares], kind=EntryKind.PERIOD)
    for key, start, end in rows.values_list("assignment", "period_start", "period_end"):
        if start is not None and end is not None:
            found[key].append((start, end))
    return dict(found)
