"""What happens to an entry afterwards: corrections, sending on, receipts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import locked_head, record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problems, WrongState

from ..models import DocumentLink, DocumentRecipient, RegisteredDocument
from ..queries_register import bodies_served_by
from ..recipients import add_recipients
from .register_checks import COUNTS, DATES, FREE, TEXTS, checked_fields, label_of
from .register_files import file_of, refuse_if_secret, text_of
from .register_links import resolve_missing
from .register_secrecy import check_stands, error_of_entered, refuse_secret_text

CHANGEABLE = {*TEXTS, *FREE, *DATES, *COUNTS, "number", "issuer", "urgency", "entered_on"}
BY_SYSTEM = ("number", "symbol", "issued_on", "issuer", "issuer_name", "entered_on", "entry_number")
"""What a document written and issued here says of itself; only the paper changes it."""


def correct(
    document: RegisteredDocument, *, changes: dict[str, Any], actor: Any, reason: str, file: Any = None,
    at: dt.datetime | None = None, expected_version: int | str | None = None,
) -> RegisteredDocument:  # fmt: skip
    """Put right what was entered wrongly, or add the file that came later. The record keeps which fields changed.

    Running numbers that the system gave stay. Raises NotAllowed, Stale, DomainError ``state_secret`` or with every
    problem found.
    """
    _check_keeper(document, actor)
    if unknown := set(changes) - CHANGEABLE:
        raise TypeError(f"cannot be changed: {sorted(unknown)}")
    if not reason.strip():
        raise DomainError.of("reason_missing", _("Chưa ghi lý do sửa."), where="reason")
    check_stands(document)
    text = text_of(file)
    try:
        refuse_if_secret(holder=document.holder, actor=actor, file=file, text=text, words=changes, at=at)
    except DomainError as error:
        raise error_of_entered(error, document) from error
    with transaction.atomic():
        locked_head()
        fresh = lock_for_change(document, expected_version)
        check_stands(fresh)
        now = {name: getattr(fresh, name) for name in CHANGEABLE}
        wanted = checked_fields(
            {**now, **changes, "direction": fresh.direction}, holder=fresh.holder, at=at, exclude=fresh.pk
        )
        changed = sorted(name for name in changes if (wanted.get(name) or None) != (now[name] or None))
        _check_fixed(fresh, changed)
        if file is not None and fresh.file_id is not None:
            raise WrongState.of("file_kept", _("Văn bản đã có tệp; tệp đã vào sổ không thay được."))
        for name in changed:
            setattr(fresh, name, wanted.get(name) if name in wanted else _blank(fresh, name))
        if fresh.entered_on is not None and "entered_on" in changed and fresh.entry_number:
            fresh.entry_year = fresh.entered_on.year
        if "entry_number" in changed:
            fresh.entry_year = fresh.entered_on.year if fresh.entry_number and fresh.entered_on else None
        if file is not None:
            fresh.file = file_of(file, actor=actor)
            fresh.text = text or fresh.text
            fresh.page_count = fresh.page_count or (fresh.file.pages if fresh.file else None)
            changed.append("file")
        save_version(fresh)
        data = {"fields": changed, "file": fresh.file.sha256 if fresh.file else ""}
        record("documents.registereddocument.correct", actor=actor, obj=fresh, at=at, data=data, reason=reason)
        if {"number", "symbol", "issued_on", "issuer", "issuer_name"} & set(changed):
            _loosen(fresh)
            resolve_missing(fresh, actor=actor, at=at)
    return fresh


def _blank(document: RegisteredDocument, name: str) -> Any:
    return None if document._meta.get_field(name).null else ""  # type: ignore[union-attr]


def _check_fixed(document: RegisteredDocument, changed: list[str]) -> None:
    problems = Problems()
    fixed = BY_SYSTEM if document.paper_id else ("entry_number",) if document.entry_by_system else ()
    for name in sorted(set(changed) & set(fixed)):
        message = _("Mục “%(label)s” do hệ thống ghi, không sửa được.") % {"label": label_of(name)}
        problems.add("fixed", message, where=name)
    problems.raise_if_any()


def _loosen(document: RegisteredDocument) -> None:
    """Citations that named the document by its former number wait again."""
    DocumentLink.objects.filter(target=document).exclude(number_key=document.number_key).update(target=None)


def add_text(
    document: RegisteredDocument, *, text: str, actor: Any, at: dt.datetime | None = None
) -> RegisteredDocument:
    """Keep the text of a document whose file could not be read (a scan typed off by a person).

    Words with a mark of secrecy empty the entry: see :func:`register_secrecy.withdraw_secret`.
    """
    _check_keeper(document, actor)
    refuse_secret_text(document, text=text, actor=actor, at=at)
    with transaction.atomic():
        locked_head()
        fresh = lock_for_change(document)
        check_stands(fresh)
        fresh.text = text
        save_version(fresh)
        record("documents.registereddocument.text", actor=actor, obj=fresh, at=at, data={"letters": len(text)})
    return fresh


def send_on(
    document: RegisteredDocument, *, bodies: Iterable[Any], actor: Any, day: dt.date | None = None,
    at: dt.datetime | None = None,
) -> list[DocumentRecipient]:  # fmt: skip
    """Send an entered document on to bodies on file: from then their people read it. Bodies that have it stay as is.

    Legal: Nghị định 30/2020/NĐ-CP, Điều 23 (trình, chuyển giao văn bản đến).
    """
    _check_keeper(document, actor)
    day = day or clock.day_of(at)
    wanted = {body.pk: body for body in bodies if body.pk != document.holder_id}
    if not wanted:
        raise DomainError.of("no_recipient", _("Chưa chọn nơi nhận."), where="bodies")
    with transaction.atomic():
        locked_head()
        fresh = lock_for_change(document)
        check_stands(fresh)
        known = {row.organisation_id: row for row in fresh.recipients.filter(organisation__in=wanted)}
        late = [row for row in known.values() if row.sent_on is None]
        DocumentRecipient.objects.filter(pk__in=[row.pk for row in late]).update(sent_on=day)
        new = [body for pk, body in wanted.items() if pk not in known]
        add_recipients(fresh, new, sent_on=day)
        sent = sorted([row.organisation_id for row in late] + [body.pk for body in new])
        if sent:
            data = {"bodies": sent, "day": day.isoformat()}
            record("documents.registereddocument.send", actor=actor, obj=fresh, at=at, data=data)
    return list(fresh.recipients.filter(organisation_id__in=sent))


def confirm_receipt(recipient: DocumentRecipient, *, actor: Any, at: dt.datetime | None = None) -> DocumentRecipient:
    """A body says that it has the document that was sent to it.

    Legal: Nghị định 30/2020/NĐ-CP, Phụ lục VI, Phần I, mục III, khoản 1, điểm e and k.
    """
    if not bodies_served_by(actor).filter(pk=recipient.organisation_id or 0).exists():
        raise NotAllowed.of("not_allowed", _("Chỉ người của nơi nhận mới xác nhận đã nhận."))
    with transaction.atomic():
        locked_head()
        document = lock_for_change(recipient.document)
        row = DocumentRecipient.objects.get(pk=recipient.pk)
        if row.sent_on is None or row.received_on is not None:
            raise WrongState.of("received", _("Văn bản này đã được xác nhận, hoặc chưa được chuyển đến."))
        row.received_on = clock.day_of(at)
        row.save(update_fields=["received_on"])
        data = {"body": row.organisation_id}
        record("documents.registereddocument.receive", actor=actor, obj=document, at=at, data=data)
    return row


def _check_keeper(document: RegisteredDocument, actor: Any) -> None:
    if not actor.has_perm("documents.keep_register", document.holder):
        raise NotAllowed.of("not_allowed", _("Bạn không giữ sổ có văn bản này."))
