"""Which parts of the body address somebody, and the texts under them."""

from __future__ import annotations

import re
from itertools import zip_longest

from .headings import Heading
from .markers import COUNTED, LISTED
from .model import Block
from .neighbours import name_by_neighbours
from .outline import Node, closes
from .parts import GROUPED, Parts
from .rules import Rules
from .tasks import ISSUERS, Reader, describe, intro_addressee

_HANDS = re.compile(r"(?:Giao|Yêu cầu|Đề nghị)\s")
# A body asks another in the middle of a sentence.
_ASKS = re.compile(r",\s[^;:]{0,200}?(?<!\w)(?:đề nghị|yêu cầu|giao)\s+")


class BlockFinder:
    """Finds the blocks of one section's tree."""

    def __init__(self, rules: Rules, reader: Reader, addressed: tuple[str | None, list[str]], directive: bool) -> None:
        self.rules, self.reader = rules, reader
        self.parts = Parts(rules)
        self.headings, self.heading = self.parts.headings, self.parts.heading
        self.addressed = addressed
        self.directive = directive
        self._duties: set[int] = set()

    def find(self, root: Node) -> list[Block]:
        """Return the blocks of the section, in order."""
        duties = self.parts.duty_parts(root)
        self._duties = {id(part) for part in duties}
        blocks = self._assigned(root) if duties and not self.directive else self._search(root)
        if blocks:
            return blocks
        if not self.directive:
            return self._led_paragraphs(root)
        return self._topical(root) or self._led_paragraphs(root) or self._dashes(root) or self._requests(root)

    def _assigned(self, node: Node) -> list[Block]:
        """A plan's part gives blocks when it is headed so, or when bodies head most items of its list."""
        if id(node) in self._duties:
            return self.of_part(node)
        counted = [child for child in node.children if child.kind in GROUPED and id(child) not in self._duties]
        headed = [child for child in counted if self.heading(child).form == "unit"]
        if len(headed) >= 2 and len(headed) >= 0.6 * len(counted):
            return self._group(node, node.children)
        blocks: list[Block] = []
        for child in node.children:
            below = [] if self.parts.looks_back(child) else self._assigned(child)
            if not below and child in counted and self._given(child) and _HANDS.match(child.body):
                below = [self._block(child, (None, []))]
            blocks.extend(below)
        return blocks

    def of_part(self, part: Node) -> list[Block]:
        """The blocks of a part: its numbered children; failing them, the bodies its dashes and paragraphs name."""
        counted = [child for child in part.children if child.kind in GROUPED]
        if len(counted) == 1 and self.heading(counted[0]).form in {"topic", "plain"} and self._container(counted[0]):
            return self.of_part(counted[0])
        if counted:
            return self._group(part, part.children)
        return self._led_paragraphs(part)

    # -- lists of addressees ------------------------------------------------------------------------------------------

    def _search(self, node: Node) -> list[Block]:
        """The first level, from the top, on which items name bodies."""
        if id(node) in self._duties:
            return self.of_part(node)
        blocks: list[Block] = []
        counted = [child for child in node.children if child.kind in GROUPED and not self.parts.no_duty(child)]
        name_by_neighbours(self.parts, counted)
        named = [child for child in counted if self._names_somebody(child)]
        if named and (len(named) >= 0.3 * len(counted) or len(named) >= 3):
            return self._group(node, node.children)
        found = [(child, self._search(child)) for child in node.children]
        ahead = [(child, below) for child, below in found if not self.parts.looks_back(child)]
        if any(below for _child, below in ahead):
            found = ahead
        else:
            found = [(child, below) for child, below in found if (child, below) in ahead or self.parts.orders(child)]
        inner = any(below for _child, below in found)
        default = self._default(node)
        for child, below in found:
            if not below and inner and self.directive and child in counted and self.parts.orders(child):
                below = self._topical(child) if self._gathers_topics(child) else [self._block(child, default)]
            blocks.extend(below)
        return [block for block in blocks if block.tasks]

    def _names_somebody(self, node: Node) -> bool:
        heading = self.heading(node)
        told = heading.form == "topic" and bool(heading.leads) and self.directive
        return heading.form in {"unit", "order"} or told or self._on_topic(node)

    def _on_topic(self, node: Node) -> bool:
        """ "1. Về phát triển sản phẩm: a) Giao Sở X ...; b) UBND các xã ...": a topic whose points are orders."""
        if not self.directive or not node.body.startswith("Về ") or self.heading(node).form not in {"topic", "plain"}:
            return False
        return any(child.kind in COUNTED and self.heading(child).form == "order" for child in node.children)

    def _group(self, parent: Node, children: list[Node]) -> list[Block]:
        """The items of one list, each a block; items that only gather bodies are opened."""
        blocks: list[Block] = []
        default = self._default(parent)
        name_by_neighbours(self.parts, [child for child in children if child.kind in GROUPED])
        for child in children:
            if id(child) in self._duties:
                blocks.extend(self.of_part(child))
            elif child.kind in GROUPED and not self.parts.no_duty(child) and not self.parts.remark(child):
                if self._gathers_topics(child):
                    blocks.extend([] if self.parts.looks_back(child) else self._topical(child))
                elif self._container(child):
                    blocks.extend(self._group(child, child.children))
                else:
                    blocks.extend(self._with_orders_after(child, default))
            elif child.kind == "caps" and self.directive and blocks and not self.parts.looks_back(child):
                blocks.extend(self._under_capitals(child))
            elif child.kind == "text" and blocks and self._given(child):
                blocks.append(self._block(child, (None, [])))
            elif child.kind == "text" and blocks and not closes(child.body, self.rules):
                describe(blocks[-1], self.reader, [(child, 0)], default)
        return [block for block in blocks if block.tasks]

    def _under_capitals(self, node: Node) -> list[Block]:
        """What stands under a line in capitals between the items: its blocks, and a list that names nobody."""
        first = next((index for index, child in enumerate(node.children) if child.kind not in LISTED), None)
        listed = node.children[:first]
        if not listed or self.heading(listed[0]).leads or not self._directs(node, listed):
            return self._search(node)
        assert listed[0].paragraph is not None
        block = Block(None, None, [], [], listed[0].paragraph.start, listed[-1].end)
        describe(block, self.reader, [(child, 0) for child in listed], (None, []))
        return [block, *self._search(node)]

    def _given(self, node: Node) -> bool:
        heading = self.heading(node)
        return heading.form in {"unit", "order"} and heading.given and not closes(node.body, self.rules)

    def _container(self, node: Node) -> bool:
        """Whether an item only gathers bodies: "1. Các sở, ngành: a) Sở Tài chính: ... b) Sở Công Thương: ..."."""
        counted = [child for child in node.children if child.kind in GROUPED]
        if not counted:
            return False
        heading = self.heading(node)
        if heading.form == "order" or (heading.form == "unit" and not self._gathers(heading)):
            return False
        if heading.form in {"topic", "plain"} and len(node.body) > 200 and not node.body.rstrip().endswith(":"):
            return False
        topic = heading.form in {"topic", "plain"} and node.body.startswith("Về ")
        headed = [child for child in counted if self._heads(child) and (not topic or self._is_list(child))]
        return len(headed) >= max(1, 0.6 * len(counted))

    def _gathers_topics(self, node: Node) -> bool:
        return self.directive and self.parts.holds_topics(node)

    def _gathers(self, heading: Heading) -> bool:
        units = self.headings.units
        return bool(heading.leads) and all(units.is_group(name) for name in heading.leads)

    def _is_list(self, node: Node) -> bool:
        """Whether a point stands for a body with texts of its own, not for one text of a topic."""
        return bool(node.children) or self.heading(node).form == "unit"

    def _heads(self, node: Node) -> bool:
        """Whether a child is a heading of its own: a body and a colon, or a body and a list."""
        heading = self.heading(node)
        if heading.form == "unit":
            return True
        return heading.form == "order" and (heading.given or bool(node.children))

    def _default(self, parent: Node) -> tuple[str | None, list[str]]:
        """Whom the sentence before the list addresses."""
        before: str | None = None
        for child in parent.children:
            if child.kind in GROUPED:
                break
            if child.kind == "text":
                before = child.body
        if before is None and parent.body.rstrip().endswith(":"):
            before = parent.body
        if before:
            found = intro_addressee(before, self.rules)
            if found[0]:
                return found
        return self.addressed

    # -- one block ----------------------------------------------------------------------------------------------------

    def _with_orders_after(self, node: Node, default: tuple[str | None, list[str]]) -> list[Block]:
        """A block, and the unnumbered "Giao Sở X ..." paragraphs that follow its lists as blocks of their own."""
        marked = any(child.kind != "text" for child in node.children)
        if not marked and self._hands_over(node):
            last = node.children.pop()
            return [self._block(node, default), self._block(last, (None, []))]
        extra = [child for child in node.children if child.kind == "text" and marked and self._given(child)]
        last_marked = max((index for index, child in enumerate(node.children) if child.kind != "text"), default=-1)
        extra = [child for child in extra if node.children.index(child) > last_marked]
        for child in extra:
            node.children.remove(child)
        return [self._block(node, default), *(self._block(child, (None, [])) for child in extra)]

    def _hands_over(self, node: Node) -> bool:
        """Whether the last plain paragraph under a body gives a duty to another: "Giao Văn phòng ... theo dõi"."""
        heading = self.heading(node)
        own = len(node.children) - (heading.text_at is None)
        if heading.form not in {"unit", "order"} or own < 1 or not _HANDS.match(node.children[-1].body):
            return False
        return self._given(node.children[-1]) and not set(self.heading(node.children[-1]).leads) & set(heading.leads)

    def _block(self, node: Node, default: tuple[str | None, list[str]]) -> Block:
        heading = self.heading(node)
        paragraph = node.paragraph
        assert paragraph is not None
        block = Block(
            no=node.label,
            addressee=heading.addressee,
            leads=list(heading.leads),
            tasks=[],
            start=paragraph.start,
            end=node.end,
            heading=self._heading_words(node, heading),
        )
        if heading.form == "order" and not node.body.rstrip().endswith(":") and self._leads_in(node, heading):
            words = node.body[self.headings.assigning_end(node.body) :].strip(" .;:")
            block.addressee, block.leads = words, [words] if len(block.leads) == 1 else block.leads
        texts: list[tuple[Node, int]] = []
        if heading.text_at is not None and not self._leads_in(node, heading):
            texts.append((node, heading.text_at))
        elif heading.text_at is not None and heading.form != "plain":
            block.lead_in = paragraph.body[heading.text_at :].strip()
        for child, following in zip_longest(node.children, node.children[1:]):
            if self._closes(child, node):
                continue
            if following and not block.addressee and self.parts.only_tells(child, following):
                block.lead_in = child.body.strip()
                continue
            if child.kind == "text" and child.body.rstrip().endswith(":") and following and following.kind in LISTED:
                block.lead_in = child.body.strip()
            else:
                texts.append((child, 0))
        if not texts and heading.given and heading.form == "unit" and not node.body.rstrip().endswith(":"):
            texts.append((node, 0))
        describe(block, self.reader, texts, default)
        return block

    def _closes(self, child: Node, node: Node) -> bool:
        return (
            child.kind == "text"
            and child is node.children[-1]
            and child.body.rstrip().endswith("./.")
            and closes(child.body, self.rules)
        )

    def _heading_words(self, node: Node, heading: Heading) -> str | None:
        if heading.text_at is None or self._leads_in(node, heading):
            return node.body.strip(" :")
        return node.body[: heading.text_at].strip(" :") or None

    def _leads_in(self, node: Node, heading: Heading) -> bool:
        """Whether the words of the item only lead to the list under it and are no text."""
        if not node.children:
            return False
        body = node.body.rstrip()
        if body.endswith(":"):
            return True
        if body.endswith((".", ";")):
            return False
        return (heading.form in {"plain", "topic"} and len(body) < 200) or (heading.form == "order" and len(body) < 120)

    # -- lists without numbers ----------------------------------------------------------------------------------------

    def _led_paragraphs(self, node: Node) -> list[Block]:
        """Dashes or paragraphs that each name a body: blocks without a number."""
        name_by_neighbours(self.parts, [child for child in node.children if child.kind in LISTED], LISTED)
        led = [child for child in node.children if child.kind in LISTED | {"text"} and self._is_led(child)]
        if (led or self._told_in_prose(node)) and (node.kind != "root" or self.directive):
            return self._from_led(node)
        blocks: list[Block] = []
        for child in node.children:
            if child.kind not in LISTED | {"text"}:
                blocks.extend(self._led_paragraphs(child))
        return blocks

    def _told_in_prose(self, node: Node) -> bool:
        """Whether paragraphs behind "... kết luận như sau:" tell bodies what to do, none of them with "Giao" first."""
        opened = False
        for child in node.children:
            if opened and self._orders_at_head(child) and not self.parts.remark(child):
                return self.directive
            opened = opened or (child.kind == "text" and child.body.rstrip().endswith(":"))
        return False

    def _is_led(self, node: Node) -> bool:
        heading = self.heading(node)
        if node.kind == "text" and closes(node.body, self.rules):
            return False
        if node.kind == "text":
            return bool(heading.leads) and (heading.given or heading.form == "unit")
        return heading.form in {"unit", "order"}

    def _orders_at_head(self, node: Node) -> bool:
        """Whether an unnumbered paragraph begins with a body and a verb."""
        heading = self.heading(node)
        ordered = node.kind == "text" and heading.form == "order" and not closes(node.body, self.rules)
        return ordered and not ISSUERS.match(node.body) and not node.body.rstrip().endswith(":")

    def _from_led(self, node: Node) -> list[Block]:
        blocks: list[Block] = []
        default = self._default(node)
        opened = node.body.rstrip().endswith(":")
        for child in node.children:
            if child.kind not in LISTED | {"text"}:
                continue
            if child.kind == "text" and self.parts.remark(child):
                continue
            opened = opened or child.body.rstrip().endswith(":")
            if self._is_led(child) or ((blocks or opened) and self._orders_at_head(child)):
                blocks.append(self._block(child, default))
            elif blocks and child.kind == "text" and self.parts.orders(child):
                blocks.append(self._block(child, (None, [])))
            elif blocks and not closes(child.body, self.rules):
                describe(blocks[-1], self.reader, [(child, 0)], default)
                blocks[-1].end = max(blocks[-1].end, child.end)
        return [block for block in blocks if block.tasks]

    def _requests(self, root: Node) -> list[Block]:
        """A letter whose only duty stands inside a paragraph: "Căn cứ ..., Sở X đề nghị UBND các xã báo cáo ..."."""
        blocks: list[Block] = []
        for node in root.walk():
            body = node.body
            if node.kind != "text" or body.rstrip().endswith(":") or closes(body, self.rules):
                continue
            for match in _ASKS.finditer(body[:4000]):
                names, end = self.headings.units.listing(body, match.end())
                if names and self.rules.verbs.match(body, end + 1):
                    assert node.paragraph is not None
                    addressee = " ".join(body[match.end() : end].split())
                    block = Block(None, addressee, names, [], node.paragraph.start, node.end)
                    describe(block, self.reader, [(node, 0)], (None, []))
                    block.tasks[0].lead = names[0] if len(names) == 1 else addressee
                    blocks.append(block)
                    break
        return blocks

    def _topical(self, root: Node) -> list[Block]:
        """A directive whose numbered items are topics: every item of its highest list is a block."""
        level = [root]
        while level:
            for node in level:
                counted = [child for child in node.children if child.kind in GROUPED and not self.parts.no_duty(child)]
                orders = sum(self.parts.orders(child) for child in counted)
                several = len(counted) >= 2 or (len(counted) == 1 and orders == 1)
                if several and (orders >= 0.3 * len(counted) or self._directs(node, counted)):
                    return self._group(node, node.children)
            level = [child for node in level for child in node.children]
        return []

    def _dashes(self, root: Node) -> list[Block]:
        """A directive with dashes only: one block addressed as the sentence before them says."""
        for node in root.walk():
            listed = [child for child in node.children if child.kind in LISTED]
            if len(listed) < 2 or not listed[0].paragraph or not self._directs(node, listed):
                continue
            addressee, leads = self._dash_default(node, listed[0])
            start = listed[0].paragraph.start
            block = Block(None, addressee, list(leads), [], start, listed[-1].end)
            describe(block, self.reader, [(child, 0) for child in listed], (addressee, leads))
            return [block]
        return []

    def _directs(self, node: Node, items: list[Node]) -> bool:
        """Whether a list without names of bodies tells somebody to do something: its items begin with verbs."""
        verbs = self.rules.verb_starts
        bodies = [item.body.partition(": ")[2] or item.body for item in items]
        begin = sum(1 for body, item in zip(bodies, items, strict=True) if verbs.match(body) or verbs.match(item.body))
        inner = sum(1 for item in items if any(verbs.match(child.body) for child in item.children))
        return begin + inner >= 0.5 * len(items)

    def _dash_default(self, node: Node, first: Node) -> tuple[str | None, list[str]]:
        before = [child for child in node.children[: node.children.index(first)] if child.kind == "text"]
        if before:
            found = intro_addressee(before[-1].body, self.rules)
            if found[0]:
                return found
        return self.addressed
