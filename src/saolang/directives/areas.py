"""Which communes of today stand where a district or a province of a document's day stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core.text import fold_vi
from saolang.places.models import Unit, UnitSuccession
from saolang.places.queries import communes_of, find_units, units_on


@dataclass(frozen=True, slots=True)
class Area:
    """Communes of today, with the names of the districts that each came from, by key of the commune."""

    communes: list[Unit]
    districts: dict[int, list[str]]
    old_name: str = ""


def area_of(place: str, province: Unit, document_on: dt.date | None, on: dt.date) -> Area:
    """The communes of the served province that lie in the province printed in a document.

    Without a place, or with the name of today's province in a document of today, the whole province; empty when the
    place lies elsewhere. Legal: Nghị quyết 202/2025/QH15 (provinces from 01/07/2025).
    """
    old = _old_province(place, province, document_on, on)
    if old is None:
        return Area(list(communes_of(province, on)), {})
    if old.pk == province.pk:
        return Area(list(communes_of(province, on)), {})
    wanted = {unit.pk for unit in communes_of(province, on)}
    districts: dict[int, list[str]] = {}
    found: dict[int, Unit] = {}
    starts = Unit.objects.light().filter(parent__parent=old, level="commune").select_related("parent")
    origin = {unit.pk: unit.parent.label for unit in starts if unit.parent is not None}
    for old_pk, new in _ends(origin, on):
        if new.pk not in wanted:
            continue
        found.setdefault(new.pk, new)
        names = districts.setdefault(new.pk, [])
        if origin[old_pk] not in names:
            names.append(origin[old_pk])
    return Area(sorted(found.values(), key=lambda unit: unit.code), districts, old.label)


def why(unit: Unit | None, area: Area) -> str:
    """Why this commune: the districts it came from, and the old province."""
    if unit is None or not area.old_name:
        return ""
    names = ", ".join(area.districts.get(unit.pk, []))
    return str(_("Địa bàn %(districts)s cũ (%(province)s)") % {"districts": names, "province": area.old_name})


def committees_of(units: Iterable[Unit], on: dt.date) -> list[Organisation]:
    """Committees of units that stand on a day, in the order of the units; a unit without one is left out."""
    order = {unit.pk: number for number, unit in enumerate(units)}
    rows = Organisation.objects.filter(kind=OrganisationKind.COMMITTEE, unit__in=order).select_related("unit")
    alive = [body for body in rows if body.valid_to is None or body.valid_to >= on]
    return sorted(alive, key=lambda body: (order[body.unit_id], body.pk))


def unit_named(label: str, province: Unit, document_on: dt.date | None, place: str = "") -> Unit | None:
    """The unit of a name with its kind ("huyện Tiểu Cần"), of the document's day first, else of any day, in or
    formerly in the served province. Of several namesakes the one in the province printed in the document; None when
    there is none, or more than one.
    """
    wanted = fold_vi(label).strip(" .,:;")
    rows: list[Unit] = []
    if document_on is not None:
        rows = [unit for unit in find_units(label, document_on) if fold_vi(unit.full_name) == wanted]
    if not rows:
        rows = [unit for unit in units_on() if fold_vi(unit.full_name) == wanted]
    if not rows:
        every = Unit.objects.light().filter(search_text__contains=wanted).select_related("parent__parent")
        rows = [unit for unit in every if fold_vi(unit.full_name) == wanted]
    near = [unit for unit in rows if belongs(unit, province)]
    latest = sorted(near, key=lambda unit: unit.valid_to or dt.date.max, reverse=True)
    same = [unit for unit in latest if unit.valid_to == latest[0].valid_to] if latest else []
    if len(same) > 1:
        same = [unit for unit in same if fold_vi(unit.province.name) == fold_vi(place)]
    return same[0] if len(same) == 1 else None


def belongs(unit: Unit, province: Unit) -> bool:
    """Whether a unit lies in the province of today, or lay in one that went into it."""
    above = unit.province
    if above.pk == province.pk:
        return True
    return UnitSuccession.objects.filter(old=above, new=province).exists()


def heirs(unit: Unit, on: dt.date) -> list[Unit]:
    """Communes (or the province) of a day that hold what was the unit; itself while it exists."""
    if unit.exists_on(on):
        return [unit]
    start = [unit.pk]
    if unit.level == "district":
        start = list(Unit.objects.filter(parent=unit).values_list("pk", flat=True))
    found = {new.pk: new for _old, new in _ends(dict.fromkeys(start, ""), on)}
    return sorted(found.values(), key=lambda found_unit: found_unit.code)


def _ends(starts: dict[int, str], on: dt.date) -> list[tuple[int, Unit]]:
    """Pairs of a start and a unit of the day that it led to; one query per step of succession."""
    pairs: list[tuple[int, Unit]] = []
    front: dict[int, set[int]] = {pk: {pk} for pk in starts}
    seen: set[int] = set(front)
    while front:
        following: dict[int, set[int]] = {}
        for step in UnitSuccession.objects.filter(old__in=front).select_related("new__parent"):
            if step.new.exists_on(on):
                pairs += [(start, step.new) for start in front[step.old_id]]
            elif step.new_id not in seen:
                following.setdefault(step.new_id, set()).update(front[step.old_id])
        seen |= set(following)
        front = following
    return pairs


def _old_province(place: str, province: Unit, document_on: dt.date | None, on: dt.date) -> Unit | None:
    """The province printed beside the date: of the document's day when it had that name, else of any day."""
    wanted = fold_vi(place).removeprefix("tinh ").removeprefix("thanh pho ").strip(" .,")
    if not wanted:
        return None
    rows = [unit for unit in Unit.objects.light().filter(level="province") if fold_vi(unit.name) == wanted]
    if document_on is not None:
        of_day = [unit for unit in rows if unit.exists_on(document_on)]
        rows = of_day or rows
    rows.sort(key=lambda unit: (not unit.exists_on(on), unit.pk))
    return rows[0] if rows else None
