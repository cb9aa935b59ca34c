"""Bodies of the state, today's and those that ended."""

from __future__ import annotations

import datetime as dt

import pytest

from saolang.accounts.domain.organisations import (
    DISTRICT_END,
    committee_of,
    create_organisation,
    historic_committee,
    load_reference_organisations,
)
from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Organisation
from saolang.core.problems import DomainError, NotAllowed
from saolang.places.models import Unit, UnitSuccession
from tests.factories import LONG_AGO, commune, make_user, other_commune, province

pytestmark = pytest.mark.django_db


def test_load_reference_organisations_makes_each_body_once():
    commune(), other_commune()
    # ministry, province committee, five departments, OCOP office, two commune committees
    assert load_reference_organisations() == 10
    assert load_reference_organisations() == 0
    assert Organisation.objects.get(kind="committee", unit=commune()).name == "Ủy ban nhân dân xã Song Phú"
    office = Organisation.objects.get(kind="ocop_office")
    assert office.parent.short_name == "Sở NN&MT"
    assert office.parent.parent == committee_of(province())


def test_load_reference_organisations_needs_the_province():
    with pytest.raises(DomainError) as refused:
        load_reference_organisations()
    assert refused.value.codes == ["province_unknown"]
    assert not Organisation.objects.exists()


def test_committee_of_is_made_once_with_the_dates_of_its_unit():
    body = committee_of(commune())
    assert committee_of(commune()) == body
    assert (body.valid_from, body.valid_to) == (LONG_AGO, None)


def test_historic_committee_of_a_district_is_made_once_and_has_no_single_successor():
    body = historic_committee("Huyện Tiểu Cần", "district")
    assert body.name == "Ủy ban nhân dân huyện Tiểu Cần"
    assert body.valid_to == DISTRICT_END == dt.date(2025, 6, 30)
    assert historic_committee("huyện Tiểu Cần", "district") == body
    assert body.successor is None


def test_historic_committee_of_an_old_province_points_at_the_one_that_took_over():
    old = Unit.objects.create(level="province", code="84", kind="province", name="Trà Vinh", valid_to=DISTRICT_END)
    UnitSuccession.objects.create(old=old, new=province(), effective_on=LONG_AGO)
    body = historic_committee("tỉnh Trà Vinh", "province")
    assert body.unit == old
    assert body.successor == committee_of(province())


def test_create_organisation_over_roles():
    admin, officer = make_user(RoleKind.ADMINISTRATOR), make_user(RoleKind.PROVINCE_OFFICER)
    create_organisation(kind="council", name="Hội đồng đợt 1 năm 2026", unit=province(), actor=officer)
    with pytest.raises(DomainError) as refused:
        create_organisation(kind="council", name="Hội đồng đợt 1 năm 2026", unit=province(), actor=admin)
    assert refused.value.codes == ["organisation_exists"]
    for actor in (make_user(RoleKind.LEADER), make_user(RoleKind.COMMUNE_LEADER), make_user()):
        with pytest.raises(NotAllowed):
            create_organisation(kind="department", name="Sở An toàn thực phẩm", unit=province(), actor=actor)
    create_organisation(kind="department", name="Sở An toàn thực phẩm", unit=province(), actor=admin)
    assert Organisation.objects.filter(kind="department").count() == 1


def test_create_organisation_for_those_who_follow_directives():
    for kind, actor in (("university", RoleKind.STEERING_SECRETARY), ("department", RoleKind.PROVINCE_OFFICER)):
        body = create_organisation(kind=kind, name=f"Đơn vị Mẫu {kind}", unit=province(), actor=make_user(actor))
        assert body.kind == kind
    with pytest.raises(NotAllowed):
        create_organisation(kind="ministry", name="Bộ Mẫu", actor=make_user(RoleKind.STEERING_SECRETARY))
    assert not Organisation.objects.filter(kind="ministry").exists()
