"""Bringing a document in: a file is kept, what it says about itself is proposed, the entry is made, reading begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.core.problems import DomainError, NotAllowed
from saolang.core.text import fold_vi
from saolang.documents.domain.register import enter_incoming, enter_outgoing
from saolang.documents.domain.register_files import inspected, refuse_if_secret, stage
from saolang.documents.enums import Direction
from saolang.documents.models import RegisteredDocument
from saolang.files.models import StoredFile

from .. import notice_metadata, reading
from ..models import Notice
from . import notices


def keep_file(upload: Any, *, holder: Any, actor: Any) -> StoredFile:
    """Keep an uploaded file until its entry is confirmed. A document with a mark of secrecy is refused and not kept."""
    if not actor.has_perm("directives.add_notice"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền đưa văn bản vào giao việc."))
    stored, _text = stage(upload, holder=holder, actor=actor, text=_words_of(upload))
    return stored


def _words_of(upload: Any) -> str:
    """The first words of an upload, once it was inspected; none where it cannot be read."""
    data, name = inspected(upload)
    try:
        return notice_metadata.head_of(data, name)[0] if data else ""
    except reading.Unreadable:
        return ""


class Looked:
    """What is seen in a kept file before anything is entered."""

    def __init__(self, stored: StoredFile) -> None:
        self.reason = ""
        self.text, self.more = "", False
        with stored.open() as handle:
            data = handle.read()
        try:
            self.text, self.more = notice_metadata.head_of(data, stored.name)
        except reading.Unreadable as error:
            self.reason = str(error)
        self.data = notice_metadata.metadata_of(self.text[:60_000], stored.name) if self.text else {}
        self.is_long = self.more or len(self.text) > notices.BACKGROUND_SIZE


def refuse_secret(stored: StoredFile, *, text: str, holder: Any, fields: dict[str, Any], actor: Any) -> None:
    """Raise ``state_secret``, and drop the kept file, for a mark in its words or in what was typed about it.

    To be called outside any transaction, so that what a refusal removes does not come back with what it undoes.
    """
    refuse_if_secret(holder=holder, actor=actor, file=stored, text=text, words=fields, at=None)


def is_ours(data: dict[str, Any], holder: Any) -> bool:
    """Whether the document was issued by the body that keeps the register."""
    issuer = fold_vi(data.get("issuer_name", ""))
    names = (holder.name, holder.short_name)
    return bool(issuer) and any(name and fold_vi(name).startswith(issuer) for name in names)


def bring_in(
    stored: StoredFile,
    *,
    holder: Any,
    direction: str,
    received_on: dt.date,
    fields: dict[str, Any],
    recipients: Iterable[str] = (),
    committee: Any = None,
    place: str = "",
    keep_duplicate: str = "",
    reissue_reason: str = "",
    actor: Any,
) -> Notice:
    """Enter the document of a kept file and begin to read it: at once, or in the background when it is long.

    Raises what the register and :func:`notices.take_in` raise; then nothing is entered and the file is still there.
    """
    looked = Looked(stored)
    refuse_secret(stored, text=looked.text, holder=holder, fields=fields, actor=actor)
    with transaction.atomic():
        given = {
            "holder": holder, "actor": actor, "file": stored, "recipients": list(recipients), "text": looked.text,
            "citations": _citations(looked.data), "keep_duplicate": keep_duplicate, **fields,
        }  # fmt: skip
        if direction == Direction.OUTGOING:
            if given.get("issued_on") is None:
                raise DomainError.of("issued_on_missing", _("Chưa ghi ngày ban hành."), where="issued_on")
            document = enter_outgoing(**given)
        else:
            document = enter_incoming(received_on=received_on, **given)
        return start(
            document, actor=actor, committee=committee, place=place, later=looked.is_long,
            reissue_reason=reissue_reason,
        )  # fmt: skip


def start(
    document: RegisteredDocument,
    *,
    actor: Any,
    committee: Any = None,
    place: str = "",
    later: bool = False,
    reissue_reason: str = "",
) -> Notice:
    """Begin with a document of the register; long ones are read in the background.

    No transaction of its own: a refusal that empties a secret document must last.
    """
    later = later or len(document.text) > notices.BACKGROUND_SIZE
    notice = notices.take_in(
        document, actor=actor, committee=committee, place=place, later=later, reissue_reason=reissue_reason
    )
    if later:
        transaction.on_commit(partial(_enqueue, notice.pk, actor.pk), robust=True)
    return notice


def _enqueue(key: int, user_key: int) -> None:
    from ..background import read_notice_task

    read_notice_task.enqueue(key, user_key)


def _citations(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Cited documents as the register links them."""
    found = []
    own = f"{data.get('number', '')}/{data.get('symbol', '')}"
    for row in data.get("citations", []):
        if row["number"] == own:
            continue
        day = dt.date.fromisoformat(row["date"]) if row["date"] else None
        found.append({"kind": row["kind"], "number": row["number"], "printed": row["text"], "printed_on": day})
    return found
