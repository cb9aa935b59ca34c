"""Files to rows: .xlsx and .yaml. Formulas are never computed; what cannot be read is named by its cell."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from saolang.core.problems import DomainError, Problem
from saolang.core.text import normalize, normalize_line
from saolang.files.limits import MEGABYTE, limit
from saolang.files.office import check_office, office_kind

from .columns import BY_KEY, MAX_COLUMNS, MAX_ROWS, SHEET_ONLY_HEADING_ROWS, key_of_heading
from .rows import Cell, RawFile, RawRow
from .sheet_scan import SheetScan, column_letters, scan_first_sheet

YAML_BYTES = 5 * MEGABYTE
YAML_SCHEMA = "published-products/1"


def read_file(path: Path, *, name: str = "") -> RawFile:
    """Read a list of published products. Raises DomainError when the file as a whole cannot be used."""
    shown = name or path.name
    suffix = Path(shown).suffix.lower()
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DomainError.of("file_missing", _("Không mở được tệp “%(name)s”.") % {"name": shown}) from error
    if suffix not in (".xlsx", ".yaml", ".yml"):
        raise DomainError.of(
            "file_type",
            _("Tệp “%(name)s” không phải .xlsx hoặc .yaml.") % {"name": shown},
            fix=_("Lưu danh sách ở dạng Excel (.xlsx) theo tệp mẫu."),
        )
    cap = limit("xlsx_bytes") if suffix == ".xlsx" else YAML_BYTES
    if size > cap:
        raise DomainError.of(
            "file_too_big",
            _("Tệp “%(name)s” lớn quá %(cap)d MB.") % {"name": shown, "cap": cap // MEGABYTE},
            fix=_("Tách danh sách thành nhiều tệp."),
        )
    raw = RawFile(name=shown, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    if suffix == ".xlsx":
        _read_xlsx(path, raw, size)
    else:
        _read_yaml(path, raw)
    if not raw.rows and not raw.errors:
        raw.errors.append(Problem("no_rows", _("Danh sách không có dòng nào."), where=shown))
    return raw


def _too_many(name: str) -> DomainError:
    return DomainError.of(
        "too_many_rows",
        _("“%(name)s” có quá nhiều dòng hoặc cột (tối đa %(rows)d dòng, %(columns)d cột).")
        % {"name": name, "rows": MAX_ROWS, "columns": MAX_COLUMNS},
        fix=_("Xóa phần trống phía dưới và bên phải, hoặc tách danh sách thành nhiều tệp."),
    )


def _read_xlsx(path: Path, raw: RawFile, size: int) -> None:
    with path.open("rb") as handle:
        if office_kind(handle) != "xlsx":
            raise DomainError.of(
                "file_damaged",
                _("Tệp “%(name)s” không phải tệp Excel .xlsx còn nguyên vẹn.") % {"name": raw.name},
                fix=_("Mở tệp bằng Excel rồi lưu lại ở dạng .xlsx."),
            )
        check_office(handle, raw.name, "xlsx", size)
    try:
        scan = scan_first_sheet(path, MAX_ROWS + SHEET_ONLY_HEADING_ROWS)
        if scan.too_big:
            raise _too_many(raw.name)
        table = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, KeyError, StopIteration, SyntaxError, ValueError) as error:
        raise DomainError.of(
            "file_damaged",
            _("Không đọc được trang tính trong “%(name)s”.") % {"name": raw.name},
            fix=_("Mở tệp bằng Excel rồi lưu lại ở dạng .xlsx."),
        ) from error
    _take_table(table, raw, scan)


def _take_table(table: list[list[Any]], raw: RawFile, scan: SheetScan) -> None:
    heading = next(
        (i for i, row in enumerate(table[:SHEET_ONLY_HEADING_ROWS]) if "name" in {key_of_heading(str(c)) for c in row}),
        None,
    )
    if heading is None:
        raw.errors.append(
            Problem(
                "heading_missing",
                _("Không thấy dòng tiêu đề có cột “%(name)s”.") % {"name": BY_KEY["name"].heading},
                where=scan.name,
                fix=_("Dùng tệp mẫu; dòng tiêu đề phải ở trong 15 dòng đầu."),
            )
        )
        return
    keys = _headings(table[heading], heading, raw, scan.name)
    for number, row in enumerate(table[heading + 1 :], start=heading + 2):
        cells = {}
        for index, key in keys.items():
            place = f"{column_letters(index)}{number}"
            cell = _sheet_cell(row[index] if index < len(row) else "", f"{scan.name}!{place}", place, raw, scan)
            if cell is not None:
                cells[key] = cell
        if cells:
            raw.rows.append(RawRow(f"{scan.name}!{number}", cells))
    if len(raw.rows) > MAX_ROWS:
        raise _too_many(raw.name)


def _headings(row: list[Any], index: int, raw: RawFile, sheet: str) -> dict[int, str]:
    keys: dict[int, str] = {}
    for column, value in enumerate(row):
        text = normalize_line(str(value))
        if not text:
            continue
        where = f"{sheet}!{column_letters(column)}{index + 1}"
        key = key_of_heading(text)
        if not key:
            raw.notes.append(
                Problem("column_unknown", _("Cột “%(text)s” không được nhập.") % {"text": text[:60]}, where=where)
            )
        elif key in keys.values():
            raw.errors.append(
                Problem("column_twice", _("Cột “%(text)s” có hai lần.") % {"text": text[:60]}, where=where)
            )
        else:
            keys[column] = key
    return keys


def _sheet_cell(value: Any, where: str, place: str, raw: RawFile, scan: SheetScan) -> Cell | None:
    formula_fix = _("Chép ô rồi dán lại dạng giá trị (Paste Special, Values).")
    if place in scan.empty_formulas:
        raw.errors.append(Problem("formula", _("Ô là công thức chưa có kết quả."), where=where, fix=formula_fix))
        return None
    if isinstance(value, str):
        value = normalize(value)
        if value.startswith("="):
            raw.errors.append(Problem("formula", _("Ô ghi công thức “%(t)s”.") % {"t": value[:40]}, where, formula_fix))
            return None
        if value.startswith("#") and value.endswith(("!", "?", "A")):
            raw.errors.append(Problem("formula_error", _("Ô báo lỗi %(t)s.") % {"t": value}, where, formula_fix))
            return None
        if not value:
            return None
    if place in scan.formulas:
        raw.notes.append(Problem("formula_value", _("Ô có công thức; dùng kết quả đã lưu trong tệp."), where=where))
    if isinstance(value, float) and (math.isnan(value) or math.isinf(value)):
        return None
    return Cell(value, where)


class _NoAlias(yaml.SafeLoader):
    """Refuses anchors: a short file could otherwise unfold into gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


