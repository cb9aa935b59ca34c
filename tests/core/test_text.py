"""Vietnamese text, numbers and dates."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core import text
from saolang.core.problems import DomainError

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọ ĐÂĂƯƠ0123456789-", max_size=40
)


def test_normalize_makes_nfd_and_nfc_the_same() -> None:
    nfc = "Đường thốt nốt Trà Cuôn"
    assert text.normalize(unicodedata.normalize("NFD", nfc)) == nfc


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  gạo\u00a0ST25 ", "gạo ST25"),
        ("g\u200bạo\ufeff", "gạo"),
        ("a\x00b", "ab"),
        ("\u202eoạg", "oạg"),
        ("dòng 1\r\ndòng 2", "dòng 1\ndòng 2"),
        ("\ud800x", "x"),
        ("ក\u200bខ", "ក\u200bខ"),
        (None, ""),
    ],
)
def test_normalize_removes_what_nobody_sees(raw: str | None, expected: str) -> None:
    assert text.normalize(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("  ĐƯỜNG   Thốt Nốt", "duong thot not"), ("Ấp Chợ", "ap cho"), ("d\u0111\u0110", "ddd"), ("ñ", "n"), ("", "")],
)
def test_fold_vi_takes_marks_off(raw: str, expected: str) -> None:
    assert text.fold_vi(raw) == expected


@given(VIETNAMESE)
def test_fold_vi_does_not_depend_on_the_form_and_settles(value: str) -> None:
    folded = text.fold_vi(value)
    assert folded == text.fold_vi(unicodedata.normalize("NFD", value)) == text.fold_vi(folded)
    assert folded.isascii()


def test_slugify_vi_keeps_d_and_cuts_at_a_word() -> None:
    assert text.slugify_vi("Đồ gỗ – số 1") == "do-go-so-1"
    assert text.slugify_vi("mot hai ba", max_length=8) == "mot-hai"
    assert text.slugify_vi("mothaiba", max_length=3) == "mot"
    assert text.slugify_vi("ភាសាខ្មែរ") == ""


def test_sort_key_vi_follows_the_alphabet_and_the_tones() -> None:
    words = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=text.sort_key_vi) == words
    names = ["An", "Ăn", "Ân", "Dừa", "Đào", "Em", "Êm", "lá", "la vàng", "lá xanh", "Ông", "Ơn", "Út", "Ưng"]
    expected = ["An", "Ăn", "Ân", "Dừa", "Đào", "Em", "Êm", "la vàng", "lá", "lá xanh", "Ông", "Ơn", "Út", "Ưng"]
    assert sorted(names, key=text.sort_key_vi) == expected


def test_sort_key_vi_sorts_numbers_by_value() -> None:
    names = ["Ấp 10", "Ấp 2", "Ấp 1", "Ấp Chợ"]
    assert sorted(names, key=text.sort_key_vi) == ["Ấp 1", "Ấp 2", "Ấp 10", "Ấp Chợ"]


@given(st.lists(st.text(max_size=20), max_size=6))
def test_sort_key_vi_orders_anything(values: list[str]) -> None:
    assert len(sorted(values, key=text.sort_key_vi)) == len(values)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234567, None, "1.234.567"),
        (Decimal("1234567.50"), None, "1.234.567,5"),
        (-1234.5, None, "-1.234,5"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("1E+3"), None, "1.000"),
        (0, None, "0"),
        (None, None, ""),
    ],
)
def test_format_number_groups_the_vietnamese_way(value: object, decimals: int | None, expected: str) -> None:
    assert text.format_number(value, decimals) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("1.234.567,5", "1234567.5"),
        ("1,234,567.5", "1234567.5"),
        ("1234567.5", "1234567.5"),
        ("1.234", "1234"),
        ("71,5", "71.5"),
        ("71.5", "71.5"),
        ("0.125", "0.125"),
        ("1 234 567", "1234567"),
        (" -3 ", "-3"),
        ("\u22123", "-3"),
    ],
)
def test_parse_number_reads_both_ways(raw: str, expected: str) -> None:
    assert text.parse_number(raw) == Decimal(expected)


@pytest.mark.parametrize(
    "raw", ["", "abc", "1.23.4", ",5", "5,", "5.", "1..2", "12,34,56", "1e5", "٣", "1 2", "NaN", "--1"]
)
def test_parse_number_refuses_what_is_no_number(raw: str) -> None:
    with pytest.raises(DomainError) as caught:
        text.parse_number(raw)
    assert caught.value.codes == ["number_invalid"]
    assert caught.value.problems[0].fix == "Nhập số như 1.234.567,5 hoặc 1234567,5."


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False))
def test_parse_number_reads_what_format_number_writes(value: Decimal) -> None:
    assert text.parse_number(text.format_number(value)) == value


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (Decimal("71.5"), "71,5"),
        (Decimal("90"), "90"),
        (Decimal("89.9967"), "89,99"),
        (Fraction(215, 3), "71,66"),
        (Decimal("70.10"), "70,1"),
        (0, "0"),
        (None, ""),
    ],
)
def test_format_score_never_shows_more_than_was_reached(score: Decimal | None, expected: str) -> None:
    assert text.format_score(score) == expected


@pytest.mark.parametrize(
    "raw", ["21/11/2026", "21-11-2026", "21.11.2026", "2026-11-21", " 21/11/2026 ", "Ngày 21 tháng 11 năm 2026"]
)
def test_parse_date_reads_the_usual_shapes(raw: str) -> None:
    assert text.parse_date(raw) == dt.date(2026, 11, 21)


def test_parse_date_reads_single_digits_and_date_objects() -> None:
    assert text.parse_date("5/8/2026") == dt.date(2026, 8, 5)
    assert text.parse_date(dt.date(2026, 8, 5)) == dt.date(2026, 8, 5)
    assert text.parse_date(dt.datetime(2026, 8, 4, 18, 0, tzinfo=dt.UTC)) == dt.date(2026, 8, 5)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("21/11/26", "date_year"),
        ("21/11/0026", "date_year"),
        ("11/21/2026", "date_impossible"),
        ("30/2/2026", "date_impossible"),
        ("29/2/2027", "date_impossible"),
        ("0/1/2026", "date_impossible"),
        ("45982", "date_invalid"),
        ("21/11", "date_invalid"),
        ("21/11-2026", "date_invalid"),
        ("", "date_invalid"),
        ("hôm nay", "date_invalid"),
    ],
)
def test_parse_date_refuses_with_a_reason(raw: str, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        text.parse_date(raw)
    assert caught.value.codes == [code]


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_parse_date_reads_what_format_date_writes(day: dt.date) -> None:
    assert text.parse_date(text.format_date(day)) == day == text.parse_date(day.isoformat())


def test_format_date_shows_moments_in_vietnamese_time() -> None:
    moment = dt.datetime(2026, 8, 4, 18, 30, tzinfo=dt.UTC)
    assert text.format_date(moment) == "05/08/2026"
    assert text.format_datetime(moment) == "05/08/2026 01:30"
    assert text.format_date(None) == text.format_datetime(None) == ""
