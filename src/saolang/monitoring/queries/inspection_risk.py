"""The facts that risk is judged by, for many producers in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from saolang.core import clock
from saolang.core.registries import Registry
from saolang.producers.enums import ProducerState
from saolang.producers.models import Evidence, Producer
from saolang.registry.asof import COUNTED, stars_on
from saolang.registry.models import Suspension

from ..enums import FindingState, Severity, VisitState
from ..inspection_risk import Risk, RiskFacts, risk
from ..models import Finding, ReportedChange, Sample, Visit

LOOKED_BACK = dt.timedelta(days=3 * 366)
PAPERS_AHEAD = dt.timedelta(days=90)
DONE = (VisitState.ON_SITE, VisitState.MINUTES_SIGNED, VisitState.CONCLUDED, VisitState.PUBLISHED)

ReportCounter = Callable[[list[int], dt.date], dict[int, int]]
report_counters = Registry("monitoring.report_counters")
"""func(producer keys, since) -> verified reports by producer; filled by the family of public reports."""


@dataclass(frozen=True, slots=True)
class RankedProducer:
    """A producer with its risk, its best valid star and the visit it already has in the year."""

    producer: Producer
    risk: Risk
    star: int
    products: int
    visit: Visit | None


def producers_to_plan(province: Any) -> QuerySet[Producer]:
    """Producers of a province that still work and have a published star."""
    starred = stars_on(clock.today()).values("product__producer_id")
    return (
        Producer.objects.filter(Q(filing_commune__parent=province), pk__in=starred)
        .exclude(state=ProducerState.CEASED)
        .select_related("organisation", "filing_commune")
    )


def facts_for(producers: Iterable[int], on: dt.date) -> dict[int, RiskFacts]:
    """Risk facts by producer key; ten queries however many producers there are."""
    keys = list(producers)
    since = on - LOOKED_BACK
    stars, sets = _stars(keys, on)
    expired, expiring = _papers(keys, on)
    findings = _findings(keys, since)
    visits = _last_visits(keys)
    reports: Counter[int] = Counter()
    for count in report_counters.values():
        reports.update(count(keys, since))
    samples = _grouped(Sample.objects.filter(visit__producer_id__in=keys, passed=False, taken_on__gte=since))
    changes = dict(
        ReportedChange.objects.filter(producer_id__in=keys, reported_on__gte=on - dt.timedelta(days=366))
        .values_list("producer_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    suspended = set(
        Suspension.objects.filter(product__producer_id__in=keys, starts_on__lte=on)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), Q(lifted_on__isnull=True) | Q(lifted_on__gt=on))
        .values_list("product__producer_id", flat=True)
    )
    return {
        key: RiskFacts(
            on=on,
            star=stars.get(key, 0),
            sets=frozenset(sets.get(key, ())),
            last_visit_on=visits.get(key),
            reports=reports.get(key, 0),
            papers_expired=expired.get(key, 0),
            papers_expiring=expiring.get(key, 0),
            findings_open=findings[key]["open"],
            findings_grave=findings[key]["grave"],
            findings_past=findings[key]["ended"],
            samples_failed=samples.get(key, 0),
            suspended=key in suspended,
            changes=changes.get(key, 0),
        )
        for key in keys
    }


def risk_of(producer: Producer, on: dt.date | None = None) -> Risk:
    """The risk of one producer today."""
    return risk(facts_for([producer.pk], on or clock.today())[producer.pk])


def ranked(producers: QuerySet[Producer], year: int, on: dt.date | None = None) -> list[RankedProducer]:
    """Producers by risk, highest first, each with the visit it has in that year."""
    day = on or clock.today()
    rows = list(producers)
    facts = facts_for([row.pk for row in rows], day)
    visits: dict[int, Visit] = {}
    planned = Visit.objects.filter(year=year, producer_id__in=facts).exclude(state=VisitState.CANCELLED)
    for visit in planned.select_related("lead").order_by("-pk"):
        visits[visit.producer_id] = visit  # type: ignore[index]
    counts = dict(
        stars_on(day)
        .filter(product__producer_id__in=facts, validity_on_day__in=COUNTED)
        .values_list("product__producer_id")
        .annotate(n=Count("product", distinct=True))
        .order_by()
    )
    found = [
        RankedProducer(row, risk(facts[row.pk]), facts[row.pk].star, counts.get(row.pk, 0), visits.get(row.pk))
        for row in rows
    ]
    found.sort(key=lambda row: (-row.risk.total, row.producer.organisation.search_text, row.producer.pk))
    return found


def _stars(keys: list[int], on: dt.date) -> tuple[dict[int, int], dict[int, set[int]]]:
    best: dict[int, int] = {}
    sets: dict[int, set[int]] = defaultdict(set)
    rows = stars_on(on).filter(product__producer_id__in=keys)
    for key, star, number, validity in rows.values_list(
        "product__producer_id", "star", "product__set_number", "validity_on_day"
    ):
        if number:
            sets[key].add(number)
        if validity in COUNTED:
            best[key] = max(best.get(key, 0), star)
    return best, sets


def _papers(keys: list[int], on: dt.date) -> tuple[dict[int, int], dict[int, int]]:
    rows = (
        Evidence.objects.filter(
            producer_id__in=keys, retired_on__isnull=True, replaced_by__isnull=True, expires_on__lt=on + PAPERS_AHEAD
        )
        .values_list("producer_id")
        .annotate(gone=Count("pk", filter=Q(expires_on__lt=on)), soon=Count("pk", filter=Q(expires_on__gte=on)))
        .order_by()
    )
    expired, expiring = {}, {}
    for key, gone, soon in rows:
        expired[key], expiring[key] = gone, soon
    return expired, expiring


def _findings(keys: list[int], since: dt.date) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(lambda: {"open": 0, "grave": 0, "ended": 0})
    rows = (
        Finding.objects.filter(visit__producer_id__in=keys, found_on__gte=since)
        .values_list("visit__producer_id")
        .annotate(
            left=Count("pk", filter=Q(state=FindingState.OPEN)),
            grave=Count("pk", filter=Q(severity=Severity.GRAVE)),
            every=Count("pk"),
        )
        .order_by()
    )
    for key, left, grave, every in rows:
        found[key] = {"open": left, "grave": grave, "ended": every - left}
    return found


def _last_visits(keys: list[int]) -> dict[int, dt.date]:
    return dict(
        Visit.objects.filter(producer_id__in=keys, state__in=DONE, arrived_on__isnull=False)
        .values_list("producer_id")
        .annotate(last=Max("arrived_on"))
        .order_by()
    )


def _grouped(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.values_list("visit__producer_id").annotate(n=Count("pk")).order_by())
