"""Looks for faults in criteria sheets. Refuses what cannot be right, lists what a person should decide, mends nothing.

Pure: takes sheets or a folder, returns findings.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from .loading import KINDS, RULE_EFFECTS, SCHEMA, Criterion, Number, Sheet, SheetError, YamlLoader, parse_sheet
from .ranges import boundary_doubts

ERROR = "error"
NOTE = "note"
_PEER_SHARE = 0.9
_LEAST_PEERS = 5
_STARS = (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault (``level`` "error", refuses the sheet) or one matter for a person ("note")."""

    level: str
    sheet: str
    where: str
    code: str
    message: str

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.sheet}:", self.where, self.message) if part)


# --- what refuses a sheet -------------------------------------------------------------------------------------------


def faults(sheet: Sheet) -> list[Finding]:
    """Everything in one sheet that cannot be right, in sheet order."""
    return [Finding(ERROR, sheet.id, where, code, text) for where, code, text in _faults(sheet)]


def _faults(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    if not sheet.parts:
        yield "", "empty", "phiếu không có phần nào"
        return
    yield from _sum("", "tổng điểm của phiếu", sheet.total_points, [part.max for part in sheet.parts], "các phần")
    counted = Counter(part.code for part in sheet.parts)
    yield from ((f"phần {code}", "duplicate", "mã phần bị trùng") for code, n in counted.items() if n > 1)
    for part in sheet.parts:
        where = f"phần {part.code}"
        yield from _sum(where, "điểm tối đa", part.max, [section.max for section in part.sections], "các mục")
        for section in part.sections:
            where = f"mục {section.code}"
            maxima = [criterion.max for criterion in section.criteria]
            yield from _sum(where, "điểm tối đa", section.max, maxima, "các tiêu chí")
    yield from _duplicates(sheet)
    for criterion in sheet.all_criteria:
        yield from _criterion_faults(criterion)


def _sum(where: str, what: str, stated: Number, parts: Sequence[Number], of: str) -> Iterator[tuple[str, str, str]]:
    found = sum(parts)
    if found != stated:
        yield where, "sum", f"{what} ghi {stated} nhưng {of} cộng lại được {found}"


def _duplicates(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    codes = Counter(criterion.code for criterion in sheet.all_criteria)
    sections = Counter(section.code for part in sheet.parts for section in part.sections)
    for code, times in codes.items():
        if times > 1:
            yield f"tiêu chí {code}", "duplicate", f"mã {code} được dùng {times} lần"
    for code, times in sections.items():
        if times > 1:
            yield f"mục {code}", "duplicate", f"mã mục {code} được dùng {times} lần"


def _criterion_faults(criterion: Criterion) -> Iterator[tuple[str, str, str]]:
    where = f"tiêu chí {criterion.code}"
    if criterion.kind not in KINDS:
        yield where, "kind", f"kiểu “{criterion.kind}” không có trong lược đồ ({', '.join(KINDS)})"
    for rule in criterion.rules:
        if rule.effect not in RULE_EFFECTS:
            yield where, "rule", f"hệ quả “{rule.effect}” không có trong lược đồ ({', '.join(RULE_EFFECTS)})"
    if criterion.is_group:
        if criterion.options:
            yield where, "group", "nhóm tiêu chí không được có mức riêng"
        maxima = [child.max for child in criterion.children]
        yield from _sum(where, "điểm tối đa", criterion.max, maxima, "các tiêu chí con")
        return
    if criterion.children:
        yield where, "group", "tiêu chí có tiêu chí con thì kiểu phải là group"
    if not criterion.options:
        yield where, "options", "không có mức nào"
        return
    yield from _option_faults(criterion, where)
    yield from _star_faults(criterion, where)


def _option_faults(criterion: Criterion, where: str) -> Iterator[tuple[str, str, str]]:
    for option in criterion.options:
        if option.points > criterion.max:
            yield where, "above_max", f"mức {option.position} có {option.points} điểm, hơn tối đa {criterion.max}"
        if option.points < 0:
            yield where, "negative", f"mức {option.position} có điểm âm ({option.points})"
        if not option.label.strip():
            yield where, "label", f"mức {option.position} không có nhãn"
    highest = max(option.points for option in criterion.options)
    if highest < criterion.max:
        yield where, "sum", f"điểm tối đa ghi {criterion.max} nhưng mức cao nhất chỉ có {highest}"
    if criterion.kind == "choose_case_then_one" and not all(option.case for option in criterion.options):
        yield where, "case", "mỗi mức phải ghi thuộc trường hợp nào"


def _star_faults(criterion: Criterion, where: str) -> Iterator[tuple[str, str, str]]:
    points = {option.points for option in criterion.options}
    minima = dict(criterion.star_min)
    for star, needs in criterion.star_min:
        if star not in _STARS:
            yield where, "star", f"không có mức tối thiểu cho {star} sao"
        if needs > max(points):
            yield where, "star_min", f"mức tối thiểu {star} sao cần {needs} điểm nhưng không mức nào đạt tới"
    in_order = [minima[star] for star in sorted(minima)]
    if in_order != sorted(in_order):
        yield where, "star_min", "mức tối thiểu của sao cao hơn lại ít điểm hơn"
    for option in criterion.options:
        mark = option.min_for_star
        if mark is not None and minima.get(mark) != option.points:
            stated = minima.get(mark)
            yield where, "star_min", f"mức {option.position} mang dấu {mark} sao nhưng star_min ghi {stated} điểm"
    marked = {option.min_for_star for option in criterion.options}
    if marked != {None}:
        unmarked = [star for star in minima if star not in marked]
        yield from ((where, "star_min", f"star_min có {star} sao nhưng không mức nào mang dấu") for star in unmarked)


# --- what a person should look at -----------------------------------------------------------------------------------


def doubts(sheet: Sheet) -> list[Finding]:
    """What the text of one sheet leaves open or may have wrong; listed, never mended."""
    found: list[Finding] = []

    def note(where: str, code: str, message: str) -> None:
        found.append(Finding(NOTE, sheet.id, where, code, message))

    if sheet.confidence in ("partial", "missing"):
        note("", "confidence", "phiếu chưa đủ nội dung, không dùng để đánh giá")
    for text in sheet.missing:
        note("", "missing", f"còn thiếu: {text}")
    for criterion in sheet.criteria:
        where = f"tiêu chí {criterion.code}"
        for code, message in boundary_doubts(criterion):
            note(where, code, message)
        for message in _order_doubts(criterion):
            note(where, "misprint", message)
    for text in sheet.transcript_notes:
        note("", "transcript", text)
    return found


def _order_doubts(criterion: Criterion) -> Iterator[str]:
    if criterion.kind == "yes_no":
        return
    by_case: dict[str, list[Number]] = defaultdict(list)
    for option in criterion.options:
        by_case[option.case].append(option.points)
    for points in by_case.values():
        if any(later <= earlier for earlier, later in pairwise(points)):
            yield f"nghi lỗi in: điểm các mức là {' / '.join(map(str, points))}, không tăng dần"


def forgotten_stars(sheets: Iterable[Sheet]) -> list[Finding]:
    """Criteria without a star that nearly all sheets of the same decision print at the same place."""
    groups: dict[tuple[Any, ...], list[tuple[Sheet, Criterion]]] = defaultdict(list)
    for sheet in sheets:
        for criterion in sheet.criteria:
            ladder = tuple(option.points for option in criterion.options)
            groups[str(sheet.decision.get("number")), criterion.name.casefold(), ladder].append((sheet, criterion))
    found: list[Finding] = []
    for peers in groups.values():
        if len(peers) < _LEAST_PEERS:
            continue
        for star in _STARS:
            having = [sheet.id for sheet, criterion in peers if criterion.needs(star) is not None]
            if not _PEER_SHARE <= len(having) / len(peers) < 1:
                continue
            message = f"nghi thiếu dấu {star} sao: {len(having)}/{len(peers)} phiếu cùng tiêu chí có dấu này"
            for sheet, criterion in peers:
                if sheet.id not in having:
                    found.append(Finding(NOTE, sheet.id, f"tiêu chí {criterion.code}", "forgotten_star", message))
    return found


def check_sheet(sheet: Sheet) -> list[Finding]:
    """All findings of one sheet. A historical sheet's faults are listed and do not refuse it."""
    found = faults(sheet) if sheet.parts or not sheet.is_historical else []
    if sheet.is_historical:
        found = [replace(finding, level=NOTE) for finding in found]
    return found + doubts(sheet)


# --- a folder -------------------------------------------------------------------------------------------------------


class _StrictLoader(YamlLoader):  # type: ignore[misc]
    """Refuses a key written twice in one mapping, which YAML readers otherwise drop in silence."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = Counter(self.construct_object(key, deep=True) for key, _ in node.value)
        twice = [str(key) for key, times in keys.items() if times > 1]
        if twice:
            problem = f"khóa ghi hai lần: {', '.join(twice)}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        return super().construct_mapping(node, deep=deep)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Findings over a folder; ``sheets`` are those that could be read."""

    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == ERROR)

    @property
    def notes(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == NOTE)

    @property
    def refused(self) -> bool:
        return bool(self.errors)


def check_folder(folder: Path) -> CheckReport:
    """Check every sheet file (``*.yaml``, ``*.yml``) of a folder; files of another known schema are passed over."""
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    files = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.is_file())
    for path in files:
        try:
            raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
            if isinstance(raw, dict) and str(raw.get("schema", SCHEMA)) != SCHEMA and "parts" not in raw:
                continue
            if _is_frame(raw):
                message = "chỉ có khung của quyết định, không có phiếu nào; không dùng để đánh giá"
                findings.append(Finding(NOTE, str(raw.get("id", path.name)), "", "missing", message))
                continue
            sheets.append(parse_sheet(raw, path.name))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            findings.append(Finding(ERROR, path.name, "", "unreadable", f"không đọc được tệp YAML ({error})"))
        except SheetError as error:
            findings.append(Finding(ERROR, path.name, "", "schema", str(error).removeprefix(f"{path.name}: ")))
    if not sheets and not findings:
        findings.append(Finding(ERROR, folder.name, "", "empty", "thư mục không có phiếu nào"))
    findings += _same_ids(sheets)
    for sheet in sheets:
        findings += check_sheet(sheet)
    findings += forgotten_stars(sheet for sheet in sheets if not sheet.is_historical)
    return CheckReport(tuple(sheets), tuple(findings))


def _is_frame(raw: Any) -> bool:
    """A file that says itself that the scoring sheets of a decision were not found."""
    return isinstance(raw, dict) and raw.get("confidence") == "missing" and not {"set", "parts"} & raw.keys()


def _same_ids(sheets: Iterable[Sheet]) -> list[Finding]:
    counted = Counter(sheet.id for sheet in sheets)
    return [
        Finding(ERROR, sheet_id, "", "duplicate", f"{times} tệp cùng mang mã phiếu này")
        for sheet_id, times in counted.items()
        if times > 1
    ]
