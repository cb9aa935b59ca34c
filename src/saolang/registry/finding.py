"""Finding entries of the register by what an official has at hand: a name, a place, a number, a code, or part of one.

Every way to match is one condition over indexed or narrow columns; no row is judged in Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from saolang.core.codes import ProductCode, clean_code, parse_product_code
from saolang.core.problems import DomainError
from saolang.core.text import fold_vi, normalize_line
from saolang.places.enums import AliasKind, Level
from saolang.places.models import Unit, UnitAlias, UnitSuccession

from .models import AmendmentItem, Certificate, Decision, Recognition
from .numbers import number_key
from .queries import NEWEST, visible_to

SHOWN = 8
MOST_UNITS = 60
_DECISION = re.compile(r"(?:so |quyet dinh |qd so |qd )*0*(\d{1,6}[a-z]?)(?:\s*/\s*([\w&.-]*))?", re.IGNORECASE)
_CODE = re.compile(r"[\d\s…–—.-]*\d[\d\s…–—.-]*")


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which entries match, with the words that say why."""

    key: str
    label: str
    why: str
    condition: Q


@dataclass(slots=True)
class Group:
    """What one way found."""

    way: Way
    total: int
    rows: list[Recognition] = field(default_factory=list)


def find_in_register(user: Any, text: str) -> list[Group]:
    """Entries the person may see, grouped by why they match; an entry is shown under its first group only."""
    found = []
    seen: set[int] = set()
    for way in ways(text):
        rows = visible_to(user).filter(way.condition).exclude(pk__in=seen)
        total = rows.count()
        if total:
            shown = list(rows.order_by(*NEWEST)[:SHOWN])
            seen.update(row.pk for row in shown)
            found.append(Group(way, total, shown))
    return found


def matching(rows: QuerySet[Recognition], text: str) -> QuerySet[Recognition]:
    """Entries that match in any way; all of them when nothing was typed."""
    wanted = Q(pk__in=[])
    typed = normalize_line(text)[:200]
    if not fold_vi(typed):
        return rows
    for way in ways(typed):
        wanted |= way.condition
    words = Q()
    for word in fold_vi(typed).split():
        words &= Q(product__search_text__contains=word) | Q(product__made_in__search_text__contains=word)
    return rows.filter(wanted | words)


def ways(text: str) -> Iterator[Way]:
    """Every way a text can be meant, surest first."""
    typed = normalize_line(text)[:200]
    folded = fold_vi(typed)
    if not folded:
        return
    yield from _numbers(typed, folded)
    yield from _codes(typed)
    if not folded.replace("/", "").replace("-", "").replace(" ", "").isdigit():
        yield from _names(typed, folded)


def _numbers(typed: str, folded: str) -> Iterator[Way]:
    match = _DECISION.fullmatch(folded)
    if match:
        number, symbol = match[1], (match[2] or "").upper()
        wanted = Q(number__iexact=number) | Q(number__iexact=number.zfill(2)) | Q(number__istartswith=f"{number}/")
        if len(number) >= 2:
            wanted |= Q(number__istartswith=number)
        decisions = Decision.objects.filter(wanted)
        if symbol:
            begun = symbol_pattern(typed.rpartition("/")[2].strip())
            decisions = decisions.filter(Q(symbol__iregex=f"^{begun}") | Q(number__iregex=f"/{begun}"))
        why = _("Quyết định có số bắt đầu bằng “%(text)s”") % {"text": typed}
        condition = Q(decision__in=decisions.values("pk")) | Q(withdrawal__in=decisions.values("pk"))
        condition |= Q(pk__in=AmendmentItem.objects.filter(amendment__decision__in=decisions).values("recognition"))
        yield Way("decision", _("Số quyết định"), why, condition)
    key = number_key(typed)
    if any(letter.isdigit() for letter in key):
        papers = Certificate.objects.filter(number_key__startswith=key)
        why = _("Giấy chứng nhận có số bắt đầu bằng “%(text)s”, kể cả giấy đã được cấp đổi") % {"text": typed}
        yield Way("certificate", _("Số giấy chứng nhận"), why, Q(pk__in=papers.values("recognition")))


def symbol_pattern(typed: str) -> str:
    """The beginning of a symbol, as a pattern: "QD-UBND" typed without marks is "QĐ-UBND" too."""
    return "".join("[DĐdđ]" if letter in "DĐdđ" else re.escape(letter) for letter in typed)


def _codes(typed: str) -> Iterator[Way]:
    own = clean_code(typed)
    if len(own) == 10 and own.isalnum():
        yield Way("own", _("Mã trong hệ thống"), _("Đúng mã %s") % own, Q(code=own) | Q(product__code=own))
    compact = re.sub(r"\s*[-–—]+\s*", "-", typed)
    if not _CODE.fullmatch(compact) or len(compact) < 4:
        return
    condition = Q(product_code__contains=compact)
    why = _("Mã sản phẩm có “%(text)s”") % {"text": compact}
    try:
        code = parse_product_code(compact)
    except DomainError:
        pass
    else:
        for old in _older_codes(code):
            condition |= Q(product_code__endswith=old)
        if not code.legacy:
            why = _("Mã %(text)s, hoặc mã cũ của xã nay thuộc xã này") % {"text": compact}
        elif new := successor_code(compact):
            condition |= Q(product_code=new)
            why = _("Mã %(text)s (theo đơn vị hành chính hiện nay: %(new)s)") % {"text": compact, "new": new}
    yield Way("code", _("Mã sản phẩm"), why, condition)


