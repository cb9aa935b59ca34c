"""Papers of the ministry and of other bodies, entered with number, date and file because they were signed elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.audit.proof import append_leaf
from saolang.core import clock
from saolang.core.problems import DomainError, Problems
from saolang.core.text import format_date, normalize_line

from ..enums import DecisionKind, Source
from ..models import Certificate, Decision, Recognition
from .recognise import certificate_term, decision_number_taken
from .terms import settle_term_of


@transaction.atomic
def enter_decision(
    *, kind: str, issuer: Any, number: str, symbol: str, issued_on: date, file: Any, actor: Any, signer: str = ""
) -> Decision:
    """Enter a decision that another body signed. Raises DomainError. The caller holds the right."""
    problems = Problems()
    number, symbol = normalize_line(number), normalize_line(symbol)
    if not number:
        problems.add("no_number", _("Chưa ghi số quyết định."), where=_("Số"))
    if issued_on > clock.today():
        problems.add("in_future", _("Ngày ban hành ở tương lai."), where=_("Ngày ban hành"))
    if file is None:
        problems.add("no_file", _("Chưa đính kèm bản quyết định đã ký."), where=_("Bản đã ký"))
    problems.raise_if_any()
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                kind=DecisionKind(kind),
                issuer=issuer,
                number=number,
                symbol=symbol,
                issued_on=issued_on,
                year=issued_on.year,
                signer=signer,
                file=file,
                source=Source.ENTERED,
            )
    except IntegrityError as error:
        full_number = f"{number}/{symbol}" if symbol else number
        raise decision_number_taken(full_number, issued_on.year, issuer) from error
    data = {"kind": str(kind), "number": str(decision), "issued_on": issued_on, "file": file.sha256}
    record("registry.decision.record", actor=actor, obj=decision, data=data)
    append_leaf("decision", obj=decision, on=issued_on, actor=actor)
    return decision


@transaction.atomic
def certify_entered(
    recognition: Recognition,
    *,
    number: str,
    issued_on: date,
    file: Any,
    actor: Any,
    valid_through: date | None = None,
) -> Certificate:
    """Enter a certificate that another body signed; without ``valid_through`` its 36 months are counted.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.3. Raises DomainError. The caller holds the right.
    """
    problems = Problems()
    number = normalize_line(number)
    decision = recognition.decision
    through = valid_through or certificate_term(issued_on)
    if not number:
        problems.add("no_number", _("Chưa ghi số giấy chứng nhận."), where=_("Số giấy chứng nhận"))
    if file is None:
        problems.add("no_file", _("Chưa đính kèm giấy chứng nhận đã ký."), where=_("Giấy chứng nhận"))
    if decision is None:
        problems.add("no_decision", _("Chưa có quyết định công nhận."))
    elif decision.issued_on and issued_on < decision.issued_on:
        problems.add(
            "certificate_before_decision",
            _("Giấy chứng nhận ghi ngày %(day)s, trước ngày quyết định công nhận (%(decision)s).")
            % {"day": format_date(issued_on), "decision": format_date(decision.issued_on)},
            where=_("Ngày cấp"),
        )
    if through <= issued_on:
        problems.add("term_order", _("Ngày hết hạn không sau ngày cấp."), where=_("Có giá trị đến hết ngày"))
    if recognition.certificates.filter(withdrawn_on__isnull=True, superseded_on__isnull=True).exists():
        problems.add("certified_twice", _("Sản phẩm đã có giấy chứng nhận theo quyết định này."))
    problems.raise_if_any()
    assert decision is not None
    try:
        with transaction.atomic():
            certificate = Certificate.objects.create(
                recognition=recognition,
                issuer=decision.issuer,
                number=number,
                issued_on=issued_on,
                year=issued_on.year,
                valid_through=through,
                file=file,
                source=Source.ENTERED,
            )
    except IntegrityError as error:
        raise DomainError.of(
            "number_taken", _("Số giấy chứng nhận này đã có trong sổ."), where=_("Số giấy chứng nhận")
        ) from error
    settle_term_of(recognition)
    data = {"number": number, "issued_on": issued_on, "valid_through": through, "file": file.sha256}
    record("registry.certificate.record", actor=actor, obj=certificate, data=data)
    append_leaf("certificate", obj=certificate, on=issued_on, actor=actor)
    return certificate
