"""Storing files."""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.codes import random_code
from saolang.core.text import normalize_line

from . import refusals
from .content import inspect
from .handlers import RefusedUpload
from .limits import MEGABYTE, PAPERS, limit
from .models import StoredFile

logger = logging.getLogger(__name__)


def store(
    upload: Any,
    *,
    actor: Any,
    purpose: str,
    allow: tuple[str, ...] = PAPERS,
    max_bytes: int | None = None,
) -> StoredFile:
    """Check an uploaded file by its content and store it; images are written anew without metadata.

    ``upload`` is any Django file (or binary file object with a name). The bytes are removed again when the surrounding
    transaction rolls back. Raises DomainError: file_empty, file_too_big, file_type, file_damaged, file_encrypted,
    file_zip_bomb, file_macro, file_external, file_pages, file_pixels.
    """
    name = clean_name(getattr(upload, "name", "") or "")
    cap = max_bytes or max(limit(f"{kind}_bytes") for kind in allow)
    if isinstance(upload, RefusedUpload):
        raise refusals.too_big(name, upload.size or 0, min(cap, upload.cap))
    declared = getattr(upload, "size", None)
    if declared is not None and declared > cap:
        raise refusals.too_big(name, declared, cap)
    with SpooledTemporaryFile(max_size=2 * MEGABYTE) as spool:
        size = _copy(upload, spool, name, cap)
        content = inspect(spool, name, size, allow, max_bytes)
        digest = content.sha256()
        with transaction.atomic():
            path = _write(content.handle, content.extension)
            return StoredFile.objects.create(
                purpose=purpose,
                name=f"{PurePosixPath(name).stem[:140]}{content.extension}",
                kind=content.kind,
                mime=content.mime,
                size=content.size,
                sha256=digest,
                pages=content.pages,
                width=content.width,
                height=content.height,
                path=path,
                created_by=actor if getattr(actor, "pk", None) else None,
            )


def clean_name(name: str) -> str:
    """Return a file name without folders and without signs that file systems or headers trip over."""
    base = re.split(r"[/\\]", normalize_line(name))[-1]
    return re.sub(r'[<>:"|?*;\x00-\x1f]', " ", base).strip(" .")[-150:] or _("tep-khong-ten")


def remove(stored: StoredFile) -> None:
    """Delete a stored file: its row now, its bytes and thumbnails once the running transaction is committed.

    For files that must not be kept (personal data whose time is over); the caller has dropped what points at it.
    """
    path, digest = stored.path, stored.sha256
    stored.delete()
    transaction.on_commit(partial(_remove_bytes, path, digest), robust=True)


def _remove_bytes(path: str, digest: str) -> None:
    default_storage.delete(path)
    if StoredFile.objects.filter(sha256=digest).exists():
        return
    for thumb in _walk(default_storage, f"nho/{digest[:2]}"):
        if thumb.split("/")[-1].startswith(digest):
            default_storage.delete(thumb)


def sweep_orphans(*, older_than: dt.timedelta = dt.timedelta(days=1)) -> int:
    """Remove stored bytes that no row knows (left by a crash between writing and committing); return how many."""
    before = clock.now() - older_than
    known = set(StoredFile.objects.values_list("path", flat=True))
    removed = 0
    for path in _walk(default_storage, "luu"):
        if path not in known and default_storage.get_modified_time(path) < before:
            default_storage.delete(path)
            removed += 1
    return removed


def _walk(storage: Storage, folder: str) -> list[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return []
    found = [f"{folder}/{name}" for name in files]
    for child in folders:
        found += _walk(storage, f"{folder}/{child}")
    return found


def _copy(upload: Any, spool: IO[bytes], name: str, cap: int) -> int:
    """Copy at most ``cap`` bytes; what is declared is not believed."""
    size = 0
    if hasattr(upload, "seek"):
        upload.seek(0)
    while chunk := upload.read(256 * 1024):
        size += len(chunk)
        if size > cap:
            raise refusals.too_big(name, size, cap)
        spool.write(chunk)
    if not size:
        raise refusals.empty(name)
    return size


def _write(handle: IO[bytes], extension: str) -> str:
    """Write the bytes under a random name, onto the disk for good, and return the name."""
    handle.seek(0)
    wanted = f"luu/{clock.today():%Y/%m}/{random_code(20)}{extension}"
    path = default_storage.save(wanted, File(handle))
    transaction.on_commit(_RemoveOnRollback(path))
    _sync(path)
    return path


def _sync(path: str) -> None:
    """Bring a local file onto the disk before the row that names it is committed."""
    try:
        local = Path(default_storage.path(path))
    except NotImplementedError:
        return
    for target in (local, local.parent):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class _RemoveOnRollback:
    """Removes stored bytes when the transaction (or savepoint) that wrote their row rolls back.

    Django drops the commit hooks of what is rolled back, and this object with them; one that goes without having been
    called belongs to a change that never happened.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.committed = False

    def __call__(self) -> None:
        self.committed = True

    def __del__(self) -> None:
        if not self.committed:
            try:
                default_storage.delete(self.path)
            except Exception:
                logger.warning("stored bytes %s of a rolled-back change could not be removed", self.path)
