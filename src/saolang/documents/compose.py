"""From the block model to drawing steps: where Nghị định 30/2020/NĐ-CP holds by construction.

The result is plain JSON data (lengths in mm, type sizes and gaps in pt) that the Word and PDF writers draw in order:
`para`, `fill` (label with a dotted line), `cols` (unruled columns), `table`, `rule`, `space`, `qr`, `pagebreak`.
Only the gap *before* a step is ever set, so that both writers add up the same.

Legal: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I (margins, sizes, places of the parts).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from . import spec as s
from .wording import (
    BODY,
    GAP,
    HEADER_LEFT,
    HEADER_RIGHT,
    INDENT,
    ISSUER,
    LETTERS,
    LONG_CELL,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MOTTO,
    MOTTO_TEXT,
    MOTTO_WIDTH,
    NUMBER,
    PAGE_LONG,
    PAGE_NUMBER,
    PAGE_SHORT,
    RECIPIENT,
    RECIPIENTS_LABEL,
    SMALL,
    STATE,
    STATE_NAME,
    TITLE,
    Step,
    abbreviate,
    clean,
    date_line,
    name_lines,
    number_line,
    one_line,
    para,
    rule,
    space,
    text_width,
)

# --- the parts around the text -------------------------------------------------------------------------------------


def _motto(box: float) -> list[Step]:
    return [
        para(STATE, size=STATE_NAME, align="center", bold=True),
        para(MOTTO_TEXT, size=MOTTO, align="center", bold=True),
        rule(MOTTO_WIDTH, box),
    ]


def _header(paper: s.PaperSpec, width: float) -> list[Step]:
    head = paper.header
    steps: list[Step] = []
    if head.form_label:
        steps.append(para(one_line(head.form_label), size=SMALL, align="right", italic=True))
    if head.layout == "none":
        return steps
    if head.layout == "motto":
        return [*steps, *_motto(width)]
    left: list[Step] = []
    if head.parent:
        left.append(para(name_lines(abbreviate(head.parent)), size=ISSUER, align="center"))
    issuer = name_lines(head.issuer)
    left.append(para(issuer, size=ISSUER, align="center", bold=True))
    left.append(rule(text_width(issuer.split("\n")[-1], ISSUER) * 0.4, HEADER_LEFT))
    steps.append({"el": "cols", "widths": [HEADER_LEFT, HEADER_RIGHT], "before": 0,
                  "cells": [left, _motto(HEADER_RIGHT)], "keep": True})  # fmt: skip
    number = [para(number_line(head.number, head.symbol), size=NUMBER, align="center")] if head.symbol else []
    if not paper.title and paper.abstract:
        about = re.sub(r"^v/v\s+", "", one_line(paper.abstract), flags=re.IGNORECASE)
        number.append(para(f"V/v {about}", size=ISSUER, align="center", before=GAP))
    place = [para(date_line(head.place, head.issued_on), size=NUMBER, align="center", italic=True)]
    steps.append({"el": "cols", "widths": [HEADER_LEFT, HEADER_RIGHT], "before": 4,
                  "cells": [number, place if head.place else []], "keep": True})  # fmt: skip
    return steps


def _title(paper: s.PaperSpec, width: float) -> list[Step]:
    steps: list[Step] = []
    if paper.title:
        steps.append(para(one_line(paper.title).upper(), size=TITLE, align="center", bold=True, before=18, keep=True))
        abstract = clean(paper.abstract).strip()
        if abstract:
            steps.append(para(abstract, size=TITLE, align="center", bold=True, keep=True))
        if paper.subtitle:
            steps.append(para(clean(paper.subtitle), align="center", italic=True, keep=True))
        if paper.title_rule:
            last = (abstract or paper.title).split("\n")[-1]
            steps += [rule(min(text_width(last, TITLE), width * 0.9) * 0.4, width), space(6)]
    if paper.authority:
        steps.append(para(one_line(paper.authority).upper(), align="center", bold=True, before=14, keep=True))
    bases = [one_line(base).rstrip(" ;.,") for base in paper.bases]
    for index, base in enumerate(bases):
        end = "." if index == len(bases) - 1 else ";"
        steps.append(para(base + end, align="justify", italic=True, indent=INDENT, before=10 if not index else GAP))
    if paper.resolution:
        steps.append(para(one_line(paper.resolution).upper(), align="center", bold=True, before=12, keep=True))
    return steps + _addressees(paper.addressees)


def _addressees(names: tuple[str, ...]) -> list[Step]:
    """One addressee stands on the line of "Kính gửi"; more stand each on its own. Legal: as above, khoản 9, điểm d."""
    names = tuple(one_line(name).rstrip(" ;.") for name in names)
    if not names:
        return []
    if len(names) == 1:
        return [para(f"Kính gửi: {names[0]}.", align="center", before=14), space(6)]
    steps = [para("Kính gửi:", left=35, before=14, keep=True)]
    for index, name in enumerate(names):
        end = "." if index == len(names) - 1 else ";"
        steps.append(para(f"- {name}{end}", left=58, hang=3, before=2))
    return [*steps, space(6)]


def _signature(column: s.Signature) -> list[Step]:
    steps: list[Step] = []
    if column.place_date:
        steps.append(para(clean(column.place_date).strip(), size=NUMBER, align="center", italic=True))
    for line in (*column.authority, column.title):
        if line:
            words = one_line(line) if column.as_written else one_line(line).upper()
            steps.append(para(words, align="center", bold=True, keep=True))
    if column.note:
        steps.append(para(one_line(column.note), size=NUMBER, align="center", italic=True, keep=True))
    steps.append(space(58))
    if column.second_title:
        steps.append(para(one_line(column.second_title).upper(), align="center", bold=True))
    if column.name:
        steps.append(para(one_line(column.name), align="center", bold=True))
    return steps


def _recipients(names: tuple[str, ...]) -> list[Step]:
    names = tuple(one_line(name).rstrip(" ;.") for name in names)
    if not names:
        return []
    steps = [para("Nơi nhận:", size=RECIPIENTS_LABEL, bold=True, italic=True)]
    for index, name in enumerate(names):
        end = "." if index == len(names) - 1 else ";"
        steps.append(para(f"- {name}{end}", size=RECIPIENT))
    return steps


def _signing(paper: s.PaperSpec, width: float) -> list[Step]:
    """Recipients at the left, level with the signer's office at the right; several signers stand side by side."""
    columns, recipients = paper.signatures, _recipients(paper.recipients)
    if not columns:
        return recipients
    if len(columns) == 1:
        left = round(width * 0.47, 1)
        cells = [recipients, _signature(columns[0])]
        return [{"el": "cols", "widths": [left, round(width - left, 1)], "before": 14, "cells": cells, "keep": True}]
    steps = [_signature_columns(columns, width)]
    return [*steps, space(12), *recipients] if recipients else steps


