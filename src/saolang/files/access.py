"""Who may read a stored file: asked of the app that owns its purpose, refused when nobody answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .models import StoredFile

Predicate = Callable[[Any, StoredFile], bool]

_predicates: dict[str, Predicate] = {}
_cached: dict[str, int] = {}


def register(purpose: str, predicate: Predicate, *, public_seconds: int = 0) -> None:
    """Say who may read files of a purpose; called in ``AppConfig.ready`` of the owning app.

    ``public_seconds`` lets shared caches keep the answer; only for pictures that anybody may see for ever.
    """
    if _predicates.get(purpose, predicate) is not predicate:
        raise ValueError(f"file purpose {purpose} is registered twice")
    _predicates[purpose] = predicate
    _cached[purpose] = public_seconds


def may_read(user: Any, stored: StoredFile) -> bool:
    """Ask the owner of the file's purpose; an unknown purpose is refused."""
    predicate = _predicates.get(stored.purpose)
    return predicate is not None and bool(predicate(user, stored))


def cache_control(stored: StoredFile) -> str:
    """Return the Cache-Control of a file: private and asked again each time, unless its purpose is public."""
    seconds = _cached.get(stored.purpose, 0)
    return f"public, max-age={seconds}" if seconds else "private, no-cache"
