"""An older register of the demo: stars given before this system, brought in from a sheet as officials keep it."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlsxwriter

from saolang.core.text import format_date
from saolang.core.workdays import add_months_civil
from saolang.producers.domain.merging import merge_producers
from saolang.producers.domain.products import update_product
from saolang.producers.models import Producer, Product
from saolang.registry.domain.import_register import import_register
from saolang.registry.domain.recognise import CERTIFICATE_MONTHS

from .content import content
from .timeline import day, on

IMPORTED, MERGED = -139, -138
HEADS = (
    "TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng sao", "Số quyết định", "Ngày quyết định", "Cơ quan ban hành",
    "Số giấy chứng nhận", "Có giá trị đến hết ngày",
)  # fmt: skip


def first_day(ends: dt.date) -> dt.date:
    """The day of a certificate that ends on a day."""
    return add_months_civil(ends, -CERTIFICATE_MONTHS)


def bring_in(holders: dict[str, SimpleNamespace], units: dict[str, Any], people: SimpleNamespace) -> dict[str, Product]:
    """Import the older register and join its producers with those who have registered; returns products by key."""
    rows = content()["old_register"]["products"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "so-cu-mau.xlsx"
        _write(path, rows, holders, units)
        with on(IMPORTED):
            batch, _plan = import_register(path, actor=people.officer)
    with on(MERGED):
        for holder in holders.values():
            _join(holder, people.officer)
    products = {}
    entries = {entry.recognition.product_name: entry.product for entry in batch.entries.select_related("recognition")}
    for row in rows:
        product = Product.objects.get(pk=entries[row["name"]].pk)
        changes = {
            "summary": f"{row['name']}, làm từ nếp của các hộ trong xã",
            "description": "Gói 500 g, tiêu chuẩn cơ sở số 02 (mẫu), hạn dùng 12 tháng.",
            "story": "Nghề của xóm có từ nhiều đời; chủ thể giữ cách làm cũ và thêm khâu sấy, đóng gói.",
            "origin": "traditional",
        }
        with on(MERGED + 1):
            products[row["key"]] = update_product(product, changes=changes, actor=holders[row["producer"]].owner)
    return products


def _join(holder: SimpleNamespace, officer: Any) -> None:
    """The imported record of a producer is the same as the one that registered."""
    name = holder.producer.organisation.name
    for double in Producer.objects.filter(organisation__name=name).exclude(pk=holder.producer.pk):
        if double.state == "published_only":
            merge_producers(holder.producer, double, actor=officer, reason="Cùng một chủ thể trong sổ cũ.")
    holder.producer = Producer.objects.get(pk=holder.producer.pk)


def _write(path: Path, rows: list[dict[str, Any]], holders: dict[str, SimpleNamespace], units: dict[str, Any]) -> None:
    """The sheet, with its title rows and merged heading, as offices keep theirs."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Sổ OCOP")
    sheet.merge_range(0, 0, 0, len(HEADS) - 1, "DANH SÁCH SẢN PHẨM OCOP ĐÃ CÔNG NHẬN (MẪU)")
    sheet.write_row(2, 0, HEADS)
    for number, row in enumerate(rows, start=1):
        ends = day(row["ends"])
        given = first_day(ends)
        ministry = "issuer" in row
        number_of = f"{40 + number}/{'QĐ-BNNMT' if ministry else content()['old_register']['decision']}"
        unit = units[holders[row["producer"]].commune]
        values = (
            number,
            row["name"],
            holders[row["producer"]].producer.organisation.name,
            f"{unit.full_name}, {unit.parent.full_name}",
            f"{row['star']} sao",
            number_of,
            format_date(given),
            row.get("issuer", f"UBND {unit.parent.full_name}"),
            f"{70 + number}/GCN-MẪU",
            format_date(ends),
        )
        sheet.write_row(2 + number, 0, values)
    book.close()
