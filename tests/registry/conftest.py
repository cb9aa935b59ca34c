"""Lists of published products as files, and entries of the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from saolang.registry.importing.columns import BY_KEY

SheetMaker = Callable[..., Path]


@pytest.fixture
def make_sheet(tmp_path: Path) -> SheetMaker:
    """``make_sheet(keys, rows)`` writes an .xlsx with those columns; a text that begins with "=" is written as text."""

    def make(keys: Sequence[str], rows: Sequence[Sequence[Any]], name: str = "danh-sach.xlsx") -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
        sheet = book.add_worksheet("Danh sách")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for index, key in enumerate(keys):
            sheet.write_string(0, index, str(BY_KEY[key].heading) if key in BY_KEY else key)
        for number, row in enumerate(rows, start=1):
            for index, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, index, dt.datetime(value.year, value.month, value.day), day)
                elif isinstance(value, Formula):
                    sheet.write_formula(number, index, value.text, None, value.result)
                elif value is not None:
                    sheet.write(number, index, value)
        book.close()
        return path

    return make


class Formula:
    """A formula cell; ``result`` is what the spreadsheet program had stored, "" for nothing."""

    def __init__(self, text: str, result: Any = "") -> None:
        self.text, self.result = text, result
