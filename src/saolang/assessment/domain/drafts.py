"""Drafts after a closed session: minutes, report, memo and decision.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.d-e.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from saolang.accounts.domain.organisations import committee_of
from saolang.audit.domain import record
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import Problems, WrongState
from saolang.documents.domain.papers import draft_paper, redraft
from saolang.documents.enums import PaperKind, PaperState
from saolang.documents.models import Paper
from saolang.dossiers.enums import DossierState

from ..documents import minutes_spec, ocop_office, report_spec
from ..enums import ResultKind, SessionState
from ..models import ResultBatch, Session, SessionItem
from ..opinion_documents import opinion_sheet_spec, opinion_summary_spec
from ..result_documents import decision_spec, memo_spec
from .councils import require

BATCH_RESULT = {"recognition": ResultKind.RECOGNISE, "approval": ResultKind.POTENTIAL}
LIVING_BATCH = Q(decision_paper__isnull=False) & ~Q(decision_paper__state=PaperState.CANCELLED)
"""Batches whose decision was not given up; a product of a given-up one may go on paper again."""


def living_papers(subject: models.Model, *kinds: str) -> QuerySet[Paper]:
    """Papers about a record that were not given up."""
    return Paper.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk), kind__in=[str(kind) for kind in kinds]
    ).exclude(state=PaperState.CANCELLED)


@transaction.atomic
def draft_session_papers(session: Session, *, actor: Any) -> list[Paper]:
    """Draft the minutes and the council's report of a closed session, or write their drafts anew.

    A written round has a summary of opinions instead of minutes.

    Raises DomainError once both are before the signer or issued.
    """
    session = lock_for_change(session)
    require(actor, "assessment.issue_results", session)
    problems = Problems()
    if session.state != SessionState.CLOSED:
        problems.add("session_not_closed", _("Phiên họp chưa bế mạc nên chưa lập biên bản được."))
    problems.raise_if_any()
    issuer = session.council.organisation
    drafted = []
    first = (
        (PaperKind.OPINION_SUMMARY, opinion_summary_spec)
        if session.is_written
        else (PaperKind.SESSION_MINUTES, minutes_spec)
    )
    for kind, build in (first, (PaperKind.COUNCIL_REPORT, report_spec)):
        found = living_papers(session, kind).first()
        if found is None:
            drafted.append(draft_paper(kind, spec=build(session), subject=session, issuer=issuer, actor=actor))
        elif found.state == PaperState.DRAFT:
            drafted.append(redraft(found, spec=build(session), actor=actor))
    if not drafted:
        problems.add("papers_signed", _("Biên bản và báo cáo đã trình ký hoặc ban hành nên không soạn lại."))
    problems.raise_if_any()
    return drafted


@transaction.atomic
def draft_opinion_sheet(item: SessionItem, *, actor: Any) -> Paper:
    """The opinion sheet of a dossier to print, for members who sign on paper. Raises DomainError."""
    item = lock_for_change(item)
    require(actor, "assessment.run_session", item.session)
    if not item.session.is_written:
        raise WrongState.of("not_written", _("Chỉ đợt lấy ý kiến bằng văn bản có phiếu lấy ý kiến."))
    found = living_papers(item, PaperKind.OPINION_SHEET).first()
    if found is not None and found.state != PaperState.DRAFT:
        return found
    spec = opinion_sheet_spec(item)
    if found is not None:
        return redraft(found, spec=spec, actor=actor)
    issuer = item.session.council.organisation
    return draft_paper(PaperKind.OPINION_SHEET, spec=spec, subject=item, issuer=issuer, actor=actor)


@transaction.atomic
def make_batch(session: Session, *, kind: str, items: Iterable[SessionItem], actor: Any) -> ResultBatch:
    """Put results on one memo and one decision. ``kind`` is "recognition" or "approval". Raises DomainError."""
    session = lock_for_change(session)
    require(actor, "assessment.issue_results", session)
    keys = [item.pk for item in items]
    chosen = list(SessionItem.objects.filter(pk__in=keys).select_related("session", "dossier__product"))
    approval = kind == "approval"
    problems = Problems()
    if session.state != SessionState.CLOSED:
        problems.add("session_not_closed", _("Phiên họp chưa bế mạc."))
    if not chosen:
        problems.add("nothing_chosen", _("Chưa chọn sản phẩm nào."), fix=_("Đánh dấu các sản phẩm đưa vào tờ trình."))
    for item in chosen:
        name = {"name": item.dossier.product.name}
        if item.session_id != session.pk or item.result != BATCH_RESULT[kind]:
            problems.add("wrong_result", _("“%(name)s” không thuộc loại kết quả này.") % name)
        elif item.batches.filter(LIVING_BATCH).exists():
            problems.add("already_on_paper", _("“%(name)s” đã có trong một dự thảo khác.") % name)
        elif item.dossier.state != DossierState.CONCLUDED:
            problems.add("dossier_left", _("Chủ thể đã rút hồ sơ “%(name)s”.") % name)
    problems.raise_if_any()
    batch = ResultBatch.objects.create(session=session, kind=kind, created_by_id=actor.pk)
    batch.items.set(chosen)
    province = session.council.province
    batch.memo_paper = draft_paper(
        PaperKind.MEMO,
        spec=memo_spec(session, chosen, approval=approval),
        subject=batch,
        issuer=ocop_office(province),
        actor=actor,
    )
    decision_kind = PaperKind.APPROVAL_DECISION if approval else PaperKind.RECOGNITION_DECISION
    batch.decision_paper = draft_paper(
        decision_kind,
        spec=decision_spec(session, chosen, approval=approval),
        subject=batch,
        issuer=committee_of(province),
        actor=actor,
    )
    save_version(batch)
    record("assessment.resultbatch.make", actor=actor, obj=batch, data={"kind": kind, "items": [i.pk for i in chosen]})
    return batch
