"""Small rules of one text: deadlines, kinds, figures, who supports, what it follows from, where names end."""

from __future__ import annotations

import datetime as dt

import pytest

from saolang.directives import reading
from saolang.directives.reading.dates import deadline_of
from saolang.directives.reading.figures import figures_of
from saolang.directives.reading.tasks import Reader
from saolang.directives.reading.units import units_for
from tests.directives.test_reading_words import notice

ISSUED = dt.date(2025, 8, 28)
RULES = reading.load_rules()


@pytest.mark.parametrize(
    ("words", "due", "date"),
    [
        ("Rà soát hồ sơ đến hết ngày 15/9/2025.", "day", "2025-09-15"),
        ("Làm đường từ nay đến ngày 30/4/2026.", "day", "2026-04-30"),
        ("Gửi báo cáo muộn nhất là 05/9.", "day", "2025-09-05"),
        ("Gửi hồ sơ trễ nhất ngày 15/9/2025.", "day", "2025-09-15"),
        ("Hạn nộp: 15/9/2025.", "day", "2025-09-15"),
        ("Gửi báo cáo về Sở trong ngày 20/9/2025.", "day", "2025-09-20"),
        ("Phấn đấu đến 31/12/2026 giải ngân đạt 100%.", "day", "2026-12-31"),
        ("Bảo đảm đến ngày 31/12/2025 giải ngân đạt 60%.", "day", "2025-12-31"),
        ("Trong vòng 15 ngày kể từ ngày ban hành Thông báo này, tham mưu.", "day", "2025-09-12"),
        ("Trong vòng 15 ngày kể từ ngày nhận hồ sơ, trả lời.", "day", None),
        ("Báo cáo trong tuần đầu tháng 9/2025.", "day", "2025-09-07"),
        ("Báo cáo trong tuần cuối của tháng 9 năm 2025.", "day", "2025-09-30"),
        ("Báo cáo trong tuần này.", "day", "2025-08-31"),
        ("Trước ngày 20 hằng tháng, báo cáo.", "day", None),
        ("Gửi trước ngày 25 của tháng cuối quý.", "day", None),
        ("Nâng cấp sàn trước tháng 10/2025.", "month", "2025-09-30"),
        ("Nâng cấp sàn trước hết tháng 10/2025.", "month", "2025-10-31"),
        ("Trình trước tháng 01/2026.", "month", "2025-12-31"),
        ("Xong trong tháng 9, 10/2025.", "month", "2025-10-31"),
        ("Hoàn thành trong tháng 9, 10 lớp tập huấn.", "month", "2025-09-30"),
        ("Trình trước quý IV/2025.", "quarter", "2025-09-30"),
        ("Hoàn thành trong quý III và quý IV năm 2025.", "quarter", "2025-12-31"),
        ("Tham mưu sơ kết vào quý I/2026.", "quarter", "2026-03-31"),
        ("Trình trước năm 2026.", "year", "2025-12-31"),
        ("Xây dựng quy hoạch, xong trong năm.", "year", "2025-12-31"),
        ("Khẩn trương rà soát, báo cáo trong năm 2025.", "year", "2025-12-31"),
        ("Trong năm 2025, hoàn thành hồ sơ.", "year", "2025-12-31"),
        ("Tiến độ: Quý IV/2025.", "quarter", "2025-12-31"),
        ("Thời gian thực hiện: từ tháng 9/2025 đến tháng 12/2025.", "month", "2025-12-31"),
        ("Mở ít nhất 06 lớp cho 240 học viên trong năm 2026.", "year", "2026-12-31"),
        ("Tổ chức hội chợ trong năm 2026.", "none", None),
        ("Hướng dẫn chủ thể có sản phẩm hết hạn trước ngày 31/12/2025 làm hồ sơ.", "none", None),
        ("Đánh giá lại sản phẩm đến hạn trước ngày 31/12/2025, trình trước 15/9/2025.", "day", "2025-09-15"),
        ("Đánh giá lại sản phẩm được công nhận trước năm 2022.", "none", None),
        ("Tính đến hết ngày 31/12/2025 có 17 sản phẩm.", "none", None),
        ("Tổ chức tuần lễ từ ngày 01/9 đến hết ngày 15/9/2025.", "none", None),
        ("Phục vụ lễ hội diễn ra trong tháng 10/2025.", "none", None),
        ("Tổng duyệt chương trình ngày 18/9/2025.", "none", None),
        ("Thông báo lịch kiểm tra trước 07 ngày.", "none", None),
        ("Từ nay đến cuối năm 2025, tập trung tuyên truyền.", "none", None),
        ("Xây dựng kế hoạch đến năm 2030.", "none", None),
        ("Định kỳ hằng năm (trước ngày 15/12) báo cáo.", "day", None),
        ("Hằng năm, trước ngày 15/12, báo cáo.", "day", None),
        ("Hằng năm (trước ngày 15/12/2025 đối với năm đầu) báo cáo.", "day", "2025-12-15"),
        ("Tổ chức hội nghị; dự kiến thời gian tổ chức trước ngày 25/12/2025.", "none", None),
        ("Làm đường, dự kiến hoàn thành trước ngày 25/12/2025.", "day", "2025-12-25"),
        ("Định kỳ ngày 25 hằng tháng báo cáo.", "day", None),
        ("Định kỳ ngày 10 và ngày 25 hằng tháng báo cáo.", "day", None),
    ],
)
def test_deadline_is_read_from_every_due_phrase_and_no_other_date(words, due, date):
    deadline = deadline_of(words, ISSUED, RULES)
    assert (deadline.type, deadline.date) == (due, date)


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("Trong tổng số 58 nhiệm vụ có 09 nhiệm vụ quá hạn.", [(58, "nhiệm vụ"), (9, "nhiệm vụ")]),
        ("Tổng doanh số 12,75 tỷ đồng.", [(12.75, "tỷ")]),
        ("Thực hiện Văn bản số 12 ngày 03/4/2025 của Sở.", []),
        ("Xuất khẩu 312,4 triệu USD, hỗ trợ 300 triệu đồng/huyện.", [(312.4, "triệu USD"), (300, "triệu")]),
        ("Giá 28.000 đồng/kg, bình quân 17,8 tiêu chí/xã.", [(28000, "đồng/kg"), (17.8, "tiêu chí/xã")]),
        ("Có 11 sáng chế/giải pháp hữu ích.", [(11, "sáng chế")]),
        ("Mời 25 nhà phân phối ngoài tỉnh, dựng 02 sân khấu.", [(25, "nhà phân phối"), (2, "sân khấu")]),
        ("Chọn 06 nhà bạt bố trí cho hội chợ.", [(6, "nhà bạt")]),
        ("Tuyên truyền ít nhất 02 lần mỗi tuần, yêu cầu lần 3.", [(2, "lần")]),
        ("Phù hợp mô hình chính quyền địa phương 02 cấp.", []),
    ],
)
def test_figures_keep_their_whole_unit(words, figures):
    assert [(figure.value, figure.unit) for figure in figures_of(words, RULES)] == figures


