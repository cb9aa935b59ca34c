"""The printed registers: cover and columns of the decree, as a paper of blocks; and the same columns as a sheet.

Legal: Nghị định 30/2020/NĐ-CP, Phụ lục IV (Sổ đăng ký văn bản đi, Sổ đăng ký văn bản đến); Phụ lục VI, Phần I, mục V.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from saolang.core.text import format_date

from .enums import Direction, Urgency
from .models import RegisteredDocument
from .queries_register import entries_between
from .spec import Annex, Cell, Column, Header, PaperSpec, Paragraph, Row, Table

INCOMING = (
    (20, "Ngày đến"), (11, "Số đến"), (26, "Tác giả"), (26, "Số, ký hiệu văn bản"), (20, "Ngày tháng văn bản"),
    (56, "Tên loại và trích yếu nội dung văn bản"), (28, "Đơn vị hoặc người nhận"), (20, "Ngày chuyển"),
    (20, "Ký nhận"), (23, "Ghi chú"),
)  # fmt: skip
OUTGOING = (
    (26, "Số, ký hiệu văn bản"), (20, "Ngày tháng văn bản"), (74, "Tên loại và trích yếu nội dung văn bản"),
    (26, "Người ký"), (44, "Nơi nhận văn bản"), (24, "Đơn vị, người nhận bản lưu"), (14, "Số lượng bản"),
    (22, "Ghi chú"),
)  # fmt: skip
TITLES = {Direction.INCOMING: "Sổ đăng ký văn bản đến", Direction.OUTGOING: "Sổ đăng ký văn bản đi"}


def columns_of(direction: str) -> tuple[tuple[int, str], ...]:
    """Widths and headings of a register, in the order of the decree."""
    return INCOMING if direction == Direction.INCOMING else OUTGOING


def row_of(document: RegisteredDocument) -> tuple[str, ...]:
    """One entry in the columns of its register."""
    return _incoming(document) if document.direction == Direction.INCOMING else _outgoing(document)


def _about(document: RegisteredDocument) -> str:
    return f"{document.kind}: {document.abstract}" if document.kind else document.abstract


def _note(document: RegisteredDocument) -> str:
    urgent = document.get_urgency_display() if document.urgency != Urgency.NORMAL else ""
    due = _("Hạn trả lời %(day)s") % {"day": format_date(document.answer_due_on)} if document.answer_due_on else ""
    return ". ".join(str(part).rstrip(".") for part in (urgent, due, document.note) if part)


def _incoming(document: RegisteredDocument) -> tuple[str, ...]:
    sent = [row for row in document.recipients.all() if row.sent_on]
    to = document.handler or "; ".join(row.name for row in sent)
    return (
        format_date(document.entered_on),
        str(document.entry_number or ""),
        document.issuer_name,
        document.full_number,
        format_date(document.issued_on),
        _about(document),
        to,
        format_date(min((row.sent_on for row in sent if row.sent_on), default=None)),
        ", ".join(format_date(row.received_on) for row in sent if row.received_on),
        _note(document),
    )


def _outgoing(document: RegisteredDocument) -> tuple[str, ...]:
    lines = [row.name for row in document.recipients.all()]
    kept = [line for line in lines if line.lower().startswith("lưu")]
    return (
        document.full_number,
        format_date(document.issued_on),
        _about(document),
        document.signer_name,
        "; ".join(line for line in lines if line not in kept),
        "; ".join(line.partition(":")[2].strip() or line for line in kept),
        str(document.copies or ""),
        _note(document),
    )


def book_spec(holder: Any, direction: str, first: dt.date, last: dt.date) -> PaperSpec:
    """The register of a period: a cover, then its lines on landscape pages."""
    rows = list(entries_between(holder, direction, first, last))
    title = TITLES[Direction(direction)]
    columns = columns_of(direction)
    period = _("Từ ngày %(first)s đến ngày %(last)s") % {"first": format_date(first), "last": format_date(last)}
    numbers = [row.entry_number for row in rows if row.entry_number]
    cover = [Paragraph(period, align="center")]
    if numbers:
        span = _("Từ số %(low)s đến số %(high)s") % {"low": min(numbers), "high": max(numbers)}
        cover.append(Paragraph(span, align="center"))
    cover.append(Paragraph(_("Tổng số: %(count)s văn bản") % {"count": len(rows)}, align="center"))
    unit = holder.unit
    table = Table(
        columns=tuple(Column(width, "center" if width <= 20 else "left") for width, _name in columns),
        header=(
            Row(tuple(name for _width, name in columns)),
            Row(tuple(Cell(f"({place})", italic=True) for place in range(1, len(columns) + 1))),
        ),
        rows=tuple(Row(row_of(row)) for row in rows),
        size=11,
    )
    parent = unit.parent.full_name if unit is not None and unit.parent is not None else ""
    return PaperSpec(
        kind="register_book",
        header=Header(issuer=holder.name, parent=f"Ủy ban nhân dân {parent[:1].lower()}{parent[1:]}" if parent else ""),
        title=title,
        abstract=_("Năm %(year)s") % {"year": first.year} if first.year == last.year else "",
        blocks=tuple(cover),
        end_mark=False,
        annexes=(Annex(blocks=(table,), title=title, reference=f"({period})", landscape=True, label=False),),
    )


def book_xlsx(holder: Any, direction: str, first: dt.date, last: dt.date) -> bytes:
    """The same lines as a sheet; every text is written as text, so that none can act as a formula."""
    return _sheet(TITLES[Direction(direction)], columns_of(direction), entries_between(holder, direction, first, last))


def _sheet(title: str, columns: tuple[tuple[int, str], ...], rows: Iterable[RegisteredDocument]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    bold = book.add_format({"bold": True, "bg_color": "#E6F2EB", "border": 1, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(title[:31])
    for place, (width, name) in enumerate(columns):
        sheet.write_string(0, place, name, bold)
        sheet.set_column(place, place, max(10, width * 0.6))
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row_of(row)):
            sheet.write_string(number, place, _harmless(value), wrap)
    book.close()
    return buffer.getvalue()


def _harmless(text: str) -> str:
    """Programs that read the sheet as plain text take a leading sign for a formula; an apostrophe stops that."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
