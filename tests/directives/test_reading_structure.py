"""How the reader finds the parts, headings and texts of a notice: small cases, each with the words that matter."""

from __future__ import annotations

import pytest

from saolang.directives import reading
from tests.directives.test_reading_cases import HEADER, close
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


def test_duties_of_a_decision_go_on_after_an_article_with_a_list():
    articles = (
        "Điều 1. Giao nhiệm vụ cho các cơ quan như sau:\n1. Sở Công Thương: Kiểm tra các điểm bán.\n"
        "Điều 2. Giao Sở Nội vụ kiểm tra trước ngày 30/9/2023.\nĐiều 3. Điều khoản thi hành\n"
        "1. Quyết định này có hiệu lực từ ngày ký.\n2. Giám đốc Sở Công Thương chịu trách nhiệm thi hành.\n"
    )
    found = shown(
        reading.parse(HEADER.format(symbol="QĐ-UBND") + f"QUYẾT ĐỊNH\nGiao nhiệm vụ\nQUYẾT ĐỊNH:\n{articles}")
    )
    assert [(no, addressee) for no, addressee, _texts in found] == [("1", "Sở Công Thương"), ("2", "Sở Nội vụ")]


def test_point_that_names_its_body_leads_before_the_sentence_above_the_list():
    result = notice(
        "Chủ tịch Ủy ban nhân dân tỉnh yêu cầu các sở, ngành, địa phương thực hiện:\n\n1. Về tuyên truyền\n\n"
        "a) Giao Sở Công Thương tổ chức hội nghị.\n\nb) Treo băng rôn.\n\n2. Giao Sở Y tế:\n\na) Kiểm tra."
    )
    assert [(task.lead, task.scope) for task in result.blocks[0].tasks] == [
        ("Sở Công Thương", "one"),
        ("các sở, ngành, địa phương", "each_of"),
    ]


@pytest.mark.parametrize("kind", ["BÁO CÁO", "TỜ TRÌNH"])
def test_accounts_give_no_duties(kind):
    body = "I. KẾT QUẢ\n1. Công tác chỉ đạo: Sở đã tham mưu 04 văn bản.\n2. Sở Y tế tổ chức 02 phiên chợ.\n"
    assert reading.parse(HEADER.format(symbol="BC-SCT") + f"{kind}\nKết quả OCOP\n{body}").blocks == []


def test_period_broken_at_its_dash_is_one_text():
    result = notice("1. Sở Y tế:\n\na) Tổng hợp kết quả giai đoạn 2021\n\n- 2025, báo cáo.\n\n2. Sở Nội vụ: Chuẩn bị.")
    assert shown(result)[0][2] == ["Tổng hợp kết quả giai đoạn 2021 - 2025, báo cáo."]


def test_order_with_an_unknown_verb_is_kept():
    result = notice("1. Yêu cầu Chủ tịch UBND các xã, phường cụ thể hóa nội dung này.\n\n2. Sở Y tế: Kiểm tra.")
    assert [len(block.tasks) for block in result.blocks] == [1, 1]
    assert result.blocks[0].tasks[0].text.endswith("cụ thể hóa nội dung này.")


def test_news_goes_on_with_orders_that_open_a_paragraph():
    text = (
        "Họp bàn về sản phẩm OCOP\n06/03/2026\nSáng 6/3/2026, Phó Chủ tịch UBND tỉnh chủ trì cuộc họp với các sở.\n\n"
        "Đồng chí yêu cầu Sở Y tế trình kế hoạch kiểm tra trước ngày 20/3/2026.\n\n"
        "Giao Sở Công Thương tổ chức hội nghị kết nối cung cầu cho các chủ thể.\n\n"
        "Sở Nội vụ đã khen thưởng các tập thể có thành tích trong năm 2025.\n\nTin: Mẫu A"
    )
    result = reading.parse(text)
    assert result.document.title == "Họp bàn về sản phẩm OCOP"
    assert [task.lead for task in result.blocks[0].tasks] == ["Sở Y tế", "Sở Công Thương"]


def test_signs_of_a_forwarded_message_are_taken_off():
    text = HEADER.format(symbol="TB-UBND") + f"THÔNG BÁO\nKết luận về OCOP\n\n{DUTIES}\nNơi nhận:\n- Lưu: VT.\n"
    plain = reading.parse(text).as_json()
    assert len(plain["blocks"]) == 2
    assert reading.parse("".join(f"> {line}\n" for line in text.split("\n"))).as_json() == plain
    assert reading.parse(text.replace("\n- ", "\n>\n> >\n- ")).as_json()["blocks"] == plain["blocks"]


@pytest.mark.parametrize(
    "line",
    [
        "UBND tỉnh Mẫu Giang        Trang 2/3",
        "Trang 2/3   Thông báo số 12",
        "UBND tỉnh Mẫu Giang - Trang 2",
        "VPUB      - 2 -",
    ],
)
def test_header_of_a_page_inside_a_list_is_no_text(line):
    result = notice(f"1. Sở Y tế:\n- Kiểm tra\n{line}\ncác cơ sở.\n- Báo cáo.\n2. Sở Nội vụ: Chuẩn bị.")
    assert shown(result)[0][2] == ["Kiểm tra các cơ sở.", "Báo cáo."]


