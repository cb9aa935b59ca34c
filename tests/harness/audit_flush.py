"""Lets transactional tests empty the database although the audit table and the rulebook refuse it.

Django empties all tables after such a test. The triggers are taken away for that moment and put back.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from saolang.audit import triggers
from saolang.audit.tree_triggers import TREE
from saolang.rulebook import triggers as rulebook_triggers


def install() -> None:
    """Wrap the flush of the database backends, once."""
    original = BaseDatabaseOperations.execute_sql_flush
    if hasattr(original, "__wrapped__"):
        return

    @wraps(original)
    def flush(self: Any, sql_list: list[str]) -> None:
        guarded = any("audit_event" in statement for statement in sql_list)
        with transaction.atomic(using=self.connection.alias):
            if guarded:
                triggers.drop(self.connection)
                TREE.drop(self.connection)
                rulebook_triggers.drop(self.connection)
            original(self, sql_list)
            if guarded:
                triggers.create(self.connection)
                TREE.create(self.connection)
                rulebook_triggers.create(self.connection)

    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
