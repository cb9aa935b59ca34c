"""Random codes for public addresses, product codes of the law, and receipt numbers by a province's pattern."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .problems import DomainError, Problem, Problems
from .text import normalize_line

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FIELDS = ("a", "b", "province", "commune", "year")


def random_code(length: int = 10) -> str:
    """Return a random code in Crockford base32 (5 bits a character)."""
    return "".join(secrets.choice(CROCKFORD) for _index in range(length))


def clean_code(text: str) -> str:
    """Return a typed code in its stored shape: upper case, no hyphens, O as 0, I and L as 1."""
    return normalize_line(text).upper().translate(_LOOKALIKE)


@dataclass(frozen=True, slots=True)
class ProductCode:
    """A product code in parts; ``district`` is empty in today's four-part code."""

    province: str
    commune: str
    serial: int
    year: int
    district: str = ""

    @property
    def legacy(self) -> bool:
        """Say whether this is a five-part code from before districts ended."""
        return bool(self.district)

    def __str__(self) -> str:
        units = [self.province, self.district, self.commune] if self.district else [self.province, self.commune]
        return "-".join([*units, str(self.serial), str(self.year)])


def product_code(province: str, commune: str, serial: int, year: int) -> str:
    """Return the code ``T-X-STT-20YY`` printed at the head of every sheet, e.g. ``86-29740-3-2026``.

    Legal: Quyết định 26/2026/QĐ-TTg, Phụ lục II (head of each sheet); unit codes by Quyết định 19/2025/QĐ-TTg.
    """
    code = f"{province}-{commune}-{serial}-{year}"
    parsed = parse_product_code(code)
    if str(parsed) != code:
        raise _bad_product_code(code)
    return code


def parse_product_code(text: str) -> ProductCode:
    """Read ``T-X-STT-YYYY`` (two-digit province, five-digit commune) or the older ``T-H-X-STT-YYYY``.

    Raises DomainError ``product_code_invalid``. A range such as ``1…4`` is not a code.
    """
    compact = re.sub(r"\s*[-–—.]+\s*", "-", normalize_line(text))
    match = re.fullmatch(r"(\d{2})-(?:(\d{3})-)?(\d{5})-([1-9]\d{0,5})-(20\d{2})", compact, re.ASCII)
    if not match:
        raise _bad_product_code(text)
    return ProductCode(match[1], match[3], int(match[4]), int(match[5]), match[2] or "")


def _bad_product_code(text: str) -> DomainError:
    return DomainError.of(
        "product_code_invalid",
        _("“%(text)s” không phải là mã sản phẩm.") % {"text": normalize_line(text)[:40]},
        fix=_("Mã gồm mã tỉnh, mã xã, số thứ tự, năm, ví dụ 86-29740-3-2026; mã cũ có thêm mã huyện."),
    )


def receipt_pattern_problems(pattern: str) -> list[Problem]:
    """Return what is wrong with a receipt number pattern; an empty list when it can be used.

    Known fields are ``{a}`` (running number), ``{b}`` (second number), ``{province}``, ``{commune}``, ``{year}``; a
    number may be padded: ``{a:03}``. Without ``{a}`` and ``{year}`` numbers would repeat.

    Legal: Quyết định 26/2026/QĐ-TTg, Phụ lục III, Mẫu số 01 (Phiếu số).
    """
    problems = Problems()
    fields = set()
    for body in _PLACEHOLDER.findall(pattern):
        name, colon, width = body.partition(":")
        if name not in _FIELDS or (colon and not re.fullmatch(r"0[1-9]", width)):
            problems.add(
                "receipt_pattern_field",
                _("Mẫu số có phần không hiểu được: {%(field)s}.") % {"field": body[:20]},
                fix=_("Chỉ dùng {a}, {b}, {province}, {commune}, {year}; thêm số 0 phía trước bằng {a:03}."),
            )
        fields.add(name)
    if re.search(r"[{}]", _PLACEHOLDER.sub("", pattern)):
        problems.add("receipt_pattern_brace", _("Mẫu số có dấu ngoặc nhọn bị thiếu hoặc thừa."))
    for name, meaning in (("a", _("số thứ tự")), ("year", _("năm"))):
        if name not in fields:
            problems.add(
                "receipt_pattern_missing",
                _("Mẫu số thiếu {%(field)s} (%(meaning)s), nên số sẽ bị trùng.") % {"field": name, "meaning": meaning},
            )
    if len(pattern) > 120:
        problems.add("receipt_pattern_long", _("Mẫu số dài quá 120 ký tự."))
    return problems.as_list()


def receipt_number(
    pattern: str, *, a: int | str, b: int | str = "", province: str = "", commune: str = "", year: int | str
) -> str:
    """Fill a receipt number pattern such as ``{a}-{b}/PĐK-{province}-{commune}-{year}``.

    Raises DomainError when the pattern cannot be used or names a field that is empty here.
    """
    problems = Problems()
    problems.extend(receipt_pattern_problems(pattern))
    problems.raise_if_any()
    values = {"a": str(a), "b": str(b), "province": province, "commune": commune, "year": str(year)}

    def fill(match: re.Match[str]) -> str:
        name, _colon, width = match[1].partition(":")
        if not values[name]:
            problems.add("receipt_field_empty", _("Chưa có giá trị cho {%(field)s} trong mẫu số.") % {"field": name})
        return values[name].zfill(int(width)) if width else values[name]

    number = _PLACEHOLDER.sub(fill, pattern)
    problems.raise_if_any()
    return number
