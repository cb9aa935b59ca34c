"""Papers of council and results: what each must say, in words a clerk would write, with points never rounded up."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from saolang.assessment.documents import appraisal_spec, minutes_spec, report_spec
from saolang.assessment.domain.agreement import agree_option, knock_out
from saolang.assessment.domain.conclude import conclude, conclude_knocked_out
from saolang.assessment.domain.scoring import open_discussion, start_scoring, submit_sheet
from saolang.assessment.enums import ResultKind
from saolang.assessment.models import Appraisal, ScoreSheet, Session, SessionItem
from saolang.assessment.result_documents import (
    certificate_spec,
    decision_spec,
    memo_spec,
    ministry_letter_spec,
    notice_spec,
    verify_url,
)
from saolang.documents.render import render_pdf, render_png
from saolang.documents.spec import Spec

from .conftest import best, lowered
from .walk import batch_of, close_with, four_stars, hand_in, issued, score

pytestmark = pytest.mark.django_db
DECISION = SimpleNamespace(number="7", symbol="QĐ-UBND", issued_on=dt.date(2026, 2, 5))


def pages(spec: Spec) -> list[str]:
    """The text of each page, with single spaces."""
    found = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(render_pdf(spec))).pages]
    assert not any("None" in page or "{" in page for page in found)
    return found


def text_of(spec: Spec) -> str:
    return " ".join(pages(spec))


def fresh(item: Any) -> SessionItem:
    return SessionItem.objects.get(pk=item.pk)


def test_minutes_tell_absence_discussion_revision_and_agreed_option(room: SimpleNamespace) -> None:
    away = room.members[5]
    room.session.attendance.filter(seat=away).update(present=False, reason="Đi công tác")
    start_scoring(room.item, actor=room.secretary)
    members = [seat for seat in room.members if ScoreSheet.objects.filter(item=room.item, seat=seat).exists()]
    for seat in members[:-1]:
        hand_in(room.item, seat, best(room.sheet))
    hand_in(room.item, members[-1], lowered(room.sheet, 20))
    open_discussion(fresh(room.item), actor=room.chair, reason="Chênh lệch ở phần tiếp thị")
    for seat in members[:2]:
        hand_in(room.item, seat, {**best(room.sheet), "3.5": 1}, reason="Nhãn hiệu mới nộp đơn")
    for seat in members[2:-1]:
        submit_sheet(ScoreSheet.objects.get(item=room.item, seat=seat), actor=seat.user)
    hand_in(room.item, members[-1], best(room.sheet), reason="Đã xem thêm hợp đồng")
    agree_option(fresh(room.item), criterion="3.5", option=2, reason="Đã có giấy chứng nhận", actor=room.secretary)
    conclude(fresh(room.item), actor=room.chair)
    text = text_of(minutes_spec(Session.objects.get(pk=room.session.pk)))
    for words in (
        "BIÊN BẢN", "Thời gian bắt đầu: 09 giờ 00, ngày 20 tháng 11 năm 2026", "Địa điểm:", "I. THÀNH PHẦN THAM DỰ",
        "Chủ trì: Lê Mẫu 1, Chủ tịch Hội đồng", "Thư ký: Lê Mẫu 7", "Vắng mặt 1 thành viên:",
        "Lê Mẫu 6, Ủy viên. Lý do: Đi công tác", "II. NỘI DUNG VÀ KẾT LUẬN", "1. Cốm dẹp Mẫu, ",
        f"Thảo luận, mở lại {len(members)} phiếu. Lý do: Chênh lệch ở phần tiếp thị",
        f"Phiếu của {members[-1].user.full_name}: ", "thành 100 điểm. Lý do: Đã xem thêm hợp đồng",
        f"{len(members) - 3} phiếu giữ nguyên điểm.", "Mức Hội đồng thống nhất ở tiêu chí 3.5: ",
        "Căn cứ: Đã có giấy chứng nhận", "Tổng điểm trung bình: ", "Kết luận: có tiềm năng đạt 5 sao",
        "Cuộc họp kết thúc vào ", "THƯ KÝ", "CHỦ TRÌ",
    ):  # fmt: skip
        assert words in text, words
    assert "năm 2026 BIÊN BẢN" not in text  # minutes carry no place and date in their head


def test_points_are_cut_never_rounded_up(room: SimpleNamespace) -> None:
    item = close_with(room, four_stars(room))
    SessionItem.objects.filter(pk=item.pk).update(total=Decimal("89.996"))
    item = fresh(item)
    for spec in (
        minutes_spec(item.session),
        report_spec(item.session),
        memo_spec(item.session, [item], approval=False),
        decision_spec(item.session, [item], approval=False),
        notice_spec(item, decision=DECISION),
        ministry_letter_spec(item.session, [item], decision=DECISION),
    ):
        text = text_of(spec)
        assert "89,99" in text
        assert "90,0" not in text
        assert " 90 điểm." not in text


def test_report_proposes_by_result_and_names_who_signs(room: SimpleNamespace) -> None:
    item = close_with(room, four_stars(room))
    session = item.session
    text = text_of(report_spec(session))
    assert "Kính gửi: Chủ tịch Ủy ban nhân dân tỉnh Vĩnh Long." in text
    assert "ngày 20 tháng 11 năm 2026 Hội đồng đã họp đánh giá, phân hạng 01 sản phẩm" in text
    assert "- Công nhận, cấp giấy chứng nhận cho 01 sản phẩm đạt 4 sao." in text
    assert "TM. HỘI ĐỒNG CHỦ TỊCH" in text
    session.chaired_by = room.seats[1]
    text = text_of(report_spec(session))
    assert "TM. HỘI ĐỒNG KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in text
    assert room.seats[1].user.full_name in text


@pytest.mark.parametrize(
    ("approval", "about"),
    [
        (False, "Về việc công nhận kết quả đánh giá, phân hạng và cấp giấy chứng nhận cho 01 sản phẩm OCOP đạt 4 sao"),
        (True, "Về việc phê duyệt kết quả đánh giá 01 sản phẩm OCOP có tiềm năng đạt 5 sao (đạt từ 90 điểm trở lên)"),
    ],
)
def test_memo_asks_for_one_thing(room: SimpleNamespace, approval: bool, about: str) -> None:
    item = close_with(room, four_stars(room))
    text = text_of(memo_spec(item.session, [item], approval=approval))
    assert f"TỜ TRÌNH {about}" in text
    assert "Kính gửi: Chủ tịch Ủy ban nhân dân tỉnh Vĩnh Long." in text
    assert "kính trình Chủ tịch Ủy ban nhân dân tỉnh Vĩnh Long xem xét, quyết định" in text
    assert "CHÁNH VĂN PHÒNG" in text


def test_decision_prints_bases_articles_and_a_long_annex(room: SimpleNamespace) -> None:
    item = close_with(room, four_stars(room))
    item.dossier.product.name = "Trà gạo lứt Mẫu đậu đen xanh lòng rang mộc túi lọc tam giác hộp giấy tái chế " * 2
    found = pages(decision_spec(item.session, [item] * 40, approval=False))
    first = found[0]
    for words in (
        "QUYẾT ĐỊNH Về việc công nhận kết quả đánh giá, phân hạng và cấp giấy chứng nhận sản phẩm OCOP đợt 2 năm 2026",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH VĨNH LONG Căn cứ Luật Tổ chức chính quyền địa phương;",
        "Căn cứ Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 của Thủ tướng Chính phủ",
        "Theo đề nghị của Văn phòng Điều phối nông thôn mới tỉnh Vĩnh Long. QUYẾT ĐỊNH: Điều 1. ",
        "cho 40 sản phẩm OCOP có tên trong Phụ lục kèm theo Quyết định này.",
        "thời hạn 36 tháng kể từ ngày ban hành", "Điều 2. ", "Điều 3. Quyết định này có hiệu lực kể từ ngày ký.",
        "chịu trách nhiệm thi hành Quyết định này./.", "- Như Điều 3;", "CHỦ TỊCH",
    ):  # fmt: skip
        assert words in first, words
    assert "Phụ lục DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN (Kèm theo Quyết định số" in found[1]
    assert len(found) > 3
    for number, page in enumerate(found[2:], start=2):
        assert page.startswith(f"{number} TT Tên sản phẩm")
    assert " 40 Trà gạo lứt" in found[-1]


def test_approval_decision_is_about_five_stars_only(room: SimpleNamespace) -> None:
    item = close_with(room, best(room.sheet))
    assert item.result == ResultKind.POTENTIAL
    text = text_of(decision_spec(item.session, [item], approval=True))
    assert "Phê duyệt kết quả đánh giá 01 sản phẩm OCOP có tiềm năng đạt 5 sao (đạt từ 90 điểm trở lên)" in text
    assert "Tiềm năng 5 sao" in text
    assert "giấy chứng nhận" not in text.lower()


def test_ministry_letter_lists_what_goes_with_it(room: SimpleNamespace) -> None:
    item = close_with(room, best(room.sheet))
    text = text_of(ministry_letter_spec(item.session, [item], decision=DECISION))
    for words in (
        "V/v đề nghị đánh giá, phân hạng sản phẩm OCOP 5 sao", "Kính gửi: Bộ Nông nghiệp và Môi trường.",
        "Quyết định số 07/QĐ-UBND ngày 05 tháng 02 năm 2026 của Chủ tịch Ủy ban nhân dân tỉnh Vĩnh Long",
        "báo cáo đánh giá của Tổ tư vấn Hội đồng cấp tỉnh", "báo cáo đánh giá của Hội đồng cấp tỉnh",
        "Quyết định phê duyệt kết quả đánh giá", "hồ sơ sản phẩm", "(nếu có)", "05 sản phẩm mẫu",
        "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
    ):  # fmt: skip
        assert words in text, words


def test_certificate_prints_rank_decision_and_an_address_to_check(room: SimpleNamespace, settings) -> None:
    settings.BASE_URL = "https://ocop.example"
    item = close_with(room, four_stars(room))
    decision = issued(room, batch_of(room, item), number="7")
    recognition = decision.recognitions.get()
    spec = certificate_spec(recognition, verify_url=verify_url(recognition.code))
    assert spec.qr == f"HTTPS://OCOP.EXAMPLE/G/{recognition.code.upper()}/"
    picture = Image.open(io.BytesIO(render_png(spec, ppi=150)[0]))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [spec.qr]
    assert spec.stars == 4
    text = text_of(spec)
    title = text.index("GIẤY CHỨNG NHẬN SẢN PHẨM OCOP")
    assert title < text.index("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH VĨNH LONG CHỨNG NHẬN") < text.index("Cốm dẹp Mẫu")
    assert "ĐẠT HẠNG 4 SAO" in text
    assert "Theo Quyết định số 07/QĐ-UBND ngày 20 tháng 11 năm 2026 của Chủ tịch Ủy ban nhân dân tỉnh Vĩnh Long" in text
    assert "thời hạn 36 tháng kể từ ngày ban hành" in text


@pytest.mark.parametrize(
    ("points", "decision", "words"),
    [
        (12, DECISION, "được công nhận sản phẩm OCOP 4 sao và cấp giấy chứng nhận"),
        (55, None, "sao; không ban hành quyết định công nhận và không cấp giấy chứng nhận theo điểm a khoản 1 Điều 4"),
    ],
)
def test_notice_tells_commune_and_producer(room: SimpleNamespace, points: int, decision: Any, words: str) -> None:
    item = conclude(score(room, room.item, lowered(room.sheet, points)), actor=room.chair)
    text = text_of(notice_spec(item, decision=decision))
    assert "THÔNG BÁO Kết quả đánh giá, phân hạng sản phẩm OCOP “Cốm dẹp Mẫu”" in text
    assert words in text
    assert f"- Ủy ban nhân dân {item.dossier.commune.label};" in text
    assert f"- {item.dossier.producer.name};" in text
    if decision:
        assert "căn cứ Quyết định số 07/QĐ-UBND ngày 05 tháng 02 năm 2026" in text
    else:
        assert "căn cứ kết quả phiên họp ngày 20 tháng 11 năm 2026 của Hội đồng" in text


def test_notice_of_a_rejected_product_names_ground_and_paper(room: SimpleNamespace) -> None:
    knock_out(room.item, code="dossier", reason="Giả mạo giấy tờ.", paper_reference="Kết luận 3/KL", actor=room.chair)
    item = conclude_knocked_out(fresh(room.item), actor=room.chair)
    text = text_of(notice_spec(item))
    assert "- Kết quả: bị loại, không xếp hạng." in text
    assert "- Căn cứ loại: Giả mạo giấy tờ (Kết luận 3/KL)." in text
    assert "Tổng điểm" not in text


def test_advisory_report_has_its_four_parts(room: SimpleNamespace) -> None:
    appraisal = Appraisal.objects.get(dossier=room.dossier)
    appraisal.surveyed_on = dt.date(2026, 1, 5)
    appraisal.survey_text = "Xưởng sạch."
    text = text_of(appraisal_spec(appraisal))
    for words in (
        "I. THÔNG TIN HỒ SƠ Tên sản phẩm: Cốm dẹp Mẫu Mã sản phẩm: 86-29740-1-2026 Chủ thể:", "II. ĐÁNH GIÁ HỒ SƠ",
        "III. KHẢO SÁT THỰC TẾ NGÀY 05 THÁNG 01 NĂM 2026 Xưởng sạch.", "IV. ĐỀ XUẤT Đủ điều kiện trình Hội đồng./.",
        "TM. TỔ TƯ VẤN TỔ TRƯỞNG",
    ):  # fmt: skip
        assert words in text, words
