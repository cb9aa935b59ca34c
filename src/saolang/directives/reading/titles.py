"""The kinds of documents as their titles print them."""

from __future__ import annotations

import re

TITLES = (
    "NGHỊ QUYẾT|QUYẾT ĐỊNH|CHỈ THỊ|QUY CHẾ|QUY ĐỊNH|THÔNG CÁO|THÔNG BÁO|HƯỚNG DẪN|CHƯƠNG TRÌNH|KẾ HOẠCH|PHƯƠNG ÁN|ĐỀ ÁN"
    "|DỰ ÁN|BÁO CÁO|BIÊN BẢN|TỜ TRÌNH|HỢP ĐỒNG|CÔNG ĐIỆN|CÔNG VĂN|GIẤY MỜI|KẾT LUẬN|PHIẾU GỬI|PHIẾU CHUYỂN|LỜI KÊU GỌI"
)
TITLE = re.compile(rf"(?:{TITLES})\s*:?")
SMALL_TITLE = re.compile(rf"(?:{TITLES})", re.IGNORECASE)
TITLE_ENDING = re.compile(rf"(?:.*\s)?(?:{TITLES})\s*:")


def is_capitals(text: str) -> bool:
    """Whether the words are printed in capitals throughout."""
    return text == text.upper() and sum(map(str.isalpha, text)) > 1
