"""An old list with its mapping: rows to lines, one for each product, and an account of every cell. Pure.

Nothing is dropped in silence: each cell with text is used, kept as a note, or named as not used with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.problems import DomainError, Problem
from saolang.core.text import fold_vi, normalize_line

from .entries import Entry
from .facts import household_person, split_list, without_phones
from .line_facts import LineFacts
from .mapping import RegisterMapping, SheetMapping
from .sections import DATA, GROUP, HEADING, TEXT, TITLE, TOTAL, Printed, Row, Sections
from .targets import DROP, ENTRY_CODE, KEEP, LISTABLE, OF_ONE, PERSONAL, SERIAL, TICKS
from .workbook import Book, Grid, address, as_text

Progress = Callable[[int, int], None]
USED, KEPT, NOT_USED, HIDDEN_PERSONAL = "used", "kept", "dropped", "personal"
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)")


@dataclass(slots=True)
class CellUse:
    """What became of one cell. The text of personal cells is not kept."""

    place: str
    text: str
    use: str
    why: str = ""


@dataclass(slots=True)
class SourceRow:
    """One row of the file with text."""

    sheet: str
    number: int
    kind: str
    cells: list[CellUse] = field(default_factory=list)
    products: int = 0


@dataclass(slots=True)
class Line:
    """One product of one row. ``outcome`` is set when the line is held against the register."""

    place: str
    sheet: str
    row: int
    name: str
    producer: str
    entry: Entry | None
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    entry_code: str = ""
    commune: str = ""
    said_valid: bool = False
    says_through: bool = False
    sheet_year: int | None = None
    outcome: str = ""


@dataclass(slots=True)
class RegisterRead:
    """A whole file as it was read."""

    rows: list[SourceRow] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @property
    def row_counts(self) -> Counter[str]:
        """Rows with text by what they are."""
        return Counter(row.kind for row in self.rows)

    @property
    def cell_counts(self) -> Counter[str]:
        """Cells with text by what became of them."""
        return Counter(cell.use for row in self.rows for cell in row.cells)


def read_register(book: Book, mapping: RegisterMapping, *, progress: Progress | None = None) -> RegisterRead:
    """Read every sheet by its mapping. Sheets that are not used are listed with all their cells."""
    read = RegisterRead(notes=list(book.notes))
    by_name = {sheet.sheet: sheet for sheet in mapping.sheets}
    total = sum(len(grid.rows) for grid in book.grids) or 1
    done = 0
    for grid in book.grids:
        sheet = by_name.get(grid.name)
        if sheet is None or not sheet.use:
            _skip_sheet(grid, read)
        else:
            reader = _SheetReader(grid, sheet, mapping, read)
            for row in reader.sections.rows():
                reader.take(row)
                if progress is not None and row.number % 200 == 0:
                    progress(done + row.number, total)
            read.printed += reader.sections.printed
        done += len(grid.rows)
    return read


def _skip_sheet(grid: Grid, read: RegisterRead) -> None:
    filled = 0
    for number, line in enumerate(grid.rows):
        cells = [
            CellUse(address(number, column), as_text(value)[:120], NOT_USED, _("trang tính không được chọn"))
            for column, value in enumerate(line)
            if value != ""
        ]
        if cells:
            filled += 1
            read.rows.append(SourceRow(grid.name, number + 1, "skipped", cells))
    if filled:
        text = _("Trang tính không được chọn: %(n)d dòng có chữ không dùng.") % {"n": filled}
        read.notes.append(Problem("sheet_skipped", text, where=grid.name))


class _SheetReader:
    """Reads one sheet."""

    def __init__(self, grid: Grid, mapping: SheetMapping, whole: RegisterMapping, read: RegisterRead) -> None:
        self.grid, self.mapping, self.whole, self.read = grid, mapping, whole, read
        self.sections = Sections(grid, mapping)
        self.columns = {t: cs for t, cs in self.sections.by_target.items() if t not in (KEEP, DROP, PERSONAL, SERIAL)}
        self.keeps = self.sections.by_target.get(KEEP, [])

    def take(self, row: Row) -> None:
        """One row with text."""
        source = SourceRow(self.grid.name, row.number + 1, row.kind)
        self.read.rows.append(source)
        bad = self._account(row, source)
        if row.kind != DATA:
            return
        values = self._values(row)
        lines = self._lines(row, values, bad)
        source.products = len(lines)
        self.read.lines += lines

    def _account(self, row: Row, source: SourceRow) -> list[Problem]:
        """Say what becomes of each cell of the row; return what cannot be read in cells that are needed."""
        why = {TITLE: _("dòng tiêu đề văn bản"), HEADING: _("tiêu đề cột"), GROUP: _("dòng nhóm"),
               TOTAL: _("dòng tổng"), TEXT: _("dòng chữ không có sản phẩm")}.get(row.kind, "")  # fmt: skip
        bad: list[Problem] = []
        for column, value in enumerate(self.grid.rows[row.number]):
            place = address(row.number, column)
            where = f"{self.grid.name}!{place}"
            target = self.mapping.columns.get(column, KEEP)
            if row.kind == DATA and place in self.grid.empty_formulas and target in self.columns:
                fix = _("Chép ô rồi dán lại dạng giá trị (Paste Special, Values).")
                bad.append(Problem("formula", _("Ô là công thức chưa có kết quả."), where, fix))
            if value == "":
                continue
            text, phones = without_phones(as_text(value)) if isinstance(value, str) else (as_text(value), 0)
            if row.kind != DATA:
                use, reason = (USED if row.kind in (GROUP, HEADING, TOTAL) else KEPT), why
            elif target == PERSONAL:
                text, use, reason = "", HIDDEN_PERSONAL, _("dữ liệu cá nhân, không lấy vào hệ thống")
            elif target in (DROP, SERIAL):
                use, reason = NOT_USED, (_("số thứ tự") if target == SERIAL else _("cột không dùng"))
            elif target == KEEP:
                use, reason = KEPT, _("giữ làm ghi chú")
            else:
                use, reason = USED, ""
                if isinstance(value, str) and (value.startswith("=") or _ERROR.fullmatch(value)):
                    fix = _("Chép ô rồi dán lại dạng giá trị (Paste Special, Values).")
                    bad.append(Problem("formula", _("Ô ghi “%(t)s”.") % {"t": value[:40]}, where, fix))
            if place in self.grid.formulas:
                reason = (reason + "; " if reason else "") + _("công thức, dùng kết quả đã lưu")
            if phones and use != HIDDEN_PERSONAL:
                reason = (reason + "; " if reason else "") + _("bỏ số điện thoại")
            if target == "producer" and self.whole.hide_households and household_person(text)[0]:
                text, reason = household_person(text)[1], _("tên riêng cá nhân không giữ")
            source.cells.append(CellUse(place, text[:500], use, reason))
        return bad

    def _values(self, row: Row) -> dict[str, tuple[Any, str]]:
        """What each fact's cell says, merged cells included, with its address."""
        values = {}
        for target, columns in self.columns.items():
            for column in columns:
                value, place = self.grid.value(row.number, column)
                if value != "":
                    values[target] = (value, f"{self.grid.name}!{place}")
                    break
        return values

    def _lines(self, row: Row, values: dict[str, tuple[Any, str]], bad: list[Problem]) -> list[Line]:
        base = f"{self.grid.name}!{row.number + 1}"
        name, name_place = values.get("name", ("", base))
        names, problems = self._names(as_text(name), values)
        parts = {target: self._parts(target, values, len(names), problems) for target in values if target != "name"}
        lines = []
        for index, one in enumerate(names):
            place = f"{base}/{index + 1}" if len(names) > 1 else base
            mine = {target: (found[index] if index < len(found) else "") for target, found in parts.items()}
            facts = LineFacts(place, {t: p for t, (_v, p) in values.items()}, row.context, self.mapping, self.whole)
            facts.problems += [*bad, *problems]
            entry, producer = facts.read(one, name_place, mine)
            lines.append(
                Line(
                    place=place,
                    sheet=self.grid.name,
                    row=row.number + 1,
                    name=one,
                    producer=producer,
                    entry=entry,
                    problems=facts.problems,
                    notes=facts.notes,
                    entry_code=normalize_line(as_text(mine.get(ENTRY_CODE, ""))),
                    commune=facts.commune,
                    said_valid=self._says_valid(row),
                    says_through="valid_through" in values,
                    sheet_year=self.mapping.year or row.context.get("year"),
                )
            )
        return lines

    def _names(self, text: str, values: dict[str, tuple[Any, str]]) -> tuple[list[str], list[Problem]]:
        """The products of a cell. Plain line breaks divide only where another cell runs in parallel."""
        if self.mapping.split == "never":
            return [normalize_line(text)], []
        parts, how = split_list(text)
        if how == "lines" and self.mapping.split == "auto" and not self._in_parallel(len(parts), values):
            where = values["name"][1]
            note = _("Ô có %(n)d dòng chữ; được đọc là một tên sản phẩm.") % {"n": len(parts)}
            self.read.notes.append(Problem("name_lines", note, where, _("Nếu là nhiều sản phẩm, chọn tách theo dòng.")))
            return [normalize_line(text)], []
        return parts, []

    def _in_parallel(self, count: int, values: dict[str, tuple[Any, str]]) -> bool:
        found = (values[t][0] for t in LISTABLE if t in values)
        return any(isinstance(v, str) and len(split_list(v)[0]) == count for v in found)

    def _parts(self, target: str, values: dict[str, tuple[Any, str]], count: int, problems: list[Problem]) -> list[Any]:
        """The value of a fact for each product of the row: in parallel, or one for all."""
        value, where = values[target]
        if count == 1 or target not in LISTABLE or not isinstance(value, str):
            if count > 1 and target in OF_ONE:
                problems.append(self._shared(target, as_text(value), count, where))
            return [value] * count
        parts, how = split_list(value)
        if len(parts) != count:
            commas = split_list(value, commas=True)[0]
            parts, how = (commas, "comma") if len(commas) == count else (parts, how)
        if len(parts) == count:
            return list(parts)
        if not how or (how == "lines" and target in ("decision", "decided_on")):
            if target in OF_ONE:
                problems.append(self._shared(target, value, count, where))
            return [value] * count
        text = _("%(n)d sản phẩm nhưng ô này ghi %(m)d giá trị; không biết giá trị nào của sản phẩm nào.")
        fix = _("Ghi mỗi sản phẩm một dòng.")
        problems.append(Problem("parallel_counts", text % {"n": count, "m": len(parts)}, where, fix))
        return [""] * count

    def _shared(self, target: str, text: str, count: int, where: str) -> Problem:
        label = _("Mã sản phẩm") if target == "product_code" else _("Số giấy chứng nhận")
        message = _("%(what)s “%(text)s” ghi chung cho %(n)d sản phẩm.")
        return Problem(
            f"{target}_shared",
            message % {"what": label, "text": text[:40], "n": count},
            where,
            _("Tách thành từng dòng."),
        )

    def _says_valid(self, row: Row) -> bool:
        for column in self.keeps:
            if column < len(self.grid.rows[row.number]):
                folded = fold_vi(as_text(self.grid.rows[row.number][column]))
                if re.search(r"\bcon (hieu luc|han|gia tri)", folded):
                    return True
        return False


__all__ = ["TICKS", "CellUse", "DomainError", "Line", "RegisterRead", "SourceRow", "read_register"]
