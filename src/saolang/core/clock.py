"""The time of day in Việt Nam. Tests freeze it with time-machine."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> dt.datetime:
    """Return the present moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return today's date in Việt Nam."""
    return now().astimezone(ZONE).date()


def local(moment: dt.datetime) -> dt.datetime:
    """Return an aware moment in Vietnamese time; a naive one is taken as Vietnamese time already."""
    return moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)
