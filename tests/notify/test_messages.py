"""Sending messages, in the desk and by e-mail."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from saolang.core import clock
from saolang.core.problems import NotAllowed
from saolang.notify import domain, queries, tasks
from saolang.notify.models import Message

pytestmark = pytest.mark.django_db
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
BROKEN = "tests.notify.test_messages.BrokenBackend"


class BrokenBackend(EmailBackend):
    """A mail server that is down."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("a@mau.example")


@pytest.fixture(autouse=True)
def at_once(settings: Any) -> Iterator[None]:
    """Run tasks at once and keep e-mail in memory."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.EMAIL_BACKEND = LOCMEM
    settings.BASE_URL = "https://saolang.example"
    yield


@pytest.fixture
def people(db: None) -> list[Any]:
    """Return two people."""
    make = get_user_model().objects.create
    return [make(email=f"{name}@mau.example", full_name=f"Nguyễn Thị Mẫu {name.upper()}") for name in "ab"]


def test_send_reaches_the_desk_and_the_mailbox(people: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sent = domain.send(
            people,
            kind="dossier_received",
            title="  Hồ sơ đã được\ntiếp nhận ",
            body="Số 1-7/PĐK-86-29740-2026",
            url="/ban-lam-viec/ho-so/ABC/",
            obj=people[0],
        )
        assert mail.outbox == []
    assert [message.recipient for message in sent] == people
    stored = Message.objects.get(recipient=people[0])
    assert (stored.title, stored.kind, stored.read_at) == ("Hồ sơ đã được tiếp nhận", "dossier_received", None)
    assert (stored.object_type, stored.object_id) == ("accounts.user", str(people[0].pk))
    assert stored.emailed_at is not None
    assert [letter.to for letter in mail.outbox] == [["a@mau.example"], ["b@mau.example"]]
    assert mail.outbox[0].subject == "[Sao Làng] Hồ sơ đã được tiếp nhận"
    assert mail.outbox[0].body == (
        "Hồ sơ đã được tiếp nhận\n\nSố 1-7/PĐK-86-29740-2026\n\n"
        "Mở trên Sao Làng: https://saolang.example/ban-lam-viec/ho-so/ABC/\n\n"
        "Thư này do hệ thống gửi tự động, không cần trả lời."
    )


def test_send_reaches_each_person_once_and_no_closed_account(people: list[Any]) -> None:
    people[1].is_active = False
    sent = domain.send([people[0], people[0], people[1], None], kind="x", title="Một")
    assert [message.recipient for message in sent] == [people[0]]
    assert domain.send([], kind="x", title="Một") == []
    assert Message.objects.count() == 1


@pytest.mark.parametrize("url", ["https://x.example/", "//x.example/", "/\\x.example", "javascript:alert(1)"])
def test_send_leads_only_within_the_site(people: list[Any], url: str) -> None:
    with pytest.raises(ValueError, match="within the site"):
        domain.send(people, kind="x", title="Một", url=url)
    assert Message.objects.count() == 0


def test_send_goes_with_the_act(people: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        domain.send(people, kind="x", title="Một")
        raise RuntimeError
    assert Message.objects.count() == 0
    assert mail.outbox == []


def test_mail_that_fails_breaks_nothing_and_is_tried_again(
    people: list[Any], settings: Any, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = BROKEN
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        domain.send(people[:1], kind="x", title="Một")
    message = Message.objects.get()
    assert (message.emailed_at, message.email_attempts) == (None, 1)
    assert "ConnectionRefusedError" in caplog.text
    assert "mau.example" not in caplog.text
    settings.EMAIL_BACKEND = LOCMEM
    assert tasks.retry_emails.call() == 0
    with time_machine.travel(clock.now() + dt.timedelta(minutes=11), tick=False):
        assert tasks.retry_emails.call() == 1
        assert tasks.retry_emails.call() == 0
    assert len(mail.outbox) == 1


def test_a_queue_that_fails_breaks_nothing(
    people: list[Any], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def refuse(keys: list[int]) -> None:
        raise OSError("queue is down")

    monkeypatch.setattr(domain, "_queue", refuse)
    with django_capture_on_commit_callbacks() as callbacks:
        domain.send(people, kind="x", title="Một")
    assert len(callbacks) == 1
    assert Message.objects.filter(emailed_at=None).count() == 2


def test_mail_is_given_up_after_five_attempts(people: list[Any], settings: Any) -> None:
    settings.EMAIL_BACKEND = BROKEN
    message = domain.send(people[:1], kind="x", title="Một")[0]
    for _turn in range(7):
        tasks.email_messages.call([message.pk])
    message.refresh_from_db()
    assert (message.email_attempts, message.emailed_at) == (5, None)


def test_email_task_sends_once_however_often_it_runs(people: list[Any]) -> None:
    keys = [message.pk for message in domain.send(people, kind="x", title="Một")]
    assert tasks.email_messages.call(keys) == 2
    assert tasks.email_messages.call(keys) == 0
    assert len(mail.outbox) == 2


def test_reading_is_for_the_recipient(people: list[Any]) -> None:
    message = domain.send(people[:1], kind="x", title="Một")[0]
    with pytest.raises(NotAllowed):
        domain.mark_read(message, actor=people[1])
    message.refresh_from_db()
    assert message.read_at is None
    domain.mark_read(message, actor=people[0])
    first = message.read_at
    assert first is not None
    domain.mark_read(message, actor=people[0])
    assert message.read_at == first


def test_counts_and_mark_all_read_touch_only_ones_own(people: list[Any]) -> None:
    for title in ("Một", "Hai"):
        domain.send(people, kind="x", title=title)
    assert [queries.unread_count(person) for person in people] == [2, 2]
    assert domain.mark_all_read(actor=people[0]) == 2
    assert domain.mark_all_read(actor=people[0]) == 0
    assert [queries.unread_count(person) for person in people] == [0, 2]


def test_visible_to_agrees_with_the_permission(people: list[Any]) -> None:
    from django.contrib.auth.models import AnonymousUser

    domain.send(people, kind="x", title="Một")
    for person in people:
        seen = set(queries.visible_to(person))
        assert seen == {m for m in Message.objects.all() if person.has_perm("notify.read_message", m)}
        assert len(seen) == 1
    assert list(queries.visible_to(AnonymousUser())) == []


def test_prune_removes_only_what_was_read_long_ago(people: list[Any]) -> None:
    old, new, unread = (domain.send(people[:1], kind="x", title=title)[0] for title in ("Cũ", "Mới", "Chưa đọc"))
    Message.objects.filter(pk=old.pk).update(read_at=clock.now() - dt.timedelta(days=366))
    domain.mark_read(new, actor=people[0])
    assert tasks.prune_messages.call() == 1
    assert set(Message.objects.values_list("pk", flat=True)) == {new.pk, unread.pk}
