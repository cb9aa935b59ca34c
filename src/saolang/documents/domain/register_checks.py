"""What is typed into the register, in normal form and checked all at once."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.problems import Problems
from saolang.core.text import format_date, normalize, normalize_line

from ..enums import Direction, Urgency
from ..models import RegisteredDocument

NUMBER = re.compile(r"[0-9]{1,6}[a-zđ]?(?:-[0-9]{1,4})?")
SYMBOL = re.compile(r"[A-ZĐƯa-zđư0-9&]+(?:[-./][A-ZĐƯa-zđư0-9&]+)*")
TEXTS = {
    "kind": 100, "symbol": 60, "issuer_name": 250, "abstract": 500, "language": 30, "signer_name": 120,
    "signer_title": 160, "handler": 1000, "file_organ": 13, "file_notation": 20, "note": 500,
}  # fmt: skip
"""One-line fields and how much they hold."""
FREE = ("handling",)
DATES = ("issued_on", "answer_due_on", "effective_on", "ends_on")
COUNTS = {"page_count": 32767, "copies": 32767, "file_year": 9999, "file_ordinal": 32767, "entry_number": 2_000_000_000}
OTHERS = ("number", "issuer", "urgency", "entered_on", "direction")
KNOWN = {*TEXTS, *FREE, *DATES, *COUNTS, *OTHERS}


def checked_fields(
    given: dict[str, Any], *, holder: Any, at: dt.datetime | None = None, exclude: int | None = None
) -> dict[str, Any]:
    """The fields ready to be saved. Raises DomainError with every problem, TypeError for a name that is no field."""
    if unknown := set(given) - KNOWN:
        raise TypeError(f"no field of the register: {sorted(unknown)}")
    values = normal(given)
    problems = Problems()
    _check_words(problems, values)
    _check_days(problems, values, clock.day_of(at))
    _check_counts(problems, values, holder, exclude)
    problems.raise_if_any()
    return values


def normal(given: dict[str, Any]) -> dict[str, Any]:
    """Values in the form in which they are stored; the issuer's name is filled from the body."""
    values = {name: value for name, value in given.items() if value is not None}
    for name in TEXTS:
        if name in values:
            values[name] = normalize_line(str(values[name]))
    for name in FREE:
        if name in values:
            values[name] = normalize(str(values[name]))
    if "symbol" in values:
        values["symbol"] = re.sub(r"\s*([-/.])\s*", r"\1", values["symbol"].replace("–", "-")).strip("/ ")
    if "number" in values:
        number = normalize_line(str(values["number"])).lower().removeprefix("số").lstrip(": ")
        values["number"] = number.lstrip("0") if number.strip("0") else number
    values["language"] = values.get("language") or "Tiếng Việt"
    values["urgency"] = str(values.get("urgency") or Urgency.NORMAL.value)
    if values.get("issuer") is not None and not values.get("issuer_name"):
        values["issuer_name"] = values["issuer"].name
    return values


