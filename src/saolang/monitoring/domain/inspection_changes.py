"""What a producer itself reports to have changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.problems import Problems
from saolang.producers.models import Producer

from ..models import ReportedChange
from .inspection_rights import require


@transaction.atomic
def report_change(producer: Producer, *, text: str, since: date, actor: Any, product: Any = None) -> ReportedChange:
    """Keep a change that the producer reports. Raises DomainError."""
    require(actor, "monitoring.report_change", producer)
    problems = Problems()
    if len(text.strip()) < 5:
        problems.add("text_missing", _("Chưa ghi đã thay đổi gì."), where="text")
    if since > clock.today():
        problems.add("day_in_future", _("Ngày thay đổi ở tương lai."), where="since")
    if product is not None and product.producer_id != producer.pk:
        problems.add("other_product", _("Sản phẩm không phải của chủ thể này."), where="product")
    problems.raise_if_any()
    change = ReportedChange.objects.create(
        producer=producer, product=product, text=text, since=since, reported_on=clock.today(), reported_by_id=actor.pk
    )
    record("monitoring.reportedchange.report", actor=actor, obj=change, data={"since": since})
    return change
