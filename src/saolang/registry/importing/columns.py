"""The columns of a list of published products, as headings of a sheet and as keys of a YAML file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from saolang.core.text import fold_vi

MAX_ROWS = 25_000
MAX_COLUMNS = 60
SHEET_ONLY_HEADING_ROWS = 15
"""The heading row is looked for in so many first rows."""


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of a line. ``other`` are further headings that mean the same, folded."""

    key: str
    heading: Any
    hint: Any
    other: tuple[str, ...] = ()
    width: int = 18


COLUMNS: tuple[Column, ...] = (
    Column("name", _("Tên sản phẩm"), _("Bắt buộc. Ghi như trong quyết định."), ("san pham",), 32),
    Column(
        "producer", _("Chủ thể"), _("Tên tổ chức hoặc tên cơ sở; không ghi tên riêng cá nhân."), ("ten chu the",), 32
    ),
    Column("producer_hidden", _("Ký hiệu hộ"), _("Khi nguồn chỉ có tên cá nhân: một ký hiệu tự đặt, ví dụ ho-01.")),
    Column("kind", _("Loại hình"), _("Hợp tác xã, Tổ hợp tác, Công ty, Hộ kinh doanh…"), ("loai hinh chu the",)),
    Column("star", _("Hạng sao"), _("3, 4 hoặc 5; để trống nếu nguồn không nêu."), ("sao", "so sao", "xep hang"), 10),
    Column("potential_five", _("Tiềm năng 5 sao"), _("Ghi “có” nếu nguồn nêu như vậy."), (), 12),
    Column("year", _("Năm đánh giá"), _("Bốn chữ số."), ("nam",), 10),
    Column("set", _("Bộ sản phẩm"), _("Số từ 1 đến 26; là gợi ý, sẽ được xác nhận sau."), ("bo", "bo san pham so"), 12),
    Column("product_code", _("Mã sản phẩm"), _("Giữ như đã in, cả mã cũ năm phần."), ("ma so san pham",), 22),
    Column("decision", _("Số quyết định"), _("Ví dụ 612/QĐ-UBND."), ("quyet dinh", "so qd"), 18),
    Column("issuer", _("Cơ quan ban hành"), _("Ví dụ UBND tỉnh Trà Vinh, UBND huyện Tiểu Cần."), ("noi ban hanh",), 26),
    Column("decided_on", _("Ngày quyết định"), _("Ngày/tháng/năm."), ("ngay ban hanh",), 16),
    Column("certificate", _("Số giấy chứng nhận"), _("Nếu nguồn có nêu."), ("giay chung nhan", "so gcn"), 18),
    Column("certified_on", _("Ngày cấp giấy"), _("Ngày/tháng/năm."), ("ngay cap",), 16),
    Column("valid_from", _("Có giá trị từ ngày"), _("Ngày/tháng/năm, nếu nguồn nêu."), ("hieu luc tu",), 16),
    Column(
        "valid_through", _("Có giá trị đến hết ngày"), _("Chỉ ghi khi nguồn nêu."), ("hieu luc den", "ngay het han"), 16
    ),
    Column("address", _("Địa chỉ"), _("Như đã in: xã, huyện, tỉnh ở thời điểm công bố."), ("dia chi san xuat",), 40),
    Column("points", _("Điểm"), _("Điểm trung bình, nếu nguồn nêu."), ("diem trung binh", "tong diem"), 10),
    Column("renewed", _("Công nhận lại"), _("Ghi “có” nếu là công nhận lại."), ("tai cong nhan",), 12),
    Column("note", _("Ghi chú"), _("Điều cần biết về nguồn; không ghi thông tin cá nhân."), (), 30),
    Column("source", _("Nguồn"), _("Tên văn bản hoặc trang tin đã công bố."), ("ten nguon",), 30),
    Column("source_url", _("Địa chỉ nguồn"), _("http… nếu có."), ("duong dan", "link"), 30),
)
BY_KEY = {column.key: column for column in COLUMNS}
REQUIRED = ("name",)


def key_of_heading(text: str) -> str:
    """The key of a heading as people write it, with or without marks and a star; empty when unknown."""
    folded = fold_vi(text).strip(" *:.()")
    for column in COLUMNS:
        if folded == fold_vi(str(column.heading)) or folded in column.other or folded == column.key:
            return column.key
    return ""
