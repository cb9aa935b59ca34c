"""Papers of a withdrawal, built as blocks from the standard words in ``data/documents/``.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 8 and 10.1.b; form by Nghị định 30/2020/NĐ-CP.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core.text import format_date
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import Clauses, Header, Heading, KeyValue, KeyValues, PaperSpec, Paragraph, Signature
from saolang.documents.texts import paper_from_text
from saolang.documents.wording import day_words, number_text
from saolang.registry.enums import WithdrawalScope
from saolang.registry.grounds import STOPPED, ground_words

from .enums import Hearing
from .models import WithdrawalCase

OFFICE_HEAD = "CHÁNH VĂN PHÒNG"


def office_of(case: WithdrawalCase) -> Organisation:
    """The OCOP office of the province. Raises Organisation.DoesNotExist when none is recorded."""
    return Organisation.objects.get(kind=OrganisationKind.OCOP_OFFICE, unit=case.province, valid_to__isnull=True)


def committee_name(case: WithdrawalCase) -> str:
    """The people's committee of the province as papers write it."""
    return f"Ủy ban nhân dân {case.province.label}"


def basis_words(case: WithdrawalCase) -> str:
    """The paper that the withdrawal rests on, inside a sentence."""
    by = case.basis_by or _("cơ quan có thẩm quyền")
    what = _("Văn bản")
    if case.scope == WithdrawalScope.DECISION:
        what = _("Văn bản đề nghị")
    elif case.ground == STOPPED:
        what = _("Văn bản xác nhận ngừng sản xuất")
    elif case.basis_on is not None:
        what = _("Kết luận")
    if case.basis_on is None:
        return _("kết quả kiểm tra, xác minh của cơ quan tham mưu quản lý OCOP cấp tỉnh")
    return _("%(what)s số %(number)s %(day)s của %(by)s") % {
        "what": what,
        "number": case.basis_number,
        "day": day_words(case.basis_on),
        "by": by,
    }


def withdrawn_paper(case: WithdrawalCase) -> str:
    """The very paper that is withdrawn: the certificate with its number, or the decision for this product."""
    recognition = case.recognition
    decision = recognition.decision
    given = f"{_reference(decision)} {_('của')} {decision.issuer.name}" if decision else _("đã công bố")
    if case.scope == WithdrawalScope.DECISION:
        return _("Quyết định công nhận số %(given)s") % {"given": given}
    certificate = recognition.certificates.filter(withdrawn_on__isnull=True, superseded_on__isnull=True).last()
    if certificate is not None:
        day = f" {day_words(certificate.issued_on)}" if certificate.issued_on else ""
        return _("Giấy chứng nhận sản phẩm OCOP số %(number)s%(day)s của %(issuer)s") % {
            "number": certificate.number,
            "day": day,
            "issuer": certificate.issuer.name,
        }
    return _("Giấy chứng nhận sản phẩm OCOP cấp theo Quyết định số %(given)s") % {"given": given}


def _reference(decision: Any) -> str:
    symbol = f"/{decision.symbol}" if decision.symbol else ""
    day = f" {day_words(decision.issued_on)}" if decision.issued_on else ""
    return f"{number_text(decision.number)}{symbol}{day}"


def values_of(case: WithdrawalCase) -> dict[str, str]:
    """Words that the texts of all these papers may ask for."""
    recognition = case.recognition
    commune = case.commune.label if case.commune else case.province.label
    again = ""
    if case.scope == WithdrawalScope.DECISION:
        again = _(" Sản phẩm được tổ chức đánh giá, phân hạng lại theo đúng quy định (điểm b khoản 1 Điều 10 "
                  "Quyết định số 26/2026/QĐ-TTg).")  # fmt: skip
    return {
        "what": _("quyết định công nhận") if case.scope == WithdrawalScope.DECISION else _("giấy chứng nhận"),
        "product": recognition.product_name,
        "producer": recognition.producer_name,
        "commune": commune,
        "commune_committee": f"Ủy ban nhân dân {commune}",
        "committee": committee_name(case),
        "office": office_of(case).name,
        "star": str(recognition.star),
        "product_code": _(", mã %(code)s") % {"code": recognition.product_code} if recognition.product_code else "",
        "ground": ground_words(case.ground, case.scope),
        "basis": basis_words(case),
        "paper": withdrawn_paper(case),
        "again": again,
        "sign_title": OFFICE_HEAD,
    }


