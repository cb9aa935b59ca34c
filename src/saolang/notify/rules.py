"""Permissions of messages."""

from __future__ import annotations

from typing import Any

import rules


@rules.predicate
def is_recipient(user: Any, message: Any) -> bool:
    """The message was sent to this person."""
    return message is not None and message.recipient_id == user.pk


rules.add_perm("notify.read_message", is_recipient)
