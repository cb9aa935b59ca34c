"""The shipped units, loaded once a module: four thousand rows are too many for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from saolang.core.paths import REPOSITORY

REFERENCE = REPOSITORY.parent / "shared" / "reference" / "places"


@pytest.fixture(scope="module")
def _units_of_module(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    from saolang.places.domain import load_reference_units
    from saolang.places.enums import Level
    from saolang.places.models import Unit

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        load_reference_units()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for level in (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE):
            Unit.objects.filter(level=level).delete()


@pytest.fixture
def shipped(_units_of_module: None, db: None) -> None:
    """All shipped units, successions and aliases."""


@pytest.fixture
def reference() -> Path:
    """The folder of reference data; the test is skipped, and says so, when it is not there."""
    if not REFERENCE.is_dir():
        pytest.skip(f"reference data is not at {REFERENCE}")
    return REFERENCE
