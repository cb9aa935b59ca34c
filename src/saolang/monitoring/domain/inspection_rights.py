"""Asking for a right inside a domain function."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from saolang.core.problems import NotAllowed


def require(actor: Any, permission: str, obj: Any = None) -> None:
    """Raise NotAllowed unless the person has the permission on the object."""
    if not actor.has_perm(permission, obj):
        raise NotAllowed.of(
            "not_allowed",
            _("Bạn không có quyền làm việc này."),
            fix=_("Liên hệ cơ quan chủ trì kiểm tra nếu đây là việc của bạn."),
        )
