"""Lines in the diary of a share, their evidence, and who hears of them. Lines are never changed or deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.problems import DomainError, Problems
from saolang.core.text import normalize
from saolang.notify.domain import send

from .. import evidence as proofs
from ..enums import EntryKind
from ..evidence import Evidence
from ..models import Assignment, Entry, EntryEvidence
from ..rules.people import bodies_of
from .people import office_people, people_of

MAX_TEXT = 10000
MAX_EVIDENCE = 20


def write_entry(
    assignment: Assignment,
    kind: EntryKind,
    text: str,
    *,
    actor: Any,
    on: dt.date,
    percent: int | None = None,
    evidence: Sequence[Evidence] = (),
    period: tuple[dt.date, dt.date] | None = None,
) -> Entry:
    """Add a line in the running transaction; the caller holds the share's lock and saves it afterwards."""
    kept = [_row(actor, one) for one in evidence]
    entry = Entry.objects.create(
        assignment=assignment,
        kind=kind,
        on=on,
        text=normalize(text),
        percent=percent,
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        body_id=assignment.body_id if assignment.body_id in bodies_of(actor) else None,
        by=actor if getattr(actor, "pk", None) else None,
    )
    for row in kept:
        row.entry = entry
    EntryEvidence.objects.bulk_create(kept)
    assignment.last_entry_on = on
    return entry


def check_line(problems: Problems, text: str, evidence: Iterable[Evidence], *, percent: int | None = None) -> None:
    """What any line must keep to."""
    if not normalize(text):
        problems.add(
            "text_empty", _("Chưa ghi nội dung."), where="text", fix=_("Ghi ngắn gọn đã làm gì, kết quả ra sao.")
        )
    if len(text) > MAX_TEXT:
        problems.add("text_long", _("Nội dung dài quá %(n)s chữ.") % {"n": MAX_TEXT}, where="text")
    if percent is not None and not 0 <= percent <= 100:
        problems.add("percent_wrong", _("Tiến độ là số từ 0 đến 100."), where="percent")
    if len(list(evidence)) > MAX_EVIDENCE:
        problems.add("evidence_many", _("Mỗi lần gửi tối đa %(n)s minh chứng.") % {"n": MAX_EVIDENCE}, where="files")


def has_evidence(assignment: Assignment) -> bool:
    """Whether any line of the share has a proof."""
    return EntryEvidence.objects.filter(entry__assignment=assignment).exists()


def tell_unit(assignment: Assignment, title: str, body: str = "", *, but: Any = None) -> None:
    """A message to everybody who acts for the body of a share, without the one who acted."""
    people = [person for person in people_of(assignment.body) if but is None or person.pk != but.pk]
    send(people, kind="directives.share", title=title, body=body, url=assignment.get_absolute_url(), obj=assignment)


def tell_office(assignment: Assignment, title: str, body: str = "") -> None:
    """A message to the office of the province."""
    send(
        office_people(assignment.province_id), kind="directives.office", title=title, body=body,
        url=assignment.get_absolute_url(), obj=assignment,
    )  # fmt: skip


def brief(assignment: Assignment, size: int = 90) -> str:
    """The task in a few words, for titles of messages."""
    words = str(assignment.task)
    return words if len(words) <= size else words[: size - 1].rsplit(" ", 1)[0] + "…"


def _row(actor: Any, one: Evidence) -> EntryEvidence:
    if one.file is not None:
        stored = one.file
        if stored.purpose != proofs.FILE_PURPOSE or stored.created_by_id != getattr(actor, "pk", None):
            raise DomainError.of("file_foreign", _("Tệp này không phải do bạn vừa gửi."), where="files")
        return EntryEvidence(file=stored, label=(one.label or stored.name)[:300])
    if one.record is None:
        raise proofs.unknown_record()
    key, number, label, url = proofs.describe(actor, one.record)
    return EntryEvidence(record_type=key, record_id=number, label=label, url=url)
