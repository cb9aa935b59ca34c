"""Template context: how many messages wait for the person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from . import queries


def unread(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``unread_count``; counted only where a template shows it, and once."""
    counted: list[int] = []

    def unread_count() -> int:
        if not counted:
            user = getattr(request, "user", None)
            counted.append(queries.unread_count(user) if user is not None and user.is_authenticated else 0)
        return counted[0]

    return {"unread_count": unread_count}
