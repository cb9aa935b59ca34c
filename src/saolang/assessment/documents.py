"""Papers of a council and its results, built as blocks: thin, but each says what it must.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.c-g; form by Nghị định 30/2020/NĐ-CP.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core.text import format_date, format_score
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import (
    Clauses,
    Column,
    Header,
    Heading,
    PaperSpec,
    Paragraph,
    Row,
    Signature,
    Table,
)

from .domain.quorum import needed_for_quorum, session_value, voting_seats
from .domain.scoring import counted_sheets, criteria_sheet
from .enums import ResultKind
from .models import Appraisal, Session, SessionItem

LAW = "Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 của Thủ tướng Chính phủ"
LAW_FULL = f"{LAW} ban hành Bộ tiêu chí và quy trình đánh giá, phân hạng sản phẩm mỗi xã một sản phẩm"
OCOP_SHORT = "OCOP"


def committee_name(province: Any) -> str:
    """The people's committee of the province as papers write it."""
    return f"Ủy ban nhân dân {province.label}"


def ocop_office(province: Any) -> Organisation:
    """The provincial OCOP office. Raises Organisation.DoesNotExist when none is recorded."""
    return Organisation.objects.get(kind=OrganisationKind.OCOP_OFFICE, unit=province, valid_to__isnull=True)


def _council_header(session: Session, symbol: str) -> Header:
    province = session.council.province
    return Header(
        issuer=str(session.council.organisation.name),
        parent=committee_name(province),
        symbol=symbol,
        place=province.name,
    )


def _result_rows(items: Iterable[SessionItem]) -> tuple[Row, ...]:
    rows = []
    for index, item in enumerate(items, start=1):
        product = item.dossier.product
        rows.append(
            Row(
                (
                    str(index),
                    product.name,
                    f"{product.producer.name}, {item.dossier.commune.label}",
                    item.dossier.product_code or "",
                    format_score(item.total) if item.total is not None else "",
                    star_words(item),
                )
            )
        )
    return tuple(rows)


def star_words(item: SessionItem) -> str:
    if item.result in (ResultKind.REJECTED, ResultKind.STOPPED, ResultKind.DEFERRED):
        return str(item.get_result_display())
    if item.result == ResultKind.POTENTIAL:
        return _("Tiềm năng 5 sao")
    return _("%(star)s sao") % {"star": item.star}


RESULT_COLUMNS = (
    Column(6, "center"),
    Column(26),
    Column(32),
    Column(16),
    Column(10, "center"),
    Column(10, "center"),
)
RESULT_HEADER = (Row(("TT", "Tên sản phẩm", "Chủ thể, địa chỉ", "Mã sản phẩm", "Điểm", "Kết quả"), bold=True),)


def result_table(items: Iterable[SessionItem]) -> Table:
    """Products with points (cut to two places, never rounded up) and result."""
    return Table(columns=RESULT_COLUMNS, rows=_result_rows(items), header=RESULT_HEADER)


