"""The decision that takes a star away: at once, on every surface, with what follows from it.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.2-8.4 and 10.1.b.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Organisation
from saolang.accounts.roles import users_with
from saolang.audit.domain import transition
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError, Problems
from saolang.core.text import format_date
from saolang.documents.domain.papers import draft_paper, issue_paper
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.notify.domain import send
from saolang.registry.domain.ministry import enter_decision
from saolang.registry.domain.recognise import record_decision
from saolang.registry.domain.repeats import order_repeat
from saolang.registry.domain.withdrawing import withdraw_star
from saolang.registry.enums import DecisionKind, WithdrawalScope
from saolang.registry.grounds import ground_words
from saolang.registry.models import Decision

from ..enums import FindingState, WithdrawalOrigin
from ..models import Finding, WithdrawalCase
from ..queries.withdrawals import ministry
from ..states.withdrawals import WITHDRAWAL
from ..withdrawal_documents import letter_spec, office_of
from .inspection_findings import end_finding
from .inspection_rights import require
from .withdrawal_papers import case_papers, check_after_hearing
from .withdrawals import star_counts, tell_producer

_KIND = {
    WithdrawalScope.CERTIFICATE: DecisionKind.WITHDRAWAL,
    WithdrawalScope.DECISION: DecisionKind.CANCELLATION,
}


@transaction.atomic
def issue_withdrawal(paper: Paper, *, case: WithdrawalCase, actor: Any, **issue: Any) -> Decision:
    """Enter the chairman's signed decision: the star is withdrawn in the same transaction. Raises DomainError."""
    case = lock_for_change(case)
    require(actor, "monitoring.manage_withdrawal", case)
    WITHDRAWAL.check(case, "decide", actor)
    if case.is_five_star:
        raise DomainError.of("ministry_decides", _("5 sao do Bộ thu hồi; tỉnh chỉ báo cáo (Điều 8.2.b)."))
    _check_date(case, issue.get("issued_on"))
    paper = issue_paper(paper, actor=actor, **issue)
    decision = record_decision(paper, kind=_KIND[WithdrawalScope(case.scope)], actor=actor)
    _withdraw(case, decision, "decide", actor)
    if case.scope == WithdrawalScope.DECISION:
        assert decision.issued_on is not None, "an issued decision has its day"
        order_repeat(
            case.recognition.product,
            on=decision.issued_on,
            reference=f"{case.basis_number} ({format_date(case.basis_on)})" if case.basis_on else case.basis_number,
            actor=actor,
        )
    return decision


@transaction.atomic
def enter_ministry_withdrawal(
    case: WithdrawalCase,
    *,
    number: str,
    symbol: str,
    issued_on: date | None,
    signer: str,
    file: Any,
    actor: Any,
    expected_version: int | str | None = None,
) -> Decision:
    """Enter the minister's decision on a five-star product: the star is withdrawn at once. Raises DomainError.

    The minister needs no report of the province, so that it may come at any step.
    """
    case = lock_for_change(case, expected_version)
    WITHDRAWAL.check(case, "ministry", actor)
    issuer = ministry()
    if issuer is None:
        raise DomainError.of("no_ministry", _("Chưa có Bộ Nông nghiệp và Môi trường trong danh sách cơ quan."))
    _check_date(case, issued_on, by_ministry=True)
    assert issued_on is not None, "checked above"
    decision = enter_decision(
        kind=DecisionKind.WITHDRAWAL,
        issuer=issuer,
        number=number,
        symbol=symbol,
        issued_on=issued_on,
        signer=signer,
        file=file,
        actor=actor,
    )
    _withdraw(case, decision, "ministry", actor)
    return decision


def _withdraw(case: WithdrawalCase, decision: Decision, name: str, actor: Any) -> None:
    assert decision.issued_on is not None, "an issued decision has its day"
    withdraw_star(
        case.recognition,
        decision=decision,
        on=decision.issued_on,
        ground=case.ground,
        scope=case.scope,
        actor=actor,
    )
    case.decision, case.closed_on = decision, decision.issued_on
    case.recognition.refresh_from_db()
    data = {"decision": str(decision), "on": decision.issued_on, "due_on": case.due_on, "ground": case.ground}
    transition(WITHDRAWAL, case, name, actor=actor, data=data)
    if not case_papers(case, PaperKind.WITHDRAWAL_LETTER).exists():
        draft_paper(
            PaperKind.WITHDRAWAL_LETTER,
            spec=letter_spec(case, decision),
            subject=case,
            issuer=office_of(case),
            actor=actor,
            drafted_on=decision.issued_on,
        )
    _end_finding(case, decision, actor)
    _tell_all(case, decision)


def _end_finding(case: WithdrawalCase, decision: Decision, actor: Any) -> None:
    """The finding that the case came from ends with the decision, as withdrawn."""
    assert decision.issued_on is not None, "an issued decision has its day"
    if case.origin != WithdrawalOrigin.INSPECTION:
        return
    signed = decision.file or (decision.paper.signed_file if decision.paper else None)
    for finding in Finding.objects.filter(code=case.origin_ref, state=FindingState.OPEN):
        end_finding(
            finding,
            how="withdraw",
            number=str(decision),
            on=decision.issued_on,
            issuer=decision.issuer.name,
            file=signed,
            actor=actor,
        )


def _tell_all(case: WithdrawalCase, decision: Decision) -> None:
    """The producer and the commune, and the agencies of the province. Legal: Điều 8.3.c."""
    words = {"decision": decision, "day": format_date(decision.issued_on)}
    body = _(
        "Quyết định %(decision)s ngày %(day)s. Từ ngày này không được dùng nhãn hiệu OCOP và số sao cho sản phẩm."
    ) % words  # fmt: skip
    tell_producer(case, _("Đã thu hồi: %(name)s"), body)
    agencies = list(users_with([RoleKind.DEPARTMENT_OFFICER, RoleKind.INSPECTOR], unit=case.province))
    for department in Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT, unit=case.province):
        agencies += users_with(RoleKind.DEPARTMENT_OFFICER, organisation=department)
    send(
        agencies,
        kind="withdrawal",
        title=_("Đã thu hồi: %(name)s") % {"name": case.recognition.product_name},
        body=f"{body} {ground_words(case.ground, case.scope)}",
        url=case.get_absolute_url(),
        obj=case,
    )


def _check_date(case: WithdrawalCase, on: date | None, *, by_ministry: bool = False) -> None:
    problems = Problems()
    where = _("Ngày ban hành")
    if on is None:
        problems.add("date_missing", _("Chưa ghi ngày ban hành."), where=where)
        problems.raise_if_any()
    assert on is not None
    recognised = case.recognition.recognised_on
    if recognised and on < recognised:
        problems.add(
            "before_recognition",
            _("Quyết định thu hồi (%(on)s) trước ngày công nhận (%(day)s).")
            % {"on": format_date(on), "day": format_date(recognised)},
            where=where,
        )
    else:
        star_counts(problems, case.recognition, on)
        if not by_ministry:
            check_after_hearing(problems, case, on)
    problems.raise_if_any()
