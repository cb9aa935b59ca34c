"""The producer's claim that a compulsory paper is not needed, by a ground that the law names."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.clock import today
from saolang.core.db import lock_for_change
from saolang.core.problems import NotAllowed, Problems

from ..criteria import exemption_grounds
from ..models import Evidence, PaperExemption, Product


@transaction.atomic
def claim_exemption(
    product: Product, *, kind: str, ground: str, actor: Any, substitute: Evidence | None = None, note: str = ""
) -> PaperExemption:
    """Say that a paper is not needed and which takes its place; a second claim for the kind takes the first's place.

    Legal: grounds and their sources are in the data of the regime (``exemptions``).
    """
    if not actor.has_perm("producers.change_product", product):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền sửa sản phẩm này."))
    lock_for_change(product)
    problems = Problems()
    law = next((row for row in exemption_grounds(kind) if row.code == ground), None)
    if law is None:
        problems.add(
            "exemption_ground",
            _("Căn cứ miễn này không có trong quy định cho loại giấy đã chọn."),
            where=_("Căn cứ miễn"),
            fix=_("Chọn một căn cứ trong danh sách."),
        )
    elif law.substitute_required and substitute is None:
        problems.add(
            "exemption_substitute",
            _("Căn cứ này cần giấy thay thế: %(paper)s.") % {"paper": law.substitute_name},
            where=_("Giấy thay thế"),
            fix=_("Thêm giấy đó vào tủ minh chứng rồi chọn ở đây."),
        )
    if substitute is not None:
        if (
            substitute.producer_id != product.producer_id
            or substitute.product_id not in (None, product.pk)
            or substitute.retired_on is not None
        ):
            problems.add(
                "exemption_substitute_use",
                _("Giấy thay thế này không dùng được cho sản phẩm."),
                where=_("Giấy thay thế"),
            )
        elif law is not None and law.substitute and substitute.kind != law.substitute:
            problems.add(
                "exemption_substitute_kind",
                _("Giấy thay thế phải là: %(paper)s.") % {"paper": law.substitute_name},
                where=_("Giấy thay thế"),
            )
        elif not substitute.is_good_on(today()):
            problems.add(
                "exemption_substitute_expired",
                _("Giấy thay thế đã hết giá trị."),
                where=_("Giấy thay thế"),
                fix=_("Tải bản còn giá trị."),
            )
    problems.raise_if_any()
    claim, _made = PaperExemption.objects.update_or_create(
        product=product, kind=kind, defaults={"ground": ground, "substitute": substitute, "note": note}
    )
    record(
        "producers.product.claim_exemption",
        actor=actor,
        obj=product,
        data={"kind": kind, "ground": ground, "substitute": substitute.pk if substitute else None},
    )
    return claim


@transaction.atomic
def drop_exemption(claim: PaperExemption, *, actor: Any) -> None:
    """Take a claim back."""
    if not actor.has_perm("producers.change_product", claim.product):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền sửa sản phẩm này."))
    claim = lock_for_change(claim)
    record("producers.product.drop_exemption", actor=actor, obj=claim.product, data={"kind": claim.kind})
    claim.delete()
