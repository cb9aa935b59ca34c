"""What the forms of the two-pane page send, read from the request; one small reader for each act."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from saolang.core.problems import DomainError
from saolang.core.text import format_date, normalize, normalize_line, parse_date

from ..enums import Period, TaskKind
from ..notice_panes import Row

KEEP = ("kind", "topic", "support")


def task_values(row: Row, typed: QueryDict | None) -> dict[str, Any]:
    """What the edit form of a task shows: as saved, or as it was typed when the act was refused."""
    task = row.task
    if typed is not None:
        return {
            "text": typed.get("text", ""),
            "items": typed.get("items", ""),
            "kind": typed.get("kind", task["kind"]),
            "period": typed.get("period", ""),
            "due_on": typed.get("due_on", ""),
            "keep_past": "keep_past" in typed,
            "topic": typed.get("topic", ""),
            "repeats": typed.get("repeats", ""),
            "waits_for": typed.getlist("waits_for"),
            "saved_text": task["text"] if normalize(typed.get("text")) != task["text"] else "",
        }
    return {
        "text": task["text"],
        "items": "\n".join(task["items"]),
        "kind": task["kind"],
        "period": task["period"],
        "due_on": format_date(row.due_on) if row.due_on else "",
        "keep_past": task["keep_past"],
        "topic": str(task["topic"] or ""),
        "repeats": str(task["repeats"] or ""),
        "waits_for": list(task["waits_for"]),
        "saved_text": "",
    }


def task_changes(data: QueryDict) -> dict[str, Any]:
    """Fields of a task as the domain takes them. Raises DomainError for a day that is none."""
    due = None
    if data.get("due_on", "").strip():
        try:
            due = parse_date(data["due_on"]).isoformat()
        except DomainError as error:
            first = error.problems[0]
            raise DomainError.of("due_bad", first.message, where=_("Hạn"), fix=first.fix) from error
    changes: dict[str, Any] = {
        "text": normalize_line(data.get("text", "")),
        "items": [line for line in map(normalize_line, normalize(data.get("items")).splitlines()) if line][:60],
        "kind": data.get("kind", TaskKind.ONE_OFF.value),
        "period": data.get("period", "") if data.get("kind") == TaskKind.STANDING else "",
        "due_on": due,
        "keep_past": "keep_past" in data,
        "topic": number(data.get("topic", "")),
        "repeats": number(data.get("repeats", "")),
        "waits_for": data.getlist("waits_for")[:50],
    }
    return changes


def number(text: str) -> int | None:
    """A key as sent; None for nothing and for nonsense."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def numbers(data: QueryDict, name: str) -> list[int]:
    """Several keys as sent."""
    found = (number(text) for text in data.getlist(name))
    return [key for key in found if key is not None][:1000]


CHOICES = {"kinds": TaskKind.choices, "periods": Period.choices}
