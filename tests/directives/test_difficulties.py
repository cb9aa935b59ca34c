"""A difficulty from the body that raises it to its end: clock, answer, rounds, refusals that change nothing."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed, Stale, WrongState
from saolang.directives.answerers import suggest
from saolang.directives.domain import difficulties as raising
from saolang.directives.domain import difficulty_answers as answering
from saolang.directives.domain.difficulty_reminders import mark_of, remind_answers
from saolang.directives.models import Difficulty, DifficultyRoute, Topic
from saolang.documents.enums import Direction
from saolang.documents.register_models import RegisteredDocument
from saolang.notify.models import Message
from saolang.rulebook.models import ProvincialSetting

from . import difficulty_rows as made
from . import rows

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 12, 7)
"""Ten working days after 20/11/2026; 24/11 is a public holiday."""


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(rows.NOW, tick=False):
        yield


@pytest.fixture
def w(db):
    return rows.world()


def verbs(difficulty: Difficulty) -> list[str]:
    found = Event.objects.filter(object_type="directives.difficulty", object_id=str(difficulty.pk)).order_by("seq")
    return [verb.rsplit(".", 1)[1] for verb in found.values_list("verb", flat=True)]


def test_difficulty_goes_from_the_commune_to_the_answer_and_ends(w):
    difficulty = made.raised(w, proposal="Cho dùng chung.", rule="Quyết định 26/2026/QĐ-TTg, Điều 5")
    assert (difficulty.state, difficulty.province, difficulty.on_behalf) == ("new", w.province, False)
    about = Message.objects.filter(object_type="directives.difficulty", object_id=str(difficulty.pk))
    assert set(about.values_list("recipient", flat=True)) == {w.secretary.pk, w.officer.pk}
    difficulty = answering.route_difficulty(difficulty, body=w.agriculture, actor=w.secretary, note="Nhờ trả lời sớm.")
    assert (difficulty.state, difficulty.routed_on, difficulty.due_on) == ("routed", rows.TODAY, DUE)
    assert set(Message.objects.filter(kind="directives.difficulty_routed").values_list("recipient", flat=True)) == {
        w.agri_officer.pk,
        w.agri_second.pk,
    }
    difficulty = answering.answer_difficulty(
        difficulty, answer="Được.", number="1234/SNNMT-PTNT", dated_on=rows.TODAY, actor=w.agri_officer
    )
    assert (difficulty.state, difficulty.answered_by, difficulty.published_on) == ("answered", w.agriculture, None)
    assert Message.objects.filter(kind="directives.difficulty_answered", recipient=w.commune_officer).exists()
    difficulty = raising.close_difficulty(difficulty, actor=w.commune_leader)
    assert (difficulty.state, difficulty.closed_on) == ("closed", rows.TODAY)
    assert verbs(difficulty) == ["raise", "route", "answer", "close"]


def test_department_that_is_not_competent_returns_it_and_nothing_is_lost(w):
    difficulty = made.routed(w)
    with pytest.raises(DomainError) as caught:
        answering.return_difficulty(difficulty, actor=w.agri_officer, reason=" ")
    assert caught.value.codes == ["reason_missing"]
    difficulty = answering.return_difficulty(difficulty, actor=w.agri_officer, reason="Thuộc ngành y tế.")
    assert (difficulty.state, difficulty.routed_to, difficulty.due_on) == ("new", None, None)
    route = difficulty.routes.get()
    assert (route.body, route.returned_on, route.reason) == (w.agriculture, rows.TODAY, "Thuộc ngành y tế.")
    assert w.agri_officer.has_perm("directives.view_difficulty", difficulty)
    difficulty = answering.route_difficulty(difficulty, body=w.trade, actor=w.officer)
    assert [row.body for row in difficulty.routes.order_by("pk")] == [w.agriculture, w.trade]


def test_office_sends_it_on_while_it_waits(w):
    difficulty = answering.route_difficulty(made.routed(w), body=w.trade, actor=w.secretary)
    first, second = difficulty.routes.order_by("pk")
    assert (first.returned_on, second.returned_on) == (rows.TODAY, None)
    with pytest.raises(NotAllowed):
        answering.answer_difficulty(difficulty, answer="Được.", actor=w.agri_officer)
    difficulty.refresh_from_db()
    assert (difficulty.state, difficulty.routed_to, difficulty.answer) == ("routed", w.trade, "")


def test_an_answer_that_does_not_help_starts_another_round_and_stays_on_file(w):
    difficulty = made.answered(w)
    with time_machine.travel(rows.NOW + dt.timedelta(days=3), tick=False):
        difficulty = raising.still_stuck(difficulty, actor=w.commune_officer, reason="Chưa nói về cơ sở thuê ngoài.")
    assert (difficulty.state, difficulty.rounds, difficulty.due_on) == ("routed", 2, dt.date(2026, 12, 8))
    first, second = difficulty.routes.order_by("pk")
    assert (first.answer, first.stuck_reason) == (
        "Được tính nếu phiếu ghi đúng tên.",
        "Chưa nói về cơ sở thuê ngoài.",
    )
    assert (second.body, second.answered_on) == (w.agriculture, None)


def test_answering_before_routing_is_refused(w):
    difficulty = made.raised(w)
    with pytest.raises(NotAllowed):
        answering.answer_difficulty(difficulty, answer="Được.", actor=w.agri_officer)
    with pytest.raises(WrongState):
        answering.answer_difficulty(difficulty, answer="Được.", number="1", dated_on=rows.TODAY, actor=w.secretary)
    difficulty.refresh_from_db()
    assert (difficulty.state, difficulty.answer) == ("new", "")


def test_second_of_two_answers_is_refused(w):
    difficulty = made.routed(w)
    answering.answer_difficulty(difficulty, answer="Một.", actor=w.agri_officer, expected_version=difficulty.version)
    with pytest.raises(Stale):
        answering.answer_difficulty(difficulty, answer="Hai.", actor=w.agri_second, expected_version=difficulty.version)
    with pytest.raises(WrongState):
        answering.answer_difficulty(difficulty, answer="Hai.", actor=w.agri_second)
    difficulty.refresh_from_db()
    assert difficulty.answer == "Một."


def test_office_enters_an_answer_on_paper_only_with_its_number(w):
    difficulty = made.routed(w)
    with pytest.raises(DomainError) as caught:
        answering.answer_difficulty(difficulty, answer="Được.", actor=w.secretary)
    assert caught.value.codes == ["paper_missing"]
    difficulty = answering.answer_difficulty(
        difficulty, answer="Được.", number="15/SNNMT", dated_on=rows.TODAY, actor=w.secretary
    )
    assert difficulty.answered_by == w.agriculture


def test_answer_names_all_its_problems_and_changes_nothing(w):
    difficulty = made.routed(w)
    with pytest.raises(DomainError) as caught:
        answering.answer_difficulty(
            difficulty, answer="  ", dated_on=rows.TODAY + dt.timedelta(days=1), actor=w.agri_officer
        )
    assert caught.value.codes == ["answer_missing", "number_and_date", "date_ahead"]
    with pytest.raises(DomainError) as caught:
        answering.answer_difficulty(difficulty, answer="x" * 12001, actor=w.agri_officer)
    assert caught.value.codes == ["too_long"]
    difficulty.refresh_from_db()
    assert (difficulty.state, difficulty.answer, difficulty.answer_number) == ("routed", "", "")


def test_answer_is_linked_to_the_department_s_document_in_the_register(w):
    document = RegisteredDocument.objects.create(
        direction=Direction.INCOMING, holder=w.office, number="1234", symbol="SNNMT-PTNT", issuer=w.agriculture,
        issued_on=rows.TODAY, abstract="Trả lời vướng mắc",
    )  # fmt: skip
    assert made.answered(w, number="1234/SNNMT - PTNT").answer_document == document
    assert answering.find_document("1234/SNNMT-PTNT", rows.TODAY, w.trade) is None


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"title": " "}, ["title_missing"]),
        ({"text": "", "title": "x" * 201}, ["text_missing", "too_long"]),
        ({"text": "x" * 8001, "proposal": "y" * 4001}, ["too_long", "too_long"]),
        ({"sheet_id": "qd26-04", "criterion": "99.9"}, ["criterion_unknown"]),
        ({"sheet_id": "khong-co", "criterion": "3.5"}, ["criterion_unknown"]),
        ({"criterion": "3.5"}, ["sheet_missing"]),
        ({"sheet_id": "qd1048-04", "criterion": "1.1"}, ["criterion_unknown"]),
    ],
)
def test_raising_refuses_what_is_missing_or_unknown(w, changes, codes):
    with pytest.raises(DomainError) as caught:
        made.raised(w, **changes)
    assert caught.value.codes == codes
    assert not Difficulty.objects.exists()


def test_raising_is_for_a_body_of_one_s_own(w):
    for body, actor in ((w.committees[1], w.commune_officer), (w.agriculture, w.nobody), (w.agriculture, w.leader)):
        with pytest.raises(NotAllowed):
            made.raised(w, raised_by=body, actor=actor, voiced_at="Họp ngày 20/11/2026")
    far = rows.committee_of(rows.far_commune())
    with pytest.raises(NotAllowed):
        made.raised(w, raised_by=far, actor=w.secretary, voiced_at="Họp")
    assert not Difficulty.objects.exists()


def test_university_raises_about_its_share_and_nobody_about_others_tasks(w):
    tasks = rows.confirmed(w)
    mine = rows.share(tasks.undated, w.school)
    difficulty = made.raised(w, raised_by=w.school, actor=w.body_officer, assignment=mine)
    assert difficulty.assignment == mine
    with pytest.raises(DomainError) as caught:
        made.raised(w, assignment=mine)
    assert caught.value.codes == ["not_in_task"]


def test_office_records_what_a_unit_said_at_a_meeting(w):
    with pytest.raises(DomainError) as caught:
        made.raised(w, actor=w.secretary)
    assert caught.value.codes == ["voiced_at_missing"]
    difficulty = made.raised(w, actor=w.secretary, voiced_at="Họp Ban Chỉ đạo ngày 20/11/2026")
    assert (difficulty.on_behalf, difficulty.raised_by) == (True, w.committees[0])
    difficulty = answering.route_difficulty(difficulty, body=w.trade, actor=w.secretary)
    difficulty = answering.answer_difficulty(difficulty, answer="Được.", actor=w.trade_officer)
    assert raising.close_difficulty(difficulty, actor=w.secretary).state == "closed"


def test_unit_takes_it_back_before_the_answer_only(w):
    difficulty = raising.withdraw_difficulty(made.routed(w), actor=w.commune_officer, reason="Đã tự gỡ được.")
    assert (difficulty.state, difficulty.routes.get().returned_on) == ("withdrawn", rows.TODAY)
    done = made.answered(w)
    with pytest.raises(WrongState):
        raising.withdraw_difficulty(done, actor=w.commune_officer, reason="Thôi.")
    with pytest.raises(NotAllowed):
        raising.close_difficulty(done, actor=w.agri_officer)
    done.refresh_from_db()
    assert done.state == "answered"


def test_only_living_bodies_of_the_province_are_asked_and_never_the_one_that_asks(w):
    difficulty = made.raised(w, raised_by=w.trade, actor=w.trade_officer)
    for body, code in ((w.trade, "own_body"), (w.committees[0], "body_cannot_answer"), (None, "body_cannot_answer")):
        with pytest.raises(DomainError) as caught:
            answering.route_difficulty(difficulty, body=body, actor=w.secretary)
        assert caught.value.codes == [code]
    with pytest.raises(NotAllowed):
        answering.route_difficulty(difficulty, body=w.agriculture, actor=w.agri_officer)
    difficulty = answering.route_difficulty(difficulty, body=w.agriculture, actor=w.secretary)
    with pytest.raises(DomainError) as caught:
        answering.route_difficulty(difficulty, body=w.agriculture, actor=w.secretary)
    assert caught.value.codes == ["same_body"]
    assert DifficultyRoute.objects.count() == 1


def test_office_brings_it_before_the_committee(w):
    difficulty = answering.report_up(made.routed(w), note="Xin chủ trương hỗ trợ kinh phí.", actor=w.secretary)
    assert (difficulty.reported_up_on, difficulty.state) == (rows.TODAY, "routed")
    assert Message.objects.filter(kind="directives.difficulty_up", recipient=w.leader).exists()
    for actor, note, error in ((w.agri_officer, "Xin.", NotAllowed), (w.secretary, " ", DomainError)):
        with pytest.raises(error):
            answering.report_up(difficulty, note=note, actor=actor)


def test_due_date_follows_the_setting(w):
    ProvincialSetting.objects.create(
        key="difficulty_answer_days",
        value=5,
        effective_from=dt.date(2026, 6, 1),
        source="Quyết định mẫu",
        set_at=rows.NOW,
        set_by="Quản trị",
        reason="Thử",
    )
    assert made.routed(w).due_on == dt.date(2026, 11, 30)


def test_reminders_go_at_three_days_at_one_and_once_late_never_twice(w):
    difficulty = made.routed(w)  # due Monday 7/12
    sent = {}
    for day in (20, 31, 32, 33, 34, 35, 37, 38, 39):
        moment = dt.datetime(2026, 11, 1, 9, tzinfo=rows.NOW.tzinfo) + dt.timedelta(days=day - 1)
        with time_machine.travel(moment, tick=False):
            sent[day] = (remind_answers(), remind_answers())
    told = {day: first for day, (first, _second) in sent.items() if first}
    assert told == {32: 1, 34: 1, 38: 1}  # 2/12 (three left), 4/12 (one left), 8/12 (late)
    assert all(second == 0 for _first, second in sent.values())
    assert Message.objects.filter(kind="directives.difficulty_due", recipient=w.agri_officer).count() == 3
    assert Message.objects.filter(kind="directives.difficulty_late", recipient=w.secretary).count() == 1
    assert difficulty.routes.get().reminded == -1


def test_marks_count_working_days():
    friday = dt.date(2026, 12, 4)
    marks = [mark_of(friday, dt.date(2026, 11, 30) + dt.timedelta(days=n)) for n in range(6)]
    assert marks == [None, 3, 3, 1, 1, -1]


def test_suggestion_reads_words_and_skips_who_returned_it(w):
    difficulty = made.raised(w, title="Nhãn hiệu tập thể", text="Thủ tục đăng ký nhãn hiệu tập thể chậm.")
    assert suggest(difficulty, rows.TODAY).body == w.science
    difficulty = answering.route_difficulty(difficulty, body=w.science, actor=w.secretary)
    science_officer = rows.make_user("department_officer", organisation=w.science)
    difficulty = answering.return_difficulty(difficulty, actor=science_officer, reason="Không thuộc thẩm quyền.")
    assert suggest(difficulty, rows.TODAY) is None
    notice = rows.notice(w, issuer=w.trade)
    share = rows.share(rows.task(w, [w.committees[0]], notice=notice))
    about_task = made.raised(w, title="Điều khác", text="Chưa rõ.", assignment=share)
    assert suggest(about_task, rows.TODAY).body == w.trade


def test_topic_comes_from_the_task_or_the_words(w):
    topic = Topic.objects.create(name="Kiểm nghiệm", words="phiếu kiểm nghiệm\nmẫu thử")
    assert made.raised(w).topic == topic
    assert made.raised(w, title="Việc khác", text="Không có gì.").topic is None


def test_file_follows_the_difficulty(w):
    from saolang.files.access import may_read
    from tests.factories import pdf_upload

    stored = made.raised(w, upload=pdf_upload()).file
    assert may_read(w.secretary, stored)
    assert may_read(w.commune_leader, stored)
    assert not may_read(w.other_commune_officer, stored)
    assert not may_read(w.agri_officer, stored)
