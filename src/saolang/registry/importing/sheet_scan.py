"""A look into the XML of a sheet before it is loaded: its size, and its formulas.

The loader keeps a rectangle in memory, so a lone cell far away would cost all of it; and it does not tell a formula
without a stored value from an empty cell.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from .columns import MAX_COLUMNS

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True)
class SheetScan:
    """What stands in a sheet: its name, extent, and cells with formulas, with and without a stored value."""

    name: str = ""
    rows: int = 0
    columns: int = 0
    formulas: set[str] = field(default_factory=set)
    empty_formulas: set[str] = field(default_factory=set)
    too_big: bool = False


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
    with zipfile.ZipFile(path) as archive:
        name, part = _first_sheet(archive)
        scan = SheetScan(name=name)
        with archive.open(part) as stream:
            for _event, element in ElementTree.iterparse(stream):
                if element.tag == f"{_NS}c":
                    _look_at(element, scan)
                elif element.tag == f"{_NS}row":
                    element.clear()
                if scan.rows > max_rows or scan.columns > MAX_COLUMNS:
                    scan.too_big = True
                    break
    return scan


def _first_sheet(archive: zipfile.ZipFile) -> tuple[str, str]:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheet = next(book.iter(f"{_NS}sheet"))
    target = targets[sheet.get(_REL)]
    part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return sheet.get("name", ""), part


def _look_at(cell: ElementTree.Element, scan: SheetScan) -> None:
    value, inline, formula = cell.find(f"{_NS}v"), cell.find(f"{_NS}is"), cell.find(f"{_NS}f")
    stored = (value is not None and bool(value.text)) or inline is not None
    place = cell.get("r", "")
    match = _PLACE.fullmatch(place)
    if match and (stored or formula is not None):
        scan.rows = max(scan.rows, int(match[2]))
        scan.columns = max(scan.columns, column_index(match[1]) + 1)
    if formula is not None:
        (scan.formulas if stored else scan.empty_formulas).add(place)
