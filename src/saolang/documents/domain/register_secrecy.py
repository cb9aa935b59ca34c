"""A document in the register that turns out to be secret: everything of it goes, its running number stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import locked_head, record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, WrongState
from saolang.files.domain import remove

from ..enums import Direction, Urgency
from ..models import DocumentLink, RegisteredDocument
from ..register_hooks import document_withdrawals
from ..secrecy import mark_of
from .register_checks import COUNTS, DATES, FREE, TEXTS
from .register_files import refuse_if_secret

EMPTIED = sorted({*TEXTS, *FREE, *DATES, *COUNTS, "number", "issuer"} - {"entry_number", "language"})


def refuse_secret_text(document: RegisteredDocument, *, text: str, actor: Any, at: dt.datetime | None = None) -> None:
    """Raise ``state_secret`` when words found later show a mark; by then nothing of the document is kept any more.

    The caller has asked for the right and is in no transaction, else the refusal would undo the removal. A paper that
    was written here is only refused.
    """
    if not mark_of(text):
        return
    if document.paper_id is not None:
        refuse_if_secret(holder=document.holder, actor=actor, file=None, text=text, words={}, at=at)
    raise withdrawn(withdraw_secret(document, actor=actor, at=at))


def withdraw(document: RegisteredDocument, *, actor: Any, at: dt.datetime | None = None) -> RegisteredDocument:
    """Empty an entry of which its keeper says that the document is secret: see :func:`withdraw_secret`."""
    if not actor.has_perm("documents.keep_register", document.holder):
        raise NotAllowed.of("not_allowed", _("Bạn không giữ sổ có văn bản này."))
    if document.paper_id is not None:
        raise WrongState.of("written_here", _("Văn bản soạn và ban hành tại đây không hủy được theo cách này."))
    check_stands(document)
    return withdraw_secret(document, actor=actor, at=at)


def withdraw_secret(document: RegisteredDocument, *, actor: Any, at: dt.datetime | None = None) -> RegisteredDocument:
    """Empty the entry of a secret document: its file, words, links, recipients and everything it said of itself.

    The line stays in the register with its running number (and the number that the system gave to an outgoing
    document), so that no number is given twice and the printed register has no hole. The record names the line only.

    Legal: Luật Bảo vệ bí mật nhà nước 29/2018/QH14, Điều 5 (no storing on networks that are not protected by the law
    on cipher); Nghị định 30/2020/NĐ-CP, Điều 1, Điều 15 and Điều 22.
    """
    with transaction.atomic():
        for clear in document_withdrawals:
            clear(document, actor)
        locked_head()
        fresh = lock_for_change(document)
        if fresh.withdrawn_on is not None:
            return fresh
        numbered_here = fresh.direction == Direction.OUTGOING and fresh.entry_by_system
        for name in EMPTIED:
            if not (numbered_here and name in ("number", "symbol")):
                field = fresh._meta.get_field(name)
                setattr(fresh, name, None if field.null else "")  # type: ignore[union-attr]
        fresh.abstract = _("Đã hủy: văn bản mật không vào hệ thống")
        fresh.urgency, fresh.text = Urgency.NORMAL.value, ""
        stored, fresh.file = fresh.file, None
        fresh.withdrawn_on = clock.day_of(at)
        fresh.recipients.all().delete()
        fresh.links.all().delete()
        DocumentLink.objects.filter(target=fresh).update(target=None)
        save_version(fresh)
        if stored is not None:
            remove(stored)
        data = {"direction": fresh.direction, "entry": fresh.entry_number or 0}
        record("documents.registereddocument.withdraw_secret", actor=actor, obj=fresh, at=at, data=data)
    return fresh


def withdrawn(document: RegisteredDocument) -> DomainError:
    """The refusal after :func:`withdraw_secret`: what was done, and where such a document goes."""
    words = {"line": document.abstract, "number": document.entry_number, "year": document.entry_year}
    kept = (
        _("dòng số %(number)s năm %(year)s trong sổ còn lại, ghi “%(line)s”")
        if document.entry_number
        else _("dòng trong sổ còn lại, ghi “%(line)s”")
    ) % words
    return DomainError.of(
        "state_secret",
        _("Văn bản có dấu chỉ độ mật nên không được lưu trên hệ thống này. Đã xóa tệp, nội dung và thông tin của văn "
          "bản; %(kept)s.") % {"kept": kept},
        fix=what_to_do(),
    )  # fmt: skip


def error_of_entered(error: DomainError, document: RegisteredDocument) -> DomainError:
    """The refusal of a correction, with the way to empty an entry that holds a secret document already."""
    fix = _(
        "Nếu chính văn bản đã vào sổ này là văn bản mật: mở văn bản, chọn “Hủy vì là văn bản mật”. "
        "Nếu tải nhầm tệp: chọn lại đúng tệp."
    )
    return type(error)([replace(found, fix=fix, url=document.get_absolute_url()) for found in error.problems])


def what_to_do() -> str:
    """Where a secret document goes instead."""
    return _(
        "Chuyển bản giấy cho người giữ sổ văn bản mật của cơ quan để đăng ký theo Luật Bảo vệ bí mật nhà nước; "
        "không tải văn bản này lên lại."
    )


def check_stands(document: RegisteredDocument) -> None:
    """Raise WrongState for a line that was emptied: nothing can be entered into it again."""
    if document.withdrawn_on is not None:
        raise WrongState.of("withdrawn", _("Dòng này đã hủy vì là văn bản mật, không ghi thêm được."), fix=what_to_do())
