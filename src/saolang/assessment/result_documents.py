"""Papers of the results: memo, decision with its annex, certificate, notice, letter to the ministry.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 4, 6.3, 7.3.đ-g; form by Nghị định 30/2020/NĐ-CP.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from saolang.core.text import format_date, format_score
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import (
    Annex,
    Article,
    CertificateSpec,
    Clauses,
    Header,
    KeyValue,
    PaperSpec,
    Paragraph,
    Signature,
)

from .documents import LAW, LAW_FULL, committee_name, ocop_office, result_table, star_words
from .enums import ResultKind
from .models import Session, SessionItem


def memo_spec(session: Session, items: Sequence[SessionItem], *, approval: bool) -> PaperSpec:
    """Tờ trình of the OCOP office to the chairman of the province. Legal: Điều 7.3.đ."""
    province = session.council.province
    office = ocop_office(province)
    asked = (
        _("phê duyệt kết quả đánh giá đối với %(n)d sản phẩm đạt từ 90 điểm và gửi hồ sơ đề nghị Bộ đánh giá 5 sao")
        if approval
        else _("quyết định công nhận kết quả, cấp giấy chứng nhận cho %(n)d sản phẩm đạt 3 sao, 4 sao")
    ) % {"n": len(items)}
    return PaperSpec(
        kind=PaperKind.MEMO,
        header=Header(
            issuer=office.name,
            parent=office.parent.name if office.parent else committee_name(province),
            symbol=default_symbol(PaperKind.MEMO, "VPĐP"),
            place=province.name,
        ),
        title="TỜ TRÌNH",
        abstract=_("Về việc %(asked)s") % {"asked": asked},
        addressees=(_("Chủ tịch %(committee)s") % {"committee": committee_name(province)},),
        blocks=(
            Paragraph(
                _("Căn cứ %(law)s và kết quả phiên họp Hội đồng ngày %(day)s, %(office)s kính trình %(asked)s:")
                % {"law": LAW, "day": format_date(session.held_on), "office": office.name, "asked": asked}
            ),
            result_table(items),
            Paragraph(_("Kính trình Chủ tịch Ủy ban nhân dân tỉnh xem xét, quyết định.")),
        ),
        signatures=(Signature(title="CHÁNH VĂN PHÒNG"),),
        recipients=(_("Như trên"), _("Lưu: VT")),
    )


def decision_spec(session: Session, items: Sequence[SessionItem], *, approval: bool) -> PaperSpec:
    """One decision for many products, listed in its annex. Legal: Điều 4.1, 7.3.e."""
    province = session.council.province
    chairman = f"Chủ tịch {committee_name(province)}"
    abstract = (
        _("Phê duyệt kết quả đánh giá sản phẩm OCOP tiềm năng đạt 5 sao, %(round)s")
        if approval
        else _("Công nhận kết quả đánh giá, phân hạng và cấp giấy chứng nhận sản phẩm OCOP, %(round)s")
    ) % {"round": str(session.round).lower()}
    first = (
        _("Phê duyệt kết quả đánh giá %(n)d sản phẩm đạt từ 90 điểm trong Phụ lục; gửi hồ sơ đề nghị Bộ Nông nghiệp và "
          "Môi trường đánh giá, phân hạng 5 sao.")
        if approval
        else _("Công nhận kết quả đánh giá, phân hạng và cấp giấy chứng nhận cho %(n)d sản phẩm OCOP trong Phụ lục. "
               "Giấy chứng nhận có giá trị 36 tháng kể từ ngày ban hành giấy chứng nhận.")
    ) % {"n": len(items)}  # fmt: skip
    office = ocop_office(province)
    return PaperSpec(
        kind=PaperKind.APPROVAL_DECISION if approval else PaperKind.RECOGNITION_DECISION,
        header=Header(
            issuer=committee_name(province),
            symbol=default_symbol(PaperKind.RECOGNITION_DECISION, "UBND"),
            place=province.name,
            issuer_text=chairman,
        ),
        title="QUYẾT ĐỊNH",
        abstract=abstract,
        authority=chairman.upper(),
        bases=(
            _("Căn cứ Luật Tổ chức chính quyền địa phương;"),
            _("Căn cứ %(law)s;") % {"law": LAW_FULL},
            _("Xét đề nghị của %(office)s và báo cáo của Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh.")
            % {"office": office.name},
        ),
        resolution="QUYẾT ĐỊNH:",
        blocks=(
            Article(1, first),
            Article(
                2,
                _("Chủ thể có sản phẩm tại Điều 1 thực hiện đúng quy định về sản phẩm OCOP; %(office)s theo dõi, "
                  "thông báo kết quả đến Ủy ban nhân dân cấp xã và chủ thể.") % {"office": office.name},
            ),
            Article(
                3,
                _("Chánh Văn phòng Ủy ban nhân dân tỉnh, Thủ trưởng các cơ quan liên quan, Chủ tịch Ủy ban nhân dân "
                  "cấp xã và các chủ thể có tên trong Phụ lục chịu trách nhiệm thi hành Quyết định này kể từ ngày ký."),
            ),
        ),
        signatures=(Signature(title="CHỦ TỊCH"),),
        recipients=(_("Như Điều 3"), _("Bộ Nông nghiệp và Môi trường"), _("Lưu: VT, OCOP")),
        annexes=(
            Annex(
                blocks=(result_table(items),),
                title=_("Danh sách sản phẩm OCOP được phê duyệt kết quả")
                if approval
                else _("Danh sách sản phẩm OCOP được công nhận"),
                landscape=True,
            ),
        ),
    )  # fmt: skip


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
        decision_line=_("Theo Quyết định số %(number)s ngày %(day)s của %(issuer)s")
        % {
            "number": str(decision),
            "day": format_date(decision.issued_on),
            "issuer": f"Chủ tịch {committee_name(province)}",
        },
        validity_line=_("Có giá trị 36 tháng kể từ ngày ban hành"),
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
    lines = [
        _("Sản phẩm: %(name)s; chủ thể: %(producer)s; mã sản phẩm: %(code)s.")
        % {"name": dossier.product.name, "producer": dossier.producer.name, "code": dossier.product_code},
        _("Kết quả: %(result)s (%(star)s).") % {"result": item.get_result_display(), "star": star_words(item)},
    ]
    if item.total is not None:
        lines.append(_("Tổng điểm trung bình: %(total)s.") % {"total": format_score(item.total)})
    if decision is not None:
        lines.append(
            _("Theo Quyết định số %(number)s ngày %(day)s.")
            % {"number": str(decision), "day": format_date(decision.issued_on)}
        )
    if item.reason:
        lines.append(_("Lý do: %(reason)s") % {"reason": item.reason})
    for knockout in item.knockouts.order_by("code"):
        lines.append(
            _("Căn cứ loại: %(reason)s (%(paper)s).") % {"reason": knockout.reason, "paper": knockout.paper_reference}
        )
    if item.result == ResultKind.BELOW:
        lines.append(_("Theo Điều 4.1.a, sản phẩm 1 sao, 2 sao không có quyết định công nhận và giấy chứng nhận."))
    return PaperSpec(
        kind=PaperKind.RESULT_NOTICE,
        header=Header(
            issuer=office.name,
            parent=office.parent.name if office.parent else committee_name(province),
            symbol=default_symbol(PaperKind.RESULT_NOTICE, "VPĐP"),
            place=province.name,
        ),
        title="THÔNG BÁO",
        abstract=_("Kết quả đánh giá, phân hạng sản phẩm OCOP “%(name)s”") % {"name": dossier.product.name},
        addressees=(f"Ủy ban nhân dân {dossier.commune.label}", dossier.producer.name),
        blocks=(Clauses(tuple(lines), style="dash"),),
        signatures=(Signature(title="CHÁNH VĂN PHÒNG"),),
        recipients=(_("Như trên"), _("Lưu: VT")),
    )  # fmt: skip


def ministry_letter_spec(session: Session, items: Sequence[SessionItem], *, decision: Any) -> PaperSpec:
    """Văn bản of the province asking the ministry to assess for five stars. Legal: Điều 6.3.a, 7.3.e."""
    province = session.council.province
    return PaperSpec(
        kind=PaperKind.MINISTRY_LETTER,
        header=Header(
            issuer=committee_name(province),
            symbol=default_symbol(PaperKind.MINISTRY_LETTER, "UBND"),
            place=province.name,
        ),
        abstract=_("V/v đề nghị đánh giá, phân hạng sản phẩm OCOP 5 sao"),
        addressees=("Bộ Nông nghiệp và Môi trường",),
        blocks=(
            Paragraph(
                _("Căn cứ %(law)s và Quyết định số %(number)s ngày %(day)s, %(committee)s đề nghị Bộ Nông nghiệp và "
                  "Môi trường đánh giá, phân hạng 5 sao đối với %(n)d sản phẩm sau:")
                % {
                    "law": LAW,
                    "number": str(decision),
                    "day": format_date(decision.issued_on),
                    "committee": committee_name(province),
                    "n": len(items),
                }
            ),
            result_table(items),
            Paragraph(
                _("Hồ sơ gửi kèm: báo cáo của Tổ tư vấn, báo cáo của Hội đồng cấp tỉnh, quyết định phê duyệt kết quả, "
                  "hồ sơ sản phẩm, văn bản kiểm nghiệm bổ sung (nếu có) và 05 sản phẩm mẫu (trừ dịch vụ du lịch).")
            ),
        ),
        signatures=(Signature(authority=("TM. ỦY BAN NHÂN DÂN",), title="CHỦ TỊCH"),),
        recipients=(_("Như trên"), _("Lưu: VT, OCOP")),
    )  # fmt: skip
