"""Fixtures of the audit tests."""

from tests.things import thing, thing_table

__all__ = ["thing", "thing_table"]
