"""Preparing and running a meeting: its facts, its agenda, its steps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problems, WrongState
from saolang.documents.domain.papers import cancel_paper
from saolang.documents.enums import PaperState

from ..models import AgendaItem, Meeting
from ..states.meetings import MANAGE, MEETING, OPEN_FOR_AGENDA, OPEN_FOR_FACTS

FACTS = (
    "title", "held_on", "place", "chair_name", "chair_title", "committee", "issuer", "attendance", "opening",
    "recipients", "signer_name", "signer_title",
)  # fmt: skip
CONTACT = re.compile(r"(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)|[\w.+-]+@[\w-]+\.[\w.-]+")


def require_open(meeting: Meeting, actor: Any, states: Iterable[str], act: str) -> None:
    """Raise NotAllowed for anybody but the office of the province, WrongState outside the given states."""
    if not actor.has_perm(MANAGE, meeting):
        raise NotAllowed.of("not_allowed", _("Bạn không phụ trách cuộc họp này."))
    if meeting.state not in tuple(states):
        raise WrongState.of(
            "wrong_state",
            _("Không thể %(act)s khi cuộc họp ở trạng thái “%(state)s”.")
            % {"act": act, "state": MEETING.state(meeting).staff_name},
        )


@transaction.atomic
def plan_meeting(*, province: Any, actor: Any, **facts: Any) -> Meeting:
    """A new meeting of the province. Raises DomainError: contact data among the people, a day or chair missing."""
    meeting = Meeting(province=province, created_by=actor if actor.pk else None, **_known(facts))
    if not actor.has_perm(MANAGE, meeting):
        raise NotAllowed.of("not_allowed", _("Bạn không lập cuộc họp của tỉnh này."))
    _check_facts(meeting)
    meeting.save()
    record("directives.meeting.plan", actor=actor, obj=meeting, data={"held_on": meeting.held_on.isoformat()})
    return meeting


@transaction.atomic
def edit_meeting(meeting: Meeting, *, actor: Any, expected_version: Any = None, **facts: Any) -> Meeting:
    """Change what the meeting is about and who takes part, until its notice is drafted."""
    meeting = lock_for_change(meeting, expected_version)
    require_open(meeting, actor, OPEN_FOR_FACTS, _("sửa thông tin"))
    changed = [name for name, value in _known(facts).items() if getattr(meeting, name) != value]
    for name in changed:
        setattr(meeting, name, facts[name])
    _check_facts(meeting)
    if changed:
        save_version(meeting)
        record("directives.meeting.edit", actor=actor, obj=meeting, data={"changed": changed})
    if "committee" in changed:
        from .meeting_conclusions import place_rest

        place_rest(meeting)
    return meeting


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = facts.keys() - set(FACTS)
    if unknown:
        raise TypeError(f"unknown facts of a meeting: {sorted(unknown)}")
    return facts


def _check_facts(meeting: Meeting) -> None:
    problems = Problems()
    for name, message in (
        ("title", _("Chưa ghi nội dung họp.")),
        ("held_on", _("Chưa ghi ngày họp.")),
        ("chair_name", _("Chưa ghi người chủ trì.")),
        ("chair_title", _("Chưa ghi chức vụ người chủ trì.")),
    ):
        if not getattr(meeting, name):
            problems.add("fact_missing", message, where=name)
    for name in ("attendance", "recipients"):
        if CONTACT.search(getattr(meeting, name) or ""):
            problems.add(
                "contact_data",
                _("Có số điện thoại hoặc địa chỉ thư điện tử."),
                where=name,
                fix=_("Chỉ ghi họ tên, chức vụ, cơ quan; bỏ thông tin liên hệ riêng."),
            )
    problems.raise_if_any()


# Agenda ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_points(
    meeting: Meeting,
    *,
    actor: Any,
    tasks: Iterable[tuple[Any, str]] = (),
    difficulties: Iterable[tuple[Any, str]] = (),
    title: str = "",
    why: str = "",
) -> list[AgendaItem]:
    """Put points at the end of the agenda: tasks and difficulties each with why they are raised, and a free point.

    What is on the agenda already is left where it stands, so that a form sent twice does nothing more.
    """
    meeting = lock_for_change(meeting)
    require_open(meeting, actor, OPEN_FOR_AGENDA, _("sửa chương trình họp"))
    present = list(meeting.agenda.all())
    have = {("task", row.task_id) for row in present} | {("difficulty", row.difficulty_id) for row in present}
    position = max((row.position for row in present), default=0)
    made: list[AgendaItem] = []
    for kind, rows in (("task", tasks), ("difficulty", difficulties)):
        for obj, reason in rows:
            if obj.province_id != meeting.province_id:
                raise NotAllowed.of("other_province", _("Nội dung này thuộc tỉnh khác."))
            if (kind, obj.pk) not in have:
                have.add((kind, obj.pk))
                head = obj.title if kind == "difficulty" else obj.text
                made.append(AgendaItem(title=_short(head), why=reason[:200], **{kind: obj}))
    if title.strip():
        made.append(AgendaItem(title=_short(title), why=why[:200]))
    for offset, item in enumerate(made, start=1):
        item.meeting, item.position = meeting, position + offset
        item.save()
    if made:
        record("directives.meeting.agenda", actor=actor, obj=meeting, data={"added": [row.pk for row in made]})
    return made


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 300 else text[:297].rsplit(" ", 1)[0] + "…"


@transaction.atomic
def move_point(item: AgendaItem, *, up: bool, actor: Any) -> None:
    """Change places with the point before or after; at the end nothing happens."""
    meeting = lock_for_change(item.meeting)
    require_open(meeting, actor, OPEN_FOR_AGENDA, _("sửa chương trình họp"))
    swap(list(meeting.agenda.all()), item.pk, up=up)


def swap(rows: list[Any], pk: int, *, up: bool) -> None:
    """Move the row of this key one place in a list that is kept by ``position``."""
    at = next((index for index, row in enumerate(rows) if row.pk == pk), None)
    to = None if at is None else at - 1 if up else at + 1
    if at is None or to is None or not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            type(row).objects.filter(pk=row.pk).update(position=position)


@transaction.atomic
def drop_point(item: AgendaItem, *, actor: Any) -> None:
    """Take a point off the agenda; what was concluded under it stays."""
    meeting = lock_for_change(item.meeting)
    require_open(meeting, actor, OPEN_FOR_AGENDA, _("sửa chương trình họp"))
    if item.discussed:
        raise WrongState.of("discussed", _("Mục này đã bàn, không bỏ khỏi chương trình được."))
    record("directives.meeting.drop_point", actor=actor, obj=meeting, data={"title": item.title})
    item.delete()


@transaction.atomic
def discuss(item: AgendaItem, *, actor: Any) -> AgendaItem:
    """Turn to a point: everybody's screen shows it, the one before is marked as discussed."""
    meeting = lock_for_change(item.meeting)
    require_open(meeting, actor, ("running",), _("chuyển mục"))
    before = meeting.current_item_id
    if before == item.pk:
        return item
    if before is not None:
        AgendaItem.objects.filter(pk=before).update(discussed=True)
    meeting.current_item = item
    save_version(meeting, update_fields=["current_item", "updated_at"])
    return item


