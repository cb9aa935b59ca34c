"""Who sees and changes what: every right over all roles, and listings that agree with the rights."""

from __future__ import annotations

import pytest
from django.db.models import Q

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import forget_roles
from saolang.files.access import may_read
from saolang.producers.access import Handling, handlings
from saolang.producers.enums import EvidenceKind
from saolang.producers.models import Evidence, EvidenceFile, Photo, Producer, Product
from saolang.producers.queries import (
    cabinet,
    claims_of,
    evidence_visible_to,
    producers_of,
    producers_visible_to,
    producers_waiting_for,
    products_visible_to,
    search_producers,
)
from tests.factories import (
    EvidenceFactory,
    ProducerFactory,
    ProductFactory,
    commune,
    everyone,
    far_commune,
    give_role,
    make_user,
    other_commune,
    stored_file,
)

pytestmark = pytest.mark.django_db
OWN = {"owner", "staff"}
OWN_AND_HELPER = {*OWN, "helper"}
OFFICIALS = {
    "commune_officer",
    "commune_leader",
    "province_officer",
    "department_officer",
    "inspector",
    "leader",
    "auditor",
}
RIGHTS = {
    "producers.view_producer": OWN_AND_HELPER | OFFICIALS,
    "producers.view_personal": OWN_AND_HELPER,
    "producers.change_producer": OWN,
    "producers.change_people": {"owner"},
    "producers.confirm_producer": {"commune_officer", "commune_leader"},
    "producers.add_product": OWN_AND_HELPER,
    "producers.add_evidence": OWN_AND_HELPER,
}
PRODUCT_RIGHTS = {
    "producers.view_product": OWN_AND_HELPER | OFFICIALS,
    "producers.change_product": OWN_AND_HELPER,
}
EVIDENCE_RIGHTS = {
    "producers.view_evidence": OWN_AND_HELPER | OFFICIALS,
    "producers.open_evidence": OWN_AND_HELPER,
    "producers.change_evidence": OWN_AND_HELPER,
}


def _holders(people, right, obj):
    return {name for name, person in people.items() if person.is_authenticated and person.has_perm(right, obj)}


def test_rights_over_all_roles():
    product = ProductFactory()
    producer = product.producer
    paper = EvidenceFactory(product=product)
    labour = EvidenceFactory(product=product, kind=EvidenceKind.LABOUR)
    people = everyone(producer)
    for right, holders in RIGHTS.items():
        assert _holders(people, right, producer) == holders, right
    for right, holders in PRODUCT_RIGHTS.items():
        assert _holders(people, right, product) == holders, right
    for right, holders in EVIDENCE_RIGHTS.items():
        assert _holders(people, right, paper) == holders, right
    assert _holders(people, "producers.view_evidence", labour) == OWN_AND_HELPER


def _world():
    """Producers of every state and place, with products and papers of both sorts."""
    producers = [
        ProducerFactory(),
        ProducerFactory(filing_commune=other_commune()),
        ProducerFactory(filing_commune=far_commune()),
        ProducerFactory(filing_commune=None, state="published_only", confirmed_on=None),
        ProducerFactory(state="pending", confirmed_on=None),
        ProducerFactory(state="claimed", confirmed_on=None),
        ProducerFactory(state="refused", confirmed_on=None),
    ]
    for producer in producers:
        product = ProductFactory(producer=producer)
        EvidenceFactory(product=product)
        EvidenceFactory(product=product, kind=EvidenceKind.LABOUR)
    return producers


def _agree(people):
    listed = {
        "view_producer": (Producer, producers_visible_to),
        "view_product": (Product, products_visible_to),
        "view_evidence": (Evidence, evidence_visible_to),
    }
    for right, (model, visible_to) in listed.items():
        for name, person in people.items():
            forget_roles(person) if person.pk else None
            expected = {
                row.pk
                for row in model.objects.all()
                if person.is_authenticated and person.has_perm(f"producers.{right}", row)
            }
            found = [row.pk for row in visible_to(person)]
            assert sorted(found) == sorted(expected), (right, name)


def test_listings_agree_with_the_rights_for_every_role():
    producers = _world()
    people = everyone(producers[0])
    for number, producer in enumerate(producers[4:]):
        person = make_user()
        give_role(person, RoleKind.PRODUCER_OWNER, organisation=producer.organisation, confirmed=False)
        people[f"waiting_{number}"] = person
    _agree(people)


