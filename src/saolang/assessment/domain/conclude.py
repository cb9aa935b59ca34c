"""The council's conclusion on a dossier, and its way into the next round."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import transition
from saolang.audit.proof import append_leaf
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import Problems
from saolang.core.text import format_score
from saolang.dossiers.domain.province import defer_to_next_round, record_conclusion
from saolang.dossiers.enums import DossierKind
from saolang.dossiers.law import held_star

from ..enums import ResultKind
from ..leaves import COUNCIL_RESULT
from ..models import SessionItem
from ..states import item_flow
from .opinions import meeting_reasons
from .quorum import item_quorum_problems, session_value
from .results import exact_total, knockout_kind, panel_as_json, panel_of, result_kind
from .scoring import counted_sheets, spread


def conclusion_problems(item: SessionItem, reason: str = "") -> Problems:
    """Everything that stands against concluding now; the chair's card lists it."""
    problems = Problems()
    problems.extend(item_quorum_problems(item))
    if item.session.is_written:
        _opinion_problems(item, reason, problems)
        return problems
    sheets = counted_sheets(item)
    limit = Decimal(str(session_value(item.session, "spread_limit")))
    gap = spread(sheets)
    if gap > limit:
        words = {"gap": format_score(gap), "limit": format_score(limit)}
        if item.discussion_rounds == 0:
            problems.add(
                "spread_not_discussed",
                _("Điểm cao nhất và thấp nhất chênh %(gap)s điểm, quá %(limit)s điểm.") % words,
                fix=_("Thảo luận và mở lại các phiếu chênh lệch trước khi kết luận."),
            )
        elif session_value(item.session, "spread_persists") == "postpone":
            problems.add(
                "spread_persists",
                _("Sau thảo luận điểm vẫn chênh %(gap)s điểm; Quy chế không cho kết luận.") % words,
                fix=_("Chuyển hồ sơ sang đợt sau."),
            )
        elif not reason.strip():
            problems.add(
                "reason_missing",
                _("Sau thảo luận điểm vẫn chênh %(gap)s điểm.") % words,
                where=_("Lý do kết luận"),
                fix=_("Ghi lý do Chủ tịch Hội đồng kết luận khi còn chênh lệch."),
            )
    for code in dict.fromkeys(split.criterion for split in panel_of(item).undecided):
        problems.add(
            "agreement_missing",
            _("Phiếu nằm hai bên mức tối thiểu ở tiêu chí %(code)s.") % {"code": code},
            where=code,
            fix=_("Hội đồng thống nhất một mức và ghi căn cứ."),
        )
    return problems


def _opinion_problems(item: SessionItem, reason: str, problems: Problems) -> None:
    """Written opinions that differ: a meeting, or the chair's reason for none. Legal: Điều 7.6.d."""
    found = meeting_reasons(item)
    for finding in found:
        if finding.settles:
            problems.add(
                "agreement_missing",
                finding.words,
                where=finding.criterion,
                fix=_("Mời họp Hội đồng để thống nhất một mức."),
            )
    others = [finding.words for finding in found if not finding.settles]
    if others and not reason.strip():
        problems.add(
            "reason_missing",
            _("Ý kiến còn khác nhau: %(why)s") % {"why": " ".join(others)},
            where=_("Lý do kết luận"),
            fix=_("Mời họp Hội đồng, hoặc ghi lý do kết luận mà không họp."),
        )


@transaction.atomic
def conclude(
    item: SessionItem, *, actor: Any, reason: str = "", chosen: str = "", expected_version: int | None = None
) -> SessionItem:
    """Conclude a dossier by its sheets. Raises DomainError with everything that stands against it.

    ``chosen`` ("potential" or "recognise") is asked only at 90 points and more, held by a minimum, where the Quy chế
    leaves the case to the council.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3, 4.1, 7.3.d and e.
    """
    item = lock_for_change(item, expected_version)
    item_flow.check(item, "conclude", actor, reason)
    if item.knockouts.exists():
        return _conclude_knocked_out(item, actor=actor, reason=reason)
    conclusion_problems(item, reason).raise_if_any()
    panel = panel_of(item)
    upgrade = item.dossier.kind == DossierKind.UPGRADE
    item.result = result_kind(
        panel,
        ninety_held=session_value(item.session, "ninety_held_by_minimum"),
        chosen=chosen,
        to_beat=held_star(item.dossier) if upgrade else 0,
    )
    return _close(item, "conclude", panel, actor=actor, reason=reason)


@transaction.atomic
def conclude_knocked_out(
    item: SessionItem, *, actor: Any, reason: str = "", expected_version: int | None = None
) -> SessionItem:
    """Conclude "bị loại" or "dừng đánh giá" on the recorded grounds. Raises DomainError."""
    item = lock_for_change(item, expected_version)
    item_flow.check(item, "conclude_knocked_out", actor, reason)
    return _conclude_knocked_out(item, actor=actor, reason=reason)


def _conclude_knocked_out(item: SessionItem, *, actor: Any, reason: str) -> SessionItem:
    grounds = list(item.knockouts.all())
    problems = Problems()
    if not grounds:
        problems.add(
            "no_ground", _("Chưa ghi căn cứ loại hoặc dừng đánh giá."), fix=_("Ghi căn cứ, lý do và văn bản kèm theo.")
        )
    problems.extend(item_quorum_problems(item))
    problems.raise_if_any()
    item.result = knockout_kind(item, grounds)
    panel = panel_of(item) if counted_sheets(item) else None
    return _close(item, "conclude_knocked_out", panel, actor=actor, reason=reason)


def _close(item: SessionItem, act: str, panel: Any, *, actor: Any, reason: str) -> SessionItem:
    item.reason = reason
    item.concluded_at = clock.now()
    item.concluded_by_id = actor.pk
    if panel is not None:
        item.total = exact_total(panel)
        item.band = panel.band
        item.star = panel.star
        item.evaluation = panel_as_json(panel)
    transition(
        item_flow,
        item,
        act,
        actor=actor,
        reason=reason,
        data={"result": item.result, "total": str(panel.total) if panel else "", "star": item.star},
    )
    append_leaf(COUNCIL_RESULT, obj=item, on=item.session.held_on, actor=actor)
    record_conclusion(item.dossier, result=item.result, actor=actor)
    return item


@transaction.atomic
def postpone(item: SessionItem, *, actor: Any, reason: str, expected_version: int | None = None) -> SessionItem:
    """Send a dossier to the next round with the reason; a re-assessment goes back to the OCOP agency.

    Raises DomainError.
    """
    item = lock_for_change(item, expected_version)
    item.result = ResultKind.DEFERRED
    item.reason = reason
    transition(item_flow, item, "postpone", actor=actor, reason=reason, data={"result": item.result})
    defer_to_next_round(item.dossier, actor=actor, reason=reason)
    return item
