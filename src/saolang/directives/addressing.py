"""From the printed addressee to the body of today that has to act.

Printed words name a department by an old name, a district that ended, "các huyện, thị xã, thành phố", "các thành viên
Ban Chỉ đạo còn lại", or a role with the body in brackets. :func:`resolve` answers with bodies and says why each was
chosen; what it cannot place is returned with suggestions, never dropped. The names are data/directives/bodies.yaml;
what a province has corrected (``ReadingRule`` of kind "addressee") comes first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml
from django.db.models import Q
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.paths import data_dir
from saolang.core.text import fold_vi, normalize_line
from saolang.places.models import Unit

from . import areas
from .models import ReadingRule, SteeringMember
from .words import key_of

ADDRESSEE_RULE = "addressee"
MINE = (
    OrganisationKind.DEPARTMENT,
    OrganisationKind.OCOP_OFFICE,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.STEERING,
    OrganisationKind.OTHER,
)
_COMMITTEE = re.compile(r"^(?:uy ban nhan dan|ubnd) (?=(?:huyen|thi xa|thanh pho|xa|phuong|thi tran|dac khu|tinh)\b)")
_ORDER = re.compile(r"^(?:giao|de nghi|yeu cau|doi voi)\s+(?:cho\s+)?", re.IGNORECASE)
_BRACKET = re.compile(r"^(?P<role>[^()]*)\((?P<inside>[^()]*)\)\s*$")
_SPLIT = re.compile(r"\s*;\s*|\s*,\s*|\s+và\s+|\s*/\s*")


@dataclass(frozen=True, slots=True)
class Addressed:
    """A body with the words that address it; ``why`` is empty when the words are its own name."""

    body: Any
    addressed_as: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words that name no body on file, with the nearest ones, and what is known about a body that could be made."""

    text: str
    suggestions: tuple[Any, ...] = ()
    proposal: dict[str, str] | None = None
    reason: str = ""


@dataclass(slots=True)
class Addressing:
    """Everybody who is addressed, in the order of the words and each once, and what could not be placed."""

    found: list[Addressed] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)

    def add(self, items: Iterable[Addressed]) -> None:
        have = {item.body.pk for item in self.found}
        for item in items:
            if item.body.pk not in have:
                have.add(item.body.pk)
                self.found.append(item)


@dataclass(frozen=True, slots=True)
class Known:
    """A body of the data file: today's name, and whether the words in the text were a former name."""

    name: str
    short: str
    kind: str
    former: bool


@lru_cache(maxsize=1)
def bodies_data() -> dict[str, Any]:
    """The shipped names and groups."""
    with (data_dir() / "directives" / "bodies.yaml").open(encoding="utf-8") as handle:
        return dict(yaml.safe_load(handle))


@lru_cache(maxsize=1)
def _names() -> dict[str, Known]:
    found: dict[str, Known] = {}
    for row in bodies_data()["bodies"]:
        for name in (row["name"], row["short"], *row.get("also", ())):
            found.setdefault(key_of(name), Known(row["name"], row["short"], row["kind"], former=False))
    for row in bodies_data()["bodies"]:
        for name in row.get("former", ()):
            found.setdefault(key_of(name), Known(row["name"], row["short"], row["kind"], former=True))
    return found


@lru_cache(maxsize=1)
def _groups() -> list[tuple[str, list[re.Pattern[str]]]]:
    return [(row["key"], [re.compile(words) for words in row["words"]]) for row in bodies_data()["groups"]]


def bare(text: str) -> str:
    """Words without the order before them: "Giao Sở Tài chính" gives "Sở Tài chính"."""
    folded = fold_vi(text)
    match = _ORDER.match(folded)
    return text[match.end() :] if match is not None and len(folded) == len(text) else text


def group_of(text: str) -> str:
    """ "communes", "departments", "rest", "members", or "" when the words name single bodies."""
    folded = fold_vi(bare(normalize_line(text))).strip(" :.;,")
    for key, patterns in _groups():
        if any(pattern.search(folded) for pattern in patterns):
            return key
    return ""


def resolve(
    texts: Sequence[str],
    *,
    province: Unit,
    committee: Any = None,
    place: str = "",
    taken: Iterable[int] = (),
    on: dt.date | None = None,
    document_on: dt.date | None = None,
) -> Addressing:
    """Find today's bodies for printed addressees.

    ``committee`` is the steering committee whose members "các thành viên còn lại" are counted from, ``taken`` the keys
    of bodies addressed elsewhere in the document, ``place`` the place printed beside the date ("Trà Vinh"): groups of
    communes are those of that old province. Nothing is written.
    """
    reader = _Reader(province, committee, place, set(taken), on or clock.today(), document_on)
    answer = Addressing()
    for text in texts:
        reader.read(normalize_line(text).strip(" :.;"), answer)
    return answer


