"""Papers that end soon as a sheet. Papers that list people are left out, and no person is named."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from saolang.core.text import format_date

from .queries.papers import WatchedPaper

WIDTHS = (28, 18, 34, 26, 16, 26, 12, 14, 10, 26, 8, 60)


def papers_xlsx(rows: Iterable[WatchedPaper]) -> bytes:
    """One line per paper and product at stake; every text is written as text, so that none can act as a formula."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    bold = book.add_format({"bold": True, "bg_color": "#E6F2EB", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("Giấy tờ sắp hết hạn"))
    headings = [
        _("Chủ thể"), _("Xã, phường"), _("Giấy tờ"), _("Loại"), _("Số"), _("Nơi cấp"), _("Ngày cấp"),
        _("Có giá trị đến"), _("Còn (ngày)"), _("Sản phẩm bị ảnh hưởng"), _("Sao"), _("Vì sao"),
    ]  # fmt: skip
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, WIDTHS[column])
    sheet.freeze_panes(1, 1)
    line = 1
    for row in rows:
        for values in _lines(row):
            for column, value in enumerate(values):
                if isinstance(value, int):
                    sheet.write_number(line, column, value)
                else:
                    sheet.write_string(line, column, _harmless(value), wrap)
            line += 1
    book.close()
    return buffer.getvalue()


def _lines(row: WatchedPaper) -> list[list[str | int]]:
    paper = row.evidence
    commune = paper.producer.filing_commune
    head: list[str | int] = [
        paper.producer.organisation.name,
        commune.full_name if commune else "",
        paper.title,
        str(paper.get_kind_display()),
        paper.number,
        paper.issuer,
        format_date(paper.issued_on),
        format_date(paper.expires_on),
        row.left,
    ]
    if not row.dangers:
        return [[*head, "", "", ""]]
    return [[*head, danger.product, danger.star, danger.sentence] for danger in row.dangers]


def _harmless(text: str) -> str:
    """Programs that read the sheet as plain text take a leading sign for a formula; an apostrophe stops that."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
