"""Bad input over HTTP: odd values in every field, odd files, double and stale sending."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from saolang.audit.queries import verify
from saolang.dossiers.models import Dossier, Snapshot
from saolang.files.models import StoredFile
from saolang.producers.models import Evidence, Product
from tests.factories import pdf_upload
from tests.files import hostile
from tests.security.conftest import Enter, body_of, last_event

HOSTILE = [
    "a\x00b", "\ufffe\uffff\U0001f600", "x" * 1_000_000, "²", "-1", "9" * 40, "1e400", "NaN", "01/01/0001",
    "31/12/9999", "31/02/2026", "0000-00-00", "../../etc/passwd", "a\r\nSet-Cookie: x=1", "%(a)s {0} {{7*7}}",
]  # fmt: skip


def fields_of(page: str, action: str) -> dict[str, str]:
    """Names of the fields of the main form of a page with their values."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>", page):
        name, value = re.search(r'\bname="([^"]+)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        if name and name[1] not in ("csrfmiddlewaretoken", "q"):
            found.setdefault(name[1], html.unescape(value[1]) if value else "")
    return found


@pytest.mark.parametrize("turn", [0, 4, 9])
def test_no_field_breaks_the_server(enter: Enter, world: SimpleNamespace, turn: int) -> None:
    """Every field of every form gets another bad value in each turn."""
    bad = itertools.cycle(HOSTILE[turn:] + HOSTILE[:turn])
    client, officer, province = enter("htx"), enter("xa"), enter("tinh")
    dossier = Dossier.objects.get(product__name="Cốm dẹp Mẫu sấy giòn")
    received = Dossier.objects.get(product__name="Bánh phồng Mẫu nếp than")
    paper = Evidence.objects.filter(producer=dossier.producer, product__isnull=True).first()
    assert paper is not None
    producer = dossier.producer.code
    for who, url in (
        (client, reverse("producers:product_add", args=[producer])),
        (client, reverse("producers:evidence_add", args=[producer])),
        (client, reverse("producers:profile", args=[producer])),
        (client, reverse("producers:representative", args=[producer])),
        (client, reverse("producers:site_add", args=[producer])),
        (client, reverse("producers:variant_add", args=[dossier.product.code])),
        (client, reverse("producers:evidence_link", args=[paper.code])),
        (client, reverse("dossiers:section", args=[dossier.code, "mau-01"])),
        (client, reverse("dossiers:section", args=[dossier.code, "phan-2"])),
        (client, reverse("dossiers:criterion", args=[dossier.code, "1.1"])),
        (client, reverse("dossiers:open")),
        (officer, reverse("dossiers:report", args=[received.code])),
        (officer, reverse("dossiers:completion", args=[received.code])),
        (province, reverse("assessment:council_create")),
        (province, reverse("dossiers:extra_round")),
    ):
        names = fields_of(body_of(who.get(url)), url)
        for keep in ((), ("token", "version", "kind", "set_number", "stage")):
            response = who.post(url, {name: old if name in keep and old else next(bad) for name, old in names.items()})
            assert response.status_code in (200, 303, 400, 403, 409, 413, 422), (url, response.status_code)
    assert verify().intact


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:12]))
def test_no_question_breaks_the_server(enter: Enter, world: SimpleNamespace, value: str) -> None:
    officer, province = enter("xa"), enter("tinh")
    for url in (reverse("dossiers:open_proposal"), reverse("notify:read_all")):
        assert officer.post(url, {"dossier": value, "next": value, "reason": value}).status_code < 500
    query = dict.fromkeys(("q", "so", "nhom", "sao", "xa", "noi", "page", "xep", "ngay", "state", "star"), value[:2000])
    for url in ("/san-pham/", "/kiem-tra/", "/api/products", reverse("ui:search"), reverse("registry:list")):
        assert province.get(url, query).status_code < 500, url


def test_an_odd_number_of_a_group_is_ignored(enter: Enter) -> None:
    assert enter().get("/san-pham/?nhom=001999&nhom=²&nhom=" + "9" * 5000).status_code == 200


def test_submitting_twice_and_from_a_stale_page(enter: Enter, world: SimpleNamespace) -> None:
    client = enter("htx")
    dossier = Dossier.objects.get(product__name="Bánh tráng Mẫu phơi sương")
    before, snapshots = last_event(), Snapshot.objects.count()
    again = client.post(reverse("dossiers:submit", args=[dossier.code]), {"version": str(dossier.version)})
    assert again.status_code == 409
    stale = enter("xa").post(reverse("dossiers:receive", args=[dossier.code]), {"version": "1", "received_on": ""})
    assert stale.status_code in (409, 422)
    assert (last_event(), Snapshot.objects.count()) == (before, snapshots)