def _signature_columns(columns: tuple[s.Signature, ...], width: float) -> Step:
    """Signers side by side; one alone signs at the right."""
    cells = [_signature(column) for column in columns]
    widths = [round(width / len(cells), 1)] * len(cells)
    if len(cells) == 1:
        needed = max(text_width(line.upper(), BODY) for line in (*columns[0].authority, columns[0].title))
        right = round(min(width - 10, max(width / 2, needed + 2)), 1)
        cells, widths = [[], *cells], [round(width - right, 1), right]
    return {"el": "cols", "widths": widths, "before": 14, "keep": True, "cells": cells}


# --- blocks --------------------------------------------------------------------------------------------------------


def _heading(block: s.Heading, width: float) -> list[Step]:
    text = one_line(block.text)
    if block.level == 0:
        steps = [para(text, align="center", bold=True, before=12, keep=True)]
        if block.title:
            steps.append(para(one_line(block.title).upper(), align="center", bold=True, keep=True))
        return steps
    text = text.upper() if block.level == 1 else text
    return [para(text, align="justify", bold=True, italic=block.level == 3, indent=INDENT, before=GAP, keep=True)]


def _paragraph(block: s.Paragraph, width: float) -> list[Step]:
    indent = INDENT if block.indent and block.align in ("justify", "left") else 0
    style = {"align": block.align, "indent": indent, "before": GAP, "bold": block.bold, "italic": block.italic,
             "keep": block.keep_with_next, "size": SMALL if block.small else BODY}  # fmt: skip
    return [para(line, **style) for line in _lines(block.text)]


