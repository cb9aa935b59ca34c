"""The dry run: a read file against the register. Says what would be made and everything that stands against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.problems import Problem
from saolang.core.text import fold_vi, format_date
from saolang.places.queries import AddressBook, AddressResolution
from saolang.producers.enums import ProducerState
from saolang.producers.models import Producer

from ..models import ImportBatch, PublishedEntry
from .contradictions import Contradiction, Facts, Report, certificate_key, find_contradictions
from .entries import Entry, entry_notes, read_entry
from .held import Held, lowers
from .rows import RawFile

PUBLISHED_STATES = (ProducerState.PUBLISHED_ONLY, ProducerState.CLAIMED)


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """An entry with its place of today; ``certificate`` says whether its number is free to be entered."""

    entry: Entry
    place: AddressResolution | None
    certificate: bool = True


@dataclass(slots=True)
class ImportPlan:
    """The outcome of a dry run. Nothing may be imported while there are errors."""

    name: str
    sha256: str
    title: str
    rows: list[PlannedRow] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    total: int = 0
    report: Report = field(default_factory=Report)

    @property
    def recognitions(self) -> int:
        """How many stars would be entered."""
        return sum(1 for row in self.rows if row.entry.star is not None)

    @property
    def summary(self) -> dict[str, int]:
        """Counts for the report."""
        return {
            "rows": self.total,
            "recognitions": self.recognitions,
            "without_star": len(self.rows) - self.recognitions,
            "errors": len(self.errors),
            "notes": len(self.notes),
        }


def plan_import(raw: RawFile) -> ImportPlan:
    """Check every line by itself, against the others and against the register."""
    plan = ImportPlan(raw.name, raw.sha256, raw.title or raw.name, errors=list(raw.errors), notes=list(raw.notes))
    plan.total = len(raw.rows)
    earlier = ImportBatch.objects.filter(sha256=raw.sha256, undone_on__isnull=True).first()
    if earlier is not None:
        text = _("Tệp này đã nhập ngày %(day)s (mã lần nhập %(code)s).")
        plan.errors.append(
            Problem(
                "file_imported",
                text % {"day": format_date(earlier.created_at), "code": earlier.code},
                where=raw.name,
                fix=_("Nếu cần nhập lại, hoàn tác lần nhập đó trước."),
            )
        )
        return plan
    book = AddressBook.load()
    seen: dict[tuple[object, ...], str] = {}
    known, registered = _known_lines(), _registered_names()
    held = Held.load()
    certificates = set(held.certificates)
    for row in raw.rows:
        entry, problems = read_entry(row)
        plan.errors.extend(problems)
        if entry is None:
            continue
        duplicate = _duplicate(entry, seen, known)
        if duplicate is not None:
            plan.errors.append(duplicate)
            continue
        place = book.resolve(entry.address, written_on=entry.written_on) if entry.address else None
        if place is not None and place.unit is None and place.level in ("", "commune"):
            plan.notes.append(Problem("place_unclear", place.explanation, where=row.place))
        if entry.producer and fold_vi(entry.producer) in registered:
            text = _("Đã có chủ thể đăng ký cùng tên “%(name)s”; dòng này được giữ riêng.") % {"name": entry.producer}
            plan.notes.append(Problem("producer_registered", text, where=row.place))
        plan.notes.extend(entry_notes(entry, row))
        keep = _certificate_is_free(entry, certificates, plan)
        plan.rows.append(PlannedRow(entry, place, keep))
    _compare(plan, held)
    return plan


def _certificate_is_free(entry: Entry, taken: set[tuple[str, str, int | None]], plan: ImportPlan) -> bool:
    """Whether the number can be entered; a star whose number is taken comes in without it, and it is said."""
    if not entry.certificate:
        return True
    key = certificate_key(entry)
    if key in taken:
        text = _("Giấy chứng nhận số %(number)s đã ghi cho dòng khác; dòng này ghi công nhận, không ghi số giấy.")
        plan.notes.append(Problem("certificate_twice", text % {"number": entry.certificate}, where=entry.place))
        return False
    taken.add(key)
    return True


def _compare(plan: ImportPlan, held: Held) -> None:
    """Report what contradicts; a star that goes down without a newer decision is an error."""
    stars = dict(held.stars)
    found: list[Contradiction] = []
    for row in sorted(plan.rows, key=lambda row: row.entry.written_on or date.max):
        entry = row.entry
        if entry.star is None or not entry.producer:
            continue
        key = (fold_vi(entry.name), fold_vi(entry.producer))
        if key in stars and lowers(entry, *stars[key]):
            text = _("“%(name)s” đang có %(held)d sao; dòng này ghi %(star)d sao mà không có quyết định mới hơn.")
            message = text % {"name": entry.name, "held": stars[key][0], "star": entry.star}
            fix = _("Ghi số và ngày của quyết định hạ sao, hoặc sửa hạng sao.")
            plan.errors.append(Problem("star_lowered", message, entry.place, fix))
            found.append(Contradiction("star_lowered", message, (entry.place,)))
            continue
        stars[key] = (entry.star, entry.decided_on, entry.year or entry.decided_year)
    found += [
        Contradiction("commune_unknown", str(note.message), (str(note.where),))
        for note in plan.notes
        if note.code == "place_unclear"
    ]
    lines = [
        Facts(row.entry.place, "", number, row.entry, fold_vi(row.entry.producer) or row.entry.producer_hidden)
        for number, row in enumerate(plan.rows)
    ]
    plan.report = find_contradictions(lines, today=clock.today(), refused=found)


def _line_key(entry: Entry) -> tuple[object, ...]:
    who = fold_vi(entry.producer) or entry.producer_hidden or fold_vi(entry.address)
    return (fold_vi(entry.name), who, entry.decision_words.lower(), entry.decided_on, entry.year)


def _duplicate(
    entry: Entry, seen: dict[tuple[object, ...], str], known: dict[tuple[object, ...], str]
) -> Problem | None:
    key = _line_key(entry)
    first = seen.setdefault(key, entry.place)
    if first != entry.place:
        return Problem(
            "row_twice",
            _("“%(name)s” trùng với %(first)s (cùng chủ thể, cùng quyết định, cùng năm).")
            % {"name": entry.name, "first": first},
            where=entry.place,
            fix=_("Xóa một trong hai dòng."),
        )
    batch = known.get(_register_key(entry.name, entry.producer, entry.decision_words, entry.year))
    if batch is not None and entry.producer:
        return Problem(
            "row_in_register",
            _("“%(name)s” đã có trong sổ (lần nhập %(batch)s).") % {"name": entry.name, "batch": batch},
            where=entry.place,
            fix=_("Xóa dòng này, hoặc hoàn tác lần nhập đó trước."),
        )
    return None


def _register_key(name: str, producer: str, decision: str, year: int | None) -> tuple[object, ...]:
    return (fold_vi(name), fold_vi(producer), decision.lower(), year)


def _known_lines() -> dict[tuple[object, ...], str]:
    lines = PublishedEntry.objects.filter(batch__undone_on__isnull=True).values_list(
        "product__name", "product__producer__organisation__name", "decision_number", "year", "batch__code"
    )
    return {_register_key(*line[:4]): line[4] for line in lines}


def _registered_names() -> set[str]:
    names = Producer.objects.exclude(state__in=PUBLISHED_STATES).values_list("organisation__name", flat=True)
    return {fold_vi(name) for name in names}
