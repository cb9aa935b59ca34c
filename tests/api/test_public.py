"""The public interface gives the same answers as the pages."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client

from saolang.registry.models import Recognition
from tests.factories import ProductFactory
from tests.portal.conftest import Star, give_star, issuer

__all__ = ["give_star", "issuer"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def stars(give: Star) -> list[Recognition]:
    return [
        give(ProductFactory(name="Cốm Còn Hạn")),
        give(issued=dt.date(2021, 1, 1), through=dt.date(2024, 1, 1)),
        give(withdrawn_on=dt.date(2026, 9, 15)),
        give(issued=None, through=None),
    ]


def test_api_and_pages_give_the_same_answer(give_star: Star) -> None:
    client = Client()
    for star in stars(give_star):
        paper = star.certificates.get()
        by_number = client.get(f"/api/certificates/{paper.number}").json()
        by_code = client.get(f"/api/certificates/{star.code}").json()
        product = client.get(f"/api/products/{star.product.code}").json()
        assert by_number["results"] == by_code["results"] and len(by_code["results"]) == 1
        answer = by_code["results"][0]["validity"]
        assert answer == product["validity"]
        for path in (f"/g/{star.code}/", f"/san-pham/{star.product.code}/", f"/kiem-tra/?so={paper.number}"):
            assert answer["sentence"] in client.get(path).content.decode(), path


def test_api_lists_what_the_catalogue_lists(give_star: Star) -> None:
    stars(give_star)
    client = Client()
    for state, param in (("valid", "con"), ("ended", "het"), ("unknown", "chua-ro")):
        names = {item["name"] for item in client.get("/api/products", {"state": state}).json()["items"]}
        text = client.get("/san-pham/", {"hieu-luc": param}).content.decode()
        assert names == set(re.findall(r"<h3><a[^>]*>([^<]+)</a>", text))
    assert client.get("/api/products", {"q": "com con han"}).json()["count"] == 1
    assert client.get("/api/products", {"state": "gi-do"}).status_code == 400


def test_api_hides_what_is_not_public(give_star: Star) -> None:
    star = give_star(public_since=None)
    client = Client()
    assert client.get("/api/products").json()["count"] == 0
    assert client.get(f"/api/products/{star.product.code}").status_code == 404
    answer = client.get(f"/api/certificates/{star.certificates.get().number}")
    assert (answer.status_code, answer.json()["found"]) == (404, False)
    assert answer.json()["message"] == "Không có trong hệ thống."


def test_api_is_read_only_and_describes_itself() -> None:
    client = Client()
    assert client.post("/api/products").status_code == 405
    schema = client.get("/api/openapi.json").json()
    assert sorted(schema["paths"]) == ["/api/certificates/{number}", "/api/products", "/api/products/{code}"]
    assert all(set(methods) == {"get"} for methods in schema["paths"].values())


def test_api_tells_nobody_personal_things(give_star: Star) -> None:
    star = give_star()
    text = Client().get(f"/api/products/{star.product.code}").content.decode()
    assert star.product.producer.representative not in text
    assert star.product.producer.registration_number not in text


def test_api_is_limited(settings: object) -> None:
    settings.API_RATE = "2/m"  # type: ignore[attr-defined]
    answers = [Client().get("/api/products") for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
