"""An authority stops the trade in a product, and lets it go on: a warning beside validity, never a change of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import NotAllowed, Problems

from ..models import Suspension


def _require(actor: Any) -> None:
    if not actor.has_perm("registry.suspend_product"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền ghi việc tạm ngừng lưu thông."))


@transaction.atomic
def suspend(
    product: Any,
    *,
    authority: Any,
    number: str,
    issued_on: date,
    starts_on: date,
    file: Any,
    actor: Any,
    ends_on: date | None = None,
    note: str = "",
) -> Suspension:
    """Record an authority's paper that stops the trade in a product. Raises NotAllowed, DomainError."""
    _require(actor)
    product = lock_for_change(product)
    problems = Problems()
    if issued_on > clock.today():
        problems.add("in_future", _("Ngày văn bản ở tương lai."), where=_("Ngày văn bản"))
    if starts_on < issued_on:
        problems.add("before_paper", _("Ngày tạm ngừng trước ngày văn bản."), where=_("Tạm ngừng từ ngày"))
    if ends_on is not None and ends_on < starts_on:
        problems.add("ends_before_start", _("Ngày kết thúc trước ngày tạm ngừng."), where=_("Đến hết ngày"))
    if product.suspensions.filter(number=number, issued_on=issued_on, authority=authority).exists():
        problems.add("recorded_already", _("Văn bản này đã được ghi cho sản phẩm."), where=_("Số văn bản"))
    problems.raise_if_any()
    row = Suspension.objects.create(
        product=product,
        authority=authority,
        number=number,
        issued_on=issued_on,
        starts_on=starts_on,
        ends_on=ends_on,
        file=file,
        note=note,
    )
    data = {"product": product.code, "number": number, "from": starts_on, "to": ends_on}
    record("registry.suspension.record", actor=actor, obj=row, data=data)
    return row


@transaction.atomic
def lift(suspension: Suspension, *, on: date, actor: Any, reason: str = "") -> Suspension:
    """Record that the product may be sold again from a day on. Raises NotAllowed, DomainError."""
    _require(actor)
    suspension = lock_for_change(suspension)
    problems = Problems()
    if suspension.lifted_on is not None:
        problems.add("lifted_already", _("Việc tạm ngừng này đã được chấm dứt."))
    if on < suspension.starts_on:
        problems.add("before_start", _("Ngày lưu thông lại trước ngày tạm ngừng."), where=_("Ngày"))
    problems.raise_if_any()
    suspension.lifted_on = on
    suspension.save(update_fields=["lifted_on", "updated_at"])
    record("registry.suspension.lift", actor=actor, obj=suspension, data={"on": on}, reason=reason)
    return suspension
