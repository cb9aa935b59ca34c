"""The import part of ``bench/registry.py``: a register of many rows against a plain ORM loop over a part of them."""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from pathlib import Path
from typing import Any

PLAIN_ROWS = 400
SETS = ("Bánh", "Kẹo", "Trà", "Gạo", "Mật ong", "Mắm", "Rượu", "Khô", "Mứt", "Bột")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this part."""
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--plain-rows", type=int, default=PLAIN_ROWS)


def run(options: argparse.Namespace) -> None:
    """Prints the seconds of the import, of the plain loop for as many rows, and their ratio."""
    from saolang.core.actors import SYSTEM
    from saolang.registry.domain.import_register import import_register
    from saolang.registry.models import Recognition

    communes = _communes()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "so-cu.xlsx"
        _write(path, options.rows, communes)
        start = time.perf_counter()
        _batch, plan = import_register(path, actor=SYSTEM)
        ours = time.perf_counter() - start
    made = Recognition.objects.count()
    if made != options.rows or plan.summary["refused"]:
        raise SystemExit(f"imported {made} of {options.rows}: {plan.summary}")
    few = min(options.plain_rows, options.rows)
    start = time.perf_counter()
    _plain_loop(few, communes)
    plain = (time.perf_counter() - start) / few * options.rows
    print(f"import      {options.rows} rows: {ours:.1f} s ({options.rows / ours:,.0f} rows/s)")
    print(f"plain loop  {few} rows, reckoned for {options.rows}: {plain:.1f} s (writing only: no reading, no checks)")
    print(f"ratio       {plain / ours:.2f}x (plain loop / import)")


def _communes() -> list[Any]:
    from saolang.places.models import Unit

    day = dt.date(2025, 7, 1)
    province = Unit.objects.create(level="province", code="86", kind="province", name="Vĩnh Long", valid_from=day)
    return [
        Unit.objects.create(
            level="commune", code=f"{29000 + n}", kind="commune", name=f"Mẫu {n + 1}", parent=province, valid_from=day
        )
        for n in range(124)
    ]


def _facts(number: int, communes: list[Any]) -> tuple[Any, ...]:
    commune = communes[number % len(communes)]
    day = dt.date(2022, 1, 5) + dt.timedelta(days=number // 40)
    return (
        f"{SETS[number % len(SETS)]} Mẫu {number + 1}",
        f"HTX Mẫu {number // 3 + 1}",
        f"ấp {number % 9 + 1}, xã {commune.name}, tỉnh Vĩnh Long",
        3 + number % 2,
        f"{number // 40 + 1}/QĐ-UBND",
        day,
        "UBND tỉnh Vĩnh Long",
        f"{number + 1}/GCN",
    )


def _write(path: Path, rows: int, communes: list[Any]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Sổ")
    day_format = book.add_format({"num_format": "dd/mm/yyyy"})
    heads = ("STT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng sao", "Số quyết định", "Ngày quyết định",
             "Cơ quan ban hành", "Số giấy chứng nhận")  # fmt: skip
    sheet.write_row(0, 0, heads)
    for number in range(rows):
        facts = _facts(number, communes)
        sheet.write_number(number + 1, 0, number + 1)
        for column, value in enumerate(facts, start=1):
            if isinstance(value, dt.date):
                sheet.write_datetime(number + 1, column, dt.datetime(value.year, value.month, value.day), day_format)
            else:
                sheet.write(number + 1, column, value)
    book.close()


def _plain_loop(rows: int, communes: list[Any]) -> None:
    """As one would write it first: get_or_create for every row."""
    from django.db import transaction

    from saolang.accounts.models import Organisation
    from saolang.core.workdays import add_months_civil
    from saolang.producers.models import Producer, Product
    from saolang.registry.models import Certificate, Decision, Recognition

    with transaction.atomic():
        for number in range(rows):
            name, who, address, star, decided, day, issuer_name, certificate = _facts(number, communes)
            commune = communes[number % len(communes)]
            label = f"{who} (so sánh)"
            organisation, _new = Organisation.objects.get_or_create(kind="producer", name=label, unit=commune)
            producer, _new = Producer.objects.get_or_create(
                organisation=organisation, defaults={"state": "published_only", "filing_commune": commune}
            )
            product, _new = Product.objects.get_or_create(
                producer=producer, name=name, defaults={"made_in": commune, "published": True}
            )
            issuer, _new = Organisation.objects.get_or_create(kind="committee", name=f"{issuer_name} (so sánh)")
            number_text, _slash, symbol = decided.partition("/")
            decision, _new = Decision.objects.get_or_create(
                issuer=issuer, year=day.year, number=number_text, symbol=symbol,
                defaults={"kind": "recognition", "issued_on": day, "source": "import"},
            )  # fmt: skip
            recognition, _new = Recognition.objects.get_or_create(
                product=product, decision=decision,
                defaults={"star": star, "product_name": name, "producer_name": who, "address": address,
                          "recognised_on": day, "term_through": add_months_civil(day, 36), "public_since": day,
                          "source": "import"},
            )  # fmt: skip
            Certificate.objects.get_or_create(
                issuer=issuer, year=None, number=certificate,
                defaults={"recognition": recognition, "valid_through": add_months_civil(day, 36), "source": "import"},
            )  # fmt: skip