def minutes_spec(session: Session) -> PaperSpec:
    """Biên bản of a session: who was there, each dossier with its points, splits and what the council agreed."""
    council = session.council
    seats = voting_seats(council)
    rows = {row.seat_id: row for row in session.attendance.all()}
    present = [seat for seat in seats if seat.pk in rows and rows[seat.pk].present]
    absent = [seat for seat in seats if seat.pk in rows and not rows[seat.pk].present]
    blocks: list[Any] = [
        Heading(_("Thành phần"), 1),
        Paragraph(
            _("Có mặt %(present)d/%(all)d thành viên Hội đồng (cần ít nhất %(needed)d theo Quy chế số %(rules)s).")
            % {
                "present": len(present),
                "all": len(seats),
                "needed": needed_for_quorum(session),
                "rules": council.rules_number,
            }
        ),
        Clauses(tuple(_seat_words(seat) for seat in present), style="number"),
    ]
    if absent:
        blocks += [
            Paragraph(_("Vắng mặt:")),
            Clauses(tuple(f"{_seat_words(seat)}: {rows[seat.pk].reason}" for seat in absent), style="number"),
        ]
    blocks.append(Heading(_("Nội dung và kết luận"), 1))
    for item in session.items.select_related("dossier__product__producer__organisation"):
        blocks += _item_blocks(item)
    return PaperSpec(
        kind=PaperKind.SESSION_MINUTES,
        header=_council_header(session, default_symbol(PaperKind.SESSION_MINUTES, "HĐOCOP")),
        title="BIÊN BẢN",
        abstract=_("Phiên họp đánh giá, phân hạng sản phẩm OCOP ngày %(day)s, %(round)s")
        % {"day": format_date(session.held_on), "round": str(session.round)},
        blocks=tuple(blocks),
        signatures=(
            Signature(title="THƯ KÝ", name=_secretary_name(seats)),
            Signature(title="CHỦ TRÌ", name=session.chaired_by.user.full_name if session.chaired_by else ""),
        ),
        recipients=(_("Cơ quan tham mưu OCOP cấp tỉnh"), _("Lưu: Hội đồng")),
    )


def _seat_words(seat: Any) -> str:
    body = f", {seat.represents.name}" if seat.represents else ""
    return f"{seat.user.full_name}, {seat.get_kind_display()}{body}"


def _secretary_name(seats: Sequence[Any]) -> str:
    return next((seat.user.full_name for seat in seats if seat.kind == "secretary"), "")


def _item_blocks(item: SessionItem) -> list[Any]:
    sheets = counted_sheets(item)
    criteria = criteria_sheet(item)
    lines = [
        _("Số phiếu: %(n)d; điểm từng phiếu: %(totals)s.")
        % {"n": len(sheets), "totals": "; ".join(format_score(sheet.total) for sheet in sheets) or _("không có")}
    ]
    for sheet in sheets:
        for revision in sheet.revisions.all():
            lines.append(
                _("Phiếu của %(name)s mở lại: %(before)s điểm thành %(after)s điểm. Lý do: %(reason)s")
                % {
                    "name": sheet.seat.user.full_name,
                    "before": format_score(revision.total),
                    "after": format_score(sheet.total),
                    "reason": revision.member_reason or revision.reason,
                }
            )
    for agreed in item.agreed.order_by("criterion"):
        option = criteria.by_code[agreed.criterion].option(agreed.option)
        lines.append(
            _("Mức Hội đồng thống nhất ở tiêu chí %(code)s: %(option)s. Căn cứ: %(reason)s")
            % {
                "code": agreed.criterion,
                "option": option.text if option else _("không đạt mức nào"),
                "reason": agreed.reason,
            }
        )
    for knockout in item.knockouts.order_by("code"):
        lines.append(
            _("Căn cứ loại (%(code)s): %(reason)s. Văn bản: %(paper)s")
            % {
                "code": _("hồ sơ") if knockout.code == "dossier" else knockout.code,
                "reason": knockout.reason,
                "paper": knockout.paper_reference,
            }
        )
    for held in item.evaluation.get("held_by", []):
        lines.append(
            _("Chưa đạt yêu cầu tối thiểu %(star)s sao ở tiêu chí %(code)s (cần %(needs)s, đạt %(has)s điểm).")
            % {"star": held["star"], "code": held["criterion"], "needs": held["needs"], "has": held["has"]}
        )
    total = format_score(item.total) if item.total is not None else _("không có")
    lines.append(
        _("Kết luận: tổng điểm trung bình %(total)s; %(result)s.")
        % {"total": total, "result": f"{item.get_result_display()} ({star_words(item)})"}
    )
    if item.reason:
        lines.append(_("Ghi chú: %(reason)s") % {"reason": item.reason})
    heading = f"{item.dossier.product.name} - {item.dossier.producer.name} ({item.dossier.product_code})"
    return [Heading(heading, 2), Clauses(tuple(lines), style="dash")]


