"""Reads: units on a date, search, what became of a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from saolang.core import clock
from saolang.core.text import fold_vi, normalize_line, sort_key_vi

from .enums import AliasKind, Level
from .models import Unit, UnitAlias, UnitQuerySet, UnitSuccession
from .resolution import AddressBook, AddressResolution, Status, resolve_address

__all__ = [
    "AddressBook",
    "AddressResolution",
    "Status",
    "by_vietnamese_name",
    "commune_by_code",
    "communes_of",
    "current_provinces",
    "find_units",
    "origins",
    "province_by_code",
    "resolve_address",
    "succession_steps",
    "successors",
    "unit_by_code",
    "units_on",
]

_LEVEL_RANK: dict[str, int] = {Level.COMMUNE: 0, Level.PROVINCE: 1, Level.DISTRICT: 2}
_MAX_CANDIDATES = 400


def units_on(date: dt.date | None = None) -> UnitQuerySet:
    """Units of a date (default today), without their boundaries."""
    return Unit.objects.on(date).light().select_related("parent__parent")


def current_provinces() -> UnitQuerySet:
    """The provinces of today, by code."""
    return units_on().filter(level=Level.PROVINCE).order_by("code")


def communes_of(province: Unit | str, on: dt.date | None = None) -> UnitQuerySet:
    """Communes of a province on a date (default today), by code, whether under it or under its districts.

    ``province`` is a unit or a two-digit code; a code is read on that date.
    """
    wanted = (
        Q(parent=province) | Q(parent__parent=province)
        if isinstance(province, Unit)
        else Q(parent__code=province, parent__level=Level.PROVINCE)
        | Q(parent__parent__code=province, parent__parent__level=Level.PROVINCE)
    )
    return units_on(on).filter(wanted, level=Level.COMMUNE).order_by("code")


def by_vietnamese_name(units: Iterable[Unit]) -> list[Unit]:
    """Return units in the order of a Vietnamese list of names."""
    return sorted(units, key=lambda unit: (sort_key_vi(unit.name), unit.code))


def unit_by_code(level: str, code: str, on: dt.date | None = None) -> Unit | None:
    """Return the unit with a code, or an alias of that code, on a date (default today); None when there is none."""
    units = units_on(on).filter(level=level)
    found = units.filter(code=code).first()
    if found is not None:
        return found
    return units.filter(aliases__kind=AliasKind.CODE, aliases__folded=code).first()


def province_by_code(code: str, on: dt.date | None = None) -> Unit | None:
    """Return the province with a two-digit code on a date."""
    return unit_by_code(Level.PROVINCE, code, on)


def commune_by_code(code: str, on: dt.date | None = None) -> Unit | None:
    """Return the commune with a five-digit code (or an alias of it) on a date."""
    return unit_by_code(Level.COMMUNE, code, on)


def find_units(text: str, on: dt.date | None = None, *, level: str | None = None, limit: int = 20) -> list[Unit]:
    """Search units by name (with or without marks) or code on a date (default today), best first.

    Every word must begin a word of the unit's name or of the names above it. Exact names come first, then names
    that begin with the text; when the text has marks, names with the same marks come before others.
    """
    typed = normalize_line(text)
    folded = fold_vi(typed)
    if not folded:
        return []
    units = units_on(on).filter(level=level) if level else units_on(on)
    if folded.isdecimal() and len(folded) in (2, 3, 5):
        wanted = Q(code=folded) | Q(aliases__kind=AliasKind.CODE, aliases__folded=folded)
        by_code = list(units.filter(wanted).distinct()[:limit])
        if by_code:
            return by_code
    words = Q()
    for word in folded.replace(",", " ").split():
        words &= Q(search_text__contains=f" {word}")
    named = UnitAlias.objects.filter(kind=AliasKind.NAME, folded__contains=folded).values("unit_id")
    found = units.filter(words | Q(pk__in=named))[:_MAX_CANDIDATES]
    return sorted(found, key=lambda unit: _rank(unit, typed.lower(), folded))[:limit]


def _rank(unit: Unit, typed: str, folded: str) -> tuple[object, ...]:
    name, full = fold_vi(unit.name), fold_vi(unit.full_name)
    return (
        folded not in (name, full),
        typed not in (unit.name.lower(), unit.full_name.lower()),
        not (name.startswith(folded) or full.startswith(folded)),
        typed not in unit.full_name.lower(),
        _LEVEL_RANK[unit.level],
        sort_key_vi(unit.name),
        unit.code,
    )


def successors(unit: Unit, on: dt.date | None = None) -> list[Unit]:
    """Return the units of a date (default today) that hold what was ``unit``; itself while it exists.

    A district has no successor of its own: its communes' successors are returned. Empty when nothing is known.
    """
    date = on or clock.today()
    return [step.new for step in succession_steps([unit], date).get(unit.pk, [])] or (
        [unit] if unit.exists_on(date) else []
    )


def succession_steps(units: Iterable[Unit], on: dt.date) -> dict[int, list[UnitSuccession]]:
    """For each unit that no longer exists on a date, the steps that end in units of that date.

    The last step's ``partial`` is true when any step on the way was partial.
    """
    result: dict[int, list[UnitSuccession]] = {}
    for unit in units:
        if unit.exists_on(on):
            continue
        start = [unit]
        if unit.level == Level.DISTRICT:
            start = list(Unit.objects.light().filter(parent=unit))
        result[unit.pk] = _follow(start, on)
    return result


def _follow(start: list[Unit], on: dt.date) -> list[UnitSuccession]:
    ends: dict[int, UnitSuccession] = {}
    front = {unit.pk: False for unit in start}
    seen: set[int] = set(front)
    while front:
        steps = UnitSuccession.objects.filter(old__in=front).select_related("new__parent")
        following: dict[int, bool] = {}
        for step in steps:
            step.partial = step.partial or front[step.old_id]
            if step.new.exists_on(on):
                ends.setdefault(step.new_id, step)
            elif step.new_id not in seen:
                seen.add(step.new_id)
                following[step.new_id] = step.partial
        front = following
    return sorted(ends.values(), key=lambda step: step.new.code)


def origins(unit: Unit) -> list[UnitSuccession]:
    """Return the steps that made a unit, old units first by code."""
    return list(unit.origins.select_related("old__parent__parent").order_by("old__code"))
