"""Publishing sheets: once published, content stays; a change is a new version."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.problems import DomainError, NotAllowed, Problem

from ..check import faults
from ..engine import why_not_scorable
from ..loading import Sheet, load_sheet, sheet_ids
from ..models import PublishedSheet

SHIPPED_LABEL = "Dữ liệu đi kèm"


def publish_sheets(*, sheets: Iterable[Sheet], actor: Any, label: str = "") -> list[PublishedSheet]:
    """Publish sheets whose content is new; return the versions made. Idempotent.

    ``actor`` None is the platform itself (setting up, the command line). Sheets without content (qd1048-03) are passed
    over. Raises DomainError with the faults of every sheet that is not historical, NotAllowed.
    """
    if actor is not None and not actor.has_perm("rulebook.publish_sheet"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền công bố phiếu đánh giá."))
    found = [sheet for sheet in sheets if sheet.parts]
    problems = [
        Problem("faulty_sheet", fault.message, where=f"{sheet.id} {fault.where}".strip())
        for sheet in found
        if not sheet.is_historical
        for fault in faults(sheet)
    ]
    if problems:
        raise DomainError(problems)
    with transaction.atomic():
        known = set(PublishedSheet.objects.values_list("sheet_id", "content_hash"))
        return [_publish(sheet, actor, label) for sheet in found if (sheet.id, sheet.content_hash) not in known]


def _publish(sheet: Sheet, actor: Any, label: str) -> PublishedSheet:
    last = PublishedSheet.objects.filter(sheet_id=sheet.id).aggregate(last=Max("version"))["last"] or 0
    published = PublishedSheet(
        sheet_id=sheet.id,
        version=last + 1,
        decision=sheet.id.split("-")[0],
        number=sheet.number,
        name=sheet.name[:200],
        status=sheet.status[:60],
        scorable=not why_not_scorable(sheet),
        content_hash=sheet.content_hash,
        content=json.loads(json.dumps(sheet.raw, ensure_ascii=False, default=str)),
        published_by=label or (str(actor) if actor is not None else SHIPPED_LABEL),
        published_at=clock.now(),
    )
    published.save()
    data = {"sheet": sheet.id, "version": published.version, "hash": sheet.content_hash}
    record("rulebook.publishedsheet.published", actor=actor, obj=published, data=data)
    return published


def publish_shipped() -> list[PublishedSheet]:
    """Publish the sheets that come with the product; run by the set-up, again and again without effect."""
    return publish_sheets(sheets=[load_sheet(key) for key in sheet_ids()], actor=None, label=SHIPPED_LABEL)
