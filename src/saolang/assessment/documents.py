"""Papers of a council and its results, built as blocks: thin, but each says what it must.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.c-g; form by Nghị định 30/2020/NĐ-CP.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.text import format_score
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import (
    Clauses,
    Column,
    Header,
    Heading,
    KeyValue,
    KeyValues,
    PaperSpec,
    Paragraph,
    Row,
    Signature,
    Table,
)
from saolang.documents.texts import paper_from_text
from saolang.documents.wording import day_words

from .domain.quorum import needed_for_quorum, session_value, voting_seats
from .domain.scoring import counted_sheets, criteria_sheet
from .enums import ResultKind, SeatKind
from .held import held_words
from .models import Appraisal, Session, SessionItem
from .wording import assessed_words, held_sentence, minimum_words, result_words, round_words, star_words, stars_of


def committee_name(province: Any) -> str:
    """The people's committee of the province as papers write it."""
    return f"Ủy ban nhân dân {province.label}"


def ocop_office(province: Any) -> Organisation:
    """The provincial OCOP office. Raises Organisation.DoesNotExist when none is recorded."""
    return Organisation.objects.get(kind=OrganisationKind.OCOP_OFFICE, unit=province, valid_to__isnull=True)


def council_header(session: Session, symbol: str) -> Header:
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


RESULT_COLUMNS = (
    Column(6, "center"),
    Column(23.5),
    Column(26),
    Column(22.5),
    Column(9, "center"),
    Column(13, "center"),
)
RESULT_HEADER = (Row(("TT", "Tên sản phẩm", "Chủ thể, địa chỉ", "Mã sản phẩm", "Điểm", "Kết quả"), bold=True),)


def result_table(items: Iterable[SessionItem]) -> Table:
    """Products with points (cut to two places, never rounded up) and result.

    Re-assessments and upgrades also name the earlier recognition, with the authority that answers for it today.
    """
    rows = list(items)
    earlier = [held_words(item.dossier) for item in rows]
    if not any(earlier):
        return Table(columns=RESULT_COLUMNS, rows=_result_rows(rows), header=RESULT_HEADER)
    last = (Column(6, "center"), Column(19), Column(20), Column(18), Column(8, "center"), Column(10, "center"))
    more = tuple(Row((*row.cells, words)) for row, words in zip(_result_rows(rows), earlier, strict=True))
    header = (Row((*RESULT_HEADER[0].cells, "Công nhận trước"), bold=True),)
    return Table(columns=(*last, Column(19)), rows=more, header=header)


def minutes_spec(session: Session) -> PaperSpec:
    """Biên bản of a session: who was there, each dossier with its points, splits and what the council agreed.

    Legal: Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.9.
    """
    seats = voting_seats(session.council)
    chair = session.chaired_by
    blocks: list[Any] = [
        KeyValues(
            (
                KeyValue(_("Thời gian bắt đầu"), _moment(session.opened_at)),
                KeyValue(_("Địa điểm"), session.place),
            )
        ),
        Heading(_("I. Thành phần tham dự"), 1),
        KeyValues(
            (
                KeyValue(_("Chủ trì"), seat_words(chair) if chair else ""),
                KeyValue(_("Thư ký"), secretary_name(seats)),
            )
        ),
        *_attendance_blocks(session, seats),
        Heading(_("II. Nội dung và kết luận"), 1),
    ]
    for number, item in enumerate(session.items.select_related("dossier__product__producer__organisation"), start=1):
        blocks += item_blocks(item, number)
    blocks.append(
        Paragraph(_("Cuộc họp kết thúc vào %(when)s.") % {"when": _moment(session.closed_at) or "…… giờ ……, ngày ……"})
    )
    return PaperSpec(
        kind=PaperKind.SESSION_MINUTES,
        header=replace(council_header(session, default_symbol(PaperKind.SESSION_MINUTES, "HĐOCOP")), place=""),
        title="BIÊN BẢN",
        abstract=_("Phiên họp %(assessed)s sản phẩm OCOP %(round)s")
        % {"assessed": assessed_words(session), "round": round_words(session)},
        blocks=tuple(blocks),
        signatures=(
            Signature(title="THƯ KÝ", name=secretary_name(seats)),
            Signature(title="CHỦ TRÌ", name=chair.user.full_name if chair else ""),
        ),
        recipients=(_("Cơ quan tham mưu quản lý OCOP cấp tỉnh"), _("Lưu: Hội đồng")),
    )


