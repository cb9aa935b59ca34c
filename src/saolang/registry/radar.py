"""The expiry radar: which stars a person watches, and what happens to them on which day.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.a (180 to 120 days before the last day), Điều 12.3 (prolongation).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from saolang.accounts.enums import COMMUNE_ROLES, PRODUCER_ROLES, RoleKind
from saolang.accounts.roles import has_role, organisations_of, units_of
from saolang.rulebook.regimes import CURRENT, regime

from .enums import RenewalStage, Validity
from .models import Recognition
from .renewal import renewal_case
from .validity import validity_case

WATCHERS = (
    RoleKind.PROVINCE_OFFICER,
    RoleKind.DEPARTMENT_OFFICER,
    RoleKind.INSPECTOR,
    RoleKind.LEADER,
    RoleKind.AUDITOR,
    RoleKind.ADMINISTRATOR,
)
"""They watch every star of the province; communes theirs, producers their own."""

EVENTS = {
    "opens": _("Mở nộp"),
    "closes": _("Hết hạn nộp"),
    "ends": _("Hết thời hạn"),
    "prolonged": _("Hết kéo dài"),
}


def offsets() -> dict[str, int]:
    """Days from an event to the last valid day."""
    window = regime(CURRENT).reassessment_window
    assert window is not None
    return {"opens": window[0], "closes": window[1], "ends": 0}


def speaking_on(day: date) -> QuerySet[Recognition]:
    """Stars that end one day and that speak for their product on a day.

    Gone are replaced and withdrawn ones, and those yet to begin; expired ones stay, since somebody should act.
    """
    return (
        Recognition.objects.filter(public_since__isnull=False, through__isnull=False)
        .exclude(replaced_on__lte=day)
        .exclude(withdrawn_on__lte=day)
        .exclude(starts_on__gt=day)
    )


def watched_by(user: Any, day: date) -> QuerySet[Recognition]:
    """Stars that speak for their product on a day, as far as the person watches over them."""
    rows = speaking_on(day)
    if has_role(user, *WATCHERS):
        return rows
    mine = Q(product__made_in__in=units_of(user, *COMMUNE_ROLES))
    return rows.filter(mine | Q(product__producer__organisation__in=organisations_of(user, *PRODUCER_ROLES)))


def with_answers(rows: QuerySet[Recognition], day: date) -> QuerySet[Recognition]:
    """Rows with ``stage`` and ``validity_on_day``, and what lists show of them."""
    return rows.annotate(stage=renewal_case(day), validity_on_day=validity_case(day)).select_related(
        "product__producer__organisation", "product__made_in", "product__star_state"
    )


def ended_last(answer: str) -> Case:
    """For sorting: 1 where the column ``answer`` says that a star has expired, 0 for all others."""
    return Case(When(**{answer: Validity.EXPIRED}, then=Value(1)), default=Value(0))


@dataclass(frozen=True, slots=True)
class Summary:
    """How many stars are where. ``stages`` counts by :class:`RenewalStage`, ended stars included."""

    stages: dict[str, int]
    late_and_valid: int
    expired: int
    prolonged: int

    @property
    def total(self) -> int:
        """All that are watched."""
        return sum(self.stages.values())

    @property
    def tiles(self) -> list[tuple[str, str, int, str]]:
        """(key, words, count, tone) of what calls for somebody to act, most pressing last."""
        return [
            ("open", str(RenewalStage.OPEN.label), self.stages.get("open", 0), "soon"),
            ("late", str(RenewalStage.LATE.label), self.late_and_valid, "act"),
            ("filed", str(RenewalStage.FILED.label), self.stages.get("filed", 0), "sent"),
            ("prolonged", str(Validity.PROLONGED.label), self.prolonged, "soon"),
            ("expired", str(Validity.EXPIRED.label), self.expired, "was"),
        ]


def summary(rows: QuerySet[Recognition], day: date) -> Summary:
    """Count stars by stage and by answer, in one read."""
    late = 0
    stages: dict[str, int] = defaultdict(int)
    answers: dict[str, int] = defaultdict(int)
    counted = (
        rows.annotate(stage=renewal_case(day), answer=validity_case(day))
        .order_by()
        .values_list("stage", "answer")
        .annotate(n=Count("pk"))
    )
    for stage, answer, n in counted:
        stages[stage] += n
        answers[answer] += n
        late += n if (stage, answer) == (RenewalStage.LATE, Validity.VALID) else 0
    return Summary(dict(stages), late, answers[Validity.EXPIRED], answers[Validity.PROLONGED])


@dataclass(slots=True)
class DayOfMonth:
    """One day of the calendar with how many stars each event touches."""

    day: date
    in_month: bool
    is_today: bool
    events: list[tuple[str, str, int]] = field(default_factory=list)


def month_of(rows: QuerySet[Recognition], first: date, today: date) -> list[list[DayOfMonth]]:
    """The weeks (Monday first) of the month that begins on ``first``, each day with its events and counts."""
    begin = first - timedelta(days=first.weekday())
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    last = after - timedelta(days=1)
    end = last + timedelta(days=6 - last.weekday())
    counts = {event: counts_by_day(rows, event, begin, end) for event in EVENTS}
    weeks = []
    day = begin
    while day <= end:
        week = []
        for _number in range(7):
            cell = DayOfMonth(day, first <= day <= last, day == today)
            cell.events = [
                (event, str(word), counts[event][day]) for event, word in EVENTS.items() if day in counts[event]
            ]
            week.append(cell)
            day += timedelta(days=1)
        weeks.append(week)
    return weeks


def counts_by_day(rows: QuerySet[Recognition], event: str, begin: date, end: date) -> dict[date, int]:
    """How many stars an event touches on each day of a span."""
    shift = timedelta(days=offsets().get(event, 0))
    column = "prolonged_through" if event == "prolonged" else "through"
    within = rows.filter(**{f"{column}__range": (begin + shift, end + shift)})
    if event in ("opens", "closes"):
        within = within.filter(_not_filed())
    counted = within.order_by().values_list(column).annotate(n=Count("pk"))
    return {day - shift: n for day, n in counted}


def _not_filed() -> Q:
    return Q(product__star_state__isnull=True) | Q(product__star_state__renewal_filed_on__isnull=True)


def on_day(rows: QuerySet[Recognition], day: date) -> QuerySet[Recognition]:
    """Stars that any event touches on a day."""
    shift = offsets()
    filing = Q(through__in=[day + timedelta(days=shift["opens"]), day + timedelta(days=shift["closes"])])
    return rows.filter((filing & _not_filed()) | Q(through=day) | Q(prolonged_through=day))


def events_of(star: Recognition) -> list[tuple[str, date]]:
    """What happens to one star on which day; a filed renewal has no filing days any more."""
    assert star.through is not None
    shift = offsets()
    state = getattr(star.product, "star_state", None)
    filed = state is not None and state.renewal_filed_on is not None
    found = [] if filed else [(name, star.through - timedelta(days=shift[name])) for name in ("opens", "closes")]
    found.append(("ends", star.through))
    if star.prolonged_through is not None:
        found.append(("prolonged", star.prolonged_through))
    return found


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One commune or producer with its stars by stage."""

    key: Any
    name: str
    open: int
    late: int
    """Past the filing time and still valid, as on the tiles; what has ended counts as expired only."""
    filed: int
    expired: int
    total: int


