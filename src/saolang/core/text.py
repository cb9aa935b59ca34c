"""Vietnamese text, numbers and dates, as people type them and as we show them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from django.utils.translation import gettext as _

from . import clock
from .problems import DomainError

# Khmer writes word boundaries with zero-width characters, so they are kept between two Khmer letters.
_INVISIBLE = re.compile(
    "[\u200b-\u200d](?![\u1780-\u17ff])|(?<![\u1780-\u17ff])[\u200b-\u200d]"
    "|[\u00ad\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
# NUL cannot be stored by PostgreSQL; lone surrogates cannot be encoded.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_MARKS = re.compile("[\u0300-\u036f]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SORT_TOKEN = re.compile(r"[0-9]+|[^\s0-9.,;:()\[\]/\"'“”‘’–—-]+")

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET)}
# Order of the tones in Vietnamese dictionaries: level, grave, hook above, tilde, acute, dot below.
_TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

SortKey = tuple[tuple[int, tuple[int, ...], tuple[int, ...]], ...]


def normalize(text: str | None) -> str:
    """Return text in NFC without invisible or control characters, trimmed, with line ends as ``\\n``."""
    if not text:
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = _CONTROL.sub("", _INVISIBLE.sub("", text)).replace("\u00a0", " ").replace("\u202f", " ")
    return unicodedata.normalize("NFC", text).strip()


def normalize_line(text: str | None) -> str:
    """Return normalized text on one line, with single spaces."""
    return " ".join(normalize(text).split())


def fold_vi(text: str | None) -> str:
    """Return text for searching: no marks, đ as d, lower case, single spaces."""
    lowered = normalize(text).lower().replace("đ", "d")
    bare = _MARKS.sub("", unicodedata.normalize("NFD", lowered))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def slugify_vi(text: str | None, max_length: int = 80) -> str:
    """Return a lower-case ASCII slug, cut at a word where possible; empty when nothing is left."""
    slug = _NOT_SLUG.sub("-", fold_vi(text)).strip("-")
    if len(slug) <= max_length:
        return slug
    cut = slug[: max_length + 1].rpartition("-")[0] or slug[:max_length]
    return cut.strip("-")


def _letter(char: str) -> tuple[int, int]:
    """Return the rank of a letter in the alphabet and of its tone."""
    tone = 0
    base = ""
    for part in unicodedata.normalize("NFD", char):
        if part in _TONE_RANK:
            tone = _TONE_RANK[part]
        else:
            base += part
    base = unicodedata.normalize("NFC", base)
    return _LETTER_RANK.get(base, 1000 + ord(base[0]) if base else 0), tone


def sort_key_vi(text: str | None) -> SortKey:
    """Return a key that sorts as a Vietnamese dictionary does: syllable by syllable, letters before tones.

    Whole numbers sort by value, so that "Ấp 2" comes before "Ấp 10".
    """
    key: list[tuple[int, tuple[int, ...], tuple[int, ...]]] = []
    for token in _SORT_TOKEN.findall(normalize(text).lower()):
        if token.isascii() and token.isdigit() and len(token) <= 18:
            key.append((0, (int(token),), ()))
            continue
        ranks = [_letter(char) for char in token]
        key.append((1, tuple(rank for rank, _tone in ranks), tuple(tone for _rank, tone in ranks)))
    return tuple(key)


def _decimal(value: int | float | Decimal | Fraction) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


def _group(number: Decimal) -> str:
    whole, _dot, part = format(abs(number), "f").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    sign = "-" if number < 0 else ""
    return f"{sign}{grouped},{part}" if part else f"{sign}{grouped}"


def _trim(number: Decimal) -> Decimal:
    if number == number.to_integral_value():
        return number.quantize(Decimal(1))
    return number.normalize()


def format_number(value: int | float | Decimal | Fraction | None, decimals: int | None = None) -> str:
    """Return ``1.234.567,5``; with ``decimals`` exactly that many, rounded half up; empty for None."""
    if value is None:
        return ""
    number = _decimal(value)
    if decimals is None:
        return _group(_trim(number))
    return _group(number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def format_score(score: int | Decimal | Fraction | None) -> str:
    """Return a score as ``71,5``.

    At most two decimals, cut and not rounded: a mean of 89,996 must not look like the 90 it did not reach.
    """
    if score is None:
        return ""
    return _group(_trim(_decimal(score).quantize(Decimal("0.01"), rounding=ROUND_DOWN)))


def parse_number(text: str | int | float | Decimal) -> Decimal:
    """Read a number written the Vietnamese way (1.234.567,5) or the plain way (1234567.5, 1,234,567.5).

    A single dot before exactly three digits groups thousands (1.234 is 1234), a single comma is always the decimal
    comma. Raises DomainError ``number_invalid``.
    """
    if isinstance(text, int | float | Decimal) and not isinstance(text, bool):
        number = _decimal(text)
        if number.is_finite():
            return number
        raise _bad_number(str(text))
    raw = normalize_line(str(text))
    compact = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", raw).replace("\u2212", "-")
    match = re.fullmatch(r"([+-]?)([0-9][0-9.,]*)", compact)
    if not match:
        raise _bad_number(raw)
    plain = _plain(match[2])
    if plain is None:
        raise _bad_number(raw)
    try:
        return Decimal(("-" if match[1] == "-" else "") + plain)
    except InvalidOperation as error:
        raise _bad_number(raw) from error


def _plain(body: str) -> str | None:
    """Return digits with a decimal point, or None when the separators make no sense."""
    dots, commas = body.count("."), body.count(",")
    if dots and commas:
        point = max(body.rfind("."), body.rfind(","))
        mark = "," if body[point] == "." else "."
        whole, part = body[:point], body[point + 1 :]
        return f"{_ungroup(whole, mark)}.{part}" if part.isdigit() and _ungroup(whole, mark) else None
    if commas == 1:
        whole, _comma, part = body.partition(",")
        return f"{whole}.{part}" if part else None
    if commas:
        return _ungroup(body, ",")
    if dots == 1 and not re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", body):
        return body if not body.endswith(".") else None
    return _ungroup(body, ".") if dots else body


def _ungroup(body: str, mark: str) -> str | None:
    groups = body.split(mark)
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:])):
        return None
    joined = "".join(groups)
    return joined if joined.isdigit() else None


def _bad_number(text: str) -> DomainError:
    return DomainError.of(
        "number_invalid",
        _("“%(text)s” không phải là số.") % {"text": text[:40]},
        fix=_("Nhập số như 1.234.567,5 hoặc 1234567,5."),
    )


def format_date(value: dt.date | dt.datetime | None) -> str:
    """Return ``21/11/2026``; an aware moment is shown in Vietnamese time; empty for None."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = clock.local(value).date()
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def format_datetime(value: dt.datetime | None) -> str:
    """Return ``21/11/2026 14:05`` in Vietnamese time; empty for None."""
    if value is None:
        return ""
    moment = clock.local(value)
    return f"{format_date(moment)} {moment.hour:02d}:{moment.minute:02d}"


