"""The private address of a person's calendar feed: made when first asked for, changed on wish."""

from __future__ import annotations

from typing import Any

from ..models import CalendarKey
from ..models.radar import calendar_key


def calendar_key_of(user: Any) -> CalendarKey:
    """The person's key, made when there is none yet."""
    key, _created = CalendarKey.objects.get_or_create(user=user)
    return key


def renew_calendar_key(user: Any) -> CalendarKey:
    """Give the person a new key; the address with the old one answers no more."""
    key = calendar_key_of(user)
    key.key = calendar_key()
    key.save()
    return key
