"""The words by which statements of the public tree are shown, on pages and by the offline verifier; pure."""

from __future__ import annotations

import re
from typing import Any

KINDS = {
    "decision": "Quyết định",
    "recognition": "Công nhận hạng sao",
    "certificate": "Giấy chứng nhận",
    "prolongation": "Kéo dài hiệu lực",
    "prolongation_end": "Kết thúc kéo dài hiệu lực",
    "withdrawal": "Thu hồi",
    "council_result": "Kết quả Hội đồng đánh giá",
    "import_undone": "Hoàn tác lần nhập danh sách",
}
NAMES = {
    "kind": "Loại",
    "number": "Số",
    "decision": "Quyết định",
    "issuer": "Cơ quan ban hành",
    "star": "Hạng sao",
    "product_code": "Mã sản phẩm",
    "product_name": "Tên sản phẩm",
    "recognised_on": "Ngày công nhận",
    "issued_on": "Ngày ban hành, ngày cấp",
    "valid_through": "Có giá trị đến hết ngày",
    "through": "Có giá trị đến hết ngày",
    "assessed_year": "Năm đánh giá",
    "filed_on": "Ngày nộp hồ sơ đánh giá lại",
    "starts_on": "Từ ngày",
    "at_most": "Nhiều nhất đến hết ngày",
    "basis": "Trường hợp",
    "ended_on": "Kết thúc ngày",
    "why": "Vì",
    "withdrawn_on": "Thu hồi từ ngày",
    "scope": "Phạm vi",
    "held_on": "Ngày họp",
    "result": "Kết quả",
    "source": "Nguồn",
    "batch": "Lần nhập",
    "recognition": "Mã công nhận",
    "dossier": "Mã hồ sơ",
    "code": "Mã",
}
VALUES = {
    "kind": {
        "recognition": "Quyết định công nhận",
        "approval": "Quyết định phê duyệt kết quả (từ 90 điểm)",
        "withdrawal": "Quyết định thu hồi giấy chứng nhận",
        "cancellation": "Quyết định thu hồi quyết định công nhận",
        "amendment": "Quyết định đính chính, điều chỉnh, cấp lại",
        "other": "Văn bản khác",
    },
    "source": {
        "platform": "Lập trên hệ thống",
        "entered": "Ghi từ văn bản đã ký của cơ quan khác",
        "import": "Nhập từ danh sách đã công bố",
    },
    "basis": {
        "late": "Nộp sau thời gian 180 đến 120 ngày, trước khi hết thời hạn",
        "in_time": "Nộp đúng thời gian, kết quả có muộn",
        "after_expiry": "Nộp sau khi hết thời hạn",
    },
    "why": {
        "result": "Có kết quả đánh giá lại",
        "stopped": "Hồ sơ không được tiếp tục",
        "withdrawn": "Giấy chứng nhận bị thu hồi",
    },
    "scope": {
        "certificate": "Thu hồi giấy chứng nhận (Điều 8)",
        "decision": "Thu hồi quyết định công nhận (Điều 10.1.b)",
    },
    "result": {
        "rejected": "Bị loại",
        "stopped": "Dừng đánh giá",
        "below": "Không đạt (1-2 sao)",
        "recognise": "Đề nghị công nhận 3-4 sao",
        "potential": "Từ 90 điểm, đề nghị Bộ đánh giá 5 sao",
        "not_upgraded": "Không nâng hạng",
        "deferred": "Chuyển đợt sau",
    },
}
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ORDER = {name: place for place, name in enumerate(NAMES)}


def kind_words(kind: Any) -> str:
    """The kind of a statement in words; an unknown one as it is."""
    return KINDS.get(str(kind), plain(kind))


def rows(states: dict[str, Any]) -> list[tuple[str, str]]:
    """What a statement states, as labels and values in words; what is empty is left out."""
    known = sorted(states.items(), key=lambda pair: _ORDER.get(pair[0], len(_ORDER)))
    return [
        (NAMES.get(name, plain(name)), value_words(name, value)) for name, value in known if value not in ("", None)
    ]


def value_words(name: str, value: Any) -> str:
    """One value in words; a date as it is written here."""
    words = VALUES.get(name, {}).get(value) if isinstance(value, str) else None
    if words is None and isinstance(value, str) and (day := _DAY.fullmatch(value)):
        words = f"{day[3]}/{day[2]}/{day[1]}"
    return words or plain(value)


def plain(value: Any) -> str:
    """Text that cannot move the cursor or colour the screen."""
    text = "; ".join(plain(item) for item in value) if isinstance(value, list) else str(value)
    return "".join(sign if sign.isprintable() else "�" for sign in text)[:500]
