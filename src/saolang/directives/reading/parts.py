"""Which parts of a document give duties, which look back, which items only praise."""

from __future__ import annotations

import re

from .headings import Heading, Headings
from .markers import COUNTED, LISTED
from .outline import Node
from .rules import Rules
from .tasks import ORDER

GROUPED = COUNTED | {"unithead"}
_NO_DUTY = re.compile(
    r"(?:.{0,400}\s)?(?:chịu trách nhiệm (?:thi hành|thực hiện)|căn cứ) (?:Quyết định|Nghị quyết) này"
    r"|.{0,600}chịu trách nhiệm thi hành\s*[./;]*$"
    r"|Quyết định này (?:có hiệu lực|thay thế)"
    r"|.{0,600}chịu trách nhiệm (?:thi hành|tổ chức thực hiện|thực hiện) (?:Quyết định|Chỉ thị|Kế hoạch) này",
    re.DOTALL,
)
_DUTY_GOES_ON = re.compile(
    r"\s*(?:$|[.:;(,]|(?:và|các|của|cho|đối với|kế hoạch|chương trình|đề án|chỉ thị|quyết định|nhiệm vụ|cụ thể"
    r"|thực hiện|triển khai|tổ chức|cơ quan|đơn vị|sở|ban|ngành|cấp|địa phương|tại|trong|giữa)(?!\w))",
    re.IGNORECASE,
)
# What was done, or was not: "Sở Y tế đã phối hợp tốt", "Các xã chưa báo cáo đúng hạn".
_PAST = re.compile(
    r"\s*,?\s*(?:(?:cơ bản|về cơ bản|nhìn chung)\s+)?(?:đã|chưa|vẫn còn|còn|có nhiều cố gắng)(?!\w)", re.I
)
# Words in the rest of such a sentence that still ask for something.
_STILL_ASKS = re.compile(
    r"(?<!\w)(?:thời gian tới|cần|phải|(?<!đạt )(?<!theo )yêu cầu|đề nghị|(?<!được )(?<!đã )giao|trước ngày|chậm nhất"
    r"|hoàn thành trong|tiếp tục|khẩn trương)(?!\w)",
    re.IGNORECASE,
)


