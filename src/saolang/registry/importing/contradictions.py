"""What in a list contradicts itself, the calendar or the law: counted first, then named line by line. Pure.

Nothing is corrected here. Legal: Quyết định 490/QĐ-TTg (7/5/2018) began the programme; Quyết định 26/2026/QĐ-TTg,
Điều 4 and Điều 7: five stars are the ministry's, three and four the province's (until 30/6/2025 also a district's
three).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz

from saolang.core.text import fold_vi, format_date
from saolang.core.workdays import add_months_civil
from saolang.producers.enums import ProducerKind

from .entries import TERM_MONTHS, Entry
from .sections import Printed

PROGRAMME_BEGAN = date(2018, 5, 7)
ALIKE = 92
"""How like two producers' names must be, of 100, to be asked about."""
LABELS: dict[str, Any] = {
    "counts_differ": gettext_lazy("Số in trong danh sách khác số đếm được"),
    "expired_counted": gettext_lazy("Đã hết 36 tháng nhưng vẫn nằm trong danh sách"),
    "said_valid_but_expired": gettext_lazy("Danh sách ghi còn hiệu lực nhưng 36 tháng đã hết"),
    "code_twice": gettext_lazy("Một mã sản phẩm dùng nhiều lần"),
    "product_two_stars": gettext_lazy("Một sản phẩm có nhiều hạng sao"),
    "decision_two_dates": gettext_lazy("Một số quyết định có nhiều ngày"),
    "number_shared": gettext_lazy("Một số quyết định của nhiều cơ quan"),
    "before_programme": gettext_lazy("Ngày trước khi có Chương trình OCOP (07/5/2018)"),
    "five_star_provincial": gettext_lazy("5 sao nhưng quyết định không phải của Bộ"),
    "year_differs": gettext_lazy("Năm của quyết định khác năm của danh sách"),
    "term_differs": gettext_lazy("Ngày hết hạn khác 36 tháng"),
    "certificate_twice": gettext_lazy("Một số giấy chứng nhận dùng nhiều lần"),
    "producer_variants": gettext_lazy("Một chủ thể có thể được ghi nhiều cách"),
    "commune_unknown": gettext_lazy("Xã không có trong danh mục"),
    "star_lowered": gettext_lazy("Hạ sao mà không có quyết định mới hơn"),
    "star_and_potential": gettext_lazy("Vừa ghi 5 sao vừa ghi tiềm năng 5 sao"),
}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One finding. ``places`` are all the lines it is about."""

    code: str
    message: str
    places: tuple[str, ...]


@dataclass(slots=True)
class Facts:
    """One line as the comparison needs it; ``producer`` is a key that keeps hidden households apart."""

    place: str
    sheet: str
    row: int
    entry: Entry
    producer: str
    sheet_year: int | None = None
    said_valid: bool = False


@dataclass(slots=True)
class Report:
    """All findings of a file, with the counts that go first."""

    counts: dict[str, int] = field(default_factory=dict)
    by_star: dict[str, int] = field(default_factory=dict)
    by_kind: dict[str, int] = field(default_factory=dict)
    items: list[Contradiction] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be kept with the import."""
        items = [{"code": i.code, "message": i.message, "places": list(i.places)} for i in self.items]
        return {"counts": self.counts, "by_star": self.by_star, "by_kind": self.by_kind, "items": items}


def find_contradictions(
    lines: Sequence[Facts], *, today: date, printed: Iterable[Printed] = (), refused: Iterable[Contradiction] = ()
) -> Report:
    """Hold the lines against each other, the printed counts and the calendar; ``refused`` are findings made before."""
    items = [
        *_printed(lines, list(printed)), *_expired(lines, today), *_codes(lines), *_two_stars(lines),
        *_decisions(lines), *_each(lines), *_certificates(lines), *_variants(lines), *refused,
    ]  # fmt: skip
    order = list(LABELS)
    items.sort(key=lambda item: order.index(item.code) if item.code in order else len(order))
    stars: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for line in lines:
        stars[_star_key(line.entry)] += 1
        kinds[line.entry.kind or ""] += 1
    found = Counter(item.code for item in items)
    return Report(
        counts={code: found[code] for code in order if found[code]},
        by_star=dict(sorted(stars.items(), reverse=True)),
        by_kind=dict(sorted(kinds.items())),
        items=items,
    )


def kind_label(kind: str) -> str:
    """The words for a kind of producer; empty means the list does not say."""
    return str(ProducerKind(kind).label) if kind in ProducerKind.values else _("không ghi loại hình")


def _star_key(entry: Entry) -> str:
    if entry.star is not None:
        return f"star_{entry.star}"
    return "potential" if entry.potential_five else "none"


