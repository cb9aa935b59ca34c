"""The inbox."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from saolang.notify import domain
from saolang.notify.models import Message

pytestmark = pytest.mark.django_db
INBOX = "/ban-lam-viec/thong-bao/"


@pytest.fixture
def person(db: None) -> Any:
    return get_user_model().objects.create(email="a@mau.example", full_name="Nguyễn Thị Mẫu A")


@pytest.fixture
def desk(client: Client, person: Any) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_inbox_asks_to_sign_in(client: Client) -> None:
    response = client.get(INBOX)
    assert response.status_code == 302
    assert response["Location"].startswith("/tai-khoan/")


def test_empty_inbox_says_what_will_come(desk: Client) -> None:
    page = desk.get(INBOX).content.decode()
    assert "Chưa có thông báo nào" in page
    assert "Đánh dấu tất cả là đã đọc" not in page


def test_inbox_shows_ones_own_messages_newest_first(desk: Client, person: Any) -> None:
    other = get_user_model().objects.create(email="b@mau.example", full_name="Nguyễn Thị Mẫu B")
    domain.send([person], kind="x", title="Hồ sơ <b>cũ</b>", url="/a/")
    domain.send([person], kind="x", title="Hồ sơ mới")
    domain.send([other], kind="x", title="Của người khác")
    page = desk.get(INBOX).content.decode()
    assert page.index("Hồ sơ mới") < page.index(escape("Hồ sơ <b>cũ</b>"))
    assert "Của người khác" not in page
    assert "Thông báo, 2 chưa đọc" in page
    assert "<b>cũ" not in page


def test_inbox_asks_the_database_the_same_however_long_it_is(desk: Client, person: Any) -> None:
    domain.send([person], kind="x", title="Một", url="/a/")
    desk.get(INBOX)
    with CaptureQueriesContext(connection) as with_one:
        desk.get(INBOX)
    for title in ("Hai", "Ba"):
        domain.send([person], kind="x", title=title, url="/a/")
    with CaptureQueriesContext(connection) as with_three:
        desk.get(INBOX)
    assert len(with_three) == len(with_one) <= 12


def test_inbox_can_be_narrowed_to_what_is_new(desk: Client, person: Any) -> None:
    old = domain.send([person], kind="x", title="Hồ sơ cũ")[0]
    domain.send([person], kind="x", title="Hồ sơ mới")
    domain.mark_read(old, actor=person)
    page = desk.get(INBOX, {"chua-doc": "1"}).content.decode()
    assert "Hồ sơ mới" in page
    assert "Hồ sơ cũ" not in page


def test_opening_a_message_marks_it_and_follows_it(desk: Client, person: Any) -> None:
    message = domain.send([person], kind="x", title="Một", url="/ban-lam-viec/ho-so/A/")[0]
    url = reverse("notify:read", args=[message.code])
    assert desk.get(url).status_code == 405
    response = desk.post(url, {"follow": "1"})
    assert (response.status_code, response["Location"]) == (303, "/ban-lam-viec/ho-so/A/")
    message.refresh_from_db()
    assert message.read_at is not None


def test_marking_as_read_stays_in_the_inbox(desk: Client, person: Any) -> None:
    messages = [domain.send([person], kind="x", title=title, url="/a/")[0] for title in ("Một", "Hai")]
    assert desk.post(reverse("notify:read", args=[messages[0].code]))["Location"] == INBOX
    assert Message.objects.filter(read_at=None).count() == 1
    page = desk.post(reverse("notify:read_all"), follow=True).content.decode()
    assert "Đã đánh dấu 1 thông báo là đã đọc." in page
    assert Message.objects.filter(read_at=None).count() == 0


def test_messages_of_others_cannot_be_marked(desk: Client) -> None:
    other = get_user_model().objects.create(email="b@mau.example", full_name="Nguyễn Thị Mẫu B")
    message = domain.send([other], kind="x", title="Một")[0]
    assert desk.post(reverse("notify:read", args=[message.code])).status_code == 403
    message.refresh_from_db()
    assert message.read_at is None
