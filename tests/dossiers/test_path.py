"""The way of a dossier from the empty form to the council, by the domain."""

import datetime as dt

import pytest

from saolang.audit.models import Event
from saolang.core.problems import DomainError
from saolang.dossiers.domain import commune as commune_domain
from saolang.dossiers.domain import prepare, province, submit
from saolang.dossiers.models import Dossier
from saolang.notify.models import Message
from tests.dossiers import builders

pytestmark = pytest.mark.django_db


def test_path_reaches_the_council(cast):
    dossier = builders.in_round(cast)
    assert dossier.state == "in_round"
    assert dossier.product_code == "86-29740-1-2026"
    assert str(dossier.round) == "Đợt 2 năm 2026"
    assert [receipt.number for receipt in dossier.receipts.order_by("pk")] == [
        "1-06/PĐK-86-29740-2026",
        "1-06/PĐK-86-29740-2026",
    ]
    dossier = province.enter_council(dossier, actor=cast.province_officer)
    dossier = province.record_conclusion(dossier, "recognise", cast.province_officer)
    dossier = province.mark_recognised(dossier, cast.province_officer)
    assert (dossier.state, dossier.closed_on) == ("recognised", dt.date(2026, 10, 5))
    states = [
        event.to_state
        for event in Event.objects.filter(object_type="dossiers.dossier", object_id=str(dossier.pk)).exclude(
            to_state=""
        )
    ]
    assert states == [
        "preparing", "submitted", "commune", "proposed", "province",
        "in_round", "in_council", "concluded", "recognised",
    ]  # fmt: skip


def test_submission_tells_the_commune_and_freezes(cast):
    dossier = builders.submitted(cast)
    assert dossier.state == "submitted"
    snapshot = dossier.snapshots.get()
    assert submit.verify_snapshot(snapshot) == []
    assert snapshot.content["producer"]["name"] == cast.producer.name
    assert len(snapshot.manifest) == 4
    told = set(Message.objects.filter(kind="dossiers.submitted").values_list("recipient_id", flat=True))
    assert told == {cast.officer.pk, cast.leader.pk}


def test_empty_dossier_lists_everything_at_once(cast):
    product = builders.make_product(cast)
    dossier = prepare.open_dossier(product, "first", actor=cast.owner)
    with pytest.raises(DomainError) as refusal:
        submit.submit_dossier(dossier, actor=cast.owner)
    codes = refusal.value.codes
    assert {"samples", "pledge", "part2_material", "part4", "signed_scan", "signed_place"} <= set(codes)
    assert codes.count("criterion_unanswered") == 32
    assert all(problem.url for problem in refusal.value.problems)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.submitted_at, dossier.snapshots.count()) == ("preparing", None, 0)


def test_clock_counts_from_the_day_after_receipt(cast):
    dossier = builders.received(cast)
    assert (dossier.received_on, dossier.commune_due_on) == (dt.date(2026, 10, 5), dt.date(2026, 10, 26))
    assert Dossier.objects.get().state == "commune"


def test_decline_keeps_the_serial_used(cast):
    first = builders.checked(cast)
    builders.letter(cast, first)
    commune_domain.decline_dossier(first, reason="Không đúng nguyên liệu địa phương", actor=cast.leader)
    first.refresh_from_db()
    assert (first.state, first.product_code) == ("commune_declined", "86-29740-1-2026")
    second = builders.checked(cast)
    builders.letter(cast, second)
    second.refresh_from_db()
    assert second.product_code == "86-29740-2-2026"


def recognised_before(product, through):
    """A star by an imported decision, public and running to a day."""
    from saolang.registry.domain.terms import settle_term_of
    from saolang.registry.models import Recognition

    star = Recognition.objects.create(
        product=product,
        star=3,
        product_name=product.name,
        producer_name=product.producer.name,
        product_code="84-844-29266-1-2021",
        source="import",
        recognised_on=dt.date(2023, 12, 30),
        term_through=through,
        public_since=dt.date(2023, 12, 30),
    )
    settle_term_of(star)
    return star


def test_reassessment_links_the_old_code_and_keeps_its_window(cast):
    from saolang.registry.domain.terms import settle_terms
    from saolang.registry.models import StarState

    product = builders.make_product(cast)
    star = recognised_before(product, dt.date(2027, 6, 30))
    with pytest.raises(DomainError) as refusal:
        prepare.open_dossier(product, "first", actor=cast.owner)
    assert refusal.value.codes == ["star_still_valid"]
    dossier = builders.prepared(cast, product, kind="reassessment")
    assert dossier.previous_product_code == "84-844-29266-1-2021"
    with pytest.raises(DomainError) as refusal:
        submit.submit_dossier(dossier, actor=cast.owner)
    assert refusal.value.codes == ["window_not_open"]
    assert not StarState.objects.exists()
    star.term_through = dt.date(2027, 3, 1)
    star.save()
    settle_terms([star.pk])
    submitted = submit.submit_dossier(dossier, actor=cast.owner)
    assert StarState.objects.get().renewal_filed_on == dt.date(2026, 10, 5)
    from saolang.dossiers.domain.withdraw import withdraw_dossier

    withdraw_dossier(submitted, reason="Chờ bao bì mới", actor=cast.owner)
    assert StarState.objects.get().renewal_filed_on is None


def test_imported_code_is_passed_over(cast):
    product = builders.make_product(cast)
    recognised_before(product, dt.date(2024, 1, 1))
    from saolang.registry.models import Recognition

    Recognition.objects.update(product_code="86-29740-1-2026")
    assert builders.proposed(cast).product_code == "86-29740-2-2026"


def test_papers_of_a_submitted_file_stay_as_submitted(cast):
    from saolang.dossiers.domain.supplement import add_supplement
    from saolang.dossiers.reading import Reading
    from saolang.producers.models import EvidenceLink
    from tests.factories import EvidenceFactory

    dossier = builders.submitted(cast)
    old = EvidenceLink.objects.get(criterion="1.1").evidence
    EvidenceLink.objects.all().delete()
    late = EvidenceFactory(product=dossier.product, with_file=True)
    add_supplement(dossier, evidence=late, criterion="6.1", reason="Kết quả mới", actor=cast.owner)
    reading = Reading(Dossier.objects.get())
    assert [(link.evidence, link.pages) for link in reading.links["1.1"]] == [(old, "1-2")]
    assert [link.evidence for link in reading.links["6.1"]] == [late]
    assert reading.papers[-1] == late
    assert len(reading.papers) == 4