def _read_yaml(path: Path, raw: RawFile) -> None:
    try:
        loader = _NoAlias(path.read_text(encoding="utf-8-sig"))
        root = loader.get_single_node()
        content = loader.construct_document(root) if root is not None else None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise DomainError.of(
            "file_damaged",
            _("Tệp “%(name)s” không phải YAML đọc được.") % {"name": raw.name},
            where=_("dòng %(n)d") % {"n": mark.line + 1} if mark else "",
        ) from error
    entries = content.get("entries") if isinstance(content, dict) else None
    if not isinstance(content, dict) or content.get("schema") != YAML_SCHEMA or not isinstance(entries, list):
        raise DomainError.of(
            "file_schema",
            _("Tệp “%(name)s” không theo mẫu %(schema)s.") % {"name": raw.name, "schema": YAML_SCHEMA},
            fix=_("Cần có schema, sources và entries như tệp đi kèm."),
        )
    if len(entries) > MAX_ROWS:
        raise _too_many(raw.name)
    raw.title = normalize_line(str(content.get("name", "")))[:250]
    given = content.get("sources")
    sources: dict[str, Any] = given if isinstance(given, dict) else {}
    lines = _entry_lines(root)
    for number, entry in enumerate(entries):
        line = lines[number] if number < len(lines) else number + 1
        place = _("dòng %(n)d") % {"n": line}
        if isinstance(entry, dict):
            _take_entry(entry, str(place), sources, raw)
        else:
            raw.errors.append(Problem("entry_shape", _("Mục này không phải danh sách khóa và giá trị."), where=place))


def _entry_lines(root: Any) -> list[int]:
    for key, value in root.value:
        if key.value == "entries":
            return [node.start_mark.line + 1 for node in value.value]
    return []


def _take_entry(entry: dict[Any, Any], place: str, sources: dict[str, Any], raw: RawFile) -> None:
    cells: dict[str, Cell] = {}
    for key, value in entry.items():
        where = f"{place}, {key}"
        if key not in BY_KEY:
            raw.notes.append(
                Problem("column_unknown", _("Khóa “%(key)s” không được nhập.") % {"key": key}, where=where)
            )
        elif isinstance(value, dict | list):
            raw.errors.append(Problem("entry_shape", _("Giá trị phải là chữ hoặc số."), where=where))
        elif value is not None and value != "":
            cells[key] = Cell(normalize(value) if isinstance(value, str) else value, where)
    source = sources.get(cells["source"].value) if "source" in cells else None
    if isinstance(source, dict):
        cells["source"] = Cell(normalize_line(str(source.get("title", ""))), cells["source"].where)
        if source.get("url"):
            cells["source_url"] = Cell(str(source["url"]), cells["source"].where)
    if cells:
        raw.rows.append(RawRow(place, cells))
