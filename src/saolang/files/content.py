"""What a file really is, told by its content, and whether it is fit to be stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO, Any

import filetype
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from . import refusals
from .images import clean_image
from .limits import KINDS, limit
from .office import check_office, office_kind

_OFFICE_MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_IMAGE_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<!doctype html", b"<html", b"<script", b"<?xml", b"<svg")
_BINARY = frozenset(range(32)) - set(b"\t\n\r\f\x1a")
_PDF_FAULTS = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError)


@dataclass(slots=True)
class Content:
    """Checked bytes, ready to be stored."""

    handle: IO[bytes]
    kind: str
    mime: str
    extension: str
    size: int
    pages: int | None = None
    width: int | None = None
    height: int | None = None

    def sha256(self) -> str:
        """Return the hash of the bytes."""
        self.handle.seek(0)
        return hashlib.file_digest(self.handle, "sha256").hexdigest()  # type: ignore[arg-type]


def detect(handle: IO[bytes]) -> str:
    """Return the kind ("pdf", "image", "docx", "xlsx", "text") or ""."""
    handle.seek(0)
    head = handle.read(64)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(_IMAGE_HEADS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "image"
    if head.startswith(b"PK\x03\x04"):
        return office_kind(handle)
    return "text" if _is_plain(handle) else ""


def _is_plain(handle: IO[bytes]) -> bool:
    """Whether the bytes are plain text in whatever encoding: no control characters, no markup, no known file head."""
    handle.seek(0)
    head = handle.read(8192)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _is_plain_wide(head[: len(head) // 2 * 2])
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ").lower()
    if not start or start.startswith(_MARKUP) or b"<svg" in start[:4096] or b"<script" in start:
        return False
    return not _BINARY & set(head) and filetype.guess(head) is None


def _is_plain_wide(head: bytes) -> bool:
    """Whether UTF-16 bytes are words: no NUL or other control characters, no markup."""
    words = head.decode("utf-16", errors="ignore").strip().lower()
    start = words.encode()
    return bool(words) and not start.startswith(_MARKUP) and not _BINARY & {ord(letter) for letter in words}


def inspect(handle: IO[bytes], name: str, size: int, allow: tuple[str, ...], max_bytes: int | None) -> Content:
    """Return the checked content of a seekable handle; raises DomainError with the reason of a refusal."""
    unknown = set(allow) - set(KINDS)
    if unknown:
        raise ValueError(f"unknown kinds {sorted(unknown)}")
    kind = detect(handle)
    if kind not in allow:
        raise _refuse_type(handle, name, allow)
    cap = max_bytes or limit(f"{kind}_bytes")
    if size > cap:
        raise refusals.too_big(name, size, cap)
    if kind == "pdf":
        return Content(handle, "pdf", "application/pdf", ".pdf", size, pages=_pdf_pages(handle, name))
    if kind == "image":
        clean, mime, extension, width, height = clean_image(handle, name)
        return Content(clean, "image", mime, extension, clean.getbuffer().nbytes, width=width, height=height)
    if kind == "text":
        return Content(handle, "text", "text/plain", ".txt", size)
    check_office(handle, name, kind, size)
    return Content(handle, kind, _OFFICE_MIME[kind], f".{kind}", size)


def _pdf_pages(handle: IO[bytes], name: str) -> int:
    handle.seek(0)
    try:
        reader = PdfReader(handle, strict=False)
        if reader.is_encrypted:
            raise refusals.locked(name)
        root: Any = reader.trailer["/Root"]
        pages = int(root["/Pages"]["/Count"])
    except _PDF_FAULTS as error:
        raise refusals.damaged(name, "pdf") from error
    if pages < 1:
        raise refusals.damaged(name, "pdf")
    if pages > limit("pdf_pages"):
        raise refusals.too_many_pages(name, pages, limit("pdf_pages"))
    return pages


def _refuse_type(handle: IO[bytes], name: str, allow: tuple[str, ...]) -> Exception:
    handle.seek(0)
    head = handle.read(8192)
    if head.startswith(_OLE):
        lowered = name.lower()
        if lowered.endswith((".docx", ".xlsx")):
            return refusals.locked(name)
        return refusals.wrong_type(name, "tài liệu Office đời cũ (.doc, .xls)", allow)
    text = head.lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<script")):
        return refusals.wrong_type(name, "trang web (HTML)", allow)
    if b"<svg" in text[:4096]:
        return refusals.wrong_type(name, "hình vẽ SVG", allow)
    kind = filetype.guess(head)
    return refusals.wrong_type(name, f".{kind.extension}" if kind else "", allow)
