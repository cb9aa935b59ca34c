"""What one text says: who leads, who supports, how many it means, its kind, its deadline, its figures."""

from __future__ import annotations

import datetime as dt
import re

from .citations import follows_of
from .dates import deadline_of
from .figures import figures_of
from .headings import Headings
from .kinds import Kinds
from .model import Block, Deadline, Task
from .outline import Node
from .rules import Rules
from .units import Units, units_for

_TOGETHER = re.compile(
    r"(?<!\w)[Pp]hối(?: kết)? hợp(?:,?\s+(?:và\s+)?(?:chặt chẽ|đồng bộ|thường xuyên|thống nhất|tốt|hiệu quả|nhịp nhàng"
    r"|kịp thời|đầy đủ))*(?:,?\s+(?:cùng với|cùng|với|đề nghị|hỗ trợ|là|gồm|có)(?!\w))*(?:,|:|\s-)?\s+"
)
_WITH = re.compile(
    r"(?<!\w)(?:[Cc]ùng với|với sự (?:phối hợp|tham gia|hỗ trợ|giúp đỡ)(?: \w+ \w+)? của|chủ trì,? cùng"
    r"|(?<=,\s)cùng)\s+"
)
# "phối hợp với chủ đầu tư, UBND xã": somebody whom no word of the rules names stands first.
_ALSO = re.compile(r"(?<=với )(?:(?:chủ|nhà) đầu tư)?([^,;.:]{0,40}?)(?:, (?:và )?| và )")
_CLAUSE = re.compile(
    r"(?:^|[.;,:]\s+)(?:(?:trong đó|trước mắt|đồng thời|riêng|giao|đề nghị|yêu cầu)\s*,?\s+)?", re.IGNORECASE
)
_LEADS = re.compile(
    r"\s+(?:là (?:cơ quan |đơn vị )?(?:chủ trì|đầu mối)|làm (?:chủ trì|đầu mối)|chủ trì|chịu trách nhiệm chính)(?!\w)"
)
_OPENING = re.compile(r"(?:Sau khi|Trên cơ sở|Căn cứ|Trước khi|Trong|Để|Nhằm|Theo|Từ|Khi|Nếu|Trường hợp|Qua)(?!\w)")
_COLON_NEAR = re.compile(r"Đối với [^.;:]{1,160}:")
ORDER = re.compile(r"(?:^|[.;:]\s+)(?:[Gg]iao|[Yy]êu cầu|[Đđ]ề nghị)(?: cho)?\s+")
# Who gives orders leads none of them: "UBND tỉnh thống nhất ... Giao Sở X ..." means Sở X.
ISSUERS = re.compile(r"(?:(?:Phó )?Chủ tịch )?(?:UBND|(?:Ủy|Uỷ) ban nhân dân) tỉnh(?!\w)")


