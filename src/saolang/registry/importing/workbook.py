"""A workbook as grids of values: every sheet, its merged areas, what is hidden, formulas by their stored result."""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from saolang.core.problems import DomainError, Problem
from saolang.core.text import format_date, normalize
from saolang.files.limits import MEGABYTE, limit
from saolang.files.office import check_office, office_kind

from .columns import MAX_COLUMNS, MAX_ROWS
from .sheet_scan import MAX_SHEETS, Area, SheetScan, column_letters, scan_sheets, sheet_count

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SLACK_ROWS = 500
"""Rows of titles, groups and totals that may come on top of the lines."""


@dataclass(slots=True)
class Grid:
    """One sheet. ``rows`` hold cleaned values ("" for empty), from the first row and column of the sheet."""

    name: str
    index: int
    rows: list[list[Any]]
    hidden: bool = False
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: set[str] = field(default_factory=set)
    empty_formulas: set[str] = field(default_factory=set)
    _by_column: dict[int, list[Area]] = field(default_factory=dict)
    _tops: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        spans: dict[int, list[Area]] = defaultdict(list)
        for area in self.merges:
            for column in range(area.left, area.right + 1):
                spans[column].append(area)
        self._by_column = {column: sorted(areas, key=lambda a: a.top) for column, areas in spans.items()}
        self._tops = {column: [area.top for area in areas] for column, areas in self._by_column.items()}

    @property
    def width(self) -> int:
        """How many columns."""
        return max((len(row) for row in self.rows), default=0)

    def raw(self, row: int, column: int) -> Any:
        """The value that stands in the cell itself."""
        line = self.rows[row] if row < len(self.rows) else []
        return line[column] if column < len(line) else ""

    def area_at(self, row: int, column: int) -> Area | None:
        """The merged area that covers a cell."""
        tops = self._tops.get(column)
        if not tops:
            return None
        index = bisect_right(tops, row) - 1
        if index < 0:
            return None
        area = self._by_column[column][index]
        return area if area.bottom >= row else None

    def value(self, row: int, column: int) -> tuple[Any, str]:
        """The value that is seen in a cell, merged areas included, and the address where it stands."""
        own = self.raw(row, column)
        if own == "" and (area := self.area_at(row, column)) is not None:
            return self.raw(area.top, area.left), address(area.top, area.left)
        return own, address(row, column)


def address(row: int, column: int) -> str:
    """``B7`` of a cell, counted from 0."""
    return f"{column_letters(column)}{row + 1}"


@dataclass(slots=True)
class Book:
    """A file that was opened: its sheets and what a person should know about it."""

    name: str
    sha256: str
    grids: list[Grid]
    notes: list[Problem] = field(default_factory=list)


def open_book(path: Path, *, name: str = "") -> Book:
    """Open a province's own list. Raises DomainError when the file cannot be used, saying what to do."""
    shown = name or path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as handle:
            _check(handle, shown, size)
    except OSError as error:
        raise DomainError.of("file_missing", _("Không mở được tệp “%(name)s”.") % {"name": shown}) from error
    try:
        scans = scan_sheets(path, MAX_ROWS + _SLACK_ROWS)
        if any(scan.too_big for scan in scans) or sum(scan.rows for scan in scans) > MAX_ROWS + _SLACK_ROWS:
            raise too_many(shown)
        workbook = CalamineWorkbook.from_path(str(path))
        grids = [_grid(workbook, scan) for scan in scans]
        more = sheet_count(path) - len(scans)
    except (CalamineError, KeyError, StopIteration, SyntaxError, ValueError) as error:
        raise _damaged(shown) from error
    book = Book(shown, hashlib.sha256(path.read_bytes()).hexdigest(), grids)
    if more > 0:
        text = _("Tệp có quá %(max)d trang tính; %(more)d trang cuối không được đọc.")
        raise DomainError.of("too_many_sheets", text % {"max": MAX_SHEETS, "more": more}, where=shown)
    _say_hidden(book)
    return book


