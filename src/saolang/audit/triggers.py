"""Triggers that make the record append-only, on SQLite and PostgreSQL.

A later migration that rebuilds ``audit_event`` on SQLite loses its triggers: it must call :func:`create` again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_SQLITE = {
    "audit_event_no_update": """CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END""",
    "audit_event_no_delete": """CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END""",
    # REPLACE removes the old row without firing delete triggers.
    "audit_event_no_replace": """CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
        WHEN EXISTS (SELECT 1 FROM audit_event WHERE seq = NEW.seq OR hash = NEW.hash)
        BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END""",
    "audit_head_no_delete": """CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_chainhead
        BEGIN SELECT RAISE(ABORT, 'audit_chainhead only moves forward'); END""",
    "audit_head_forward": """CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_chainhead
        WHEN NEW.seq <> OLD.seq + 1
        BEGIN SELECT RAISE(ABORT, 'audit_chainhead only moves forward'); END""",
    "audit_head_no_replace": """CREATE TRIGGER audit_head_no_replace BEFORE INSERT ON audit_chainhead
        WHEN EXISTS (SELECT 1 FROM audit_chainhead)
        BEGIN SELECT RAISE(ABORT, 'audit_chainhead only moves forward'); END""",
}

_POSTGRESQL_FUNCTIONS = [
    """CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
    """CREATE OR REPLACE FUNCTION audit_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.seq <> OLD.seq + 1 THEN
                RAISE EXCEPTION 'audit_chainhead only moves forward' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$""",
]
_POSTGRESQL = {
    "audit_event_no_change": (
        "audit_event",
        "BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    ),
    "audit_event_no_truncate": (
        "audit_event",
        "BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
    "audit_head_no_delete": (
        "audit_chainhead",
        "BEFORE DELETE ON audit_chainhead FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    ),
    "audit_head_no_truncate": (
        "audit_chainhead",
        "BEFORE TRUNCATE ON audit_chainhead FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
    "audit_head_forward": (
        "audit_chainhead",
        "BEFORE UPDATE ON audit_chainhead FOR EACH ROW EXECUTE FUNCTION audit_head_forward()",
    ),
}


@dataclass(frozen=True)
class Guard:
    """The triggers of some tables: for SQLite by name; for PostgreSQL functions, and (table, body) by name."""

    sqlite: dict[str, str]
    functions: list[str]
    postgresql: dict[str, tuple[str, str]]

    def create(self, connection: Any) -> None:
        """Create the triggers on this connection's database."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for statement in self.sqlite.values():
                    cursor.execute(statement)
            elif connection.vendor == "postgresql":
                for statement in self.functions:
                    cursor.execute(statement)
                for name, (table, body) in self.postgresql.items():
                    cursor.execute(f"CREATE TRIGGER {name} {body}")
                    # ALWAYS: a session in replica mode does not get past it either.
                    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
            else:
                raise NotImplementedError(f"no audit triggers for {connection.vendor}")

    def drop(self, connection: Any) -> None:
        """Drop the triggers (undoing the migration, and tests)."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for name in self.sqlite:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            elif connection.vendor == "postgresql":
                for name, (table, _body) in self.postgresql.items():
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")

    def missing(self, connection: Any) -> list[str]:
        """Return the names of triggers that should be there and are not (or are disabled)."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                expected = list(self.sqlite)
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            else:
                expected = list(self.postgresql)
                cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'")
            found = {row[0] for row in cursor.fetchall()}
        return [name for name in expected if name not in found]


CHAIN = Guard(_SQLITE, _POSTGRESQL_FUNCTIONS, _POSTGRESQL)
create, drop, missing = CHAIN.create, CHAIN.drop, CHAIN.missing
