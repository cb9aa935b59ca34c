"""Small sheets of our own, for tests that need no shipped data."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from saolang.rulebook.loading import Sheet, parse_sheet, rulebook_dir

REFERENCE = rulebook_dir().parents[2] / "shared" / "reference"
"""Other people's texts, there on the build machine only."""


def option(label: str, points: int, star: int | None = None, **more: Any) -> dict[str, Any]:
    """One option as in a file."""
    found: dict[str, Any] = {"label": label, "points": points, **more}
    return found if star is None else {**found, "min_for_star": star}


def criterion(code: str, points: list[int], stars: dict[int, int] | None = None, **more: Any) -> dict[str, Any]:
    """A criterion with one option per point value; ``stars`` maps a star to the points that reach it."""
    marks = {needs: star for star, needs in (stars or {}).items()}
    return {
        "code": code,
        "name": f"Tiêu chí {code}",
        "max": max(points),
        "kind": "choose_one",
        **({"star_min": stars} if stars else {}),
        "options": [option(f"Mức {value} của {code}", value, marks.get(value)) for value in points],
        **more,
    }


def raw_sheet(sheet_id: str = "thu-01", **more: Any) -> dict[str, Any]:
    """A whole sheet of 100 points: A 40 (1.1, 1.2), B 25 (2), C 35 (3.1 group, 3.2)."""
    children = [criterion("3.1.1", [0, 5]), criterion("3.1.2", [0, 10], {4: 10})]
    sections = {
        "A": [("1", 40, [criterion("1.1", [5, 20, 30], {3: 20, 5: 30}), criterion("1.2", [0, 10])])],
        "B": [("2", 25, [criterion("2", [0, 15, 25], {4: 15}, scored_at_section=True)])],
        "C": [
            (
                "3",
                35,
                [
                    {"code": "3.1", "name": "Nhóm", "max": 15, "kind": "group", "criteria": children},
                    criterion("3.2", [0, 20], rules=[{"effect": "reject", "when": "Giả"}]),
                ],
            )
        ],
    }
    return {
        "schema": "ocop-criteria/1",
        "id": sheet_id,
        "decision": {"number": "1/2026/QĐ-MẪU", "date": "2026-01-01", "status": "in_force"},
        "set": {"number": 1, "name": "Bộ mẫu", "industry": "Thực phẩm"},
        "total_points": 100,
        "parts": [
            {
                "code": code,
                "name": f"Phần {code}",
                "max": sum(item[1] for item in items),
                "sections": [
                    {"code": number, "name": f"Mục {number}", "max": most, "criteria": found}
                    for number, most, found in items
                ],
            }
            for code, items in sections.items()
        ],
        "confidence": "verbatim",
        **more,
    }


def small_sheet(**more: Any) -> Sheet:
    """The small sheet, parsed."""
    return parse_sheet(raw_sheet(**more))


def changed(path: list[Any], value: Any, **more: Any) -> dict[str, Any]:
    """The small sheet with one value changed at a path of keys and positions."""
    raw = copy.deepcopy(raw_sheet(**more))
    place: Any = raw
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return raw


def write(folder: Path, name: str, content: Any) -> Path:
    """Write a YAML file (or text as it is) and return its path."""
    path = folder / name
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


def best_answers(sheet: Sheet) -> dict[str, int]:
    """The highest option of every criterion."""
    return {
        item.code: max(item.options, key=lambda choice: (choice.points, -choice.position)).position
        for item in sheet.criteria
    }
