"""Which bodies keep their register here: named with the paper it rests on, for a period."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from saolang.audit.domain import locked_head, record
from saolang.core.problems import NotAllowed, Problems, WrongState
from saolang.core.text import format_date, normalize_line

from ..models import KeptRegister

FAR = dt.date(9999, 12, 31)


def keep_here(
    holder: Any, *, valid_from: dt.date, valid_to: dt.date | None = None, source: str, actor: Any,
    at: dt.datetime | None = None,
) -> KeptRegister:  # fmt: skip
    """From this day the system gives the body's numbers. Periods of one body never overlap.

    Legal: Nghị định 30/2020/NĐ-CP, Điều 15, khoản 1 (numbers are given by the body's own records office).
    """
    if not actor.has_perm("documents.name_keepers", holder):
        raise NotAllowed.of("not_allowed", _("Bạn không ghi được nơi giữ sổ của cơ quan này."))
    problems = Problems()
    if not normalize_line(source):
        problems.add("source_missing", _("Chưa ghi căn cứ."), where="source", fix=_("Ghi văn bản giao giữ sổ tại đây."))
    if valid_to is not None and valid_to < valid_from:
        problems.add("period", _("Ngày cuối trước ngày đầu."), where="valid_to")
    problems.raise_if_any()
    with transaction.atomic():
        locked_head()
        rows = KeptRegister.objects.filter(holder=holder, valid_from__lte=valid_to or FAR)
        other = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)).first()
        if other is not None:
            problems.add(
                "overlap",
                _("Cơ quan này đã được ghi giữ sổ tại đây từ %(day)s.") % {"day": format_date(other.valid_from)},
                where="valid_from",
            )
            problems.raise_if_any()
        row = KeptRegister.objects.create(
            holder=holder, valid_from=valid_from, valid_to=valid_to, source=source,
            entered_by=actor if actor.pk else None,
        )  # fmt: skip
        data = {"holder": holder.pk, "from": valid_from.isoformat(), "to": valid_to.isoformat() if valid_to else ""}
        record("documents.keptregister.open", actor=actor, obj=row, at=at, data=data)
    return row


def end_keeping(
    row: KeptRegister, *, valid_to: dt.date, actor: Any, reason: str, at: dt.datetime | None = None
) -> KeptRegister:
    """After this day the body's numbers are entered by hand again."""
    if not actor.has_perm("documents.name_keepers", row.holder):
        raise NotAllowed.of("not_allowed", _("Bạn không ghi được nơi giữ sổ của cơ quan này."))
    problems = Problems()
    if valid_to < row.valid_from:
        problems.add("period", _("Ngày cuối trước ngày đầu."), where="valid_to")
    if not reason.strip():
        problems.add("reason_missing", _("Chưa ghi lý do."), where="reason")
    problems.raise_if_any()
    with transaction.atomic():
        locked_head()
        fresh = KeptRegister.objects.get(pk=row.pk)
        if fresh.valid_to is not None:
            raise WrongState.of("ended", _("Việc giữ sổ tại đây đã có ngày cuối."))
        fresh.valid_to = valid_to
        fresh.save(update_fields=["valid_to", "updated_at"])
        data = {"holder": fresh.holder_id, "to": valid_to.isoformat()}
        record("documents.keptregister.end", actor=actor, obj=fresh, at=at, data=data, reason=reason)
    return fresh
