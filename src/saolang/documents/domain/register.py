"""Entering documents into the register of a body: incoming, outgoing, on file because cited, and papers issued here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import locked_head, record
from saolang.core.problems import DomainError, NotAllowed, Problem
from saolang.files.models import StoredFile

from .. import numbering, register_hooks
from ..citing import find_citations, split_number
from ..enums import PERSONAL, Direction, LinkKind
from ..models import EntrySeries, Paper, RegisteredDocument
from ..paper_entry import entry_of
from ..queries_register import duplicates_of
from ..recipients import add_recipients
from .register_checks import checked_fields, refuse_taken_entry
from .register_files import file_of, refuse_if_secret, text_of
from .register_links import link, resolve_missing


class DuplicateEntry(DomainError):
    """The document is in the register already; ``documents`` are the entries found."""

    documents: list[RegisteredDocument]

    @classmethod
    def of_documents(cls, documents: list[RegisteredDocument]) -> DuplicateEntry:
        """The warning with one line per entry found."""
        error = cls([_duplicate(document) for document in documents])
        error.documents = documents
        return error


def _duplicate(document: RegisteredDocument) -> Problem:
    return Problem(
        "duplicate",
        _("Văn bản này có vẻ đã vào sổ: “%(title)s”.") % {"title": str(document)[:160]},
        fix=_("Mở bản đã vào sổ để xem; nếu vẫn phải vào sổ, đánh dấu “Vẫn vào sổ” và ghi lý do."),
        url=document.get_absolute_url(),
    )


def enter_incoming(
    *, holder: Any, received_on: dt.date, actor: Any, abstract: str, file: Any = None, recipients: Iterable[Any] = (),
    text: str = "", citations: Iterable[dict[str, Any]] = (), keep_duplicate: str = "",
    is_history: bool | None = None, at: dt.datetime | None = None, **fields: Any,
) -> RegisteredDocument:  # fmt: skip
    """Enter a document that reached the body.

    ``file`` is an upload or a file stored for DOCUMENT_PURPOSE; ``text`` is read from it when not given. ``fields`` are
    those of RegisteredDocument (kind, number, symbol, issued_on, issuer, issuer_name, signer_name, urgency, ...);
    ``entry_number`` counts only where the body does not keep its register here. ``recipients`` are lines or bodies,
    ``citations`` keywords of :func:`link`. A double is refused unless ``keep_duplicate`` gives the reason.

    Raises NotAllowed, DuplicateEntry, DomainError ``state_secret`` (nothing is kept), or with every problem found.
    Legal: Nghị định 30/2020/NĐ-CP, Điều 21 and 22; Phụ lục VI, Phần II, mục II.
    """
    return _enter(
        Direction.INCOMING, holder=holder, entered_on=received_on, actor=actor, abstract=abstract, file=file,
        recipients=recipients, text=text, citations=citations, keep_duplicate=keep_duplicate, is_history=is_history,
        at=at, fields=fields,
    )  # fmt: skip


def enter_outgoing(
    *, holder: Any, issued_on: dt.date, actor: Any, abstract: str, file: Any = None, recipients: Iterable[Any] = (),
    text: str = "", citations: Iterable[dict[str, Any]] = (), keep_duplicate: str = "",
    is_history: bool | None = None, at: dt.datetime | None = None, **fields: Any,
) -> RegisteredDocument:  # fmt: skip
    """Enter a document that the body issued; recipients on file have it from its day of issue.

    Where the body keeps its register here the number is given by the system, and ``number`` is not used.
    Legal: Nghị định 30/2020/NĐ-CP, Điều 15; Phụ lục VI, Phần II, mục I.
    """
    fields = {**fields, "issued_on": issued_on, "issuer": holder, "issuer_name": fields.get("issuer_name") or ""}
    return _enter(
        Direction.OUTGOING, holder=holder, entered_on=issued_on, actor=actor, abstract=abstract, file=file,
        recipients=recipients, text=text, citations=citations, keep_duplicate=keep_duplicate, is_history=is_history,
        at=at, fields=fields,
    )  # fmt: skip


def enter_reference(
    *, holder: Any, actor: Any, abstract: str, file: Any = None, text: str = "",
    citations: Iterable[dict[str, Any]] = (), keep_duplicate: str = "", at: dt.datetime | None = None, **fields: Any,
) -> RegisteredDocument:  # fmt: skip
    """Put a document on file only because others cite it (a law, a decree): no entry number, no register."""
    return _enter(
        Direction.REFERENCE, holder=holder, entered_on=None, actor=actor, abstract=abstract, file=file, recipients=(),
        text=text, citations=citations, keep_duplicate=keep_duplicate, is_history=False, at=at, fields=fields,
    )  # fmt: skip


def _enter(
    direction: Direction, *, holder: Any, entered_on: dt.date | None, actor: Any, abstract: str, file: Any,
    recipients: Iterable[Any], text: str, citations: Iterable[dict[str, Any]], keep_duplicate: str,
    is_history: bool | None, at: dt.datetime | None, fields: dict[str, Any],
) -> RegisteredDocument:  # fmt: skip
    if not actor.has_perm("documents.keep_register", holder):
        raise NotAllowed.of(
            "not_allowed",
            _("Bạn không giữ sổ văn bản của “%(holder)s”.") % {"holder": holder},
            fix=_("Người có vai trò tại cơ quan này mới vào sổ được."),
        )
    given = {**fields, "abstract": abstract, "entered_on": entered_on, "direction": direction.value}
    text = text_of(file, text)
    refuse_if_secret(holder=holder, actor=actor, file=file, text=text, words=given, at=at)
    values = checked_fields(given, holder=holder, at=at)
    with transaction.atomic():
        locked_head()  # every write takes this lock: doubles and numbers are seen by whoever enters next
        refuse_taken_entry(values, holder=holder)
        stored = file_of(file, actor=actor)
        _check_double(values, holder=holder, stored=stored, keep_duplicate=keep_duplicate)
        number_entry(values, holder=holder)
        history = register_hooks.is_history(values.get("issued_on")) if is_history is None else is_history
        document = RegisteredDocument(
            holder=holder, file=stored, text=text, is_history=history,
            entered_by=actor if actor.pk else None, **values,
        )  # fmt: skip
        if stored is not None and document.page_count is None:
            document.page_count = stored.pages
        document.save()
        sent_on = entered_on if direction == Direction.OUTGOING else None
        add_recipients(document, recipients, sent_on=sent_on)
        record(
            "documents.registereddocument.enter", actor=actor, obj=document, at=at, data=entry_data(document),
            reason=keep_duplicate,
        )  # fmt: skip
        for citation in citations:
            link(document, actor=actor, at=at, checked=True, **citation)
        resolve_missing(document, actor=actor, at=at)
    return document


def _check_double(values: dict[str, Any], *, holder: Any, stored: StoredFile | None, keep_duplicate: str) -> None:
    """Legal: Nghị định 30/2020/NĐ-CP, Phụ lục VI, Phần I, mục III, khoản 1, điểm h."""
    if keep_duplicate.strip():
        return
    given_here = _numbered_here(values, holder)
    found = duplicates_of(
        holder=holder,
        number="" if given_here else values.get("number", ""),
        symbol=values.get("symbol", ""),
        issuer=values.get("issuer"),
        issuer_name=values.get("issuer_name", ""),
        issued_on=values.get("issued_on"),
        sha256=stored.sha256 if stored is not None else "",
    )
    if found:
        raise DuplicateEntry.of_documents(found)


def _numbered_here(values: dict[str, Any], holder: Any) -> bool:
    day, outgoing = values.get("entered_on"), values["direction"] == Direction.OUTGOING
    return bool(outgoing and day is not None and values.get("symbol") and numbering.by_system(holder, day))


def number_entry(values: dict[str, Any], *, holder: Any, printed_number: bool = False) -> None:
    """Give the running number of the register, and to an outgoing document its own, where the register is kept here.

    Elsewhere the number stays what was entered. ``printed_number`` leaves a number alone that was given before.
    Legal: Nghị định 30/2020/NĐ-CP, Điều 15, Điều 22; Phụ lục VI, Phần I, mục III, khoản 1, điểm đ.
    """
    day = values.get("entered_on")
    if day is None or not numbering.by_system(holder, day):
        values["entry_year"] = day.year if day is not None and values.get("entry_number") else None
        return
    values["entry_by_system"] = True
    values["entry_number"] = take_entry(holder, values["direction"], day.year)
    values["entry_year"] = day.year
    if not printed_number and _numbered_here(values, holder):
        values["number"] = numbering.take_number(holder, values["symbol"], day.year)


def take_entry(holder: Any, direction: str, year: int) -> int:
    """The next free running number; the caller holds the head of the record, so nobody else is counting."""
    series, _made = EntrySeries.objects.get_or_create(holder=holder, direction=direction, year=year)
    rows = RegisteredDocument.objects.filter(holder=holder, direction=direction, entry_year=year)
    number = series.last + 1
    while rows.filter(entry_number=number).exists():
        number += 1
    EntrySeries.objects.filter(pk=series.pk).update(last=number)
    return number


def entry_data(document: RegisteredDocument) -> dict[str, Any]:
    """What the record keeps of an entry: how to find it and what it held, no person's name."""
    return {
        "direction": document.direction,
        "holder": document.holder_id,
        "entry": document.entry_number or 0,
        "entered_on": document.entered_on.isoformat() if document.entered_on else "",
        "number": document.full_number,
        "issued_on": document.issued_on.isoformat() if document.issued_on else "",
        "issuer": document.issuer_name,
        "file": document.file.sha256 if document.file else "",
        "history": document.is_history,
    }