def _office_header(case: WithdrawalCase, kind: PaperKind) -> Header:
    office = office_of(case)
    return Header(
        issuer=office.name,
        parent=office.parent.name if office.parent else committee_name(case),
        symbol=default_symbol(kind, "VPĐP"),
        place=case.province.name,
    )


def _committee_header(case: WithdrawalCase, kind: PaperKind) -> Header:
    return Header(
        issuer=committee_name(case),
        symbol=default_symbol(kind, "UBND"),
        place=case.province.name,
        issuer_text=f"Chủ tịch {committee_name(case)}",
    )


def _facts(case: WithdrawalCase) -> KeyValues:
    values = values_of(case)
    return KeyValues(
        (
            KeyValue(_("Tên sản phẩm"), values["product"]),
            KeyValue(_("Mã sản phẩm"), case.recognition.product_code or _("không ghi")),
            KeyValue(_("Chủ thể"), f"{values['producer']}, {values['commune']}"),
            KeyValue(_("Hạng được công nhận"), _("%(star)s sao") % {"star": case.recognition.star}),
            KeyValue(_("Văn bản đề nghị thu hồi"), values["paper"]),
            KeyValue(_("Căn cứ thu hồi"), values["ground"]),
        )
    )


def _found(case: WithdrawalCase) -> list[Any]:
    """What was found, the evidence, what the producer said: the body of reports."""
    parts: list[tuple[str, list[Any]]] = [
        (_("Thông tin sản phẩm"), [_facts(case)]),
        (_("Sự việc"), [Paragraph(case.note or _("Theo văn bản làm căn cứ và kết quả xác minh dưới đây."))]),
        (_("Kết quả kiểm tra, xác minh"), [Paragraph(_verified(case))]),
    ]
    evidence = [f"{row.label}{f' ({row.reference})' if row.reference else ''}" for row in case.files.all()]
    if evidence:
        parts.append((_("Tài liệu kèm theo"), [Clauses(tuple(evidence), style="number")]))
    parts.append((_("Ý kiến của chủ thể"), [Paragraph(heard_words(case))]))
    blocks: list[Any] = []
    for numeral, (title, rows) in zip(("I", "II", "III", "IV", "V"), parts, strict=False):
        blocks += [Heading(f"{numeral}. {title}", 1), *rows]
    return blocks


def _verified(case: WithdrawalCase) -> str:
    if case.verified_on is None:
        return _("Chưa ghi kết quả xác minh.")
    return f"{_('Xác minh')} {day_words(case.verified_on)}. {case.verified_text}"


def heard_words(case: WithdrawalCase) -> str:
    """How the producer was heard, in one paragraph."""
    if not case.hearing or case.heard_on is None:
        return _("Chưa ghi nhận việc nghe chủ thể.")
    day = day_words(case.heard_on)
    if case.hearing == Hearing.ABSENT:
        invited = format_date(case.invited_on) if case.invited_on else ""
        return _("Cơ quan xác minh đã mời chủ thể (ngày %(invited)s); đến hết %(day)s chủ thể không đến và không có "
                 "ý kiến. %(text)s") % {"invited": invited, "day": day, "text": case.heard_text}  # fmt: skip
    how = _("Làm việc trực tiếp") if case.hearing == Hearing.MEETING else _("Chủ thể trả lời bằng văn bản")
    return f"{how} {day}. {case.heard_text}"


def report_spec(case: WithdrawalCase) -> PaperSpec:
    """Báo cáo kiểm tra, xác minh of the OCOP office. Legal: Điều 8.3.a."""
    kind = PaperKind.WITHDRAWAL_REPORT
    proposal = Paragraph(_("Đề xuất: thu hồi %(what)s đối với sản phẩm nêu trên.") % {"what": values_of(case)["what"]})
    return paper_from_text(
        kind, header=_office_header(case, kind), values=values_of(case), blocks=(*_found(case), proposal)
    )


