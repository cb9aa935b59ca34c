"""Text of a .docx, with the list numbers Word prints, tables, page breaks; deleted text is left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from .markers import LETTERS
from .model import Source, Unreadable
from .rows import is_heading_row, row_line

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LIMIT = 100 * 1024 * 1024
_LEFT_OUT = frozenset(
    {
        f"{_W}del",
        f"{_W}moveFrom",
        f"{_W}footnoteReference",
        f"{_W}endnoteReference",
        f"{_W}commentReference",
        f"{_W}instrText",
        f"{_W}delText",
        f"{_MC}Fallback",
        f"{_W}rPr",
        f"{_W}pPr",
    }
)


def docx_text(data: bytes) -> Source:
    """Return the text of a .docx. Raises Unreadable."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            if "word/document.xml" not in names:
                raise Unreadable("Tệp không phải văn bản Word (.docx). Lưu lại thành .docx rồi tải lên.")
            document = _part(package, "word/document.xml", parser)
            numbering = _part(package, "word/numbering.xml", parser) if "word/numbering.xml" in names else None
            styles = _part(package, "word/styles.xml", parser) if "word/styles.xml" in names else None
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, OSError, RuntimeError, NotImplementedError) as error:
        raise Unreadable("Tệp .docx hỏng hoặc có mật khẩu, không đọc được.") from error
    body = document.find(f"{_W}body")
    try:
        numbers = Numbering(numbering, styles)
        text = "\n".join(_blocks(body, numbers)) if body is not None else ""
    except (RecursionError, ValueError, TypeError, AttributeError) as error:
        raise Unreadable("Tệp .docx có cấu trúc lạ, không đọc được. Mở bằng Word, lưu lại rồi tải lên.") from error
    if not any(letter.isalpha() for letter in text):
        raise Unreadable(
            "Tệp .docx chỉ có hình, không có chữ đọc được. Tải bản có chữ hoặc nhập tay; tệp vẫn được giữ."
        )
    from .source import check_letters

    check_letters(text)
    return Source(text, "docx", None, ())


def _part(package: zipfile.ZipFile, name: str, parser: Any) -> Any:
    from lxml import etree

    if package.getinfo(name).file_size > _LIMIT:
        raise Unreadable("Tệp .docx quá lớn khi mở ra, không đọc được. Tách phụ lục ra tệp riêng.")
    return etree.fromstring(package.read(name), parser)


def _blocks(container: Any, numbers: Numbering) -> Iterator[str]:
    """Paragraphs and tables in order, one paragraph a line with an empty line between."""
    for element in container:
        if element.tag == f"{_W}p":
            if _is_deleted(element):
                continue
            text = _paragraph(element, numbers)
            yield text
            yield ""
        elif element.tag == f"{_W}tbl":
            if duties := _duty_rows(element, numbers):
                yield from duties
                continue
            for row in element.iter(f"{_W}tr"):
                if row.getparent() is not element:
                    continue
                for cell in row.findall(f"{_W}tc"):
                    yield from _blocks(cell, numbers)
                    yield "|"
        elif element.tag == f"{_W}sdt":
            content = element.find(f"{_W}sdtContent")
            if content is not None:
                yield from _blocks(content, numbers)
        elif element.tag in {f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}smartTag"}:
            yield from _blocks(element, numbers)


def _duty_rows(table: Any, numbers: Numbering) -> list[str]:
    """The rows of a table of duties or of a numbered table, each one line with bars; none of a header or signature."""
    rows = table.findall(f"{_W}tr")
    if len(rows) < 2 or not any(
        is_heading_row(row_line([_plain(cell) for cell in row.iter(f"{_W}tc")])) for row in rows[:3]
    ):
        return []
    lines = []
    for row in rows:
        cells = [" ".join(_blocks(cell, numbers)) for cell in row.findall(f"{_W}tc")]
        lines.append(f"| {row_line([cell.replace(chr(12), ' ') for cell in cells])} |")
    return ["", *lines, ""]


def _plain(cell: Any) -> str:
    return " ".join(_runs(part) for part in cell.findall(f"{_W}p"))


def _is_deleted(paragraph: Any) -> bool:
    """Whether the whole paragraph was deleted with tracked changes."""
    mark = paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del")
    return mark is not None and not _runs(paragraph).strip()


def _paragraph(element: Any, numbers: Numbering) -> str:
    text = _runs(element)
    prefix = numbers.prefix(element) if text.strip() else ""
    properties = element.find(f"{_W}pPr")
    page = properties is not None and properties.find(f"{_W}pageBreakBefore") is not None
    return ("\f" if page else "") + (f"{prefix} {text}" if prefix else text)


