"""From the conclusion to the register: one decision, many products, certificates, publication, notices, withdrawal."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine

from saolang.assessment.domain.agreement import knock_out
from saolang.assessment.domain.conclude import conclude, conclude_knocked_out
from saolang.assessment.domain.drafts import draft_session_papers, make_batch
from saolang.assessment.domain.issue import (
    draft_notice,
    issue_certificate,
    issue_certificates,
    issue_notice,
    publish_results,
)
from saolang.assessment.domain.scoring import start_scoring
from saolang.assessment.domain.sessions import close_session
from saolang.assessment.enums import ResultKind
from saolang.assessment.models import ResultBatch, Session, SessionItem
from saolang.core.problems import DomainError, NotAllowed, WrongState
from saolang.documents.domain.papers import cancel_paper, submit_for_signature
from saolang.documents.models import Paper
from saolang.dossiers.domain.withdraw import withdraw_dossier
from saolang.dossiers.enums import DossierState
from saolang.dossiers.models import Dossier
from saolang.registry.enums import Validity
from saolang.registry.models import Certificate, Decision, Recognition, StarState
from saolang.registry.queries import public_recognitions, validity_of

from . import walk
from .conftest import best, lowered

CERTIFICATE = {"symbol": "GCN-UBND", **walk.SIGNER}


def two_results(room: SimpleNamespace) -> list[SessionItem]:
    """Two products with four stars in one closed session."""
    second = walk.another_dossier(room, name="Kẹo dừa Mẫu", serial=2)
    from saolang.assessment.domain.sessions import add_item

    items = [room.item, add_item(room.session, dossier=second, actor=room.officer)]
    for item in items:
        conclude(walk.score(room, item, walk.four_stars(room)), actor=room.chair)
    close_session(Session.objects.get(pk=room.session.pk), actor=room.secretary)
    return list(SessionItem.objects.order_by("pk"))


def test_one_decision_many_products_one_certificate_each(room: SimpleNamespace) -> None:
    items = two_results(room)
    batch = walk.batch_of(room, *items)
    decision = walk.issued(room, batch)
    recognitions = list(Recognition.objects.filter(decision=decision).order_by("pk"))
    assert [row.star for row in recognitions] == [4, 4]
    assert not public_recognitions().exists()
    with pytest.raises(DomainError) as caught:
        publish_results(batch, actor=room.officer)
    assert caught.value.codes == ["no_certificate", "no_certificate"]
    with pytest.raises(DomainError) as clash:
        issue_certificates(
            dict.fromkeys(recognitions, "7"), issued_on=dt.date(2026, 11, 20), actor=room.officer, **CERTIFICATE
        )
    assert clash.value.codes == ["number_taken"]
    assert clash.value.problems[0].where == recognitions[1].product_name
    assert not Certificate.objects.exists()
    numbers = {row: str(index) for index, row in enumerate(recognitions, start=7)}
    issue_certificates(numbers, issued_on=dt.date(2026, 11, 20), actor=room.officer, **CERTIFICATE)
    assert not public_recognitions().exists()
    publish_results(batch, actor=room.officer)
    assert public_recognitions().count() == 2
    assert Paper.objects.filter(kind="result_notice").count() == 2
    assert set(Dossier.objects.values_list("state", flat=True)) == {DossierState.RECOGNISED}


def test_certificate_of_5_august_2026_is_valid_through_5_august_2029(room: SimpleNamespace) -> None:
    with time_machine.travel(dt.datetime(2026, 8, 3, 2, tzinfo=dt.UTC), tick=False):
        Session.objects.filter(pk=room.session.pk).update(held_on=dt.date(2026, 8, 3))
        item = walk.close_with(room, walk.four_stars(room))
        batch = walk.batch_of(room, item)
        walk.issued(room, batch, on=dt.date(2026, 8, 3))
    with time_machine.travel(dt.datetime(2026, 8, 6, 2, tzinfo=dt.UTC), tick=False):
        recognition = Recognition.objects.get()
        certificate = issue_certificate(
            recognition, number="1", issued_on=dt.date(2026, 8, 5), actor=room.officer, **CERTIFICATE
        )
        publish_results(batch, actor=room.officer)
    assert certificate.valid_through == dt.date(2029, 8, 5)
    assert recognition.decision.issued_on == dt.date(2026, 8, 3)
    recognition = public_recognitions(dt.date(2029, 1, 1)).get()
    assert validity_of(recognition, dt.date(2029, 8, 5)).validity == Validity.VALID
    assert validity_of(recognition, dt.date(2029, 8, 6)).validity == Validity.EXPIRED


def test_a_certificate_signed_with_the_decision_may_be_entered_days_later(room: SimpleNamespace) -> None:
    batch = walk.batch_of(room, walk.close_with(room, walk.four_stars(room)))
    signed_on = dt.date(2026, 11, 20)
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC), tick=False):
        walk.issued(room, batch, on=signed_on)
        certificate = issue_certificate(
            Recognition.objects.get(), number="1", issued_on=signed_on, actor=room.officer, **CERTIFICATE
        )
    assert (certificate.issued_on, certificate.valid_through) == (signed_on, dt.date(2029, 11, 20))


def test_a_decision_is_entered_once_and_only_by_the_office(room: SimpleNamespace) -> None:
    batch = walk.batch_of(room, walk.close_with(room, walk.four_stars(room)))
    stranger = SimpleNamespace(**{**vars(room), "officer": room.chair})
    with pytest.raises(NotAllowed):
        walk.issued(stranger, batch)
    walk.issued(room, batch)
    with pytest.raises(DomainError) as caught:
        walk.issued(room, batch, number="1501")
    assert caught.value.codes == ["already_issued"]
    assert Decision.objects.count() == 1


def test_papers_wait_for_the_end_of_the_session(room: SimpleNamespace) -> None:
    item = conclude(walk.score(room, room.item, walk.four_stars(room)), actor=room.chair)
    session = Session.objects.get(pk=room.session.pk)
    with pytest.raises(DomainError):
        draft_session_papers(session, actor=room.officer)
    with pytest.raises(DomainError):
        make_batch(session, kind="recognition", items=[item], actor=room.officer)
    with pytest.raises(DomainError):
        draft_notice(item, actor=room.officer)
    assert not Paper.objects.exists()


def test_minutes_are_drafted_anew_until_they_are_signed(room: SimpleNamespace) -> None:
    walk.close_with(room, walk.four_stars(room))
    session = Session.objects.get(pk=room.session.pk)
    first = draft_session_papers(session, actor=room.officer)
    again = draft_session_papers(session, actor=room.officer)
    assert [paper.pk for paper in first] == [paper.pk for paper in again]
    for paper in again:
        submit_for_signature(paper, actor=room.officer)
    with pytest.raises(DomainError) as caught:
        draft_session_papers(session, actor=room.officer)
    assert caught.value.codes == ["papers_signed"]


def test_ninety_points_are_approved_and_sent_without_a_star(room: SimpleNamespace) -> None:
    item = walk.close_with(room, best(room.sheet))
    assert item.result == ResultKind.POTENTIAL
    walk.issued(room, walk.batch_of(room, item, kind="approval"))
    assert Paper.objects.filter(kind="ministry_letter").count() == 1
    assert not Recognition.objects.exists()
    assert StarState.objects.get().potential_five_since == dt.date(2026, 11, 20)
    item.dossier.refresh_from_db()
    assert item.dossier.state == DossierState.AT_MINISTRY


@pytest.mark.parametrize(("code", "result", "state"), [
    ("dossier", ResultKind.REJECTED, DossierState.REJECTED),
    ("6.1", ResultKind.STOPPED, DossierState.NOT_RECOGNISED),
    ("", ResultKind.BELOW, DossierState.NOT_RECOGNISED),
])  # fmt: skip
def test_notices_end_what_is_not_recognised(room: SimpleNamespace, code: str, result: str, state: str) -> None:
    if code:
        start_scoring(room.item, actor=room.secretary)
        knock_out(room.item, code=code, reason="Có căn cứ", paper_reference="BB 1", actor=room.chair)
        item = conclude_knocked_out(SessionItem.objects.get(pk=room.item.pk), actor=room.chair)
        close_session(Session.objects.get(pk=room.session.pk), actor=room.secretary)
        item = SessionItem.objects.get(pk=item.pk)
    else:
        item = walk.close_with(room, lowered(room.sheet, 55))
    assert item.result == result
    paper = submit_for_signature(draft_notice(item, actor=room.officer), actor=room.officer)
    issue_notice(
        paper, item=item, number="4", symbol="TB-VPĐP", issued_on=dt.date(2026, 11, 20), signed_file=walk.signed(),
        actor=room.officer, **walk.SIGNER,
    )  # fmt: skip
    item.dossier.refresh_from_db()
    assert item.dossier.state == state
    assert not Recognition.objects.exists()


def test_a_withdrawn_dossier_does_not_hold_up_the_session(room: SimpleNamespace) -> None:
    withdraw_dossier(room.dossier, reason="Chủ thể xin rút", actor=room.dossier.created_by)
    item = SessionItem.objects.get(pk=room.item.pk)
    with pytest.raises(DomainError) as caught:
        start_scoring(item, actor=room.secretary)
    assert caught.value.codes == ["dossier_withdrawn"]
    assert close_session(Session.objects.get(pk=room.session.pk), actor=room.secretary).state == "closed"


def test_a_product_withdrawn_after_the_draft_stops_the_decision(room: SimpleNamespace) -> None:
    items = two_results(room)
    batch = walk.batch_of(room, *items)
    withdraw_dossier(items[1].dossier, reason="Chủ thể xin rút", actor=items[1].dossier.created_by)
    with pytest.raises(DomainError) as caught:
        walk.issued(room, batch)
    assert caught.value.codes == ["dossier_left"]
    assert not Decision.objects.exists()
    cancel_paper(batch.decision_paper, actor=room.officer, reason="Soạn lại")
    session = Session.objects.get(pk=room.session.pk)
    with pytest.raises(DomainError):
        make_batch(session, kind="recognition", items=items, actor=room.officer)
    again = make_batch(session, kind="recognition", items=items[:1], actor=room.officer)
    submit_for_signature(again.decision_paper, actor=room.officer)
    walk.issued(room, ResultBatch.objects.get(pk=again.pk))
    assert Recognition.objects.count() == 1


def test_one_product_stands_on_one_paper_only(room: SimpleNamespace) -> None:
    item = walk.close_with(room, walk.four_stars(room))
    walk.batch_of(room, item)
    with pytest.raises(DomainError) as caught:
        make_batch(item.session, kind="recognition", items=[item], actor=room.officer)
    assert caught.value.codes == ["already_on_paper"]
    with pytest.raises((DomainError, WrongState)):
        make_batch(item.session, kind="approval", items=[item], actor=room.officer)
    assert ResultBatch.objects.count() == 1
