"""What the public interface answers with. Names in English, words for people in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ninja import Schema

from saolang.core import clock
from saolang.registry.asof import suspensions_on
from saolang.registry.catalogue import Item
from saolang.registry.grounds import withdrawal_of
from saolang.registry.issuers import authority_today
from saolang.registry.queries import CheckResult
from saolang.registry.validity import ValidityAnswer


class ValidityOut(Schema):
    """The answer of the register for one star on one day."""

    state: str
    label: str
    valid: bool
    star: int
    star_words: str
    on: date
    starts_on: date | None
    through: date | None
    sentence: str


class DecisionOut(Schema):
    """The decision behind a star."""

    number: str
    issued_on: date | None
    issuer: str
    authority_today: str | None


class WithdrawalOut(Schema):
    """By what a star was withdrawn: papers and legal words."""

    decision: str
    issued_on: date | None
    issuer: str
    on: date
    ground: str


class SuspensionOut(Schema):
    """A trade suspension in force: a warning, validity does not change."""

    number: str
    issued_on: date
    authority: str
    starts_on: date
    ends_on: date | None
    note: str


class ProductOut(Schema):
    """A public product."""

    code: str
    name: str
    producer: str
    commune: str | None
    commune_code: str | None
    set_number: int | None
    set_confirmed: bool
    product_code: str
    potential_five_star: bool
    validity: ValidityOut | None
    decision: DecisionOut | None
    withdrawal: WithdrawalOut | None
    suspensions: list[SuspensionOut]
    url: str


class ProductPage(Schema):
    """One page of products."""

    count: int
    page: int
    pages: int
    items: list[ProductOut]


class CertificateOut(Schema):
    """What the register knows of one paper. No personal data."""

    code: str
    number: str | None
    issuer: str | None
    authority_today: str | None
    issued_on: date | None
    replaced_by: str | None
    product: str
    producer: str
    product_code: str
    decision: DecisionOut | None
    withdrawal: WithdrawalOut | None
    suspensions: list[SuspensionOut]
    validity: ValidityOut


class CertificateAnswer(Schema):
    """Every paper that fits the number or code; a number may exist at several issuers."""

    query: str
    found: bool
    message: str
    asked_on: date
    results: list[CertificateOut]


class Message(Schema):
    """Why there is no answer."""

    message: str


def validity_out(answer: ValidityAnswer) -> ValidityOut:
    """The answer as it is computed in the register."""
    return ValidityOut(
        state=str(answer.validity),
        label=answer.label,
        valid=answer.is_valid,
        star=answer.star,
        star_words=answer.star_words,
        on=answer.on,
        starts_on=answer.starts_on,
        through=answer.through,
        sentence=answer.sentence,
    )


def decision_out(decision: Any) -> DecisionOut | None:
    """A decision with who answers for it today."""
    if decision is None:
        return None
    successor = authority_today(decision.issuer)
    return DecisionOut(
        number=str(decision),
        issued_on=decision.issued_on,
        issuer=decision.issuer.name,
        authority_today=successor.name if successor else None,
    )


def withdrawal_out(star: Any) -> WithdrawalOut | None:
    """The withdrawal that holds today."""
    found = withdrawal_of(star, today())
    if found is None:
        return None
    return WithdrawalOut(
        decision=found.decision, issued_on=found.issued_on, issuer=found.issuer, on=found.on, ground=found.words
    )


def suspensions_out(rows: Iterable[Any]) -> list[SuspensionOut]:
    """Suspensions with their papers."""
    return [
        SuspensionOut(
            number=row.number,
            issued_on=row.issued_on,
            authority=row.authority.name,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            note=row.note,
        )
        for row in rows
    ]


def product_out(item: Item, base: str) -> ProductOut:
    """A product of the catalogue."""
    product, star = item.product, item.recognition
    return ProductOut(
        code=product.code,
        name=product.name,
        producer=product.producer.organisation.name,
        commune=product.made_in.path if product.made_in else None,
        commune_code=product.made_in.code if product.made_in else None,
        set_number=product.set_number,
        set_confirmed=product.set_number is not None and not product.set_suggested,
        product_code=star.product_code if star is not None else "",
        potential_five_star=item.potential_five,
        validity=validity_out(item.answer) if item.answer else None,
        decision=decision_out(star.decision) if star is not None else None,
        withdrawal=withdrawal_out(star),
        suspensions=suspensions_out(item.suspensions),
        url=f"{base}/san-pham/{product.code}/",
    )


def certificate_out(result: CheckResult) -> CertificateOut:
    """One paper."""
    star, paper, issuer = result.recognition, result.certificate, result.issuer
    successor = authority_today(issuer) if issuer is not None else None
    return CertificateOut(
        code=result.code,
        number=paper.number if paper else None,
        issuer=issuer.name if issuer else None,
        authority_today=successor.name if successor else None,
        issued_on=paper.issued_on if paper else None,
        replaced_by=newer.number if (newer := result.superseded_by) else None,
        product=star.product_name,
        producer=star.producer_name,
        product_code=star.product_code,
        decision=decision_out(star.decision),
        withdrawal=withdrawal_out(star),
        suspensions=suspensions_out(suspensions_on(star.product, today())),
        validity=validity_out(result.validity),
    )


def today() -> date:
    """The day of the answer."""
    return clock.today()
