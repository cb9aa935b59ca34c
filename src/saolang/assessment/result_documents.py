"""Papers of the results: memo, decision with its annex, certificate, notice, letter to the ministry.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 4, 6.3, 7.3.đ-g; form by Nghị định 30/2020/NĐ-CP.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from saolang.core.text import format_score
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import CertificateSpec, Clauses, Header, KeyValue, PaperSpec, Signature
from saolang.documents.texts import paper_from_text
from saolang.documents.wording import day_words, number_text

from .documents import committee_name, knockout_lines, ocop_office, result_table
from .domain.scoring import criteria_sheet
from .enums import NO_STAR, ResultKind
from .held import held_by, held_runs, held_words
from .models import Session, SessionItem
from .wording import assessed_by_words, assessed_words, form_words, result_words, round_words, stars_of

OFFICE_HEAD = "CHÁNH VĂN PHÒNG"


def memo_spec(session: Session, items: Sequence[SessionItem], *, approval: bool) -> PaperSpec:
    """Tờ trình of the OCOP office to the chairman of the province. Legal: Điều 7.3.đ."""
    province = session.council.province
    office = ocop_office(province)
    asked = (
        _("phê duyệt kết quả đánh giá %(n)02d sản phẩm OCOP có tiềm năng đạt 5 sao (đạt từ 90 điểm trở lên)")
        if approval
        else _("công nhận kết quả %(assessed)s và cấp giấy chứng nhận cho %(n)02d sản phẩm OCOP đạt %(stars)s")
    ) % {"n": len(items), "stars": stars_of(items), "assessed": assessed_words(session)}
    return paper_from_text(
        PaperKind.MEMO,
        header=_office_header(office, province, PaperKind.MEMO),
        values={
            "asked": asked,
            "committee": committee_name(province),
            "assessed_by": assessed_by_words(session),
            "office": office.name,
            "sign_title": OFFICE_HEAD,
        },
        blocks=(result_table(items),),
    )


def _office_header(office: Any, province: Any, kind: PaperKind) -> Header:
    return Header(
        issuer=office.name,
        parent=office.parent.name if office.parent else committee_name(province),
        symbol=default_symbol(kind, "VPĐP"),
        place=province.name,
    )


def decision_spec(session: Session, items: Sequence[SessionItem], *, approval: bool) -> PaperSpec:
    """One decision for many products, listed in its annex. Legal: Điều 4.1, 7.3.e."""
    province = session.council.province
    return paper_from_text(
        PaperKind.APPROVAL_DECISION if approval else PaperKind.RECOGNITION_DECISION,
        header=Header(
            issuer=committee_name(province),
            symbol=default_symbol(PaperKind.RECOGNITION_DECISION, "UBND"),
            place=province.name,
            issuer_text=f"Chủ tịch {committee_name(province)}",
        ),
        values={
            "round": round_words(session),
            "committee": committee_name(province),
            "office": ocop_office(province).name,
            "count": f"{len(items):02d}",
            "assessed": assessed_words(session),
            "form": form_words(session),
            "follows": _follows(session, items),
        },
        annex=(result_table(items),),
    )


def _follows(session: Session, items: Sequence[SessionItem]) -> str:
    """That a result follows an earlier recognition, which the annex names. Legal: Điều 7.5, 7.6."""
    if not any(held_by(item.dossier) for item in items):
        return ""
    what = _("đánh giá, phân hạng lại") if session.reassessment else _("nâng hạng")
    return _(" Đối với sản phẩm %(what)s, kết quả này tiếp theo lần công nhận trước, ghi tại cột “Công nhận trước” của "
             "Phụ lục.") % {"what": what}  # fmt: skip


def certificate_spec(recognition: Any, *, verify_url: str) -> CertificateSpec:
    """Giấy chứng nhận of one product; the QR leads to the public check."""
    decision = recognition.decision
    province = recognition.decision.issuer.unit
    chairman = f"CHỦ TỊCH {committee_name(province).upper()}"
    return CertificateSpec(
        kind=PaperKind.CERTIFICATE,
        issuer=committee_name(province),
        title="GIẤY CHỨNG NHẬN SẢN PHẨM OCOP",
        authority=f"{chairman}\nCHỨNG NHẬN",
        product=recognition.product_name,
        producer=recognition.producer_name,
        stars=recognition.star,
        rank_line=_("ĐẠT HẠNG %(star)s SAO") % {"star": recognition.star},
        lines=(
            KeyValue(_("Địa chỉ"), recognition.address),
            KeyValue(_("Mã sản phẩm"), recognition.product_code),
        ),
        decision_line=_("Theo Quyết định số %(decision)s của Chủ tịch %(committee)s")
        % {"decision": decision_words(decision), "committee": committee_name(province)},
        validity_line=_("Giấy chứng nhận có giá trị trong thời hạn 36 tháng kể từ ngày ban hành"),
        symbol=default_symbol(PaperKind.CERTIFICATE, "UBND"),
        place=province.name,
        signature=Signature(title="CHỦ TỊCH"),
        qr=verify_url,
        qr_caption=_("Quét để kiểm tra"),
    )


def verify_url(code: str) -> str:
    """Public address of a certificate check, in capitals so that the QR stays small."""
    return f"{settings.BASE_URL}/g/{code}/".upper()


def notice_spec(item: SessionItem, *, decision: Any = None) -> PaperSpec:
    """Thông báo kết quả to the commune and the producer, also for 1-2 stars and rejected ones. Legal: Điều 7.3.g."""
    province = item.session.council.province
    office = ocop_office(province)
    dossier = item.dossier
    code = f" (mã sản phẩm {dossier.product_code})" if dossier.product_code else ""
    lines = [
        _("Sản phẩm: %(name)s%(code)s.") % {"name": dossier.product.name, "code": code},
        _("Chủ thể: %(producer)s, %(commune)s.")
        % {"producer": dossier.producer.name, "commune": dossier.commune.label},
    ]
    if item.total is not None:
        lines.append(_("Tổng điểm trung bình: %(total)s điểm.") % {"total": format_score(item.total)})
    lines.append(_("Kết quả: %(result)s.") % {"result": _told(item, decision)})
    if item.reason:
        lines.append(_("Lý do: %(reason)s") % {"reason": item.reason})
    lines += knockout_lines(item)
    if item.result in NO_STAR and (runs := held_runs(dossier)):
        lines.append(runs)
    elif item.result == ResultKind.RECOGNISE and (before := held_words(dossier)):
        lines.append(_("Tiếp theo lần công nhận trước: %(before)s.") % {"before": before})
    basis = (
        _("Quyết định số %(decision)s của Chủ tịch %(committee)s")
        % {"decision": decision_words(decision), "committee": committee_name(province)}
        if decision is not None
        else _("kết quả %(assessed_by)s của Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh")
        % {"assessed_by": assessed_by_words(item.session)}
    )
    return paper_from_text(
        PaperKind.RESULT_NOTICE,
        header=_office_header(office, province, PaperKind.RESULT_NOTICE),
        values={
            "product": dossier.product.name,
            "producer": dossier.producer.name,
            "commune_committee": f"Ủy ban nhân dân {dossier.commune.label}",
            "office": office.name,
            "basis": basis,
            "sign_title": OFFICE_HEAD,
        },
        blocks=(Clauses(tuple(lines), style="dash"),),
    )


def _told(item: SessionItem, decision: Any) -> str:
    """The result as the commune and the producer read it. Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.1.a, 4.3."""
    if item.result == ResultKind.RECOGNISE and decision is not None:
        words = _("được công nhận sản phẩm OCOP %(star)s sao và cấp giấy chứng nhận, có giá trị trong thời hạn "
                  "36 tháng kể từ ngày ban hành")  # fmt: skip
        return words % {"star": item.star}
    if item.result == ResultKind.BELOW:
        words = _("đạt %(star)s sao; không ban hành quyết định công nhận và không cấp giấy chứng nhận theo điểm a "
                  "khoản 1 Điều 4 Quyết định số 26/2026/QĐ-TTg")  # fmt: skip
        return words % {"star": item.star}
    return result_words(item)


def decision_words(decision: Any) -> str:
    """Number, symbol and day inside a sentence: "05/QĐ-UBND ngày 17 tháng 10 năm 2026"."""
    number = number_text(decision.number)
    symbol = f"/{decision.symbol}" if decision.symbol else ""
    return f"{number}{symbol} {day_words(decision.issued_on)}"


def ministry_letter_spec(session: Session, items: Sequence[SessionItem], *, decision: Any) -> PaperSpec:
    """Văn bản of the province asking the ministry to assess for five stars. Legal: Điều 6.3.a, 7.3.e."""
    province = session.council.province
    number, _space, day = decision_words(decision).partition(" ")
    samples = sum(criteria_sheet(item).samples_required for item in items)
    return paper_from_text(
        PaperKind.MINISTRY_LETTER,
        header=Header(
            issuer=committee_name(province),
            symbol=default_symbol(PaperKind.MINISTRY_LETTER, "UBND"),
            place=province.name,
        ),
        values={
            "decision": number,
            "decided_day": day,
            "committee": committee_name(province),
            "count": f"{len(items):02d}",
            "office": ocop_office(province).name,
            "samples": _("%(n)02d sản phẩm mẫu") % {"n": samples} if samples else _("không có sản phẩm mẫu"),
        },
        blocks=(result_table(items),),
    )
