"""What the text of a document says about itself, in the fields of the register. Pure but for the shared reader."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from saolang.core.text import fold_vi, normalize, normalize_line
from saolang.documents.wording import in_small_letters

from . import reading

HEAD_PAGES = 4
LONG_PDF = 40
"""Pages over which only the first ones are read while the person waits."""
_OFFICES = re.compile(
    r"^(?:(?:KT|TL|TM|TUQ|Q)\.?\s*)?(?:[A-ZĐÀ-Ỹ ,]*?)"
    r"((?:PHÓ )?(?:CHỦ TỊCH|CHÁNH VĂN PHÒNG|GIÁM ĐỐC|TRƯỞNG BAN|BỘ TRƯỞNG|THỨ TRƯỞNG|CHI CỤC TRƯỞNG))\s*$"
)
_NAME = re.compile(r"^(?:[A-ZĐÀ-Ỹ][a-zđà-ỹ]+\s+){1,4}[A-ZĐÀ-Ỹ][a-zđà-ỹ]*$")
_TITLE_WORDS = {
    "chủ tịch": "Chủ tịch", "chánh văn phòng": "Chánh Văn phòng", "giám đốc": "Giám đốc", "trưởng ban": "Trưởng Ban",
    "bộ trưởng": "Bộ trưởng", "thứ trưởng": "Thứ trưởng", "chi cục trưởng": "Chi cục trưởng",
}  # fmt: skip


def head_of(data: bytes, name: str) -> tuple[str, bool]:
    """The text of a file, or of the first pages of a long PDF; the second value says whether there is more.

    Raises ``reading.Unreadable``.
    """
    if data.startswith(b"%PDF"):
        short = _first_pages(data)
        if short is not None:
            return reading.read_file(short, name).text, True
    return reading.read_file(data, name).text, False


def _first_pages(data: bytes) -> bytes | None:
    """The first pages of a long PDF as a PDF; None for a short one, or one that cannot be cut."""
    try:
        book = PdfReader(BytesIO(data), strict=False)
        if len(book.pages) <= LONG_PDF:
            return None
        writer = PdfWriter()
        for number in range(HEAD_PAGES):
            writer.add_page(book.pages[number])
        out = BytesIO()
        writer.write(out)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        return None
    return out.getvalue()


def metadata_of(text: str, name: str = "") -> dict[str, Any]:
    """Fields for the register: number, symbol, issued_on, kind, abstract, issuer_name, signer, recipients and more."""
    if not text.strip():
        return {}
    found = reading.parse(text)
    document = found.document
    signer, title = signer_of(text)
    return {
        "number": document.number or "",
        "symbol": document.symbol or "",
        "issued_on": dt.date.fromisoformat(document.date) if document.date else None,
        "kind": document.kind or "",
        "abstract": (document.title or "")[:500],
        "issuer_name": _body_name(normalize_line(document.issuer or "")) or issuer_guess(title, document.place or ""),
        "signer_name": signer,
        "signer_title": title,
        "recipients": list(found.recipients),
        "place": document.place or "",
        "citations": [
            {
                "number": row.number or "",
                "symbol": "",
                "date": row.date,
                "text": row.text,
                "kind": "based_on" if is_basis(row, found.bases) else "cites",
            }
            for row in found.citations
            if row.number
        ],
    }


def is_basis(citation: Any, bases: list[str]) -> bool:
    """Whether a cited document stands in a "Căn cứ" line."""
    return any(citation.text in base or (citation.number and citation.number in base) for base in bases)


def signer_of(text: str) -> tuple[str, str]:
    """Name and office of who signed, from the last lines; empty where they are not printed."""
    lines = [normalize_line(line.replace("*", " ")) for line in normalize(text).splitlines()]
    lines = [line for line in lines if line][-25:]
    office, at = "", -1
    for index, line in enumerate(lines):
        match = _OFFICES.match(line)
        if match is not None:
            office, at = match[1], index
    name = next((line for line in reversed(lines[at + 1 :]) if _NAME.match(line)), "") if at >= 0 else ""
    return name, _office(office)


def _office(printed: str) -> str:
    """An office printed in capitals as it is written in a sentence: "Phó Chánh Văn phòng"."""
    words = printed.lower()
    second = words.startswith("phó ")
    words = words.removeprefix("phó ")
    known = _TITLE_WORDS.get(words, in_small_letters(words))
    return f"Phó {known}" if second else known


def _body_name(printed: str) -> str:
    """A body printed in capitals as it is written in a sentence; anything else stays as it is."""
    if not printed.isupper():
        return printed
    head, mark, tail = in_small_letters(printed).partition(" tỉnh ")
    return f"{head}{mark}{tail.title()}"


def issuer_guess(title: str, place: str) -> str:
    """The issuing body by the office of who signed, where the head does not print it."""
    folded = fold_vi(title)
    if "van phong" in folded and place:
        return f"Văn phòng Ủy ban nhân dân tỉnh {place}"
    if "chu tich" in folded and place:
        return f"Ủy ban nhân dân tỉnh {place}"
    return ""
