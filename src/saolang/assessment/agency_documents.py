"""The OCOP agency's report on a re-assessment. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.c; form by Nghị định 30."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from saolang.core.text import format_date
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import Header, Heading, KeyValue, KeyValues, PaperSpec, Paragraph
from saolang.documents.texts import paper_from_text
from saolang.documents.wording import day_words
from saolang.dossiers.law import HIGHEST_STAR, held_star

from .documents import committee_name, ocop_office
from .enums import FieldCheck
from .held import held_words
from .models import Appraisal

OFFICE_HEAD = "CHÁNH VĂN PHÒNG"


def agency_report_spec(appraisal: Appraisal) -> PaperSpec:
    """Báo cáo đánh giá to the chair of the council; on a held five stars to the chairman of the province.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.3.b, 7.6.c.
    """
    dossier = appraisal.dossier
    province = dossier.commune.parent
    office = ocop_office(province)
    central = held_star(dossier) == HIGHEST_STAR
    committee = committee_name(province)
    return paper_from_text(
        PaperKind.AGENCY_REPORT,
        header=Header(
            issuer=office.name,
            parent=office.parent.name if office.parent else committee,
            symbol=default_symbol(PaperKind.AGENCY_REPORT, "VPĐP"),
            place=province.name,
        ),
        values={
            "product": dossier.product.name,
            "addressee": _("Chủ tịch %(committee)s") % {"committee": committee}
            if central
            else _("Chủ tịch Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh"),
            "office": office.name,
            "commune_committee": f"Ủy ban nhân dân {dossier.commune.label}",
            "asked": _("%(committee)s gửi Bộ Nông nghiệp và Môi trường đề nghị đánh giá, phân hạng lại")
            % {"committee": committee}
            if central
            else _("Hội đồng lấy ý kiến thành viên bằng văn bản, đánh giá, phân hạng lại"),
            "sign_title": OFFICE_HEAD,
        },
        blocks=_blocks(appraisal),
    )


def _blocks(appraisal: Appraisal) -> tuple[Any, ...]:
    dossier = appraisal.dossier
    facts = [
        KeyValue(_("Tên sản phẩm"), dossier.product.name),
        KeyValue(_("Mã sản phẩm"), dossier.product_code or ""),
        KeyValue(_("Chủ thể"), dossier.producer.name),
        KeyValue(_("Địa bàn đề nghị"), dossier.commune.path),
        KeyValue(_("Đã công nhận"), held_words(dossier)),
        KeyValue(_("Thời hạn đánh giá lại (điểm g khoản 6 Điều 7)"), due_words(dossier)),
    ]
    blocks: list[Any] = [
        Heading(_("I. Thông tin hồ sơ"), 1),
        KeyValues(tuple(facts)),
        Heading(_("II. Đánh giá hồ sơ"), 1),
        Paragraph(appraisal.text),
        Heading(_("III. Kiểm tra thực tế tại cơ sở"), 1),
        Paragraph(field_check_words(appraisal)),
    ]
    if appraisal.survey_text:
        blocks.append(Paragraph(appraisal.survey_text))
    blocks += [Heading(_("IV. Đề xuất"), 1), Paragraph(f"{appraisal.get_conclusion_display()}.")]
    return tuple(blocks)


def due_words(dossier: Any) -> str:
    """The last of the 45 days, in words for papers."""
    due = dossier.reassessment_due_on
    return _("đến hết ngày %(day)s") % {"day": format_date(due)} if due else ""


def field_check_words(appraisal: Appraisal) -> str:
    """Whether the site was visited and why. Legal: Điều 7.6.c."""
    if appraisal.field_check == FieldCheck.NOT_NEEDED:
        return _("Không kiểm tra thực tế: quy mô sản xuất không có thay đổi lớn, hồ sơ minh chứng rõ ràng.")
    why = {
        FieldCheck.SCALE: _("sản phẩm có thay đổi lớn về quy mô sản xuất"),
        FieldCheck.UNCLEAR: _("hồ sơ minh chứng không rõ ràng"),
    }.get(FieldCheck(appraisal.field_check), "") if appraisal.field_check else ""  # fmt: skip
    day = day_words(appraisal.surveyed_on) if appraisal.surveyed_on else ""
    return _("Kiểm tra %(day)s, vì %(why)s.") % {"day": day, "why": why}
