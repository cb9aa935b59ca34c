"""Periods as they are printed after a due word: a day, a week, a month, a quarter, a year, a span of days."""

from __future__ import annotations

import calendar
import datetime as dt
import re

Found = tuple[str, str | None]


def iso(year: int, month: int, day: int) -> str | None:
    """Return the ISO date, or None when there is no such day."""
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def last_day(year: int, month: int) -> str | None:
    """Return the last day of a month."""
    return iso(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 and 0 < year < 10000 else None


_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_WEEKS = {"đầu": 1, "nhất": 1, "1": 1, "hai": 2, "2": 2, "ba": 3, "3": 3, "tư": 4, "4": 4}
_PART = r"(?:(?:đầu|giữa|cuối|hết)\s+)*"
_HOUR = r"(?:\d{1,2}\s*(?:giờ|h)\s*(?:\d{1,2}\s*(?:phút)?)?,?\s*)?"
_EVERY = r"(?:hàng|hằng|mỗi)\s+(?:tuần|tháng|quý|năm)"
PERIOD = (
    rf"(?P<period>{_HOUR}(?:hết\s+)?(?:(?:ngày|mùng|mồng)\s+)?(?P<d1>\d{{1,2}})\s+tháng\s+(?P<m1>\d{{1,2}})"
    r"(?:\s+năm\s+(?P<y1>\d{4}))?"
    rf"|{_HOUR}(?:hết\s+)?(?:ngày\s+)?(?P<d2>\d{{1,2}})\s?[/.-]\s?(?P<m2>\d{{1,2}})"
    r"(?:\s?[/.-]\s?(?P<y2>\d{4}))?(?![\d/])"
    # Recurring: "ngày 20 hằng tháng", "ngày 20 của tháng cuối quý", "thứ Sáu hằng tuần".
    rf"|(?P<again>(?:(?:ngày|mùng|mồng)\s+){{0,2}}\d{{1,2}}\s+(?:{_EVERY}|(?:của\s+)?(?:tháng|quý)\s+(?:đầu|cuối|giữa|thứ|sau|tiếp|kế|liền)"
    rf"(?:\s+(?:tiên|cùng|hai|ba|theo|kề|tiếp|của|mỗi))*(?:\s+(?:{_EVERY}|quý|năm))?(?!\s+\d))"
    rf"|ngày\s+(?:làm việc\s+)?(?:đầu tiên|cuối cùng|đầu|cuối)\s+(?:của\s+)?"
    rf"(?:{_EVERY}|(?:tháng|quý)(?!\s+(?:\d|[IV])))"
    rf"|(?:chiều\s+|sáng\s+)?thứ\s+\w+\s+{_EVERY})"
    r"|tuần\s+(?:thứ\s+)?(?P<week>đầu|cuối|nhất|hai|ba|tư|[1-4])(?:\s+(?:tiên|cùng))?\s+(?:của\s+)?tháng\s+(?P<m3>\d{1,2})"
    r"(?:\s*[/.-]\s*(?P<y3>\d{4})|\s+năm\s+(?P<y10>\d{4}))?(?![\d/])"
    r"|(?P<this>tháng này|quý này|năm nay|tuần này|tuần tới|tuần sau|tháng tới|tháng sau)"
    rf"|{_PART}tháng\s+(?:\d{{1,2}}\s*(?:,|và|[-–])\s*(?=[\d,và\s–-]+[/.]))*(?P<m4>\d{{1,2}})"
    r"(?:\s*[/.-]\s*(?P<y4>\d{4})|\s+năm\s+(?P<y5>\d{4})|\s+này|\s+năm\s+(?P<next>sau|tới))?(?![\d/])"
    rf"|{_PART}quý\s+(?:(?:IV|III|II|I|[1-4])\s*(?:,|và|[-–])\s*(?:quý\s+)?)?(?P<q>IV|III|II|I|[1-4])"
    r"\s*(?:[/.-]\s*(?P<y6>\d{4})|,?\s*năm\s+(?P<y7>\d{4}))?(?![\w/])"
    rf"|{_PART}năm\s+(?P<y8>\d{{4}})(?!\s*[-–]\s*\d)"
    r"|(?:0?6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<y9>\d{4}))?"
    rf"|(?P<bare>{_PART}năm)(?=\s*(?:[.;,)]|$))"
    r"|(?P<span>\d{1,3}\s+(?:ngày|tuần|tháng)(?!\s+(?:đầu|cuối))(?:\s+làm việc)?(?!\w)"
    r"(?:[^.;]{0,40}?kể từ ngày[^.;,)]{0,60})?))"
)
_COUNTED = re.compile(
    r"(\d{1,3})\s+(ngày|tuần)\s*,?\s*(?:kể\s+)?từ\s+ngày\s+(?:ký|ban hành|ký ban hành|phát hành|ra)(?!\w)",
    re.IGNORECASE,
)
# No period is printed without a digit or one of these words.
HAS_PERIOD = re.compile(
    r"\d|(?:tháng|quý|tuần) (?:này|tới|sau|I)|năm nay|sáu\s+tháng|năm\s*(?:[.;,)]|$)|(?:hàng|hằng|mỗi) ", re.IGNORECASE
)


def dated(match: re.Match[str], issued: dt.date | None) -> Found | None:
    """Return type and date of a match of a period; None when the numbers are no period."""
    found = match.groupdict()
    if found.get("span"):
        return "day", _counted(str(found["span"]), issued)
    if found.get("again"):
        return "day", None
    if found.get("this"):
        return _this(str(found["this"]).lower(), issued)
    if found.get("bare"):
        return "year", iso(issued.year, 12, 31) if issued else None
    for day, month, year in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if found.get(day):
            return _day(int(str(found[day])), int(str(found[month])), found[year], issued, bool(found.get("yearly")))
    if found.get("week"):
        return _week(str(found["week"]).lower(), int(str(found["m3"])), found["y3"] or found["y10"], issued)
    if found.get("half"):
        half_year = int(str(found["y9"])) if found["y9"] else (issued.year if issued else None)
        month_number = 6 if str(found["half"]).lower() == "đầu" else 12
        return "month", last_day(half_year, month_number) if half_year else None
    return _long(match, issued)


def _long(match: re.Match[str], issued: dt.date | None) -> Found | None:
    """A month, a quarter, a year. "Trước tháng 10" ends with September, "trước hết tháng 10" with October."""
    found = match.groupdict()
    if found.get("m4"):
        kind, last = "month", int(str(found["m4"]))
        first, printed = last, found["y4"] or found["y5"]
    elif found.get("q"):
        last = 3 * _QUARTERS[str(found["q"]).upper()]
        kind, first, printed = "quarter", last - 2, found["y6"] or found["y7"]
    elif found.get("y8"):
        kind, first, last, printed = "year", 1, 12, found["y8"]
    else:
        return None
    if not 1 <= last <= 12:
        return None
    if found.get("next") and issued:
        printed = str(issued.year + 1)
    year = _year_for(printed, last, 28, issued)
    if not year:
        return kind, None
    before = match.string[match.start() : match.start("period")].lower().split()
    words = match["period"].lower()
    if before and before[-1] == "trước" and not words.startswith(("cuối", "hết", "giữa")):
        return kind, last_day(year, first - 1) if first > 1 else last_day(year - 1, 12)
    return kind, last_day(year, last)


def _year_for(printed: str | None, month: int, day: int, issued: dt.date | None) -> int | None:
    if printed:
        return int(printed)
    if issued is None:
        return None
    due = iso(issued.year, month, day)
    return issued.year + 1 if due is not None and due < issued.isoformat() else issued.year


def _day(day: int, month: int, year: str | None, issued: dt.date | None, yearly: bool) -> Found | None:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    if yearly:
        return "day", None
    number = _year_for(year, month, day, issued)
    return "day", iso(number, month, day) if number else None


def _week(which: str, month: int, year: str | None, issued: dt.date | None) -> Found | None:
    """A week of a month has no type of its own: the day on which it ends (the 7th, the 14th ...)."""
    if not 1 <= month <= 12:
        return None
    number = _year_for(year, month, 28, issued)
    if not number:
        return "day", None
    return "day", last_day(number, month) if which == "cuối" else iso(number, month, 7 * _WEEKS[which])


def _counted(words: str, issued: dt.date | None) -> str | None:
    """Days counted from the day of the document itself; working days and other events have no date here."""
    match = _COUNTED.match(words)
    if match is None or issued is None:
        return None
    return (issued + dt.timedelta(days=int(match[1]) * (7 if match[2].lower() == "tuần" else 1))).isoformat()


def _this(words: str, issued: dt.date | None) -> Found:
    kind = {"tháng": "month", "quý": "quarter", "năm": "year", "tuần": "day"}[words.split()[0]]
    if issued is None:
        return kind, None
    if kind == "day":
        sunday = issued + dt.timedelta(days=6 - issued.weekday() + (0 if words == "tuần này" else 7))
        return kind, sunday.isoformat()
    month = {"month": issued.month, "quarter": (issued.month + 2) // 3 * 3, "year": 12}[kind]
    if words in {"tháng tới", "tháng sau"}:
        month += 1
    return kind, last_day(issued.year + (month > 12), (month - 1) % 12 + 1)
