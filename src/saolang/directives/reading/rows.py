"""Rows of tables, those that set out duties among them: one line with bars while lines are split and joined."""

from __future__ import annotations

import re

Roles = dict[str, int]

ROLES = ("number", "text", "lead", "support", "due")
_HEADS = {
    "number": re.compile(r"(?:S?TT|Số TT|Số thứ tự|No)\.?", re.IGNORECASE),
    "support": re.compile(r".{0,30}phối hợp.{0,20}", re.IGNORECASE),
    "lead": re.compile(
        r".{0,30}chủ trì.{0,20}|(?:cơ quan|đơn vị|tổ chức)[^.]{0,20}(?:thực hiện|đầu mối|chịu trách nhiệm).{0,20}"
        r"|(?:cơ quan|đơn vị)(?:, (?:cơ quan|đơn vị|địa phương))*",
        re.IGNORECASE,
    ),
    "due": re.compile(r"(?:thời (?:hạn|gian)|tiến độ|hạn|ngày)(?: .{0,30})?", re.IGNORECASE),
    "text": re.compile(r"(?:tên |nội dung|nhiệm vụ|công việc|hoạt động|đầu việc).{0,50}", re.IGNORECASE),
}


def roles_of(cells: list[str]) -> Roles | None:
    """Return which cell of a heading row plays which part; None unless both duty and lead have a column."""
    roles: Roles = {}
    for place, cell in enumerate(cells):
        words = " ".join(cell.strip(" *").split())
        for name, pattern in _HEADS.items():
            if name not in roles and pattern.fullmatch(words):
                roles[name] = place
                break
    return roles if "text" in roles and "lead" in roles else None


def row_line(cells: list[str]) -> str:
    """A row as one line: cells parted by bars."""
    return " | ".join(" ".join(cell.replace("|", "/").split()) for cell in cells)


def is_heading_row(line: str) -> bool:
    """Whether a line with bars is the heading of a table of duties or of any numbered list in a table."""
    if line.count("|") < 2:
        return False
    cells = line.strip().strip("|").split("|")
    return roles_of(cells) is not None or (len(cells) > 2 and bool(_HEADS["number"].fullmatch(cells[0].strip(" *"))))