def _lines(text: tuple[s.Run, ...]) -> list[tuple[s.Run, ...]]:
    """Split runs at line breaks, so that each line is its own paragraph."""
    lines: list[list[s.Run]] = [[]]
    for run in text:
        first, *rest = clean(run.text).split("\n")
        lines[-1].append(s.Run(first, run.bold, run.italic, run.underline))
        lines.extend([s.Run(part, run.bold, run.italic, run.underline)] for part in rest)
    return [tuple(line) for line in lines]


def _article(block: s.Article, width: float) -> list[Step]:
    style = {"align": "justify", "indent": INDENT, "before": GAP}
    label = f"Điều {block.number}."
    lines = _lines(block.text) if block.text else []
    if block.title:
        head = [para(f"{label} {one_line(block.title)}", bold=True, keep=True, **style)]
    else:
        first = lines.pop(0) if lines else ()
        head = [para((s.Run(f"{label} ", bold=True), *first), **style)]
    return head + [para(line, **style) for line in lines]


def _marker(style: str, index: int) -> str:
    if style == "number":
        return f"{index}."
    if style == "letter":
        return f"{LETTERS[(index - 1) % len(LETTERS)]})"
    return "+" if style == "plus" else "-"


def _clauses(block: s.Clauses, width: float) -> list[Step]:
    steps = []
    for index, item in enumerate(block.items, start=block.start):
        for place, line in enumerate(_lines(item)):
            lead = (s.Run(f"{_marker(block.style, index)} "),) if not place else ()
            steps.append(para((*lead, *line), align="justify", indent=INDENT, before=GAP))
    return steps


def _checkboxes(block: s.Checkboxes, width: float) -> list[Step]:
    boxes = [f"{one_line(item.label)}\u00a0{'☑' if item.checked else '☐'}" for item in block.items]
    if block.inline:
        text = "\u00a0\u00a0 ".join([one_line(block.lead), *boxes] if block.lead else boxes)
        return [para(text, indent=INDENT, before=GAP)]
    lead = [para(one_line(block.lead), indent=INDENT, before=GAP, keep=True)] if block.lead else []
    return lead + [para(box, align="left", indent=INDENT, before=GAP) for box in boxes]


def _key_values(block: s.KeyValues, width: float) -> list[Step]:
    parts = [{"label": one_line(item.label), "value": clean(item.value).strip()} for item in block.items]
    indent = INDENT if block.indent else 0
    if block.inline and all(len(part["label"] + part["value"]) < 44 for part in parts):
        return [{"el": "fill", "parts": parts, "size": BODY, "before": GAP, "indent": indent}]
    steps: list[Step] = []
    for part in parts:
        if not part["value"]:
            steps.append({"el": "fill", "parts": [part], "size": BODY, "before": GAP, "indent": indent})
            continue
        first, *rest = part["value"].split("\n")
        steps.append(para(f"{part['label']}: {first}", align="justify", indent=indent, before=GAP))
        steps.extend(para(line, align="justify", indent=indent, before=GAP) for line in rest)
    return steps


def _dotted(block: s.DottedLines, width: float) -> list[Step]:
    step = {"el": "fill", "parts": [{"label": "", "value": ""}], "size": BODY, "before": GAP, "indent": 0}
    return [dict(step) for _ in range(block.count)]


def _table_row(row: s.Row, table: s.Table, header: bool) -> Step:
    cells = []
    column = 0
    for cell in row.cells:
        align = "center" if header else (cell.align or table.columns[min(column, len(table.columns) - 1)].align)
        bold = header or row.bold or cell.bold
        lines = [para(line, size=table.size, align=align, bold=bold, italic=cell.italic) for line in _lines(cell.text)]
        cells.append({"paras": lines, "colspan": cell.colspan, "rowspan": cell.rowspan, "align": align})
        column += cell.colspan
    length = max((sum(len(run.text) for run in cell.text) for cell in row.cells), default=0)
    return {"cells": cells, "breakable": length > LONG_CELL}


