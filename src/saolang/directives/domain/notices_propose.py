"""From what was read to what a person is asked to confirm: bodies of today, dates, topics, repeats, own rules."""

from __future__ import annotations

import copy
import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _

from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.text import fold_vi
from saolang.core.workdays import WorkCalendar
from saolang.rulebook.queries import provincial_setting

from ..addressing import Addressing, group_of, resolve
from ..enums import DeadlineType, Period, Scope, TaskKind
from ..models import Notice, Task, Topic
from ..similar import Earlier
from . import notices_draft as drafts
from .notices_draft import Draft
from .notices_rules import SUPPORT, ProvinceRules, suggest_topic

BIG_GROUP = ("communes", "departments", "members", "rest")
_VAGUE = re.compile(r"\b(co lien quan|lien quan|chuc nang|nganh duoc giao)\b")
_PERIODS = (
    (Period.MONTH, re.compile(r"hang thang|hang tuan|dinh ky thang")),
    (Period.QUARTER, re.compile(r"hang quy|moi quy|dinh ky quy")),
    (Period.HALF, re.compile(r"(?:06|6|sau) thang")),
    (Period.YEAR, re.compile(r"hang nam|moi nam")),
)


def propose(notice: Notice) -> Draft:
    """Make the first draft of a notice from its reading and the rules of its province."""
    rules = ProvinceRules(notice.province)
    data = notice.reading
    draft: Draft = {"blocks": [], "left_out": [], "next": 1}
    topics = list(Topic.objects.all())
    earlier = Earlier(earlier_tasks(notice))
    for read in data.get("blocks", []):
        block: Draft = {
            "key": drafts.new_key(draft, "m"),
            "no": (read.get("no") or "")[:20],
            "addressee": read.get("addressee") or "",
            "leads": list(read.get("leads") or []),
            "tasks": [],
            "start": read.get("start"),
            "end": read.get("end"),
        }
        draft["blocks"].append(block)
        for item in read.get("tasks", []):
            task = _task(draft, item, rules, topics, earlier)
            words = rules.is_no_task(task["text"])
            if words:
                reason = _("Theo quy tắc của tỉnh: “%(words)s” không phải nhiệm vụ.") % {"words": words}
                draft["left_out"].append({"task": task, "block": block["key"], "reason": str(reason)})
            else:
                block["tasks"].append(task)
    address(draft, notice, rules)
    rules.count_uses()
    return draft


def _task(draft: Draft, item: Draft, rules: ProvinceRules, topics: list[Topic], earlier: Earlier) -> Draft:
    """One text as read, with what the province's rules and its own words suggest."""
    task = drafts.empty_task()
    task.update({name: copy.deepcopy(item[name]) for name in item if name in task and item[name] is not None})
    task["key"] = drafts.new_key(draft)
    task["kind"] = rules.kind_of(task["text"]) or task["kind"]
    ruled = rules.topic_of(task["text"])
    task["topic"] = ruled or suggest_topic(task["text"], topics)
    task["topic_from"] = "rule" if ruled else "words" if task["topic"] else ""
    day = task["deadline"].get("date")
    if day:
        task["due_on"], task["due_from"] = day, "text"
    if task["kind"] == TaskKind.STANDING:
        task["period"] = period_of(task["text"])
    task["repeat_choices"] = [[row.key, row.score] for row in earlier.alike(task["text"])]
    return task


def period_of(text: str) -> str:
    """How often a standing duty is reported: as its words say, else as the province has set."""
    folded = fold_vi(text)
    found = next((period.value for period, pattern in _PERIODS if pattern.search(folded)), "")
    return found or str(provincial_setting("directive_standing_period"))


def earlier_tasks(notice: Notice) -> list[tuple[int, str]]:
    """Texts that the province has handed out before, the latest first."""
    rows = Task.objects.filter(province=notice.province_id, parent__isnull=True).order_by("-pk")
    if notice.pk:
        rows = rows.exclude(notice=notice.pk)
    return list(rows.values_list("pk", "text")[:5000])


def address(draft: Draft, notice: Notice, rules: ProvinceRules | None = None, *, only_rest: bool = False) -> None:
    """Resolve addressees to bodies of today; tasks whose bodies a person has set are left alone.

    "Các thành viên còn lại" comes last, without those who lead a text elsewhere. ``only_rest`` does that part alone.
    """
    rules = rules or ProvinceRules(notice.province)
    finder = _Finder(notice, rules)
    pairs = list(drafts.tasks_of(draft))
    rest = [pair for pair in pairs if pair[1]["scope"] == Scope.REST_OF]
    if not only_rest:
        for block, task in pairs:
            if task["scope"] != Scope.REST_OF and not task["by_hand"]:
                finder.fill(block, task, frozenset())
    taken = frozenset(row["body"] for _block, task in pairs if task["scope"] != Scope.REST_OF for row in task["leads"])
    for block, task in rest:
        if not task["by_hand"]:
            finder.fill(block, task, taken)


