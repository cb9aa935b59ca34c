"""Days of the demo, counted back from the day it is loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from saolang.core import clock


def day(offset: int) -> dt.date:
    """The day ``offset`` days from the real today; negative is past."""
    return (dt.datetime.now(clock.ZONE) + dt.timedelta(days=offset)).date()


@contextmanager
def on(offset: int, hour: int = 9) -> Iterator[dt.datetime]:
    """Let acts inside happen on that day at that hour, but never later than the real now."""
    moment = dt.datetime.combine(day(offset), dt.time(hour), tzinfo=clock.ZONE)
    moment = min(moment, dt.datetime.now(clock.ZONE))
    with clock.moved_to(moment):
        yield moment
