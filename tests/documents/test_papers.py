"""The way of a paper: right order only, every problem at once, nothing changed by a refusal, the database proves it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from saolang.audit.models import Event
from saolang.core import clock
from saolang.core.problems import DomainError, NotAllowed, Stale, WrongState
from saolang.documents import domain, numbering
from saolang.documents.models import KeptRegister, NumberSeries, Paper
from saolang.documents.spec import spec_hash
from tests.documents.samples import certificate, decision, letter

pytestmark = pytest.mark.django_db


def state_of(paper: Paper) -> tuple:
    """Everything a refusal must leave alone."""
    fresh = Paper.objects.get(pk=paper.pk)
    return (fresh.state, fresh.version, fresh.number, fresh.draft_hash, fresh.signed_file_id, Event.objects.count())


def issue(paper: Paper, world, signed_file, **changes):
    given = {
        "number": "15",
        "symbol": "QĐ-UBND",
        "issued_on": clock.today(),
        "signer_name": "Nguyễn Thị Mẫu A",
        "signer_title": "Phó Chủ tịch",
        "sign_mode": "KT",
        "signed_file": signed_file,
        "actor": world.people.officer,
        **changes,
    }
    return domain.issue_paper(paper, **given)


@pytest.fixture
def waiting(draft, world):
    return domain.submit_for_signature(draft, actor=world.people.officer)


def test_draft_keeps_spec_hash_and_title(draft, world) -> None:
    assert draft.state == "draft"
    assert draft.title == "Quyết định về việc công nhận sản phẩm OCOP đợt 1 năm 2026"
    assert draft.blocks == decision()
    assert draft.draft_hash == spec_hash(decision())
    assert draft.drafted_on == clock.today()
    assert draft.created_by == world.people.officer
    assert Event.objects.get().verb == "documents.paper.draft"


def test_draft_names_its_subject(world) -> None:
    paper = domain.draft_paper(
        "commune_letter", spec=letter(), subject=world.units.commune, issuer=world.bodies.commune,
        actor=world.people.commune_leader,
    )  # fmt: skip
    assert (paper.subject_type, paper.subject_id) == ("places.unit", str(world.units.commune.pk))


@pytest.mark.parametrize("who", ["commune_officer", "leader", "auditor", "owner", "member", "stranger", "secretary"])
def test_draft_for_another_body_is_refused(world, who: str) -> None:
    with pytest.raises(NotAllowed):
        domain.draft_paper(
            "recognition_decision",
            spec=decision(),
            issuer=world.bodies.province,
            actor=getattr(world.people, who),
        )
    assert not Paper.objects.exists()
    assert not Event.objects.exists()


def test_paper_goes_from_draft_to_issued(draft, world, signed) -> None:
    paper = domain.submit_for_signature(draft, actor=world.people.officer)
    assert paper.state == "for_signature"
    stored = signed()
    paper = issue(paper, world, stored, number="05", draft_hash=paper.draft_hash)
    paper.refresh_from_db()
    assert (paper.state, paper.number, paper.full_number) == ("issued", "5", "05/QĐ-UBND")
    assert paper.issued_draft_hash == paper.draft_hash
    assert paper.signed_file == stored
    assert paper.issued_year == clock.today().year
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs == ["documents.paper.draft", "documents.paper.submit", "documents.paper.issue"]
    assert Event.objects.last().payload["file"] == stored.sha256


def test_issue_of_a_draft_not_yet_submitted_is_refused(draft, world, signed) -> None:
    stored, before = signed(), state_of(draft)
    with pytest.raises(WrongState):
        issue(draft, world, stored)
    assert state_of(draft) == before


def test_issue_lists_every_problem_at_once(waiting, world) -> None:
    before = state_of(waiting)
    with pytest.raises(DomainError) as caught:
        issue(waiting, world, None, number="x y", symbol="", signer_name=" ", issued_on=None, sign_mode="??")
    assert caught.value.codes == [
        "date_missing",
        "signer_missing",
        "sign_mode_unknown",
        "signed_file_missing",
        "number_bad",
        "symbol_bad",
    ]
    assert state_of(waiting) == before


@pytest.mark.parametrize(("days", "code"), [(-1, "date_before_draft"), (1, "date_in_future")])
def test_issue_date_outside_draft_and_today_is_refused(waiting, world, signed, days: int, code: str) -> None:
    stored, before = signed(), state_of(waiting)
    with pytest.raises(DomainError) as caught:
        issue(waiting, world, stored, issued_on=clock.today() + dt.timedelta(days))
    assert caught.value.codes == [code]
    assert state_of(waiting) == before


def test_number_of_an_issuer_symbol_and_year_is_given_once(waiting, world, signed) -> None:
    issue(waiting, world, signed())
    second = domain.draft_paper(
        "recognition_decision", spec=decision(), issuer=world.bodies.province, actor=world.people.officer
    )
    second = domain.submit_for_signature(second, actor=world.people.officer)
    stored, before = signed(), state_of(second)
    with pytest.raises(DomainError) as caught:
        issue(second, world, stored, number="015")
    assert caught.value.codes == ["number_taken"]
    assert "15/QĐ-UBND" in caught.value.problems[0].message
    assert state_of(second) == before
    assert issue(second, world, stored, number="16").number == "16"


def test_number_may_repeat_with_another_symbol_or_issuer(waiting, commune_draft, world, signed) -> None:
    issue(waiting, world, signed())
    leader = world.people.commune_leader
    paper = domain.submit_for_signature(commune_draft, actor=leader)
    paper = issue(paper, world, signed(), symbol="QĐ-UBND", actor=leader)
    assert paper.full_number == "15/QĐ-UBND"


def test_signed_file_of_another_paper_or_purpose_is_refused(waiting, commune_draft, world, signed) -> None:
    stored = signed()
    issue(waiting, world, stored)
    leader = world.people.commune_leader
    paper = domain.submit_for_signature(commune_draft, actor=leader)
    other = signed("other.purpose")
    before = state_of(paper)
    for file, code in ((stored, "signed_file_used"), (other, "signed_file_other")):
        with pytest.raises(DomainError) as caught:
            issue(paper, world, file, actor=leader)
        assert caught.value.codes == [code]
    assert state_of(paper) == before


def test_signed_file_of_another_draft_is_refused(waiting, world, signed) -> None:
    stored, before = signed(), state_of(waiting)
    with pytest.raises(DomainError) as caught:
        issue(waiting, world, stored, draft_hash="0" * 64)
    assert caught.value.codes == ["other_draft"]
    assert state_of(waiting) == before


def test_return_needs_a_reason_and_opens_the_draft_again(waiting, world) -> None:
    before = state_of(waiting)
    with pytest.raises(DomainError) as caught:
        domain.return_to_draft(waiting, actor=world.people.officer, reason=" ")
    assert caught.value.codes == ["reason_missing"]
    assert state_of(waiting) == before
    paper = domain.return_to_draft(waiting, actor=world.people.officer, reason="Sai tên chủ thể")
    assert (paper.state, paper.return_reason) == ("draft", "Sai tên chủ thể")
    changed = domain.redraft(paper, spec=decision(rows=4), actor=world.people.officer)
    assert changed.draft_hash == spec_hash(decision(rows=4))


def test_redraft_is_refused_once_before_the_signer(waiting, world) -> None:
    before = state_of(waiting)
    with pytest.raises(WrongState):
        domain.redraft(waiting, spec=decision(rows=5), actor=world.people.officer)
    assert state_of(waiting) == before


def test_stale_page_is_noticed(draft, world) -> None:
    domain.redraft(draft, spec=decision(rows=5), actor=world.people.officer)
    before = state_of(draft)
    with pytest.raises(Stale):
        domain.submit_for_signature(draft, actor=world.people.officer, expected_version=draft.version)
    assert state_of(draft) == before


def test_issued_paper_cannot_be_cancelled_or_returned(waiting, world, signed) -> None:
    issue(waiting, world, signed())
    before = state_of(waiting)
    for act in (domain.cancel_paper, domain.return_to_draft):
        with pytest.raises(WrongState):
            act(waiting, actor=world.people.officer, reason="x")
    assert state_of(waiting) == before


def test_cancelled_paper_is_closed(draft, world) -> None:
    paper = domain.cancel_paper(draft, actor=world.people.officer, reason="Soạn nhầm")
    assert paper.state == "cancelled"
    with pytest.raises(WrongState):
        domain.submit_for_signature(paper, actor=world.people.officer)


def test_certificate_may_get_its_signed_copy_later(world, signed) -> None:
    officer = world.people.officer
    paper = domain.draft_paper("certificate", spec=certificate(), issuer=world.bodies.province, actor=officer)
    paper = domain.submit_for_signature(paper, actor=officer)
    paper = issue(paper, world, None, symbol="GCN-UBND")
    stored = signed()
    assert domain.attach_signed_file(paper, signed_file=stored, actor=officer).signed_file == stored
    with pytest.raises(WrongState):
        domain.attach_signed_file(paper, signed_file=signed(), actor=officer)


def test_minutes_need_no_number(world, signed) -> None:
    secretary = world.people.secretary
    spec = replace(letter(), kind="session_minutes", title="Biên bản")
    paper = domain.draft_paper("session_minutes", spec=spec, issuer=world.bodies.council, actor=secretary)
    paper = domain.submit_for_signature(paper, actor=secretary)
    paper = issue(paper, world, signed(), number="", symbol="", actor=secretary)
    assert (paper.state, paper.full_number) == ("issued", "")


def test_number_is_given_here_only_where_the_register_is_kept_here(waiting, world, signed, monkeypatch) -> None:
    monkeypatch.setattr(numbering, "_policy", [lambda issuer, day: True])
    KeptRegister.objects.create(holder=world.bodies.province, valid_from=clock.today(), source="Quyết định mẫu")
    assert not numbering.by_system(world.bodies.commune, clock.today())
    assert not numbering.by_system(world.bodies.province, clock.today() - dt.timedelta(days=1))
    paper = issue(waiting, world, signed(), number="")
    assert paper.number == "1"
    assert NumberSeries.objects.get().last == 1
    second = domain.draft_paper(
        "recognition_decision", spec=decision(), issuer=world.bodies.province, actor=world.people.officer
    )
    second = domain.submit_for_signature(second, actor=world.people.officer)
    assert issue(second, world, signed(), number="77").number == "2"


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "issued"},
        {"state": "nothing"},
        {"kind": "nothing"},
        {"sign_mode": "X"},
        {"number": "5"},
        {"issued_on": dt.date(2026, 1, 1)},
    ],
)
def test_database_refuses_impossible_drafts(draft, changes: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=draft.pk).update(**changes)
    assert Paper.objects.get(pk=draft.pk).state == "draft"


@pytest.mark.parametrize(
    "changes",
    [
        {"number": ""},
        {"symbol": ""},
        {"issued_on": None},
        {"issued_year": None},
        {"signer_name": ""},
        {"signed_file": None},
        {"issued_draft_hash": "0" * 64},
        {"draft_hash": "0" * 64},
        {"issued_on": dt.date(2020, 1, 1)},
        {"state": "draft"},
    ],
)
def test_database_refuses_incomplete_issued_papers(waiting, world, signed, changes: dict) -> None:
    paper = issue(waiting, world, signed())
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**changes)
    assert Paper.objects.get(pk=paper.pk).number == "15"


def test_database_refuses_a_number_twice(waiting, world, signed) -> None:
    paper = issue(waiting, world, signed())
    second = Paper.objects.get(pk=paper.pk)
    second.pk, second.code, second.signed_file, second._state.adding = None, "AAAAAAAAAA", signed(), True
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    assert Paper.objects.count() == 1
