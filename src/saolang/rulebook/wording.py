"""Finds the exact printed wording of every option in a copy of the decision, as plain text.

Pure: the text comes in, a report goes out. Options are matched by sheet, criterion and order; how alike the label and
the wording are is checked, so a line that slipped is listed and not attached.

Legal: Quyết định 26/2026/QĐ-TTg, Phụ lục II (each sheet is "kiêm phiếu đánh giá").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .loading import Criterion, Number, Sheet

_BOX = "□☐▢❑❏◻\uf06f\uf0a8"
_LETTER_BOX = re.compile(r"^o\s+(?=[A-ZĐÀ-Ỹ])")  # some copies print the box as a letter
_NOTE = re.compile(r"\s*(?:Ghi chú|Chú ý)\s*:")
_SHEET_HEADING = re.compile(r"^(?:(\d{1,2})\s*\.\s*)?(?:Bộ s|S)ản phẩm\b", re.IGNORECASE)
_SHEET_BODY = re.compile(r"^Tên sản phẩm\s*:", re.IGNORECASE)
_HEADING_LINES = 10
_APPENDIX = re.compile(r"^\s*PHỤ LỤC\s+III\b")
_CODE = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,2})\s*[.)]?(?=\s|$)")
_STARS = re.compile(r"(\*(?:\s*\*){2,4})\s*[.;]?\s*$")
_CASE = re.compile(r"^([ab])\s*[.)]\s*Trường hợp", re.IGNORECASE)
_ONLY_NUMBER = re.compile(r"^\d{1,3}(?:\s+\d{1,3})?$")
_LEAST_LIKENESS = 0.4


@dataclass(frozen=True, slots=True)
class PrintedOption:
    """One □ line: its text without stars, the stars it carries, the points printed beside it (``None`` when blank)."""

    text: str
    stars: int | None
    points: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Match:
    sheet: str
    criterion: str
    position: int
    text: str


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An option without wording, or printed text without option. ``position`` 0 speaks of the whole criterion."""

    sheet: str
    criterion: str
    position: int
    reason: str


@dataclass(slots=True)
class WordingReport:
    """What a copy of the decision gave. ``differences`` matched, but print other points or stars than the data."""

    matched: list[Match] = field(default_factory=list)
    unmatched: list[Mismatch] = field(default_factory=list)
    differences: list[Mismatch] = field(default_factory=list)

    def for_sheet(self, sheet_id: str) -> dict[tuple[str, int], str]:
        """Wording of one sheet, ready for ``loading.with_wording``."""
        return {(match.criterion, match.position): match.text for match in self.matched if match.sheet == sheet_id}


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    line: int


def is_printed(criterion: Criterion) -> bool:
    """False for the yes/no options, which the sheets do not print (only the maximum is)."""
    return criterion.kind != "yes_no"


def split_sheets(text: str) -> dict[int, list[tuple[int, str]]]:
    """Numbered lines of each sheet, by sheet number.

    A sheet begins at its line "Tên sản phẩm:"; the number stands in the heading above it, and where the copy lost it,
    the sheet is the one after the sheet before.
    """
    lines = [line.strip().lstrip("\ufeff") for line in unicodedata.normalize("NFC", text).splitlines()]
    sheets: dict[int, list[tuple[int, str]]] = {}
    current: list[tuple[int, str]] | None = None
    last = 0
    for index, line in enumerate(lines):
        if _SHEET_BODY.match(line):
            last = _heading_number(lines[max(0, index - _HEADING_LINES) : index]) or last + 1
            current = sheets.setdefault(last, [])
        elif _APPENDIX.match(line):
            current = None
        elif current is not None:
            current.append((index + 1, line))
    return sheets


def _heading_number(above: list[str]) -> int | None:
    for line in reversed(above):
        heading = _SHEET_HEADING.match(line)
        if heading:
            return int(heading[1]) if heading[1] else None
    return None


