"""Actors that are not people."""

from __future__ import annotations

from typing import Any


class SystemActor:
    """Stands for the platform itself in scheduled work; may do everything and has no account."""

    pk = None
    id = None
    is_authenticated = False
    is_active = True
    full_name = "Hệ thống"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The platform is not limited by roles."""
        return True

    def __str__(self) -> str:
        return self.full_name


SYSTEM = SystemActor()
