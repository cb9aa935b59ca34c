"""Dates and periods as they are printed, and the deadlines made of them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache

from .model import Deadline
from .rules import Rules, alternation

DATE = re.compile(
    r"ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})"
    r"|(?:ngày\s+)?(?P<d2>\d{1,2})\s?[/.-]\s?(?P<m2>\d{1,2})\s?[/.-]\s?(?P<y2>(?:19|20)\d{2})(?!\d)",
    re.IGNORECASE,
)


def iso(year: int, month: int, day: int) -> str | None:
    """Return the ISO date, or None when there is no such day."""
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def date_of(match: re.Match[str]) -> str | None:
    """Return the ISO date of a match of DATE."""
    day, month, year = (match["d"], match["m"], match["y"]) if match["d"] else (match["d2"], match["m2"], match["y2"])
    return iso(int(year), int(month), int(day))


def last_day(year: int, month: int) -> str | None:
    """Return the last day of a month."""
    return iso(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 and year > 0 else None


_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PERIOD = (
    r"(?:(?:\d{1,2}\s*(?:giờ|h)\s*(?:\d{1,2}\s*(?:phút)?)?,?\s*)?(?:hết\s+)?(?:ngày\s+)?(?P<d1>\d{1,2})\s+tháng\s+(?P<m1>\d{1,2})"
    r"(?:\s+năm\s+(?P<y1>\d{4}))?"
    r"|(?:\d{1,2}\s*(?:giờ|h)\s*(?:\d{1,2}\s*(?:phút)?)?,?\s*)?(?:hết\s+)?(?:ngày\s+)?(?P<d2>\d{1,2})\s?[/.-]\s?(?P<m2>\d{1,2})"
    r"(?:\s?[/.-]\s?(?P<y2>\d{4}))?(?![\d/])"
    r"|(?:ngày\s+)?(?P<d3>\d{1,2})\s+(?:hàng|hằng)\s+(?:tháng|quý|năm)"
    r"|(?:đầu\s+|giữa\s+|cuối\s+|hết\s+)*tháng\s+(?P<m4>\d{1,2})(?:\s*[/.-]\s*(?P<y4>\d{4})|\s+năm\s+(?P<y5>\d{4})|\s+này)?(?![\d/])"
    r"|(?:đầu\s+|giữa\s+|cuối\s+|hết\s+)*quý\s+(?P<q>IV|III|II|I|[1-4])\s*(?:[/.-]\s*(?P<y6>\d{4})|,?\s*năm\s+(?P<y7>\d{4}))?(?![\w/])"
    r"|(?:đầu\s+|giữa\s+|cuối\s+|hết\s+)*năm\s+(?P<y8>\d{4})(?!\s*[-–]\s*\d)"
    r"|(?:trong\s+)?(?P<this>tháng này|quý này|năm nay)"
    r"|(?:0?6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<y9>\d{4}))?"
    r"|(?P<span>\d{1,3}\s+(?:ngày|tuần|tháng)(?!\s+(?:đầu|cuối))(?:\s+làm việc)?(?!\w)"
    r"(?:[^.;]{0,40}?kể từ ngày[^.;,)]{0,60})?))"
)


@lru_cache(maxsize=4)
def _due_pattern(rules: Rules) -> re.Pattern[str]:
    cues = alternation(rules["due"])
    between = (
        r"(?:\s*:\s*|\s+)(?:(?:là|vào|trong|trước|đến|xong|hết|chậm nhất|muộn nhất|vòng|thời hạn|thời gian|ngay|nội)"
        r"\s+)*"
    )
    return re.compile(
        rf"(?<!\w)(?:{cues}){between}{_PERIOD}(?P<yearly>\s+(?:hàng|hằng)\s+(?:năm|tháng|quý))?", re.IGNORECASE
    )


_BARE = re.compile(
    rf"(?<!\w)(?:ngay\s+)?trong\s+(?=(?:đầu |giữa |cuối )*(?:tháng|quý)\s){_PERIOD}"
    r"(?=\s*(?:[.;,)]|$|trình|báo cáo|gửi|tham mưu|hoàn thành|phải|và\s+(?!tháng|quý)))",
    re.IGNORECASE,
)
_DONE = re.compile(rf"(?<!\w)(?:hoàn thành|xong)(?!\w)[^.;]{{0,120}}?\s(?:ngay\s+)?trong\s+{_PERIOD}", re.IGNORECASE)
_NOTED = re.compile(rf"\(\s*(?:trong\s+)?(?=(?:tháng|quý)\s){_PERIOD}\s*\)", re.IGNORECASE)
_UNTIL = re.compile(
    rf"(?<!\w)(?:từ nay\s+)?đến\s+(?:hết\s+|cuối\s+)?{_PERIOD}(?=\s*,?\s*(?:phải\s+|cơ bản\s+)?hoàn thành)",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?<!\w)trong\s+(?:vòng|thời hạn|thời gian)\s+(?P<span>\d{1,3}\s+(?:ngày|tuần|tháng)(?:\s+làm việc)?(?!\w)"
    r"(?:[^.;]{0,20}?(?:kể )?từ (?:ngày|khi)[^.;,)]{0,60})?)",
    re.IGNORECASE,
)


def _year_for(printed: str | None, month: int, day: int, issued: dt.date | None) -> int | None:
    if printed:
        return int(printed)
    if issued is None:
        return None
    due = iso(issued.year, month, day)
    return issued.year + 1 if due is not None and due < issued.isoformat() else issued.year


def _groups(match: re.Match[str]) -> dict[str, str | None]:
    return match.groupdict()


def _dated(match: re.Match[str], issued: dt.date | None) -> tuple[str, str | None] | None:
    """Return type and date of a match of a period; None when the numbers are no period."""
    found = _groups(match)
    if found.get("span"):
        return "day", None
    if found.get("d3"):
        return "day", None
    if found.get("this"):
        return _this(str(found["this"]).lower(), issued)
    for day, month, year in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if found.get(day):
            return _day(int(str(found[day])), int(str(found[month])), found[year], issued, bool(found.get("yearly")))
    if found.get("m4"):
        month_number = int(str(found["m4"]))
        if not 1 <= month_number <= 12:
            return None
        year_number = _year_for(found["y4"] or found["y5"], month_number, 28, issued)
        return "month", last_day(year_number, month_number) if year_number else None
    if found.get("q"):
        month_number = 3 * _QUARTERS[str(found["q"]).upper()]
        year_number = _year_for(found["y6"] or found["y7"], month_number, 28, issued)
        return "quarter", last_day(year_number, month_number) if year_number else None
    if found.get("half"):
        half_year = int(str(found["y9"])) if found["y9"] else (issued.year if issued else None)
        month_number = 6 if str(found["half"]).lower() == "đầu" else 12
        return "month", last_day(half_year, month_number) if half_year else None
    if found.get("y8"):
        return "year", iso(int(str(found["y8"])), 12, 31)
    return None


def _day(day: int, month: int, year: str | None, issued: dt.date | None, yearly: bool) -> tuple[str, str | None] | None:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    if yearly:
        return "day", None
    number = _year_for(year, month, day, issued)
    return "day", iso(number, month, day) if number else None


def _this(words: str, issued: dt.date | None) -> tuple[str, str | None]:
    kind = {"tháng này": "month", "quý này": "quarter", "năm nay": "year"}[words]
    if issued is None:
        return kind, None
    month = {"month": issued.month, "quarter": (issued.month + 2) // 3 * 3, "year": 12}[kind]
    return kind, last_day(issued.year, month)


# No period is printed without a digit or one of these words.
_HAS_PERIOD = re.compile(r"\d|(?:tháng|quý) (?:này|I)|năm nay|sáu\s+tháng", re.IGNORECASE)


@lru_cache(maxsize=4)
def _urgent_pattern(rules: Rules) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(rules['urgent'])})(?!\w)", re.IGNORECASE)


def deadline_of(text: str, issued: dt.date | None, rules: Rules) -> Deadline:
    """Return the deadline of a text: the first dated due phrase, else urgent, else none."""
    dated = _HAS_PERIOD.search(text) is not None
    for match in _due_pattern(rules).finditer(text) if dated else ():
        found = _dated(match, issued)
        if found and not _past(match, found, issued, text):
            return Deadline(found[0], _phrase(match.group()), found[1])
    for pattern in (_WITHIN, _DONE, _UNTIL, _NOTED, _BARE) if dated else ():
        for match in pattern.finditer(text):
            found = _dated(match, issued)
            if found and not (issued and found[1] and found[1] < issued.isoformat()):
                return Deadline(found[0], _phrase(match.group()), found[1])
    urgent = _urgent_pattern(rules).search(text)
    if urgent:
        return Deadline("urgent", urgent.group(), None)
    return Deadline()


def _past(match: re.Match[str], found: tuple[str, str | None], issued: dt.date | None, text: str) -> bool:
    """ "đã hoàn thành trong năm 2022" tells of the past; "thời gian ... năm 2023" alone names no due date."""
    before = text[max(0, match.start() - 40) : match.start()]
    cue = match.group().lower()
    if (
        re.search(r"(?<!\w)(?:đã|được|chưa|mới)\s+(?:\w+\s+){0,3}$", before)
        and issued
        and found[1]
        and found[1] < issued.isoformat()
    ):
        return True
    if cue.startswith(("thời gian", "hạn", "thời hạn")) and ":" not in cue and "hoàn thành" not in cue:
        return not re.match(r"(?:thời hạn|hạn)\s+(?:là|đến|trước|chậm|cuối|chót)", cue)
    return bool(
        cue.startswith("trước ") and found[0] == "year" and re.search(r"(?<!\w)(?:từ|so với|các năm)\s*$", before)
    )


def _phrase(text: str) -> str:
    return text.strip().strip("()").strip()