def invitation_spec(case: WithdrawalCase, *, when: str, place: str) -> PaperSpec:
    """Giấy mời to the producer."""
    kind = PaperKind.HEARING_INVITATION
    values = {**values_of(case), "when": when, "place": place}
    return paper_from_text(kind, header=_office_header(case, kind), values=values)


def minutes_spec(case: WithdrawalCase) -> PaperSpec:
    """Biên bản of the talk with the producer."""
    kind = PaperKind.HEARING_MINUTES
    spec = paper_from_text(
        kind,
        header=replace(_office_header(case, kind), place=""),
        values=values_of(case),
        blocks=(
            KeyValues(
                (
                    KeyValue(_("Thời gian"), day_words(case.heard_on) if case.heard_on else ""),
                    KeyValue(_("Địa điểm"), case.heard_place),
                    KeyValue(_("Đại diện cơ quan xác minh"), ""),
                    KeyValue(_("Đại diện chủ thể"), case.recognition.product.producer.representative),
                )
            ),
            Heading(_("I. Nội dung được thông báo"), 1),
            _facts(case),
            Paragraph(_verified(case)),
            Heading(_("II. Ý kiến của chủ thể"), 1),
            Paragraph(case.heard_text or heard_words(case)),
        ),
    )
    return replace(
        spec,
        signatures=(
            Signature(title=_("ĐẠI DIỆN CHỦ THỂ"), note=_("(Ký, ghi rõ họ tên)")),
            Signature(title=_("ĐẠI DIỆN CƠ QUAN XÁC MINH"), note=_("(Ký, ghi rõ họ tên)")),
        ),
    )


def memo_spec(case: WithdrawalCase) -> PaperSpec:
    """Tờ trình to the chairman. Legal: Điều 8.3.a."""
    kind = PaperKind.WITHDRAWAL_MEMO
    blocks = (_facts(case), Paragraph(heard_words(case)))
    return paper_from_text(kind, header=_office_header(case, kind), values=values_of(case), blocks=blocks)


def decision_spec(case: WithdrawalCase) -> PaperSpec:
    """Quyết định thu hồi. Legal: Điều 8.2.a, 10.1.b."""
    kind = PaperKind.WITHDRAWAL_DECISION
    return paper_from_text(kind, header=_committee_header(case, kind), values=values_of(case))


def letter_spec(case: WithdrawalCase, decision: Any) -> PaperSpec:
    """Công văn that sends the decision out. Legal: Điều 8.3.c."""
    kind = PaperKind.WITHDRAWAL_LETTER
    values = {**values_of(case), "decision": _reference(decision), "day": format_date(decision.issued_on)}
    return paper_from_text(kind, header=_office_header(case, kind), values=values)


def ministry_report_spec(case: WithdrawalCase) -> PaperSpec:
    """Báo cáo to the ministry about a five-star product. Legal: Điều 8.2.b."""
    kind = PaperKind.MINISTRY_WITHDRAWAL_REPORT
    return paper_from_text(
        kind, header=_committee_header(case, kind), values=values_of(case), blocks=tuple(_found(case))
    )


BUILDERS = {
    PaperKind.WITHDRAWAL_REPORT.value: report_spec,
    PaperKind.HEARING_MINUTES.value: minutes_spec,
    PaperKind.WITHDRAWAL_MEMO.value: memo_spec,
    PaperKind.WITHDRAWAL_DECISION.value: decision_spec,
    PaperKind.MINISTRY_WITHDRAWAL_REPORT.value: ministry_report_spec,
}
"""Papers drafted from the case alone; the invitation and the letter need more."""
BY_COMMITTEE = (PaperKind.WITHDRAWAL_DECISION.value, PaperKind.MINISTRY_WITHDRAWAL_REPORT.value)


def when_words(day: date, hour: str) -> str:
    """ "08 giờ 30, ngày 05 tháng 01 năm 2027", or the day alone."""
    return f"{hour}, {day_words(day)}" if hour else day_words(day)
