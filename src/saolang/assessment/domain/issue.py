"""From the signed decision to the register: certificates, publication, notices.

One decision lists many products; one certificate each; only then is anything public.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 4, 7.3.đ-g.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problems
from saolang.documents.domain.papers import draft_paper, issue_paper, submit_for_signature
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.dossiers.domain.province import mark_at_ministry, mark_not_recognised, mark_recognised, mark_rejected
from saolang.dossiers.enums import DossierState
from saolang.dossiers.law import tell_renewal_ended
from saolang.dossiers.models import Dossier
from saolang.dossiers.notices import commune_people, producer_people
from saolang.notify.domain import send
from saolang.registry.domain import recognise as register
from saolang.registry.enums import DecisionKind
from saolang.registry.models import Certificate, Decision, Recognition

from ..documents import ocop_office
from ..enums import NO_STAR, ResultKind, SessionState
from ..models import ResultBatch, SessionItem
from ..result_documents import certificate_spec, ministry_letter_spec, notice_spec, verify_url
from .councils import require
from .drafts import living_papers


@transaction.atomic
def issue_decision(
    batch: ResultBatch,
    *,
    number: str,
    symbol: str,
    issued_on: date,
    signer_name: str,
    signer_title: str,
    sign_mode: str,
    signed_file: Any,
    actor: Any,
    draft_hash: str = "",
    expected_version: int | None = None,
) -> Decision:
    """Enter the signed decision: it goes into the register, and certificates (or the ministry letter) are drafted.

    Nothing is public yet. Raises DomainError.
    """
    batch = lock_for_change(batch, expected_version)
    require(actor, "assessment.issue_results", batch.session)
    problems = Problems()
    if batch.issued_on is not None:
        problems.add("already_issued", _("Quyết định này đã được ghi sổ."))
    if issued_on is not None and issued_on < batch.session.held_on:
        problems.add("decision_before_session", _("Ngày quyết định trước ngày họp Hội đồng."), where=_("Ngày ban hành"))
    items = list(batch.items.select_related("dossier__product__producer__organisation", "dossier__commune"))
    for item in items:
        if item.dossier.state != DossierState.CONCLUDED and batch.issued_on is None:
            problems.add(
                "dossier_left",
                _("Hồ sơ “%(name)s” không còn chờ quyết định (chủ thể đã rút).") % {"name": item.dossier.product.name},
                fix=_("Hủy dự thảo này rồi lập lại tờ trình và quyết định không có sản phẩm đó."),
            )
    problems.raise_if_any()
    assert batch.decision_paper is not None, "a batch is made together with its draft decision"
    paper = issue_paper(
        batch.decision_paper,
        number=number,
        symbol=symbol,
        issued_on=issued_on,
        signer_name=signer_name,
        signer_title=signer_title,
        sign_mode=sign_mode,
        signed_file=signed_file,
        draft_hash=draft_hash,
        actor=actor,
    )
    batch.issued_on = paper.issued_on
    save_version(batch)
    if batch.kind == "approval":
        return _approve(batch, paper, items, actor)
    decision = register.record_decision(paper, kind=DecisionKind.RECOGNITION, actor=actor)
    for item in items:
        assert item.star is not None, "only concluded items come into a decision"
        recognise_dossier(item.dossier, decision, star=item.star, total=item.total, actor=actor)
    return decision


def recognise_dossier(
    dossier: Dossier, decision: Decision, *, star: int, total: Decimal | None, actor: Any
) -> Recognition:
    """Enter what a decision gives the product of a dossier, and draft its certificate; the dossier ends."""
    recognition = register.recognise(
        product=dossier.product,
        decision=decision,
        star=star,
        total=total,
        product_code=dossier.product_code,
        sheet_id=dossier.sheet.sheet_id,
        dossier_code=dossier.code,
        address=dossier.commune.path,
        actor=actor,
    )
    draft_paper(
        PaperKind.CERTIFICATE,
        spec=certificate_spec(recognition, verify_url=verify_url(recognition.code)),
        subject=recognition,
        issuer=decision.issuer,
        actor=actor,
        drafted_on=decision.issued_on,
    )
    mark_recognised(dossier, actor=actor)
    return recognition


def _approve(batch: ResultBatch, paper: Paper, items: list[SessionItem], actor: Any) -> Decision:
    decision = register.record_decision(paper, kind=DecisionKind.APPROVAL, actor=actor)
    assert decision.issued_on is not None, "an issued paper has its date"
    draft_paper(
        PaperKind.MINISTRY_LETTER,
        spec=ministry_letter_spec(batch.session, items, decision=decision),
        subject=batch,
        issuer=decision.issuer,
        actor=actor,
        drafted_on=decision.issued_on,
    )
    for item in items:
        register.mark_potential_five(item.dossier.product, on=decision.issued_on, actor=actor)
        mark_at_ministry(item.dossier, actor=actor)
    return decision


@transaction.atomic
def issue_certificate(
    recognition: Recognition,
    *,
    number: str,
    symbol: str,
    issued_on: date,
    signer_name: str,
    signer_title: str,
    sign_mode: str,
    actor: Any,
    signed_file: Any = None,
) -> Certificate:
    """Enter one signed certificate; its 36 months run from its own date. Raises DomainError."""
    require(actor, "assessment.issue_results")
    paper = certificate_paper(recognition)
    if paper.state == "draft":
        paper = submit_for_signature(paper, actor=actor)
    paper = issue_paper(
        paper,
        number=number,
        symbol=symbol,
        issued_on=issued_on,
        signer_name=signer_name,
        signer_title=signer_title,
        sign_mode=sign_mode,
        signed_file=signed_file,
        actor=actor,
    )
    return register.certify(recognition, paper=paper, actor=actor)


@transaction.atomic
def issue_certificates(numbers: Mapping[Recognition, str], *, actor: Any, **common: Any) -> list[Certificate]:
    """Enter several certificates signed together: same day and signer, a number each. All or none.

    Raises DomainError with everything that is wrong, each problem naming its product.
    """
    problems = Problems()
    issued = []
    for recognition, number in numbers.items():
        try:
            issued.append(issue_certificate(recognition, number=number, actor=actor, **common))
        except DomainError as error:
            problems.extend(replace(found, where=recognition.product_name) for found in error.problems)
    problems.raise_if_any()
    return issued


def certificate_paper(recognition: Recognition) -> Paper:
    """The certificate's paper of a recognition. Raises Paper.DoesNotExist."""
    return Paper.objects.exclude(state="cancelled").get(
        kind=PaperKind.CERTIFICATE, subject_type="registry.recognition", subject_id=str(recognition.pk)
    )


