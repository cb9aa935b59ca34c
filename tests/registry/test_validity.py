"""One answer for every day, computed in one place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.registry.domain.recognise import certificate_term
from saolang.registry.enums import Validity
from saolang.registry.numbers import number_key
from saolang.registry.validity import StarFacts, validity_on

DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2032, 12, 31))
MAYBE = st.none() | DAYS
RANK = {
    Validity.NOT_YET: 0,
    Validity.UNKNOWN_TERM: 1,
    Validity.VALID: 1,
    Validity.PROLONGED: 2,
    Validity.EXPIRED: 3,
    Validity.REPLACED: 4,
    Validity.WITHDRAWN: 5,
}
COMPARISONS = (
    "valid_through__lt",
    "valid_through__gt",
    "term_through__lt",
    "term_through__gt",
    "prolonged_through__",
)
facts = st.builds(
    StarFacts,
    star=st.integers(3, 5),
    starts_on=MAYBE,
    through=MAYBE,
    withdrawn_on=MAYBE,
    replaced_on=MAYBE,
    imported=st.booleans(),
)


@given(facts, DAYS, DAYS)
def test_validity_never_goes_back(star: StarFacts, one: dt.date, other: dt.date) -> None:
    early, late = sorted((one, other))
    assert RANK[validity_on(star, early).validity] <= RANK[validity_on(star, late).validity]


@given(facts, DAYS)
def test_validity_draws_stars_only_while_they_count(star: StarFacts, day: dt.date) -> None:
    answer = validity_on(star, day)
    assert answer.star_shown == (star.star if answer.validity == Validity.VALID else 0)
    assert str(star.star) in answer.star_words
    assert answer.sentence


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 8, 4), Validity.NOT_YET),
        (dt.date(2026, 8, 5), Validity.VALID),
        (dt.date(2029, 8, 5), Validity.VALID),
        (dt.date(2029, 8, 6), Validity.EXPIRED),
    ],
)
def test_validity_counts_the_last_day(day: dt.date, expected: Validity) -> None:
    star = StarFacts(4, dt.date(2026, 8, 5), dt.date(2029, 8, 5))
    assert validity_on(star, day).validity == expected


def test_validity_of_published_lists_speaks_as_agreed() -> None:
    day = dt.date(2026, 11, 22)
    unknown = validity_on(StarFacts(3, None, None, imported=True), day)
    past = validity_on(StarFacts(3, dt.date(2021, 3, 30), dt.date(2024, 3, 30), imported=True), day)
    assert unknown.label == "Chưa rõ thời hạn"
    assert past.sentence == "Hết hạn theo quyết định đã công bố (30/03/2024), chưa có thông tin đánh giá lại."
    assert past.star_words == "Từng đạt 3 sao"


def test_validity_names_the_day_of_withdrawal() -> None:
    star = StarFacts(4, dt.date(2026, 8, 5), dt.date(2029, 8, 5), withdrawn_on=dt.date(2026, 9, 15))
    assert validity_on(star, dt.date(2026, 9, 14)).is_valid
    answer = validity_on(star, dt.date(2026, 9, 15))
    assert (answer.validity, answer.star_shown) == (Validity.WITHDRAWN, 0)
    assert "15/09/2026" in answer.sentence


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("issued", "through"),
    [
        (dt.date(2026, 8, 5), dt.date(2029, 8, 5)),
        (dt.date(2028, 2, 29), dt.date(2031, 2, 28)),
        (dt.date(2026, 1, 31), dt.date(2029, 1, 31)),
        (dt.date(2026, 9, 15), dt.date(2029, 9, 15)),  # a Saturday stays by default
    ],
)
def test_certificate_term_is_36_months_by_the_civil_code(issued: dt.date, through: dt.date) -> None:
    assert certificate_term(issued) == through


def test_certificate_term_moves_from_a_weekend_when_the_province_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saolang.registry.domain.recognise.provincial_setting", lambda key, on: "next_working_day")
    assert dt.date(2029, 9, 15).weekday() == 5
    assert certificate_term(dt.date(2026, 9, 15)) == dt.date(2029, 9, 17)
    assert certificate_term(dt.date(2026, 8, 6)) == dt.date(2029, 8, 6)


@pytest.mark.parametrize(
    "text",
    ["12/GCN-UBND", "12/gcn-ubnd", " 12 / GCN - UBND ", "Số 12/GCN-UBND", "số: 012/GCN-UBND", "GCN số 12/GCN–UBND"],
)
def test_number_key_reads_every_spelling_as_one(text: str) -> None:
    assert number_key(text) == "12/gcn-ubnd"


def test_validity_is_judged_in_one_module_only() -> None:
    """No page, query or export compares the last day of a star by itself."""
    root = Path(__file__).parents[2] / "src" / "saolang"
    guilty = [
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if path.name != "validity.py" and not {"migrations", "models"} & set(path.parts)
        for line in path.read_text().splitlines()
        if any(word in line for word in COMPARISONS)
    ]
    assert guilty == []
