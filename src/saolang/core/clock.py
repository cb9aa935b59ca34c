"""The time of day in Việt Nam. Tests freeze it with time-machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_moved: ContextVar[dt.datetime | None] = ContextVar("moved", default=None)


def now() -> dt.datetime:
    """Return the present moment, aware, in UTC."""
    return _moved.get() or dt.datetime.now(dt.UTC)


@contextmanager
def moved_to(moment: dt.datetime) -> Iterator[None]:
    """Let acts inside happen as of an aware moment: demo data is written so, act by act, never real records."""
    token = _moved.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _moved.reset(token)


def today() -> dt.date:
    """Return today's date in Việt Nam."""
    return now().astimezone(ZONE).date()


def local(moment: dt.datetime) -> dt.datetime:
    """Return an aware moment in Vietnamese time; a naive one is taken as Vietnamese time already."""
    return moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)


def day_of(at: dt.datetime | None = None) -> dt.date:
    """Return the day in Việt Nam of the moment of an act; today when none is given."""
    return local(at or now()).date()
