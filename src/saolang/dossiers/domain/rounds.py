"""Rounds of the province, by the law's calendar and by its own plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.problems import DomainError, NotAllowed, Problems
from saolang.places.models import Unit

from .. import law
from ..models import Round
from ..rounds import slots_of


def ensure_rounds(province: Unit, year: int, *, actor: Any = None) -> list[Round]:
    """The year's rounds by the law, made when they are not there yet.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 5.1.
    """
    made = []
    with transaction.atomic():
        for slot in slots_of(year):
            item, created = Round.objects.get_or_create(
                province=province,
                year=year,
                number=slot.number,
                defaults={"proposed_before": slot.proposed_before, "done_before": slot.done_before},
            )
            if created:
                data = {"proposed_before": item.proposed_before, "done_before": item.done_before}
                record("dossiers.round.make", actor=actor, obj=item, data=data)
            made.append(item)
    return made


def add_extra_round(
    province: Unit, *, year: int, proposed_before: dt.date, done_before: dt.date, basis: str, actor: Any
) -> Round:
    """A further round, when the council's Quy chế and a plan provide for it. Raises NotAllowed, DomainError.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 5.1, second paragraph (setting ``extra_rounds``).
    """
    with transaction.atomic():
        existing = ensure_rounds(province, year, actor=actor)
        if not actor.has_perm("dossiers.manage_round", existing[0]):
            raise NotAllowed.of("not_allowed", _("Chỉ cơ quan tham mưu OCOP cấp tỉnh mới lập đợt đánh giá."))
        problems = Problems()
        if not law.setting("extra_rounds"):
            problems.add(
                "extra_rounds_off", _("Quy chế của Hội đồng chưa cho phép đợt đánh giá thêm."),
                fix=_("Khi Quy chế đã quy định, bật cài đặt “đợt đánh giá thêm” kèm căn cứ."),
            )  # fmt: skip
        if not basis.strip():
            problems.add("basis_missing", _("Chưa ghi kế hoạch làm căn cứ."), where=_("Căn cứ"))
        if done_before <= proposed_before:
            problems.add("round_dates", _("Ngày hoàn thành phải sau ngày xã đề nghị."))
        problems.raise_if_any()
        number = (
            Round.objects.filter(province=province, year=year).order_by("-number").values_list("number", flat=True)[0]
            + 1
        )
        try:
            with transaction.atomic():
                item = Round.objects.create(
                    province=province, year=year, number=number, proposed_before=proposed_before,
                    done_before=done_before, extra=True, basis=basis,
                )  # fmt: skip
        except IntegrityError as error:
            raise DomainError.of("round_exists", _("Đợt này vừa được người khác lập.")) from error
        record("dossiers.round.make", actor=actor, obj=item, data={"basis": basis, "extra": True})
    return item