_DATE_SHAPES = (
    re.compile(r"(?P<day>\d{1,2})(?P<s>[/.-])(?P<month>\d{1,2})(?P=s)(?P<year>\d+)"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"ngày (?P<day>\d{1,2}) tháng (?P<month>\d{1,2}) năm (?P<year>\d+)"),
)


def parse_date(value: str | dt.date | dt.datetime) -> dt.date:
    """Read a date: 21/11/2026, 5/8/2026, 2026-11-21, "ngày 21 tháng 11 năm 2026", or a date object.

    Raises DomainError: ``date_invalid`` (not a date), ``date_year`` (two-digit or far year), ``date_impossible``.
    """
    if isinstance(value, dt.datetime):
        return clock.local(value).date()
    if isinstance(value, dt.date):
        return value
    text = normalize_line(value)
    match = next((found for shape in _DATE_SHAPES if (found := shape.fullmatch(text.lower()))), None)
    if match is None:
        raise _bad_date("date_invalid", _("“%(text)s” không phải là ngày."), text)
    if len(match["year"]) != 4 or not 1900 <= int(match["year"]) <= 2199:
        raise _bad_date("date_year", _("“%(text)s”: năm phải viết đủ bốn chữ số, từ 1900 đến 2199."), text)
    try:
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError as error:
        if int(match["month"]) > 12 >= int(match["day"]) > 0:
            message = _("“%(text)s”: không có tháng này; có thể ngày và tháng đã viết ngược.")
        else:
            message = _("“%(text)s”: không có ngày này trong lịch.")
        raise _bad_date("date_impossible", message, text) from error


def _bad_date(code: str, message: str, text: str) -> DomainError:
    return DomainError.of(code, message % {"text": text[:40]}, fix=_("Viết ngày/tháng/năm, ví dụ 21/11/2026."))
