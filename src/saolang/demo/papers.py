"""Sample papers of the demo: real PDF files that say on every page that they are samples."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.utils.text import slugify

from saolang.core.text import fold_vi, format_date
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.documents.printing import paper_pdf
from saolang.documents.render import render_pdf
from saolang.documents.spec import Header, KeyValue, KeyValues, PageBreak, PaperSpec, Paragraph, Signature

NOTICE = "Giấy mẫu để trình diễn, không có giá trị. Tên người, tên đơn vị và số liệu đều là hư cấu."


def sample_pdf(title: str, *, issuer: str, number: str, issued_on: dt.date, holder: str, about: str) -> ContentFile:
    """A two-page sample paper as an upload."""
    spec = PaperSpec(
        kind=PaperKind.RECEIPT,
        header=Header(issuer=issuer, number="", symbol="", place="Vĩnh Long", issued_on=issued_on.isoformat()),
        title=title.upper(),
        subtitle="(Giấy mẫu để trình diễn)",
        blocks=(
            Paragraph(NOTICE, italic=True),
            KeyValues((KeyValue("Số", number), KeyValue("Cấp cho", holder), KeyValue("Về", about))),
            Paragraph(f"Ngày cấp: {format_date(issued_on)}."),
            Paragraph("Nội dung chi tiết ở trang sau."),
            PageBreak(),
            Paragraph(f"Trang 2 của “{title}”. {NOTICE}"),
        ),
        signatures=(Signature(title="NGƯỜI CẤP (MẪU)", name="Người Ký Mẫu"),),
    )
    return named(render_pdf(spec), title)


def named(content: bytes, title: str) -> ContentFile:
    """Bytes of a PDF as an upload with a readable name."""
    return ContentFile(content, name=f"{slugify(fold_vi(title))[:60]}.pdf")


def signed_copy(paper: Paper) -> Any:
    """The copy of a paper that a signer would hand back."""
    return named(paper_pdf(paper, for_signing=True), paper.title)
