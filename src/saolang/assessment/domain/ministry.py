"""The step at the ministry: sending, its result, and what the province makes of a result under 90 points.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.1.c, 6.3, 7.4.d-g, 7.6.e.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.accounts.domain.organisations import committee_of, ministry_of_agriculture
from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problems
from saolang.core.text import format_date
from saolang.documents.domain.papers import draft_paper, issue_paper
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.dossiers.domain.numbers import province_of
from saolang.dossiers.domain.province import (
    mark_at_ministry,
    mark_recognised,
)
from saolang.dossiers.enums import DossierKind, DossierState
from saolang.dossiers.law import HIGHEST_STAR, held_star
from saolang.dossiers.models import Dossier
from saolang.registry.domain import recognise as register
from saolang.registry.domain.ministry import certify_entered, enter_decision
from saolang.registry.enums import DecisionKind, Source
from saolang.registry.models import Decision, Recognition
from saolang.rulebook.queries import sheet_of

from ..enums import CentralResult
from ..ministry_documents import renewal_letter_spec
from ..ministry_models import MinistryFile
from .councils import require
from .drafts import living_papers
from .issue import tell_result

RIGHT = "assessment.issue_results"


def is_five_star_renewal(dossier: Dossier) -> bool:
    """Whether the dossier asks to keep five stars: then no council of the province comes before the ministry."""
    return dossier.kind == DossierKind.REASSESSMENT and held_star(dossier) == HIGHEST_STAR


@transaction.atomic
def file_of(dossier: Dossier, *, actor: Any) -> MinistryFile:
    """The open file of a dossier that waits at the ministry, made when it is not there yet. Raises DomainError."""
    require(actor, RIGHT)
    found = MinistryFile.objects.filter(dossier=dossier, closed_on__isnull=True).first()
    if found is not None:
        return found
    if dossier.state != DossierState.AT_MINISTRY:
        raise DomainError.of("not_at_ministry", _("Hồ sơ này không ở bước gửi Bộ."))
    return MinistryFile.objects.create(dossier=dossier, renewal=is_five_star_renewal(dossier))


@transaction.atomic
def prepare_renewal(dossier: Dossier, *, actor: Any) -> MinistryFile:
    """Draft the letter that asks the ministry to assess a five-star product again. Raises DomainError.

    Goes with the letter: the OCOP agency's report, the dossier and the samples. Legal: Điều 6.3.b, 7.6.e.
    """
    require(actor, RIGHT)
    problems = Problems()
    if not is_five_star_renewal(dossier):
        problems.add("not_a_renewal", _("Chỉ đánh giá lại sản phẩm 5 sao mới gửi thẳng Bộ."))
    if dossier.state != DossierState.AGENCY_REVIEW:
        problems.add("wrong_state", _("Hồ sơ chưa ở bước cơ quan OCOP tỉnh đánh giá."))
    appraisal = getattr(dossier, "appraisal", None)
    if appraisal is None or appraisal.reported_on is None:
        problems.add(
            "no_report",
            _("Chưa có báo cáo đánh giá của cơ quan tham mưu OCOP cấp tỉnh."),
            fix=_("Lập báo cáo đánh giá hồ sơ trước khi gửi Bộ (Điều 6.3.b)."),
        )
    if MinistryFile.objects.filter(dossier=dossier, closed_on__isnull=True).exists():
        problems.add("letter_exists", _("Văn bản gửi Bộ đã được lập."))
    problems.raise_if_any()
    file = MinistryFile.objects.create(dossier=dossier, renewal=True)
    file.letter = draft_paper(
        PaperKind.MINISTRY_RENEWAL_LETTER,
        spec=renewal_letter_spec(file),
        subject=file,
        issuer=committee_of(province_of(dossier)),
        actor=actor,
    )
    save_version(file)
    record("assessment.ministryfile.prepare", actor=actor, obj=file, data={"dossier": dossier.code})
    return file


@transaction.atomic
def send_renewal(file: MinistryFile, *, samples_sent: int, actor: Any, **issue: Any) -> MinistryFile:
    """Issue the letter: the five-star renewal goes to the ministry with its samples. Raises DomainError."""
    file = lock_for_change(file)
    require(actor, RIGHT)
    needed = sheet_of(file.dossier.sheet).samples_required
    problems = Problems()
    if file.sent_on is not None:
        problems.add("sent_already", _("Hồ sơ đã gửi Bộ ngày %(day)s.") % {"day": format_date(file.sent_on)})
    if samples_sent < needed:
        problems.add(
            "samples_missing",
            _("Cần gửi kèm %(n)02d sản phẩm mẫu (Điều 6.3.b).") % {"n": needed},
            where=_("Số sản phẩm mẫu"),
        )
    problems.raise_if_any()
    assert file.letter is not None, "a renewal is prepared together with its letter"
    paper = issue_paper(file.letter, actor=actor, **issue)
    file.sent_on, file.samples_sent = paper.issued_on, samples_sent
    save_version(file)
    mark_at_ministry(file.dossier, actor=actor)
    record("assessment.ministryfile.send", actor=actor, obj=file, data={"sent_on": file.sent_on})
    return file


def _open_at_ministry(file: MinistryFile, actor: Any, expected_version: int | None) -> MinistryFile:
    file = lock_for_change(file, expected_version)
    require(actor, RIGHT)
    problems = Problems()
    if file.dossier.state != DossierState.AT_MINISTRY:
        problems.add("not_at_ministry", _("Hồ sơ này không ở bước gửi Bộ."))
    if file.result:
        day = {"day": format_date(file.result_on)}
        problems.add("result_entered", _("Kết quả của Bộ đã được ghi, ngày %(day)s.") % day)
    problems.raise_if_any()
    return file


@transaction.atomic
def enter_recognition(
    file: MinistryFile,
    *,
    number: str,
    symbol: str,
    issued_on: date,
    signer: str,
    decision_file: Any,
    certificate_number: str,
    certificate_on: date,
    certificate_file: Any,
    actor: Any,
    valid_through: date | None = None,
    total: Decimal | None = None,
    expected_version: int | None = None,
) -> Recognition:
    """Enter the ministry's decision and certificate: five stars, public at once. Raises DomainError.

    One decision may recognise several products: entered again with the same number and day, it is the same one.
    Legal: Điều 7.4.đ-e.
    """
    file = _open_at_ministry(file, actor, expected_version)
    dossier = file.dossier
    problems = Problems()
    if file.sent_on and issued_on < file.sent_on:
        problems.add("before_sending", _("Ngày quyết định trước ngày gửi hồ sơ."), where=_("Ngày quyết định"))
    if total is not None and not 90 <= total <= 100:
        problems.add("not_five", _("5 sao là từ 90 đến 100 điểm."), where=_("Điểm"))
    problems.raise_if_any()
    decision = _decision(number, symbol, issued_on, signer, decision_file, actor)
    recognition = register.recognise(
        product=dossier.product,
        decision=decision,
        star=HIGHEST_STAR,
        total=total,
        product_code=dossier.product_code,
        sheet_id=dossier.sheet.sheet_id,
        dossier_code=dossier.code,
        address=dossier.commune.path,
        actor=actor,
    )
    certify_entered(
        recognition,
        number=certificate_number,
        issued_on=certificate_on,
        valid_through=valid_through,
        file=certificate_file,
        actor=actor,
    )
    register.publish(recognition, on=max(certificate_on, issued_on), actor=actor)
    mark_recognised(dossier, actor=actor)
    file.result, file.result_on, file.total = CentralResult.RECOGNISED, issued_on, total
    file.decision, file.closed_on = decision, clock.today()
    save_version(file)
    record("assessment.ministryfile.recognised", actor=actor, obj=file, data={"decision": str(decision)})
    tell_result(dossier, _("Bộ công nhận 5 sao: %(name)s"))
    return recognition


def _decision(number: str, symbol: str, issued_on: date, signer: str, file: Any, actor: Any) -> Decision:
    body = ministry_of_agriculture()
    same = Decision.objects.filter(
        issuer=body,
        number=number.strip(),
        symbol=symbol.strip(),
        issued_on=issued_on,
        kind=DecisionKind.RECOGNITION,
        source=Source.ENTERED,
    ).first()
    return same or enter_decision(
        kind=DecisionKind.RECOGNITION,
        issuer=body,
        number=number,
        symbol=symbol,
        issued_on=issued_on,
        signer=signer,
        file=file,
        actor=actor,
    )


@transaction.atomic
def enter_below(
    file: MinistryFile,
    *,
    total: Decimal,
    notice_number: str,
    notice_on: date,
    notice_file: Any,
    actor: Any,
    expected_version: int | None = None,
) -> MinistryFile:
    """Enter the ministry's notice that a product did not reach 90 points. Raises DomainError. Legal: Điều 7.4.g."""
    file = _open_at_ministry(file, actor, expected_version)
    problems = Problems()
    if not 0 <= total < 90:
        problems.add("not_below", _("Kết quả này phải dưới 90 điểm."), where=_("Điểm"))
    if not notice_number.strip():
        problems.add("no_number", _("Chưa ghi số thông báo của Bộ."), where=_("Số thông báo"))
    if notice_file is None:
        problems.add("no_file", _("Chưa đính kèm thông báo của Bộ."), where=_("Bản thông báo"))
    if notice_on > clock.today():
        problems.add("in_future", _("Ngày thông báo ở tương lai."), where=_("Ngày thông báo"))
    if file.sent_on and notice_on < file.sent_on:
        problems.add("before_sending", _("Ngày thông báo trước ngày gửi hồ sơ."), where=_("Ngày thông báo"))
    problems.raise_if_any()
    file.result, file.result_on, file.total = CentralResult.BELOW, notice_on, total
    file.notice_number, file.notice_file = notice_number, notice_file
    save_version(file)
    register.end_potential_five(file.dossier.product, actor=actor)
    record(
        "assessment.ministryfile.below",
        actor=actor,
        obj=file,
        data={"total": str(total), "notice": notice_number, "on": notice_on},
    )
    tell_result(file.dossier, _("Kết quả của Bộ: %(name)s không đạt 90 điểm"))
    return file


def recognition_of(file: MinistryFile) -> Recognition | None:
    """The star that came of the file."""
    if file.decision_id is None:
        return None
    return Recognition.objects.filter(decision_id=file.decision_id, dossier_code=file.dossier.code).first()


def letter_of(file: MinistryFile) -> Paper | None:
    """The letter that sent the file to the ministry: its own, or that of the approval."""
    if file.letter is not None:
        return file.letter
    item = file.dossier.session_items.filter(result="potential").order_by("-pk").first()
    batch = item.batches.filter(kind="approval", issued_on__isnull=False).order_by("-pk").first() if item else None
    if batch is None:
        return None
    return living_papers(batch, PaperKind.MINISTRY_LETTER).first()
