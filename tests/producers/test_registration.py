"""Tax and registration numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.problems import DomainError
from saolang.producers.domain.products import gtin_is_right
from saolang.producers.eligibility import set_problems, sets_for, size_problems
from saolang.producers.enums import ProducerKind, SmeStatus
from saolang.producers.registration import check_digit, normalize_registration_number


@pytest.mark.parametrize(
    ("typed", "kind", "stored"),
    [
        ("0100109106", "company", "0100109106"),
        (" 0100 109 106 ", "cooperative", "0100109106"),
        ("0100109106001", "company", "0100109106-001"),
        ("0100109106-001", "company", "0100109106-001"),
        ("086 199 000 001", "household", "086199000001"),
        ("54a8012345", "household", "54A8012345"),
        ("54.A8/012345", "household", "54.A8/012345"),
        ("5807B000012", "cooperative", "5807B000012"),
    ],
)
def test_registration_number_is_normalised(typed, kind, stored):
    assert normalize_registration_number(typed, kind) == stored


@pytest.mark.parametrize(
    ("typed", "kind", "code"),
    [
        ("", "household", "registration_missing"),
        (" - ", "household", "registration_missing"),
        ("0100109107", "company", "registration_check_digit"),
        ("0100109107", "household", "registration_check_digit"),
        ("0100109107001", "company", "registration_check_digit"),
        ("086199000001", "company", "registration_personal"),
        ("54A8012345", "company", "registration_shape"),
        ("12345678", "household", "registration_shape"),
        ("abc", "household", "registration_shape"),
        ("HTX <b>", "cooperative", "registration_shape"),
    ],
)
def test_registration_number_is_refused_with_its_reason(typed, kind, code):
    with pytest.raises(DomainError) as refused:
        normalize_registration_number(typed, kind)
    assert refused.value.codes == [code]
    assert refused.value.problems[0].fix


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_check_digit_accepts_exactly_one_tenth_digit(body):
    right = check_digit(body)
    accepted = []
    for digit in range(10):
        try:
            normalize_registration_number(f"{body}{digit}", ProducerKind.COMPANY)
            accepted.append(digit)
        except DomainError:
            pass
    assert accepted == ([] if right is None else [right])


def test_sets_for_tourism_only_kinds_is_set_26():
    for kind in ProducerKind:
        expected = (26,) if kind in ("association", "management_centre", "equivalent") else tuple(range(1, 27))
        assert sets_for(kind) == expected
    assert [p.code for p in set_problems("association", 6)] == ["set_tourism_only"]
    assert [p.code for p in set_problems("cooperative", 27)] == ["set_unknown"]
    assert set_problems("association", 26) == set_problems("cooperative", None) == []


def test_size_problems_keep_large_enterprises_out():
    assert [p.code for p in size_problems("company", SmeStatus.LARGE)] == ["enterprise_large"]
    assert [p.code for p in size_problems("company", SmeStatus.UNKNOWN)] == ["enterprise_size_unknown"]
    assert size_problems("company", SmeStatus.MEDIUM) == size_problems("household", SmeStatus.NOT_ENTERPRISE) == []


def test_gtin_is_right_by_length_and_check_digit():
    assert gtin_is_right("4006381333931")
    assert not gtin_is_right("4006381333932")
    assert not gtin_is_right("400638133393")
    assert not gtin_is_right("٤٠٠٦٣٨١٣٣٣٩٣١")
