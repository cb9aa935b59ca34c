"""Issuers of older papers by the name that is printed, and the authority that answers for them today."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from saolang.accounts.domain.organisations import DISTRICT_END, committee_of, historic_committee
from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core.text import fold_vi, normalize_line
from saolang.places.queries import units_on

_COMMITTEE = re.compile(r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+", re.IGNORECASE)
_LEVELS = (
    ("district", ("huyen ", "thi xa ", "quan ")),
    ("commune", ("xa ", "phuong ", "thi tran ")),
    ("province", ("tinh ", "thanh pho ")),
)


def find_issuer(name: str, on: date | None) -> Organisation:
    """The body that issued a paper on a day, made when it is not there; ended bodies carry their end date.

    "UBND tỉnh Trà Vinh" of 2021 is the committee of the old province; a district's exists until 30/6/2025.
    """
    text = normalize_line(name)
    match = _COMMITTEE.match(text)
    if match is None:
        return _other_body(text)
    label = text[match.end() :]
    folded = fold_vi(label)
    level = next((level for level, words in _LEVELS if folded.startswith(words)), "province")
    if level == "province" and not folded.startswith(_LEVELS[2][1]):
        label, folded = f"tỉnh {label}", f"tinh {folded}"
    if level != "district" and (on is None or on > DISTRICT_END):
        unit = next((u for u in units_on().filter(level=level) if fold_vi(u.full_name) == folded), None)
        if unit is not None:
            return committee_of(unit)
    if level == "province" and folded.startswith("thanh pho "):
        level = "district"  # a city of an old province; those of today were found above
    return historic_committee(label, level)


def _other_body(text: str) -> Organisation:
    found = Organisation.objects.filter(search_text__startswith=fold_vi(text)[:400]).exclude(
        kind=OrganisationKind.PRODUCER
    )
    exact = next((body for body in found if fold_vi(body.name) == fold_vi(text)), None)
    kind = OrganisationKind.MINISTRY if fold_vi(text).startswith("bo ") else OrganisationKind.OTHER
    return exact or Organisation.objects.create(kind=kind, name=text)


def may_decide(issuer: Organisation, star: int) -> bool:
    """Whether a body decides about a number of stars: the ministry about five, the province about fewer.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.1, 8.2.
    """
    return (star == 5) == (issuer.kind == OrganisationKind.MINISTRY)


def authority_today(issuer: Any) -> Organisation | None:
    """Who answers today for papers of an ended body; None when the body still stands or nobody is recorded.

    What a district decided is the province's now. Legal: Quyết định 1489/QĐ-TTg ngày 06/7/2025; Quyết định
    26/2026/QĐ-TTg, Điều 4.1.
    """
    seen = set()
    body = issuer
    while body is not None and body.valid_to is not None and body.pk not in seen:
        seen.add(body.pk)
        body = body.successor or _province_of_district(body)
    return body if body is not None and body.pk != issuer.pk else None


def _province_of_district(body: Organisation) -> Organisation | None:
    """The committee of the province in which an ended district lies today."""
    district = body.unit
    if district is None or district.level != "district" or district.parent is None:
        return None
    province = district.parent
    if province.valid_to is not None:
        steps = list(province.successions.select_related("new"))
        if len(steps) != 1:
            return None
        province = steps[0].new
    found: Organisation | None = Organisation.objects.filter(
        kind=OrganisationKind.COMMITTEE, unit=province, valid_to__isnull=True
    ).first()
    return found
