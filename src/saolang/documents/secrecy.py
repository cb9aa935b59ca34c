"""Marks of state secrecy: a document that bears one does not belong here and is not kept.

Only the mark itself counts, as it is printed in the head of a document or written by a clerk; ordinary words that hold
the same syllable ("bảo mật", "bí mật kinh doanh", "mật hoa dừa") do not. Pure.

Legal: Luật Bảo vệ bí mật nhà nước 29/2018/QH14, Điều 8 (degrees of secrecy), Điều 10 (mark on the document) and
Điều 5 (no storing or sending on networks that are not protected by the law on cipher); Nghị định 30/2020/NĐ-CP, Phụ
lục I, Phần I, mục III, khoản 2 (place of the mark).
"""

from __future__ import annotations

import re

from saolang.core.text import normalize

from . import register_hooks

DEGREES = {"MẬT": "Mật", "TỐI MẬT": "Tối mật", "TUYỆT MẬT": "Tuyệt mật"}
HEAD_LINES, HEAD_LETTERS = 40, 3000
_EDGES = " \t.,;:*_|#()[]{}“”\"'’‘<>«»=~–-"
_SPACED = re.compile(r"^(?:T ?U ?Y ?Ệ ?T +M ?Ậ ?T|T ?Ố ?I +M ?Ậ ?T|M ?Ậ ?T)$")
_COLUMNS = re.compile(r"\t|\s{2,}|\|")
_BESIDE = re.compile(
    r"^(TUYỆT MẬT|TỐI MẬT|MẬT) (?=CỘNG H[ÒO]|Độc lập|Số ?:)"
    r"|(?:Hạnh phúc|VIỆT NAM|Số ?: ?\S+) (TUYỆT MẬT|TỐI MẬT|MẬT)$"
)
_DEGREE_LINE = re.compile(r"^(?:dấu )?độ mật ?: ?(tuyệt mật|tối mật|mật)$", re.IGNORECASE)
_NECTAR = re.compile(r"^(hoa|ong|dừa|mía|đường|nhãn|tre|chà là|ngọt)\b", re.IGNORECASE)
_COMPOUND = re.compile(r"\b(bảo|bí|cơ|thân|túi|cẩn|nước|sản phẩm|rỉ|trắc)$", re.IGNORECASE)
_D = r"(tuyệt mật|tối mật|mật)"
_WRITTEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_D}\W*$",
        rf"[(\[“\"'<]\s*(?:độ |dấu )?{_D}\s*[)\]”\"'>]",
        rf"\b(?:độ|dấu)\s+mật\s*[:=]\s*{_D}\b",
        rf"^{_D}\s*[:.–/|-]",
    )
)
_WRITTEN_LAST = re.compile(r"[.;:–/|-]\s*(TUYỆT MẬT|TỐI MẬT|MẬT|Tuyệt mật|Tối mật|Mật)\s*\.?$")
_WRITTEN_FIRST = re.compile(r"^(TUYỆT MẬT|TỐI MẬT|MẬT) +([A-ZĐÀ-Ỵ]\w*[a-zđà-ỹ])")


def printed_mark(text: str) -> str:
    """The degree of secrecy printed in the head of a document, or ""."""
    lines = [line.strip() for line in normalize(text[:HEAD_LETTERS]).split("\n")]
    lines = [line for line in lines if line.strip(_EDGES)][:HEAD_LINES]
    for index, line in enumerate(lines):
        before = lines[index - 1].strip(_EDGES) if index else ""
        after = lines[index + 1].strip(_EDGES) if index + 1 < len(lines) else ""
        if found := _mark_of_line(line, before, after):
            return found
    return ""


def _mark_of_line(line: str, before: str, after: str) -> str:
    for cell in (" ".join(line.replace("|", " ").split()), *_COLUMNS.split(line)):
        cell = cell.strip(_EDGES)
        if _SPACED.fullmatch(cell):
            broken = _NECTAR.match(after) or _COMPOUND.search(before)
            return "" if broken else _degree(cell)
        if match := _DEGREE_LINE.fullmatch(cell):
            return _degree(match[1])
    match = _BESIDE.search(" ".join(line.split()))
    return _degree(match[1] or match[2]) if match else ""


def _degree(words: str) -> str:
    bare = "".join(words.upper().split())
    return next(name for mark, name in DEGREES.items() if mark.replace(" ", "") == bare)


def written_mark(words: str) -> str:
    """The degree that a clerk wrote into an abstract or a note: alone, in brackets, or set off by a sign; or ""."""
    words = " ".join(normalize(words).split())
    for pattern in _WRITTEN:
        if match := pattern.search(words):
            return _degree(match[1])
    if match := _WRITTEN_LAST.search(words):
        return _degree(match[1])
    match = _WRITTEN_FIRST.match(words)
    return _degree(match[1]) if match and not _NECTAR.match(match[2]) else ""


def mark_of(text: str, *written: str) -> str:
    """The first mark found in the head of a text, by readers of apps above, or in what was written; or ""."""
    found = printed_mark(text)
    for reader in register_hooks.secrecy_readers:
        found = found or str(reader(text) or "")
    return found or next((mark for words in written if (mark := written_mark(words))), "")
