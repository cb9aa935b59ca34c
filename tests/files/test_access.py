"""Giving out files: denied by default, asked of the owner, sent with safe headers."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from saolang.files import access
from saolang.files.domain import store
from saolang.files.models import StoredFile
from tests.files import hostile
from tests.files.conftest import bytes_in
from tests.files.hostile import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def pdf(person: Any) -> StoredFile:
    return store(upload(hostile.pdf(), "Giấy phép.pdf"), actor=person, purpose="evidence")


@pytest.fixture
def photo(person: Any) -> StoredFile:
    return store(upload(hostile.image(size=(900, 600)), "anh.jpg"), actor=person, purpose="photo")


def test_a_purpose_that_nobody_registered_is_refused(client: Client, person: Any, pdf: StoredFile) -> None:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert not access.may_read(person, pdf)
    assert not person.has_perm("files.read_file", pdf)
    assert client.get(pdf.get_absolute_url()).status_code == 403


def test_the_owner_of_the_purpose_decides(client: Client, person: Any, pdf: StoredFile) -> None:
    asked = []
    access.register("evidence", lambda user, stored: asked.append((user, stored)) is None and user == person)
    anonymous = client.get(pdf.get_absolute_url())
    assert anonymous.status_code == 302
    assert pdf.code in anonymous["Location"]
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(pdf.get_absolute_url())
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert asked[-1] == (person, pdf)
    assert person.has_perm("files.read_file", pdf)


def test_a_purpose_has_one_owner() -> None:
    access.register("evidence", bool)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="registered twice"):
        access.register("evidence", lambda user, stored: True)


def test_pdf_opens_in_the_browser_with_safe_headers(client: Client, pdf: StoredFile) -> None:
    access.register("evidence", lambda user, stored: True)
    response = client.get(pdf.get_absolute_url())
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(pdf.size)
    assert response["Content-Disposition"] == "inline; filename*=utf-8''Gi%E1%BA%A5y%20ph%C3%A9p.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]
    b"".join(response.streaming_content)
    saved = client.get(pdf.get_absolute_url(), {"tai-ve": "1"})
    assert saved["Content-Disposition"].startswith("attachment;")
    b"".join(saved.streaming_content)


def test_documents_are_always_saved(client: Client, person: Any) -> None:
    access.register("evidence", lambda user, stored: True)
    stored = store(upload(hostile.docx(), "a.docx"), actor=person, purpose="evidence")
    response = client.get(stored.get_absolute_url())
    assert response["Content-Disposition"] == 'attachment; filename="a.docx"'
    b"".join(response.streaming_content)


def test_what_the_browser_has_is_not_sent_again_but_asked_again(client: Client, pdf: StoredFile) -> None:
    allowed = [True]
    access.register("evidence", lambda user, stored: allowed[0])
    first = client.get(pdf.get_absolute_url())
    b"".join(first.streaming_content)
    again = client.get(pdf.get_absolute_url(), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    allowed[0] = False
    assert client.get(pdf.get_absolute_url(), headers={"If-None-Match": first["ETag"]}).status_code == 302


def test_public_purposes_may_be_kept_by_caches(client: Client, photo: StoredFile) -> None:
    access.register("photo", lambda user, stored: True, public_seconds=3600)
    response = client.get(photo.get_absolute_url())
    assert response["Cache-Control"] == "public, max-age=3600"
    b"".join(response.streaming_content)


def test_thumbnail_is_made_once_in_an_allowed_width(client: Client, photo: StoredFile, stored_in: Path) -> None:
    access.register("photo", lambda user, stored: True)
    url = reverse("files:thumb", args=[photo.code])
    for asked, width in [("100", 160), ("320", 320), ("999999", 900), ("x", 320)]:
        response = client.get(url, {"w": asked})
        assert response["Content-Type"] == "image/webp"
        assert response["X-Content-Type-Options"] == "nosniff"
        with Image.open(BytesIO(response.content)) as picture:
            assert picture.width == width
    assert len(bytes_in(stored_in / "nho")) == 3
    assert client.get(url, {"w": "320"}).content == client.get(url).content
    assert len(bytes_in(stored_in / "nho")) == 3


def test_thumbnail_asks_like_the_file_and_is_for_images(client: Client, photo: StoredFile, pdf: StoredFile) -> None:
    assert client.get(reverse("files:thumb", args=[photo.code])).status_code == 302
    access.register("evidence", lambda user, stored: True)
    assert client.get(reverse("files:thumb", args=[pdf.code])).status_code == 404


def test_unknown_code_and_post_are_refused(client: Client, pdf: StoredFile) -> None:
    access.register("evidence", lambda user, stored: True)
    assert client.get(reverse("files:download", args=["0000000000"])).status_code == 404
    assert client.post(pdf.get_absolute_url()).status_code == 405


def test_plain_text_is_saved_never_shown_in_the_page(client: Client, person: Any) -> None:
    access.register("paper", lambda user, stored: True)
    words = b"Thong bao <b>x</b> <a href=/>y</a>"
    stored = store(upload(words, "thong-bao.txt"), actor=person, purpose="paper", allow=("text",))
    response = client.get(stored.get_absolute_url())
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "text/plain"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == words
