"""Numbers of papers, for bodies that keep their register here.

By default a number is entered from the office's own register. The system gives the next number only for a body that
is listed as keeping its register here on that day (KeptRegister), and only while the province lets it: an app above
answers that from the provincial setting.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from .models import NumberSeries, Paper
from .queries_register import kept_here, outgoing_taken

Policy = Callable[[Any, date], bool]
_policy: list[Policy] = []


def register_policy(policy: Policy) -> None:
    """Ask `policy(issuer, day)` whether numbers may be given here at all. Call it in `apps.ready`."""
    _policy[:] = [policy]


def switched_on(issuer: Any, day: date) -> bool:
    """Whether the province lets the system give numbers on that day (default: no)."""
    return bool(_policy) and _policy[0](issuer, day)


def by_system(issuer: Any, day: date) -> bool:
    """Whether the body's numbers are given by this system on that day (default: no)."""
    return switched_on(issuer, day) and kept_here(issuer, day)


def take_number(issuer: Any, symbol: str, year: int) -> str:
    """The next free number of the series; the row stays locked until the transaction ends."""
    transaction.get_connection().validate_no_broken_transaction()
    series, _created = NumberSeries.objects.get_or_create(issuer=issuer, symbol=symbol, year=year)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    while _in_use(issuer, symbol, year, str(series.last)):
        NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
        series.refresh_from_db()
    return str(series.last)


def _in_use(issuer: Any, symbol: str, year: int, number: str) -> bool:
    papers = taken(issuer, symbol, year, number)
    return papers.exists() or outgoing_taken(issuer, symbol, year, number).exists()


def taken(issuer: Any, symbol: str, year: int, number: str) -> QuerySet[Paper]:
    """Issued papers that carry this number."""
    return Paper.objects.filter(issuer=issuer, symbol=symbol, issued_year=year, number=number).exclude(number="")
