"""Who may do what with withdrawals of stars. Listings in queries/withdrawals.py agree with ``view_withdrawal``."""

from __future__ import annotations

from typing import Any

import rules

from saolang.accounts.enums import COMMUNE_ROLES
from saolang.accounts.roles import duty_units, has_role, organisations_of
from saolang.places.models import Unit

from ..models import WithdrawalCase
from ..queries import withdrawals as queries


def _province_of(obj: Any) -> int | None:
    if isinstance(obj, Unit):
        return obj.pk
    return obj.province_id if isinstance(obj, WithdrawalCase) else None


@rules.predicate
def reads_case(user: Any, case: Any) -> bool:
    return isinstance(case, WithdrawalCase) and queries.cases_visible_to(user).filter(pk=case.pk).exists()


@rules.predicate
def reads_inside(user: Any, case: Any) -> bool:
    return isinstance(case, WithdrawalCase) and queries.inside_cases(user).filter(pk=case.pk).exists()


@rules.predicate
def manages(user: Any, obj: Any) -> bool:
    """The OCOP office of the province; without an object, of any."""
    mine = duty_units(user, *queries.MANAGERS)
    return bool(mine) if obj is None else _province_of(obj) in mine


@rules.predicate
def opens(user: Any, obj: Any) -> bool:
    """Those who check: the OCOP office, inspectors, departments."""
    mine = duty_units(user, *queries.OPENERS)
    return bool(mine) if obj is None else _province_of(obj) in mine


@rules.predicate
def confirms(user: Any, obj: Any) -> bool:
    """The commune where the product is made; without an object, any commune."""
    mine = duty_units(user, *COMMUNE_ROLES)
    if isinstance(obj, Unit):
        return obj.pk in mine
    return bool(mine) if obj is None else isinstance(obj, WithdrawalCase) and obj.commune_id in mine


@rules.predicate
def answers(user: Any, case: Any) -> bool:
    """The producer's own people, once they know of the case."""
    return (
        isinstance(case, WithdrawalCase)
        and case.recognition.product.producer.organisation_id in organisations_of(user, *queries.OWN_PEOPLE)
        and queries.cases_visible_to(user).filter(pk=case.pk).exists()
    )


@rules.predicate
def has_cases(user: Any) -> bool:
    """Whoever may find a case in the list."""
    return has_role(user, *queries.OFFICIALS, *COMMUNE_ROLES, *queries.OWN_PEOPLE)


rules.add_perm("monitoring.list_withdrawals", has_cases)
rules.add_perm("monitoring.view_withdrawal", reads_case)
rules.add_perm("monitoring.view_withdrawal_inside", reads_inside)
rules.add_perm("monitoring.open_withdrawal", opens)
rules.add_perm("monitoring.manage_withdrawal", manages)
rules.add_perm("monitoring.confirm_stopped", confirms)
rules.add_perm("monitoring.answer_withdrawal", answers)


def sees_withdrawals(user: Any) -> bool:
    """Whether "Thu hồi" belongs in the menu: those who prepare, check or watch withdrawals."""
    return bool(duty_units(user, *queries.OFFICIALS))


def sees_own_cases(user: Any) -> bool:
    """Whether "Thu hồi" leads to cases near the person: for a commune always, for a producer once there is one."""
    return has_role(user, *COMMUNE_ROLES) or queries.cases_visible_to(user).exists()