def test_header_of_a_single_page_does_not_cut_a_text():
    words = "tuyên truyền, hướng dẫn các chủ thể hoàn thiện hồ sơ sản phẩm theo bộ tiêu chí,"
    text = f"1. Sở Y tế:\n- Kiểm tra {words}\n{words}\n{words}\n{words}\n{words}\n{words}\n\f2\nUBND TỈNH MẪU GIANG\n"
    (task,) = notice(f"{text}báo cáo kết quả.\n2. Sở Nội vụ: Chuẩn bị.").blocks[0].tasks
    assert task.text.endswith("bộ tiêu chí, báo cáo kết quả.")
    assert "MẪU GIANG" not in task.text


STAMP = "\n\nSỞ CÔNG THƯƠNG\nĐẾN\nSố: 5521\nNgày: 07/9/2023\n"


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        (HEADER.format(symbol="TB-UBND") + STAMP, "ỦY BAN NHÂN DÂN TỈNH MẪU GIANG"),
        (STAMP.strip() + "\n\n" + HEADER.format(symbol="TB-UBND"), "ỦY BAN NHÂN DÂN TỈNH MẪU GIANG"),
        ("UBND TỈNH MẪU GIANG\nSỞ CÔNG THƯƠNG\nĐẾN\nSố: 5\nSố: 12/TB-SCT\n", "SỞ CÔNG THƯƠNG"),
        ("UBND TỈNH MẪU GIANG\nBAN TỔ CHỨC LỄ HỘI TRÀ\nSố: 12/TB-BTC\n", "BAN TỔ CHỨC LỄ HỘI TRÀ"),
        ("UBND TỈNH MẪU GIANG\nBAN CHỈ HUY PHÒNG CHỐNG THIÊN TAI\nSố: 1/TB-BCH\n", "BAN CHỈ HUY PHÒNG CHỐNG THIÊN TAI"),
    ],
)
def test_issuer_is_neither_the_office_of_a_stamp_nor_a_piece_of_a_name(head, issuer):
    assert reading.parse(f"{head}\nTHÔNG BÁO\nKết luận về OCOP\n\n{DUTIES}").document.issuer == issuer


def test_place_in_capitals_is_read_with_its_date():
    head = HEADER.format(symbol="TB-UBND").replace("Mẫu Giang, ngày", "MẪU GIANG, ngày")
    document = reading.parse(f"{head}\nTHÔNG BÁO\nKết luận về OCOP\n\n{DUTIES}").document
    assert (document.place, document.date) == ("MẪU GIANG", "2023-09-05")


def test_bodies_of_further_sentences_lead_with_the_first():
    words = (
        "Giao Sở Nội vụ làm đường trước ngày 30/9/2023. Giao UBND xã Mẫu Khê giải phóng mặt bằng; giao Sở Tài chính "
        "cấp kinh phí."
    )
    for before in ("", "Về hạ tầng: "):
        for after in ("", "\n\n2. Sở Y tế: Kiểm tra."):
            block = notice(f"1. {before}{words}{after}").blocks[0]
            assert len(block.tasks) == 1
            assert block.tasks[0].lead == "Sở Nội vụ; UBND xã Mẫu Khê; Sở Tài chính"
            assert block.leads == ["Sở Nội vụ", "UBND xã Mẫu Khê", "Sở Tài chính"]


def test_body_told_inside_the_text_of_another_supports_it():
    result = notice(
        "1. Sở Y tế:\n- Kiểm tra các cơ sở. Yêu cầu Công an tỉnh cử người tham gia.\n- Báo cáo.\n2. Sở Nội vụ: Làm."
    )
    assert (result.blocks[0].leads, result.blocks[0].tasks[0].support) == (["Sở Y tế"], ["Công an tỉnh"])


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("Yêu cầu các sở, ngành nghiêm túc thực hiện./.", False),
        ("Đề nghị các cơ quan, địa phương triển khai thực hiện Thông báo này./.", False),
        ("Yêu cầu các sở, ngành gửi kết quả về Văn phòng UBND tỉnh trước ngày 25/9/2023./.", True),
    ],
)
def test_closing_paragraph_is_a_duty_only_when_it_asks_by_a_day(last, kept):
    for before in (DUTIES, DUTIES.replace("2. Sở Y tế: Kiểm tra mẫu.", "2. Sở Y tế:\n- Kiểm tra mẫu.\n- Báo cáo.")):
        found = notice(f"{before}{last}").blocks
        assert [block.leads for block in found[2:]] == ([["các sở, ngành"]] if kept else [])
        assert all(last not in task.text for block in found[:2] for task in block.tasks)