def _pieces(lines: Iterable[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    """Lines cut at table bars, tabs and boxes, so that every layout gives the same pieces; "" ends a cell."""
    for line_number, line in lines:
        for index, piece in enumerate(re.split(r"[|\t]", line)):
            if index:
                yield line_number, ""
            parts = re.split(rf"(?=[{_BOX}])", _LETTER_BOX.sub(_BOX[0] + " ", piece.strip()))
            for part in parts:
                if part.strip():
                    yield line_number, part.strip()


def cells_of(lines: Iterable[tuple[int, str]]) -> list[_Cell]:
    """Joins wrapped lines into cells; a box, a heading's code on a new cell, or a lone number starts a new one."""
    cells: list[_Cell] = []
    buffer: list[str] = []
    start = 0

    def flush() -> None:
        if buffer:
            cells.append(_Cell(re.sub(r"\s+", " ", " ".join(buffer)).strip(), start))
            buffer.clear()

    for line_number, piece in _pieces(lines):
        if not piece or piece[0] in _BOX or _ONLY_NUMBER.match(piece):
            flush()
        if not piece:
            continue
        if not buffer:
            start = line_number
        buffer.append(piece)
        if _ONLY_NUMBER.match(piece):
            flush()
    flush()
    return cells


def _printed(cell: _Cell, following: _Cell | None) -> PrintedOption:
    text = _NOTE.split(cell.text.lstrip(_BOX).strip(), maxsplit=1)[0]
    stars = _STARS.search(text)
    count = stars[1].count("*") if stars else None
    if stars:
        text = text[: stars.start()].strip()
    points = int(following.text.split()[0]) if following and _ONLY_NUMBER.match(following.text) else None
    return PrintedOption(text, count, points, cell.line)


def printed_options(sheet: Sheet, lines: Iterable[tuple[int, str]]) -> dict[str, list[PrintedOption]]:
    """Printed options of one sheet by criterion code. Codes count only in the order of the sheet."""
    rank = _ranks(sheet)
    cells = cells_of(lines)
    found: dict[str, list[PrintedOption]] = {}
    current, reached = "", -1
    for index, cell in enumerate(cells):
        if cell.text[0] in _BOX:
            if current:
                following = cells[index + 1] if index + 1 < len(cells) else None
                found.setdefault(current, []).append(_printed(cell, following))
            continue
        code = _CODE.match(cell.text)
        if code and not _ONLY_NUMBER.match(cell.text) and rank.get(code[1], -1) > reached:
            current, reached = code[1], rank[code[1]]
    return found


def _ranks(sheet: Sheet) -> Mapping[str, int]:
    """Position of every printed heading (sections, criteria, groups) in sheet order."""
    codes: list[str] = []
    for part in sheet.parts:
        for section in part.sections:
            codes.append(section.code)
            for criterion in section.criteria:
                codes += [criterion.code, *(child.code for child in criterion.children)]
    return {code: index for index, code in enumerate(dict.fromkeys(codes))}


def likeness(label: str, wording: str) -> float:
    """Share (0..1) of the label's words and numbers that the wording also has; abbreviations count as found."""
    words = [word for word in _words(label) if not _is_abbreviation(word)]
    if not words:
        return 1.0
    printed = set(_words(wording))
    return sum(word.lower() in {other.lower() for other in printed} for word in words) / len(words)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _is_abbreviation(word: str) -> bool:
    return word.isupper() and not word.isdigit() and len(word) > 1


def _match_criterion(sheet: Sheet, criterion: Criterion, printed: list[PrintedOption], report: WordingReport) -> None:
    if len(printed) != len(criterion.options):
        reason = f"bản in có {len(printed)} mức, phiếu có {len(criterion.options)} mức"
        report.unmatched.append(Mismatch(sheet.id, criterion.code, 0, reason))
        return
    for option, line in zip(criterion.options, printed, strict=True):
        if likeness(option.label, line.text) < _LEAST_LIKENESS:
            reason = f"câu chữ dòng {line.line} khác hẳn nhãn “{option.label}”: “{line.text}”"
            report.unmatched.append(Mismatch(sheet.id, criterion.code, option.position, reason))
            continue
        report.matched.append(Match(sheet.id, criterion.code, option.position, line.text))
        _compare(sheet, criterion, option.position, option.points, option.min_for_star, line, report)


def _compare(
    sheet: Sheet,
    criterion: Criterion,
    position: int,
    points: Number,
    star: int | None,
    line: PrintedOption,
    report: WordingReport,
) -> None:
    if line.points != points:
        shown = "để trống" if line.points is None else f"{line.points} điểm"
        reason = f"bản in ghi {shown}, phiếu ghi {points} điểm"
        report.differences.append(Mismatch(sheet.id, criterion.code, position, reason))
    if line.stars != star:
        reason = f"bản in có {line.stars or 0} dấu sao, phiếu ghi {star or 0}"
        report.differences.append(Mismatch(sheet.id, criterion.code, position, reason))


def match_wording(sheets: Iterable[Sheet], text: str) -> WordingReport:
    """Matches a copy of the decision, option by option, against its sheets.

    Everything printed that fits is in ``matched``; the rest is listed in ``unmatched`` and attached to nothing.
    """
    printed_sheets = split_sheets(text)
    report = WordingReport()
    for sheet in sheets:
        lines = printed_sheets.get(sheet.number)
        if not lines:
            report.unmatched.append(Mismatch(sheet.id, "", 0, f"không thấy phiếu số {sheet.number} trong văn bản"))
            continue
        printed = printed_options(sheet, lines)
        for criterion in sheet.criteria:
            if is_printed(criterion):
                _match_criterion(sheet, criterion, printed.get(criterion.code, []), report)
        for code in printed:
            if code not in sheet.by_code:
                report.unmatched.append(Mismatch(sheet.id, code, 0, "văn bản có mức cho mã này, phiếu không có"))
    return report
