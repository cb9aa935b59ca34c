"""What the first words of a numbered item say: an addressee, an addressee with an order, a topic, or plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .letters import LOWER
from .rules import Rules, alternation
from .units import Units, units_for

_COLON = re.compile(r"\s*:\s*")
_PARENTHESIS = re.compile(r"\s*\([^()]{2,120}\)")
_ASKING = re.compile(r"(?:^|[,;.]\s+)[^:;.]{0,120}?(?<!\w)(?:yêu cầu|đề nghị|giao)(?: cho)?\s+")
# "Đối với chợ Mẫu, giao Sở X ...": a clause on the matter, then the order.
_MATTER = re.compile(
    r"(?:Đối với|Về|Riêng|Trước mắt|Trong|Nhằm|Để|Từ nay)(?!\w)[^.;:]{0,220}?,\s+(?:giao|yêu cầu|đề nghị)(?: cho)?\s+"
)
_IF = re.compile(r"(?<!\w)(?:nếu|trường hợp|khi)(?!\w)")
_ORDERED = re.compile(r"[.;]\s+[Gg]iao(?: cho)?\s+")
_ANY_VERB = re.compile(rf"\s(?!(?:các|của|và|thuộc|cũng|có thể|nêu|nói|hoặc|ở|trên|này|đó)(?!\w))[{LOWER}]")
_TOPIC_COLON = re.compile(r"[^:.;]{3,180}:(?=\s|$)")


@dataclass(frozen=True)
class Heading:
    """``form``: unit (a heading that names the addressee), order (addressee and verb), topic, plain.

    ``text_at``: where the inline text begins in the body, None when there is none.
    """

    form: str
    addressee: str | None = None
    leads: list[str] = field(default_factory=list)
    text_at: int | None = None
    given: bool = False


class Headings:
    """Reads headings by the words of the rules."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.units: Units = units_for(rules)
        self._assigning = rules.starting("assigning")
        self._after = re.compile(
            rf"\s*,?\s*(?:(?:{rules.verbs.pattern})|(?:{rules.starting('name_ends').pattern})|(?:[,–—-]\s))"
        )
        self._department = re.compile(rf"(?:.*\s)?Sở\s+(?:{alternation(rules['departments'])})(?: tỉnh| thành phố)?")

    def assigning_end(self, body: str) -> int:
        """Return where the words before the addressee ("Giao", "Đề nghị") end, 0 without such words."""
        match = self._assigning.match(body)
        if match is None:
            return 0
        end = match.end()
        spaces = re.compile(r"\s*[:,]?\s+").match(body, end)
        return spaces.end() if spaces else end

    def read(self, body: str) -> Heading:
        """Return what the words of an item say."""
        if matter := self.on_matter(body):
            return matter
        begin = self.assigning_end(body)
        given = begin > 0 and not body.startswith(("Đối với", "Trách nhiệm", "Nhiệm vụ", "Về phía"))
        names, end = self.units.listing(body, begin)
        if names:
            found = self._with_names(body, begin, names, end, given)
            if found:
                return found
        if asked := self._asked(body):
            return asked
        topic = _TOPIC_COLON.match(body)
        if topic:
            return self._topic(body, topic.end())
        return Heading("plain", text_at=0)

    def on_matter(self, body: str) -> Heading | None:
        """The body that an order behind a clause on its matter names, and nobody whom the clause speaks of."""
        match = _MATTER.match(body)
        if match is None or body.rstrip().endswith(":") or _IF.search(match.group()):
            return None
        names, end = self.units.listing(body, match.end())
        if not names or not body[end : end + 2].strip() or body[end : end + 1] not in {" ", ","}:
            return None
        return Heading("order", _printed(body[match.end() : end]), names, 0, True)

    def _members(self, body: str, begin: int, at: int, names: list[str], given: bool) -> Heading | None:
        """ "Các đơn vị: Chi cục A, Trung tâm B: ..." addresses the bodies it lists."""
        if len(names) > 1 or not self.units.is_group(names[0]):
            return None
        listed, end = self.units.listing(body, at)
        if len(listed) < 2:
            return None
        if match := _COLON.match(body, end):
            text_at = match.end() if body[match.end() :].strip() else None
            return Heading("unit", _printed(body[begin:end]), listed, text_at, given)
        if self.rules.verbs.match(body, end + 1):
            return Heading("order", _printed(body[begin:end]), listed, 0, given)
        return None

    def _asked(self, body: str) -> Heading | None:
        """ "Trong thời gian tới, yêu cầu các sở, ngành:" names its addressee before the colon."""
        colon = body.find(":", 0, 260)
        match = _ASKING.search(body, 0, colon) if colon > 0 else None
        if match is None:
            return None
        names, end = self.units.listing(body, match.end())
        if not names or body[end:colon].strip():
            return None
        return Heading(
            "unit", _printed(body[match.end() : end]), names, colon + 1 if body[colon + 1 :].strip() else None, True
        )

    def _with_names(self, body: str, begin: int, names: list[str], end: int, given: bool) -> Heading | None:
        after = end
        while match := _PARENTHESIS.match(body, after):
            after = match.end()
        if not body[after:].strip(" .;:,"):
            return Heading("unit", _printed(body[begin:after]), names, None, given)
        if match := _COLON.match(body, after):
            if members := self._members(body, begin, match.end(), names, given):
                return members
            return Heading("unit", _printed(body[begin:after]), names, match.end(), given)
        colon = body.find(":", after, begin + 260)
        if colon > 0 and not self.rules.verbs.search(body, after, colon) and ". " not in body[after:colon]:
            text_at = colon + 1 if body[colon + 1 :].strip() else None
            names = _with_the_rest(names, body[after:colon])
            return Heading("unit", _printed(body[begin:colon]), names, text_at, given)
        if given or self._told(body, after, names):
            return Heading("order", _printed(body[begin:end]), names, 0, given)
        return None

    def _told(self, body: str, at: int, names: list[str]) -> bool:
        """Whether the bodies are told to do something; after a name that ends for certain, by any word."""
        if self._after.match(body, at) or self.units.closed(body, at):
            return True
        return bool(_ANY_VERB.match(body, at)) and bool(self._department.fullmatch(names[-1]))

    def _topic(self, body: str, colon: int) -> Heading:
        """ "Về công tác tuyên truyền: Báo ..., Đài ... tăng cường": the topic stays in the text, the bodies lead."""
        rest = body[colon:].lstrip()
        if not rest:
            return Heading("topic")
        begin = self.assigning_end(rest)
        names, end = self.units.listing(rest, begin)
        if names and (begin or self._told(rest, end, names)):
            return Heading("topic", _printed(rest[begin:end]), names, 0, begin > 0)
        for match in _ORDERED.finditer(rest[:3000]):
            names, end = self.units.listing(rest, match.end())
            if names:
                return Heading("topic", _printed(rest[match.end() : end]), names, 0, True)
        return Heading("topic", text_at=0)


def _with_the_rest(names: list[str], rest: str) -> list[str]:
    """Words before the colon that no rule knows: one more body after "và", or the end of the last name."""
    more = re.fullmatch(r"\s*(?:,|;)?\s*(?:và|cùng)\s+(\w.*)", rest)
    last = names[-1].split()[-1]
    if more and (last[0].isupper() or last == "tỉnh"):
        return [*names, _printed(more[1])]
    return [*names[:-1], _printed(names[-1] + rest)]


def _printed(text: str) -> str:
    return " ".join(text.split()).strip(" .;:,")
