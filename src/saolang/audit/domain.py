"""Writing the record: :func:`record` for an act, :func:`transition` for an act that moves a state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.db import Versioned, save_version
from saolang.core.flow import Flow
from saolang.core.text import normalize, normalize_line

from .chain import GENESIS, canonical, event_hash
from .models import ChainHead, Event


class BrokenChain(RuntimeError):
    """The head of the chain is gone while events exist; nothing may be appended until a person has looked."""


def record(
    verb: str,
    *,
    actor: Any,
    obj: models.Model,
    at: dt.datetime | None = None,
    data: Mapping[str, Any] | None = None,
    reason: str = "",
    from_state: str = "",
    to_state: str = "",
) -> Event:
    """Append an event in the running transaction and return it.

    ``verb`` is ``<app>.<model>.<verb>``; ``data`` holds plain values only (text, numbers, dates, lists, dicts) and no
    personal data; ``actor`` None means the platform itself; ``obj`` is called by its ``record_label``, or as text where
    it has none. The head of the chain stays locked until the transaction ends, so lock the rows to change before the
    first record. Raises TransactionManagementError outside a transaction, TypeError for data that is not plain.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("audit.record must run inside the transaction of the change")
    actor_id, actor_label = _actor(actor)
    text = canonical(dict(data or {}))
    head = locked_head()
    event = Event(
        seq=head.seq + 1,
        at=at or clock.now(),
        actor_id=actor_id,
        actor_label=normalize_line(actor_label)[:200],
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=normalize_line(str(getattr(obj, "record_label", "") or obj))[:300],
        from_state=from_state,
        to_state=to_state,
        data=text,
        reason=normalize(reason),
        prev_hash=head.hash,
    )
    event.hash = event_hash(event)
    event.save()
    head.seq, head.hash = event.seq, event.hash
    head.save()
    return event


def transition(
    flow: Flow,
    obj: models.Model,
    name: str,
    *,
    actor: Any,
    at: dt.datetime | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Move ``obj`` by a transition of its flow: check, set the state, save (with its version), record.

    Other fields set on ``obj`` before the call are saved along. Raises what ``flow.check`` raises, and Stale.
    """
    step = flow.check(obj, name, actor, reason)
    before = str(getattr(obj, flow.field))
    setattr(obj, flow.field, step.target)
    try:
        if isinstance(obj, Versioned):
            save_version(obj)
        else:
            obj.save()
    except BaseException:
        setattr(obj, flow.field, before)
        raise
    verb = f"{obj._meta.app_label}.{obj._meta.model_name}.{name}"
    return record(verb, actor=actor, obj=obj, at=at, data=data, reason=reason, from_state=before, to_state=step.target)


def locked_head() -> ChainHead:
    """Return the head of the chain, locked until the transaction ends; an empty record gets its first one.

    Two connections may both find an empty record without a head. The one that comes second sees the other's events
    before it sees the head they left, so the head is looked for once more before the chain is called broken.
    """
    heads = ChainHead.objects.select_for_update().filter(pk=1)
    head = heads.first()
    if head is None and not Event.objects.exists():
        ChainHead.objects.get_or_create(pk=1, defaults={"seq": 0, "hash": GENESIS})
    head = head or heads.all().first()
    if head is None:
        raise BrokenChain("audit chain head is missing")
    return head


def _actor(actor: Any) -> tuple[int | None, str]:
    if actor is None:
        return None, _("Hệ thống")
    if actor.pk is None:
        return None, str(getattr(actor, "full_name", "") or _("Khách"))
    return int(actor.pk), str(getattr(actor, "full_name", "") or f"#{actor.pk}")
