"""Facts that those above tell the register: recognised, certified, made public, on the way to five stars."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.audit.domain import record
from saolang.audit.proof import append_leaf
from saolang.core.problems import DomainError, Problems
from saolang.core.text import format_date
from saolang.core.workdays import WorkCalendar, add_months_civil
from saolang.rulebook.queries import provincial_setting

from ..enums import DecisionKind, ProlongationEnd, Source
from ..models import Certificate, Decision, Recognition, StarState
from .renewals import renewal_ended
from .terms import settle_term_of

CERTIFICATE_MONTHS = 36


def certificate_term(issued_on: date) -> date:
    """Last valid day of a certificate issued on that day.

    36 months; the first day does not count and the term ends with the same day of the last month, or that month's last
    day. Whether an end on a day off moves to the next working day is a provincial setting (default: it does not).

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.3; Bộ luật Dân sự 2015, Điều 147-148.
    """
    end = add_months_civil(issued_on, CERTIFICATE_MONTHS)
    if provincial_setting("certificate_weekend_end", issued_on) == "next_working_day":
        return WorkCalendar.load().next_working_day(end)
    return end


def decision_number_taken(number: str, year: int, issuer: Any, *, fix: str = "") -> DomainError:
    """The refusal of a decision whose number its issuer has given in that year already."""
    return DomainError.of(
        "number_taken",
        _("Quyết định số %(number)s năm %(year)d của %(issuer)s đã có trong sổ.")
        % {"number": number, "year": year, "issuer": issuer},
        where=_("Số"),
        fix=fix,
    )


def certificate_number_taken(number: str, *, where: str = "") -> DomainError:
    """The refusal of a certificate whose number its issuer has given in that year already."""
    words = _("Số giấy chứng nhận %(number)s đã có trong sổ.") % {"number": number}
    return DomainError.of("number_taken", words, where=where)


@transaction.atomic
def record_decision(paper: Any, *, kind: str, actor: Any) -> Decision:
    """Enter an issued decision paper into the register. Raises DomainError when it is not issued, or its number is in
    the register already (as of an imported list).
    """
    if paper.issued_on is None:
        raise DomainError.of("paper_not_issued", _("Văn bản chưa ban hành nên chưa vào sổ đăng ký được."))
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                kind=kind,
                issuer=paper.issuer,
                number=str(paper.number),
                symbol=paper.symbol,
                issued_on=paper.issued_on,
                year=paper.issued_on.year,
                signer=paper.signer_name,
                paper=paper,
                source=Source.PLATFORM,
            )
    except IntegrityError as error:
        fix = _("Kiểm tra lại số trên bản đã ký; sổ cũ đã nhập có thể đã ghi số này.")
        raise decision_number_taken(paper.full_number, paper.issued_on.year, paper.issuer, fix=fix) from error
    record(
        "registry.decision.record",
        actor=actor,
        obj=decision,
        data={"kind": kind, "number": str(decision), "issued_on": decision.issued_on},
    )
    append_leaf("decision", obj=decision, on=decision.issued_on, actor=actor)
    return decision


@transaction.atomic
def recognise(
    *,
    product: Any,
    decision: Decision,
    star: int,
    total: Decimal | None,
    product_code: str,
    sheet_id: str,
    dossier_code: str,
    address: str,
    actor: Any,
) -> Recognition:
    """Record that a decision recognises a product; nothing is public yet. Raises DomainError.

    Three and four stars by the province, five by the ministry.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.1, 7.3.e and 7.4.e.
    """
    problems = Problems()
    by_ministry = decision.issuer.kind == OrganisationKind.MINISTRY
    if by_ministry and star != 5:
        problems.add("star_not_central", _("Quyết định của Bộ chỉ công nhận 5 sao."))
    elif not by_ministry and star not in (3, 4):
        problems.add("star_not_provincial", _("Quyết định cấp tỉnh chỉ công nhận 3 sao và 4 sao."))
    if decision.kind != DecisionKind.RECOGNITION or decision.issued_on is None:
        problems.add("not_a_recognition", _("Đây không phải quyết định công nhận đã ban hành."))
    if Recognition.objects.filter(product=product, decision=decision).exists():
        problems.add("recognised_twice", _("Sản phẩm đã có trong quyết định này."))
    problems.raise_if_any()
    recognition = Recognition.objects.create(
        product=product,
        decision=decision,
        star=star,
        total=total,
        product_code=product_code,
        product_name=product.name,
        producer_name=product.producer.name,
        address=address,
        sheet_id=sheet_id,
        recognised_on=decision.issued_on,
        assessed_year=decision.year,
        dossier_code=dossier_code,
        source=decision.source,
    )
    settle_term_of(recognition)
    record(
        "registry.recognition.record",
        actor=actor,
        obj=recognition,
        data={
            "star": star,
            "total": "" if total is None else str(total),
            "decision": str(decision),
            "product_code": product_code,
        },
    )
    append_leaf("recognition", obj=recognition, on=recognition.recognised_on, actor=actor)
    return recognition


@transaction.atomic
def certify(recognition: Recognition, *, paper: Any, actor: Any) -> Certificate:
    """Enter an issued certificate paper; its 36 months run from its own date. Raises DomainError."""
    problems = Problems()
    if paper.issued_on is None:
        problems.add("paper_not_issued", _("Giấy chứng nhận chưa ban hành."))
    elif recognition.recognised_on and paper.issued_on < recognition.recognised_on:
        problems.add(
            "certificate_before_decision",
            _("Giấy chứng nhận ghi ngày %(day)s, trước ngày quyết định công nhận (%(decision)s).")
            % {"day": format_date(paper.issued_on), "decision": format_date(recognition.recognised_on)},
            fix=_("Ghi lại ngày cấp trên giấy chứng nhận."),
        )
    if recognition.certificates.filter(withdrawn_on__isnull=True, superseded_on__isnull=True).exists():
        problems.add("certified_twice", _("Sản phẩm đã được cấp giấy chứng nhận theo quyết định này."))
    problems.raise_if_any()
    number = f"{paper.number}/{paper.symbol}" if paper.symbol else str(paper.number)
    try:
        with transaction.atomic():
            certificate = Certificate.objects.create(
                recognition=recognition,
                issuer=paper.issuer,
                number=number,
                issued_on=paper.issued_on,
                year=paper.issued_on.year,
                valid_through=certificate_term(paper.issued_on),
                paper=paper,
                source=Source.PLATFORM,
            )
    except IntegrityError as error:
        raise certificate_number_taken(number, where=_("Số giấy chứng nhận")) from error
    settle_term_of(recognition)
    record(
        "registry.certificate.record",
        actor=actor,
        obj=certificate,
        data={"number": number, "issued_on": certificate.issued_on, "valid_through": certificate.valid_through},
    )
    append_leaf("certificate", obj=certificate, on=certificate.issued_on, actor=actor)
    return certificate


@transaction.atomic
def publish(recognition: Recognition, *, on: date, actor: Any) -> Recognition:
    """Công bố: the star becomes public, and an older star of the product is replaced. Raises DomainError.

    Needs the decision and the certificate. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.e.
    """
    if not recognition.certificates.exists():
        raise DomainError.of(
            "no_certificate",
            _("Sản phẩm “%(name)s” chưa có giấy chứng nhận đã cấp.") % {"name": recognition.product_name},
            fix=_("Ban hành giấy chứng nhận trước khi công bố."),
        )
    recognition.public_since = on
    recognition.save(update_fields=["public_since", "updated_at"])
    renewal_ended(recognition.product, on=on, why=ProlongationEnd.RESULT, actor=actor)
    older = Recognition.objects.filter(product=recognition.product, replaced_on__isnull=True).exclude(pk=recognition.pk)
    for previous in older:
        previous.replaced_on = on
        previous.save(update_fields=["replaced_on", "updated_at"])
        record("registry.recognition.replaced", actor=actor, obj=previous, data={"by": recognition.code, "on": on})
    product = recognition.product
    type(product).objects.filter(pk=product.pk).update(published=True)
    StarState.objects.update_or_create(
        product=product,
        defaults={"potential_five_since": None, "potential_five_year": None},
    )
    record("registry.recognition.publish", actor=actor, obj=recognition, data={"star": recognition.star, "on": on})
    return recognition


@transaction.atomic
def mark_potential_five(product: Any, *, on: date, actor: Any) -> StarState:
    """Record that the product waits at the ministry for five stars: a state, never a star; a held star stays.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.e, second paragraph.
    """
    state, _created = StarState.objects.update_or_create(product=product, defaults={"potential_five_since": on})
    record("registry.starstate.potential_five", actor=actor, obj=state, data={"product": product.code, "on": on})
    return state


@transaction.atomic
def end_potential_five(product: Any, *, actor: Any) -> None:
    """The ministry gave no five stars: the state ends; a held star is not touched.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.4.g.
    """
    state = StarState.objects.select_for_update().filter(product=product).first()
    if state is not None and state.is_potential_five:
        state.potential_five_since = state.potential_five_year = None
        state.save()
        record("registry.starstate.potential_five_ended", actor=actor, obj=state, data={"product": product.code})
