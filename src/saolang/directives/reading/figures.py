"""Numbers that count or measure, with their units; not dates, document numbers, list marks or years."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from .citations import number_spans
from .dates import DATE
from .letters import LOWER
from .model import Figure
from .rules import Rules, alternation

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_NOT_BEFORE = re.compile(
    r"(?:(?:Điều|khoản|Khoản|Mục|(?<![Dd]anh )mục|[Ss]ố|tháng|năm|quý|Quý|ngày|Chương|Phần|Phụ lục|đợt|lần|giai đoạn"
    r"|khóa|Khóa|kỳ|Quốc lộ|[Kk]hu vực|Vùng|Quân khu|nhiệm kỳ|thứ|tuần|lúc|Mẫu|Biểu)\s*|[-–/]\s?|\d[.,:]|[A-Za-zĐđ])$"
)


# "nhóm 4", "hạng 3", "cấp 1" name a class; "đã cấp 1.250.000 tem" counts.
_CLASS_BEFORE = re.compile(r"(?:Tổ|Đội|Nhóm|nhóm|(?<![Nn]âng )hạng|loại|cấp|bậc|mức|biểu|mẫu|gói thầu)\s*$")
# Words after a number that make it no figure: times, the stars of a product, words that end the phrase.
_NO_UNIT = re.compile(
    r"(?:tháng|ngày|năm|giờ|phút|giây|quý|tuần|sao|và|của|là|tại|trong|đến|theo|ở|có|được|về|cho|đã|thì|hoặc|hay|trên|từ"
    r"|với|như|để|này|trở|đầu|cuối|phải|đang|sẽ|do|nên|khi|nếu|bằng|so|cùng|lần|đợt|nhất|hai|ba|chỉ)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4)
def _pattern(rules: Rules) -> re.Pattern[str]:
    units = alternation(rules["measures"])
    return re.compile(
        rf"(?<![\w/.,-])(?P<number>{_NUMBER})(?:\s*\([^\W\d]+(?:\s[^\W\d]+)*\))?(?:\s*(?P<unit>%)"
        rf"|\s*(?P<known>(?:{units})(?!\w))|\s+(?P<word>[{LOWER}]+)(?![\w/]))",
        re.IGNORECASE,
    )


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
    closed = sorted(number_spans(text) + [match.span() for match in _EXCLUDED.finditer(text)])
    starts = [start for start, _end in closed]
    ends = list(accumulate((end for _start, end in closed), max))
    figures: list[Figure] = []
    for match in _pattern(rules).finditer(text):
        before_it = bisect_right(starts, match.start())
        if before_it and match.start() < ends[before_it - 1]:
            continue
        before = text[max(0, match.start() - 14) : match.start()]
        if _NOT_BEFORE.search(before) or (len(match["number"].lstrip("0")) < 3 and _CLASS_BEFORE.search(before)):
            continue
        unit = match["unit"] or match["known"] or match["word"]
        if match["word"] and (_NO_UNIT.fullmatch(unit) or not unit.islower()):
            continue
        figures.append(Figure(match.group(), number_of(match["number"]), unit))
    return figures
