"""The reads part of ``bench/registry.py``: certificate check, radar, counts of a past day, proof of a record.

20,000 products with three stars and certificates each. Each read stands beside the plain ORM loop that gives the same
answer; the answers are compared before anything is timed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

TERM = 1096
CHUNK = 2000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this part."""
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--lookups", type=int, default=400)


def run(options: argparse.Namespace) -> None:
    """Fill the register once, then time each read."""
    communes = _communes()
    _fill(options.products, communes)
    _leaves()
    from saolang.config import wsgi  # the state of a server: what start-up made is left out of garbage collections

    assert wsgi.application is not None
    today = dt.date(2026, 11, 22)
    _check(options.lookups)
    _radar(today)
    _as_of(dt.date(2024, 6, 30))
    _proof(options.lookups)


def _communes() -> list[Any]:
    from saolang.places.models import Unit

    day = dt.date(2025, 7, 1)
    province, _created = Unit.objects.get_or_create(
        level="province", code="86", defaults={"kind": "province", "name": "Vĩnh Long", "valid_from": day}
    )
    return [
        Unit.objects.get_or_create(
            level="commune",
            code=f"{29000 + n}",
            defaults={"kind": "commune", "name": f"Mẫu {n + 1}", "parent": province, "valid_from": day},
        )[0]
        for n in range(124)
    ]