# --- papers issued here --------------------------------------------------------------------------------------------


def register_paper(paper: Paper, actor: Any, *, at: dt.datetime | None = None) -> RegisteredDocument:
    """Enter an issued paper into the outgoing register of its issuer; one that is entered already is returned.

    Raises NotAllowed for who neither keeps that register nor writes the paper, DomainError when it is not issued.
    """
    if not (actor.has_perm("documents.keep_register", paper.issuer) or actor.has_perm("documents.manage_paper", paper)):
        raise NotAllowed.of("not_allowed", _("Bạn không vào sổ được văn bản của cơ quan này."))
    if not paper.is_issued or not paper.number:
        raise DomainError.of(
            "not_issued",
            _("Chỉ văn bản đã ban hành, có số, mới vào sổ văn bản đi."),
            fix=_("Ghi số và ban hành văn bản trước."),
        )
    return enter_paper(paper, actor=actor, at=at)


def enter_paper(paper: Paper, *, actor: Any, at: dt.datetime | None = None) -> RegisteredDocument:
    """Enter an issued paper without asking for the right: part of the issue itself where the register is kept here."""
    with transaction.atomic():
        locked_head()
        known = RegisteredDocument.objects.filter(paper=paper).first()
        if known is not None:
            return known
        entry = entry_of(paper)
        values = {**entry.fields, "direction": Direction.OUTGOING.value}
        number_entry(values, holder=paper.issuer, printed_number=True)
        history = register_hooks.is_history(paper.issued_on)
        document = RegisteredDocument(
            holder=paper.issuer, paper=paper, file=paper.signed_file, is_history=history,
            entered_by=actor if actor is not None and actor.pk else None, **values,
        )  # fmt: skip
        document.save()
        add_recipients(document, entry.recipients, sent_on=paper.issued_on)
        record("documents.registereddocument.enter", actor=actor, obj=document, at=at, data=entry_data(document))
        if paper.kind not in PERSONAL:
            for found in find_citations("\n".join(entry.bases)):
                number, symbol = split_number(f"{found.number}/{found.symbol}")
                link(
                    document, kind=LinkKind.BASED_ON, number=number, symbol=symbol, printed=found.printed,
                    printed_on=found.printed_on, issuer_name=found.issuer_name, actor=actor, at=at, checked=True,
                )  # fmt: skip
        resolve_missing(document, actor=actor, at=at)
    return document
