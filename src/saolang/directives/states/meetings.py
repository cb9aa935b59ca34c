"""Flow table of meetings."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from saolang.core import clock
from saolang.core.flow import Flow, State, Transition
from saolang.core.problems import Problem
from saolang.core.text import format_date
from saolang.documents.enums import PaperState

from ..enums import MeetingState as M

MANAGE = "directives.manage_meeting"


def _day_has_come(meeting: Any, user: Any) -> list[Problem]:
    if meeting.held_on <= clock.today():
        return []
    return [
        Problem(
            "before_meeting_day",
            _("Cuộc họp ghi ngày %(day)s, chưa đến.") % {"day": format_date(meeting.held_on)},
            fix=_("Họp sớm hơn thì sửa ngày họp trước."),
            url=reverse("directives:meeting_edit", args=[meeting.code]),
        )
    ]


def _something_concluded(meeting: Any, user: Any) -> list[Problem]:
    if meeting.conclusions.exists():
        return []
    return [
        Problem(
            "no_conclusions",
            _("Chưa ghi kết luận nào."),
            fix=_("Ghi ít nhất một kết luận; không có gì để giao thì hủy cuộc họp, ghi rõ lý do."),
            url=reverse("directives:meeting_run", args=[meeting.code]),
        )
    ]


def _everybody_placed(meeting: Any, user: Any) -> list[Problem]:
    problems = []
    for number, row in enumerate(meeting.conclusions.prefetch_related("leads"), start=1):
        named = row.unknown or ([] if row.leads.all() else [row.addressee])
        for words in named:
            problems.append(
                Problem(
                    "addressee_unknown",
                    _("Kết luận %(number)s: chưa rõ “%(words)s” là đơn vị nào.") % {"number": number, "words": words},
                    where=_("Giao"),
                    fix=_("Sửa thành tên đơn vị đang hoạt động."),
                    url=f"{reverse('directives:meeting_run', args=[meeting.code])}?sua={row.pk}#ghi",
                )
            )
    return problems


def _issuer_chosen(meeting: Any, user: Any) -> list[Problem]:
    if meeting.issuer_id is not None:
        return []
    return [
        Problem(
            "no_issuer",
            _("Chưa chọn cơ quan ban hành thông báo."),
            fix=_("Chọn Ban Chỉ đạo hoặc văn phòng ra thông báo."),
            url=reverse("directives:meeting_edit", args=[meeting.code]),
        )
    ]


def _not_with_signer(meeting: Any, user: Any) -> list[Problem]:
    if meeting.paper is None or meeting.paper.state != PaperState.FOR_SIGNATURE:
        return []
    return [
        Problem(
            "with_signer",
            _("Dự thảo đang ở người ký."),
            fix=_("Trả lại dự thảo trước, rồi mới sửa."),
            url=meeting.paper.get_absolute_url(),
        )
    ]


def _before_signer(meeting: Any, user: Any) -> list[Problem]:
    if meeting.paper is not None and meeting.paper.state in (PaperState.FOR_SIGNATURE, PaperState.ISSUED):
        return []
    return [
        Problem(
            "not_with_signer",
            _("Dự thảo thông báo chưa trình ký."),
            fix=_("Trình ký trước; nhiệm vụ chỉ được giao từ thông báo đã ký."),
            url=meeting.get_absolute_url(),
        )
    ]


MEETING = Flow(
    "directives.meeting",
    [
        State(M.PLANNED, _lazy("Chuẩn bị"), _lazy("Chuẩn bị"), "draft"),
        State(M.RUNNING, _lazy("Đang họp"), _lazy("Đang họp"), "act"),
        State(M.CONCLUDED, _lazy("Đã kết luận"), _lazy("Đã kết luận"), "wait"),
        State(M.DRAFTED, _lazy("Đã dự thảo thông báo"), _lazy("Đang ra thông báo"), "wait"),
        State(M.ISSUED, _lazy("Đã ban hành thông báo"), _lazy("Đã ban hành thông báo"), "done"),
        State(M.CANCELLED, _lazy("Đã hủy"), _lazy("Đã hủy"), "was"),
    ],
    [
        Transition("start", (M.PLANNED,), M.RUNNING, _lazy("Bắt đầu họp"), MANAGE, guards=(_day_has_come,)),
        Transition("conclude", (M.RUNNING,), M.CONCLUDED, _lazy("Kết thúc họp"), MANAGE,
                   guards=(_something_concluded,)),
        Transition("reopen", (M.CONCLUDED,), M.RUNNING, _lazy("Mở lại để ghi tiếp"), MANAGE),
        Transition("draft", (M.CONCLUDED, M.DRAFTED), M.DRAFTED, _lazy("Dự thảo thông báo"), MANAGE,
                   guards=(_something_concluded, _everybody_placed, _issuer_chosen, _not_with_signer)),
        Transition("revise", (M.DRAFTED,), M.CONCLUDED, _lazy("Sửa kết luận"), MANAGE, guards=(_not_with_signer,)),
        Transition("issue", (M.DRAFTED,), M.ISSUED, _lazy("Ghi số và ban hành"), MANAGE,
                   guards=(_before_signer,)),
        Transition("cancel", (M.PLANNED, M.RUNNING, M.CONCLUDED, M.DRAFTED), M.CANCELLED, _lazy("Hủy cuộc họp"),
                   MANAGE, needs_reason=True),
    ],
)  # fmt: skip

OPEN_FOR_AGENDA = (M.PLANNED, M.RUNNING)
OPEN_FOR_CONCLUSIONS = (M.RUNNING, M.CONCLUDED)
OPEN_FOR_FACTS = (M.PLANNED, M.RUNNING, M.CONCLUDED)
