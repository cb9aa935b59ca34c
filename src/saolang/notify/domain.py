"""Sending and reading messages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import models, transaction

from saolang.core import clock
from saolang.core.problems import NotAllowed
from saolang.core.text import normalize, normalize_line

from . import tasks
from .models import Message
from .queries import visible_to


def send(
    recipients: Iterable[Any],
    *,
    kind: str,
    title: str,
    body: str = "",
    url: str = "",
    obj: models.Model | None = None,
) -> list[Message]:
    """Send a message to people, in the desk and by e-mail.

    The rows belong to the running transaction, so a message appears exactly when the act it tells of is committed; the
    e-mail is queued after that, and no fault of mail can undo the act. ``url`` is an address within this site. Nobody
    gets the same message twice, and accounts that are closed get none.
    """
    if url and (not url.startswith("/") or url.startswith(("//", "/\\"))):
        raise ValueError("a message leads to an address within the site")
    people = {person.pk: person for person in recipients if person is not None and person.is_active}
    messages = [
        Message(
            recipient=person,
            kind=kind,
            title=normalize_line(str(title))[:200],
            body=normalize(str(body)),
            url=url,
            object_type=obj._meta.label_lower if obj else "",
            object_id=str(obj.pk) if obj else "",
        )
        for person in people.values()
    ]
    if not messages:
        return []
    with transaction.atomic():
        stored = Message.objects.bulk_create(messages)
        keys = [message.pk for message in stored]
        transaction.on_commit(partial(_queue, keys), robust=True)
    return stored


def forget(objects: Iterable[models.Model]) -> int:
    """Remove the messages about these records from every inbox; returns how many. What was mailed is out of reach."""
    keys: dict[str, list[str]] = {}
    for obj in objects:
        keys.setdefault(obj._meta.label_lower, []).append(str(obj.pk))
    count = 0
    for label, found in keys.items():
        count += Message.objects.filter(object_type=label, object_id__in=found).delete()[0]
    return count


def mark_read(message: Message, *, actor: Any) -> None:
    """Note that the recipient has read a message; raises NotAllowed for anybody else."""
    if not actor.has_perm("notify.read_message", message):
        raise NotAllowed.of("not_allowed", "Thông báo này không gửi cho bạn.")
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=clock.now())
    message.refresh_from_db(fields=["read_at"])


def mark_all_read(*, actor: Any) -> int:
    """Note that a person has read everything; return how many were new."""
    return visible_to(actor).filter(read_at__isnull=True).update(read_at=clock.now())


def _queue(keys: list[int]) -> None:
    tasks.email_messages.enqueue(keys)
