"""The province before anybody comes: units, sheets of the law, officials, council. Everybody is fictional."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from saolang.config.preparing import load_reference_data
from saolang.demo.content import content
from saolang.demo.people import make_council, make_officials, places

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PASSWORD = str(content()["password"])


def moment(text: str) -> dt.datetime:
    """A moment in Việt Nam: ``2026-08-17 09:00``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=HANOI)


def found() -> SimpleNamespace:
    """Load the reference data and appoint officials and the council's seats, as the demo does."""
    load_reference_data()
    units = places()
    people = make_officials(units)
    people.council = make_council(people, units["province"])
    people.units = units
    return people