def only(words: str) -> reading.Task:
    """The first text of a small notice that says these words to a department."""
    result = notice(f"1. Sở Công Thương: {words}\n\n2. Sở Y tế: Chuẩn bị.", date="ngày 28 tháng 8 năm 2025")
    return result.blocks[0].tasks[0]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Tiếp tục hoàn thiện hồ sơ, trình trước ngày 05/9/2025.", "one_off"),
        ("Tiếp tục hoàn thiện hồ sơ.", "standing"),
        ("Thường xuyên kiểm tra; báo cáo trước ngày 15/12/2025.", "standing"),
        ("Trước ngày 20 hằng tháng, báo cáo tình hình.", "standing"),
        ("Tự kiểm tra, gửi báo cáo trước ngày 25 của tháng cuối quý.", "standing"),
        ("Tăng thời lượng, mỗi tháng có ít nhất 04 phóng sự.", "standing"),
        ("Kiểm tra các điểm bán, mỗi năm ít nhất 12 điểm; gửi kết quả trước ngày 15/12/2025.", "one_off"),
        ("Tuyên truyền trên đài truyền thanh ít nhất 02 lần mỗi tuần.", "standing"),
        ("Báo cáo kết quả hằng tháng về Ủy ban nhân dân tỉnh.", "standing"),
        ("Xây dựng kế hoạch hằng năm trình cấp có thẩm quyền.", "one_off"),
        ("Khi thay đổi bao bì, nhãn phải báo cáo Ủy ban nhân dân tỉnh.", "conditional"),
        ("Khi triển khai thực hiện, chú ý an toàn.", "one_off"),
        ("Xử lý nghiêm hành vi giả mạo nhãn hiệu khi có tin báo.", "conditional"),
        ("Chỉ đạo lực lượng nghiệp vụ, khi phát hiện vi phạm thì xử lý.", "conditional"),
        ("Dán tem sản phẩm sau khi được công nhận.", "one_off"),
        ("Kiểm tra địa bàn phụ trách ít nhất 01 lần/quý.", "standing"),
        ("Kiểm tra cơ sở mỗi quý một lần.", "standing"),
        ("Kiểm tra 01 lần/quý đến hết ngày 31/12/2025.", "one_off"),
        ("Định kỳ ngày 25 hằng tháng báo cáo.", "standing"),
        ("Hằng năm (trước ngày 15/12) báo cáo.", "standing"),
    ],
)
def test_kind_is_told_by_dates_repetition_and_conditions(words, kind):
    assert only(words).kind == kind


