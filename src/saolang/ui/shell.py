"""The frame of the desk: rail, unread count, who somebody is here. Higher apps fill the hooks when they are ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.registries import NavItem, navigation

RAIL_LIMIT = 16


@dataclass(frozen=True, slots=True)
class Identity:
    """What the top bar says about a person: the role ("Cán bộ OCOP xã") and the place or body ("Xã Cầu Kè")."""

    role: str = ""
    place: str = ""
    parent: str = ""


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


def site_owner() -> str:
    """Return the name of the programme shown beside the mark of the public side."""
    return _hooks["site_owner"](None) if "site_owner" in _hooks else _("Chương trình OCOP")


def unread(user: Any) -> int:
    """Return the number of unread messages of a person."""
    return _hooks["unread"](user) if "unread" in _hooks else 0


def identity(user: Any) -> Identity:
    """Return role and place of a person."""
    return _hooks["identity"](user) if "identity" in _hooks else Identity()


def rail(user: Any) -> list[NavItem]:
    """Return the entries of the rail for a person, in order, sixteen at most."""
    entries = sorted((item for item in navigation if item.visible_to(user)), key=lambda item: (item.order, item.key))
    return entries[:RAIL_LIMIT]


def initials(name: str) -> str:
    """Return the first letters of the last two words of a Vietnamese name."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in words[-2:]).upper() or "?"
