"""Places where lower apps leave room for higher ones; filled in each app's ``AppConfig.ready``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


class Registry:
    """Ordered mapping of keys to functions or values."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, Any] = {}

    def register(self, key: str | None = None) -> Callable[[T], T]:
        """Return a decorator that registers what it gets, under ``key`` or its own ``key`` or dotted name."""

        def add(value: T) -> T:
            return self.add(value, key=key)

        return add

    def add(self, value: T, *, key: str | None = None) -> T:
        """Register a value; raises ValueError when the key already means something else."""
        name = key or getattr(value, "key", None)
        if name is None:
            name = f"{value.__module__}.{value.__qualname__}"  # type: ignore[attr-defined]
        if name in self._entries and self._entries[name] != value:
            raise ValueError(f"{self.name}: {name} is registered twice")
        self._entries[name] = value
        return value

    def get(self, key: str, default: Any = None) -> Any:
        """Return the entry of a key."""
        return self._entries.get(key, default)

    def items(self) -> list[tuple[str, Any]]:
        """Return keys and entries in the order of registration."""
        return list(self._entries.items())

    def values(self) -> list[Any]:
        """Return the entries in the order of registration."""
        return list(self._entries.values())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries


@dataclass(frozen=True, slots=True)
class NavItem:
    """A page that the desk's rail leads to: an entry of its own, or with ``area`` a tab of that area.

    ``permission`` is a permission name, or a callable(user) -> bool, or empty. ``pages`` are the URL names of further
    pages that show the tabs of the area with this one marked.
    """

    key: str
    label: str
    url_name: str
    icon: str = ""
    order: int = 100
    permission: str | Callable[[Any], bool] = ""
    area: str = ""
    pages: tuple[str, ...] = ()

    def visible_to(self, user: Any) -> bool:
        """Say whether the person sees this entry."""
        if callable(self.permission):
            return bool(self.permission(user))
        return not self.permission or bool(user.has_perm(self.permission))


@dataclass(frozen=True, slots=True)
class NavArea:
    """An entry of the rail that holds several pages as tabs.

    Who may open only one of its pages sees that page's own words and icon instead. Every page whose address begins
    with that of one of the ``roots`` (URL names) belongs to the area. ``named_by`` are keys of pages that lend the area
    their own words and icon for those who may open them.
    """

    key: str
    label: str
    icon: str
    roots: tuple[str, ...] = ()
    named_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One row of "Việc của tôi": what waits for a person, its clock (working days), and the one primary action.

    ``face`` (a ``ui.components.ClockFace``) is shown for the clock where days are counted otherwise, or something else
    is to be said than days to a date.
    """

    title: str
    subtitle: str = ""
    url: str = ""
    action_label: str = ""
    due: dt.date | None = None
    days_left: int | None = None
    spent: int | None = None
    total: int | None = None
    state_label: str = ""
    kind: str = ""
    waiting_for_other: bool = False
    sort_key: Any = ()
    face: Any = None


@dataclass(frozen=True, slots=True)
class CronJob:
    """Work that ``saolang cron`` does from time to time. ``run`` must be harmless when it runs twice."""

    key: str
    every: dt.timedelta
    run: Callable[[], Any]


navigation = Registry("navigation")
nav_areas = Registry("nav_areas")
work_list = Registry("work_list")
search_sources = Registry("search_sources")
audit_phrases = Registry("audit_phrases")
home_panels = Registry("home_panels")
desk_product_panels = Registry("desk_product_panels")
"""func(product, user) -> None or an object with ``template``, shown as `panel` on the product's page in the desk."""
desk_producer_panels = Registry("desk_producer_panels")
"""func(producer, user) -> None or an object with ``template``, shown as `panel` on the producer's page in the desk."""
product_panels = Registry("product_panels")
"""func(product) -> None or an object with ``template``, shown as `panel` on the public page of the product."""
cron_jobs = Registry("cron_jobs")
