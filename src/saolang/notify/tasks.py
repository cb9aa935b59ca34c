"""E-mail of messages, in the background. Every task may run twice without harm."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils.translation import gettext as _
from django_tasks import task

from saolang.core import clock

from .models import Message

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
KEEP_READ = dt.timedelta(days=365)


@task()
def email_messages(keys: Sequence[int]) -> int:
    """Send the e-mails of messages that have not been sent; return how many went out.

    A fault of mail is noted on the message (never the address in the log) and tried again by :func:`retry_emails`.
    """
    waiting = Message.objects.filter(pk__in=list(keys), emailed_at__isnull=True, email_attempts__lt=MAX_ATTEMPTS)
    sent = 0
    for message in waiting.select_related("recipient").order_by("pk"):
        # Claimed before sending: two workers on one message send one e-mail.
        claim = Message.objects.filter(pk=message.pk, emailed_at__isnull=True, email_attempts=message.email_attempts)
        if not claim.update(email_attempts=F("email_attempts") + 1):
            continue
        if _deliver(message):
            Message.objects.filter(pk=message.pk).update(emailed_at=clock.now())
            sent += 1
    return sent


@task()
def retry_emails() -> int:
    """Try again what has waited for ten minutes or more; run by ``saolang cron``."""
    before = clock.now() - dt.timedelta(minutes=10)
    waiting = Message.objects.filter(emailed_at__isnull=True, email_attempts__lt=MAX_ATTEMPTS, created_at__lt=before)
    return email_messages.call(list(waiting.order_by("pk").values_list("pk", flat=True)[:500]))


@task()
def prune_messages() -> int:
    """Delete messages read more than a year ago; run by ``saolang cron``. The acts themselves stay in the record."""
    deleted, _rows = Message.objects.filter(read_at__lt=clock.now() - KEEP_READ).delete()
    return deleted


def _deliver(message: Message) -> bool:
    person = message.recipient
    if not person.is_active or not person.email:
        return True
    try:
        mail = EmailMessage(
            subject=f"[Sao Làng] {message.title}",
            body=_text(message),
            to=[person.email],
            connection=get_connection(timeout=20) if _speaks_smtp() else None,
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.send()
    except Exception as error:
        logger.warning("e-mail of message %s failed: %s", message.code, type(error).__name__)
        return False
    return True


def _speaks_smtp() -> bool:
    return settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")


def _text(message: Message) -> str:
    parts = [message.title, message.body]
    if message.url:
        address = f"{settings.BASE_URL}{message.url}"
        parts.append(_("Mở trên Sao Làng: %(address)s") % {"address": address})
    parts.append(_("Thư này do hệ thống gửi tự động, không cần trả lời."))
    return "\n\n".join(part for part in parts if part)
