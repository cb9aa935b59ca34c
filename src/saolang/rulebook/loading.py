"""Criteria sheets as frozen objects, read from the YAML files of ``data/rulebook``.

Pure: no Django, no database. A sheet is read once per process and kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

SCHEMA = "ocop-criteria/1"
KINDS = ("choose_one", "yes_no", "choose_case_then_one", "group")
RULE_EFFECTS = ("reject", "stop_evaluation", "not_assessed", "mandatory")
PART_CODES = ("A", "B", "C")
UNSCORABLE_CONFIDENCE = ("partial", "missing")

Number = int | float
YamlLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class SheetError(ValueError):
    """A sheet that cannot be found, read or used. The text is Vietnamese and names the sheet."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A printed condition a council may conclude on; never inferred from answers."""

    effect: str
    when: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One level of a criterion. ``position`` is 1-based and is the answer other programs send."""

    position: int
    label: str
    points: Number
    min_for_star: int | None = None
    case: str = ""
    condensed: bool = False
    wording: str = ""

    @property
    def text(self) -> str:
        """The official wording when it has been loaded, else our short label."""
        return self.wording or self.label

    @property
    def is_short_label(self) -> bool:
        """True while the screen must say "nhãn rút gọn"."""
        return self.condensed and not self.wording


@dataclass(frozen=True, slots=True)
class Criterion:
    """A leaf (answerable) criterion, or a group whose children are."""

    code: str
    name: str
    max: Number
    kind: str
    part: str
    section: str
    options: tuple[Option, ...] = ()
    star_min: tuple[tuple[int, Number], ...] = ()
    rules: tuple[Rule, ...] = ()
    applies_if: str = ""
    evidence: str = ""
    hint: str = ""
    cases: tuple[tuple[str, str], ...] = ()
    scored_at_section: bool = False
    children: tuple[Criterion, ...] = ()
    group: str = ""

    @property
    def is_group(self) -> bool:
        return self.kind == "group"

    def option(self, position: int) -> Option | None:
        """The option at a 1-based position; ``None`` for 0 ("không đạt mức nào") or an unknown position."""
        return self.options[position - 1] if 1 <= position <= len(self.options) else None

    def needs(self, star: int) -> Number | None:
        """Points this criterion must have for ``star``, or ``None``."""
        return dict(self.star_min).get(star)


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    name: str
    max: Number
    criteria: tuple[Criterion, ...]

    def leaves(self) -> Iterator[Criterion]:
        """Answerable criteria in sheet order."""
        yield from _leaves(self.criteria)


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    name: str
    max: Number
    sections: tuple[Section, ...]
    max_found: Number | None = None


@dataclass(frozen=True)
class Sheet:
    """One product set's criteria, immutable; ``content_hash`` identifies its legal content."""

    id: str
    slug: str
    number: int
    name: str
    industry: str
    group: str
    subgroup: str
    status: str
    decision: Mapping[str, Any]
    ministries: tuple[str, ...]
    total_points: Number
    samples_required: int
    disqualify_dossier_if: tuple[str, ...]
    parts: tuple[Part, ...]
    source: Mapping[str, Any]
    confidence: str
    confidence_scope: str
    transcript_notes: tuple[str, ...]
    missing: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def is_historical(self) -> bool:
        return self.status == "historical"

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Answerable criteria in sheet order (groups left out, their children in)."""
        return tuple(leaf for part in self.parts for section in part.sections for leaf in section.leaves())

    @cached_property
    def by_code(self) -> Mapping[str, Criterion]:
        return {criterion.code: criterion for criterion in self.criteria}

    @cached_property
    def all_criteria(self) -> tuple[Criterion, ...]:
        """Every criterion, groups included, in sheet order."""
        found: list[Criterion] = []
        for part in self.parts:
            for section in part.sections:
                for criterion in section.criteria:
                    found.append(criterion)
                    found.extend(criterion.children)
        return tuple(found)

    @cached_property
    def group_codes(self) -> frozenset[str]:
        return frozenset(criterion.code for criterion in self.all_criteria if criterion.is_group)

    @cached_property
    def knockout_codes(self) -> frozenset[str]:
        """What ``knockouts`` may name: criteria that carry a rule, and the dossier as a whole."""
        return frozenset({"dossier"} | {criterion.code for criterion in self.all_criteria if criterion.rules})

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the canonical JSON of the whole file, the sheet's identity once published."""
        return content_hash(self.raw)

    def notes_for(self, code: str) -> tuple[str, ...]:
        """Transcript notes that speak of one criterion."""
        return tuple(note for note in self.transcript_notes if note.split(":", 1)[0].strip() == code)

    @property
    def wording_loaded(self) -> bool:
        return any(option.wording for criterion in self.criteria for option in criterion.options)


