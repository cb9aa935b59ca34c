"""A producer registers, the commune confirms or refuses, the profile changes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Organisation, User
from saolang.accounts.roles import forget_roles, has_role
from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed, Stale, WrongState
from saolang.notify.models import Message
from saolang.producers.domain.ceasing import cease_producer
from saolang.producers.domain.producers import (
    confirm_producer,
    reapply_producer,
    refuse_producer,
    register_producer,
    update_producer,
    update_representative,
)
from saolang.producers.domain.sites import remove_site, save_site
from saolang.producers.models import Producer, RepresentativeDetails, Site
from tests.factories import ProducerFactory, SiteFactory, commune, make_user, other_commune, tax_number

pytestmark = pytest.mark.django_db


def _register(**values):
    return register_producer(
        **{
            "name": "HTX Mẫu Bình Minh",
            "kind": "cooperative",
            "registration_number": tax_number(1),
            "commune": commune(),
            "email": "binh-minh@example.vn",
            "password": "banh-trang-mau-1",
            "full_name": "Trần Thị Mẫu",
            "phone": "0270 111 222",
            "site_address": "Ấp 3",
            **values,
        }
    )


def test_register_producer_makes_account_producer_site_and_waiting_role():
    officer = make_user(RoleKind.COMMUNE_OFFICER)
    producer = _register()
    user = User.objects.get(email="binh-minh@example.vn")
    assert user.check_password("banh-trang-mau-1")
    assert (producer.state, producer.filing_commune, producer.sme_status) == ("pending", commune(), "not_enterprise")
    assert (producer.contact_email, producer.contact_phone) == ("binh-minh@example.vn", "0270 111 222")
    site = producer.sites.get()
    assert (site.kind, site.is_main, site.unit, site.address) == ("production", True, commune(), "Ấp 3")
    role = user.roles.get()
    assert (role.kind, role.organisation, role.confirmed_on) == ("producer_owner", producer.organisation, None)
    assert not has_role(user, RoleKind.PRODUCER_OWNER)
    assert user.has_perm("producers.change_producer", producer)
    assert Message.objects.get(recipient=officer).title == "Chủ thể chờ xác nhận: HTX Mẫu Bình Minh"
    assert Event.objects.get(verb="producers.producer.register").actor_id == user.pk


def test_register_producer_lists_every_problem_and_makes_nothing():
    make_user(email="binh-minh@example.vn")
    counts = Producer.objects.count(), Organisation.objects.count(), User.objects.count()
    with pytest.raises(DomainError) as refused:
        _register(name=" ", kind="company", registration_number="0100109107", commune=None, sme_status="large")
    assert refused.value.codes == [
        "registration_check_digit",
        "name_missing",
        "enterprise_large",
        "commune_missing",
        "email_used",
    ]
    assert (Producer.objects.count(), Organisation.objects.count(), User.objects.count()) == counts


def test_register_producer_with_a_used_number_says_the_way_out():
    ProducerFactory(registration_number=tax_number(1))
    users = User.objects.count()
    with pytest.raises(DomainError) as refused:
        _register()
    [problem] = refused.value.problems
    assert problem.code == "registration_used"
    assert "UBND xã Song Phú" in problem.fix
    assert problem.url == "/tai-khoan/login/"
    assert User.objects.count() == users


def test_register_producer_twice_by_the_same_person_leads_to_the_desk():
    producer = _register()
    owner = producer.organisation.roles.get().user
    with pytest.raises(DomainError) as refused:
        _register(actor=owner)
    assert refused.value.codes == ["registered_by_you"]
    assert Producer.objects.count() == 1


def test_registration_number_is_unique_in_the_database():
    ProducerFactory(registration_number=tax_number(7))
    with pytest.raises(IntegrityError), transaction.atomic():
        ProducerFactory(registration_number=tax_number(7))


def test_claim_of_a_published_producer_gives_no_right_before_confirmation():
    published = ProducerFactory(
        state="published_only", confirmed_on=None, registration_number=tax_number(1), main_site=False
    )
    claimed = _register()
    assert claimed.pk == published.pk
    assert claimed.state == "claimed"
    user = User.objects.get(email="binh-minh@example.vn")
    assert not user.has_perm("producers.view_producer", claimed)
    assert not user.has_perm("producers.change_producer", claimed)
    confirm_producer(claimed, actor=make_user(RoleKind.COMMUNE_OFFICER))
    forget_roles(user)
    assert user.has_perm("producers.change_producer", Producer.objects.get(pk=claimed.pk))


def test_refused_claim_leaves_the_published_list_as_it_was():
    ProducerFactory(state="published_only", confirmed_on=None, registration_number=tax_number(1), main_site=False)
    claimed = _register()
    refuse_producer(claimed, actor=make_user(RoleKind.COMMUNE_LEADER), reason="Không đúng người đại diện")
    claimed.refresh_from_db()
    assert (claimed.state, claimed.refusal_reason) == ("published_only", "")
    assert claimed.organisation.roles.get().ended_on is not None


def test_confirm_producer_confirms_the_owner_and_tells_them():
    producer = _register()
    user = producer.organisation.roles.get().user
    officer = make_user(RoleKind.COMMUNE_OFFICER)
    confirm_producer(producer, actor=officer, expected_version=producer.version)
    producer.refresh_from_db()
    assert (producer.state, producer.confirmed_by) == ("confirmed", officer)
    forget_roles(user)
    assert has_role(user, RoleKind.PRODUCER_OWNER, organisation=producer.organisation)
    assert Message.objects.get(recipient=user).title == "UBND xã đã xác nhận HTX Mẫu Bình Minh"
    with pytest.raises(WrongState):
        confirm_producer(producer, actor=officer)


def test_confirm_producer_is_stale_when_somebody_refused_meanwhile():
    producer = _register()
    seen = producer.version
    officer = make_user(RoleKind.COMMUNE_OFFICER)
    refuse_producer(producer, actor=officer, reason="Thiếu giấy")
    with pytest.raises(Stale):
        confirm_producer(producer, actor=officer, expected_version=seen)
    producer.refresh_from_db()
    assert producer.state == "refused"


def test_refused_producer_corrects_and_asks_again():
    producer = _register()
    owner = producer.organisation.roles.get().user
    officer = make_user(RoleKind.COMMUNE_OFFICER)
    with pytest.raises(DomainError) as refused:
        refuse_producer(producer, actor=officer, reason=" ")
    assert refused.value.codes == ["reason_missing"]
    refuse_producer(producer, actor=officer, reason="Sai mã số thuế")
    producer.refresh_from_db()
    assert (producer.state, producer.refusal_reason) == ("refused", "Sai mã số thuế")
    update_producer(producer, changes={"registration_number": tax_number(2), "name": "HTX Mẫu Mới"}, actor=owner)
    reapply_producer(producer, actor=owner)
    producer.refresh_from_db()
    assert (producer.state, producer.registration_number) == ("pending", tax_number(2))
    assert producer.organisation.name == "HTX Mẫu Mới"


def test_confirm_producer_of_unknown_size_waits_for_the_size():
    producer = ProducerFactory(kind="company", sme_status="unknown", state="pending", confirmed_on=None)
    with pytest.raises(DomainError) as refused:
        confirm_producer(producer, actor=make_user(RoleKind.COMMUNE_OFFICER))
    assert refused.value.codes == ["enterprise_size_unknown"]
    producer.refresh_from_db()
    assert producer.state == "pending"


def test_cease_producer_by_the_commune_needs_a_reason():
    producer = ProducerFactory()
    with pytest.raises(DomainError):
        cease_producer(producer, actor=make_user(RoleKind.COMMUNE_OFFICER), reason="")
    cease_producer(producer, actor=make_user(RoleKind.COMMUNE_OFFICER), reason="Giải thể")
    producer.refresh_from_db()
    assert producer.state == "ceased"


def test_update_producer_keeps_what_was_confirmed():
    producer = ProducerFactory()
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=producer)
    with pytest.raises(DomainError) as refused:
        update_producer(producer, changes={"name": "HTX Khác", "website": "x" * 300}, actor=owner)
    assert refused.value.codes == ["key_confirmed", "website_invalid"]
    changes = {"contact_phone": "0270 999 999", "established_on": dt.date(2019, 1, 1)}
    update_producer(producer, changes=changes, actor=owner)
    producer.refresh_from_db()
    assert (producer.contact_phone, producer.version) == ("0270 999 999", 2)
    event = Event.objects.get(verb="producers.producer.update")
    assert "0270" not in event.data
    assert "contact_phone" in event.data


def test_update_producer_with_a_stale_page_changes_nothing():
    producer = ProducerFactory()
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=producer)
    update_producer(producer, changes={"website": "https://mau.vn"}, actor=owner, expected_version=1)
    with pytest.raises(Stale):
        update_producer(producer, changes={"website": "https://khac.vn"}, actor=owner, expected_version=1)
    producer.refresh_from_db()
    assert producer.website == "https://mau.vn"


def test_update_representative_leaves_no_personal_data_in_the_record():
    producer = ProducerFactory()
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=producer)
    update_representative(producer, gender="nu", ethnicity="Khmer", permanent_address="Số 1 đường Mẫu", actor=owner)
    assert producer.representative_details.ethnicity == "Khmer"
    event = Event.objects.get(verb="producers.producer.update_representative")
    assert event.data == "{}"
    officer = make_user(RoleKind.COMMUNE_OFFICER)
    with pytest.raises(NotAllowed):
        update_representative(producer, gender="nam", ethnicity="", permanent_address="", actor=officer)
    assert RepresentativeDetails.objects.get().gender == "nu"


def test_save_site_moves_the_main_mark_and_keeps_one():
    producer = ProducerFactory()
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=producer)
    first = producer.sites.get()
    values = {"kind": "production", "name": "Cơ sở 2", "address": "", "unit": other_commune(), "is_main": True}
    second = save_site(producer, values=values, actor=owner)
    first.refresh_from_db()
    assert (first.is_main, second.is_main) == (False, True)
    with pytest.raises(DomainError) as refused:
        save_site(producer, values={"is_main": False}, site=second, actor=owner)
    assert refused.value.codes == ["site_main_needed"]
    with pytest.raises(DomainError):
        remove_site(second, actor=owner)
    remove_site(first, actor=owner)
    assert list(producer.sites.all()) == [second]


def test_save_site_sets_the_filing_commune_when_there_is_none():
    producer = ProducerFactory(filing_commune=None)
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=producer)
    values = {"kind": "production", "name": "Cơ sở", "unit": other_commune()}
    assert save_site(producer, values=values, actor=owner).is_main
    producer.refresh_from_db()
    assert producer.filing_commune == other_commune()


def test_save_site_lists_what_is_wrong():
    producer = ProducerFactory()
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=producer)
    values = {"kind": "material_area", "name": "", "unit": commune().parent, "area_ha": -1, "is_main": True}
    with pytest.raises(DomainError) as refused:
        save_site(producer, values=values, actor=owner)
    assert refused.value.codes == ["name_invalid", "site_commune", "site_area", "site_main_production"]
    assert Site.objects.count() == 1


def test_site_main_is_unique_in_the_database():
    producer = ProducerFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteFactory(producer=producer)