class _Reader:
    """Reads addressees against the bodies of one province on one day."""

    def __init__(
        self,
        province: Unit,
        committee: Any,
        place: str,
        taken: set[int],
        on: dt.date,
        document_on: dt.date | None,
    ) -> None:
        self.province, self.committee, self.place = province, committee, place
        self.taken, self.on, self.document_on = taken, on, document_on
        alive = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        own = Organisation.objects.filter(kind__in=MINE).filter(Q(unit=province) | Q(unit__isnull=True))
        self.bodies: dict[str, Organisation] = {}
        for body in own.filter(alive).order_by("-pk"):
            for name in (body.name, body.short_name):
                self.bodies[self._own_key(name)] = body
        self.bodies.pop("", None)
        self.rules = {
            rule.words_key: rule.value for rule in ReadingRule.objects.filter(province=province, kind=ADDRESSEE_RULE)
        }

    def _own_key(self, name: str) -> str:
        """The key of a name without the province at its end: "Sở Y tế tỉnh Vĩnh Long" and "Sở Y tế" are one."""
        key = key_of(name)
        for tail in (self.province.full_name, self.province.name, "tỉnh", "thành phố"):
            end = f" {key_of(tail)}"
            if key.endswith(end) and len(key) > len(end):
                key = key[: -len(end)]
        return key

    def read(self, text: str, answer: Addressing) -> None:
        """Place one addressee: by the province's own rule, as a group, as one body, as several bodies."""
        if not text:
            return
        words = bare(text)
        found = self._ruled(text) or self._group(words) or self._one(words)
        if not found:
            parts = self._several(words)
            if parts is not None:
                for part in parts:
                    self.read(part, answer)
                return
            answer.unknown.append(self._unknown(words))
            return
        answer.add(found)

    def _ruled(self, text: str) -> list[Addressed]:
        rule = self.rules.get(key_of(text))
        if rule is None:
            return []
        if rule.get("group"):
            return self._members_of_group(rule["group"], text)
        rows = Organisation.objects.filter(pk__in=rule.get("bodies", ())).order_by("pk")
        return [Addressed(body, text, str(_("Theo quy tắc đọc của tỉnh"))) for body in rows]

    def _group(self, text: str) -> list[Addressed]:
        key = group_of(text)
        if key == "members" and "(" in text:
            return []
        return self._members_of_group(key, text) if key else []

    def _members_of_group(self, key: str, text: str) -> list[Addressed]:
        if key == "communes":
            area = areas.area_of(self.place, self.province, self.document_on, self.on)
            return [
                Addressed(body, text, areas.why(body.unit, area))
                for body in areas.committees_of(area.communes, self.on)
            ]
        if key == "departments":
            rest = bool(re.search(r"(khac|con lai)$", fold_vi(text).strip(" :.")))
            rows = Organisation.objects.filter(
                kind=OrganisationKind.DEPARTMENT, unit=self.province, valid_to__isnull=True
            ).order_by("pk")
            left = [body for body in rows if not (rest and body.pk in self.taken)]
            return [Addressed(body, text, str(_("Thuộc nhóm “%(words)s”") % {"words": text})) for body in left]
        members = self._committee_members()
        if key == "rest":
            members = [body for body in members if body.pk not in self.taken]
            why = _("Thành viên Ban Chỉ đạo chưa được nêu ở mục khác")
        else:
            why = _("Thành viên Ban Chỉ đạo")
        return [Addressed(body, text, str(why)) for body in members]

    def _committee_members(self) -> list[Any]:
        if self.committee is None:
            return []
        rows = SteeringMember.objects.filter(committee=self.committee, valid_from__lte=self.on)
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=self.on))
        return [row.body for row in rows.select_related("body").order_by("pk") if not row.body.valid_to]

    def _one(self, text: str) -> list[Addressed]:
        role = _BRACKET.match(text)
        if role is not None:
            inside = self._one(role["inside"].strip())
            if inside:
                why = _("Cơ quan giữ vai trò “%(role)s”") % {"role": normalize_line(role["role"])}
                return [Addressed(item.body, text, f"{why}. {item.why}".strip(". ")) for item in inside]
            return self._one(role["role"].strip())
        if key_of(text).startswith("thuong truc ban chi dao"):
            return self._standing(text)
        named = self._named(text)
        return named or self._unit_committee(text)

    def _standing(self, text: str) -> list[Addressed]:
        rows = SteeringMember.objects.filter(committee=self.committee, standing=True, valid_to__isnull=True)
        if self.committee is None:
            return []
        return [Addressed(row.body, text, str(_("Cơ quan thường trực Ban Chỉ đạo"))) for row in rows]

    def _named(self, text: str) -> list[Addressed]:
        key = self._own_key(self._without_place(text))
        body = self.bodies.get(self._own_key(text)) or self.bodies.get(key)
        if body is not None:
            return [Addressed(body, text)]
        known = _names().get(key)
        if known is not None:
            body = self.bodies.get(key_of(known.name)) or self.bodies.get(key_of(known.short))
            if body is not None:
                why = _("%(old)s nay là %(new)s") % {"old": text, "new": known.name} if known.former else ""
                return [Addressed(body, text, str(why))]
        if text.startswith("Ủy ban nhân dân tỉnh") or key in ("uy ban nhan dan", "ubnd"):
            rows = areas.committees_of([self.province], self.on)
            return [Addressed(body, text) for body in rows]
        return self._ended(text)

    def _without_place(self, text: str) -> str:
        """The words without the old province at their end: "Sở Y tế tỉnh Trà Vinh" in a notice of Trà Vinh."""
        if not self.place:
            return text
        pattern = rf"\s+(?:tỉnh\s+|thành phố\s+)?{re.escape(self.place)}$"
        return re.sub(pattern, "", text)

    def _ended(self, text: str) -> list[Addressed]:
        """A body on file that ended, followed to the one that took over."""
        key = key_of(text)
        rows = Organisation.objects.filter(valid_to__isnull=False, kind__in=(*MINE, OrganisationKind.COMMITTEE))
        for body in rows.filter(search_text__contains=fold_vi(text)[:300])[:20]:
            if key not in (key_of(body.name), key_of(body.short_name)):
                continue
            seen = {body.pk}
            last = body
            while last.valid_to is not None and last.successor is not None and last.successor.pk not in seen:
                last = last.successor
                seen.add(last.pk)
            if last.valid_to is None:
                why = _("%(old)s đã kết thúc, %(new)s kế thừa") % {"old": body.name, "new": last.name}
                return [Addressed(last, text, str(why))]
        return []

    def _unit_committee(self, text: str) -> list[Addressed]:
        """ "UBND huyện Tiểu Cần", "xã Song Phú": the committee of today, or those of the communes that took over."""
        folded = fold_vi(text)
        match = _COMMITTEE.match(folded)
        if match is None and not re.match(r"(huyen|thi xa|thanh pho|xa|phuong|dac khu) ", folded):
            return []
        label = text[match.end() :] if match is not None and len(folded) == len(text) else text
        unit = areas.unit_named(label, self.province, self.document_on, self.place)
        if unit is None:
            return []
        heirs = areas.heirs(unit, self.on)
        bodies = areas.committees_of(heirs, self.on)
        if unit.exists_on(self.on):
            return [Addressed(body, text) for body in bodies]
        why = _("%(unit)s cũ nay thuộc %(count)s đơn vị") % {"unit": unit.label, "count": len(heirs)}
        return [Addressed(body, text, str(why)) for body in bodies]

    def _several(self, text: str) -> list[str] | None:
        """Parts of a list of bodies, the longest names first; None when no cut names a body or a group."""
        cuts = [(match.start(), match.end()) for match in _SPLIT.finditer(text)]
        for start, end in sorted(cuts, reverse=True):
            head, tail = text[:start].strip(), text[end:].strip()
            if head and tail and (self._one(head) or self._group(head)):
                return [head, tail]
        for start, end in cuts:
            head, tail = text[:start].strip(), text[end:].strip()
            if head and tail and (self._one(tail) or self._group(tail)):
                return [head, tail]
        if ";" in text:
            return [part for part in re.split(r"\s*;\s*", text) if part]
        return None

    def _unknown(self, text: str) -> Unknown:
        known = _names().get(self._own_key(self._without_place(text)))
        proposal = None
        if known is not None:
            proposal = {"name": f"{known.name} {self.province.label}", "short_name": known.short, "kind": known.kind}
        words = [word for word in key_of(text).split() if len(word) > 2]
        near = sorted(
            {body.pk: body for body in self.bodies.values()}.values(),
            key=lambda body: (-sum(word in key_of(body.name).split() for word in words), body.pk),
        )
        hits = [body for body in near if any(word in key_of(body.name).split() for word in words)]
        return Unknown(text, tuple(hits[:5]), proposal, self._reason(text))

    def _reason(self, text: str) -> str:
        key = group_of(text)
        if key in ("rest", "members") and self.committee is None:
            return str(_("Chưa chọn Ban Chỉ đạo, nên chưa biết các thành viên."))
        if key == "communes":
            return str(_("Địa bàn “%(place)s” không thuộc tỉnh này.") % {"place": self.place})
        return str(_("Không có đơn vị tên này đang hoạt động."))
