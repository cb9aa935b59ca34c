"""Is this star valid on that day? Computed here only: page, certificate check, catalogue, API and exports ask.

The rules are a table (``RULES``): the first row whose conditions hold gives the answer. The same table is read for one
star in Python (:func:`validity_on`) and for all of them in SQL (:func:`validity_case`), so that both always agree.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.3 (36 months from the issue of the certificate), Điều 8 (withdrawal), Điều 12.1
(older recognitions run to the end of their own term), Điều 12.3 (prolongation).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext as _

from saolang.core.text import format_date

from .enums import Source, Validity

_TONES: dict[str, str] = {
    Validity.NOT_YET: "soon",
    Validity.VALID: "valid",
    Validity.PROLONGED: "soon",
    Validity.EXPIRED: "was",
    Validity.WITHDRAWN: "off",
    Validity.REPLACED: "was",
    Validity.UNKNOWN_TERM: "soon",
}


@dataclass(frozen=True, slots=True)
class StarFacts:
    """What is known of one star. ``through`` is the last valid day; dates may be unknown for imported entries.

    Both days of a prolongation are prolonged ones.
    """

    star: int
    starts_on: date | None
    through: date | None
    withdrawn_on: date | None = None
    replaced_on: date | None = None
    prolonged_from: date | None = None
    prolonged_through: date | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a day with a date of the facts; an unknown date meets only ``missing``."""

    how: Literal["since", "until", "before", "missing"]
    field: str

    def holds(self, facts: StarFacts, on: date) -> bool:
        """Whether it holds for one star."""
        value: date | None = getattr(facts, self.field)
        if value is None or self.how == "missing":
            return value is None and self.how == "missing"
        return {"since": on >= value, "until": on <= value, "before": on < value}[self.how]

    def as_q(self, on: date, prefix: str) -> Q:
        """The same for rows of the register."""
        lookup = {"since": "lte", "until": "gte", "before": "gt"}
        if self.how == "missing":
            return Q(**{f"{prefix}{self.field}__isnull": True})
        return Q(**{f"{prefix}{self.field}__{lookup[self.how]}": on})


RULES: tuple[tuple[Validity, tuple[Condition, ...]], ...] = (
    (Validity.WITHDRAWN, (Condition("since", "withdrawn_on"),)),
    (Validity.REPLACED, (Condition("since", "replaced_on"),)),
    (Validity.NOT_YET, (Condition("before", "starts_on"),)),
    (Validity.UNKNOWN_TERM, (Condition("missing", "through"),)),
    (Validity.VALID, (Condition("until", "through"),)),
    (Validity.PROLONGED, (Condition("since", "prolonged_from"), Condition("until", "prolonged_through"))),
    (Validity.EXPIRED, ()),
)


@dataclass(frozen=True, slots=True)
class ValidityAnswer:
    """The public answer for one star on one day. ``star_shown`` is 0 when no star may be drawn."""

    validity: Validity
    on: date
    star: int
    starts_on: date | None
    through: date | None
    sentence: str

    @property
    def is_valid(self) -> bool:
        """Whether the star counts on that day."""
        return self.validity in (Validity.VALID, Validity.PROLONGED)

    @property
    def star_shown(self) -> int:
        """Stars that may be drawn: only earned ones that count on that day. Others are written in words."""
        return self.star if self.is_valid else 0

    @property
    def star_words(self) -> str:
        """The star in words, saying how far it counts: "4 sao", "Từng đạt 4 sao"."""
        if self.is_valid or self.validity == Validity.NOT_YET:
            return _("%(star)d sao") % {"star": self.star}
        if self.validity == Validity.UNKNOWN_TERM:
            return _("%(star)d sao theo danh sách đã công bố") % {"star": self.star}
        return _("Từng đạt %(star)d sao") % {"star": self.star}

    @property
    def tone(self) -> str:
        """The look of the state: valid, soon, was or off."""
        return _TONES[self.validity]

    @property
    def label(self) -> str:
        """The short word for the state."""
        return str(self.validity.label)


def validity_on(facts: StarFacts, on: date) -> ValidityAnswer:
    """Return what was true of a star on a day, past or present."""
    validity = next(name for name, conditions in RULES if all(c.holds(facts, on) for c in conditions))
    through = facts.prolonged_through if validity == Validity.PROLONGED else facts.through
    return ValidityAnswer(validity, on, facts.star, facts.starts_on, through, _sentence(validity, facts))


def validity_case(on: date, prefix: str = "") -> Case:
    """The same answer as an SQL expression over rows of ``Recognition`` (``prefix`` leads to them, "recognition__")."""
    whens = []
    for name, conditions in RULES[:-1]:
        wanted = Q()
        for condition in conditions:
            wanted &= condition.as_q(on, prefix)
        whens.append(When(wanted, then=Value(str(name))))
    return Case(*whens, default=Value(str(RULES[-1][0])), output_field=CharField())


def _sentence(validity: Validity, facts: StarFacts) -> str:
    days = {
        name: format_date(getattr(facts, name))
        for name in ("starts_on", "through", "withdrawn_on", "replaced_on", "prolonged_through")
    }
    if facts.imported and validity in (Validity.VALID, Validity.EXPIRED):
        sentences = {
            Validity.VALID: _("Có giá trị đến hết ngày %(through)s, theo quyết định đã công bố."),
            Validity.EXPIRED: _("Hết hạn theo quyết định đã công bố (%(through)s), chưa có thông tin đánh giá lại."),
        }
        return sentences[validity] % days
    sentences = {
        Validity.WITHDRAWN: _("Giấy chứng nhận đã bị thu hồi từ ngày %(withdrawn_on)s."),
        Validity.REPLACED: _("Đã được thay bằng kết quả mới từ ngày %(replaced_on)s."),
        Validity.NOT_YET: _("Có giá trị từ ngày %(starts_on)s."),
        Validity.UNKNOWN_TERM: _("Danh sách đã công bố không ghi ngày nên chưa rõ thời hạn."),
        Validity.VALID: _("Có giá trị đến hết ngày %(through)s."),
        Validity.PROLONGED: _(
            "Thời hạn trên giấy đến hết ngày %(through)s; được kéo dài hiệu lực trong lúc đánh giá lại, "
            "nhiều nhất đến hết ngày %(prolonged_through)s (Điều 12.3)."
        ),
        Validity.EXPIRED: _("Hết hiệu lực sau ngày %(through)s."),
    }
    return sentences[validity] % days


def facts_of(recognition: Any) -> StarFacts:
    """Facts of a stored recognition: its settled columns, see ``domain/terms.py``."""
    return StarFacts(
        star=recognition.star,
        starts_on=recognition.starts_on,
        through=recognition.through,
        withdrawn_on=recognition.withdrawn_on,
        replaced_on=recognition.replaced_on,
        prolonged_from=recognition.prolonged_from,
        prolonged_through=recognition.prolonged_through,
        imported=recognition.source == Source.IMPORT,
    )