def _fill(count: int, communes: list[Any]) -> None:
    """Products with two replaced stars and one that speaks, their days spread over three years."""
    from saolang.accounts.domain.organisations import committee_of
    from saolang.accounts.models import Organisation
    from saolang.producers.models import Producer, Product
    from saolang.registry.models import Certificate, Decision, Recognition

    start = time.perf_counter()
    issuer = committee_of(communes[0].parent)
    bodies = Organisation.objects.bulk_create(
        [Organisation(kind="producer", name=f"HTX Mẫu {n}", unit=communes[n % 124]) for n in range(count // 4)]
    )
    producers = Producer.objects.bulk_create(
        [
            Producer(organisation=body, kind="cooperative", state="published_only", filing_commune=body.unit)
            for body in bodies
        ]
    )
    products = Product.objects.bulk_create(
        [
            Product(
                producer=producers[n % len(producers)],
                name=f"Bánh Mẫu {n}",
                search_text=f"banh mau {n}",
                made_in=communes[n % 124],
                published=True,
            )
            for n in range(count)
        ],
        batch_size=CHUNK,
    )
    first = dt.date(2018, 1, 1)
    decision = Decision.objects.create(
        kind="recognition", issuer=issuer, number="1", symbol="QĐ-UBND", issued_on=first, year=2018, source="import"
    )
    stars, papers = [], []
    for n, product in enumerate(products):
        begin = first + dt.timedelta(days=n % TERM)
        for turn in range(3):
            begins = begin + dt.timedelta(days=turn * TERM)
            follows = begin + dt.timedelta(days=(turn + 1) * TERM) if turn < 2 else None
            stars.append(
                Recognition(
                    product=product,
                    star=3 + (n + turn) % 3,
                    product_name=product.name,
                    producer_name="HTX Mẫu",
                    product_code=f"86-{29000 + n % 124}-{n}-{begins.year}",
                    recognised_on=begins,
                    starts_on=begins,
                    through=begins + dt.timedelta(days=TERM),
                    replaced_on=follows,
                    public_since=begins,
                    source="import",
                    **({"decision": decision} if turn == 0 else {}),
                )
            )
    Recognition.objects.bulk_create(stars, batch_size=CHUNK)
    for number, star in enumerate(stars):
        papers.append(
            Certificate(
                recognition=star,
                issuer=issuer,
                number=f"{number}/GCN-UBND",
                number_key=f"{number}/gcn-ubnd",
                issued_on=star.starts_on,
                year=star.starts_on.year,
                valid_through=star.through,
                source="import",
            )
        )
    Certificate.objects.bulk_create(papers, batch_size=CHUNK)
    from saolang.registry.numbers import number_key

    assert number_key(papers[7].number) == papers[7].number_key, "the key of the bench is the key of the register"
    print(f"filled      {count} products, {len(papers)} certificates in {time.perf_counter() - start:.0f} s")


def _leaves() -> None:
    from saolang.audit.proof import NewLeaf
    from saolang.registry.models import Recognition

    rows = Recognition.objects.select_related("product", "decision__issuer").order_by("pk")
    batch: list[Any] = []
    for row in rows.iterator(chunk_size=CHUNK):
        batch.append(NewLeaf("recognition", row, row.recognised_on))
        if len(batch) == CHUNK:
            _append(batch)
            batch = []
    _append(batch)


def _append(batch: list[Any]) -> None:
    from django.db import transaction

    from saolang.audit.proof import append_leaves

    with transaction.atomic():
        append_leaves(batch)


def _times(act: Callable[[Any], Any], keys: list[Any]) -> list[float]:
    times = []
    for key in keys:
        start = time.perf_counter()
        act(key)
        times.append(time.perf_counter() - start)
    return sorted(times)


def _show(name: str, ours: list[float], plain: list[float], limit: str) -> None:
    middle, high = statistics.median(ours), ours[min(len(ours) - 1, int(len(ours) * 0.99))]
    ratio = statistics.median(plain) / middle
    print(
        f"{name:<11} median {middle * 1000:8.2f} ms, 99 % {high * 1000:8.2f} ms (asked: {limit}); "
        f"plain loop {statistics.median(plain) * 1000:9.1f} ms; ratio {ratio:.1f}x"
    )


def _check(lookups: int) -> None:
    from saolang.registry.models import Certificate
    from saolang.registry.numbers import number_key
    from saolang.registry.queries import check_paper
    from saolang.registry.validity import facts_of, validity_on

    total = Certificate.objects.count()
    draw = random.Random(11)
    numbers = [f"{draw.randrange(total)}/GCN-UBND" for _turn in range(lookups)]

    def plain(number: str) -> list[Any]:
        key, found = number_key(number), []
        for paper in Certificate.objects.select_related("recognition").iterator(chunk_size=CHUNK):
            if number_key(paper.number) == key:
                found.append(validity_on(facts_of(paper.recognition), dt.date.today()).validity)
        return found

    assert [row.validity.validity for row in check_paper(numbers[0])] == plain(numbers[0])
    _show("check", _times(check_paper, numbers), _times(plain, numbers[:2]), "99 % under 20 ms")


def _radar(today: dt.date) -> None:
    from saolang.registry.radar import grouped, month_of, speaking_on, summary, with_answers
    from saolang.registry.renewal import stage_of

    rows = speaking_on(today)

    def page(_turn: int) -> Any:
        month_of(rows, today.replace(day=1), today)
        list(with_answers(rows, today).order_by("through", "pk")[:25])
        return summary(rows, today)

    def communes(_turn: int) -> Any:
        return grouped(rows, "xa", today)

    def plain(_turn: int) -> Any:
        stages: Counter[str] = Counter()
        days: dict[dt.date, int] = defaultdict(int)
        for star in rows.select_related("product__star_state").iterator(chunk_size=CHUNK):
            stages[stage_of(star, today).stage] += 1
            days[star.through] += 1
        return dict(stages)

    assert {str(k): v for k, v in page(0).stages.items()} == {str(k): v for k, v in plain(0).items()}
    slow = _times(plain, [0, 1])
    _show("radar", _times(page, list(range(15))), slow, "under 200 ms")
    _show("  by commune", _times(communes, list(range(15))), slow, "under 200 ms")


def _as_of(day: dt.date) -> None:
    from saolang.registry.asof import counts_on
    from saolang.registry.models import Recognition
    from saolang.registry.validity import facts_of, validity_on

    def plain(_turn: int) -> Any:
        found: dict[str, Counter[int]] = defaultdict(Counter)
        for star in Recognition.objects.filter(public_since__isnull=False).iterator(chunk_size=CHUNK):
            answer = validity_on(facts_of(star), day)
            if answer.validity != "replaced":
                found[answer.validity][star.star] += 1
        return {str(validity): dict(stars) for validity, stars in found.items()}

    assert counts_on(day) == plain(0)
    _show("as of a day", _times(lambda _turn: counts_on(day), list(range(15))), _times(plain, [0, 1]), "under 100 ms")


def _proof(lookups: int) -> None:
    from saolang.audit import merkle
    from saolang.audit.models import Leaf
    from saolang.audit.proof import inclusion_proof, make_checkpoint

    make_checkpoint()
    keys = list(Leaf.objects.order_by("?").values_list("pk", flat=True)[:lookups])

    def ours(key: Any) -> Any:
        return inclusion_proof(Leaf.objects.get(pk=key))

    def plain(_key: Any) -> Any:
        tree = [bytes.fromhex(text) for text in Leaf.objects.order_by("pk").values_list("leaf_hash", flat=True)]
        while len(tree) > 1:
            pairs = [merkle.node_hash(*tree[n : n + 2]) for n in range(0, len(tree) - 1, 2)]
            tree = pairs + (tree[-1:] if len(tree) % 2 else [])
        return tree[0]

    _show("proof", _times(ours, keys), _times(plain, [0, 1]), "under 20 ms")
