"""Whom an order means, and what is no order: matters, several orders, assessments, refusals."""

from __future__ import annotations

import pytest

from tests.directives.test_reading_words import notice


@pytest.mark.parametrize("number", ["", "2. "])
@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("Đối với cơ sở sấy chè, giao Sở Y tế hướng dẫn thủ tục.", ["Sở Y tế"]),
        ("Về nguồn vốn, giao Sở Tài chính bố trí 5 tỷ đồng.", ["Sở Tài chính"]),
        ("Trước mắt, đề nghị UBND các xã rà soát.", ["UBND các xã"]),
        ("Về chợ xã: Thống nhất chủ trương. Giao Sở Xây dựng kiểm tra.", ["Sở Xây dựng"]),
        ("Về giáo viên: Giao Sở Nội vụ tổng hợp. Giao UBND xã Mẫu Sơn ký hợp đồng.", ["Sở Nội vụ", "UBND xã Mẫu Sơn"]),
        ("Về mặt bằng: UBND xã Mẫu Sơn bàn giao. Giao Sở Xây dựng hướng dẫn.", ["UBND xã Mẫu Sơn", "Sở Xây dựng"]),
    ],
)
def test_body_given_an_order_on_a_matter_leads_and_not_the_one_before(number, words, leads):
    first = "1. " if number else ""
    found = notice(f"{first}Giao Sở Công Thương lập danh mục chợ.\n\n{number}{words}").blocks
    assert [block.leads for block in found] == [["Sở Công Thương"], leads]
    assert (found[1].tasks[0].text, found[1].tasks[0].lead) == (words, "; ".join(leads))


def test_paragraph_before_the_first_order_is_a_duty_and_what_was_reported_is_none():
    body = "Sở Nội vụ trình bày dự thảo, Phó Chủ tịch yêu cầu:\n\nSở Y tế lập danh sách.\n\nGiao Sở Tài chính cấp vốn."
    assert [block.leads for block in notice(body).blocks] == [["Sở Y tế"], ["Sở Tài chính"]]
    told = "UBND tỉnh thống nhất các nội dung.\n\nGiao Sở Tài chính cấp vốn."
    assert [block.leads for block in notice(told).blocks] == [["Sở Tài chính"]]


def test_order_to_another_body_after_an_inline_item_is_a_block_of_its_own():
    closing = "Giao Văn phòng UBND tỉnh theo dõi, đôn đốc thực hiện./."
    found = notice(f"1. UBND xã Mẫu Sơn bàn giao mặt bằng.\n\n{closing}").blocks
    assert [(block.no, block.leads, block.tasks[0].text) for block in found] == [
        ("1", ["UBND xã Mẫu Sơn"], "UBND xã Mẫu Sơn bàn giao mặt bằng."),
        (None, ["Văn phòng UBND tỉnh"], closing),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Sở Nội vụ đã có nhiều cố gắng; tuy nhiên kết quả chưa đạt yêu cầu.",
        "Thời gian qua, Sở Nội vụ đã chủ động triển khai, đạt kết quả tốt.",
        "Trong thời gian qua, Sở Nội vụ và UBND các xã đã cố gắng; tuy nhiên kết quả chưa đạt yêu cầu.",
        "Về kết quả: Sở Nội vụ đã lập danh mục.",
        "Sở Nội vụ: Đã hoàn thành tốt nhiệm vụ được giao.",
        "Thời gian qua, Sở Nội vụ đã phối hợp với Sở Y tế, Sở Xây dựng tổ chức 05 đợt kiểm tra.",
        "Sở Nội vụ đã phối hợp với Sở Y tế, Sở Xây dựng tổ chức 05 đợt kiểm tra.",
        "Về kiến nghị của UBND xã Mẫu Sơn: Không xem xét.",
        "Về đề nghị đầu tư chợ: Chưa xem xét trong năm 2023 do chưa cân đối được nguồn vốn.",
        "Về đề nghị đầu tư chợ: Đồng ý chủ trương.",
        "Yêu cầu Thủ trưởng các cơ quan, đơn vị, địa phương nghiêm túc thực hiện./.",
        "Yêu cầu các sở, ngành triển khai thực hiện nghiêm túc Thông báo này.",
    ],
)
@pytest.mark.parametrize("number", ["", "2. "])
def test_assessment_refusal_and_closing_formula_are_no_duties(number, words):
    first = "1. " if number else ""
    found = notice(f"{first}Giao Sở Công Thương lập danh mục chợ.\n\n{number}{words}").blocks
    assert [task.text for block in found for task in block.tasks] == ["Giao Sở Công Thương lập danh mục chợ."]


@pytest.mark.parametrize(
    "words",
    [
        "Thời gian qua, UBND các xã chưa báo cáo đúng hạn, cần khắc phục ngay.",
        "Sở Nội vụ đã lập đề án; giao Sở Tài chính thẩm định.",
        "Về đề nghị đầu tư chợ: Chưa xem xét trong năm 2023. Giao Sở Tài chính cân đối vốn năm 2024.",
        "Về đề nghị đầu tư chợ: Đồng ý chủ trương. Sở Tài chính cân đối vốn.",
        "Sở Nội vụ đã lập danh mục. Sở Y tế rà soát danh mục.",
        "Thời gian qua, các chợ đã sạch hơn. UBND các xã rà soát điểm bán.",
        "Về kết quả: Sở Nội vụ đã lập danh mục. Sở Y tế rà soát danh mục.",
        "Về chợ xã: Không để phát sinh chợ tạm.",
        "Yêu cầu các sở, ngành báo cáo kết quả về UBND tỉnh.",
        "Yêu cầu Thủ trưởng các cơ quan thực hiện kê khai tài sản.",
    ],
)
def test_account_that_still_asks_is_a_duty(words):
    found = notice(f"1. Giao Sở Công Thương lập danh mục chợ.\n\n2. {words}\n\n3. Sở Y tế trực cấp cứu.").blocks
    assert [task.text for block in found for task in block.tasks][1] == words


def test_prose_without_giao_at_its_head_is_read_and_an_order_inside_a_list_names_its_own_lead():
    body = "Sở Công Thương lập danh mục chợ.\n\nThống nhất chủ trương đầu tư. Giao Sở Xây dựng thẩm định."
    assert [task.lead for block in notice(body).blocks for task in block.tasks] == ["Sở Công Thương", "Sở Xây dựng"]
    listed = (
        "1. Sở Công Thương\n\n- Lập danh mục.\n\n- Đối với chợ hạng 3, giao UBND các xã quản lý.\n\n2. Sở Y tế: Trực."
    )
    assert [task.lead for task in notice(listed).blocks[0].tasks] == ["Sở Công Thương", "UBND các xã"]
