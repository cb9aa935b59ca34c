"""Words, numbers and dates as Nghị định 30/2020/NĐ-CP prints them, its sizes, and the smallest drawing steps.

Legal: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from . import spec as s

Step = dict[str, Any]

MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 20, 20, 30, 15
PAGE_SHORT, PAGE_LONG = 210, 297
HEADER_LEFT, HEADER_RIGHT = 70, 95
BODY, TITLE, MOTTO, STATE_NAME, ISSUER, NUMBER, SMALL = 14, 14, 13, 12, 12, 13, 12
RECIPIENTS_LABEL, RECIPIENT = 12, 11
PAGE_NUMBER = 13
INDENT = 12.7
GAP = 6
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO_TEXT = "Độc lập - Tự do - Hạnh phúc"
MOTTO_WIDTH = 56.2  # mm, at 13 pt bold
LETTERS = "abcdđeghiklmnopqrstuvxy"
BLANK = "\u00a0" * 6
SYMBOLS = re.compile("([☐☑☒★☆✓✔√])")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
LONG_CELL = 700  # letters; a longer row may break over pages


def clean(text: str) -> str:
    """NFC text without characters that a file cannot hold."""
    return CONTROL.sub("", unicodedata.normalize("NFC", str(text)).replace("\r\n", "\n").replace("\t", " "))


def one_line(text: str) -> str:
    """Cleaned text on one line."""
    return " ".join(clean(text).split())


def date_line(place: str, issued_on: str) -> str:
    """Place and date: days under 10 and months 1 and 2 with a zero; blanks while the date is open.

    Legal: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II, khoản 4.
    """
    lead = f"{one_line(place)}, " if place else ""
    if not issued_on:
        return f"{lead}ngày{BLANK}tháng{BLANK}năm{BLANK}"
    day = date.fromisoformat(issued_on)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{lead}ngày {day.day:02d} tháng {month} năm {day.year}"


def day_words(day: date) -> str:
    """A day inside the text of a paper: "ngày 05 tháng 01 năm 2026"."""
    return date_line("", day.isoformat())


def number_text(number: str) -> str:
    """The number as printed: under 10 with a zero before it. Legal: as above, khoản 3."""
    number = one_line(number)
    return number.zfill(2) if number.isdigit() else number


def number_line(number: str, symbol: str) -> str:
    """ "Số: 05/QĐ-UBND", with room to write while the number is open."""
    tail = f"/{one_line(symbol)}" if symbol else ""
    return f"Số: {number_text(number) or BLANK}{tail}"


def para(text: s.TextLike, **style: Any) -> Step:
    """One paragraph step. Style keys: size, align, before, indent, left, hang, keep, bold, italic."""
    bold, italic = style.pop("bold", False), style.pop("italic", False)
    parts: list[Step] = []
    for run in s.runs(text):
        for piece in SYMBOLS.split(clean(run.text)):
            if piece:
                parts.append(
                    {
                        "t": piece,
                        "b": bold or run.bold,
                        "i": italic or run.italic,
                        "u": run.underline,
                        "sym": bool(SYMBOLS.fullmatch(piece)),
                    }
                )
    return {"el": "para", "runs": parts, "size": BODY, "align": "left", "before": 0, "indent": 0, "left": 0,
            "hang": 0, "keep": False, **style}  # fmt: skip


def space(points: float) -> Step:
    return {"el": "space", "pt": points}


def rule(width: float, box: float) -> Step:
    """A thin centred line of `width` mm inside a column of `box` mm."""
    return {"el": "rule", "width": round(min(width, box), 1), "box": box}


def text_width(text: str, size: float) -> float:
    """Rough width in mm of bold capitals (0.216) or bold running text (0.165), per letter and point."""
    return len(text) * size * (0.216 if text.isupper() else 0.165)


def abbreviate(name: str) -> str:
    """The governing body with its common words shortened. Legal: Phụ lục I, Phần I, mục II, khoản 2, điểm a."""
    return re.sub("ủy ban nhân dân", "UBND", clean(name), flags=re.IGNORECASE)


PHRASE = re.compile(
    r"(?<=,) "
    r"| (?=(?:VÀ|XÃ|PHƯỜNG|ĐẶC KHU|CẤP|NÔNG THÔN|HỘI ĐỒNG|PHÂN HẠNG|SẢN PHẨM) )"
    r"|(?<! CẤP) (?=(?:TỈNH|THÀNH PHỐ) )"
)
"""Where the name of a body may be broken: never inside "MÔI TRƯỜNG" or "CẤP TỈNH"."""


def name_lines(name: str) -> str:
    """A body's name in capitals, broken between phrases when it is too long for its column."""
    if "\n" in clean(name).strip():
        return clean(name).strip().upper()
    lines: list[str] = []
    for phrase in PHRASE.split(one_line(name).upper()):
        if lines and text_width(f"{lines[-1]} {phrase}", ISSUER) <= HEADER_LEFT - 2:
            lines[-1] = f"{lines[-1]} {phrase}"
        else:
            lines.append(phrase)
    return "\n".join(lines)


NAMES = (
    "Ủy ban nhân dân", "Hội đồng nhân dân", "Ban Chỉ đạo", "Trưởng Ban", "Chánh Văn phòng", "Văn phòng", "Chủ tịch",
    "Giám đốc", "OCOP", "UBND", "HĐND",
)  # fmt: skip
"""Names that keep their capitals where words printed in capitals are written in a sentence."""


def in_small_letters(printed: str) -> str:
    """Words printed in capitals as written in a sentence: "THƯ KÝ BAN CHỈ ĐẠO" becomes "Thư ký Ban Chỉ đạo"."""
    words = printed.lower()
    for name in NAMES:
        words = words.replace(name.lower(), name)
    return words[:1].upper() + words[1:]