def _printed(lines: Sequence[Facts], printed: list[Printed]) -> list[Contradiction]:
    found = []
    for one in printed:
        sheet = one.where.rpartition("!")[0]
        mine = [line for line in lines if line.sheet == sheet]
        if one.what == "group":
            first, end = one.rows or (0, 0)
            count = sum(1 for line in mine if first < line.row <= end)
        elif one.what == "total":
            count = len(mine)
        else:
            count = sum(1 for line in mine if _star_key(line.entry) == one.what)
        if count != one.count:
            text = _("Ghi %(said)d nhưng đếm được %(count)d: “%(label)s”.")
            words = {"said": one.count, "count": count, "label": one.label}
            found.append(Contradiction("counts_differ", text % words, (one.where,)))
    return found


def _expired(lines: Sequence[Facts], today: date) -> list[Contradiction]:
    """Stars whose term is over and that no later line of the same product follows."""
    newest: dict[tuple[str, str], date] = {}
    for line in lines:
        if line.entry.star is not None and line.entry.through:
            key = (fold_vi(line.entry.name), line.producer)
            newest[key] = max(newest.get(key, date.min), line.entry.through)
    found = []
    for line in lines:
        entry = line.entry
        if entry.star is None or entry.through is None or entry.through >= today:
            continue
        words = {"name": entry.name, "day": format_date(entry.through)}
        if line.said_valid:
            text = _("“%(name)s”: ghi còn hiệu lực, nhưng hết hạn ngày %(day)s.") % words
            found.append(Contradiction("said_valid_but_expired", text, (line.place,)))
        elif newest[(fold_vi(entry.name), line.producer)] == entry.through:
            text = _("“%(name)s”: hết hạn ngày %(day)s, chưa thấy dòng công nhận lại.") % words
            found.append(Contradiction("expired_counted", text, (line.place,)))
    return found


def _codes(lines: Sequence[Facts]) -> list[Contradiction]:
    """The same code for another product: a later recognition of the same product keeps its code."""
    by_code: dict[str, list[Facts]] = defaultdict(list)
    for line in lines:
        if line.entry.product_code:
            by_code[line.entry.product_code].append(line)
    found = []
    for code, mine in by_code.items():
        if len({(fold_vi(line.entry.name), line.producer) for line in mine}) > 1:
            names = "; ".join(dict.fromkeys(line.entry.name for line in mine))[:200]
            text = _("Mã %(code)s dùng cho: %(names)s.") % {"code": code, "names": names}
            found.append(Contradiction("code_twice", text, tuple(line.place for line in mine)))
    return found


def _two_stars(lines: Sequence[Facts]) -> list[Contradiction]:
    """A product with two stars that no dates put in order."""
    by_product: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for line in lines:
        if line.entry.star is not None and line.producer:
            by_product[(fold_vi(line.entry.name), line.producer)].append(line)
    found = []
    for mine in by_product.values():
        stars = {line.entry.star for line in mine}
        if len(stars) < 2:
            continue
        days = [line.entry.decided_on for line in mine]
        text = _("“%(name)s” của một chủ thể được ghi %(stars)s sao.")
        if len(set(days)) == len(days) and None not in days:
            text = _("“%(name)s” của một chủ thể được ghi %(stars)s sao, ở các quyết định khác ngày.")
        shown = ", ".join(str(star) for star in sorted(stars, key=int))  # type: ignore[arg-type]
        message = text % {"name": mine[0].entry.name, "stars": shown}
        found.append(Contradiction("product_two_stars", message, tuple(line.place for line in mine)))
    return found


def issuer_key(name: str) -> str:
    """An issuer as it is compared: "UBND Huyện Mẫu" and "Ủy ban nhân dân huyện Mẫu" are one."""
    folded = re.sub(r"^(?:ubnd|uy ban nhan dan)\s+", "ubnd ", fold_vi(name))
    return re.sub(r"^ubnd (?!tinh |huyen |thi xa |thanh pho |quan |xa |phuong |thi tran )", "ubnd tinh ", folded)


def decision_key(entry: Entry) -> tuple[str, str, str, int | None]:
    """Issuer, number, symbol, year: what makes a decision one."""
    number, symbol = entry.decision or ("", "")
    year = entry.decided_on.year if entry.decided_on else entry.decided_year
    return issuer_key(entry.issuer), number, symbol, year


def _decisions(lines: Sequence[Facts]) -> list[Contradiction]:
    days: dict[tuple[str, str, str, int | None], dict[date, list[str]]] = defaultdict(lambda: defaultdict(list))
    issuers: dict[tuple[str, str, int | None], dict[str, tuple[str, str]]] = defaultdict(dict)
    for line in lines:
        entry = line.entry
        if entry.decision is None:
            continue
        issuer, number, symbol, year = decision_key(entry)
        if entry.decided_on:
            days[(issuer, number, symbol, year)][entry.decided_on].append(line.place)
        issuers[(number, symbol, year)].setdefault(issuer, (entry.issuer, line.place))
    found = []
    for (_issuer, number, symbol, _year), by_day in days.items():
        if len(by_day) > 1:
            shown = ", ".join(format_date(day) for day in sorted(by_day))
            text = _("Quyết định %(number)s ghi các ngày %(days)s.") % {"number": f"{number}/{symbol}", "days": shown}
            places = tuple(place for mine in by_day.values() for place in mine)
            found.append(Contradiction("decision_two_dates", text, places))
    for (number, symbol, _year), by_issuer in issuers.items():
        if len(by_issuer) > 1:
            shown = "; ".join(name for name, _place in by_issuer.values())
            text = _("Số %(number)s là của nhiều cơ quan, được giữ riêng: %(issuers)s.")
            message = text % {"number": f"{number}/{symbol}".rstrip("/"), "issuers": shown}
            found.append(Contradiction("number_shared", message, tuple(place for _n, place in by_issuer.values())))
    return found


