"""Who may read and confirm notices. Listings in queries/notices.py agree with ``view_notice``."""

from __future__ import annotations

from typing import Any

import rules

from ..models import Assignment
from .people import bodies_of, is_office, is_office_of, is_official, reads_province_of


@rules.predicate
def is_addressed(user: Any, notice: Any) -> bool:
    """A body that the person acts for has a share in it."""
    return notice is not None and Assignment.objects.filter(notice=notice, body__in=bodies_of(user)).exists()


rules.add_perm("directives.list_notices", is_official)
rules.add_perm("directives.add_notice", is_office)
rules.add_perm("directives.view_notice", reads_province_of | is_addressed)
rules.add_perm("directives.manage_notice", is_office_of)
rules.add_perm("directives.manage_setup", is_office)
