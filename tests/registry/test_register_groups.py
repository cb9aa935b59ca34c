"""Groups and places of old registers: what one row says holds only as far as the list means it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from saolang.core.actors import SYSTEM
from saolang.producers.models import Product
from saolang.registry.domain.import_register import import_register
from saolang.registry.importing.sections import follows, marker_of
from saolang.registry.models import Recognition
from tests.factories import commune, province

from .old_register import head, rows
from .test_register_import import line, plain, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db: None) -> None:
    province()
    commune()


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("A", "B", True), ("C", "D", True), ("D", "Đ", True), ("D", "E", True), ("III", "IV", True), ("9", "10", True),
        ("A", "I", False), ("A", "C", False), ("B", "A", False), ("", "A", False), ("A", "", False),
    ],
)  # fmt: skip
def test_a_marker_follows_only_the_one_right_before_it(one: str, other: str, answer: bool) -> None:
    assert follows(one, other) is answer


@pytest.mark.parametrize(
    ("text", "marker"),
    [("C. Sản phẩm 3 sao", "C"), ("IV) Huyện Mẫu", "IV"), ("2 - Nhóm", "2"), ("Chưa xếp hạng", ""), ("Đồ uống", "")],
)
def test_marker_is_read_before_a_groups_name(text: str, marker: str) -> None:
    assert marker_of(text) == marker


def test_a_group_that_names_no_star_ends_the_star_of_the_group_before_it(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    one, two, three = (line(name, None)[1:] for name in ("Bánh Mẫu", "Kẹo Mẫu", "Mứt Mẫu"))
    groups = ("A. Sản phẩm 3 sao", "I. Thực phẩm", "B. Sản phẩm nguồn chưa nêu hạng", "I. Thực phẩm")
    rows(
        sheet, head(sheet), [(groups[0],), (groups[1],), _old(one), (groups[2],), _old(two), (groups[3],), _old(three)]
    )
    path = tmp_path / "so-cu.xlsx"
    book.save(path)
    import_register(path, actor=SYSTEM)
    assert list(Recognition.objects.values_list("product_name", "star")) == [("Bánh Mẫu", 3)]
    assert Product.objects.count() == 3


def _old(given: tuple[Any, ...]) -> tuple[Any, ...]:
    """A line of ``plain`` in the columns of ``head``."""
    name, producer, _star, number, day, issuer, address = given
    return (1, name, producer, address, None, None, f"{number} ngày {day}", issuer, None)


def test_the_province_of_the_list_does_not_stand_against_a_printed_one(tmp_path: Path) -> None:
    printed = [line("Bánh Mẫu", address="tỉnh Trà Vinh"), line("Kẹo Mẫu", address="ấp 1, xã Song Phú")]
    addresses = [row.entry.address for row in plan_of(plain(tmp_path / "a.xlsx", printed)).rows]
    assert addresses == ["tỉnh Trà Vinh", "ấp 1, xã Song Phú, Tỉnh Vĩnh Long"]
