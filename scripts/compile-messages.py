#!/usr/bin/env python3
"""Make django.mo beside every django.po of the sources; needs nothing but Python.

A fresh machine has no gettext tools, and the format is small: two tables of lengths and offsets, then the texts.
"""

from __future__ import annotations

import ast
import struct
import sys
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "src"
MAGIC = 0x950412DE
HEADER_BYTES = 28


def read_po(text: str) -> dict[str, str]:
    """Translations by key, in the form .mo keeps them: context and plural forms joined into one text."""
    messages: dict[str, str] = {}
    for number, block in enumerate(text.split("\n\n"), start=1):
        parts: dict[str, str] = {}
        current = ""
        lines = [line.strip() for line in block.splitlines()]
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        for line in lines:
            if not line or line.startswith("#"):
                continue
            if not line.startswith('"'):
                current, _, line = line.partition(" ")
                if current in parts:
                    raise SystemExit(f"Block {number}: {current} stands twice; a blank line is missing: {line}")
                parts[current] = ""
            parts[current] += ast.literal_eval(line)
        if "msgid" not in parts:
            continue
        key = parts["msgid"]
        if "msgctxt" in parts:
            key = f"{parts['msgctxt']}\x04{key}"
        if "msgid_plural" in parts:
            key = f"{key}\x00{parts['msgid_plural']}"
        if key in messages:
            raise SystemExit(f"Block {number}: {key!r} stands twice")
        forms = [parts[name] for name in sorted(parts) if name.startswith("msgstr")]
        if all(forms):
            messages[key] = "\x00".join(forms)
    return messages


def write_mo(messages: dict[str, str]) -> bytes:
    """The binary catalogue: keys sorted by their bytes, every text ended by a zero byte."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    tables: list[int] = []
    texts = b""
    start = HEADER_BYTES + 16 * len(pairs)
    for column in (0, 1):
        for pair in pairs:
            tables += [len(pair[column]), start + len(texts)]
            texts += pair[column] + b"\x00"
    values_at = HEADER_BYTES + 8 * len(pairs)
    header = struct.pack("<7I", MAGIC, 0, len(pairs), HEADER_BYTES, values_at, 0, start)
    return header + struct.pack(f"<{len(tables)}I", *tables) + texts


def main() -> int:
    """Compile every catalogue under src/."""
    for source in sorted(SOURCES.glob("**/locale/*/LC_MESSAGES/*.po")):
        source.with_suffix(".mo").write_bytes(write_mo(read_po(source.read_text(encoding="utf-8"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
