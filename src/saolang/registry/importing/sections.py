"""The rows of an old list by what they are: titles, headings, groups, products, totals, signatures. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from saolang.core.text import fold_vi, normalize_line

from .facts import _NUMBER, StarReading, read_decision, read_star
from .mapping import SheetMapping
from .targets import SERIAL, TICKS
from .workbook import Grid, address, as_text

TITLE, HEADING, GROUP, TOTAL, TEXT, DATA = "title", "heading", "group", "total", "text", "data"
_ORDER = re.compile(r"^\s*(?:[IVXLC]{1,6}|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*)\s*[.)/:\-–]\s*(?=\S)")
_ORDER_CELL = re.compile(r"(?:[IVXLC]{1,6}|[A-ZĐ])\s*[.)]?")
_MARKER = re.compile(r"\s*([IVXLC]{1,6}|[A-ZĐ]|\d{1,3})(?:\s*[.)/:\-–]|\s|$)")
_SERIES = (
    ["A", "B", "C", "D", "Đ", "E", "F", "G", "H", "I", "K", "L", "M"],
    ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M"],
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV"],
    [str(number) for number in range(1, 100)],
)
_COUNT = re.compile(r"[\s:(\-–]*\(?\s*(\d{1,5})\s*(?:sản phẩm|sp|SP)\b\)?", re.I)
_DISTRICT = re.compile(r"\b((?:huyện|thị xã|thành phố|tp\.?|tx\.?|quận)\s+[^:,(;\d–-][^:,(;–]*)", re.I)
_COMMUNE = re.compile(r"\b((?:xã|phường|thị trấn|đặc khu)\s+[^:,(;–]+)", re.I)
_GROUP_STAR = re.compile(r"((?:tiềm năng\s+)?(?:hạng\s+)?(?:[1-5]|một|hai|ba|bốn|năm)\s*sao)\b", re.I)
_GROUP_YEAR = re.compile(r"\bnăm\s+(20\d{2})\b", re.I)
_TOTAL = re.compile(r"^(?:[ivxlc\d.]*\s*)?(?:tong cong|tong so|tong|cong)\b(?! ty)")
_STAR_COUNTS = (
    re.compile(r"(\d{1,5})\s*(?:sản phẩm|sp)?\s*(?:đạt|được công nhận|xếp)?\s*(?:hạng\s*)?([345])\s*(?:sao|\*)", re.I),
    re.compile(r"(?:hạng\s*)?([345])\s*(?:sao|\*)\s*[:=]\s*(\d{1,5})", re.I),
)
_POTENTIAL_COUNT = re.compile(r"(\d{1,5})\s*(?:sản phẩm|sp)?\s*(?:đạt\s*)?tiềm năng", re.I)
_ANY_TOTAL = re.compile(r"(?:tổng(?:\s*(?:cộng|số))?|cộng)[^\d]{0,40}(\d{1,5})(?!\s*sao|\d|[/.]\d)", re.I)


@dataclass(slots=True)
class Printed:
    """A count that the file itself prints. ``what``: total, star_3..5, potential, group."""

    where: str
    what: str
    count: int
    label: str = ""
    rows: tuple[int, int] | None = None
    """Rows of the group it counts, when it is a group's."""


@dataclass(slots=True)
class Row:
    """One row with text. ``context`` holds what the groups above a line of products say."""

    number: int
    kind: str
    context: dict[str, Any] = field(default_factory=dict)


def read_group(text: str, how: str = "auto") -> dict[str, Any]:
    """What a group row says: {"district": "Huyện Càng Long"}, {"star": StarReading}, {"year": 2021}, decision…"""
    bare = _ORDER.sub("", normalize_line(text))
    bare = _COUNT.sub("", bare).strip(" :.-–")
    said: dict[str, Any] = {}
    if how == "nothing":
        return said
    if how in ("district", "commune"):
        found = (_DISTRICT if how == "district" else _COMMUNE).search(bare)
        said[how] = normalize_line(found[1] if found else bare)
        return said
    if how in ("auto", "star") and (match := _GROUP_STAR.search(bare)):
        said["star"] = _star(match[1] if "tiềm năng" not in bare.lower() else bare)
    if how in ("auto", "year") and (match := _GROUP_YEAR.search(bare)):
        said["year"] = int(match[1])
    if how == "auto":
        if match := _COMMUNE.search(bare):
            said["commune"] = normalize_line(match[1])
        if match := _DISTRICT.search(bare):
            said["district"] = normalize_line(match[1])
        if _NUMBER.search(bare):
            said["decision"] = bare
    return {key: value for key, value in said.items() if value is not None}