def label_of(name: str) -> str:
    """The words on the screen for a field."""
    return str(RegisteredDocument._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _check_words(problems: Problems, values: dict[str, Any]) -> None:
    if not values.get("abstract"):
        problems.add("abstract_missing", _("Chưa ghi trích yếu nội dung."), where="abstract")
    for name, most in TEXTS.items():
        if len(values.get(name, "")) > most:
            label = label_of(name)
            message = _("Mục “%(label)s” dài quá %(most)s chữ.") % {"label": label, "most": most}
            problems.add("too_long", message, where=name)
    number, symbol = values.get("number", ""), values.get("symbol", "")
    if number and (not NUMBER.fullmatch(number) or not number.strip("0")):
        problems.add(
            "number_bad", _("Số “%(number)s” không đúng.") % {"number": number[:30]}, where="number",
            fix=_("Ghi phần trước dấu gạch chéo, ví dụ 178; ký hiệu ghi ở ô riêng."),
        )  # fmt: skip
    if symbol and not SYMBOL.fullmatch(symbol):
        problems.add(
            "symbol_bad", _("Ký hiệu “%(symbol)s” không đúng.") % {"symbol": symbol[:60]}, where="symbol",
            fix=_("Ghi phần sau dấu gạch chéo, ví dụ TB-VP hoặc 2026/QĐ-TTg."),
        )  # fmt: skip
    if values["urgency"] not in Urgency.values:
        problems.add("urgency_unknown", _("Mức độ khẩn không hợp lệ."), where="urgency")
    if values["direction"] == Direction.INCOMING and not values.get("issuer_name"):
        problems.add("issuer_missing", _("Chưa ghi cơ quan ban hành."), where="issuer_name")
    if values["direction"] == Direction.REFERENCE and not number:
        problems.add("number_missing", _("Chưa ghi số văn bản."), where="number")


def _check_days(problems: Problems, values: dict[str, Any], today: dt.date) -> None:
    entered, issued, due = (values.get(name) for name in ("entered_on", "issued_on", "answer_due_on"))
    words = {"today": format_date(today)}
    if issued is not None and issued > today:
        message = _("Ngày ban hành ở tương lai (hôm nay là %(today)s).") % words
        problems.add("issued_in_future", message, where="issued_on")
    if values["direction"] == Direction.INCOMING:
        if entered is not None and entered > today:
            message = _("Ngày đến ở tương lai (hôm nay là %(today)s).") % words
            problems.add("received_in_future", message, where="received_on")
        if entered is not None and issued is not None and entered < issued:
            message = _("Ngày đến %(day)s trước ngày ban hành %(issued)s.") % {
                "day": format_date(entered), "issued": format_date(issued)
            }  # fmt: skip
            problems.add("received_before_issue", message, where="received_on")
    if due is not None and issued is not None and due < issued:
        problems.add("due_before_issue", _("Hạn trả lời trước ngày ban hành."), where="answer_due_on")
    starts, ends = values.get("effective_on"), values.get("ends_on")
    if starts is not None and issued is not None and starts < issued and values["direction"] == Direction.OUTGOING:
        problems.add("effect_before_issue", _("Ngày có hiệu lực trước ngày ban hành."), where="effective_on")
    if starts is not None and ends is not None and ends < starts:
        problems.add("effect_order", _("Ngày hết hiệu lực trước ngày có hiệu lực."), where="ends_on")


def _check_counts(problems: Problems, values: dict[str, Any], holder: Any, exclude: int | None) -> None:
    for name, most in COUNTS.items():
        value = values.get(name)
        if value is not None and not 1 <= value <= most:
            message = _("Mục “%(label)s” phải là số từ 1.") % {"label": label_of(name)}
            problems.add("count_bad", message, where=name)
    _check_entry(problems, values, holder, exclude)


def refuse_taken_entry(values: dict[str, Any], *, holder: Any) -> None:
    """Ask again, once nobody else can enter, whether the running number is still free."""
    problems = Problems()
    _check_entry(problems, values, holder, None)
    problems.raise_if_any()


def _check_entry(problems: Problems, values: dict[str, Any], holder: Any, exclude: int | None) -> None:
    number, day = values.get("entry_number"), values.get("entered_on")
    if number and day is not None:
        rows = RegisteredDocument.objects.filter(
            holder=holder, direction=values["direction"], entry_year=day.year, entry_number=number
        )
        if (other := rows.exclude(pk=exclude or 0).first()) is not None:
            problems.add(
                "entry_taken",
                _("Số %(number)s năm %(year)s của sổ này đã ghi cho “%(title)s”.")
                % {"number": number, "year": day.year, "title": str(other)[:120]},
                where="entry_number",
                fix=_("Kiểm tra lại sổ của cơ quan."),
                url=other.get_absolute_url(),
            )
