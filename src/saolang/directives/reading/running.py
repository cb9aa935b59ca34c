"""Headers of pages between the duties: short lines that repeat the head of the document, or carry a page number."""

from __future__ import annotations

import re
from itertools import pairwise

from .clean import Line
from .markers import marker_of
from .titles import TITLE, is_capitals

_HEAD_LINES = 60
_LONGEST = 90
_NUMBERED = re.compile(r"\d{1,5}[a-zđ]?(?:/\d{4})?/[A-ZĐƯ][A-ZĐƯa-zđ&.-]*(?:-[A-ZĐƯ][A-ZĐƯa-zđ&]*)*")
_NUMBER_LINE = re.compile(r"(?:[A-ZĐƯ][^\d/:;,.]{2,30}\s)?(?:[Ss]ố\s*:?\s*|SỐ\s*:?\s*)?(\d{1,5}[a-zđ]?\s*/\s*\S+)")
_NATION = re.compile(
    r"C[ỘO]NG H[OÒ][AÀ] X[ÃA] H[ỘO]I CH[ỦU] NGH[ĨI]A VI[ỆE]T NAM|Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc",
    re.IGNORECASE,
)
_PAGE_TAIL = re.compile(r"\s+[-–|]?\s?(?:[Tt]rang\s*)?\d{1,3}(?:/\d{1,3})?\s?[-–]?$")
_OFFICE = re.compile(
    r"(?:VĂN PHÒNG|UBND|HĐND|HỘI ĐỒNG|SỞ |BAN |BỘ |CỤC |CHI CỤC|TỈNH ỦY|THÀNH ỦY|CỔNG |TRANG |TRUNG TÂM)"
)
_ENDS = re.compile(r"N[ơƠ][iI]\s*nh[ậẬ]n|(?:T/?M|K/?T|T/?L|TUQ)\s?\.\s*[A-ZĐƯỦỤ]{2}")


def _plain(text: str) -> str:
    """Capitals without marks and page number, the committee's name abbreviated."""
    words = _PAGE_TAIL.sub("", text).strip(" .-–|*_").upper().replace("UỶ", "ỦY")
    return re.sub(r"ỦY BAN NHÂN DÂN", "UBND", " ".join(words.split()))


def _body_begin(lines: list[Line]) -> int | None:
    """Where the duties begin: at the first mark, order or opening sentence under the kind of the document."""
    named = None
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if line.noise:
            continue
        if named is None:
            if TITLE.match(line.text) or line.text.startswith(("Kính gửi", "V/v")):
                named = index
            continue
        opens = line.text.endswith("như sau:") or (line.text.endswith(":") and len(line.text) > 25)
        if opens or line.text.startswith("Giao ") or marker_of(line.text):
            return index
    return None


def _head_words(lines: list[Line]) -> tuple[set[str], set[str]]:
    """What the head says in capitals, line by line and over two or three lines, and the numbers it prints."""
    shown = [_plain(line.text) if is_capitals(line.text) else "" for line in lines if not line.noise]
    whole: set[str] = set()
    for index in range(len(shown)):
        for count in (1, 2, 3):
            piece = shown[index : index + count]
            if len(piece) == count and all(piece) and len(piece[0]) > 3:
                whole.add(" ".join(piece))
    numbers = {found for line in lines for found in _NUMBERED.findall(line.text.replace(" ", ""))}
    return whole, numbers


def mark_running_heads(lines: list[Line]) -> None:
    """Flag the headers of pages between the duties; they end no list and no sentence."""
    begin = _body_begin(lines)
    if begin is None:
        return
    whole, numbers = _head_words(lines[:begin])
    pairs = {" ".join(pair) for name in whole for words in [name.split()] for pair in pairwise(words)}
    end = next((index for index in range(begin, len(lines)) if _ENDS.match(lines[index].text)), len(lines))
    capitals = [index for index in range(begin, end) if _may_be_head(lines[index])]
    offices = {name for index in capitals if _OFFICE.match(name := _plain(lines[index].text))}
    for index in range(begin, end):
        line = lines[index]
        if line.noise or len(line.text) > _LONGEST:
            continue
        if _number_alone(line, numbers) or _NATION.fullmatch(line.text):
            line.noise = line.running = True
        elif index in capitals:
            name = _plain(line.text)
            alone = len(offices) == 1 and name in offices and any(pair in name for pair in pairs)
            title = TITLE.match(name)
            kind = title is not None and title.group().strip() in whole and _between(lines, index)
            if line.tail or alone or kind or (name in whole and not TITLE.fullmatch(name)):
                line.noise = line.running = True


def _may_be_head(line: Line) -> bool:
    text = line.text
    return (
        not line.noise
        and not line.row
        and len(text) <= _LONGEST
        and is_capitals(text)
        and len(text.split()) > 1
        and not text.endswith((":", ";", ","))
        and marker_of(text) is None
    )


def _number_alone(line: Line, numbers: set[str]) -> bool:
    """ "305/TB-UBND", "Chỉ thị 09/CT-UBND      2": the number of this document, or any with the number of a page."""
    match = _NUMBER_LINE.fullmatch(_PAGE_TAIL.sub("", line.text).strip())
    return match is not None and (line.tail or "".join(match[1].split()) in numbers)


def _between(lines: list[Line], index: int) -> bool:
    """Whether points of a list or the rest of a sentence stand below."""
    after = next((line for line in lines[index + 1 :] if not line.noise), None)
    if after is None:
        return False
    marker = marker_of(after.text)
    return after.text[:1].islower() or (
        marker is not None and marker.kind in {"dash", "plus", "letter", "num", "bullet"}
    )
