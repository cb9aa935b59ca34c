"""Sets of older decisions as sets of the decision in force: our own classification, for a person to confirm.

Pure: no Django, no database. ``data/rulebook/set_mapping.yaml`` names for each old set one or several candidates with
the reason, or none ("không có bộ tương ứng").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .loading import SheetError, load_sheet, read_yaml, rulebook_dir, sheet_files

SCHEMA = "ocop-set-mapping/1"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A set in force that an old set may have become, and why."""

    number: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class OldSet:
    """One set of an older decision with its candidates, the likeliest first; none when the list has no such set."""

    decision: str
    decision_number: str
    number: int
    name: str
    candidates: tuple[Candidate, ...]
    reason: str = ""
    note: str = ""

    @property
    def has_successor(self) -> bool:
        """Whether any set in force takes such products."""
        return bool(self.candidates)

    @property
    def title(self) -> str:
        """Number, name and decision, as people look for it."""
        name = f". {self.name}" if self.name else ""
        return f"Bộ {self.number}{name} ({self.decision_number})"


@dataclass(frozen=True, slots=True)
class SetMapping:
    """The whole mapping; ``ask`` says who answers where no set fits."""

    sets: Mapping[tuple[str, int], OldSet]
    ask: str

    def of(self, decision: str, number: int) -> OldSet | None:
        """What became of a set of an older decision."""
        return self.sets.get((decision, number))

    def of_sheet(self, sheet_id: str) -> OldSet | None:
        """What became of the set of a sheet such as "qd1048-21"."""
        decision, dash, number = sheet_id.partition("-")
        return self.of(decision, int(number)) if dash and number.isascii() and number.isdigit() else None


@lru_cache(maxsize=1)
def set_mapping() -> SetMapping:
    """The shipped mapping. Raises ``SheetError`` when it names a set that does not exist, or one twice."""
    return parse_mapping(read_yaml(rulebook_dir() / "set_mapping.yaml"))


def parse_mapping(raw: Mapping[str, Any]) -> SetMapping:
    """A mapping from its parsed file."""
    if raw.get("schema") != SCHEMA:
        raise SheetError(f"set_mapping.yaml: lược đồ phải là {SCHEMA}")
    found: dict[tuple[str, int], OldSet] = {}
    for decision in raw["decisions"]:
        for row in decision["sets"]:
            item = _old_set(str(raw["to"]), decision, row)
            if (item.decision, item.number) in found:
                raise SheetError(f"set_mapping.yaml: bộ {item.number} của {item.decision} ghi hai lần")
            found[item.decision, item.number] = item
    return SetMapping(found, str(raw["ask"]))


def _old_set(target: str, decision: Mapping[str, Any], row: Mapping[str, Any]) -> OldSet:
    candidates = tuple(_candidate(target, item) for item in row["to"])
    reason = str(row.get("reason", ""))
    if not candidates and not reason:
        raise SheetError(
            f"set_mapping.yaml: bộ {row['from']} của {decision['id']} không có bộ tương ứng mà thiếu lý do"
        )
    return OldSet(
        decision=str(decision["id"]),
        decision_number=str(decision["number"]),
        number=int(row["from"]),
        name=str(row["name"] or ""),
        candidates=candidates,
        reason=reason,
        note=str(row.get("note", "")),
    )


def _candidate(target: str, raw: Mapping[str, Any]) -> Candidate:
    number, reason = int(raw["set"]), str(raw.get("reason", ""))
    sheet_id = f"{target}-{number:02d}"
    if sheet_id not in sheet_files():
        raise SheetError(f"set_mapping.yaml: không có bộ {sheet_id}")
    if not reason:
        raise SheetError(f"set_mapping.yaml: bộ {sheet_id} thiếu lý do")
    return Candidate(number, load_sheet(sheet_id).name, reason)
