"""The printed form of a stored paper: marked until it is issued, with number, date and signer after."""

from __future__ import annotations

import io

from pypdf import PdfReader

from saolang.core.text import slugify_vi

from .enums import PaperState
from .models import Paper
from .render import DRAFT_MARK, render_docx, render_pdf, render_png
from .spec import Spec, with_issue

CANCELLED_MARK = "ĐÃ HỦY"


def printed_spec(paper: Paper) -> Spec:
    """The blocks as they stand on paper now."""
    spec = paper.blocks
    if paper.is_issued and paper.issued_on is not None:
        return with_issue(
            spec,
            number=paper.number,
            symbol=paper.symbol,
            issued_on=paper.issued_on,
            signer_name=paper.signer_name,
            signer_title=paper.signer_title,
            sign_mode=paper.sign_mode,
        )
    return spec


def mark_of(paper: Paper, *, for_signing: bool = False) -> str:
    """The mark on every page. Only the copy that goes to the signer (`for_signing`) bears none before the issue."""
    if paper.state == PaperState.CANCELLED:
        return CANCELLED_MARK
    if paper.is_issued or (for_signing and paper.state == PaperState.FOR_SIGNATURE):
        return ""
    return DRAFT_MARK


def paper_pdf(paper: Paper, *, for_signing: bool = False) -> bytes:
    """The paper as PDF."""
    return render_pdf(printed_spec(paper), mark=mark_of(paper, for_signing=for_signing))


def paper_docx(paper: Paper, *, for_signing: bool = False) -> bytes:
    """The paper as a Word file."""
    return render_docx(printed_spec(paper), mark=mark_of(paper, for_signing=for_signing))


def paper_page(paper: Paper, number: int, *, ppi: float = 96) -> bytes | None:
    """One page (from 1) as a picture, or None when there is no such page."""
    pages = render_png(printed_spec(paper), mark=mark_of(paper), ppi=ppi)
    return pages[number - 1] if 1 <= number <= len(pages) else None


def page_count(paper: Paper) -> int:
    """How many pages the paper prints on."""
    return len(PdfReader(io.BytesIO(paper_pdf(paper))).pages)


def file_name(paper: Paper, extension: str) -> str:
    """A short name for a download, without marks: "15-qd-ubnd-quyet-dinh-ve-viec.pdf"."""
    lead = f"{paper.number}-{paper.symbol} " if paper.number else "" if paper.is_issued else "du-thao "
    return f"{slugify_vi(lead + paper.title)[:80].strip('-') or paper.code}.{extension}"
