"""What no template of the project may do: inline scripts, inline styles, handlers, unknown icons and components."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "saolang"
TEMPLATES = sorted(SOURCES.glob("*/templates/**/*.html"))
COTTON = SOURCES / "ui" / "templates" / "cotton"
OURS = {"star", "star-held", "mark", "mark-star"}
MAIL = re.compile(r"/(e?mail)/")

FORBIDDEN = {
    "style attribute": re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>", re.I),
    "event handler": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.I),
    "script address": re.compile(r"javascript:", re.I),
    "foreign address": re.compile(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.I),
    "inline htmx code": re.compile(r"\shx-(?:on|vals\s*=\s*[\"']js:)", re.I),
}


def name(path: Path) -> str:
    """Return the path of a template inside the sources."""
    return str(path.relative_to(SOURCES))


def test_there_are_templates_to_check() -> None:
    assert len(TEMPLATES) > 40


@pytest.mark.parametrize("what", FORBIDDEN)
def test_templates_keep_the_content_security_policy(what: str) -> None:
    found = [
        f"{name(path)}: {match.group(0)[:80]}"
        for path in TEMPLATES
        if not MAIL.search(str(path))
        for match in FORBIDDEN[what].finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "sample"),
    [
        ("style attribute", '<p class="a" style="color:red">'),
        ("inline script", "<script>alert(1)</script>"),
        ("event handler", '<a href="#" onclick="x()">'),
        ("foreign address", '<img src="https://noi-khac.example/a.png">'),
    ],
)
def test_the_lint_finds_what_it_looks_for(what: str, sample: str) -> None:
    assert FORBIDDEN[what].search(sample)


def test_icons_named_in_sources_are_in_the_sprite() -> None:
    known = set(json.loads((ROOT / "web" / "icons.json").read_text(encoding="utf-8"))) | OURS
    pattern = re.compile(
        r"""\{%\s*icon\s+["']([a-z0-9-]+)["']"""
        r"""|\bicon(?:_end)?=["']([a-z0-9-]+)["']|icons\.svg'\s*%\}#([a-z-]+)"""
    )
    used = {
        (name(path), next(filter(None, match.groups())))
        for path in [*TEMPLATES, *SOURCES.glob("*/**/*.py")]
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    }
    assert sorted((where, icon) for where, icon in used if icon not in known) == []
    assert len(used) > 30


def test_components_used_exist() -> None:
    used = {
        (name(path), match.group(1))
        for path in TEMPLATES
        for match in re.finditer(r"<c-([a-z][a-z0-9_-]*)", path.read_text(encoding="utf-8"))
    }
    missing = [
        (where, tag)
        for where, tag in used
        if tag not in ("vars", "slot") and not list(SOURCES.glob(f"*/templates/cotton/{tag.replace('-', '_')}.html"))
    ]
    assert missing == []


@pytest.mark.parametrize("path", sorted(COTTON.glob("*.html")), ids=lambda path: path.stem)
def test_component_is_described_in_its_first_line(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("{# ")
    assert first.endswith(" #}")
