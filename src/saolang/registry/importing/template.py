"""The empty sheet that a province fills in."""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _

from .choices import add_drop_downs
from .columns import COLUMNS


def template_bytes() -> bytes:
    """An .xlsx with the headings, a page of explanations and no lines."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#E6F2EB", "border": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("Danh sách"))
    guide = book.add_worksheet(_("Hướng dẫn"))
    dates = {"decided_on", "certified_on", "valid_from", "valid_through"}
    for index, column in enumerate(COLUMNS):
        sheet.write_string(0, index, str(column.heading), bold)
        sheet.set_column(index, index, column.width, day if column.key in dates else None)
        guide.write_string(index + 1, 0, str(column.heading), bold)
        guide.write_string(index + 1, 1, str(column.hint), wrap)
    sheet.freeze_panes(1, 1)
    add_drop_downs(book, sheet, {column.key: index for index, column in enumerate(COLUMNS)})
    guide.write_string(0, 0, _("Điều nguồn không nêu thì để trống. Mỗi dòng một sản phẩm trong một quyết định."))
    guide.set_column(0, 0, 30)
    guide.set_column(1, 1, 70)
    book.close()
    return buffer.getvalue()


def write_template(path: Path) -> None:
    """Write the template to a file."""
    path.write_bytes(template_bytes())
