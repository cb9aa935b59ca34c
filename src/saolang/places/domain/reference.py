"""Load the shipped units (``data/places``) into the database, again and again without harm."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from saolang.core.paths import data_dir
from saolang.core.text import fold_vi, parse_date

from ..enums import CODE_LENGTH, KINDS_OF_LEVEL, AliasKind, Level
from ..models import Unit, UnitAlias, UnitSuccession

Key = tuple[str, str, dt.date | None]
_FIELDS = (
    "kind", "name", "full_name", "search_text", "parent_id", "valid_to", "lat", "lon", "point_of_parent", "area_km2",
    "south", "west", "north", "east", "bbox_computed", "source",
)  # fmt: skip
_BATCH = 500


@dataclass
class LoadReport:
    """What a load did; ``kept`` counts units with another source: a person changed them here, they stay."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    successions: int = 0
    aliases: int = 0


@dataclass
class _Source:
    """The head of the data: periods, legal bases, and the mark of rows that are ours."""

    since: dt.date
    until: dt.date
    legal: dict[str, Any]
    reasons: dict[str, str]
    mark: str


@dataclass
class _Plan:
    """Units as the files want them, by level, and where each finds its parent."""

    units: dict[str, list[Unit]] = field(default_factory=lambda: {level: [] for level in Level.values})
    parents: dict[Key, Key] = field(default_factory=dict)

    def add(self, unit: Unit, parent: Key | None) -> None:
        if len(unit.code) != CODE_LENGTH[unit.level] or not unit.code.isdecimal():
            raise ValueError(f"places: {unit.level} code {unit.code!r} has the wrong shape")
        if unit.kind not in KINDS_OF_LEVEL[unit.level]:
            raise ValueError(f"places: {unit.level} {unit.code} cannot be a {unit.kind}")
        self.units[unit.level].append(unit)
        if parent is not None:
            self.parents[_key(unit)] = parent


def load_reference_units(folder: Path | None = None) -> LoadReport:
    """Bring units, successions and aliases of ``data/places`` into the database; safe to repeat.

    A unit is found by level, code and first day. Rows whose ``source`` is not the shipped one belong to the province
    and are left alone; boundaries are never touched. Raises ValueError for faulty files; then nothing has changed.
    """
    folder = folder or data_dir() / "places"
    source = _read_source(folder)
    plan = _plan(folder, source)
    report = LoadReport()
    with transaction.atomic():
        known = {_key(unit): unit for unit in Unit.objects.light()}
        for level in Level.values:
            _store_level(plan, level, known, source, report)
        _store_successions(folder, source, known, report)
        _store_aliases(folder, source, known, report)
    return report


def _key(unit: Unit) -> Key:
    return unit.level, unit.code, unit.valid_from


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def _read_source(folder: Path) -> _Source:
    content = yaml.safe_load((folder / "source.yaml").read_text(encoding="utf-8"))
    package = content["package"]
    return _Source(
        since=parse_date(content["units_since"]),
        until=parse_date(content["units_until"]),
        legal=content["legal_basis"],
        reasons=content["alias_reasons"],
        mark=f"{package['name']} {package['version']} ({package['licence']}), {content['seeded_on']:%d/%m/%Y}",
    )


def _unit(row: dict[str, str], level: str, source: _Source, *, old: bool) -> Unit:
    return Unit(
        level=level,
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        valid_from=None if old else source.since,
        valid_to=source.until if old else None,
        lat=_number(row["lat"]),
        lon=_number(row["lon"]),
        point_of_parent=bool(row.get("point_of_parent")),
        area_km2=_number(row.get("area_km2")),
        south=_number(row["south"]),
        west=_number(row["west"]),
        north=_number(row["north"]),
        east=_number(row["east"]),
        bbox_computed=bool(not old and row["south"]),
        source=source.mark,
    )


def _plan(folder: Path, source: _Source) -> _Plan:
    plan = _Plan()
    for row in _rows(folder / "provinces.csv"):
        plan.add(_unit(row, Level.PROVINCE, source, old=False), None)
    for row in _rows(folder / "communes.csv"):
        plan.add(_unit(row, Level.COMMUNE, source, old=False), (Level.PROVINCE, row["province"], source.since))
    above: dict[str, str] = {Level.DISTRICT: Level.PROVINCE, Level.COMMUNE: Level.DISTRICT}
    for row in _rows(folder / "old_units.csv"):
        level = row["level"]
        parent = (above[level], row["parent"], None) if level in above else None
        plan.add(_unit(row, level, source, old=True), parent)
    return plan


def _store_level(plan: _Plan, level: str, known: dict[Key, Unit], source: _Source, report: LoadReport) -> None:
    new: list[Unit] = []
    changed: list[Unit] = []
    for wanted in plan.units[level]:
        key = _key(wanted)
        if (parent := plan.parents.get(key)) is not None:
            wanted.parent = known[parent]
        wanted.fill_names()
        present = known.get(key)
        if present is None:
            new.append(wanted)
        elif present.source.split(" ")[0] != source.mark.split(" ")[0]:
            report.kept += 1
        else:
            differs = _take_over(present, wanted)
            present.parent = wanted.parent
            changed.extend([present] if differs else [])
            report.unchanged += not differs
    for unit in Unit.objects.bulk_create(new, batch_size=_BATCH):
        known[_key(unit)] = unit
    Unit.objects.bulk_update(changed, _FIELDS, batch_size=100)
    report.created += len(new)
    report.updated += len(changed)


def _take_over(present: Unit, wanted: Unit) -> bool:
    different = [name for name in _FIELDS if getattr(present, name) != getattr(wanted, name)]
    for name in different:
        setattr(present, name, getattr(wanted, name))
    return bool(different)


def _store_successions(folder: Path, source: _Source, known: dict[Key, Unit], report: LoadReport) -> None:
    present = {(row.old_id, row.new_id): row for row in UnitSuccession.objects.all()}
    new: list[UnitSuccession] = []
    changed: list[UnitSuccession] = []
    for row in _rows(folder / "successions.csv"):
        level = row["level"]
        heir = known[level, row["new"], source.since]
        legal = source.legal[level]
        wanted = UnitSuccession(
            old=known[level, row["old"], None],
            new=heir,
            partial=bool(row["partial"]),
            effective_on=source.since,
            legal_source=legal if isinstance(legal, str) else legal[heir.province.code],
        )
        found = present.get((wanted.old_id, wanted.new_id))
        if found is None:
            new.append(wanted)
        elif (found.partial, found.legal_source) != (wanted.partial, wanted.legal_source):
            found.partial, found.legal_source = wanted.partial, wanted.legal_source
            changed.append(found)
    UnitSuccession.objects.bulk_create(new, batch_size=_BATCH)
    UnitSuccession.objects.bulk_update(changed, ["partial", "legal_source"])
    report.successions = len(new) + len(changed)


def _store_aliases(folder: Path, source: _Source, known: dict[Key, Unit], report: LoadReport) -> None:
    present = set(UnitAlias.objects.values_list("unit_id", "kind", "folded"))
    new: list[UnitAlias] = []
    for row in _rows(folder / "aliases.csv"):
        unit = known[row["level"], row["code"], None if row["valid_to"] else source.since]
        alias = UnitAlias(
            unit=unit,
            kind=AliasKind(row["kind"]),
            value=row["value"],
            folded=fold_vi(row["value"]),
            source=source.reasons[row["reason"]],
        )
        if (unit.pk, alias.kind, alias.folded) not in present:
            new.append(alias)
    UnitAlias.objects.bulk_create(new, batch_size=_BATCH)
    report.aliases = len(new)
