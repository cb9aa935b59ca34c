"""A producer stops producing, and may take it up again. Nothing is withdrawn by that alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import transition
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import Problems
from saolang.core.text import normalize_line

from ..models import Producer
from ..states import PRODUCER_FLOW

CEASED_PURPOSE = "producers.ceased"


@transaction.atomic
def cease_producer(
    producer: Producer,
    *,
    actor: Any,
    reason: str,
    on: dt.date | None = None,
    paper: str = "",
    file: Any = None,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Producer:
    """Note that the producer no longer produces, since a day and by which paper; its records stay.

    Its stars stand until they expire or are withdrawn by their own procedure.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.1.đ (a ground of withdrawal, not a withdrawal). Raises DomainError.
    """
    producer = lock_for_change(producer, expected_version)
    PRODUCER_FLOW.check(producer, "cease", actor, reason)
    day = on or clock.today()
    problems = Problems()
    if day > clock.today():
        problems.add("in_future", _("Ngày ngừng hoạt động ở tương lai."), where="on")
    if producer.established_on and day < producer.established_on:
        problems.add("before_established", _("Ngày ngừng hoạt động trước ngày thành lập."), where="on")
    problems.raise_if_any()
    producer.ceased_on, producer.ceased_paper, producer.ceased_file = day, normalize_line(paper), file
    data = {"on": day, "paper": producer.ceased_paper, "file": file.sha256 if file else ""}
    transition(PRODUCER_FLOW, producer, "cease", actor=actor, at=at, reason=reason, data=data)
    return producer


@transaction.atomic
def resume_producer(
    producer: Producer, *, actor: Any, reason: str, expected_version: int | str | None = None
) -> Producer:
    """Note that the producer works again, or that it was noted by mistake. Raises DomainError."""
    producer = lock_for_change(producer, expected_version)
    data = {"ceased_on": producer.ceased_on, "paper": producer.ceased_paper}
    producer.ceased_on, producer.ceased_paper, producer.ceased_file = None, "", None
    transition(PRODUCER_FLOW, producer, "resume", actor=actor, reason=reason, data=data)
    return producer
