"""What is read from a document: plain dataclasses, and the two shapes in which they leave the package."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class Unreadable(Exception):
    """The file has no readable text. The message is Vietnamese and meant for the person who chose the file."""


class RulesError(Exception):
    """A rules file is wrong. The message names the file and the place."""


@dataclass(frozen=True)
class Source:
    """The text of a file and what was noticed while taking it out."""

    text: str
    kind: str
    pages: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Citation:
    """A cited document: number as printed ("847/QĐ-UBND"), date, and the words of the citation."""

    number: str | None
    date: str | None
    text: str

    def as_json(self) -> Json:
        return {"number": self.number, "date": self.date, "text": self.text}


@dataclass(frozen=True)
class Figure:
    """A number that counts or measures something."""

    text: str
    value: int | float
    unit: str | None

    def as_json(self) -> Json:
        return {"text": self.text, "value": self.value, "unit": self.unit}


@dataclass(frozen=True)
class Deadline:
    """When a text falls due: type day, month, quarter, year, urgent or none."""

    type: str = "none"
    text: str | None = None
    date: str | None = None

    def as_json(self) -> Json:
        return {"type": self.type, "text": self.text, "date": self.date}


@dataclass
class Task:
    """One text under a block."""

    text: str
    start: int
    end: int
    items: list[str] = field(default_factory=list)
    lead: str | None = None
    support: list[str] = field(default_factory=list)
    scope: str = "one"
    kind: str = "one_off"
    follows: Citation | None = None
    deadline: Deadline = field(default_factory=Deadline)
    figures: list[Figure] = field(default_factory=list)

    def as_json(self) -> Json:
        return {
            "text": self.text,
            "items": list(self.items),
            "lead": self.lead,
            "support": list(self.support),
            "scope": self.scope,
            "kind": self.kind,
            "follows": self.follows.as_json() if self.follows else None,
            "deadline": self.deadline.as_json(),
            "figures": [figure.as_json() for figure in self.figures],
        }

    def as_data(self) -> Json:
        return {**self.as_json(), "start": self.start, "end": self.end}


@dataclass
class Block:
    """An addressed part of the document and its texts."""

    no: str | None
    addressee: str | None
    leads: list[str]
    tasks: list[Task]
    start: int = 0
    end: int = 0
    heading: str | None = None
    lead_in: str | None = None

    def as_json(self) -> Json:
        return {
            "no": self.no,
            "addressee": self.addressee,
            "leads": list(self.leads),
            "tasks": [task.as_json() for task in self.tasks],
        }

    def as_data(self) -> Json:
        return {
            "no": self.no,
            "addressee": self.addressee,
            "leads": list(self.leads),
            "heading": self.heading,
            "lead_in": self.lead_in,
            "tasks": [task.as_data() for task in self.tasks],
            "start": self.start,
            "end": self.end,
        }


@dataclass
class Document:
    """The data of the document itself; what is not printed is None."""

    number: str | None = None
    symbol: str | None = None
    date: str | None = None
    issuer: str | None = None
    kind: str | None = None
    title: str | None = None
    place: str | None = None

    def as_json(self) -> Json:
        return {
            "number": self.number,
            "symbol": self.symbol,
            "date": self.date,
            "issuer": self.issuer,
            "kind": self.kind,
            "title": self.title,
            "place": self.place,
        }


@dataclass
class Reading:
    """The proposal: what the rules found, over ``text``, the cleaned text with one paragraph a line."""

    text: str
    document: Document
    bases: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def _rest(self) -> Json:
        return {
            "recipients": list(self.recipients),
            "figures": [figure.as_json() for figure in self.figures],
        }

    def as_json(self) -> Json:
        """The published shape: no offsets."""
        return {
            "document": self.document.as_json(),
            "bases": list(self.bases),
            "citations": [citation.as_json() for citation in self.citations],
            "blocks": [block.as_json() for block in self.blocks],
            **self._rest(),
        }

    def as_data(self) -> Json:
        """The same with ``start`` and ``end`` of every block and text in ``text``, and each block's heading."""
        return {
            **self.as_json(),
            "blocks": [block.as_data() for block in self.blocks],
            "text": self.text,
        }
