"""A province's own list as officials keep it, of a fictional province: built with openpyxl for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADS = ("STT", "Tên sản phẩm", "Chủ thể", None, None, "Xếp hạng", "Quyết định công nhận", None, "Ghi chú")
UNDER = (None, None, "Tên chủ thể", "Địa chỉ", "Điện thoại", None, "Số, ngày", "Cơ quan ban hành", None)


def head(sheet: Worksheet, title: str = "DANH SÁCH SẢN PHẨM OCOP TỈNH MẪU", *, total: str = "") -> int:
    """Titles and headings in two rows with merged cells; returns the next free row."""
    sheet["A1"] = "UBND TỈNH MẪU"
    sheet["A2"] = title
    sheet.merge_cells("A2:I2")
    sheet["A3"] = total or "(Kèm theo Công văn số 12/CV-MAU)"
    for column, (one, two) in enumerate(zip(HEADS, UNDER, strict=True), start=1):
        sheet.cell(5, column, one)
        sheet.cell(6, column, two)
    for area in ("A5:A6", "B5:B6", "C5:E5", "F5:F6", "G5:H5", "I5:I6"):
        sheet.merge_cells(area)
    return 7


def rows(sheet: Worksheet, start: int, lines: list[tuple[Any, ...]]) -> int:
    """Lines one under the other; a line of one text is a group over the whole width."""
    for number, line in enumerate(lines, start=start):
        for column, value in enumerate(line, start=1):
            sheet.cell(number, column, value)
        if len(line) == 1:
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=9)
    return start + len(lines)


UBND = "UBND tỉnh Vĩnh Long"
PLACE = "ấp 1, xã Song Phú, tỉnh Vĩnh Long"


def whole(path: Path) -> Path:
    """The list most tests read: groups, merged cells, several products in a cell, dates in many shapes, a total."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Năm 2025"
    after = rows(
        sheet,
        head(sheet),
        [
            ("A. Sản phẩm 4 sao (3 sản phẩm)",),
            (1, "Cốm dẹp Mẫu", "HTX Mẫu Một", PLACE, "0909123456", None, "QĐ số 12/QĐ-UBND ngày 12/01/2025", UBND),
            (2, "1. Mật ong Mẫu\n2. Sáp ong Mẫu", "HTX Mẫu Hai", PLACE, "0909.123.457", None,
             "QĐ số 13/QĐ-UBND ngày 12.1.25", UBND, "còn hiệu lực"),
            ("B. Sản phẩm 3 sao",),
            (3, "Gạo Mẫu", "Công ty TNHH Mẫu Ba", PLACE, None, "***", "14/QĐ-UBND ngày 05 tháng 8 năm 2025", UBND),
            (4, "Trà Mẫu", None, None, None, "Ba sao", "14/QĐ-UBND ngày 5/8/2025", UBND, "giao tại vườn"),
            (5, "Kẹo Mẫu; Bánh Mẫu", "HKD Nguyễn Thị Mẫu A (Cơ sở Năm Mẫu)", PLACE, None, "4 sao; tiềm năng 5 sao",
             "15/QĐ-UBND ngày 5/8/2025", UBND, None),
            ("Tổng cộng: 8 sản phẩm, trong đó 3 sản phẩm 4 sao",),
        ],
    )  # fmt: skip
    for column in "CDE":
        sheet.merge_cells(f"{column}11:{column}12")
    sheet.cell(after + 1, 7, "Người lập biểu")
    book.save(path)
    return path
