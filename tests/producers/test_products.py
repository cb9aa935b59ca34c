"""Products, packings, pictures."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from saolang.accounts.enums import RoleKind
from saolang.core.problems import DomainError, NotAllowed, Problem, Stale
from saolang.files.models import StoredFile
from saolang.producers.access import product_locks
from saolang.producers.criteria import set_choices, set_name, sheet_of
from saolang.producers.domain.products import (
    add_photos,
    create_product,
    put_photo_first,
    remove_photo,
    remove_variant,
    save_variant,
    update_product,
)
from saolang.producers.models import Product
from tests.factories import ProducerFactory, ProductFactory, commune, image_upload, make_user, pdf_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def producer():
    return ProducerFactory()


@pytest.fixture
def owner(producer):
    return make_user(RoleKind.PRODUCER_OWNER, producer=producer)


def test_create_product_may_begin_as_an_idea_without_a_set(producer, owner):
    product = create_product(producer=producer, actor=owner, name="Bánh phồng Mẫu", stage="idea")
    assert (product.stage, product.set_number, product.made_in) == ("idea", None, commune())
    assert sheet_of(product) is None
    assert product.search_text.startswith("banh phong mau")


def test_create_product_names_need_not_be_unique(producer, owner):
    for _ in range(2):
        create_product(producer=producer, actor=owner, name="Bánh tráng", set_number=6)
    assert Product.objects.count() == 2


def test_create_product_lists_every_problem(owner, producer):
    with pytest.raises(DomainError) as refused:
        create_product(producer=producer, actor=owner, name=" ", set_number=99, stage="xong", season_months=[0, "2"])
    assert refused.value.codes == ["name_missing", "set_unknown", "stage_unknown", "season_months"]
    with pytest.raises(DomainError) as refused:
        create_product(producer=producer, actor=owner, name="a" * 300)
    assert refused.value.codes == ["name_invalid"]
    assert not Product.objects.exists()


def test_create_product_by_kind_and_size():
    association = ProducerFactory(kind="association")
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=association)
    with pytest.raises(DomainError) as refused:
        create_product(producer=association, actor=owner, name="Bánh", set_number=6)
    assert refused.value.codes == ["set_tourism_only"]
    assert create_product(producer=association, actor=owner, name="Tham quan vườn", set_number=26).set_number == 26
    large = ProducerFactory(kind="company", sme_status="large")
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=large)
    with pytest.raises(DomainError) as refused:
        create_product(producer=large, actor=owner, name="Bánh", set_number=6)
    assert refused.value.codes == ["enterprise_large"]
    assert not Product.objects.filter(producer=large).exists()


def test_update_product_settles_a_suggested_set_and_counts_versions(producer, owner):
    product = ProductFactory(producer=producer, set_suggested=True)
    update_product(product, changes={"set_number": 7}, actor=owner, expected_version=1)
    product.refresh_from_db()
    assert (product.set_number, product.set_suggested, product.version) == (7, False, 2)
    with pytest.raises(Stale):
        update_product(product, changes={"name": "Khác"}, actor=owner, expected_version=1)


def test_update_product_refuses_what_a_higher_app_has_frozen(producer, owner, monkeypatch):
    product = ProductFactory(producer=producer)

    def lock(product, fields):
        return [Problem("frozen", "Hồ sơ đã nộp.")] if "set_number" in fields else []

    monkeypatch.setattr(product_locks, "_entries", {"thu": lock})
    with pytest.raises(DomainError) as refused:
        update_product(product, changes={"set_number": 7}, actor=owner)
    assert refused.value.codes == ["frozen"]
    update_product(product, changes={"summary": "Mới"}, actor=owner)
    product.refresh_from_db()
    assert (product.set_number, product.summary) == (6, "Mới")


def test_product_set_is_in_range_in_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductFactory(set_number=27)


def test_save_variant_checks_the_bar_code(producer, owner):
    product = ProductFactory(producer=producer)
    with pytest.raises(DomainError) as refused:
        save_variant(product, values={"name": "Gói 200 g", "gtin": "4006381333932"}, actor=owner)
    assert refused.value.codes == ["gtin_invalid"]
    assert not product.variants.exists()
    variant = save_variant(product, values={"name": "Gói 200 g", "gtin": "4 006381 333931"}, actor=owner)
    assert variant.gtin == "4006381333931"
    remove_variant(variant, actor=owner)
    assert not product.variants.exists()


def test_add_photos_stores_pictures_in_order(producer, owner):
    product = ProductFactory(producer=producer)
    first, second = add_photos(product, uploads=[image_upload("1.png"), image_upload("2.png")], actor=owner)
    assert (first.file.purpose, first.order, second.order) == ("producers.photo", 0, 1)
    put_photo_first(second, actor=owner)
    assert list(product.photos.all()) == [second, first]
    remove_photo(second, actor=owner)
    assert list(product.photos.all()) == [first]
    assert StoredFile.objects.filter(pk=second.file_id).exists()


def test_add_photos_refuses_another_type_and_keeps_nothing(producer, owner):
    product = ProductFactory(producer=producer)
    with pytest.raises(DomainError):
        add_photos(product, uploads=[image_upload(), pdf_upload("anh.png")], actor=owner)
    assert not product.photos.exists()
    assert not StoredFile.objects.exists()
    with pytest.raises(DomainError) as refused:
        add_photos(product, uploads=[image_upload() for _ in range(13)], actor=owner)
    assert refused.value.codes == ["photo_too_many"]


def test_products_of_others_cannot_be_changed(producer):
    product = ProductFactory(producer=producer)
    stranger = make_user(RoleKind.PRODUCER_OWNER)
    for act in (
        lambda: update_product(product, changes={"name": "X"}, actor=stranger),
        lambda: save_variant(product, values={"name": "X"}, actor=stranger),
        lambda: add_photos(product, uploads=[image_upload()], actor=stranger),
        lambda: create_product(producer=producer, actor=stranger, name="X"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Product.objects.get().name == product.name


def test_set_choices_follow_the_law_in_force():
    groups = set_choices()
    assert sum(len(rows) for _industry, rows in groups) == 26
    assert set_choices([26])[0][1] == [(26, f"26. {set_name(26)}")]
    assert set_name(6) == "Chế biến từ gạo, ngũ cốc"
