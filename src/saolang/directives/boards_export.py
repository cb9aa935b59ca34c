"""The boards on paper and as sheets: the table of the seven cells, and the list of shares behind it.

Sheets hold every text as text, so that none can act as a formula; numbers stay numbers.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from saolang.core.text import format_date, format_number
from saolang.documents.spec import Cell, Column, Header, PaperSpec, Paragraph, Row, Table

from .enums import Standing as C
from .queries.boards import Board, Tally
from .standing import ORDER

OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


def _harmless(text: str) -> str:
    """Programs that read the sheet as plain text take a leading sign for a formula; an apostrophe stops that."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _sheet(name: str, headings: list[str], widths: list[int], rows: Iterable[list[Any]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    bold = book.add_format({"bold": True, "bg_color": "#E6F2EB", "border": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
    sheet = book.add_worksheet(name)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, widths[column])
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value:
                sheet.write_string(number, column, _harmless(str(value)), wrap)
    book.close()
    return buffer.getvalue()


def shares_xlsx(rows: Iterable[dict[str, Any]]) -> bytes:
    """The shares of a list, one a line; see ``queries.board_lists.sheet_rows`` for the keys."""
    columns = {
        "notice": (_("Văn bản"), 24), "label": (_("Mục"), 8), "text": (_("Nội dung"), 70), "topic": (_("Chủ đề"), 20),
        "kind": (_("Loại việc"), 16), "body": (_("Đơn vị"), 34), "addressed_as": (_("Tên trong văn bản"), 28),
        "share": (_("Vai trò"), 11), "cell": (_("Tình hình"), 24), "state": (_("Trạng thái"), 26),
        "assigned_on": (_("Ngày giao"), 12), "deadline": (_("Hạn như in"), 22), "due_on": (_("Hạn"), 12),
        "reported_on": (_("Ngày báo cáo"), 12), "done_on": (_("Ngày hoàn thành"), 12), "percent": (_("Tiến độ, %"), 10),
        "repeat": (_("Lần yêu cầu"), 10),
    }  # fmt: skip
    headings, widths = [str(name) for name, _width in columns.values()], [width for _name, width in columns.values()]
    return _sheet(_("Phân giao"), headings, widths, ([row[key] for key in columns] for row in rows))


def board_xlsx(board: Board, first: str) -> bytes:
    """A board with its sum in the last line."""
    headings = [first, _("Phân giao"), *(str(cell.label) for cell in ORDER), _("Đúng hạn, %"),
                _("Tính trên (đã xong hoặc quá hạn)"), _("Quá hạn lâu nhất, ngày")]  # fmt: skip
    lines = [[row.name, *_numbers(row.tally), row.overdue_days] for row in board.rows]
    total = board.total
    longest = max((row.overdue_days for row in board.rows), default=0)
    return _sheet(_("Tình hình"), headings, [44, *[13] * 11], [*lines, [_("Tổng cộng"), *_numbers(total), longest]])


def _numbers(tally: Tally) -> list[Any]:
    return [tally.total, *(tally.cells[cell] for cell in ORDER), tally.in_time, tally.measured]


def status_spec(board: Board, whole: Tally, first: str, on: dt.date, scope: str) -> PaperSpec:
    """The table of the seven cells for printing: what sums to what, then one line a body, document or topic."""
    columns = (Column(0.7, "center"), Column(4.6), *(Column(1.05, "right") for _n in range(9)))
    head = (
        Row((Cell(_("TT"), rowspan=2), Cell(first, rowspan=2), Cell(_("Tổng"), rowspan=2),
             Cell(_("Hoàn thành"), colspan=2), Cell(_("Đang thực hiện"), colspan=2), Cell(_("Chưa có hạn"), rowspan=2),
             Cell(_("Thường xuyên"), rowspan=2), Cell(_("Trả lại"), rowspan=2), Cell(_("Đúng hạn, %"), rowspan=2)),
            bold=True),
        Row((_("Đúng hạn"), _("Quá hạn"), _("Trong hạn"), _("Quá hạn")), bold=True),
    )  # fmt: skip
    lines = [Row((str(number), row.name, *_printed(row.tally))) for number, row in enumerate(board.rows, start=1)]
    total = Row(("", _("Tổng cộng"), *_printed(board.total)), bold=True)
    note = _("Tỷ lệ đúng hạn là số hoàn thành đúng hạn trên số đã hoàn thành hoặc đang quá hạn, làm tròn đến 0,1 %.")
    return PaperSpec(
        kind="directive_status",
        header=Header(layout="motto"),
        title=_("TÌNH HÌNH THỰC HIỆN NHIỆM VỤ ĐƯỢC GIAO"),
        abstract=_("%(scope)s, số liệu ngày %(day)s") % {"scope": scope, "day": format_date(on)},
        blocks=(
            Paragraph(sentence(whole)),
            Table(columns=columns, header=head, rows=(*lines, total), size=10),
            Paragraph(note, small=True, italic=True),
        ),
        end_mark=False,
    )


def _printed(tally: Tally) -> list[str]:
    cells = (tally.total, *(tally.cells[cell] for cell in ORDER))
    return [*(format_number(n) for n in cells), tally.in_time or "-"]


def sentence(tally: Tally) -> str:
    """The sum in words, every part of it printed: 21.914 = 16.051 (14.068 + 1.983) + 5.863 (5.640 + 223)."""
    n = {key: format_number(value) for key, value in tally.cells.items()}
    words = {
        "texts": format_number(tally.texts), "total": format_number(tally.total), "done": format_number(tally.done),
        "open": format_number(tally.open), "a": n[C.DONE_IN_TIME], "b": n[C.DONE_LATE], "c": n[C.OPEN_IN_TIME],
        "d": n[C.OPEN_OVERDUE], "e": n[C.NO_DATE], "f": n[C.STANDING], "g": n[C.RETURNED],
    }  # fmt: skip
    return (
        _(
            "%(texts)s nhiệm vụ, %(total)s phân giao = %(done)s hoàn thành (%(a)s đúng hạn + %(b)s quá hạn) + "
            "%(open)s đang thực hiện (%(c)s trong hạn + %(d)s quá hạn) + %(e)s chưa có hạn + %(f)s thường xuyên + "
            "%(g)s trả lại."
        )
        % words
    )
