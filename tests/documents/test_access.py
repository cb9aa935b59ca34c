"""Who reads and who writes papers; the list and the rule agree for everybody."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from saolang.documents import access, domain
from saolang.documents.domain.papers import SIGNED_PURPOSE
from saolang.documents.models import Paper
from saolang.documents.queries import manageable_by, papers_about, reads_papers, visible_to, waiting_for
from saolang.documents.spec import Header, PaperSpec
from saolang.files.access import may_read
from tests.documents.samples import decision, form, letter
from tests.documents.test_papers import issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(world, signed) -> dict[str, Paper]:
    """One paper of each owner: province draft, commune draft, commune issued, Mẫu 03 issued, council, producer."""
    people, bodies = world.people, world.bodies

    def make(kind, spec, issuer, actor):
        return domain.draft_paper(kind, spec=spec, issuer=issuer, actor=actor, subject=world.units.commune)

    def issued(paper, actor):
        paper = domain.submit_for_signature(paper, actor=actor)
        return issue(paper, world, signed(), symbol="UBND-KT", number=str(paper.pk), actor=actor)

    mau_03 = PaperSpec("mau_03", header=Header(issuer="Ủy ban nhân dân xã Song Phú"), title="Báo cáo")
    minutes = PaperSpec("session_minutes", header=Header(issuer="Hội đồng"), title="Biên bản")
    clerk = people.commune_officer
    return {
        "province": make("recognition_decision", decision(), bodies.province, people.officer),
        "commune": make("commune_letter", letter(), bodies.commune, clerk),
        "commune_issued": issued(make("commune_letter", letter(), bodies.commune, clerk), clerk),
        "mau_03": issued(make("mau_03", mau_03, bodies.commune, clerk), clerk),
        "council": make("session_minutes", minutes, bodies.council, people.secretary),
        "producer": make("mau_01", form(), bodies.producer, people.owner),
    }


READS = {
    "officer": {"province", "commune_issued", "mau_03", "council"},
    "leader": {"province", "commune_issued", "council"},
    "auditor": {"province", "commune_issued", "council"},
    "commune_officer": {"commune", "commune_issued", "mau_03"},
    "commune_leader": {"commune", "commune_issued", "mau_03"},
    "other_officer": set(),
    "secretary": {"council"},
    "member": {"council"},
    "owner": {"producer"},
    "administrator": set(),
    "stranger": set(),
}
WRITES = {
    "officer": {"province", "council"},
    "commune_officer": {"commune", "commune_issued", "mau_03"},
    "commune_leader": {"commune", "commune_issued", "mau_03"},
    "secretary": {"council"},
    "owner": {"producer"},
}


@pytest.mark.parametrize("who", sorted(READS))
def test_reading_and_writing_follow_the_roles(world, papers, who: str) -> None:
    user = getattr(world.people, who)
    names = {paper.pk: name for name, paper in papers.items()}
    assert {names[paper.pk] for paper in visible_to(user)} == READS[who]
    assert {name for name, paper in papers.items() if user.has_perm("documents.view_paper", paper)} == READS[who]
    assert {names[paper.pk] for paper in manageable_by(user)} == WRITES.get(who, set())
    managed = {name for name, paper in papers.items() if user.has_perm("documents.manage_paper", paper)}
    assert managed == WRITES.get(who, set())


def test_anonymous_reads_nothing(papers) -> None:
    assert not visible_to(AnonymousUser()).exists()
    assert not reads_papers(AnonymousUser())


def test_app_above_opens_papers_of_its_subjects(world, papers, monkeypatch) -> None:
    monkeypatch.setattr(access, "_readers", {})
    owner = world.people.owner
    access.register_reader("places.unit", lambda user: Q(state="issued") if user == owner else Q(pk__in=[]))
    seen = set(visible_to(owner))
    assert seen == {papers["producer"], papers["commune_issued"], papers["mau_03"]}
    assert owner.has_perm("documents.view_paper", papers["commune_issued"])
    assert not owner.has_perm("documents.manage_paper", papers["commune_issued"])


def test_signed_copy_is_read_by_readers_of_its_paper(world, papers) -> None:
    stored = papers["commune_issued"].signed_file
    assert stored.purpose == SIGNED_PURPOSE
    readers = {name for name in READS if may_read(getattr(world.people, name), stored)}
    assert readers == {name for name, seen in READS.items() if "commune_issued" in seen}
    assert not may_read(AnonymousUser(), stored)


def test_work_list_holds_papers_before_the_signer(world, papers) -> None:
    assert list(waiting_for(world.people.officer)) == []
    domain.submit_for_signature(papers["province"], actor=world.people.officer)
    (item,) = waiting_for(world.people.officer)
    assert item.url == papers["province"].get_absolute_url()
    assert list(waiting_for(world.people.leader)) == []
    assert list(waiting_for(world.people.owner)) == []
    Paper.objects.update(subject_type="dossiers.proposal")
    assert list(waiting_for(world.people.officer)) == []


def test_papers_about_a_subject(world, papers) -> None:
    assert papers_about(world.units.commune).count() == 6
    assert papers_about(world.units.province).count() == 0
