"""Triggers that keep published sheets and set values as they were written, on SQLite and PostgreSQL.

A later migration that rebuilds one of the tables on SQLite loses its triggers: it must call :func:`create` again.
"""

from __future__ import annotations

from typing import Any

TABLES = ("rulebook_publishedsheet", "rulebook_provincialsetting")
_ACTS = ("update", "delete")


def _name(table: str, act: str) -> str:
    return f"{table}_no_{act}"


def create(connection: Any) -> None:
    """Create the triggers on this connection's database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in TABLES:
                for act in _ACTS:
                    cursor.execute(
                        f"CREATE TRIGGER {_name(table, act)} BEFORE {act.upper()} ON {table} "
                        f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
                    )
        elif connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION rulebook_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "RAISE EXCEPTION '% is never changed', TG_TABLE_NAME "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            for table in TABLES:
                for act in _ACTS:
                    cursor.execute(
                        f"CREATE TRIGGER {_name(table, act)} BEFORE {act.upper()} ON {table} "
                        "FOR EACH ROW EXECUTE FUNCTION rulebook_refuse()"
                    )
        else:
            raise NotImplementedError(f"no rulebook triggers for {connection.vendor}")


def drop(connection: Any) -> None:
    """Drop the triggers (undoing the migration, and tests that empty the tables)."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for act in _ACTS:
                suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, act)}{suffix}")
