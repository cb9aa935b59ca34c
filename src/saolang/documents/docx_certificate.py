"""A certificate as a Word file."""

from __future__ import annotations

import io
import math
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image, ImageDraw

from . import wording as c
from .docx_writer import MARK_COLOUR, element, new_document, put_cols, put_rule, put_space, save
from .wording import Step


def star_png(count: int, colour: str) -> io.BytesIO:
    """A row of stars as a picture."""
    size, gap, scale = 160, 40, 2
    width = count * size + (count - 1) * gap
    image = Image.new("RGBA", (width * scale, size * scale), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    for index in range(count):
        middle_x, middle_y = (index * (size + gap) + size / 2) * scale, size * scale / 2
        points = []
        for corner in range(10):
            radius = (0.5 if corner % 2 == 0 else 0.2) * size * scale
            angle = math.radians(-90 + corner * 36)
            points.append((middle_x + radius * math.cos(angle), middle_y + radius * math.sin(angle)))
        draw.polygon(points, fill=f"#{colour}")
    out = io.BytesIO()
    image.resize((width, size)).save(out, "PNG")
    out.seek(0)
    return out


def _frame(section: Any, colour: str) -> None:
    borders = OxmlElement("w:pgBorders")
    borders.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        element(borders, f"w:{side}", val="thickThinSmallGap", sz="24", space="24", color=colour)
    section._sectPr.find(qn("w:pgMar")).addnext(borders)


def _certificate_line(document: Any, line: Step, data: Step, width: float) -> None:
    if "rule" in line:
        put_rule(document, {"width": line["rule"], "box": width})
        return
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if "stars" in line:
        paragraph.paragraph_format.space_before = Pt(8)
        if line["stars"]:
            paragraph.add_run().add_picture(star_png(line["stars"], data["gold"]), height=Mm(11))
        return
    paragraph.paragraph_format.space_before = Pt(line["before"])
    run = paragraph.add_run(line["text"])
    run.bold, run.italic, run.font.size = line["b"], line["i"], Pt(line["size"])
    run.font.color.rgb = RGBColor.from_string(line["colour"])


def write_certificate(data: Step, *, mark: str = "") -> bytes:
    """The Word file of a composed certificate."""
    document = new_document(data["title"])
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(c.PAGE_LONG), Mm(c.PAGE_SHORT)
    section.top_margin = section.bottom_margin = Mm(19)
    section.left_margin = section.right_margin = Mm(24)
    section.header_distance = Mm(11)
    width = c.PAGE_LONG - 48.0
    _frame(section, data["frame"])
    if mark:
        run = section.header.paragraphs[0].add_run(mark)
        section.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run.bold, run.font.size, run.font.color.rgb = True, Pt(13), MARK_COLOUR
    for line in data["lines"]:
        _certificate_line(document, line, data, width)
    put_space(document, {"pt": 8})
    left: list[Step] = [{"el": "qr", "content": data["qr"], "width": 27, "align": "left"}] if data["qr"] else []
    left += [c.para(text, size=10) for text in data["left"]]
    right = [c.para(data["place_date"], size=13, italic=True, align="center")] if data["place_date"] else []
    right += [c.para(text, size=14, bold=True, align="center") for text in data["office"]]
    right += [c.space(58), c.para(data["name"], size=14, bold=True, align="center")]
    put_cols(document, {"widths": [width / 2, width / 2], "cells": [left, right], "before": 0})
    return save(document)
