"""Links between documents: found, ambiguous, missing, found later; what holds on a day; citations in a text."""

from __future__ import annotations

import datetime as dt

import pytest

from saolang.accounts.models import Organisation
from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed
from saolang.documents import domain
from saolang.documents.citing import find_citations, split_number
from saolang.documents.models import DocumentLink, RegisteredDocument
from saolang.documents.queries_register import in_force, missing_citations, replacements_of
from saolang.places.models import Unit
from tests.documents.test_register import TODAY, incoming, outgoing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC))


def cite(source, number, symbol="", kind="cites", **changes):
    actor = changes.pop("actor", source.entered_by)
    return domain.link(source, kind=kind, number=number, symbol=symbol, actor=actor, **changes)


def test_citation_finds_the_document_on_file_however_it_is_spelled(world) -> None:
    target = outgoing(world)
    source = incoming(world, citations=[{"kind": "based_on", "number": "05", "symbol": "KH - UBND"}])
    (row,) = source.links.all()
    assert (row.target, row.kind, row.printed) == (target, "based_on", "05/KH - UBND")
    assert cite(source, "5/KH-UBND", kind="based_on") == row
    assert DocumentLink.objects.count() == 1
    assert Event.objects.filter(verb="documents.registereddocument.link").count() == 1


def test_missing_citation_is_listed_and_resolves_by_itself(world) -> None:
    source = incoming(world)
    row = cite(source, "847", "QĐ-UBND", printed="Quyết định số 847/QĐ-UBND")
    cite(source, "26", "2026/QĐ-TTg")
    officer = world.people.officer
    assert [link.number_key for link in missing_citations(officer)] == ["26/2026/qđ-ttg", "847/qđ-ubnd"]
    assert not missing_citations(world.people.commune_officer).exists()
    target = outgoing(world, number="847", symbol="QĐ-UBND")
    law = domain.enter_reference(
        holder=world.bodies.province, actor=officer, abstract="Quyết định mẫu", number="26", symbol="2026/QĐ-TTg",
        issued_on=dt.date(2026, 5, 22),
    )  # fmt: skip
    row.refresh_from_db()
    assert row.target == target
    assert law.linked_from.get().source == source
    assert not missing_citations(officer).exists()


def test_day_and_issuer_tell_documents_of_one_number_apart(world) -> None:
    one = incoming(world, number="9", symbol="CT-UB", issued_on=dt.date(2024, 2, 1), issuer_name="UBND huyện Mẫu A")
    two = incoming(world, number="9", symbol="CT-UB", issued_on=dt.date(2026, 2, 1), issuer_name="UBND huyện Mẫu B")
    source = incoming(world)
    assert cite(source, "9", "CT-UB").target is None
    assert cite(source, "9", "CT-UB", printed_on=dt.date(2024, 2, 1)).target == one
    named = cite(source, "9", "CT-UB", kind="implements", issuer_name="Ủy ban nhân dân huyện Mẫu B")
    assert named.target == two
    printed = "Chỉ thị 9/CT-UB của Ủy ban nhân dân huyện Mẫu A"
    assert cite(source, "9", "CT-UB", kind="answers", printed=printed).target == one
    assert cite(source, "9", "CT-UB", kind="amends", printed_on=dt.date(2025, 2, 1)).target is None


def test_document_of_another_province_is_not_taken_for_ours(world) -> None:
    far = Unit.objects.create(level="province", code="68", kind="province", name="Xa", full_name="Tỉnh Xa")
    body = Organisation.objects.create(kind="committee", name="Ủy ban nhân dân tỉnh Xa", unit=far)
    RegisteredDocument.objects.create(
        holder=body, direction="outgoing", number="5", symbol="KH-UBND", abstract="a", issued_on=TODAY
    )
    assert cite(incoming(world), "5", "KH-UBND").target is None


def test_own_entry_comes_before_those_of_other_bodies(world) -> None:
    clerk = world.people.commune_officer
    of_issuer = outgoing(world)
    source = incoming(world, holder=world.bodies.commune, actor=clerk)
    assert cite(source, "5", "KH-UBND").target == of_issuer
    copy = incoming(
        world, holder=world.bodies.commune, actor=clerk, number="5", symbol="KH-UBND", issued_on=TODAY,
        issuer=world.bodies.province, issuer_name="",
    )  # fmt: skip
    assert cite(source, "5", "KH-UBND", kind="implements").target == copy


def test_link_needs_right_number_and_another_document(world) -> None:
    source = incoming(world)
    with pytest.raises(NotAllowed):
        cite(source, "1", "X", actor=world.people.leader)
    for number, kind, code in (
        ("", "cites", "link_bad"),
        ("1", "loves", "link_bad"),
        ("178/TB-VP", "cites", "link_self"),
    ):
        with pytest.raises(DomainError) as caught:
            cite(source, number, kind=kind)
        assert caught.value.codes == [code]
    assert not DocumentLink.objects.exists()


def test_link_is_taken_back_with_a_reason(world) -> None:
    row = cite(incoming(world), "1", "X")
    for actor, reason in ((world.people.leader, "x"), (world.people.officer, " ")):
        with pytest.raises(DomainError):
            domain.unlink(row, actor=actor, reason=reason)
    assert DocumentLink.objects.count() == 1
    domain.unlink(row, actor=world.people.officer, reason="Ghi nhầm")
    assert not DocumentLink.objects.exists()


def test_corrected_number_loosens_and_joins_citations(world) -> None:
    target = outgoing(world)
    source = incoming(world)
    wrong, right = cite(source, "5", "KH-UBND"), cite(source, "6", "KH-UBND", kind="based_on")
    assert (wrong.target, right.target) == (target, None)
    domain.correct(target, changes={"number": "6"}, actor=world.people.officer, reason="Gõ nhầm")
    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (wrong.target, right.target) == (None, target)


