"""Caps on what may be stored. Bytes, pixels, pages; a province changes them in its settings module."""

from __future__ import annotations

from django.conf import settings

MEGABYTE = 1024 * 1024
PAPERS = ("pdf", "image", "docx", "xlsx")
KINDS = (*PAPERS, "text")

_DEFAULTS: dict[str, int] = {
    "pdf_bytes": 20 * MEGABYTE,
    "image_bytes": 15 * MEGABYTE,
    "docx_bytes": 10 * MEGABYTE,
    "xlsx_bytes": 10 * MEGABYTE,
    "text_bytes": 5 * MEGABYTE,
    # The greatest single file, and all files of one request together; what is beyond is thrown away unread.
    "upload_bytes": 25 * MEGABYTE,
    "request_bytes": 120 * MEGABYTE,
    "abort_bytes": 2048 * MEGABYTE,
    "pdf_pages": 500,
    "image_pixels": 64_000_000,
    "image_side": 2560,
    "zip_entries": 4000,
    "zip_bytes": 200 * MEGABYTE,
    "zip_ratio": 150,
}


def limit(name: str) -> int:
    """Return a cap, from ``settings.FILES_LIMITS`` or the default."""
    overrides: dict[str, int] = getattr(settings, "FILES_LIMITS", {})
    return overrides.get(name, _DEFAULTS[name])
