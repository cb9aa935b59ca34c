"""Small rules of one text: deadlines, kinds, figures, who supports, what it follows from, where names end."""

from __future__ import annotations

import datetime as dt

import pytest

from saolang.directives import reading
from saolang.directives.reading.dates import deadline_of
from saolang.directives.reading.figures import figures_of

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
