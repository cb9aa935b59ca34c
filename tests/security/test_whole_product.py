"""An attacker and a clumsy user over HTTP on the whole product: every address, every field, every wrong role."""

from __future__ import annotations

import html
import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from saolang.assessment.enums import ItemState
from saolang.assessment.models import ScoreAnswer, ScoreSheet, SessionItem
from saolang.audit.models import Event
from saolang.dossiers.models import Dossier
from saolang.producers.models import Evidence, Product
from tests.factories import UserFactory
from tests.security.conftest import Enter, body_of, last_event

OURS = {
    "files", "documents", "producers", "dossiers", "assessment", "registry", "monitoring", "accounts", "rulebook",
    "portal", "ui",
}  # fmt: skip
OPEN_TO_ALL = {"assessment:councils", "rulebook:sheets", "rulebook:settings", "documents:list", "accounts:profile"}
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}} #panic(1) $x @y \\ `z`"


def patterns(resolver: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of ours."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name and space.rstrip(":") in OURS:
                yield f"{space}{entry.name}", entry
        else:
            yield from patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def parameters(entry: URLPattern) -> list[str]:
    return list(getattr(entry.pattern, "converters", {})) or re.findall(r"\?P<(\w+)>", str(entry.pattern))


def model_of(name: str, entry: URLPattern) -> Any:
    model = getattr(getattr(entry.callback, "view_class", None), "model", None)
    known = {"files": "files.StoredFile", "documents": "documents.Paper", "assessment": "assessment.SessionItem"}
    return model or apps.get_model(known.get(name.split(":")[0], "producers.Product"))


def addresses(name: str, entry: URLPattern, codes: list[str], pks: list[int]) -> Iterator[str]:
    """Addresses of one pattern with these objects in it."""
    odd: dict[str, list[Any]] = {
        "criterion": ["1.1", "khong-co"], "section": ["mau-01", "khong-co"], "kind": ["pdf"], "page": [1],
        "form": ["mau-02"], "code": codes, "dossier": codes,
    }  # fmt: skip
    names = parameters(entry)
    for values in itertools.product(*(odd.get(key, pks) for key in names)):
        try:
            yield reverse(name, kwargs=dict(zip(names, values, strict=True)))
        except NoReverseMatch:
            continue


def song_phu(model: Any) -> list[Any]:
    """Objects of the co-operative of the first commune, which no other producer or commune handles."""
    name = model._meta.label
    if name == "producers.Producer":
        return list(model.objects.filter(organisation__name="HTX Mẫu Song Phú"))
    paths = {
        "producers.Product": "producer", "producers.Evidence": "producer", "dossiers.Dossier": "producer",
        "producers.Site": "producer", "producers.Variant": "product__producer", "producers.Photo": "product__producer",
        "producers.EvidenceFile": "evidence__producer", "producers.EvidenceLink": "product__producer",
        "producers.Authorisation": "producer", "producers.PaperExemption": "product__producer",
        "assessment.SessionItem": "dossier__producer", "assessment.ScoreSheet": "item__dossier__producer",
        "monitoring.Visit": "producer", "monitoring.Finding": "visit__producer", "monitoring.Sample": "visit__producer",
        "monitoring.CorrectiveAction": "finding__visit__producer",
        "monitoring.WithdrawalCase": "recognition__product__producer", "monitoring.Report": "product__producer",
    }  # fmt: skip
    if name in paths:
        return list(model.objects.filter(**{f"{paths[name]}__organisation__name": "HTX Mẫu Song Phú"}))
    if name == "files.StoredFile":
        return list(model.objects.filter(purpose="producers.evidence", evidence_file__evidence__producer__organisation__name="HTX Mẫu Song Phú"))  # noqa: E501  # fmt: skip
    return list(model.objects.all())


def some(rows: list[Any], count: int) -> list[Any]:
    return rows[:: max(1, len(rows) // count)][:count]


def test_no_address_breaks(enter: Enter) -> None:
    """Existing, unknown and nonsense objects: an answer in words, never an error of the server."""
    broken = []
    visitors = {"": enter(), "tinh": enter("tinh"), "htx": enter("htx")}
    for name, entry in patterns():
        rows = some(list(model_of(name, entry).objects.order_by("pk")), 1)
        codes = [getattr(row, "code", "X") for row in rows] + ["KHONGCO000", "a\x00b"]
        for who, client in visitors.items():
            for url in addresses(name, entry, codes, [*(row.pk for row in rows), 99_999_999_999]):
                if (response := client.get(url)).status_code >= 500:
                    broken.append((name, who, url, response.status_code))
    assert broken == []


@pytest.mark.parametrize("who", ["", "nobody", "ho-kinh-doanh", "xa-khac"])
def test_strangers_neither_read_nor_write(enter: Enter, world: SimpleNamespace, who: str) -> None:
    """Other people's codes in the address (IDOR): nothing is shown, no write is accepted, nothing changes."""
    client = enter("" if who == "nobody" else who)
    if who == "nobody":
        client.force_login(UserFactory(), "django.contrib.auth.backends.ModelBackend")
    before, shown, taken = last_event(), [], []
    for name, entry in patterns():
        space = name.split(":")[0]
        if space not in OURS - {"portal", "ui"} or name in OPEN_TO_ALL or not parameters(entry):
            continue
        model = model_of(name, entry)
        if space in ("rulebook", "registry") and who == "xa-khac":
            continue
        rows = some(song_phu(model), 2)
        if who == "xa-khac" and model._meta.label in ("documents.Paper", "dossiers.Proposal", "accounts.User"):
            continue
        codes, pks = [getattr(row, "code", "X") for row in rows], [row.pk for row in rows]
        for url in addresses(name, entry, codes, pks):
            if client.get(url).status_code == 200:
                shown.append((name, url))
            answer = client.post(url, {"reason": "Thử", "version": "1", "option": "1", "confirm": "on"})
            if answer.status_code not in (302, 401, 403, 404, 405):
                taken.append((name, url, answer.status_code))
    assert shown == [(name, url) for name, url in shown if name in ("rulebook:sheet", "rulebook:setting")]
    assert taken == []
    assert last_event() == before


def test_personal_data_is_never_public(enter: Enter, world: SimpleNamespace) -> None:
    """Not on public pages, in the API, in exports, in search, or in the record."""
    visitor, texts = enter(), []
    for product in Product.objects.filter(published=True):
        texts.append(body_of(visitor.get(reverse("portal:product", args=[product.code]))))
    for url in ("/", "/san-pham/", "/kiem-tra/?so=86", "/sitemap.xml", "/api/products", "/api/products?q=song+phu"):
        texts.append(body_of(visitor.get(url)))
    for who in ("thanh-vien-1", "lanh-dao", "kiem-toan", "cong-ty", "xa-khac", "to-tu-van"):
        client = enter(who)
        texts += [body_of(client.get(reverse("ui:search"), {"q": word})) for word in ("song phu", "bi mat", "0999")]
    with zipfile.ZipFile(io.BytesIO(enter("tinh").get(reverse("registry:export")).content)) as sheet:
        texts.append(sheet.read("xl/sharedStrings.xml").decode())
    texts += [f"{event.data} {event.reason} {event.object_label}" for event in Event.objects.all()]
    joined = "\n".join(texts)
    assert [mark for mark in [*world.secrets, *world.phones] if mark in joined] == []


@pytest.mark.parametrize(("who", "handles"), [("thanh-vien-1", False), ("lanh-dao", False), ("kiem-toan", False),
                                              ("to-tu-van", False), ("tinh", True), ("htx", True)])  # fmt: skip
def test_frozen_personal_data_is_for_those_who_handle_the_file(
    enter: Enter, world: SimpleNamespace, who: str, handles: bool
) -> None:
    """Gender, ethnicity and permanent address of the snapshot: on no page and in no printed form of anybody else."""
    client, found, read = enter(who), set(), 0
    for dossier in Dossier.objects.filter(producer__organisation__name="HTX Mẫu Song Phú", proposed_on__isnull=False):
        forms = [reverse("dossiers:form", args=[dossier.code, form, "docx"]) for form in ("mau-01", "mau-02")]
        pages = [dossier.get_absolute_url(), reverse("dossiers:criteria", args=[dossier.code]),
                 reverse("producers:producer", args=[dossier.producer.code])]  # fmt: skip
        for url in [*pages, *forms]:
            response = client.get(url)
            if response.status_code != 200:
                continue
            read += 1
            text = body_of(response) if url in pages else printed(response.content)
            found |= {mark for mark in world.secrets if mark in text}
    assert read > 0 and bool(found) is handles


def printed(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as document:
        return document.read("word/document.xml").decode()


def test_sheets_are_blind_through_every_page(enter: Enter, world: SimpleNamespace) -> None:
    """Before all have handed in, nobody but the member learns a tick, a note or an opinion from any page."""
    item = SessionItem.objects.filter(state=ItemState.SCORING).first()
    assert item is not None
    sheet = ScoreSheet.objects.filter(item=item, seat__user__email="thanh-vien-1@demo.example").get()
    ScoreSheet.objects.filter(pk=sheet.pk).update(opinion="Ý kiến kín của thành viên")
    answer = ScoreAnswer.objects.filter(sheet=sheet).first() or ScoreAnswer(sheet=sheet, criterion="1.1", option=1)
    answer.comment = "Nhận xét kín của thành viên"
    answer.save()
    dossier = item.dossier
    urls = [
        item.get_absolute_url(), item.session.get_absolute_url(), dossier.get_absolute_url(), "/ban-lam-viec/",
        reverse("assessment:sheet", args=[sheet.code]), reverse("assessment:score", args=[item.code]),
        reverse("assessment:score_submit", args=[item.code]), reverse("documents:list"),
        reverse("assessment:score_criterion", args=[item.code, answer.criterion]),
        reverse("assessment:results", args=[item.session.code]), reverse("assessment:my_sheets"),
        reverse("notify:inbox"),
        reverse("ui:search") + "?q=kín", reverse("dossiers:criteria", args=[dossier.code]),
    ]  # fmt: skip
    for who in ("chu-tich-hd", "thanh-vien-2", "thu-ky", "tinh", "lanh-dao", "kiem-toan", "quan-tri", "htx"):
        client = enter(who)
        for url, accept in itertools.product(urls, ("text/html", "application/json")):
            response = client.get(url, HTTP_ACCEPT=accept)
            assert "kín của thành viên" not in body_of(response), (who, url)
        assert client.get(reverse("assessment:sheet", args=[sheet.code])).status_code in (403, 404), who
    own = body_of(enter("thanh-vien-1").get(reverse("assessment:score_criterion", args=[item.code, answer.criterion])))
    submitted = sheet.state == "submitted"
    assert submitted or "Nhận xét kín của thành viên" in own


def test_no_score_after_the_conclusion(enter: Enter, world: SimpleNamespace) -> None:
    sheet = ScoreSheet.objects.filter(item__state=ItemState.CONCLUDED, state="submitted").select_related("item").first()
    assert sheet is not None
    client = Client()
    client.force_login(sheet.seat.user, "django.contrib.auth.backends.ModelBackend")
    before, kept = last_event(), list(sheet.answers.order_by("pk").values())
    tick = client.post(reverse("assessment:score_criterion", args=[sheet.item.code, "1.1"]), {"option": "0"})
    handed = client.post(reverse("assessment:score_submit", args=[sheet.item.code]), {"opinion": "x", "reason": "x"})
    assert (tick.status_code, handed.status_code) == (409, 409)
    assert (last_event(), list(sheet.answers.order_by("pk").values())) == (before, kept)


def test_a_strange_tick_is_refused_in_words(enter: Enter, world: SimpleNamespace) -> None:
    sheet = ScoreSheet.objects.filter(item__state=ItemState.SCORING, state="draft").select_related("item").first()
    assert sheet is not None
    client = Client(raise_request_exception=False)
    client.force_login(sheet.seat.user, "django.contrib.auth.backends.ModelBackend")
    before, url = last_event(), reverse("assessment:score_criterion", args=[sheet.item.code, "1.1"])
    assert {client.post(url, {"option": tick}).status_code for tick in ("²", "٣", "-1", "99", "1e3", "a\x00")} == {422}
    assert last_event() == before


def test_forms_need_their_token_and_say_so(enter: Enter) -> None:
    client = enter("htx", enforce_csrf_checks=True)
    dossier = Dossier.objects.get(product__name="Cốm dẹp Mẫu sấy giòn")
    before = last_event()
    for url in (reverse("dossiers:submit", args=[dossier.code]), reverse("notify:read_all"), "/tai-khoan/logout/"):
        response = client.post(url, {})
        assert response.status_code == 403
        assert "Phiên của biểu mẫu đã hết hạn" in body_of(response)
    assert last_event() == before


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_never_leaves_the_site(enter: Enter, target: str) -> None:
    client = enter("htx")
    response = client.post(reverse("notify:read_all"), {"next": target})
    assert response.status_code == 303 and "evil" not in response["Location"] and response["Location"].startswith("/")
    login = enter().post(
        "/tai-khoan/login/", {"login": "htx@demo.example", "password": "mau-sao-lang-2026", "next": target}
    )
    assert "evil" not in login.headers.get("Location", "") and "javascript" not in login.headers.get("Location", "")


def test_typed_text_is_never_markup(enter: Enter, world: SimpleNamespace) -> None:
    """A product, a reason and a paper full of markup: shown as typed wherever they come up; papers still print."""
    client, officer, visitor = enter("htx"), enter("xa"), enter()
    dossier = Dossier.objects.get(product__name="Bánh phồng Mẫu nếp than")
    Product.objects.filter(pk=dossier.product_id).update(name=XSS[:200], story=XSS, summary=XSS)
    Evidence.objects.filter(product=dossier.product).update(title=XSS, issuer=XSS, number=XSS[:80])
    public = Product.objects.filter(published=True, star_state__isnull=False).first() or Product.objects.filter(published=True)[0]  # noqa: E501  # fmt: skip
    Product.objects.filter(pk=public.pk).update(story=XSS, summary=XSS, description=XSS)
    pages = [
        (client, dossier.get_absolute_url()), (officer, dossier.get_absolute_url()),
        (client, reverse("producers:product", args=[dossier.product.code])),
        (client, reverse("producers:cabinet", args=[dossier.producer.code])), (client, "/ban-lam-viec/"),
        (officer, reverse("dossiers:commune")), (client, reverse("ui:search") + "?q=" + "<script>alert(1)</script>"),
        (officer, reverse("dossiers:report", args=[dossier.code])),
        (client, reverse("dossiers:criteria", args=[dossier.code])),
        (visitor, reverse("portal:product", args=[public.code])), (visitor, "/san-pham/?q=<script>alert(1)</script>"),
        (visitor, "/kiem-tra/?so=<script>alert(1)</script>"), (visitor, "/g/<script>alert(1)<script>/"),
    ]  # fmt: skip
    for who, url in pages:
        response = who.get(url)
        text = body_of(response)
        assert response.status_code in (200, 404), url
        assert "<script>alert" not in text and "<img src=x" not in text, url
        assert "script-src 'self'" in response["Content-Security-Policy"]
    assert html.escape("<script>alert(1)</script>") in body_of(client.get(dossier.get_absolute_url()))
    for kind, head in (("pdf", b"%PDF"), ("docx", b"PK")):
        response = client.get(reverse("dossiers:form", args=[dossier.code, "mau-02", kind]))
        assert response.status_code == 200 and response.content.startswith(head)
        assert "\n" not in response["Content-Disposition"] and "<" not in response["Content-Disposition"]
