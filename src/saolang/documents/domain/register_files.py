"""The file of an entry: its text, where it is kept, and the refusal of what bears a mark of state secrecy."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import locked_head, record
from saolang.core.problems import DomainError
from saolang.files.content import detect, inspect
from saolang.files.domain import clean_name, remove, store
from saolang.files.models import StoredFile

from ..models import RegisteredDocument
from ..register_hooks import first_text
from ..secrecy import mark_of

DOCUMENT_PURPOSE = "documents.registered"
ALLOWED = ("pdf", "docx", "text", "image", "xlsx")
STAGED_DAYS = 2
"""So long an upload waits for its entry."""
TEXT_KINDS = {"pdf": ".pdf", "docx": ".docx", "text": ".txt"}


def text_of(file: Any, text: str = "") -> str:
    """The text of an upload or a stored file; what was given wins; "" when there is none to read.

    An upload is inspected first, so that no reader meets a hostile file. Raises what that finds.
    """
    if text.strip() or file is None:
        return text
    if isinstance(file, StoredFile):
        if file.kind not in TEXT_KINDS:
            return ""
        with file.open() as handle:
            return first_text(handle.read(), file.name)
    data, name = inspected(file)
    return first_text(data, name) if data else ""


def inspected(upload: Any) -> tuple[bytes, str]:
    """The bytes of an upload that may hold words, and its name with the ending of its true kind; else no bytes.

    Whatever reads a file must take it from here: a hostile one never gets further. Raises what the inspection finds.
    """
    name = clean_name(str(getattr(upload, "name", "")))
    upload.seek(0)
    content = BytesIO(upload.read())
    upload.seek(0)
    kind = detect(content)
    if kind not in TEXT_KINDS:
        return b"", name
    inspect(content, name, content.getbuffer().nbytes, (kind,), None)
    return content.getvalue(), f"{PurePosixPath(name).stem}{TEXT_KINDS[kind]}"


def file_of(file: Any, *, actor: Any) -> StoredFile | None:
    """The stored file of an entry: an upload is stored now; a stored one must be free and of our purpose."""
    if file is None:
        return None
    if not isinstance(file, StoredFile):
        return store(file, actor=actor, purpose=DOCUMENT_PURPOSE, allow=ALLOWED)
    if not StoredFile.objects.filter(pk=file.pk).exists():
        raise DomainError.of(
            "file_gone", _("Tệp tải lên đã quá %(n)d ngày nên không còn.") % {"n": STAGED_DAYS}, where="file",
            fix=_("Tải lại tệp."),
        )  # fmt: skip
    if file.purpose != DOCUMENT_PURPOSE:
        raise DomainError.of("file_other", _("Tệp này không được tải lên để vào sổ."), where="file")
    if RegisteredDocument.objects.filter(file=file).exists():
        raise DomainError.of("file_used", _("Tệp này đã thuộc một văn bản khác trong sổ."), where="file")
    return file


def stage(upload: Any, *, holder: Any, actor: Any, text: str | None = None) -> tuple[StoredFile, str]:
    """Keep an uploaded file until its entry is confirmed, and return it with its text.

    A file that bears a mark of secrecy is refused before anything is stored. Files never entered are removed by
    :func:`drop_staged`.
    """
    words = text_of(upload) if text is None else text
    refuse_if_secret(holder=holder, actor=actor, file=upload, text=words, words={}, at=None)
    with transaction.atomic():
        return store(upload, actor=actor, purpose=DOCUMENT_PURPOSE, allow=ALLOWED), words


def drop_staged(*, before: dt.datetime) -> int:
    """Remove files that were uploaded for an entry before a moment and never entered; return how many."""
    entered = RegisteredDocument.objects.filter(file__isnull=False).values("file_id")
    rows = StoredFile.objects.filter(purpose=DOCUMENT_PURPOSE, created_at__lt=before).exclude(pk__in=entered)
    count = 0
    for key in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            locked_head()  # as whoever enters it: between this look and the end nobody does
            stored = rows.filter(pk=key).first()
            if stored is not None:
                remove(stored)
                count += 1
    return count


def refuse_if_secret(
    *, holder: Any, actor: Any, file: Any, text: str, words: dict[str, Any], at: dt.datetime | None
) -> None:
    """Raise ``state_secret`` for a document with a mark; nothing of it is kept, the record says only that it happened.

    Called before the entry's own transaction, so that the line in the record stays. A caller that opens a transaction
    around the entry loses that line with everything else, never the refusal.

    Legal: Luật Bảo vệ bí mật nhà nước 29/2018/QH14, Điều 5 and Điều 8; Nghị định 30/2020/NĐ-CP, Điều 1 (papers with
    state secrets follow their own law).
    """
    written = [str(words.get(name) or "") for name in ("abstract", "kind", "note")]
    if not mark_of(text, *written):
        return
    with transaction.atomic():
        if isinstance(file, StoredFile) and not RegisteredDocument.objects.filter(file=file).exists():
            remove(file)
        record("documents.registereddocument.refuse_secret", actor=actor, obj=holder, at=at)
    raise DomainError.of(
        "state_secret",
        _("Văn bản có dấu chỉ độ mật nên không vào sổ và không lưu trên hệ thống này; tệp vừa tải lên đã được bỏ."),
        fix=_(
            "Theo Luật Bảo vệ bí mật nhà nước, đăng ký văn bản vào sổ riêng dành cho tài liệu mật và giữ ngoài mạng. "
            "Nếu chữ “mật” ở đầu văn bản không phải dấu chỉ độ mật, sửa trích yếu hoặc báo người quản trị."
        ),
    )
