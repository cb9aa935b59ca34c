"""A star's term: window, prolongation, withdrawal, and what was valid on any day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from saolang.accounts.domain.organisations import committee_of
from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError
from saolang.registry import asof
from saolang.registry.domain.renewals import READING, renewal_ended, renewal_filed, span_for
from saolang.registry.domain.terms import settle_term_of, settle_terms
from saolang.registry.domain.withdrawing import withdraw_star
from saolang.registry.enums import DecisionKind, ProlongationBasis, RenewalStage, Source, Validity
from saolang.registry.models import Certificate, Decision, Prolongation, Recognition, StarState
from saolang.registry.renewal import renewal_case, renewal_on, stage_of
from saolang.registry.validity import StarFacts, facts_of, validity_case, validity_on
from tests.factories import ProductFactory, province

DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2030, 12, 31))
MAYBE = st.none() | DAYS
END = dt.date(2029, 1, 12)
DEFAULT = {
    "prolongation_scope": "always",
    "prolongation_in_time": True,
    "prolongation_after_expiry": "none",
    "prolongation_days": 180,
}


def decision(kind: str, number: str, day: dt.date) -> Decision:
    return Decision.objects.create(
        kind=kind,
        issuer=committee_of(province()),
        number=number,
        symbol="QĐ-UBND",
        issued_on=day,
        year=day.year,
        source=Source.IMPORT,
    )


def star(through: dt.date | None = END, product: Any = None, **fields: Any) -> Recognition:
    """A public star that ends on a day."""
    product = product or ProductFactory(published=True)
    begun = fields.pop("recognised_on", dt.date(2026, 1, 12))
    row = Recognition.objects.create(
        product=product,
        star=fields.pop("star", 4),
        product_name=product.name,
        producer_name="HTX Mẫu",
        recognised_on=begun,
        term_through=through,
        public_since=begun,
        source=Source.IMPORT,
        **fields,
    )
    settle_term_of(row)
    return row


def test_window_and_prolongation_of_the_law() -> None:
    facts = StarFacts(4, dt.date(2026, 1, 12), END)
    answer = renewal_on(facts, dt.date(2028, 7, 15))
    assert (answer.opens_on, answer.closes_on) == (dt.date(2028, 7, 16), dt.date(2028, 9, 14))
    span = span_for(issued_on=facts.starts_on, through=END, filed_on=dt.date(2028, 12, 1), reading=DEFAULT)
    assert span is not None
    assert (span.basis, span.starts_on, span.at_most) == ("late", dt.date(2029, 1, 13), dt.date(2029, 7, 11))


@pytest.mark.parametrize(
    ("day", "filed", "stage"),
    [
        (dt.date(2028, 7, 15), None, RenewalStage.NOT_DUE),
        (dt.date(2028, 7, 16), None, RenewalStage.OPEN),
        (dt.date(2028, 9, 14), None, RenewalStage.OPEN),
        (dt.date(2028, 9, 15), None, RenewalStage.LATE),
        (dt.date(2029, 6, 1), None, RenewalStage.LATE),
        (dt.date(2028, 9, 14), dt.date(2028, 9, 14), RenewalStage.FILED),
        (dt.date(2028, 9, 13), dt.date(2028, 9, 14), RenewalStage.OPEN),
    ],
)
def test_renewal_stage_on_a_day(day: dt.date, filed: dt.date | None, stage: RenewalStage) -> None:
    answer = renewal_on(StarFacts(4, dt.date(2026, 1, 12), END), day, filed)
    assert answer.stage == stage
    assert answer.sentence


@pytest.mark.parametrize("field", ["withdrawn_on", "replaced_on"])
def test_a_star_that_is_gone_has_no_renewal_stage(field: str) -> None:
    facts = StarFacts(4, dt.date(2026, 1, 12), END, **{field: dt.date(2028, 1, 1)})
    assert renewal_on(facts, dt.date(2028, 8, 1)).stage == RenewalStage.NONE


@pytest.mark.parametrize(
    ("filed", "reading", "expected"),
    [
        (dt.date(2028, 8, 1), {}, (ProlongationBasis.IN_TIME, dt.date(2029, 1, 13))),
        (dt.date(2028, 8, 1), {"prolongation_in_time": False}, None),
        (dt.date(2029, 1, 12), {}, (ProlongationBasis.LATE, dt.date(2029, 1, 13))),
        (dt.date(2029, 1, 13), {}, None),
        (
            dt.date(2029, 3, 1),
            {"prolongation_after_expiry": "from_filing"},
            (ProlongationBasis.AFTER_EXPIRY, dt.date(2029, 3, 1)),
        ),
        (dt.date(2029, 7, 12), {"prolongation_after_expiry": "from_filing"}, None),
        (dt.date(2028, 12, 1), {"prolongation_scope": "none"}, None),
        (dt.date(2028, 12, 1), {"prolongation_days": 0}, None),
    ],
)
def test_open_readings_decide_who_is_prolonged(
    filed: dt.date, reading: dict[str, Any], expected: tuple[ProlongationBasis, dt.date] | None
) -> None:
    span = span_for(issued_on=dt.date(2026, 6, 1), through=END, filed_on=filed, reading={**DEFAULT, **reading})
    assert (None if span is None else (span.basis, span.starts_on)) == expected


def test_transition_scope_reaches_older_certificates_only() -> None:
    reading = {**DEFAULT, "prolongation_scope": "transition_only"}
    filed = dt.date(2028, 12, 1)
    older = span_for(issued_on=dt.date(2026, 5, 21), through=END, filed_on=filed, reading=reading)
    newer = span_for(issued_on=dt.date(2026, 5, 22), through=END, filed_on=filed, reading=reading)
    assert older is not None
    assert newer is None


@given(DAYS, DAYS, st.sampled_from(["none", "from_filing"]), st.integers(0, 400))
def test_no_prolongation_is_longer_than_the_law_allows(through: dt.date, filed: dt.date, after: str, days: int) -> None:
    reading = {**DEFAULT, "prolongation_after_expiry": after, "prolongation_days": days}
    span = span_for(issued_on=None, through=through, filed_on=filed, reading=reading)
    if span is not None:
        assert through < span.starts_on <= span.at_most <= through + dt.timedelta(days=180)


@pytest.mark.django_db
def test_a_late_filing_prolongs_until_the_result() -> None:
    row = star()
    prolongation = renewal_filed(row.product, on=dt.date(2028, 12, 1), dossier_code="HS1", actor=SYSTEM)
    assert prolongation is not None
    assert (prolongation.days, prolongation.at_most) == (180, dt.date(2029, 7, 11))
    assert prolongation.reading == DEFAULT
    assert set(prolongation.reading) == set(READING)
    row.refresh_from_db()
    answers = {
        day: validity_on(facts_of(row), day).validity
        for day in (END, dt.date(2029, 1, 13), dt.date(2029, 7, 11), dt.date(2029, 7, 12))
    }
    assert list(answers.values()) == [Validity.VALID, Validity.PROLONGED, Validity.PROLONGED, Validity.EXPIRED]
    assert "11/07/2029" in validity_on(facts_of(row), dt.date(2029, 2, 1)).sentence
    renewal_ended(row.product, on=dt.date(2029, 3, 5), why="stopped", actor=SYSTEM)
    row.refresh_from_db()
    assert validity_on(facts_of(row), dt.date(2029, 3, 5)).validity == Validity.PROLONGED
    assert validity_on(facts_of(row), dt.date(2029, 3, 6)).validity == Validity.EXPIRED
    assert StarState.objects.get().renewal_filed_on is None


@pytest.mark.django_db
def test_a_result_before_the_end_leaves_no_prolongation() -> None:
    row = star()
    renewal_filed(row.product, on=dt.date(2028, 8, 1), dossier_code="HS1", actor=SYSTEM)
    renewal_ended(row.product, on=dt.date(2028, 9, 20), why="stopped", actor=SYSTEM)
    row.refresh_from_db()
    assert (row.prolonged_from, row.prolonged_through) == (None, None)


@pytest.mark.django_db
def test_two_open_reassessments_are_refused() -> None:
    row = star()
    renewal_filed(row.product, on=dt.date(2028, 8, 1), dossier_code="HS1", actor=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        renewal_filed(row.product, on=dt.date(2028, 8, 2), dossier_code="HS2", actor=SYSTEM)
    assert refusal.value.codes == ["renewal_open"]
    assert StarState.objects.get().renewal_dossier == "HS1"
    assert Prolongation.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 181])
def test_the_database_refuses_a_prolongation_beyond_180_days(days: int) -> None:
    row = star()
    with pytest.raises(IntegrityError), transaction.atomic():
        Prolongation.objects.create(
            recognition=row,
            dossier_code="HS1",
            filed_on=dt.date(2028, 12, 1),
            starts_on=dt.date(2029, 1, 13),
            at_most=END + dt.timedelta(days=max(days, 1)),
            days=days,
            basis="late",
        )
    assert not Prolongation.objects.exists()


@pytest.mark.django_db
def test_a_withdrawal_counts_from_its_day_and_ends_a_prolongation() -> None:
    row = star()
    renewal_filed(row.product, on=dt.date(2028, 12, 1), dossier_code="HS1", actor=SYSTEM)
    paper = decision(DecisionKind.WITHDRAWAL, "77", dt.date(2029, 2, 1))
    withdraw_star(row, decision=paper, on=dt.date(2029, 2, 1), ground="c", actor=SYSTEM)
    row.refresh_from_db()
    assert validity_on(facts_of(row), dt.date(2029, 1, 31)).validity == Validity.PROLONGED
    assert validity_on(facts_of(row), dt.date(2029, 2, 1)).validity == Validity.WITHDRAWN
    assert Prolongation.objects.get().ended_why == "withdrawn"


@pytest.mark.django_db
def test_a_withdrawal_before_the_recognition_is_refused() -> None:
    row = star()
    paper = decision(DecisionKind.WITHDRAWAL, "77", dt.date(2025, 2, 1))
    with pytest.raises(DomainError) as refusal:
        withdraw_star(row, decision=paper, on=dt.date(2025, 12, 1), ground="c", actor=SYSTEM)
    assert refusal.value.codes == ["before_recognition"]
    row.refresh_from_db()
    assert row.withdrawn_on is None


@pytest.mark.django_db
def test_five_stars_are_not_withdrawn_by_the_province() -> None:
    row = star(star=5)
    paper = decision(DecisionKind.WITHDRAWAL, "77", dt.date(2028, 2, 1))
    with pytest.raises(DomainError) as refusal:
        withdraw_star(row, decision=paper, on=dt.date(2028, 2, 1), ground="c", actor=SYSTEM)
    assert refusal.value.codes == ["wrong_authority"]


@pytest.mark.django_db
def test_a_replaced_certificate_keeps_the_first_day_and_the_new_last_day() -> None:
    row = star()
    issuer = committee_of(province())
    first = Certificate.objects.create(
        recognition=row, issuer=issuer, number="1", issued_on=dt.date(2026, 1, 12), valid_through=END, source="import"
    )
    Certificate.objects.create(
        recognition=row,
        issuer=issuer,
        number="2",
        issued_on=dt.date(2027, 5, 5),
        valid_through=END,
        replaces=first,
        source="import",
    )
    first.superseded_on = dt.date(2027, 5, 5)
    first.save()
    settle_term_of(row)
    assert (row.starts_on, row.through) == (dt.date(2026, 1, 12), END)
    assert settle_terms([row.pk]) == 0


facts = st.builds(
    dict,
    starts_on=MAYBE,
    through=MAYBE,
    replaced_on=MAYBE,
    withdrawn_on=MAYBE,
    span=st.none() | st.tuples(st.integers(1, 60), st.integers(0, 120)),
)


@pytest.mark.django_db
def test_sql_and_python_give_the_same_answer_on_every_day() -> None:
    """The table of rules read twice: row by row in Python, all rows at once in SQL."""
    paper = decision(DecisionKind.WITHDRAWAL, "77", dt.date(2025, 1, 1))
    product = ProductFactory(published=True)

    @given(st.lists(facts, min_size=1, max_size=8), DAYS)
    def agree(cases: list[dict[str, Any]], day: dt.date) -> None:
        with transaction.atomic():
            rows = []
            for case in cases:
                case = dict(case)
                span = case.pop("span")
                if case["withdrawn_on"]:
                    case |= {"withdrawal": paper, "withdrawal_scope": "certificate"}
                if span and case["through"]:
                    begin = case["through"] + dt.timedelta(days=span[0])
                    case |= {"prolonged_from": begin, "prolonged_through": begin + dt.timedelta(days=span[1])}
                rows.append(
                    Recognition(
                        product=product, star=3, product_name="M", producer_name="H", source=Source.IMPORT, **case
                    )
                )
            Recognition.objects.bulk_create(rows)
            stored = Recognition.objects.annotate(answer=validity_case(day))
            assert {row.pk: row.answer for row in stored} == {
                row.pk: validity_on(facts_of(row), day).validity for row in rows
            }
            transaction.set_rollback(True)

    agree()


@pytest.mark.django_db
def test_counts_on_a_past_day_are_those_of_that_day() -> None:
    product = ProductFactory(published=True)
    old = star(dt.date(2025, 6, 30), product, star=3, recognised_on=dt.date(2022, 6, 30))
    old.replaced_on = dt.date(2025, 3, 1)
    old.save()
    star(dt.date(2028, 3, 1), product, star=4, recognised_on=dt.date(2025, 3, 1))
    star(None, star=3, recognised_on=dt.date(2022, 1, 1))
    assert asof.counts_on(dt.date(2024, 1, 1)) == {"valid": {3: 1}, "not_yet": {4: 1}, "unknown_term": {3: 1}}
    assert asof.counts_on(dt.date(2026, 1, 1)) == {"valid": {4: 1}, "unknown_term": {3: 1}}
    assert asof.counts_on(dt.date(2028, 3, 2)) == {"expired": {4: 1}, "unknown_term": {3: 1}}
    assert asof.was_valid(product, dt.date(2025, 3, 1))
    assert not asof.was_valid(product, dt.date(2022, 6, 29))


@pytest.mark.django_db
def test_sql_and_python_give_the_same_stage() -> None:
    row = star()
    for offset in range(-200, 20, 7):
        day = END + dt.timedelta(days=offset)
        stored = Recognition.objects.annotate(stage=renewal_case(day)).select_related("product__star_state").get()
        assert stored.stage == stage_of(stored, day).stage, day
    with time_machine.travel(dt.datetime(2028, 12, 1, 3, tzinfo=dt.UTC)):
        renewal_filed(row.product, on=dt.date(2028, 12, 1), dossier_code="HS1", actor=SYSTEM)
    day = dt.date(2028, 12, 2)
    stored = Recognition.objects.annotate(stage=renewal_case(day)).select_related("product__star_state").get()
    assert stored.stage == stage_of(stored, day).stage == RenewalStage.FILED
