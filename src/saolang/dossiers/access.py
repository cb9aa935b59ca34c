"""Who else may see a dossier: apps above add, for the people they know, which dossiers a person may read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q

Viewer = Callable[[Any], Q]


class ExtraViewers:
    """Conditions on Dossier, one function a case: ``@extra_viewers.register`` over ``func(user) -> Q``.

    Write conditions with ``pk__in`` subqueries, so that no row is found twice.
    """

    def __init__(self) -> None:
        self._viewers: list[Viewer] = []

    def register(self, viewer: Viewer) -> Viewer:
        """Add a condition; registering the same function again changes nothing."""
        if viewer not in self._viewers:
            self._viewers.append(viewer)
        return viewer

    def condition(self, user: Any) -> Q:
        """All conditions joined by "or"; matches nothing when there is none."""
        joined = Q(pk__in=[])
        for viewer in self._viewers:
            joined |= viewer(user)
        return joined

    def __iter__(self) -> Iterator[Viewer]:
        return iter(self._viewers)


extra_viewers = ExtraViewers()
"""People of a council or its advisory group are added by the app that seats them."""
