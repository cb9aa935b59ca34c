"""Reads of the register. What is public is decided here: entries with ``public_since`` on or before the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from saolang.core import clock

from .models import Certificate, Recognition
from .validity import ValidityAnswer, facts_of, validity_on


def public_recognitions(on: date | None = None) -> QuerySet[Recognition]:
    """Entries that anyone may see on that day (default today), with all that pages show."""
    day = on or clock.today()
    return (
        Recognition.objects.filter(public_since__isnull=False, public_since__lte=day)
        .select_related(
            "product__producer__organisation", "product__made_in", "decision__issuer", "decision__issuer__unit"
        )
        .prefetch_related("certificates__issuer")
    )


def current_recognition(product: Any, on: date | None = None) -> Recognition | None:
    """The entry that speaks for a product on that day: the newest public one that was not replaced by then."""
    day = on or clock.today()
    entries = public_recognitions(day).filter(product=product)
    alive = entries.filter(Q(replaced_on__isnull=True) | Q(replaced_on__gt=day))
    return alive.order_by("-recognised_on", "-pk").first() or entries.order_by("-recognised_on", "-pk").first()


def validity_of(recognition: Recognition, on: date | None = None) -> ValidityAnswer:
    """The public answer for one entry on a day (default today)."""
    return validity_on(facts_of(recognition), on or clock.today())


def find_certificates(text: str) -> list[Certificate]:
    """Public certificates by their random code or by number; a number may exist at several issuers."""
    wanted = " ".join(text.split())
    if not wanted:
        return []
    public = Certificate.objects.filter(
        recognition__public_since__isnull=False, recognition__public_since__lte=clock.today()
    ).select_related("recognition__product__producer__organisation", "recognition__decision__issuer", "issuer")
    by_code = list(public.filter(code=wanted.upper()))
    return by_code or list(public.filter(number__iexact=wanted).order_by("-issued_on", "pk")[:20])
