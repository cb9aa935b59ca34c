"""Which records of producers, or of products, look like the same thing twice. Candidates only: a person decides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from saolang.core.text import fold_vi

from .models import Producer, Product

NEAR = 0.9
_KINDS = re.compile(
    r"\b(?:htx|hop tac xa|to hop tac|tht|cong ty|cty|co phan|cp|trach nhiem huu han|tnhh|mot thanh vien|mtv|tm|dv|sx|"
    r"thuong mai|dich vu|san xuat|doanh nghiep tu nhan|dntn|ho kinh doanh|hkd|co so|cs|ho san xuat)\b"
)
_NUMBERS = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records and why they look like one."""

    first: Any
    second: Any
    why: str
    score: int

    @property
    def ordered(self) -> tuple[Any, Any]:
        """The one to keep first: confirmed before listed, older before newer."""
        rank = {"confirmed": 0, "ceased": 2}
        pair = sorted((self.first, self.second), key=lambda row: (rank.get(getattr(row, "state", ""), 1), row.pk))
        return pair[0], pair[1]


def core_name(text: str) -> str:
    """A name without the words for its kind: "HTX Nông nghiệp Mẫu" and "Hợp tác xã nông nghiệp Mẫu" are the same."""
    words = re.sub(r"[^a-z0-9 ]+", " ", fold_vi(text))
    return " ".join(_KINDS.sub(" ", words).split()) or " ".join(words.split())


def near(first: str, second: str) -> bool:
    """Whether two bare names differ by a letter or two only."""
    if first == second:
        return True
    if min(len(first), len(second)) < 6:
        return False
    match = SequenceMatcher(None, first, second, autojunk=False)
    return match.real_quick_ratio() >= NEAR and match.quick_ratio() >= NEAR and match.ratio() >= NEAR


def producer_candidates(producers: QuerySet[Producer]) -> list[Candidate]:
    """Pairs among producers: the same number (a branch's number begins with it), or a name that is nearly the same.

    Equal names count within the province, similar ones within a commune.
    """
    rows = list(
        producers.filter(merged_into__isnull=True).select_related("organisation", "filing_commune").order_by("pk")
    )
    found: dict[tuple[int, int], Candidate] = {}
    by_number: dict[str, list[Producer]] = defaultdict(list)
    by_name: dict[tuple[Any, str], list[Producer]] = defaultdict(list)
    by_commune: dict[Any, list[Producer]] = defaultdict(list)
    for row in rows:
        digits = _NUMBERS.sub("", row.registration_number)
        if len(digits) >= 10:
            by_number[digits[:10]].append(row)
        place = row.filing_commune.parent_id if row.filing_commune else None
        by_name[place, core_name(row.name)].append(row)
        by_commune[row.filing_commune_id].append(row)
    for group in by_number.values():
        _add(found, group, _("Cùng mã số thuế"), 3)
    for group in by_name.values():
        _add(found, group, _("Cùng tên trong tỉnh"), 2)
    for group in by_commune.values():
        named = [(row, core_name(row.name)) for row in group]
        for (first, a), (second, b) in combinations(named, 2):
            if near(a, b):
                _add(found, [first, second], _("Tên gần giống nhau trong cùng xã"), 1)
    return sorted(found.values(), key=lambda candidate: (-candidate.score, candidate.first.pk, candidate.second.pk))


def product_candidates(producer: Producer) -> list[Candidate]:
    """Pairs among the products of one producer with nearly the same name."""
    rows = list(Product.objects.filter(producer=producer, merged_into__isnull=True).order_by("pk"))
    found: dict[tuple[int, int], Candidate] = {}
    for first, second in combinations(rows, 2):
        if near(fold_vi(first.name), fold_vi(second.name)):
            _add(found, [first, second], _("Tên gần giống nhau"), 1)
    return list(found.values())


def _add(found: dict[tuple[int, int], Candidate], group: Iterable[Any], why: str, score: int) -> None:
    for first, second in combinations(group, 2):
        key = (first.pk, second.pk)
        if key not in found or found[key].score < score:
            found[key] = Candidate(first, second, why, score)
