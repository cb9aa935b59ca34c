"""Rút hồ sơ: the producer takes the file back, until the decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import transition
from saolang.core import clock
from saolang.core.db import lock_for_change

from .. import law, notices
from ..models import Dossier
from ..states import DOSSIER


def withdraw_dossier(
    dossier: Dossier,
    *,
    reason: str,
    actor: Any,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Dossier:
    """Withdraw, with a reason, in any state before the decision. A serial that was given stays used.

    Raises NotAllowed, WrongState (after the decision), Stale, DomainError ``reason_missing``.
    """
    with transaction.atomic():
        dossier = lock_for_change(dossier, expected_version)
        DOSSIER.check(dossier, "withdraw", actor, reason)
        was_submitted, was_proposed = dossier.submitted_at is not None, dossier.proposed_on is not None
        dossier.withdrawal_reason = reason
        dossier.closed_on = clock.day_of(at)
        dossier.proposal_items.filter(current=True, proposal__sent_on__isnull=True).update(current=False)
        transition(DOSSIER, dossier, "withdraw", actor=actor, at=at, reason=reason)
        law.tell_renewal_ended(dossier, actor=actor)
        if was_submitted:
            people = notices.commune_people(dossier)
            if was_proposed:
                people += notices.province_people(dossier)
            title = _("Chủ thể rút hồ sơ: %(name)s") % {"name": dossier.product.name}
            notices.tell(people, dossier, "withdrawn", title, reason, actor=actor)
    return dossier
