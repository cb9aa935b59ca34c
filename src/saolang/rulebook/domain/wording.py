"""Attaching the official wording of options, as matched from a copy of the decision."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.problems import DomainError, NotAllowed

from ..models import OptionWording, PublishedSheet
from ..queries import forget_sheets
from ..wording import WordingReport


@transaction.atomic
def attach_wording(*, report: WordingReport, actor: Any, source: str, label: str = "") -> int:
    """Store the wording a report matched, for the newest version of each sheet; return how many options have it now.

    Wording that was there is replaced. Raises DomainError when a sheet of the report is not published, NotAllowed.
    """
    if actor is not None and not actor.has_perm("rulebook.publish_sheet"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền nạp câu chữ nguyên văn."))
    newest = {row.sheet_id: row for row in PublishedSheet.objects.order_by("version")}
    wanted = list(dict.fromkeys(match.sheet for match in report.matched))
    unknown = [sheet_id for sheet_id in wanted if sheet_id not in newest]
    if unknown:
        message = _("Chưa công bố phiếu %(sheets)s.") % {"sheets": ", ".join(unknown)}
        raise DomainError.of("not_published", message, fix=_("Chạy “saolang rulebook publish” trước."))
    who = label or (str(actor) if actor is not None else _("Dòng lệnh"))
    now = clock.now()
    stored = 0
    for sheet_id in wanted:
        published = newest[sheet_id]
        texts = report.for_sheet(sheet_id)
        OptionWording.objects.filter(content_hash=published.content_hash).delete()
        OptionWording.objects.bulk_create(
            OptionWording(
                content_hash=published.content_hash,
                sheet_id=sheet_id,
                criterion=criterion,
                position=position,
                text=text,
                source=source[:300],
                imported_by=who,
                imported_at=now,
            )
            for (criterion, position), text in texts.items()
        )
        stored += len(texts)
        data = {"source": source, "options": len(texts), "hash": published.content_hash}
        record("rulebook.publishedsheet.wording_attached", actor=actor, obj=published, data=data)
    forget_sheets()
    return stored
