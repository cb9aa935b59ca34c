"""Carrying over from an earlier dossier, and confirming what was carried, part by part.

A carried part never counts as said: somebody of the producer looks at it first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import save_version
from saolang.core.problems import DomainError
from saolang.producers.models import EvidenceLink

from .. import law
from ..carried import CarriedOver
from ..models import CarriedPart, Dossier, SelfAnswer
from ..reading import Reading
from .editing import lock_editable, touched

FIELDS = ("sample_count", "part2_material", "part2_quality", "part2_market", "part2_results", "part4_plan")


def copy_fields(source: Dossier, target: Dossier) -> None:
    """Put the fields that may be carried on the new dossier; the caller saves it."""
    for name in FIELDS:
        setattr(target, name, getattr(source, name))


def carry_over(source: Dossier, target: Dossier) -> None:
    """Carry answers where the sheet is the same, and mark everything carried as not yet looked at.

    On another sheet nothing is answered; criteria to which papers are linked are marked, since the links speak of
    criteria of the older sheet.
    """
    keys = [name for name in FIELDS if getattr(target, name) not in (None, "")]
    if source.sheet_id == target.sheet_id:
        rows = list(source.self_answers.order_by("pk"))
        SelfAnswer.objects.bulk_create(
            SelfAnswer(dossier=target, criterion=row.criterion, option=row.option, description=row.description)
            for row in rows
        )
        keys += [row.criterion for row in rows if row.option is not None or row.description]
    else:
        known = law.sheet_of(target).by_code
        linked = EvidenceLink.objects.filter(product_id=target.product_id).values_list("criterion", flat=True)
        keys += [code for code in dict.fromkeys(linked) if code in known]
    CarriedPart.objects.bulk_create(CarriedPart(dossier=target, key=key) for key in keys)


def mark_reviewed(dossier: Dossier, keys: Iterable[str], *, actor: Any, at: dt.datetime | None = None) -> int:
    """Note that these carried parts were looked at; parts that were not carried are passed over."""
    rows = CarriedPart.objects.filter(dossier=dossier, key__in=list(keys), reviewed_at__isnull=True)
    return int(rows.update(reviewed_at=at or clock.now(), reviewed_by=actor))


def confirm_carried(
    dossier: Dossier,
    *,
    keys: Iterable[str] = (),
    section: str = "",
    actor: Any,
    expected_version: int | str | None = None,
) -> Dossier:
    """Confirm carried parts as they are: those named, or all of a section that still have their proof.

    Raises NotAllowed, WrongState, Stale, DomainError ``nothing_to_confirm``.
    """
    with transaction.atomic():
        dossier = lock_editable(dossier, actor, expected_version)
        carried = CarriedOver(Reading(dossier))
        wanted = carried.confirmable(section) if section else list(keys)
        chosen = [key for key in wanted if key in carried.open_keys()]
        if not chosen:
            raise DomainError.of(
                "nothing_to_confirm", _("Không còn phần mang sang nào xác nhận được ở đây."),
                fix=_("Tiêu chí không còn giấy còn hiệu lực thì mở từng tiêu chí để gắn giấy mới hoặc chọn lại mức."),
            )  # fmt: skip
        mark_reviewed(dossier, chosen, actor=actor)
        touched(dossier, actor)
        save_version(dossier)
        record("dossiers.dossier.confirm_carried", actor=actor, obj=dossier, data={"parts": chosen})
    return dossier
