"""Taking a star away: the certificate (Điều 8) or the recognition itself (Điều 10.1.b). Expiry is not withdrawal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.audit.proof import append_leaf
from saolang.core.db import lock_for_change
from saolang.core.problems import Problems
from saolang.core.text import format_date

from ..enums import DecisionKind, ProlongationEnd, WithdrawalScope
from ..issuers import may_decide
from ..models import Decision, Recognition
from .renewals import end_prolongation

_KIND = {
    WithdrawalScope.CERTIFICATE: DecisionKind.WITHDRAWAL,
    WithdrawalScope.DECISION: DecisionKind.CANCELLATION,
}


@transaction.atomic
def withdraw_star(
    recognition: Recognition,
    *,
    decision: Decision,
    on: date,
    ground: str,
    actor: Any,
    scope: str = WithdrawalScope.CERTIFICATE,
) -> Recognition:
    """Record that a decision takes a star away from a day on; public at once. Raises DomainError.

    Three and four stars by the province's chairman, five by the minister. The caller holds the right.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.1-8.3 (certificate), Điều 10.1.b (recognition).
    """
    recognition = lock_for_change(recognition)
    problems = Problems()
    if recognition.withdrawn_on is not None:
        problems.add(
            "withdrawn_already",
            _("Hạng sao này đã bị thu hồi từ ngày %(day)s.") % {"day": format_date(recognition.withdrawn_on)},
        )
    if decision.kind != _KIND[WithdrawalScope(scope)] or decision.issued_on is None:
        problems.add("not_a_withdrawal", _("Đây không phải quyết định thu hồi đã ban hành."))
    elif on < decision.issued_on:
        problems.add("before_decision", _("Ngày thu hồi trước ngày của quyết định thu hồi."), where=_("Ngày thu hồi"))
    if recognition.recognised_on and on < recognition.recognised_on:
        problems.add(
            "before_recognition",
            _("Ngày thu hồi (%(on)s) trước ngày công nhận (%(day)s).")
            % {"on": format_date(on), "day": format_date(recognition.recognised_on)},
            where=_("Ngày thu hồi"),
        )
    if not may_decide(decision.issuer, recognition.star):
        who = _("Bộ trưởng Bộ Nông nghiệp và Môi trường") if recognition.star == 5 else _("Chủ tịch UBND cấp tỉnh")
        problems.add(
            "wrong_authority",
            _("%(star)d sao do %(who)s thu hồi (Điều 8.2).") % {"star": recognition.star, "who": who},
        )
    problems.raise_if_any()
    recognition.withdrawn_on = on
    recognition.withdrawal = decision
    recognition.withdrawal_scope = scope
    recognition.withdrawal_ground = ground
    recognition.save()
    recognition.certificates.filter(withdrawn_on__isnull=True).update(withdrawn_on=on, withdrawal=decision)
    record(
        "registry.recognition.withdraw",
        actor=actor,
        obj=recognition,
        data={"decision": str(decision), "on": on, "ground": ground, "scope": str(scope)},
    )
    append_leaf("withdrawal", obj=recognition, on=on, actor=actor)
    for row in recognition.prolongations.filter(ended_on__isnull=True):
        end_prolongation(row, on=on, why=ProlongationEnd.WITHDRAWN, actor=actor)
    return recognition
