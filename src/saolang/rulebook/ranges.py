"""Reads the percentages in option labels and finds boundaries that no option, or two options, cover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .loading import Criterion

_NUMBER = r"(\d{1,3})\s*%?"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?:từ\s+)?{_NUMBER}\s+đến\s+dưới\s+(\d{{1,3}})\s*%", re.I), "[)"),
    (re.compile(rf"(?:từ\s+)?{_NUMBER}\s*(?:đến|-)\s*(\d{{1,3}})\s*%", re.I), "[]"),
    (re.compile(r"(?:trên|hơn|>)\s*(\d{1,3})\s*%", re.I), "("),
    (re.compile(r"(?:≥|từ)\s*(\d{1,3})\s*%(?:\s*trở lên)?", re.I), "["),
    (re.compile(r"(?:dưới|<)\s*(\d{1,3})\s*%", re.I), ")"),
)


@dataclass(frozen=True, slots=True)
class Range:
    """An interval of percent, ends in or out."""

    low: int
    high: int
    low_in: bool
    high_in: bool

    def has(self, value: float) -> bool:
        above = value > self.low or (self.low_in and value == self.low)
        below = value < self.high or (self.high_in and value == self.high)
        return above and below


def percent_range(label: str) -> Range | None:
    """The percentage range a label states, or ``None``."""
    for pattern, shape in _PATTERNS:
        found = pattern.search(label)
        if not found:
            continue
        first = int(found[1])
        if shape in ("[)", "[]"):
            return Range(first, int(found[2]), True, shape == "[]")
        if shape == ")":
            return Range(0, first, True, False)
        return Range(first, 100, shape == "[", True)
    return None


def boundary_doubts(criterion: Criterion) -> Iterator[tuple[str, str]]:
    """(code, message) for a value with no option, a value with two options, and a low end without option."""
    ranges = [(option.position, percent_range(option.label)) for option in criterion.options]
    known = [(position, found) for position, found in ranges if found is not None]
    if len(known) < 2 or criterion.kind == "choose_case_then_one":
        return
    edges = sorted({end for _, found in known for end in (found.low, found.high)} - {0, 100})
    for edge in edges:
        at = [position for position, found in known if found.has(edge)]
        below = [position for position, found in known if found.has(edge - 0.5)]
        above = [position for position, found in known if found.has(edge + 0.5)]
        if below and above and not at:
            limits = f"mức {below[0]} dừng dưới {edge}%, mức {above[0]} bắt đầu trên {edge}%"
            yield "gap", f"đúng {edge}% không thuộc mức nào ({limits})"
        if len(at) > 1 and not set(at) & set(below) & set(above) and set(at) != set(above):
            yield "overlap", f"đúng {edge}% thuộc {len(at)} mức ({', '.join(map(str, at))})"
    lowest = min(found.low for _, found in known)
    if lowest > 0 and len(known) == len(ranges):
        yield "uncovered", f"dưới {lowest}% không có mức nào; khi đó tiêu chí được 0 điểm"