def _older_codes(code: ProductCode) -> list[str]:
    """Endings of the codes that entries of today's commune may still carry."""
    if code.legacy:
        return []
    olds = UnitSuccession.objects.filter(
        new__level=Level.COMMUNE, new__code=code.commune, new__valid_to__isnull=True
    ).values_list("old__code", flat=True)
    return [f"-{old}-{code.serial}-{code.year}" for old in olds]


def successor_code(text: str) -> str:
    """The code that a five-part code would be in today's units, "" when its commune went to several or is unknown.

    For searching only: an issued code stays as it was printed.
    """
    try:
        code = parse_product_code(text)
    except DomainError:
        return ""
    if not code.legacy:
        return ""
    steps = UnitSuccession.objects.filter(old__level=Level.COMMUNE, old__code=code.commune).select_related(
        "new__parent"
    )
    news = {step.new.code: step.new for step in steps}
    if len(news) != 1:
        return ""
    unit = next(iter(news.values()))
    return f"{unit.province.code}-{unit.code}-{code.serial}-{code.year}"


def _names(typed: str, folded: str) -> Iterator[Way]:
    words = folded.split()
    holder = Q()
    product = Q()
    for word in words:
        holder &= Q(product__producer__organisation__search_text__contains=word)
        product &= Q(product__search_text__contains=word)
    yield Way(
        "product",
        _("Tên sản phẩm"),
        _("Tên sản phẩm và chủ thể có đủ các chữ “%(text)s”") % {"text": typed},
        product & ~holder,
    )
    yield Way("producer", _("Chủ thể"), _("Tên chủ thể có đủ các chữ “%(text)s”") % {"text": typed}, holder)
    units, told = communes_named(folded)
    if units:
        yield Way("commune", _("Xã, phường"), told, Q(product__made_in__in=units))
    units, told = districts_named(folded)
    if units:
        yield Way("district", _("Huyện cũ"), told, Q(product__made_in__in=units))
    yield Way(
        "address",
        _("Địa chỉ in trên văn bản"),
        _("Địa chỉ theo quyết định có “%(text)s”") % {"text": typed},
        Q(address__icontains=typed),
    )
    earlier = AmendmentItem.objects.all()
    for word in words:
        earlier = earlier.filter(search_text__contains=word)
    why = _("Tên, địa chỉ đã in trước khi đính chính, điều chỉnh")
    yield Way("earlier", _("Thông tin cũ"), why, Q(pk__in=earlier.values("recognition")))


def communes_named(folded: str) -> tuple[set[int], str]:
    """Communes of any time with that name, with what became of them and what they were; and words that say so."""
    words = folded.replace(",", " ").split()
    named = Unit.objects.light().filter(level=Level.COMMUNE)
    for word in words:
        named = named.filter(search_text__contains=f" {word}")
    aliased = UnitAlias.objects.filter(kind=AliasKind.NAME, folded__contains=folded, unit__level=Level.COMMUNE)
    either = named | Unit.objects.light().filter(level=Level.COMMUNE, pk__in=aliased.values("unit_id"))
    own = [
        unit
        for unit in either.distinct()[: MOST_UNITS * 4]
        if all(f" {word}" in f" {fold_vi(unit.full_name)}" for word in words) or folded in fold_vi(unit.full_name)
    ]
    if not own or len(own) > MOST_UNITS:
        return set(), ""
    keys = {unit.pk for unit in own}
    steps = list(UnitSuccession.objects.filter(Q(old__in=keys) | Q(new__in=keys)).select_related("old", "new"))
    found = keys | {step.new_id for step in steps if step.old_id in keys}
    found |= {step.old_id for step in steps if step.new_id in keys}
    now = sorted({step.new.full_name for step in steps if step.old_id in keys and step.new_id not in keys})
    names = ", ".join(sorted({unit.full_name for unit in own})[:4])
    if now:
        return found, _("%(names)s, nay thuộc %(now)s") % {"names": names, "now": ", ".join(now[:4])}
    return found, names


def districts_named(folded: str) -> tuple[set[int], str]:
    """Communes of the districts with that name, then and now; and words that say which. Districts ended on 30/6/2025
    but addresses on papers and officials still say them."""
    words = folded.replace(",", " ").split()
    named = Unit.objects.light().filter(level=Level.DISTRICT)
    for word in words:
        named = named.filter(search_text__contains=f" {word}")
    own = [
        unit for unit in named[: MOST_UNITS * 4] if all(f" {word}" in f" {fold_vi(unit.full_name)}" for word in words)
    ]
    if not own or len(own) > SHOWN:
        return set(), ""
    then = set(Unit.objects.light().filter(level=Level.COMMUNE, parent__in=own).values_list("pk", flat=True))
    now = UnitSuccession.objects.filter(old__in=then).values_list("new_id", flat=True)
    names = ", ".join(sorted({unit.label for unit in own})[:4])
    return then | set(now), _("Các xã, phường của %(names)s, cũ và nay") % {"names": names}
