"""Grounds on which a certificate is withdrawn, in the words of the law, and the clock that runs then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from saolang.rulebook.regimes import CURRENT, WithdrawalGround, regime

from .enums import WithdrawalScope

STOPPED = "đ"
"""Production stopped: the commune confirms it, no authority concludes anything."""


def grounds() -> tuple[WithdrawalGround, ...]:
    """The six grounds. Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.1."""
    return regime(CURRENT).withdrawal_grounds


def ground_words(code: str, scope: str = WithdrawalScope.CERTIFICATE) -> str:
    """What a star was withdrawn for, with its article; empty when the code is not known.

    A recognition that the ministry asked to withdraw has no ground of Điều 8.
    """
    if scope == WithdrawalScope.DECISION:
        return _("Công nhận không đúng quy định, theo đề nghị của Bộ Nông nghiệp và Môi trường (Điều 10.1.b)")
    found = next((row for row in grounds() if row.code == code), None)
    return f"{found.text} ({found.article})" if found is not None else ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """By what a star was taken away, as the public reads it: papers and legal words, no persons."""

    decision: str
    issued_on: date | None
    issuer: str
    on: date
    words: str


def withdrawal_of(recognition: Any, on: date) -> Withdrawal | None:
    """The withdrawal of a star that holds on a day."""
    if recognition is None or recognition.withdrawn_on is None or recognition.withdrawn_on > on:
        return None
    decision = recognition.withdrawal
    return Withdrawal(
        decision=str(decision) if decision else "",
        issued_on=decision.issued_on if decision else None,
        issuer=decision.issuer.name if decision else "",
        on=recognition.withdrawn_on,
        words=ground_words(recognition.withdrawal_ground, recognition.withdrawal_scope),
    )


def withdrawal_due(start: date) -> date:
    """Last day of the 15 days from the paper that starts them. Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.4."""
    return start + timedelta(days=regime(CURRENT).clock("withdrawal").days)
