"""A document that came as one long line: the breaks are put back where its marks stand."""

from __future__ import annotations

import re

from .letters import LOWER, UPPER

_LONG = 500
_NATION = re.compile(r"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM")
_KINDS = (
    "THÔNG BÁO|KẾT LUẬN|CHỈ THỊ|QUYẾT ĐỊNH(?!:)|KẾ HOẠCH|CÔNG ĐIỆN|NGHỊ QUYẾT|HƯỚNG DẪN|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN"
    "|BÁO CÁO|TỜ TRÌNH"
)
_WORD = rf"[{UPPER}][{LOWER}]+"
_OPENING = re.compile(
    rf"(?<=[\w”)]) (?=(?:(?:Sáng|Chiều|Vào)?,? ?[Nn]gày \d|Sau khi (?:nghe|xem)"
    r"|Thực hiện (?:Kế|Chương|Chỉ|Quyết|Thông|Công)"
    rf"|Tại (?:cuộc|phiên|hội|buổi)|Căn cứ (?:Luật|Nghị|Quyết|Thông|Kế|Chỉ|Công)|Thời gian qua|Trong thời gian)"
    rf"(?![{UPPER}]))"
)
_HEAD = (
    (re.compile(rf" ?({_NATION.pattern}) ?"), r"\n\1\n"),
    (re.compile(r" ?(Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc) ?"), r"\n\1\n"),
    (re.compile(r" (?=(?:Số|SỐ)\s*:?\s*[\dO]{0,6}\s*[/-])"), "\n"),
    (re.compile(r" (?=V/v )"), "\n"),
    (re.compile(rf" (?={_WORD}(?: {_WORD}){{0,4}}, ngày )"), "\n"),
    (re.compile(rf"(năm \d{{4}}) ({_KINDS}) "), r"\1\n\2\n"),
)
_BODY = (
    re.compile(rf"(?<=[.:;/”)]) (?=\d{{1,2}}(?:\.\d{{1,2}})?[.)] ?[{UPPER}])"),
    re.compile(rf"(?<=[\w.:;/”)]) (?=[IVX]{{1,4}}\. [{UPPER}])"),
    re.compile(rf"(?<=[.:;/”)]) (?=[a-zđ]\) [{UPPER}])"),
    re.compile(rf"(?<=[.:;/]) (?=[-–+•*] [{UPPER}\d])"),
    re.compile(r"(?<=[.:;/”)]) (?=Điều \d{1,2}\. )"),
    re.compile(r"(?<=[.;,]) (?=Căn cứ (?:Luật|Nghị|Quyết|Thông|Kế|Chỉ|Công))"),
    re.compile(r"(?<=[.;/]) (?=(?:Trên đây là|Yêu cầu (?:các|Thủ|Giám)|N[ơƠ][iI] nh[ậẬ]n\s*:|Kính gửi\s*:))"),
    re.compile(rf"(?<=[.;/]) (?=(?:TM|KT|TL|TUQ|T/M|K/T)\.? ?[{UPPER}]{{2}}|CHỦ TỊCH|CHÁNH VĂN PHÒNG|GIÁM ĐỐC)"),
)


def unfolded(text: str) -> str:
    """Return the text with the breaks its marks call for, when hardly any are left; else the text itself."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or len(lines) > 4 or max(map(len, lines)) < _LONG or not _NATION.search(text):
        return text
    text = re.sub(r"[^\S\n]+", " ", text)
    head, body = text[:3000], text[3000:]
    for pattern, between in _HEAD:
        head = pattern.sub(between, head, count=1)
    if first := _OPENING.search(head, _title_at(head)):
        head = f"{head[: first.start()]}\n{head[first.end() :]}"
    text = head + body
    for pattern in _BODY:
        text = pattern.sub("\n", text)
    return text.replace("\n", "\n\n")


def _title_at(head: str) -> int:
    """Where the title begins: after the kind, the number or the motto."""
    ends = [match.end() for match in re.finditer(rf"\n(?:{_KINDS})\n|V/v ", head)]
    return ends[0] if ends else 0
