"""Two people at once, and acts that lock in one order: nothing twice, nobody waits for each other for ever."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from saolang.accounts.domain.organisations import committee_of
from saolang.accounts.domain.people import create_user
from saolang.accounts.domain.roles import end_role
from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Organisation, Role, User
from saolang.audit.domain import record
from saolang.core.clock import today
from saolang.core.db import as_refusal, lock_for_change
from saolang.core.problems import DomainError
from saolang.dossiers.domain import proposal
from saolang.dossiers.models import Dossier, Proposal
from saolang.monitoring.domain.inspections import make_plan
from saolang.monitoring.models import InspectionPlan
from saolang.registry.domain.recognise import end_potential_five, mark_potential_five
from saolang.registry.domain.renewals import renewal_filed
from saolang.registry.domain.suspensions import suspend
from saolang.registry.models import StarState, Suspension
from tests.dossiers import builders
from tests.dossiers.test_concurrency import together
from tests.factories import OrganisationFactory, commune, make_user, province, stored_file

from .amending import officer, recognised

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = today().year


def refused(results: list[Any]) -> list[list[str]]:
    return [result.codes for result in results if isinstance(result, DomainError)]


def meanwhile(act: Callable[[], Any]) -> Callable[[], Any]:
    """Start an act in a thread; return what waits for its end and gives its result or error."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(act())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()

    def result() -> Any:
        thread.join(timeout=60)
        assert found
        return found[0]

    return result


def test_one_paper_of_an_authority_is_recorded_once() -> None:
    star, actor = recognised(), officer()
    authority, file = committee_of(province()), stored_file(purpose="registry.suspension")

    def act() -> Any:
        return suspend(
            star.product, authority=authority, number="9/QĐ", issued_on=today(), starts_on=today(), file=file,
            actor=actor,
        )  # fmt: skip

    assert refused(together(act, act)) == [["recorded_already"]]
    assert Suspension.objects.count() == 1


def test_a_plan_of_a_year_is_opened_once() -> None:
    actor = officer()
    office = OrganisationFactory(unit=province())

    def act() -> Any:
        return make_plan(province=province(), year=YEAR, office=office, actor=actor)

    assert refused(together(act, act)) == [["plan_exists"]]
    assert InspectionPlan.objects.count() == 1


def test_one_address_opens_one_account() -> None:
    results = together(*(lambda: create_user(email="mau@vidu.vn", full_name="Mẫu", actor=None) for _n in range(2)))
    assert refused(results) == [["email_used"]]
    assert User.objects.filter(email="mau@vidu.vn").count() == 1


def test_a_committee_is_made_once() -> None:
    unit = commune()
    Organisation.objects.filter(unit=unit).delete()
    together(lambda: committee_of(unit), lambda: committee_of(unit), lambda: committee_of(unit))
    assert Organisation.objects.filter(kind="committee", unit=unit).count() == 1


def test_two_administrators_do_not_end_each_other() -> None:
    one, two = make_user(RoleKind.ADMINISTRATOR, unit=province()), make_user(RoleKind.ADMINISTRATOR, unit=province())
    roles = {user.pk: Role.objects.get(user=user) for user in (one, two)}
    results = together(
        lambda: end_role(roles[two.pk], actor=one, reason="Thử"),
        lambda: end_role(roles[one.pk], actor=two, reason="Thử"),
    )
    assert len(refused(results)) == 1, results
    assert Role.objects.filter(kind=RoleKind.ADMINISTRATOR, ended_on__isnull=True).count() == 1


def test_the_end_of_a_potential_star_forgets_no_filed_renewal() -> None:
    star, actor = recognised(), officer()
    mark_potential_five(star.product, on=today(), actor=actor)
    with transaction.atomic():
        renewal_filed(star.product, on=dt.date(2028, 8, 1), dossier_code="HS1", actor=actor)
        ended = meanwhile(lambda: end_potential_five(star.product, actor=actor))
        time.sleep(0.4)
    assert ended() is None
    state = StarState.objects.get()
    assert (state.renewal_dossier, state.potential_five_since) == ("HS1", None)


def test_a_letter_waits_for_its_dossier_before_it_records_anything() -> None:
    cast = builders.make_cast()
    dossier = builders.checked(cast)
    with transaction.atomic():
        held = lock_for_change(dossier)
        opened = meanwhile(lambda: proposal.open_proposal(cast.commune, dossiers=[dossier], actor=cast.officer))
        time.sleep(0.4)
        record("dossiers.dossier.touch", actor=cast.officer, obj=held)
    assert isinstance(opened(), Proposal), opened()
    assert Dossier.objects.get(pk=dossier.pk).serial == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer, so nobody waits crosswise")
def test_two_that_wait_for_each_other_are_told_in_words() -> None:
    first, second = make_user(), make_user()
    both_hold_one = threading.Barrier(2)

    def take(one: User, other: User) -> Callable[[], Any]:
        def act() -> Any:
            with transaction.atomic():
                lock_for_change(one)
                both_hold_one.wait(60)
                lock_for_change(other)

        return act

    waits = [meanwhile(take(first, second)), meanwhile(take(second, first))]
    errors = [error for error in (wait() for wait in waits) if error is not None]
    assert len(errors) == 1
    assert isinstance(errors[0], OperationalError)
    assert as_refusal(errors[0]).codes == ["database_held"]
