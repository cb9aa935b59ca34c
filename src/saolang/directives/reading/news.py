"""A news item about a meeting: no number, no title line; the paragraphs in which somebody is told to do something."""

from __future__ import annotations

import re

from .dates import deadline_of
from .header import Head
from .leads import told_further
from .model import Block
from .outline import Node
from .paragraphs import Paragraph
from .rules import Rules
from .tasks import Reader, describe
from .units import Units, units_for

_TOLD = re.compile(
    r"(?<!\w)(?P<verb>chỉ đạo|yêu cầu|đề nghị|giao nhiệm vụ cho|giao cho|giao|lưu ý|chỉ đạo giao)(?:\s+|:\s+)(?=\w)"
    r"|(?<!\w)(?:đề ra|xác định|thống nhất) (?:một số |các )?nhiệm vụ"
)
_NOT_TOLD = re.compile(
    r"(?:phát biểu|ý kiến|sự|ban|công tác|văn bản|chuyển|bàn|theo"
    r"|lãnh đạo,|các|những|đáp ứng|tinh thần)\s+$",
    re.IGNORECASE,
)
# After the first such paragraph, a body and one of these verbs tell it to do something.
_GOES_ON = re.compile(
    r"\s*,?\s*(?:căn cứ[^,]{0,80},\s*)?(?:chủ trì|phối hợp|tiếp tục|tăng cường|đẩy mạnh|hướng dẫn|rà soát|chỉ đạo"
    r"|tham mưu|khẩn trương|tập trung|cần|phải|chủ động|sớm)(?!\w)"
)
_ASIDE = re.compile(
    r"(?:Ảnh|Tin|Tin, ảnh|Tin ảnh|Nguồn|Lượt xem|Tác giả|Bài, ảnh|Bài và ảnh|»|Ngày đăng|Cập nhật)\b|.*»"
)


_RELATED = re.compile(
    r"(?:Các )?(?:tin|bài viết|tin tức|bài) (?:cùng chuyên mục|liên quan|khác|mới hơn|cũ hơn|đã đưa|mới nhất"
    r"|đọc nhiều)\s*:?",
    re.IGNORECASE,
)


def is_news(head: Head) -> bool:
    """Whether the text is no administrative document: neither number nor title line nor date line."""
    document = head.document
    if document.symbol or head.kind_at is not None:
        return False
    first = head.paragraphs[:40]
    return not any(item.text.startswith(("Kính gửi", "Nơi nhận")) for item in [*first, *head.paragraphs[-30:]])


def without_related(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The item alone, without the list of other items below it."""
    for index, item in enumerate(paragraphs):
        if index > 2 and _RELATED.fullmatch(item.text):
            return paragraphs[:index]
    return paragraphs


def news_title(paragraphs: list[Paragraph]) -> str | None:
    """The first line that is no breadcrumb."""
    for item in paragraphs[:8]:
        if item.noise or _ASIDE.match(item.text):
            continue
        return item.text if len(item.text) < 400 else None
    return None


def news_block(paragraphs: list[Paragraph], reader: Reader, rules: Rules, title: str | None) -> list[Block]:
    """One block without number and addressee."""
    units, verbs = units_for(rules), rules.verbs
    told: list[tuple[Paragraph, list[str]]] = []
    for item in paragraphs:
        if item.noise or item.text == title or len(item.text) <= 40 or _ASIDE.match(item.text):
            continue
        leads = _told(item.text, units, verbs)
        if leads is None and told:
            leads = _told_next(item.text, reader)
        if leads:
            leads = list(dict.fromkeys([*leads, *told_further(item.text, reader, news=True)]))
        if leads is not None:
            told.append((item, leads))
    visible = [item for item in paragraphs if not item.noise]
    if not visible:
        return []
    start, end = (told[0][0].start, told[-1][0].end) if told else (visible[0].start, visible[-1].end)
    block = Block(None, None, [], [], start, end)
    describe(block, reader, [(Node("text", item), 0) for item, _leads in told], (None, []))
    for task, (_item, leads) in zip(block.tasks, told, strict=True):
        task.lead = leads[0] if len(leads) == 1 else "; ".join(leads) or None
        task.kind = reader.kind(_order(task.text, leads))
        task.scope = reader.scope(leads, task.lead)
    return [block]


def _told_next(text: str, reader: Reader) -> list[str] | None:
    """After the first such paragraph: "Giao Sở X ...", "Sở Y chủ trì ...", "Sở Z tổ chức ... trong quý II"."""
    assigned = reader.rules.starting("assigning").match(text)
    names, end = reader.units.listing(text, assigned.end() + 1 if assigned else 0)
    if not names:
        return None
    if _GOES_ON.match(text, end):
        return names
    verb = reader.rules.verbs.match(text, end + 1)
    if verb is None or verb.group() in {"đã", "được", "là", "sẽ", "chưa", "không"}:
        return None
    dated = deadline_of(text, reader.issued, reader.rules).type not in {"none", "urgent"}
    return names if assigned or dated else None


def _order(text: str, leads: list[str]) -> str:
    """The words after the name of the body that is told to do something."""
    if not leads:
        return text
    return text[text.find(leads[-1]) + len(leads[-1]) :].strip(" ,:")


def _told(text: str, units: Units, verbs: re.Pattern[str]) -> list[str] | None:
    """Return who is told to do something (an empty list: nobody by name), None when nobody is told anything."""
    for match in _TOLD.finditer(text):
        if _NOT_TOLD.search(text[max(0, match.start() - 14) : match.start()]):
            continue
        if match["verb"] is None:
            return []
        names, _end = units.listing(text, match.end())
        if names:
            return names
        if match["verb"] != "giao" and verbs.match(text, match.end()):
            return []
    return None
