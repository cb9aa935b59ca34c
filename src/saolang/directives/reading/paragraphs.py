"""From lines to paragraphs: joins what a page, a scanner or a narrow window has broken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from .clean import Line, clean_characters, is_page_number, mark_noise, split_lines
from .letters import LOWER
from .markers import Marker, is_bare_marker, marker_of
from .rules import Rules
from .running import mark_running_heads
from .titles import SMALL_TITLE, TITLE, TITLE_ENDING, is_capitals
from .unfold import unfolded
from .units import Units, units_for


@dataclass
class Paragraph:
    """One paragraph of the cleaned text; ``start`` and ``end`` are offsets into it."""

    text: str
    start: int = 0
    end: int = 0
    marker: Marker | None = None
    noise: bool = False
    blank: bool = False
    row: bool = False

    @property
    def body(self) -> str:
        """The words after the mark."""
        return self.text[self.marker.length :] if self.marker else self.text

    @property
    def body_start(self) -> int:
        return self.start + (self.marker.length if self.marker else 0)


@dataclass(frozen=True)
class Layout:
    """How the lines of a text were made."""

    wrapped: bool
    blanks_mean_nothing: bool
    width: int
    uniform: bool
    longest: int = 0


_EXPECTS_NUMBER = re.compile(
    r"(?:[Ss]ố\s?:|trước|[Đđ]iều|[Kk]hoản|[Mm]ục|[Ss]ố|tháng|năm|[Qq]uý|ngày|điểm|Phụ lục|lần|đợt|giai đoạn|từ|đến"
    r"|[-–/,]|và|tăng|đạt|có|hơn|trên|khoảng|\d{4}\s*[-–])$"
)
_PERIOD_ALONE = re.compile(
    r"(?:[Tt]rước|[Tt]rong|[Cc]hậm nhất)?\s*(?:[Nn]gày|[Tt]háng|[Qq]uý|[Nn]ăm|\d{1,2}/)\s?[\dIV].{0,30}"
)
_NUMERAL = re.compile(r"\d|[IVX]{1,4}\s?/\s?\d")
_DANGLING = re.compile(
    r"(?:,|(?<!\w)(?:và|của|các|với|cho|theo|tại|về|trên|trong|do|là|để|từ|đến|cùng|hoặc|bằng|giữa|những|qua"
    r"|có|gồm|nhằm|đối|được|ông|bà|UBND"
    r"|Sở|Ban|Bộ|Phòng|Cục|Hội|Trường|Ủy|Uỷ|ỦY|Ủy ban|Ủy ban nhân|Liên minh|Chi cục|Liên|Quyết định"
    r"|Kế hoạch số|Nghị quyết|Nghị định|Chủ tịch|Phó Chủ tịch|Giám đốc|Phó|Văn|đồng chí)|&|\s[-–]|\()$"
)
_BASIS_ENDS = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét đề nghị)\s.*[,;.]$")
# The line of a web page that says when it was published.
_PUBLISHED = re.compile(
    r"(?:(?:Thứ \w+|Chủ nhật|Ngày đăng|Cập nhật)\s*[,:]?\s*(?:ngày\s+)?\d{1,2}"
    r"|\d{1,2}[:h]\d{2}\b.{0,20}\d)[\d\s/.,:|h-]*$"
)
_NUMBER_LINE = re.compile(r"(?:Số|SỐ)\s*:?[\s\d.…_]*[/-]\s?[A-ZĐƯa-z&-]+")
_DATE_ALONE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?:[\s,|-]+\d{1,2}[:h]\d{2})?")
_SPAN_BROKEN = re.compile(r"(?:giai đoạn|nhiệm kỳ|niên độ|niên vụ|các năm|từ năm|năm học)\s+\d{4}$", re.IGNORECASE)
# Words with which the paragraph after a list opens.
_OPENS = re.compile(
    r"(?:Văn phòng|Trên đây|Yêu cầu|Đề nghị|Giao|Trong quá trình|Quá trình|Thừa lệnh|Thừa ủy quyền|Nhận được"
    r"|Trân trọng)(?!\w)"
)
_STARTER = re.compile(
    r"(?:N[ơƠ][iI] nh[ậẬ]n|N[gG][ưƯ][ờỜ][iI] nh[ậẬ]n|Kính gửi|KÍNH GỬI|TM\.|KT\.|TL\.|TUQ\.|T/M|K/T"
    r"|\(Kèm theo|\(Ban hành kèm"
    r"|Căn cứ (?=Luật|Nghị|Quyết|Thông|Kế|Chỉ|Chương|Công|Văn|Hiến|Bộ|Kết|Đề)|Theo đề nghị|Xét đề nghị"
    r"|(?:Số|SỐ)\s*:\s*|Phụ lục\b|PHỤ LỤC\b|V/v\b|Trên đây là|CỘNG H|Độc lập\s*-)"
)
_AUTHORITY = re.compile(r"(?:CHỦ TỊCH |GIÁM ĐỐC )?(?:(?:ỦY|UỶ) BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|SỞ |BAN CHỈ ĐẠO)")


def _starts_lower(text: str) -> bool:
    first = text.lstrip("\"'“”‘’(")[:1]
    return first.islower()


def layout_of(lines: list[Line]) -> Layout:
    """Measure whether line ends are soft, and how wide the lines were."""
    close = soft = apart = apart_soft = 0
    full: list[int] = []
    for before, line in pairwise(lines):
        lower = _starts_lower(line.text) and marker_of(line.text) is None
        if line.blank:
            apart, apart_soft = apart + 1, apart_soft + lower
        else:
            close, soft = close + 1, soft + lower
        if lower:
            full.append(len(before.text))
    wrapped = soft >= 2 and soft > 0.12 * close
    spread = apart_soft >= 5 and apart_soft > 0.25 * apart
    full.sort()
    width = full[int(len(full) * 0.8)] if full else 0
    near = sum(1 for length in full if length >= 0.72 * width)
    longest = max((len(line.text) for line in lines), default=0)
    return Layout(wrapped or spread, spread, width, len(full) >= 5 and near >= 0.9 * len(full), longest)


class Joiner:
    """Decides line by line whether a paragraph goes on."""

    def __init__(self, layout: Layout, rules: Rules) -> None:
        self.layout = layout
        self.rules = rules
        self.units: Units = units_for(rules)

    def goes_on(self, so_far: str, last: Line, line: Line, between: bool, titled: bool, paged: bool = False) -> bool:
        """Whether ``line`` goes on with the paragraph ``so_far``.

        ``between``: noise or a page end stood between; ``paged``: for certain a page end.
        """
        text = line.text
        if last.row or line.row:
            return False
        titled = titled or so_far.startswith("Kính gửi")
        if titled and text[:1].isupper() and self._begins_body(text):
            return bool(_DANGLING.search(so_far)) and not line.blank
        if (so_far.startswith("»") and text[:1].isupper()) or _PUBLISHED.match(so_far) or _PUBLISHED.match(text):
            return False
        if titled and _DATE_ALONE.fullmatch(text) and not _EXPECTS_NUMBER.search(so_far):
            return False
        if (_NUMBER_LINE.fullmatch(so_far) or _DATE_ALONE.fullmatch(so_far)) and text[:1].isupper():
            return False
        if _SPAN_BROKEN.search(so_far[-40:]) and re.match(r"[-–]\s?\d{4}(?!\d)", text):
            return True
        if _BROKEN_NUMBER.search(so_far[-24:]) and text[:1].isupper() and not line.hard:
            return True
        if _BASIS_ENDS.match(so_far[:24] + so_far[-1:]) and text[:1].isupper() and self._begins_body(text):
            return False
        if is_bare_marker(so_far):
            return not line.hard
        if so_far.endswith(":") and _PERIOD_ALONE.fullmatch(text) and self.layout.wrapped and not line.blank:
            return True
        if so_far.endswith(("./.", "./")) or line.hard:
            return False
        if _NUMERAL.match(text) and _EXPECTS_NUMBER.search(so_far) and not _looks_like_item(text, so_far):
            return True
        dash_word = re.match(rf"[-–]\s+(?=[{LOWER}]|\d)", text)
        if self._dash_inside(so_far, last, line):
            return True
        if dash_word and self.layout.wrapped and not re.search(r"[.;:,!?]$", so_far) and not line.blank:
            return bool(re.search(r"\w$", so_far))
        if marker_of(text) is not None or _STARTER.match(text):
            return False
        if (
            SMALL_TITLE.fullmatch(so_far)
            or TITLE.fullmatch(so_far)
            or TITLE_ENDING.fullmatch(so_far)
            or TITLE.fullmatch(text)
        ):
            return False
        if _starts_lower(text):
            return self._lower(so_far, line, between)
        if paged and not titled and self._over_page(so_far, text):
            return True
        return self._upper(so_far, last, line, between)

    def _over_page(self, so_far: str, text: str) -> bool:
        """A sentence goes on over a page end with a name: it has no end, and no order or heading begins below."""
        if not re.search(r"[\w,)”]$", so_far) or is_capitals(so_far) or is_capitals(text) or not text[:1].isupper():
            return False
        marker = marker_of(so_far)
        words = so_far[marker.length :] if marker else so_far
        if len(words) < 40 or self.units.complete(words) or self.rules.starting("duty_headings").match(words):
            return False
        headed = marker and marker.kind in {"num", "roman", "numparen", "article", "upper", "part", "chapter"}
        if headed and (words.startswith("Về ") or not self.rules.verbs.search(words) or self.units.starts(text)):
            return False
        starts = (self.rules.starting(key).match(text) for key in ("assigning", "body_starts", "closings", "remarks"))
        return not (any(starts) or self.rules.verb_starts.match(text) or _OPENS.match(text))

    def _begins_body(self, text: str) -> bool:
        """Whether a line under the title begins the first sentence: "Ngày 03/8 ...", "Sở X thông báo ..."."""
        if self.rules.starting("body_starts").match(text) or text.endswith("như sau:"):
            return True
        names, end = self.units.listing(text)
        return bool(names) and bool(self.rules.verbs.match(text, end + 1))

    def _dash_inside(self, so_far: str, last: Line, line: Line) -> bool:
        """ "Kế hoạch | - Đầu tư": a line of full width that ends in the middle of a sentence, and a dash."""
        if not self.layout.uniform or line.blank or not re.match(r"[-–]\s", line.text):
            return False
        full = len(last.text) >= 0.8 * self.layout.width and len(so_far) > self.layout.width
        return full and bool(re.search(r"\w$", so_far))

    def _lower(self, so_far: str, line: Line, between: bool) -> bool:
        apart = line.blank and not self.layout.blanks_mean_nothing
        if so_far.endswith((":", ".", "!", "?")) and not so_far.endswith(("...", "TP.", "TT.")):
            return self.layout.wrapped and not apart and not so_far.endswith(":")
        return True

    def _upper(self, so_far: str, last: Line, line: Line, between: bool) -> bool:
        text = line.text
        apart = (line.blank or between) and not self.layout.blanks_mean_nothing
        capitals, here = is_capitals(so_far), is_capitals(text)
        if here and len(text.split()) == 1 and not capitals:
            here = False
        if not (capitals or here) and _DANGLING.search(so_far[-40:]) and not is_list_line(so_far):
            return True
        if not (capitals or here or apart) and self._full(so_far, last, text):
            return True
        if text[:1].isdigit() and not line.blank and re.search(r"[\w,]$", so_far) and not capitals:
            return True
        if not self.layout.wrapped or (apart and not between):
            return False
        if not text[:1].isalpha() and not line.blank:
            return not so_far.endswith((".", ";", ":"))
        if capitals or here:
            return capitals and here and not _AUTHORITY.match(text) and not apart
        if so_far.endswith((".", ";", ":", "!", "?", "”.")) and not so_far.endswith(("TP.", "TT.", "Q.")):
            return self._sentence_inside(so_far, last, line)
        if line.indent >= last.indent + 2 and not apart:
            return False
        return not apart and not self._heading_ends(so_far, last, text)

    def _full(self, so_far: str, last: Line, text: str) -> bool:
        """Whether a line stops in the middle of a sentence because the next word did not fit."""
        first = text.split(" ", 1)[0]
        if not 40 <= self.layout.longest <= 110 or len(last.text) + 1 + len(first) <= self.layout.longest:
            return False
        return len(last.text) > 40 and bool(re.search(r"[\w)]$", so_far)) and not self._heading_ends(so_far, last, text)

    def _sentence_inside(self, so_far: str, last: Line, line: Line) -> bool:
        """A sentence that ends exactly at the line end, inside an item of a list."""
        if so_far.endswith(":") or line.blank:
            return False
        first = line.text.split(" ", 1)[0]
        fits = len(last.text) + 1 + len(first) <= self.layout.width
        marker = marker_of(so_far)
        listed = marker is not None and marker.kind not in {"roman", "part", "chapter"}
        closing = self.rules.starting("closings").match(line.text) or _OPENS.match(line.text)
        return listed and not fits and not closing and len(last.text) >= 0.85 * self.layout.width

    def _heading_ends(self, so_far: str, last: Line, text: str) -> bool:
        """Whether ``so_far`` is a heading and ``text`` begins the first paragraph under it."""
        marker = marker_of(so_far)
        heading = so_far[marker.length :] if marker else so_far
        if self.layout.uniform and len(last.text) < 0.62 * self.layout.width:
            return True
        if len(heading) > 170:
            return False
        verb = bool(self.rules.verb_starts.match(text))
        if assigning := self.rules.starting("assigning").match(heading):
            heading = heading[assigning.end() :].lstrip(" :,")
        if self.units.starts(heading) and len(heading) < 120:
            return self.units.complete(heading) and (
                verb or bool(self.rules.starting("closings").match(text)) or self._room_left(last, text)
            )
        if marker and marker.kind in {"num", "roman", "numparen", "article", "upper"} and len(heading) < 90:
            return verb and len(last.text) < 0.85 * max(self.layout.width, 40)
        return False

    def _room_left(self, last: Line, text: str) -> bool:
        """Whether the line ended though the next word would have fitted well: on purpose."""
        return len(last.text) + 1 + len(text.split(" ", 1)[0]) < 0.85 * self.layout.width


_BROKEN_NUMBER = re.compile(r"\d\s?/$|\d/[^\s/]+[-/]$")


def glued(words: str, more: str) -> str:
    """Two lines as one; a document number broken at "/" or "-" gets no space."""
    broken = _BROKEN_NUMBER.search(words[-24:]) and more[:1].isupper()
    return words + more if broken else f"{words} {more}"


def _glued_lines(lines: list[str]) -> str:
    """All lines of a paragraph as one."""
    pieces, tail = [lines[0]], lines[0]
    for more in lines[1:]:
        longer = glued(tail[-40:], more)
        pieces.append(longer[len(tail[-40:]) :])
        tail = longer
    return "".join(pieces)


def is_list_line(text: str) -> bool:
    """Whether the line closes an item of a list of recipients and the like."""
    return text.endswith(";")


def _looks_like_item(text: str, so_far: str) -> bool:
    marker = marker_of(text)
    if marker is None or marker.kind not in {"num", "numparen", "dotted2", "dotted3"}:
        return False
    return so_far.endswith((",", "/")) or not re.search(
        r"(?:số|tháng|năm|ngày|điều|Điều|khoản|quý|Quý|đợt|[-–])$", so_far
    )


def paragraphs_of(text: str, rules: Rules) -> tuple[str, list[Paragraph]]:
    """Return the cleaned text, one paragraph a line, and its paragraphs."""
    lines = split_lines(unfolded(clean_characters(text)))
    mark_noise(lines)
    mark_running_heads(lines)
    joiner = Joiner(layout_of([line for line in lines if not line.noise]), rules)
    groups: list[tuple[list[Line], list[Line]]] = []
    pending: list[Line] = []
    between = False
    length = 0
    so_far = ""
    for line in lines:
        if line.noise:
            pending.append(line)
            between = True
            continue
        line.blank = line.blank or any(item.blank for item in pending)
        between = between or line.page
        paged = line.page or any(item.page or item.running or is_page_number(item.text) for item in pending)
        titled = _under_title(groups)
        if groups and groups[-1][0] and joiner.goes_on(so_far, groups[-1][0][-1], line, between, titled, paged):
            groups[-1][0].append(line)
            groups[-1][1].extend(pending)
            so_far = glued(so_far, line.text) if length < 600 else f"{so_far[:200]} {so_far[-200:]} {line.text}"
        else:
            groups.append(([line], []))
            if pending and len(groups) > 1:
                groups[-2][1].extend(pending)
            elif pending:
                groups.insert(0, ([], list(pending)))
            so_far = line.text
        length = len(so_far)
        pending, between = [], False
    if pending:
        groups.append(([], pending))
    return _laid_out(groups)


def _under_title(groups: list[tuple[list[Line], list[Line]]]) -> bool:
    if len(groups) < 2:
        return True
    above = groups[-2][0]
    return len(above) == 1 and bool(TITLE.fullmatch(above[0].text))


def _laid_out(groups: list[tuple[list[Line], list[Line]]]) -> tuple[str, list[Paragraph]]:
    paragraphs: list[Paragraph] = []
    position = 0
    pieces: list[str] = []
    for lines, noise in groups:
        found = [(_glued_lines([line.text for line in lines]), False, lines[0].blank or lines[0].hard)] if lines else []
        found += [(line.text, True, True) for line in noise]
        for words, is_noise, blank in found:
            row = not is_noise and lines[0].row
            marker = None if is_noise or row else marker_of(words)
            paragraphs.append(Paragraph(words, position, position + len(words), marker, is_noise, blank, row))
            pieces.append(words)
            position += len(words) + 1
    return "\n".join(pieces), paragraphs
