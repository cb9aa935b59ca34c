"""What a person already settled on the phone need not be settled a second time at the desk."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from saolang.core import clock

from ..enums import SyncOutcome
from ..models import SyncedChange, Visit
from .inspection_rights import require

MOST_SETTLED = 300


def read_settled(raw: Any) -> list[uuid.UUID]:
    """Read the posted ids of settled changes; what is no id is passed over."""
    found = []
    for item in raw[:MOST_SETTLED] if isinstance(raw, list) else []:
        try:
            found.append(uuid.UUID(str(item)))
        except ValueError:
            continue
    return found


@transaction.atomic
def settle_own(visit: Visit, *, client_ids: list[uuid.UUID], actor: Any) -> int:
    """Mark conflicts and refusals of the actor's own changes as settled; others' and late notes stay."""
    if not client_ids:
        return 0
    require(actor, "monitoring.fill_visit", visit)
    rows = SyncedChange.objects.filter(
        visit=visit,
        user_id=actor.pk,
        client_id__in=client_ids,
        outcome__in=[SyncOutcome.CONFLICT, SyncOutcome.REFUSED],
        settled_at=None,
    )
    return rows.update(settled_at=clock.now(), settled_by_id=actor.pk)
