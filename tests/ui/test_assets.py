"""The front-end build: size of the first public page, lock file, no foreign addresses."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "src" / "saolang" / "ui" / "static" / "saolang"
OUTPUTS = (
    "public.css", "public.js", "desk.css", "desk.js", "scoring.js", "notices.js", "inspection.js", "inspection-sw.js",
    "icons.svg", "drawings.svg", "favicon.svg",
)  # fmt: skip
LIMIT = 100_000

built = pytest.mark.skipif(not (BUILT / "public.css").exists(), reason="the front end is not built (make setup)")


@built
def test_every_output_is_there() -> None:
    assert [name for name in OUTPUTS if not (BUILT / name).exists()] == []


@built
def test_first_public_page_is_light() -> None:
    page = (ROOT / "src/saolang/ui/templates/ui/base_public.html").read_text(encoding="utf-8")
    wanted = set(re.findall(r"saolang/([\w.-]+\.(?:css|js))", page))
    assert wanted == {"public.css", "public.js"}
    sizes = {name: len(gzip.compress((BUILT / name).read_bytes(), 9)) for name in wanted}
    assert sum(sizes.values()) < LIMIT * 0.4, sizes


@built
def test_styles_and_scripts_load_nothing_from_elsewhere() -> None:
    for name in ("public.css", "desk.css"):
        urls = re.findall(r"url\(([^)]*)\)", (BUILT / name).read_text(encoding="utf-8"))
        assert [url for url in urls if re.match(r"[\"']?(?:https?:)?//", url)] == []
        assert all((BUILT / url.strip("\"'")).exists() for url in urls if "data:" not in url)
    assert "@import" not in (BUILT / "public.css").read_text(encoding="utf-8")


@built
def test_sprite_holds_every_listed_icon() -> None:
    sprite = (BUILT / "icons.svg").read_text(encoding="utf-8")
    names = json.loads((ROOT / "web" / "icons.json").read_text(encoding="utf-8"))
    assert [name for name in names if f'id="{name}"' not in sprite] == []


def test_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))
    assert [path for path, entry in lock["packages"].items() if "resolved" in entry] == []
    assert all("integrity" in entry for path, entry in lock["packages"].items() if path)
