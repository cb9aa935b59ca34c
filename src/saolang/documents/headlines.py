"""Titles printed in capitals, as lists show them: in a sentence, proper names and abbreviations kept.

Pure. The page of a document keeps the printed form.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from saolang.core.text import fold_vi

from .wording import NAMES

FEW = 2
"""So many plain words in capitals are no longer a name within a sentence."""

OFFICES = (
    *NAMES, "Chính phủ", "Thủ tướng", "Quốc hội", "Tỉnh ủy", "Thành ủy", "Đảng ủy", "Ban Thường vụ", "Việt Nam",
    "Mặt trận Tổ quốc", "Hội Nông dân", "Hội Liên hiệp Phụ nữ", "Đoàn Thanh niên", "Hội Cựu chiến binh",
    "Liên minh Hợp tác xã", "Tổ công tác", "Phó Trưởng Ban", "Trưởng Ban Chỉ đạo", "Phó Trưởng Ban Chỉ đạo",
    "Phó Chủ tịch", "Phó Giám đốc", "Thường trực", "Chương trình mỗi xã một sản phẩm", "Tết Nguyên đán",
    "Báo và Phát thanh, Truyền hình", "Đồng bằng sông Cửu Long", "Trung ương", "Thứ trưởng", "Bộ trưởng", "VietGAP",
    "GlobalGAP",
)  # fmt: skip
FIELDS = (
    "Nông nghiệp và Môi trường", "Nông nghiệp và Phát triển nông thôn", "Công Thương", "Tài chính",
    "Khoa học và Công nghệ", "Y tế", "Văn hóa, Thể thao và Du lịch", "Văn hóa và Thể thao", "Du lịch",
    "Giáo dục và Đào tạo", "Nội vụ", "Xây dựng", "Tư pháp", "Thông tin và Truyền thông", "Kế hoạch và Đầu tư",
    "Giao thông vận tải", "Lao động - Thương binh và Xã hội", "Tài nguyên và Môi trường", "Dân tộc và Tôn giáo",
    "Quốc phòng", "Công an", "Ngoại giao", "Ngoại vụ",
)  # fmt: skip
"""What a department (Sở) or a ministry (Bộ) is named after."""
ABBREVIATIONS = {"OCOP", "UBND", "UBMTTQ", "ASEAN", "IUU", "ATTP", "VSATTP", "GAP", "ISO", "EU", "EVFTA", "USD", "QR"}
WORDS = {"Hòa Bình"}
"""Provinces named by a common word: known after "tỉnh" only."""
ALSO_WORDS = {"I", "VI", "XI", "LI"}
"""Roman numbers that may be words: numbers only after one of the next."""
ROMAN_BEFORE = {"quý", "phần", "mục", "chương", "khóa", "thứ", "kỳ", "tổ", "khu", "cấp", "loại", "phụ", "lục", "và"}
UNITS = "tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu|ấp|khóm"
SURNAMES = r"nguyễn|trần|huỳnh|đặng|bùi|phạm(?!\s+vi\b)|lê|võ|ngô|đinh|trương|phan|hoàng"
"""Surnames that are hardly ever another word; the others count after "đồng chí", "ông", "bà"."""
MORE_SURNAMES = "vũ|đỗ|hồ|dương|lý|lâm|thạch|kiên|kim|tạ|mai|đoàn|cao|châu|tô|lữ|thái|hà|từ|quách|trịnh|viên|lương|đào"
NAME_MAX = 6
AFTER_A_NAME = {
    "tại", "về", "trong", "trên", "ở", "ngày", "và", "với", "cùng", "là", "chủ", "phó", "trưởng", "giám", "nghe",
    "làm", "chỉ", "dự", "kiểm", "thăm", "khi", "sau", "tổ", "kết", "-", "–", "(",
}  # fmt: skip

_ROMAN = re.compile(r"[IVXLC]+")
_VOWEL = re.compile(r"[aeiouy]")
_LETTERS = re.compile(r"[^\W\d_]+")
_UNIT = re.compile(rf"\b(?:{UNITS})(?=((?:\s[^\W_][\w'’-]*){{1,5}}))", re.IGNORECASE)
_PERSON = re.compile(
    rf"\b(?:(?:đồng chí|ông|bà) (?:{SURNAMES}|{MORE_SURNAMES})|"
    rf"(?:tỉnh|nhân dân|ubnd|chủ tịch|trưởng ban) (?:{SURNAMES}))(?= )",
    re.IGNORECASE,
)
_BODY = re.compile(rf"\b(sở|bộ|ban)\s+({'|'.join(sorted(FIELDS, key=len, reverse=True))})\b", re.IGNORECASE)
_OFFICE = re.compile(rf"\b(?:{'|'.join(sorted(set(OFFICES), key=len, reverse=True))})\b", re.IGNORECASE)
_WRITTEN = {name.lower(): name for name in (*OFFICES, *FIELDS)}


def headline(printed: str, *, places: Collection[str] = (), provinces: Collection[str] = ()) -> str:
    """A title as a list shows it: "PHÊ DUYỆT KẾ HOẠCH TỈNH TRÀ VINH" becomes "Phê duyệt kế hoạch tỉnh Trà Vinh".

    Words in small letters stay. ``places`` are names of units in small letters, known after "tỉnh", "xã" and the like;
    ``provinces`` are names known wherever they stand.
    """
    words = printed.split()
    plain = [place for place, word in enumerate(words) if _is_shouted(word) and not _is_short(words, place)]
    if len(plain) >= FEW and len(plain) * 2 > sum(bool(_LETTERS.search(word)) for word in words):
        lowered = [word.lower() if place in set(plain) else word for place, word in enumerate(words)]
        text = _names(" ".join(lowered), places)
        for name in provinces:
            if name.lower() in text and " " in name and name not in WORDS:
                text = re.sub(rf"\b{re.escape(name.lower())}\b", name, text)
    else:
        text = " ".join(words)
    text = re.sub(r"^V/V\b", "V/v", text)
    return text[:1].upper() + text[1:]


def _is_shouted(word: str) -> bool:
    """Whether the letters of a word are capitals, and no figure is among them (a number of a document stays)."""
    return word.isupper() and not any(letter.isdigit() for letter in word)


def _is_short(words: list[str], place: int) -> bool:
    """Whether a word in capitals is an abbreviation or a Roman number."""
    parts = _LETTERS.findall(words[place])
    before = words[place - 1].lower() if place else ""
    for part in parts:
        if part in ABBREVIATIONS or not _VOWEL.search(fold_vi(part)):
            continue
        if _ROMAN.fullmatch(part) and (part not in ALSO_WORDS or before in ROMAN_BEFORE):
            continue
        return False
    return bool(parts)


def _names(text: str, places: Collection[str]) -> str:
    """Give the names in a text of small letters their capitals."""
    for found in _UNIT.finditer(text):
        start, end = found.span(1)
        text = text[:start] + _place(found[1], places) + text[end:]
    for found in _PERSON.finditer(text):
        start = text.rindex(" ", 0, found.end()) + 1
        text = text[:start] + _person(text[start:])
    text = _BODY.sub(lambda found: f"{found[1].capitalize()} {_WRITTEN[found[2].lower()]}", text)
    return _OFFICE.sub(lambda found: _WRITTEN[found[0].lower()], text)


def _place(words: str, places: Collection[str]) -> str:
    """The words after "xã": the longest name of a unit among the first of them in capitals."""
    pieces = words.split()
    for size in range(len(pieces), 0, -1):
        if " ".join(pieces[:size]).lower() in places:
            return " " + " ".join([*(_title(piece) for piece in pieces[:size]), *pieces[size:]])
    return words


def _person(text: str) -> str:
    """A text that begins with a surname: the name in capitals, up to a sign or a word that no name holds."""
    pieces = text.split(" ")
    for place, piece in enumerate(pieces[:NAME_MAX]):
        if piece.lower() in AFTER_A_NAME or piece.startswith("("):
            return " ".join([*(_title(name) for name in pieces[:place]), *pieces[place:]])
        if piece.endswith((",", ";", ":", ".", ")")) or place == len(pieces) - 1:
            return " ".join([*(_title(name) for name in pieces[: place + 1]), *pieces[place + 1 :]])
    return text


def _title(word: str) -> str:
    return word[:1].upper() + word[1:]
