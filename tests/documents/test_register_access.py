"""Who keeps and who reads which register: the rule and the list agree for everybody."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Organisation
from saolang.core.registries import Registry, navigation
from saolang.documents import domain, register_hooks
from saolang.documents.domain.register_files import stage
from saolang.documents.models import RegisteredDocument
from saolang.documents.queries_register import holders_kept_by, holders_read_by, registered_visible_to, uses_register
from saolang.files.access import may_read
from tests.factories import ProducerFactory, commune, everyone, far_commune, make_user, other_commune, province

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 1)


def body(kind: str, name: str, unit) -> Organisation:
    return Organisation.objects.get_or_create(kind=kind, name=name, defaults={"unit": unit})[0]


@pytest.fixture
def people() -> dict:
    found = everyone(ProducerFactory(filing_commune=commune()))
    association = body("association", "Hội Mẫu", province())
    found["association_officer"] = make_user(RoleKind.BODY_OFFICER, organisation=association)
    return found


@pytest.fixture
def documents(people) -> dict[str, RegisteredDocument]:
    """One incoming document of each holder, and one of the province sent to a commune and a department."""
    bodies = {
        "province": body("committee", "Ủy ban nhân dân tỉnh Vĩnh Long", province()),
        "steering": body("steering", "Ban Chỉ đạo Mẫu", province()),
        "department": body("department", "Sở Mẫu", province()),
        "association": body("association", "Hội Mẫu", province()),
        "commune": body("committee", "Ủy ban nhân dân xã Song Phú", commune()),
        "other": body("committee", "Ủy ban nhân dân xã Tân Lược", other_commune()),
        "far": body("committee", "Ủy ban nhân dân tỉnh Lâm Đồng", far_commune().parent),
        "producer": people["owner"].roles.get().organisation,
    }
    made = {
        key: RegisteredDocument.objects.create(
            holder=holder, direction="incoming", abstract=key, entered_on=DAY, issuer_name="Bộ Mẫu"
        )
        for key, holder in bodies.items()
    }
    sent = RegisteredDocument.objects.create(
        holder=bodies["province"], direction="outgoing", abstract="sent", entered_on=DAY, issued_on=DAY
    )
    domain.send_on(sent, bodies=[bodies["commune"], bodies["department"]], actor=people["province_officer"])
    named = RegisteredDocument.objects.create(holder=bodies["province"], direction="incoming", abstract="named")
    named.recipients.create(name="Xã", organisation=bodies["commune"])
    return {**made, "sent": sent, "named": named}


PROVINCE = {"province", "steering", "department", "sent", "named"}
READS = {
    "province_officer": PROVINCE,
    "steering_secretary": PROVINCE,
    "leader": PROVINCE,
    "auditor": PROVINCE,
    "far_province_officer": {"far"},
    "department_officer": {"department", "sent"},
    "association_officer": {"association"},
    "commune_officer": {"commune", "sent"},
    "commune_leader": {"commune", "sent"},
    "other_commune_officer": {"other"},
}
KEEPS = {name: seen - {"sent", "named"} for name, seen in READS.items() if name not in ("leader", "auditor")}


def test_rule_and_list_agree_for_everybody(people, documents) -> None:
    for who, user in people.items():
        seen = {document.abstract for document in registered_visible_to(user)}
        by_rule = {key for key, row in documents.items() if user.has_perm("documents.view_registered", row)} if (
            who != "anonymous"
        ) else set()  # fmt: skip
        assert seen == by_rule, who
        assert seen == READS.get(who, set()), who


def test_keeping_follows_the_body(people, documents) -> None:
    for who, user in people.items():
        if who == "anonymous":
            assert not holders_kept_by(user).exists()
            continue
        kept = {key for key, row in documents.items() if user.has_perm("documents.keep_register", row)}
        own = {key for key in kept if key not in ("sent", "named")}
        assert own == KEEPS.get(who, set()), who
        assert {row.holder for row in documents.values()} & set(holders_kept_by(user)) == {
            documents[key].holder for key in own
        }, who
        assert set(holders_kept_by(user)) <= set(holders_read_by(user)), who
        assert user.has_perm("documents.keep_register") == holders_kept_by(user).exists(), who
        assert user.has_perm("documents.view_registered") == uses_register(user), who


def test_anonymous_and_producers_see_nothing(people, documents) -> None:
    assert not registered_visible_to(AnonymousUser()).exists()
    for who in ("owner", "staff", "helper", "nobody", "administrator"):
        assert not registered_visible_to(people[who]).exists()


def test_app_above_opens_documents(people, documents, monkeypatch) -> None:
    readers = Registry("x")
    readers.add(lambda user: Q(abstract="far") if user == people["inspector"] else Q(pk__in=[]), key="a")
    monkeypatch.setattr(register_hooks, "document_readers", readers)
    assert list(registered_visible_to(people["inspector"])) == [documents["far"]]
    readers.add(lambda user: Q(recipients__isnull=False), key="b")
    seen = [document.abstract for document in registered_visible_to(people["inspector"]).order_by("pk")]
    assert seen == ["far", "sent", "named"]
    assert people["inspector"].has_perm("documents.view_registered", documents["far"])
    assert not people["inspector"].has_perm("documents.keep_register", documents["far"])


def test_file_is_read_by_readers_of_its_document_and_before_that_by_who_sent_it(people, documents) -> None:
    officer = people["province_officer"]
    upload = SimpleUploadedFile("a.txt", "Nội dung".encode())
    stored, _text = stage(upload, holder=documents["province"].holder, actor=officer)
    assert may_read(officer, stored)
    assert not may_read(people["steering_secretary"], stored)
    assert not may_read(AnonymousUser(), stored)
    documents["sent"].file = stored
    documents["sent"].save()
    readers = {who for who, user in people.items() if may_read(user, stored)}
    assert readers == {who for who, seen in READS.items() if "sent" in seen}


def test_keepers_are_named_by_administrators_and_the_office(people, documents) -> None:
    holder = documents["commune"].holder
    may = {
        who for who, user in people.items() if who != "anonymous" and user.has_perm("documents.name_keepers", holder)
    }
    assert may == {"administrator", "province_officer", "steering_secretary"}


def test_the_rail_leads_to_papers_and_to_the_register(people) -> None:
    papers, register = navigation.get("documents"), navigation.get("documents_register")
    shown = {name: (papers.visible_to(user), register.visible_to(user)) for name, user in people.items()}
    assert papers.area == register.area == "van-ban"
    assert shown["steering_secretary"] == (False, True)
    assert shown["province_officer"] == shown["leader"] == shown["commune_officer"] == (True, True)
    assert shown["council_member"] == (True, False)
    assert shown["owner"] == (False, False)
    assert {name for name, user in people.items() if uses_register(user)} == {n for n, s in shown.items() if s[1]}
