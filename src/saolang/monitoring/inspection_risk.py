"""Which producers to look at first, and why: points with their reasons, never a hidden number.

The weights are ours, not the law's: they order a list for people to choose from and decide nothing.
Legal: Quyết định 26/2026/QĐ-TTg, Điều 9.2 (hậu kiểm, kiểm tra định kỳ kết hợp đột xuất).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from saolang.core.text import format_date

PERISHABLE_SETS = frozenset({2, 5, 8, 9, 14, 15})
"""Meat and fish, ready food, their processing, sauces, spirits."""
INGESTED_SETS = frozenset(range(1, 21)) - PERISHABLE_SETS - {19}
"""Other food, drink and herbal products (sets of Quyết định 26/2026/QĐ-TTg, Phụ lục II)."""
STAR_POINTS = {3: 5, 4: 10, 5: 15}
MANY = 3


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What is known of one producer. Counts of reports and findings are of the last 36 months."""

    on: date
    star: int = 0
    sets: frozenset[int] = frozenset()
    last_visit_on: date | None = None
    reports: int = 0
    papers_expired: int = 0
    papers_expiring: int = 0
    findings_open: int = 0
    findings_grave: int = 0
    findings_past: int = 0
    samples_failed: int = 0
    suspended: bool = False
    changes: int = 0
    last_change_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words with its points."""

    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Risk:
    """The sum, and what it is made of, heaviest first."""

    total: int
    reasons: tuple[Reason, ...]

    @property
    def level(self) -> str:
        """high, medium or low, for the look only."""
        return "high" if self.total >= 60 else "medium" if self.total >= 30 else "low"

    @property
    def words(self) -> str:
        return {"high": _("Cao"), "medium": _("Vừa"), "low": _("Thấp")}[self.level]


def risk(facts: RiskFacts) -> Risk:
    """The producer's risk with its reasons, heaviest first; equal facts always give an equal answer."""
    reasons = [*_what_it_is(facts), *_when_last(facts), *_papers(facts), *_what_happened(facts)]
    reasons.sort(key=lambda reason: (-reason.points, reason.words))
    return Risk(sum(reason.points for reason in reasons), tuple(reasons))


def _what_it_is(facts: RiskFacts) -> list[Reason]:
    found = []
    if facts.star in STAR_POINTS:
        found.append(Reason(_("Có sản phẩm %(star)d sao") % {"star": facts.star}, STAR_POINTS[facts.star]))
    if facts.sets & PERISHABLE_SETS:
        found.append(Reason(_("Thực phẩm dễ mất an toàn (thịt, thủy sản, ăn nhanh, nước chấm, rượu)"), 15))
    elif facts.sets & INGESTED_SETS:
        found.append(Reason(_("Thực phẩm, đồ uống, dược liệu"), 8))
    return found


def _when_last(facts: RiskFacts) -> list[Reason]:
    if facts.last_visit_on is None:
        return [Reason(_("Chưa từng được kiểm tra trên hệ thống"), 15)]
    months = (facts.on.year - facts.last_visit_on.year) * 12 + facts.on.month - facts.last_visit_on.month
    day = format_date(facts.last_visit_on)
    if months >= 24:
        return [Reason(_("Lần kiểm tra gần nhất ngày %(day)s, đã hơn 24 tháng") % {"day": day}, 15)]
    if months >= 12:
        return [Reason(_("Lần kiểm tra gần nhất ngày %(day)s, đã hơn 12 tháng") % {"day": day}, 8)]
    return []


def _papers(facts: RiskFacts) -> list[Reason]:
    found = []
    if facts.papers_expired:
        found.append(
            Reason(_("%(n)d giấy tờ đã hết hạn") % {"n": facts.papers_expired}, 10 * min(facts.papers_expired, 2))
        )
    if facts.papers_expiring:
        found.append(
            Reason(
                _("%(n)d giấy tờ hết hạn trong 90 ngày tới") % {"n": facts.papers_expiring},
                5 * min(facts.papers_expiring, MANY),
            )
        )
    return found


def _what_happened(facts: RiskFacts) -> list[Reason]:
    found = []
    if facts.suspended:
        found.append(Reason(_("Đang bị cơ quan chức năng tạm ngừng lưu thông"), 30))
    if facts.reports:
        found.append(Reason(_("%(n)d phản ánh đã xác minh") % {"n": facts.reports}, 10 * min(facts.reports, MANY)))
    if facts.samples_failed:
        found.append(Reason(_("%(n)d mẫu không đạt") % {"n": facts.samples_failed}, 15))
    if facts.findings_open:
        found.append(
            Reason(_("%(n)d tồn tại chưa xử lý xong") % {"n": facts.findings_open}, 10 * min(facts.findings_open, MANY))
        )
    if facts.findings_grave:
        found.append(Reason(_("Từng có vi phạm nghiêm trọng"), 15))
    elif facts.findings_past:
        found.append(Reason(_("Từng có tồn tại khi kiểm tra"), 5))
    if facts.changes:
        found.append(Reason(_("Chủ thể tự báo thay đổi (%(n)d)") % {"n": facts.changes}, 10))
    return found
