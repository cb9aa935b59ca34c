"""Sockets of the register for apps above: who reads files, who finds marks of secrecy, who else may see a document.

Filled in `apps.ready` of the app that knows: this app never imports it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Q

from saolang.core.registries import Registry

text_readers = Registry("text_readers")
"""func(data: bytes, name: str) -> str: the text of a .docx, .pdf or .txt; "" when there is none to read."""
secrecy_readers = Registry("secrecy_readers")
"""func(text: str) -> "Mật" | "Tối mật" | "Tuyệt mật" | "": the mark printed in the head of a document."""
metadata_readers = Registry("metadata_readers")
"""func(text: str, name: str) -> dict with any of number, symbol, issued_on, kind, abstract, issuer_name, signer_name,
signer_title, recipients (list of texts), citations (list of dicts: number, symbol, date or issued_on, text, kind)."""
document_readers = Registry("document_readers")
"""func(user) -> Q on RegisteredDocument: documents that an app above opens to the person (who was given a task)."""
document_panels = Registry("document_panels")
"""func(document, user) -> None or an object with ``template``, shown as `panel` on the page of the document."""
document_actions = Registry("document_actions")
"""func(document, user) -> iterable of (label, url, icon): what else can be done with the document."""
document_withdrawals = Registry("document_withdrawals")
"""func(document, actor): empty what an app above holds of a document that turned out to be secret; called first, in the
transaction that empties the entry, and before the entry is locked."""

HistoryPolicy = Callable[[dt.date], bool]
_history: list[HistoryPolicy] = []


def register_history_policy(policy: HistoryPolicy) -> None:
    """Let an app above say which days of issue are history: kept for looking up, without new duties."""
    _history[:] = [policy]


def is_history(issued_on: dt.date | None) -> bool:
    """Whether a document of this day is entered as history (default: no)."""
    return bool(_history) and issued_on is not None and _history[0](issued_on)


def reader_conditions(user: Any) -> list[Q]:
    """What apps above open to the person, one condition each."""
    return [reader(user) for reader in document_readers]


def first_text(data: bytes, name: str) -> str:
    """The text that the first able reader finds in a file; a plain .txt is read here when nobody else does."""
    for reader in text_readers:
        found = str(reader(data, name) or "")
        if found.strip():
            return found
    return _plain_text(data) if name.lower().endswith(".txt") else ""


def _plain_text(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return ""


def first_metadata(text: str, name: str) -> dict[str, Any]:
    """What the first able reader proposes for the fields of the entry; empty when nobody reads."""
    for reader in metadata_readers:
        found = reader(text, name)
        if found:
            return dict(found)
    return {}
