"""A product goes to another producer: with its star by the issuer's decision, or without it.

The star was given to a product of a named holder. Where the issuer decides so, product, star and papers go over
together (``reissue.py``). Otherwise the star stays with the old holder's record and ends being used; what the new
holder makes is a product of its own that has to be assessed.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 4 and 7 (a star is recognised for a product of a holder who applied); the
decree says nothing about a change of holder.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import NotAllowed, Problem, Problems
from saolang.producers.access import products_with_open_work
from saolang.producers.domain.products import PRODUCT_FIELDS, VARIANT_FIELDS
from saolang.producers.eligibility import set_problems
from saolang.producers.enums import ProducerState
from saolang.producers.models import Evidence, Photo, Producer, Product, Variant

from ..models import Amendment, Decision, ProductTransfer, Recognition


def holder_problems(product: Product, holder: Producer) -> list[Problem]:
    """What stands against a product going to a holder."""
    problems = Problems()
    words = {"name": holder.name, "product": product.name}
    if holder.pk == product.producer_id:
        problems.add("same_holder", _("“%(product)s” đã thuộc “%(name)s”.") % words, where="to_producer")
    if holder.state != ProducerState.CONFIRMED:
        problems.add(
            "holder_not_active",
            _("Chủ thể nhận “%(name)s” không ở trạng thái “Đã xác nhận” (%(state)s).")
            % {**words, "state": holder.get_state_display()},
            where="to_producer",
            fix=_("Chủ thể nhận phải được UBND xã xác nhận và đang hoạt động."),
        )
    if product.merged_into_id is not None:
        problems.add("merged_already", _("“%(product)s” đã được gộp vào sản phẩm khác.") % words)
    if left_behind(product) is not None:
        problems.add("transferred_already", _("“%(product)s” đã được chuyển cho chủ thể khác.") % words)
    if products_with_open_work({product.pk}):
        problems.add(
            "open_file",
            _("“%(product)s” đang có hồ sơ đánh giá mở.") % words,
            fix=_("Chờ có kết quả, hoặc rút hồ sơ trước khi chuyển."),
        )
    problems.extend(set_problems(holder.kind, product.set_number))
    return problems.as_list()


def left_behind(product: Any) -> ProductTransfer | None:
    """The transfer by which this product went to another holder without its star, if it did."""
    found: ProductTransfer | None = (
        ProductTransfer.objects.filter(product=product, new_product__isnull=False)
        .select_related("to_producer__organisation", "new_product")
        .first()
    )
    return found


@transaction.atomic
def transfer_without_star(
    product: Product, *, to_producer: Producer, on: date, reason: str, actor: Any, file: Any = None
) -> ProductTransfer:
    """Record that a product went to another holder and no decision moved its star. Raises NotAllowed, DomainError.

    A product that never held a star simply goes over.
    """
    if not actor.has_perm("registry.amend_register"):
        raise NotAllowed.of("not_allowed", _("Chỉ cơ quan OCOP cấp tỉnh ghi được việc chuyển chủ thể."))
    for holder in sorted((product.producer, to_producer), key=lambda producer: producer.pk):
        lock_for_change(holder)
    product = lock_for_change(product)
    to_producer = Producer.objects.select_related("organisation").get(pk=to_producer.pk)
    problems = Problems()
    problems.extend(holder_problems(product, to_producer))
    if on > clock.today():
        problems.add("in_future", _("Ngày chuyển ở tương lai."), where="on")
    if not reason.strip():
        problems.add("reason_missing", _("Chưa ghi căn cứ chuyển."), where="reason")
    problems.raise_if_any()
    old_holder = product.producer
    new_product = _copy(product, to_producer) if Recognition.objects.filter(product=product).exists() else None
    if new_product is None:
        _hand_over(product, to_producer)
    row = ProductTransfer.objects.create(
        product=product,
        new_product=new_product,
        from_producer=old_holder,
        to_producer=to_producer,
        on=on,
        star_moved=False,
        file=file,
        reason=reason,
        recorded_by=actor,
    )
    data = {"from": old_holder.code, "to": to_producer.code, "star": False, "on": on}
    record("registry.producttransfer.record", actor=actor, obj=row, reason=reason, data=data)
    return row


def carry_over(product: Product, amendment: Amendment, *, decision: Decision, actor: Any) -> ProductTransfer:
    """Move a product with its star, its own papers and its history to the new holder, by an issued decision."""
    assert amendment.to_producer is not None and decision.issued_on is not None
    product = lock_for_change(product)
    old_holder = product.producer
    _hand_over(product, amendment.to_producer)
    row = ProductTransfer.objects.create(
        product=product,
        from_producer=old_holder,
        to_producer=amendment.to_producer,
        on=decision.issued_on,
        star_moved=True,
        decision=decision,
        file=amendment.file,
        reason=amendment.reason,
        recorded_by=actor,
    )
    data = {"from": old_holder.code, "to": amendment.to_producer.code, "star": True, "decision": str(decision)}
    record("registry.producttransfer.record", actor=actor, obj=row, data=data)
    return row


def _hand_over(product: Product, holder: Producer) -> None:
    product.producer = holder
    product.version += 1
    product.save()
    Evidence.objects.filter(product=product).update(producer=holder)


def _copy(product: Product, holder: Producer) -> Product:
    """The product as the new holder makes it: what describes it goes along, stars and papers do not."""
    values = {name: getattr(product, name) for name in PRODUCT_FIELDS}
    made = Product.objects.create(producer=holder, **values)
    Variant.objects.bulk_create(
        Variant(product=made, **{name: getattr(row, name) for name in VARIANT_FIELDS}) for row in product.variants.all()
    )
    Photo.objects.bulk_create(
        Photo(product=made, file=row.file, caption=row.caption, order=row.order) for row in product.photos.all()
    )
    return made
