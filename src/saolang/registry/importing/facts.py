"""Facts as officials write them: dates in many shapes, decisions with their date, stars in words, lists in one cell.

Pure. What cannot be read is refused with what would be right; how a value was read is told, so that it can be checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.problems import DomainError
from saolang.core.text import fold_vi, format_date, normalize_line

from .workbook import as_text

_FULL = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_WORDS = re.compile(r"(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})\s*(?:,\s*)?nam\s+(\d{4})")
_MONTH = re.compile(r"(?:thang|t)?\s*(\d{1,2})\s*(?:[/.\-]|\s+nam\s+)\s*(\d{4})(?!\d)")
_YEAR = re.compile(r"(?:nam\s+)?(20\d{2})")
_LEAD = re.compile(r"^(?:tu\s+|den\s+|het\s+|den het\s+)?(?:ngay\s*:?\s*)?")
_SERIALS = (40_000, 60_000)
_EPOCH = date(1899, 12, 30)
_NUMBER = re.compile(
    r"(?<![\d/])(\d{1,6}[a-zA-Z]?)\s*/\s*((?:\d{4}\s*/\s*)?(?:QĐ|QD|Qđ|qđ|NQ)(?:\s*[-–]\s*[A-Za-zĐđ&.]+(?:\d+)?)*)"
)
_BARE = re.compile(r"(?:số\s*:?\s*)?(?:q[đd]\s*(?:số\s*)?:?\s*)?(?:quyết định\s*(?:số\s*)?:?\s*)?(\d{1,6}[a-z]?)", re.I)
_ISSUER = re.compile(
    r"(?:của|do|,)\s+((?:UBND|Ủy ban nhân dân|U\u1ef7 ban nhân dân|Bộ|Chủ tịch)\s.+?)\s*"
    r"(?=[,;()]|\s+(?:ngày|về|ban hành|công)\b|$)",
    re.I,
)
_STAR_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5}
_POTENTIAL = re.compile(
    r"(?:tiem nang|de nghi|trinh)\s*(?:dat\s*)?(?:hang\s*)?(?:ocop\s*)?(?:(?:5|nam)\s*(?:sao|\*)?)?|"
    r"(?:5|nam)\s*(?:sao|\*)\s*\(?\s*tiem nang\)?"
)
_STAR = re.compile(r"(?<!\d)([1-5])(?:[.,]0+)?\s*(?:sao|\*|★|☆)?(?![\d/.])|\b(mot|hai|ba|bon|nam)\s*sao")
_NO_STAR = ("", "-", "–", "khong dat", "khong", "chua dat", "chua xep hang", "0", "khong xep hang")
_NUMBERED = re.compile(r"(?:^|(?<=[\n;,.\s]))(\d{1,2})\s*[.)]\s*(?=[^\d\s])")
_BULLET = re.compile(r"^\s*[-+•–]\s+")
_PHONE = re.compile(
    r"[\s,;(\-–]*(?:(?:số\s*)?(?:đt|sđt|điện thoại|tel|zalo|hotline|di động)\s*[:.]?\s*)?"
    r"(?<!\d)(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)\)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class LooseDate:
    """A date as far as it is written. ``how``: exact, two_digit, serial, month, year."""

    day: date | None
    year: int
    how: str = "exact"

    @property
    def note(self) -> str:
        """What to tell about the reading; empty when it is plain."""
        if self.how == "two_digit":
            return _("Năm hai chữ số, đọc là %(day)s.") % {"day": format_date(self.day)}
        if self.how == "serial":
            return _("Số của Excel, đọc là ngày %(day)s.") % {"day": format_date(self.day)}
        if self.how == "month":
            return _("Chỉ ghi tháng, năm; không rõ ngày, giữ năm %(year)d.") % {"year": self.year}
        return _("Chỉ ghi năm %(year)d; không rõ ngày.") % {"year": self.year} if self.how == "year" else ""


def read_date(value: Any, *, future: bool = False) -> LooseDate:
    """Read a date in any of the shapes of old lists. Raises DomainError ``date_invalid`` or ``date_future``."""
    found = _read_date(value)
    limit = clock.today()
    if not future and (found.day > limit if found.day else found.year > limit.year):
        raise DomainError.of(
            "date_future", _("“%(text)s”: ngày này chưa đến.") % {"text": as_text(value)}, fix=_("Kiểm tra lại năm.")
        )
    return found


def _read_date(value: Any) -> LooseDate:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return LooseDate(value, value.year)
    text = as_text(value)
    folded = _LEAD.sub("", normalize_line(fold_vi(text)))
    if folded.replace(".0", "").isdigit():
        number = int(float(folded))
        if _SERIALS[0] <= number <= _SERIALS[1]:
            day = _EPOCH + timedelta(days=number)
            return LooseDate(day, day.year, "serial")
        if 2000 <= number <= 2100:
            return LooseDate(None, number, "year")
    for shape in (_FULL, _ISO, _WORDS):
        if match := shape.fullmatch(folded.strip(" .,;")):
            return _whole(match, shape is _ISO, text)
    if (match := _MONTH.fullmatch(folded)) and 1 <= int(match[1]) <= 12:
        return LooseDate(None, int(match[2]), "month")
    if match := _YEAR.fullmatch(folded):
        return LooseDate(None, int(match[1]), "year")
    raise _bad_date(text)


def _whole(match: re.Match[str], iso: bool, text: str) -> LooseDate:
    first, month, last = match.groups()
    day, year = (last, first) if iso else (first, last)
    short = len(year) == 2
    number = int(year) + (2000 if short else 0)
    try:
        found = date(number, int(month), int(day))
    except ValueError as error:
        raise _bad_date(text) from error
    if not 1990 <= found.year <= 2100:
        raise _bad_date(text)
    return LooseDate(found, found.year, "two_digit" if short else "exact")


def _bad_date(text: str) -> DomainError:
    return DomainError.of(
        "date_invalid",
        _("“%(text)s” không đọc được thành ngày.") % {"text": text[:40]},
        fix=_("Ghi ngày/tháng/năm, ví dụ 30/12/2022."),
    )


@dataclass(frozen=True, slots=True)
class DecisionReading:
    """A decision as it stands in one cell: number and symbol, and the date and issuer where the cell has them."""

    number: str
    symbol: str
    day: LooseDate | None = None
    issuer: str = ""


def read_decision(value: Any) -> DecisionReading:
    """Read ``QĐ số 3610/QĐ-UBND ngày 30/12/2022 của UBND tỉnh Quảng Nam``. Raises DomainError."""
    text = normalize_line(as_text(value))
    found = list(_NUMBER.finditer(text))
    if len({(match[1], match[2]) for match in found}) > 1:
        raise DomainError.of(
            "decision_several",
            _("Ô ghi %(n)d số quyết định cho một sản phẩm.") % {"n": len(found)},
            fix=_("Mỗi dòng ghi một quyết định; thêm dòng cho quyết định còn lại."),
        )
    day = next((_try(match.group(0)) for shape in (_FULL, _ISO) for match in shape.finditer(text)), None)
    if day is None and (match := _WORDS.search(fold_vi(text))):
        day = _try(match.group(0))
    issuer = _ISSUER.search(text)
    who = normalize_line(issuer[1]).strip(" .") if issuer else ""
    if found:
        symbol = re.sub(r"\s*([-–/])\s*", lambda m: m[1].replace("–", "-"), normalize_line(found[0][2]))
        symbol = re.sub(r"^(?:QD|Qđ|qđ)(?=-|$)", "QĐ", symbol.rstrip(".-"))
        return DecisionReading(found[0][1], symbol, day, who)
    rest = normalize_line(re.split(r"\s+ngày\b|,|;|\(|\s+của\b", text, maxsplit=1, flags=re.I)[0])
    if match := _BARE.fullmatch(rest):
        return DecisionReading(match[1], "", day, who)
    raise DomainError.of(
        "decision_number",
        _("“%(text)s” không phải số quyết định.") % {"text": text[:60]},
        fix=_("Ghi như 612/QĐ-UBND ngày 30/3/2021."),
    )


def _try(text: str) -> LooseDate | None:
    try:
        return read_date(text)
    except DomainError:
        return None


@dataclass(frozen=True, slots=True)
class StarReading:
    """A star as written; none for "khong dat" or for a product that only has the potential of five."""

    star: int | None
    potential_five: bool = False


def read_star(value: Any) -> StarReading:
    """Read ``4 sao``, ``****``, ``4*``, ``Bốn sao``, ``tiềm năng 5 sao``. Raises DomainError ``star_invalid``."""
    text = normalize_line(as_text(value))
    folded = fold_vi(text).strip(" .;:()")
    if folded in _NO_STAR:
        return StarReading(None)
    if runs := re.fullmatch(r"[\s(]*([*★⭐✩☆]+(?:\s*[*★⭐✩☆]+)*)[\s)]*", text):
        return StarReading(_star(len(re.sub(r"\s", "", runs[1])), text))
    rest = _POTENTIAL.sub(" ", folded)
    potential = rest != folded
    stars = {int(match[1]) if match[1] else _STAR_WORDS[match[2]] for match in _STAR.finditer(rest)}
    if not stars:
        if potential:
            return StarReading(None, True)
        word = re.sub(r"^(?:hang|dat|ocop|xep hang|hang dat)\s+", "", folded)
        if word in _STAR_WORDS:
            return StarReading(_star(_STAR_WORDS[word], text))
        raise _bad_star(text)
    if len(stars) > 1:
        raise _bad_star(text)
    return StarReading(_star(stars.pop(), text), potential)


def _star(star: int, text: str) -> int:
    if star > 5:
        raise _bad_star(text)
    if star < 3:
        raise DomainError.of(
            "star_low",
            _("%(star)d sao không được công nhận.") % {"star": star},
            fix=_("Danh sách công nhận chỉ có 3, 4, 5 sao."),
        )
    return star


def _bad_star(text: str) -> DomainError:
    return DomainError.of(
        "star_invalid", _("“%(text)s” không phải một hạng sao.") % {"text": text[:40]}, fix=_("Ghi 3, 4 hoặc 5.")
    )


def split_list(text: str, *, lines: bool = True, commas: bool = False) -> tuple[list[str], str]:
    """Take a cell that holds several things apart: parts and how (numbered, bullets, semicolon, lines, comma, "")."""
    marks = list(_NUMBERED.finditer(text))
    if (
        marks
        and [int(mark[1]) for mark in marks] == list(range(1, len(marks) + 1))
        and not text[: marks[0].start()].strip()
    ):
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        parts = [text[mark.end() : end].strip(" \n;,") for mark, end in zip(marks, ends, strict=True)]
        return [part for part in parts if part], "numbered"
    rows = [row for row in text.split("\n") if row.strip()]
    if len(rows) > 1 and all(_BULLET.match(row) for row in rows):
        return [_BULLET.sub("", row).strip(" ;,.") for row in rows], "bullets"
    for mark, how, wanted in ((";", "semicolon", True), ("\n", "lines", lines), (",", "comma", commas)):
        parts = [normalize_line(part).strip(" ;,") for part in text.split(mark)]
        parts = [part for part in parts if part]
        if wanted and len(parts) > 1:
            return parts, how
    return [normalize_line(text)], ""


def without_phones(text: str) -> tuple[str, int]:
    """The text without telephone numbers, and how many there were: they are personal data and are not taken over."""
    cleaned, count = _PHONE.subn("", text)
    return (normalize_line(cleaned).strip(" ,;-–") if count else text), count


def is_phone(value: Any) -> bool:
    """Whether a cell is nothing but a telephone number, also where the spreadsheet ate the first zero."""
    text = as_text(value).strip()
    if re.fullmatch(r"[35789]\d{8}", text):
        return True
    return (
        bool(text) and bool(re.search(r"\d{6}", re.sub(r"\D", "", text))) and not without_phones(text)[0].strip(" .,;")
    )


_FAMILY = {
    "nguyen", "tran", "le", "pham", "huynh", "hoang", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong",
    "ly", "thach", "kim", "son", "lam", "truong", "mai", "dinh", "chau", "danh", "cao", "ha", "to", "ta", "luong",
    "trinh", "dao", "doan", "quach", "hua", "kien", "tang", "diep", "luu", "thai", "la", "vuong", "ung", "nhan",
}  # fmt: skip
_HOUSEHOLD = re.compile(
    r"^(?:hkd|hộ kinh doanh|hộ sxkd|hộ sản xuất(?: kinh doanh)?|hộ|cơ sở|ông|bà)\s+(?:ông\s+|bà\s+)?", re.I
)


def household_person(producer: str) -> tuple[bool, str]:
    """Whether a producer's name is only a person's name, and the name of the place of business behind it in brackets.

    "HKD Nguyễn Thị Mẫu A (Cơ sở Năm Mẫu)" gives (True, "Cơ sở Năm Mẫu").
    """
    text = normalize_line(producer)
    business = ""
    if match := re.search(r"\(([^()]{3,120})\)\s*$", text):
        business, text = match[1].strip(), text[: match.start()].strip()
    lead = _HOUSEHOLD.match(text)
    rest = text[lead.end() :] if lead else text
    words = rest.split()
    personal = 2 <= len(words) <= 5 and fold_vi(words[0]) in _FAMILY and all(word[:1].isupper() for word in words)
    if not personal or (not lead and len(words) < 3):
        return False, ""
    return True, business if re.match(
        r"cơ sở|hkd|hộ kinh doanh|htx|công ty|doanh nghiệp|thương hiệu", business, re.I
    ) else ""
