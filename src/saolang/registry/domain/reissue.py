"""From a checked request to the issued decision: drafts, numbers, new certificates, and what the register then prints.

Two ways lead there: the papers are drafted and issued here, or they were signed elsewhere (the ministry, or before
this register) and are entered with number, date and file. Both end in :func:`_apply`.

Legal: Quyết định 26/2026/QĐ-TTg says nothing about cấp lại, cấp đổi; the term of the old certificate is kept by the
provincial setting ``reissue_keeps_dates``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import Problems
from saolang.core.text import fold_vi, format_date, normalize_line
from saolang.documents.domain.papers import draft_paper, issue_paper, submit_for_signature
from saolang.documents.enums import PaperKind, PaperState
from saolang.documents.models import Paper
from saolang.producers.domain.renaming import apply_renaming
from saolang.rulebook.queries import provincial_setting

from ..amendment_documents import certificate_spec, decision_spec, paper_kind, served_committee
from ..amendment_enums import AmendmentKind
from ..amendment_states import AMENDMENT
from ..enums import DecisionKind, Source, Validity
from ..issuers import may_decide
from ..leaves import append_again
from ..models import Amendment, AmendmentItem, Certificate, Decision, Recognition
from ..queries import validity_of
from .corrections import PRINTED, current_certificate, star_problems, tell_producer
from .ministry import enter_decision
from .recognise import certificate_number_taken, certificate_term, record_decision
from .terms import settle_term_of
from .transfer import carry_over, holder_problems


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """What is known of a certificate issued in place of another; signed here (``paper``) or elsewhere (``file``)."""

    number: str
    issued_on: date
    paper: Any = None
    file: Any = None


def items_of(amendment: Amendment) -> list[AmendmentItem]:
    """The stars of an amendment with what their papers print."""
    rows = amendment.items.select_related(
        "amendment",
        "recognition__product__producer__organisation",
        "recognition__decision__issuer",
        "certificate_paper",
    )
    return list(rows.order_by("pk"))


def new_facts(amendment: Amendment, star: Recognition) -> dict[str, str]:
    """What is printed of a star once the amendment is issued."""
    return {name: str(amendment.changes.get(name) or getattr(star, name)) for name in PRINTED}


def kept_through(old: Certificate, issued_on: date) -> date:
    """The last day of the certificate in place of ``old``: the same, unless the province reads otherwise.

    A term that is over never begins again by a new paper: that takes a re-assessment.
    """
    over = old.valid_through is not None and old.valid_through < issued_on
    if old.valid_through is not None and (over or provincial_setting("reissue_keeps_dates", issued_on)):
        return old.valid_through
    return certificate_term(issued_on)


@transaction.atomic
def draft_amendment(amendment: Amendment, *, actor: Any, expected_version: Any = None) -> Amendment:
    """Draft the decision, and the new certificates that go with it. Raises NotAllowed, WrongState, DomainError.

    Five stars are the ministry's: its papers are entered, never drafted here.
    """
    amendment = lock_for_change(amendment, expected_version)
    AMENDMENT.check(amendment, "draft", actor)
    items = items_of(amendment)
    problems = Problems()
    if any(item.recognition.star == 5 for item in items):
        problems.add(
            "ministry_decides",
            _("Sản phẩm 5 sao do Bộ Nông nghiệp và Môi trường quyết định."),
            fix=_("Gửi Bộ, rồi ghi quyết định của Bộ vào sổ."),
        )
    problems.extend(_still_fits(amendment, items))
    problems.raise_if_any()
    issuer = served_committee()
    paper = draft_paper(
        paper_kind(amendment), spec=decision_spec(amendment, items), subject=amendment, issuer=issuer, actor=actor
    )
    amendment.decision_paper = paper
    for item in items if amendment.with_certificate else ():
        old = current_certificate(item.recognition)
        assert old is not None, "checked by _still_fits"
        through = kept_through(old, clock.today())
        spec = certificate_spec(
            item,
            old=old,
            facts=new_facts(amendment, item.recognition),
            through=through if through == old.valid_through else None,
        )
        item.certificate_paper = draft_paper(
            PaperKind.REISSUED_CERTIFICATE, spec=spec, subject=item, issuer=issuer, actor=actor,
            subject_label=item.recognition.product_name,
        )  # fmt: skip
        item.save(update_fields=["certificate_paper", "updated_at"])
    transition(AMENDMENT, amendment, "draft", actor=actor, data={"paper": paper.code})
    return amendment


@transaction.atomic
def issue_amendment(
    amendment: Amendment,
    *,
    number: str,
    symbol: str,
    issued_on: date,
    signer_name: str,
    signer_title: str,
    sign_mode: str,
    signed_file: Any,
    actor: Any,
    certificate_numbers: Mapping[int, str] | None = None,
    certificate_symbol: str = "GCN-UBND",
    certificate_on: date | None = None,
    draft_hash: str = "",
    expected_version: Any = None,
) -> Amendment:
    """Enter the signed decision and the signed certificates (numbers by item); the register prints the new facts.

    Raises NotAllowed, WrongState, Stale, DomainError.
    """
    amendment = lock_for_change(amendment, expected_version)
    AMENDMENT.check(amendment, "issue", actor)
    items = items_of(amendment)
    problems = Problems()
    problems.extend(_still_fits(amendment, items))
    problems.raise_if_any()
    signed = {"signer_name": signer_name, "signer_title": signer_title, "sign_mode": sign_mode, "actor": actor}
    assert amendment.decision_paper is not None, "a drafted amendment has its paper"
    paper = issue_paper(
        _for_signature(amendment.decision_paper, actor),
        number=number, symbol=symbol, issued_on=issued_on, signed_file=signed_file, draft_hash=draft_hash, **signed,
    )  # fmt: skip
    decision = record_decision(paper, kind=DecisionKind.AMENDMENT, actor=actor)
    certificates = {}
    for item in items if amendment.with_certificate else ():
        assert item.certificate_paper is not None, "drafted together with the decision"
        issued = issue_paper(
            _for_signature(item.certificate_paper, actor),
            number=(certificate_numbers or {}).get(item.pk, ""),
            symbol=certificate_symbol,
            issued_on=certificate_on or issued_on,
            **signed,
        )
        certificates[item.pk] = NewCertificate(_number_of(issued), certificate_on or issued_on, paper=issued)
    return _apply(amendment, items, decision, certificates, name="issue", actor=actor)


@transaction.atomic
def enter_amendment(
    amendment: Amendment,
    *,
    issuer: Any,
    number: str,
    symbol: str,
    issued_on: date,
    file: Any,
    actor: Any,
    signer: str = "",
    certificates: Mapping[int, NewCertificate] | None = None,
    expected_version: Any = None,
) -> Amendment:
    """Enter a decision, and certificates, that were signed elsewhere. Raises NotAllowed, WrongState, DomainError."""
    amendment = lock_for_change(amendment, expected_version)
    AMENDMENT.check(amendment, "enter", actor)
    items = items_of(amendment)
    problems = Problems()
    problems.extend(_still_fits(amendment, items))
    if not all(may_decide(issuer, item.recognition.star) for item in items):
        problems.add(
            "wrong_authority",
            _("3-4 sao do UBND cấp tỉnh quyết định, 5 sao do Bộ Nông nghiệp và Môi trường."),
            where="issuer",
        )
    if issued_on is not None and issued_on > clock.today():
        problems.add("in_future", _("Ngày ban hành ở tương lai."), where="issued_on")
    problems.raise_if_any()
    decision = enter_decision(
        kind=DecisionKind.AMENDMENT, issuer=issuer, number=number, symbol=symbol, issued_on=issued_on, signer=signer,
        file=file, actor=actor,
    )  # fmt: skip
    return _apply(amendment, items, decision, dict(certificates or {}), name="enter", actor=actor)


def _for_signature(paper: Paper, actor: Any) -> Paper:
    paper = Paper.objects.get(pk=paper.pk)
    return submit_for_signature(paper, actor=actor) if paper.state == PaperState.DRAFT else paper


def _number_of(paper: Paper) -> str:
    return f"{paper.number}/{paper.symbol}" if paper.symbol else str(paper.number)


def _still_fits(amendment: Amendment, items: list[AmendmentItem]) -> list[Any]:
    stars = [item.recognition for item in items]
    found = star_problems(amendment.kind, stars, amendment.with_certificate, besides=amendment)
    if amendment.kind == AmendmentKind.TRANSFER and amendment.to_producer is not None:
        for product in {star.product for star in stars}:
            found += holder_problems(product, amendment.to_producer)
    return found


def _apply(
    amendment: Amendment,
    items: list[AmendmentItem],
    decision: Decision,
    certificates: dict[int, NewCertificate],
    *,
    name: str,
    actor: Any,
) -> Amendment:
    """What an issued decision does: printed facts, new certificates, the live record, the public tree."""
    assert decision.issued_on is not None
    problems = Problems()
    for item in items:
        problems.extend(_item_problems(amendment, item, decision, certificates.get(item.pk)))
    problems.raise_if_any()
    for item in items:
        star = lock_for_change(item.recognition)
        item.before = {field: getattr(star, field) for field in PRINTED}
        item.after = new_facts(amendment, star)
        item.search_text = fold_vi(" ".join(item.before.values()))[:900]
        for field, value in item.after.items():
            setattr(star, field, value)
        star.save(update_fields=[*PRINTED, "updated_at"])
        if amendment.with_certificate:
            item.old_certificate = current_certificate(star)
            item.new_certificate = _replace(item.old_certificate, decision, certificates[item.pk])
            data = {"number": item.new_certificate.number, "replaces": item.old_certificate.number}  # type: ignore[union-attr]
            record("registry.certificate.replace", actor=actor, obj=item.new_certificate, data=data)
        item.save()
        settle_term_of(star)
        append_again(star, on=decision.issued_on, actor=actor)
        data = {"decision": str(decision), "before": item.before, "after": item.after}
        record("registry.recognition.amend", actor=actor, obj=star, data=data)
    if amendment.kind == AmendmentKind.UPDATE:
        apply_renaming(
            amendment.producer,
            name=amendment.changes.get("producer_name", ""),
            kind=amendment.changes.get("producer_kind", ""),
            registration_number=amendment.changes.get("registration_number", ""),
            basis=str(decision),
            actor=actor,
        )
    amendment.decision = decision
    if amendment.kind == AmendmentKind.TRANSFER:
        for product in {item.recognition.product for item in items}:
            carry_over(product, amendment, decision=decision, actor=actor)
    transition(AMENDMENT, amendment, name, actor=actor, data={"decision": str(decision)})
    tell_producer(amendment, _("Đã ban hành quyết định: %(what)s"), body=str(decision))
    return amendment


def _item_problems(
    amendment: Amendment, item: AmendmentItem, decision: Decision, given: NewCertificate | None
) -> list[Any]:
    problems = Problems()
    star = item.recognition
    words = {"name": star.product_name, "decided": format_date(decision.issued_on)}
    if star.recognised_on and decision.issued_on and decision.issued_on < star.recognised_on:
        problems.add(
            "before_recognition",
            _("Quyết định ghi ngày %(decided)s, trước ngày công nhận “%(name)s”.") % words,
            where="issued_on",
        )
    if not amendment.with_certificate:
        return problems.as_list()
    old = current_certificate(star)
    if given is None or not normalize_line(given.number):
        problems.add("no_number", _("Chưa ghi số giấy chứng nhận mới của “%(name)s”.") % words)
    elif old is not None:
        if decision.issued_on and given.issued_on < decision.issued_on:
            problems.add("certificate_before_decision", _("Giấy chứng nhận mới ghi ngày trước quyết định.") % words)
        if given.issued_on > clock.today():
            problems.add("in_future", _("Ngày cấp giấy chứng nhận mới ở tương lai."))
        if old.issued_on and given.issued_on < old.issued_on:
            problems.add("certificate_before_old", _("Giấy chứng nhận mới ghi ngày trước giấy cũ."))
        if given.paper is None and given.file is None:
            problems.add("no_file", _("Chưa đính kèm giấy chứng nhận mới của “%(name)s”.") % words)
        prolonged = validity_of(star, given.issued_on).validity == Validity.PROLONGED
        if kept_through(old, given.issued_on) < given.issued_on and not prolonged:
            problems.add("not_valid", _("Giấy mới của “%(name)s” cấp khi thời hạn đã hết.") % words)
    return problems.as_list()


def _replace(old: Certificate | None, decision: Decision, given: NewCertificate) -> Certificate:
    assert old is not None
    old = lock_for_change(old)
    old.superseded_on = given.issued_on
    old.save(update_fields=["superseded_on", "updated_at"])
    try:
        with transaction.atomic():
            return Certificate.objects.create(
                recognition_id=old.recognition_id,
                issuer=decision.issuer,
                number=normalize_line(given.number),
                issued_on=given.issued_on,
                year=given.issued_on.year,
                valid_through=kept_through(old, given.issued_on),
                paper=given.paper,
                file=given.file,
                replaces=old,
                source=Source.PLATFORM if given.paper is not None else Source.ENTERED,
            )
    except IntegrityError as error:
        raise certificate_number_taken(given.number) from error
