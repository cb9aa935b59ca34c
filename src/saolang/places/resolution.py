"""From a printed address to the units of today: an old address resolves, was split, or is not known."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.text import fold_vi, format_date

from .addresses import Segment, segment, segments, spelling_of, unit_name
from .enums import KINDS_OF_LEVEL, AliasKind, Kind, Level
from .models import Unit, UnitAlias, UnitSuccession


class Status(StrEnum):
    """How an address resolved."""

    EXACT = "exact"
    SPLIT = "split"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AddressResolution:
    """What an address means. ``original`` is the text as printed and is never changed.

    ``matched`` are the units the text names (of its own time), ``current`` the units that hold the place now: one when
    ``exact``, several when ``split`` (a person must choose), none when ``unknown``. ``level`` is how deep the text was
    understood ("" when unknown).
    """

    original: str
    matched: tuple[Unit, ...]
    current: tuple[Unit, ...]
    status: Status
    explanation: str
    level: str = ""

    @property
    def unit(self) -> Unit | None:
        """The one unit of today, when there is exactly one."""
        return self.current[0] if self.status is Status.EXACT else None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name in the book; ``note`` says why, when it is not the unit's own name."""

    kind: str
    unit: Unit
    spelling: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read an address: the unit meant, and how well the rest agrees.

    ``own_names`` is false when the text names the province of today above an old commune.
    """

    unit: Unit
    with_district: bool
    spelled_so: bool
    kind_agrees: bool
    own_names: bool


class AddressBook:
    """All units by name, in memory. Load one for many addresses; it does not follow later changes."""

    def __init__(
        self, units: Iterable[Unit], aliases: Iterable[UnitAlias], steps: Iterable[UnitSuccession], on: dt.date
    ) -> None:
        self.on = on
        self.units = {unit.pk: unit for unit in units}
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        self._steps: dict[int, list[UnitSuccession]] = defaultdict(list)
        self._children: dict[int, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            self._entries[unit_name(fold_vi(unit.name))].append(_Entry(unit.kind, unit, spelling_of(unit.name)))
            if unit.parent_id:
                unit.parent = self.units[unit.parent_id]
                self._children[unit.parent_id].append(unit)
        for alias in aliases:
            read = segment(alias.value, marked=True)
            unit = self.units[alias.unit_id]
            kind = read.kinds[0] if read.kinds else unit.kind
            self._entries[read.name].append(_Entry(kind, unit, read.spelling, alias.source))
        for step in steps:
            step.new = self.units[step.new_id]
            self._steps[step.old_id].append(step)

    @classmethod
    def load(cls, on: dt.date | None = None) -> AddressBook:
        """Read every unit, name alias and succession; addresses resolve to the units of ``on`` (default today)."""
        return cls(
            Unit.objects.light(),
            UnitAlias.objects.filter(kind=AliasKind.NAME),
            UnitSuccession.objects.order_by("new__code"),
            on or clock.today(),
        )

    def resolve(self, address: str, *, written_on: dt.date | None = None) -> AddressResolution:
        """Resolve one address; ``written_on`` (when known) decides between a name of then and the same name of now."""
        return _Resolver(self, address, written_on).resolve()

    def named(self, part: Segment, level: str, *, lenient: bool = False) -> list[_Entry]:
        """Return entries of a level that a part of an address may mean.

        The prefix must agree, but "tỉnh" stands for any province, and a district or (when ``lenient``) a commune may be
        called by another kind of its level, as they were raised from huyện to thị xã to thành phố.
        """
        found = []
        for entry in self._entries.get(part.name, []):
            if entry.unit.level == level and (_kind_agrees(part, entry.kind) or _may_say(part, level, lenient)):
                found.append(entry)
        if part.kinds and part.whole != part.name:
            found += [entry for entry in self._entries.get(part.whole, []) if entry.unit.level == level]
        return found

    def names(self, part: Segment, unit: Unit) -> bool:
        """Say whether a part of an address may mean this unit."""
        return any(entry.unit.pk == unit.pk for entry in self.named(part, unit.level))

    def successors(self, unit: Unit) -> list[tuple[Unit, UnitSuccession | None]]:
        """Return the units of ``on`` that hold a unit, each with the step that led there; itself while it exists."""
        if unit.exists_on(self.on):
            return [(unit, None)]
        found: dict[int, tuple[Unit, UnitSuccession | None]] = {}
        start = self._children[unit.pk] if unit.level == Level.DISTRICT else [unit]
        front, seen = list(start), {each.pk for each in start}
        while front:
            for step in self._steps[front.pop().pk]:
                if step.new.exists_on(self.on):
                    found.setdefault(step.new_id, (step.new, step))
                elif step.new_id not in seen:
                    seen.add(step.new_id)
                    front.append(step.new)
        return sorted(found.values(), key=lambda pair: pair[0].code)


def resolve_address(
    text: str, *, written_on: dt.date | None = None, book: AddressBook | None = None
) -> AddressResolution:
    """Resolve a printed address to today's units; for many addresses pass one :class:`AddressBook`."""
    return (book or AddressBook.load()).resolve(text, written_on=written_on)


