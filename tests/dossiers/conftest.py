"""A working day in October 2026, and the people of one path."""

import datetime as dt

import pytest
import time_machine

from tests.dossiers import builders

MORNING = dt.datetime(2026, 10, 5, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def october():
    """Monday 5 October 2026, 9 o'clock in Việt Nam."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast(db, october):
    """A producer of Song Phú with everybody the path needs."""
    return builders.make_cast()
