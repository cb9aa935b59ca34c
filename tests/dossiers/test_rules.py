"""Who sees and does what; listing rights agree with the rules; preparing and judging are kept apart."""

import pytest
from django.db.models import Q

from saolang.accounts.enums import RoleKind
from saolang.core.problems import DomainError, NotAllowed
from saolang.dossiers import queries
from saolang.dossiers.access import extra_viewers
from saolang.dossiers.domain import commune as commune_domain
from saolang.dossiers.domain import prepare
from saolang.dossiers.models import Dossier, InvolvementException, Preparer
from saolang.dossiers.rules import may_judge
from tests.dossiers import builders
from tests.factories import everyone, give_role, make_user

OWN = {"owner", "staff", "helper"}
COMMUNE = {"commune_officer", "commune_leader"}
PROVINCE = {"province_officer", "leader", "auditor"}


def who(people, permission, dossier):
    return {name for name, user in people.items() if user.has_perm(permission, dossier)}


@pytest.fixture
def people(cast):
    return everyone(cast.producer)


@pytest.mark.parametrize(
    ("step", "viewers", "personal"),
    [
        ("prepared", OWN, OWN),
        ("submitted", OWN | COMMUNE | PROVINCE, OWN | COMMUNE),
        ("proposed", OWN | COMMUNE | PROVINCE, OWN | COMMUNE | {"province_officer"}),
    ],
)
def test_viewers_agree_with_listing(cast, people, step, viewers, personal):
    dossier = getattr(builders, step)(cast)
    assert who(people, "dossiers.view_dossier", dossier) == viewers
    assert {name for name, user in people.items() if queries.visible_to(user).filter(pk=dossier.pk)} == viewers
    assert who(people, "dossiers.view_personal_data", dossier) == personal


@pytest.mark.parametrize(
    ("permission", "allowed"),
    [
        ("dossiers.prepare_dossier", OWN),
        ("dossiers.submit_dossier", {"owner", "staff"}),
        ("dossiers.withdraw_dossier", {"owner"}),
        ("dossiers.receive_dossier", COMMUNE),
        ("dossiers.check_dossier", COMMUNE),
        ("dossiers.handle_at_province", {"province_officer"}),
        ("dossiers.record_exception", {"commune_leader", "leader"}),
    ],
)
def test_acts_belong_to_roles(cast, people, permission, allowed):
    assert who(people, permission, builders.proposed(cast)) == allowed


def test_extra_viewers_are_asked(cast, people):
    dossier = builders.submitted(cast)
    member = people["council_member"]

    def seat(user):
        return Q(pk=dossier.pk) if user.pk == member.pk else Q(pk__in=[])

    extra_viewers.register(seat)
    try:
        assert member.has_perm("dossiers.view_dossier", dossier)
        assert list(queries.visible_to(member)) == [dossier]
        assert not people["council_chair"].has_perm("dossiers.view_dossier", dossier)
        paper = dossier.product.evidence.first()
        assert member.has_perm("producers.open_evidence", paper)
    finally:
        extra_viewers._viewers.remove(seat)


def test_handlers_open_papers_of_the_file_only(cast, people):
    dossier = builders.submitted(cast)
    paper = dossier.product.evidence.first()
    assert people["commune_officer"].has_perm("producers.open_evidence", paper)
    assert not people["other_commune_officer"].has_perm("producers.open_evidence", paper)
    assert not people["province_officer"].has_perm("producers.open_evidence", paper)
    assert people["commune_officer"].has_perm("producers.view_personal", cast.producer)


def test_preparer_may_not_judge_without_a_leaders_exception(cast):
    dossier = builders.received(cast)
    Preparer.objects.create(dossier=dossier, user=cast.officer)
    assert not may_judge(cast.officer, dossier)
    with pytest.raises(DomainError) as refusal:
        commune_domain.save_composition(dossier, checked={"mau_01": True}, actor=cast.officer)
    assert refusal.value.codes == ["prepared_this_dossier"]
    assert not hasattr(Dossier.objects.get(), "commune_report")
    with pytest.raises(NotAllowed):
        commune_domain.record_exception(dossier, user=cast.officer, reason="Xã chỉ có một cán bộ", actor=cast.officer)
    commune_domain.record_exception(dossier, user=cast.officer, reason="Xã chỉ có một cán bộ", actor=cast.leader)
    assert InvolvementException.objects.get().recorded_by == cast.leader
    assert may_judge(cast.officer, dossier)


def test_producers_own_people_never_judge(cast):
    dossier = builders.received(cast)
    give_role(cast.owner, RoleKind.COMMUNE_OFFICER, unit=cast.commune)
    InvolvementException.objects.create(dossier=dossier, user=cast.owner, recorded_by=cast.leader, reason="x")
    assert not may_judge(cast.owner, dossier)


def test_helper_prepares_and_owner_must_confirm(cast):
    helper = make_user(RoleKind.DOSSIER_HELPER, producer=cast.producer)
    staff = make_user(RoleKind.PRODUCER_STAFF, producer=cast.producer)
    dossier = builders.prepared(cast)
    prepare.save_section(dossier, "phan-4", {"part4_plan": "Người hỗ trợ viết"}, actor=helper)
    dossier.refresh_from_db()
    from saolang.dossiers.domain.submit import submit_dossier

    with pytest.raises(NotAllowed):
        submit_dossier(dossier, actor=helper)
    with pytest.raises(DomainError) as refusal:
        submit_dossier(dossier, actor=staff)
    assert refusal.value.codes == ["owner_must_confirm"]
    with pytest.raises(NotAllowed):
        prepare.confirm_prepared(dossier, actor=helper)
    dossier = prepare.confirm_prepared(dossier, actor=cast.owner)
    prepare.save_section(dossier, "phan-4", {"part4_plan": "Lại sửa"}, actor=helper)
    dossier.refresh_from_db()
    assert dossier.confirmed_by_producer is None
    dossier = prepare.confirm_prepared(dossier, actor=cast.owner)
    assert submit_dossier(dossier, actor=staff).state == "submitted"
