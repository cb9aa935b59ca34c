"""Dates as they are printed, and the deadlines of texts."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from .model import Deadline
from .periods import HAS_PERIOD, PERIOD, Found, dated, iso
from .rules import Rules, alternation

__all__ = ["DATE", "date_of", "deadline_of", "iso", "recurring"]

DATE = re.compile(
    r"ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})"
    r"|(?:ngày\s+)?(?P<d2>\d{1,2})\s?[/.-]\s?(?P<m2>\d{1,2})\s?[/.-]\s?(?P<y2>(?:19|20)\d{2})(?!\d)",
    re.IGNORECASE,
)


def date_of(match: re.Match[str]) -> str | None:
    """Return the ISO date of a match of DATE."""
    day, month, year = (match["d"], match["m"], match["y"]) if match["d"] else (match["d2"], match["m2"], match["y2"])
    return iso(int(year), int(month), int(day))


@lru_cache(maxsize=4)
def _due_pattern(rules: Rules) -> re.Pattern[str]:
    cues = alternation(rules["due"])
    between = (
        r"(?:\s*:\s*|\s+)(?:(?:là|vào|trong|trước|đến|xong|hết|chậm nhất|muộn nhất|vòng|thời hạn|thời gian|ngay|nội)"
        r"\s+)*"
    )
    return re.compile(
        rf"(?<!\w)(?:{cues}){between}{PERIOD}(?P<yearly>\s+(?:hàng|hằng)\s+(?:năm|tháng|quý))?", re.IGNORECASE
    )


_ENDS = r"(?=\s*(?:[.;,)]|$|trình|báo cáo|gửi|tham mưu|hoàn thành|phải|và\s+(?!tháng|quý)))"
# "gửi danh sách trong tháng 7/2026", "sơ kết vào quý I/2025", "họp trong tuần đầu tháng 9".
_BARE = re.compile(
    rf"(?<!\w)(?:ngay\s+)?(?:trong|vào)\s+(?=(?:đầu |giữa |cuối )*(?:tháng|quý|tuần)\s){PERIOD}{_ENDS}", re.IGNORECASE
)
_ON_THE_DAY = re.compile(
    rf"(?<!\w)(?:báo cáo|trình|gửi|nộp|xong|thành)(?!\w)[^.;,]{{0,60}}?\s(?:ngay\s+)?trong\s+(?=ngày\s+\d){PERIOD}",
    re.IGNORECASE,
)
_DONE = re.compile(rf"(?<!\w)(?:hoàn thành|xong)(?!\w)[^.;]{{0,120}}?\s(?:ngay\s+)?trong\s+{PERIOD}", re.IGNORECASE)
# A result that is handed in "trong năm 2025"; beside other verbs ("tổ chức hội chợ trong năm 2025") no due date.
_HANDED_IN = re.compile(
    rf"(?<!\w)(?:báo cáo|trình|gửi|nộp|hoàn tất|bàn giao|nghiệm thu|tất toán|quyết toán|công bố|sơ kết|tổng kết)(?!\w)"
    rf"[^.;,]{{0,60}}?\s(?:ngay\s+)?(?:trong|vào)\s+{PERIOD}{_ENDS}",
    re.IGNORECASE,
)
# An amount to be reached: "tổ chức ít nhất 06 lớp ... trong năm 2026".
_REACHED = re.compile(
    rf"(?<!\w)(?:ít nhất|tối thiểu|có thêm|tăng thêm)\s+\d[^.;]{{0,120}}?\s(?:trong|vào)\s+{PERIOD}{_ENDS}",
    re.IGNORECASE,
)
_NOTED = re.compile(rf"\(\s*(?:trong\s+)?(?=(?:tháng|quý)\s){PERIOD}\s*\)", re.IGNORECASE)
_UNTIL = re.compile(
    rf"(?<!\w)(?:từ nay\s+)?đến\s+(?:hết\s+|cuối\s+)?{PERIOD}(?=\s*,?\s*(?:phải\s+|cơ bản\s+)?hoàn thành)",
    re.IGNORECASE,
)
# "đến hết ngày 15/9", "từ nay đến ngày 30/4", "phấn đấu đến 31/12"; a year alone is a goal, not a due date.
_UP_TO = re.compile(
    rf"(?<!\w)(?:(?:từ nay|phấn đấu|kéo dài)\s*,?\s+(?:cho\s+)?đến\s+(?!(?:cuối |hết )?năm)(?:hết\s+|cuối\s+)?"
    rf"|phấn đấu\s+đến\s+(?=(?:cuối|hết)\s+năm)|đến\s+hết\s+(?!năm)){PERIOD}",
    re.IGNORECASE,
)
# "đến 30/9/2025 giải ngân đạt 60%"
_REACHED_BY = re.compile(
    rf"(?<!\w)đến\s+(?=ngày\s|\d|tháng\s|quý\s|hết\s|cuối\s+(?:tháng|quý)\s){PERIOD}(?=\s*,?\s[^.;]{{0,60}}?(?:đạt|có)\s)",
    re.IGNORECASE,
)
# "Trong năm 2025, hoàn thành hồ sơ"
_IN_TIME = re.compile(
    rf"(?:^|[.;]\s+)trong\s+{PERIOD}\s*,?\s+(?:phải\s+)?(?=hoàn thành|hoàn tất|trình|báo cáo|ban hành|gửi)",
    re.IGNORECASE,
)
# "Tiến độ: Quý IV/2025", "Thời gian thực hiện: từ tháng 9/2025 đến tháng 12/2025"
_PLANNED = re.compile(
    rf"(?<!\w)(?:thời gian|tiến độ|lộ trình)[^:;.]{{0,20}}:\s*(?:từ\s[^.;:]{{3,40}}?\s+đến\s+(?:hết\s+)?)?{PERIOD}",
    re.IGNORECASE,
)
_NO_END = re.compile(r"(?:tính|kể|lũy kế|luỹ kế|hiệu lực|thời hạn|còn hạn|(?<!\w)từ\s[^.;]{1,60}?)\s*$", re.IGNORECASE)
_WITHIN = re.compile(
    r"(?<!\w)trong\s+(?:(?:vòng|thời hạn|thời gian)\s+|(?=\d{1,3}\s+ngày[^.;,]{0,20}\s+kể từ))"
    r"(?P<span>\d{1,3}\s+(?:ngày|tuần|tháng)(?:\s+làm việc)?(?!\w)"
    r"(?:[^.;]{0,20}?(?:kể )?từ (?:ngày|khi)[^.;,)]{0,60})?)",
    re.IGNORECASE,
)
# What was done in a period, what happens in it, what runs out in it: no due dates.
_TOLD = re.compile(
    r"(?<!\w)(?:(?:đã|được|(?<!chuẩn )(?<!trang )(?<!thiết )bị|mới|vừa)\s+(?:\w+\s+){1,3}|diễn ra\s+|khai mạc\s+"
    r"|bế mạc\s+|dự kiến\s+|nhân dịp\s+)$",
    re.IGNORECASE,
)
_RUNS_OUT = re.compile(
    r"(?<!\w)(?:hết|quá|đến|sắp|còn)\s+(?:thời\s+)?(?:(?:hạn|hiệu lực)\s+(?:\w+\s+){0,4})?$", re.IGNORECASE
)


# "hằng năm (trước ngày 15/12)" comes back every year.
_YEARLY = re.compile(r"(?:hàng|hằng|mỗi)\s+năm\s*[,(]?\s*$", re.IGNORECASE)
# "dự kiến thời gian tổ chức trước ngày 25/12": when an event takes place.
_EXPECTED = re.compile(
    r"(?<!\w)(?:dự kiến|thời gian (?:tổ chức|diễn ra))(?: (?!hoàn thành|xong|trình)[^\s.;]+){0,8}\s*$", re.I
)
# "Định kỳ ngày 10 và ngày 25 hằng tháng"
_PERIODIC = re.compile(
    rf"(?<!\w)định kỳ\s+(?:vào\s+)?(?:ngày\s+\d{{1,2}}\s*(?:,|và)\s*)*(?=(?:ngày|thứ)\s){PERIOD}", re.IGNORECASE
)
# "Trường hợp không hoàn thành trước ngày 30/9, ..." sets no date.
_CONDITION = re.compile(r"(?:Trường hợp|Nếu|Khi)\s[^,;.]*,")
# "sản phẩm công nhận trước năm 2022"
_FORMERLY = re.compile(r"trước\s+(?:tháng|quý|năm)\s")


@lru_cache(maxsize=4)
def _urgent_pattern(rules: Rules) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(rules['urgent'])})(?!\w)", re.IGNORECASE)


def deadline_of(text: str, issued: dt.date | None, rules: Rules) -> Deadline:
    """Return the deadline of a text: the first dated due phrase, else urgent, else none."""
    if HAS_PERIOD.search(text):
        clause = _CONDITION.match(text)
        for match in _due_pattern(rules).finditer(text):
            found = dated(match, issued)
            if clause and match.end() <= clause.end():
                continue
            if found and not _past(match, found, issued, text):
                yearly = found[0] == "day" and not match["y1"] and not match["y2"]
                again = yearly and _YEARLY.search(text[max(0, match.start() - 30) : match.start()])
                return Deadline(found[0], _phrase(match.group()), None if again else found[1])
        if due := _other(text, issued):
            return due
    urgent = _urgent_pattern(rules).search(text)
    if urgent:
        return Deadline("urgent", urgent.group(), None)
    return Deadline()


def recurring(deadline: Deadline) -> bool:
    """Whether the words of a deadline come back: "trước ngày 20 hằng tháng", "ngày 25 của tháng cuối quý"."""
    words = (deadline.text or "").lower()
    return deadline.type == "day" and deadline.date is None and bool(_COMES_BACK.search(words))


_COMES_BACK = re.compile(
    r"(?:hàng|hằng|mỗi)\s+(?:tuần|tháng|quý|năm)|(?:của\s+|\d\s+|cuối cùng\s+)(?:tháng|quý)\s+[^\d\s]"
)


def _other(text: str, issued: dt.date | None) -> Deadline | None:
    """The due phrases that no word of the rules opens."""
    for pattern in (
        _PERIODIC,
        _WITHIN,
        _DONE,
        _UNTIL,
        _PLANNED,
        _UP_TO,
        _REACHED_BY,
        _IN_TIME,
        _NOTED,
        _ON_THE_DAY,
        _BARE,
        _HANDED_IN,
        _REACHED,
    ):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 70) : match.start()]
            if (pattern in (_UP_TO, _REACHED_BY) and _NO_END.search(before)) or (
                pattern is _BARE and _TOLD.search(before)
            ):
                continue
            found = dated(match, issued)
            if pattern is _PERIODIC and not match["again"]:
                continue
            if found and not (issued and found[1] and found[1] < issued.isoformat()):
                words = match.group()
                if pattern in (_ON_THE_DAY, _HANDED_IN, _REACHED):
                    start = match.start("period") - match.start()
                    words = words[max(words.rfind(cue, 0, start) for cue in ("trong ", "vào ")) :]
                return Deadline(found[0], _phrase(words), found[1])
    return None


def _past(match: re.Match[str], found: Found, issued: dt.date | None, text: str) -> bool:
    """ "đã hoàn thành trong năm 2022" tells of the past; "thời gian ... năm 2023" alone names no due date."""
    before = text[max(0, match.start() - 40) : match.start()]
    cue = match.group().lower()
    if _EXPECTED.search(before) and not cue.startswith(("hoàn thành", "xong")):
        return True
    over = bool(issued and found[1] and found[1] < issued.isoformat())
    if over and (re.search(r"(?<!\w)(?:đã|được|chưa|mới)\s+(?:\w+\s+){0,3}$", before) or _FORMERLY.match(cue)):
        return True
    if _RUNS_OUT.search(before) and (cue.startswith("hạn") or re.search(r"(?:hạn|hiệu lực)\s", before)):
        return True
    if cue.startswith("trước ") and match.groupdict().get("span"):
        return "kể từ" not in cue
    if cue.startswith(("thời gian", "hạn", "thời hạn")) and ":" not in cue and "hoàn thành" not in cue:
        return not re.match(r"(?:thời hạn|hạn)\s+(?:là|đến|trước|chậm|cuối|chót)", cue)
    return bool(
        cue.startswith("trước ") and found[0] == "year" and re.search(r"(?<!\w)(?:từ|so với|các năm)\s*$", before)
    )


def _phrase(text: str) -> str:
    return text.strip().strip("(),;.").strip()
