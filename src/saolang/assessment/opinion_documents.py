"""The printed opinion sheet, and the summary of a written round. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.d."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.text import format_date, format_score
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import (
    Checkboxes,
    CheckItem,
    Clauses,
    Column,
    DottedLines,
    Heading,
    KeyValue,
    KeyValues,
    PaperSpec,
    Paragraph,
    Row,
    Signature,
    Table,
)
from saolang.documents.wording import day_words

from .ballot import exact
from .documents import (
    council_header,
    item_blocks,
    ocop_office,
    seat_words,
    secretary_name,
)
from .domain.quorum import needed_answers, voting_seats
from .domain.scoring import criteria_sheet
from .enums import SheetState, Stance
from .held import held_words
from .models import Session, SessionItem
from .wording import assessed_words, round_words


def opinion_sheet_spec(item: SessionItem) -> PaperSpec:
    """Phiếu lấy ý kiến on one dossier, blank: every criterion with options to tick, the opinion, a place to sign."""
    session = item.session
    blocks: list[Any] = [
        KeyValues(
            (
                KeyValue(_("Sản phẩm"), item.dossier.product.name),
                KeyValue(_("Chủ thể"), f"{item.dossier.producer.name}, {item.dossier.commune.label}"),
                KeyValue(_("Đã công nhận"), held_words(item.dossier)),
                KeyValue(_("Gửi lại Thư ký Hội đồng trước khi hết ngày"), format_date(session.opinions_due_on)),
                KeyValue(_("Họ và tên thành viên Hội đồng")),
                KeyValue(_("Cơ quan")),
            )
        ),
        Heading(_("I. Phiếu điểm"), 1),
        Paragraph(_("Mỗi tiêu chí đánh dấu một mức; không đạt mức nào thì đánh dấu dòng cuối của tiêu chí.")),
        _score_table(item),
        Heading(_("II. Ý kiến về báo cáo đánh giá của cơ quan OCOP cấp tỉnh"), 1),
        Checkboxes(tuple(CheckItem(str(stance.label)) for stance in Stance), inline=True),
        Paragraph(_("Lý do, nội dung ý kiến (bắt buộc khi không đồng ý hoặc có ý kiến khác):"), keep_with_next=True),
        DottedLines(3),
        Checkboxes((CheckItem(_("Đề nghị họp Hội đồng")),), inline=True),
        Paragraph(_("Lý do đề nghị họp:"), keep_with_next=True),
        DottedLines(2),
    ]
    return PaperSpec(
        kind=PaperKind.OPINION_SHEET,
        header=council_header(session, ""),
        title="PHIẾU LẤY Ý KIẾN",
        abstract=_("Đánh giá, phân hạng lại sản phẩm “%(name)s”") % {"name": item.dossier.product.name},
        blocks=tuple(blocks),
        signatures=(Signature(title="THÀNH VIÊN HỘI ĐỒNG", note=_("(Ký, ghi rõ họ tên)")),),
        end_mark=False,
    )


def _score_table(item: SessionItem) -> Table:
    rows = []
    for criterion in criteria_sheet(item).criteria:
        rows.append(
            Row((criterion.code, criterion.name, _("tối đa %(n)s") % {"n": _points(criterion.max)}, ""), bold=True)
        )
        for option in criterion.options:
            rows.append(Row(("", option.text, _points(option.points), "☐")))
        rows.append(Row(("", _("Không đạt mức nào"), "0", "☐")))
    return Table(
        columns=(Column(9, "center"), Column(67), Column(14, "center"), Column(10, "center")),
        rows=tuple(rows),
        header=(Row((_("Tiêu chí"), _("Mức"), _("Điểm"), _("Chọn")), bold=True),),
        size=11,
    )


def _points(value: Any) -> str:
    return format_score(exact(value))


def opinion_summary_spec(session: Session) -> PaperSpec:
    """Báo cáo tổng hợp ý kiến of the secretary: who answered, each dossier, what went on to a meeting.

    It stands where a meeting has its minutes. Legal: Điều 7.6.d; Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.4.
    """
    seats = voting_seats(session.council)
    items = list(session.items.select_related("dossier__product__producer__organisation"))
    called = list(session.called_items.select_related("dossier__product__producer__organisation", "session"))
    chair = session.chaired_by
    blocks: list[Any] = [
        KeyValues(
            (
                KeyValue(_("Ngày gửi lấy ý kiến"), day_words(session.held_on)),
                KeyValue(_("Hạn trả lời"), _("đến hết %(day)s") % {"day": day_words(session.opinions_due_on)}),
                KeyValue(_("Chủ trì"), seat_words(chair) if chair else ""),
                KeyValue(_("Thư ký"), secretary_name(seats)),
            )
        ),
        Heading(_("I. Phiếu gửi và phiếu nhận"), 1),
        *_answers(session, [*items, *called]),
        Heading(_("II. Tổng hợp ý kiến và kết luận"), 1),
    ]
    for number, item in enumerate(items, start=1):
        blocks += [*item_blocks(item, number), *_stances(item)]
    for number, item in enumerate(called, start=len(items) + 1):
        blocks += _called_blocks(item, number)
    header = council_header(session, default_symbol(PaperKind.OPINION_SUMMARY, "HĐOCOP"))
    return PaperSpec(
        kind=PaperKind.OPINION_SUMMARY,
        header=header,
        title="BÁO CÁO",
        abstract=_("Tổng hợp ý kiến thành viên Hội đồng bằng văn bản về %(assessed)s sản phẩm OCOP %(round)s")
        % {"assessed": assessed_words(session), "round": round_words(session)},
        addressees=(_("Chủ tịch Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh"),),
        blocks=tuple(blocks),
        signatures=(Signature(title="THƯ KÝ HỘI ĐỒNG", name=secretary_name(seats)),),
        recipients=(_("Như trên"), str(ocop_office(session.council.province).name), _("Lưu: Hội đồng")),
    )


def _answers(session: Session, items: Iterable[SessionItem]) -> list[Any]:
    rows = []
    for item in items:
        sheets = list(item.sheets.select_related("seat__user"))
        back = [sheet for sheet in sheets if sheet.state != SheetState.UNANSWERED and sheet.total is not None]
        late = [sheet.seat.user.full_name for sheet in sheets if sheet not in back]
        rows.append(
            Row((item.dossier.product.name, str(len(sheets)), str(len(back)), str(needed_answers(session, len(sheets))),
                 ", ".join(late) or _("không có")))
        )  # fmt: skip
    table = Table(
        columns=(Column(34), Column(12, "center"), Column(12, "center"), Column(12, "center"), Column(30)),
        rows=tuple(rows),
        header=(Row((_("Sản phẩm"), _("Gửi"), _("Nhận"), _("Cần"), _("Không trả lời trong hạn")), bold=True),),
    )
    note = _("Số phiếu cần áp dụng tỷ lệ thành viên có mặt của phiên họp theo Quy chế số %(rules)s; Điều 7.6.d không "
             "nêu tỷ lệ.") % {"rules": session.council.rules_number}  # fmt: skip
    return [table, Paragraph(note)]


def _stances(item: SessionItem) -> list[Any]:
    lines = []
    for sheet in item.sheets.select_related("seat__user", "written"):
        written = getattr(sheet, "written", None)
        if written is None or sheet.total is None:
            continue
        words = f"{sheet.seat.user.full_name}: {written.get_stance_display().lower()}"
        if written.reason:
            words += f" ({written.reason.rstrip(' .')})"
        if written.wants_meeting:
            words += _("; đề nghị họp: %(why)s") % {"why": written.meeting_reason.rstrip(" .")}
        lines.append(f"{words}.")
    if not lines:
        return []
    return [
        Paragraph(_("Ý kiến về báo cáo của cơ quan OCOP:"), keep_with_next=True),
        Clauses(tuple(lines), style="dash"),
    ]


def _called_blocks(item: SessionItem, number: int) -> list[Any]:
    heading = f"{number}. {item.dossier.product.name}, {item.dossier.producer.name}"
    totals = [
        format_score(revision.total)
        for sheet in item.sheets.order_by("seat_id")
        if (revision := sheet.revisions.order_by("number").first()) is not None
    ]
    lines = (
        _("Điểm từng phiếu: %(totals)s.") % {"totals": "; ".join(totals)},
        _("Chủ trì mời họp Hội đồng %(day)s; kết luận tại phiên họp.") % {"day": day_words(item.session.held_on)},
    )
    return [Heading(heading, 2), *_stances(item), Clauses(lines, style="dash")]
