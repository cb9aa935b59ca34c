"""Citations: finding them in a text, and finding the document that is meant among those on file."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from saolang.core.problems import DomainError
from saolang.core.text import normalize_line, parse_date

from .enums import Direction
from .models import RegisteredDocument
from .queries_register import body_key, for_list
from .register_models import number_key

_SYMBOL = r"[A-ZĐƯ0-9][A-Za-zĐđƯư0-9&]*(?:[-–.][A-ZĐƯa-zđư0-9&]+)*"
CITATION = re.compile(
    rf"(?P<number>\d{{1,6}}[a-zđ]?)\s?/\s?(?P<symbol>(?:\d{{4}}\s?/\s?)?{_SYMBOL}(?:/{_SYMBOL})?)"
    r"(?:\s*,?\s*ngày\s+(?P<day>\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}"
    r"|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))?"
    r"(?:\s+của\s+(?P<issuer>[^,;.()\n]{3,120}?)(?=\s+(?:về|quy định|ban hành|hướng dẫn|phê duyệt)\b|[,;.()\n]|$))?"
)
_DATE_ONLY = re.compile(r"\d{1,2}[/.-]\d{4}")


@dataclass(frozen=True, slots=True)
class Citation:
    """A document as cited: number, symbol, and what else the words say."""

    number: str
    symbol: str
    printed: str
    printed_on: dt.date | None = None
    issuer_name: str = ""


def find_citations(text: str) -> list[Citation]:
    """Every "số 26/2026/QĐ-TTg ngày ... của ..." of a text, each once, in order."""
    found: dict[tuple[str, dt.date | None], Citation] = {}
    for match in CITATION.finditer(normalize_line(text)):
        symbol = "".join(match["symbol"].split()).replace("–", "-")
        if not any(letter.isupper() for letter in symbol):
            continue
        day = _day(match["day"])
        key = (number_key(match["number"], symbol), day)
        issuer = normalize_line(match["issuer"] or "")[:250]
        found.setdefault(key, Citation(match["number"], symbol, normalize_line(match[0])[:300], day, issuer))
    return list(found.values())


def _day(text: str | None) -> dt.date | None:
    if not text:
        return None
    compact = re.sub(r"\s*([/.-])\s*", r"/", text) if "tháng" not in text else f"ngày {text}"
    try:
        return parse_date(compact)
    except DomainError:
        return None


def split_number(text: str) -> tuple[str, str]:
    """ "26/2026/QĐ-TTg" as number "26" and symbol "2026/QĐ-TTg"."""
    number, _slash, symbol = normalize_line(text).removeprefix("Số").lstrip(": ").partition("/")
    return number.strip().lstrip("0"), "".join(symbol.split())


def province_of(holder: Any) -> int | None:
    """The province that a body belongs to; None for bodies of the state."""
    unit = holder.unit
    if unit is None:
        return None
    while unit.parent_id is not None:
        unit = unit.parent
    return int(unit.pk)


def find_target(
    source: RegisteredDocument,
    *,
    key: str,
    printed_on: dt.date | None = None,
    issuer_name: str = "",
    printed: str = "",
) -> RegisteredDocument | None:
    """The document on file that a citation means, or None when there is none or several different ones fit.

    Looked for in the registers of the same province (and of bodies of the state); a day or an issuer that is printed
    must agree with what is known. Of several entries of one document the holder's own comes first, then the issuer's.
    """
    if not key or key.startswith("/"):
        return None
    rows = for_list(RegisteredDocument.objects.filter(number_key=key).exclude(pk=source.pk))
    province = province_of(source.holder)
    if province is not None:
        near = Q(holder__unit__isnull=True) | Q(holder__unit=province) | Q(holder__unit__parent=province)
        rows = rows.filter(near | Q(holder__unit__parent__parent=province))
    fitting = [row for row in rows.order_by("pk")[:200] if _fits(row, printed_on, issuer_name, printed)]
    if len({(row.issued_on, row.issuer_id or body_key(row.issuer_name)) for row in fitting}) > 1:
        fitting = _narrowed(fitting, printed)
    return min(fitting, key=lambda row: _rank(row, source)) if fitting else None


def _fits(row: RegisteredDocument, printed_on: dt.date | None, issuer_name: str, printed: str) -> bool:
    if printed_on is not None and row.issued_on is not None and row.issued_on != printed_on:
        return False
    wanted, known = body_key(issuer_name), body_key(row.issuer_name)
    return not wanted or not known or wanted in known or known in wanted


def _narrowed(rows: list[RegisteredDocument], printed: str) -> list[RegisteredDocument]:
    """Those whose issuer is named in the citation's own words, when that leaves one document."""
    words = body_key(printed)
    named = [row for row in rows if row.issuer_name and body_key(row.issuer_name) in words]
    return named if len({(row.issued_on, row.issuer_id) for row in named}) == 1 else []


def _rank(row: RegisteredDocument, source: RegisteredDocument) -> tuple[bool, bool, int]:
    return row.holder_id != source.holder_id, row.direction != Direction.OUTGOING, row.pk
