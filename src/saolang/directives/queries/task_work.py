"""What tasks put on the work list of "Việc của tôi": shares of one's bodies, and what the office has to decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.registries import WorkItem
from saolang.core.text import format_date
from saolang.ui.components import words_face

from ..enums import AssignmentState as S
from ..enums import EntryKind, Share
from ..models import Assignment
from ..periods import asked_now, missing_periods
from ..rules.people import bodies_of, office_units
from ..standing import AT_WORK, days_left
from ..states.tasks import ASSIGNMENT, accept_words
from ..words import days_ago
from .tasks import Clock, answered_shares, clock_of, last_words, listed, office_parts, shares_of
from .waiting import period_lines

MOST = 100


def task_work(user: Any) -> Iterator[WorkItem]:
    """Everything about tasks that waits for this person."""
    today = clock.today()
    if bodies_of(user):
        yield from _of_unit(user, today)
    if office_units(user):
        yield from _of_office(user, today)


def _of_unit(user: Any, today: dt.date) -> Iterator[WorkItem]:
    shares = listed(shares_of(user).filter(state__in=(*AT_WORK, S.REPORTED)))
    rows = list(shares.order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST])
    lines = period_lines(row for row in rows if row.standing)
    answered = answered_shares(rows)
    for share in rows:
        if share.share == Share.SUPPORT and share.state != S.NEW:
            continue
        if share.standing and share.state != S.NEW:
            item = _period_item(share, lines.get(share.pk, []), today)
        else:
            item = _share_item(share, today, share.pk in answered)
        if item is not None:
            yield item


def _share_item(share: Assignment, today: dt.date, answered: bool) -> WorkItem:
    clock, state = clock_of(share, today), ASSIGNMENT.state(share)
    new = _("Xem trả lời") if answered else accept_words(share)
    label = {S.NEW: new, S.IN_PROGRESS: _("Ghi tiến độ")}.get(S(share.state), _("Xem"))
    return WorkItem(
        title=_short(share),
        subtitle=_source(share),
        url=share.get_absolute_url(),
        action_label=label,
        due=clock.due,
        days_left=clock.left,
        state_label=_("Đã trả lời làm rõ, chờ nhận") if answered else str(state.staff_name),
        kind=state.kind,
        waiting_for_other=share.state in (S.CLARIFY, S.REPORTED),
        sort_key=(clock.due or dt.date.max, share.pk),
        face=clock.face,
    )


def _period_item(share: Assignment, lines: list[tuple[dt.date, dt.date]], today: dt.date) -> WorkItem | None:
    """The oldest period without a line, once its end is near."""
    missing = [span for span in missing_periods(share, lines, today) if asked_now(span, today)]
    if not missing:
        return None
    span = missing[0]
    clock = Clock(days_left(span.end, today), span.end)
    return WorkItem(
        title=_("Báo cáo %(period)s: %(task)s") % {"period": span.label(share.task.period), "task": _short(share)},
        subtitle=_source(share),
        url=f"{share.get_absolute_url()}#bao-cao-ky",
        action_label=_("Ghi kết quả kỳ"),
        due=span.end,
        days_left=clock.left,
        state_label=_("Thường xuyên"),
        kind="wait",
        sort_key=(span.end, share.pk),
        face=clock.face,
    )


def _of_office(user: Any, today: dt.date) -> Iterator[WorkItem]:
    """One row a decision for what people ask, one row for what is counted in bulk."""
    parts = office_parts(user, today)
    words = {
        "returned": (_("Đơn vị trả lại"), _("Giao lại"), _("trả lại"), EntryKind.RETURN),
        "questions": (_("Đề nghị làm rõ"), _("Trả lời"), _("hỏi"), EntryKind.QUESTION),
        "reported": (_("Chờ xác nhận hoàn thành"), _("Xem kết quả"), _("nộp kết quả"), EntryKind.REPORT),
    }
    for key, (state, act, did, kind) in words.items():
        shares = list(listed(parts[key])[:30])
        lines = last_words(shares, [kind])
        for share in shares:
            line = lines.get(share.pk)
            day = line.on if line is not None else share.last_entry_on or share.assigned_on
            yield WorkItem(
                title=_short(share), subtitle=f"{share.body.short_name or share.body.name} · {_source(share)}",
                url=share.get_absolute_url(), action_label=act, state_label=state, kind="inbox",
                sort_key=(day, share.pk), face=words_face(f"{did} {days_ago(day, today)}"),
            )  # fmt: skip
    asked = parts["extensions"].select_related("assignment__task", "assignment__body", "assignment__notice__document")
    for row in asked.order_by("pk")[:30]:
        share = row.assignment
        yield WorkItem(
            title=_short(share),
            subtitle=_("%(body)s xin lùi từ %(old)s đến %(new)s")
            % {
                "body": share.body.short_name or share.body.name,
                "old": format_date(row.old_due_on),
                "new": format_date(row.wanted_on),
            },
            url=f"{share.get_absolute_url()}#lui-han",
            action_label=_("Quyết định"),
            state_label=_("Đề nghị lùi hạn"),
            kind="inbox",
            sort_key=(row.asked_on, share.pk),
            face=words_face(_("đề nghị %(ago)s") % {"ago": days_ago(row.asked_on, today)}),
        )
    queue = reverse("directives:task_queue")
    bulk = {
        "undated": (_("%(n)s việc chưa có hạn"), _("Đặt hạn"), "chua-co-han"),
        "ended": (_("%(n)s phần việc của đơn vị đã kết thúc hoạt động"), _("Giao lại"), "don-vi-cu"),
    }
    for key, (title, act, anchor) in bulk.items():
        count = parts[key].count()
        if count:
            yield WorkItem(
                title=title % {"n": count}, subtitle=_("Chỉ đạo, điều hành"), url=f"{queue}#{anchor}",
                action_label=act, state_label=_("Cần xử lý"), kind="act", sort_key=(today, 0),
            )  # fmt: skip


def _short(share: Assignment, size: int = 110) -> str:
    words = str(share.task)
    return words if len(words) <= size else words[: size - 1].rsplit(" ", 1)[0] + "…"


def _source(share: Assignment) -> str:
    role = "" if share.share == Share.LEAD else _("phối hợp")
    notice = share.notice.document.title if share.notice is not None else ""
    return " · ".join(filter(None, [notice, role]))
