"""Text of a PDF, page by page."""

from __future__ import annotations

import io
import logging

from .model import Source, Unreadable
from .source import check_letters

_NO_TEXT = (
    "Tệp PDF quét, không có chữ đọc được. Tải bản có chữ (.docx, .pdf có chữ, .txt) hoặc nhập tay; tệp vẫn được giữ."
)


def pdf_text(data: bytes) -> Source:
    """Return the text of a PDF; pages are parted by a form feed. Raises Unreadable."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    warnings: list[str] = []
    pages: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("Tệp PDF có mật khẩu, không đọc được. Bỏ mật khẩu rồi tải lại.")
        for number, page in enumerate(reader.pages, start=1):
            pages.append(_page_text(page, number, warnings))
    except Unreadable:
        raise
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Unreadable("Tệp PDF hỏng, không đọc được. Mở thử bằng phần mềm đọc PDF và lưu lại.") from error
    letters = [sum(letter.isalpha() for letter in page) for page in pages]
    if sum(letters) < 20 * max(1, min(len(pages), 3)):
        raise Unreadable(_NO_TEXT)
    empty = [str(number) for number, count in enumerate(letters, start=1) if count < 5]
    if empty:
        shown = ", ".join(empty[:10]) + (" ..." if len(empty) > 10 else "")
        warnings.append(f"Trang không có chữ đọc được: {shown}.")
    text = "\f".join(pages)
    check_letters(text)
    return Source(text, "pdf", len(pages), tuple(warnings))


def _page_text(page: object, number: int, warnings: list[str]) -> str:
    try:
        return page.extract_text() or ""  # type: ignore[attr-defined, no-any-return]
    except Exception:
        warnings.append(f"Trang {number} không lấy được chữ.")
        return ""
