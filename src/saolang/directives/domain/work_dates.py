"""A later date: asked by the body with a reason, granted (maybe another day) or refused by the office."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.audit.domain import transition as audited
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import NotAllowed, Problems, WrongState
from saolang.core.text import format_date, normalize

from ..enums import AssignmentState, ExtensionState, Share
from ..models import Assignment, Extension
from ..states.tasks import EXTENSION
from .diary import brief, tell_office, tell_unit
from .due_dates import change_share_due
from .locks import lock_share

ASKING = (AssignmentState.NEW, AssignmentState.CLARIFY, AssignmentState.IN_PROGRESS)


def ask_extension(
    assignment: Assignment, *, wanted_on: dt.date | None, reason: str, actor: Any, expected_version: int | None = None
) -> Extension:
    """Ask for a later date, before or after the date has passed. One request may be open."""
    with transaction.atomic():
        fresh = lock_for_change(assignment, expected_version)
        if not actor.has_perm("directives.carry_out", fresh):
            raise NotAllowed.of("not_allowed", _("Chỉ người của đơn vị được giao đề nghị lùi hạn được."))
        if fresh.state not in ASKING or fresh.share != Share.LEAD:
            raise WrongState.of(
                "wrong_state", _("Chỉ đơn vị chủ trì đề nghị lùi hạn, khi việc chưa báo cáo hoàn thành.")
            )
        problems = Problems()
        _check(problems, fresh, wanted_on, reason)
        problems.raise_if_any()
        assert fresh.due_on is not None and wanted_on is not None
        asked = Extension.objects.create(
            assignment=fresh,
            old_due_on=fresh.due_on,
            wanted_on=wanted_on,
            reason=normalize(reason),
            asked_on=clock.today(),
            asked_by=actor,
        )
        save_version(fresh)
        record(
            "directives.extension.ask", actor=actor, obj=asked, reason=reason,
            data={"assignment": fresh.code, "old": fresh.due_on, "wanted": wanted_on},
        )  # fmt: skip
        words = {"body": fresh.body.short_name or fresh.body.name, "task": brief(fresh)}
        tell_office(
            fresh, _("%(body)s đề nghị lùi hạn: %(task)s") % words,
            _("Từ %(old)s đến %(new)s. %(why)s")
            % {"old": format_date(fresh.due_on), "new": format_date(wanted_on), "why": normalize(reason)},
        )  # fmt: skip
    return asked


def decide_extension(
    extension: Extension,
    *,
    granted: bool,
    answer: str,
    actor: Any,
    due_on: dt.date | None = None,
    expected_version: int | None = None,
) -> Extension:
    """Grant a later date (the one wanted, or another) or refuse it with a reason; the body is told."""
    with transaction.atomic():
        share = lock_share(extension.assignment)
        fresh = lock_for_change(extension, expected_version)
        fresh.assignment = share
        EXTENSION.check(fresh, "grant" if granted else "refuse", actor, answer)
        today = clock.today()
        fresh.decided_on, fresh.decided_by, fresh.answer = today, actor, normalize(answer)
        if granted:
            day = due_on or fresh.wanted_on
            problems = Problems()
            latest = max(fresh.old_due_on, share.due_on or fresh.old_due_on)
            if day <= latest:
                problems.add(
                    "due_not_later", _("Hạn mới phải sau hạn đang có (%(day)s).") % {"day": format_date(latest)},
                    where="due_on", fix=_("Chọn ngày muộn hơn, hoặc không đồng ý."),
                )  # fmt: skip
            problems.raise_if_any()
            fresh.granted_due_on = day
            audited(EXTENSION, fresh, "grant", actor=actor, reason=answer, data={"due_on": day})
            change_share_due(share, day, actor=actor, reason=_("Cho lùi hạn. %s") % normalize(answer))
            title = _("Hạn mới %(day)s: %(task)s") % {"day": format_date(day), "task": brief(share)}
        else:
            audited(EXTENSION, fresh, "refuse", actor=actor, reason=answer)
            title = _("Không đồng ý lùi hạn: %(task)s") % {"task": brief(share)}
        tell_unit(share, title, normalize(answer), but=actor)
    return fresh


def drop_extension(assignment: Assignment, actor: Any) -> None:
    """End an open request of a share that itself ends; the caller holds the lock."""
    for asked in Extension.objects.filter(assignment=assignment, state=ExtensionState.ASKED):
        asked.state, asked.decided_on = ExtensionState.REFUSED, clock.today()
        asked.answer = _("Việc không còn giao cho đơn vị nên đề nghị kết thúc.")
        save_version(asked)
        record(
            "directives.extension.drop", actor=actor, obj=asked, from_state=ExtensionState.ASKED,
            to_state=ExtensionState.REFUSED,
        )  # fmt: skip


def _check(problems: Problems, assignment: Assignment, wanted_on: dt.date | None, reason: str) -> None:
    if assignment.standing or assignment.due_on is None:
        problems.add(
            "no_date", _("Việc này chưa có hạn nên không có gì để lùi."), where="wanted_on",
            fix=_("Bấm “Đề nghị làm rõ” nếu cần biết hạn."),
        )  # fmt: skip
    elif wanted_on is None:
        problems.add("date_missing", _("Chưa ghi hạn đề nghị."), where="wanted_on")
    elif wanted_on <= assignment.due_on:
        problems.add(
            "due_not_later",
            _("Hạn đề nghị phải sau hạn đang có (%(day)s).") % {"day": format_date(assignment.due_on)},
            where="wanted_on",
        )
    elif wanted_on < clock.today():
        problems.add("due_past", _("Hạn đề nghị đã qua."), where="wanted_on", fix=_("Chọn một ngày từ hôm nay."))
    if not normalize(reason):
        problems.add("reason_missing", _("Chưa ghi lý do."), where="reason", fix=_("Ghi vì sao cần thêm thời gian."))
    asked = Extension.objects.filter(assignment=assignment, state=ExtensionState.ASKED).select_related("asked_by")
    open_one = asked.first()
    if open_one is not None:
        problems.add(
            "extension_open",
            _("%(who)s đã đề nghị lùi hạn ngày %(day)s và đang chờ quyết định.")
            % {"who": open_one.asked_by, "day": format_date(open_one.asked_on)},
        )