# --- what holds ----------------------------------------------------------------------------------------------------


def test_replacement_sets_the_last_day_of_the_old_one(world) -> None:
    old = outgoing(world, issued_on=dt.date(2026, 3, 1))
    new = outgoing(
        world, number="6", effective_on=dt.date(2026, 12, 1),
        citations=[{"kind": "replaces", "number": "5", "symbol": "KH-UBND"}],
    )  # fmt: skip
    old.refresh_from_db()
    assert old.ends_on == dt.date(2026, 11, 30)
    event = Event.objects.get(verb="documents.registereddocument.replaced")
    assert (event.payload, event.object_id) == ({"ends_on": "2026-11-30", "by": "06/KH-UBND"}, str(old.pk))
    assert list(in_force(dt.date(2026, 11, 30))) == [old]
    assert list(in_force(dt.date(2026, 12, 1))) == [new]
    assert list(in_force(dt.date(2026, 2, 1))) == []
    assert [row.source for row in replacements_of(old)] == [new]


def test_old_one_entered_later_ends_as_well(world) -> None:
    new = outgoing(world, number="6", citations=[{"kind": "replaces", "number": "5", "symbol": "KH-UBND"}])
    old = outgoing(world, issued_on=dt.date(2026, 3, 1))
    old.refresh_from_db()
    assert old.ends_on == dt.date(2026, 11, 19)
    assert list(in_force(TODAY)) == [new]


def test_replacement_with_contradicting_days_is_refused_or_left_open(world) -> None:
    outgoing(world, issued_on=TODAY)
    older = outgoing(world, number="4", issued_on=dt.date(2026, 3, 1))
    with pytest.raises(DomainError) as caught:
        cite(older, "5", "KH-UBND", kind="replaces")
    assert caught.value.codes == ["replaced_before_effect"]
    assert not DocumentLink.objects.exists()
    cite(older, "7", "KH-UBND", kind="replaces")
    late = outgoing(world, number="7")
    late.refresh_from_db()
    assert late.ends_on is None


def test_clerk_of_another_body_ends_nothing_in_a_register_not_their_own(world) -> None:
    old = outgoing(world, issued_on=dt.date(2026, 3, 1))
    source = incoming(world, holder=world.bodies.commune, actor=world.people.commune_officer)
    row = cite(source, "5", "KH-UBND", kind="replaces")
    old.refresh_from_db()
    assert (row.target, old.ends_on) == (old, None)
    assert old in in_force(TODAY)


def test_once_replaced_stays_replaced(world) -> None:
    first = outgoing(world, number="1", issued_on=dt.date(2026, 1, 10))
    second = outgoing(world, number="2", issued_on=dt.date(2026, 2, 10))
    outgoing(world, number="3", issued_on=dt.date(2026, 3, 10), citations=[{"kind": "replaces", "number": "2/KH-UBND"}])
    DocumentLink.objects.create(source=second, kind="replaces", target=first, number_key="1/kh-ubnd", printed="1")
    assert [row.number for row in in_force(TODAY)] == ["3"]
    assert first in in_force(dt.date(2026, 2, 9))


def test_last_day_is_set_and_cleared_with_a_reason(world) -> None:
    document = outgoing(world)
    officer = world.people.officer
    for actor, day, reason, code in (
        (world.people.leader, TODAY, "x", "not_allowed"),
        (officer, TODAY, " ", "reason_missing"),
        (officer, dt.date(2026, 1, 1), "x", "effect_order"),
    ):
        with pytest.raises(DomainError) as caught:
            domain.set_end(document, ends_on=day, actor=actor, reason=reason)
        assert caught.value.codes == [code]
    assert domain.set_end(document, ends_on=TODAY, actor=officer, reason="Bãi bỏ").ends_on == TODAY
    assert document not in in_force(dt.date(2026, 11, 21))
    assert domain.set_end(document, ends_on=None, actor=officer, reason="Ghi nhầm").ends_on is None


# --- reading citations ---------------------------------------------------------------------------------------------


def test_citations_are_found_in_running_text() -> None:
    text = (
        "Căn cứ Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 của Thủ tướng Chính phủ về Chương trình;\n"
        "Căn cứ Công văn số 05/UBND-KT ngày 03/02/2026 của UBND xã Mẫu, và Luật số 72/2025/QH15; hạn 30/6/2026, "
        "tỷ lệ 3/4, Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026."
    )
    found = [(c.number, c.symbol, c.printed_on, c.issuer_name) for c in find_citations(text)]
    assert found == [
        ("26", "2026/QĐ-TTg", dt.date(2026, 5, 22), "Thủ tướng Chính phủ"),
        ("05", "UBND-KT", dt.date(2026, 2, 3), "UBND xã Mẫu"),
        ("72", "2025/QH15", None, ""),
    ]
    assert split_number("Số: 026/2026/QĐ-TTg") == ("26", "2026/QĐ-TTg")


def test_paper_cites_its_legal_bases(world, draft, signed) -> None:
    from dataclasses import replace

    from saolang.documents import domain as papers
    from tests.documents.test_papers import issue

    officer = world.people.officer
    spec = replace(draft.blocks, bases=("Căn cứ Kế hoạch số 5/KH-UBND ngày 20/11/2026 của UBND tỉnh Vĩnh Long",))
    plan = outgoing(world)
    paper = papers.submit_for_signature(papers.redraft(draft, spec=spec, actor=officer), actor=officer)
    document = domain.register_paper(issue(paper, world, signed(), issued_on=TODAY), officer)
    (row,) = document.links.all()
    assert (row.kind, row.target) == ("based_on", plan)
