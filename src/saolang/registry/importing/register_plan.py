"""An old register against the register of now: what becomes of each line. Reads the database, changes nothing.

A refused line is left out and listed; the others can be written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import process

from saolang.core import clock
from saolang.core.problems import Problem
from saolang.core.text import fold_vi, format_date
from saolang.places.queries import AddressBook, AddressResolution, Status

from ..enums import LineOutcome
from ..models import ImportBatch
from .contradictions import (
    Contradiction,
    Facts,
    Report,
    certificate_key,
    decision_key,
    find_contradictions,
)
from .entries import Entry
from .held import Held, lowers
from .mapping import RegisterMapping
from .planning import PlannedRow
from .register import Line, Progress, RegisterRead, read_register
from .workbook import Book

PROPOSALS = 3


@dataclass(slots=True)
class RegisterPlan:
    """The outcome of the dry run of an old register."""

    name: str
    sha256: str
    read: RegisterRead
    report: Report
    rows: list[PlannedRow] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    unknown_places: dict[str, list[str]] = field(default_factory=dict)

    @property
    def outcomes(self) -> Counter[str]:
        """Products by what becomes of them."""
        return Counter(line.outcome for line in self.read.lines)

    @property
    def summary(self) -> dict[str, Any]:
        """Counts that reconcile: rows with text by kind, rows of products to products, products by outcome, cells."""
        rows, outcomes = self.read.row_counts, self.outcomes
        return {
            "rows": sum(rows.values()),
            "row_kinds": dict(rows),
            "product_rows": rows["data"],
            "products": len(self.read.lines),
            "recognitions": outcomes[LineOutcome.RECOGNISED],
            "without_star": outcomes[LineOutcome.WITHOUT_STAR],
            "unchanged": outcomes[LineOutcome.UNCHANGED],
            "corrected": outcomes[LineOutcome.CORRECTED],
            "refused": outcomes[LineOutcome.REFUSED],
            "notes": sum(len(line.notes) for line in self.read.lines) + len(self.read.notes),
            "cells": dict(self.read.cell_counts),
            "contradictions": len(self.report.items),
        }


def plan_register(
    book: Book, mapping: RegisterMapping, *, progress: Progress | None = None, held: Held | None = None
) -> RegisterPlan:
    """Read a file by its mapping and hold every line against the others and the register."""
    read = read_register(book, mapping, progress=_part(progress, 0, 40))
    digest = _file_and_mapping(book, mapping)
    plan = RegisterPlan(book.name, digest, read, Report())
    earlier = ImportBatch.objects.filter(sha256=digest, undone_on__isnull=True).first()
    if earlier is not None:
        text = _("Tệp này, ghép cột như vậy, đã nhập ngày %(day)s (mã lần nhập %(code)s).")
        words = {"day": format_date(earlier.created_at), "code": earlier.code}
        plan.errors.append(
            Problem(
                "file_imported", text % words, where=book.name, fix=_("Nếu cần nhập lại, hoàn tác lần nhập đó trước.")
            )
        )
    _Planner(plan, mapping, held or Held.load()).run(_part(progress, 40, 100))
    if not read.lines and not plan.errors:
        plan.errors.append(Problem("no_rows", _("Không có dòng sản phẩm nào."), where=book.name))
    return plan


def _file_and_mapping(book: Book, mapping: RegisterMapping) -> str:
    """The same file read otherwise is another import: lines refused before may come in."""
    import hashlib

    return hashlib.sha256(f"{book.sha256}\n{mapping.digest()}".encode()).hexdigest()


def _part(progress: Progress | None, start: int, end: int) -> Progress | None:
    """Report a step of the work as its share of the whole, in percent."""
    if progress is None:
        return None
    return lambda done, total: progress(start + (end - start) * done // max(total, 1), 100)


class _Planner:
    """Decides about the lines in the order of their dates, so that "before" and "after" mean what they say."""

    def __init__(self, plan: RegisterPlan, mapping: RegisterMapping, held: Held) -> None:
        self.plan, self.mapping, self.held = plan, mapping, held
        self.book = AddressBook.load()
        self.places: dict[tuple[str, date | None], AddressResolution] = {}
        self.names = {
            unit.pk: f"{unit.full_name}, {unit.parent.full_name}" if unit.parent else unit.full_name
            for unit in self.book.units.values()
            if unit.level == "commune"
        }
        self.folded = {pk: fold_vi(name.partition(",")[0]) for pk, name in self.names.items()}
        self.seen: dict[tuple[Any, ...], str] = {}
        self.stars: dict[tuple[str, str], tuple[int, date | None, int | None]] = {}
        self.certificates: set[tuple[str, str, int | None]] = set()
        self.refused: list[Contradiction] = []
        self.right_day = self._days()

    def _days(self) -> dict[tuple[str, str, str, int | None], date]:
        """The day of each decision: as the register has it, else the one most lines give."""
        days: dict[tuple[str, str, str, int | None], Counter[date]] = defaultdict(Counter)
        for line in self.plan.read.lines:
            if line.entry and line.entry.decision and line.entry.decided_on:
                days[decision_key(line.entry)][line.entry.decided_on] += 1
        chosen = {key: counter.most_common(1)[0][0] for key, counter in days.items()}
        for key, day in self.held.decisions.items():
            if key in chosen and day is not None:
                chosen[key] = day
        return chosen

    def run(self, progress: Progress | None) -> None:
        lines = self.plan.read.lines
        in_order = sorted(range(len(lines)), key=lambda i: (_when(lines[i].entry), i))
        planned: dict[int, PlannedRow] = {}
        for done, index in enumerate(in_order):
            row = self._decide(lines[index])
            if row is not None:
                planned[index] = row
            if progress is not None and done % 200 == 0:
                progress(done, len(lines))
        self.plan.rows = [planned[index] for index in sorted(planned)]
        facts = [
            Facts(line.place, line.sheet, line.row, line.entry, _who(line.entry), line.sheet_year, line.said_valid)
            for line in lines
            if line.entry is not None
        ]
        self.plan.report = find_contradictions(
            facts, today=clock.today(), printed=self.plan.read.printed, refused=self.refused
        )

    def _decide(self, line: Line) -> PlannedRow | None:
        line.outcome = LineOutcome.REFUSED
        entry = line.entry
        if entry is None:
            return None
        if line.entry_code:  # our own export writes the commune of today beside the printed address
            place = self._resolved(line, line.commune, line.commune, None) if line.commune else None
            line.outcome = self.held.compare(line, entry, place, self.plan.corrections)
            return None
        place = self._place(line, entry)
        if self._is_twice(line, entry):
            return None
        if (known := self.held.find(entry)) is not None:
            if line.problems:
                return None
            if entry.star is not None and known.star != entry.star:
                text = _("Sổ đang ghi %(star)s cho cùng sản phẩm, cùng quyết định.")
                words = {"star": _("%(n)d sao") % {"n": known.star} if known.star else _("không có sao")}
                line.problems.append(_to_correct(text % words, line.place))
                return None
            line.outcome = LineOutcome.UNCHANGED
            line.notes.append(
                Problem("row_in_register", _("Đã có trong sổ (%(code)s).") % {"code": known.code}, line.place)
            )
            return None
        self._check_day(line, entry)
        self._check_lowered(line, entry)
        if line.problems:
            return None
        keep = self._certificate(line, entry)
        self._remember(entry)
        line.outcome = LineOutcome.RECOGNISED if entry.star is not None else LineOutcome.WITHOUT_STAR
        return PlannedRow(entry, place, keep)

    def _place(self, line: Line, entry: Entry) -> AddressResolution | None:
        """Where the address lies today. A commune that nobody knows refuses the line, with names that are like it."""
        address = entry.address
        if not address:
            return None
        wanted = line.commune or next((p.strip() for p in address.split(",") if _says_commune(p)), "")
        meant = self.mapping.places.get(fold_vi(wanted)) if wanted else None
        if meant == "":
            return None
        if meant:
            address = meant
        return self._resolved(line, address, wanted, entry.written_on)

    def _resolved(self, line: Line, address: str, wanted: str, written_on: date | None) -> AddressResolution:
        key = (address, written_on)
        found = self.places.get(key)
        if found is None:
            found = self.book.resolve(address, written_on=written_on)
            if found.status is Status.UNKNOWN and written_on is not None:
                later = self.book.resolve(address)  # old papers with today's names, written over since
                found = later if later.status is not Status.UNKNOWN else found
            self.places[key] = found
        if found.status is Status.UNKNOWN and wanted:
            near = self._near(wanted)
            self.plan.unknown_places.setdefault(wanted, near)
            fix = (
                _("Gần giống: %(names)s. Chọn ở bước ghép cột hoặc sửa tệp.") % {"names": "; ".join(near)}
                if near
                else ""
            )
            text = _("Không tra được “%(name)s”: %(why)s") % {"name": wanted, "why": found.explanation}
            line.problems.append(Problem("commune_unknown", text, line.place, fix))
            self.refused.append(Contradiction("commune_unknown", text, (line.place,)))
        elif found.unit is None and found.level in ("", "commune"):
            line.notes.append(Problem("place_unclear", found.explanation, where=line.place))
        return found

    def _near(self, wanted: str) -> list[str]:
        found = process.extract(fold_vi(wanted), self.folded, limit=PROPOSALS, score_cutoff=75)
        return [self.names[pk] for _text, _score, pk in found]

    def _is_twice(self, line: Line, entry: Entry) -> bool:
        """The same product in the same decision twice: the second one is refused."""
        paper = decision_key(entry) if entry.decision else ("", "", "", entry.year)
        key = (fold_vi(entry.name), _who(entry), *paper, entry.decided_on)
        first = self.seen.setdefault(key, line.place)
        if first == line.place:
            return False
        text = _("“%(name)s” trùng với %(first)s (cùng chủ thể, cùng quyết định, cùng năm).")
        line.problems.append(
            Problem("row_twice", text % {"name": entry.name, "first": first}, line.place, _("Xóa một trong hai dòng."))
        )
        return True

    def _check_day(self, line: Line, entry: Entry) -> None:
        if not entry.decision or not entry.decided_on:
            return
        right = self.right_day.get(decision_key(entry))
        if right is not None and right != entry.decided_on:
            text = _("Quyết định %(number)s ngày %(right)s theo sổ hoặc theo đa số dòng; dòng này ghi %(day)s.")
            words = {"number": entry.decision_words, "right": format_date(right), "day": format_date(entry.decided_on)}
            fix = _("Số văn bản chỉ có một ngày trong một năm; kiểm tra lại ngày.")
            line.problems.append(Problem("decision_two_dates", text % words, line.place, fix))

    def _check_lowered(self, line: Line, entry: Entry) -> None:
        """A star may only go down by a newer decision."""
        if entry.star is None or not entry.producer:
            return
        key = (fold_vi(entry.name), fold_vi(entry.producer))
        for earlier in (self.stars.get(key), self.held.stars.get(key)):
            if earlier is None or not lowers(entry, *earlier):
                continue
            text = _("Sản phẩm đang có %(held)d sao; dòng này ghi %(star)d sao mà không có quyết định mới hơn.")
            fix = _("Ghi số và ngày của quyết định hạ sao, hoặc sửa hạng sao.")
            message = text % {"held": earlier[0], "star": entry.star}
            line.problems.append(Problem("star_lowered", message, line.place, fix))
            self.refused.append(Contradiction("star_lowered", f"“{entry.name}”: {message}", (line.place,)))
            return

    def _certificate(self, line: Line, entry: Entry) -> bool:
        """Whether the certificate's number is free; a star whose number is taken comes in without it."""
        if not entry.certificate:
            return False
        key = certificate_key(entry)
        if key in self.certificates or key in self.held.certificates:
            text = _("Giấy chứng nhận số %(number)s đã ghi cho dòng khác; dòng này ghi công nhận, không ghi số giấy.")
            line.notes.append(Problem("certificate_twice", text % {"number": entry.certificate}, line.place))
            return False
        self.certificates.add(key)
        return True

    def _remember(self, entry: Entry) -> None:
        if entry.star is not None and entry.producer:
            key = (fold_vi(entry.name), fold_vi(entry.producer))
            self.stars[key] = (entry.star, entry.decided_on, entry.year or entry.decided_year)


def _to_correct(text: str, place: str) -> Problem:
    fix = _("Điều này cần văn bản đính chính: mở mục trong sổ và ghi đính chính kèm số, ngày, tệp.")
    return Problem("needs_amendment", text, place, fix)


def _when(entry: Entry | None) -> date:
    return (entry.written_on if entry is not None else None) or date.max


def _who(entry: Entry) -> str:
    return fold_vi(entry.producer) or entry.producer_hidden


def _says_commune(part: str) -> bool:
    return fold_vi(part).strip().startswith(("xa ", "phuong ", "thi tran ", "dac khu ", "tt.", "tt ")) or part.strip()[
        :2
    ] in (
        "P.",
        "X.",
    )
