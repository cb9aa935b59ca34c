"""The public catalogue: every public product with today's answer, searched and counted.

The answer of every product is computed at the moment of asking (validity.py), so a star that ends goes out everywhere
in the same second. A province has a few thousand products: three plain reads and a pass over them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from saolang.core import clock
from saolang.core.text import fold_vi, normalize_line, sort_key_vi
from saolang.places.models import Unit, UnitSuccession
from saolang.producers.models import Producer, Product
from saolang.rulebook.loading import load_index

from .asof import suspensions_by_product
from .enums import Validity
from .models import PublishedEntry, Recognition, StarState, Suspension
from .queries import NEWEST, choose_current, public_products, public_recognitions
from .validity import ValidityAnswer, facts_of, validity_on

STANDINGS = ("valid", "unknown", "ended", "no_star")
"""Never mixed in one list: stars that count, stars of unknown term, stars that ended, lines that name no star."""


@dataclass(frozen=True, slots=True)
class Item:
    """One product of the catalogue, with the star that speaks for it and the answer of the day."""

    product: Product
    recognition: Any
    answer: ValidityAnswer | None
    potential_five: bool
    places: str = ""
    haystack: str = ""
    suspensions: tuple[Suspension, ...] = ()

    @property
    def standing(self) -> str:
        """The one list it belongs to."""
        if self.answer is None:
            return "no_star"
        if self.answer.is_valid or self.answer.validity == Validity.NOT_YET:
            return "valid"
        return "unknown" if self.answer.validity == Validity.UNKNOWN_TERM else "ended"

    @property
    def star(self) -> int:
        """The star of the entry, whether or not it still counts."""
        return self.answer.star if self.answer else 0

    @property
    def industry(self) -> str:
        """The industry of its set, or empty."""
        return industry_of(self.product.set_number)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visitor asks for. Empty fields ask for nothing."""

    text: str = ""
    standing: str = "valid"
    stars: frozenset[int] = frozenset()
    industries: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()
    place: str = ""
    order: str = ""

    def without(self, name: str) -> Wish:
        """The same wish without one condition."""
        values = {key: getattr(self, key) for key in self.__slots__}
        values[name] = frozenset() if isinstance(values[name], frozenset) else ("" if name != "standing" else "any")
        return Wish(**values)


@dataclass(slots=True)
class Answer:
    """The products found, in order, and what each condition would give."""

    items: list[Item]
    standings: dict[str, int]
    stars: dict[int, int]
    industries: dict[str, int]
    communes: list[tuple[Unit, int]]
    hints: list[tuple[str, str, int]] = field(default_factory=list)


def industries() -> list[str]:
    """Industries of the law in force, in its order."""
    return [str(row["name"]) for row in load_index()["industries"]]


def industry_of(set_number: int | None) -> str:
    """Industry of a set; empty when the set is not known."""
    if set_number is None:
        return ""
    sheet = f"qd26-{set_number:02d}"
    return next((str(row["name"]) for row in load_index()["industries"] if sheet in row["sets"]), "")


def all_items(on: date | None = None, products: Any = None) -> list[Item]:
    """Every public product (or those of a queryset) with the answer of a day (default today)."""
    day = on or clock.today()
    chosen = public_products(day) if products is None else products
    rows = list(chosen if products is not None else chosen.defer("description", "story"))
    _attach(rows)
    stars: dict[int, list[Any]] = defaultdict(list)
    for entry in _light_stars(day):
        stars[entry.product_id].append(entry)
    waiting = {state.product_id for state in StarState.objects.all() if state.is_potential_five}
    places = _place_words(rows)
    suspended = suspensions_by_product(day)
    items = []
    for row in rows:
        star = choose_current(stars[row.pk], day)
        answer = validity_on(facts_of(star), day) if star is not None else None
        haystack = f" {row.search_text} {places[row.pk]}".replace("(", " ").replace("-", " ")
        items.append(Item(row, star, answer, row.pk in waiting, places[row.pk], haystack, suspended.get(row.pk, ())))
    return items


@dataclass(slots=True)
class _LightStar:
    """What the validity of a star needs and no more; :func:`with_papers` brings the whole entry."""

    pk: int
    product_id: int
    star: int
    source: str
    recognised_on: date | None
    assessed_year: int | None
    starts_on: date | None
    through: date | None
    prolonged_from: date | None
    prolonged_through: date | None
    withdrawn_on: date | None
    replaced_on: date | None


def _light_stars(day: date) -> list[_LightStar]:
    """Public stars, newest first, in one read of plain values."""
    wanted = Recognition.objects.filter(public_since__isnull=False, public_since__lte=day)
    return [_LightStar(**row) for row in wanted.order_by(*NEWEST).values(*_LightStar.__slots__)]


def _attach(rows: list[Product]) -> None:
    """Give each product its producer and commune; both are few beside the products."""
    makers = Producer.objects.select_related("organisation").defer("history_text", "structure_text")
    producers = makers.in_bulk({row.producer_id for row in rows})
    units = Unit.objects.light().select_related("parent").defer("parent__boundary")
    communes = units.in_bulk({row.made_in_id for row in rows if row.made_in_id})
    for row in rows:
        row.producer = producers[row.producer_id]
        row.made_in = communes[row.made_in_id] if row.made_in_id else None