def report_spec(session: Session) -> PaperSpec:
    """Báo cáo kết quả of the council to the chairman of the province. Legal: Điều 7.3.d."""
    items = list(session.items.exclude(result=ResultKind.DEFERRED).select_related("dossier__product"))
    return PaperSpec(
        kind=PaperKind.COUNCIL_REPORT,
        header=_council_header(session, default_symbol(PaperKind.COUNCIL_REPORT, "HĐOCOP")),
        title="BÁO CÁO",
        abstract=_("Kết quả đánh giá, phân hạng sản phẩm OCOP %(round)s") % {"round": str(session.round).lower()},
        addressees=(_("Chủ tịch %(committee)s") % {"committee": committee_name(session.council.province)},),
        blocks=(
            Paragraph(
                _("Ngày %(day)s, Hội đồng họp đánh giá %(n)d hồ sơ theo %(law)s. Kết quả như sau:")
                % {"day": format_date(session.held_on), "n": len(items), "law": LAW}
            ),
            result_table(items),
            Paragraph(
                _("Cách xét yêu cầu tối thiểu khi các phiếu khác nhau: %(how)s.")
                % {"how": _minimum_words(session_value(session, "minimum_when_ticks_differ"))}
            ),
            Paragraph(_("Hội đồng đề xuất Chủ tịch Ủy ban nhân dân tỉnh xem xét, quyết định theo thẩm quyền.")),
        ),
        signatures=(
            Signature(
                authority=("TM. HỘI ĐỒNG",),
                title="CHỦ TỊCH",
                name=session.chaired_by.user.full_name if session.chaired_by else "",
            ),
        ),
        recipients=(_("Như trên"), _("Cơ quan tham mưu OCOP cấp tỉnh"), _("Lưu: Hội đồng")),
    )


def _minimum_words(how: str) -> str:
    return {
        "agreed_option": _("Hội đồng thống nhất một mức"),
        "majority": _("theo đa số phiếu"),
        "mean_points": _("theo điểm trung bình của tiêu chí"),
    }[how]


def appraisal_spec(appraisal: Appraisal, *, reported_on: date | None = None) -> PaperSpec:
    """Báo cáo đánh giá of the advisory group on one dossier. Legal: Điều 7.3.c."""
    dossier = appraisal.dossier
    blocks: list[Any] = [
        Heading(_("Thông tin hồ sơ"), 1),
        Paragraph(
            _("Sản phẩm “%(name)s” của %(producer)s, %(commune)s.")
            % {"name": dossier.product.name, "producer": dossier.producer.name, "commune": dossier.commune.label}
        ),
        Heading(_("Đánh giá hồ sơ"), 1),
        Paragraph(appraisal.text),
    ]
    if appraisal.surveyed_on:
        blocks += [
            Heading(_("Khảo sát thực tế ngày %(day)s") % {"day": format_date(appraisal.surveyed_on)}, 1),
            Paragraph(appraisal.survey_text or _("Không có ghi nhận thêm.")),
        ]
    blocks += [Heading(_("Đề xuất"), 1), Paragraph(str(appraisal.get_conclusion_display()))]
    province = dossier.commune.parent
    return PaperSpec(
        kind=PaperKind.ADVISORY_REPORT,
        header=Header(
            issuer=_("Tổ tư vấn Hội đồng OCOP"),
            parent=committee_name(province),
            symbol=default_symbol(PaperKind.ADVISORY_REPORT, "TTV"),
            place=province.name,
        ),
        title="BÁO CÁO",
        abstract=_("Đánh giá hồ sơ sản phẩm “%(name)s”") % {"name": dossier.product.name},
        addressees=(_("Chủ tịch Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh"),),
        blocks=tuple(blocks),
        signatures=(Signature(title="TM. TỔ TƯ VẤN"),),
        recipients=(_("Như trên"), _("Lưu: Tổ tư vấn")),
    )
