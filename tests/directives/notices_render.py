"""Notices as Word and PDF files, and with the noise of scanners and mail programmes, made from their plain text."""

from __future__ import annotations

import io
import re
import textwrap
import unicodedata
from collections.abc import Callable

import typst
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

NUMBERED = re.compile(r"^(\d+)\.\s+")
DASHED = re.compile(r"^[-–+•*]\s+")
LETTERED = re.compile(r"^[a-c]\)\s+")
LEVELS = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>',
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>',
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>',
)
NUMBERING = 77
HEADER_PARTS = 4


def parts_of(text: str) -> tuple[list[str], list[str], list[str], list[str]]:
    """Header, body, recipients with their heading, signature."""
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    header, rest = paragraphs[:HEADER_PARTS], paragraphs[HEADER_PARTS:]
    place = next(i for i, part in enumerate(rest) if part.strip("* ").startswith("Nơi nhận"))
    recipients = [line for part in rest[place : place + 2] for line in part.split("\n")]
    return header, rest[:place], recipients, rest[place + 2 :]


def as_docx(text: str, *, tracked: bool = False) -> bytes:
    """Word's own numbers and bullets, header and signature in tables; ``tracked`` adds an insertion and a deletion."""
    word = Document()
    _define_numbering(word)
    header, body, recipients, signature = parts_of(text)
    table = word.add_table(rows=2, cols=2)
    for place, part in enumerate(header):
        _fill(table.cell(place // 2, place % 2), part.split("\n"))
    for part in body:
        paragraph = word.add_paragraph()
        words, level = _without_mark(part)
        if level is not None:
            _number(paragraph, level)
        _add_lines(paragraph, words)
        if tracked and "trước ngày" in words:
            _track(paragraph)
            tracked = False
    table = word.add_table(rows=1, cols=2)
    _fill(table.cell(0, 0), recipients)
    _fill(table.cell(0, 1), [line for part in signature for line in part.split("\n")])
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _without_mark(part: str) -> tuple[str, int | None]:
    for level, mark in ((0, NUMBERED), (1, DASHED), (2, LETTERED)):
        if mark.match(part):
            return mark.sub("", part), level
    return part, None


def _define_numbering(word: WordDocument) -> None:
    numbering = word.part.numbering_part.element
    space = nsdecls("w")
    abstract = parse_xml(f'<w:abstractNum {space} w:abstractNumId="{NUMBERING}">{"".join(LEVELS)}</w:abstractNum>')
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {space} w:numId="{NUMBERING}"><w:abstractNumId w:val="{NUMBERING}"/></w:num>'))


def _number(paragraph: Paragraph, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = NUMBERING


def _add_lines(paragraph: Paragraph, words: str) -> None:
    for place, line in enumerate(words.split("\n")):
        if place:
            paragraph.add_run().add_break()
        middle = len(line) // 2
        paragraph.add_run(line[:middle]).bold = True
        paragraph.add_run(line[middle:])


def _track(paragraph: Paragraph) -> None:
    """The last run becomes an insertion; before it stands a deletion that must not be read."""
    last = paragraph.runs[-1]._r
    attributes = {qn("w:id"): "901", qn("w:author"): "Người sửa", qn("w:date"): "2026-01-01T00:00:00Z"}
    deleted = parse_xml(f"<w:r {nsdecls('w')}><w:delText xml:space='preserve'>trước ngày 01/01/2030</w:delText></w:r>")
    for name, run in (("w:del", deleted), ("w:ins", last)):
        change = OxmlElement(name, attributes)
        paragraph._p.append(change)
        change.append(run)


def _fill(cell: object, lines: list[str]) -> None:
    for place, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()  # type: ignore[attr-defined]
        _add_lines(paragraph, line)


def as_pdf(text: str) -> bytes:
    """A small page, so that texts run over pages; numbers on every page but the first; header in two columns."""
    header, body, recipients, signature = parts_of(text)
    columns = "#grid(columns: (1fr, 1fr), row-gutter: 6pt, {})\n".format
    closing = columns(f"{_cell(recipients)}, {_cell([line for part in signature for line in part.splitlines()])}")
    source = "\n\n".join(
        [
            "#set page(width: 150mm, height: 120mm, margin: 15mm, header: context {"
            " let n = counter(page).get().first(); if n > 1 [#align(center)[#n]] })",
            '#set text(font: "Libertinus Serif", size: 11pt, lang: "vi", hyphenate: false)\n#set par(justify: true)',
            columns(", ".join(_cell(part.split("\n")) for part in header)),
            *(_cell(part.split("\n")).replace("[", "#[", 1) for part in body),
            closing,
        ]
    )
    return bytes(typst.compile(source.encode(), format="pdf", ignore_system_fonts=True))


def _cell(lines: list[str]) -> str:
    return "[" + " \\ ".join(f'#"{line.replace(chr(34), "”")}"' for line in lines) + "]"


def _wrap(width: int) -> Callable[[str], str]:
    def wrapped(text: str) -> str:
        keep = {"break_long_words": False, "break_on_hyphens": False}
        return "\n".join("\n".join(textwrap.wrap(line, width, **keep)) for line in text.split("\n"))  # type: ignore[call-overload]

    return wrapped


def _every(count: int, char: str) -> Callable[[str], str]:
    def replaced(text: str) -> str:
        words = re.split(r"(?<=\S) (?=\S)", text)
        return "".join(w + (char if i % count == 0 else " ") for i, w in enumerate(words[:-1])) + words[-1]

    return replaced


def _paged(text: str) -> str:
    """A page number in the middle of every fourth long text."""
    parts = text.split("\n\n")
    long = [i for i, part in enumerate(parts) if DASHED.match(part) and len(part) > 90 and "\n" not in part]
    for page, place in enumerate(long, start=2):
        words = parts[place].split(" ")
        cut = next(
            i for i in range(len(words) // 2, len(words)) if words[i - 1][-1].islower() and words[i][0].islower()
        )
        parts[place] = " ".join(words[:cut]) + f"\n\n{page}\n\n" + " ".join(words[cut:])
    return "\n\n".join(parts)


def _rebulleted(mark: str) -> Callable[[str], str]:
    return lambda text: re.sub(r"(?m)^[-–+•*] ", f"{mark} ", text)


NOISE: dict[str, Callable[[str], str]] = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "byte_order_mark": lambda text: "\ufeff" + text,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "no_break_spaces": _every(5, "\u00a0"),
    "double_spaces": _every(7, "  "),
    "wrapped_80": _wrap(80),
    "wrapped_55": _wrap(55),
    "page_numbers": _paged,
    "en_dashes": _rebulleted("–"),
    "bullets": _rebulleted("•"),
    "plus_signs": _rebulleted("+"),
    "bold_headings": lambda text: re.sub(r"(?m)^(\d+\. [^:\n*]{5,60}:?)$", r"**\1**", text),
    "no_empty_lines": lambda text: text.replace("\n\n", "\n"),
    "form_feeds": lambda text: text.replace("\n\n- ", "\n\x0c\n- "),
    "indented": lambda text: re.sub(r"(?m)^(?=\S)", "\t", text),
}
