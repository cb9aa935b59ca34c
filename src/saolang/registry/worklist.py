"""Stars whose re-assessment should be handed in, among a person's work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.enums import COMMUNE_ROLES, PRODUCER_ROLES
from saolang.accounts.roles import has_role, organisations_of
from saolang.core import clock
from saolang.core.registries import WorkItem
from saolang.core.workdays import WorkCalendar

from .enums import RenewalStage
from .radar import in_scope, watched_by
from .renewal import stage_of

MOST = 20


def renewals_to_file(user: Any) -> Iterator[WorkItem]:
    """The producer's stars within the filing time or past it; the commune sees those of its producers as waiting.

    Expired ones are left to the radar: nothing can be handed in on time any more.
    """
    own = organisations_of(user, *PRODUCER_ROLES)
    if not own and not has_role(user, *COMMUNE_ROLES):
        return
    today, calendar = clock.today(), WorkCalendar.load()
    rows = watched_by(user, today).filter(through__gte=today)
    stages = (RenewalStage.OPEN, RenewalStage.LATE)
    rows = in_scope(rows, [str(stage) for stage in stages], today).select_related(
        "product__producer__organisation", "product__star_state"
    )
    for star in rows.order_by("through", "pk")[:MOST]:
        answer = stage_of(star, today)
        due = answer.closes_on if answer.stage == RenewalStage.OPEN else answer.through
        assert due is not None, "both stages have their days"
        yield WorkItem(
            title=_("Đánh giá lại: %(name)s") % {"name": star.product.name},
            subtitle=f"{star.product.producer.name} · {answer.sentence}",
            url=reverse("registry:radar_star", args=[star.code]),
            action_label=_("Xem việc cần làm"),
            due=due,
            days_left=calendar.working_days_between(today, due),
            state_label=answer.label,
            kind="soon" if answer.stage == RenewalStage.OPEN else "act",
            waiting_for_other=star.product.producer.organisation_id not in own,
        )
