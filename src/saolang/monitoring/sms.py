"""Text messages: an interface that an installation fills by setting; without one, phones are not offered at all.

``SMS_GATEWAY`` names a class by its dotted path; it is made without arguments and sends with ``send(phone, text)``.
"""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SmsGateway(Protocol):
    """What sends a text message, or raises."""

    def send(self, phone: str, text: str) -> None:
        """Send ``text`` to ``phone`` (digits with a leading +84)."""


def gateway() -> SmsGateway | None:
    """The gateway of this installation; None when there is none."""
    path = str(getattr(settings, "SMS_GATEWAY", "") or "")
    found: SmsGateway | None = import_string(path)() if path else None
    return found


def offered() -> bool:
    """Whether a person may verify by phone here."""
    return bool(getattr(settings, "SMS_GATEWAY", ""))