def _attendance_blocks(session: Session, seats: Sequence[Any]) -> list[Any]:
    rows = {row.seat_id: row for row in session.attendance.all()}
    present = [seat for seat in seats if seat.pk in rows and rows[seat.pk].present]
    absent = [seat for seat in seats if seat.pk in rows and not rows[seat.pk].present]
    blocks: list[Any] = [
        Paragraph(
            _("Có mặt %(present)d/%(all)d thành viên Hội đồng (cần ít nhất %(needed)d theo Quy chế số %(rules)s):")
            % {
                "present": len(present),
                "all": len(seats),
                "needed": needed_for_quorum(session),
                "rules": session.council.rules_number,
            },
            keep_with_next=True,
        ),
        Clauses(tuple(seat_words(seat) for seat in present), style="number"),
    ]
    if absent:
        blocks += [
            Paragraph(_("Vắng mặt %(n)d thành viên:") % {"n": len(absent)}, keep_with_next=True),
            Clauses(tuple(_absence_words(seat, rows[seat.pk].reason) for seat in absent), style="number"),
        ]
    return blocks


def _absence_words(seat: Any, reason: str) -> str:
    return f"{seat_words(seat)}. {_('Lý do')}: {reason}" if reason else seat_words(seat)


def _moment(at: datetime | None) -> str:
    """ "08 giờ 05, ngày 13 tháng 10 năm 2026", empty while unknown."""
    if at is None:
        return ""
    local = clock.local(at)
    return f"{local.hour:02d} giờ {local.minute:02d}, {day_words(local.date())}"


def seat_words(seat: Any) -> str:
    body = f", {seat.represents.name}" if seat.represents else ""
    return f"{seat.user.full_name}, {seat.get_kind_display()}{body}"


def secretary_name(seats: Sequence[Any]) -> str:
    return next((seat.user.full_name for seat in seats if seat.kind == "secretary"), "")


def item_blocks(item: SessionItem, number: int) -> list[Any]:
    sheets = counted_sheets(item)
    criteria = criteria_sheet(item)
    lines = [
        _("Số phiếu: %(n)d; điểm từng phiếu: %(totals)s.")
        % {"n": len(sheets), "totals": "; ".join(format_score(sheet.total) for sheet in sheets) or _("không có")}
    ]
    lines += _revision_lines(sheets)
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
    lines += knockout_lines(item)
    for held in item.evaluation.get("held_by", []):
        lines.append(
            _("Chưa đạt yêu cầu tối thiểu %(star)s sao ở tiêu chí %(code)s (cần %(needs)s, đạt %(has)s điểm).")
            % {"star": held["star"], "code": held["criterion"], "needs": held["needs"], "has": held["has"]}
        )
    if item.total is not None:
        lines.append(_("Tổng điểm trung bình: %(total)s điểm.") % {"total": format_score(item.total)})
    lines.append(_("Kết luận: %(result)s.") % {"result": result_words(item)})
    if item.reason:
        lines.append(_("Lý do: %(reason)s") % {"reason": item.reason})
    code = f" ({item.dossier.product_code})" if item.dossier.product_code else ""
    heading = f"{number}. {item.dossier.product.name}, {item.dossier.producer.name}{code}"
    return [Heading(heading, 2), Clauses(tuple(lines), style="dash")]


def _revision_lines(sheets: Sequence[Any]) -> list[str]:
    """For each discussion: why sheets were reopened, and each sum that changed with its member's reason."""
    rounds: dict[int, list[tuple[Any, Any, Any]]] = {}
    for sheet in sheets:
        revisions = list(sheet.revisions.order_by("number"))
        totals = [*(revision.total for revision in revisions[1:]), sheet.total]
        for revision, after in zip(revisions, totals, strict=False):
            rounds.setdefault(revision.number, []).append((sheet, revision, after))
    lines = []
    for number in sorted(rounds):
        reopened = rounds[number]
        lines.append(
            _("Thảo luận, mở lại %(n)d phiếu. Lý do: %(reason)s")
            % {"n": len(reopened), "reason": reopened[0][1].reason}
        )
        changed = [row for row in reopened if row[2] != row[1].total or row[1].member_reason]
        for sheet, revision, after in changed:
            lines.append(
                _("Phiếu của %(name)s: %(before)s điểm thành %(after)s điểm. Lý do: %(reason)s")
                % {
                    "name": sheet.seat.user.full_name,
                    "before": format_score(revision.total),
                    "after": format_score(after),
                    "reason": revision.member_reason or revision.reason,
                }
            )
        if len(changed) < len(reopened):
            lines.append(_("%(n)d phiếu giữ nguyên điểm.") % {"n": len(reopened) - len(changed)})
    return lines


def knockout_lines(item: SessionItem) -> list[str]:
    """Grounds on which a product was rejected, each with the paper that says so."""
    lines = []
    for knockout in item.knockouts.order_by("code"):
        paper = f" ({knockout.paper_reference})" if knockout.paper_reference else ""
        lines.append(_("Căn cứ loại: %(reason)s%(paper)s.") % {"reason": knockout.reason.rstrip(" ."), "paper": paper})
    return lines


