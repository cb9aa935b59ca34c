"""Finding units and following what became of them."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest

from saolang.places.enums import Kind, Level
from saolang.places.models import Unit, UnitSuccession
from saolang.places.queries import (
    by_vietnamese_name,
    commune_by_code,
    communes_of,
    find_units,
    origins,
    province_by_code,
    successors,
)

BEFORE = dt.date(2025, 6, 30)
TODAY = dt.date(2026, 11, 22)


def old(level: str, code: str) -> Unit:
    return Unit.objects.get(level=level, code=code, valid_to=BEFORE)


@pytest.mark.parametrize("text", ["Song Phú", "song phu", "  SONG   PHÚ ", "xã song phú", "29740", "29752"])
def test_find_units_reads_names_with_or_without_marks_and_codes(shipped: None, text: str) -> None:
    assert find_units(text, TODAY)[0].path == "xã Song Phú, tỉnh Vĩnh Long"


def test_find_units_reads_decomposed_text(shipped: None) -> None:
    typed = unicodedata.normalize("NFD", "Nguyệt Hóa")
    assert find_units(typed, TODAY)[0].code == "29254"


def test_find_units_ranks_the_same_marks_first(shipped: None) -> None:
    plain = [unit.name for unit in find_units("long hoa", TODAY) if unit.name in ("Long Hòa", "Long Hoa")]
    marked = [unit.name for unit in find_units("Long Hoa", TODAY) if unit.name in ("Long Hòa", "Long Hoa")]
    assert set(plain) == set(marked)
    assert find_units("Tân Hòa, Vĩnh Long", TODAY)[0].path == "xã Tân Hòa, tỉnh Vĩnh Long"
    assert find_units("Cầu Kè", TODAY)[0].code == "29308"


def test_find_units_keeps_to_the_date(shipped: None) -> None:
    assert [unit.path for unit in find_units("Huyền Hội", TODAY)] == []
    assert find_units("Huyền Hội", BEFORE)[0].path == "xã Huyền Hội, huyện Càng Long, tỉnh Trà Vinh"
    assert {unit.level for unit in find_units("Càng Long", BEFORE, level=Level.DISTRICT)} == {Level.DISTRICT}


@pytest.mark.parametrize("text", ["", "   ", "không có nơi nào như vậy", "%", "_", "99999"])
def test_find_units_finds_nothing_in_nonsense(shipped: None, text: str) -> None:
    assert find_units(text, TODAY) == []


def test_find_units_asks_little(shipped: None, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        found = find_units("tân", TODAY)
        assert len([unit.path for unit in found]) == 20


def test_communes_of_takes_a_unit_or_a_code(shipped: None, django_assert_num_queries: object) -> None:
    province = province_by_code("86", TODAY)
    assert province is not None
    with django_assert_num_queries(1):  # type: ignore[operator]
        named = [unit.path for unit in communes_of(province, TODAY)]
    assert len(named) == 124
    assert named == [unit.path for unit in communes_of("86", TODAY)]


def test_names_sort_as_in_vietnamese() -> None:
    units = [Unit(name=name, code="1") for name in ("Đông Thành", "Châu Thành", "Ấp Mới", "An Định", "Chợ Lách")]
    assert [unit.name for unit in by_vietnamese_name(units)] == [
        "An Định", "Ấp Mới", "Châu Thành", "Chợ Lách", "Đông Thành",
    ]  # fmt: skip


def test_successors_of_a_whole_a_split_and_a_living_unit(shipped: None) -> None:
    assert [unit.code for unit in successors(old("commune", "29347"), TODAY)] == ["29341"]
    assert [unit.code for unit in successors(old("commune", "29764"), TODAY)] == ["29767", "29770"]
    assert [unit.code for unit in successors(old("province", "49"), TODAY)] == ["48"]
    assert [unit.code for unit in successors(old("commune", "29347"), BEFORE)] == ["29347"]
    living = commune_by_code("29740", TODAY)
    assert living is not None and successors(living, TODAY) == [living]


def test_successors_of_a_district_are_those_of_its_communes(shipped: None) -> None:
    assert [unit.name for unit in successors(old("district", "844"), TODAY)] == [
        "Càng Long", "An Trường", "Tân An", "Bình Phú", "Nhị Long",
    ]  # fmt: skip


def test_successors_follow_a_second_change(shipped: None) -> None:
    ended = commune_by_code("29341", TODAY)
    assert ended is not None
    Unit.objects.filter(pk=ended.pk).update(valid_to=dt.date(2026, 6, 8))
    ward = Unit.objects.create(
        level=Level.COMMUNE, code="29341", kind=Kind.WARD, name="Tiểu Cần", parent=ended.parent,
        valid_from=dt.date(2026, 6, 9), source="Nghị quyết mẫu",
    )  # fmt: skip
    UnitSuccession.objects.create(old=ended, new=ward, effective_on=dt.date(2026, 6, 9))
    assert successors(old("commune", "29347"), TODAY) == [ward]
    assert [unit.pk for unit in successors(old("commune", "29347"), dt.date(2026, 1, 1))] == [ended.pk]


def test_origins_name_the_old_units(shipped: None) -> None:
    song_phu = commune_by_code("29740", TODAY)
    assert song_phu is not None
    found = [(step.old.name, step.partial) for step in origins(song_phu)]
    assert ("Song Phú", False) in found and ("Long Phú", False) in found
    assert {step.legal_source for step in origins(song_phu)} == {"Nghị quyết 1687/NQ-UBTVQH15"}
