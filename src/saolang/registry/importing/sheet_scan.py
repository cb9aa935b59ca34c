"""A look into the XML of the sheets before they are loaded: extent, formulas, merged areas, what is hidden.

The loader keeps a rectangle in memory, so a lone cell far away would cost all of it; and it tells neither a formula
without a stored value from an empty cell, nor a hidden row from a shown one. Nothing is kept for empty cells, so a
million formatted empty rows cost time only.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from .columns import MAX_COLUMNS

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_NS = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
MAX_SHEETS = 60
MAX_MERGES = 60_000
MAX_ELEMENTS = 6_000_000


@dataclass(frozen=True, slots=True)
class Area:
    """A merged area, from 0, both ends counted."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class SheetScan:
    """What stands in a sheet: its name, extent, and cells with formulas, with and without a stored value."""

    name: str = ""
    index: int = 0
    hidden: bool = False
    rows: int = 0
    columns: int = 0
    formulas: set[str] = field(default_factory=set)
    empty_formulas: set[str] = field(default_factory=set)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    too_big: bool = False


class _TooBig(Exception):
    pass


def column_letters(index: int) -> str:
    """Return the letters of a column, from 0: A, B, …, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the number of a column, from 0."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def scan_first_sheet(path: Path, max_rows: int) -> SheetScan:
    """Look through the first sheet of a checked .xlsx; stops as soon as it is too big."""
    return scan_sheets(path, max_rows, first_only=True)[0]


def scan_sheets(
    path: Path, max_rows: int, *, first_only: bool = False, max_columns: int = MAX_COLUMNS
) -> list[SheetScan]:
    """Look through the sheets of a checked .xlsx. Raises ValueError when the workbook names none."""
    scans = []
    with zipfile.ZipFile(path) as archive:
        parts = _sheet_parts(archive)
        if not parts:
            raise ValueError("no sheets")
        for index, (name, hidden, part) in enumerate(parts[:1] if first_only else parts[:MAX_SHEETS]):
            scan = SheetScan(name=name, index=index, hidden=hidden)
            if part:
                _Reader(scan, max_rows, max_columns).read(archive, part)
            scans.append(scan)
    return scans


def sheet_count(path: Path) -> int:
    """How many sheets the workbook names."""
    with zipfile.ZipFile(path) as archive:
        return len(_sheet_parts(archive))


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, bool, str]]:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    known = set(archive.namelist())
    parts = []
    for sheet in [*book.iter(f"{_NS}sheet"), *book.iter(f"{_STRICT_NS}sheet")]:
        target = targets[sheet.get(_REL) or sheet.get(_STRICT_REL)]
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        cells = "worksheets" in part and part in known  # a page that only holds a chart has no cells
        parts.append((sheet.get("name", ""), sheet.get("state", "visible") != "visible", part if cells else ""))
    return parts


class _Reader:
    """Streams one sheet through expat."""

    def __init__(self, scan: SheetScan, max_rows: int, max_columns: int) -> None:
        self.scan, self.max_rows, self.max_columns = scan, max_rows, max_columns
        self.row = self.column = -1
        self.stored = self.formula = self.in_value = False
        self.place = ""
        self.elements = 0

    def read(self, archive: zipfile.ZipFile, part: str) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        try:
            with archive.open(part) as stream:
                parser.ParseFile(stream)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error
        except _TooBig:
            self.scan.too_big = True

    def start(self, tag: str, attributes: dict[str, Any]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise _TooBig
        name = tag.rpartition(" ")[2]
        if name == "c":
            self.column += 1
            self.place, self.stored, self.formula = attributes.get("r", ""), False, False
            if match := _PLACE.fullmatch(self.place):
                self.column = column_index(match[1])
        elif name == "v":
            self.in_value = True
        elif name == "is":
            self.stored = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.row = int(attributes["r"]) - 1 if attributes.get("r", "").isdigit() else self.row + 1
            self.column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.scan.hidden_rows.add(self.row)
        elif name == "col":
            self._columns(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        if self.in_value and data.strip():
            self.stored = True

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "v":
            self.in_value = False
        elif name == "c" and (self.stored or self.formula):
            scan = self.scan
            scan.rows, scan.columns = max(scan.rows, self.row + 1), max(scan.columns, self.column + 1)
            if self.formula:
                place = self.place or f"{column_letters(self.column)}{self.row + 1}"
                (scan.formulas if self.stored else scan.empty_formulas).add(place)
            if scan.rows > self.max_rows or scan.columns > self.max_columns:
                raise _TooBig

    def _columns(self, attributes: dict[str, Any]) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.scan.hidden_columns.update(range(first - 1, min(last, self.max_columns)))

    def _merge(self, ref: str) -> None:
        match = _AREA.fullmatch(ref)
        if match is None or len(self.scan.merges) >= MAX_MERGES:
            return
        area = Area(int(match[2]) - 1, column_index(match[1]), int(match[4]) - 1, column_index(match[3]))
        # An area may be said to be a whole sheet wide; only what lies among the written cells counts.
        last_row, last_column = self.scan.rows - 1, self.scan.columns - 1
        bottom, right = min(area.bottom, last_row), min(area.right, last_column)
        if area.top <= bottom and area.left <= right:
            self.scan.merges.append(Area(area.top, area.left, bottom, right))
