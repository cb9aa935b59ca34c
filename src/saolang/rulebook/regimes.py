"""Which law a dossier is judged by, and what that law says, as data.

Pure: read from ``data/rulebook/regimes``.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 11-12.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .loading import SheetError, read_yaml, rulebook_dir

KINDS = ("first", "upgrade", "reassessment")
CURRENT = "qd26"


class RegimeError(ValueError):
    """No regime for a date, or an unknown kind or id. Vietnamese."""


@dataclass(frozen=True, slots=True)
class Band:
    """A class of stars: ``minimum`` <= total < ``maximum`` (5 stars up to 100 included)."""

    stars: int
    minimum: int
    maximum: int
    max_inclusive: bool
    level: str
    level_name: str
    recognised_by: str
    certificate: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """A statutory time: ``days`` of ``unit`` ("working_day" or "day") counted from ``start``."""

    code: str
    name: str
    days: int
    unit: str
    start: str
    article: str


@dataclass(frozen=True, slots=True)
class Round:
    """A yearly round; both days are "MM-DD" and excluded ("trước ngày")."""

    number: int
    proposed_before: str
    done_before: str


@dataclass(frozen=True, slots=True)
class DossierItem:
    code: str
    name: str
    mandatory: bool
    count: int
    except_sets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DossierList:
    """What one dossier consists of, who prepares it and where it goes."""

    id: str
    name: str
    prepared_by: str
    submitted_to: str
    article: str
    items: tuple[DossierItem, ...]


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """One of the 15 kinds of Mẫu 02. ``compulsory_sets`` is ``None`` for every set, else the set numbers."""

    code: str
    name: str
    form: str
    compulsory_sets: tuple[int, ...] | None
    why: str

    def is_compulsory(self, set_number: int) -> bool:
        """Whether a dossier of this set is refused without the paper (or an exemption)."""
        return self.compulsory_sets is None or set_number in self.compulsory_sets


@dataclass(frozen=True, slots=True)
class Exemption:
    """A ground on which a compulsory paper is not needed, and the paper that takes its place."""

    code: str
    kind: str
    ground: str
    substitute: str
    substitute_name: str
    substitute_required: bool
    source: str


@dataclass(frozen=True, slots=True)
class WithdrawalGround:
    code: str
    text: str
    article: str


@dataclass(frozen=True)
class Regime:
    """One law as data; ``raw`` holds everything the file says, for screens that show it whole."""

    id: str
    title: str
    decision: Mapping[str, Any]
    filings_from: dt.date
    filings_to: dt.date | None
    sheets: str
    levels: tuple[str, ...]
    bands: tuple[Band, ...]
    validity_months: int
    kinds: tuple[str, ...]
    clocks: tuple[Clock, ...]
    rounds: Mapping[str, tuple[Round, ...]]
    dossiers: tuple[DossierList, ...]
    evidence_kinds: tuple[EvidenceKind, ...]
    exemptions: tuple[Exemption, ...]
    reassessment_window: tuple[int, int] | None
    prolongation_days: int
    withdrawal_grounds: tuple[WithdrawalGround, ...]
    raw: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def has_sheets(self) -> bool:
        return bool(self.sheets)

    def band(self, stars: int) -> Band:
        """The class of a number of stars."""
        return next(band for band in self.bands if band.stars == stars)

    def clock(self, code: str) -> Clock:
        """A clock by its code. Raises ``RegimeError``."""
        for clock in self.clocks:
            if clock.code == code:
                return clock
        raise RegimeError(f"{self.title} không có thời hạn “{code}”")

    def sheet_id(self, set_number: int) -> str:
        """Id of the sheet of a set. Raises ``RegimeError`` when this regime has no sheets."""
        if not self.sheets:
            raise RegimeError(f"{self.title} không kèm phiếu đánh giá")
        return f"{self.sheets}-{set_number:02d}"

    def exemptions_for(self, kind: str) -> tuple[Exemption, ...]:
        """Grounds on which one kind of paper may be exempt."""
        return tuple(exemption for exemption in self.exemptions if exemption.kind == kind)

    def exemption(self, code: str) -> Exemption | None:
        """An exemption by its code."""
        return next((exemption for exemption in self.exemptions if exemption.code == code), None)

    def compulsory_evidence(self, set_number: int) -> tuple[EvidenceKind, ...]:
        """Papers without which (or an exemption) a dossier of this set is refused."""
        return tuple(kind for kind in self.evidence_kinds if kind.is_compulsory(set_number))


def _date(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(text)) if text else None


def _texts(raw: Mapping[str, Any], *keys: str) -> list[str]:
    return [str(raw.get(key) or "") for key in keys]


def _band(raw: Mapping[str, Any]) -> Band:
    level, level_name, recognised_by = _texts(raw, "level", "level_name", "recognised_by")
    return Band(
        raw["stars"], raw["min"], raw["max"], raw["max_inclusive"], level, level_name, recognised_by, raw["certificate"]
    )


def _dossier(raw: Mapping[str, Any]) -> DossierList:
    items = tuple(
        DossierItem(
            str(item["code"]),
            str(item["name"]),
            bool(item["mandatory"]),
            int(item.get("count", 1)),
            tuple(item.get("except_sets") or ()),
        )
        for item in raw["items"]
    )
    dossier_id, name, prepared_by, submitted_to, article = _texts(
        raw, "id", "name", "prepared_by", "submitted_to", "article"
    )
    return DossierList(dossier_id, name, prepared_by, submitted_to, article, items)


def _evidence(raw: Mapping[str, Any]) -> EvidenceKind:
    sets = raw.get("compulsory_sets") or ()
    compulsory = None if sets == "all" else tuple(sets)
    return EvidenceKind(str(raw["code"]), str(raw["name"]), str(raw["form"]), compulsory, str(raw.get("why") or ""))


def _exemption(raw: Mapping[str, Any]) -> Exemption:
    code, kind, ground, substitute, name, source = _texts(
        raw, "code", "kind", "ground", "substitute", "substitute_name", "source"
    )
    return Exemption(code, kind, ground, substitute, name, bool(raw["substitute_required"]), source)


def _regime(raw: Mapping[str, Any]) -> Regime:
    filings = raw["applies_to_filings"]
    start = _date(filings["from"])
    if start is None:
        raise SheetError(f"{raw['id']}: thiếu ngày bắt đầu áp dụng")
    window = (raw.get("reassessment") or {}).get("window_days_before_expiry")
    return Regime(
        id=str(raw["id"]),
        title=str(raw["title"]),
        decision=raw["decision"],
        filings_from=start,
        filings_to=_date(filings["to"]),
        sheets=str(raw.get("sheets") or ""),
        levels=tuple(raw["levels"]),
        bands=tuple(_band(item) for item in raw["bands"]),
        validity_months=int(raw["validity_months"]),
        kinds=tuple(str(item["code"]) for item in raw["kinds"]),
        clocks=tuple(
            Clock(str(c["code"]), str(c["name"]), int(c["days"]), str(c["unit"]), str(c["from"]), str(c["article"]))
            for c in raw.get("clocks") or ()
        ),
        rounds={
            level: tuple(Round(r["number"], r["proposed_before"], r["done_before"]) for r in content["items"])
            for level, content in (raw.get("rounds") or {}).items()
        },
        dossiers=tuple(_dossier(item) for item in raw.get("dossiers") or ()),
        evidence_kinds=tuple(_evidence(item) for item in raw.get("evidence_kinds") or ()),
        exemptions=tuple(_exemption(item) for item in raw.get("exemptions") or ()),
        reassessment_window=(int(window["earliest"]), int(window["latest"])) if window else None,
        prolongation_days=int((raw.get("prolongation") or {}).get("max_days_after_expiry", 0)),
        withdrawal_grounds=tuple(
            WithdrawalGround(*_texts(item, "code", "text", "article"))
            for item in (raw.get("withdrawal") or {}).get("grounds") or ()
        ),
        raw=raw,
    )


@lru_cache(maxsize=1)
def regimes() -> Mapping[str, Regime]:
    """All regimes by id, newest first."""
    files = sorted((rulebook_dir() / "regimes").glob("*.yaml"))
    found = [_regime(read_yaml(path)) for path in files]
    return {regime.id: regime for regime in sorted(found, key=lambda item: item.filings_from, reverse=True)}


def regime(regime_id: str) -> Regime:
    """One regime. Raises ``RegimeError`` for an unknown id."""
    found = regimes().get(regime_id)
    if found is None:
        raise RegimeError(f"Không có chế độ pháp lý “{regime_id}”")
    return found


def regime_for(submitted_on: dt.date, kind: str) -> Regime:
    """The regime of a dossier, by the day the producer submitted it and its kind.

    What was submitted before 22/5/2026 stays with the rules of 2021-2025. Raises ``RegimeError`` for an unknown kind
    or a day before the first regime.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 11.1, Điều 12.2.
    """
    if kind not in KINDS:
        raise RegimeError(f"Không có loại hồ sơ “{kind}” (dùng: {', '.join(KINDS)})")
    for found in regimes().values():
        if submitted_on >= found.filings_from:
            return found
    raise RegimeError(f"Chưa có bộ tiêu chí nào áp dụng cho hồ sơ nộp ngày {submitted_on:%d/%m/%Y}")


def complete_by(submitted_on: dt.date, kind: str) -> dt.date | None:
    """Last day to finish a dossier that the transition leaves under the older rules; ``None`` for other dossiers.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 12.2 (60 days for first and upgrade, 30 for re-assessment, from 22/5/2026).
    """
    current = regime(CURRENT)
    if regime_for(submitted_on, kind).id == CURRENT:
        return None
    for rule in current.raw["transition"]:
        if kind in rule.get("kinds", ()):
            return current.filings_from + dt.timedelta(days=int(rule["days"]))
    return None


def reassessment_window(expires_on: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day to submit a re-assessment before a certificate's last day.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.a.
    """
    window = regime(CURRENT).reassessment_window
    if window is None:
        return None
    earliest, latest = window
    return expires_on - dt.timedelta(days=earliest), expires_on - dt.timedelta(days=latest)
