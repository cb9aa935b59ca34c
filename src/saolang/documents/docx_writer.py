"""Draws the steps of `compose` with python-docx. See `compose` for the steps and their units."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import segno
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from . import wording as c

FONT, SYMBOL_FONT = "Times New Roman", "Segoe UI Symbol"
FIXED = datetime(2026, 1, 1, tzinfo=UTC)
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
MARK_COLOUR = RGBColor(0xA4, 0x24, 0x3B)
Step = dict[str, Any]


def element(parent: Any, tag: str, **values: str) -> Any:
    """Append a child element with attributes of the word-processing namespace."""
    made = OxmlElement(tag)
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    parent.append(made)
    return made


def _font(run: Any, name: str = FONT) -> None:
    run.font.name = name
    fonts = run.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), name)


def new_document(title: str) -> Any:
    """An empty document in Times New Roman 14 with fixed dates in its properties."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:250], "", ""
    properties.created = properties.modified = FIXED
    properties.language = "vi-VN"
    normal = document.styles["Normal"]
    normal.font.size = Pt(c.BODY)
    _font(normal)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    defaults = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:rFonts')}")
    if defaults is not None:
        defaults.attrib.clear()
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            defaults.set(qn(f"w:{kind}"), FONT)
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    return document


def save(document: Any) -> bytes:
    """The file with fixed times inside, so that the same paper gives the same bytes."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            info = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(item))
    return out.getvalue()


# --- sections ------------------------------------------------------------------------------------------------------


def _field(paragraph: Any, code: str, size: float) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(size)
        if kind:
            element(run.element, "w:fldChar", fldCharType=kind)
        else:
            element(run.element, "w:instrText").text = text


def _page_head(header: Any, section: Step, page_number: float, mark: str, number: bool) -> None:
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    paragraph.style = "Normal"
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(section["width"] / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Mm(section["width"]), WD_TAB_ALIGNMENT.RIGHT)
    if number:
        paragraph.add_run("\t")
        _field(paragraph, "PAGE", page_number)
    if mark:
        run = paragraph.add_run(("\t" if number else "\t\t") + mark)
        run.bold, run.font.size, run.font.color.rgb = True, Pt(13), MARK_COLOUR


def _page(section: Any, data: Step, page_number: float, mark: str, restart: bool) -> None:
    short, long = Mm(c.PAGE_SHORT), Mm(c.PAGE_LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if data["landscape"] else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if data["landscape"] else (short, long)
    section.top_margin, section.bottom_margin = Mm(c.MARGIN_TOP), Mm(c.MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Mm(c.MARGIN_LEFT), Mm(c.MARGIN_RIGHT)
    section.header_distance = section.footer_distance = Mm(9)
    section.different_first_page_header_footer = True
    _page_head(section.header, data, page_number, mark, number=True)
    _page_head(section.first_page_header, data, page_number, mark, number=False)
    if restart:
        start = element(section._sectPr, "w:pgNumType", start="1")
        section._sectPr.find(qn("w:cols")).addprevious(start)


# --- steps ---------------------------------------------------------------------------------------------------------


def _put_para(box: Any, step: Step) -> None:
    paragraph = box.add_paragraph()
    style = paragraph.paragraph_format
    paragraph.alignment = ALIGN[step["align"]]
    style.space_before = Pt(step["before"])
    style.keep_with_next = bool(step["keep"])
    if step["left"] or step["hang"]:
        style.left_indent = Mm(step["left"] + step["hang"])
    if step["indent"] or step["hang"]:
        style.first_line_indent = Mm(step["indent"] - step["hang"])
    for part in step["runs"]:
        run = paragraph.add_run(part["t"])
        run.bold, run.italic, run.underline = part["b"], part["i"] and not part["sym"], part["u"]
        run.font.size = Pt(step["size"])
        if part["sym"]:
            _font(run, SYMBOL_FONT)
    if not step["runs"]:
        _mark_size(paragraph, step["size"])


def _mark_size(paragraph: Any, size: float) -> None:
    properties = element(paragraph._p.get_or_add_pPr(), "w:rPr")
    element(properties, "w:sz", val=str(round(size * 2)))


def _put_fill(box: Any, step: Step) -> None:
    """Labels with their values, or with a dotted line to the next stop."""
    paragraph = box.add_paragraph()
    style = paragraph.paragraph_format
    style.space_before = Pt(step["before"])
    style.left_indent = Mm(step["indent"])
    width = step["box"] - step["indent"]
    count = len(step["parts"])
    for index, part in enumerate(step["parts"]):
        lead = f"{part['label']}: " if part["label"] else ""
        last = index == count - 1
        run = paragraph.add_run(lead + part["value"] + ("" if last and part["value"] else "\t"))
        run.font.size = Pt(step["size"])
        leader = WD_TAB_LEADER.SPACES if part["value"] else WD_TAB_LEADER.DOTS
        stop = step["indent"] + width * (index + 1) / count
        kind = WD_TAB_ALIGNMENT.RIGHT if last else WD_TAB_ALIGNMENT.LEFT
        style.tab_stops.add_tab_stop(Mm(stop), kind, leader)


def put_rule(box: Any, step: Step) -> None:
    paragraph = box.add_paragraph()
    side = Mm((step["box"] - step["width"]) / 2)
    style = paragraph.paragraph_format
    style.left_indent = style.right_indent = side
    style.space_before = Pt(2)
    style.line_spacing_rule, style.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    borders = element(paragraph._p.get_or_add_pPr(), "w:pBdr")
    element(borders, "w:top", val="single", sz="6", space="1", color="000000")
    _order(paragraph)


def _order(paragraph: Any) -> None:
    """Border before spacing and indents: the order the file format asks for."""
    properties = paragraph._p.pPr
    border = properties.find(qn("w:pBdr"))
    properties.remove(border)
    for tag in ("w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"):
        follower = properties.find(qn(tag))
        if follower is not None:
            follower.addprevious(border)
            return
    properties.append(border)


def put_space(box: Any, step: Step) -> None:
    style = box.add_paragraph().paragraph_format
    style.line_spacing_rule, style.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(step["pt"])
    style.keep_with_next = True


def _grid(box: Any, rows: int, widths: list[float]) -> Any:
    table = box.add_table(rows, len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _empty(cell: Any) -> None:
    for paragraph in list(cell.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)


def _cell_margins(table: Any, mm: float) -> None:
    properties = table._tbl.tblPr
    margins = element(properties, "w:tblCellMar")
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.addprevious(margins)
    for side in ("left", "right"):
        element(margins, f"w:{side}", w=str(round(mm * 56.7)), type="dxa")


def put_cols(box: Any, step: Step) -> None:
    if step["before"]:
        put_space(box, {"pt": step["before"]})
    table = _grid(box, 1, step["widths"])
    _cell_margins(table, 0)
    _cant_split(table.rows[0])
    for cell, width, items in zip(table.rows[0].cells, step["widths"], step["cells"], strict=True):
        _empty(cell)
        for item in items:
            _put(cell, item, width)
        if not items:
            cell.add_paragraph()


def _cant_split(row: Any) -> None:
    element(row._tr.get_or_add_trPr(), "w:cantSplit")


def _put_table(box: Any, step: Step) -> None:
    put_space(box, {"pt": step["before"]})
    rows = [*step["header"], *step["rows"]]
    table = _grid(box, len(rows), step["widths"])
    if step["borders"]:
        table.style = "Table Grid"
    _cell_margins(table, 1.6)
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        cells = table.rows[y].cells
        x = 0
        for item in row["cells"]:
            while (y, x) in taken:
                x += 1
            right, bottom = x + item["colspan"] - 1, y + item["rowspan"] - 1
            taken |= {(i, j) for i in range(y, bottom + 1) for j in range(x, right + 1)}
            cell = cells[x]
            if right > x or bottom > y:
                cell = cell.merge(table.cell(bottom, right))
            _fill_cell(cell, item)
            x = right + 1
        if y < len(step["header"]) and step["repeat"]:
            element(table.rows[y]._tr.get_or_add_trPr(), "w:tblHeader")
        if not row.get("breakable"):
            _cant_split(table.rows[y])


def _fill_cell(cell: Any, item: Step) -> None:
    _empty(cell)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for line in item["paras"]:
        _put_para(cell, line)
    if not item["paras"]:
        cell.add_paragraph()


def qr_png(content: str) -> io.BytesIO:
    """The code as a PNG picture."""
    out = io.BytesIO()
    segno.make(content, error="m", micro=False).save(out, kind="png", border=2, scale=8)
    out.seek(0)
    return out


def _put_qr(box: Any, step: Step) -> None:
    paragraph = box.add_paragraph()
    paragraph.alignment = ALIGN[step["align"]]
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.add_run().add_picture(qr_png(step["content"]), width=Mm(step["width"]))


def _put_pagebreak(box: Any, step: Step) -> None:
    box.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


_STEPS: dict[str, Callable[[Any, Step], None]] = {
    "para": _put_para,
    "fill": _put_fill,
    "rule": put_rule,
    "space": put_space,
    "cols": put_cols,
    "table": _put_table,
    "qr": _put_qr,
    "pagebreak": _put_pagebreak,
}


def _put(box: Any, step: Step, width: float) -> None:
    _STEPS[step["el"]](box, {**step, "box": width} if step["el"] == "fill" else step)


def write_paper(data: Step, *, mark: str = "") -> bytes:
    """The Word file of composed steps."""
    document = new_document(data["title"])
    for index, section in enumerate(data["sections"]):
        page = document.sections[0] if not index else _next_section(document)
        _page(page, section, data["page_number"], mark, restart=index > 0)
        for step in section["steps"]:
            _put(document, step, section["width"])
    put_space(document, {"pt": 1})  # Word wants a paragraph after the last table
    return save(document)


def _next_section(document: Any) -> Any:
    """A new section; the paragraph that carries the break is made too low to push a page."""
    section = document.add_section()
    style = document.paragraphs[-1].paragraph_format
    style.line_spacing_rule, style.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    return section
