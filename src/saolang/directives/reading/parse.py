"""Puts the parts together: text in, reading out."""

from __future__ import annotations

import datetime as dt
import re

from .blocks import BlockFinder
from .citations import find_citations, merged
from .figures import figures_of
from .header import Head, recipients_of
from .leads import add_further_leads
from .model import Block, Citation, Document, Figure, Reading
from .neighbours import unmarked_heads
from .news import is_news, news_block, news_title, without_related
from .outline import build, drop_closing, sections_of
from .paragraphs import Paragraph, paragraphs_of
from .rules import Rules, load_rules
from .tables import table_blocks
from .tasks import Reader
from .units import units_for

_DIRECTIVES = {
    "Thông báo",
    "Công văn",
    "Chỉ thị",
    "Công điện",
    "Kết luận",
    "Hướng dẫn",
    "Nghị quyết",
    "Quyết định",
    "Biên bản",
    None,
}
# Documents that tell what was done or ask for something: only a part headed "Phân công nhiệm vụ" gives duties.
_ACCOUNTS = {"Báo cáo", "Tờ trình"}
_BASIS = re.compile(r"Căn cứ(?!\w)")


def parse(text: str, rules: Rules | None = None) -> Reading:
    """Return what the rules read in a text. Never raises on any text."""
    rules = rules or load_rules()
    clean, paragraphs = paragraphs_of(text, rules)
    head = Head(paragraphs, rules)
    document = head.document
    reader = Reader(rules, dt.date.fromisoformat(document.date) if document.date else None)
    if is_news(head):
        paragraphs = without_related(paragraphs)
        document = Document(title=news_title(paragraphs))
        blocks = news_block(paragraphs, reader, rules, document.title)
        bases: list[str] = []
    else:
        blocks = _blocks(paragraphs, head, reader, rules)
        bases = _bases(paragraphs, blocks)
    return Reading(
        text=clean,
        document=document,
        bases=bases,
        citations=_citations(paragraphs, document),
        blocks=blocks,
        recipients=recipients_of(paragraphs),
        figures=_other_figures(paragraphs, blocks, head.ends, rules),
    )


def _blocks(paragraphs: list[Paragraph], head: Head, reader: Reader, rules: Rules) -> list[Block]:
    addressed = _letter_addressees(paragraphs, head, rules)
    directive = head.document.kind in _DIRECTIVES
    tabled, rows = table_blocks(paragraphs, reader)
    begin = _body_begin(paragraphs, head)
    running = [item for item in paragraphs[begin:] if item.start not in rows]
    sections = [drop_closing(section, rules) for section in sections_of(running)]
    trees = [build(section, rules, unmarked_heads(section, rules)) for section in sections]
    finder = BlockFinder(rules, reader, addressed, directive)
    with_duties = [tree for tree in trees if finder.parts.duty_parts(tree)]
    # What a decision or a notice attaches adds to its own duties; it does not take their place.
    if with_duties and trees[0] not in with_duties and directive and head.document.kind:
        with_duties.insert(0, trees[0])
    chosen = with_duties or ([] if head.document.kind in _ACCOUNTS else trees)
    blocks = [block for tree in chosen for block in finder.find(tree)]
    blocks = add_further_leads([block for block in blocks if block.tasks], reader)
    return sorted([*blocks, *(block for block in tabled if block.tasks)], key=lambda block: block.start)


def _body_begin(paragraphs: list[Paragraph], head: Head) -> int:
    """Where the running text begins: after the title and the list of those the letter is sent to."""
    begin = head.ends
    for index in range(begin, min(begin + 6, len(paragraphs))):
        if paragraphs[index].text.startswith("Kính gửi"):
            index += 1
            while index < len(paragraphs) and paragraphs[index].marker and paragraphs[index].marker.kind == "dash":  # type: ignore[union-attr]
                index += 1
            return index
    return begin


def _letter_addressees(paragraphs: list[Paragraph], head: Head, rules: Rules) -> tuple[str | None, list[str]]:
    """Whom a letter is sent to: they lead the items that name nobody."""
    for index, item in enumerate(paragraphs[:80]):
        if not item.text.startswith("Kính gửi"):
            continue
        names = [item.text.removeprefix("Kính gửi").strip(" :.;")]
        for following in paragraphs[index + 1 :]:
            if following.marker is None or following.marker.kind != "dash":
                break
            names.append(following.body.strip(" .;"))
        names = [name for name in names if name]
        if not names:
            return None, []
        leads = [lead for name in names for lead in (units_for(rules).listing(name)[0] or [name])]
        return "; ".join(names), leads
    return None, []


def _bases(paragraphs: list[Paragraph], blocks: list[Block]) -> list[str]:
    """The "Căn cứ" lines above the first block."""
    limit = min((block.start for block in blocks), default=None)
    bases: list[str] = []
    for item in paragraphs:
        if item.noise or (limit is not None and item.start >= limit):
            continue
        if _BASIS.match(item.body) and (item.marker is None or item.marker.kind in {"dash", "bullet"}):
            bases.append(item.body.strip().rstrip(";,.").strip())
    return bases


def _citations(paragraphs: list[Paragraph], document: Document) -> list[Citation]:
    found = [found.citation for item in paragraphs if not item.noise for found in find_citations(item.text)]
    own = f"{document.number}/{document.symbol}" if document.number and document.symbol else None
    return merged(found, own)


def _other_figures(paragraphs: list[Paragraph], blocks: list[Block], begin: int, rules: Rules) -> list[Figure]:
    """Figures of the text outside the tasks."""
    taken = sorted((task.start, task.end) for block in blocks for task in block.tasks)
    figures: list[Figure] = []
    position = 0
    for item in paragraphs[begin:]:
        if item.noise:
            continue
        while position < len(taken) and taken[position][1] <= item.start:
            position += 1
        if position < len(taken) and taken[position][0] < item.end:
            words = item.text[: max(0, taken[position][0] - item.start)]
            offset = len(item.text) - len(item.body)
            figures.extend(figures_of(words[offset:], rules))
        else:
            figures.extend(figures_of(item.body, rules))
    return figures


_SECRET = re.compile(r"(?:(?:ĐỘ|Độ|độ)\s+(?:MẬT|mật)\s*:?\s*)?(TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT)[\s.!*]*")
_SECRET_NAMED = re.compile(r"(?:ĐỘ|Độ|độ)\s+(?:MẬT|mật)\s*:?\s*(tuyệt mật|tối mật|mật)[\s.]*", re.IGNORECASE)
_FIRST_PAGE = 60


def secrecy_mark(text: str) -> str:
    """Return "Mật", "Tối mật" or "Tuyệt mật" when the document carries such a stamp, else an empty string.

    Legal: Nghị định 30/2020/NĐ-CP, Phụ lục I, phần I, mục III.2.a (the stamp stands alone in its frame).
    """
    from .clean import clean_characters, split_lines

    marks = set()
    for number, line in enumerate(split_lines(clean_characters(text))):
        for piece in (line.text, *re.split(r"\s{2,}|\|", line.text)):
            match = _SECRET.fullmatch(piece.strip(" []()|")) or _SECRET_NAMED.fullmatch(piece.strip())
            if match and (number < _FIRST_PAGE or not re.fullmatch(r"MẬT", match[1])):
                marks.add(" ".join(match[1].lower().split()))
    for mark, shown in (("tuyệt mật", "Tuyệt mật"), ("tối mật", "Tối mật"), ("mật", "Mật")):
        if mark in marks or mark.replace(" ", "") in marks:
            return shown
    return ""
