"""A star with its certificate, and the acts that lead an amendment to its end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from saolang.accounts.domain.organisations import committee_of
from saolang.accounts.enums import RoleKind
from saolang.producers.models import Product
from saolang.registry.domain.corrections import check_amendment, request_amendment
from saolang.registry.domain.reissue import NewCertificate, enter_amendment, items_of
from saolang.registry.domain.terms import settle_term_of
from saolang.registry.models import Amendment, Certificate, Decision, Recognition
from tests.factories import ProductFactory, commune, make_user, province, stored_file

ISSUED = dt.date(2026, 1, 12)
THROUGH = dt.date(2029, 1, 12)
DECIDED = dt.date(2026, 11, 20)


def officer() -> Any:
    """The OCOP office of the province."""
    return make_user(RoleKind.PROVINCE_OFFICER)


def recognised(
    product: Product | None = None, *, number: str = "12", star: int = 4, certificate: bool = True
) -> Recognition:
    """A public star, entered from signed papers, with its certificate unless told otherwise."""
    product = product or ProductFactory(producer__filing_commune=commune(), published=True)
    issuer = committee_of(province())
    decision, _made = Decision.objects.get_or_create(
        kind="recognition", issuer=issuer, number=number, symbol="QĐ-UBND", issued_on=dt.date(2026, 1, 10), year=2026,
        defaults={"source": "import"},
    )  # fmt: skip
    row = Recognition.objects.create(
        product=product, decision=decision, star=star, product_name=product.name, producer_name=product.producer.name,
        address="xã Song Phú, tỉnh Vĩnh Long", product_code="", recognised_on=decision.issued_on, assessed_year=2026,
        public_since=dt.date(2026, 1, 15), source="import",
    )  # fmt: skip
    if certificate:
        Certificate.objects.create(
            recognition=row, issuer=issuer, number=f"{number}/GCN-UBND", issued_on=ISSUED, year=2026,
            valid_through=THROUGH, source="import",
        )  # fmt: skip
    settle_term_of(row)
    return row


def asked(star: Recognition, kind: str, actor: Any, **values: Any) -> Amendment:
    """A request that was checked."""
    amendment = request_amendment([star], kind=kind, reason="Căn cứ mẫu", actor=actor, **values)
    return check_amendment(amendment, actor=actor)


def entered(
    amendment: Amendment,
    actor: Any,
    *,
    number: str = "99",
    certificate: str = "77/GCN-UBND",
    decided: dt.date = DECIDED,
) -> Amendment:
    """The decision entered as signed elsewhere, with a number for each new certificate."""
    file = stored_file(purpose="registry.amendment_signed")
    news = {
        item.pk: NewCertificate(certificate, decided, file=file)
        for item in items_of(amendment)
        if amendment.with_certificate
    }
    return enter_amendment(
        amendment, issuer=committee_of(province()), number=number, symbol="QĐ-UBND", issued_on=decided, file=file,
        certificates=news, actor=actor,
    )  # fmt: skip