def _star(text: str) -> StarReading | None:
    try:
        return read_star(text)
    except Exception:
        return None


def marker_of(text: str) -> str:
    """The letter or number before a group's name: "C" of "C. Sản phẩm 3 sao"; empty when there is none."""
    match = _MARKER.match(text)
    return match[1] if match else ""


def follows(one: str, other: str) -> bool:
    """Whether a marker comes right after another one in some series: D after C, IV after III."""
    return any(one in series and other in series and series.index(other) == series.index(one) + 1 for series in _SERIES)


def count_in(text: str) -> int | None:
    """The number of products that a group's text prints: "I. Huyện Mẫu (15 sản phẩm)"."""
    match = _COUNT.search(normalize_line(text))
    return int(match[1]) if match else None


def printed_counts(text: str, where: str) -> list[Printed]:
    """Counts in a title or a total row: "Tổng cộng: 188 sản phẩm; 3 sản phẩm 5 sao, 38 sản phẩm 4 sao"."""
    line = normalize_line(text)
    found = []
    rest = line
    for shape in _STAR_COUNTS:
        for match in shape.finditer(line):
            star, count = (match[2], match[1]) if shape is _STAR_COUNTS[0] else (match[1], match[2])
            if "tiềm năng" not in line[max(0, match.start() - 14) : match.end() + 12].lower():
                found.append(Printed(where, f"star_{star}", int(count), line[:120]))
            rest = rest.replace(match[0], " ")
    if match := _POTENTIAL_COUNT.search(line):
        found.append(Printed(where, "potential", int(match[1]), line[:120]))
    if match := _ANY_TOTAL.search(rest):
        found.append(Printed(where, "total", int(match[1]), line[:120]))
    return found


