"""The marks at the head of a paragraph: I. 1. 1.1. 1) a) - + and "Điều 1."."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .letters import UPPER

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"


@dataclass(frozen=True)
class Marker:
    """Kind of a mark, the number or letter as printed without its punctuation, and how many characters it takes."""

    kind: str
    label: str
    length: int


_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(r"(?:Phần|PHẦN)\s+((?:thứ|THỨ)\s+\w+|[IVX]{1,5}|\d{1,2})\b[.:]?\s*")),
    ("chapter", re.compile(r"(?:Chương|CHƯƠNG)\s+([IVX]{1,5}|\d{1,2})\b[.:]?\s*")),
    ("article", re.compile(r"(?:Điều|ĐIỀU)\s+(\d{1,3}[a-zđ]?)\s*[.:]\s*")),
    (
        "dotted",
        re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})(?:[.)]\s*|\s+)(?=[^\d\s%])(?!(?:tỷ|triệu|nghìn|ngàn|ha|km|đồng)\b)"),
    ),
    ("roman", re.compile(r"([IVX]{1,5})(?:\s*[.)]\s*|\s*[-–/]\s+)(?=\D)")),
    ("roman", re.compile(r"(?:Mục|MỤC)\s+([IVX]{1,5})\s*[.:]?\s*")),
    ("upper", re.compile(rf"([A-H])\s*[.)]\s+(?=[{UPPER}])")),
    ("num", re.compile(r"(\d{1,3})\s*\.(?:\s+|(?=[^\d\s.,]))")),
    ("num", re.compile(r"(\d{1,2})\s*/\s+(?=\D)")),
    ("num", re.compile(r"(\d{1,2})\s*[-–]\s*(?=[^\d\s])")),
    ("numparen", re.compile(r"\(?(\d{1,2})\s*\)\.?\s*(?=\D)")),
    ("romanlow", re.compile(r"\(([ivx]{1,5})\)\s*")),
    ("letter", re.compile(r"\(?([a-zđăâêôơư])\s*\)\.?\s*")),
    ("letter", re.compile(rf"([a-zđăâêôơư])\s*(?:\.|\s[-–])\s+(?=[{UPPER}])")),
    ("letter", re.compile(rf"([a-zđăâêôơư])\s*[-–/]\s*(?=[{UPPER}])")),
    ("plus", re.compile(r"(\+)\s*(?=\D)")),
    ("star", re.compile(r"(\*+)\s*(?=\S)")),
    ("bullet", re.compile(r"([•●▪■□○◦‣⁃·►➢➤✓✔❖◆o])\s+(?=\S)|([•●▪■□○◦‣⁃·►➢➤✓✔❖◆])(?=\S)")),
    ("dash", re.compile(r"([-–—‑−])\s*(?=[^\s\d-])|([-–—])\s+(?=\d)")),
)
_BARE = re.compile(r"(?:\d{1,3}[.)]|\(?[a-zđ]\)|[IVX]{1,5}\.|[-–+•]|Điều\s+\d{1,3}[.:]?)")


def marker_of(text: str) -> Marker | None:
    """Return the mark at the head of a paragraph, or None."""
    for kind, shape in _SHAPES:
        match = shape.match(text)
        if match is None:
            continue
        label = next(group for group in match.groups() if group is not None)
        if kind == "dotted":
            return Marker(f"dotted{label.count('.') + 1}", label, match.end())
        return Marker(kind, label, match.end())
    return None


def is_bare_marker(text: str) -> bool:
    """Whether the line is a mark and nothing else (its words stand on the next line)."""
    return bool(_BARE.fullmatch(text))


LISTED = frozenset({"dash", "plus", "star", "bullet"})
COUNTED = frozenset({"article", "roman", "upper", "num", "numparen", "letter", "dotted2", "dotted3", "dotted4"})