def content_hash(raw: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _leaves(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    for criterion in criteria:
        if criterion.is_group:
            yield from _leaves(criterion.children)
        else:
            yield criterion


def number(value: Any) -> Number:
    """A JSON number, whole where it is whole. Raises ``SheetError`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise SheetError(f"“{value}” không phải là số")
    return int(value) if float(value).is_integer() else value


def _criterion(raw: Mapping[str, Any], part: str, section: str, group: str = "") -> Criterion:
    code = str(raw["code"])
    options = tuple(
        Option(
            position=position,
            label=str(option["label"]),
            points=number(option["points"]),
            min_for_star=option.get("min_for_star"),
            case=str(option.get("case") or ""),
            condensed=bool(option.get("condensed", False)),
        )
        for position, option in enumerate(raw.get("options") or (), start=1)
    )
    return Criterion(
        code=code,
        name=str(raw["name"]),
        max=number(raw["max"]),
        kind=str(raw["kind"]),
        part=part,
        section=section,
        options=options,
        star_min=tuple(sorted((int(star), number(points)) for star, points in (raw.get("star_min") or {}).items())),
        rules=tuple(
            Rule(str(rule["effect"]), str(rule["when"]), str(rule.get("scope") or ""))
            for rule in raw.get("rules") or ()
        ),
        applies_if=str(raw.get("applies_if") or ""),
        evidence=str(raw.get("evidence") or ""),
        hint=str(raw.get("hint") or ""),
        cases=tuple((str(key), str(name)) for key, name in (raw.get("cases") or {}).items()),
        scored_at_section=bool(raw.get("scored_at_section", False)),
        children=tuple(_criterion(child, part, section, code) for child in raw.get("criteria") or ()),
        group=group,
    )


def _part(raw: Mapping[str, Any]) -> Part:
    code = str(raw["code"])
    return Part(
        code=code,
        name=str(raw["name"]),
        max=number(raw["max"]),
        max_found=None if raw.get("max_found") is None else number(raw["max_found"]),
        sections=tuple(
            Section(
                code=str(section["code"]),
                name=str(section["name"]),
                max=number(section["max"]),
                criteria=tuple(_criterion(item, code, str(section["code"])) for item in section["criteria"]),
            )
            for section in raw["sections"]
        ),
    )


def parse_sheet(raw: Any, origin: str = "") -> Sheet:
    """Build a ``Sheet`` from one parsed file of schema ``ocop-criteria/1``.

    Raises ``SheetError`` when the shape is wrong; whether the figures fit is the business of ``check``.
    """
    where = origin or "phiếu"
    if not isinstance(raw, Mapping):
        raise SheetError(f"{where}: tệp không phải là một phiếu (cần các khóa schema, id, parts…)")
    if raw.get("schema") != SCHEMA:
        raise SheetError(f"{where}: lược đồ là “{raw.get('schema')}”, cần “{SCHEMA}”")
    try:
        info, decision = raw["set"], raw["decision"]
        return Sheet(
            id=str(raw["id"]),
            slug=str(raw.get("slug") or ""),
            number=int(info["number"]),
            name=str(info["name"]),
            industry=str(info.get("industry") or ""),
            group=str(info.get("group") or ""),
            subgroup=str(info.get("subgroup") or ""),
            status=str(decision.get("status") or ""),
            decision=dict(decision),
            ministries=tuple(map(str, raw.get("ministries") or ())),
            total_points=number(raw.get("total_points", 100)),
            samples_required=int(raw.get("samples_required", 5)),
            disqualify_dossier_if=tuple(map(str, raw.get("disqualify_dossier_if") or ())),
            parts=tuple(_part(part) for part in raw.get("parts") or ()),
            source=dict(raw.get("source") or {}),
            confidence=str(raw.get("confidence") or ""),
            confidence_scope=str(raw.get("confidence_scope") or ""),
            transcript_notes=tuple(map(str, raw.get("transcript_notes") or ())),
            missing=tuple(map(str, raw.get("missing") or ())),
            raw=raw,
        )
    except SheetError as error:
        raise SheetError(f"{where}: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"thiếu khóa {error}" if isinstance(error, KeyError) else str(error)
        raise SheetError(f"{where}: phiếu không đúng lược đồ, {what}") from error


def read_yaml(path: Path) -> Any:
    """Parsed YAML of one file. Raises ``SheetError`` naming the file when it cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=YamlLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SheetError(f"{path.name}: không đọc được tệp YAML ({error})") from error


def read_sheet(path: Path) -> Sheet:
    """One sheet from a file."""
    return parse_sheet(read_yaml(path), path.name)


def rulebook_dir() -> Path:
    """Folder of the shipped law data."""
    from saolang.core.paths import data_dir

    return data_dir() / "rulebook"


@lru_cache(maxsize=1)
def load_index() -> Mapping[str, Any]:
    """The shipped index: decisions, industries and one row per sheet."""
    index: Mapping[str, Any] = read_yaml(rulebook_dir() / "index.yaml")
    return index


@lru_cache(maxsize=1)
def sheet_files() -> Mapping[str, str]:
    """Sheet id to file name, in the order of the decisions."""
    return {row["id"]: row["file"] for rows in load_index()["sheets"].values() for row in rows}


def sheet_ids(decision: str = "") -> tuple[str, ...]:
    """Ids of the shipped sheets, of one decision ("qd26", "qd1048") or of all."""
    return tuple(key for key in sheet_files() if not decision or key.split("-")[0] == decision)


@lru_cache(maxsize=256)
def load_sheet(sheet_id: str) -> Sheet:
    """A shipped sheet by id. Raises ``SheetError`` for an unknown id."""
    file_name = sheet_files().get(sheet_id)
    if file_name is None:
        raise SheetError(f"Không có phiếu “{sheet_id}”")
    return read_sheet(rulebook_dir() / file_name)


def with_wording(sheet: Sheet, wording: Mapping[tuple[str, int], str]) -> Sheet:
    """The same sheet with official wording put on its options; ``wording`` maps (criterion, position) to text."""

    def dress(criterion: Criterion) -> Criterion:
        return replace(
            criterion,
            options=tuple(
                replace(option, wording=wording.get((criterion.code, option.position), ""))
                for option in criterion.options
            ),
            children=tuple(dress(child) for child in criterion.children),
        )

    parts = tuple(
        replace(
            part,
            sections=tuple(
                replace(section, criteria=tuple(dress(criterion) for criterion in section.criteria))
                for section in part.sections
            ),
        )
        for part in sheet.parts
    )
    return replace(sheet, parts=parts)
