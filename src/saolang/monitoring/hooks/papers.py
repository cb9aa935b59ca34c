"""Sockets filled for the watch over standing papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SHOWN = 3
WORK = 20


def register() -> None:
    """Fill the registries of lower apps."""
    from saolang.core.registries import CronJob, NavItem, cron_jobs, home_panels, navigation, work_list

    from ..domain.paper_watch import warn_of_papers

    navigation.add(
        NavItem(
            "monitoring.papers", gettext_lazy("Giấy tờ sắp hết hạn"), "monitoring:papers", "calendar-clock", 68,
            "monitoring.list_papers", "chu-the",
        )
    )  # fmt: skip
    home_panels.add(paper_panel, key="monitoring.papers")
    work_list.add(paper_work, key="monitoring.papers")
    cron_jobs.add(CronJob("monitoring.paper_warnings", timedelta(hours=12), warn_of_papers))


def paper_panel(user: Any) -> dict[str, Any] | None:
    """For a producer: the papers that end first; None when there is nothing to say."""
    from saolang.accounts.enums import PRODUCER_ROLES
    from saolang.accounts.roles import organisations_of

    from ..queries import papers as queries

    mine = organisations_of(user, *PRODUCER_ROLES)
    if not mine:
        return None
    own = queries.visible_to(user).filter(producer__organisation__in=mine)
    counts = queries.counts(own)
    if not counts["90"] and not counts[queries.EXPIRED]:
        return None
    return {
        "template": "monitoring/papers/panel.html",
        "rows": list(queries.watched(queries.within(own, "90")[:SHOWN])),
        "soon": counts["90"],
        "expired": counts[queries.EXPIRED],
    }


def paper_work(user: Any) -> Iterator[Any]:
    """Producers: papers that end within 60 days, and ended ones a star stands on. Communes: one row for all."""
    from django.urls import reverse

    from saolang.accounts.enums import COMMUNE_ROLES, PRODUCER_ROLES
    from saolang.accounts.roles import organisations_of, units_of
    from saolang.core import clock
    from saolang.core.registries import WorkItem
    from saolang.core.workdays import WorkCalendar

    from ..queries import papers as queries

    today, calendar = clock.today(), WorkCalendar.load()
    mine = organisations_of(user, *PRODUCER_ROLES)
    if mine:
        own = queries.visible_to(user).filter(producer__organisation__in=mine)
        ended = own.filter(expires_on__lt=today, expires_on__gte=today - timedelta(days=30))
        for row in queries.watched([*ended[:WORK], *queries.within(own, "60")[:WORK]]):
            if row.evidence.expires_on and (row.dangers or row.left >= 0):
                yield WorkItem(
                    title=_("Thay giấy: %(paper)s") % {"paper": row.evidence.title},
                    subtitle=row.dangers[0].sentence if row.dangers else row.evidence.producer.name,
                    url=row.evidence.get_absolute_url(),
                    action_label=_("Thay bản mới"),
                    due=row.evidence.expires_on,
                    days_left=calendar.working_days_between(today, row.evidence.expires_on),
                    state_label=_("Đã hết hạn") if row.left < 0 else _("Sắp hết hạn"),
                    kind="act" if row.left < 0 else "soon",
                    sort_key=(row.evidence.expires_on, row.evidence.pk),
                )
    communes = units_of(user, *COMMUNE_ROLES)
    if communes:
        near = queries.within(queries.visible_to(user).filter(producer__filing_commune__in=communes), "30")
        first = near.first()
        if first is not None:
            yield WorkItem(
                title=_("%(n)d giấy tờ của chủ thể trong xã hết hạn trong 30 ngày") % {"n": near.count()},
                url=f"{reverse('monitoring:papers')}?han=30",
                action_label=_("Xem"),
                due=first.expires_on,
                days_left=calendar.working_days_between(today, first.expires_on),
                state_label=_("Sắp hết hạn"),
                kind="soon",
                sort_key=(first.expires_on, first.pk),
            )
