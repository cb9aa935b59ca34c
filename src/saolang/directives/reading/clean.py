"""Characters and lines: what scanners, word processors and copying leave behind is taken off here."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from .letters import UPPER
from .rows import is_heading_row, row_line

_INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffc]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|\r|\x0b|\x85|\u2028|\u2029")
_SPACES = re.compile(r"[^\S\n\f]+")
# The private-use bullets of the Wingdings and Symbol fonts.
_SYMBOL_BULLETS = re.compile("[\uf000-\uf0ff]")
_STRONG = re.compile(r"\*{2,}|(?<![_\w])__(?=[^\s_])|(?<=[^\s_])__(?![_\w])")
_EMPHASIS = re.compile(r"(?<!\w)\*(?=[^\s*][^*\n]*[^\s*]\*(?!\w))|(?<=[^\s*])\*(?!\w)(?=\s*$)")
_HASHES = re.compile(r"^\s{0,3}#{1,6}\s+")
_RULE = re.compile(r"[\s|_\-–—=*~.·…+:¯]{2,}|[|_]")
_QUOTE_ALONE = re.compile(r">(?:\s?>)*")
# A running header or footer with the number of its page: "UBND tỉnh X      Trang 2/3".
_PAGE_HEAD = re.compile(
    r"\S.{2,90}?(?:\s{2,}|\s[-–|]\s?)(?:Trang|TRANG):?\s*\d{1,3}(?:\s*/\s*\d{1,3})?"
    r"|\S.{2,90}?\sTrang\s\d{1,3}\s?/\s?\d{1,3}"
    r"|\S.{2,90}?\s{4,}[-–]\s?\d{1,3}\s?[-–]"
    r"|(?:Trang|TRANG)\s*\d{1,3}(?:\s*/\s*\d{1,3})?(?:\s{2,}|\s[-–|]\s)\S.{2,90}"
)
# A number far behind the words: the page of a header.
_PAGE_TAIL = re.compile(r"\S\s{4,}\d{1,3}$")
_PAGE_NUMBER = re.compile(r"(?:[-–—(]\s*)?(?:[Tt]rang\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?(?:\s*[-–—)])?")


@dataclass
class Line:
    """A line of the source with what stood around it."""

    text: str
    indent: int = 0
    blank: bool = False
    page: bool = False
    hard: bool = False
    noise: bool = False
    row: bool = False
    tail: bool = False
    running: bool = False


def clean_characters(text: str) -> str:
    """Return NFC text without invisible characters; line ends are ``\\n``, page ends ``\\f``."""
    text = _LINE_ENDS.sub("\n", text).replace("\t", "    ")
    text = _SYMBOL_BULLETS.sub("•", text)
    text = unicodedata.normalize("NFC", _CONTROL.sub("", _INVISIBLE.sub("", text)))
    text = _unquoted(text)
    return text.replace("\u2010", "-").replace("\u2011", "-").replace("\u2212", "-")


_QUOTED = re.compile(r"(?m)^(\f?)[ ]*(?:>[ ]?)+")


def _unquoted(text: str) -> str:
    """Take off the ">" of a forwarded message where it stands before most of the lines."""
    if "\n>" not in f"\n{text}":
        return text
    filled = [line for line in text.split("\n") if line.strip()]
    quoted = sum(1 for line in filled if line.lstrip().startswith(">"))
    return _QUOTED.sub(r"\1", text) if quoted >= 3 and quoted >= 0.5 * len(filled) else text


def one_line(text: str) -> str:
    """Return text with every run of spaces and breaks as one space."""
    return " ".join(text.split())


def _strip_marks(raw: str) -> str:
    if "**" in raw or "__" in raw or "*" in raw:
        raw = _EMPHASIS.sub("", _STRONG.sub("", raw))
    if _SPACED_OUT.fullmatch(raw.strip()):
        raw = " ".join(word.replace(" ", "") for word in re.split(r"\s{2,}", raw.strip()))
    return _HASHES.sub("", raw) if raw.lstrip().startswith("#") else raw


# "T H Ô N G  B Á O"
_SPACED_OUT = re.compile(rf"(?:[{UPPER}]\s{{1,4}}){{4,30}}[{UPPER}]")
_COLUMNS = re.compile(r"(?<=\S) {4,}(?=\S)")


def _cells(raw: str) -> list[str]:
    """A row of a table drawn with bars, or the two columns of a header, as single lines."""
    if raw.count("|") >= 2 and raw.strip().startswith("|"):
        return [cell for cell in raw.split("|") if cell.strip()] or ["|"]
    return [raw]


_TWO_COLUMNS = re.compile(
    r"C[ỘO]NG H[ÒO][AÀ]|CỘNG HOÀ|[Đđ]ộc lập|,\s*[Nn]gày|^\s*(?:Số|SỐ)\s*[:.]|N[ơƠ][iI] nh[ậẬ]n|^\s*V/v"
    rf"|\b(?:TM|KT|TL|TUQ|Q)\.\s*[{UPPER}]|CHỦ TỊCH|CHÁNH VĂN PHÒNG|GIÁM ĐỐC|TRƯỞNG BAN"
)


# The date line and the kind that a PDF sets on one line.
_DATED_KIND = re.compile(
    r"(.{2,60}, ngày .{3,30} năm \d{4}) +"
    r"((?:THÔNG BÁO|KẾT LUẬN|CHỈ THỊ|QUYẾT ĐỊNH|KẾ HOẠCH|CÔNG ĐIỆN|NGHỊ QUYẾT)\b.{0,200})"
)


def _columns(raw: str) -> list[str]:
    if dated := _DATED_KIND.fullmatch(raw.strip()):
        return [dated[1], dated[2]]
    if "    " not in raw.strip():
        return [raw]
    pieces = [piece for piece in _COLUMNS.split(raw.rstrip()) if piece.strip()]
    listed = re.match(r"\s*[-–+•]\s", raw) and re.search(r"\S {6,}\S", raw) and len(pieces[-1]) < 40
    if _TWO_COLUMNS.search(raw) or listed:
        return pieces
    return [raw]


def split_lines(text: str) -> list[Line]:
    """Return the lines that carry text, each knowing whether a blank, a page end or a drawn rule stood before it."""
    lines: list[Line] = []
    blank = page = hard = bars = False
    for chunk_index, chunk in enumerate(text.split("\f")):
        page = page or chunk_index > 0
        for raw in chunk.split("\n"):
            bars = raw.count("|") >= 2 and (bars or is_heading_row(raw))
            if bars:
                cells = raw.strip().removeprefix("|").removesuffix("|").split("|")
                words = row_line([_strip_marks(cell) for cell in cells])
                hard = hard or not words.strip(" |-:")
                if words.strip(" |-:"):
                    lines.append(Line(words.strip(), 0, blank, page, True, row=True))
                    blank, page, hard = False, False, True
                continue
            if len(raw) < 300 and _PAGE_HEAD.fullmatch(raw.strip()):
                lines.append(Line(_SPACES.sub(" ", raw).strip(), 0, blank, page, noise=True))
                blank = page = hard = False
                continue
            pieces = [piece for cell in _cells(raw) for piece in _columns(cell)]
            several = len(pieces) > 1
            for piece in pieces:
                marked = _strip_marks(piece)
                clean = _SPACES.sub(" ", marked).strip()
                if not clean or _QUOTE_ALONE.fullmatch(clean):
                    blank = True
                    continue
                if _RULE.fullmatch(clean) and not re.fullmatch(r"[-–+*]", clean):
                    hard = True
                    continue
                indent = len(marked) - len(marked.lstrip())
                tail = not several and bool(_PAGE_TAIL.search(raw.rstrip()))
                lines.append(Line(clean, indent, blank, page, hard or several, tail=tail))
                blank = page = hard = False
            hard = hard or several
    return lines


_KNOWN_NOISE = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|[A-Za-z]:\\.*"
    r"|(?:\\\\|/)[\w.$-]+[\\/].*\.(?:docx?|pdf|xlsx?|odt)"
    r"|\S+\.(?:doc|docx|pdf)"
    r"|\S*_\S*_?.{0,60}\d{1,2}/\d{1,2}/\d{4}(?: \d{1,2}:\d{2}(?::\d{2})?)?(?: [AP]M)?"
    r"|(?:Người ký|Ký bởi|Được ký bởi|Ký ngày|Cơ quan ký|Thời gian ký|Ngày ký|Giờ ký|Signed by|Signature|Email|E-mail)"
    r"\s*:.*"
    r"|(?:Chữ ký số|Đã ký số|Đã ký điện tử|Ký điện tử|Signature Not Verified|Digitally signed).*"
    r"|CÔNG BÁO.*(?:Số|số).*"
    r"|(?:CÔNG VĂN|VĂN BẢN)\s+ĐẾN.*"
    r"|ĐẾN(?:\s*[:.]?\s*(?:Số|Ngày|Giờ)\b.*)?"
    r"|Đến\s*:\s*(?:Số|Ngày|Giờ)\b.*"
    r"|(?:Số đến|Ngày đến|Giờ đến|Chuyển|Chuyên|Kính chuyển|Lưu hồ sơ số|Số và ký hiệu HS)\s*[:.]?[\s.…_]*"
    r"|(?:Chuyển|Số đến|Ngày đến|Lưu hồ sơ số)\s*:.{0,60}"
    r"|(?:HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|KHẨN|SAO Y|SAO LỤC|DỰ THẢO|Dự thảo.{0,20})"
    r"|(?:In từ|Trang in|Bản in|Nguồn:|Scanned (?:by|with)|CamScanner).*"
    r"|\(?(?:Đã ký|đã ký|Ký tên|ký tên|Chữ ký,? ?dấu)\)?\.?"
)
_PATH = re.compile(r"[A-Za-z]:\\")
_PATH_END = re.compile(r"\.(?:docx?|pdf|xlsx?|odt|rtf)\s*$", re.IGNORECASE)
_WAITS_FOR_NUMBER = re.compile(r"(?<!\w)(?:trước|ngày|tháng|năm|quý|số)$", re.IGNORECASE)
_ARRIVAL = re.compile(r"(?:(?:CÔNG VĂN|VĂN BẢN)\s+)?ĐẾN\b(?!\s+NĂM)|Đến\s*:")
_ARRIVAL_LINE = re.compile(
    r"(?:Số|Ngày|Giờ|Chuyển|Chuyên|Lưu)\s*[:.]?\s*[\d./…:h\s-]{0,24}|Chuyển\s*:.{0,60}|Chuyên|Lưu hồ sơ.{0,40}"
)


def is_page_number(text: str) -> bool:
    """Whether the whole line is a page number: 3, - 3 -, 3/12, Trang 3."""
    return bool(_PAGE_NUMBER.fullmatch(text))


def mark_noise(lines: list[Line]) -> None:
    """Flag page numbers, running headers, stamps, signatures of machines, file paths."""
    near_arrival = path_lines = 0
    before = ""
    for line in lines:
        if path_lines and not line.blank:
            line.noise = True
            path_lines = 0 if _PATH_END.search(line.text) else path_lines - 1
            continue
        path_lines = 3 if _PATH.match(line.text) and not _PATH_END.search(line.text) else 0
        near_arrival = max(0, near_arrival - 1)
        if _ARRIVAL.match(line.text) and len(line.text) < 60 and _KNOWN_NOISE.fullmatch(line.text):
            near_arrival = 6
            line.noise = True
        else:
            stamp = near_arrival and _ARRIVAL_LINE.fullmatch(line.text)
            page = is_page_number(line.text) and (line.blank or not _WAITS_FOR_NUMBER.search(before))
            line.noise = bool(line.noise or stamp or page or _KNOWN_NOISE.fullmatch(line.text))
        before = before if line.noise else line.text
    _mark_stamp_offices(lines[:60])
    _mark_running_headers(lines)
    _mark_header_inside(lines)


_OFFICE = re.compile(
    r"(?:VP |VĂN PHÒNG|(?:ỦY|UỶ) BAN|UBND|HĐND|HỘI ĐỒNG|SỞ |BAN |BỘ |CỤC |CHI CỤC|TRUNG TÂM|PHÒNG |TỈNH ỦY"
    r"|HUYỆN ỦY|ĐẢNG ỦY|THÀNH ỦY|LIÊN MINH|HỘI |CÔNG TY|TRƯỜNG |VIỆN |THANH TRA)"
)
_HEADED = re.compile(r"C[ỘO]NG H[OÒ][AÀ] X|Độc lập\s*[-–]|(?:Số|SỐ)\s*:?\s*[\d.…\s]*/")


def _mark_stamp_offices(lines: list[Line]) -> None:
    """The office in an arrival stamp ("SỞ X" above "ĐẾN Số: 12"), when the issuer stands elsewhere in the head."""
    for index, line in enumerate(lines):
        if not (line.noise and _ARRIVAL.match(line.text)):
            continue
        begin = index
        while begin and not lines[begin].blank and _capital(lines[begin - 1]) and index - begin < 3:
            begin -= 1
            if _OFFICE.match(lines[begin].text):
                break
        if begin == index or not _OFFICE.match(lines[begin].text):
            continue
        above, below = lines[:begin], lines[index + 1 : index + 8]
        headed = any(_HEADED.search(item.text) for item in above) and any(_OFFICE.match(item.text) for item in above)
        on_top = begin == 0 and any(_OFFICE.match(item.text) for item in below if not item.noise)
        if headed or on_top:
            for item in lines[begin:index]:
                item.noise = True


def _capital(line: Line) -> bool:
    return not line.noise and line.text == line.text.upper() and any(map(str.isalpha, line.text))


def _mark_header_inside(lines: list[Line]) -> None:
    """A header on one page only: first on its page, short, while the sentence of the page before goes on below it."""
    full = sorted(len(before.text) for before, line in pairwise(lines) if line.text[:1].islower() and not line.blank)
    width = full[int(len(full) * 0.8)] if len(full) >= 5 else 0
    for index, line in enumerate(lines[1:-1], start=1):
        if line.noise or not (line.page or (lines[index - 1].noise and is_page_number(lines[index - 1].text))):
            continue
        if not line.text[:1].isupper() or _ITEM.match(line.text) or line.text.endswith((".", ";", ":", ",")):
            continue
        after = lines[index + 1]
        if len(line.text) < 0.75 * width and after.text[:1].islower() and not after.noise:
            line.noise = True


def _mark_running_headers(lines: list[Line]) -> None:
    """A line seen at least twice beside a page number or a page end is a running header or footer."""
    beside: Counter[str] = Counter()
    for index, line in enumerate(lines):
        if not line.noise and len(line.text) > 5 and not _ITEM.match(line.text) and _at_page_edge(lines, index):
            beside[_without_digits(line.text)] += 1
    repeated = {text for text, count in beside.items() if count >= 2}
    if not repeated:
        return
    for index, line in enumerate(lines):
        if not line.noise and _without_digits(line.text) in repeated and _at_page_edge(lines, index):
            line.noise = True


# An item of a list is no running header, even if two pages begin with the same words.
_ITEM = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|[-–+•]|[a-zđ]\)|[IVX]{1,4}\.|Điều \d)\s")


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _at_page_edge(lines: list[Line], index: int) -> bool:
    line = lines[index]
    if line.page or (index and is_page_number(lines[index - 1].text)):
        return True
    return index + 1 < len(lines) and (lines[index + 1].page or is_page_number(lines[index + 1].text))
