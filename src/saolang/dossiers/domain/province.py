"""The province receives, checks, puts into a round; what assessment calls down while the council works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import transition
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError
from saolang.core.text import format_date
from saolang.registry.enums import ProlongationEnd

from .. import law, notices
from ..clocks import reassessment_due
from ..enums import DossierKind, DossierState, Level
from ..models import CompletionRequest, Dossier, Receipt, Round
from ..rounds import fitting
from ..states import DOSSIER
from . import commune
from .commune import _received_day
from .numbers import make_receipt, province_of
from .rounds import ensure_rounds


def receive_at_province(
    dossier: Dossier,
    *,
    actor: Any,
    received_on: dt.date | None = None,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Receipt:
    """The province receives with its own number. Raises NotAllowed, WrongState, Stale, DomainError.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.a; Phụ lục III, Mẫu số 01.
    """
    moment = at or clock.now()
    with transaction.atomic():
        dossier = lock_for_change(dossier, expected_version)
        DOSSIER.check(dossier, "receive_at_province", actor)
        sent = dt.datetime.combine(dossier.proposed_on or clock.today(), dt.time(12), tzinfo=clock.ZONE)
        day = _received_day(sent, received_on, moment)
        receipt = make_receipt(
            dossier, level=Level.PROVINCE, unit_id=province_of(dossier).pk, received_on=day, receiver=actor
        )
        dossier.province_received_on = day
        dossier.reassessment_due_on = reassessment_due(dossier)
        data = {"number": receipt.number, "received_on": day, "due_on": dossier.reassessment_due_on}
        transition(DOSSIER, dossier, "receive_at_province", actor=actor, at=at, data=data)
        receipt.dossier = dossier
        title = _("Tỉnh đã tiếp nhận hồ sơ %(name)s") % {"name": dossier.product.name}
        body = _("Số %(number)s.") % {"number": receipt.number}
        notices.state_changed(dossier, title, body, actor=actor, also=notices.commune_people(dossier))
    return receipt


def request_completion(
    dossier: Dossier, *, items: Sequence[Mapping[str, str]], due_on: dt.date, actor: Any, **kwargs: Any
) -> CompletionRequest:
    """Ask commune and producer to complete the file. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.a."""
    return commune.request_completion(dossier, items=items, due_on=due_on, actor=actor, level=Level.PROVINCE, **kwargs)


def close_completion(dossier: Dossier, *, reason: str, actor: Any, **kwargs: Any) -> Dossier:
    """Stop waiting for the completion that the province asked for."""
    return commune.close_completion(dossier, reason=reason, actor=actor, level=Level.PROVINCE, **kwargs)


def put_into_round(
    dossier: Dossier,
    *,
    round: Round | None = None,
    actor: Any,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Dossier:
    """Put into a round: the letter is dated before the round's limit (that day excluded), else the next round.

    Without ``round`` the first fitting round that is not over is taken. Raises DomainError ``letter_too_late``.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 5.1.
    """
    with transaction.atomic():
        dossier = lock_for_change(dossier, expected_version)
        DOSSIER.check(dossier, "put_into_round", actor)
        assert dossier.proposed_on is not None
        chosen = round or _next_round(dossier, dossier.proposed_on, clock.day_of(at), actor)
        if chosen.province_id != dossier.commune.parent_id:
            raise DomainError.of("foreign_round", _("Đợt đánh giá này của tỉnh khác."))
        if dossier.proposed_on >= chosen.proposed_before:
            raise _too_late(dossier, chosen)
        dossier.round = chosen
        data = {"year": chosen.year, "number": chosen.number, "letter_on": dossier.proposed_on}
        transition(DOSSIER, dossier, "put_into_round", actor=actor, at=at, data=data)
        title = _("Hồ sơ %(name)s vào %(round)s") % {"name": dossier.product.name, "round": chosen}
        notices.state_changed(dossier, title, actor=actor, also=notices.commune_people(dossier))
    return dossier


def start_agency_review(
    dossier: Dossier,
    *,
    actor: Any,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Dossier:
    """The province's OCOP agency begins to assess a re-assessment; no round, no Tổ tư vấn.

    Raises NotAllowed, WrongState, Stale, DomainError (``not_a_reassessment``, ``prepared_this_dossier``).

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.c.
    """
    with transaction.atomic():
        dossier = lock_for_change(dossier, expected_version)
        DOSSIER.check(dossier, "start_agency_review", actor)
        transition(DOSSIER, dossier, "start_agency_review", actor=actor, at=at)
        title = _("Cơ quan OCOP cấp tỉnh đang đánh giá hồ sơ %(name)s") % {"name": dossier.product.name}
        notices.state_changed(dossier, title, actor=actor, also=notices.commune_people(dossier))
    return dossier


def enter_council(dossier: Dossier, actor: Any, *, at: dt.datetime | None = None) -> Dossier:
    """The dossier goes before a session of the council. The caller holds the right."""
    return _called_down(dossier, "enter_council", actor, at)


def leave_council(dossier: Dossier, actor: Any, *, reason: str, at: dt.datetime | None = None) -> Dossier:
    """The dossier leaves a session and stays in its round; a re-assessment goes back to the OCOP agency."""
    name = "leave_council_to_agency" if dossier.kind == DossierKind.REASSESSMENT else "leave_council"
    return _called_down(dossier, name, actor, at, reason=reason)


def defer_to_next_round(dossier: Dossier, actor: Any, *, reason: str, at: dt.datetime | None = None) -> Dossier:
    """Chuyển đợt sau: the dossier moves to the round after its own, made when it is not there yet.

    A re-assessment has no round: it goes back to the OCOP agency.
    """
    if dossier.kind == DossierKind.REASSESSMENT:
        return leave_council(dossier, actor, reason=reason, at=at)
    with transaction.atomic():
        dossier = lock_for_change(dossier)
        DOSSIER.check(dossier, "defer", actor, reason)
        before = dossier.round
        assert before is not None
        for year in (before.year, before.year + 1):
            ensure_rounds(before.province, year, actor=actor)
        after = (
            Round.objects.filter(province=before.province, proposed_before__gt=before.proposed_before)
            .order_by("proposed_before", "number")
            .first()
        )
        assert after is not None
        dossier.round = after
        data = {"from": str(before), "to": str(after)}
        transition(DOSSIER, dossier, "defer", actor=actor, at=at, reason=reason, data=data)
        title = _("Hồ sơ %(name)s chuyển sang %(round)s") % {"name": dossier.product.name, "round": after}
        notices.state_changed(dossier, title, reason, actor=actor, also=notices.commune_people(dossier))
    return dossier


def record_conclusion(dossier: Dossier, result: str, actor: Any, *, at: dt.datetime | None = None) -> Dossier:
    """The council concluded; ``result`` is a word of assessment and is kept in the record. Nobody is told yet:
    results are announced with the decision and the written notice."""
    return _called_down(dossier, "conclude", actor, at, data={"result": str(result)})


def mark_at_ministry(dossier: Dossier, actor: Any, *, at: dt.datetime | None = None) -> Dossier:
    """From 90 points: the result is approved and the file sent to the ministry. Legal: Điều 7.3.e."""
    return _called_down(dossier, "to_ministry", actor, at)


def return_from_ministry(dossier: Dossier, actor: Any, *, reason: str, at: dt.datetime | None = None) -> Dossier:
    """Under 90 points at the ministry the province assesses itself: back into its round, or to the OCOP agency.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.4.g.
    """
    renewal = dossier.kind == DossierKind.REASSESSMENT
    name = "return_from_ministry_to_agency" if renewal else "return_from_ministry"
    return _called_down(dossier, name, actor, at, reason=reason)


def mark_recognised(dossier: Dossier, actor: Any, *, at: dt.datetime | None = None) -> Dossier:
    """The decision recognises the product: the dossier ends."""
    return _called_down(dossier, "recognise", actor, at)


def mark_not_recognised(dossier: Dossier, actor: Any, *, at: dt.datetime | None = None, reason: str = "") -> Dossier:
    """1-2 stars, or assessment stopped: notice, no decision. Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.1.a."""
    return _called_down(dossier, "not_recognise", actor, at, reason=reason)


def mark_rejected(dossier: Dossier, actor: Any, *, at: dt.datetime | None = None, reason: str = "") -> Dossier:
    """Bị loại: the notice was sent and the dossier ends."""
    return _called_down(dossier, "reject", actor, at, reason=reason)


WITHOUT_STAR = (DossierState.NOT_RECOGNISED, DossierState.REJECTED)
ENDS = (DossierState.RECOGNISED, *WITHOUT_STAR)


def _called_down(
    dossier: Dossier,
    name: str,
    actor: Any,
    at: dt.datetime | None,
    *,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Dossier:
    with transaction.atomic():
        dossier = lock_for_change(dossier)
        DOSSIER.check(dossier, name, actor, reason)
        if DOSSIER.transitions[name].target in ENDS:
            dossier.closed_on = clock.day_of(at)
        transition(DOSSIER, dossier, name, actor=actor, at=at, reason=reason, data=data)
        if dossier.state in WITHOUT_STAR:
            law.tell_renewal_ended(dossier, actor=actor, day=dossier.closed_on, why=ProlongationEnd.RESULT)
    return dossier


def _next_round(dossier: Dossier, letter_on: dt.date, today: dt.date, actor: Any) -> Round:
    province = province_of(dossier)
    for year in sorted({letter_on.year, letter_on.year + 1, today.year, today.year + 1}):
        ensure_rounds(province, year, actor=actor)
    found = (
        Round.objects.filter(province=province, proposed_before__gt=letter_on, done_before__gt=today)
        .order_by("proposed_before", "number")
        .first()
    )
    assert found is not None
    return found


def _too_late(dossier: Dossier, chosen: Round) -> DomainError:
    assert dossier.proposed_on is not None
    after = fitting(dossier.commune.parent, dossier.proposed_on)
    return DomainError.of(
        "letter_too_late",
        _("Văn bản đề nghị ngày %(day)s không trước ngày %(limit)s nên không vào đợt %(number)s năm %(year)s.")
        % {
            "day": format_date(dossier.proposed_on),
            "limit": format_date(chosen.proposed_before),
            "number": chosen.number,
            "year": chosen.year,
        },
        fix=_("Đưa vào đợt %(number)s năm %(year)s.") % {"number": after.number, "year": after.year},
    )
