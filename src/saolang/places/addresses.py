"""Take a printed address apart. Pure: no database.

An address reads from the smallest to the largest unit: "ấp Cây Hẹ, xã Phú Cần, huyện Tiểu Cần, tỉnh Trà Vinh".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from saolang.core.text import fold_vi, normalize_line

from .enums import KINDS_OF_LEVEL, Kind, Level

_SPLIT = re.compile(r"\s*[,;\n]\s*")
_DASH = re.compile(r"\s+[-–—]\s+")
_OLD_MARK = re.compile(r"\s*\((?:cũ|cu|trước đây|truoc day|trước 0?1/0?7/2025)\)|\s+(?:cũ|cu)$")
_BRACKETS = re.compile(r"\([^)]*\)")
# With marks, because "Huyền Hội" is a commune and not a district "Hội"; folded only for text typed without any.
_PREFIXES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (r"thành phố|tp\.?|t\.p\.?", (Kind.CITY,)),
    (r"thị trấn|tt\.?|t\.t\.?", (Kind.TOWNSHIP,)),
    (r"thị xã|tx\.?|t\.x\.?", (Kind.TOWN,)),
    (r"đặc khu", (Kind.SPECIAL_ZONE,)),
    (r"phường|p\.?", (Kind.WARD,)),
    (r"huyện|h\.?", (Kind.DISTRICT,)),
    (r"quận|q\.?", (Kind.URBAN_DISTRICT,)),
    (r"tỉnh|t\.?", (Kind.PROVINCE,)),
    (r"xã|x\.?", (Kind.COMMUNE,)),
)


def _patterns(fold: bool) -> list[tuple[re.Pattern[str], tuple[Kind, ...]]]:
    tail = r"(?:(?<=\.)\s*|\s+|(?=\d))(?P<name>\S.*)"
    return [(re.compile(f"(?:{fold_vi(words) if fold else words}){tail}"), kinds) for words, kinds in _PREFIXES]


_MARKED, _PLAIN = _patterns(fold=False), _patterns(fold=True)
# What stands below the commune: never a commune's name.
_BELOW = re.compile(
    r"(?:ap|khom|khu|khu pho|kp\.?|thon|to|to dan pho|so|so nha|duong|d\.|hem|ngo|lo|quoc lo|ql\.?|tinh lo|dt\.?|"
    r"cum|kcn|ccn|km|cho|tang|toa nha|buon|ban|xom|lang|chung cu|nha)(?:\s|\d|$)"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of an address.

    ``text`` as printed; ``name`` folded and without its prefix; ``whole`` folded with it, for names that only look
    prefixed; ``spelling`` of the name with its marks, empty when typed without any; ``kinds`` what the prefix says;
    ``old`` when the text adds "(cũ)".
    """

    text: str
    name: str
    whole: str
    spelling: str = ""
    kinds: tuple[Kind, ...] = ()
    old: bool = False

    @property
    def is_below_commune(self) -> bool:
        """Say whether this is a hamlet, street or house and not a unit."""
        return not self.kinds and (bool(_BELOW.match(self.name)) or self.name[:1].isdigit())

    def may_be(self, level: str) -> bool:
        """Say whether the prefix (or its absence) allows a unit of this level."""
        return not self.kinds or any(kind in KINDS_OF_LEVEL[level] for kind in self.kinds)

    @property
    def says_district(self) -> bool:
        """Say whether the prefix exists only at the district level, which ended on 2025-06-30."""
        return bool(self.kinds) and not self.may_be(Level.PROVINCE) and self.may_be(Level.DISTRICT)

    @property
    def says_commune(self) -> bool:
        """Say whether the prefix names a commune, ward, township or special zone."""
        return bool(self.kinds) and self.may_be(Level.COMMUNE)


def unit_name(folded: str) -> str:
    """Return a folded name in the form names are compared in: "06" as "6", no apostrophes, dots or hyphens."""
    bare = re.sub(r"[’'`.]", "", folded).replace("-", " ")
    return " ".join(part.lstrip("0") or "0" if part.isdigit() else part for part in bare.split())


def spelling_of(name: str) -> str:
    """Return a name with its marks in a form that does not care where a tone stands (Hoà, Hòa); Dân is not Đàn."""
    words = []
    for word in unit_name(normalize_line(name).lower()).split():
        parts = unicodedata.normalize("NFD", word)
        marks = sorted(part for part in parts if unicodedata.combining(part))
        words.append("".join(part for part in parts if not unicodedata.combining(part)) + "".join(marks))
    return " ".join(words)


def segments(address: str) -> list[Segment]:
    """Return the parts of an address, in the order printed; empty parts and a final country name are dropped.

    Commas separate; a dash does when there is no comma or a prefix follows it ("Lâm Viên - Đà Lạt" is one name).
    """
    text = normalize_line(address.replace("\n", ", "))
    found = [segment(part, marked=_has_marks(text)) for part in _parts(text) if part]
    if found and found[-1].whole in ("viet nam", "vn"):
        found.pop()
    return found


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    commas = _SPLIT.split(text)
    for part in commas:
        pieces = _DASH.split(part)
        if len(pieces) > 1 and (len(commas) == 1 or all(segment(piece).kinds for piece in pieces[1:])):
            parts.extend(pieces)
        else:
            parts.append(part)
    return [part.strip(" .") for part in parts]


def _has_marks(text: str) -> bool:
    return fold_vi(text) != text.lower()


def segment(text: str, *, marked: bool = False) -> Segment:
    """Read one part of an address, or a unit's name with or without its prefix.

    ``marked`` says that the text around it has marks, so that a part without any is meant so ("Long An").
    """
    lowered = normalize_line(text).lower()
    old = bool(_OLD_MARK.search(lowered))
    lowered = " ".join(_BRACKETS.sub(" ", _OLD_MARK.sub("", lowered)).split())
    folded = fold_vi(lowered)
    marked = marked or folded != lowered
    for pattern, kinds in _MARKED if marked else _PLAIN:
        match = pattern.fullmatch(lowered)
        if match:
            spelling = spelling_of(match["name"]) if marked else ""
            return Segment(text, unit_name(fold_vi(match["name"])), unit_name(folded), spelling, kinds, old)
    spelling = spelling_of(lowered) if marked else ""
    return Segment(text, unit_name(folded), unit_name(folded), spelling, (), old)
