"""Taking typed values into a record: only known fields, checked by the model's own fields, all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from saolang.core.problems import Problem


def apply_changes(obj: models.Model, changes: Mapping[str, Any], allowed: Iterable[str]) -> set[str]:
    """Set what differs and return the names of the fields that changed. Raises TypeError for any other field."""
    allowed = set(allowed)
    unknown = set(changes) - allowed
    if unknown:
        raise TypeError(f"{type(obj).__name__} does not take {sorted(unknown)}")
    changed = set()
    for name, value in changes.items():
        value = "" if value is None and isinstance(_field(obj, name), models.CharField | models.TextField) else value
        if getattr(obj, name, None) != value:
            setattr(obj, name, value)
            changed.add(name)
    return changed


def field_problems(obj: models.Model, names: Iterable[str] | None = None) -> list[Problem]:
    """What the model's fields say against their values (too long, not a choice, missing); only ``names`` if given."""
    wanted = None if names is None else set(names)
    skip = {field.name for field in obj._meta.fields if wanted is not None and field.name not in wanted}
    try:
        obj.clean_fields(exclude=skip)
    except ValidationError as error:
        return [
            Problem(f"{name}_invalid", " ".join(messages), where=str(_field(obj, name).verbose_name).capitalize())
            for name, messages in error.message_dict.items()
        ]
    return []


def _field(obj: models.Model, name: str) -> Any:
    return obj._meta.get_field(name)
