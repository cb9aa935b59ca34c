"""Roles: who may grant and end them, when they count."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from saolang.accounts.domain.roles import confirm_role, end_role, grant_role, register_owner
from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Role
from saolang.accounts.roles import (
    active_roles,
    duty_units,
    forget_roles,
    has_role,
    pending_organisations_of,
    role_label,
    users_with,
)
from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed
from tests.factories import (
    OrganisationFactory,
    ProducerFactory,
    commune,
    everyone,
    far_commune,
    give_role,
    make_user,
    other_commune,
    province,
)

pytestmark = pytest.mark.django_db


def test_grant_role_counts_at_once_and_is_recorded():
    admin, user = make_user(RoleKind.ADMINISTRATOR), make_user()
    role = grant_role(
        user=user, kind=RoleKind.COMMUNE_OFFICER, unit=commune(), basis="Quyết định 01/QĐ-UBND", actor=admin
    )
    assert has_role(user, RoleKind.COMMUNE_OFFICER, unit=commune())
    assert not has_role(user, RoleKind.COMMUNE_OFFICER, unit=other_commune())
    event = Event.objects.get(verb="accounts.role.grant")
    assert (event.object_id, event.actor_id) == (str(role.pk), admin.pk)


def test_grant_role_refuses_unfit_scope_period_and_repeats_and_changes_nothing():
    admin, user = make_user(RoleKind.ADMINISTRATOR), make_user(RoleKind.COMMUNE_OFFICER)
    before = Role.objects.count()
    for values, code in [
        ({"kind": RoleKind.COMMUNE_OFFICER, "unit": province()}, "role_scope_unfit"),
        ({"kind": RoleKind.PROVINCE_OFFICER, "unit": commune()}, "role_scope_unfit"),
        ({"kind": RoleKind.COUNCIL_MEMBER, "organisation": OrganisationFactory()}, "role_scope_unfit"),
        ({"kind": RoleKind.COMMUNE_OFFICER}, "role_scope_one"),
        ({"kind": "vua", "unit": commune()}, "role_unknown"),
        ({"kind": RoleKind.COMMUNE_OFFICER, "unit": commune()}, "role_already"),
        (
            {"kind": RoleKind.COMMUNE_LEADER, "unit": commune(), "valid_to": dt.date(2020, 1, 1)},
            "role_period",
        ),
    ]:
        with pytest.raises(DomainError) as refused:
            grant_role(user=user, actor=admin, **values)
        assert refused.value.codes == [code]
    assert Role.objects.count() == before
    assert not Event.objects.filter(verb="accounts.role.grant").exists()


def test_grant_role_to_oneself_is_refused():
    admin = make_user(RoleKind.ADMINISTRATOR)
    with pytest.raises(NotAllowed) as refused:
        grant_role(user=admin, kind=RoleKind.AUDITOR, unit=province(), actor=admin)
    assert refused.value.codes == ["own_role"]
    assert admin.roles.count() == 1


def test_grant_role_over_all_roles():
    producer = ProducerFactory()
    council = OrganisationFactory(kind="council", name="Hội đồng đợt 1")
    cases = {
        (RoleKind.COMMUNE_OFFICER, "unit"): {"administrator"},
        (RoleKind.COUNCIL_MEMBER, "council"): {"administrator", "province_officer", "far_province_officer"},
        (RoleKind.PRODUCER_STAFF, "producer"): {"administrator", "owner"},
    }
    scopes = {
        "unit": {"unit": other_commune()},
        "council": {"organisation": council},
        "producer": {"organisation": producer.organisation},
    }
    people = everyone(producer)
    for (kind, scope), allowed in cases.items():
        for name, person in people.items():
            target = make_user()
            if name in allowed:
                grant_role(user=target, kind=kind, actor=person, **scopes[scope])
            else:
                with pytest.raises(NotAllowed):
                    grant_role(user=target, kind=kind, actor=person, **scopes[scope])
                assert not target.roles.exists(), name


def test_end_role_takes_effect_the_same_day_and_needs_a_reason():
    admin, user = make_user(RoleKind.ADMINISTRATOR), make_user()
    role = grant_role(user=user, kind=RoleKind.COMMUNE_OFFICER, unit=commune(), actor=admin)
    with pytest.raises(DomainError) as refused:
        end_role(role, actor=admin, reason="  ")
    assert refused.value.codes == ["reason_missing"]
    end_role(role, actor=admin, reason="Chuyển công tác")
    forget_roles(user)
    assert active_roles(user) == []
    assert not users_with(RoleKind.COMMUNE_OFFICER, unit=commune()).exists()
    again = grant_role(user=user, kind=RoleKind.COMMUNE_OFFICER, unit=commune(), actor=admin)
    assert again.valid_from == role.valid_from
    with pytest.raises(DomainError) as refused:
        end_role(role, actor=admin, reason="Lần nữa")
    assert refused.value.codes == ["role_ended"]


def test_end_role_keeps_the_last_administrator():
    admin = make_user(RoleKind.ADMINISTRATOR)
    with pytest.raises(DomainError) as refused:
        end_role(admin.roles.get(), actor=admin, reason="Nghỉ")
    assert refused.value.codes == ["last_administrator"]
    make_user(RoleKind.ADMINISTRATOR)
    end_role(admin.roles.get(), actor=admin, reason="Nghỉ")
    assert admin.roles.get().ended_on is not None


def test_role_counts_only_inside_its_period():
    user = make_user()
    give_role(
        user, RoleKind.COMMUNE_OFFICER, unit=commune(), valid_from=dt.date(2026, 3, 1), valid_to=dt.date(2026, 3, 31)
    )
    days = {"2026-02-28": False, "2026-03-01": True, "2026-03-31": True, "2026-04-01": False}
    for day, counts in days.items():
        with time_machine.travel(f"{day}T05:00:00+07:00", tick=False):
            assert has_role(user, RoleKind.COMMUNE_OFFICER) is counts, day


def test_role_of_an_owner_waits_for_confirmation():
    user, organisation = make_user(), OrganisationFactory()
    role = register_owner(user=user, organisation=organisation, actor=user)
    assert not has_role(user, RoleKind.PRODUCER_OWNER)
    assert pending_organisations_of(user) == {organisation.pk}
    confirm_role(role, actor=make_user())
    forget_roles(user)
    assert has_role(user, RoleKind.PRODUCER_OWNER, organisation=organisation)
    assert pending_organisations_of(user) == set()


def test_province_role_reaches_its_communes_only():
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    assert has_role(officer, RoleKind.PROVINCE_OFFICER, unit=commune())
    assert not has_role(officer, RoleKind.PROVINCE_OFFICER, unit=far_commune())


def test_duty_units_include_the_unit_of_the_body_served():
    officer = make_user(RoleKind.DEPARTMENT_OFFICER)
    assert duty_units(officer, RoleKind.DEPARTMENT_OFFICER) == {province().pk}


def test_role_label_names_role_and_place():
    assert role_label(make_user(RoleKind.COMMUNE_OFFICER)) == "Cán bộ OCOP xã, Xã Song Phú"
    assert role_label(make_user()) == ""


def test_closed_account_has_no_role():
    user = make_user(RoleKind.PROVINCE_OFFICER)
    user.is_active = False
    user.save()
    forget_roles(user)
    assert not has_role(user, RoleKind.PROVINCE_OFFICER)
    assert not user.has_perm("producers.list_producers")