def _table(block: s.Table, width: float) -> list[Step]:
    total = sum(column.width for column in block.columns)
    return [
        {
            "el": "table",
            "widths": [round(width * column.width / total, 2) for column in block.columns],
            "header": [_table_row(row, block, header=True) for row in block.header],
            "rows": [_table_row(row, block, header=False) for row in block.rows],
            "repeat": block.repeat_header,
            "borders": block.borders,
            "before": 8,
        }
    ]


def _qr(block: s.QrCode, width: float) -> list[Step]:
    steps: list[Step] = [{"el": "qr", "content": clean(block.content), "width": block.width_mm, "align": block.align}]
    if block.caption:
        steps.append(para(clean(block.caption), size=10, align=block.align))
    return steps


_BLOCKS: dict[type, Callable[[Any, float], list[Step]]] = {
    s.Heading: _heading,
    s.Paragraph: _paragraph,
    s.Article: _article,
    s.Clauses: _clauses,
    s.Checkboxes: _checkboxes,
    s.KeyValues: _key_values,
    s.DottedLines: _dotted,
    s.Table: _table,
    s.PageBreak: lambda block, width: [{"el": "pagebreak"}],
    s.QrCode: _qr,
    s.Signatures: lambda block, width: [_signature_columns(block.columns, width)],
}


def _steps(blocks: Iterable[Any], width: float) -> list[Step]:
    steps: list[Step] = []
    for block in blocks:
        maker = _BLOCKS.get(type(block))
        if maker is None:
            raise TypeError(f"{type(block).__name__} is not a block of a paper")
        steps.extend(maker(block, width))
    return steps


def _annex(annex: s.Annex, paper: s.PaperSpec, width: float) -> list[Step]:
    """Label, title and the note of what the annex belongs to. Legal: as above, mục III, khoản 1."""
    steps: list[Step] = []
    if annex.label:
        steps.append(para(f"Phụ lục {annex.number}".strip(), align="center", bold=True, keep=True))
    if annex.title:
        steps.append(para(clean(annex.title).upper(), align="center", bold=True, keep=True))
    reference = one_line(annex.reference)
    if not reference:
        head = paper.header
        name = one_line(paper.title).capitalize() or "Văn bản"
        number = number_line(head.number, head.symbol).removeprefix("Số: ")
        owner = f" của {one_line(head.issuer_text)}" if head.issuer_text else ""
        reference = f"(Kèm theo {name} số {number} {date_line('', head.issued_on)}{owner})"
    steps.append(para(reference, align="center", italic=True, keep=True))
    steps.append(rule(30, width))
    return steps + _steps(annex.blocks, width)


def _end(step: Step) -> None:
    """Close the text with "./.", the sign that nothing follows. Legal: Nghị định 30/2020/NĐ-CP, Phụ lục III."""
    if not step["runs"]:
        return
    last = step["runs"][-1]
    text = last["t"].rstrip()
    if not text.endswith("./."):
        last["t"] = text.rstrip(".;/ ") + "./."


def content_width(landscape: bool) -> float:
    """Width of the text area in mm."""
    return (PAGE_LONG if landscape else PAGE_SHORT) - MARGIN_LEFT - MARGIN_RIGHT


def compose(paper: s.PaperSpec) -> Step:
    """Everything a writer needs to draw the paper."""
    width = content_width(landscape=False)
    body = [*_header(paper, width), *_title(paper, width), *_steps(paper.blocks, width)]
    signing = _signing(paper, width)
    if signing and body and body[-1]["el"] == "para":
        body[-1]["keep"] = True
        if paper.end_mark and paper.header.layout == "state" and paper.blocks:
            _end(body[-1])
    sections = [{"landscape": False, "width": width, "steps": [*body, *signing]}]
    for annex in paper.annexes:
        annex_width = content_width(annex.landscape)
        steps = _annex(annex, paper, annex_width)
        sections.append({"landscape": annex.landscape, "width": annex_width, "steps": steps})
    title = one_line(f"{paper.title} {paper.abstract}") or one_line(paper.abstract)
    return {"sections": sections, "title": title, "page_number": PAGE_NUMBER}
