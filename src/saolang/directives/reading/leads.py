"""Several bodies told in one text: "Giao Sở X làm đường. Giao UBND xã Y giải phóng mặt bằng."

A paragraph stays one text. Whoever is told in a further sentence of an order leads with the first; inside a text of
another body they support it. Nobody who is told to do something is left out.
"""

from __future__ import annotations

import re

from .model import Block, Task
from .tasks import Reader

# The issuer's own voice: "Giao" anywhere, asking only where it opens a sentence.
_FURTHER = re.compile(r"(?:[.;]\s+[Gg]iao|\.\s+(?:Yêu cầu|Đề nghị))(?: cho)?\s+")
_FURTHER_IN_NEWS = re.compile(r"[.;]\s+(?:[Đđ]ồng thời,?\s+)?(?:[Gg]iao|[Yy]êu cầu|[Đđ]ề nghị)(?: cho)?\s+")


def told_further(text: str, reader: Reader, news: bool = False) -> list[str]:
    """Return the bodies told in the sentences after the first, each once, as printed."""
    found: list[str] = []
    for match in (_FURTHER_IN_NEWS if news else _FURTHER).finditer(text[:6000]):
        names, end = reader.units.listing(text, match.end())
        if names and text[end : end + 1] in {" ", ",", ":"}:
            found += [name for name in names if name not in found]
    return found


def add_further_leads(blocks: list[Block], reader: Reader) -> list[Block]:
    """Give the bodies of further sentences their place in each text."""
    for block in blocks:
        for task in block.tasks:
            told = told_further(task.text, reader)
            if told:
                _place(block, task, told, reader)
    return blocks


def _place(block: Block, task: Task, told: list[str], reader: Reader) -> None:
    heading = reader.headings.read(task.text)
    own = task.lead or ""
    new = [name for name in told if name not in block.leads and name not in own]
    inline = bool(block.heading) and task.start < block.start + len(block.heading or "") + 12
    ordered = (
        heading.given
        or (heading.form == "topic" and bool(heading.leads))
        or (inline and reader.headings.assigning_end(block.heading or "") > 0)
    )
    if not new:
        return
    if not ordered:
        task.support += [name for name in new if name not in task.support]
        return
    if len(block.tasks) == 1 and block.leads:
        block.leads += new
    task.lead = "; ".join([own, *new] if own else new)
    task.support = [name for name in task.support if name not in new]
    if task.scope == "one":
        task.scope = reader.scope(new, None)
