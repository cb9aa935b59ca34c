"""When a re-assessment is handed in: whether it may be, and what filing on that day does to the certificate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.problems import Problem
from saolang.core.text import format_date
from saolang.registry.domain.renewals import Span, reading_on, span_for
from saolang.registry.models import Recognition
from saolang.registry.queries import current_recognition
from saolang.rulebook.regimes import reassessment_window

from .enums import DossierKind
from .models import Dossier


@dataclass(frozen=True, slots=True)
class Filing:
    """What handing in on a day means. ``span`` is the prolongation under the province's reading, if any."""

    on: dt.date
    opens_on: dt.date
    closes_on: dt.date
    through: dt.date
    span: Span | None

    @property
    def too_early(self) -> bool:
        return self.on < self.opens_on

    @property
    def is_late(self) -> bool:
        return self.on > self.closes_on

    @property
    def sentence(self) -> str:
        """What becomes of the certificate when its term ends before the result."""
        if self.too_early:
            return ""
        words = {
            "through": format_date(self.through),
            "starts": format_date(self.span.starts_on) if self.span else "",
            "last": format_date(self.span.at_most) if self.span else "",
        }
        if self.span is not None:
            return (
                _(
                    "Nếu đến ngày %(through)s chưa có kết quả, giấy chứng nhận được kéo dài hiệu lực từ ngày "
                    "%(starts)s đến ngày có kết quả, nhiều nhất đến hết ngày %(last)s (Điều 12.3, cài đặt của tỉnh)."
                )
                % words
            )
        if self.on > self.through:
            return _(
                "Giấy chứng nhận đã hết hiệu lực sau ngày %(through)s và không được kéo dài theo cài đặt của tỉnh; "
                "sản phẩm chỉ có lại hạng sao khi có quyết định mới."
            ) % words  # fmt: skip
        return _(
            "Theo cài đặt của tỉnh, giấy chứng nhận không được kéo dài: hết hiệu lực sau ngày %(through)s dù chưa có "
            "kết quả."
        ) % words  # fmt: skip


def filing_of(star: Recognition | None, on: dt.date | None = None) -> Filing | None:
    """What a re-assessment of this star means when handed in on a day; None while the term is not known.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.a, 12.3.
    """
    day = on or clock.today()
    through = star.through if star is not None else None
    window = reassessment_window(through) if through else None
    if star is None or through is None or window is None:
        return None
    span = span_for(issued_on=star.starts_on, through=through, filed_on=day, reading=reading_on(day))
    return Filing(day, *window, through, span)


def _filing(dossier: Dossier, on: dt.date | None) -> Filing | None:
    if dossier.kind != DossierKind.REASSESSMENT:
        return None
    day = on or clock.today()
    return filing_of(current_recognition(dossier.product, day), day)


def window_problems(dossier: Dossier, on: dt.date | None = None) -> list[Problem]:
    """A re-assessment may not be submitted before its window opens.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.a.
    """
    filing = _filing(dossier, on)
    if filing is None or not filing.too_early:
        return []
    return [
        Problem(
            "window_not_open",
            _("Chưa đến thời gian nộp hồ sơ đánh giá lại."),
            where=_("Ngày nộp"),
            fix=_("Nộp từ ngày %(first)s đến ngày %(last)s (180 đến 120 ngày trước khi giấy chứng nhận hết hạn).")
            % {"first": format_date(filing.opens_on), "last": format_date(filing.closes_on)},
        )
    ]


def window_notes(dossier: Dossier, on: dt.date | None = None) -> list[Problem]:
    """What the day of filing does to the certificate; a late one says so first. Legal: Điều 7.6.a, 12.3."""
    filing = _filing(dossier, on)
    if filing is None or filing.too_early:
        return []
    if not filing.is_late:
        return [Problem("window_open", filing.sentence, where=_("Ngày nộp"))]
    return [
        Problem(
            "window_passed",
            _("Đã quá hạn nộp hồ sơ đánh giá lại (ngày %(last)s), vẫn nộp được.")
            % {"last": format_date(filing.closes_on)},
            where=_("Ngày nộp"),
            fix=filing.sentence,
        )
    ]
