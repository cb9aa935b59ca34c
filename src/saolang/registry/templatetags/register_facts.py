"""Facts of the register that stand beside validity: trade suspensions, withdrawals, an order to assess again."""

from __future__ import annotations

from typing import Any

from django import template

from saolang.core import clock

from ..asof import suspensions_on
from ..grounds import Withdrawal, withdrawal_of
from ..queries import repeat_order_of

register = template.Library()


@register.simple_tag
def suspensions_today(product: Any) -> list[Any]:
    """Trade suspensions in force today."""
    return suspensions_on(product, clock.today())


@register.simple_tag
def withdrawal_today(recognition: Any) -> Withdrawal | None:
    """By what a star was withdrawn, when it is withdrawn today."""
    return withdrawal_of(recognition, clock.today())


@register.simple_tag
def repeat_order(product: Any) -> Any:
    """The order to assess a product again that nothing has answered yet."""
    return repeat_order_of(product)
