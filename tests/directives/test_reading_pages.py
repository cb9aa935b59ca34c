"""Headers, numbers and ends of pages: they end no list and no sentence."""

from __future__ import annotations

import pytest

from saolang.directives import reading
from saolang.directives.reading.paragraphs import paragraphs_of
from tests.directives.test_reading_structure import shown
from tests.directives.test_reading_words import HEAD, notice

PAGED = "1. Sở Công Thương\n\n- Lập danh mục chợ.\n\n{head}\n\n- Kiểm tra chợ.\n\n2. Sở Y tế\n\n- Trực cấp cứu."


@pytest.mark.parametrize(
    "head",
    [
        "UBND TỈNH MẪU GIANG",
        "ỦY BAN NHÂN DÂN TỈNH MẪU GIANG",
        "UBND TỈNH MẪU GIANG                4",
        "VĂN PHÒNG UBND TỈNH",
        "CỔNG THÔNG TIN ĐIỆN TỬ TỈNH MẪU GIANG",
        "THÔNG BÁO",
        "THÔNG BÁO KẾT LUẬN               3",
        "UBND TỈNH MẪU GIANG\nTHÔNG BÁO KẾT LUẬN\n4",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "12/TB-UBND",
        "Thông báo số 12/TB-UBND",
        "\fỦY BAN NHÂN DÂN TỈNH MẪU GIANG\n3",
    ],
)
def test_header_of_a_page_ends_no_list(head):
    found = shown(notice(PAGED.format(head=head)))
    assert found == [
        ("1", "Sở Công Thương", ["Lập danh mục chợ.", "Kiểm tra chợ."]),
        ("2", "Sở Y tế", ["Trực cấp cứu."]),
    ]


def test_unknown_line_in_capitals_ends_neither_the_reading_nor_the_list():
    found = shown(notice(PAGED.format(head="CHUNG TAY VÌ NGƯỜI NGHÈO")))
    assert found == [
        ("1", "Sở Công Thương", ["Lập danh mục chợ."]),
        (None, None, ["Kiểm tra chợ."]),
        ("2", "Sở Y tế", ["Trực cấp cứu."]),
    ]


def test_headings_in_capitals_are_no_headers_of_pages():
    body = "SỞ CÔNG THƯƠNG\n- Lập danh mục chợ.\nVĂN PHÒNG UBND TỈNH\n- Nhắc việc.\nSỞ Y TẾ\n- Trực cấp cứu."
    _text, paragraphs = paragraphs_of(HEAD.format(number="Số: 12/TB-UBND", date="", body=body), reading.load_rules())
    assert not [item.text for item in paragraphs if item.noise]
    assert [block.leads for block in notice(body).blocks] == [["SỞ CÔNG THƯƠNG"], ["VĂN PHÒNG UBND TỈNH"], ["SỞ Y TẾ"]]


@pytest.mark.parametrize(
    "head",
    ["2", "- 2 -", "\f", "Chỉ thị 09/CT-UBND                 2", "12/TB-UBND", "ỦY BAN NHÂN DÂN TỈNH MẪU GIANG\n3"],
)
@pytest.mark.parametrize("rest", ["quy mô từng thôn trước ngày 30/9/2023.", "Nà Sình trước ngày 30/9/2023."])
def test_sentence_goes_on_over_the_end_of_a_page(head, rest):
    body = f"1. Sở Y tế\n\n- Kiểm tra các tuyến đường từ thôn Bản Phố đi thôn\n\n{head}\n\n{rest}\n\n- Báo cáo."
    assert shown(notice(body))[0][2] == [f"Kiểm tra các tuyến đường từ thôn Bản Phố đi thôn {rest}", "Báo cáo."]


def test_page_end_under_a_heading_joins_nothing():
    body = "1. Sở Khoa học và Công nghệ, Trung tâm Chuyển đổi số\n\n2\n\nLập danh mục chợ.\n\n2. Sở Y tế: Kiểm tra."
    assert shown(notice(body))[0][2] == ["Lập danh mục chợ."]
