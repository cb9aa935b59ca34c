"""The tree of a document's body: parts, numbered headings, lettered points, dashes, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .header import is_recipients, is_signature
from .markers import COUNTED, LISTED, Marker
from .paragraphs import Paragraph
from .rules import Rules
from .titles import TITLE, is_capitals
from .units import Units, units_for


@dataclass
class Node:
    """A paragraph with what stands under it. The root has no paragraph."""

    kind: str
    paragraph: Paragraph | None = None
    children: list[Node] = field(default_factory=list)
    parent: Node | None = field(default=None, repr=False)

    @property
    def body(self) -> str:
        return self.paragraph.body if self.paragraph else ""

    @property
    def label(self) -> str | None:
        marker = self.paragraph.marker if self.paragraph else None
        return marker.label if marker and self.kind in COUNTED else None

    @property
    def end(self) -> int:
        last = self
        while last.children:
            last = last.children[-1]
        return last.paragraph.end if last.paragraph else 0

    def walk(self) -> Iterator[Node]:
        """This node and everything under it, in order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


_ANNEX = re.compile(
    r"(?:Phụ lục|PHỤ LỤC|DANH MỤC|Biểu(?: mẫu)?|BIỂU(?: MẪU)?|BẢNG|Mẫu số)\s*(?:số\s*)?[IVX\d]{0,5}\s*[.:]?(?:\s|$)"
)
_ATTACHED = re.compile(r"\(?\s*(?:Ban hành )?[Kk]èm theo")


# The mark of a note, glued to a word: "phiên chợ(1)", "sản phẩm[2]".
_NOTE_MARK = re.compile(r"(?<=[\w”])[(\[](\d{1,2})[)\]]")
_NOTE = re.compile(r"[(\[](\d{1,2})[)\]]\s+\S")