def _kind_agrees(part: Segment, kind: str) -> bool:
    return not part.kinds or kind in part.kinds


def _may_say(part: Segment, level: str, lenient: bool) -> bool:
    if level == Level.PROVINCE:
        return part.kinds == (Kind.PROVINCE,)
    if level == Level.COMMUNE and not lenient:
        return False
    return any(kind in KINDS_OF_LEVEL[level] for kind in part.kinds)


class _Resolver:
    """Reads one address against a book."""

    def __init__(self, book: AddressBook, address: str, written_on: dt.date | None) -> None:
        self.book = book
        self.original = address
        self.written_on = written_on
        self.parts = segments(address)
        self.says_old = any(part.old for part in self.parts)
        self.notes: dict[int, str] = {}

    def resolve(self) -> AddressResolution:
        if not self.parts:
            return self._unknown(_("Địa chỉ trống."))
        for lenient in (False, True):
            units = self._best(self._communes(lenient))
            if units:
                return self._conclude(units)
        return self._above(Level.DISTRICT) or self._above(Level.PROVINCE) or self._not_found()

    def _communes(self, lenient: bool) -> list[_Reading]:
        readings = []
        for index, part in enumerate(self.parts):
            if not part.may_be(Level.COMMUNE) and part.whole == part.name:
                continue
            if any(other.says_commune or other.says_district for other in self.parts[:index]):
                break
            rest = self.parts[index + 1 :]
            for entry in self.book.named(part, Level.COMMUNE, lenient=lenient):
                if not self._of_time(entry.unit):
                    continue
                levels = self._agreement(entry.unit, rest)
                if levels and not self._is_rather_district(part, entry.unit, levels):
                    self._note_alias(part, entry)
                    reading = _Reading(
                        entry.unit,
                        with_district=Level.DISTRICT in levels,
                        spelled_so=part.spelling == entry.spelling,
                        kind_agrees=_kind_agrees(part, entry.kind),
                        own_names=all(levels.values()),
                    )
                    readings.append(reading)
        return readings

    def _note_alias(self, part: Segment, entry: _Entry) -> None:
        if entry.note:
            text = _("“%(part)s” tra theo %(unit)s (%(why)s).")
            self.notes[entry.unit.pk] = text % {"part": part.text, "unit": entry.unit.label, "why": entry.note}

    def _of_time(self, unit: Unit) -> bool:
        """Say whether the address can mean a unit of this period."""
        if self.written_on is not None:
            return unit.exists_on(self.written_on)
        return not (self.says_old and unit.exists_on(self.book.on))

    def _agreement(self, unit: Unit, rest: list[Segment]) -> dict[str, bool]:
        """Return the levels above a unit that the rest of the text names, and whether by their own names.

        Empty when something contradicts.
        """
        above: list[Unit] = []
        while unit.parent is not None:
            unit = unit.parent
            above.append(unit)
        levels: dict[str, bool] = {}
        for part in rest:
            while above and not self._is_above(part, above[0]):
                above.pop(0)
            if not above:
                return {}
            named = above.pop(0)
            levels[named.level] = self.book.names(part, named)
        return levels

    def _is_above(self, part: Segment, unit: Unit) -> bool:
        """Say whether a part names this unit, or the province of today that took it over."""
        if self.book.names(part, unit):
            return True
        return unit.level == Level.PROVINCE and any(
            self.book.names(part, heir) for heir, _step in self.book.successors(unit)
        )

    def _is_rather_district(self, part: Segment, unit: Unit, levels: dict[str, bool]) -> bool:
        """ "Tiểu Cần, Trà Vinh": a bare name shared by an old district and its seat means the district."""
        if part.kinds or unit.exists_on(self.book.on) or Level.DISTRICT in levels:
            return False
        return any(entry.unit.parent_id == unit.province.pk for entry in self.book.named(part, Level.DISTRICT))

    def _best(self, readings: list[_Reading]) -> list[Unit]:
        """Keep the readings that agree most: district, spelling, kind, of today, named as then; in that order."""

        def worth(reading: _Reading) -> tuple[bool, ...]:
            now = reading.unit.exists_on(self.book.on)
            return reading.with_district, reading.spelled_so, reading.kind_agrees, now, reading.own_names

        top = max((worth(reading) for reading in readings), default=None)
        best = list({each.unit.pk: each.unit for each in readings if worth(each) == top}.values())
        if len(best) == 1 and best[0].exists_on(self.book.on) and self.written_on is None:
            self._note_namesakes(best[0], readings)
        return best

    def _note_namesakes(self, chosen: Unit, readings: list[_Reading]) -> None:
        """Say which old units of the same name the text could mean if it is old: today's name was preferred."""
        elsewhere = {
            reading.unit.pk: reading.unit
            for reading in readings
            if not reading.unit.exists_on(self.book.on)
            and [heir.pk for heir, _step in self.book.successors(reading.unit)] != [chosen.pk]
        }
        if elsewhere:
            names = "; ".join(unit.path for unit in elsewhere.values())
            last = format_date(next(iter(elsewhere.values())).valid_to)
            text = _("Nếu địa chỉ ghi từ %(last)s trở về trước thì có thể là %(names)s.")
            self.notes[chosen.pk] = text % {"names": names, "last": last}

    def _conclude(self, units: list[Unit]) -> AddressResolution:
        heirs = {heir.pk: heir for unit in units for heir, _step in self.book.successors(unit)}
        if len(units) > 1 and len(heirs) > 1:
            names = "; ".join(unit.path for unit in units)
            text = _("Có %(count)d đơn vị cùng tên này: %(names)s. Cần ghi thêm huyện hoặc tỉnh.")
            return self._unknown(text % {"count": len(units), "names": names}, units)
        return self._outcome(units, list(heirs.values()))

    def _outcome(self, units: list[Unit], heirs: list[Unit]) -> AddressResolution:
        unit, level = units[0], units[0].level
        if not heirs:
            text = _("Đã nhận ra %(old)s nhưng chưa có dữ liệu đơn vị tiếp nhận.") % {"old": unit.path}
            return self._unknown(text, units)
        if unit.exists_on(self.book.on):
            text = _("%(name)s là đơn vị hiện nay.") % {"name": _capital(unit.path)}
        elif len(heirs) == 1:
            text = (
                _("%(old)s (đến hết %(until)s) nay thuộc %(new)s%(legal)s.")
                if level != Level.PROVINCE
                else _("%(old)s (đến hết %(until)s) nay là %(new)s%(legal)s.")
            )
            text %= self._facts(unit, heirs)
        elif level == Level.COMMUNE:
            text = _(
                "%(old)s đã được chia cho %(count)d đơn vị sau %(until)s: %(new)s%(legal)s. "
                "Cần xem vị trí cụ thể để chọn."
            ) % self._facts(unit, heirs)
        else:
            text = _(
                "Địa chỉ chỉ ghi đến %(old)s; sau %(until)s địa bàn này thuộc %(count)d đơn vị: %(new)s. "
                "Cần biết xã để chọn."
            ) % self._facts(unit, heirs)
        status = Status.EXACT if len(heirs) == 1 else Status.SPLIT
        text = f"{text} {self.notes.get(unit.pk, '')}".strip()
        return AddressResolution(self.original, tuple(units), tuple(heirs), status, text, level)

    def _facts(self, unit: Unit, heirs: list[Unit]) -> dict[str, object]:
        legal = next((step.legal_source for _heir, step in self.book.successors(unit) if step), "")
        return {
            "old": _capital(unit.path) if unit.level != Level.DISTRICT else unit.path,
            "until": format_date(unit.valid_to),
            "count": len(heirs),
            "new": "; ".join(heir.path if len(heirs) == 1 else heir.label for heir in heirs),
            "legal": f" ({legal})" if legal else "",
        }

    def _above(self, level: str) -> AddressResolution | None:
        """Read an address that names no commune we know, at the level of a district or province."""
        readings: dict[int, tuple[Unit, int]] = {}
        for index, part in enumerate(self.parts):
            rest = self.parts[index + 1 :]
            if level == Level.DISTRICT and not rest and not part.kinds:
                continue  # a bare last name is a province: "Trà Vinh" was also a city
            for entry in self.book.named(part, level):
                if self._of_time(entry.unit) and (not rest or self._agreement(entry.unit, rest)):
                    readings.setdefault(entry.unit.pk, (entry.unit, index))
        if not readings:
            return None
        units = [unit for unit, _index in readings.values()]
        index = min(index for _unit, index in readings.values())
        if missing := self._missing(index):
            names = "; ".join(dict.fromkeys(unit.path for unit in units))
            text = _("Không tìm thấy “%(part)s” trong %(names)s.") % {"part": missing.text, "names": names}
            return self._unknown(f"{text} {_coverage()}", units)
        heirs = {heir.pk: heir for unit in units for heir, _step in self.book.successors(unit)}
        if level == Level.DISTRICT and len(units) > 1:
            return self._conclude(units)
        units.sort(key=lambda unit: not unit.exists_on(self.book.on))
        return self._outcome(units[:1], list(heirs.values()))

    def _missing(self, index: int) -> Segment | None:
        """Return the part left of ``index`` that should be a unit but is none we know."""
        for part in self.parts[:index]:
            if part.says_commune or part.says_district:
                return part
        left = self.parts[index - 1] if index else None
        return left if left is not None and not left.is_below_commune else None

    def _not_found(self) -> AddressResolution:
        if any(self.book.named(part, Level.COMMUNE, lenient=True) for part in self.parts):
            text = _("Có xã, phường mang tên này nhưng địa chỉ thiếu hoặc ghi khác tên huyện, tỉnh.")
        else:
            text = _("Không tìm thấy đơn vị hành chính nào trong địa chỉ.")
        return self._unknown(f"{text} {_coverage()}")

    def _unknown(self, explanation: str, units: Iterable[Unit] = ()) -> AddressResolution:
        return AddressResolution(self.original, tuple(units), (), Status.UNKNOWN, explanation)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _coverage() -> str:
    return _("Dữ liệu đơn vị cũ chỉ có Trà Vinh, Bến Tre, Vĩnh Long và Quảng Nam (đến hết 30/6/2025).")