@transaction.atomic
def publish_results(batch: ResultBatch, *, actor: Any, on: date | None = None) -> list[Recognition]:
    """Công bố kết quả: every product of the decision becomes public together, and the notices are drafted.

    Raises DomainError naming each product that still has no certificate.
    """
    batch = lock_for_change(batch)
    require(actor, "assessment.issue_results", batch.session)
    problems = Problems()
    recognitions = list(Recognition.objects.filter(decision__paper=batch.decision_paper).select_related("product"))
    if batch.issued_on is None or batch.kind != "recognition":
        problems.add("no_decision", _("Chưa có quyết định công nhận đã ban hành."))
    for recognition in recognitions:
        if not recognition.certificates.exists():
            problems.add(
                "no_certificate",
                _("“%(name)s” chưa có giấy chứng nhận đã cấp.") % {"name": recognition.product_name},
                fix=_("Ghi số, ngày giấy chứng nhận trước khi công bố."),
            )
        if recognition.public_since is not None:
            problems.add("already_public", _("“%(name)s” đã được công bố.") % {"name": recognition.product_name})
    problems.raise_if_any()
    day = on or clock.today()
    for recognition in recognitions:
        register.publish(recognition, on=day, actor=actor)
    for item in batch.items.select_related("session", "dossier__product__producer", "dossier__commune"):
        draft_notice(item, actor=actor, decision=Decision.objects.get(paper=batch.decision_paper))
        tell_result(item.dossier, _("Kết quả đã công bố: %(name)s, %(star)s sao"), star=item.star)
    return recognitions


@transaction.atomic
def draft_notice(item: SessionItem, *, actor: Any, decision: Decision | None = None) -> Paper:
    """Draft the written notice of a result, also for 1-2 stars and rejected products. Legal: Điều 7.3.g."""
    require(actor, "assessment.issue_results", item)
    problems = Problems()
    if item.session.state != SessionState.CLOSED or not item.result:
        problems.add("session_not_closed", _("Phiên họp chưa bế mạc nên chưa thông báo kết quả được."))
    if item.result == ResultKind.RECOGNISE and decision is None:
        problems.add("no_decision", _("Sản phẩm đề nghị công nhận được thông báo khi công bố quyết định."))
    if living_papers(item, PaperKind.RESULT_NOTICE).exists():
        problems.add(
            "notice_exists", _("Đã có thông báo kết quả cho “%(name)s”.") % {"name": item.dossier.product.name}
        )
    problems.raise_if_any()
    return draft_paper(
        PaperKind.RESULT_NOTICE,
        spec=notice_spec(item, decision=decision),
        subject=item,
        issuer=ocop_office(item.session.council.province),
        actor=actor,
    )


@transaction.atomic
def issue_notice(paper: Paper, *, item: SessionItem, actor: Any, **issue: Any) -> Paper:
    """Enter a signed notice; a dossier that was not recognised ends with it. Raises DomainError.

    A held star keeps its term; only what ran on while a re-assessment was awaited ends that day (Điều 12.3).
    """
    require(actor, "assessment.issue_results", item)
    paper = issue_paper(paper, actor=actor, **issue)
    if item.result in NO_STAR:
        mark = mark_rejected if item.result == ResultKind.REJECTED else mark_not_recognised
        mark(item.dossier, actor=actor, reason=str(item.get_result_display()))
        tell_renewal_ended(item.dossier, actor=actor, day=paper.issued_on)
    tell_result(item.dossier, _("Thông báo kết quả: %(name)s"))
    return paper


def tell_result(dossier: Dossier, title: str, *, star: int | None = None) -> None:
    """Tell the producer and the commune of a result; ``title`` may name the product and the star."""
    send(
        [*producer_people(dossier), *commune_people(dossier)],
        kind="result",
        title=title % {"name": dossier.product.name, "star": star},
        url=reverse("dossiers:dossier", args=[dossier.code]),
        obj=dossier,
    )
