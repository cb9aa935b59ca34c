"""Entries of the register as the platform and as imports make them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from saolang.accounts.domain.organisations import committee_of
from saolang.accounts.models import Organisation
from saolang.core.actors import SYSTEM
from saolang.producers.models import Product
from saolang.registry.domain.terms import settle_term_of
from saolang.registry.domain.withdrawing import withdraw_star
from saolang.registry.enums import DecisionKind, Source
from saolang.registry.models import Certificate, Decision, Recognition
from tests.factories import ProductFactory, commune, province

TODAY = dt.date(2026, 11, 22)
Star = Callable[..., Recognition]


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Every test starts with no requests counted."""
    cache.clear()


@pytest.fixture
def issuer(db: None) -> Organisation:
    return committee_of(province())


@pytest.fixture
def give_star(issuer: Organisation) -> Star:
    """``give_star(product?, star=4, issued=..., through=..., number=...)``: a public star with its certificate."""
    count = iter(range(1, 1000))

    def give(product: Product | None = None, **other: Any) -> Recognition:
        product = product or ProductFactory()
        serial = next(count)
        issued = other.get("issued", dt.date(2026, 8, 5))
        decision = Decision.objects.create(
            kind=DecisionKind.RECOGNITION,
            issuer=other.get("issuer", issuer),
            number=str(serial),
            symbol="QĐ-UBND",
            issued_on=issued,
            year=issued.year if issued else None,
            source=Source.IMPORT,
        )
        star = Recognition.objects.create(
            product=product,
            decision=decision,
            star=other.get("star", 4),
            product_code=f"86-29740-{serial}-2026",
            product_name=product.name,
            producer_name=product.producer.name,
            recognised_on=issued,
            assessed_year=issued.year if issued else None,
            public_since=other.get("public_since", dt.date(2026, 8, 6)),
            source=other.get("source", Source.IMPORT),
        )
        Certificate.objects.create(
            recognition=star,
            issuer=other.get("issuer", issuer),
            number=other.get("number", f"{serial}/GCN-UBND"),
            issued_on=issued,
            year=issued.year if issued else None,
            valid_through=other.get("through", dt.date(2029, 8, 5)),
            source=Source.IMPORT,
        )
        settle_term_of(star)
        if "withdrawn_on" in other:
            withdrawal = Decision.objects.create(
                kind=DecisionKind.WITHDRAWAL,
                issuer=issuer,
                number=f"9{serial}",
                symbol="QĐ-UBND",
                issued_on=other["withdrawn_on"],
                year=other["withdrawn_on"].year,
                source=Source.IMPORT,
            )
            withdraw_star(star, decision=withdrawal, on=other["withdrawn_on"], ground="d", actor=SYSTEM)
        if star.public_since is not None:
            Product.objects.filter(pk=product.pk).update(published=True)
        return star

    commune()
    return give