def test_handling_opens_exactly_what_is_handled(monkeypatch):
    producers = _world()
    product = producers[2].products.get()
    member = make_user(RoleKind.COUNCIL_MEMBER)
    handling = Handling(
        "thu",
        producers=lambda user: Q(pk__in=[product.producer_id] if user == member else []),
        products=lambda user: Q(pk__in=[product.pk] if user == member else []),
        evidence=lambda user: Q(pk__in=Evidence.objects.filter(product=product).values("pk") if user == member else []),
    )
    monkeypatch.setattr(handlings, "_entries", {"thu": handling})
    people = everyone(producers[0]) | {"member": member}
    _agree(people)
    assert member.has_perm("producers.view_personal", product.producer)
    assert all(member.has_perm("producers.open_evidence", paper) for paper in product.evidence.all())
    assert not member.has_perm("producers.view_personal", producers[0])
    assert not member.has_perm("producers.change_product", product)


def test_helper_right_ends_with_the_role():
    producer = ProducerFactory()
    helper = make_user(RoleKind.DOSSIER_HELPER, producer=producer)
    assert helper.has_perm("producers.view_personal", producer)
    role = helper.roles.get()
    role.ended_on = role.valid_from
    role.save()
    forget_roles(helper)
    assert not helper.has_perm("producers.view_producer", producer)


def test_waiting_list_is_of_the_commune_served():
    here = ProducerFactory(state="pending", confirmed_on=None)
    claimed = ProducerFactory(state="claimed", confirmed_on=None)
    ProducerFactory(state="pending", confirmed_on=None, filing_commune=other_commune())
    ProducerFactory()
    officer = make_user(RoleKind.COMMUNE_OFFICER, unit=commune())
    assert list(producers_waiting_for(officer)) == [here, claimed]
    assert list(producers_waiting_for(make_user(RoleKind.PROVINCE_OFFICER))) == []


def test_producers_of_and_claims_of_a_person():
    own = ProducerFactory()
    claimed = ProducerFactory(state="claimed", confirmed_on=None)
    user = make_user(RoleKind.PRODUCER_OWNER, producer=own)
    give_role(user, RoleKind.PRODUCER_OWNER, organisation=claimed.organisation, confirmed=False)
    assert list(producers_of(user)) == [own]
    assert list(claims_of(user)) == [claimed]


def test_search_producers_folds_marks_and_finds_numbers():
    ProducerFactory(organisation__name="HTX Mẫu Bánh Tráng Đất Đỏ", registration_number="0100109106")
    ProducerFactory(organisation__name="HTX Mẫu Khác")
    everything = Producer.objects.all()
    assert [row.name for row in search_producers(everything, "dat do")] == ["HTX Mẫu Bánh Tráng Đất Đỏ"]
    assert search_producers(everything, "0100109").count() == 1
    assert search_producers(everything, "  ").count() == 2
    assert not search_producers(everything, "0109106").exists()


def test_evidence_files_open_for_own_people_only_and_photos_for_all_once_published():
    product = ProductFactory()
    people = everyone(product.producer)
    paper = EvidenceFactory(product=product)
    row = EvidenceFile.objects.create(evidence=paper, file=stored_file())
    readers = {name for name, person in people.items() if may_read(person, row.file)}
    assert readers == OWN_AND_HELPER
    photo = Photo.objects.create(product=product, file=stored_file(name="anh.png", purpose="producers.photo"))
    readers = {name for name, person in people.items() if may_read(person, photo.file)}
    assert readers == OWN_AND_HELPER | OFFICIALS
    Product.objects.filter(pk=product.pk).update(published=True)
    assert all(may_read(person, photo.file) for person in people.values())
    Product.objects.filter(pk=product.pk).update(withdrawn_from_site=True)
    assert not may_read(people["anonymous"], photo.file)


def test_file_of_no_paper_opens_only_for_who_stored_it():
    user = make_user()
    loose = stored_file(uploaded_by=user)
    assert may_read(user, loose)
    assert not may_read(make_user(), loose)


def test_cabinet_hides_labour_lists_from_officials():
    product = ProductFactory()
    EvidenceFactory(product=product)
    EvidenceFactory(product=product, kind=EvidenceKind.LABOUR)
    assert cabinet(product.producer, make_user(RoleKind.PRODUCER_OWNER, producer=product.producer)).count() == 2
    assert cabinet(product.producer, make_user(RoleKind.COMMUNE_OFFICER)).count() == 1
