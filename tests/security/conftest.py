"""The whole demo once, in a transaction that is rolled back; each test works in a savepoint of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from saolang.accounts.models import User
from saolang.audit.models import Event
from saolang.config.preparing import load_reference_data
from saolang.producers.models import Producer, RepresentativeDetails

SECRETS = {
    "ethnicity": "Dân tộc bí mật {n}",
    "permanent_address": "Địa chỉ thường trú bí mật {n}",
}
PHONE = "0999 000 {n:03d}"


Enter = Callable[..., Client]
_running: list[Any] = []


def body_of(response: HttpResponseBase) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return content.decode("utf-8", "replace")


def last_event() -> int:
    return Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


@pytest.fixture(autouse=True)
def no_rate_limit(settings: Any) -> None:
    settings.RATELIMIT_ENABLE = False


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """The fictional part of the demo: producers at every step of the path, a council in the middle of scoring."""
    from saolang.demo import path

    made = path.make_all

    def marked(*args: Any) -> Any:
        """The producers, marked before anything is frozen."""
        holders = made(*args)
        built.secrets, built.phones = _mark_personal_data()
        return holders

    built = SimpleNamespace()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(path, "make_all", marked)
        outer = transaction.atomic()
        outer.__enter__()
        _running.append(outer)
        load_reference_data()
        path.build()
    yield built
    with django_db_blocker.unblock():
        _close()


def _close() -> None:
    while _running:
        transaction.set_rollback(True)
        _running.pop().__exit__(None, None, None)
        connection.close()


@pytest.fixture(scope="module")
def no_world(django_db_setup: None, django_db_blocker: Any) -> None:
    """For tests that commit: the demo of the tests before them is rolled back first."""
    with django_db_blocker.unblock():
        _close()


def _mark_personal_data() -> tuple[list[str], list[str]]:
    """Give every producer personal data that can be recognised wherever it comes up; return it, and the telephones."""
    marks: list[str] = []
    phones: list[str] = []
    for producer in Producer.objects.all():
        values = {name: text.format(n=producer.pk) for name, text in SECRETS.items()}
        RepresentativeDetails.objects.update_or_create(producer=producer, defaults={**values, "gender": "nu"})
        phone = PHONE.format(n=producer.pk)
        Producer.objects.filter(pk=producer.pk).update(contact_phone=phone, public_contact=False)
        marks += values.values()
        phones.append(phone)
    return marks, phones


@pytest.fixture
def enter(world: SimpleNamespace, db: None) -> Callable[..., Client]:
    """A browser of a demo account by the first part of its address; without a name, of a visitor."""

    def entering(name: str = "", **options: Any) -> Client:
        client = Client(raise_request_exception=False, **options)
        if name:
            client.force_login(
                User.objects.get(email=f"{name}@demo.example"), "django.contrib.auth.backends.ModelBackend"
            )
        return client

    return entering