@pytest.mark.parametrize(
    ("words", "support"),
    [
        (
            "Chủ trì, cùng Sở Y tế, Kho bạc Nhà nước khu vực đôn đốc công trình.",
            ["Sở Y tế", "Kho bạc Nhà nước khu vực"],
        ),
        ("Chủ trì, phối hợp chặt chẽ, hiệu quả với Công an tỉnh kiểm tra.", ["Công an tỉnh"]),
        ("Lập phương án với sự phối hợp chặt chẽ của Sở Y tế.", ["Sở Y tế"]),
        ("Kiểm tra chợ (phối hợp: Sở Y tế, Công an tỉnh).", ["Sở Y tế", "Công an tỉnh"]),
        ("Phối hợp với chủ đầu tư, Công an tỉnh và nhân dân địa phương.", ["Công an tỉnh"]),
        ("Phối hợp với các viện nghiên cứu, trường đại học chuyển giao.", ["các viện nghiên cứu, trường đại học"]),
        ("Phối hợp với Viện Nghiên cứu Rau quả chọn 02 giống.", ["Viện Nghiên cứu Rau quả"]),
        ("Cùng tháo gỡ khó khăn.", []),
        ("Chủ trì, phối hợp với các đơn vị quản lý hồ chứa kiểm tra 186 đập.", ["các đơn vị quản lý hồ chứa"]),
        ("Phối hợp với Viện Nông lâm nghiệp phía Bắc bình tuyển 200 cây.", ["Viện Nông lâm nghiệp phía Bắc"]),
    ],
)
def test_support_is_read_from_every_way_to_say_together(words, support):
    assert only(words).support == support


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Tiếp tục thực hiện chỉ đạo tại Thông báo số 231/TB-UBND ngày 12/5/2025.", "231/TB-UBND"),
        ("Bàn giao mặt bằng, không để chậm như đã nêu tại Báo cáo số 55/BC-SXD ngày 22/8/2025.", None),
        ("Rà soát tiến độ theo Báo cáo số 55/BC-SXD ngày 22/8/2025.", None),
        ("Xử lý theo đề nghị của Sở Y tế tại Báo cáo số 55/BC-SYT ngày 22/8/2025.", "55/BC-SYT"),
        ("Quyết toán theo Thông tư số 53/2022/TT-BTC ngày 12/8/2022.", None),
        ("Triển khai thực hiện Thông tư số 53/2022/TT-BTC ngày 12/8/2022.", "53/2022/TT-BTC"),
        ("Bố trí kinh phí theo quy định của Luật Ngân sách nhà nước.", None),
        ("Quyết toán theo Thông tư số 5/2022/TT-BTC, chi theo Quyết định số 9/QĐ-UBND.", "9/QĐ-UBND"),
    ],
)
def test_follows_is_the_document_that_a_text_carries_on(words, number):
    follows = only(words).follows
    assert (follows and follows.number) == number


