"""Lines of "Nơi nhận", and the bodies on file that they name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core.text import normalize_line

from .citing import province_of
from .models import DocumentRecipient, RegisteredDocument
from .queries_register import body_key

_TAIL = re.compile(
    r"\s*\((?:để )?(?:b/c|báo cáo|b/cáo|th/hiện|thực hiện|p/h|phối hợp|biết|chỉ đạo|[^)]{1,40})\)\s*$", re.I
)
_IN_PROVINCE = re.compile(r" (?:tinh|thanh pho) [a-z ]+$")


def split_lines(text: str) -> list[str]:
    """Lines of a "Nơi nhận" as typed or printed, without dashes and closing signs."""
    rough = (normalize_line(line).strip(" -–+•;.") for line in re.split(r"[\n;]", text))
    return [line[:200] for line in rough if line and line.lower() != "nơi nhận:"]


class Bodies:
    """Bodies of a province by the names people write; built once for the lines of a document."""

    def __init__(self, holder: Any, day: dt.date | None) -> None:
        province = province_of(holder)
        rows = Organisation.objects.exclude(kind__in=(OrganisationKind.PRODUCER, OrganisationKind.ADVISER))
        near = Q(unit__isnull=True) | Q(unit=province) | Q(unit__parent=province)
        rows = rows.filter(near | Q(unit__parent__parent=province)) if province else rows
        if day is not None:
            rows = rows.filter(
                Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
            )
        self.named: dict[str, set[Organisation]] = {}
        for row in rows.select_related("unit"):
            names = {body_key(row.name), body_key(row.short_name)}
            if row.unit is not None and row.unit.level == "province":
                names |= {_IN_PROVINCE.sub("", name) for name in names}
            for name in names - {""}:
                self.named.setdefault(name, set()).add(row)

    def find(self, line: str) -> Organisation | None:
        """The one body that the line names, or None."""
        bare = body_key(_TAIL.sub("", normalize_line(line)))
        found = self.named.get(bare) or self.named.get(_IN_PROVINCE.sub("", bare)) or set()
        return next(iter(found)) if len(found) == 1 else None


def add_recipients(
    document: RegisteredDocument, recipients: Iterable[Any], *, sent_on: dt.date | None
) -> list[DocumentRecipient]:
    """Write the lines of "Nơi nhận": texts, bodies, or pairs of text and body. Each body once.

    Lines that name a body on file count as sent to it on ``sent_on``.
    """
    given = [_pair(recipient) for recipient in recipients]
    given = [(name[:200], body) for name, body in given if name]
    bodies = Bodies(document.holder, document.issued_on or sent_on) if any(body is None for _n, body in given) else None
    taken = set(document.recipients.filter(organisation__isnull=False).values_list("organisation_id", flat=True))
    start = document.recipients.count()
    rows = []
    for position, (name, given_body) in enumerate(given, start=start):
        body = given_body if given_body is not None or bodies is None else bodies.find(name)
        if body is not None and (body.pk in taken or body.pk == document.holder_id):
            body = None
        if body is not None:
            taken.add(body.pk)
        rows.append(
            DocumentRecipient(
                document=document,
                position=position,
                name=name,
                organisation=body,
                sent_on=sent_on if body is not None else None,
            )
        )
    return DocumentRecipient.objects.bulk_create(rows)


def _pair(recipient: Any) -> tuple[str, Any]:
    if isinstance(recipient, str):
        return normalize_line(recipient).strip(" -–+•;."), None
    if isinstance(recipient, tuple):
        return normalize_line(recipient[0]), recipient[1]
    return recipient.name, recipient
