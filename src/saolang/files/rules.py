"""Permissions of stored files."""

from __future__ import annotations

from typing import Any

import rules

from . import access


@rules.predicate
def may_read(user: Any, stored: Any) -> bool:
    """The app that owns the file's purpose says yes."""
    return stored is not None and access.may_read(user, stored)


rules.add_perm("files.read_file", may_read)
