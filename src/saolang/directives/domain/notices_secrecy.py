"""A directive document whose words, found later, bear a mark of secrecy: nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from saolang.audit.domain import transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.documents.domain.register_secrecy import refuse_secret_text
from saolang.documents.models import RegisteredDocument
from saolang.documents.secrecy import mark_of

from ..enums import NoticeState
from ..models import Notice
from ..states.notices import NOTICE


class SecretFound(Exception):
    """Words with a mark of secrecy were met in the middle of an act: the act is undone, then the document emptied."""

    def __init__(self, words: str) -> None:
        super().__init__("mark of secrecy")
        self.words = words


def require_open(words: str) -> None:
    """Raise SecretFound for words with a mark."""
    if mark_of(words):
        raise SecretFound(words)


@contextmanager
def refusing_secrets(document: RegisteredDocument, *, actor: Any) -> Iterator[None]:
    """One transaction. When words with a mark turn up in it, it is undone, the document leaves the register with
    everything it brought along, and the refusal is raised.

    Legal: Luật Bảo vệ bí mật nhà nước 29/2018/QH14, Điều 5, Điều 8.
    """
    try:
        with transaction.atomic():
            yield
        return
    except SecretFound as found:
        words = found.words
    refuse_secret_text(document, text=words, actor=actor)


def empty_notice(document: RegisteredDocument, actor: Any) -> None:
    """Forget what was read in a document that is secret, and what was drafted from it; no duty comes of it any more."""
    notice = Notice.objects.filter(document=document).defer("text", "reading", "draft").first()
    if notice is None:
        return
    fresh = lock_for_change(notice)
    # The record names the notice as it will be called: by nothing that the document said of itself.
    fresh.document = RegisteredDocument(pk=document.pk, withdrawn_on=clock.today())
    fresh.text, fresh.reading, fresh.draft, fresh.unread_reason = "", {}, {}, ""
    if fresh.state == NoticeState.CONFIRMED:
        save_version(fresh)
    else:
        transition(NOTICE, fresh, "withdraw", actor=actor)
