"""Reads of difficulties: what waits and for whom, what is stuck and where, guidance that everybody may read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.text import sort_key_vi

from ..answerers import plain_words
from ..enums import DifficultyState
from ..models import Difficulty
from ..states.difficulties import UNANSWERED

SIMILAR = 5
KNOWN = 1000


def for_list(rows: QuerySet[Difficulty]) -> QuerySet[Difficulty]:
    """What rows of a list show, in one query."""
    return rows.select_related("raised_by", "routed_to", "topic")


def late_on(today: dt.date) -> Q:
    """Condition: the body that is asked has let its day pass."""
    return Q(state=DifficultyState.ROUTED, due_on__lt=today)


def words_condition(text: str, column: str = "search_text") -> Q:
    """Every word, with or without marks."""
    condition = Q()
    for word in plain_words(text[:200]).split()[:12]:
        condition &= Q(**{f"{column}__contains": word})
    return condition


def published() -> QuerySet[Difficulty]:
    """Guidance that everybody may read, newest first."""
    return (
        Difficulty.objects.filter(published_on__isnull=False, is_general=True)
        .exclude(state=DifficultyState.WITHDRAWN)
        .select_related("answered_by", "topic")
        .order_by("-guidance_updated_on", "-pk")
    )


def find_published(text: str = "", topic: str = "", sheet_id: str = "") -> QuerySet[Difficulty]:
    """Guidance with every word in what the public page shows, of a topic, of a set of criteria."""
    rows = published().filter(words_condition(text, "public_search_text"))
    if topic.isascii() and topic.isdigit() and len(topic) < 10:
        rows = rows.filter(topic=int(topic))
    if sheet_id:
        rows = rows.filter(sheet_id=sheet_id)
    return rows


def similar_published(text: str, *, sheet_id: str = "", criterion: str = "", but: int = 0) -> list[Difficulty]:
    """Guidance that may answer a text already: by pairs of syllables it shares, and by the same criterion.

    At least two pairs must stand in the question itself; a pair that stands in few answers weighs more.
    """
    pairs = _pairs(text[:2000])
    rows = list(published().exclude(pk=but).defer("text", "proposal", "answer")[:KNOWN])
    known = {row.pk: _pairs(row.public_search_text) & pairs for row in rows}
    often = Counter(pair for found in known.values() for pair in found)
    scored = []
    for row in rows:
        same = bool(sheet_id) and row.criterion == criterion and row.sheet_id == sheet_id
        if same or len(_pairs(row.public_question) & pairs) >= 2:
            score = sum(1 / often[pair] ** 0.5 for pair in known[row.pk])
            scored.append((score + (2 if same else 0), row))
    scored.sort(key=lambda item: (-item[0], -item[1].pk))
    return [row for _score, row in scored[:SIMILAR]]


def _pairs(text: str) -> set[tuple[str, str]]:
    words = plain_words(text).split()
    return {(a, b) for a, b in pairwise(words) if len(a) > 1 and len(b) > 1 and (a, b) not in _COMMON}


COMMON = (
    "san pham|ocop san|pham ocop|uy ban|ban nhan|nhan dan|chu the|ho so|quy dinh|thuc hien|dia phuong|de nghi|"
    "huong dan|co quan|don vi|theo quy|khong co|chua co|co duoc|nhu the|the nao|lam the|phai lam|tren dia|dia ban|"
    "kho khan|vuong mac|tieu chi|tinh vinh|vinh long|mot so|co the|khi co|da co|co so|tai mot|mot co|can gi|duoc khong"
)
_COMMON = {tuple(pair.split()) for pair in COMMON.split("|")}


@dataclass(slots=True)
class BoardRow:
    """Counts of one body, commune or topic; ``query`` opens the list behind them."""

    name: str
    query: str
    raised: int = 0
    unanswered: int = 0
    late: int = 0
    oldest: dt.date | None = None
    answered: int = 0


@dataclass(slots=True)
class Board:
    """What is stuck and where. Numbers are those of the lists that they open."""

    to_route: int = 0
    waiting: int = 0
    late: int = 0
    to_look: int = 0
    reported_up: int = 0
    closed: int = 0
    by_answerer: list[BoardRow] = field(default_factory=list)
    by_raiser: list[BoardRow] = field(default_factory=list)
    by_topic: list[BoardRow] = field(default_factory=list)


def board(rows: QuerySet[Difficulty], on: dt.date | None = None) -> Board:
    """Count difficulties, withdrawn ones left out, in one query."""
    today = on or clock.today()
    found = Board()
    answerers: dict[Any, BoardRow] = {}
    raisers: dict[Any, BoardRow] = {}
    topics: dict[Any, BoardRow] = {}
    columns = (
        "state", "due_on", "raised_on", "routed_on", "reported_up_on", "raised_by__code", "raised_by__name",
        "routed_to__code", "routed_to__name", "topic_id", "topic__name",
    )  # fmt: skip
    counted = rows.exclude(state=DifficultyState.WITHDRAWN).order_by("pk")
    for state, due, raised, routed, up, by_code, by_name, to_code, to_name, topic, topic_name in counted.values_list(
        *columns
    ):
        open_now = state in UNANSWERED
        late = state == DifficultyState.ROUTED and due is not None and due < today
        found.to_route += state == DifficultyState.NEW
        found.waiting += state == DifficultyState.ROUTED
        found.late += late
        found.to_look += state == DifficultyState.ANSWERED
        found.closed += state == DifficultyState.CLOSED
        found.reported_up += up is not None and (open_now or state == DifficultyState.ANSWERED)
        seats = [
            raisers.setdefault(by_code, BoardRow(by_name, f"don_vi={by_code}")),
            topics.setdefault(topic, BoardRow(topic_name or _("Chưa xếp chủ đề"), f"chu_de={topic or 0}")),
        ]
        if to_code is not None:
            seats.append(answerers.setdefault(to_code, BoardRow(to_name, f"co_quan={to_code}")))
        for seat in seats:
            _count(seat, open_now, late, routed if to_code and seat is seats[-1] else raised)
    found.by_answerer = sorted(answerers.values(), key=lambda row: (-row.late, -row.unanswered, sort_key_vi(row.name)))
    found.by_raiser = sorted(raisers.values(), key=lambda row: (-row.unanswered, -row.raised, sort_key_vi(row.name)))
    found.by_topic = sorted(topics.values(), key=lambda row: (-row.unanswered, -row.raised, sort_key_vi(row.name)))
    return found


def _count(row: BoardRow, open_now: bool, late: bool, since: dt.date | None) -> None:
    row.raised += 1
    row.unanswered += open_now
    row.late += late
    row.answered += not open_now
    if open_now and since is not None and (row.oldest is None or since < row.oldest):
        row.oldest = since


def of_share(assignment: Any, user: Any) -> QuerySet[Difficulty]:
    """Difficulties about a task, raised by anybody who shares it, as far as the person may see them."""
    from .access import difficulties_visible_to

    return for_list(difficulties_visible_to(user).filter(assignment__task=assignment.task_id)).order_by("-pk")


def may_read_file(user: Any, stored: Any) -> bool:
    """Files follow their difficulty."""
    if not getattr(user, "is_authenticated", False):
        return False
    owner = Q(file=stored) | Q(answer_file=stored) | Q(routes__answer_file=stored)
    found: Iterable[Difficulty] = Difficulty.objects.filter(owner).distinct()[:2]
    return any(user.has_perm("directives.view_difficulty", difficulty) for difficulty in found)
