"""Blind scoring, spread, agreement, and the conclusion."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from saolang.assessment.domain.agreement import agree_option, knock_out
from saolang.assessment.domain.conclude import conclude, conclude_knocked_out, postpone
from saolang.assessment.domain.scoring import open_discussion, save_ticks, start_scoring, submit_sheet
from saolang.assessment.domain.sessions import close_session, record_attendance
from saolang.assessment.enums import ItemState, ResultKind, SessionState, SheetState
from saolang.assessment.models import ScoreAnswer, ScoreRevision, ScoreSheet, SessionItem
from saolang.core.problems import DomainError, NotAllowed, WrongState
from saolang.dossiers.enums import DossierState
from saolang.dossiers.models import InvolvementException, Preparer
from saolang.rulebook.engine import evaluate

from .conftest import best, lowered


def start(room: SimpleNamespace) -> SessionItem:
    return start_scoring(room.item, actor=room.secretary)


def fill(room: SimpleNamespace, seat: Any, ticks: dict[str, int], *, reason: str = "") -> ScoreSheet:
    sheet = ScoreSheet.objects.get(item=room.item, seat=seat)
    save_ticks(sheet, ticks=ticks, actor=seat.user)
    return submit_sheet(sheet, actor=seat.user, reason=reason)


def fresh(room: SimpleNamespace) -> SessionItem:
    return SessionItem.objects.get(pk=room.item.pk)


def score_all(room: SimpleNamespace, ticks: dict[str, int]) -> SessionItem:
    start(room)
    for seat in room.members:
        fill(room, seat, ticks)
    return fresh(room)


def test_start_gives_sheets_to_scoring_members_only(room: SimpleNamespace) -> None:
    item = start(room)
    assert item.state == ItemState.SCORING
    assert set(item.sheets.values_list("seat_id", flat=True)) == {seat.pk for seat in room.members}


def test_whoever_prepared_gets_no_sheet_unless_excepted(room: SimpleNamespace) -> None:
    Preparer.objects.create(dossier=room.dossier, user=room.members[2].user)
    Preparer.objects.create(dossier=room.dossier, user=room.members[3].user)
    InvolvementException.objects.create(
        dossier=room.dossier, user=room.members[3].user, recorded_by=room.chair, reason="Chuyên gia duy nhất"
    )
    item = start(room)
    seats = set(item.sheets.values_list("seat_id", flat=True))
    assert room.members[2].pk not in seats
    assert room.members[3].pk in seats


def test_sheets_stay_blind_until_the_last_one(room: SimpleNamespace) -> None:
    start(room)
    ticks = best(room.sheet)
    for seat in room.members[:-1]:
        fill(room, seat, ticks)
    other = ScoreSheet.objects.get(item=room.item, seat=room.members[0])
    assert fresh(room).state == ItemState.SCORING
    for person in (room.members[1].user, room.chair, room.officer, room.secretary):
        if person != other.seat.user:
            assert not person.has_perm("assessment.view_sheet", other)
    fill(room, room.members[-1], ticks)
    other = ScoreSheet.objects.get(pk=other.pk)
    assert fresh(room).state == ItemState.REVEALED
    assert room.members[1].user.has_perm("assessment.view_sheet", other)
    assert room.officer.has_perm("assessment.view_sheet", other)


def test_unanswered_criteria_are_listed_all_at_once(room: SimpleNamespace) -> None:
    start(room)
    seat = room.members[0]
    sheet = ScoreSheet.objects.get(item=room.item, seat=seat)
    ticks = best(room.sheet)
    del ticks["1.1"], ticks["4.1"]
    save_ticks(sheet, ticks=ticks, actor=seat.user)
    with pytest.raises(DomainError) as caught:
        submit_sheet(sheet, actor=seat.user)
    assert [problem.where for problem in caught.value.problems] == ["1.1", "4.1"]
    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.DRAFT


def test_zero_counts_as_answered(room: SimpleNamespace) -> None:
    start(room)
    sheet = fill(room, room.members[0], dict.fromkeys(best(room.sheet), 0))
    assert sheet.total == Decimal(0)
    assert sheet.state == SheetState.SUBMITTED


@pytest.mark.parametrize(("code", "option"), [("9.9", 1), ("1.1", 9), ("1.1", -1)])
def test_unknown_criterion_or_option_is_refused(room: SimpleNamespace, code: str, option: int) -> None:
    start(room)
    seat = room.members[0]
    sheet = ScoreSheet.objects.get(item=room.item, seat=seat)
    with pytest.raises(DomainError):
        save_ticks(sheet, ticks={code: option}, actor=seat.user)
    assert not ScoreAnswer.objects.filter(sheet=sheet).exists()


def test_nobody_scores_for_another(room: SimpleNamespace) -> None:
    start(room)
    sheet = ScoreSheet.objects.get(item=room.item, seat=room.members[0])
    for person in (room.members[1].user, room.officer, room.secretary):
        with pytest.raises(NotAllowed):
            save_ticks(sheet, ticks={"1.1": 1}, actor=person)
    assert not ScoreAnswer.objects.exists()


def test_a_submitted_sheet_takes_no_change(room: SimpleNamespace) -> None:
    start(room)
    seat = room.members[0]
    sheet = fill(room, seat, best(room.sheet))
    with pytest.raises(WrongState):
        save_ticks(sheet, ticks={"1.1": 0}, actor=seat.user)
    with pytest.raises(WrongState):
        submit_sheet(sheet, actor=seat.user)
    assert dict(sheet.answers.values_list("criterion", "option"))["1.1"] == best(room.sheet)["1.1"]


def test_an_absence_voids_the_draft_and_no_longer_blocks(room: SimpleNamespace) -> None:
    start(room)
    ticks = best(room.sheet)
    for seat in room.members[:-1]:
        fill(room, seat, ticks)
    absent = room.members[-1]
    record_attendance(room.session, seat=absent, present=False, reason="Ốm đột xuất", actor=room.secretary)
    assert fresh(room).state == ItemState.REVEALED
    sheet = ScoreSheet.objects.get(item=room.item, seat=absent)
    assert sheet.state == SheetState.VOID
    with pytest.raises(WrongState):
        save_ticks(sheet, ticks={"1.1": 1}, actor=absent.user)


def test_spread_within_ten_needs_no_discussion(room: SimpleNamespace) -> None:
    start(room)
    for seat in room.members[:-1]:
        fill(room, seat, best(room.sheet))
    ticks = lowered(room.sheet, 7)
    assert 100 - evaluate(room.sheet, ticks).total <= 10
    fill(room, room.members[-1], ticks)
    with pytest.raises(DomainError) as caught:
        open_discussion(fresh(room), actor=room.chair, reason="Muốn bàn lại")
    assert caught.value.codes == ["spread_within_limit"]
    assert fresh(room).state == ItemState.REVEALED


def test_spread_over_ten_must_be_discussed_and_keeps_old_values(room: SimpleNamespace) -> None:
    start(room)
    for seat in room.members[:-1]:
        fill(room, seat, best(room.sheet))
    last = room.members[-1]
    low = lowered(room.sheet, 20)
    before = fill(room, last, low)
    with pytest.raises(DomainError) as caught:
        conclude(fresh(room), actor=room.chair)
    assert "spread_not_discussed" in caught.value.codes
    item = open_discussion(fresh(room), actor=room.chair, reason="Chênh lệch ở phần tiếp thị")
    assert item.state == ItemState.DISCUSSION
    assert ScoreRevision.objects.filter(sheet=before).get().answers == low
    for seat in room.members:
        sheet = ScoreSheet.objects.get(item=item, seat=seat)
        assert sheet.state == SheetState.REOPENED
        if seat == last:
            with pytest.raises(DomainError) as missing:
                fill(room, seat, best(room.sheet))
            assert missing.value.codes == ["reason_missing"]
            fill(room, seat, best(room.sheet), reason="Đã xem thêm hợp đồng")
        else:
            submit_sheet(sheet, actor=seat.user)
    assert fresh(room).state == ItemState.REVEALED
    assert ScoreRevision.objects.get(sheet=before).member_reason == "Đã xem thêm hợp đồng"
    assert ScoreRevision.objects.get(sheet=before).total == before.total


def test_a_lasting_spread_needs_the_chairs_reason(room: SimpleNamespace) -> None:
    start(room)
    low = lowered(room.sheet, 20)
    for seat in room.members[:-1]:
        fill(room, seat, best(room.sheet))
    fill(room, room.members[-1], low)
    open_discussion(fresh(room), actor=room.chair, reason="Thảo luận")
    for seat in room.members:
        submit_sheet(ScoreSheet.objects.get(item=room.item, seat=seat), actor=seat.user)
    with pytest.raises(DomainError) as caught:
        conclude(fresh(room), actor=room.chair)
    assert "reason_missing" in caught.value.codes
    assert fresh(room).result == ""


def test_ticks_on_both_sides_of_a_minimum_wait_for_agreement(room: SimpleNamespace) -> None:
    start(room)
    ticks = best(room.sheet)
    for seat in room.members[:3]:
        fill(room, seat, ticks)
    for seat in room.members[3:]:
        fill(room, seat, {**ticks, "3.5": 1})
    with pytest.raises(DomainError) as caught:
        conclude(fresh(room), actor=room.chair)
    assert [p.where for p in caught.value.problems if p.code == "agreement_missing"] == ["3.5"]
    agree_option(fresh(room), criterion="3.5", option=2, reason="Đã có giấy chứng nhận", actor=room.secretary)
    with pytest.raises(DomainError):
        agree_option(fresh(room), criterion="1.1", option=2, reason="x", actor=room.secretary)
    item = conclude(fresh(room), actor=room.chair)
    assert item.state == ItemState.CONCLUDED
    # the mean is of the ticks, untouched by the agreed option: three at 100, three at 98
    assert item.total == Decimal(99)
    assert item.result == ResultKind.POTENTIAL


def test_only_the_chair_concludes(room: SimpleNamespace) -> None:
    item = score_all(room, best(room.sheet))
    for person in (room.secretary, room.officer, room.members[2].user):
        with pytest.raises(NotAllowed):
            conclude(item, actor=person)
    assert fresh(room).state == ItemState.REVEALED
    assert conclude(item, actor=room.chair).result == ResultKind.POTENTIAL


def test_four_stars_are_proposed_and_the_dossier_hears_of_it(room: SimpleNamespace) -> None:
    ticks = lowered(room.sheet, 12)
    result = evaluate(room.sheet, ticks)
    assert (result.band, result.star) == (4, 4)
    item = conclude(score_all(room, ticks), actor=room.chair)
    assert (item.result, item.star, item.total) == (ResultKind.RECOGNISE, 4, Decimal(result.total))
    room.dossier.refresh_from_db()
    assert room.dossier.state == DossierState.CONCLUDED


def test_two_stars_are_below(room: SimpleNamespace) -> None:
    item = conclude(score_all(room, lowered(room.sheet, 55)), actor=room.chair)
    assert item.result == ResultKind.BELOW
    assert item.star < 3


def test_knock_out_needs_reason_and_paper_and_ends_in_rejected(room: SimpleNamespace) -> None:
    start(room)
    with pytest.raises(DomainError) as caught:
        knock_out(room.item, code="dossier", reason="", paper_reference="", actor=room.chair)
    assert caught.value.codes == ["reason_missing", "paper_missing"]
    with pytest.raises(DomainError):
        knock_out(room.item, code="1.1", reason="x", paper_reference="y", actor=room.chair)
    knock_out(
        room.item, code="2.1", reason="Giống hệt sản phẩm khác", paper_reference="Biên bản 12/BB-QLTT", actor=room.chair
    )
    item = conclude_knocked_out(fresh(room), actor=room.chair)
    assert (item.result, item.state) == (ResultKind.REJECTED, ItemState.CONCLUDED)


def test_stop_of_evaluation_is_told_apart_from_rejection(room: SimpleNamespace) -> None:
    knock_out(room.item, code="6.1", reason="Có tạp chất", paper_reference="Phiếu kiểm nghiệm 5/KN", actor=room.chair)
    assert conclude_knocked_out(fresh(room), actor=room.chair).result == ResultKind.STOPPED


def test_no_score_after_the_conclusion(room: SimpleNamespace) -> None:
    start(room)
    knock_out(room.item, code="dossier", reason="Giả mạo", paper_reference="Kết luận 3/KL", actor=room.chair)
    conclude_knocked_out(fresh(room), actor=room.chair)
    seat = room.members[0]
    sheet = ScoreSheet.objects.get(item=room.item, seat=seat)
    with pytest.raises(WrongState) as caught:
        save_ticks(sheet, ticks={"1.1": 1}, actor=seat.user)
    assert caught.value.codes == ["already_concluded"]
    assert not ScoreAnswer.objects.filter(sheet=sheet).exists()


def test_postponed_dossiers_go_to_the_next_round(room: SimpleNamespace) -> None:
    item = postpone(room.item, actor=room.chair, reason="Chờ phiếu kiểm nghiệm")
    room.dossier.refresh_from_db()
    assert item.state == ItemState.POSTPONED
    assert room.dossier.state == DossierState.IN_ROUND
    assert (room.dossier.round.year, room.dossier.round.number) == (2027, 1)


def test_a_session_closes_only_when_everything_ended(room: SimpleNamespace) -> None:
    with pytest.raises(DomainError) as caught:
        close_session(room.session, actor=room.secretary)
    assert caught.value.codes == ["item_not_concluded"]
    conclude(score_all(room, best(room.sheet)), actor=room.chair)
    assert close_session(room.session, actor=room.secretary).state == SessionState.CLOSED


def test_quorum_must_still_hold_at_the_conclusion(room: SimpleNamespace) -> None:
    item = score_all(room, best(room.sheet))
    for seat in room.members[3:]:
        record_attendance(room.session, seat=seat, present=False, reason="Về sớm", actor=room.secretary)
    with pytest.raises(DomainError) as caught:
        conclude(item, actor=room.chair)
    assert "no_quorum" in caught.value.codes
