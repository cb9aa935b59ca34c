"""Telling of papers that end: 90, 60 and 30 days ahead and at the end, once each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import users_with
from saolang.core import clock
from saolang.core.text import format_date
from saolang.notify.domain import send
from saolang.producers.enums import PERSONAL_EVIDENCE
from saolang.producers.models import Evidence

from ..danger import GRACE, step_on
from ..enums import PaperStep
from ..models import PaperWarning
from ..queries.papers import AHEAD, WatchedPaper, in_use, watched

SAID = 3


def warn_of_papers(*, at: dt.datetime | None = None) -> int:
    """Tell producer and commune of every paper at a step not told of yet; return how many. Run by ``saolang cron``.

    A paper that was replaced, put aside or whose date was put right has no step any more. Run twice it tells once.
    """
    today = clock.day_of(at)
    papers = (
        in_use()
        .filter(expires_on__gte=today - dt.timedelta(days=GRACE), expires_on__lte=today + dt.timedelta(days=AHEAD))
        .select_related("producer__organisation", "producer__filing_commune", "product")
        .order_by("expires_on", "pk")
    )
    told = set(
        PaperWarning.objects.filter(evidence__in=papers.values("pk")).values_list("evidence", "step", "expires_on")
    )
    due = []
    for paper in papers:
        step = step_on(paper.expires_on, today) if paper.expires_on else None
        if step is not None and (paper.pk, str(step), paper.expires_on) not in told:
            due.append(paper)
    people = _People()
    return sum(_warn(row, today, people) for row in watched(due, today))


class _People:
    """Who is told, asked once per producer and once per commune in one run."""

    def __init__(self) -> None:
        self.producers: dict[int, list[Any]] = {}
        self.communes: dict[int, list[Any]] = {}

    def of(self, paper: Evidence) -> list[Any]:
        """The producer's people, and the commune unless the paper lists persons."""
        organisation, commune = paper.producer.organisation_id, paper.producer.filing_commune_id
        if organisation not in self.producers:
            kinds = (RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF)
            self.producers[organisation] = list(users_with(kinds, organisation=organisation))
        if commune is None or paper.kind in PERSONAL_EVIDENCE:
            return self.producers[organisation]
        if commune not in self.communes:
            self.communes[commune] = list(users_with(RoleKind.COMMUNE_OFFICER, unit=commune))
        return [*self.producers[organisation], *self.communes[commune]]


def _warn(row: WatchedPaper, today: dt.date, people: _People) -> int:
    paper = row.evidence
    if paper.expires_on is None:
        return 0
    step = step_on(paper.expires_on, today)
    with transaction.atomic():
        still = in_use().filter(pk=paper.pk, expires_on=paper.expires_on).exists()
        if step is None or not still:
            return 0
        _warning, new = PaperWarning.objects.get_or_create(
            evidence=paper, step=step, expires_on=paper.expires_on, defaults={"warned_on": today}
        )
        if not new:
            return 0
        title, body = words(row, step)
        send(people.of(paper), kind="monitoring.paper", title=title, body=body, url=paper.get_absolute_url(), obj=paper)
    return 1


def words(row: WatchedPaper, step: str) -> tuple[str, str]:
    """Title and text of a message: which paper, whose, until when, which star and why."""
    paper = row.evidence
    said = {"paper": paper.title, "day": format_date(paper.expires_on), "left": row.left}
    if step == PaperStep.EXPIRED:
        title = _("Giấy đã hết hạn ngày %(day)s: %(paper)s") % said
    elif row.left == 0:
        title = _("Giấy hết hạn hôm nay: %(paper)s") % said
    else:
        title = _("Còn %(left)d ngày, giấy hết hạn ngày %(day)s: %(paper)s") % said
    lines = [paper.producer.organisation.name]
    lines += [danger.sentence for danger in row.dangers[:SAID]]
    if len(row.dangers) > SAID:
        lines.append(_("Và %(n)d điểm khác, xem trong danh sách giấy tờ.") % {"n": len(row.dangers) - SAID})
    if not row.dangers:
        lines.append(_("Không có sao đang hiệu lực nào phụ thuộc riêng vào giấy này."))
    lines.append(_("Tải bản mới rồi chọn “Thay bằng bản mới” để thôi nhắc."))
    return title, "\n".join(lines)
