"""How documents refer to each other: links, what is missing, and what a replacement ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import locked_head, record
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed
from saolang.core.text import format_date, normalize_line

from ..citing import find_target, split_number
from ..enums import LinkKind
from ..models import DocumentLink, RegisteredDocument
from ..register_models import number_key
from .register_secrecy import check_stands

DAY = dt.timedelta(days=1)


def link(
    source: RegisteredDocument, *, kind: str, number: str, symbol: str = "", printed: str = "",
    printed_on: dt.date | None = None, issuer_name: str = "", actor: Any, at: dt.datetime | None = None,
    checked: bool = False,
) -> DocumentLink:  # fmt: skip
    """Say that a document refers to another, named as printed. Found on file it is joined, else it counts as missing.

    The same reference given twice is one link. ``checked`` is for callers that have asked for the right. A replacement
    sets the last day of what it replaces where the actor keeps that register.

    Raises NotAllowed, DomainError ``link_bad`` (no number, unknown kind) or ``link_self``.
    """
    if not checked and not actor.has_perm("documents.keep_register", source.holder):
        raise NotAllowed.of("not_allowed", _("Bạn không giữ sổ có văn bản này."))
    if "/" in number and not symbol:
        number, symbol = split_number(number)
    key = number_key(number.strip(), symbol)
    if kind not in LinkKind.values or not number.strip():
        raise DomainError.of(
            "link_bad", _("Chưa ghi số, ký hiệu của văn bản được nêu."), where="number", fix=_("Ví dụ 178/TB-VP.")
        )
    own = (source.issued_on, source.number_key)
    if key == source.number_key and (printed_on is None or (printed_on, key) == own):
        raise DomainError.of("link_self", _("Một văn bản không liên kết với chính nó."), where="number")
    words = normalize_line(printed)[:300] or f"{number}/{symbol}".strip("/")
    with transaction.atomic():
        locked_head()
        if not checked:
            check_stands(lock_for_change(source))
        target = find_target(source, key=key, printed_on=printed_on, issuer_name=issuer_name, printed=words)
        row, made = DocumentLink.objects.get_or_create(
            source=source, kind=kind, number_key=key, printed_on=printed_on,
            defaults={"printed": words, "issuer_name": normalize_line(issuer_name)[:250]},
        )  # fmt: skip
        if made:
            data = {"kind": str(kind), "number": key, "found": target is not None}
            record("documents.registereddocument.link", actor=actor, obj=source, at=at, data=data)
        if row.target_id is None and target is not None:
            _join(row, target, actor=actor, at=at, strict=True)
    return row


def unlink(row: DocumentLink, *, actor: Any, reason: str, at: dt.datetime | None = None) -> None:
    """Take back a link that was entered wrongly; a last day that it set is cleared by :func:`set_end`."""
    if not actor.has_perm("documents.keep_register", row.source.holder):
        raise NotAllowed.of("not_allowed", _("Bạn không giữ sổ có văn bản này."))
    if not reason.strip():
        raise DomainError.of("reason_missing", _("Chưa ghi lý do bỏ liên kết."), where="reason")
    with transaction.atomic():
        locked_head()
        source = lock_for_change(row.source)
        data = {"kind": row.kind, "number": row.number_key}
        row.delete()
        record("documents.registereddocument.unlink", actor=actor, obj=source, at=at, data=data, reason=reason)


def resolve_missing(document: RegisteredDocument, *, actor: Any, at: dt.datetime | None = None) -> int:
    """Join citations that waited for this document, now that it is on file; return how many."""
    waiting = DocumentLink.objects.filter(target__isnull=True, number_key=document.number_key).exclude(source=document)
    if not document.number:
        return 0
    joined = 0
    for row in waiting.select_related("source__holder__unit__parent"):
        target = find_target(
            row.source, key=row.number_key, printed_on=row.printed_on, issuer_name=row.issuer_name, printed=row.printed
        )
        if target is not None:
            _join(row, target, actor=actor, at=at)
            joined += 1
    return joined


def _join(
    row: DocumentLink, target: RegisteredDocument, *, actor: Any, at: dt.datetime | None, strict: bool = False
) -> None:
    if DocumentLink.objects.filter(source=row.source, kind=row.kind, target=target).exclude(pk=row.pk).exists():
        return
    row.target = target
    row.save(update_fields=["target", "updated_at"])
    if row.kind == LinkKind.REPLACES and actor is not None and actor.has_perm("documents.keep_register", target.holder):
        _end_by(row.source, target, actor=actor, at=at, strict=strict)


def _end_by(
    source: RegisteredDocument, target: RegisteredDocument, *, actor: Any, at: dt.datetime | None, strict: bool
) -> None:
    """The last day of a replaced document is the day before the new one takes effect.

    Days that contradict each other are refused when the link is being made, and left for a person to settle when the
    replaced document only now comes on file.
    """
    begins = source.effective_on or source.issued_on
    if begins is None:
        return
    last = begins - DAY
    fresh = lock_for_change(target)
    if fresh.ends_on is not None and fresh.ends_on <= last:
        return
    starts = fresh.effective_on or fresh.issued_on
    if starts is not None and last < starts:
        if not strict:
            return
        raise DomainError.of(
            "replaced_before_effect",
            _("“%(old)s” có hiệu lực từ %(day)s, sau khi văn bản thay thế đã có hiệu lực.")
            % {"old": fresh.title, "day": format_date(starts)},
            where="kind",
            fix=_("Kiểm tra lại ngày có hiệu lực của hai văn bản."),
        )
    fresh.ends_on = last
    save_version(fresh)
    data = {"ends_on": last.isoformat(), "by": source.full_number}
    record("documents.registereddocument.replaced", actor=actor, obj=fresh, at=at, data=data)


def set_end(
    document: RegisteredDocument, *, ends_on: dt.date | None, actor: Any, reason: str,
    at: dt.datetime | None = None, expected_version: int | str | None = None,
) -> RegisteredDocument:  # fmt: skip
    """Set or clear the last day on which a document holds (bãi bỏ, hết thời hạn), with the reason."""
    if not actor.has_perm("documents.keep_register", document.holder):
        raise NotAllowed.of("not_allowed", _("Bạn không giữ sổ có văn bản này."))
    if not reason.strip():
        raise DomainError.of("reason_missing", _("Chưa ghi lý do, căn cứ."), where="reason")
    with transaction.atomic():
        locked_head()
        fresh = lock_for_change(document, expected_version)
        check_stands(fresh)
        starts = fresh.effective_on or fresh.issued_on
        if ends_on is not None and starts is not None and ends_on < starts:
            raise DomainError.of("effect_order", _("Ngày hết hiệu lực trước ngày có hiệu lực."), where="ends_on")
        fresh.ends_on = ends_on
        save_version(fresh)
        data = {"ends_on": ends_on.isoformat() if ends_on else ""}
        record("documents.registereddocument.end", actor=actor, obj=fresh, at=at, data=data, reason=reason)
    return fresh
