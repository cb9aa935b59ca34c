"""Bodies of the province that directives address, made at set-up, and the bodies of a steering committee."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction

from saolang.accounts.models import Organisation
from saolang.audit.domain import record
from saolang.core.actors import SYSTEM
from saolang.places.queries import province_by_code

from ..addressing import bodies_data
from ..models import SteeringMember


@transaction.atomic
def load_reference_bodies(*, actor: Any = SYSTEM) -> int:
    """Make the departments and associations of the data file that the served province lacks; return how many.

    May be run again at any time. Raises ValueError when the units are not loaded.
    """
    province = province_by_code(settings.PROVINCE_CODE)
    if province is None:
        raise ValueError("reference units are not loaded")
    made = 0
    for row in bodies_data()["bodies"]:
        if not row.get("reference"):
            continue
        name = f"{row['name']} {province.label}"
        if Organisation.objects.filter(unit=province, name=name).exists():
            continue
        body = Organisation.objects.create(
            kind=row["kind"], unit=province, name=name, short_name=row["short"], valid_from=province.valid_from
        )
        record("directives.body.load_reference", actor=actor, obj=body, data={"kind": row["kind"]})
        made += 1
    return made


def members_on(committee: Any, on: dt.date) -> list[SteeringMember]:
    """Who sits on the committee on a day, standing body first."""
    rows = SteeringMember.objects.filter(committee=committee, valid_from__lte=on).select_related("body")
    alive = [row for row in rows if row.valid_to is None or row.valid_to >= on]
    return sorted(alive, key=lambda row: (not row.standing, row.body.name))