class Sections:
    """Walks a sheet with its mapping."""

    def __init__(self, grid: Grid, mapping: SheetMapping) -> None:
        self.grid, self.mapping = grid, mapping
        self.by_target: dict[str, list[int]] = {}
        for column, target in mapping.columns.items():
            self.by_target.setdefault(target, []).append(column)
        self.names = self.by_target.get("name", [])
        self.serials = self.by_target.get(SERIAL, [])
        self.printed: list[Printed] = []
        self._heading = [self._texts(row) for row in range(mapping.first, mapping.last + 1)]

    def _texts(self, row: int) -> list[str]:
        return (
            [fold_vi(as_text(value)) for value in self.grid.rows[row] if value != ""]
            if row < len(self.grid.rows)
            else []
        )

    def rows(self) -> Iterator[Row]:
        """Every row with text, in order."""
        stack: list[dict[str, Any]] = []
        markers: list[str] = []
        open_groups: list[tuple[int, Printed]] = []
        for number, line in enumerate(self.grid.rows):
            filled = [column for column, value in enumerate(line) if value != ""]
            if not filled:
                continue
            kind = self._kind(number, filled)
            where = f"{self.grid.name}!{address(number, filled[0])}"
            text = normalize_line(" ".join(as_text(line[column]) for column in filled))
            if kind == TITLE:
                self.printed += [p for p in printed_counts(text, where) if p.what == "total" or len(text) < 300]
            elif kind == TOTAL:
                self._total(number, filled, text, where)
            elif kind == GROUP:
                said = read_group(self._group_text(number, filled), self.mapping.groups)
                marker = marker_of(text)
                if said:
                    at = next((i for i, held in enumerate(stack) if held.keys() & said.keys()), len(stack))
                    del stack[at:], markers[at:]
                    stack.append(said)
                    markers.append(marker)
                elif (after := next((i for i, held in enumerate(markers) if follows(held, marker)), None)) is not None:
                    # "D. Nguồn chưa nêu hạng" after "C. Sản phẩm 3 sao": its lines are no longer three stars.
                    del stack[after:], markers[after:]
                if (count := count_in(text)) is not None:
                    printed = Printed(where, "group", count, text[:120])
                    open_groups.append((len(stack), printed))
                    self.printed.append(printed)
                    printed.rows = (number + 1, len(self.grid.rows))
                for depth, earlier in open_groups[:-1] if count is not None else open_groups:
                    if depth >= len(stack) and earlier.rows and earlier.rows[1] == len(self.grid.rows):
                        earlier.rows = (earlier.rows[0], number)
            context: dict[str, Any] = {}
            for held in stack:
                context.update(held)
            yield Row(number, kind, context)

    def _group_text(self, number: int, filled: list[int]) -> str:
        line = self.grid.rows[number]
        parts = [as_text(line[column]) for column in filled]
        if len(parts) > 1 and _ORDER_CELL.fullmatch(parts[0].strip()):
            parts = parts[1:]
        return " ".join(parts)

    def _kind(self, number: int, filled: list[int]) -> str:
        mapping, line = self.mapping, self.grid.rows[number]
        if number < mapping.first:
            return TITLE
        if number <= mapping.last or self._texts(number) in self._heading or self._is_numbering(number, filled):
            return HEADING
        texts = [as_text(line[column]).strip() for column in filled]
        if any(_TOTAL.match(fold_vi(text)) for text in texts[:2]) and not self._is_product(number, texts):
            return TOTAL
        if self._is_group(number, filled, texts):
            return GROUP
        facts = [c for c in filled if mapping.columns.get(c) not in (None, SERIAL, "keep", "drop", "personal")]
        if not facts:
            return TEXT
        own_name = any(line[c] != "" for c in self.names if c < len(line))
        inherits = any(self.grid.value(number, c)[0] != "" for c in self.names)
        if not own_name and not inherits and len(filled) == 1:
            return TEXT
        return DATA

    def _is_product(self, number: int, texts: list[str]) -> bool:
        """A product may be called "Cộng …": then its line has a running number and several facts."""
        return texts[0].replace(".", "").isdigit() and len(texts) >= 4

    def _is_numbering(self, number: int, filled: list[int]) -> bool:
        """The row "(1) (2) (3)" or "A B 1 2" under the headings."""
        if number > self.mapping.last + 1 or len(filled) < 3:
            return False
        texts = [as_text(self.grid.rows[number][column]).strip(" ()[].") for column in filled]
        return all(re.fullmatch(r"\d{1,2}|[A-Za-z]|\d{1,2}\s*=.*", text) for text in texts)

    def _is_group(self, number: int, filled: list[int], texts: list[str]) -> bool:
        if len(filled) > 3 or filled[0] > 3:
            return False
        first = texts[0]
        if first.replace(".0", "").isdigit():
            return False
        area = self.grid.area_at(number, filled[0])
        wide = area is not None and area.right - area.left >= 2 and area.top == number == area.bottom
        if wide and len(filled) <= 2:
            return True
        if len(texts) > 1 and _ORDER_CELL.fullmatch(first):
            return True
        alone = len(filled) == 1 or (len(filled) == 2 and texts[1].replace(".0", "").isdigit())
        if not alone or any(self.grid.value(number, c)[0] != "" for c in self.mapping.columns if c not in filled):
            return False
        said = read_group(first)
        in_names = filled[0] in self.names
        return bool(_ORDER.match(first) and (said or not in_names)) or (bool(said) and _starts_as_group(first))

    def _total(self, number: int, filled: list[int], text: str, where: str) -> None:
        found = printed_counts(text, where)
        line = self.grid.rows[number]
        for column in filled:
            target = self.mapping.columns.get(column, "")
            value = as_text(line[column])
            if target in TICKS and value.isdigit():
                found.append(Printed(f"{self.grid.name}!{address(number, column)}", target, int(value), text[:120]))
        whole = [p for p in found if p.what == "total"]
        grand = not re.search(r"huyện|thị xã|thành phố|\bxã\b|phường|nhóm|mục", text, re.I)
        self.printed += found if grand else [p for p in found if p not in whole]


def _starts_as_group(text: str) -> bool:
    return bool(
        re.match(
            r"\s*(?:huyen|thi xa|thanh pho|tp\b|tx\b|quan|xa|phuong|thi tran|nam 20|san pham (?:dat |ocop |hang )*"
            r"(?:[1-5]|mot|hai|ba|bon|nam|tiem nang)|hang|nhom|[345] sao|tiem nang|qd\b|quyet dinh)",
            fold_vi(_ORDER.sub("", text)),
        )
    )


__all__ = [
    "DATA", "GROUP", "HEADING", "TEXT", "TITLE", "TOTAL", "Printed", "Row", "Sections", "count_in", "printed_counts",
    "read_decision", "read_group",
]  # fmt: skip