def _check(handle: Any, name: str, size: int) -> None:
    head = handle.read(8)
    if head == _OLD_EXCEL:
        raise DomainError.of(
            "file_old_excel",
            _("Tệp “%(name)s” là Excel kiểu cũ (.xls) hoặc có mật khẩu, dù tên có thể ghi .xlsx.") % {"name": name},
            fix=_("Mở tệp bằng Excel, chọn Lưu thành (Save As), dạng .xlsx, không đặt mật khẩu."),
        )
    if size > limit("xlsx_bytes"):
        raise DomainError.of(
            "file_too_big",
            _("Tệp “%(name)s” lớn quá %(cap)d MB.") % {"name": name, "cap": limit("xlsx_bytes") // MEGABYTE},
            fix=_("Bỏ hình ảnh trong tệp, hoặc tách thành nhiều tệp."),
        )
    if office_kind(handle) != "xlsx":
        raise _damaged(name)
    check_office(handle, name, "xlsx", size)


def _damaged(name: str) -> DomainError:
    return DomainError.of(
        "file_damaged",
        _("Tệp “%(name)s” không phải tệp Excel .xlsx còn nguyên vẹn.") % {"name": name},
        fix=_("Mở tệp bằng Excel rồi lưu lại ở dạng .xlsx."),
    )


def too_many(name: str) -> DomainError:
    """The refusal of a file with too many rows or columns."""
    return DomainError.of(
        "too_many_rows",
        _("“%(name)s” có quá nhiều dòng hoặc cột (tối đa %(rows)d dòng, %(columns)d cột).")
        % {"name": name, "rows": MAX_ROWS, "columns": MAX_COLUMNS},
        fix=_("Xóa phần trống phía dưới và bên phải, hoặc tách danh sách thành nhiều tệp."),
    )


def _grid(workbook: Any, scan: SheetScan) -> Grid:
    rows: list[list[Any]] = []
    if scan.rows:
        table = workbook.get_sheet_by_name(scan.name).to_python(skip_empty_area=False)
        rows = [[_clean(value) for value in row] for row in table]
    return Grid(
        name=scan.name,
        index=scan.index,
        rows=rows,
        hidden=scan.hidden,
        merges=scan.merges,
        hidden_rows={row for row in scan.hidden_rows if row < scan.rows},
        hidden_columns={column for column in scan.hidden_columns if column < scan.columns},
        formulas=scan.formulas,
        empty_formulas=scan.empty_formulas,
    )


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        text = normalize(value)
        return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "+-@" else text  # as our exports write it
    if value is None or (isinstance(value, float) and (math.isnan(value) or math.isinf(value))):
        return ""
    return value


def _say_hidden(book: Book) -> None:
    for grid in book.grids:
        if grid.hidden and grid.rows:
            text = _("Trang tính này đang ẩn trong Excel; vẫn được đọc và báo ở đây.")
            book.notes.append(Problem("sheet_hidden", text, where=grid.name))
        rows = [row for row in sorted(grid.hidden_rows) if any(v != "" for v in grid.rows[row])]
        if rows:
            shown = ", ".join(str(row + 1) for row in rows[:12]) + (" …" if len(rows) > 12 else "")
            text = _("%(n)d dòng có chữ đang ẩn (%(rows)s); vẫn được đọc như dòng khác.")
            book.notes.append(Problem("rows_hidden", text % {"n": len(rows), "rows": shown}, where=grid.name))
        columns = [c for c in sorted(grid.hidden_columns) if any(c < len(r) and r[c] != "" for r in grid.rows)]
        if columns:
            shown = ", ".join(column_letters(column) for column in columns)
            text = _("Cột đang ẩn có chữ: %(columns)s; vẫn được đọc như cột khác.")
            book.notes.append(Problem("columns_hidden", text % {"columns": shown}, where=grid.name))


def as_text(value: Any) -> str:
    """A value as a person would read it in the cell."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return format_date(value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)
