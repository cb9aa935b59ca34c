"""Money is a whole number of đồng."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .problems import DomainError
from .text import format_number, normalize_line, parse_number


def format_vnd(amount: int | None, *, unit: str = "đồng") -> str:
    """Return ``1.250.000 đồng``; empty for None."""
    if amount is None:
        return ""
    return f"{format_number(int(amount))} {unit}".strip()


def parse_vnd(text: str) -> int:
    """Read an amount in đồng, with or without its unit; raises DomainError for fractions of a đồng."""
    cleaned = normalize_line(text)
    for unit in ("đồng", "vnđ", "vnd", "đ", "₫"):
        if cleaned.lower().endswith(unit):
            cleaned = cleaned[: -len(unit)].strip()
            break
    number = parse_number(cleaned)
    if number != number.to_integral_value():
        raise DomainError.of(
            "money_fraction",
            _("“%(text)s” có phần lẻ của đồng.") % {"text": text},
            fix=_("Nhập số tiền tròn đồng, ví dụ 1.250.000."),
        )
    return int(number)
