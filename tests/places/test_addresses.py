"""Printed addresses: old ones resolve, were split, or are not known, and stay as they were printed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.places.addresses import segments
from saolang.places.enums import Kind
from saolang.places.models import Unit
from saolang.places.queries import AddressBook, Status, resolve_address

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def book(shipped: None) -> AddressBook:
    return AddressBook.load(TODAY)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Số 5, ấp Cây Hẹ, xã Phú Cần", ["5", "ap cay he", "phu can"]),
        ("P.3, TP. Trà Vinh; tỉnh Trà Vinh, Việt Nam", ["3", "tra vinh", "tra vinh"]),
        ("phường 06 - thành phố Trà Vinh", ["6", "tra vinh"]),
        ("Phường Xuân Hương - Đà Lạt, Lâm Đồng", ["xuan huong da lat", "lam dong"]),
        ("Huyền Hội, Càng Long", ["huyen hoi", "cang long"]),
        ("", []),
        (" , ;, ", []),
    ],
)
def test_segments_are_read(text: str, names: list[str]) -> None:
    found = [part.name if part.name != "so 5" else "5" for part in segments(text)]
    assert found == names


def test_a_prefix_needs_its_marks() -> None:
    assert segments("Huyền Hội")[0].kinds == ()
    assert segments("huyện Hội")[0].kinds == (Kind.DISTRICT,)
    assert segments("H. Cầu Kè")[0].kinds == (Kind.DISTRICT,)
    assert segments("Vĩnh Long (cũ)")[0].old


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("ấp Cây Hẹ, xã Phú Cần, huyện Tiểu Cần, tỉnh Trà Vinh", "29347", "29341"),
        ("Hòa Ân, Cầu Kè, Trà Vinh", "29311", "29308"),
        ("Phường 7, TP Trà Vinh", None, "29254"),
        ("TT Càng Long, Càng Long, Trà Vinh", "29266", "29266"),
        ("Huyền Hội, Càng Long, Trà Vinh", "29278", "29278"),
        ("Huyen Hoi, Cang Long, Tra Vinh", "29278", "29278"),
        ("xã Hoà Minh, huyện Châu Thành, Trà Vinh, Việt Nam", "29410", "29410"),
        ("xã Hòa Lộc, huyện Mỏ Cày Bắc, tỉnh Bến Tre", "28924", "28921"),
        ("Hòa Lộc, Tam Bình, Vĩnh Long", "29734", "29734"),
        ("Tiên Sơn, Tiên Phước, Quảng Nam (cũ)", "20857", "20857"),
        ("xã Phú Cần, huyện Tiểu Cần, tỉnh Vĩnh Long", "29347", "29341"),
        ("xã Quế Lộc, huyện Nông Sơn, tỉnh Quảng Nam", "20671", "20656"),
        ("Xã Ch’ơm, Tây Giang, Quảng Nam", "20437", "20443"),
        ("Tam Dân, Phú Ninh, Quảng Nam (cũ)", "20392", "20392"),
        ("Tam Đàn, Phú Ninh, Quảng Nam (cũ)", "20374", "20364"),
        ("Tam Thanh, Quảng Nam (cũ)", "20359", "20356"),
    ],
)
def test_an_old_address_resolves(book: AddressBook, text: str, old: str | None, new: str) -> None:
    result = book.resolve(text)
    assert (result.status, [unit.code for unit in result.current]) == (Status.EXACT, [new])
    assert result.original == text
    assert old is None or [unit.code for unit in result.matched] == [old]
    assert result.unit is not None and result.unit.exists_on(TODAY)
    assert "30/06/2025" in result.explanation and result.unit.path in result.explanation


def test_the_explanation_names_both_units_and_the_paper(book: AddressBook) -> None:
    assert book.resolve("xã Phú Cần, huyện Tiểu Cần, tỉnh Trà Vinh").explanation == (
        "Xã Phú Cần, huyện Tiểu Cần, tỉnh Trà Vinh (đến hết 30/06/2025) nay thuộc xã Tiểu Cần, tỉnh Vĩnh Long "
        "(Nghị quyết 1687/NQ-UBTVQH15)."
    )


def test_a_split_commune_says_so(book: AddressBook) -> None:
    result = book.resolve("ấp 3, xã Ngãi Tứ, huyện Tam Bình, tỉnh Vĩnh Long")
    assert result.status is Status.SPLIT
    assert [unit.code for unit in result.current] == ["29767", "29770"]
    assert result.unit is None
    assert "đã được chia cho 2 đơn vị" in result.explanation
    assert "phường Cái Vồn" in result.explanation


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Địa chỉ trống."),
        ("abc xyz", "Không tìm thấy đơn vị hành chính nào"),
        ("xã Không Có, huyện Càng Long, tỉnh Trà Vinh", "Không tìm thấy “xã Không Có” trong huyện Càng Long"),
        ("Không Có, Càng Long, Trà Vinh", "Không tìm thấy “Không Có” trong huyện Càng Long"),
        ("xã Đơn Dương, huyện Đơn Dương, tỉnh Lâm Đồng", "Không tìm thấy “xã Đơn Dương” trong tỉnh Lâm Đồng"),
        ("huyện Châu Thành", "Có 2 đơn vị cùng tên này"),
        ("Phú Cần", "thiếu hoặc ghi khác tên huyện, tỉnh"),
        ("xã Phú Cần, huyện Càng Long, tỉnh Trà Vinh", "Không tìm thấy “xã Phú Cần” trong huyện Càng Long"),
    ],
)
def test_an_unknown_address_says_so(book: AddressBook, text: str, says: str) -> None:
    result = book.resolve(text)
    assert (result.status, result.current, result.unit) == (Status.UNKNOWN, (), None)
    assert says in result.explanation
    assert result.original == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("xã Song Phú, tỉnh Vĩnh Long", "29740"),
        ("Song Phú, Vĩnh Long", "29740"),
        ("thị trấn Song Phú, tỉnh Vĩnh Long", "29740"),
        ("Phường Bến Thành, TP.HCM", "26743"),
        ("Phường Xuân Hương - Đà Lạt, tỉnh Lâm Đồng", "24781"),
        ("Đơn Dương, Lâm Đồng", "24931"),
    ],
)
def test_an_address_of_today_resolves_to_itself(book: AddressBook, text: str, code: str) -> None:
    result = book.resolve(text)
    assert (result.status, [unit.code for unit in result.current]) == (Status.EXACT, [code])
    assert result.explanation.endswith("là đơn vị hiện nay.")


def test_districts_and_provinces_resolve_as_far_as_they_go(book: AddressBook) -> None:
    district = book.resolve("Tiểu Cần, Trà Vinh")
    assert (district.status, district.level, len(district.current)) == (Status.SPLIT, "district", 4)
    assert district.explanation.startswith("Địa chỉ chỉ ghi đến huyện Tiểu Cần")
    province = book.resolve("Quảng Nam (cũ)")
    assert (province.status, province.level, province.unit.path) == (Status.EXACT, "province", "thành phố Đà Nẵng")  # type: ignore[union-attr]
    assert book.resolve("Trà Vinh").level == "province"
    assert book.resolve("Vĩnh Long").explanation == "Tỉnh Vĩnh Long là đơn vị hiện nay."
    assert "đến hết 30/06/2025" in book.resolve("Vĩnh Long (cũ)").explanation


def test_an_earlier_name_is_explained(book: AddressBook) -> None:
    result = book.resolve("Phường 6, TP Trà Vinh, Trà Vinh")
    assert [unit.full_name for unit in result.matched] == ["Phường 3"]
    assert "“Phường 6” tra theo phường 3 (tên trước khi nhập" in result.explanation


def test_the_date_of_the_address_decides_between_namesakes(book: AddressBook) -> None:
    text = "xã Tân Phú, tỉnh Vĩnh Long"
    undated = book.resolve(text)
    assert [unit.code for unit in undated.current] == ["28840"]
    assert "có thể là xã Tân Phú, huyện Tam Bình" in undated.explanation
    then = book.resolve(text, written_on=dt.date(2023, 5, 1))
    assert then.matched[0].path == "xã Tân Phú, huyện Tam Bình, tỉnh Vĩnh Long"
    assert [unit.code for unit in then.current] == ["29740"]
    now = book.resolve(text, written_on=dt.date(2026, 5, 1))
    assert now.explanation == "Xã Tân Phú, tỉnh Vĩnh Long là đơn vị hiện nay."


def test_several_old_units_with_one_successor_are_exact(book: AddressBook) -> None:
    result = book.resolve("Định An, Trà Cú, Trà Vinh")
    assert len(result.matched) == 2
    assert (result.status, [unit.code for unit in result.current]) == (Status.EXACT, ["29491"])


def test_every_old_commune_resolves_by_its_own_full_address(
    book: AddressBook, django_assert_num_queries: object
) -> None:
    old = [unit for unit in book.units.values() if unit.level == "commune" and not unit.exists_on(TODAY)]
    with django_assert_num_queries(0):  # type: ignore[operator]
        results = {unit: book.resolve(unit.path) for unit in old}
    assert len(results) == 587
    wrong = [unit.path for unit, result in results.items() if result.matched != (unit,)]
    assert wrong == []
    assert sum(result.status is Status.SPLIT for result in results.values()) == 5
    assert sum(result.status is Status.EXACT for result in results.values()) == 582


def test_every_commune_of_today_resolves_by_its_own_address(book: AddressBook) -> None:
    current = [unit for unit in book.units.values() if unit.level == "commune" and unit.exists_on(TODAY)]
    wrong = [unit.path for unit in current if book.resolve(unit.path).unit != unit]
    assert wrong == []


def test_resolve_address_loads_its_own_book(shipped: None) -> None:
    assert resolve_address("xã Song Phú, tỉnh Vĩnh Long").unit == Unit.objects.get(
        level="commune", code="29740", valid_to=None
    )


@given(st.text(max_size=120))
def test_any_text_is_read_without_harm(text: str) -> None:
    empty = AddressBook([], [], [], TODAY)
    result = empty.resolve(text)
    assert (result.original, result.status, result.current) == (text, Status.UNKNOWN, ())
