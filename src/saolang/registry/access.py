"""Who may open lists that were uploaded for import."""

from __future__ import annotations

from typing import Any

IMPORT_PURPOSE = "registry.import"


def may_read_list(user: Any, stored: Any) -> bool:
    """Those who import."""
    return bool(user.is_authenticated and user.has_perm("registry.import_products"))
