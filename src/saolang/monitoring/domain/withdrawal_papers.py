"""Drafting the papers of a withdrawal, and issuing those that move the case.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.2-8.3.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.accounts.domain.organisations import committee_of
from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import Problems, WrongState
from saolang.core.text import format_date, normalize_line
from saolang.documents.domain.papers import draft_paper, issue_paper, redraft
from saolang.documents.enums import PaperKind, PaperState
from saolang.documents.models import Paper

from ..enums import Hearing, WithdrawalState
from ..models import WithdrawalCase
from ..states.withdrawals import WITHDRAWAL
from ..withdrawal_documents import BUILDERS, BY_COMMITTEE, invitation_spec, office_of, when_words
from .inspection_rights import require
from .withdrawals import tell_producer

DRAFTED_IN = {
    PaperKind.WITHDRAWAL_REPORT: (WithdrawalState.HEARD,),
    PaperKind.HEARING_MINUTES: (WithdrawalState.HEARD, WithdrawalState.SUBMITTED, WithdrawalState.REPORTED),
    PaperKind.WITHDRAWAL_MEMO: (WithdrawalState.HEARD,),
    PaperKind.WITHDRAWAL_DECISION: (WithdrawalState.HEARD, WithdrawalState.SUBMITTED),
    PaperKind.MINISTRY_WITHDRAWAL_REPORT: (WithdrawalState.HEARD,),
}


def case_papers(case: WithdrawalCase, *kinds: str) -> Any:
    """Papers of a case that were not given up, all or of some kinds."""
    rows = Paper.objects.filter(subject_type="monitoring.withdrawalcase", subject_id=str(case.pk))
    rows = rows.exclude(state=PaperState.CANCELLED)
    return rows.filter(kind__in=[str(kind) for kind in kinds]) if kinds else rows


@transaction.atomic
def draft_case_paper(case: WithdrawalCase, kind: str, *, actor: Any) -> Paper:
    """Draft one of the papers of a case, or write its draft anew. Raises DomainError."""
    case = lock_for_change(case)
    require(actor, "monitoring.manage_withdrawal", case)
    kind = PaperKind(kind)
    problems = Problems()
    if case.state not in DRAFTED_IN[kind]:
        raise WrongState.of(
            "too_early",
            _("Chưa soạn được “%(paper)s” ở bước này.") % {"paper": kind.label},
            fix=_("Ghi kết quả xác minh và việc nghe chủ thể trước."),
        )
    if kind == PaperKind.HEARING_MINUTES and case.hearing != Hearing.MEETING:
        problems.add("no_meeting", _("Không có buổi làm việc trực tiếp nên không có biên bản."))
    if kind in (PaperKind.WITHDRAWAL_MEMO, PaperKind.WITHDRAWAL_DECISION) and case.is_five_star:
        problems.add("ministry_decides", _("5 sao do Bộ thu hồi; tỉnh chỉ soạn báo cáo gửi Bộ."))
    if kind == PaperKind.MINISTRY_WITHDRAWAL_REPORT and not case.is_five_star:
        problems.add("province_decides", _("3 sao, 4 sao do Chủ tịch UBND cấp tỉnh thu hồi."))
    found = case_papers(case, kind).first()
    if found is not None and found.state != PaperState.DRAFT:
        problems.add("signed", _("Văn bản này đã trình ký hoặc ban hành nên không soạn lại."))
    problems.raise_if_any()
    spec = BUILDERS[kind.value](case)
    if found is not None:
        return redraft(found, spec=spec, actor=actor)
    issuer = committee_of(case.province) if kind.value in BY_COMMITTEE else office_of(case)
    return draft_paper(kind, spec=spec, subject=case, issuer=issuer, actor=actor)


@transaction.atomic
def invite(case: WithdrawalCase, *, on: date | None, hour: str, place: str, actor: Any) -> Paper:
    """Draft the invitation to the producer; it counts as sent once issued. Raises DomainError."""
    case = lock_for_change(case)
    require(actor, "monitoring.manage_withdrawal", case)
    problems = Problems()
    if case.state != WithdrawalState.VERIFYING:
        raise WrongState.of("not_verifying", _("Chỉ mời chủ thể khi đang kiểm tra, xác minh."))
    if on is None:
        problems.add("no_day", _("Chưa ghi ngày làm việc."), where=_("Ngày làm việc"))
    elif on < clock.today():
        problems.add("in_past", _("Ngày làm việc %(day)s đã qua.") % {"day": format_date(on)}, where=_("Ngày làm việc"))
    if not normalize_line(place):
        problems.add("no_place", _("Chưa ghi nơi làm việc."), where=_("Địa điểm"))
    found = case_papers(case, PaperKind.HEARING_INVITATION).exclude(state=PaperState.ISSUED).first()
    if found is not None and found.state != PaperState.DRAFT:
        problems.add("signed", _("Giấy mời đang trình ký."))
    problems.raise_if_any()
    assert on is not None
    case.heard_place = place
    save_version(case)
    spec = invitation_spec(case, when=when_words(on, normalize_line(hour)), place=place)
    if found is not None:
        return redraft(found, spec=spec, actor=actor)
    return draft_paper(PaperKind.HEARING_INVITATION, spec=spec, subject=case, issuer=office_of(case), actor=actor)


@transaction.atomic
def issue_invitation(paper: Paper, *, case: WithdrawalCase, actor: Any, **issue: Any) -> Paper:
    """Enter the signed invitation; the producer and the commune are told. Raises DomainError."""
    case = lock_for_change(case)
    require(actor, "monitoring.manage_withdrawal", case)
    paper = issue_paper(paper, actor=actor, **issue)
    case.invited_on = paper.issued_on
    save_version(case)
    record("monitoring.withdrawalcase.invite", actor=actor, obj=case, data={"on": case.invited_on})
    tell_producer(case, _("Mời làm việc về việc xem xét thu hồi: %(name)s"))
    return paper


@transaction.atomic
def issue_memo(paper: Paper, *, case: WithdrawalCase, actor: Any, **issue: Any) -> Paper:
    """Enter the signed memo: the case is before the chairman, and the decision is drafted. Raises DomainError."""
    case = lock_for_change(case)
    paper = issue_paper(paper, actor=actor, **issue)
    _not_before_hearing(case, paper.issued_on)
    case.submitted_on = paper.issued_on
    transition(WITHDRAWAL, case, "submit", actor=actor, data={"memo": paper.full_number, "on": case.submitted_on})
    if not case_papers(case, PaperKind.WITHDRAWAL_DECISION).exists():
        draft_case_paper(case, PaperKind.WITHDRAWAL_DECISION, actor=actor)
    return paper


@transaction.atomic
def issue_ministry_report(paper: Paper, *, case: WithdrawalCase, actor: Any, **issue: Any) -> Paper:
    """Enter the signed report to the ministry; the province has done its part. Raises DomainError."""
    case = lock_for_change(case)
    paper = issue_paper(paper, actor=actor, **issue)
    _not_before_hearing(case, paper.issued_on)
    case.reported_on = paper.issued_on
    transition(WITHDRAWAL, case, "report", actor=actor, data={"report": paper.full_number, "on": case.reported_on})
    tell_producer(case, _("Đã báo cáo Bộ đề nghị thu hồi: %(name)s"))
    return paper


def _not_before_hearing(case: WithdrawalCase, on: date | None) -> None:
    problems = Problems()
    check_after_hearing(problems, case, on)
    problems.raise_if_any()


def check_after_hearing(problems: Problems, case: WithdrawalCase, on: date | None) -> None:
    """Collect that a paper is dated before the producer was heard, or before what it rests on."""
    where = _("Ngày ban hành")
    if on is not None and case.heard_on is not None and on < case.heard_on:
        problems.add(
            "before_hearing",
            _("Ngày ban hành trước ngày nghe chủ thể (%(day)s).") % {"day": format_date(case.heard_on)},
            where=where,
        )
    if on is not None and case.basis_on is not None and on < case.basis_on:
        problems.add(
            "before_basis",
            _("Ngày ban hành trước ngày văn bản làm căn cứ (%(day)s).") % {"day": format_date(case.basis_on)},
            where=where,
        )
