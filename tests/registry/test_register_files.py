"""Files that are broken, hostile or simply odd: refused with words that help, or read without harm."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from saolang.core.problems import DomainError
from saolang.registry.importing.register import read_register
from saolang.registry.importing.structure import scan_book
from saolang.registry.importing.workbook import open_book


def refusal(path: Path) -> str:
    with pytest.raises(DomainError) as caught:
        open_book(path)
    assert all(str(problem) for problem in caught.value.problems)
    return caught.value.codes[0]


def repack(source: Path, target: Path, change: dict[str, bytes]) -> Path:
    """The same workbook with parts written anew."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change.get(entry.filename, old.read(entry.filename)))
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
    return target


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    book = Workbook()
    book.active.append(("Tên sản phẩm", "Chủ thể", "Hạng sao"))
    book.active.append(("Bánh Mẫu", "HTX Mẫu", 3))
    book.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_an_old_excel_file_with_a_new_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)
    assert refusal(path) == "file_old_excel"
    path.write_bytes(b"khong phai excel")
    assert refusal(path) == "file_damaged"


def test_a_zip_bomb_is_refused(sheet: Path, tmp_path: Path) -> None:
    bomb = repack(sheet, tmp_path / "bom.xlsx", {"xl/worksheets/sheet2.xml": b" " * (60 * 1024 * 1024)})
    assert refusal(bomb) == "file_zip_bomb"
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><worksheet/>'
    assert refusal(repack(sheet, tmp_path / "b.xlsx", {"xl/worksheets/sheet1.xml": entity})) == "file_zip_bomb"


def test_a_lone_cell_far_away_is_refused(tmp_path: Path) -> None:
    for place in ("ZZ1", "A900000"):
        book = Workbook()
        book.active["A1"] = "Tên sản phẩm"
        book.active[place] = "x"
        book.save(tmp_path / "a.xlsx")
        assert refusal(tmp_path / "a.xlsx") == "too_many_rows"


def test_a_million_empty_formatted_rows_and_endless_merged_areas_do_no_harm(sheet: Path, tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}" ht="15"><c r="A{n}" s="0"/></row>' for n in range(3, 200_003))
    text = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Tên sản phẩm</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>Hạng sao</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Bánh Mẫu</t></is></c><c r="B2"><v>3</v></c></row>'
        f'{rows}</sheetData><mergeCells><mergeCell ref="C1:XFD1"/><mergeCell ref="A3:XFD1048576"/></mergeCells>'
        "</worksheet>"
    )
    path = repack(sheet, tmp_path / "b.xlsx", {"xl/worksheets/sheet1.xml": text.encode()})
    book = open_book(path)
    assert len(book.grids[0].rows) == 2 and book.grids[0].merges == []
    mapping, _seen = scan_book(book)
    assert [line.name for line in read_register(book, mapping).lines] == ["Bánh Mẫu"]


def test_formulas_are_never_computed(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.write_row(0, 0, ("Tên sản phẩm", "Chủ thể", "Hạng sao"))
    page.write_formula(1, 0, '=HYPERLINK("http://ke-xau.example/","Bánh Mẫu")', None, "Bánh Mẫu")
    page.write_row(1, 1, ("HTX Mẫu", 3))
    page.write_row(2, 0, ("Kẹo Mẫu", "HTX Mẫu"))
    page.write_formula(2, 2, "=1+2", None, "")
    page.write_string(3, 0, "=cmd|' /C calc'!A1")
    page.write_row(3, 1, ("HTX Mẫu", 3))
    book.close()
    opened = open_book(path)
    mapping, _seen = scan_book(opened)
    read = read_register(opened, mapping)
    assert [(line.row, [p.code for p in line.problems]) for line in read.lines] == [
        (2, []),
        (3, ["formula"]),
        (4, ["formula"]),
    ]
    assert read.lines[0].name == "Bánh Mẫu"
    cell = next(cell for row in read.rows for cell in row.cells if cell.place == "A2")
    assert "công thức" in cell.why


def test_a_file_that_loads_from_elsewhere_is_refused(sheet: Path, tmp_path: Path) -> None:
    links = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject" '
        b'Target="http://ke-xau.example/a.xlsx" TargetMode="External"/></Relationships>'
    )
    path = repack(sheet, tmp_path / "b.xlsx", {"xl/worksheets/_rels/sheet1.xml.rels": links})
    assert refusal(path) == "file_external"
