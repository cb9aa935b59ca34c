"""Risk is a sum whose every part is said in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from saolang.monitoring.domain.inspection_changes import report_change
from saolang.monitoring.inspection_risk import RiskFacts, risk
from saolang.monitoring.queries.inspection_risk import facts_for, producers_to_plan, ranked
from tests.factories import EvidenceFactory, ProducerFactory, province

from .inspection_rows import NOW, TODAY, world


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """All happens on one day."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_risk_of_nothing_known_is_only_never_visited() -> None:
    found = risk(RiskFacts(on=TODAY))
    assert found.total == 15
    assert [(reason.words, reason.points) for reason in found.reasons] == [
        ("Chưa từng được kiểm tra trên hệ thống", 15)
    ]


def test_risk_total_is_the_sum_of_its_reasons_heaviest_first() -> None:
    found = risk(
        RiskFacts(
            on=TODAY, star=5, sets=frozenset({5, 21}), last_visit_on=dt.date(2024, 5, 1), reports=9, papers_expired=1,
            papers_expiring=4, findings_open=1, findings_grave=1, samples_failed=2, suspended=True, changes=1,
        )
    )  # fmt: skip
    points = [reason.points for reason in found.reasons]
    assert points == [30, 30, 15, 15, 15, 15, 15, 15, 10, 10, 10]
    assert found.total == sum(points) == 180
    assert found.level == "high"


@pytest.mark.parametrize(("visited", "points"), [(TODAY, 0), (dt.date(2025, 11, 21), 8), (dt.date(2024, 11, 21), 15)])
def test_risk_grows_with_the_time_since_the_last_visit(visited: dt.date, points: int) -> None:
    assert risk(RiskFacts(on=TODAY, last_visit_on=visited)).total == points


@pytest.mark.parametrize(("numbers", "points"), [({21}, 0), ({19}, 0), ({6}, 8), ({6, 8}, 15)])
def test_risk_counts_the_food_group_once(numbers: set[int], points: int) -> None:
    found = risk(RiskFacts(on=TODAY, last_visit_on=TODAY, sets=frozenset(numbers)))
    assert found.total == points


@pytest.mark.django_db
def test_facts_are_read_from_register_papers_and_reported_changes() -> None:
    w = world()
    EvidenceFactory(product=w.product, expires_on=dt.date(2026, 12, 15))
    EvidenceFactory(product=w.product, issued_on=dt.date(2025, 1, 1), expires_on=dt.date(2026, 11, 1))
    report_change(w.producer, text="Chuyển xưởng sang ấp khác", since=TODAY, actor=w.owner)
    facts = facts_for([w.producer.pk], TODAY)[w.producer.pk]
    assert (facts.star, facts.sets, facts.papers_expired, facts.papers_expiring) == (4, frozenset({6}), 1, 1)
    assert (facts.changes, facts.suspended, facts.reports, facts.last_visit_on) == (1, False, 0, None)


@pytest.mark.django_db
def test_ranked_lists_only_starred_producers_of_the_province_by_risk(django_assert_max_num_queries) -> None:
    w = world()
    calm = world(star=3)
    ProducerFactory()
    EvidenceFactory(product=w.product, issued_on=dt.date(2025, 1, 1), expires_on=dt.date(2026, 11, 1))
    with django_assert_max_num_queries(16):
        rows = ranked(producers_to_plan(province()), 2026)
    assert [row.producer for row in rows] == [w.producer, calm.producer]
    assert [row.risk.total for row in rows] == [43, 28]
    assert rows[0].visit is None
