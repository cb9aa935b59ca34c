"""Versions, locks and text fields."""

from __future__ import annotations

import unicodedata

import pytest
from django.db import transaction

from saolang.core.codes import CROCKFORD
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import Stale
from tests.things import Thing

pytestmark = pytest.mark.django_db


def test_fields_store_nfc_and_trim(thing_table: None) -> None:
    thing = Thing.objects.create(name=unicodedata.normalize("NFD", " Bánh  tét "), story=" dòng 1\r\n dòng 2 ")
    assert thing.name == "Bánh tét"
    stored = Thing.objects.get(pk=thing.pk)
    assert (stored.name, stored.story) == ("Bánh tét", "dòng 1\n dòng 2")
    assert Thing._meta.get_field("name").clean("  gạo\u200b ", thing) == "gạo"


def test_random_code_is_given_and_unique(thing: Thing) -> None:
    other = Thing.objects.create(name="x")
    assert len(thing.code) == 10
    assert set(thing.code) <= set(CROCKFORD)
    assert thing.code != other.code


def test_save_version_raises_the_version(thing: Thing) -> None:
    thing.name = "Bánh ít"
    save_version(thing)
    stored = Thing.objects.get(pk=thing.pk)
    assert (thing.version, stored.version, stored.name) == (2, 2, "Bánh ít")


def test_save_version_saves_only_the_named_fields(thing: Thing) -> None:
    thing.name, thing.story = "Bánh ít", "khác"
    save_version(thing, update_fields=["name"])
    stored = Thing.objects.get(pk=thing.pk)
    assert (stored.name, stored.story, stored.version) == ("Bánh ít", "Chuyện của bánh", 2)


def test_save_version_refuses_the_second_of_two_writers(thing: Thing) -> None:
    first, second = Thing.objects.get(pk=thing.pk), Thing.objects.get(pk=thing.pk)
    first.name = "của người thứ nhất"
    save_version(first)
    second.name = "của người thứ hai"
    with pytest.raises(Stale) as caught:
        save_version(second)
    assert caught.value.codes == ["stale"]
    stored = Thing.objects.get(pk=thing.pk)
    assert (stored.name, stored.version, second.version) == ("của người thứ nhất", 2, 1)


def test_save_version_inserts_a_new_row(thing_table: None) -> None:
    thing = Thing(name="mới")
    save_version(thing)
    assert Thing.objects.get(pk=thing.pk).version == 1


def test_lock_for_change_returns_the_fresh_row(thing: Thing) -> None:
    Thing.objects.filter(pk=thing.pk).update(name="mới nhất")
    assert lock_for_change(thing).name == "mới nhất"
    assert lock_for_change(thing, 1).name == "mới nhất"
    assert lock_for_change(thing, "1").name == "mới nhất"


@pytest.mark.parametrize("expected", [2, "0", "abc"])
def test_lock_for_change_refuses_a_stale_page(thing: Thing, expected: int | str) -> None:
    with pytest.raises(Stale) as caught:
        lock_for_change(thing, expected)
    assert caught.value.codes == ["stale"]


def test_lock_for_change_refuses_a_row_that_is_gone(thing: Thing) -> None:
    Thing.objects.filter(pk=thing.pk).delete()
    with pytest.raises(Stale) as caught:
        lock_for_change(thing)
    assert caught.value.codes == ["gone"]


@pytest.mark.django_db(transaction=True)
def test_changes_need_a_transaction(thing_table: None) -> None:
    thing = Thing.objects.create(name="x")
    try:
        with pytest.raises(transaction.TransactionManagementError):
            lock_for_change(thing)
        with pytest.raises(transaction.TransactionManagementError):
            save_version(thing)
        assert Thing.objects.get(pk=thing.pk).version == 1
    finally:
        thing.delete()
