"""Setting what the law leaves open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.problems import DomainError, NotAllowed, Problems

from ..models import ProvincialSetting
from ..provincial import SettingError, definition


def set_setting(
    *, key: str, value: Any, effective_from: dt.date, source: str, reason: str, actor: Any
) -> ProvincialSetting:
    """Set a value from a day on. Raises DomainError with everything that is wrong, NotAllowed.

    The day may not lie in the past: what was judged by the old value stays judged by it.
    """
    if not actor.has_perm("rulebook.change_setting"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền thay đổi cài đặt của tỉnh."))
    problems = Problems()
    cleaned: Any = None
    try:
        cleaned = definition(key).clean(value)
    except SettingError as error:
        problems.add("bad_value", str(error), where="value")
    if effective_from < clock.today():
        problems.add(
            "in_the_past",
            _("Ngày áp dụng không được ở quá khứ."),
            where="effective_from",
            fix=_("Chọn hôm nay hoặc một ngày sau."),
        )
    if not source.strip():
        problems.add("no_source", _("Cần ghi căn cứ, ví dụ số và ngày của Quy chế."), where="source")
    if not reason.strip():
        problems.add("no_reason", _("Cần ghi lý do thay đổi."), where="reason")
    problems.raise_if_any()
    row = ProvincialSetting(
        key=key,
        value=cleaned,
        effective_from=effective_from,
        source=source,
        reason=reason,
        set_by=str(actor),
        set_at=clock.now(),
    )
    try:
        with transaction.atomic():
            row.save()
            data = {"key": key, "value": cleaned, "effective_from": effective_from.isoformat(), "source": source}
            record("rulebook.provincialsetting.set", actor=actor, obj=row, data=data, reason=reason)
    except IntegrityError as error:
        raise DomainError.of(
            "same_day",
            _("Cài đặt này đã có giá trị áp dụng từ ngày đó."),
            where="effective_from",
            fix=_("Chọn một ngày áp dụng khác."),
        ) from error
    return row
