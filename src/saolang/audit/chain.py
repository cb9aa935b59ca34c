"""Canonical text and hashes of the chain; pure, so that the record can be verified from outside.

The hash of an event is SHA-256 over the UTF-8 canonical JSON (keys sorted, no spaces, no ASCII escapes) of the fields
in ``FIELDS``; ``at`` is written as UTC with microseconds. The first event follows ``GENESIS``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

GENESIS = "0" * 64
FIELDS = (
    "seq",
    "at",
    "actor_id",
    "actor_label",
    "verb",
    "object_type",
    "object_id",
    "object_label",
    "from_state",
    "to_state",
    "data",
    "reason",
    "prev_hash",
)


def canonical(content: Any) -> str:
    """Return canonical JSON text; raises TypeError or ValueError for what is not plain data."""
    return json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def event_hash(event: Any) -> str:
    """Return the hash of an event (any object that has the attributes in ``FIELDS``)."""
    content = {name: getattr(event, name) for name in FIELDS}
    content["at"] = event.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()


def _plain(value: Any) -> Any:
    """Return a value as JSON types; dates and decimals become text, anything else is refused."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | Promise):
        return str(value).encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("audit data needs text keys")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"audit data must be plain, not {type(value).__name__}")
