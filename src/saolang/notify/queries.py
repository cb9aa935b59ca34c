"""Reading messages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from .models import Message


def visible_to(user: Any) -> QuerySet[Message]:
    """Return the messages a person may see: their own, newest first."""
    if not user.is_authenticated:
        return Message.objects.none()
    return Message.objects.filter(recipient=user).order_by("-pk")


def unread_count(user: Any) -> int:
    """Count the messages a person has not read."""
    return visible_to(user).filter(read_at__isnull=True).count()