def with_papers(items: Iterable[Item]) -> list[Item]:
    """The same items with everything that pages show of their stars and products; for the few of one page."""
    few = list(items)
    prefetch_related_objects([item.product for item in few], "photos__file")
    full = public_recognitions().in_bulk([item.recognition.pk for item in few if item.recognition is not None])
    return [
        replace(item, recognition=full[item.recognition.pk]) if item.recognition is not None else item for item in few
    ]


def _place_words(rows: list[Product]) -> dict[int, str]:
    """Where a product is made, by the names of today and of before, folded; also as it was printed."""
    units = {row.made_in_id for row in rows if row.made_in_id}
    words: dict[int, list[str]] = defaultdict(list)
    for step in UnitSuccession.objects.filter(new__in=units).select_related("old"):
        words[step.new_id].append(step.old.search_text)
    printed: dict[int, list[str]] = defaultdict(list)
    lines = PublishedEntry.objects.filter(product__in=[row.pk for row in rows], batch__undone_on__isnull=True)
    for product_id, address in lines.values_list("product_id", "address"):
        printed[product_id].append(fold_vi(address))
    result = {}
    for row in rows:
        own = [row.made_in.search_text, *words[row.made_in.pk]] if row.made_in else []
        result[row.pk] = " ".join([*own, *printed[row.pk]])
    return result


def ask(wish: Wish, items: Iterable[Item] | None = None) -> Answer:
    """Find, count what each condition would give, and order."""
    everything = all_items() if items is None else list(items)
    found = _ordered(list(_matching(wish, everything)), wish)
    answer = Answer(
        items=found,
        standings=_count(wish.without("standing"), everything, lambda item: item.standing),
        stars=_count(wish.without("stars"), everything, lambda item: item.star),
        industries=_count(wish.without("industries"), everything, lambda item: item.industry),
        communes=_communes(wish, everything),
    )
    if not found:
        answer.hints = _hints(wish, everything)
    return answer


def _count(wish: Wish, items: list[Item], key: Callable[[Item], Any]) -> dict[Any, int]:
    counts: dict[Any, int] = defaultdict(int)
    for item in _matching(wish, items):
        counts[key(item)] += 1
    return dict(counts)


def _communes(wish: Wish, items: list[Item]) -> list[tuple[Unit, int]]:
    counts: dict[int, int] = defaultdict(int)
    units: dict[int, Unit] = {}
    for item in _matching(wish.without("communes"), items):
        if item.product.made_in is not None:
            units[item.product.made_in.pk] = item.product.made_in
            counts[item.product.made_in.pk] += 1
    pairs = [(units[pk], count) for pk, count in counts.items()]
    return sorted(pairs, key=lambda pair: (-pair[1], sort_key_vi(pair[0].name), pair[0].code))


def _hints(wish: Wish, items: list[Item]) -> list[tuple[str, str, int]]:
    """Conditions that, taken away alone, give results: (field, "", count)."""
    hints = []
    for name in ("stars", "industries", "communes", "place", "text", "standing"):
        if name == "standing" and wish.standing == "any":
            continue
        if getattr(wish, name):
            count = sum(1 for _item in _matching(wish.without(name), items))
            if count:
                hints.append((name, "", count))
    return hints


def _matching(wish: Wish, items: Iterable[Item]) -> Iterator[Item]:
    words, place = fold_vi(wish.text).split(), fold_vi(wish.place)
    for item in items:
        if wish.standing not in ("any", item.standing):
            continue
        if wish.stars and item.star not in wish.stars:
            continue
        if wish.industries and item.industry not in wish.industries:
            continue
        if wish.communes and (item.product.made_in is None or item.product.made_in.code not in wish.communes):
            continue
        if place and f" {place}" not in f" {item.places}":
            continue
        if words and not _holds(item, words):
            continue
        yield item


def _holds(item: Item, words: list[str]) -> bool:
    """Every word begins a word of the name, the producer or the place."""
    return all(f" {word}" in item.haystack for word in words)


def _ordered(items: list[Item], wish: Wish) -> list[Item]:
    typed = normalize_line(wish.text).lower()
    folded = fold_vi(typed)

    def by_name(item: Item) -> tuple[Any, ...]:
        return (sort_key_vi(item.product.name), item.product.pk)

    def newest(item: Item) -> tuple[Any, ...]:
        day = item.recognition.recognised_on if item.recognition is not None else None
        year = item.recognition.assessed_year if item.recognition is not None else 0
        return (-(year or 0), -(day.toordinal() if day else 0), item.product.search_text, item.product.pk)

    def fit(item: Item) -> tuple[Any, ...]:
        name = item.product.name.lower()
        bare = fold_vi(name)
        return (typed != name, typed not in name, not bare.startswith(folded), folded not in bare, *newest(item))

    orders: dict[str, Callable[[Item], tuple[Any, ...]]] = {
        "moi": newest,
        "sao": lambda item: (-item.star, *newest(item)),
        "ten": by_name,
    }
    return sorted(items, key=orders.get(wish.order, fit if typed else newest))
