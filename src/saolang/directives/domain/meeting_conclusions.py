"""Taking conclusions down while people speak: add, correct, order, take away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import Problems
from saolang.core.text import format_date, normalize_line

from ..addressing import Addressing, resolve
from ..enums import Period, Scope, TaskKind
from ..meeting_wording import due_in, joined, names, scope_of
from ..models import Conclusion, Meeting
from ..states.meetings import OPEN_FOR_CONCLUSIONS
from .meetings import require_open, swap

WORDS = ("addressee", "text", "support_text", "kind", "period", "due_on", "agenda_item", "repeats", "topic")


def placed(meeting: Meeting, addressee: str, *, but: Conclusion | None = None) -> Addressing:
    """Who the words address today. "Các thành viên còn lại" are those whom no other conclusion names."""
    others = meeting.conclusions.exclude(scope=Scope.REST_OF)
    if but is not None and but.pk:
        others = others.exclude(pk=but.pk)
    taken = others.filter(leads__isnull=False).values_list("leads", flat=True).distinct()
    return resolve(
        names(addressee),
        province=meeting.province,
        committee=meeting.committee,
        taken=list(taken),
        document_on=meeting.held_on,
    )


@transaction.atomic
def take_down(meeting: Meeting, *, actor: Any, **words: Any) -> Conclusion:
    """Add a conclusion at the end. What nobody is found for is kept and shown as such; drafting refuses it.

    Raises DomainError: text or addressee missing, two different dates, a duty already repeated in this meeting.
    """
    meeting = lock_for_change(meeting)
    require_open(meeting, actor, OPEN_FOR_CONCLUSIONS, _("ghi kết luận"))
    last = meeting.conclusions.order_by("-position").first()
    row = Conclusion(meeting=meeting, position=(last.position if last else 0) + 1)
    _fill(row, words)
    row.save()
    _place(row)
    record("directives.meeting.take_down", actor=actor, obj=meeting, data=_data(row))
    return row


@transaction.atomic
def correct(row: Conclusion, *, actor: Any, expected_version: Any = None, **words: Any) -> Conclusion:
    """Change a conclusion. Raises Stale when somebody else has changed it since the page was opened."""
    meeting = lock_for_change(row.meeting)
    require_open(meeting, actor, OPEN_FOR_CONCLUSIONS, _("sửa kết luận"))
    row = lock_for_change(row, expected_version)
    before = row.text
    row.meeting = meeting
    _fill(row, words)
    save_version(row)
    _place(row)
    record("directives.meeting.correct", actor=actor, obj=meeting, data={**_data(row), "before": before})
    return row


@transaction.atomic
def take_away(row: Conclusion, *, actor: Any, expected_version: Any = None) -> None:
    """Remove a conclusion; its words stay in the history."""
    meeting = lock_for_change(row.meeting)
    require_open(meeting, actor, OPEN_FOR_CONCLUSIONS, _("bỏ kết luận"))
    row = lock_for_change(row, expected_version)
    record("directives.meeting.take_away", actor=actor, obj=meeting, data=_data(row))
    row.delete()
    place_rest(meeting)


@transaction.atomic
def move(row: Conclusion, *, up: bool, actor: Any) -> None:
    """One place up or down among the conclusions."""
    meeting = lock_for_change(row.meeting)
    require_open(meeting, actor, OPEN_FOR_CONCLUSIONS, _("xếp lại kết luận"))
    swap(list(meeting.conclusions.all()), row.pk, up=up)


def place_rest(meeting: Meeting) -> None:
    """Count "các thành viên còn lại" anew: others were added, changed or taken away."""
    for row in meeting.conclusions.filter(scope=Scope.REST_OF):
        found = placed(meeting, row.addressee, but=row)
        row.leads.set([item.body for item in found.found])


def _fill(row: Conclusion, words: dict[str, Any]) -> None:
    unknown = words.keys() - set(WORDS)
    if unknown:
        raise TypeError(f"unknown words of a conclusion: {sorted(unknown)}")
    for name, value in words.items():
        setattr(row, name, value)
    row.text = normalize_line(row.text)
    row.addressee = joined(names(row.addressee or ""))
    row.support_text = joined(names(row.support_text or ""))
    row.scope = scope_of(names(row.addressee))
    if row.kind == TaskKind.STANDING:
        row.period, row.due_on = row.period or Period.QUARTER, None
    else:
        row.period = ""
    _check(row)


def _check(row: Conclusion) -> None:
    problems = Problems()
    if not row.text:
        problems.add("text_missing", _("Chưa ghi nội dung kết luận."), where="text")
    if not row.addressee:
        problems.add(
            "addressee_missing",
            _("Chưa ghi giao cho ai."),
            where="addressee",
            fix=_("Ghi tên đơn vị hoặc nhóm đơn vị."),
        )
    _check_date(row, problems)
    if row.repeats is not None:
        first = row.repeats.repeats or row.repeats
        row.repeats = first
        if first.province_id != row.meeting.province_id:
            problems.add("other_province", _("Việc được nhắc lại thuộc tỉnh khác."), where="repeats")
        elif row.meeting.conclusions.filter(repeats=first).exclude(pk=row.pk).exists():
            problems.add(
                "repeated_already",
                _("Cuộc họp này đã có kết luận nhắc lại việc đó."),
                where="repeats",
                fix=_("Sửa kết luận đã có; một kết luận giao được cho nhiều đơn vị."),
            )
    problems.raise_if_any()


def _check_date(row: Conclusion, problems: Problems) -> None:
    """The day in the field and the day in the words must be one; a day in the words alone fills the field."""
    if row.kind == TaskKind.STANDING:
        return
    held_on = row.meeting.held_on
    said = due_in(row.text, held_on)
    if row.due_on is None:
        row.due_on = said
    elif said is not None and said != row.due_on:
        words = {"field": format_date(row.due_on), "said": format_date(said)}
        problems.add(
            "two_dates",
            _("Ô hạn ghi %(field)s nhưng câu kết luận nêu hạn %(said)s.") % words,
            where="due_on",
            fix=_("Sửa cho hai nơi cùng một ngày, hoặc bỏ hạn trong câu."),
        )
    if isinstance(row.due_on, dt.date) and row.due_on < held_on:
        problems.add(
            "due_before_meeting",
            _("Hạn %(day)s trước ngày họp %(held)s.") % {"day": format_date(row.due_on), "held": format_date(held_on)},
            where="due_on",
            fix=_("Ghi hạn từ ngày họp trở đi."),
        )


def _place(row: Conclusion) -> None:
    """Find the bodies behind the words and keep them with the conclusion."""
    meeting = row.meeting
    found = placed(meeting, row.addressee, but=row)
    row.leads.set([item.body for item in found.found])
    leads = {item.body.pk for item in found.found}
    supports = resolve(
        names(row.support_text), province=meeting.province, committee=meeting.committee, taken=leads,
        document_on=meeting.held_on,
    )  # fmt: skip
    row.supports.set([item.body for item in supports.found if item.body.pk not in leads])
    row.unknown = [item.text for item in (*found.unknown, *supports.unknown)]
    if not found.found and not row.unknown:
        row.unknown = [row.addressee]
    Conclusion.objects.filter(pk=row.pk).update(unknown=row.unknown)
    place_rest(meeting)


def _data(row: Conclusion) -> dict[str, Any]:
    return {
        "conclusion": row.pk,
        "addressee": row.addressee,
        "text": row.text,
        "due_on": row.due_on.isoformat() if row.due_on else "",
    }
