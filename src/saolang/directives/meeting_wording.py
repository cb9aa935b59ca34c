"""How a conclusion stands in the printed notice: the words typed, and in words what the task will hold besides.

The notice must say everything that the task says: who supports, that the duty was asked before, by when, how often.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from saolang.core.text import fold_vi, format_date, normalize_line

from .enums import DeadlineType, Period, Scope, TaskKind
from .reading.dates import deadline_of
from .reading.rules import load_rules

PERIODS = {
    Period.MONTH: _lazy("hằng tháng"),
    Period.QUARTER: _lazy("hằng quý"),
    Period.HALF: _lazy("6 tháng một lần"),
    Period.YEAR: _lazy("hằng năm"),
}
_STANDING = re.compile(
    r"(?:(?:chu tri|chu dong|tap trung|phai|can) )?"
    r"(?:thuong xuyen|tiep tuc|dinh ky|hang (?:nam|quy|thang|tuan|ngay)|duy tri)\b"
)
_CONDITIONAL = re.compile(r"(?:neu|(?:trong |doi voi )?truong hop|khi (?:co|phat sinh|xay ra))\b")
_SEPARATOR = re.compile(r"\s*;\s*")


@dataclass(frozen=True, slots=True)
class Printed:
    """One text of the notice and what it says of its deadline and of the document it follows."""

    text: str
    deadline_type: str
    deadline_text: str
    follows: str


def names(text: str) -> list[str]:
    """The addressees of a line, as typed: "Sở A; Sở B"."""
    parts = (normalize_line(part).strip(" .,:") for part in _SEPARATOR.split(text))
    return [part for part in parts if part]


def joined(parts: list[str]) -> str:
    """Addressees as they head a block."""
    return "; ".join(parts)


def due_in(text: str, held_on: dt.date) -> dt.date | None:
    """The last day that the words themselves name, counted from the day of the meeting."""
    found = deadline_of(text, held_on, load_rules())
    return dt.date.fromisoformat(found.date) if found.date else None


def scope_of(parts: list[str]) -> str:
    """Whether a line names single bodies, every body of a group, or the members who are left."""
    from .addressing import group_of

    groups = [group_of(part) for part in parts]
    if "rest" in groups:
        return Scope.REST_OF
    return Scope.EACH_OF if any(groups) else Scope.ONE


def asked_before(first: Any) -> str:
    """The document in which a duty was first asked: "Thông báo số 178/TB-VP ngày 10/8/2023"."""
    if first.notice is None:
        return ""
    document = first.notice.document
    day = f" {_('ngày')} {format_date(document.issued_on)}" if document.issued_on else ""
    return f"{document.title}{day}"


def next_time(task: Any) -> int:
    """The number that a further request for this duty gets."""
    first = task.repeats or task
    return 1 + max([1, *first.repeated_by.values_list("repeat_number", flat=True)])


def printed(row: Any, *, held_on: dt.date) -> Printed:
    """A conclusion as the notice prints it; the task carries exactly this text."""
    text = _headed(normalize_line(row.text).rstrip(" .;,:"), row.kind)
    supports = [name for name in names(row.support_text) if fold_vi(name) not in fold_vi(text)]
    if supports:
        text += _("; phối hợp với %(names)s thực hiện") % {"names": ", ".join(supports)}
    follows = ""
    if row.repeats is not None:
        follows = asked_before(row.repeats.repeats or row.repeats)
        text += f" ({_repeat_words(next_time(row.repeats), follows)})"
    if row.kind == TaskKind.STANDING and row.period:
        report = _("báo cáo kết quả %(period)s") % {"period": PERIODS[Period(row.period)]}
        text += "" if fold_vi(report) in fold_vi(text) else f"; {report}"
    text += "."
    if row.due_on is not None and due_in(text, held_on) != row.due_on:
        text += " " + _("Hoàn thành chậm nhất ngày %(day)s.") % {"day": format_date(row.due_on)}
    found = deadline_of(text, held_on, load_rules())
    kind = found.type if found.type in DeadlineType.values else DeadlineType.NONE
    return Printed(text, kind, found.text or "", follows)


def _repeat_words(number: int, document: str) -> str:
    words = {"n": number, "document": document}
    if document:
        return _("yêu cầu lần %(n)s, đã giao tại %(document)s") % words
    return _("yêu cầu lần %(n)s") % words


def _headed(text: str, kind: str) -> str:
    """The text with its kind in words at its head, where the words typed do not say it."""
    folded = fold_vi(text)
    if kind == TaskKind.STANDING and not _STANDING.match(folded):
        return _("Thường xuyên %(text)s") % {"text": _lower(text)}
    if kind == TaskKind.CONDITIONAL and not _CONDITIONAL.match(folded):
        return _("Khi có phát sinh, %(text)s") % {"text": _lower(text)}
    return text


def _lower(text: str) -> str:
    """The first letter small inside a sentence, except in names: "Sở Công Thương", "UBND"."""
    first, _space, rest = text.partition(" ")
    return text if first[1:2].isupper() or rest[:1].isupper() else f"{text[:1].lower()}{text[1:]}"