def test_paragraphs_without_numbers_keep_every_order():
    body = "Giao Sở Y tế kiểm tra mẫu.\n\nYêu cầu UBND các xã rà soát sản phẩm hết hạn.\n\nGiao Sở Nội vụ chuẩn bị."
    assert [block.leads for block in notice(body).blocks] == [["Sở Y tế"], ["UBND các xã"], ["Sở Nội vụ"]]


def test_part_on_results_gives_no_blocks_though_it_names_bodies():
    for heading in ("I. ĐÁNH GIÁ", "I. KẾT QUẢ NĂM 2022", "I. VỀ KẾT QUẢ THỰC HIỆN"):
        body = f"{heading}\n1. Sở Nội vụ: Đã ban hành kế hoạch.\n2. UBND các xã: Chưa báo cáo.\nII. NHIỆM VỤ\n{DUTIES}"
        assert [block.addressee for block in notice(body).blocks] == ["Sở Công Thương", "Sở Y tế"]


def test_body_with_an_unknown_verb_leads_its_text():
    found = notice("1. Sở Y tế túc trực cấp cứu.\n\n2. Sở Nội vụ – Nhắc việc.\n\n3. Sở Tài chính: Cấp kinh phí.").blocks
    assert [block.leads for block in found] == [["Sở Y tế"], ["Sở Nội vụ"], ["Sở Tài chính"]]


def test_orders_inside_a_plan_are_kept_and_its_other_points_are_not():
    points = "1. Giao Sở Công Thương mở 5 phiên chợ.\n2. Phát triển vùng nguyên liệu.\n3. Tăng cường tuyên truyền.\n"
    result = close("KH-UBND", f"KẾ HOẠCH\nPhát triển OCOP\nI. NHIỆM VỤ\n{points}II. TỔ CHỨC THỰC HIỆN")
    assert [block.addressee for block in result.blocks] == ["Sở Công Thương", "Sở Y tế", "Sở Tài chính"]


def test_dashes_that_name_bodies_and_persons_are_told_apart():
    body = "- Sở Y tế: Kiểm tra.\n- Nhóm chuyên gia OCOP: Tư vấn.\n- Ông Nguyễn Văn Mẫu A, Trưởng ban: Chỉ đạo.\n"
    assert [block.leads for block in notice(body).blocks] == [
        ["Sở Y tế"],
        ["Nhóm chuyên gia OCOP"],
        ["Ông Nguyễn Văn Mẫu A, Trưởng ban"],
    ]


def test_numbered_line_on_the_force_of_a_document_is_no_text():
    found = notice(f"{DUTIES}3. Thông báo này có hiệu lực kể từ ngày ký.").blocks
    assert [block.no for block in found] == ["1", "2"]


def test_wide_spaces_before_a_date_are_no_header_of_a_page():
    (task,) = notice("1. Sở Y tế: Gửi kết quả trước      15/9\nvề tỉnh.\n2. Sở Nội vụ: Chuẩn bị.").blocks[0].tasks
    assert (task.text, task.deadline.date) == ("Gửi kết quả trước 15/9 về tỉnh.", "2023-09-15")


def test_topics_that_name_their_bodies_are_blocks_under_a_part():
    body = (
        "I. NHIỆM VỤ\n1. Sở Công Thương: Mở phiên chợ.\n2. Sở Nội vụ: Báo cáo.\nII. VỀ CÁC KIẾN NGHỊ\n"
        "1. Về đất đai: Giao Sở Tài chính trả lời.\n2. Về giấy chứng nhận: Sở Y tế xem xét."
    )
    assert [block.leads for block in notice(body).blocks] == [
        ["Sở Công Thương"],
        ["Sở Nội vụ"],
        ["Sở Tài chính"],
        ["Sở Y tế"],
    ]


@pytest.mark.parametrize("mark", [("- ", "- "), ("a) ", "b) "), ("", "")])
@pytest.mark.parametrize("parts", ["II. NHIỆM VỤ\n\n", "I. ĐÁNH GIÁ\n\nSở Nội vụ đã chủ động.\n\nII. NHIỆM VỤ\n\n"])
def test_topic_under_a_part_is_a_block_and_each_order_its_text(parts, mark):
    body = (
        f"{parts}1. Về hạ tầng số\n\nHạ tầng số phải đi trước một bước.\n\n{mark[0]}Giao Sở Công Thương phủ sóng "
        f"27 thôn.\n\n{mark[1]}Sở Y tế kiểm tra.\n\n2. Về dữ liệu:\n\n{mark[0]}Giao Sở Tài chính nối dữ liệu."
    )
    found = notice(body).blocks
    assert [(block.no, block.addressee) for block in found] == [("1", None), ("2", None)]
    tasks = [(task.text, task.lead, task.items) for block in found for task in block.tasks]
    assert tasks[-3:] == [
        ("Giao Sở Công Thương phủ sóng 27 thôn.", "Sở Công Thương", []),
        ("Sở Y tế kiểm tra.", "Sở Y tế", []),
        ("Giao Sở Tài chính nối dữ liệu.", "Sở Tài chính", []),
    ]
