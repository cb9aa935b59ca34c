"""A directive document whose words, found later, bear a mark of secrecy: nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.documents.domain.register_secrecy import refuse_secret_text
from saolang.documents.models import RegisteredDocument
from saolang.documents.secrecy import mark_of
from saolang.notify.domain import forget

from ..enums import NoticeState
from ..models import Assignment, Block, Notice, Task, TaskVersion
from ..states.notices import NOTICE
from .issuing import searchable


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
    """Forget what was read in a document that is secret, and what was drafted from it; no duty comes of it any more.

    Duties that were handed out already lose their words; whether they end is for the office to say.
    """
    notice = Notice.objects.filter(document=document).defer("text", "reading", "draft").first()
    if notice is None:
        return
    fresh = lock_for_change(notice)
    # The record names the notice as it will be called: by nothing that the document said of itself.
    fresh.document = RegisteredDocument(pk=document.pk, withdrawn_on=clock.today())
    fresh.text, fresh.reading, fresh.draft, fresh.unread_reason = "", {}, {}, ""
    if fresh.state == NoticeState.CONFIRMED:
        tasks = _empty_tasks(fresh)
        save_version(fresh)
        record("directives.notice.withdraw", actor=actor, obj=fresh, data={"tasks": tasks})
    else:
        transition(NOTICE, fresh, "withdraw", actor=actor)


def _empty_tasks(notice: Notice) -> int:
    """Take the words of the document out of its tasks, their versions, its parts and the messages about them."""
    words = _("Nội dung đã xóa: văn bản mật")
    tasks = [lock_for_change(task) for task in Task.objects.filter(notice=notice).order_by("pk").only("pk")]
    for task in tasks:
        task.text, task.items, task.figures, task.support_texts = words, [], [], []
        task.lead_text = task.follows = task.deadline_text = ""
        task.search_text = searchable(task)
        save_version(task)
    TaskVersion.objects.filter(task__in=tasks).update(text=words, items=[], reason="")
    Block.objects.filter(notice=notice).update(addressee="")
    forget([notice, *tasks, *Assignment.objects.filter(task__in=tasks).only("pk")])
    return len(tasks)
