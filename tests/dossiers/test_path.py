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
