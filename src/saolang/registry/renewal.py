"""How far is the renewal of this star? Computed here only, for the producer and officials.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.a (not earlier than 180 and not later than 120 days before the last day).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext as _

from saolang.core.text import format_date
from saolang.rulebook.regimes import CURRENT, reassessment_window, regime

from .enums import RenewalStage, Validity
from .validity import StarFacts, facts_of, validity_on

RENEWABLE = (Validity.VALID, Validity.PROLONGED, Validity.EXPIRED)


@dataclass(frozen=True, slots=True)
class RenewalAnswer:
    """The stage on one day. ``opens_on`` and ``closes_on`` are the first and last day to file in time."""

    stage: RenewalStage
    on: date
    opens_on: date | None
    closes_on: date | None
    through: date | None
    filed_on: date | None
    sentence: str

    @property
    def days_left(self) -> int | None:
        """Days from that day to the last valid day of the certificate; negative when it is over."""
        return (self.through - self.on).days if self.through else None

    @property
    def days_to_close(self) -> int | None:
        """Days to the last day for filing in time; negative when it is over."""
        return (self.closes_on - self.on).days if self.closes_on else None

    @property
    def label(self) -> str:
        """The short word for the stage."""
        return str(self.stage.label)

    @property
    def may_file(self) -> bool:
        """Whether a re-assessment may be handed in on that day (late filing is taken too)."""
        return self.stage in (RenewalStage.OPEN, RenewalStage.LATE)


def renewal_on(facts: StarFacts, on: date, filed_on: date | None = None) -> RenewalAnswer:
    """The renewal stage of a star on a day; ``filed_on`` is the day its re-assessment was handed in, if it was."""
    window = reassessment_window(facts.through) if facts.through else None
    opens, closes = window or (None, None)
    stage = _stage(facts, on, filed_on, opens, closes)
    return RenewalAnswer(stage, on, opens, closes, facts.through, filed_on, _sentence(stage, opens, closes, filed_on))


def _stage(facts: StarFacts, on: date, filed_on: date | None, opens: date | None, closes: date | None) -> RenewalStage:
    if opens is None or closes is None or validity_on(facts, on).validity not in RENEWABLE:
        return RenewalStage.NONE
    if filed_on is not None and filed_on <= on:
        return RenewalStage.FILED
    if on < opens:
        return RenewalStage.NOT_DUE
    return RenewalStage.OPEN if on <= closes else RenewalStage.LATE


def _sentence(stage: RenewalStage, opens: date | None, closes: date | None, filed_on: date | None) -> str:
    days = {"opens": format_date(opens), "closes": format_date(closes), "filed": format_date(filed_on)}
    sentences = {
        RenewalStage.NONE: "",
        RenewalStage.NOT_DUE: _("Nộp hồ sơ đánh giá lại từ ngày %(opens)s đến hết ngày %(closes)s."),
        RenewalStage.OPEN: _("Đang trong thời gian nộp hồ sơ đánh giá lại, đến hết ngày %(closes)s."),
        RenewalStage.LATE: _("Đã quá hạn nộp hồ sơ đánh giá lại (ngày %(closes)s); nộp càng sớm càng tốt."),
        RenewalStage.FILED: _("Đã nộp hồ sơ đánh giá lại ngày %(filed)s."),
    }
    return sentences[stage] % days


def renewal_case(on: date) -> Case:
    """The stage of valid, prolonged and expired rows of ``Recognition`` as an SQL expression."""
    window = regime(CURRENT).reassessment_window
    assert window is not None
    earliest, latest = (timedelta(days=days) for days in window)
    filed = Q(product__star_state__renewal_filed_on__lte=on)
    return Case(
        When(through__isnull=True, then=Value(RenewalStage.NONE.value)),
        When(filed, then=Value(RenewalStage.FILED.value)),
        When(through__gt=on + earliest, then=Value(RenewalStage.NOT_DUE.value)),
        When(through__gte=on + latest, then=Value(RenewalStage.OPEN.value)),
        default=Value(RenewalStage.LATE.value),
        output_field=CharField(),
    )


def stage_of(recognition: Any, on: date) -> RenewalAnswer:
    """The renewal stage of a stored star on a day."""
    state = getattr(recognition.product, "star_state", None)
    return renewal_on(facts_of(recognition), on, state.renewal_filed_on if state else None)