def test_a_form_sent_twice_acts_once(enter: Enter, world: SimpleNamespace) -> None:
    client = enter("htx")
    producer = Product.objects.get(name="Mì gạo Mẫu").producer
    url = reverse("producers:product_add", args=[producer.code])
    sent = {**fields_of(body_of(client.get(url)), url), "name": "Bánh Mẫu gửi hai lần", "stage": "ready"}
    answers = [client.post(url, sent).status_code for _turn in range(2)]
    assert answers == [303, 303]
    assert Product.objects.filter(name="Bánh Mẫu gửi hai lần").count() == 1


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "file_type": (lambda: b"MZ" + b"\0" * 500, "giay.pdf"),
    "file_damaged": (lambda: hostile.pdf()[:200], "giay.pdf"),
    "file_encrypted": (lambda: hostile.pdf(password="x"), "giay.pdf"),
    "file_pixels": (hostile.png_bomb, "anh.png"),
    "file_empty": (lambda: b"", "giay.pdf"),
}


def evidence_form(client: Client) -> tuple[str, dict[str, str]]:
    url = reverse("producers:evidence_add", args=[Product.objects.get(name="Mì gạo Mẫu").producer.code])
    fields = fields_of(body_of(client.get(url)), url)
    return url, {**fields, "kind": "mc_quang_ba", "title": "Giấy tên lạ", "product": ""}


@pytest.mark.parametrize("code", FILES)
def test_bad_files_are_refused_in_words_and_what_was_typed_stays(enter: Enter, code: str) -> None:
    client = enter("htx")
    url, fields = evidence_form(client)
    make, name = FILES[code]
    before, kept = last_event(), StoredFile.objects.count()
    response = client.post(url, {**fields, "files": SimpleUploadedFile(name, make())})
    text = html.unescape(body_of(response))
    assert response.status_code == 422
    assert 'value="Giấy tên lạ"' in text and re.search(r"tệp|nội dung|ảnh", text)
    assert (last_event(), StoredFile.objects.count()) == (before, kept)
    assert not Evidence.objects.filter(title="Giấy tên lạ").exists()


@pytest.mark.parametrize("megabytes", [60, 300])
def test_a_film_instead_of_a_paper_is_thrown_away_while_it_arrives(enter: Enter, megabytes: int) -> None:
    client = enter("htx")
    url, fields = evidence_form(client)
    head = "".join(
        f'--bien\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    head += '--bien\r\nContent-Disposition: form-data; name="files"; filename="phim.pdf"\r\n\r\n'
    stream = LongBody(head.encode(), megabytes, b"\r\n--bien--\r\n")
    kind = "multipart/form-data; boundary=bien"
    sent = {"wsgi.input": stream, "CONTENT_LENGTH": str(stream.length), "CONTENT_TYPE": kind}
    response = client.generic("POST", url, b"", kind, **sent)
    assert response.status_code == 422
    assert f"tệp nặng {megabytes} MB" in body_of(response) and 'value="Giấy tên lạ"' in html.unescape(body_of(response))
    assert not Evidence.objects.filter(title="Giấy tên lạ").exists()


class LongBody:
    """A body that is made while it is read."""

    def __init__(self, head: bytes, megabytes: int, tail: bytes) -> None:
        self.parts = [head, *([b"\0" * 1024 * 1024] * megabytes), tail]
        self.length = sum(map(len, self.parts))
        self.left = b""

    def read(self, size: int = -1) -> bytes:
        while self.parts and len(self.left) < size:
            self.left += self.parts.pop(0)
        given, self.left = self.left[:size], self.left[size:]
        return given

    readline = read


def test_an_expired_paper_asks_before_it_is_kept(enter: Enter) -> None:
    client = enter("htx")
    url, fields = evidence_form(client)
    sent = {**fields, "number": "1", "issuer": "Nơi cấp", "issued_on": "01/02/2020", "expires_on": "01/02/2021"}
    response = client.post(url, {**sent, "files": pdf_upload()})
    assert response.status_code == 422 and "hết giá trị từ ngày 01/02/2021" in body_of(response)
    assert not Evidence.objects.filter(title="Giấy tên lạ").exists()


@pytest.mark.parametrize("name", ["../../../etc/passwd.pdf", 'a"\r\nX-Evil: 1.pdf', "‮fdp.exe.pdf", "x" * 240 + ".pdf"])
def test_file_names_reach_neither_paths_nor_headers(enter: Enter, world: SimpleNamespace, name: str) -> None:
    client = enter("htx")
    url, fields = evidence_form(client)
    upload = pdf_upload()
    upload._name = name
    client.post(url, {**fields, "files": upload})
    paper = Evidence.objects.filter(title="Giấy tên lạ").first()
    assert paper is not None
    stored = paper.files.get().file
    assert not {"/", "\\", "\r", "\n", '"', "\u202e"} & set(stored.name) and stored.path.startswith("luu/")
    response = client.get(stored.get_absolute_url())
    assert response.status_code == 200 and "X-Evil" not in response.headers
