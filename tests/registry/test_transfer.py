"""A product changes hands: the star goes along by decision only."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from saolang.accounts.enums import RoleKind
from saolang.core.problems import DomainError, NotAllowed
from saolang.producers.models import Product
from saolang.registry.domain.corrections import request_amendment
from saolang.registry.domain.transfer import left_behind, transfer_without_star
from saolang.registry.models import Certificate, ProductTransfer, Recognition
from tests.factories import EvidenceFactory, ProducerFactory, ProductFactory, make_user

from .amending import THROUGH, asked, entered, officer, recognised

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
DAY = dt.date(2026, 11, 20)


@pytest.fixture
def november():
    with time_machine.travel(dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC), tick=False):
        yield


def test_the_star_goes_along_by_decision_with_papers_and_certificate() -> None:
    star, actor, holder = recognised(), officer(), ProducerFactory()
    paper = EvidenceFactory(product=star.product)
    amendment = asked(star, "transfer", actor, changes={"producer_name": holder.name}, to_producer=holder)
    entered(amendment, actor)
    star.refresh_from_db()
    paper.refresh_from_db()
    assert (star.product.producer, star.producer_name, star.through) == (holder, holder.name, THROUGH)
    assert paper.producer == holder
    row = ProductTransfer.objects.get()
    assert (row.star_moved, row.decision, row.new_product) == (
        True,
        star.amendment_items.get().amendment.decision,
        None,
    )
    assert Certificate.objects.filter(replaces__isnull=False).count() == 1
    assert left_behind(star.product) is None


def test_without_a_decision_the_star_stays_behind() -> None:
    star, actor, holder = recognised(), officer(), ProducerFactory()
    row = transfer_without_star(star.product, to_producer=holder, on=DAY, reason="Hợp đồng mẫu", actor=actor)
    star.refresh_from_db()
    assert star.product.producer != holder
    assert (row.new_product.producer, row.new_product.name) == (holder, star.product.name)
    assert not Recognition.objects.filter(product=row.new_product).exists()
    assert left_behind(star.product) == row
    with pytest.raises(DomainError) as refused:
        transfer_without_star(star.product, to_producer=ProducerFactory(), on=DAY, reason="Lần nữa", actor=actor)
    assert refused.value.codes == ["transferred_already"]


def test_a_product_without_a_star_simply_goes_over() -> None:
    product, holder = ProductFactory(), ProducerFactory()
    row = transfer_without_star(product, to_producer=holder, on=DAY, reason="Hợp đồng mẫu", actor=officer())
    product.refresh_from_db()
    assert (product.producer, row.new_product) == (holder, None)


@pytest.mark.parametrize("state", ["ceased", "merged", "pending", "refused"])
def test_transfer_to_a_producer_that_is_not_active_is_refused(state: str) -> None:
    star, actor = recognised(), officer()
    holder = ProducerFactory(state=state)
    with pytest.raises(DomainError) as refused:
        transfer_without_star(star.product, to_producer=holder, on=DAY, reason="Hợp đồng", actor=actor)
    assert refused.value.codes == ["holder_not_active"]
    amendment = asked(star, "transfer", actor, changes={"producer_name": holder.name}, to_producer=holder)
    with pytest.raises(DomainError) as refused:
        entered(amendment, actor)
    assert refused.value.codes == ["holder_not_active"]
    assert not ProductTransfer.objects.exists()
    assert Product.objects.count() == 1


def test_only_the_office_records_a_transfer() -> None:
    star = recognised()
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=star.product.producer)
    with pytest.raises(NotAllowed):
        transfer_without_star(star.product, to_producer=ProducerFactory(), on=DAY, reason="x", actor=owner)
    with pytest.raises(NotAllowed):
        request_amendment([star], kind="transfer", reason="x", to_producer=ProducerFactory(), actor=owner)
    assert not ProductTransfer.objects.exists()
