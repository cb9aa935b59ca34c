"""The published list of real products arranged as an office keeps it: one messy sheet, made from the shipped facts.

Merged headings in two rows, groups by star with counts in words, the seven teas of one producer in one cell, decision
and date in one text, dates in many shapes. Where the source names only a person, a fictional household stands instead.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook

from saolang.core.paths import data_dir

HEADS = (
    "STT", "Tên sản phẩm", "Chủ thể", None, None, "Xếp hạng", "Quyết định công nhận", None, "Năm đánh giá",
    "Hiệu lực từ", "Ghi chú",
)  # fmt: skip
UNDER = (None, None, "Tên chủ thể", "Loại hình", "Địa chỉ", None, "Số, ngày", "Cơ quan ban hành", None, None, None)
MERGED = ("A5:A6", "B5:B6", "C5:E5", "F5:F6", "G5:H5", "I5:I6", "J5:J6", "K5:K6")
KINDS = {"household": "Hộ kinh doanh", "company": "Công ty", "cooperative": "Hợp tác xã", "group": "Tổ hợp tác"}
PERSON = "Nguyễn Văn Mẫu"
SAID = {5: 5, 4: 47, 3: 50}
"""What the groups' rows say; the office counted one four-star product too many."""


def facts() -> list[dict[str, Any]]:
    """The entries of the shipped list."""
    text = (data_dir() / "demo" / "published-products.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text)["entries"])


def producer(entry: dict[str, Any]) -> str:
    """The name in the cell; a fictional person where the source has only a person's name."""
    hidden = str(entry.get("producer_hidden", ""))
    return f"Hộ kinh doanh {PERSON} {chr(64 + int(hidden[-2:]))}" if hidden else str(entry.get("producer", ""))


def decision(entry: dict[str, Any], number: int) -> str:
    """Number and day in one text, the day in one of several shapes."""
    if "decided_on" not in entry:
        return ""
    day = dt.date.fromisoformat(entry["decided_on"])
    shapes = (f"{day.day}/{day.month}/{day.year}", f"{day:%d.%m.%Y}", f"{day:%d} tháng {day:%m} năm {day:%Y}")
    shown = shapes[number % 3]
    return f"QĐ số {entry['decision']} ngày {shown}" if "decision" in entry else f"ngày {shown}"


def line(entry: dict[str, Any], number: int, names: str) -> tuple[Any, ...]:
    """One row of the sheet."""
    star = "Tiềm năng 5 sao" if entry.get("potential_five") else None
    note = "công nhận lại" if entry.get("renewed") else None
    return (
        number, names, producer(entry), KINDS.get(entry.get("kind", "")), entry["address"], star,
        decision(entry, number), entry.get("issuer"), entry.get("year"), entry.get("valid_from"), note,
    )  # fmt: skip


def teas(entry: dict[str, Any]) -> str:
    """What makes neighbours one row: the seven teas of 2019 share their producer and everything else."""
    return "teas" if entry["source"] == "tptv2019" and "Phú Qưới" in entry.get("producer", "") else entry["name"]


def build(path: Path, entries: list[dict[str, Any]], *, said: dict[int, int] | None = None) -> Path:
    """Write the sheet and return its path."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Tổng hợp"
    sheet["A1"], sheet["A2"] = "VĂN PHÒNG ĐIỀU PHỐI MẪU", "DANH SÁCH SẢN PHẨM OCOP ĐÃ CÔNG BỐ"
    sheet.merge_cells("A2:K2")
    for column, (one, two) in enumerate(zip(HEADS, UNDER, strict=True), start=1):
        sheet.cell(5, column, one)
        sheet.cell(6, column, two)
    for area in MERGED:
        sheet.merge_cells(area)
    at, number = 7, 0
    for letter, star in zip("ABCD", (5, 4, 3, None), strict=True):
        mine = [entry for entry in entries if entry.get("star") == star]
        if not mine:
            continue
        count = (said or {}).get(star or 0)
        head = f"{letter}. Sản phẩm {star} sao" if star else f"{letter}. Sản phẩm nguồn chưa nêu hạng"
        sheet.cell(at, 1, f"{head} ({count} sản phẩm)" if count else head)
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=11)
        at += 1
        for _key, found in groupby(mine, key=teas):
            shared = list(found)
            number += 1
            names = [entry["name"] for entry in shared]
            text = names[0] if len(names) == 1 else "\n".join(f"{n}. {name}" for n, name in enumerate(names, start=1))
            for column, value in enumerate(line(shared[0], number, text), start=1):
                sheet.cell(at, column, value)
            at += 1
    book.save(path)
    return path
