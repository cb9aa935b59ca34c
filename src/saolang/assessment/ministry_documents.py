"""Papers around the ministry's result: the letter that asks for a renewal, the province's decision under 90 points.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.3.b, 7.4.g, 7.6.e; form by Nghị định 30/2020/NĐ-CP.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from saolang.core.text import format_score
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import Column, Header, PaperSpec, Row, Table
from saolang.documents.texts import paper_from_text
from saolang.documents.wording import day_words
from saolang.rulebook.queries import sheet_of

from .documents import committee_name, ocop_office
from .ministry_models import MinistryFile

COLUMNS = (Column(6, "center"), Column(28), Column(26), Column(18), Column(10, "center"), Column(12, "center"))
HEADER = (Row(("TT", "Tên sản phẩm", "Chủ thể", "Xã, phường", "Điểm", "Hạng sao"), bold=True),)


def _header(kind: PaperKind, province: object) -> Header:
    return Header(
        issuer=committee_name(province),
        symbol=default_symbol(kind, "UBND"),
        place=province.name,  # type: ignore[attr-defined]
        issuer_text="" if kind == PaperKind.MINISTRY_RENEWAL_LETTER else f"Chủ tịch {committee_name(province)}",
    )


def _row(file: MinistryFile, points: str, star: str) -> Table:
    dossier = file.dossier
    code = f"\n{dossier.product_code}" if dossier.product_code else ""
    cells = ("1", dossier.product.name + code, dossier.producer.name, dossier.commune.label, points, star)
    return Table(columns=COLUMNS, rows=(Row(cells),), header=HEADER)


def renewal_letter_spec(file: MinistryFile) -> PaperSpec:
    """Văn bản asking the ministry to assess a five-star product again. Legal: Điều 6.3.b."""
    province = file.dossier.commune.parent
    samples = sheet_of(file.dossier.sheet).samples_required
    return paper_from_text(
        PaperKind.MINISTRY_RENEWAL_LETTER,
        header=_header(PaperKind.MINISTRY_RENEWAL_LETTER, province),
        values={
            "committee": committee_name(province),
            "office": ocop_office(province).name,
            "samples": _("%(n)02d sản phẩm mẫu") % {"n": samples} if samples else _("không có sản phẩm mẫu"),
        },
        blocks=(_row(file, "–", _("5 sao (đang giữ)")),),
    )


def central_decision_spec(file: MinistryFile) -> PaperSpec:
    """The province's decision on the central result, one product in its annex. Legal: Điều 7.4.g."""
    province = file.dossier.commune.parent
    assert file.result_on is not None and file.total is not None
    return paper_from_text(
        PaperKind.CENTRAL_RESULT_DECISION,
        header=_header(PaperKind.CENTRAL_RESULT_DECISION, province),
        values={
            "committee": committee_name(province),
            "office": ocop_office(province).name,
            "notice": file.notice_number,
            "notice_day": day_words(file.result_on),
        },
        annex=(_row(file, format_score(file.total), _("%(star)d sao") % {"star": file.star}),),
    )
