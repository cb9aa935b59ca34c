"""Numbers that count or measure, with their units; not dates, document numbers, list marks or years."""

from __future__ import annotations

import re
from functools import lru_cache

from .citations import number_spans
from .dates import DATE
from .model import Figure
from .rules import Rules, alternation

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_NOT_BEFORE = re.compile(
    r"(?:(?:Điều|khoản|Khoản|điểm|Mục|mục|[Ss]ố|tháng|năm|quý|Quý|ngày|Chương|Phần|Phụ lục|đợt|lần|giai đoạn|khóa|Khóa"
    r"|kỳ|Quốc lộ|nhiệm kỳ|thứ|tuần|lúc|Tổ|Đội|Mẫu|mẫu|Biểu|biểu|hạng|loại|cấp|Nhóm)\s*|[-–/]\s?|\d[.,:]|[A-Za-zĐđ])$"
)


@lru_cache(maxsize=4)
def _pattern(rules: Rules) -> re.Pattern[str]:
    units = alternation(rules["measures"])
    return re.compile(rf"(?<![\w/.,-])(?P<number>{_NUMBER})\s*(?P<unit>%|(?:{units})(?!\w))", re.IGNORECASE)


_EXCLUDED = re.compile(rf"{DATE.pattern}|(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d", re.IGNORECASE)


def number_of(text: str) -> int | float:
    """Return 29139 for "29.139" and 171.606 for "171,606": the dot groups thousands, the comma is the decimal mark."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() and "," not in text else value


def figures_of(text: str, rules: Rules) -> list[Figure]:
    """Return the figures of a text in order."""
    if not any(letter.isdigit() for letter in text):
        return []
    closed = number_spans(text) + [match.span() for match in _EXCLUDED.finditer(text)]
    figures: list[Figure] = []
    for match in _pattern(rules).finditer(text):
        if any(start <= match.start() < end for start, end in closed):
            continue
        if _NOT_BEFORE.search(text[max(0, match.start() - 14) : match.start()]):
            continue
        figures.append(Figure(match.group(), number_of(match["number"]), match["unit"]))
    return figures