def _runs(element: Any) -> str:
    pieces: list[str] = []
    for child in element:
        tag = child.tag
        if tag in _LEFT_OUT or not isinstance(tag, str):
            continue
        if tag == f"{_W}t":
            pieces.append(child.text or "")
        elif tag == f"{_W}tab":
            pieces.append("\t")
        elif tag == f"{_W}br":
            pieces.append("\f" if child.get(f"{_W}type") == "page" else "\n")
        elif tag == f"{_W}cr":
            pieces.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif tag == f"{_W}txbxContent":
            pieces.append("\n" + "\n".join(_runs(part) for part in child.iter(f"{_W}p")) + "\n")
        else:
            pieces.append(_runs(child))
    return "".join(pieces)


class Numbering:
    """Counts the automatic lists as Word does."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read(self, numbering: Any) -> None:
        for abstract in numbering.findall(f"{_W}abstractNum"):
            levels: dict[int, tuple[str, str, int]] = {}
            for level in abstract.findall(f"{_W}lvl"):
                start = _value(level, "start")
                levels[_small(level.get(f"{_W}ilvl"))] = (
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText") or "",
                    _small(start, 1),
                )
            self._levels[abstract.get(f"{_W}abstractNumId")] = levels
        for number in numbering.findall(f"{_W}num"):
            identity = number.get(f"{_W}numId")
            self._lists[identity] = _value(number, "abstractNumId") or ""
            for override in number.findall(f"{_W}lvlOverride"):
                start = _value(override, "startOverride")
                if start:
                    self._starts[(identity, _small(override.get(f"{_W}ilvl")))] = _small(start, 1)

    def _read_styles(self, styles: Any) -> None:
        for style in styles.findall(f"{_W}style"):
            numbered = style.find(f"{_W}pPr/{_W}numPr")
            identity = _value(numbered, "numId") if numbered is not None else None
            if identity:
                level = _value(numbered, "ilvl")
                self._styles[style.get(f"{_W}styleId")] = (identity, _small(level))

    def prefix(self, paragraph: Any) -> str:
        """Return the number or bullet Word prints before this paragraph, and count it."""
        numbered = paragraph.find(f"{_W}pPr/{_W}numPr")
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        identity, level = self._styles.get(style.get(f"{_W}val"), (None, 0)) if style is not None else (None, 0)
        if numbered is not None:
            identity = _value(numbered, "numId") or identity
            own_level = _value(numbered, "ilvl")
            level = _small(own_level, level)
        if not identity or identity == "0" or identity not in self._lists:
            return ""
        abstract = self._lists[identity]
        shape = self._levels.get(abstract, {}).get(level)
        if shape is None:
            return ""
        if shape[0] == "bullet":
            return "+" if shape[1].strip() == "+" else "-"
        return self._count(abstract, identity, level, shape)

    def _count(self, abstract: str, identity: str, level: int, shape: tuple[str, str, int]) -> str:
        counts = self._counts.setdefault(abstract, {})
        start = self._starts.pop((identity, level), None)
        if start is not None:
            counts[level] = start
        else:
            counts[level] = counts[level] + 1 if level in counts else shape[2]
        for deeper in [known for known in counts if known > level]:
            del counts[deeper]
        text = shape[1]
        for index in range(level, -1, -1):
            form, _text, first = self._levels[abstract].get(index, ("decimal", "", 1))
            text = text.replace(f"%{index + 1}", _printed(counts.get(index, first), form))
        return text.strip()


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{_W}{name}")
    return found.get(f"{_W}val") if found is not None else None


def _small(text: str | None, instead: int = 0) -> int:
    """A number of a list as Word writes it; another one where it is none, so that no file asks for endless letters."""
    return int(text) if text and text.isdecimal() and len(text) < 6 else instead


def _printed(number: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        index = (number - 1) % 26
        letter = "abcdefghijklmnopqrstuvwxyz"[index] * min((number - 1) // 26 + 1, 30)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        return roman(number).lower() if form == "lowerRoman" else roman(number)
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "none":
        return ""
    if form in {"vietnameseCounting"}:
        return LETTERS[(number - 1) % len(LETTERS)]
    return str(number)


def roman(number: int) -> str:
    """Return IV for 4."""
    result = ""
    for value, letters in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value and len(result) < 40:
            result, number = result + letters, number - value
    return result
