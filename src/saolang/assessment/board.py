"""What is shown of a dossier once all sheets are open: totals on an axis, criteria by spread, the council's result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.text import format_score
from saolang.rulebook.loading import Criterion, Sheet
from saolang.rulebook.panel import PanelEvaluation, Split, as_decimal
from saolang.ui.components import SpreadAxis, spread_axis
from saolang.ui.star_panel import StarPanel, build_star_panel

from .ballot import exact
from .domain.quorum import session_value
from .domain.results import panel_of
from .domain.scoring import answers_of, counted_sheets, criteria_sheet, differing_sheets, spread
from .models import AgreedOption, ScoreSheet, SessionItem

BAND_MARKS = ((30, 2), (50, 3), (70, 4), (90, 5))


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's tick on one criterion."""

    member: str
    option: int
    points: Decimal
    under: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Side:
    """One option with those who chose it."""

    option: int
    label: str
    points: Decimal
    gate: int
    members: list[str]
    quotes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Gate:
    """A minimum with ticks on both sides."""

    star: int
    needs: Decimal
    reaching: int
    below: int


@dataclass(slots=True)
class Row:
    """One criterion over all members."""

    criterion: Criterion
    votes: list[Vote]
    spread: Decimal
    gates: list[Gate] = field(default_factory=list)
    sides: list[Side] = field(default_factory=list)
    agreed: AgreedOption | None = None
    agreed_words: str = ""
    undecided: bool = False
    how: str = ""

    @property
    def max(self) -> Decimal:
        return exact(self.criterion.max)

    @property
    def quotes(self) -> bool:
        return any(vote.comment for vote in self.votes)


def short_names(sheets: list[ScoreSheet]) -> list[str]:
    """Given names of the members; with one word more where two share it."""
    words = [sheet.seat.user.full_name.split() or ["?"] for sheet in sheets]
    given = [word[-1] for word in words]
    return [" ".join(word[-2:]) if given.count(word[-1]) > 1 else word[-1] for word in words]


class Board:
    """The open sheets of a dossier. Never built before they are open: the view asks the rule first."""

    def __init__(self, item: SessionItem) -> None:
        self.item = item

    @cached_property
    def criteria(self) -> Sheet:
        return criteria_sheet(self.item)

    @cached_property
    def sheets(self) -> list[ScoreSheet]:
        """Submitted sheets in the order of their seats."""
        return counted_sheets(self.item)

    @cached_property
    def panel(self) -> PanelEvaluation:
        """The council's result as it stands."""
        return panel_of(self.item)

    @cached_property
    def names(self) -> list[str]:
        return short_names(self.sheets)

    @property
    def limit(self) -> Decimal:
        """Points by which totals may differ."""
        return Decimal(str(session_value(self.item.session, "spread_limit")))

    @property
    def gap(self) -> Decimal:
        return spread(self.sheets)

    @property
    def over(self) -> Decimal:
        """Points over what is allowed; 0 within the limit."""
        return max(self.gap - self.limit, Decimal(0))

    @property
    def mean(self) -> Decimal:
        return as_decimal(self.panel.total, 2)

    @property
    def sum(self) -> Decimal:
        return sum((sheet.total for sheet in self.sheets if sheet.total is not None), Decimal(0))

    @property
    def to_reopen(self) -> list[tuple[str, Decimal]]:
        """Members whose sheets a discussion reopens, with their totals."""
        apart = {sheet.pk for sheet in differing_sheets(self.sheets, self.limit)}
        return [
            (name, sheet.total or Decimal(0))
            for name, sheet in zip(self.names, self.sheets, strict=True)
            if sheet.pk in apart
        ]

    @property
    def members(self) -> list[dict[str, Any]]:
        """Columns of the table."""
        totals = [sheet.total for sheet in self.sheets]
        high, low = max(totals), min(totals)
        return [
            {
                "name": name,
                "full_name": sheet.seat.user.full_name,
                "part": sheet.seat.represents.short_name or sheet.seat.represents.name
                if sheet.seat.represents
                else sheet.seat.get_kind_display(),
                "sheet": sheet,
                "total": sheet.total,
                "edge": "" if not self.over else "hi" if sheet.total == high else "lo" if sheet.total == low else "",
                "revisions": list(sheet.revisions.all()),
                "written": getattr(sheet, "written", None),
            }
            for name, sheet in zip(self.names, self.sheets, strict=True)
        ]

    @property
    def axis(self) -> SpreadAxis:
        """Totals as dots."""
        totals = [(name, sheet.total) for name, sheet in zip(self.names, self.sheets, strict=True)]
        bands = [(points, _("%(star)d sao, từ %(n)d") % {"star": star, "n": points}) for points, star in BAND_MARKS]
        return spread_axis(totals, mean=self.mean, allowed=self.limit, bands=bands)  # type: ignore[arg-type]

    @cached_property
    def rows(self) -> list[Row]:
        """Criteria by spread, widest first, in sheet order among equals."""
        agreed = {row.criterion: row for row in self.item.agreed.all()}
        splits: dict[str, list[Split]] = {}
        for split in self.panel.splits:
            splits.setdefault(split.criterion, []).append(split)
        answers = [answers_of(sheet) for sheet in self.sheets]
        comments = [{row.criterion: row.comment for row in sheet.answers.all()} for sheet in self.sheets]
        rows = [
            self._row(criterion, answers, comments, splits.get(criterion.code, []), agreed.get(criterion.code))
            for criterion in self.criteria.criteria
        ]
        return sorted(rows, key=lambda row: -row.spread)

    def _row(
        self,
        criterion: Criterion,
        answers: list[dict[str, int]],
        comments: list[dict[str, str]],
        splits: list[Split],
        agreed: AgreedOption | None,
    ) -> Row:
        needs = max((exact(split.needs) for split in splits), default=Decimal(0))
        votes = []
        for name, ticks, notes in zip(self.names, answers, comments, strict=True):
            option = ticks.get(criterion.code, 0)
            found = criterion.option(option)
            points = exact(found.points if found else 0)
            votes.append(Vote(name, option, points, bool(splits) and points < needs, notes.get(criterion.code, "")))
        values = [vote.points for vote in votes]
        row = Row(criterion, votes, max(values) - min(values) if values else Decimal(0))
        count = len(votes)
        row.gates = [Gate(s.star, exact(s.needs), s.reaching, count - s.reaching) for s in splits]
        row.undecided = any(not split.decided for split in splits)
        row.how = splits[0].how if splits else ""
        row.sides = _sides(criterion, votes)
        row.agreed = agreed
        if agreed is not None:
            option_found = criterion.option(agreed.option)
            row.agreed_words = format_score(exact(option_found.points if option_found else 0))
        return row

    @property
    def straddling(self) -> list[Row]:
        """Criteria with ticks on both sides of a minimum."""
        return [row for row in self.rows if row.gates]

    @property
    def differing(self) -> list[Row]:
        """Criteria that differ in points only."""
        return [row for row in self.rows if not row.gates and row.spread]

    @property
    def same(self) -> list[Row]:
        """Criteria on which everybody gave the same points."""
        return [row for row in self.rows if not row.gates and not row.spread]

    def star_panel(self) -> StarPanel:
        """The star panel of the council's result."""
        return panel_view(self.criteria, self.panel)


