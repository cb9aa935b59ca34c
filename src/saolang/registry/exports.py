"""The register as a sheet that can be corrected and brought back: lines are known again by their code."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date

import xlsxwriter
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.text import format_date

from .importing.choices import add_drop_downs, set_label
from .issuers import authority_today
from .models import Recognition
from .queries import held_certificate
from .tables import day_heading
from .validity import facts_of, validity_on


def register_xlsx(entries: Iterable[Recognition], *, on: date | None = None) -> bytes:
    """The entries with the answer of a day (default today). Every text is written as text, so that none can act as a
    formula.
    """
    day = on or clock.today()
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    bold = book.add_format({"bold": True, "bg_color": "#E6F2EB", "border": 1})
    sheet = book.add_worksheet(_("Sổ đăng ký"))
    headings = [
        _("Sản phẩm"), _("Chủ thể"), _("Hạng sao"), day_heading(day), _("Diễn giải"), _("Quyết định"),
        _("Cơ quan ban hành"), _("Cơ quan có thẩm quyền hiện nay"), _("Ngày quyết định"), _("Giấy chứng nhận"),
        _("Ngày cấp"), _("Có giá trị đến hết ngày"), _("Mã sản phẩm"), _("Xã, phường"), _("Địa chỉ theo quyết định"),
        _("Nguồn"), _("Loại hình"), _("Bộ sản phẩm"), _("Mã trong sổ"),
    ]  # fmt: skip
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    sheet.set_column(0, len(headings) - 1, 22)
    sheet.freeze_panes(1, 1)
    for number, entry in enumerate(entries, start=1):
        for column, value in enumerate(_row(entry, day)):
            sheet.write_string(number, column, _harmless(value))
    columns = {"star": 2, "commune": headings.index(_("Xã, phường"))}
    columns |= {"kind": headings.index(_("Loại hình")), "set": headings.index(_("Bộ sản phẩm"))}
    add_drop_downs(book, sheet, columns)
    book.close()
    return buffer.getvalue()


def _harmless(text: str) -> str:
    """Programs that read the sheet as plain text take a leading sign for a formula; an apostrophe stops that."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _row(entry: Recognition, day: date) -> list[str]:
    answer = validity_on(facts_of(entry), day)
    paper = held_certificate(entry.certificates.all(), day)
    issuer = entry.decision.issuer if entry.decision else None
    successor = authority_today(issuer) if issuer else None
    return [
        entry.product_name,
        entry.producer_name,
        str(entry.star),
        answer.label,
        answer.sentence,
        str(entry.decision or ""),
        issuer.name if issuer else "",
        successor.name if successor else "",
        format_date(entry.recognised_on),
        paper.number if paper else "",
        format_date(paper.issued_on if paper else None),
        format_date(answer.through),
        entry.product_code,
        entry.product.made_in.path if entry.product.made_in else "",
        entry.address,
        str(entry.get_source_display()),
        str(entry.product.producer.get_kind_display()),
        set_label(entry.product.set_number),
        entry.code,
    ]
