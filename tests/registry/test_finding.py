"""Searching the register the way officials do."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from saolang.accounts.enums import RoleKind
from saolang.places.models import Unit, UnitSuccession
from saolang.registry.finding import find_in_register, successor_code
from saolang.registry.models import Recognition
from tests.factories import ProducerFactory, ProductFactory, commune, make_user, province

from .amending import asked, entered, officer, recognised

pytestmark = pytest.mark.django_db


@pytest.fixture
def star() -> Recognition:
    """A star of an old commune that became Song Phú."""
    end = dt.date(2025, 6, 30)
    above = Unit.objects.create(level="province", code="84", kind="province", name="Trà Vinh", valid_to=end)
    district = Unit.objects.create(
        level="district", code="844", kind="district", name="Tiểu Cần", parent=above, valid_to=end
    )
    old = Unit.objects.create(
        level="commune", code="29266", kind="commune", name="Phú Cần", parent=district, valid_to=end
    )
    UnitSuccession.objects.create(old=old, new=commune(), effective_on=dt.date(2025, 7, 1))
    producer = ProducerFactory(organisation__name="HTX Mẫu Dừa Sáp")
    row = recognised(ProductFactory(producer=producer, name="Mật hoa dừa Mẫu", published=True), number="3610")
    Recognition.objects.filter(pk=row.pk).update(
        product_code="84-844-29266-1-2021", address="xã Phú Cần, huyện Tiểu Cần, tỉnh Trà Vinh"
    )
    recognised(ProductFactory(name="Gạo Khác Hẳn", made_in=commune("29752", "Tân Lược")), number="77")
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("3610", "decision"),
        ("361", "decision"),
        ("3610/QĐ-UBND", "decision"),
        ("số 3610/qđ", "decision"),
        ("3610/QD-UBND", "decision"),
        ("so 3610/qd", "decision"),
        ("3610/GCN-UBND", "certificate"),
        ("84-844-29266-1-2021", "code"),
        ("29266-1", "code"),
        ("86-29740-1-2021", "code"),
        ("mat hoa", "product"),
        ("Mật hoa dừa", "product"),
        ("dua sap", "producer"),
        ("phu can", "commune"),
        ("huyen tieu can", "district"),
        ("tieu can", "district"),
        ("Song Phú", "commune"),
        ("xã Phú Cần, huyện Tiểu Cần", "address"),
    ],
)
def test_an_entry_is_found_by_what_an_official_has_at_hand(star: Recognition, text: str, why: str) -> None:
    groups = find_in_register(make_user(RoleKind.COMMUNE_OFFICER), text)
    assert [(group.way.key, [row.pk for row in group.rows]) for group in groups if star in group.rows] == [
        (why, [star.pk])
    ]


def test_the_name_before_a_change_still_finds(star: Recognition) -> None:
    actor = officer()
    entered(asked(star, "update", actor, changes={"producer_name": "Công ty Mới Toanh"}, with_certificate=False), actor)
    keys = {group.way.key for group in find_in_register(actor, "dua sap")}
    assert "earlier" in keys


def test_an_old_code_names_its_form_of_today(star: Recognition) -> None:
    assert successor_code("84-844-29266-1-2021") == "86-29740-1-2021"
    assert successor_code("86-29740-1-2021") == ""
    assert successor_code("linh tinh") == ""


@pytest.mark.parametrize("text", ["", "  ", "%", "'; --", "/", "0", "x" * 500, "…"])
def test_odd_texts_find_nothing_and_break_nothing(star: Recognition, text: str) -> None:
    assert find_in_register(make_user(RoleKind.AUDITOR), text) == []


def test_the_search_page_is_for_officials_and_says_why(star: Recognition) -> None:
    client = Client()
    client.force_login(make_user(RoleKind.PRODUCER_OWNER, producer=star.product.producer))
    assert client.get(reverse("registry:search"), {"q": "mat hoa"}).status_code == 403
    client.force_login(make_user(RoleKind.COMMUNE_OFFICER))
    page = client.get(reverse("registry:search"), {"q": "phu can"}).content.decode()
    assert "Xã Phú Cần, nay thuộc Xã Song Phú" in page
    assert "86-29740-1-2021" in page


def test_the_number_of_queries_does_not_grow_with_the_register(
    star: Recognition, django_assert_max_num_queries
) -> None:
    person = make_user(RoleKind.AUDITOR)
    for number in range(30):
        recognised(
            ProductFactory(name=f"Mật hoa Mẫu {number}", producer=star.product.producer), number=f"9{number:02d}"
        )
    with django_assert_max_num_queries(25):
        groups = find_in_register(person, "mat hoa")
    assert groups[0].total == 31
    assert len(groups[0].rows) == 8


def listed(client: Client, **query: str) -> list[str]:
    response = client.get(reverse("registry:list"), query)
    assert response.status_code == 200
    return [row.record.product_name for row in response.context["table"].rows]


def test_the_list_filters_by_day_stage_commune_year_and_issuer(star: Recognition) -> None:
    client = Client()
    client.force_login(make_user(RoleKind.AUDITOR))
    name = star.product_name
    assert set(listed(client, validity="valid", day="1/2/2026")) == {name, "Gạo Khác Hẳn"}
    assert listed(client, validity="valid", day="1/2/2030") == []
    assert set(listed(client, validity="expired", day="1/2/2030")) == {name, "Gạo Khác Hẳn"}
    assert set(listed(client, stage="open", day="1/8/2028")) == {name, "Gạo Khác Hẳn"}
    assert listed(client, stage="late", day="1/8/2028") == []
    assert listed(client, commune=str(commune().pk)) == [name]
    assert set(listed(client, year="2026")) == {name, "Gạo Khác Hẳn"}
    assert listed(client, year="2021") == []
    assert listed(client, issuer=str(star.decision.issuer_id), q="mat hoa") == [name]
    assert province().code == "86"
    export = client.get(reverse("registry:export"), {"q": "mat hoa"})
    assert export.status_code == 200