@transaction.atomic
def note_point(
    item: AgendaItem, *, notes: str, discussed: bool, actor: Any, expected_version: Any = None
) -> AgendaItem:
    """What was said on a point, and whether it is dealt with."""
    require_open(lock_for_change(item.meeting), actor, ("running", "concluded"), _("ghi ý kiến"))
    item = lock_for_change(item, expected_version)
    item.notes, item.discussed = notes, discussed
    save_version(item)
    return item


# Steps -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def start(meeting: Meeting, *, actor: Any, expected_version: Any = None) -> Meeting:
    """Open the meeting at the first point of its agenda."""
    meeting = lock_for_change(meeting, expected_version)
    MEETING.check(meeting, "start", actor)
    meeting.current_item = meeting.agenda.first()
    transition(MEETING, meeting, "start", actor=actor)
    return meeting


@transaction.atomic
def conclude(meeting: Meeting, *, actor: Any, expected_version: Any = None) -> Meeting:
    """Close the meeting; its conclusions can still be worded until the notice is drafted."""
    meeting = lock_for_change(meeting, expected_version)
    MEETING.check(meeting, "conclude", actor)
    if meeting.current_item is not None:
        AgendaItem.objects.filter(pk=meeting.current_item.pk).update(discussed=True)
    transition(MEETING, meeting, "conclude", actor=actor, data={"conclusions": meeting.conclusions.count()})
    return meeting


@transaction.atomic
def reopen(meeting: Meeting, *, actor: Any, expected_version: Any = None) -> Meeting:
    """Back into the meeting: something was left out."""
    meeting = lock_for_change(meeting, expected_version)
    transition(MEETING, meeting, "reopen", actor=actor)
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, actor: Any, expected_version: Any = None) -> Meeting:
    """Give the meeting up, with its draft notice. Nothing was handed out from it."""
    meeting = lock_for_change(meeting, expected_version)
    MEETING.check(meeting, "cancel", actor, reason)
    paper = meeting.paper
    if paper is not None and paper.state in (PaperState.DRAFT, PaperState.FOR_SIGNATURE):
        cancel_paper(paper, actor=actor, reason=reason)
    elif paper is not None and paper.is_issued:
        raise DomainError.of("already_issued", _("Thông báo của cuộc họp đã ban hành."))
    transition(MEETING, meeting, "cancel", actor=actor, reason=reason)
    return meeting
