"""The account of a plan as rows to keep: every row of the file with text, every product, every cell."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ..enums import LineOutcome
from ..models import ImportLine, RegisterImport
from .register import Line, SourceRow
from .register_plan import RegisterPlan

_LIMIT = 250


def import_lines(work: RegisterImport, plan: RegisterPlan) -> list[ImportLine]:
    """One row for each product, and one for each other row; the cells of a row stand with its first product."""
    products: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in plan.read.lines:
        products[(line.sheet, line.row)].append(line)
    lines: list[ImportLine] = []
    for row in plan.read.rows:
        cells = [[cell.place, cell.text, cell.use, str(cell.why)] for cell in row.cells]
        mine = products.get((row.sheet, row.number)) if row.kind == "data" else None
        for index, line in enumerate(mine or []):
            lines.append(_product(work, len(lines), line, cells if index == 0 else []))
        if not mine:
            lines.append(_other(work, len(lines), row, cells))
    return lines


def _product(work: RegisterImport, position: int, line: Line, cells: list[Any]) -> ImportLine:
    remarks = [[str(p.where), str(p.message), str(p.fix), "problem"] for p in line.problems]
    remarks += [[str(n.where), str(n.message), "", "note"] for n in line.notes]
    return ImportLine(
        work=work,
        position=position,
        place=line.place[:60],
        outcome=line.outcome,
        name=line.name[:_LIMIT],
        producer=line.producer[:_LIMIT],
        star=line.entry.star if line.entry else None,
        remarks=remarks,
        cells=cells,
    )


def _other(work: RegisterImport, position: int, row: SourceRow, cells: list[Any]) -> ImportLine:
    text = " ".join(cell.text for cell in row.cells)
    outcome = row.kind if row.kind in LineOutcome.values else LineOutcome.TEXT
    return ImportLine(
        work=work,
        position=position,
        place=f"{row.sheet}!{row.number}",
        outcome=outcome,
        name=text[:_LIMIT],
        cells=cells,
    )
