"""What a column of an old list can mean, and which meaning its heading proposes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from saolang.core.text import fold_vi

from .columns import COLUMNS, key_of_heading

KEEP = "keep"
DROP = "drop"
PERSONAL = "personal"
SERIAL = "serial"
ENTRY_CODE = "entry_code"
TICKS = {"star_3": 3, "star_4": 4, "star_5": 5}

_EXTRA: tuple[tuple[str, Any], ...] = (
    ("star_3", _("Đánh dấu 3 sao")),
    ("star_4", _("Đánh dấu 4 sao")),
    ("star_5", _("Đánh dấu 5 sao")),
    ("commune", _("Xã, phường, thị trấn")),
    ("district", _("Huyện, thị xã, thành phố (cũ)")),
    ("province", _("Tỉnh")),
    (ENTRY_CODE, _("Mã trong sổ")),
    (SERIAL, _("Số thứ tự")),
    (KEEP, _("Giữ làm ghi chú (không công khai)")),
    (DROP, _("Không dùng")),
    (PERSONAL, _("Không dùng: dữ liệu cá nhân")),
)
TARGETS: dict[str, Any] = {
    **{column.key: column.heading for column in COLUMNS if column.key != "producer_hidden"},
    **dict(_EXTRA),
}
"""Meanings a person can choose, in the order of the drop-down."""
LISTABLE = (
    "star", "potential_five", "product_code", "certificate", "certified_on", "valid_from", "valid_through", "set",
    "points", "decision", "decided_on", "year",
)  # fmt: skip
"""Facts that may stand in parallel to several products of one cell."""
OF_ONE = ("product_code", "certificate")
"""Facts that belong to one product: shared by several they are a contradiction."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A proposed meaning; ``sure`` is how much the heading supports it, 0 to 1."""

    target: str
    sure: float


_EXACT = {
    "stt": SERIAL, "tt": SERIAL, "so tt": SERIAL, "so thu tu": SERIAL, "s t t": SERIAL, "ma trong so": ENTRY_CODE,
    "hom nay": DROP, "dien giai": DROP, "co quan co tham quyen hien nay": DROP, "cong bo": DROP, "ma": "product_code",
    "ma so": "product_code", "hang": "star", "tinh": "province", "tinh thanh": "province", "xa phuong": "commune",
    "xa": "commune", "huyen": "district", "dia chi theo quyet dinh": "address", "ngay cap": "certified_on",
    "hinh thuc": "kind", "bo san pham": "set", "ten": "name", "dia diem": "address",
}  # fmt: skip
_RULES: tuple[tuple[str, str, float], ...] = (
    (r"^tai ngay \d", DROP, 1),
    (r"dien thoai|\bsdt\b|\bso dt\b|\bdt\b|lien he|lien lac|hotline|zalo|e-?mail|thu dien tu", PERSONAL, 1),
    (r"dai dien|ho va ten|ho ten|gioi tinh|dan toc|cccd|cmnd|can cuoc|ngay sinh|thuong tru|chu ho", PERSONAL, 1),
    (r"so lao dong|lao dong|doanh thu|san luong|von|qr", KEEP, 0.8),
    (r"ma (so )?(san pham|sp|ocop)", "product_code", 1),
    (r"loai hinh|hinh thuc to chuc", "kind", 1),
    (r"(giay chung nhan|gcn|giay cn).*\bngay\b", "certified_on", 0.9),
    (r"(hieu luc|gia tri|thoi han|han).*(den|het)|het han|ngay het", "valid_through", 0.9),
    (r"(hieu luc|gia tri).*\btu\b", "valid_from", 0.9),
    (r"thoi han|hieu luc|tinh trang|trang thai", KEEP, 0.8),
    (r"giay chung nhan|\bgcn\b|giay cn", "certificate", 0.9),
    (r"(quyet dinh|\bqd\b).*(co quan|noi|don vi|cap) (ban hanh|ky|cong nhan)|co quan (ban hanh|cong nhan|cap)|"
     r"noi ban hanh|cap cong nhan|don vi ban hanh", "issuer", 0.9),
    (r"(quyet dinh|\bqd\b).*\bso\b.*ngay|so.*ngay.*(quyet dinh|\bqd\b)", "decision", 0.9),
    (r"(quyet dinh|\bqd\b|cong nhan).*\bngay\b|ngay.*(quyet dinh|\bqd\b|cong nhan|ban hanh|ky)", "decided_on", 0.9),
    (r"quyet dinh|\bqd\b", "decision", 0.9),
    (r"tiem nang", "potential_five", 0.8),
    (r"(^|/ )(hang )?(5|nam) ?(sao|\*)$", "star_5", 0.9),
    (r"(^|/ )(hang )?(4|bon) ?(sao|\*)$", "star_4", 0.9),
    (r"(^|/ )(hang )?(3|ba) ?(sao|\*)$", "star_3", 0.9),
    (r"hang sao|so sao|xep hang|phan hang|\bsao\b|ket qua.*(xep|hang)|hang dat|dat hang|cap do", "star", 0.9),
    (r"^nam$|nam (danh gia|cong nhan|dat|thuc hien|xet)|/ nam$|^dot$|dot cong nhan", "year", 0.9),
    (r"bo san pham|\bbo so\b", "set", 0.9),
    (r"nhom san pham|nganh hang|phan nhom|nhom sp|^nhom|phan loai", KEEP, 0.8),
    (r"chu the|don vi san xuat|co so san xuat|ten (don vi|co so|htx|doanh nghiep|to chuc)|nha san xuat|"
     r"don vi", "producer", 0.9),
    (r"san pham|ten sp|\bsp\b", "name", 0.8),
    (r"dia chi|noi san xuat|dia diem|tru so", "address", 0.9),
    (r"\bxa\b|phuong|thi tran", "commune", 0.9),
    (r"huyen|thi xa|thanh pho|dia ban|don vi hanh chinh", "district", 0.8),
    (r"\btinh\b", "province", 0.7),
    (r"diem", "points", 0.8),
    (r"cong nhan lai|danh gia lai|tai cong nhan", "renewed", 0.8),
    (r"ghi chu", KEEP, 0.9),
    (r"nguon", "source", 0.6),
)  # fmt: skip
_GENERIC = re.compile(r"(so|ngay|ma|ten|nam|co quan|noi)\b(?! san pham| quyet dinh| giay| chu the| dien| lao)")
_COMPILED = tuple((re.compile(pattern), target, sure) for pattern, target, sure in _RULES)


def guess_heading(path: str) -> Guess | None:
    """The meaning that a heading proposes. ``path`` joins the texts of a heading in several rows with " / "."""
    leaf = path.rpartition(" / ")[2]
    folded = re.sub(r"\s+", " ", fold_vi(path)).strip(" *:.")
    short = re.sub(r"[^a-z0-9 ]+", " ", re.sub(r"\([^)]*\)", " ", fold_vi(leaf)))
    short = " ".join(short.split())
    if short in _EXACT and " / " not in path:
        return Guess(_EXACT[short], 1)
    known = key_of_heading(leaf)
    if known == "note":
        return Guess(KEEP, 0.9)
    if known and known != "producer_hidden" and " / " not in path:
        return Guess(known, 1)
    if " / " in path and not _GENERIC.match(short) and (guess := _by_rules(short)):
        return guess
    if guess := _by_rules(folded):
        return guess
    if short in _EXACT or known:
        return Guess(_EXACT.get(short) or known, 0.8)
    return None


def _by_rules(folded: str) -> Guess | None:
    return next((Guess(target, sure) for pattern, target, sure in _COMPILED if pattern.search(folded)), None)
