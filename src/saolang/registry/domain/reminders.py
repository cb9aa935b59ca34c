"""Reminders of the expiry radar: to producer and commune by step, to the province when time runs out."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.enums import COMMUNE_ROLES, PRODUCER_ROLES, RoleKind
from saolang.accounts.roles import users_with
from saolang.core import clock
from saolang.core.text import format_date
from saolang.notify.domain import send

from ..enums import ReminderStep
from ..models import Recognition, RenewalReminder
from ..radar import offsets
from ..renewal import stage_of

STEPS = {ReminderStep.OPENS: 180, ReminderStep.D150: 150, ReminderStep.D125: 125, ReminderStep.CLOSES: 120}
"""Days before the last valid day."""
ESCALATED_FROM = 125
"""The province is told of stars without a dossier from here on."""


def step_due(days_left: int) -> ReminderStep | None:
    """The newest step that is due with so many days left; None before the window and after the term."""
    due = [step for step, days in STEPS.items() if 0 <= days_left <= days]
    return due[-1] if due else None


def send_renewal_reminders(day: date | None = None) -> int:
    """Send what is due; returns how many stars people were reminded of. Harmless when run again or after a gap:
    a missed step is not sent after the next one."""
    today = day or clock.today()
    shift = offsets()
    rows = (
        Recognition.objects.filter(public_since__isnull=False, withdrawn_on__isnull=True)
        .filter(through__range=(today, date.fromordinal(today.toordinal() + shift["opens"])))
        .exclude(replaced_on__lte=today)
        .filter(Q(product__star_state__isnull=True) | Q(product__star_state__renewal_filed_on__isnull=True))
        .select_related("product__producer__organisation", "product__made_in__parent", "product__star_state")
        .prefetch_related("reminders")
        .order_by("through", "pk")
    )
    reminded = 0
    pressing: dict[int, list[Recognition]] = defaultdict(list)
    for star in rows:
        assert star.through is not None
        left = (star.through - today).days
        sent = {reminder.step for reminder in star.reminders.all()}
        step = step_due(left)
        if step is not None and step not in sent:
            _remind(star, step, today)
            reminded += 1
        commune = star.product.made_in
        if left <= ESCALATED_FROM and ReminderStep.PROVINCE not in sent and commune is not None and commune.parent_id:
            pressing[commune.parent_id].append(star)
    for province_id, stars in pressing.items():
        _escalate(province_id, stars, today)
    return reminded


@transaction.atomic
def _remind(star: Recognition, step: ReminderStep, today: date) -> None:
    _reminder, created = RenewalReminder.objects.get_or_create(recognition=star, step=step, defaults={"sent_on": today})
    if not created:
        return
    answer = stage_of(star, today)
    words = {
        "name": star.product.name,
        "star": star.star,
        "through": format_date(star.through),
        "closes": format_date(answer.closes_on),
    }
    if step == ReminderStep.CLOSES:
        title = (
            _("Hôm nay là ngày cuối nộp đúng hạn: %(name)s")
            if answer.days_to_close == 0
            else _("Đã quá hạn nộp hồ sơ đánh giá lại: %(name)s")
        )
    else:
        title = _("Nộp hồ sơ đánh giá lại trước hết ngày %(closes)s: %(name)s")
    body = _("%(star)d sao có giá trị đến hết ngày %(through)s. Nộp hồ sơ đánh giá lại đến hết ngày %(closes)s.")
    send(
        _people(star),
        kind="registry.renewal",
        title=title % words,
        body=body % words,
        url=reverse("registry:radar_star", args=[star.code]),
        obj=star,
    )


def _people(star: Recognition) -> list[Any]:
    """The producer's people and the officers of the commune."""
    people = list(users_with(PRODUCER_ROLES, organisation=star.product.producer.organisation_id))
    if star.product.made_in_id:
        people += list(users_with(COMMUNE_ROLES, unit=star.product.made_in_id))
    return people


@transaction.atomic
def _escalate(province_id: int, stars: list[Recognition], today: date) -> None:
    fresh = [
        star
        for star in stars
        if RenewalReminder.objects.get_or_create(
            recognition=star, step=ReminderStep.PROVINCE, defaults={"sent_on": today}
        )[1]
    ]
    if not fresh:
        return
    lines = [
        _("%(name)s (%(producer)s): hết hiệu lực sau ngày %(through)s")
        % {"name": star.product.name, "producer": star.product.producer.name, "through": format_date(star.through)}
        for star in fresh[:30]
    ]
    if len(fresh) > len(lines):
        lines.append(_("và %(n)d sản phẩm khác") % {"n": len(fresh) - len(lines)})
    send(
        users_with(RoleKind.PROVINCE_OFFICER, unit=province_id),
        kind="registry.renewal_escalated",
        title=_("%(n)d sản phẩm sắp hết thời gian nộp mà chưa có hồ sơ đánh giá lại") % {"n": len(fresh)},
        body="\n".join(lines),
        url=reverse("registry:radar"),
    )