class Reader:
    """Fills in a task."""

    def __init__(self, rules: Rules, issued: dt.date | None) -> None:
        self.rules, self.issued = rules, issued
        self.units: Units = units_for(rules)
        self.headings = Headings(rules)
        self._kinds = Kinds(rules)

    def task(
        self,
        text: str,
        start: int,
        end: int,
        items: list[str],
        leads: list[str],
        addressee: str | None,
        general: bool = False,
    ) -> Task:
        """Return the task of a text; ``addressee`` and ``leads`` are those of its block.

        ``general``: the sentence before the list addresses them all; a body that the text names itself goes before.
        """
        whole = " ".join([text, *items])
        own, own_leads = self._own_lead(text, bool(addressee), general)
        lead = own or (leads[0] if addressee and len(leads) == 1 else addressee)
        deadline = deadline_of(whole, self.issued, self.rules)
        return Task(
            text=text,
            start=start,
            end=end,
            items=items,
            lead=lead,
            support=self.support(whole, own_leads if own else leads),
            scope=self.scope(own_leads if own else leads, lead),
            kind=self.kind(text, deadline),
            follows=follows_of(whole),
            deadline=deadline,
            figures=figures_of(whole, self.rules),
        )

    def _own_lead(self, text: str, addressed: bool, general: bool = False) -> tuple[str | None, list[str]]:
        """The body that the text itself names as its leader."""
        if (matter := self.headings.on_matter(text)) and ", giao " in text:
            return matter.addressee, matter.leads
        if addressed and text.startswith(("Mỗi ", "Từng ", "Đối với ")) and not _COLON_NEAR.match(text):
            return None, []
        heading = self.headings.read(text)
        ordered = None if addressed else self._ordered(text)
        if ordered and heading.addressee and not heading.given and ISSUERS.match(heading.addressee):
            return ordered
        if heading.form in {"order", "unit"} and heading.addressee and (general or not (addressed and heading.given)):
            return heading.addressee, heading.leads
        if heading.form == "topic" and heading.addressee:
            return heading.addressee, heading.leads
        for match in _CLAUSE.finditer(text):
            if match.end() > 1500:
                break
            if not self.units.starts(text, match.end()):
                continue
            names, end = self.units.listing(text, match.end())
            if names and _LEADS.match(text, end) and (not addressed or match.end() < 60 or "rước mắt" in match.group()):
                return " ".join(text[match.end() : end].split()), names
        return ordered or (None, []) if addressed else ordered or self._after_opening(text)

    def _after_opening(self, text: str) -> tuple[str | None, list[str]]:
        """The body behind an opening clause: "Sau khi có kết luận thanh tra, Sở Tài chính thu hồi ..."."""
        if not _OPENING.match(text):
            return None, []
        for comma in re.finditer(r",\s+", text[:260]):
            names, end = self.units.listing(text, comma.end()) if self.units.starts(text, comma.end()) else ([], 0)
            if names and self.rules.verbs.match(text, end + 1):
                return " ".join(text[comma.end() : end].split()), names
        return None, []

    def _ordered(self, text: str) -> tuple[str, list[str]] | None:
        """The first body that a sentence of the text tells to do something ("... Giao Sở X ...")."""
        for match in ORDER.finditer(text[:3000]):
            names, end = self.units.listing(text, match.end())
            if names:
                return " ".join(text[match.end() : end].split()), names
        return None

    def support(self, text: str, leads: list[str]) -> list[str]:
        """The bodies named after "phối hợp với" and the like, as printed, each once."""
        found: list[str] = []
        for match in [*_TOGETHER.finditer(text), *_WITH.finditer(text)]:
            names, _end = self.units.listing(text, match.end())
            if not names and (other := _ALSO.match(text, match.end())) and not self.rules.verbs.search(other[1]):
                names, _end = self.units.listing(text, other.end())
            for name in names:
                if name not in found and name not in leads:
                    found.append(name)
        return found

    def scope(self, leads: list[str], lead: str | None) -> str:
        """Whom a text means: one body, each of a group, or the rest of a group."""
        if any(self.units.is_rest(name) for name in leads) or (lead and self.units.is_rest(lead)):
            return "rest_of"
        if any(self.units.is_group(name) for name in leads):
            return "each_of"
        return "each_of" if lead and self.units.is_group(lead) and not leads else "one"

    def kind(self, text: str, deadline: Deadline | None = None) -> str:
        """Whether a text is one_off, standing or conditional, by the words after the name of its body."""
        heading = self.headings.read(text)
        at = 0
        if heading.form in {"order", "unit"} and heading.addressee:
            at = text.find(heading.addressee) + len(heading.addressee)
        elif heading.form == "topic" and ":" in text:
            at = text.find(":") + 1
        head = text[at:].lstrip(" :,")
        return self._kinds.of(head, deadline or deadline_of(text, self.issued, self.rules))


def intro_addressee(text: str, rules: Rules) -> tuple[str | None, list[str]]:
    """Whom the sentence before a list addresses: "UBND tỉnh yêu cầu các sở, ngành thực hiện:"."""
    units = units_for(rules)
    for match in reversed(list(re.finditer(r"(?<!\w)(?:[Yy]êu cầu|[Đđ]ề nghị|[Gg]iao|chỉ đạo)\s+", text))):
        names, end = units.listing(text, match.end())
        if names:
            return " ".join(text[match.end() : end].split()), names
    return None, []


def describe(
    block: Block, reader: Reader, nodes: list[tuple[Node, int]], default: tuple[str | None, list[str]]
) -> None:
    """Add the tasks of the nodes: (node, offset of the text in its body)."""
    addressee, leads = (block.addressee, block.leads) if block.addressee else default
    for node, at in nodes:
        paragraph = node.paragraph
        if paragraph is None:
            continue
        raw = paragraph.body[at:]
        lead_space = len(raw) - len(raw.lstrip())
        start = paragraph.body_start + at + lead_space
        text = raw.strip()
        inline = bool(node.label) and block.no == node.label and node.children and block.start == paragraph.start
        items = [] if inline else [child.body.strip() for child in node.walk() if child is not node]
        end = start + len(text) if inline else max(start + len(text), node.end)
        if not text:
            continue
        task = reader.task(text, start, end, items, leads, addressee, not block.addressee)
        if block.lead_in:
            task.support += [
                name for name in reader.support(block.lead_in, leads) if name not in (*task.support, task.lead)
            ]
        block.tasks.append(task)
