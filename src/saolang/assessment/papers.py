"""Evidence that runs out before the decision: flagged before the council and again where the decision is signed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.problems import Problem
from saolang.core.text import format_date
from saolang.dossiers.reading import Reading
from saolang.dossiers.rounds import expected_decision_on

from .models import SessionItem


def running_out(dossier: Any, before: date | None = None) -> list[Problem]:
    """Papers of a dossier that end before a day (default: the day by which its round is to be done)."""
    day = before or expected_decision_on(dossier)
    return [
        Problem(
            "paper_expiring",
            _("“%(title)s” hết hạn ngày %(ends)s, trước ngày %(day)s.")
            % {"title": found.evidence.title, "ends": format_date(found.expires_on), "day": format_date(day)},
            where=dossier.product.name,
            fix=_("Chủ thể gửi bản mới dưới dạng tài liệu bổ sung."),
        )
        for found in Reading(dossier).expiring(day)
    ]


def running_out_of(items: Iterable[SessionItem], before: date | None = None) -> list[Problem]:
    """The same for several dossiers, each named."""
    return [problem for item in items for problem in running_out(item.dossier, before)]
