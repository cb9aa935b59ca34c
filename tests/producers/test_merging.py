"""Duplicates found, merged with all that hangs on them, and taken apart again."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Role
from saolang.core.problems import DomainError, NotAllowed
from saolang.producers.access import open_work, products_with_open_work
from saolang.producers.domain import merging
from saolang.producers.domain.ceasing import cease_producer, resume_producer
from saolang.producers.domain.merging import final_product, merge_producers, merge_products, undo_merge
from saolang.producers.domain.products import create_product
from saolang.producers.domain.renaming import rename_producer
from saolang.producers.duplicates import core_name, near, producer_candidates, product_candidates
from saolang.producers.models import Evidence, MergeRecord, Producer, Product, Site
from saolang.registry.models import Recognition
from tests.factories import EvidenceFactory, ProducerFactory, ProductFactory, make_user, tax_number
from tests.registry.amending import recognised

pytestmark = pytest.mark.django_db


def listed(name: str, **values: object) -> Producer:
    """A producer of a published list."""
    return ProducerFactory(
        organisation__name=name, state="published_only", registration_number="", confirmed_on=None, **values
    )


def officer():
    return make_user(RoleKind.PROVINCE_OFFICER)


def test_candidates_are_the_same_number_or_nearly_the_same_name() -> None:
    first = ProducerFactory(organisation__name="Hợp tác xã Nông nghiệp Mẫu Xanh")
    second = listed("HTX nông nghiệp Mẫu Xanh")
    branch = ProducerFactory(registration_number=f"{first.registration_number}-001")
    ProducerFactory(organisation__name="HTX Dừa Khác Hẳn")
    found = {(row.first.pk, row.second.pk): row.why for row in producer_candidates(Producer.objects.all())}
    assert found == {(first.pk, second.pk): "Cùng tên trong tỉnh", (first.pk, branch.pk): "Cùng mã số thuế"}
    assert core_name("Công ty TNHH MTV Mẫu") == "mau"
    assert near("nong nghiep mau xanh", "nong nghiep mau xan")
    assert not near("mau a", "mau b")


def test_merge_moves_everything_and_never_what_is_printed() -> None:
    kept, gone = ProducerFactory(), listed("HTX Mẫu Trùng")
    star = recognised(ProductFactory(producer=gone, published=True))
    paper = EvidenceFactory(product=star.product)
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=gone)
    row = merge_producers(kept, gone, actor=officer(), reason="Một đơn vị")
    star.refresh_from_db()
    gone.refresh_from_db()
    assert star.product.producer == kept
    assert star.producer_name == "HTX Mẫu Trùng"
    assert Evidence.objects.get(pk=paper.pk).producer == kept
    assert Role.objects.get(user=owner).organisation == kept.organisation
    assert (gone.state, gone.merged_into, gone.sites.count()) == ("merged", kept, 0)
    assert Site.objects.filter(producer=kept, is_main=True).count() == 1
    moved = {(change["model"], change["field"]) for change in row.moved}
    assert ("producers.product", "producer") in moved
    assert ("accounts.role", "organisation") in moved


def test_merge_is_taken_back_while_nothing_new_stands_on_it() -> None:
    kept, gone = ProducerFactory(), listed("HTX Mẫu Trùng")
    product = ProductFactory(producer=gone)
    actor = officer()
    row = merge_producers(kept, gone, actor=actor)
    undo_merge(row, actor=actor, reason="Nhầm")
    product.refresh_from_db()
    gone.refresh_from_db()
    assert (product.producer, gone.state, gone.merged_into) == (gone, "published_only", None)
    assert "htx mau trung" in product.search_text
    assert gone.sites.filter(is_main=True).count() == 1
    with pytest.raises(DomainError) as refused:
        undo_merge(row, actor=actor, reason="Lần nữa")
    assert refused.value.codes == ["undone_already"]


def test_undo_is_refused_when_something_new_stands_on_it() -> None:
    kept, gone = ProducerFactory(), listed("HTX Mẫu Trùng")
    product = ProductFactory(producer=gone)
    actor = officer()
    row = merge_producers(kept, gone, actor=actor)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)):
        EvidenceFactory(product=Product.objects.get(pk=product.pk))
        with pytest.raises(DomainError) as refused:
            undo_merge(row, actor=actor, reason="Nhầm")
    assert refused.value.codes == ["stands_on_it"]
    assert Producer.objects.get(pk=gone.pk).state == "merged"


def test_merge_into_itself_and_twice_is_refused() -> None:
    kept, gone, actor = ProducerFactory(), listed("HTX Mẫu Trùng"), officer()
    with pytest.raises(DomainError) as refused:
        merge_producers(kept, kept, actor=actor)
    assert refused.value.codes == ["merge_itself"]
    merge_producers(kept, gone, actor=actor)
    with pytest.raises(DomainError) as refused:
        merge_producers(ProducerFactory(), gone, actor=actor)  # a page that was opened before
    assert refused.value.codes == ["merged_already"]
    with pytest.raises(DomainError) as refused:
        merge_producers(gone, kept, actor=actor)
    assert "merged_already" in refused.value.codes
    assert MergeRecord.objects.count() == 1


def test_different_numbers_need_a_reason() -> None:
    kept, gone, actor = ProducerFactory(), ProducerFactory(), officer()
    with pytest.raises(DomainError) as refused:
        merge_producers(kept, gone, actor=actor)
    assert refused.value.codes == ["numbers_differ"]
    assert Producer.objects.filter(state="merged").count() == 0
    merge_producers(kept, gone, actor=actor, reason="Đổi mã số thuế sau khi chuyển trụ sở")
    assert Producer.objects.get(pk=gone.pk).state == "merged"


def test_open_files_on_the_same_product_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, gone = ProducerFactory(), listed("HTX Mẫu Trùng")
    products = [ProductFactory(producer=producer, name="Bánh tráng Mẫu") for producer in (kept, gone)]
    assert products_with_open_work({row.pk for row in products}) == set()
    assert "dossiers" in open_work
    monkeypatch.setattr(merging, "products_with_open_work", lambda ids: set(ids))
    with pytest.raises(DomainError) as refused:
        merge_producers(kept, gone, actor=officer())
    assert refused.value.codes == ["open_files_on_both"]
    twin = ProductFactory(producer=kept, name="Bánh tráng Mẫu")
    with pytest.raises(DomainError) as refused:
        merge_products(products[0], twin, actor=officer())
    assert refused.value.codes == ["open_files_on_both"]
    assert not MergeRecord.objects.exists()


def test_only_the_office_of_the_province_merges() -> None:
    kept, gone = ProducerFactory(), listed("HTX Mẫu Trùng")
    for kind in (RoleKind.COMMUNE_OFFICER, RoleKind.LEADER, RoleKind.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            merge_producers(kept, gone, actor=make_user(kind))
    with pytest.raises(NotAllowed):
        merge_producers(kept, gone, actor=make_user(RoleKind.PRODUCER_OWNER, producer=kept))
    assert not MergeRecord.objects.exists()


def test_merge_of_products_shows_one_star_and_leads_old_addresses() -> None:
    kept_star = recognised()
    kept, actor = kept_star.product, officer()
    gone = ProductFactory(producer=kept.producer, name=kept.name, published=True)
    twin = recognised(gone, certificate=False)
    other = recognised(gone, number="40", certificate=False)
    assert len(product_candidates(kept.producer)) == 1
    row = merge_products(kept, gone, actor=actor, reason="Ghi hai lần")
    twin.refresh_from_db()
    other.refresh_from_db()
    gone.refresh_from_db()
    assert (twin.public_since, other.product, gone.published, gone.merged_into) == (None, kept, False, kept)
    assert final_product(gone.code) == kept
    undo_merge(row, actor=actor, reason="Nhầm")
    twin.refresh_from_db()
    other.refresh_from_db()
    assert (twin.public_since, other.product) == (dt.date(2026, 1, 15), gone)
    assert final_product(gone.code) is None
    assert Recognition.objects.filter(public_since__isnull=True).count() == 0


def test_products_of_two_producers_are_not_merged() -> None:
    kept, gone = ProductFactory(), ProductFactory()
    with pytest.raises(DomainError) as refused:
        merge_products(kept, gone, actor=officer())
    assert refused.value.codes == ["other_producer"]
    with pytest.raises(DomainError) as refused:
        merge_products(kept, kept, actor=officer())
    assert refused.value.codes == ["merge_itself"]


def test_cease_keeps_day_and_paper_and_may_be_taken_back() -> None:
    producer = ProducerFactory()
    commune_officer = make_user(RoleKind.COMMUNE_OFFICER)
    with pytest.raises(DomainError) as refused:
        cease_producer(producer, actor=commune_officer, reason="Giải thể", on=dt.date(2100, 1, 1))
    assert refused.value.codes == ["in_future"]
    cease_producer(
        producer, actor=commune_officer, reason="Giải thể", on=dt.date(2026, 3, 1), paper="12/TB-UBND ngày 01/03/2026"
    )
    producer.refresh_from_db()
    assert (producer.state, producer.ceased_on) == ("ceased", dt.date(2026, 3, 1))
    with pytest.raises(DomainError):
        create_product(producer=producer, actor=make_user(RoleKind.PRODUCER_OWNER, producer=producer), name="Mới")
    resume_producer(producer, actor=officer(), reason="Ghi nhầm")
    producer.refresh_from_db()
    assert (producer.state, producer.ceased_on, producer.ceased_paper) == ("confirmed", None, "")


def test_commune_corrects_a_confirmed_producer_until_a_paper_prints_it() -> None:
    producer = ProducerFactory()
    actor = make_user(RoleKind.COMMUNE_OFFICER)
    values = {"name": "HTX Mẫu Đúng", "kind": "cooperative", "registration_number": tax_number(900)}
    with pytest.raises(NotAllowed):
        rename_producer(producer, actor=make_user(RoleKind.PRODUCER_OWNER, producer=producer), reason="x", **values)
    rename_producer(producer, actor=actor, reason="Ghi sai tên", **values)
    producer.refresh_from_db()
    assert (producer.name, producer.registration_number) == ("HTX Mẫu Đúng", tax_number(900))
    recognised(ProductFactory(producer=producer))
    with pytest.raises(DomainError) as refused:
        rename_producer(producer, actor=actor, reason="Lần nữa", **{**values, "name": "HTX Khác"})
    assert refused.value.codes == ["printed_already"]
    producer.refresh_from_db()
    assert producer.name == "HTX Mẫu Đúng"
