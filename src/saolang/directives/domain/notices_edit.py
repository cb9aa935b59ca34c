"""What a person does to the draft, one act at a time; every act is saved against the version that the page showed."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.accounts.domain.organisations import create_organisation
from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError, Problems
from saolang.core.text import normalize_line

from ..enums import Scope, TaskKind
from ..models import Notice, Task, Topic
from ..states.notices import NOTICE
from ..words import key_of
from . import notices_draft as drafts
from .notices import save_draft
from .notices_draft import Draft
from .notices_propose import add_group, address, period_of, suggested_due
from .notices_rules import ADDRESSEE, KIND, NOT_A_TASK, SUPPORT, TOPIC, remember

__all__ = [
    "add_block", "add_task", "assign", "edit_task", "leave_out", "make_body", "merge_next", "put_back", "split_task",
    "take_suggested_dates",
]  # fmt: skip


def edit_task(
    notice: Notice,
    key: str,
    changes: dict[str, Any],
    *,
    actor: Any,
    expected_version: int | None = None,
    leads: Sequence[int] | None = None,
    supports: Sequence[int] | None = None,
    groups: Iterable[str] = (),
    keep: Iterable[str] = (),
) -> Notice:
    """Change a task: its fields, who leads and supports it. ``groups`` are supporting groups of the text whose bodies
    are to get shares after all. ``keep`` names corrections to remember for the province ("kind", "topic", "support");
    they are remembered only where something was changed.
    """

    def act(draft: Draft) -> str:
        _known(notice, draft, key, changes)
        before = drafts.edit_task(draft, key, changes)
        task = drafts.task_of(draft, key)
        if task["kind"] == TaskKind.STANDING and not task["period"]:
            task["period"] = period_of(task["text"])
        _set_bodies(draft, task, leads, supports)
        if task["leads"] != before["leads"]:
            address(draft, notice, only_rest=True)
        for words in groups:
            if words in task["groups"]:
                add_group(task, words, notice)
        _remember_changes(notice, before, task, set(keep), actor)
        return "edit"

    return _act(notice, act, key, actor=actor, expected_version=expected_version)


def split_task(notice: Notice, key: str, text: str, *, actor: Any, expected_version: int | None = None) -> Notice:
    """Make several tasks of one, a line each."""

    def act(draft: Draft) -> str:
        drafts.split_task(draft, key, text)
        return "split"

    return _act(notice, act, key, actor=actor, expected_version=expected_version)


def merge_next(notice: Notice, key: str, *, actor: Any, expected_version: int | None = None) -> Notice:
    """Join a task with the next of its part."""

    def act(draft: Draft) -> str:
        drafts.merge_next(draft, key)
        return "merge"

    return _act(notice, act, key, actor=actor, expected_version=expected_version)


def leave_out(
    notice: Notice, key: str, reason: str, *, actor: Any, expected_version: int | None = None, keep_words: str = ""
) -> Notice:
    """Take a task out, with a reason; ``keep_words`` are remembered as words that hand out nothing."""

    def act(draft: Draft) -> str:
        task = drafts.leave_out(draft, key, reason)
        if keep_words:
            if not key_of(task["text"]).startswith(key_of(keep_words)):
                raise DomainError.of(
                    "words_elsewhere", _("Chữ để nhớ phải là chữ mở đầu của việc này."), where="keep_words"
                )
            remember(province=notice.province, kind=NOT_A_TASK, words=keep_words, value={}, actor=actor, notice=notice)
        address(draft, notice, only_rest=True)
        return "leave_out"

    return _act(notice, act, key, actor=actor, expected_version=expected_version)


def put_back(notice: Notice, key: str, *, actor: Any, expected_version: int | None = None) -> Notice:
    """Put back a task that was left out."""

    def act(draft: Draft) -> str:
        drafts.put_back(draft, key)
        address(draft, notice, only_rest=True)
        return "put_back"

    return _act(notice, act, key, actor=actor, expected_version=expected_version)


def add_task(
    notice: Notice, block: str, words: str, *, actor: Any, expected_version: int | None = None
) -> tuple[Notice, str]:
    """Add a task of words of the document, or of words that a person typed; return its key too."""
    made: list[str] = []

    def act(draft: Draft) -> str:
        made.append(drafts.add_task(draft, block, words, notice.text)["key"])
        return "add"

    return _act(notice, act, "", actor=actor, expected_version=expected_version), made[0]


def add_block(
    notice: Notice, addressee: str, words: str, *, actor: Any, expected_version: int | None = None
) -> tuple[Notice, str]:
    """Add an addressed part with its first task; its addressee is looked up like a printed one."""
    made: list[str] = []

    def act(draft: Draft) -> str:
        block = drafts.add_block(draft, addressee)
        task = drafts.add_task(draft, block["key"], words, notice.text)
        task["by_hand"] = False
        address(draft, notice)
        made.append(task["key"])
        return "add"

    return _act(notice, act, "", actor=actor, expected_version=expected_version), made[0]


def assign(
    notice: Notice,
    words: str,
    bodies: Sequence[int],
    *,
    actor: Any,
    expected_version: int | None = None,
    keep: bool = False,
    nobody: bool = False,
) -> Notice:
    """Say which bodies printed words mean, in every task that has them. ``keep`` remembers it for the province;
    ``nobody`` says that supporting words stay in the text only.
    """
    key = key_of(words)

    def act(draft: Draft) -> str:
        rows = _rows(bodies, words, str(_("Người xác nhận chọn")))
        if not rows and not nobody:
            fix = _("Chọn trong danh mục.")
            raise DomainError.of("bodies_missing", _("Chưa chọn đơn vị."), where="bodies", fix=fix)
        if not _place(draft, key, rows):
            raise DomainError.of("words_gone", _("Không còn nơi được giao nào ghi như vậy trong văn bản này."))
        address(draft, notice, only_rest=True)
        if keep:
            kind = ADDRESSEE if rows else SUPPORT
            value = {"bodies": [row["body"] for row in rows]}
            remember(province=notice.province, kind=kind, words=words, value=value, actor=actor, notice=notice)
        return "assign"

    return _act(notice, act, "", actor=actor, expected_version=expected_version, words=words)


def make_body(
    notice: Notice,
    words: str,
    *,
    kind: str,
    name: str,
    short_name: str = "",
    actor: Any,
    expected_version: int | None = None,
    keep: bool = False,
) -> Notice:
    """Enter a body that no list has yet and give it the tasks that name it, in one go."""
    with transaction.atomic():
        body = create_organisation(
            kind=kind, name=name, short_name=short_name, unit=notice.province, actor=actor, valid_from=clock.today()
        )
        return assign(notice, words, [body.pk], actor=actor, expected_version=expected_version, keep=keep)


def take_suggested_dates(
    notice: Notice, *, actor: Any, expected_version: int | None = None, keys: Iterable[str] | None = None
) -> Notice:
    """Take the suggested date of every task without one, or of those named: a suggestion counts only from here on."""
    wanted = None if keys is None else set(keys)

    def act(draft: Draft) -> str:
        for _block, task in drafts.tasks_of(draft):
            due = suggested_due(task, clock.today())
            if due is not None and (wanted is None or task["key"] in wanted):
                task["due_on"], task["due_from"] = due.isoformat(), "person"
        return "dates"

    return _act(notice, act, "", actor=actor, expected_version=expected_version)


def _act(
    notice: Notice,
    change: Callable[[Draft], str],
    key: str,
    *,
    actor: Any,
    expected_version: int | None,
    words: str = "",
) -> Notice:
    """Lock, change a copy of the draft, save it."""
    with transaction.atomic():
        fresh = lock_for_change(notice, expected_version)
        NOTICE.check(fresh, "confirm", actor)
        label = drafts.labels(fresh.draft).get(key, words[:60])
        draft = copy.deepcopy(fresh.draft)
        name = change(draft)
        return save_draft(fresh, draft, actor=actor, expected_version=fresh.version, act=name, label=label)


def _known(notice: Notice, draft: Draft, key: str, changes: dict[str, Any]) -> None:
    """Refuse references to what is not there."""
    problems = Problems()
    if changes.get("topic") and not Topic.objects.filter(pk=changes["topic"]).exists():
        problems.add("topic_unknown", _("Chủ đề này không còn trong danh mục."), where="topic")
    if changes.get("repeats"):
        earlier = Task.objects.filter(pk=changes["repeats"], province=notice.province_id)
        if not earlier.exists():
            problems.add("repeat_unknown", _("Không tìm thấy việc đã giao trước đó."), where="repeats")
    if "waits_for" in changes:
        here = {task["key"] for _block, task in drafts.tasks_of(draft)}
        changes["waits_for"] = [other for other in changes["waits_for"] if other in here and other != key]
    if changes.get("due_on"):
        try:
            dt.date.fromisoformat(changes["due_on"])
        except ValueError:
            problems.add("due_bad", _("Hạn ghi không đúng ngày."), where="due_on")
    problems.raise_if_any()


def _set_bodies(draft: Draft, task: Draft, leads: Sequence[int] | None, supports: Sequence[int] | None) -> None:
    for share, name, chosen in (("lead", "leads", leads), ("support", "supports", supports)):
        if chosen is None:
            continue
        have = {row["body"]: row for row in task[name]}
        new = [pk for pk in dict.fromkeys(chosen) if pk not in have]
        if not new and set(have) == set(chosen):
            continue
        added = {row["body"]: row for row in _rows(new, "", str(_("Người xác nhận chọn")))}
        rows = [have.get(pk) or added[pk] for pk in dict.fromkeys(chosen) if pk in have or pk in added]
        drafts.set_bodies(draft, task["key"], share, rows)
        if share == "lead" and task["scope"] == Scope.REST_OF:
            task["scope"] = Scope.EACH_OF.value


def _rows(bodies: Sequence[int], words: str, why: str) -> list[Draft]:
    found = {body.pk: body for body in Organisation.objects.filter(pk__in=bodies)}
    if set(bodies) - set(found):
        raise DomainError.of("body_unknown", _("Có đơn vị không còn trong danh mục."), where="bodies")
    return [{"body": pk, "as": words or found[pk].name, "why": why} for pk in dict.fromkeys(bodies)]


def _place(draft: Draft, key: str, rows: list[Draft]) -> int:
    """Put bodies where words were unknown; return in how many tasks."""
    count = 0
    for _block, task in drafts.tasks_of(draft):
        for row in [row for row in task["unknown"] if key_of(row["text"]) == key]:
            name = "leads" if row["share"] == "lead" else "supports"
            have = {other["body"] for other in (*task["leads"], *(task["supports"] if name == "supports" else ()))}
            task[name] = [*task[name], *(dict(new) for new in rows if new["body"] not in have)]
            task["unknown"].remove(row)
            count += 1
    return count


def _remember_changes(notice: Notice, before: Draft, task: Draft, keep: set[str], actor: Any) -> None:
    """Remember what was changed, where the person ticked it."""
    start = " ".join(normalize_line(task["text"]).split()[:4])
    if "kind" in keep and before["kind"] != task["kind"]:
        remember(
            province=notice.province, kind=KIND, words=start, value={"kind": task["kind"]}, actor=actor, notice=notice
        )
    if "topic" in keep and before["topic"] != task["topic"] and task["topic"]:
        remember(
            province=notice.province, kind=TOPIC, words=start, value={"topic": task["topic"]}, actor=actor,
            notice=notice,
        )  # fmt: skip
    if "support" in keep and before["supports"] != task["supports"]:
        added = [row["body"] for row in task["supports"] if row not in before["supports"]]
        for text in task["groups"]:
            if added:
                remember(
                    province=notice.province, kind=SUPPORT, words=text, value={"bodies": added}, actor=actor,
                    notice=notice,
                )  # fmt: skip