def _each(lines: Sequence[Facts]) -> list[Contradiction]:
    """What one line says against itself."""
    found = []
    for line in lines:
        entry, name = line.entry, line.entry.name

        def add(code: str, text: str, place: str = line.place) -> None:
            found.append(Contradiction(code, text, (place,)))

        day = entry.decided_on or entry.certified_on or entry.starts_on
        if day and day < PROGRAMME_BEGAN:
            add("before_programme", _("“%(name)s”: ngày %(day)s.") % {"name": name, "day": format_date(day)})
        symbol = entry.decision[1] if entry.decision else ""
        local = issuer_key(entry.issuer).startswith("ubnd") or "UBND" in symbol.upper()
        if entry.star == 5 and local:
            words = {"name": name, "number": entry.decision_words or "?", "issuer": entry.issuer}
            add("five_star_provincial", _("“%(name)s”: 5 sao theo %(number)s của %(issuer)s.") % words)
        if entry.star == 5 and entry.potential_five:
            add("star_and_potential", _("“%(name)s”.") % {"name": name})
        decided = entry.decided_on.year if entry.decided_on else entry.decided_year
        year = line.sheet_year or entry.year
        if decided and year and decided != year:
            words = {"name": name, "decided": decided, "year": year}
            add("year_differs", _("“%(name)s”: quyết định năm %(decided)d, danh sách ghi năm %(year)d.") % words)
        start = entry.certified_on or entry.starts_on or entry.decided_on
        if start and entry.through and entry.through != add_months_civil(start, TERM_MONTHS):
            words = {"name": name, "start": format_date(start), "through": format_date(entry.through)}
            add("term_differs", _("“%(name)s”: từ %(start)s đến %(through)s.") % words)
    return found


def _certificates(lines: Sequence[Facts]) -> list[Contradiction]:
    by_number: dict[tuple[str, str, int | None], list[Facts]] = defaultdict(list)
    for line in lines:
        if line.entry.certificate:
            by_number[certificate_key(line.entry)].append(line)
    found = []
    for mine in by_number.values():
        if len(mine) > 1:
            text = _("Giấy chứng nhận số %(number)s ghi ở %(n)d dòng.")
            words = {"number": mine[0].entry.certificate, "n": len(mine)}
            found.append(Contradiction("certificate_twice", text % words, tuple(line.place for line in mine)))
    return found


def certificate_key(entry: Entry) -> tuple[str, str, int | None]:
    """Issuer, number and year: what makes a certificate one."""
    return issuer_key(entry.issuer), entry.certificate, entry.certified_on.year if entry.certified_on else None


_FORMS = re.compile(
    r"\b(?:cong ty|cty|ct|tnhh|mtv|mot thanh vien|hai thanh vien|co phan|cp|dntn|doanh nghiep tu nhan|hop tac xa|htx|"
    r"to hop tac|tht|ho kinh doanh|hkd|ho sxkd|co so|cssx|san xuat|sx|thuong mai|tm|dich vu|dv|nong nghiep|nn|va|&)\b"
)


def _core(name: str) -> str:
    return " ".join(_FORMS.sub(" ", re.sub(r"[^\w&]+", " ", fold_vi(name))).split())


def _variants(lines: Sequence[Facts]) -> list[Contradiction]:
    """Names of producers that differ in a mark, an abbreviation or a letter."""
    places: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        if line.entry.producer:
            places[line.entry.producer].append(line.place)
    by_core: dict[str, list[str]] = defaultdict(list)
    for name in places:
        by_core[_core(name) or fold_vi(name)].append(name)
    blocks: dict[tuple[str, str], list[str]] = defaultdict(list)
    for core in by_core:
        digits = re.sub(r"\D", "", core)
        blocks[(max(core.split(), key=len)[:4], digits)].append(core)
    groups = {core: core for core in by_core}
    for cores in blocks.values():
        for index, one in enumerate(cores[:400]):
            for other in cores[index + 1 : 400]:
                if min(len(one), len(other)) >= 8 and fuzz.ratio(one, other, score_cutoff=ALIKE):
                    groups[other] = groups[one]
    merged: dict[str, list[str]] = defaultdict(list)
    for core, head in groups.items():
        merged[head] += by_core[core]
    found = []
    for names in merged.values():
        if len(names) > 1:
            shown = "; ".join(f"“{name}”" for name in names)
            text = _("Có thể là một chủ thể: %(names)s. Được giữ riêng nếu khác chữ.") % {"names": shown}
            found.append(Contradiction("producer_variants", text, tuple(places[name][0] for name in names)))
    return found
