"""From sheets, agreed options and knock-outs to a result: pure reading, used by screens, papers and the conclusion."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from saolang.core.text import format_score
from saolang.rulebook.panel import PanelEvaluation, as_decimal, evaluate_panel

from ..enums import ResultKind
from ..models import KnockOut, SessionItem
from .quorum import session_value
from .scoring import answers_of, counted_sheets, criteria_sheet

PANEL_SETTINGS = ("mean", "minimum_when_ticks_differ", "minima_accumulate", "spread_limit")
TOTAL_PLACES = 12
STOPPING = ("stop_evaluation", "not_assessed")


def panel_settings(item: SessionItem) -> dict[str, Any]:
    """The settings of the Quy chế that decide how sheets become one result."""
    return {key: session_value(item.session, key) for key in PANEL_SETTINGS}


def panel_of(item: SessionItem) -> PanelEvaluation:
    """The council's result of a dossier as its sheets stand now."""
    return evaluate_panel(
        criteria_sheet(item),
        [answers_of(sheet) for sheet in counted_sheets(item)],
        panel_settings(item),
        agreed=dict(item.agreed.values_list("criterion", "option")),
        knockouts=list(item.knockouts.values_list("code", flat=True)),
    )


def knockout_kind(item: SessionItem, knockouts: list[KnockOut]) -> ResultKind:
    """Rejected, or stopped when every ground found only stops the evaluation."""
    criteria = criteria_sheet(item)
    for knockout in knockouts:
        criterion = criteria.by_code.get(knockout.code)
        effects = {rule.effect for rule in criterion.rules} if criterion else {"reject"}
        if not effects <= set(STOPPING):
            return ResultKind.REJECTED
    return ResultKind.STOPPED


def exact_total(panel: PanelEvaluation) -> Decimal:
    """The mean total with 12 decimal places, cut and never rounded up, for storing."""
    return as_decimal(panel.total, TOTAL_PLACES)


def shown_total(panel: PanelEvaluation) -> str:
    """The mean total as papers and screens show it, cut to two places so that it never shows a band too high."""
    return format_score(as_decimal(panel.total, 2))


def panel_as_json(panel: PanelEvaluation) -> dict[str, Any]:
    """What the minutes and later readers need of a result; exact numbers as "numerator/denominator"."""
    return {
        "sheet": panel.sheet,
        "total": str(panel.total),
        "parts": {part: str(value) for part, value in panel.parts.items()},
        "band": panel.band,
        "star": panel.star,
        "held_by": [
            {"criterion": held.criterion, "star": held.star, "needs": held.needs, "has": held.has}
            for held in panel.held_by
        ],
        "splits": [
            {
                "criterion": split.criterion,
                "star": split.star,
                "how": split.how,
                "agreed": split.agreed,
                "met": split.met,
            }
            for split in panel.splits
        ],
        "member_totals": list(panel.member_totals),
        "spread": panel.spread,
        "criterion_means": {code: str(value) for code, value in panel.criterion_means.items()},
    }


def result_kind(panel: PanelEvaluation, *, ninety_held: str, chosen: str = "", to_beat: int = 0) -> ResultKind:
    """What a total, its band and its star mean. ``to_beat`` is the star held before an upgrade, else 0.

    ``ninety_held`` is the province's reading of 90 points and more that a minimum holds below five stars:
    "send_to_ministry", "recognise_by_star", or "chair_decides" (then ``chosen`` is the result the chair names).

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3, 4.1.a, 7.3.e.
    """
    if panel.band == 5:
        held = panel.star < 5
        if not held or ninety_held == "send_to_ministry":
            return ResultKind.POTENTIAL
        if ninety_held == "chair_decides" and chosen == ResultKind.POTENTIAL:
            return ResultKind.POTENTIAL
    if to_beat and panel.star <= to_beat:
        return ResultKind.NOT_UPGRADED
    if panel.star >= 3:
        return ResultKind.RECOGNISE
    return ResultKind.BELOW
