"""Duties set out in a table: a row is a block, its cells give the text, who leads, who supports and the deadline."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .dates import deadline_of
from .model import Block, Deadline, Task
from .paragraphs import Paragraph
from .rows import ROLES, Roles, roles_of
from .tasks import Reader

_COUNT = re.compile(r"(\d{1,3}(?:\.\d{1,2})*)\.?")
_MARK = re.compile(r"[-–+•]\s+")


@dataclass
class _Cell:
    text: str
    start: int


def table_blocks(paragraphs: list[Paragraph], reader: Reader) -> tuple[list[Block], set[int]]:
    """Return the blocks of the tables of duties and the places (``start``) of the paragraphs that are their rows."""
    blocks: list[Block] = []
    rows: set[int] = set()
    roles: Roles | None = None
    before = ""
    for item in paragraphs:
        if item.noise:
            continue
        if not item.row:
            roles, before = None, ""
            continue
        rows.add(item.start)
        cells = _cells(item)
        if found := roles_of([cell.text for cell in cells]):
            roles = found
        elif roles and (block := _block(item, cells, roles, before, reader)):
            blocks.append(block)
            before = block.addressee or before
    return blocks, rows


def _cells(item: Paragraph) -> list[_Cell]:
    cells: list[_Cell] = []
    position = 0
    for piece in item.text.split("|"):
        lead = len(piece) - len(piece.lstrip())
        cells.append(_Cell(piece.strip(), item.start + position + lead))
        position += len(piece) + 1
    return cells


def _block(item: Paragraph, cells: list[_Cell], roles: Roles, before: str, reader: Reader) -> Block | None:
    """The block of a row; None for a row that only heads a group of rows."""
    found = {name: cells[place] for name, place in roles.items() if place < len(cells)}
    empty = _Cell("", item.start)
    number, text, lead, support, due = (found.get(name, empty) for name in ROLES)
    mark = _MARK.match(text.text)
    if mark:
        text = _Cell(text.text[mark.end() :], text.start + mark.end())
    addressee = lead.text or before
    counted = _COUNT.fullmatch(number.text)
    if not text.text or not addressee or not (lead.text or support.text or due.text or counted):
        return None
    names, end = reader.units.listing(addressee)
    leads = names if names and not addressee[end:].strip(" .;,") else [addressee]
    task = reader.task(text.text, text.start, text.start + len(text.text), [], leads, addressee)
    task = replace(task, lead=leads[0] if len(leads) == 1 else addressee, scope=reader.scope(leads, addressee))
    if support.text:
        supporting, end = reader.units.listing(support.text)
        rest = support.text[end:].strip(" .;,")
        task.support = [*supporting, rest] if rest else supporting
    _set_due(task, due.text, reader)
    return Block(counted[1] if counted else None, addressee, leads, [task], item.start, item.end)


def _set_due(task: Task, words: str, reader: Reader) -> None:
    if not words:
        return
    due = deadline_of(f"Thời hạn hoàn thành: {words}", reader.issued, reader.rules)
    if due.type != "none":
        task.deadline = Deadline(due.type, words, due.date)
    if reader.kind(words) == "standing":
        task.kind = "standing"
