"""How the reader finds the parts, headings and texts of a notice: small cases, each with the words that matter."""

from __future__ import annotations

import pytest

from saolang.directives import reading
from tests.directives.test_reading_cases import close
from tests.directives.test_reading_words import notice

DUTIES = "1. Sở Công Thương:\n- Lập báo cáo.\n- Mở phiên chợ.\n2. Sở Y tế: Kiểm tra mẫu.\n"


def shown(result: reading.Reading) -> list[tuple[str | None, str | None, list[str]]]:
    return [(block.no, block.addressee, [task.text for task in block.tasks]) for block in result.blocks]


@pytest.mark.parametrize(
    "heading",
    [
        "III. TỔ CHỨC THỰC HIỆN\n1. ",
        "III. PHÂN CÔNG THỰC HIỆN\n1. ",
        "3. Tổ chức thực hiện\n- ",
        "Tổ chức thực hiện:\n- ",
    ],
)
def test_duties_before_the_part_on_carrying_out_stay(heading):
    before = "" if heading.startswith(("3", "T")) else "I. ĐÁNH GIÁ CHUNG\n1. Sở Y tế đã làm tốt.\nII. NHIỆM VỤ\n"
    found = shown(notice(f"{before}{DUTIES}{heading}Giao Sở Nội vụ theo dõi."))
    assert [addressee for _no, addressee, _texts in found] == ["Sở Công Thương", "Sở Y tế", "Sở Nội vụ"]
    assert [texts for _no, _addressee, texts in found] == [
        ["Lập báo cáo.", "Mở phiên chợ."],
        ["Kiểm tra mẫu."],
        ["Giao Sở Nội vụ theo dõi."],
    ]


def test_objectives_of_a_plan_give_no_blocks_but_its_parts_by_body_do():
    goals = "I. MỤC TIÊU\n1. Công nhận 30 sản phẩm.\n2. Trung tâm cụm xã có điểm bán.\n3. Đào tạo 40 cán bộ.\n"
    last = "III. TỔ CHỨC THỰC HIỆN"
    assert [one[1] for one in shown(close("KH-UBND", f"KẾ HOẠCH\nPhát triển OCOP\n{goals}II. GIẢI PHÁP\n{last}"))] == [
        "Sở Y tế",
        "Sở Tài chính",
    ]
    by_body = "II. NHIỆM VỤ CỤ THỂ\n1. Sở Công Thương:\n- Mở phiên chợ.\n2. Sở Nội vụ:\n- Khen thưởng.\n"
    assert [one[1] for one in shown(close("KH-UBND", f"KẾ HOẠCH\nPhát triển OCOP\n{goals}{by_body}{last}"))] == [
        "Sở Công Thương",
        "Sở Nội vụ",
        "Sở Y tế",
        "Sở Tài chính",
    ]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Thường trực Tỉnh ủy ghi nhận, biểu dương kết quả đã đạt được.", False),
        ("Thường trực HĐND tỉnh đánh giá cao kết quả.", False),
        ("Sở Nội vụ đã chủ trì, phối hợp tốt với các xã.", False),
        ("Các sở, ngành chưa báo cáo đúng hạn.", False),
        ("Các sở, ngành chưa báo cáo khẩn trương báo cáo trước ngày 15/9/2023.", True),
        ("Sở Nội vụ: Tổng hợp kết quả.", True),
    ],
)
def test_praise_and_accounts_of_the_past_are_no_duties(words, kept):
    found = shown(notice(f"1. {words}\n2. Sở Y tế: Kiểm tra mẫu.\n3. Sở Tài chính: Cấp kinh phí."))
    assert ("1" in [no for no, _addressee, _texts in found]) is kept


@pytest.mark.parametrize(
    ("heading", "leads"),
    [
        ("Tiểu ban Nội dung:", ["Tiểu ban Nội dung"]),
        ("Trưởng các thôn:", ["Trưởng các thôn"]),
        ("Nhà máy Mẫu Một, Nhà máy Mẫu Hai:", ["Nhà máy Mẫu Một", "Nhà máy Mẫu Hai"]),
        ("Kinh phí thực hiện:", []),
        ("Công tác tuyên truyền:", []),
        ("Chương trình OCOP:", []),
    ],
)
def test_unknown_heading_among_bodies_is_a_body_unless_it_names_a_subject(heading, leads):
    numbered = notice(f"1. Sở Y tế: Kiểm tra mẫu.\n2. Sở Nội vụ: Báo cáo.\n3. {heading} Mở thêm điểm bán.")
    assert numbered.blocks[2].leads == leads
    assert numbered.blocks[2].tasks[0].text.endswith("Mở thêm điểm bán.")
    listed = notice(f"1. Sở Y tế:\n- Kiểm tra mẫu.\n2. Sở Nội vụ:\n- Báo cáo.\n3. {heading}\n- Mở thêm điểm bán.")
    assert [task.text for task in listed.blocks[2].tasks] == ["Mở thêm điểm bán."]
    assert listed.blocks[2].leads == leads


def test_unmarked_headings_keep_their_texts_apart():
    body = "Ban Nội dung:\n- Lập kịch bản.\nTiểu ban Hậu cần:\n- Dựng gian hàng.\nSở Y tế:\n- Trực cấp cứu.\n"
    assert shown(notice(body)) == [
        (None, "Ban Nội dung", ["Lập kịch bản."]),
        (None, "Tiểu ban Hậu cần", ["Dựng gian hàng."]),
        (None, "Sở Y tế", ["Trực cấp cứu."]),
    ]
