"""What a reader of files hands on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from saolang.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Cell:
    """One value and where it stands: ``Danh sách!B7`` in a sheet, ``dòng 31, star`` in a text file."""

    value: Any
    where: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """One line of a file, by the keys of the columns; empty cells are left out."""

    place: str
    cells: dict[str, Cell]


@dataclass(slots=True)
class RawFile:
    """A file that was read: its lines, what stops the import, and what a person should know."""

    name: str
    sha256: str
    title: str = ""
    rows: list[RawRow] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
