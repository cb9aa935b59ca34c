"""Triggers that let the public tree grow and nothing else, on SQLite and PostgreSQL.

A later migration that rebuilds one of these tables on SQLite loses its triggers: it must create them again.
"""

from __future__ import annotations

from .triggers import Guard

_KEYS = {"audit_leaf": "position", "audit_treenode": "id", "audit_checkpoint": "id"}


def _sqlite() -> dict[str, str]:
    made = {}
    for table, key in _KEYS.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for act in ("update", "delete"):
            name = f"{table}_no_{act}"
            made[name] = f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} {refuse}"
        # REPLACE removes the old row without firing delete triggers.
        name = f"{table}_no_replace"
        taken = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"
        made[name] = f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {taken} {refuse}"
    refuse = "BEGIN SELECT RAISE(ABORT, 'audit_treehead only grows'); END"
    for name, when in {
        "audit_treehead_no_delete": "BEFORE DELETE ON audit_treehead",
        "audit_treehead_grows": "BEFORE UPDATE ON audit_treehead WHEN NEW.size <= OLD.size",
        "audit_treehead_no_replace": "BEFORE INSERT ON audit_treehead WHEN EXISTS (SELECT 1 FROM audit_treehead)",
    }.items():
        made[name] = f"CREATE TRIGGER {name} {when} {refuse}"
    return made


_GROWS = """CREATE OR REPLACE FUNCTION audit_tree_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.size <= OLD.size THEN
            RAISE EXCEPTION 'audit_treehead only grows' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$"""


def _postgresql() -> dict[str, tuple[str, str]]:
    made = {}
    for table in _KEYS:
        each = f"ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
        made[f"{table}_no_change"] = (table, f"BEFORE UPDATE OR DELETE {each}")
        made[f"{table}_no_truncate"] = (
            table, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )  # fmt: skip
    table = "audit_treehead"
    made["audit_treehead_no_delete"] = (
        table, f"BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    )  # fmt: skip
    made["audit_treehead_no_truncate"] = (
        table, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    )  # fmt: skip
    made["audit_treehead_grows"] = (
        table, f"BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_tree_grows()"
    )  # fmt: skip
    return made


TREE = Guard(_sqlite(), [_GROWS], _postgresql())
