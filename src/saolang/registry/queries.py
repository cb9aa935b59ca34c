"""Reads of the register. What is public is decided here: entries with ``public_since`` on or before the day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from saolang.core import clock
from saolang.core.codes import clean_code
from saolang.core.text import normalize_line
from saolang.producers.models import Product

from .models import Certificate, PublishedEntry, Recognition, StarState
from .numbers import number_key
from .rules import is_official
from .validity import ValidityAnswer, facts_of, validity_on

FOUND_LIMIT = 20
NEWEST = (
    F("assessed_year").desc(nulls_last=True),
    F("recognised_on").desc(nulls_last=True),
    F("pk").desc(),
)


def _public(day: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}public_since__isnull": False, f"{prefix}public_since__lte": day})


def public_recognitions(on: date | None = None) -> QuerySet[Recognition]:
    """Entries that anyone may see on that day (default today), with all that pages show."""
    return (
        Recognition.objects.filter(_public(on or clock.today()))
        .select_related(
            "product__producer__organisation",
            "product__made_in__parent",
            "decision__issuer__successor",
            "decision__issuer__unit",
        )
        .prefetch_related("certificates__issuer")
    )


def public_products(on: date | None = None) -> QuerySet[Product]:
    """Products with a public page: published, not taken down, with a public star or a line of a published list."""
    day = on or clock.today()
    stars = Recognition.objects.filter(_public(day), product=OuterRef("pk"))
    lines = PublishedEntry.objects.filter(product=OuterRef("pk"), batch__undone_on__isnull=True)
    return Product.objects.filter(Exists(stars) | Exists(lines), published=True, withdrawn_from_site=False)


def choose_current(stars: Iterable[Any], day: date) -> Any | None:
    """The entry that speaks for a product: the newest of those not replaced by that day, else the newest of all.

    ``stars`` come newest first (``NEWEST``).
    """
    everything = list(stars)
    alive = (star for star in everything if star.replaced_on is None or star.replaced_on > day)
    return next(alive, everything[0] if everything else None)


def current_recognition(product: Any, on: date | None = None) -> Recognition | None:
    """The public entry that speaks for a product on that day (default today)."""
    day = on or clock.today()
    found: Recognition | None = choose_current(public_recognitions(day).filter(product=product).order_by(*NEWEST), day)
    return found


def validity_of(recognition: Recognition, on: date | None = None) -> ValidityAnswer:
    """The public answer for one entry on a day (default today)."""
    return validity_on(facts_of(recognition), on or clock.today())


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the register answers about one paper. No personal data."""

    recognition: Recognition
    certificate: Certificate | None
    validity: ValidityAnswer

    @property
    def issuer(self) -> Any:
        """Who issued the certificate, else the decision."""
        if self.certificate is not None:
            return self.certificate.issuer
        return self.recognition.decision.issuer if self.recognition.decision else None

    @property
    def superseded_by(self) -> Certificate | None:
        """The certificate that was issued in place of this one, through any number of new ones."""
        last, paper = None, self.certificate
        while paper is not None and paper.superseded_on is not None:
            paper = Certificate.objects.filter(replaces=paper).first()
            last = paper or last
        return last

    @property
    def code(self) -> str:
        """The code of the address that shows this answer."""
        return self.certificate.code if self.certificate is not None else self.recognition.code


def find_certificates(text: str) -> list[Certificate]:
    """Public certificates by their own code, their recognition's code, or number; issuers may share a number.

    Spaces, letter case, marks, a leading "Số" and leading zeros do not matter; digits alone find every number that
    begins so.
    """
    keys = _keys_of_certificates(text[:200])
    whole = Certificate.objects.select_related(
        "recognition__product__producer__organisation",
        "recognition__product__made_in__parent",
        "recognition__decision__issuer__successor",
        "issuer__successor",
        "withdrawal",
    ).in_bulk(keys)
    return [whole[key] for key in keys]


def _keys_of_certificates(wanted: str) -> list[int]:
    """Keys of what is found, in order; plain values, so that looking in several places costs little."""
    public = (
        Certificate.objects.filter(_public(clock.today(), "recognition__"))
        .order_by(F("issued_on").desc(nulls_last=True), "pk")
        .values_list("pk", flat=True)
    )
    code = clean_code(wanted)
    # The code of a star is printed on every certificate it ever had: the one that holds answers first.
    of_star = {"recognition__code": code}
    for by_code in ({"code": code}, {**of_star, "superseded_on__isnull": True}, of_star):
        if code and (found := list(public.filter(**by_code)[:FOUND_LIMIT])):
            return found
    key = number_key(wanted)
    if not key:
        return []
    found = list(public.filter(number_key=key)[:FOUND_LIMIT])
    if re.fullmatch(r"[0-9]+", key):
        found += public.filter(number_key__startswith=f"{key}/")[: FOUND_LIMIT - len(found)]
    return found


def held_certificate(papers: Iterable[Certificate], on: date | None = None) -> Certificate | None:
    """Of a star's certificates the one that holds, or that held on a day; one that was replaced only when there is no
    other.
    """

    def rank(paper: Certificate) -> tuple[bool, bool, date, int]:
        issued = on is None or paper.issued_on is None or paper.issued_on <= on
        replaced = paper.superseded_on is not None and (on is None or paper.superseded_on <= on)
        return (issued, not replaced, paper.issued_on or date.min, paper.pk)

    return max(papers, key=rank, default=None)


def check_paper(text: str, on: date | None = None) -> list[CheckResult]:
    """What is known about a certificate number, the code of a QR, or a product code; empty when not in the register.

    A published star without a certificate in the register answers by its own code or by its product code.
    """
    day, text = on or clock.today(), normalize_line(text)
    certificates = find_certificates(text)
    if certificates:
        return [CheckResult(c.recognition, c, validity_of(c.recognition, day)) for c in certificates]
    wanted = text[:200]
    if not wanted:
        return []
    public = public_recognitions(clock.today())
    compact = re.sub(r"\s+", "", wanted)
    stars = public.filter(code=clean_code(wanted))
    if not stars.exists():
        stars = public.filter(product_code=compact)
    results = []
    for star in stars.order_by(*NEWEST)[:FOUND_LIMIT]:
        results.append(CheckResult(star, held_certificate(star.certificates.all()), validity_of(star, day)))
    return results


def visible_to(user: Any) -> QuerySet[Recognition]:
    """Entries of the register in the desk: all of them for officials, also those not yet public; nothing for others."""
    found = Recognition.objects.all() if is_official(user) else Recognition.objects.none()
    return found.select_related(
        "product__producer__organisation", "product__made_in", "decision__issuer__successor"
    ).prefetch_related("certificates__issuer")


def repeat_order_of(product: Any) -> StarState | None:
    """The ministry's order to assess a product again, until a newer star is public. Legal: Điều 10.1.b."""
    state = StarState.objects.filter(product=product, repeat_ordered_on__isnull=False).first()
    if state is None:
        return None
    answered = Recognition.objects.filter(product=product, public_since__gte=state.repeat_ordered_on)
    return None if answered.filter(recognised_on__gte=state.repeat_ordered_on).exists() else state
