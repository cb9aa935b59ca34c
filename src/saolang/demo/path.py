"""The whole demo in one transaction: a killed process leaves nothing behind."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from saolang.accounts.models import User

from .content import content
from .council import past_session, running_session
from .directives import walk_directives
from .dossiers import walk_to_round
from .old_register import bring_in
from .people import EARLY, make_council, make_officials, places
from .producers import make_all, make_product
from .renewals import walk_renewals
from .timeline import on
from .watch import walk_watch

PAST = ("below", "decided", "published", "potential")
ELDER = ("letter", "proposed", "at_province", "in_round", "appraised", "scoring", "revealed")


@transaction.atomic
def build() -> bool:
    """Write the fictional part; False when it is there already."""
    plan = content()
    if User.objects.filter(email=plan["officials"][0]["email"]).exists():
        return False
    units = places()
    with on(EARLY):
        people = make_officials(units)
    with on(EARLY + 7):
        council = make_council(people, units["province"])
    holders = make_all(people, units)
    old = bring_in(holders, units, people)
    rows: dict[str, dict[str, Any]] = {row["key"]: row for row in plan["products"]}
    products = {}
    for key, row in rows.items():
        with on(-120):
            products[key] = make_product(row, holders[row["producer"]])
    found = {}
    groups = (
        (-85, [row for key, row in rows.items() if key in PAST]),
        (-35, [row for key, row in rows.items() if key in ELDER]),
        (-7, [row for key, row in rows.items() if key not in (*PAST, *ELDER)]),
    )
    for start, chosen in groups:
        found.update(walk_to_round(chosen, products, holders, people, start=start))
    past_session(council, found, rows, people)
    walk_renewals(old, holders, people, council)
    walk_watch(old, holders, people, units)
    walk_directives(people, units)
    running_session(council, found, rows, people)
    return True
