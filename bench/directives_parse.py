"""The parse part of ``bench/directives.py``: reading notices into texts, against a reader that only splits lines.

Every seed of ``../shared/reference/seeds`` when it is there, else the notices of our own writing beside the tests; then
a document of a hundred pages made by repeating a notice, as text, as Word and as PDF. The time is that of the whole
reading: bytes in, JSON values out. The naive reader in the same run splits the same text into lines and blocks by two
regular expressions and understands nothing: it is the least that any reader has to do.
"""

from __future__ import annotations

import argparse
import io
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "reference" / "seeds"
OWN = ROOT / "tests" / "directives" / "notices"
PAGES = 100
PAGE = 2_600
"""Characters on a page of 13 point text by Nghị định 30/2020/NĐ-CP, about 450 words."""
SEED_LIMIT, LONG_LIMIT = 0.3, 5.0
_HEAD = re.compile(r"^\s*(?:\d{1,2}|[IVX]{1,5})[.)]\s+\S.*:\s*$")
_ITEM = re.compile(r"^\s*(?:[-+•]|[a-zđ][.)])\s+\S")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this part."""
    parser.add_argument("--times", type=int, default=7, help="how often each document is read")


def run(options: argparse.Namespace) -> int:
    """Read everything; 1 when a document takes longer than asked."""
    from saolang.directives import reading

    start = time.perf_counter()
    rules = reading.load_rules()
    print(f"rules       loaded in {(time.perf_counter() - start) * 1000:.1f} ms, reader {reading.VERSION}")
    files = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else sorted(OWN.glob("*.txt"))
    slow = 0
    for file in files:
        slow += _show(file.name[:26], file.read_bytes(), file.name, rules, options.times, SEED_LIMIT)
    longest = max(files, key=lambda file: file.stat().st_size).read_text("utf-8")
    text = ((longest + "\n\n") * (PAGES * PAGE // len(longest) + 1))[: PAGES * PAGE]
    for kind, make in (("txt", str.encode), ("docx", _docx), ("pdf", _pdf)):
        slow += _show(f"{PAGES} pages .{kind}", make(text), f"dai.{kind}", rules, 2, LONG_LIMIT)
    return 1 if slow else 0


def _show(label: str, data: bytes, name: str, rules: Any, times: int, limit: float) -> bool:
    from saolang.directives import reading

    def ours() -> Any:
        return reading.parse(reading.read_file(data, name).text, rules).as_json()

    read = ours()
    middle = statistics.median(_times(ours, times))
    text = reading.read_file(data, name).text
    plain = statistics.median(_times(lambda: naive(text), times))
    tasks = sum(len(block["tasks"]) for block in read["blocks"])
    print(
        f"{label:<26} {middle * 1000:8.1f} ms (asked: under {limit * 1000:.0f} ms), {len(read['blocks'])} blocks, "
        f"{tasks} texts; splitting lines alone {plain * 1000:6.2f} ms; ratio {middle / plain:.0f}x as long",
        flush=True,
    )
    return middle > limit


def naive(text: str) -> list[list[str]]:
    """Lines that look like items under lines that look like headings."""
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if _HEAD.match(line):
            blocks.append([])
        elif blocks and _ITEM.match(line):
            blocks[-1].append(line.strip())
        elif blocks and blocks[-1] and line.strip():
            blocks[-1][-1] += " " + line.strip()
    return blocks


def _times(act: Callable[[], Any], times: int) -> list[float]:
    found = []
    for _turn in range(times):
        start = time.perf_counter()
        act()
        found.append(time.perf_counter() - start)
    return found


def _docx(text: str) -> bytes:
    import docx

    book = docx.Document()
    for line in text.splitlines():
        book.add_paragraph(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _pdf(text: str) -> bytes:
    from saolang.documents.render import render_pdf
    from saolang.documents.spec import Header, PaperSpec, Paragraph

    blocks = tuple(Paragraph(line, indent=False) for line in text.splitlines() if line.strip())
    return render_pdf(PaperSpec(kind="bench", header=Header(layout="none"), blocks=blocks))
