"""Finding out how an old list is built: where its headings stand, what its columns seem to mean, and how sure that is.

Pure; a person corrects the proposal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.text import fold_vi, normalize_line

from .facts import is_phone, read_date, read_star
from .mapping import RegisterMapping, SheetMapping, fingerprint
from .sections import DATA, GROUP, TOTAL, Row, Sections
from .targets import KEEP, PERSONAL, SERIAL, TARGETS, TICKS, Guess, guess_heading
from .workbook import Book, Grid, address, as_text

SEARCHED = 40
"""The heading is looked for in so many first rows."""
SAMPLES = 3
_CHECKED = 40
_YEAR = re.compile(r"\b(20[12]\d)\b")


@dataclass(slots=True)
class ColumnSeen:
    """One column of a sheet: its heading, the proposed meaning, and some of its values (never personal ones)."""

    index: int
    letter: str
    heading: str
    target: str
    sure: int
    samples: list[str]


@dataclass(slots=True)
class SheetSeen:
    """What was seen in a sheet. ``confidence`` is 0 to 100; ``saw`` says in words what it rests on."""

    name: str
    confidence: int
    saw: list[str]
    columns: list[ColumnSeen] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    mapping: SheetMapping | None = None


def scan_book(book: Book, *, province: str = "") -> tuple[RegisterMapping, list[SheetSeen]]:
    """Propose a mapping for every sheet with text."""
    seen = [scan_grid(grid, province=province) for grid in book.grids if any(grid.rows)]
    return RegisterMapping([sheet.mapping for sheet in seen if sheet.mapping is not None]), seen


def scan_grid(grid: Grid, *, province: str = "") -> SheetSeen:
    """Propose a mapping for one sheet."""
    if grid.name in (_("Danh mục"), _("Hướng dẫn")):
        return SheetSeen(grid.name, 0, [_("Trang phụ của tệp mẫu; không đọc.")])
    block = _heading_block(grid)
    if block is None:
        return SheetSeen(grid.name, 0, [_("Không thấy dòng tiêu đề có cột tên sản phẩm; trang này không được đọc.")])
    first, last = block
    return describe(grid, propose(grid, first, last, province))


def describe(grid: Grid, mapping: SheetMapping) -> SheetSeen:
    """How a mapping fits a sheet: columns with samples, groups, and how sure it is."""
    paths = heading_paths(grid, mapping.first, mapping.last)
    sections = Sections(grid, mapping)
    rows = list(sections.rows())
    data = [row for row in rows if row.kind == DATA]
    columns = []
    for index, target in sorted(mapping.columns.items()):
        guess = guess_heading(paths.get(index, "")) if paths.get(index) else None
        sure = round(100 * guess.sure) if guess and guess.target == target else 50
        samples = [] if target == PERSONAL else _samples(grid, data, index)
        columns.append(ColumnSeen(index, address(0, index)[:-1], paths.get(index, ""), target, sure, samples))
    groups = [_row_text(grid, row.number) for row in rows if row.kind == GROUP]
    confidence, saw = _judge(grid, mapping, rows, data, columns)
    return SheetSeen(grid.name, confidence, saw, columns, groups[:6], mapping)


def heading_paths(grid: Grid, first: int, last: int) -> dict[int, str]:
    """The texts above each column, from the widest to the narrowest heading: "Quyết định / Số"."""
    paths = {}
    for column in range(grid.width):
        texts: list[str] = []
        for row in range(first, last + 1):
            text = normalize_line(as_text(grid.value(row, column)[0]))
            if text and (not texts or texts[-1] != text) and not re.fullmatch(r"\(?\d{1,2}\)?", text):
                texts.append(text)
        if texts:
            paths[column] = " / ".join(texts)
    return paths


def _heading_block(grid: Grid) -> tuple[int, int] | None:
    best: tuple[float, int] | None = None
    for row in range(min(SEARCHED, len(grid.rows))):
        score = _score(grid, row)
        if score >= 2 and (best is None or score > best[0] + 0.5):
            best = (score, row)
    if best is None:
        return None
    first = last = best[1]
    for column in range(grid.width):
        area = grid.area_at(first, column)
        if area and area.bottom - area.top <= 4 and area.right - area.left < max(3, grid.width - 1):
            first, last = min(first, area.top), max(last, area.bottom)
    if last == best[1] and _is_second_row(grid, last):
        last += 1
    if not _score(grid, first) and first < best[1]:
        first = best[1]
    paths = heading_paths(grid, first, last)
    targets = {guess.target for path in paths.values() if (guess := guess_heading(path))}
    return (first, last) if "name" in targets else None


def _score(grid: Grid, row: int) -> float:
    """How many different facts the cells of a row seem to be headings of."""
    targets = set()
    for value in grid.rows[row]:
        text = normalize_line(as_text(value)) if isinstance(value, str) else ""
        if text and len(text) <= 80 and (guess := guess_heading(text)) is not None:
            targets.add(guess.target)
    serial = 1.5 if SERIAL in targets else 0.0
    return len(targets) + serial + (1 if "name" in targets else 0)


def _is_second_row(grid: Grid, row: int) -> bool:
    """Whether the row below has the narrower headings of a heading that is not merged."""
    below = grid.rows[row + 1] if row + 1 < len(grid.rows) else []
    texts = [as_text(value) for value in below if value != ""]
    known = [
        text for text in texts if len(text) <= 40 and re.match(r"so|ngay|ten|dia chi|xa|huyen|[345] sao", fold_vi(text))
    ]
    gaps = all(below[c] == "" or grid.raw(row, c) == "" or grid.area_at(row, c) for c in range(min(2, len(below))))
    return len(texts) >= 2 and len(known) == len(texts) and gaps


def propose(grid: Grid, first: int, last: int, province: str) -> SheetMapping:
    """What the columns under a heading seem to mean."""
    paths = heading_paths(grid, first, last)
    mapping = SheetMapping(grid.name, first, last, fingerprint=fingerprint(paths), province=province)
    taken: dict[str, tuple[int, float]] = {}
    written = {c for row in grid.rows[last + 1 :] for c, value in enumerate(row) if value != ""}
    for column in sorted(set(paths) | written):
        guess = guess_heading(paths[column]) if column in paths else None
        guess = guess or Guess(PERSONAL if _phones(grid, last + 1, column) else KEEP, 0)
        target = guess.target
        if target not in (KEEP, PERSONAL, "drop"):
            held = taken.get(target)
            if held is not None and held[1] >= guess.sure:
                target = KEEP
            elif held is not None:
                mapping.columns[held[0]] = KEEP
            if target != KEEP:
                taken[target] = (column, guess.sure)
        mapping.columns[column] = target
    title = " ".join(_row_text(grid, row) for row in range(min(first, len(grid.rows))))
    years = _YEAR.findall(grid.name) or ([] if "year" in taken else sorted(set(_YEAR.findall(title))))
    mapping.year = int(years[0]) if len(set(years)) == 1 else None
    return mapping


def _phones(grid: Grid, first: int, column: int) -> bool:
    values = [row[column] for row in grid.rows[first : first + _CHECKED] if column < len(row) and row[column] != ""]
    return len(values) >= 2 and sum(is_phone(value) for value in values) * 2 > len(values)


def _samples(grid: Grid, data: list[Row], column: int) -> list[str]:
    samples: list[str] = []
    for row in data[:200]:
        text = as_text(grid.raw(row.number, column))
        if text and text[:60] not in samples:
            samples.append(text[:60])
            if len(samples) == SAMPLES:
                break
    return samples


def _row_text(grid: Grid, row: int) -> str:
    return normalize_line(" ".join(as_text(value) for value in grid.rows[row] if value != ""))[:120]


def _judge(
    grid: Grid, mapping: SheetMapping, rows: list[Row], data: list[Row], columns: list[ColumnSeen]
) -> tuple[int, list[str]]:
    targets = set(mapping.columns.values())
    groups = [row for row in rows if row.kind == GROUP]
    by_group = {key for row in data[:500] for key in row.context}
    saw = [_("Tiêu đề ở dòng %(a)d–%(b)d.") % {"a": mapping.first + 1, "b": mapping.last + 1}]
    known = [c for c in columns if c.target != KEEP]
    saw.append(_("%(n)d cột có chữ, nhận ra %(k)d cột.") % {"n": len(columns), "k": len(known)})
    points = 35.0 if "name" in targets else 0.0
    points += 15 if targets & {"producer"} else 0
    has_star = bool(targets & {"star", *TICKS}) or "star" in by_group
    points += 15 if has_star else 0
    points += (
        10 if targets & {"decision", "decided_on", "year"} or by_group & {"decision", "year"} or mapping.year else 0
    )
    points += 10 * len(known) / len(columns) if columns else 0
    for target, read, label in (("star", read_star, _("hạng sao")), ("decided_on", read_date, _("ngày"))):
        good, all_of = _readable(grid, mapping, data, target, read)
        if all_of:
            saw.append(_("%(good)d/%(all)d ô mẫu đọc được là %(what)s.") % {"good": good, "all": all_of, "what": label})
            points += 7.5 * good / all_of
        else:
            points += 7.5 if data else 0
    saw.append(_("%(n)d dòng sản phẩm, %(g)d dòng nhóm.") % {"n": len(data), "g": len(groups)})
    if by_group:
        names = {"district": _("huyện"), "commune": _("xã"), "star": _("hạng sao"), "year": _("năm")}
        words = ", ".join(str(names.get(key, _("quyết định"))) for key in sorted(by_group))
        saw.append(_("Dòng nhóm nói về: %(words)s.") % {"words": words})
    if any(row.kind == TOTAL for row in rows):
        saw.append(_("Có dòng tổng cộng; số in ở đó sẽ được đối chiếu."))
    return (round(min(points, 100)) if data else 0), saw


def _readable(grid: Grid, mapping: SheetMapping, data: list[Row], target: str, read: Any) -> tuple[int, int]:
    column = next((c for c, t in mapping.columns.items() if t == target), None)
    if column is None:
        return 0, 0
    values = [v for row in data[:_CHECKED] if (v := grid.raw(row.number, column)) != ""]
    return sum(1 for value in values if _reads(value, read)), len(values)


def _reads(value: Any, read: Any) -> bool:
    try:
        for part in re.split(r"[\n;]", value) if isinstance(value, str) else [value]:
            read(re.sub(r"^\s*\d{1,2}[.)]\s+", "", part) if isinstance(part, str) else part)
    except Exception:
        return False
    return True


__all__ = ["TARGETS", "ColumnSeen", "SheetSeen", "describe", "heading_paths", "scan_book", "scan_grid"]
