"""What the outgoing register says of a paper that was written and issued here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from saolang.core.text import normalize_line

from .compose import compose
from .enums import PERSONAL
from .models import Paper
from .spec import CertificateSpec, PaperSpec

LETTER = "Công văn"


@dataclass(frozen=True)
class PaperEntry:
    """Fields, lines of "Nơi nhận", and legal bases of a paper."""

    fields: dict[str, Any]
    recipients: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()


def entry_of(paper: Paper) -> PaperEntry:
    """The entry of an issued paper. The words of papers with personal facts stay out of the register."""
    spec = paper.blocks
    fields = {
        "entered_on": paper.issued_on,
        "kind": kind_name(spec),
        "number": paper.number,
        "symbol": paper.symbol,
        "issued_on": paper.issued_on,
        "issuer": paper.issuer,
        "issuer_name": paper.issuer.name,
        "abstract": _abstract(paper, spec)[:500],
        "signer_name": paper.signer_name,
        "signer_title": paper.signer_title,
        "page_count": paper.signed_file.pages if paper.signed_file else None,
        "text": "" if paper.kind in PERSONAL else paper_text(spec),
    }
    if isinstance(spec, CertificateSpec):
        return PaperEntry(fields)
    lines = tuple(line.rstrip(" ;.") for line in (*spec.addressees, *spec.recipients))
    kept = tuple(line for line in lines if not line.lower().startswith(("như ", "như điều")))
    return PaperEntry(fields, recipients=kept, bases=spec.bases)


def kind_name(spec: Any) -> str:
    """The name of the kind as written inside a sentence; a paper without a title is a letter."""
    title = normalize_line(spec.title)
    return (title.capitalize() if title.isupper() else title)[:100] or LETTER


def _abstract(paper: Paper, spec: Any) -> str:
    about = normalize_line(getattr(spec, "abstract", "")) or paper.title
    return re.sub(r"^(v/v|về việc)\s+", "", about, flags=re.IGNORECASE) or paper.title


def paper_text(spec: Any) -> str:
    """The words of a paper, line by line, as they are drawn."""
    if not isinstance(spec, PaperSpec):
        return ""
    lines: list[str] = []
    for section in compose(spec)["sections"]:
        _collect(section["steps"], lines)
    return "\n".join(line for line in lines if line.strip())


def _collect(steps: list[dict[str, Any]], lines: list[str]) -> None:
    for step in steps:
        if step["el"] == "para":
            lines.append("".join(run["t"] for run in step["runs"]))
        elif step["el"] == "fill":
            lines.append(" ".join(f"{part['label']}: {part['value']}" for part in step["parts"]))
        elif step["el"] == "cols":
            for cell in step["cells"]:
                _collect(cell, lines)
        elif step["el"] == "table":
            for row in (*step["header"], *step["rows"]):
                lines.append(
                    " ".join(run["t"] for cell in row["cells"] for para in cell["paras"] for run in para["runs"])
                )
