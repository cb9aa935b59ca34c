"""What the register holds already, in memory, for comparing many lines with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core.codes import clean_code
from saolang.core.problems import Problem
from saolang.core.text import fold_vi, format_date
from saolang.places.queries import AddressResolution
from saolang.producers.enums import ProducerState

from ..enums import NAMELESS, LineOutcome
from ..models import Certificate, Decision, PublishedEntry, Recognition
from .contradictions import decision_key, issuer_key
from .entries import Entry

Star = tuple[int, date | None, int | None]


@dataclass(frozen=True, slots=True)
class Known:
    """A line that is in already."""

    code: str
    star: int | None


def lowers(entry: Entry, star: int, day: date | None, year: int | None) -> bool:
    """Whether an entry would take a star down without a newer decision.

    An older entry is history and lowers nothing.
    """
    if entry.star is None or entry.star >= star:
        return False
    if entry.decided_on and day:
        return not (entry.decided_on < day or (entry.decision is not None and entry.decided_on > day))
    own, held = entry.year or entry.decided_year, year or (day.year if day else None)
    if entry.decided_on:
        own = entry.decided_on.year
    if own and held and own < held:
        return False
    return not (entry.decision and entry.decided_on and (held is None or entry.decided_on.year > held))


@dataclass(slots=True)
class Held:
    """The register by what lines are compared with."""

    lines: dict[tuple[Any, ...], Known] = field(default_factory=dict)
    papers: dict[tuple[Any, ...], Known] = field(default_factory=dict)
    stars: dict[tuple[str, str], Star] = field(default_factory=dict)
    decisions: dict[tuple[str, str, str, int | None], date | None] = field(default_factory=dict)
    certificates: set[tuple[str, str, int | None]] = field(default_factory=set)
    _entries: dict[str, Recognition] | None = None

    @classmethod
    def load(cls) -> Held:
        """Read it all, a few questions for the whole register."""
        held = cls()
        folded: dict[str, str] = {}

        def fold(text: str) -> str:
            if text not in folded:
                folded[text] = fold_vi(text)
            return folded[text]

        lines = PublishedEntry.objects.filter(batch__undone_on__isnull=True).values_list(
            "product__name", "product__producer__organisation__name", "decision_number", "year", "decided_on",
            "recognition__star", "batch__code",
        )  # fmt: skip
        for name, producer, number, year, _day, star, code in lines:
            if producer not in NAMELESS:
                held.lines[(fold(name), fold(producer), number.lower(), year)] = Known(code, star)
        recognitions = Recognition.objects.values_list(
            "product_name", "product__name", "product__producer__organisation__name", "star", "recognised_on",
            "assessed_year", "decision__issuer__name", "decision__number", "decision__symbol", "decision__year", "code",
        )  # fmt: skip
        for printed, name, producer, star, day, year, issuer, number, symbol, dyear, code in recognitions.iterator():
            if producer in NAMELESS:
                continue
            key = (fold(name), fold(producer))
            before = held.stars.get(key)
            if before is None or _order(day, year) >= _order(*before[1:]):
                held.stars[key] = (star, day, year)
            if number:
                for shown in {fold(printed), key[0]}:
                    held.papers[(shown, key[1], issuer_key(issuer), number, symbol, dyear)] = Known(code, star)
        for issuer, number, symbol, year, day in Decision.objects.values_list(
            "issuer__name", "number", "symbol", "year", "issued_on"
        ):
            held.decisions[(issuer_key(issuer), number, symbol, year)] = day
        for issuer, number, year in Certificate.objects.values_list("issuer__name", "number", "year"):
            held.certificates.add((issuer_key(issuer), number, year))
        return held

    def find(self, entry: Entry) -> Known | None:
        """The line of the register that says the same, for producers with a name."""
        if not entry.producer:
            return None
        who = (fold_vi(entry.name), fold_vi(entry.producer))
        if entry.decision:
            found = self.papers.get((*who, *decision_key(entry)))
            if found is not None:
                return found
        return self.lines.get((*who, entry.decision_words.lower(), entry.year))

    def compare(
        self, line: Any, entry: Entry, place: AddressResolution | None, corrections: list[dict[str, Any]]
    ) -> LineOutcome:
        """A line that names its entry by our code: nothing new, facts that may be corrected, or facts of a paper."""
        star = self._by_code().get(clean_code(line.entry_code))
        if star is None:
            text = _("Không có mục mang mã “%(code)s” trong sổ.") % {"code": line.entry_code[:20]}
            fix = _("Để trống ô mã nếu đây là mục mới.")
            line.problems.append(Problem("entry_code_unknown", text, line.place, fix))
            return LineOutcome.REFUSED
        papers, free = differences(star, entry, place, says_through=line.says_through)
        url = reverse("registry:entry", kwargs={"code": star.code})
        for label, ours, theirs in papers:
            text = _("%(what)s: sổ ghi “%(ours)s”, tệp ghi “%(theirs)s”.")
            fix = _("Điều này cần văn bản đính chính: mở mục trong sổ và ghi đính chính kèm số, ngày, tệp.")
            words = {"what": label, "ours": ours, "theirs": theirs}
            line.problems.append(Problem("needs_amendment", text % words, line.place, fix, url))
        if line.problems:
            return LineOutcome.REFUSED
        for label, change in free:
            text = _("%(what)s: “%(before)s” thành “%(after)s”.")
            words = {"what": label, "before": change["shown_before"], "after": change["shown_after"]}
            line.notes.append(Problem("corrected", text % words, line.place))
            corrections.append(change)
        return LineOutcome.CORRECTED if free else LineOutcome.UNCHANGED

    def _by_code(self) -> dict[str, Recognition]:
        if self._entries is None:
            stars = Recognition.objects.select_related(
                "product__producer__organisation", "product__made_in", "decision__issuer"
            ).prefetch_related("certificates")
            self._entries = {star.code: star for star in stars}
        return self._entries


def _order(day: date | None, year: int | None) -> date:
    return day or (date(year, 12, 31) if year else date.min)


def differences(
    star: Recognition, entry: Entry, place: AddressResolution | None, *, says_through: bool
) -> tuple[list[tuple[Any, str, str]], list[tuple[Any, dict[str, Any]]]]:
    """What a line says otherwise than its entry: facts of papers, and facts that may simply be corrected.

    An empty cell says nothing.
    """
    decision = star.decision
    certificates = sorted(star.certificates.all(), key=lambda c: (c.issued_on or date.min, c.pk))
    paper = certificates[-1] if certificates else None
    through = paper.valid_through if paper else star.term_through
    known = {through, star.through, star.prolonged_through}
    papers = [
        (_("Tên sản phẩm"), star.product_name, entry.name),
        (_("Chủ thể"), star.producer_name, entry.producer),
        (_("Hạng sao"), str(star.star), str(entry.star or "")),
        (_("Số quyết định"), str(decision or ""), entry.decision_words),
        (_("Ngày quyết định"), format_date(star.recognised_on), format_date(entry.decided_on)),
        (_("Số giấy chứng nhận"), paper.number if paper else "", entry.certificate),
        (_("Ngày cấp giấy"), format_date(paper.issued_on if paper else None), format_date(entry.certified_on)),
        (_("Mã sản phẩm"), star.product_code, entry.product_code),
    ]
    if decision and entry.issuer and issuer_key(decision.issuer.name) != issuer_key(entry.issuer):
        papers.append((_("Cơ quan ban hành"), decision.issuer.name, entry.issuer))
    if says_through and entry.through and through and entry.through not in known:
        papers.append((_("Có giá trị đến hết ngày"), format_date(through), format_date(entry.through)))
    changed = [(label, ours, theirs) for label, ours, theirs in papers if theirs and fold_vi(ours) != fold_vi(theirs)]
    return changed, _free(star, entry, place)


def _free(star: Recognition, entry: Entry, place: AddressResolution | None) -> list[tuple[Any, dict[str, Any]]]:
    product, producer = star.product, star.product.producer
    free: list[tuple[Any, dict[str, Any]]] = []

    def add(label: Any, model: str, pk: int, name: str, values: tuple[Any, Any], shown: tuple[Any, Any]) -> None:
        change = {"model": model, "pk": pk, "field": name, "before": values[0], "after": values[1]}
        change |= {"shown_before": str(shown[0] or "–"), "shown_after": str(shown[1])}
        free.append((label, change))

    if entry.kind and entry.kind != producer.kind and producer.state == ProducerState.PUBLISHED_ONLY:
        shown = (producer.get_kind_display(), entry.kind)
        add(_("Loại hình"), "producer", producer.pk, "kind", (producer.kind, entry.kind), shown)
    if (
        entry.set_number
        and entry.set_number != product.set_number
        and (product.set_suggested or not product.set_number)
    ):
        numbers = (product.set_number, entry.set_number)
        add(_("Bộ sản phẩm"), "product", product.pk, "set_number", numbers, numbers)
    commune = place.unit if place is not None and place.level == "commune" else None
    if commune is not None and commune.pk != product.made_in_id and producer.state == ProducerState.PUBLISHED_ONLY:
        shown = (product.made_in, commune)
        add(_("Xã, phường"), "product", product.pk, "made_in_id", (product.made_in_id, commune.pk), shown)
    return free
