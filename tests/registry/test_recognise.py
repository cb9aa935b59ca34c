"""From an issued decision to the public star: nothing shows before, refusals change nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from saolang.accounts.domain.organisations import committee_of
from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError
from saolang.documents.models import Paper
from saolang.producers.models import Product
from saolang.registry.domain import recognise as register
from saolang.registry.enums import DecisionKind, Validity
from saolang.registry.models import Certificate, Decision, Recognition, StarState
from saolang.registry.queries import check_paper, current_recognition, public_products, public_recognitions, validity_of
from tests.factories import ProductFactory, province, stored_file

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def issued_paper(number: str, symbol: str, on: dt.date, kind: str) -> Paper:
    return Paper.objects.create(
        kind=kind,
        title=f"Văn bản mẫu {number}",
        issuer=committee_of(province()),
        state="issued",
        number=number,
        symbol=symbol,
        issued_on=on,
        issued_year=on.year,
        drafted_on=on,
        spec={},
        draft_hash="0" * 64,
        issued_draft_hash="0" * 64,
        signed_file=stored_file(name=f"{kind}-{number}.pdf", purpose="documents.signed"),
        signer_name="Nguyễn Thị Mẫu A",
        signer_title="Chủ tịch",
    )


def star(product: Product, number: str = "21", on: dt.date = dt.date(2026, 11, 20), level: int = 4) -> Recognition:
    decision = register.record_decision(
        issued_paper(number, "QĐ-UBND", on, "recognition_decision"), kind=DecisionKind.RECOGNITION, actor=SYSTEM
    )
    return register.recognise(
        product=product,
        decision=decision,
        star=level,
        total=Decimal("78.5"),
        product_code="86-29740-3-2026",
        sheet_id="qd26-06",
        dossier_code="HS00000001",
        address="ấp Mẫu, xã Song Phú",
        actor=SYSTEM,
    )


def certify(entry: Recognition, number: str = "5", on: dt.date = dt.date(2026, 11, 21)) -> Certificate:
    return register.certify(entry, paper=issued_paper(number, "GCN-UBND", on, "certificate"), actor=SYSTEM)


def test_a_star_is_public_only_after_publication() -> None:
    product = ProductFactory()
    entry = star(product)
    paper = certify(entry)
    assert not public_products().exists() and not public_recognitions().exists()
    assert check_paper(paper.number) == [] and check_paper(entry.code) == []
    register.publish(entry, on=TODAY, actor=SYSTEM)
    assert public_products(TODAY).get() == product
    assert current_recognition(product, TODAY) == entry
    answer = validity_of(entry, TODAY)
    assert (answer.validity, answer.starts_on, answer.through) == (
        Validity.VALID,
        dt.date(2026, 11, 21),
        dt.date(2029, 11, 21),
    )


def test_a_new_star_takes_the_place_of_the_old_one_and_ends_the_waiting() -> None:
    product = ProductFactory()
    old = star(product, "20", dt.date(2024, 5, 1), 3)
    certify(old, "4", dt.date(2024, 5, 2))
    register.publish(old, on=dt.date(2024, 5, 3), actor=SYSTEM)
    register.mark_potential_five(product, on=dt.date(2026, 6, 1), actor=SYSTEM)
    assert current_recognition(product, TODAY) == old
    new = star(product)
    certify(new)
    register.publish(new, on=TODAY, actor=SYSTEM)
    old.refresh_from_db()
    assert validity_of(old, TODAY).validity == Validity.REPLACED
    assert validity_of(old, TODAY - dt.timedelta(days=1)).validity == Validity.VALID
    assert current_recognition(product, TODAY) == new
    assert not StarState.objects.get(product=product).is_potential_five


def test_refusals_change_nothing() -> None:
    product = ProductFactory()
    entry = star(product)
    with pytest.raises(DomainError) as no_paper:
        register.publish(entry, on=TODAY, actor=SYSTEM)
    with pytest.raises(DomainError) as too_early:
        certify(entry, "9", dt.date(2026, 11, 19))
    with pytest.raises(DomainError) as draft:
        register.record_decision(SimpleNamespace(issued_on=None), kind=DecisionKind.RECOGNITION, actor=SYSTEM)
    kept: dict[str, Any] = {"product_code": "", "sheet_id": "", "dossier_code": "", "address": "", "actor": SYSTEM}
    with pytest.raises(DomainError) as five:
        register.recognise(product=product, decision=entry.decision, star=5, total=Decimal(91), **kept)
    assert no_paper.value.codes == ["no_certificate"]
    assert too_early.value.codes == ["certificate_before_decision"]
    assert draft.value.codes == ["paper_not_issued"]
    assert five.value.codes == ["star_not_provincial", "recognised_twice"]
    assert (Decision.objects.count(), Recognition.objects.count(), Certificate.objects.count()) == (1, 1, 0)
    certify(entry)
    with pytest.raises(DomainError) as twice:
        certify(entry, "6")
    assert twice.value.codes == ["certified_twice"]
    assert Certificate.objects.count() == 1