_GROUPS = {
    "xa": ("product__made_in", ("product__made_in__name", "product__made_in__kind")),
    "chu-the": ("product__producer", ("product__producer__organisation__name",)),
}


def grouped(rows: QuerySet[Recognition], by: str, day: date) -> list[GroupRow]:
    """Stars by commune ("xa") or producer ("chu-the"), the most pressing first."""
    key, names = _GROUPS[by]
    counted = (
        rows.annotate(stage=renewal_case(day), answer=validity_case(day))
        .order_by()
        .values(key, *names)
        .annotate(
            n_open=Count("pk", filter=Q(stage=RenewalStage.OPEN)),
            n_late=Count("pk", filter=Q(stage=RenewalStage.LATE, answer=Validity.VALID)),
            n_filed=Count("pk", filter=Q(stage=RenewalStage.FILED)),
            n_expired=Count("pk", filter=Q(answer=Validity.EXPIRED)),
            n=Count("pk"),
        )
    )
    found = [
        GroupRow(
            row[key], str(row[names[0]] or ""), row["n_open"], row["n_late"], row["n_filed"], row["n_expired"], row["n"]
        )
        for row in counted
    ]
    return sorted(found, key=lambda row: (-row.late, -row.open, -row.expired, row.name))


def in_scope(rows: QuerySet[Recognition], stages: Iterable[str], day: date) -> QuerySet[Recognition]:
    """Rows at one of these stages on a day."""
    return rows.annotate(stage=renewal_case(day)).filter(stage__in=list(stages))
