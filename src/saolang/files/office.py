"""Checks of .docx and .xlsx: an honest zip of the right parts, without code, without remote loading.

Nothing outside the file is ever fetched.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO

from . import refusals
from .limits import limit

_MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_ACTIVE = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex/|macrosheets/|.*\.(exe|dll|vbs|js|bat|ps1)$)", re.I)
# OOXML forbids document types; one in a part is an entity bomb or a read of local files.
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.I)
_LOADING = re.compile(rb"/(attachedTemplate|oleObject|frame|subDocument|aFChunk)[\"']", re.I)
_REMOTE = re.compile(rb"Target\s*=\s*[\"'](https?:|ftp:|\\\\|//|file:/*\\\\|file:////)", re.I)
_CHUNK = 256 * 1024


def office_kind(handle: IO[bytes]) -> str:
    """Return "docx", "xlsx", or "" for another zip; the handle must be at a zip."""
    handle.seek(0)
    try:
        with zipfile.ZipFile(handle) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for kind, part in _MAIN_PART.items() if part in names), "")


def check_office(handle: IO[bytes], name: str, kind: str, size: int) -> None:
    """Raise DomainError unless the document is sound: caps on parts and unpacked size, no macros, every part whole."""
    handle.seek(0)
    try:
        with zipfile.ZipFile(handle) as archive:
            entries = archive.infolist()
            _check_listing(entries, name, size)
            for entry in entries:
                _check_part(archive, entry, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise refusals.damaged(name, kind) from error


def _check_listing(entries: list[zipfile.ZipInfo], name: str, size: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > limit("zip_entries") or total > limit("zip_bytes"):
        raise refusals.bomb(name)
    if total > 20 * 1024 * 1024 and total > size * limit("zip_ratio"):
        raise refusals.bomb(name)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise refusals.locked(name)
        if _ACTIVE.search(entry.filename):
            raise refusals.active(name)
        if entry.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", entry.filename):
            raise refusals.bomb(name)


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    """Unpack one part (its checksum is compared at the end) and look into the XML."""
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    keep = entry.filename.lower().endswith((".rels", "[content_types].xml"))
    tail, kept, read = b"", bytearray(), 0
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            read += len(chunk)
            if is_xml and any(mark in tail + chunk for mark in _DOCTYPES):
                raise refusals.bomb(name)
            tail = chunk[-32:]
            if keep:
                kept += chunk
    if read != entry.file_size:
        raise zipfile.BadZipFile("part is shorter than declared")
    if keep and b"macroEnabled" in kept:
        raise refusals.active(name)
    for relationship in _RELATIONSHIP.findall(bytes(kept)):
        if _LOADING.search(relationship) and _REMOTE.search(relationship):
            raise refusals.linked(name)