class Parts:
    """Judges nodes of the tree; keeps what it has read of their first words."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.headings = Headings(rules)
        self._cache: dict[int, Heading] = {}

    def heading(self, node: Node) -> Heading:
        """Return (and keep) what the first words of a node say."""
        if id(node) not in self._cache:
            self._cache[id(node)] = self.headings.read(node.body)
        return self._cache[id(node)]

    def name(self, node: Node, heading: Heading) -> None:
        """Keep what a node is by its neighbours, in the place of what its own words say."""
        self._cache[id(node)] = heading

    # -- parts --------------------------------------------------------------------------------------------------------

    def duty_parts(self, root: Node) -> list[Node]:
        """The parts headed "Tổ chức thực hiện" and the like, outermost only."""
        found: list[Node] = []
        stack = [root]
        while stack:
            node = stack.pop()
            if node.kind in {"roman", "num", "upper", "caps", "article", "part", "chapter", "dotted2", "letter"}:
                body = node.body.strip()
                if len(body) < 140 and self.is_duty(body) and node.children and self._gives(node):
                    found.append(node)
                    continue
            stack.extend(reversed(node.children))
        return found

    def is_duty(self, body: str) -> bool:
        """Whether a heading is that of a part that gives duties."""
        match = self.rules.starting("duty_headings").match(body)
        return match is not None and bool(_DUTY_GOES_ON.match(body[match.end() :]))

    def _gives(self, node: Node) -> bool:
        """Whether somebody is addressed under the heading."""
        return any(
            self.heading(child).form in {"unit", "order"}
            for child in node.walk()
            if child is not node and child.paragraph
        )

    def looks_back(self, node: Node) -> bool:
        """Whether a part tells what was done: "I. Đánh giá chung", "II. Tồn tại, hạn chế"."""
        if node.kind not in GROUPED | {"caps"}:
            return False
        topic = _topic(node)
        if node.kind in {"roman", "upper", "caps", "part"} and _RESULTS.fullmatch(topic):
            return True
        return bool(self.rules.starting("report_headings").match(topic))

    def holds_topics(self, node: Node) -> bool:
        """Whether the orders stand under the topics of a part: "II. NHIỆM VỤ", "1. Về vốn", "- Giao Sở X ..."."""
        if self.heading(node).leads or len(node.body) > 200:
            return False
        topics = [child for child in node.children if child.kind in GROUPED and child.children]
        return any(
            self.heading(topic).form in {"topic", "plain"}
            and not self.heading(topic).leads
            and any(self.heading(child).form in {"order", "unit"} for child in topic.children)
            for topic in topics
        )

    # -- items --------------------------------------------------------------------------------------------------------

    def orders(self, node: Node) -> bool:
        """Whether somewhere in the words of an item a body is told to do something."""
        units = self.headings.units
        return any(
            units.starts(item.body, match.end()) for item in node.walk() for match in ORDER.finditer(item.body[:4000])
        )

    def only_tells(self, child: Node, following: Node) -> bool:
        """Whether a paragraph between a topic and the orders on it tells nobody to do anything."""
        if child.kind != "text" or following.kind not in LISTED | COUNTED:
            return False
        plain = self.heading(child).form == "plain" and not self.rules.verb_starts.match(child.body)
        named = self.heading(following).form in {"order", "unit"}
        return plain and named and not child.body.rstrip().endswith(":") and not self.orders(child)

    def remark(self, node: Node) -> bool:
        """Praise, agreement and accounts of what was done: they tell nobody to do anything."""
        if self.looks_back(node):
            return not self.orders(node)
        heading = self.heading(node)
        if node.children:
            return False
        if _IN_FORCE.match(node.body) or self.formula(node.body):
            return True
        if self._so_far(node.body) or (heading.form == "topic" and not heading.leads and self._decided(node.body)):
            return not self.orders(node)
        if heading.leads:
            return self._tells(node.body, heading) and not self.orders(node)
        return bool(self.rules.starting("remarks").match(node.body)) and not self.orders(node)

    def formula(self, body: str) -> bool:
        """Whether a paragraph only says that all carry the document out: "Yêu cầu các sở ... nghiêm túc thực hiện"."""
        if not self.rules.starting("closings").match(body):
            return False
        _names, end = self.headings.units.listing(body, self.headings.assigning_end(body))
        return _CARRY_OUT.fullmatch(body, end) is not None

    def _so_far(self, body: str) -> bool:
        """Whether a paragraph only tells how things have gone."""
        return bool(_SO_FAR.match(body)) and not _STILL_ASKS.search(body) and not self._told_inside(body)

    def _decided(self, body: str) -> bool:
        """Whether a topic only says what was decided on it."""
        return bool(_DECIDES.fullmatch(body.strip())) and not self._told_inside(body, ".;,")

    def _told_inside(self, body: str, marks: str = ".;") -> bool:
        """Whether a body inside the text is told to do something without "Giao": "...; Sở X kiểm tra"."""
        units = self.headings.units
        for match in re.finditer(rf"[{marks}]\s+", body[:4000]):
            names, end = units.listing(body, match.end()) if units.starts(body, match.end()) else ([], 0)
            if names and self.rules.verbs.match(body, end + 1) and not _PAST.match(body[end:]):
                return True
        return False

    def _tells(self, body: str, heading: Heading) -> bool:
        """ "Thường trực Tỉnh ủy ghi nhận ...", "Sở Y tế đã phối hợp tốt": a body and what it did."""
        if heading.form == "topic" and not heading.given:
            rest = body[body.find(heading.addressee or "", body.find(":")) + len(heading.addressee or "") :]
            return bool(_PAST.match(rest)) and not _STILL_ASKS.search(rest) and not self._told_inside(rest)
        if heading.given or heading.form not in {"order", "unit"}:
            return False
        if heading.form == "unit" and heading.text_at is None:
            return False
        at = heading.text_at or 0
        if heading.form == "order":
            _names, at = self.headings.units.listing(body)
            praised = _PRAISES.search(body[:at])
            at = praised.start() if praised else at
        rest = body[at:].lstrip(" ,")
        told = _PAST.match(rest) or (heading.form == "order" and _PRAISES.match(rest))
        return bool(told) and not _STILL_ASKS.search(rest) and not self._told_inside(rest)

    def no_duty(self, node: Node) -> bool:
        """Whether an article only says when and by whom the decision is carried out."""
        if node.kind != "article":
            return False
        heading = self.heading(node)
        if heading.form in {"plain", "topic"} and not node.children and not heading.leads:
            return True
        items = [child for child in node.children if child.kind in GROUPED]
        if items and heading.form in {"plain", "topic"} and all(_NO_DUTY.match(item.body[:1200]) for item in items):
            return True
        return bool(_NO_DUTY.match(node.body[:1200]))


# "Thời gian qua, Sở X đã ...": an account.
_SO_FAR = re.compile(
    r"(?:(?:Trong |Trải qua )?(?:những |các )?(?:thời gian|năm|tháng|quý|tuần)(?: vừa)? qua(?!\w)|Vừa qua,)"
    r"[^;.]*?\s(?:đã|chưa|còn|đạt|có)\s",
    re.IGNORECASE,
)
# What was decided on a request when nobody is to do anything: "Về đề nghị ...: Chưa xem xét".
_DECIDES = re.compile(
    r"[^:]{3,180}:\s+(?:(?:Chưa|Không)\s+(?:xem xét|đồng ý|chấp thuận|thống nhất|nhất trí|đủ|có cơ sở|phù hợp)"
    r"|(?:Cơ bản )?(?:thống nhất|đồng ý|nhất trí)"
    r"(?:(?: về| với)? (?:chủ trương|đề xuất|đề nghị|kiến nghị|nội dung|theo)"
    r"|\s*(?=\.)))"
    r"(?!\w)[^;.]*[./]*",
    re.IGNORECASE,
)
_CARRY_OUT = re.compile(
    r"\s*(?:(?:,?\s?(?:nghiêm túc|khẩn trương|tập trung|chủ động|tích cực|phối hợp|căn cứ chức năng, nhiệm vụ))*\s?)"
    r"(?:tổ chức |triển khai )*(?:thực hiện|chấp hành)"
    r"(?:\s(?:tốt|nghiêm túc|nghiêm|đầy đủ|có hiệu quả|hiệu quả|các|những|nội dung|ý kiến|chỉ đạo|kết luận"
    r"|(?:Thông báo|Kết luận|Chỉ thị|Công điện|Kế hoạch|Quyết định|Công văn)(?: này)?|nêu trên|trên))*\s*[./;]*",
    re.IGNORECASE,
)
# Parts on results alone: "I. ĐÁNH GIÁ", "I. KẾT QUẢ NĂM 2025"; not "Kết quả và nhiệm vụ".
_RESULTS = re.compile(
    r"(?:đánh giá|nhận định|nhận xét|(?:những )?kết quả(?:(?! nhiệm vụ| giải pháp| phương hướng|[:.;]).){0,80})[ .:]*",
    re.I,
)
_IN_FORCE = re.compile(
    r"(?:Quyết định|Chỉ thị|Kế hoạch|Thông báo|Nghị quyết|Công điện|Kết luận) này"
    r" (?:có hiệu lực|thay thế|được phổ biến)"
)
_PRAISES = re.compile(r"(?<!\w)(?:ghi nhận|biểu dương|đánh giá cao|hoan nghênh|chúc mừng|cảm ơn)(?!\w)", re.IGNORECASE)


def _topic(node: Node) -> str:
    """The words of a heading without "Về"."""
    return re.sub(r"^về\s+", "", node.body.strip(), flags=re.IGNORECASE)
