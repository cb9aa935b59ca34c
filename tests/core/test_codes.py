"""Codes and numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core import codes
from saolang.core.problems import DomainError

PATTERN = "{a}-{b}/PĐK-{province}-{commune}-{year}"


def test_random_code_uses_crockford_letters_and_does_not_repeat() -> None:
    made = [codes.random_code() for _index in range(500)]
    assert len(set(made)) == 500
    assert {len(code) for code in made} == {10}
    assert set("".join(made)) <= set(codes.CROCKFORD)
    assert len(codes.random_code(26)) == 26


def test_clean_code_forgives_typing() -> None:
    assert codes.clean_code(" o1l-i9 ab ") == "01119AB"


def test_product_code_is_printed_as_the_sheet_says() -> None:
    assert codes.product_code("86", "29740", 3, 2026) == "86-29740-3-2026"


@pytest.mark.parametrize(
    ("province", "commune", "serial", "year"),
    [
        ("8", "29740", 3, 2026),
        ("86", "2974", 3, 2026),
        ("86", "29740", 0, 2026),
        ("86", "29740", 3, 26),
        ("86", "29740", -1, 2026),
    ],
)
def test_product_code_refuses_wrong_parts(province: str, commune: str, serial: int, year: int) -> None:
    with pytest.raises(DomainError) as caught:
        codes.product_code(province, commune, serial, year)
    assert caught.value.codes == ["product_code_invalid"]


def test_parse_product_code_reads_todays_code() -> None:
    code = codes.parse_product_code(" 86 - 29740-3-2026 ")
    assert code == codes.ProductCode("86", "29740", 3, 2026)
    assert not code.legacy


@pytest.mark.parametrize("text", ["83-829-28780-3-2022", "84-844-29266-1-2021"])
def test_parse_product_code_keeps_older_codes(text: str) -> None:
    code = codes.parse_product_code(text)
    assert code.legacy
    assert str(code) == text


@pytest.mark.parametrize(
    "text", ["84-845-29338-1…4-2021", "86-29740-03-2026", "86-29740-3-1999", "abc", "", "86-29740-3"]
)
def test_parse_product_code_refuses_others(text: str) -> None:
    with pytest.raises(DomainError) as caught:
        codes.parse_product_code(text)
    assert caught.value.codes == ["product_code_invalid"]


@given(st.integers(1, 999999), st.integers(2000, 2099))
def test_parse_product_code_reads_what_product_code_writes(serial: int, year: int) -> None:
    text = codes.product_code("86", "29740", serial, year)
    assert codes.parse_product_code(text) == codes.ProductCode("86", "29740", serial, year)


def test_receipt_number_fills_the_pattern() -> None:
    number = codes.receipt_number(PATTERN, a=1, b=7, province="86", commune="29740", year=2026)
    assert number == "1-7/PĐK-86-29740-2026"
    assert codes.receipt_number("{a:03}/PĐK-{year}", a=12, year=2026) == "012/PĐK-2026"


def test_receipt_number_refuses_a_missing_value() -> None:
    with pytest.raises(DomainError) as caught:
        codes.receipt_number(PATTERN, a=1, province="86", year=2026)
    assert caught.value.codes == ["receipt_field_empty", "receipt_field_empty"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (PATTERN, []),
        ("{a:02}/{year}", []),
        ("{a}/PĐK", ["receipt_pattern_missing"]),
        ("PĐK", ["receipt_pattern_missing", "receipt_pattern_missing"]),
        ("{a}-{x}/{year}", ["receipt_pattern_field"]),
        ("{a.__class__}-{a}/{year}", ["receipt_pattern_field"]),
        ("{a:99}-{year}", ["receipt_pattern_field"]),
        ("{a}/{year", ["receipt_pattern_brace", "receipt_pattern_missing"]),
        ("{a}{year}" + "x" * 120, ["receipt_pattern_long"]),
    ],
)
def test_receipt_pattern_problems_lists_everything(pattern: str, expected: list[str]) -> None:
    assert [problem.code for problem in codes.receipt_pattern_problems(pattern)] == expected


def test_receipt_number_refuses_a_bad_pattern() -> None:
    with pytest.raises(DomainError) as caught:
        codes.receipt_number("{x}", a=1, year=2026)
    assert caught.value.codes == ["receipt_pattern_field", "receipt_pattern_missing", "receipt_pattern_missing"]
