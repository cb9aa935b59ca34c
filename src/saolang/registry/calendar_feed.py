"""The radar as a calendar file (RFC 5545) that phones and mail programs read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from saolang.core import clock

from .models import Recognition
from .radar import EVENTS, events_of

PAST_DAYS = 31
"""Events older than that are left out."""


def calendar_of(stars: Iterable[Recognition], *, today: date, site: str) -> bytes:
    """All-day events of these stars, each with a name that stays the same when the day moves. ``site`` is the address
    of the site, for links."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sao Lang//Lich hang sao//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Hạng sao OCOP"))
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    stamp = clock.now()
    for star in stars:
        for name, day in events_of(star):
            if day < today - timedelta(days=PAST_DAYS):
                continue
            event = Event()
            event.add("uid", f"{star.code}-{name}@saolang")
            event.add("dtstamp", stamp)
            event.add("dtstart", day)
            event.add("dtend", day + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
            words = {"event": EVENTS[name], "name": star.product.name, "star": star.star}
            event.add("summary", _("%(event)s: %(name)s (%(star)d sao)") % words)
            event.add("description", star.product.producer.name)
            event.add("url", f"{site}{star.get_absolute_url()}")
            calendar.add_component(event)
    return bytes(calendar.to_ical())
