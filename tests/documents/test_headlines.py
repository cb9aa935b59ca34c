"""Titles printed in capitals, as lists show them."""

from __future__ import annotations

import pytest

from saolang.documents.headlines import headline

PLACES = frozenset({"trà vinh", "cầu ngang", "song phú", "an hội", "hòa bình", "cao bằng"})
PROVINCES = ("Trà Vinh", "Hòa Bình")


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("PHÊ DUYỆT KẾ HOẠCH THỰC HIỆN CHƯƠNG TRÌNH MỖI XÃ MỘT SẢN PHẨM TỈNH TRÀ VINH ĐẾN NĂM 2025",
         "Phê duyệt kế hoạch thực hiện Chương trình mỗi xã một sản phẩm tỉnh Trà Vinh đến năm 2025"),
        ("ĐẨY MẠNH THỰC HIỆN CÁC MỤC TIÊU CHƯƠNG TRÌNH OCOP TRÀ VINH 2023",
         "Đẩy mạnh thực hiện các mục tiêu chương trình OCOP Trà Vinh 2023"),
        ("KẾT LUẬN CỦA PHÓ CHỦ TỊCH UBND TỈNH NGUYỄN VĂN MẪU, TRƯỞNG BAN CHỈ ĐẠO OCOP, QUÝ III NĂM 2026",
         "Kết luận của Phó Chủ tịch UBND tỉnh Nguyễn Văn Mẫu, Trưởng Ban Chỉ đạo OCOP, quý III năm 2026"),
        ("VỀ QUẢN LÝ VSATTP TẠI XÃ SONG PHÚ, PHƯỜNG AN HỘI VÀ HUYỆN CẦU NGANG",
         "Về quản lý VSATTP tại xã Song Phú, phường An Hội và huyện Cầu Ngang"),
        ("THỰC HIỆN QUYẾT ĐỊNH SỐ 26/2026/QĐ-TTg CỦA THỦ TƯỚNG CHÍNH PHỦ VỀ HTX, XÃ HỘI HÓA",
         "Thực hiện quyết định số 26/2026/QĐ-TTg của Thủ tướng Chính phủ về HTX, xã hội hóa"),
        ("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG BÁO CÁO HỒ SƠ SẢN PHẨM", "Sở Nông nghiệp và Môi trường báo cáo hồ sơ sản phẩm"),
        ("KẾT LUẬN CỦA ĐỒNG CHÍ MAI THỊ MẪU TẠI CUỘC HỌP TỈNH CAO BẰNG TỪ NĂM 2025",
         "Kết luận của đồng chí Mai Thị Mẫu tại cuộc họp tỉnh Cao Bằng từ năm 2025"),
        ("ỦY BAN NHÂN DÂN TỈNH PHAN VĂN MẪU", "Ủy ban nhân dân tỉnh Phan Văn Mẫu"),
        ("RÀ SOÁT TRÊN ĐỊA BÀN TỈNH PHẠM VI ÁP DỤNG TIÊU CHÍ", "Rà soát trên địa bàn tỉnh phạm vi áp dụng tiêu chí"),
        ("V/V HỖ TRỢ HỢP TÁC XÃ", "V/v hỗ trợ hợp tác xã"),
        ("KẾT LUẬN", "Kết luận"),
        ("VÌ MÔI TRƯỜNG HÒA BÌNH", "Vì môi trường hòa bình"),
    ],
)  # fmt: skip
def test_headline_writes_capitals_in_a_sentence_and_keeps_names(printed: str, shown: str):
    assert headline(printed, places=PLACES, provinces=PROVINCES) == shown
    assert headline(shown, places=PLACES, provinces=PROVINCES) == shown


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("Kết luận của Phó Chủ tịch UBND tỉnh LÊ TRÍ MẪU tại Hội nghị OCOP",
         "Kết luận của Phó Chủ tịch UBND tỉnh LÊ TRÍ MẪU tại Hội nghị OCOP"),
        ("rà soát điểm giới thiệu sản phẩm", "Rà soát điểm giới thiệu sản phẩm"),
        ("UBND", "UBND"),
        ("", ""),
    ],
)  # fmt: skip
def test_headline_leaves_words_of_a_sentence(printed: str, shown: str):
    assert headline(printed, places=PLACES, provinces=PROVINCES) == shown
