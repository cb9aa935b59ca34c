"""Papers of inspections: drafting them, and what happens when they are issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problems, WrongState
from saolang.core.text import format_date
from saolang.documents.domain.papers import (
    draft_paper,
    issue_paper,
    redraft,
    return_to_draft,
    submit_for_signature,
)
from saolang.documents.enums import PaperKind, PaperState
from saolang.documents.models import Paper
from saolang.notify.domain import send

from ..enums import PlanState, ProductConclusion, VisitState
from ..inspection_documents import conclusion_spec, decision_spec, minutes_spec, plan_spec, sample_spec
from ..models import InspectionPlan, MinutesWitness, Sample, Visit, VisitProduct
from ..states.inspections import VISIT
from .inspection_people import commune_people, team_people, visited_people
from .inspection_rights import require

WITNESSES = 2


def _draft_or_redraft(paper: Paper | None, kind: PaperKind, *, spec: Any, subject: Any, issuer: Any, actor: Any,
                      drafted_on: date | None = None) -> Paper:  # fmt: skip
    """A new draft, or the present one with new content; a paper before the signer is taken back first."""
    if paper is None or paper.state == PaperState.CANCELLED:
        return draft_paper(kind, spec=spec, subject=subject, issuer=issuer, actor=actor, drafted_on=drafted_on)
    if paper.state == PaperState.FOR_SIGNATURE:
        paper = return_to_draft(paper, actor=actor, reason=_("Soạn lại theo nội dung mới."))
    return redraft(paper, spec=spec, actor=actor)


@transaction.atomic
def draft_plan(plan: InspectionPlan, *, actor: Any) -> Paper:
    """Write the plan as a paper from the visits it holds. Raises DomainError."""
    plan = lock_for_change(plan)
    require(actor, "monitoring.plan_inspections", plan)
    if plan.state != PlanState.DRAFT:
        raise WrongState.of("plan_issued", _("Kế hoạch đã ban hành."))
    if not plan.visits.exclude(state=VisitState.CANCELLED).exists():
        raise DomainError.of("plan_empty", _("Kế hoạch chưa có đợt kiểm tra nào."), fix=_("Thêm đợt kiểm tra trước."))
    plan.paper = _draft_or_redraft(
        plan.paper, PaperKind.INSPECTION_PLAN, spec=plan_spec(plan), subject=plan, issuer=plan.office, actor=actor
    )
    save_version(plan)
    return plan.paper


@transaction.atomic
def issue_plan(plan: InspectionPlan, *, actor: Any, **issue: Any) -> InspectionPlan:
    """Enter the signed plan; visits by plan may be announced from then on. Raises DomainError."""
    plan = lock_for_change(plan)
    require(actor, "monitoring.plan_inspections", plan)
    plan.paper = _issue(plan.paper, actor, issue)
    plan.state, plan.issued_on = PlanState.ISSUED, plan.paper.issued_on
    save_version(plan)
    record("monitoring.inspectionplan.issue", actor=actor, obj=plan, data={"number": plan.paper.full_number})
    return plan


def _issue(paper: Paper | None, actor: Any, issue: Mapping[str, Any]) -> Paper:
    if paper is None:
        raise WrongState.of("no_paper", _("Chưa soạn văn bản này."))
    if paper.state == PaperState.DRAFT:
        paper = submit_for_signature(paper, actor=actor)
    return issue_paper(paper, actor=actor, **issue)


@transaction.atomic
def draft_decision(visit: Visit, *, actor: Any) -> Paper:
    """Write the decision on the visit and its team. Raises DomainError."""
    visit = lock_for_change(visit)
    VISIT.check(visit, "announce", actor)
    visit.decision_paper = _draft_or_redraft(
        visit.decision_paper,
        PaperKind.INSPECTION_DECISION,
        spec=decision_spec(visit),
        subject=visit,
        issuer=visit.lead,
        actor=actor,
    )
    save_version(visit)
    return visit.decision_paper


@transaction.atomic
def announce(visit: Visit, *, actor: Any, **issue: Any) -> Visit:
    """Enter the signed decision: the visit is announced, except to those it must surprise. Raises DomainError."""
    visit = lock_for_change(visit)
    VISIT.check(visit, "announce", actor)
    day = issue.get("issued_on")
    if day is not None and visit.day is not None and day > visit.day:
        raise DomainError.of(
            "decision_after_visit",
            _("Ngày quyết định %(day)s sau ngày kiểm tra %(visit)s.")
            % {"day": format_date(day), "visit": format_date(visit.day)},
            fix=_("Đổi ngày kiểm tra, hoặc ghi đúng ngày trên quyết định."),
        )
    visit.decision_paper = _issue(visit.decision_paper, actor, issue)
    visit.announced_on = visit.decision_paper.issued_on
    transition(VISIT, visit, "announce", actor=actor, data={"number": visit.decision_paper.full_number})
    told = (
        team_people(visit)
        if visit.is_by_sign
        else [*team_people(visit), *visited_people(visit), *commune_people(visit)]
    )
    send(
        told,
        kind="visit_announced",
        title=_("Quyết định kiểm tra: %(name)s") % {"name": visit.subject_name},
        body=_("Ngày kiểm tra: %(day)s") % {"day": format_date(visit.day)} if visit.day else "",
        url=visit.get_absolute_url(),
        obj=visit,
    )
    return visit


@transaction.atomic
def write_minutes(
    visit: Visit,
    *,
    other_side: str,
    actor: Any,
    remarks: str = "",
    team_view: str = "",
    refused: bool = False,
    refusal_reason: str = "",
    witnesses: Sequence[tuple[str, str]] = (),
    expected_version: int | str | None = None,
) -> Paper:
    """Write the minutes from the checklist; a refusal to sign needs its reason and two witnesses."""
    visit = lock_for_change(visit, expected_version)
    VISIT.check(visit, "sign_minutes", actor)
    named = [(name.strip(), capacity.strip()) for name, capacity in witnesses if name.strip()]
    problems = Problems()
    if not other_side.strip() and not refused:
        problems.add("other_side_missing", _("Chưa ghi người đại diện bên được kiểm tra."), where="other_side")
    if refused:
        _check_refusal(problems, refusal_reason, named)
    problems.raise_if_any()
    visit.other_side, visit.remarks, visit.team_view = other_side, remarks, team_view
    visit.minutes_refused, visit.refusal_reason = refused, refusal_reason if refused else ""
    visit.witnesses.all().delete()
    if refused:
        MinutesWitness.objects.bulk_create(
            MinutesWitness(visit=visit, name=name, capacity=capacity) for name, capacity in named
        )
    visit.minutes_paper = _draft_or_redraft(
        visit.minutes_paper,
        PaperKind.INSPECTION_MINUTES,
        spec=minutes_spec(visit),
        subject=visit,
        issuer=visit.lead,
        actor=actor,
        drafted_on=visit.arrived_on,
    )
    save_version(visit)
    record("monitoring.visit.minutes", actor=actor, obj=visit, data={"refused": refused})
    return visit.minutes_paper


def _check_refusal(problems: Problems, reason: str, named: Sequence[tuple[str, str]]) -> None:
    if not reason.strip():
        problems.add("refusal_reason_missing", _("Chưa ghi lý do không ký."), where="refusal_reason")
    if len({name for name, _capacity in named}) < WITNESSES:
        problems.add(
            "witnesses_missing",
            _("Bên được kiểm tra không ký thì cần hai người chứng kiến."),
            where="witness_1",
            fix=_("Ghi họ tên và nơi công tác của hai người chứng kiến khác nhau."),
        )
    if any(not capacity for _name, capacity in named):
        problems.add("witness_capacity", _("Chưa ghi người chứng kiến đại diện cho ai."), where="witness_1")


@transaction.atomic
def sign_minutes(visit: Visit, *, on: date, signed_file: Any, actor: Any) -> Visit:
    """Enter the minutes as both sides (or two witnesses) signed them; the checklist is closed. Raises DomainError."""
    visit = lock_for_change(visit)
    VISIT.check(visit, "sign_minutes", actor)
    problems = Problems()
    if visit.minutes_paper is None:
        problems.add("no_minutes", _("Chưa lập biên bản."), fix=_("Lập biên bản từ bảng kiểm, in và ký trước."))
    elif visit.minutes_paper.spec != _plain(minutes_spec(visit)):
        problems.add(
            "minutes_outdated",
            _("Bảng kiểm đã thay đổi sau khi lập biên bản."),
            fix=_("Lập lại biên bản, in và ký bản mới."),
        )
    if visit.arrived_on is not None and on < visit.arrived_on:
        problems.add("before_visit", _("Ngày biên bản trước ngày kiểm tra."), where="on")
    problems.raise_if_any()
    head = visit.team.filter(part="head").select_related("user").first()
    visit.minutes_paper = _issue(
        visit.minutes_paper,
        actor,
        {
            "issued_on": on,
            "signer_name": head.user.full_name if head else actor.full_name,
            "signer_title": _("Trưởng đoàn"),
            "signed_file": signed_file,
        },
    )
    visit.minutes_on = on
    transition(VISIT, visit, "sign_minutes", actor=actor, data={"on": on, "refused": visit.minutes_refused})
    send(
        visited_people(visit),
        kind="visit_minutes",
        title=_("Biên bản kiểm tra %(day)s") % {"day": format_date(on)},
        url=visit.get_absolute_url(),
        obj=visit,
    )
    return visit


def _plain(spec: Any) -> Any:
    from saolang.documents.spec import to_data

    return to_data(spec)


@transaction.atomic
def write_conclusion(
    visit: Visit,
    *,
    text: str,
    products: Mapping[int, tuple[str, str]],
    actor: Any,
    expected_version: int | str | None = None,
) -> Paper:
    """Write the conclusion: ``products`` gives verdict and public words by key of VisitProduct. Raises DomainError."""
    visit = lock_for_change(visit, expected_version)
    require(actor, "monitoring.manage_visit", visit)
    if visit.state != VisitState.MINUTES_SIGNED:
        raise WrongState.of("no_minutes", _("Chỉ kết luận sau khi có biên bản."))
    problems = Problems()
    rows = list(visit.products.select_related("product"))
    for row in rows:
        verdict, words = products.get(row.pk, ("", ""))
        if verdict not in ProductConclusion.values:
            problems.add("product_not_concluded", _("Chưa ghi kết luận cho “%(name)s”.") % {"name": row.product.name})
        elif verdict in (ProductConclusion.TO_FIX, ProductConclusion.NOT_KEPT) and not words.strip():
            problems.add(
                "words_missing", _("Chưa ghi nội dung kết luận của “%(name)s”.") % {"name": row.product.name},
                fix=_("Nêu ngắn gọn, không ghi tên người: nội dung này được công khai."),
            )  # fmt: skip
        row.conclusion, row.conclusion_note = verdict, words
    if len(text.strip()) < 10:
        problems.add("text_missing", _("Chưa ghi kết luận chung."), where="text")
    problems.raise_if_any()
    VisitProduct.objects.bulk_update(rows, ["conclusion", "conclusion_note"])
    visit.conclusion_text = text
    visit.conclusion_paper = _draft_or_redraft(
        visit.conclusion_paper,
        PaperKind.INSPECTION_CONCLUSION,
        spec=conclusion_spec(visit),
        subject=visit,
        issuer=visit.lead,
        actor=actor,
        drafted_on=None,
    )
    save_version(visit)
    record("monitoring.visit.conclusion", actor=actor, obj=visit, data={"products": len(rows)})
    return visit.conclusion_paper


@transaction.atomic
def conclude(visit: Visit, *, actor: Any, **issue: Any) -> Visit:
    """Enter the signed conclusion. The 15 days of a withdrawal count from its date. Raises DomainError.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.4.
    """
    visit = lock_for_change(visit)
    VISIT.check(visit, "conclude", actor)
    day = issue.get("issued_on")
    if day is not None and visit.minutes_on is not None and day < visit.minutes_on:
        raise DomainError.of("before_minutes", _("Ngày kết luận trước ngày biên bản."), where="issued_on")
    visit.conclusion_paper = _issue(visit.conclusion_paper, actor, issue)
    visit.concluded_on = visit.conclusion_paper.issued_on
    transition(VISIT, visit, "conclude", actor=actor, data={"number": visit.conclusion_paper.full_number})
    send(
        [*visited_people(visit), *commune_people(visit), *team_people(visit)],
        kind="visit_concluded",
        title=_("Kết luận kiểm tra: %(name)s") % {"name": visit.subject_name},
        url=visit.get_absolute_url(),
        obj=visit,
    )
    return visit


@transaction.atomic
def publish(visit: Visit, *, actor: Any, expected_version: int | str | None = None) -> Visit:
    """Show the conclusion on the public pages of the products: date, verdict, words; no person. Raises DomainError."""
    visit = lock_for_change(visit, expected_version)
    visit.published_on = clock.today()
    transition(VISIT, visit, "publish", actor=actor)
    return visit


@transaction.atomic
def draft_sample_record(sample: Sample, *, actor: Any) -> Paper:
    """Write the record of a sample, to be signed by both sides. Raises DomainError."""
    sample = lock_for_change(sample)
    require(actor, "monitoring.fill_visit", sample.visit)
    if sample.paper is not None and sample.paper.is_issued:
        raise WrongState.of("record_signed", _("Biên bản lấy mẫu đã ký."))
    sample.paper = _draft_or_redraft(
        sample.paper,
        PaperKind.SAMPLE_RECORD,
        spec=sample_spec(sample),
        subject=sample,
        issuer=sample.visit.lead,
        actor=actor,
        drafted_on=sample.taken_on,
    )
    save_version(sample)
    return sample.paper