def report_spec(session: Session) -> PaperSpec:
    """Báo cáo kết quả of the council to the chairman of the province. Legal: Điều 7.3.d."""
    items = list(session.items.exclude(result=ResultKind.DEFERRED).select_related("dossier__product"))
    province = session.council.province
    minimum = _("Cách xét yêu cầu tối thiểu khi các phiếu khác nhau, theo Quy chế: %(how)s.") % {
        "how": minimum_words(session_value(session, "minimum_when_ticks_differ"))
    }
    spec = paper_from_text(
        PaperKind.COUNCIL_REPORT,
        header=council_header(session, default_symbol(PaperKind.COUNCIL_REPORT, "HĐOCOP")),
        values={
            "round": round_words(session),
            "committee": committee_name(province),
            "assessed": assessed_words(session),
            "held": held_sentence(session),
            "count": f"{len(items):02d}",
            "office": ocop_office(province).name,
        },
        blocks=(result_table(items), Paragraph(minimum), *_proposals(items)),
        signer_name=session.chaired_by.user.full_name if session.chaired_by else "",
    )
    if session.chaired_by and session.chaired_by.kind != SeatKind.CHAIR:
        head = spec.signatures[0]
        deputy = replace(head, authority=(*head.authority, f"KT. {head.title}"), title="PHÓ CHỦ TỊCH")
        spec = replace(spec, signatures=(deputy,))
    return spec


def _proposals(items: Sequence[SessionItem]) -> list[Any]:
    """What the council asks the chairman of the province to decide, and what it does not ask."""
    by_result = {kind: [item for item in items if item.result == kind] for kind in ResultKind}
    lines = []
    if found := by_result[ResultKind.RECOGNISE]:
        lines.append(
            _("Công nhận, cấp giấy chứng nhận cho %(n)02d sản phẩm đạt %(stars)s.")
            % {"n": len(found), "stars": stars_of(found)}
        )
    if found := by_result[ResultKind.POTENTIAL]:
        lines.append(
            _("Phê duyệt kết quả đánh giá %(n)02d sản phẩm có tiềm năng đạt 5 sao, đề nghị Bộ Nông nghiệp và "
              "Môi trường đánh giá, phân hạng.") % {"n": len(found)}
        )  # fmt: skip
    others = len(items) - len(by_result[ResultKind.RECOGNISE]) - len(by_result[ResultKind.POTENTIAL])
    if others:
        lines.append(_("Không công nhận %(n)02d sản phẩm còn lại theo kết quả nêu trên.") % {"n": others})
    if not lines:
        return []
    return [Paragraph(_("Hội đồng đề xuất:"), keep_with_next=True), Clauses(tuple(lines), style="dash")]


def appraisal_spec(appraisal: Appraisal, *, reported_on: date | None = None) -> PaperSpec:
    """Báo cáo đánh giá of the advisory group on one dossier. Legal: Điều 7.3.c."""
    dossier = appraisal.dossier
    parts = [
        (
            _("Thông tin hồ sơ"),
            KeyValues(
                (
                    KeyValue(_("Tên sản phẩm"), dossier.product.name),
                    KeyValue(_("Mã sản phẩm"), dossier.product_code or ""),
                    KeyValue(_("Chủ thể"), dossier.producer.name),
                    KeyValue(_("Địa bàn đề nghị"), dossier.commune.path),
                )
            ),
        ),
        (_("Đánh giá hồ sơ"), Paragraph(appraisal.text)),
    ]
    if appraisal.surveyed_on:
        parts.append(
            (
                _("Khảo sát thực tế %(day)s") % {"day": day_words(appraisal.surveyed_on)},
                Paragraph(appraisal.survey_text or _("Không có ghi nhận thêm.")),
            )
        )
    parts.append((_("Đề xuất"), Paragraph(f"{appraisal.get_conclusion_display()}.")))
    blocks: list[Any] = []
    for numeral, (title, block) in zip(("I", "II", "III", "IV"), parts, strict=False):
        blocks += [Heading(f"{numeral}. {title}", 1), block]
    province = dossier.commune.parent
    return PaperSpec(
        kind=PaperKind.ADVISORY_REPORT,
        header=Header(
            issuer=_("Tổ tư vấn Hội đồng cấp tỉnh"),
            parent=committee_name(province),
            symbol=default_symbol(PaperKind.ADVISORY_REPORT, "TTV"),
            place=province.name,
        ),
        title="BÁO CÁO",
        abstract=_("Đánh giá hồ sơ sản phẩm “%(name)s”") % {"name": dossier.product.name},
        addressees=(_("Chủ tịch Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh"),),
        blocks=tuple(blocks),
        signatures=(Signature(authority=("TM. TỔ TƯ VẤN",), title="TỔ TRƯỞNG"),),
        recipients=(_("Như trên"), _("Lưu: Tổ tư vấn")),
    )
