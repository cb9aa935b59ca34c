"""The draft that a person works on: plain data, changed by small functions. No database here.

A draft is ``{"blocks": [...], "left_out": [...], "next": n}`` beside the document's data. A block has ``key``, ``no``,
``addressee``, ``leads`` and ``tasks``; a task has the fields of the reading and what was made of them: ``leads`` and
``supports`` as ``{"body", "as", "why"}``, ``unknown`` as ``{"text", "share", "reason"}``, ``due_on`` with ``due_from``
("text", "person"), ``topic``, ``repeats``, ``waits_for`` (keys of other tasks of the draft).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.problems import DomainError, Problem, Problems
from saolang.core.text import normalize, normalize_line

from ..enums import DeadlineType, Period, Scope, TaskKind

Draft = dict[str, Any]
TEXT_MAX = 6000
FIELDS = ("text", "items", "kind", "period", "scope", "due_on", "topic", "repeats", "waits_for", "keep_past")


def empty_task() -> Draft:
    """A task as nobody has read it."""
    return {
        "key": "", "text": "", "items": [], "lead": None, "support": [], "scope": Scope.ONE.value,
        "kind": TaskKind.ONE_OFF.value, "period": "", "follows": None,
        "deadline": {"type": DeadlineType.NONE.value, "text": None, "date": None}, "due_on": None, "due_from": "",
        "figures": [], "start": None, "end": None, "topic": None, "topic_from": "", "repeats": None,
        "repeat_choices": [], "waits_for": [], "leads": [], "supports": [], "groups": [], "unknown": [],
        "by_hand": False, "keep_past": False,
    }  # fmt: skip


def new_key(draft: Draft, letter: str = "v") -> str:
    """The next key of the draft; keys are never used twice."""
    number = int(draft.get("next", 1))
    draft["next"] = number + 1
    return f"{letter}{number}"


def tasks_of(draft: Draft) -> Iterator[tuple[Draft, Draft]]:
    """Every task with its block, in the order of the document."""
    for block in draft.get("blocks", []):
        for task in block["tasks"]:
            yield block, task


def find(draft: Draft, key: str) -> tuple[Draft, int]:
    """The block of a task and the place of the task in it; raises DomainError when it is gone."""
    for block in draft.get("blocks", []):
        for index, task in enumerate(block["tasks"]):
            if task["key"] == key:
                return block, index
    raise DomainError.of(
        "task_gone", _("Việc này không còn trong bản đang xác nhận."), fix=_("Tải lại trang để xem bản mới nhất.")
    )


def task_of(draft: Draft, key: str) -> Draft:
    """One task."""
    block, index = find(draft, key)
    found: Draft = block["tasks"][index]
    return found


def labels(draft: Draft) -> dict[str, str]:
    """The label of every task by its key: "4.1" is the first text of block 4."""
    found: dict[str, str] = {}
    blocks = draft.get("blocks", [])
    for place, block in enumerate(blocks, start=1):
        head = block.get("no") or (str(place) if len(blocks) > 1 else "")
        for number, task in enumerate(block["tasks"], start=1):
            found[task["key"]] = f"{head}.{number}"[:20] if head else str(number)
    return found


def edit_task(draft: Draft, key: str, changes: dict[str, Any]) -> Draft:
    """Change fields of one task; returns the task as it was. Unknown words are refused."""
    task = task_of(draft, key)
    before = copy.deepcopy(task)
    problems = Problems()
    for name, known in (("kind", TaskKind), ("scope", Scope)):
        if name in changes and changes[name] not in known.values:
            problems.add("word_unknown", _("Giá trị này không có trong danh mục."), where=name)
    if changes.get("period") and changes["period"] not in Period.values:
        problems.add("word_unknown", _("Kỳ báo cáo này không có trong danh mục."), where="period")
    if "text" in changes:
        changes["text"] = normalize(changes["text"])
        if not changes["text"]:
            problems.add("text_empty", _("Nội dung việc còn trống."), where="text", fix=_("Ghi việc hoặc bỏ việc."))
        if len(changes["text"]) > TEXT_MAX:
            problems.add("text_long", _("Nội dung một việc quá dài."), where="text", fix=_("Tách thành nhiều việc."))
    problems.raise_if_any()
    if "due_on" in changes and changes["due_on"] != task["due_on"]:
        task["due_from"] = "person" if changes["due_on"] else ""
    for name in FIELDS:
        if name in changes:
            task[name] = changes[name]
    if "topic" in changes and changes["topic"] != before["topic"]:
        task["topic_from"] = "person"
    return before


def split_task(draft: Draft, key: str, text: str) -> list[str]:
    """Make several tasks of one: each line of ``text`` is one of them. Returns the keys."""
    block, index = find(draft, key)
    old = block["tasks"][index]
    parts = [part for part in (normalize_line(line) for line in normalize(text).splitlines()) if part]
    if len(parts) < 2:
        raise DomainError.of(
            "split_needs_lines", _("Chưa tách được: nội dung chỉ có một dòng."), where="split",
            fix=_("Xuống dòng ở chỗ muốn tách; mỗi dòng là một việc."),
        )  # fmt: skip
    made, offset = [], 0
    for number, part in enumerate(parts):
        new = copy.deepcopy(old)
        new["text"], new["key"] = part, old["key"] if number == 0 else new_key(draft)
        at = old["text"].find(part, offset)
        if at >= 0 and old["start"] is not None and old["end"] - old["start"] == len(old["text"]):
            new["start"], new["end"], offset = old["start"] + at, old["start"] + at + len(part), at + len(part)
        if number:
            new["items"], new["repeats"], new["repeat_choices"] = [], None, []
        new["figures"] = [figure for figure in old["figures"] if str(figure.get("text", "")) in part]
        words = old["deadline"].get("text") or ""
        if words and words not in part and any(words in other for other in parts):
            new["deadline"] = {"type": DeadlineType.NONE.value, "text": None, "date": None}
            new["due_on"], new["due_from"] = None, ""
        made.append(new)
    block["tasks"][index : index + 1] = made
    return [task["key"] for task in made]


def merge_next(draft: Draft, key: str) -> Draft:
    """Join a task with the one that follows it in its block; bodies, items and figures are joined too."""
    block, index = find(draft, key)
    if index + 1 >= len(block["tasks"]):
        raise DomainError.of("nothing_to_merge", _("Sau việc này trong mục không còn việc nào để gộp."))
    first, second = block["tasks"][index], block["tasks"].pop(index + 1)
    first["text"] = f"{first['text']} {second['text']}".strip()
    for name in ("items", "support", "figures", "groups", "unknown"):
        first[name] = [*first[name], *(item for item in second[name] if item not in first[name])]
    led = {row["body"] for row in first["leads"]}
    for name in ("leads", "supports"):
        have = {row["body"] for row in first[name]} | (led if name == "supports" else set())
        first[name] += [row for row in second[name] if row["body"] not in have]
    if first["start"] is not None and second["end"] is not None and second["end"] > first["start"]:
        first["end"] = second["end"]
    if first["due_on"] is None and second["due_on"] is not None:
        first.update({name: second[name] for name in ("deadline", "due_on", "due_from")})
    first["waits_for"] = sorted({*first["waits_for"], *second["waits_for"]} - {first["key"], second["key"]})
    _forget_key(draft, second["key"], first["key"])
    return dict(second)


def leave_out(draft: Draft, key: str, reason: str) -> Draft:
    """Take a task out with a reason; it is kept among what was left out, and can be put back."""
    reason = normalize_line(reason)
    if not reason:
        raise DomainError.of(
            "reason_missing", _("Chưa ghi lý do bỏ việc này."), where="reason",
            fix=_("Ghi ngắn gọn, ví dụ: không phải nhiệm vụ, trùng việc khác."),
        )  # fmt: skip
    block, index = find(draft, key)
    task: Draft = block["tasks"].pop(index)
    draft.setdefault("left_out", []).append({"task": task, "block": block["key"], "reason": reason[:300]})
    _forget_key(draft, key)
    return task


def put_back(draft: Draft, key: str) -> Draft:
    """Put a task back where it was, at the place its words have in the document."""
    for index, row in enumerate(draft.get("left_out", [])):
        if row["task"]["key"] == key:
            draft["left_out"].pop(index)
            block = next((b for b in draft["blocks"] if b["key"] == row["block"]), None) or _any_block(draft)
            _insert(block, row["task"])
            task: Draft = row["task"]
            return task
    raise DomainError.of("task_gone", _("Việc này không còn trong danh sách đã bỏ."))


def add_task(draft: Draft, block_key: str, words: str, text: str) -> Draft:
    """Add a task of words that a person marked or typed; where they stand in the document is found again."""
    words = normalize(words)
    if not words:
        raise DomainError.of("text_empty", _("Chưa có nội dung việc."), where="words", fix=_("Ghi hoặc chọn chữ."))
    if len(words) > TEXT_MAX:
        raise DomainError.of("text_long", _("Nội dung một việc quá dài."), where="words")
    block = next((b for b in draft.get("blocks", []) if b["key"] == block_key), None) or _any_block(draft)
    task = empty_task()
    task["key"], task["text"], task["by_hand"] = new_key(draft), normalize_line(words), True
    task["lead"] = block["leads"][0] if block["leads"] else block["addressee"] or None
    task["start"], task["end"] = place_of(words, text) or (None, None)
    like = block["tasks"][0] if block["tasks"] else None
    if like is not None:
        for name in ("leads", "scope", "unknown"):
            task[name] = copy.deepcopy(like[name])
        task["unknown"] = [row for row in task["unknown"] if row["share"] == "lead"]
    _insert(block, task)
    return task


def add_block(draft: Draft, addressee: str) -> Draft:
    """Add an addressed part at the end, for texts that no part holds."""
    addressee = normalize_line(addressee)
    if not addressee:
        raise DomainError.of("addressee_missing", _("Chưa ghi nơi được giao."), where="addressee")
    block: Draft = {
        "key": new_key(draft, "m"), "no": "", "addressee": addressee[:500], "leads": [addressee], "tasks": [],
        "start": None, "end": None,
    }  # fmt: skip
    draft.setdefault("blocks", []).append(block)
    return block


def set_bodies(draft: Draft, key: str, share: str, rows: list[Draft]) -> None:
    """Say who leads or supports a task; what was unknown for that part is settled by it."""
    task = task_of(draft, key)
    name = "leads" if share == "lead" else "supports"
    task[name] = rows
    task["by_hand"] = True
    task["unknown"] = [row for row in task["unknown"] if row["share"] != share]
    led = {row["body"] for row in task["leads"]}
    task["supports"] = [row for row in task["supports"] if row["body"] not in led]


def place_of(words: str, text: str) -> tuple[int, int] | None:
    """Where words stand in a text, line breaks and runs of spaces aside."""
    parts = [re.escape(part) for part in words.split()]
    if not parts or len(parts) > 900:
        return None
    match = re.search(r"\s+".join(parts), text)
    return (match.start(), match.end()) if match is not None else None


def circle(draft: Draft) -> list[str]:
    """Keys of tasks that wait for each other in a circle, in order; empty when there is none."""
    waits = {task["key"]: list(task["waits_for"]) for _block, task in tasks_of(draft)}
    done: set[str] = set()

    def walk(key: str, path: list[str]) -> list[str]:
        if key in path:
            return path[path.index(key) :]
        if key in done or key not in waits:
            return []
        for other in waits[key]:
            found = walk(other, [*path, key])
            if found:
                return found
        done.add(key)
        return []

    for key in waits:
        found = walk(key, [])
        if found:
            return found
    return []


def circle_problem(draft: Draft, names: dict[str, str]) -> Problem | None:
    """The circle as a problem that names the tasks."""
    found = circle(draft)
    if not found:
        return None
    chain = " → ".join(names.get(key, key) for key in [*found, found[0]])
    return Problem(
        "circle", _("Các việc chờ nhau thành vòng: %(chain)s.") % {"chain": chain}, where=found[0],
        fix=_("Bỏ một việc phải chờ trong vòng này."),
    )  # fmt: skip


def _any_block(draft: Draft) -> Draft:
    if not draft.get("blocks"):
        raise DomainError.of(
            "block_missing", _("Chưa có mục giao việc nào."), fix=_("Thêm mục và ghi nơi được giao trước.")
        )
    block: Draft = draft["blocks"][-1]
    return block


def _insert(block: Draft, task: Draft) -> None:
    """Put a task among those of its block by its place in the document, else at the end."""
    start = task.get("start")
    if start is not None:
        for index, other in enumerate(block["tasks"]):
            if other.get("start") is not None and other["start"] > start:
                block["tasks"].insert(index, task)
                return
    block["tasks"].append(task)


def _forget_key(draft: Draft, key: str, instead: str = "") -> None:
    """Nobody waits for a task that is gone; whoever did waits for its heir."""
    for _block, task in tasks_of(draft):
        if key in task["waits_for"]:
            kept = [other for other in task["waits_for"] if other != key]
            if instead and instead != task["key"] and instead not in kept:
                kept.append(instead)
            task["waits_for"] = kept