def test_several_named_bodies_are_one_scope_and_a_group_is_each():
    blocks = notice("1. Sở Y tế, Sở Tài chính: Rà soát.\n\n2. Sở Y tế và các sở, ngành: Rà soát.").blocks
    assert [block.tasks[0].scope for block in blocks] == ["one", "each_of"]
    assert not units_for(RULES).is_group("Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ban Tuyên giáo và Dân vận Tỉnh ủy bàn tính", ["Ban Tuyên giáo và Dân vận Tỉnh ủy"]),
        ("UBND các xã cụ thể hóa nội dung", ["UBND các xã"]),
        ("Chủ tịch UBND các xã, phường bàn tính", ["Chủ tịch UBND các xã, phường"]),
        ("Kho bạc Nhà nước khu vực bàn tính", ["Kho bạc Nhà nước khu vực"]),
        ("UBND xã Mẫu Phong, UBND phường Mẫu Tân bàn tính", ["UBND xã Mẫu Phong", "UBND phường Mẫu Tân"]),
        ("Bảo hiểm xã hội tỉnh bàn tính", ["Bảo hiểm xã hội tỉnh"]),
        ("các xã miền núi chăm lo đời sống", ["các xã miền núi"]),
        ("các đơn vị quản lý chặt chẽ đất công", ["các đơn vị"]),
        ("các đơn vị quản lý hồ sơ, kiểm tra", ["các đơn vị"]),
        ("Công an tỉnh Sẵn sàng lực lượng", ["Công an tỉnh"]),
        ("Tỉnh đoàn Đặt đường dây nóng", ["Tỉnh đoàn"]),
        ("UBND thành phố Cần Thơ rà soát", ["UBND thành phố Cần Thơ"]),
        ("Đối với các xã có sản phẩm bị thu hồi, tổ chức kiểm điểm", []),
        ("các xã có sản phẩm, tổ chức kiểm điểm", ["các xã có sản phẩm"]),
        ("các cơ quan, tổ chức kinh tế tham gia", ["các cơ quan, tổ chức kinh tế"]),
        ("các cơ quan tham mưu, giúp việc của Tỉnh ủy theo dõi", ["các cơ quan tham mưu, giúp việc của Tỉnh ủy"]),
        ("Hội đồng đánh giá, phân hạng sản phẩm cấp tỉnh họp", ["Hội đồng đánh giá, phân hạng sản phẩm cấp tỉnh"]),
        ("Chi cục quản lý thị trường kiểm tra", ["Chi cục quản lý thị trường"]),
        ("Tiểu ban Hậu cần chuẩn bị", ["Tiểu ban Hậu cần"]),
        ("HTX Mẫu Sen, hộ Nguyễn Văn Mẫu nộp hồ sơ", ["HTX Mẫu Sen", "hộ Nguyễn Văn Mẫu"]),
        ("Trưởng các thôn nhắc nhở", ["Trưởng các thôn"]),
        ("Trưởng thành từ phong trào", []),
        ("Hộ nghèo được hỗ trợ", []),
        ("đồng chí Giám đốc Sở Y tế trực tiếp chỉ đạo", ["đồng chí Giám đốc Sở Y tế"]),
        ("Đảng ủy Mặt trận Tổ quốc, các đoàn thể tỉnh xây dựng", ["Đảng ủy Mặt trận Tổ quốc, các đoàn thể tỉnh"]),
        ("Ban Chỉ đạo thống nhất", ["Ban Chỉ đạo"]),
    ],
)
def test_names_end_by_their_own_words_whatever_verb_follows(text, names):
    assert units_for(RULES).listing(text)[0] == names


def test_order_with_an_unknown_verb_names_its_body_and_a_condition_keeps_the_lead():
    blocks = notice(
        "1. Sở Công Thương: Chuẩn bị.\n\n2. UBND các xã, phường bàn tính việc thu gom rác.\n\n3. UBND các xã:\n\n"
        "- Đối với các xã có sản phẩm bị thu hồi, tổ chức kiểm điểm."
    ).blocks
    assert [(block.addressee, block.tasks[0].lead) for block in blocks[1:]] == [
        ("UBND các xã, phường", "UBND các xã, phường"),
        ("UBND các xã", "UBND các xã"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Các Ủy viên UBND tỉnh bám sát", ["Các Ủy viên UBND tỉnh"]),
        ("Hợp tác xã Dịch vụ nông nghiệp Mẫu Hòa liên kết", ["Hợp tác xã Dịch vụ nông nghiệp Mẫu Hòa"]),
        ("UBND các xã: Mẫu A, Mẫu B và các đơn vị liên quan", ["UBND các xã: Mẫu A, Mẫu B", "các đơn vị liên quan"]),
        ("Chủ đầu tư khắc phục tồn tại", ["Chủ đầu tư"]),
        ("các đơn vị sự nghiệp công lập trực thuộc thực hiện", ["các đơn vị sự nghiệp công lập trực thuộc"]),
        ("Báo và phát thanh, truyền hình tỉnh xây dựng", ["Báo và phát thanh, truyền hình tỉnh"]),
    ],
)
def test_more_kinds_of_bodies_are_known(text, names):
    assert units_for(RULES).listing(text)[0] == names


def test_body_behind_an_opening_clause_leads_and_a_condition_sets_no_date():
    reader = Reader(RULES, ISSUED)
    text = "Sau khi có kết luận của Thanh tra tỉnh, Sở Tài chính thu hồi kinh phí trước ngày 15/9/2025."
    assert reader.task(text, 0, len(text), [], [], None).lead == "Sở Tài chính"
    assert deadline_of("Trường hợp không xong trước ngày 30/9/2025, phải kiểm điểm.", ISSUED, RULES).type == "none"


def test_name_of_a_group_is_not_cut_by_the_sentence_before_it():
    reader = Reader(RULES, ISSUED)
    text = "Các chợ còn có nhiều bất cập. Yêu cầu các sở, ngành rà soát."
    assert reader.task(text, 0, len(text), [], [], None).lead == "các sở, ngành"
