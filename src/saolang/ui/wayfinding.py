"""Where a page lies: the entries of the rail with the one that is current, and the tabs of its area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from saolang.core.registries import NavItem
from saolang.ui.shell import RailEntry

BAR = 4
"""Entries in the bar of a phone beside "Thêm", which holds the others; one more where that is all."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the rail or a tab. ``current`` is "page" on the page itself, "true" on pages under it."""

    label: str
    icon: str
    url: str
    current: str


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a named URL, or an empty text when no installed app has it."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def ways(entries: Iterable[RailEntry], path: str, view_name: str) -> dict[str, Any]:
    """Return what the frame shows: ``rail``, ``tabs`` and the name of their ``area``.

    ``few``: the bar of a phone holds all entries; ``in_more``: it leaves out the current one.
    """
    found = [entry for entry in entries if address(entry.items[0].url_name)]
    reach = [_reach(entry, path) for entry in found]
    here = reach.index(max(reach)) if any(reach) else -1
    rail = [
        Way(entry.label, entry.icon, address(entry.items[0].url_name), _mark(number == here, entry, path))
        for number, entry in enumerate(found)
    ]
    tabs = _tabs(found[here].items, path, view_name) if here >= 0 else []
    few = len(rail) <= BAR + 1
    area = rail[here].label if tabs else ""
    return {"rail": rail, "tabs": tabs, "area": area, "few": few, "in_more": here >= BAR and not few}


def _reach(entry: RailEntry, path: str) -> int:
    """How much of the path the longest of the entry's addresses covers. The home page holds no pages under it."""
    home = address("ui:home")
    roots = {address(name) for name in entry.roots} - {""}
    return max((len(root) for root in roots if path == root or (root != home and path.startswith(root))), default=0)


def _mark(here: bool, entry: RailEntry, path: str) -> str:
    """The value of ``aria-current``."""
    return "" if not here else "page" if path == address(entry.items[0].url_name) else "true"


def _tabs(items: Sequence[NavItem], path: str, view_name: str) -> list[Way]:
    """The pages of the area, on pages that are one of them; none on records and forms, and none for a single page."""
    if len(items) < 2 or not any(view_name == item.url_name or view_name in item.pages for item in items):
        return []
    tabs = [(item, address(item.url_name)) for item in items]
    return [Way(item.label, item.icon, url, _tab_mark(item, path == url, view_name)) for item, url in tabs if url]


def _tab_mark(item: NavItem, same: bool, view_name: str) -> str:
    """The value of ``aria-current`` of a tab."""
    return "page" if same else "true" if view_name == item.url_name or view_name in item.pages else ""
