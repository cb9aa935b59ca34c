"""Mẫu 01, 02, 03, the commune's letter and the receipt print the wording of the decision's Phụ lục III."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from saolang.documents import compose
from saolang.documents.render import render_docx, render_pdf
from saolang.documents.spec import PaperSpec
from saolang.dossiers.commune_papers import commune_letter, facts_of, form03, receipt_slip
from saolang.dossiers.documents import form01, form02
from saolang.dossiers.models import Dossier, Receipt
from tests.documents.test_wording import texts
from tests.dossiers import builders

pytestmark = pytest.mark.django_db

LABELS_01 = (
    "PHIẾU ĐĂNG KÝ", "Tham gia đánh giá, phân hạng sản phẩm OCOP", "1. Thông tin về đơn vị đăng ký:", "- Tên đơn vị:",
    "- Họ tên người đại diện pháp lý:", "- Chức vụ:", "- Địa chỉ liên hệ:", "- Điện thoại:", "Email:",
    "2. Tên sản phẩm:", "3. Nhóm sản phẩm đăng ký (Ngành, Nhóm, Phân nhóm¹):", "4. Lần đăng ký đánh giá:",
    "5. Tài liệu kèm theo:", "- Báo cáo đánh giá về sản phẩm theo Bộ tiêu chí (bản gốc, bản điện tử).",
    "- Sản phẩm mẫu (số lượng):", "Cam đoan những thông tin trong Phiếu đăng ký là đúng sự thật, chúng tôi xin cam kết",
    "ĐẠI DIỆN", "(Ký, đóng dấu, ghi rõ họ tên)",
    "¹ Theo Phụ lục I về Danh mục phân loại sản phẩm tham gia đánh giá, phân hạng sản phẩm OCOP.",
    "PHẦN DÀNH CHO CƠ QUAN QUẢN LÝ", "DÀNH CHO ỦY BAN NHÂN DÂN CẤP XÃ", "Phiếu số:", "Ngày nhận:", "Người tiếp nhận:",
    "Chữ ký:", "Cơ quan tiếp nhận", "(Ký, đóng dấu và ghi rõ họ tên)", "DÀNH CHO CƠ QUAN QUẢN LÝ OCOP CẤP TỈNH",
)  # fmt: skip
LABELS_02 = (
    "BÁO CÁO TỰ ĐÁNH GIÁ VỀ SẢN PHẨM", "(Dành cho chủ thể có sản phẩm đăng ký)", "Phần I", "THÔNG TIN CHUNG",
    "1. Tên chủ thể:", "2. Loại hình tổ chức:", "3. Địa chỉ:", "4. Điện thoại:", "5. Tên người đại diện pháp luật:",
    "- Họ tên:", "- Giới tính:", "Dân tộc:", "- Địa chỉ thường trú:", "6. Ngày thành lập/đăng ký kinh doanh:",
    "Số giấy đăng ký (nếu có):", "7. Tên sản phẩm/dịch vụ, mô tả về quy cách sản phẩm, tiêu chuẩn:",
    "Đánh dấu (√) vào mục tương ứng:", "a) Giấy đăng ký kinh doanh:",
    "b) Đã công bố chất lượng sản phẩm theo quy định:", "c) Đã có các điều kiện sản xuất theo quy định:",
    "- Giấy chứng nhận cơ sở đủ điều kiện vệ sinh an toàn thực phẩm theo quy định của pháp luật cho sản xuất sản phẩm:",
    "- Giấy chứng nhận cơ sở đủ điều kiện sản xuất bắt buộc theo quy định cho sản phẩm (đối với các sản phẩm bắt buộc",
    "d) Đã có đăng ký sở hữu trí tuệ:", "+ Giấy chứng nhận đăng ký nhãn hiệu:",
    "+ Văn bản ghi nhận quyền sử dụng chỉ dẫn địa lý, nhãn hiệu tập thể, nhãn hiệu chứng nhận:", "+ Bằng sáng chế",
    "+ Bằng độc quyền kiểu dáng công nghiệp:", "+ Giấy chứng nhận bản quyền tác giả", "+ Khác (ghi rõ):",
    "8. Lịch sử hình thành của chủ thể (nêu các giai đoạn hình thành và phát triển):",
    "9. Cơ cấu tổ chức của chủ thể:", "Phần II", "KẾT QUẢ THỰC HIỆN PHƯƠNG ÁN SẢN XUẤT KINH DOANH",
    "- Tổ chức vùng nguyên liệu, công nghệ sản xuất, sơ chế, chế biến, đóng gói sản phẩm của chủ thể.",
    "- Sự thay đổi về chất lượng sản phẩm:", "- Thị trường phân phối sản phẩm.",
    "- Kết quả sản xuất, kinh doanh: doanh thu, lợi nhuận.", "Phần III",
    "ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN THEO BỘ TIÊU CHÍ SẢN PHẨM OCOP", "Phần IV", "KẾ HOẠCH SẢN XUẤT, KINH DOANH",
    "ĐẠI DIỆN THEO PHÁP LUẬT CỦA CƠ SỞ", "(Ký, họ tên, đóng dấu)",
)  # fmt: skip
LABELS_03 = (
    "BÁO CÁO", "Đánh giá một số nội dung của hồ sơ đăng ký tham gia đánh giá, phân hạng sản phẩm OCOP",
    "I. THÔNG TIN CHUNG VỀ HỒ SƠ SẢN PHẨM", "1. Tên chủ thể:", "2. Loại hình tổ chức:", "3. Địa chỉ:",
    "4. Tên người đại diện pháp luật:", "- Họ tên:", "- Giới tính:", "Dân tộc:", "- Địa chỉ thường trú:",
    "5. Sản phẩm đăng ký đánh giá:", "II. ĐÁNH GIÁ MỘT SỐ NỘI DUNG CỦA HỒ SƠ SẢN PHẨM",
    "1. Về sử dụng nguyên liệu địa phương:", "2. Về sử dụng lao động địa phương:", "3. Nguồn gốc ý tưởng sản phẩm:",
    "4. Bản sắc/trí tuệ địa phương:", "đề nghị Ủy ban nhân dân tỉnh Vĩnh Long đánh giá, phân hạng sản phẩm OCOP cho",
    "TM. ỦY BAN NHÂN DÂN XÃ", "(Ký tên và đóng dấu)",
)  # fmt: skip


def assert_in_order(text: str, labels: tuple[str, ...]) -> None:
    """Each label stands after the one before it."""
    place = 0
    for label in labels:
        found = text.find(label, place)
        assert found >= 0, f"{label!r} is missing after {text[place : place + 80]!r}"
        place = found + len(label)


def drawn(spec: PaperSpec) -> str:
    """All lines of a paper, tables left out, and never a bare None."""
    sections = compose.compose(spec)["sections"]
    text = "\n".join(line for section in sections for line in texts(section["steps"]))
    assert "None" not in text
    return text


def pdf_text(spec: PaperSpec) -> str:
    pages = PdfReader(io.BytesIO(render_pdf(spec))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def word_text(spec: PaperSpec) -> str:
    """Text of the Word file in reading order."""
    document = Document(io.BytesIO(render_docx(spec)))
    found = []
    for block in document.iter_inner_content():
        cells = [block] if not hasattr(block, "rows") else [cell for row in block.rows for cell in row.cells]
        for cell in cells:
            found.append(cell.text)
    return "\n".join(found)


@pytest.fixture
def cast() -> builders.Cast:
    return builders.make_cast()


def test_mau_01_prints_the_form_in_order(cast) -> None:
    dossier = builders.prepared(cast)
    spec = form01(facts_of(dossier))
    text = drawn(spec)
    assert_in_order(text, LABELS_01)
    assert_in_order(word_text(spec), LABELS_01)
    assert "Phiếu số: ……-……. /PĐK- (Mã tỉnh) - (Mã xã) - (Năm)" in text
    assert "ngày........tháng........năm......" in text
    assert "Lần đầu:\u00a0☑\u00a0\u00a0 Nâng hạng:\u00a0☐\u00a0\u00a0 Đánh giá lại:\u00a0☐" in text
    assert "của tỉnh Vĩnh Long năm" in text


def test_mau_01_carries_both_receipts(cast) -> None:
    dossier = builders.proposed(cast)
    receipt = Receipt.objects.get(dossier=dossier, level="commune")
    text = drawn(form01(facts_of(dossier), receipts=dossier.receipts.all(), signed_on=dt.date(2026, 2, 5)))
    commune, province = text.split("DÀNH CHO CƠ QUAN QUẢN LÝ OCOP CẤP TỈNH")
    assert f"Phiếu số: {receipt.number}" in commune
    assert "ngày 05 tháng 02 năm 2026" in commune
    assert "(Mã tỉnh)" in province


def test_mau_02_prints_the_form_in_order(cast) -> None:
    spec = form02(facts_of(builders.prepared(cast)))
    assert_in_order(drawn(spec), LABELS_02)
    assert_in_order(word_text(spec), LABELS_02)


def test_mau_02_lists_every_criterion_with_points_and_evidence_in_order(cast) -> None:
    dossier = builders.prepared(cast)
    facts = facts_of(dossier)
    text = pdf_text(form02(facts))
    place = text.index("Phần III")
    for answer in facts["answers"]:
        place = text.index(f"{answer['criterion']} ", place)
        assert f"Mô tả tiêu chí {answer['criterion']}" in text
    assert text.index("TÀI LIỆU MINH CHỨNG") > text.index("ĐẠI DIỆN THEO PHÁP LUẬT CỦA CƠ SỞ")
    numbers = [f"MC{number}" for number in range(1, len(facts["papers"]) + 1)]
    assert_in_order(text[text.index("TÀI LIỆU MINH CHỨNG") :], tuple(numbers))


def test_missing_facts_are_dotted_lines(cast) -> None:
    facts: dict[str, Any] = facts_of(builders.prepared(cast))
    facts["producer"] = {**facts["producer"], "phone": "", "email": "", "history": "", "established_on": ""}
    facts["personal"] = {"gender": "", "ethnicity": "", "permanent_address": ""}
    steps = compose.compose(form02(facts))["sections"][0]["steps"]
    empty = [part["label"] for step in steps if step["el"] == "fill" for part in step["parts"] if not part["value"]]
    for label in ("4. Điện thoại", "Email", "- Giới tính", "Dân tộc", "- Địa chỉ thường trú"):
        assert label in empty
    assert empty.count("") == 2  # the two lines to write the history on


def test_address_names_commune_and_province_once(cast) -> None:
    unit = cast.producer.head_office_unit
    dossier = builders.prepared(cast)
    cast.producer.head_office_address = "Ấp Mẫu"
    cast.producer.save()
    fresh = Dossier.objects.get(pk=dossier.pk)
    assert facts_of(fresh)["producer"]["address"] == f"Ấp Mẫu, {unit.path}"
    cast.producer.head_office_address = f"Ấp Mẫu, {unit.path}"
    cast.producer.save()
    fresh = Dossier.objects.get(pk=dossier.pk)
    assert facts_of(fresh)["producer"]["address"] == f"Ấp Mẫu, {unit.path}"


def test_mau_03_prints_the_form_in_order(cast) -> None:
    spec = form03(builders.checked(cast), cast.committee)
    assert_in_order(drawn(spec), LABELS_03)
    assert_in_order(word_text(spec), LABELS_03[:17])
    assert spec.header.symbol == "BC-UBND"


def test_letter_lists_several_products_in_its_annex(cast) -> None:
    dossiers = [
        builders.checked(cast, product=builders.make_product(cast, name=f"Bánh Mẫu {number}")) for number in (1, 2)
    ]
    made = builders.letter(cast, *dossiers)
    dossiers = [Dossier.objects.get(pk=dossier.pk) for dossier in dossiers]
    spec = commune_letter(made, cast.committee, dossiers)
    text = pdf_text(spec)
    assert "V/v đề nghị đánh giá, phân hạng 02 sản phẩm OCOP" in text
    assert "Kính gửi: Ủy ban nhân dân tỉnh Vĩnh Long." in text
    assert "- 02 Báo cáo đánh giá một số nội dung của hồ sơ (Mẫu số 03);" in text
    assert "- 10 sản phẩm mẫu./." in text
    assert "(Kèm theo Văn bản số" in text
    assert "DANH SÁCH SẢN PHẨM ĐỀ NGHỊ ĐÁNH GIÁ, PHÂN HẠNG" in text
    for dossier in dossiers:
        assert dossier.product_code in text
        assert dossier.product.name in text
    assert [line for line in drawn(spec).split("\n") if "TM." in line] == ["TM. ỦY BAN NHÂN DÂN"]


def test_receipt_says_number_day_and_term(cast) -> None:
    dossier = builders.received(cast)
    receipt = Receipt.objects.get(dossier=dossier)
    text = drawn(receipt_slip(receipt, cast.committee.name))
    assert "GIẤY TIẾP NHẬN HỒ SƠ" in text
    assert f"Phiếu số: {receipt.number}" in text
    assert "(15 ngày làm việc)" in text
    assert "NGƯỜI TIẾP NHẬN" in text