class _Finder:
    """Asks addressing once for each set of words of a document."""

    def __init__(self, notice: Notice, rules: ProvinceRules) -> None:
        self.notice, self.rules = notice, rules
        self.today = clock.today()
        self.known: dict[tuple[tuple[str, ...], frozenset[int]], Addressing] = {}

    def ask(self, texts: tuple[str, ...], taken: frozenset[int]) -> Addressing:
        key = (texts, taken)
        if key not in self.known:
            self.known[key] = resolve(
                list(texts),
                province=self.notice.province,
                committee=self.notice.committee,
                place=self.notice.reading.get("place") or "",
                taken=taken,
                on=self.today,
                document_on=self.notice.document.issued_on,
            )
        for text in texts:
            self.rules.note_addressee(text)
        return self.known[key]

    def fill(self, block: Draft, task: Draft, taken: frozenset[int]) -> None:
        """Leads, supports, groups that only stand in the text, and what nobody could place."""
        found = self.ask(lead_texts(block, task), taken)
        task["leads"] = [_row(item) for item in found.found]
        named = [item for item in found.unknown if self.rules.bodies_for(SUPPORT, item.text) != []]
        unknown = [_unknown(item, "lead") for item in named]
        led = {row["body"] for row in task["leads"]}
        task["supports"], task["groups"] = [], []
        for text in task["support"]:
            self._support(text, task, led, unknown)
        task["unknown"] = unknown

    def _support(self, text: str, task: Draft, led: set[int], unknown: list[Draft]) -> None:
        ruled = self.rules.bodies_for(SUPPORT, text)
        if ruled is not None:
            rows = [{"body": pk, "as": text, "why": str(_("Theo quy tắc đọc của tỉnh"))} for pk in ruled]
        elif is_group(text):
            task["groups"].append(text)
            return
        else:
            found = self.ask((text,), frozenset())
            rows = [_row(item) for item in found.found]
            unknown += [_unknown(item, "support") for item in found.unknown]
        have = led | {row["body"] for row in task["supports"]}
        task["supports"] += [row for row in rows if row["body"] not in have]


def add_group(task: Draft, words: str, notice: Notice) -> int:
    """Give supporting shares to the bodies of a group that stood in the text only; return how many."""
    found = _Finder(notice, ProvinceRules(notice.province)).ask((words,), frozenset())
    have = {row["body"] for row in (*task["leads"], *task["supports"])}
    new = [_row(item) for item in found.found if item.body.pk not in have]
    if new:
        task["supports"] += new
        task["groups"].remove(words)
        task["by_hand"] = True
    return len(new)


def is_group(text: str) -> bool:
    """Whether supporting words name no single body: "các sở, ngành", "các cơ quan, đơn vị có liên quan".

    Such groups stay in the text. They get shares only when a person names their bodies: nobody works better for
    finding fifty "phối hợp" on the list because a notice said "các ngành liên quan".
    """
    return group_of(text) in BIG_GROUP or bool(_VAGUE.search(fold_vi(text))) or fold_vi(text).startswith("cac ")


def lead_texts(block: Draft, task: Draft) -> tuple[str, ...]:
    """Printed words that name who leads a text: its own where it names one, else those of its block."""
    lead = task.get("lead")
    leads = [text for text in block["leads"] if text]
    if lead and lead not in leads and not any(lead in text or text in lead for text in leads):
        return (lead,)
    if leads:
        return tuple(leads)
    words = lead or block["addressee"]
    return (words,) if words else ()


def _row(item: Any) -> Draft:
    return {"body": item.body.pk, "as": item.addressed_as, "why": item.why}


def _unknown(item: Any, share: str) -> Draft:
    return {
        "text": item.text, "share": share, "reason": item.reason, "near": [body.pk for body in item.suggestions],
        "proposal": item.proposal,
    }  # fmt: skip


def suggested_due(task: Draft, on: dt.date, calendar: WorkCalendar | None = None) -> dt.date | None:
    """The date offered where the text names none; it counts only once a person has taken it."""
    if task["due_on"] or task["kind"] != TaskKind.ONE_OFF:
        return None
    urgent = task["deadline"]["type"] == DeadlineType.URGENT
    days = int(provincial_setting("directive_urgent_days" if urgent else "directive_default_days", on))
    return (calendar or WorkCalendar.load()).add_working_days(on, days).date


def bodies_by_key(draft: Draft) -> dict[int, Organisation]:
    """Every body that a draft names, in one query."""
    keys: set[int] = set()
    for _block, task in drafts.tasks_of(draft):
        keys |= {row["body"] for row in (*task["leads"], *task["supports"])}
        keys |= {pk for row in task["unknown"] for pk in row.get("near", ())}
    rows = Organisation.objects.filter(pk__in=keys).select_related("unit", "successor")
    return {body.pk: body for body in rows}
