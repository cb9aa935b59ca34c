"""Titles of documents for lists, with the names of the units known here."""

from __future__ import annotations

from django.core.cache import cache

from saolang.core.text import normalize_line
from saolang.places.enums import Level
from saolang.places.models import Unit

from .headlines import headline

SECONDS = 600


def place_names() -> tuple[frozenset[str], tuple[str, ...]]:
    """Names of all units, today's and earlier ones, in small letters; names of provinces. Kept for a while."""
    names: tuple[frozenset[str], tuple[str, ...]] | None = cache.get("documents.place_names")
    if names is None:
        rows = list(Unit.objects.values_list("name", "level"))
        provinces = sorted({name for name, level in rows if level == Level.PROVINCE})
        names = frozenset(name.lower() for name, _level in rows), tuple(provinces)
        cache.set("documents.place_names", names, SECONDS)
    return names


def listed(title: str) -> str:
    """A title as lists show it. The names are only fetched for one printed in capitals."""
    line = normalize_line(title)
    if sum(word.isupper() for word in line.split()) < 2:
        return headline(line)
    places, provinces = place_names()
    return headline(line, places=places, provinces=provinces)
