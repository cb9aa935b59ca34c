"""Fictional people and the bodies they act for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.conf import settings

from saolang.accounts.domain.people import create_user
from saolang.accounts.domain.roles import grant_role
from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Organisation, User
from saolang.assessment.domain.councils import add_adviser, add_seat, create_council
from saolang.core.actors import SYSTEM
from saolang.places.models import Unit
from saolang.places.queries import commune_by_code, province_by_code

from .content import content
from .timeline import day

EARLY = -150


def demo_user(row: dict[str, Any]) -> User:
    """Make one account with the demo password."""
    return create_user(email=row["email"], full_name=row["name"], password=content()["password"], actor=SYSTEM)


def places() -> dict[str, Unit]:
    """The province and the two communes of the demo. Raises ValueError when the reference units are not loaded."""
    province = province_by_code(settings.PROVINCE_CODE)
    found = {"province": province, **{k: commune_by_code(c) for k, c in content()["communes"].items()}}
    missing = [key for key, unit in found.items() if unit is None]
    if missing:
        raise ValueError(f"reference units are not loaded: {missing}")
    return {key: unit for key, unit in found.items() if unit is not None}


def _body(short_name: str, province: Unit) -> Organisation | None:
    """The body of the province with that short name."""
    return Organisation.objects.filter(unit=province, short_name=short_name).first()


def make_officials(units: dict[str, Unit]) -> SimpleNamespace:
    """Officials with their roles, by the key of the content file."""
    people = SimpleNamespace()
    for row in content()["officials"]:
        user = demo_user(row)
        grant_role(
            user=user,
            kind=row["role"],
            unit=units[row["scope"]] if "scope" in row else None,
            organisation=_body(row["body"], units["province"]) if "body" in row else None,
            actor=SYSTEM,
            valid_from=day(EARLY),
            basis="Phân công (mẫu)",
        )
        setattr(people, row["key"], user)
    return people


def make_council(people: SimpleNamespace, province: Unit) -> Any:
    """The fictional council with its seats and one adviser."""
    plan = content()["council"]
    council = create_council(
        province=province,
        name=plan["name"],
        decision_number=plan["decision_number"],
        decision_on=day(EARLY + 5),
        rules_number=plan["rules_number"],
        rules_on=day(EARLY + 6),
        actor=people.officer,
    )
    people.seats = {}
    for row in plan["seats"]:
        user = demo_user(row)
        body = _body(row["body"], province) if row.get("body") else None
        people.seats[row["key"]] = add_seat(
            council,
            user=user,
            kind=row["kind"],
            represents=body,
            scores=row.get("scores", True),
            may_chair=row.get("may_chair", False),
            actor=people.officer,
        )
        setattr(people, row["key"], user)
    people.adviser = demo_user(plan["adviser"])
    add_adviser(council, user=people.adviser, actor=people.officer)
    return council


def demo_accounts() -> list[tuple[str, str, str, str]]:
    """Role, name, address and password of the demo accounts that exist here."""
    domain = "@demo.example"
    rows = []
    for user in User.objects.filter(email__endswith=domain).prefetch_related("roles").order_by("pk"):
        role = user.roles.first()
        label = str(RoleKind(role.kind).label) if role else "Chờ xã xác nhận"
        rows.append((label, user.full_name, user.email, str(content()["password"])))
    return rows
