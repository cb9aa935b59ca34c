"""Written opinions on re-assessments: report, round, sheets, meeting, result."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.assessment.domain.agreement import agree_option, knock_out
from saolang.assessment.domain.appraisals import draft_appraisal_paper, hand_in_appraisal, write_appraisal
from saolang.assessment.domain.conclude import conclude, conclude_knocked_out, conclusion_problems, postpone
from saolang.assessment.domain.drafts import draft_session_papers
from saolang.assessment.domain.issue import draft_notice, issue_certificate, issue_notice, publish_results
from saolang.assessment.domain.opinions import call_meeting, enter_opinion, meeting_reasons, submit_opinion
from saolang.assessment.domain.scoring import save_ticks, start_scoring, submit_sheet
from saolang.assessment.domain.sessions import close_session, open_session, record_attendance
from saolang.assessment.domain.written import (
    close_answers,
    extend_deadline,
    plan_written_round,
    remind,
    remind_due,
    send_out,
    suggested_due_on,
)
from saolang.assessment.enums import FieldCheck, ItemState, ResultKind, SessionMode, SessionState, SheetState, Stance
from saolang.assessment.models import Appraisal, ScoreRevision, ScoreSheet, Session, SessionItem, WrittenOpinion
from saolang.assessment.opinions import Opinion, needs_meeting
from saolang.assessment.queries import sheets_visible_to
from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed, WrongState
from saolang.documents.domain.papers import submit_for_signature
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.dossiers.enums import DossierKind, DossierState
from saolang.dossiers.models import Dossier
from saolang.notify.models import Message
from saolang.registry.enums import Validity
from saolang.registry.models import Certificate, Decision, Prolongation, Recognition, StarState
from saolang.registry.queries import current_recognition, validity_of
from tests.factories import ProductFactory, make_user, stored_file

from . import walk
from .conftest import appraise, attend, best, lowered, make_round
from .written import DUE, SENT, answer, ask, fresh, make_hall, old_star, reassessment, report

CERTIFICATE = {"symbol": "GCN-UBND", **walk.SIGNER}


def at(day: dt.date) -> Any:
    """Nine in the morning of a day in Vietnam."""
    return time_machine.travel(dt.datetime.combine(day, dt.time(2), tzinfo=dt.UTC), tick=False)


@pytest.fixture
def hall(db: Any, frozen: Any) -> SimpleNamespace:
    return make_hall()


@pytest.fixture
def asked(hall: SimpleNamespace) -> SimpleNamespace:
    return ask(hall)


def answered(hall: SimpleNamespace, ticks: dict[str, int]) -> SessionItem:
    """Everybody answers alike."""
    for seat in hall.members:
        answer(hall.item, seat, ticks)
    return fresh(hall.item)


# the agency's report


def test_report_on_a_reassessment_is_written_by_the_agency_and_not_by_the_advisory_group(hall: SimpleNamespace) -> None:
    appraisal = Appraisal.objects.get()
    assert (appraisal.author, appraisal.field_check) == ("ocop_agency", "not_needed")
    assert Message.objects.filter(kind="appraisal", recipient=hall.secretary).count() == 1
    adviser = hall.council.advisory_group.roles.get().user
    dossier = reassessment(old_star(ProductFactory(), number="99"), serial=9)
    for stranger in (adviser, hall.secretary, make_user()):
        with pytest.raises(NotAllowed):
            write_appraisal(dossier, text="x", conclusion="ready", field_check="not_needed", actor=stranger)
    assert Appraisal.objects.count() == 1


@pytest.mark.parametrize(("fields", "code"), [
    ({}, "field_check_missing"),
    ({"field_check": FieldCheck.SCALE}, "survey_missing"),
    ({"field_check": FieldCheck.UNCLEAR}, "survey_missing"),
    ({"field_check": FieldCheck.NOT_NEEDED, "surveyed_on": dt.date(2026, 11, 9)}, "field_check_contradicts"),
])  # fmt: skip
def test_report_says_whether_the_site_was_checked_and_why(
    hall: SimpleNamespace, fields: dict[str, Any], code: str
) -> None:
    dossier = reassessment(old_star(ProductFactory(), number="99"), serial=9)
    draft = write_appraisal(dossier, text="Đủ", conclusion="ready", actor=hall.officer, **fields)
    with pytest.raises(DomainError) as caught:
        hand_in_appraisal(draft, actor=hall.officer)
    assert caught.value.codes == [code]
    assert Appraisal.objects.get(dossier=dossier).reported_on is None


def test_report_as_a_paper_names_the_field_check_the_old_star_and_the_45_days(hall: SimpleNamespace) -> None:
    dossier = reassessment(old_star(ProductFactory(), number="99"), serial=9)
    done = report(
        dossier, hall.officer, field_check=FieldCheck.SCALE, surveyed_on=dt.date(2026, 11, 9), survey_text="Xưởng mới."
    )
    paper = draft_appraisal_paper(done, actor=hall.officer)
    text = str(paper.spec)
    assert paper.kind == PaperKind.AGENCY_REPORT
    assert paper.issuer.kind == "ocop_office"
    assert "ngày 09 tháng 11 năm 2026, vì sản phẩm có thay đổi lớn về quy mô sản xuất" in text
    assert "4 sao, Quyết định số 99/QĐ-UBND ngày 01/02/2024 của Ủy ban nhân dân huyện Mẫu Cũ (nay là" in text
    assert "đến hết ngày 17/12/2026" in text


# the round


def test_a_round_needs_reports_and_takes_several_dossiers(db: Any, frozen: Any) -> None:
    hall = make_hall(dossiers=2)
    bare = reassessment(old_star(ProductFactory(), number="99"), serial=9)
    five = reassessment(old_star(ProductFactory(), star=5, number="98"), serial=8)
    with pytest.raises(DomainError) as caught:
        plan_written_round(
            council=hall.council, dossiers=[*hall.dossiers, bare, five], opinions_due_on=SENT, actor=hall.officer
        )
    assert caught.value.codes == ["deadline_too_early", "no_appraisal", "five_stars"]
    assert not Session.objects.exists()
    session = plan_written_round(
        council=hall.council, dossiers=hall.dossiers, opinions_due_on=suggested_due_on(SENT), actor=hall.officer
    )
    assert (session.mode, session.round, session.opinions_due_on) == (SessionMode.WRITTEN, None, DUE)
    assert set(Dossier.objects.filter(session_items__session=session).values_list("state", flat=True)) == {
        DossierState.IN_COUNCIL
    }
    with pytest.raises(DomainError):
        plan_written_round(council=hall.council, dossiers=hall.dossiers, opinions_due_on=DUE, actor=hall.officer)
    assert Session.objects.count() == 1


def test_sending_out_gives_each_scoring_member_a_blind_sheet(asked: SimpleNamespace) -> None:
    assert asked.session.state == SessionState.OPEN
    assert asked.item.state == ItemState.SCORING
    assert set(asked.item.sheets.values_list("seat_id", flat=True)) == {seat.pk for seat in asked.members}
    assert Message.objects.filter(kind="opinion").count() == 6
    answer(asked.item, asked.members[1], best(asked.sheet))
    assert not sheets_visible_to(asked.chair).exclude(seat=asked.seats[0]).exists()
    with pytest.raises(WrongState):
        record_attendance(asked.session, seat=asked.seats[1], present=True, actor=asked.secretary)
    with pytest.raises(WrongState):
        open_session(asked.session, chaired_by=asked.seats[0], actor=asked.secretary)


def test_wrong_roles_do_nothing_in_a_written_round(asked: SimpleNamespace) -> None:
    member, stranger = asked.members[2].user, make_user()
    events = Event.objects.count()
    sheet = ScoreSheet.objects.get(item=asked.item, seat=asked.members[3])
    later = DUE + dt.timedelta(days=3)
    acts = [
        lambda: send_out(asked.session, chaired_by=asked.seats[0], actor=member),
        lambda: close_answers(asked.session, actor=asked.secretary),
        lambda: extend_deadline(asked.session, opinions_due_on=later, reason="x", actor=asked.secretary),
        lambda: remind(asked.session, actor=member),
        lambda: submit_opinion(sheet, stance=Stance.AGREE, actor=member),
        lambda: submit_opinion(sheet, stance=Stance.AGREE, actor=stranger),
        lambda: enter_opinion(
            sheet, ticks=best(asked.sheet), stance=Stance.AGREE, received_on=SENT, file=stored_file(), actor=member
        ),
        lambda: call_meeting(asked.item, reason="x", held_on=DUE, actor=asked.secretary),
        lambda: plan_written_round(
            council=asked.council, dossiers=asked.dossiers, opinions_due_on=DUE, actor=member
        ),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Event.objects.count() == events
    assert not WrittenOpinion.objects.exists()


def test_an_opinion_says_why_it_differs(asked: SimpleNamespace) -> None:
    seat = asked.members[1]
    sheet = ScoreSheet.objects.get(item=asked.item, seat=seat)
    save_ticks(sheet, ticks=best(asked.sheet), actor=seat.user)
    sheet.refresh_from_db()
    for fields, codes in (
        ({"stance": ""}, ["stance_missing"]),
        ({"stance": Stance.OTHER}, ["opinion_reason_missing"]),
        ({"stance": Stance.DISAGREE, "wants_meeting": True}, ["opinion_reason_missing", "meeting_reason_missing"]),
    ):
        with pytest.raises(DomainError) as caught:
            submit_opinion(sheet, actor=seat.user, **fields)
        assert caught.value.codes == codes
    with pytest.raises(DomainError) as caught:
        submit_sheet(sheet, actor=seat.user)
    assert caught.value.codes == ["stance_missing"]
    assert not WrittenOpinion.objects.exists()
    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.DRAFT


def test_who_has_not_answered_by_the_deadline_is_recorded_and_refused(asked: SimpleNamespace) -> None:
    ticks = best(asked.sheet)
    for seat in asked.members[:5]:
        answer(asked.item, seat, ticks)
    late = asked.members[5]
    with pytest.raises(DomainError) as early:
        close_answers(asked.session, actor=asked.chair)
    assert early.value.codes == ["deadline_not_over"]
    with at(DUE + dt.timedelta(days=1)):
        with pytest.raises(WrongState) as caught:
            answer(asked.item, late, ticks)
        assert caught.value.codes == ["deadline_passed"]
        assert fresh(asked.item).state == ItemState.SCORING
        close_answers(asked.session, actor=asked.chair)
        sheet = ScoreSheet.objects.get(item=asked.item, seat=late)
        assert (sheet.state, sheet.total) == (SheetState.UNANSWERED, None)
        assert fresh(asked.item).state == ItemState.REVEALED
        with pytest.raises(WrongState):
            answer(asked.item, late, ticks)
        assert conclusion_problems(fresh(asked.item)).as_list() == []


def test_too_few_answers_leave_only_a_meeting_or_more_days(asked: SimpleNamespace) -> None:
    with at(DUE + dt.timedelta(days=1)):
        with pytest.raises(DomainError) as caught:
            close_answers(asked.session, actor=asked.chair)
        assert caught.value.codes == ["nobody_answered"]
        with pytest.raises(DomainError) as refused:
            extend_deadline(asked.session, opinions_due_on=DUE, reason="", actor=asked.chair)
        assert refused.value.codes == ["not_later", "reason_missing"]
        extend_deadline(asked.session, opinions_due_on=dt.date(2026, 12, 1), reason="Thiếu phiếu", actor=asked.chair)
        for seat in asked.members[:4]:
            answer(asked.item, seat, best(asked.sheet))
    with at(dt.date(2026, 12, 2)):
        session = Session.objects.get(pk=asked.session.pk)
        close_answers(session, actor=asked.chair)
        assert [problem.code for problem in conclusion_problems(fresh(asked.item))] == ["no_quorum"]
        with pytest.raises(DomainError):
            conclude(fresh(asked.item), actor=asked.chair, reason="Không cần họp")
        moved = call_meeting(fresh(asked.item), reason="Thiếu phiếu", held_on=dt.date(2026, 12, 3), actor=asked.chair)
    assert moved.session.mode == SessionMode.MEETING


def test_reminders_go_out_three_days_and_one_day_before_once(asked: SimpleNamespace) -> None:
    answer(asked.item, asked.members[0], best(asked.sheet))
    before = Message.objects.filter(kind="opinion").count()
    for day, expected in ((21, 0), (24, 5), (25, 0), (26, 5), (27, 0)):
        with at(dt.date(2026, 11, day)):
            assert (remind_due(), remind_due()) == (expected, 0)
    assert Message.objects.filter(kind="opinion").count() == before + 10
    assert remind(Session.objects.get(pk=asked.session.pk), actor=asked.officer) == 5


def test_the_secretary_enters_a_paper_sheet_with_its_scan(asked: SimpleNamespace) -> None:
    seat = asked.members[4]
    sheet = ScoreSheet.objects.get(item=asked.item, seat=seat)
    given = {"ticks": best(asked.sheet), "stance": Stance.AGREE, "actor": asked.secretary}
    with at(DUE + dt.timedelta(days=1)):
        for fields, codes in (
            ({"received_on": DUE + dt.timedelta(days=1), "file": stored_file()}, ["deadline_passed"]),
            ({"received_on": dt.date(2026, 11, 1), "file": None}, ["received_before_sent", "file_missing"]),
            ({"received_on": dt.date(2026, 12, 30), "file": stored_file()}, ["received_in_future"]),
        ):
            with pytest.raises(DomainError) as caught:
                enter_opinion(sheet, **given, **fields)
            assert caught.value.codes == codes
        assert not ScoreSheet.objects.get(pk=sheet.pk).answers.exists()
        scan = stored_file(purpose="assessment.opinion")
        entered = enter_opinion(sheet, received_on=DUE, file=scan, **given)
    assert (entered.state, entered.written.entered_by, entered.written.file) == ("submitted", asked.secretary, scan)
    assert Event.objects.filter(verb="assessment.scoresheet.entered").count() == 1


# the meeting


def opinion(member: str = "A", star: int = 4, total: str = "75", **fields: Any) -> Opinion:
    return Opinion(member=member, star=star, total=Decimal(total), **fields)


@pytest.mark.parametrize(("opinions", "more", "codes"), [
    ([opinion(), opinion("B")], {}, []),
    ([opinion(), opinion("B", total="85")], {}, []),
    ([opinion(), opinion("B", total="85.01")], {}, ["spread"]),
    ([opinion(), opinion("B", star=3, total="69")], {}, ["stars"]),
    ([opinion(stance="other"), opinion("B", stance="disagree")], {}, ["stance"]),
    ([opinion(wants_meeting=True, meeting_reason="Lạ")], {}, ["asked"]),
    ([opinion(), opinion("B")], {"disputed": ["4.2", "4.2", "6.1"], "undecided": ["6.1"]},
     ["minimum_disputed", "minimum_disputed"]),
    ([], {}, []),
])  # fmt: skip
def test_needs_meeting_says_why(opinions: list[Opinion], more: dict[str, Any], codes: list[str]) -> None:
    found = needs_meeting(opinions, spread_limit=Decimal(10), **more)
    assert [finding.code for finding in found] == codes
    assert [finding.code for finding in found if finding.settles] == (["minimum_disputed"] if more else [])
    assert all(finding.words.endswith((".", "Lạ")) for finding in found)


def test_differing_opinions_are_concluded_only_with_a_reason_or_at_a_meeting(asked: SimpleNamespace) -> None:
    ticks = walk.four_stars(SimpleNamespace(sheet=asked.sheet))
    for seat in asked.members[:5]:
        answer(asked.item, seat, ticks)
    answer(asked.item, asked.members[5], ticks, stance=Stance.DISAGREE, reason="Nhãn chưa đúng",
           wants_meeting=True, meeting_reason="Cần xem mẫu")  # fmt: skip
    item = fresh(asked.item)
    assert [finding.code for finding in meeting_reasons(item)] == ["stance", "asked"]
    with pytest.raises(DomainError) as caught:
        conclude(item, actor=asked.chair)
    assert caught.value.codes == ["reason_missing"]
    assert fresh(item).state == ItemState.REVEALED
    done = conclude(item, actor=asked.chair, reason="Nhãn đã sửa, có ảnh kèm hồ sơ")
    assert (done.result, done.star) == (ResultKind.RECOGNISE, 4)


def test_a_called_meeting_keeps_the_written_sheets_and_goes_on_from_them(asked: SimpleNamespace) -> None:
    ticks = walk.four_stars(SimpleNamespace(sheet=asked.sheet))
    other = lowered(asked.sheet, 40)
    for seat in asked.members[:4]:
        answer(asked.item, seat, ticks)
    answer(asked.item, asked.members[4], other)
    answer(asked.item, asked.members[5], ticks)
    item = fresh(asked.item)
    codes = [finding.code for finding in meeting_reasons(item)]
    assert {"spread", "stars"} <= set(codes)
    with pytest.raises(DomainError):
        conclude(item, actor=asked.chair)
    with pytest.raises(WrongState):
        agree_option(item, criterion="4.2", option=1, reason="x", actor=asked.secretary)
    with pytest.raises(DomainError) as caught:
        call_meeting(item, reason="", held_on=DUE, actor=asked.chair)
    assert caught.value.codes == ["reason_missing"]
    moved = call_meeting(item, reason="Điểm chênh nhiều", held_on=dt.date(2026, 11, 25), actor=asked.chair)
    assert (moved.state, moved.asked_in, moved.session.round) == (ItemState.WAITING, asked.session, None)
    assert ScoreRevision.objects.filter(sheet__item=item).count() == 6
    assert set(item.sheets.values_list("state", flat=True)) == {SheetState.BEFORE_MEETING}
    assert not sheets_visible_to(asked.members[0].user).exists()
    close_session(Session.objects.get(pk=asked.session.pk), actor=asked.secretary)
    papers = draft_session_papers(Session.objects.get(pk=asked.session.pk), actor=asked.officer)
    summary = next(paper for paper in papers if paper.kind == PaperKind.OPINION_SUMMARY)
    assert "Chủ trì mời họp Hội đồng ngày 25 tháng 11 năm 2026" in str(summary.spec)
    with at(dt.date(2026, 11, 25)):
        meeting = Session.objects.get(pk=moved.session_id)
        attend(meeting, asked.seats, asked.secretary, absent=(5,))
        meeting = open_session(meeting, chaired_by=asked.seats[0], actor=asked.secretary)
        start_scoring(fresh(item), actor=asked.secretary)
        states = dict(item.sheets.values_list("seat_id", "state"))
        assert states.pop(asked.seats[5].pk) == SheetState.BEFORE_MEETING
        assert set(states.values()) == {SheetState.REOPENED}
        for seat in asked.members[:5]:
            sheet = ScoreSheet.objects.get(item=item, seat=seat)
            save_ticks(sheet, ticks=ticks, actor=seat.user)
            submit_sheet(ScoreSheet.objects.get(pk=sheet.pk), actor=seat.user, reason="Sau khi xem mẫu")
        done = conclude(fresh(item), actor=asked.chair)
        close_session(Session.objects.get(pk=meeting.pk), actor=asked.secretary)
        minutes = draft_session_papers(Session.objects.get(pk=meeting.pk), actor=asked.officer)[0]
    assert (done.result, done.star) == (ResultKind.RECOGNISE, 4)
    assert minutes.kind == PaperKind.SESSION_MINUTES
    assert "Mời họp sau khi lấy ý kiến bằng văn bản: Điểm chênh nhiều" in str(minutes.spec)


def test_a_postponed_reassessment_goes_back_to_the_agency(asked: SimpleNamespace) -> None:
    postpone(asked.item, actor=asked.chair, reason="Thiếu phiếu kiểm nghiệm")
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.round) == (DossierState.AGENCY_REVIEW, None)


# the result


def finish(hall: SimpleNamespace, ticks: dict[str, int]) -> SessionItem:
    """Everybody answers alike, the chair concludes, the round is closed."""
    item = conclude(answered(hall, ticks), actor=hall.chair)
    close_session(Session.objects.get(pk=hall.session.pk), actor=hall.secretary)
    return fresh(item)


@pytest.mark.parametrize(("points", "star"), [(12, 4), (35, 3)])
def test_a_reassessment_ends_in_a_new_decision_and_36_new_months(
    asked: SimpleNamespace, points: int, star: int
) -> None:
    old = asked.stars[0]
    item = finish(asked, lowered(asked.sheet, points))
    assert (item.result, item.star) == (ResultKind.RECOGNISE, star)
    papers = {paper.kind: str(paper.spec) for paper in draft_session_papers(item.session, actor=asked.officer)}
    assert set(papers) == {PaperKind.OPINION_SUMMARY, PaperKind.COUNCIL_REPORT}
    assert "lấy ý kiến bằng văn bản, gửi ngày 20 tháng 11 năm 2026" in papers[PaperKind.COUNCIL_REPORT]
    batch = walk.batch_of(asked, item)
    decision_text, memo_text = str(batch.decision_paper.spec), str(batch.memo_paper.spec)
    assert "công nhận kết quả đánh giá, phân hạng lại và cấp giấy chứng nhận" in decision_text
    assert "hình thức: lấy ý kiến bằng văn bản, trả lời đến hết ngày 27 tháng 11 năm 2026" in decision_text
    for text in (decision_text, memo_text):
        assert "4 sao, Quyết định số 15/QĐ-UBND ngày 01/02/2024 của" in text
    with at(dt.date(2026, 12, 1)):
        decision = walk.issued(asked, batch)
        new = Recognition.objects.get(decision=decision)
        assert current_recognition(old.product) == old
        issue_certificate(new, number="7", issued_on=dt.date(2026, 12, 2 - 1), actor=asked.officer, **CERTIFICATE)
        publish_results(batch, actor=asked.officer)
        old.refresh_from_db()
        new.refresh_from_db()
        assert (new.star, new.starts_on, new.through) == (star, dt.date(2026, 12, 1), dt.date(2029, 12, 1))
        assert validity_of(old).validity == Validity.REPLACED
        assert current_recognition(old.product) == new
        notice = Paper.objects.get(kind=PaperKind.RESULT_NOTICE)
    assert "Tiếp theo lần công nhận trước: 4 sao, Quyết định số 15/QĐ-UBND" in str(notice.spec)
    assert Dossier.objects.get().state == DossierState.RECOGNISED
    assert StarState.objects.get(product=old.product).renewal_filed_on is None


def send_notice(hall: SimpleNamespace, item: SessionItem, on: dt.date) -> Paper:
    paper = submit_for_signature(draft_notice(item, actor=hall.officer), actor=hall.officer)
    return issue_notice(
        paper, item=item, number="4", symbol="TB-VPĐP", issued_on=on, signed_file=walk.signed(), actor=hall.officer,
        **walk.SIGNER,
    )  # fmt: skip


def test_a_reassessment_without_a_star_leaves_the_old_one_to_its_term(asked: SimpleNamespace) -> None:
    item = finish(asked, lowered(asked.sheet, 55))
    assert item.result == ResultKind.BELOW
    paper = send_notice(asked, item, SENT)
    assert "giấy chứng nhận có giá trị đến hết ngày 01/02/2027" in str(paper.spec)
    assert Dossier.objects.get().state == DossierState.NOT_RECOGNISED
    assert (Recognition.objects.count(), Decision.objects.count()) == (1, 1)
    assert StarState.objects.get().renewal_filed_on is None
    assert Prolongation.objects.get().ended_on == SENT
    assert validity_of(asked.stars[0], dt.date(2027, 2, 1)).validity == Validity.VALID
    assert validity_of(Recognition.objects.get(), dt.date(2027, 2, 2)).validity == Validity.EXPIRED


def test_a_prolongation_ends_with_the_notice_that_there_is_no_star(db: Any, frozen: Any) -> None:
    hall = make_hall()
    star = old_star(ProductFactory(name="Mắm Mẫu"), through=dt.date(2026, 11, 1), number="77")
    dossier = reassessment(star, serial=5)
    report(dossier, hall.officer)
    hall.dossiers = [dossier]
    ask(hall)
    star.refresh_from_db()
    assert validity_of(star).validity == Validity.PROLONGED
    paper = send_notice(hall, finish(hall, lowered(hall.sheet, 55)), SENT)
    assert "việc kéo dài hiệu lực theo khoản 3 Điều 12 chấm dứt" in str(paper.spec)
    star.refresh_from_db()
    assert validity_of(star, SENT + dt.timedelta(days=1)).validity == Validity.EXPIRED


def test_ninety_points_in_a_reassessment_go_to_the_ministry(asked: SimpleNamespace) -> None:
    item = finish(asked, best(asked.sheet))
    assert item.result == ResultKind.POTENTIAL
    walk.issued(asked, walk.batch_of(asked, item, kind="approval"))
    assert Dossier.objects.get().state == DossierState.AT_MINISTRY
    assert validity_of(asked.stars[0]).validity == Validity.VALID
    assert StarState.objects.get().renewal_filed_on is not None


# an upgrade


def upgraded(hall: SimpleNamespace, ticks: dict[str, int], star: int) -> SessionItem:
    """An upgrade of a held star, assessed at a meeting of the round."""
    held = old_star(ProductFactory(name="Kẹo dừa Mẫu"), star=star, number="60")
    dossier = reassessment(
        held, serial=7, kind=DossierKind.UPGRADE, state=DossierState.IN_ROUND, round=make_round(),
        reassessment_due_on=None,
    )  # fmt: skip
    appraise(dossier, hall.council)
    hall.round = dossier.round
    room = walk.second_room(hall, [dossier])
    item = conclude(walk.score(room, room.item, ticks), actor=hall.chair)
    close_session(Session.objects.get(pk=room.session.pk), actor=hall.secretary)
    return fresh(item)


@pytest.mark.parametrize(("points", "star"), [(12, 4), (35, 4), (55, 3)])
def test_an_upgrade_that_is_not_higher_changes_nothing_in_the_register(
    hall: SimpleNamespace, points: int, star: int
) -> None:
    item = upgraded(hall, lowered(hall.sheet, points), star)
    assert item.result == ResultKind.NOT_UPGRADED
    rows = list(Recognition.objects.order_by("pk").values())
    papers = list(Certificate.objects.order_by("pk").values())
    paper = send_notice(hall, item, SENT)
    assert f"Hạng {star} sao theo Quyết định số 60/QĐ-UBND" in str(paper.spec)
    assert "đến hết ngày 01/02/2027" in str(paper.spec)
    assert list(Recognition.objects.order_by("pk").values()) == rows
    assert list(Certificate.objects.order_by("pk").values()) == papers
    assert Decision.objects.filter(source="platform").count() == 0
    assert item.dossier.state != Dossier.objects.get(pk=item.dossier_id).state == DossierState.NOT_RECOGNISED


def test_a_rejected_upgrade_leaves_the_held_star_untouched(hall: SimpleNamespace) -> None:
    held = old_star(ProductFactory(name="Kẹo dừa Mẫu"), star=3, number="60")
    dossier = reassessment(
        held, serial=7, kind=DossierKind.UPGRADE, state=DossierState.IN_ROUND, round=make_round(),
        reassessment_due_on=None,
    )  # fmt: skip
    appraise(dossier, hall.council)
    hall.round = dossier.round
    room = walk.second_room(hall, [dossier])
    knock_out(room.item, code="dossier", reason="Hồ sơ giả", paper_reference="BB 1", actor=hall.chair)
    item = conclude_knocked_out(fresh(room.item), actor=hall.chair)
    close_session(Session.objects.get(pk=room.session.pk), actor=hall.secretary)
    rows = list(Recognition.objects.order_by("pk").values())
    paper = send_notice(hall, fresh(item), SENT)
    assert "Hạng 3 sao theo Quyết định số 60/QĐ-UBND" in str(paper.spec)
    assert list(Recognition.objects.order_by("pk").values()) == rows
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.REJECTED


def test_a_higher_upgrade_is_recognised_and_names_the_earlier_decision(hall: SimpleNamespace) -> None:
    item = upgraded(hall, lowered(hall.sheet, 12), 3)
    assert (item.result, item.star) == (ResultKind.RECOGNISE, 4)
    text = str(walk.batch_of(hall, item).decision_paper.spec)
    assert "Đối với sản phẩm nâng hạng, kết quả này tiếp theo lần công nhận trước" in text
    assert "3 sao, Quyết định số 60/QĐ-UBND" in text
