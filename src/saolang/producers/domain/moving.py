"""Turning what points at one row to another, and back: every change is listed as plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F

Change = dict[str, Any]
_OWN = ("merged_into", "kept_producer", "gone_producer", "kept_product", "gone_product")


def pointing_fields(model: type[models.Model]) -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every field of any app that points at a model; tables of past versions and of merges are left out."""
    for other in apps.get_models():
        if other.__name__.startswith("Historical") or other._meta.proxy:
            continue
        for field in other._meta.concrete_fields:
            if field.remote_field is not None and field.related_model is model and field.name not in _OWN:
                yield other, field


def set_field(row: models.Model, name: str, value: Any) -> Change | None:
    """Set one column of a row and say what was changed; None when a constraint forbids it or nothing changes."""
    field: Any = row._meta.get_field(name)
    before = getattr(row, field.attname)
    if before == value:
        return None
    try:
        with transaction.atomic():
            _write(type(row), row.pk, field.attname, value)
    except IntegrityError:
        return None
    return change_of(row, name, before, value)


def change_of(row: models.Model, name: str, before: Any, after: Any) -> Change:
    """One entry of the list."""
    return {"model": row._meta.label_lower, "pk": row.pk, "field": name, "from": _plain(before), "to": _plain(after)}


def move_rows(source: models.Model, target: models.Model, *, skip: tuple[str, ...] = ()) -> tuple[list, list]:
    """Point every row at ``target`` instead of ``source``; rows that would be there twice stay and are named.

    ``skip`` are labels ("dossiers.dossier") handled elsewhere. Returns changes and what was left.
    """
    moved: list[Change] = []
    left: list[Change] = []
    for model, field in pointing_fields(type(source)):
        if model._meta.label_lower in skip:
            continue
        for row in model._base_manager.filter(**{field.attname: source.pk}).order_by("pk"):
            change = set_field(row, field.name, target.pk)
            if change is None:
                left.append({"model": model._meta.label_lower, "pk": row.pk, "text": str(row)[:160]})
            else:
                moved.append(change)
    return moved, left


def changed_since(changes: list[Change]) -> list[Change]:
    """Changes whose row no longer holds what was written: somebody went on from there."""
    final: dict[tuple[str, Any, str], Change] = {(c["model"], c["pk"], c["field"]): c for c in changes}
    stale = []
    for change in final.values():
        model = apps.get_model(change["model"])
        attname = model._meta.get_field(change["field"]).attname
        held = model._base_manager.filter(pk=change["pk"]).values_list(attname, flat=True).first()
        if _plain(held) != change["to"]:
            stale.append(change)
    return stale


def newer_rows(changes: list[Change], since: datetime) -> list[str]:
    """Records made after a moment that stand on the moved rows, in words."""
    keys: dict[str, set[Any]] = defaultdict(set)
    for change in changes:
        keys[change["model"]].add(change["pk"])
    found = []
    for label, pks in keys.items():
        for other, field in pointing_fields(apps.get_model(label)):
            if not any(f.name == "created_at" for f in other._meta.concrete_fields):
                continue
            rows = other._base_manager.filter(**{f"{field.attname}__in": pks}, created_at__gt=since)
            found += [f"{other._meta.verbose_name}: {row}"[:200] for row in rows[:5]]
    return found


def put_back(changes: list[Change]) -> None:
    """Write the old values again, last change first."""
    for change in reversed(changes):
        model = apps.get_model(change["model"])
        field = model._meta.get_field(change["field"])
        _write(model, change["pk"], field.attname, field.to_python(change["from"]))


def _write(model: type[models.Model], pk: Any, attname: str, value: Any) -> None:
    values: dict[str, Any] = {attname: value}
    if any(field.name == "version" for field in model._meta.concrete_fields):
        values["version"] = F("version") + 1
    model._base_manager.filter(pk=pk).update(**values)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
