"""Handing out what a person has confirmed: every problem at once, then everything in one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.audit.domain import transition
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError, Problems
from saolang.core.text import format_date, normalize

from ..enums import NoticeState, TaskKind
from ..models import Block, Notice, Task, Topic
from ..states.notices import NOTICE
from . import notices_draft as drafts
from .issuing import issue_task
from .locks import lock_chains
from .notices_draft import Draft
from .notices_propose import bodies_by_key
from .tasks import add_dependency


def confirm(notice: Notice, *, actor: Any, expected_version: int | None = None, keep_past_due: bool = False) -> Notice:
    """Make blocks, tasks and shares of the draft, in one transaction. A second sending changes nothing.

    Raises DomainError with all problems: no_tasks, lead_unknown, lead_missing, body_ended, due_past, due_bad, circle,
    text_empty; each leads to its task.
    """
    with transaction.atomic():
        fresh = lock_for_change(notice)
        if fresh.state == NoticeState.CONFIRMED:
            return fresh
        fresh = lock_for_change(notice, expected_version)
        NOTICE.check(fresh, "confirm", actor)
        today = clock.today()
        found = problems_of(fresh, keep_past_due=keep_past_due, on=today)
        found.raise_if_any()
        lock_for_change(fresh.province)
        lock_chains(_earlier(fresh).values())
        made = _issue(fresh, actor=actor, on=today)
        fresh.confirmed_on, fresh.confirmed_by = today, actor
        transition(
            NOTICE, fresh, "confirm", actor=actor,
            data={"tasks": len(made), "left_out": len(fresh.draft.get("left_out", []))},
        )  # fmt: skip
    return fresh


def task_url(notice: Notice, key: str) -> str:
    """Where a task of the draft is edited."""
    return f"{reverse('directives:notice_review', args=[notice.code])}?viec={key}#viec-{key}"


def problems_of(notice: Notice, *, keep_past_due: bool = False, on: dt.date | None = None) -> Problems:
    """Everything that stands in the way of handing out, task by task."""
    day = on or clock.today()
    draft, problems = notice.draft, Problems()
    names = drafts.labels(draft)
    bodies = bodies_by_key(draft)
    pairs = list(drafts.tasks_of(draft))
    if not pairs:
        problems.add("no_tasks", _("Chưa có việc nào để giao."), fix=_("Thêm việc, hoặc chọn “Bỏ, không giao việc”."))
    for _block, task in pairs:
        where = _("Việc %(label)s") % {"label": names[task["key"]]}
        _check_task(problems, task, bodies, day, where, task_url(notice, task["key"]), keep_past_due)
    circle = drafts.circle_problem(draft, names)
    if circle is not None:
        where = _("Việc %(label)s") % {"label": names[circle.where]}
        problems.add(circle.code, circle.message, where=where, fix=circle.fix, url=task_url(notice, circle.where))
    return problems


def _check_task(
    problems: Problems, task: Draft, bodies: dict[int, Any], day: dt.date, where: str, url: str, keep_past: bool
) -> None:
    if not normalize(task["text"]):
        problems.add("text_empty", _("Nội dung việc còn trống."), where=where, url=url)
    leads = [row for row in task["unknown"] if row["share"] == "lead"]
    for row in leads:
        problems.add(
            "lead_unknown", _("Chưa rõ “%(words)s” là đơn vị nào.") % {"words": row["text"]}, where=where,
            fix=_("Chọn đơn vị trong danh mục, hoặc lập đơn vị mới."), url=url,
        )  # fmt: skip
    if not task["leads"] and not leads:
        problems.add(
            "lead_missing", _("Chưa có đơn vị chủ trì."), where=where, fix=_("Chọn ít nhất một đơn vị."), url=url
        )
    for row in (*task["leads"], *task["supports"]):
        body = bodies.get(row["body"])
        if body is None or (body.valid_to is not None and body.valid_to < day):
            name = body.name if body is not None else row["as"]
            problems.add("body_ended", _("%(body)s không còn hoạt động.") % {"body": name}, where=where, url=url,
                         fix=_("Chọn đơn vị nay làm nhiệm vụ đó."))  # fmt: skip
    due = due_of(task)
    if task["due_on"] and due is None and task["kind"] != TaskKind.STANDING:
        problems.add("due_bad", _("Hạn ghi không đúng ngày."), where=where, url=url)
    if due is not None and due < day and not (keep_past or task["keep_past"]):
        problems.add(
            "due_past", _("Hạn %(day)s đã qua.") % {"day": format_date(due)}, where=where,
            fix=_("Đặt hạn mới, hoặc chọn “giữ hạn đã qua”."), url=url,
        )  # fmt: skip


def due_of(task: Draft) -> dt.date | None:
    """The date a task goes out with; standing duties have none."""
    if task["kind"] == TaskKind.STANDING or not task["due_on"]:
        return None
    try:
        return dt.date.fromisoformat(task["due_on"])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Share:
    """A body with the words that addressed it, as handing out takes it."""

    body: Any
    addressed_as: str
    why: str


def _issue(notice: Notice, *, actor: Any, on: dt.date) -> list[Task]:
    """Blocks, tasks with their shares, then what waits for what."""
    draft = notice.draft
    names, bodies = drafts.labels(draft), bodies_by_key(draft)
    topics = {topic.pk: topic for topic in Topic.objects.all()}
    earlier = _earlier(notice)
    made: dict[str, Task] = {}
    problems = Problems()
    for place, read in enumerate(draft["blocks"], start=1):
        if not read["tasks"]:
            continue
        block = Block.objects.create(
            notice=notice, position=place, no=read.get("no") or "", addressee=read["addressee"]
        )
        for item in read["tasks"]:
            key = item["key"]
            try:
                made[key] = issue_task(
                    notice=notice, block=block, province=notice.province, label=names[key], position=len(made) + 1,
                    leads=_shares(item["leads"], bodies), supports=_shares(item["supports"], bodies),
                    topic=topics.get(item["topic"]), repeats=earlier.get(item["repeats"]),
                    due_on=due_of(item), actor=actor, on=on, **_words(read, item),
                )  # fmt: skip
            except DomainError as error:
                where = _("Việc %(label)s") % {"label": names[key]}
                for problem in error.problems:
                    problems.add(problem.code, problem.message, where=where, fix=problem.fix, url=task_url(notice, key))
    problems.raise_if_any()
    for _block, item in drafts.tasks_of(draft):
        for other in item["waits_for"]:
            if other in made:
                add_dependency(made[item["key"]], made[other], actor=actor)
    return list(made.values())


def _earlier(notice: Notice) -> dict[int, Task]:
    """The tasks of the province that tasks of the draft ask for again."""
    wanted = [task["repeats"] for _block, task in drafts.tasks_of(notice.draft) if task["repeats"]]
    return {task.pk: task for task in Task.objects.filter(pk__in=wanted, province=notice.province_id)}


def _words(block: Draft, item: Draft) -> dict[str, Any]:
    """What is printed about a task."""
    follows = item["follows"] or {}
    span = SimpleNamespace(start=item["start"], end=item["end"]) if item["start"] is not None else None
    return {
        "text": item["text"], "items": item["items"], "kind": item["kind"], "period": item["period"],
        "scope": item["scope"], "lead_text": item["lead"] or block["addressee"] or "",
        "support_texts": item["support"], "follows": follows.get("text") or "",
        "deadline_type": item["deadline"]["type"], "deadline_text": item["deadline"]["text"] or "",
        "figures": item["figures"], "span": span,
    }  # fmt: skip


def _shares(rows: list[Draft], bodies: dict[int, Any]) -> list[_Share]:
    return [_Share(bodies[row["body"]], row["as"], row["why"]) for row in rows]
