"""Whether a text is done once, has no end, or waits for an event."""

from __future__ import annotations

import re

from .dates import recurring
from .model import Deadline
from .rules import Rules

_SENTENCE = re.compile(r"[.;](?:\s|$)")
_EVERY = r"(?:hàng|hằng|mỗi) (?:ngày|tuần|tháng|quý|năm)"
_OPENING = re.compile(r"^(?:[Cc]hủ trì|[Cc]hủ động|[Tt]ập trung|phải|cần)\s+")
_BY = re.compile(r"(?:[Cc]ăn cứ|[Tt]rên cơ sở|[Tt]heo|[Tt]ùy theo)(?!\w)")
_BY_ENDS = re.compile(r"(?:,|được giao|của (?:ngành|đơn vị|mình|cơ quan|địa phương))\s+")
_REPORTS = re.compile(rf"(?<!\w)báo cáo (?:(?!kế hoạch)\w+ ){{0,4}}?(?:định kỳ|{_EVERY})(?!\w)", re.IGNORECASE)
_CLOSING = re.compile(rf"(?:{_EVERY}|theo định kỳ)\)?\s*$")
# "Khi thay đổi bao bì phải báo cáo" waits for an event; "Khi triển khai thực hiện, chú ý ..." does not.
_WHEN = re.compile(
    r"(?:Mỗi khi|Khi)\s+(?!(?:triển khai|thực hiện|tổ chức|xây dựng|tham mưu|tiến hành|lập|rà soát)(?!\w))"
)
_WHEN_ENDS = re.compile(
    r"(?<!trước)(?<!sau)(?<!từ)(?<!đến)(?<!trong)\s(?:khi (?:có|được|cần|phát sinh|phát hiện|xảy ra|gặp)"
    r"|nếu (?:có|được|cần|phát))(?!\w)"
    r"[^,;.()]{0,60}[.;]?$",
    re.IGNORECASE,
)


# "ít nhất 01 lần/quý", "mỗi quý một lần"
_TIMES = r"(?:lần|đợt|buổi|cuộc|kỳ|lượt)"
_OFTEN = re.compile(
    rf"(?<!\w)(?:\d+|một|hai|ba)\s+{_TIMES}\s*/\s*(?:(?:0?1|một)\s+)?(?:ngày|tuần|tháng|quý|năm)(?!\w)"
    rf"|(?<!\w)mỗi\s+(?:ngày|tuần|tháng|quý|năm)\s+(?:ít nhất\s+|tối thiểu\s+)?(?:\d+|một|hai|ba)\s+{_TIMES}(?!\w)",
    re.IGNORECASE,
)


class Kinds:
    """Tells the kind by the words at the head of a text and by its deadline."""

    def __init__(self, rules: Rules) -> None:
        self._standing = rules.starting("standing")
        self._repeating = rules.starting("repeating")
        self._conditional = rules.starting("conditional")

    def of(self, head: str, deadline: Deadline) -> str:
        """Return one_off, standing or conditional. A calendar date ends what is only to be continued."""
        segments = head[:220].split(", ")
        if _WHEN.match(head) or any(self._conditional.match(segment) for segment in segments[:2]):
            return "conditional"
        if recurring(deadline) or self._returns(head, segments, weak=deadline.date is None):
            return "standing"
        if deadline.date is None and ";" not in head[:-1] and _WHEN_ENDS.search(head):
            return "conditional"
        return "one_off"

    def _returns(self, head: str, segments: list[str], *, weak: bool) -> bool:
        for segment in segments[:2]:
            bare = _OPENING.sub("", segment)
            if segment is segments[0] and self._begins(self._standing, bare, weak=weak):
                return True
            if self._begins(self._repeating, bare, weak=weak):
                return True
        if _BY.match(head):
            for match in _BY_ENDS.finditer(head[:200]):
                if self._begins(self._standing, head[match.end() :], weak=weak):
                    return True
        if any(self._begins(self._repeating, clause, weak=weak) for clause in head.split("; ")[1:]):
            return True
        if _REPORTS.search(head[:220]) or (weak and _OFTEN.search(head)):
            return True
        first = _SENTENCE.split(head, maxsplit=1)[0]
        return bool(len(first) < 260 and _CLOSING.search(first))

    def _begins(self, words: re.Pattern[str], text: str, *, weak: bool) -> bool:
        """Whether a text begins with such words; "tiếp tục", "duy trì" and "mỗi năm" need that no date ends them."""
        match = words.match(text)
        return match is not None and (weak or not match.group().lower().startswith(("tiếp tục", "duy trì", "mỗi ")))
