"""From a finding to the proposal of a withdrawal: the conclusion of the inspection is its paper.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.1, 8.3, 8.4 (15 days from the authority's conclusion).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problems
from saolang.registry.queries import current_recognition

from ..enums import FindingState, VisitState, WithdrawalOrigin
from ..models import Finding
from .inspection_rights import require
from .withdrawals import open_case


@transaction.atomic
def propose_withdrawal(finding: Finding, *, ground: str, actor: Any) -> Any:
    """Open the withdrawal of the star of the product that a finding concerns, once the visit is concluded.

    Returns the case. Raises DomainError.
    """
    finding = lock_for_change(finding)
    require(actor, "monitoring.record_finding", finding)
    visit, problems = finding.visit, Problems()
    star = current_recognition(finding.product) if finding.product is not None else None
    if finding.state != FindingState.OPEN:
        problems.add("finding_ended", _("Tồn tại này đã kết thúc."))
    if finding.withdrawal_code:
        problems.add("proposed_already", _("Tồn tại này đã có hồ sơ đề nghị thu hồi."))
    if visit.state not in (VisitState.CONCLUDED, VisitState.PUBLISHED):
        problems.add(
            "not_concluded",
            _("Đợt kiểm tra chưa có kết luận."),
            fix=_("Ban hành kết luận trước: thời hạn 15 ngày tính từ ngày kết luận (Điều 8.4)."),
        )
    if star is None:
        problems.add("no_star", _("Tồn tại không gắn với sản phẩm đang có sao."), fix=_("Chọn sản phẩm cho tồn tại."))
    problems.raise_if_any()
    paper = visit.conclusion_paper
    if paper is None:
        raise DomainError.of("no_paper", _("Đợt kiểm tra chưa có văn bản kết luận."))
    case = open_case(
        star,
        ground=ground,
        origin=WithdrawalOrigin.INSPECTION,
        origin_ref=finding.code,
        conclusion_number=paper.full_number,
        conclusion_on=paper.issued_on,
        conclusion_by=visit.lead.name,
        file=paper.signed_file,
        actor=actor,
    )
    finding.withdrawal_code = case.code
    save_version(finding)
    record("monitoring.finding.propose_withdrawal", actor=actor, obj=finding, data={"case": case.code})
    return case
