"""Handing out one text: the task, and one share for each body that leads or supports it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.problems import NotAllowed, Problems
from saolang.core.text import fold_vi, format_date, normalize, normalize_line
from saolang.rulebook.queries import provincial_setting

from ..enums import DeadlineType, Period, Scope, Share, TaskKind
from ..models import Assignment, Task
from .announcing import announce_on_commit

__all__ = ["create_task", "ended_problem", "is_standing", "issue_task"]


def issue_task(
    *,
    notice: Any,
    block: Any,
    province: Any,
    text: str,
    label: str,
    position: int,
    items: Sequence[str] = (),
    kind: str,
    period: str = "",
    scope: str,
    lead_text: str = "",
    support_texts: Sequence[str] = (),
    follows: str = "",
    deadline_type: str,
    deadline_text: str = "",
    due_on: dt.date | None = None,
    figures: Sequence[Any] = (),
    span: Any = None,
    topic: Any = None,
    repeats: Task | None = None,
    leads: Sequence[Any],
    supports: Sequence[Any],
    actor: Any,
    on: dt.date,
) -> Task:
    """Make the task and its shares; people of every body are told when the transaction commits, once per notice.

    ``leads`` and ``supports`` are what addressing found: objects with ``body``, ``addressed_as``, ``why``. A body
    named twice gets one share, and one that leads does not support as well. Raises DomainError with every problem:
    text_empty, lead_missing, body_ended, and words that no list knows.
    """
    with transaction.atomic():
        if not actor.has_perm("directives.manage_task", Task(province=province)):
            raise NotAllowed.of("not_allowed", _("Bạn không có quyền giao nhiệm vụ của tỉnh này."))
        return create_task(
            leads=leads,
            supports=supports,
            actor=actor,
            on=on,
            fields={
                "notice": notice,
                "block": block,
                "province": province,
                "text": text,
                "label": label,
                "position": position,
                "items": [normalize_line(item) for item in items],
                "kind": kind,
                "period": period or "",
                "scope": scope,
                "lead_text": (lead_text or "")[:500],
                "support_texts": list(support_texts),
                "follows": (follows or "")[:300],
                "deadline_type": deadline_type,
                "deadline_text": (deadline_text or "")[:300],
                "due_on": due_on,
                "figures": list(figures),
                "topic": topic,
                **_span(span),
            },
            repeats=repeats,
        )


def create_task(
    *,
    leads: Sequence[Any],
    supports: Sequence[Any],
    actor: Any,
    on: dt.date,
    fields: dict[str, Any],
    repeats: Task | None = None,
) -> Task:
    """The task and its shares, for callers who have asked for the right already; runs inside a transaction."""
    led = _once(leads, set())
    supported = _once(supports, {row.body.pk for row in led})
    _check(fields, led, supported, on)
    task = Task(**fields)
    task.text = normalize(task.text)
    task.search_text = searchable(task)
    if task.kind == TaskKind.STANDING:
        task.due_on = None
        task.period = task.period or str(provincial_setting("directive_standing_period", on))
    if repeats is not None:
        _join_chain(task, repeats)
    task.save()
    shares = share_out(task, led, supported, on=on)
    record(
        "directives.task.issue",
        actor=actor,
        obj=task,
        data={
            "leads": [row.body_id for row in shares if row.share == Share.LEAD],
            "supports": [row.body_id for row in shares if row.share == Share.SUPPORT],
            "due_on": task.due_on,
            "repeat": task.repeat_number,
        },
    )
    return task


def share_out(task: Task, leads: Iterable[Any], supports: Iterable[Any], *, on: dt.date) -> list[Assignment]:
    """One share for each body, in one statement; people are told on commit."""
    standing = is_standing(task)
    rows = [
        Assignment(
            task=task,
            share=share,
            body=found.body,
            province_id=task.province_id,
            notice_id=task.notice_id,
            topic_id=task.topic_id,
            addressed_as=(getattr(found, "addressed_as", "") or "")[:300],
            mapped_why=(getattr(found, "why", "") or "")[:300],
            standing=standing,
            assigned_on=on,
            due_on=None if standing else task.due_on,
        )
        for share, part in ((Share.LEAD, leads), (Share.SUPPORT, supports))
        for found in part
    ]
    made = Assignment.objects.bulk_create(rows, batch_size=500)
    announce_on_commit(task.notice, [row.pk for row in made])
    return made


def is_standing(task: Task) -> bool:
    """Whether shares of a task have no end: standing duties, and conditional ones without a date."""
    return task.kind == TaskKind.STANDING or (task.kind == TaskKind.CONDITIONAL and task.due_on is None)


def searchable(task: Task) -> str:
    """What the search finds a task by."""
    return fold_vi(" ".join([task.label, task.text, *map(str, task.items), task.lead_text]))


def ended_problem(problems: Problems, body: Any, on: dt.date, where: str) -> bool:
    """Add the problem of a body that no longer exists on a day, with its successor; say whether it was one."""
    if body.valid_to is None or body.valid_to >= on:
        return False
    words = {"body": body.name, "day": format_date(body.valid_to)}
    heir = body.successor
    fix = _("Chọn đơn vị kế thừa: %(heir)s.") % {"heir": heir.name} if heir is not None else _(
        "Chọn đơn vị nay làm nhiệm vụ đó; bản đồ sáp nhập xem ở mục Địa bàn."
    )  # fmt: skip
    problems.add("body_ended", _("%(body)s đã kết thúc hoạt động từ sau ngày %(day)s.") % words, where=where, fix=fix)
    return True


def _check(fields: dict[str, Any], leads: list[Any], supports: list[Any], on: dt.date) -> None:
    """Everything that is wrong, at once."""
    problems = Problems()
    if not normalize(fields["text"]):
        problems.add("text_empty", _("Nội dung việc còn trống."), where="text", fix=_("Ghi việc phải làm."))
    if not leads:
        problems.add(
            "lead_missing", _("Chưa có đơn vị chủ trì."), where="leads", fix=_("Chọn ít nhất một đơn vị chủ trì.")
        )
    for rows, where in ((leads, "leads"), (supports, "supports")):
        for row in rows:
            ended_problem(problems, row.body, on, where)
    for name, known in (("kind", TaskKind), ("scope", Scope), ("deadline_type", DeadlineType)):
        if fields.get(name, known.values[0]) not in known.values:
            problems.add("word_unknown", _("Giá trị này không có trong danh mục."), where=name)
    if fields.get("period") and fields["period"] not in Period.values:
        problems.add("word_unknown", _("Kỳ báo cáo này không có trong danh mục."), where="period")
    problems.raise_if_any()


def _once(rows: Iterable[Any], taken: set[int]) -> list[Any]:
    """Bodies in the order named, each once, without those taken."""
    seen, kept = set(taken), []
    for row in rows:
        if row.body.pk not in seen:
            seen.add(row.body.pk)
            kept.append(row)
    return kept


def _join_chain(task: Task, repeats: Task) -> None:
    """Point a task at the first of its chain and number it. The first is locked, so two repeats differ in number."""
    first = Task.objects.select_for_update(no_key=True).get(pk=repeats.repeats_id or repeats.pk)
    task.repeats = first
    task.repeat_number = 1 + max([1, *first.repeated_by.values_list("repeat_number", flat=True)])


def _span(span: Any) -> dict[str, int | None]:
    """Start and end from a mapping, a pair or an object; where the text stands in the notice."""
    if not span:
        return {"span_start": None, "span_end": None}
    if isinstance(span, dict):
        start, end = span.get("start"), span.get("end")
    elif isinstance(span, tuple | list):
        start, end = span
    else:
        start, end = span.start, span.end
    return {"span_start": start, "span_end": end}
