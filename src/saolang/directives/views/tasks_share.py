"""One share: where it stands, what to do next, the diary with its evidence, later dates."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.models import User
from saolang.core import clock
from saolang.ui.views import DeskDetailView
from saolang.ui.views import ObjectMixin as OneObject

from ..domain.people import people_of
from ..enums import AssignmentState as S
from ..enums import ExtensionState, Share
from ..forms import tasks as forms
from ..models import Assignment, EntryEvidence
from ..periods import asked_now, missing_periods
from ..queries import tasks as queries
from ..queries.access import assignments_visible_to
from ..queries.waiting import period_lines, repeat_chain
from ..standing import AT_WORK, standing_on
from ..states.tasks import ASSIGNMENT, EXTENSION
from .tasks_page import excerpt_of, is_long, task_crumbs

PAGES = {
    "report": "share_report", "return": "share_return", "ask": "share_ask", "answer": "share_answer",
    "resume": "share_answer", "send_back": "share_send_back", "reopen": "share_reopen", "insist": "share_insist",
    "cancel": "share_cancel", "confirm": "share_confirm",
}  # fmt: skip
MAIN = ("accept", "report", "answer", "resume", "confirm", "insist")
WRITING = (*AT_WORK, S.REPORTED)


class OneShare(OneObject):
    """One share among those the person may see."""

    model = Assignment
    context_name = "share"

    def get_queryset(self) -> Any:
        """What the person may see."""
        rows = assignments_visible_to(self.request.user)
        return rows.select_related("task__notice__document", "body__successor", "notice__document", "officer")


class ShareView(OneShare, DeskDetailView):
    """The page of a share."""

    permission = "directives.view_assignment"
    template_name = "directives/tasks/share.html"

    def get_title(self) -> str:
        """The body, and the number of the task."""
        share = self.get_object()
        body = share.body.short_name or share.body.name
        return f"{body}: {share.task.label}" if share.task.label else body

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the task."""
        return task_crumbs(self.get_object().task)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """State, clock, acts, diary."""
        share, user, today = self.get_object(), self.request.user, clock.today()
        task = share.task
        row = queries.share_rows([share], today)[0]
        cell = standing_on(share, today)
        carries = user.has_perm("directives.carry_out", share)
        judges = user.has_perm("directives.judge", share)
        main, others = _acts(share, user, row.accept_label)
        entries = share.entries.select_related("by", "body").prefetch_related(
            Prefetch("evidence", EntryEvidence.objects.select_related("file"))
        )
        ended = share.body.valid_to is not None and share.body.valid_to < today
        return super().get_context_data(
            row=row,
            long_text=is_long(task),
            cell=cell.value if cell is not None and share.share == Share.LEAD else "",
            state=ASSIGNMENT.state(share),
            main=main,
            others=others,
            carries=carries,
            judges=judges,
            manages=user.has_perm("directives.manage_task", share),
            entries=list(entries.order_by("-pk")),
            proofs=queries.evidence_of(share),
            partners=queries.share_rows(_partners(share), today),
            partner_count=task.assignments.exclude(state=S.CANCELLED).exclude(pk=share.pk).count(),
            excerpt=excerpt_of(task),
            chain=[one for one in repeat_chain(task) if one.pk != task.pk],
            reassign_needed=share.state == S.RETURNED or (ended and share.state in (*WRITING, S.RETURNED)),
            body_ended=ended,
            facts=_facts(share),
            **self._writing(share, carries),
            **_extensions(share, user, carries),
            **kwargs,
        )

    def _writing(self, share: Assignment, carries: bool) -> dict[str, Any]:
        """Forms of the unit: a line of progress, the line of a period, who follows the share."""
        if share.state not in WRITING:
            return {"spans": []}
        spans = spans_of(share)
        if not carries:
            return {"spans": spans}
        given: dict[str, Any] = {"user": self.request.user, "share": share}
        found: dict[str, Any] = {"spans": spans, "progress_form": forms.ProgressForm(prefix=None, **given)}
        if spans:
            found["period_form"] = forms.PeriodForm(
                auto_id="ky_%s", periods=[(key, label) for key, label, _asked in spans], **given
            )
        colleagues = people_of(share.body)
        if len(colleagues) > 1 and share.accepted_on:
            people = User.objects.filter(pk__in=[person.pk for person in colleagues]).order_by("full_name")
            found["officer_form"] = forms.OfficerForm(people=people, initial={"officer": share.officer_id})
        return found


def spans_of(share: Assignment) -> list[tuple[str, str, bool]]:
    """Periods without a line: first day as the form sends it, words, whether the line is asked for now."""
    today = clock.today()
    spans = missing_periods(share, period_lines([share]).get(share.pk, []), today)
    return [(span.start.isoformat(), span.label(share.task.period), asked_now(span, today)) for span in spans]


def _acts(share: Assignment, user: Any, accept_label: str) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The one act that comes next, and the others."""
    found = []
    for action in ASSIGNMENT.available(share, user):
        if not action.allowed or action.name == "close":
            continue
        page = PAGES.get(action.name)
        name = page or f"share_{action.name}"
        found.append(
            {
                "name": action.name,
                "label": accept_label if action.name == "accept" else action.label,
                "url": reverse(f"directives:{name}", args=[share.code]),
                "page": bool(page),
                "danger": action.name in ("cancel", "return"),
            }
        )
    main = next((act for name in MAIN for act in found if act["name"] == name), None)
    return main, [act for act in found if main is None or act["url"] != main["url"]]


def _partners(share: Assignment) -> list[Assignment]:
    rows = share.task.assignments.exclude(pk=share.pk).exclude(state=S.CANCELLED)
    return list(queries.listed(rows)[:5])


def _facts(share: Assignment) -> list[tuple[str, Any]]:
    from saolang.core.text import format_date

    rows: list[tuple[str, Any]] = [(_("Đơn vị"), share.body.name), (_("Vai trò"), share.get_share_display())]
    if share.addressed_as and share.addressed_as != share.body.name:
        why = f" ({share.mapped_why})" if share.mapped_why else ""
        rows.append((_("Tên trong văn bản"), f"{share.addressed_as}{why}"))
    rows.append((_("Ngày giao"), format_date(share.assigned_on)))
    if not share.standing:
        rows.append((_("Hạn"), format_date(share.due_on) if share.due_on else _("chưa có hạn")))
    rows.append((_("Ngày nhận việc"), format_date(share.accepted_on) if share.accepted_on else _("chưa nhận")))
    rows.append((_("Người phụ trách"), share.officer or _("chưa có")))
    if share.reported_on:
        rows.append((_("Ngày báo cáo hoàn thành"), format_date(share.reported_on)))
    if share.ended_on and share.state == S.DONE:
        rows.append((_("Ngày xác nhận"), format_date(share.ended_on)))
    return rows


def _extensions(share: Assignment, user: Any, carries: bool) -> dict[str, Any]:
    rows = list(share.extensions.select_related("asked_by", "decided_by").order_by("-pk"))
    waiting = next((row for row in rows if row.state == ExtensionState.ASKED), None)
    decides = waiting is not None and user.has_perm("directives.judge", share)
    can_ask = (
        carries
        and waiting is None
        and share.state in AT_WORK
        and share.share == Share.LEAD
        and share.due_on is not None
    )
    return {
        "extensions": [{"extension": row, "state": EXTENSION.state(row)} for row in rows],
        "waiting_extension": waiting,
        "decision_form": forms.DecisionForm(auto_id="lui_%s") if decides else None,
        "can_ask_extension": can_ask,
    }
