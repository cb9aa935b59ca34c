"""Storing files: what is taken, what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from PIL import Image

from saolang.core.problems import DomainError
from saolang.files.domain import clean_name, store, sweep_orphans
from saolang.files.handlers import RefusedUpload
from saolang.files.models import StoredFile
from tests.files import hostile
from tests.files.conftest import bytes_in
from tests.files.hostile import upload

pytestmark = pytest.mark.django_db


def test_store_keeps_a_pdf_as_it_is(person: Any, stored_in: Path) -> None:
    content = hostile.pdf(3)
    stored = store(upload(content, "Giấy phép.PDF"), actor=person, purpose="evidence")
    assert (stored.kind, stored.mime, stored.pages) == ("pdf", "application/pdf", 3)
    assert (stored.name, stored.purpose, stored.created_by) == ("Giấy phép.pdf", "evidence", person)
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert [path.read_bytes() for path in bytes_in(stored_in)] == [content]
    with stored.open() as handle:
        assert handle.read() == content
    assert "Giấy" not in stored.path


@pytest.mark.parametrize(
    ("content", "name", "kind", "shown"),
    [
        (hostile.docx(), "cau chuyen.docx", "docx", "cau chuyen.docx"),
        (hostile.xlsx(), "bang.xlsx", "xlsx", "bang.xlsx"),
        (hostile.pdf(), "khong-duoi", "pdf", "khong-duoi.pdf"),
        (hostile.pdf(), "anh.jpg", "pdf", "anh.pdf"),
        (b"\xef\xbb\xbf\r\n" + hostile.pdf(), "a.pdf", "pdf", "a.pdf"),
        (hostile.image("PNG"), "a.jpg", "image", "a.png"),
        (hostile.image("WEBP"), "a.webp", "image", "a.jpg"),
    ],
)
def test_store_tells_the_kind_by_content(person: Any, content: bytes, name: str, kind: str, shown: str) -> None:
    stored = store(upload(content, name), actor=person, purpose="evidence")
    assert (stored.kind, stored.name) == (kind, shown)


def test_store_removes_place_and_device_from_photos(person: Any) -> None:
    original = hostile.photo_with_place()
    assert b"nha rieng" in original
    with Image.open(BytesIO(original)) as before:
        assert before.getexif().get_ifd(0x8825)
    stored = store(upload(original, "anh.jpg"), actor=person, purpose="photo")
    with stored.open() as handle:
        content = handle.read()
    assert b"Exif" not in content
    assert b"nha rieng" not in content
    with Image.open(BytesIO(content)) as after:
        assert dict(after.getexif()) == {}
        assert "comment" not in after.info
        assert after.size == (48, 64) == (stored.width, stored.height)
        red, green, _blue = after.getpixel((24, 8))
        assert red > 200 > 60 > green


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (hostile.image("PNG", mode="RGBA"), "image/png"),
        (hostile.image("PNG", mode="P"), "image/png"),
        (hostile.image("WEBP", mode="RGBA"), "image/jpeg"),
        (hostile.image("JPEG", mode="L"), "image/jpeg"),
        (hostile.image("JPEG", mode="CMYK"), "image/jpeg"),
    ],
)
def test_store_takes_images_of_every_mode(person: Any, content: bytes, mime: str) -> None:
    stored = store(upload(content, "a"), actor=person, purpose="photo", allow=("image",))
    assert stored.mime in (mime, "image/png")
    assert (stored.width, stored.height, stored.pages) == (64, 48, None)


def test_store_makes_large_images_smaller(person: Any) -> None:
    stored = store(upload(hostile.image(size=(4000, 1000)), "a.jpg"), actor=person, purpose="photo")
    assert (stored.width, stored.height) == (2560, 640)


def test_store_drops_text_of_png(person: Any) -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "Nguyen Van Mau")
    stored = store(upload(hostile.image("PNG", pnginfo=info), "a.png"), actor=person, purpose="photo")
    with stored.open() as handle:
        assert b"Nguyen Van Mau" not in handle.read()


REMOTE_TEMPLATE = {
    "word/_rels/settings.xml.rels": hostile.relationships("attachedTemplate", "https://x.example/a.dotm")
}
MACRO_TYPES = hostile.CONTENT_TYPES.replace(b"/>", b'><Override ContentType="x.macroEnabled.main+xml"/></Types>')
REFUSED: list[tuple[str, bytes, str, str]] = [
    ("exe-named-pdf", b"MZ" + b"\x90" * 5000, "giay phep.pdf", "file_type"),
    ("svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "a.png", "file_type"),
    ("svg-with-prolog", b'<?xml version="1.0"?>\n<svg/>', "a.svg", "file_type"),
    ("html", b"<!DOCTYPE html><script>alert(1)</script>", "a.pdf", "file_type"),
    ("html-before-pdf", b"<html>" + hostile.pdf(), "a.pdf", "file_type"),
    ("gif", hostile.image("GIF", mode="P"), "a.gif", "file_type"),
    ("plain-zip", hostile.office(main="a.txt"), "a.docx", "file_type"),
    ("old-word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "file_type"),
    ("locked-word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx", "file_encrypted"),
    ("text", "chữ".encode(), "a.docx", "file_type"),
    ("empty", b"", "a.pdf", "file_empty"),
    ("locked-pdf", hostile.pdf(password="bimat"), "a.pdf", "file_encrypted"),
    ("cut-pdf", hostile.pdf()[:200], "a.pdf", "file_damaged"),
    ("no-pages", hostile.pdf(0), "a.pdf", "file_damaged"),
    ("head-only", b"%PDF-1.7\n", "a.pdf", "file_damaged"),
    ("long-pdf", hostile.pdf(501), "a.pdf", "file_pages"),
    ("pixel-bomb", hostile.png_bomb(), "a.png", "file_pixels"),
    ("pixel-bomb-below-warning", hostile.png_bomb(9000, 9000), "a.png", "file_pixels"),
    ("cut-image", hostile.image(size=(500, 500))[:900], "a.jpg", "file_damaged"),
    ("jpeg-head-only", b"\xff\xd8\xff\xe0" + b"\0" * 50, "a.jpg", "file_damaged"),
    ("zip-bomb", hostile.office_bomb(), "a.docx", "file_zip_bomb"),
    ("many-parts", hostile.office({f"p{n}.xml": b"" for n in range(4001)}), "a.docx", "file_zip_bomb"),
    ("climbing-part", hostile.office({"../../a.xml": b"<a/>"}), "a.docx", "file_zip_bomb"),
    (
        "entities",
        hostile.office(body=b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
        "a.docx",
        "file_zip_bomb",
    ),
    ("entities-utf16", hostile.office(body="<!DOCTYPE a><a/>".encode("utf-16")), "a.docx", "file_zip_bomb"),
    ("lying-size", hostile.office_lying_bomb(), "a.docx", "file_damaged"),
    ("macro", hostile.office({"word/vbaProject.bin": b"x"}), "a.docx", "file_macro"),
    ("macro-type", hostile.office({"[Content_Types].xml": MACRO_TYPES}), "a.docm", "file_macro"),
    ("macro-sheet", hostile.office({"xl/macrosheets/s.xml": b"<a/>"}, "xl/workbook.xml"), "a.xlsx", "file_macro"),
    ("remote-template", hostile.office(REMOTE_TEMPLATE), "a.docx", "file_external"),
]


@pytest.mark.parametrize(("content", "name", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_store_refuses_and_leaves_nothing(person: Any, stored_in: Path, content: bytes, name: str, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        store(upload(content, name), actor=person, purpose="evidence")
    problem = caught.value.problems[0]
    assert caught.value.codes == [code]
    assert problem.where == f"Tệp “{name}”"
    assert problem.message
    assert problem.fix
    assert StoredFile.objects.count() == 0
    assert bytes_in(stored_in) == []


def test_store_names_what_the_content_really_is(person: Any) -> None:
    with pytest.raises(DomainError) as caught:
        store(upload(b"MZ" + b"\0" * 300, "giay phep.pdf"), actor=person, purpose="evidence", allow=("pdf",))
    assert str(caught.value) == (
        "Tệp “giay phep.pdf”: nội dung thực là .exe, không phải loại tệp được nhận. "
        "Tải lên tệp loại: PDF. Đổi tên đuôi tệp không làm thay đổi nội dung."
    )


def test_store_keeps_local_templates_and_links(person: Any) -> None:
    parts = {
        "word/_rels/settings.xml.rels": hostile.relationships("attachedTemplate", "file:///C:/Users/Normal.dotm"),
        "word/_rels/document.xml.rels": hostile.relationships("hyperlink", "https://mau.example/"),
    }
    assert store(upload(hostile.office(parts), "a.docx"), actor=person, purpose="x").kind == "docx"


def test_store_takes_only_the_allowed_kinds(person: Any) -> None:
    with pytest.raises(DomainError) as caught:
        store(upload(hostile.pdf(), "a.pdf"), actor=person, purpose="photo", allow=("image",))
    assert caught.value.codes == ["file_type"]
    with pytest.raises(ValueError, match="unknown kinds"):
        store(upload(hostile.pdf(), "a.pdf"), actor=person, purpose="photo", allow=("pdf", "exe"), max_bytes=10**6)


class Endless:
    """A file that never ends and lies about nothing because it says nothing."""

    name = "quet.pdf"

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int) -> bytes:
        self.given += size
        return b"%PDF-" + b"\0" * (size - 5)


def test_store_stops_reading_at_the_cap(person: Any, stored_in: Path) -> None:
    endless = Endless()
    with pytest.raises(DomainError) as caught:
        store(endless, actor=person, purpose="evidence", max_bytes=1024 * 1024)
    assert caught.value.codes == ["file_too_big"]
    assert endless.given <= 2 * 1024 * 1024
    assert bytes_in(stored_in) == []


def test_store_refuses_a_declared_size_unread(person: Any) -> None:
    class Declared(Endless):
        size = 500 * 1024 * 1024

    declared = Declared()
    with pytest.raises(DomainError) as caught:
        store(declared, actor=person, purpose="evidence")
    assert declared.given == 0
    assert caught.value.problems[0].message == "tệp nặng 500 MB, vượt mức cho phép 20 MB."


def test_store_says_why_an_upload_was_not_received(person: Any) -> None:
    refused = RefusedUpload("phim.mp4", 500 * 1024 * 1024, 25 * 1024 * 1024)
    with pytest.raises(DomainError) as caught:
        store(refused, actor=person, purpose="evidence")
    assert caught.value.codes == ["file_too_big"]
    assert "500 MB" in caught.value.problems[0].message


def test_store_has_a_cap_for_each_kind(person: Any, settings: Any) -> None:
    settings.FILES_LIMITS = {"docx_bytes": 1000}
    with pytest.raises(DomainError) as caught:
        store(upload(hostile.docx(), "a.docx"), actor=person, purpose="x")
    assert caught.value.codes == ["file_too_big"]
    assert store(upload(hostile.docx(), "a.docx"), actor=person, purpose="x", max_bytes=10**6).kind == "docx"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("C:\\Users\\a\\Giấy  phép.pdf", "Giấy phép.pdf"),
        ("../../etc/passwd", "passwd"),
        ('a"b<c>.pdf', "a b c .pdf"),
        ("a\r\nX: y.pdf", "a X  y.pdf"),
        ("...", "tep-khong-ten"),
        ("", "tep-khong-ten"),
    ],
)
def test_clean_name_is_safe_to_show_and_to_send(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


def test_store_cuts_long_names(person: Any) -> None:
    stored = store(upload(hostile.pdf(), "x" * 400 + ".pdf"), actor=person, purpose="x")
    assert stored.name.endswith(".pdf")
    assert len(stored.name) <= 150


def test_stored_bytes_go_when_the_transaction_rolls_back(person: Any, stored_in: Path) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        store(upload(hostile.pdf(), "a.pdf"), actor=person, purpose="x")
        assert len(bytes_in(stored_in)) == 1
        raise RuntimeError
    assert StoredFile.objects.count() == 0
    assert bytes_in(stored_in) == []


@pytest.mark.django_db(transaction=True)
def test_stored_bytes_stay_when_the_transaction_commits(stored_in: Path) -> None:
    stored = store(upload(hostile.pdf(), "a.pdf"), actor=None, purpose="x")
    assert [str(path.relative_to(stored_in)) for path in bytes_in(stored_in)] == [stored.path]
    assert stored.created_by is None


@pytest.mark.django_db(transaction=True)
def test_sweep_orphans_removes_only_old_unknown_bytes(stored_in: Path) -> None:
    stored = store(upload(hostile.pdf(), "a.pdf"), actor=None, purpose="x")
    folder = (stored_in / stored.path).parent
    old, new = folder / "OLD.pdf", folder / "NEW.pdf"
    for path in (old, new):
        path.write_bytes(b"x")
    long_ago = dt.datetime(2020, 1, 1).timestamp()
    for path in (old, stored_in / stored.path):
        os.utime(path, (long_ago, long_ago))
    assert sweep_orphans() == 1
    assert bytes_in(stored_in) == sorted([new, stored_in / stored.path])
    assert sweep_orphans() == 0


@pytest.mark.parametrize(
    "content", ["Số: 12/TB-VP\nThông báo".encode(), "Thông báo".encode("utf-16"), b"S\xe8: 12/TB-VP"]
)
def test_store_keeps_plain_text_where_it_is_asked_for(person: Any, stored_in: Path, content: bytes) -> None:
    stored = store(upload(content, "thong-bao.txt"), actor=person, purpose="evidence", allow=("pdf", "text"))
    assert (stored.kind, stored.mime, stored.size) == ("text", "text/plain", len(content))
    with stored.open() as handle:
        assert handle.read() == content


WIDE = (b"\xff\xfe\x00\x00a\x00", b"\xff\xfe", "<html>x</html>".encode("utf-16"))


@pytest.mark.parametrize(
    "content", [b"<html><body>x</body></html>", b"abc\x00def", b"  <SCRIPT>x</SCRIPT>", b"\n", *WIDE]
)
def test_store_refuses_what_only_looks_like_text(person: Any, stored_in: Path, content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        store(upload(content, "thong-bao.txt"), actor=person, purpose="evidence", allow=("pdf", "text"))
    assert refused.value.codes == ["file_type"]
    assert StoredFile.objects.count() == 0


def test_store_refuses_plain_text_where_it_is_not_asked_for(person: Any, stored_in: Path) -> None:
    with pytest.raises(DomainError) as refused:
        store(upload(b"Thong bao", "thong-bao.txt"), actor=person, purpose="evidence")
    assert refused.value.codes == ["file_type"]
