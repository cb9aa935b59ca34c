"""What every test shares: marks that set themselves, Hypothesis profiles, a fixed secret-free environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from tests.harness import audit_flush

TESTS = Path(__file__).parent
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}

audit_flush.install()
settings.register_profile(
    "quick", max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def _needs_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return True
    owner = getattr(item, "cls", None)
    return owner is not None and issubclass(owner, TransactionTestCase)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a database with ``db`` and everything in ``tests/e2e`` with ``browser``."""
    for item in items:
        if TESTS / "e2e" in item.path.parents:
            item.add_marker("browser")
        if _needs_database(item):
            item.add_marker("db")


@pytest.fixture(autouse=True)
def nothing_kept_of_other_tests() -> None:
    """Empty the cache: counts of tries, of sign-ins in the same minute of a frozen day, names of places."""
    cache.clear()
