"""A re-assessment was filed, or goes no further: what that means for the certificate.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.a, 12.3. What the text leaves open is a setting of the province
(``prolongation_scope``, ``prolongation_in_time``, ``prolongation_after_expiry``, ``prolongation_days``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.audit.proof import append_leaf
from saolang.core.problems import DomainError
from saolang.core.text import format_date
from saolang.rulebook.queries import provincial_setting
from saolang.rulebook.regimes import CURRENT, reassessment_window, regime

from ..enums import ProlongationBasis, ProlongationEnd
from ..models import MOST_DAYS, Prolongation, Recognition, StarState
from ..queries import current_recognition
from .terms import settle_term_of, settle_terms

READING = ("prolongation_scope", "prolongation_in_time", "prolongation_after_expiry", "prolongation_days")


@dataclass(frozen=True, slots=True)
class Span:
    """The days by which a certificate would run on, and why. Both days included."""

    basis: ProlongationBasis
    starts_on: date
    at_most: date
    days: int


def reading_on(day: date) -> dict[str, Any]:
    """How the province reads Điều 12.3 on a day."""
    return {key: provincial_setting(key, day) for key in READING}


def span_for(*, issued_on: date | None, through: date, filed_on: date, reading: dict[str, Any]) -> Span | None:
    """The prolongation that a re-assessment filed on a day brings; None when the reading gives none.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 12.3: to the day of the result, at most 180 days after the last day.
    """
    window = reassessment_window(through)
    assert window is not None
    days = min(int(reading["prolongation_days"]), MOST_DAYS)
    if filed_on <= window[1]:
        basis, wanted = ProlongationBasis.IN_TIME, bool(reading["prolongation_in_time"])
    elif filed_on <= through:
        basis, wanted = ProlongationBasis.LATE, True
    else:
        basis, wanted = ProlongationBasis.AFTER_EXPIRY, reading["prolongation_after_expiry"] == "from_filing"
    scope = reading["prolongation_scope"]
    if scope == "transition_only":
        in_force = regime(CURRENT).filings_from
        wanted = wanted and issued_on is not None and issued_on < in_force
    if scope == "none" or not wanted:
        return None
    starts, last = max(filed_on, through + timedelta(days=1)), through + timedelta(days=days)
    return Span(basis, starts, last, days) if starts <= last else None


@transaction.atomic
def renewal_filed(product: Any, *, on: date, dossier_code: str, actor: Any) -> Prolongation | None:
    """Record that a re-assessment was handed in; the certificate runs on as the province reads Điều 12.3.

    Raises DomainError when one is under way already. The caller holds the right.
    """
    state, _created = StarState.objects.select_for_update().get_or_create(product=product)
    if state.renewal_filed_on is not None and state.renewal_dossier not in ("", dossier_code):
        raise DomainError.of(
            "renewal_open",
            _("Sản phẩm “%(name)s” đang có hồ sơ đánh giá lại nộp ngày %(day)s.")
            % {"name": product.name, "day": format_date(state.renewal_filed_on)},
            fix=_("Chờ kết quả của hồ sơ đó, hoặc rút hồ sơ đó trước."),
        )
    state.renewal_filed_on, state.renewal_dossier = on, dossier_code
    state.save()
    record("registry.starstate.renewal_filed", actor=actor, obj=state, data={"product": product.code, "on": on})
    star = current_recognition(product, on)
    if star is None or star.through is None or star.withdrawn_on is not None:
        return None
    reading = reading_on(on)
    span = span_for(issued_on=star.starts_on, through=star.through, filed_on=on, reading=reading)
    return _prolong(star, span, dossier_code, on, reading, actor) if span is not None else None


def _prolong(
    star: Recognition, span: Span, dossier_code: str, on: date, reading: dict[str, Any], actor: Any
) -> Prolongation:
    if star.prolongations.filter(ended_on__isnull=True).exists():
        raise DomainError.of("prolonged_already", _("Giấy chứng nhận đang được kéo dài hiệu lực."))
    row = Prolongation.objects.create(
        recognition=star,
        dossier_code=dossier_code,
        filed_on=on,
        starts_on=span.starts_on,
        at_most=span.at_most,
        days=span.days,
        basis=span.basis,
        reading=reading,
    )
    settle_term_of(star)
    data = {"from": row.starts_on, "at_most": row.at_most, "basis": row.basis, "filed_on": on}
    record("registry.prolongation.record", actor=actor, obj=row, data=data)
    append_leaf("prolongation", obj=row, on=on, actor=actor)
    return row


@transaction.atomic
def renewal_ended(product: Any, *, on: date, why: str, actor: Any) -> None:
    """The re-assessment has its result, or goes no further: the certificate no longer runs on after that day.

    ``why`` is a :class:`ProlongationEnd`. The caller holds the right.
    """
    state = StarState.objects.select_for_update().filter(product=product, renewal_filed_on__isnull=False).first()
    if state is not None:
        state.renewal_filed_on, state.renewal_dossier = None, ""
        state.save()
        data = {"product": product.code, "why": str(why)}
        record("registry.starstate.renewal_ended", actor=actor, obj=state, data=data)
    for row in Prolongation.objects.filter(recognition__product=product, ended_on__isnull=True):
        end_prolongation(row, on=on, why=why, actor=actor)


def end_prolongation(row: Prolongation, *, on: date, why: str, actor: Any) -> None:
    """Write the end of one prolongation and settle its star."""
    row.ended_on, row.ended_why = on, ProlongationEnd(why)
    row.save(update_fields=["ended_on", "ended_why", "updated_at"])
    settle_terms([row.recognition_id])
    record("registry.prolongation.end", actor=actor, obj=row, data={"on": on, "why": str(why)})
    append_leaf("prolongation_end", obj=row, on=on, actor=actor)
