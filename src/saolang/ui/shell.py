"""The frame of the desk: rail, unread count, who somebody is here. Higher apps fill the hooks when they are ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.registries import NavArea, NavItem, nav_areas, navigation


@dataclass(frozen=True, slots=True)
class Identity:
    """What the top bar says about a person: the role ("Cán bộ OCOP xã") and the place or body ("Xã Cầu Kè")."""

    role: str = ""
    place: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One entry of the rail: its words, the pages behind it (the first one opens), the roots of its addresses."""

    label: str
    icon: str
    items: tuple[NavItem, ...]
    roots: tuple[str, ...]


_hooks: dict[str, Callable[[Any], Any]] = {}


def register_unread(count: Callable[[Any], int]) -> Callable[[Any], int]:
    """Register ``count(user)``, the number of unread messages in the bell."""
    _hooks["unread"] = count
    return count


def register_identity(identify: Callable[[Any], Identity]) -> Callable[[Any], Identity]:
    """Register ``identify(user)``, which tells the role and place shown in the top bar."""
    _hooks["identity"] = identify
    return identify


def register_site_owner(name: Callable[[], str]) -> Callable[[], str]:
    """Register a function that names the programme on the public side: "OCOP tỉnh Vĩnh Long"."""
    _hooks["site_owner"] = lambda _user: name()
    return name


def register_rail_order(order: Callable[[Any], Sequence[str]]) -> Callable[[Any], Sequence[str]]:
    """Register ``order(user)``, the keys of the pages that this person uses most, first one first."""
    _hooks["rail_order"] = order
    return order


def rail_order(user: Any) -> Sequence[str]:
    """Return the keys of the pages a person uses most; pages not named follow in their own order."""
    return _hooks["rail_order"](user) if "rail_order" in _hooks else ()


def site_owner() -> str:
    """Return the name of the programme shown beside the mark of the public side."""
    return _hooks["site_owner"](None) if "site_owner" in _hooks else _("Chương trình OCOP")


def unread(user: Any) -> int:
    """Return the number of unread messages of a person."""
    return _hooks["unread"](user) if "unread" in _hooks else 0


def identity(user: Any) -> Identity:
    """Return role and place of a person."""
    return _hooks["identity"](user) if "identity" in _hooks else Identity()


def rail(user: Any) -> list[RailEntry]:
    """Return the entries of the rail for a person: areas of work, most used first, with the pages they may open."""
    order = rail_order(user)
    place = {key: number for number, key in enumerate(order)}
    shown = [item for item in navigation if item.visible_to(user)]
    shown.sort(key=lambda item: (place.get(item.key, len(place)), item.order, item.key))
    areas: dict[str, list[NavItem]] = {}
    for item in shown:
        areas.setdefault(item.area if item.area in nav_areas else item.key, []).append(item)
    return [_entry(key, tuple(items)) for key, items in areas.items()]


def _entry(key: str, items: tuple[NavItem, ...]) -> RailEntry:
    """One entry: in the words of its only page, or in those of the area."""
    area: NavArea | None = nav_areas.get(key)
    roots = (area.roots if area else ()) + tuple(item.url_name for item in items)
    name: NavItem | NavArea
    if area is None or len(items) == 1:
        name = items[0]
    else:
        name = next((item for item in items if item.key in area.named_by), area)
    return RailEntry(name.label, name.icon, items, roots)


def initials(name: str) -> str:
    """Return the first letters of the last two words of a Vietnamese name."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in words[-2:]).upper() or "?"
