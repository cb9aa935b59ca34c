"""What waits for whom: the rows of "Việc của tôi"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import has_role, units_of
from saolang.core import clock
from saolang.core.registries import WorkItem
from saolang.core.text import format_date
from saolang.core.workdays import WorkCalendar
from saolang.documents.enums import PaperState

from . import queries
from .clocks import commune_clock, reassessment_clock
from .enums import DossierKind
from .enums import DossierState as S
from .models import Dossier, Proposal
from .states import DOSSIER

FAR = dt.date.max


def _row(dossier: Dossier, action: str, **extra: Any) -> WorkItem:
    state = DOSSIER.state(dossier)
    due = extra.get("due")
    values = {
        "title": dossier.product.name,
        "subtitle": f"{dossier.producer.name} · {dossier.get_kind_display()}",
        "url": reverse("dossiers:dossier", args=[dossier.code]),
        "action_label": action,
        "state_label": str(state.staff_name),
        "kind": state.kind,
        "sort_key": (due or FAR, dossier.pk),
    }
    return WorkItem(**{**values, **extra})


def _days_left(due: dt.date) -> int:
    return WorkCalendar.load().working_days_between(clock.today(), due)


def own_work(user: Any) -> Iterator[WorkItem]:
    """Producers and helpers: drafts to finish, completion requests to answer; others wait elsewhere."""
    mine = queries.for_list(queries.own(user)).filter(state__in=queries.OPEN)
    for dossier in mine:
        if dossier.state == S.PREPARING:
            yield _row(dossier, _("Lập tiếp hồ sơ"))
        elif dossier.state in (S.COMMUNE_COMPLETION, S.PROVINCE_COMPLETION):
            request = next((row for row in dossier.completion_requests.all() if row.answered_on is None), None)
            due = request.due_on if request else None
            yield _row(dossier, _("Hoàn thiện hồ sơ"), due=due, days_left=_days_left(due) if due else None)
        else:
            public = DOSSIER.state(dossier).public_name
            yield _row(dossier, "", waiting_for_other=True, state_label=str(public))


def commune_work(user: Any) -> Iterator[WorkItem]:
    """Commune officers and leaders: dossiers to receive and to check, with their clocks."""
    if not has_role(user, *COMMUNE_ROLES):
        return
    for dossier in queries.for_list(queries.of_communes(user)).filter(state__in=queries.AT_COMMUNE):
        running = commune_clock(dossier)
        if running is None:
            day = clock.local(dossier.submitted_at).date() if dossier.submitted_at else None
            subtitle = _("%(producer)s · nộp ngày %(day)s") % {
                "producer": dossier.producer.name,
                "day": format_date(day),
            }
            yield _row(dossier, _("Tiếp nhận"), subtitle=subtitle, sort_key=(day or FAR, dossier.pk))
            continue
        waiting = dossier.state == S.COMMUNE_COMPLETION
        yield _row(
            dossier,
            "" if waiting else _("Kiểm tra"),
            due=running.due,
            days_left=running.left,
            spent=running.spent,
            total=running.total,
            waiting_for_other=waiting,
        )


def letter_work(user: Any) -> Iterator[WorkItem]:
    """Letters of the commune: to draft, to sign, to send."""
    letters = Proposal.objects.filter(commune_id__in=units_of(user, *COMMUNE_ROLES), sent_on__isnull=True)
    for proposal in letters.select_related("paper", "commune").prefetch_related("items"):
        count = sum(item.current for item in proposal.items.all())
        if not count:
            continue
        state = proposal.paper.state if proposal.paper else ""
        action = {
            PaperState.FOR_SIGNATURE: _("Ghi số và ban hành"),
            PaperState.ISSUED: _("Gửi lên tỉnh"),
        }.get(state, _("Soạn văn bản"))
        yield WorkItem(
            title=_("Văn bản đề nghị %(count)d sản phẩm") % {"count": count},
            subtitle=str(proposal.commune),
            url=reverse("dossiers:proposal", args=[proposal.code]),
            action_label=action,
            state_label=str(proposal.paper.get_state_display()) if proposal.paper else _("Chưa soạn"),
            kind="open",
            sort_key=(FAR, proposal.pk),
        )


def province_work(user: Any) -> Iterator[WorkItem]:
    """Province officers: dossiers to receive, to check, to put into a round."""
    if not has_role(user, RoleKind.PROVINCE_OFFICER):
        return
    here = (S.PROPOSED, S.PROVINCE, S.PROVINCE_COMPLETION)
    actions = {S.PROPOSED: _("Tiếp nhận"), S.PROVINCE: _("Kiểm tra, xếp đợt")}
    for dossier in queries.for_list(queries.of_province(user)).filter(state__in=here):
        action = actions.get(S(dossier.state), "")
        if dossier.state == S.PROVINCE and dossier.kind == DossierKind.REASSESSMENT:
            action = _("Kiểm tra, đánh giá hồ sơ")
        running = reassessment_clock(dossier)
        subtitle = _("%(producer)s · %(commune)s, đề nghị ngày %(day)s") % {
            "producer": dossier.producer.name,
            "commune": dossier.commune,
            "day": format_date(dossier.proposed_on),
        }
        yield _row(
            dossier,
            action,
            subtitle=subtitle,
            waiting_for_other=not action,
            due=running.due if running else None,
            days_left=running.left if running else None,
            spent=running.spent if running else None,
            total=running.total if running else None,
            sort_key=(dossier.proposed_on or FAR, dossier.pk),
        )


PROVIDERS: dict[str, Callable[[Any], Iterable[WorkItem]]] = {
    "own": own_work,
    "commune": commune_work,
    "letters": letter_work,
    "province": province_work,
}