def _without_notes(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Leave out the notes at the foot of pages: "(1) ..." after a text in which "...(1)" is glued to a word."""
    kept: list[Paragraph] = []
    marks: set[str] = set()
    for item in paragraphs:
        note = _NOTE.match(item.text)
        if note and note[1] in marks:
            marks.discard(note[1])
            continue
        marks.update(_NOTE_MARK.findall(item.body))
        kept.append(item)
    return kept


def sections_of(paragraphs: list[Paragraph]) -> list[list[Paragraph]]:
    """Return the running text of the document and of what is attached to it, without lists, notes and signatures."""
    sections: list[list[Paragraph]] = [[]]
    open_ = True
    visible = _without_notes([item for item in paragraphs if not item.noise])
    skip_title = False
    for index, item in enumerate(visible):
        text = item.text
        if is_recipients(text) or (is_signature(text) and any(part.marker for part in sections[-1])):
            open_ = False
            continue
        if _new_part(visible, index, open_, bool(sections[-1])):
            sections.append([])
            open_ = skip_title = True
            continue
        if skip_title:
            if item.marker is None and (is_capitals(text) or _ATTACHED.match(text) or len(sections[-1]) == 0):
                if not _ATTACHED.match(text) and not is_capitals(text) and text.endswith((".", ":", ";")):
                    skip_title = False
                else:
                    continue
            skip_title = False
        if _ANNEX.match(text) and (len(text) < 40 or is_capitals(text)) and item.marker is None:
            open_ = False
        if open_:
            sections[-1].append(item)
    return [section for section in sections if section]


def _new_part(visible: list[Paragraph], index: int, open_: bool, started: bool) -> bool:
    """Whether a document that is attached to this one begins here (a plan after its decision)."""
    text = visible[index].text
    match = TITLE.match(text)
    if match is None or text.rstrip().endswith(":") or not started or visible[index].marker:
        return False
    if match.end() < len(text) and not is_capitals(text):
        return False
    near = visible[index + 1 : index + 6]
    if any(_ATTACHED.match(item.text) for item in near):
        return True
    return not open_ and any(
        item.marker and item.marker.kind in {"roman", "num", "chapter", "article"} for item in near
    )


_ASKING = re.compile(r"(?:[^\s,]+ ){0,6}?(?:yêu cầu|đề nghị)(?!\w)", re.IGNORECASE)
_BY_DAY = re.compile(
    r"(?<!\w)(?:trước|chậm nhất|muộn nhất|hoàn thành|xong)(?!\w).{0,25}?(?:(?:ngày|tháng|quý)\s+[\dIV]|\d{1,2}/\d)"
    r"|(?<!\w)trong (?:ngày|tháng|quý)\s+[\dIV]",
    re.IGNORECASE,
)
_IN_GENERAL = re.compile(
    r"(?<!\w)(?:thực hiện|triển khai|chấp hành|phản ánh|trao đổi|liên hệ|phối hợp|báo cáo|thông tin|quan tâm"
    r"|chỉ đạo)(?!\w)",
    re.IGNORECASE,
)


def closes(text: str, rules: Rules) -> bool:
    """Whether a paragraph closes the document and gives no duty: it asks nothing by a day and nothing of its own."""
    if not rules.starting("closings").match(text):
        return False
    return not _ASKING.match(text) or (not _BY_DAY.search(text) and bool(_IN_GENERAL.search(text)))


def drop_closing(section: list[Paragraph], rules: Rules) -> list[Paragraph]:
    """Take off the paragraphs at the end that close the document and give no duty."""
    assigning = re.compile(r"Giao(?!\w)")
    end = len(section)
    listed = any(item.marker for item in section)
    while end and section[end - 1].marker is None:
        text = section[end - 1].text
        if _ASKING.match(text) and _BY_DAY.search(text) and len(text) >= 60:
            break
        closed = closes(text, rules) or (text.rstrip().endswith(("./.", "./")) and listed)
        short = is_capitals(text) or (len(text) < 60 and not text.endswith((".", ";", ":")) and listed)
        if not (closed or short) or assigning.match(text):
            break
        end -= 1
    return section[:end]


def build(section: list[Paragraph], rules: Rules, heads: frozenset[int] | set[int] = frozenset()) -> Node:
    """Return the tree of a section. Levels are those of the document: the first mark seen stands highest.

    ``heads``: where unmarked lines stand that head a list as the names of bodies beside them do.
    """
    units, duties = units_for(rules), rules.starting("duty_headings")
    root = Node("root")
    stack: list[Node] = [root]
    numbered = any(item.marker and item.marker.kind in COUNTED for item in section)
    for item in section:
        kind = "unithead" if item.start in heads else _kind(item, units, duties)
        if kind == "caps" and not numbered and units.complete(item.text):
            kind = "unithead"
        if kind == "text":
            holder = _holder(stack)
            _attach(holder, Node("text", item))
            continue
        _descend(stack, kind, item.marker)
        node = Node(kind, item)
        _attach(stack[-1], node)
        stack.append(node)
    return root


def _kind(item: Paragraph, units: Units, duties: re.Pattern[str]) -> str:
    if item.marker:
        return item.marker.kind
    text = item.text
    if is_capitals(text) and 3 < len(text) < 160 and len(text.split()) > 1:
        return "caps"
    if len(text) < 60 and duties.fullmatch(text.rstrip(" :.")):
        return "caps"
    if len(text) < 200 and units.starts(text) and (text.endswith(":") or len(text) < 120) and units.complete(text):
        return "unithead"
    return "text"


_ORDER = {"part": 0, "chapter": 1, "caps": 2}


def _descend(stack: list[Node], kind: str, marker: Marker | None) -> None:
    """Pop the stack to where a paragraph of this kind belongs."""
    if kind in _ORDER:
        while len(stack) > 1 and _ORDER.get(stack[-1].kind, 9) >= _ORDER[kind]:
            stack.pop()
        return
    kinds = [node.kind for node in stack]
    if kind in kinds:
        position = kinds.index(kind)
        del stack[position:]
        return
    if kind.startswith("dotted"):
        _descend_dotted(stack, kind, marker)
        return
    if kind == "roman":
        while len(stack) > 1 and stack[-1].kind not in {*_ORDER, "article", "upper", "root"}:
            stack.pop()
    elif kind in COUNTED or kind == "unithead":
        while len(stack) > 1 and stack[-1].kind in LISTED:
            stack.pop()


def _descend_dotted(stack: list[Node], kind: str, marker: Marker | None) -> None:
    """ "5.1" stands under "5"; failing that, under whatever heading is open."""
    stem = marker.label.rsplit(".", 1)[0] if marker else ""
    for position in range(len(stack) - 1, 0, -1):
        if stack[position].label == stem:
            del stack[position + 1 :]
            return
    depth = int(kind[-1])
    while len(stack) > 1 and (
        stack[-1].kind in LISTED
        or stack[-1].kind == "letter"
        or (stack[-1].kind.startswith("dotted") and int(stack[-1].kind[-1]) >= depth)
    ):
        stack.pop()


def _holder(stack: list[Node]) -> Node:
    """The heading an unmarked paragraph belongs to."""
    for node in reversed(stack):
        if node.kind not in LISTED and node.kind != "romanlow":
            return node
    return stack[0]


def _attach(parent: Node, node: Node) -> None:
    node.parent = parent
    parent.children.append(node)
