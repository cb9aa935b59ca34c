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
    r"(?:(?:Điều|khoản|Khoản|Mục|(?<![Dd]anh )mục|(?<!tổng )(?<!Tổng )(?<!doanh )(?<!Doanh )(?<!trong )(?<!Trong )"
    r"(?<!dân )(?<!Dân )(?<!con )(?<!chỉ )(?<!đa )(?<!quân )(?<!sĩ )[Ss]ố|tháng|năm|quý|Quý|ngày|Chương|Phần|Phụ lục"
    r"|đợt|lần|giai đoạn|khóa|Khóa|kỳ|Quốc lộ|[Kk]hu vực|Vùng|Quân khu|nhiệm kỳ|thứ|tuần|lúc|Mẫu|Biểu)\s*"
    r"|[-–/]\s?|\d[.,:]|[A-Za-zĐđ])$"
)


# "nhóm 4", "hạng 3", "cấp 1" name a class; "đã cấp 1.250.000 tem" counts.
_CLASS_BEFORE = re.compile(r"(?:Tổ|Đội|Nhóm|nhóm|(?<![Nn]âng )hạng|loại|cấp|bậc|mức|biểu|mẫu|gói thầu)\s*$")
# Words after a number that make it no figure: times, the stars of a product, words that end the phrase.
_NO_UNIT = re.compile(
    r"(?:tháng|ngày|năm|giờ|phút|giây|quý|tuần|sao|và|của|là|tại|trong|đến|theo|ở|có|được|về|cho|đã|thì|hoặc|hay|trên|từ"
    r"|với|như|để|này|trở|đầu|cuối|phải|đang|sẽ|do|nên|khi|nếu|bằng|so|cùng|đợt|nhất|hai|ba|chỉ|cấp|lần)",
    re.IGNORECASE,
)
# Words at which an unknown unit of several words ends ("25 nhà phân phối ngoài tỉnh").
_UNIT_ENDS = re.compile(
    rf"(?:{_NO_UNIT.pattern}|ngoài|trước|sau|giữa|qua|đạt|không|chưa|bị|mới|khác|còn|gồm|thuộc|mỗi|các|những|theo|nhằm"
    r"|vào|ra|lên|xuống|vẫn|mà|thành|gắn|liên|trong|nội|tỉnh|huyện|xã|phường|để|dành|cao|thấp|lớn|nhỏ|tham"
    r"|toàn|địa|sản phẩm)"
    r"(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(rf"\s([{LOWER}]+)(?![\w/])")
_RATE = re.compile(
    r"/(?:xã|phường|huyện|tỉnh|thôn|ấp|hộ|người|năm|quý|tháng|tuần|ngày|giờ|vụ|ha|kg|tạ|tấn|lít|m2|m3|km|con|cây)(?![\w/])"
)
_CURRENCY = re.compile(r"\s(?:USD|EUR|đô la(?: Mỹ)?|đô-la|euro|nhân dân tệ|yên)(?!\w)", re.IGNORECASE)
_SCALES = frozenset({"tỷ", "tỉ", "triệu", "nghìn", "ngàn", "nghìn tỷ"})
_LONGEST = 4


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
        more = _more(text, match, rules)
        figures.append(Figure(match.group() + more, number_of(match["number"]), unit + more))
    return figures


def _more(text: str, match: re.Match[str], rules: Rules) -> str:
    """What belongs to the unit after its first words: the currency of an amount, "/xã", the rest of an unknown noun.

    "171,606 tỷ đồng" counts in "tỷ": đồng goes without saying, and so does what stands after it.
    """
    at = match.end()
    if match["known"]:
        pattern = _CURRENCY if match["known"].lower() in _SCALES else _RATE
        found = pattern.match(text, at)
        return found.group() if found else ""
    words = 1
    while match["word"] and words <= _LONGEST and (word := _WORD.match(text, at)):
        if _UNIT_ENDS.match(text, word.start(1)) or rules.verbs.match(text, word.start(1)):
            break
        at, words = word.end(), words + 1
    return text[match.end() : at] if words <= _LONGEST else ""