def _sides(criterion: Criterion, votes: list[Vote]) -> list[Side]:
    sides = []
    for position in (*[option.position for option in criterion.options], 0):
        option = criterion.option(position)
        here = [vote for vote in votes if vote.option == position]
        if position == 0 and not here:
            continue
        sides.append(
            Side(
                position,
                option.text if option else _("Không đạt mức nào"),
                exact(option.points if option else 0),
                (option.min_for_star or 0) if option else 0,
                [vote.member for vote in here],
                [(vote.member, vote.comment) for vote in here if vote.comment],
            )
        )
    return sorted(sides, key=lambda side: (side.points, side.option))


def panel_view(criteria: Sheet, panel: PanelEvaluation) -> StarPanel:
    """The star panel of a council's result; totals are cut to two places, never rounded up."""
    return build_star_panel(
        title=_("Kết quả theo phiếu"),
        total=as_decimal(panel.total, 2),
        parts=[
            {
                "code": part.code,
                "name": part.name,
                "points": as_decimal(panel.parts[part.code], 2),
                "max": exact(part.max),
            }
            for part in criteria.parts
        ],
        band=panel.band,
        star=panel.star,
        held_by=_held(criteria, panel.held_by, panel.undecided),
        knocked_out=panel.knocked_out,
        note=_("Trung bình cộng tổng điểm các phiếu, không làm tròn trước khi xếp hạng."),
    )


def sheet_view(ballot: Any) -> StarPanel:
    """The star panel of one member's own sheet, with the way up left out: a member judges, nobody aims."""
    found = ballot.evaluation
    return build_star_panel(
        title=_("Phiếu của tôi"),
        total=exact(found.total),
        parts=[
            {"code": part.code, "name": part.name, "points": exact(found.parts[part.code]), "max": exact(part.max)}
            for part in ballot.criteria.parts
        ],
        band=found.band,
        star=found.star,
        held_by=_held(ballot.criteria, found.held_by),
        missing=found.missing,
        note=_("Điểm của một phiếu; kết quả là trung bình của các phiếu."),
    )


def _held(criteria: Sheet, held_by: Any, undecided: Sequence[Split] = ()) -> list[dict[str, Any]]:
    """Unmet minima; one that waits for the council's option shows the lowest vote and says so."""
    lowest = {(split.criterion, split.star): _lowest(criteria.by_code[split.criterion], split) for split in undecided}
    rows = []
    for held in held_by:
        criterion = criteria.by_code[held.criterion]
        waits = (held.criterion, held.star) in lowest
        rows.append(
            {
                "criterion": held.criterion,
                "name": _("%(name)s, chờ thống nhất mức") % {"name": criterion.name} if waits else criterion.name,
                "star": held.star,
                "needs": exact(held.needs),
                "has": lowest.get((held.criterion, held.star), exact(held.has)),
                "max": exact(criterion.max),
            }
        )
    return rows


def _lowest(criterion: Criterion, split: Split) -> Decimal:
    found = [criterion.option(tick or 0) for tick in split.ticks]
    return min(exact(option.points if option else 0) for option in found)


__all__ = ["Board", "panel_view", "sheet_view", "short_names"]
