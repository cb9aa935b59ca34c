"""Written rounds in the browser's terms: list, board, the member's page, signed sheets, conclusion."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from saolang.accounts.enums import RoleKind
from saolang.assessment.enums import FieldCheck, ItemState, ResultKind, SessionState, SheetState, Stance
from saolang.assessment.models import Appraisal, ScoreSheet, Session, SessionItem, WrittenOpinion
from saolang.assessment.worklist import PROVIDERS
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.notify.models import Message
from tests.factories import ProductFactory, make_user, pdf_upload, province

from . import walk
from .conftest import best, lowered
from .written import DUE, answer, ask, fresh, make_hall, old_star, reassessment


@pytest.fixture
def hall(db: Any, frozen: Any) -> SimpleNamespace:
    return make_hall(dossiers=2)


@pytest.fixture
def asked(hall: SimpleNamespace) -> SimpleNamespace:
    return ask(hall)


def after_deadline() -> Any:
    return time_machine.travel(dt.datetime(2026, 11, 28, 2, tzinfo=dt.UTC), tick=False)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(user: Any, name: str, *args: Any) -> Any:
    return client_of(user).get(reverse(f"assessment:{name}", args=args))


def send(user: Any, name: str, /, *args: Any, **data: Any) -> Any:
    return client_of(user).post(reverse(f"assessment:{name}", args=args), data)


def work(user: Any) -> list[Any]:
    return [row for provider in PROVIDERS.values() for row in provider(user)]


def test_every_page_of_a_round_opens_for_those_whose_it_is(asked: SimpleNamespace) -> None:
    item, session = asked.item.code, asked.session.code
    sheet = ScoreSheet.objects.get(item=asked.item, seat=asked.members[3]).code
    member = asked.members[2].user
    dossier = asked.dossiers[0].code
    pages = [
        (asked.officer, "reassessments", ()), (asked.secretary, "reassessments", ()),
        (asked.officer, "written", (session,)), (asked.chair, "written", (session,)), (member, "written", (session,)),
        (asked.officer, "appraisal", (dossier,)), (member, "appraisal", (dossier,)),
        (asked.officer, "item", (item,)), (asked.chair, "item", (item,)), (member, "item", (item,)),
        (member, "my_sheets", ()), (member, "score_submit", (item,)), (member, "score_criterion", (item, "1.1")),
        (asked.secretary, "enter_opinion", (sheet,)), (asked.chair, "written_extend", (session,)),
        (asked.officer, "results", (session,)), (asked.officer, "councils", ()),
        (asked.officer, "council", (asked.council.code,)),
    ]  # fmt: skip
    found = {(name, user.pk): page(user, name, *args).status_code for user, name, args in pages}
    assert {key: status for key, status in found.items() if status != 200} == {}
    assert page(asked.chair, "session", session)["Location"] == asked.session.get_absolute_url()
    assert page(member, "score", item)["Location"] == reverse("assessment:score_submit", args=[item])


def test_strangers_and_wrong_roles_stay_outside(asked: SimpleNamespace) -> None:
    item, session = asked.item.code, asked.session.code
    sheet = ScoreSheet.objects.get(item=asked.item, seat=asked.members[3]).code
    member, stranger = asked.members[2].user, make_user()
    adviser = asked.council.advisory_group.roles.get().user
    refused = [
        page(stranger, "reassessments"), page(adviser, "reassessments"), page(member, "reassessments"),
        page(stranger, "written", session), page(member, "enter_opinion", sheet),
        page(asked.chair, "enter_opinion", sheet),
        page(member, "written_send", session), page(asked.secretary, "written_extend", session),
        page(asked.secretary, "call_meeting", item),
        send(member, "written_remind", session), send(asked.secretary, "written_close_answers", session),
        send(member, "opinion_paper", item), send(member, "written_close", session),
    ]  # fmt: skip
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert page(stranger, "score_submit", item).status_code == 404
    assert Client().get(reverse("assessment:written", args=[session])).status_code == 302
    assert not Message.objects.filter(title__startswith="Nhắc").exists()


def test_a_report_a_round_and_its_sending_in_forms(db: Any, frozen: Any) -> None:
    hall = make_hall(dossiers=2)
    dossier = reassessment(old_star(ProductFactory(name="Nước mắm Mẫu"), number="50"), serial=5)
    text = page(hall.officer, "reassessments").content.decode()
    assert "Chờ báo cáo" in text
    assert "Điều 7.6.d không nêu số ngày" in text
    bad = send(hall.officer, "appraisal", dossier.code, text="Đủ", conclusion="ready", hand_in="1")
    assert bad.status_code == 422
    assert not Appraisal.objects.filter(dossier=dossier, reported_on__isnull=False).exists()
    good = send(
        hall.officer, "appraisal", dossier.code, text="Đủ", conclusion="ready", hand_in="1",
        field_check=FieldCheck.UNCLEAR, surveyed_on="9/11/2026", survey_text="Đã xem kho.",
        version=Appraisal.objects.filter(dossier=dossier).values_list("version", flat=True).first() or "",
    )  # fmt: skip
    assert good.status_code == 303
    assert "hồ sơ minh chứng không rõ ràng" in page(hall.officer, "appraisal", dossier.code).content.decode()
    form = page(hall.secretary, "reassessments").context["form"]
    codes = [row.code for row in (*hall.dossiers, dossier)]
    data = {"token": form["token"].value(), "dossiers": codes, "opinions_due_on": "27/11/2026"}
    first, second = (send(hall.secretary, "reassessments", **data) for _n in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    session = Session.objects.get()
    assert (session.items.count(), first["Location"]) == (3, session.get_absolute_url())
    chosen = {"chaired_by": hall.seats[0].pk, "opinions_due_on": "20/11/2026", "version": session.version}
    assert send(hall.secretary, "written_send", session.code, **chosen).status_code == 422
    chosen["opinions_due_on"] = "27/11/2026"
    assert send(hall.secretary, "written_send", session.code, **chosen).status_code == 303
    assert Session.objects.get().state == SessionState.OPEN


def test_a_member_answers_on_one_page_and_nothing_typed_is_lost(asked: SimpleNamespace) -> None:
    seat, code = asked.members[1], asked.item.code
    client = client_of(seat.user)
    for criterion, option in best(asked.sheet).items():
        sheet = ScoreSheet.objects.get(item=asked.item, seat=seat)
        url = reverse("assessment:score_criterion", args=[code, criterion])
        assert client.post(url, {"option": option, "version": sheet.version}).status_code == 303
    url = reverse("assessment:score_submit", args=[code])
    shown = client.get(url).content.decode()
    assert "Báo cáo của cơ quan OCOP" in shown
    assert "4 sao, Quyết định số 15/QĐ-UBND" in shown
    given = {"stance": "other", "wants_meeting": "on", "meeting_reason": "Cần bàn"}
    bad = client.post(url, {**given, "opinion_reason": ""})
    assert bad.status_code == 422
    assert "Cần bàn" in bad.content.decode()
    assert not WrittenOpinion.objects.exists()
    good = client.post(url, {**given, "opinion_reason": "Nên giữ 4 sao"})
    assert good.status_code == 303
    assert client.post(url, {"stance": "agree"}).status_code == 409
    written = WrittenOpinion.objects.get()
    assert (written.stance, written.reason, written.meeting_reason) == (Stance.OTHER, "Nên giữ 4 sao", "Cần bàn")
    board = page(asked.chair, "written", asked.session.code).content.decode()
    assert "1 / 6 phiếu, cần 5" in board
    assert "Nên giữ 4 sao" not in board
    assert "Nên giữ 4 sao" not in page(asked.chair, "item", code).content.decode()


def test_a_late_member_reads_why_and_the_round_is_red_in_the_work_list(asked: SimpleNamespace) -> None:
    with after_deadline():
        late = asked.members[1].user
        text = page(late, "score_submit", asked.item.code).content.decode()
        assert "Đã hết hạn trả lời" in text
        refused = send(late, "score_submit", asked.item.code, stance="agree")
        assert refused.status_code == 409
        row = work(late)[0]
        assert (row.due, row.action_label) == (DUE, "Cho ý kiến")
        assert "wrow--late" in client_of(late).get("/ban-lam-viec/").content.decode()
    with time_machine.travel(dt.datetime(2026, 12, 20, 2, tzinfo=dt.UTC), tick=False):
        board = page(asked.secretary, "written", asked.session.code).content.decode()
        assert "clock--late" in board
        assert "quá <b>3</b> ngày" in board


def test_work_lists_of_agency_secretary_and_chair_show_the_45_days(hall: SimpleNamespace) -> None:
    bare = reassessment(old_star(ProductFactory(name="Nước mắm Mẫu"), number="50"), serial=5)
    due = dt.date(2026, 12, 17)
    assert [(row.action_label, row.due) for row in work(hall.officer)] == [
        ("Lấy ý kiến", due), ("Lấy ý kiến", due), ("Viết báo cáo", due),
    ]  # fmt: skip
    assert [row.action_label for row in work(hall.secretary)] == ["Lấy ý kiến", "Lấy ý kiến"]
    assert work(make_user(RoleKind.PROVINCE_OFFICER, unit=province("68", "Lâm Đồng"))) == []
    ask(hall)
    assert ("Theo dõi phiếu", DUE) in [(row.action_label, row.due) for row in work(hall.secretary)]
    for item in hall.items:
        for seat in hall.members:
            answer(item, seat, lowered(hall.sheet, 12))
    rows = [(row.action_label, row.due) for row in work(hall.chair)]
    assert rows.count(("Kết luận", due)) == 3
    assert bare.state == "agency_review"


def test_reminding_entering_a_signed_sheet_and_closing_answers(asked: SimpleNamespace) -> None:
    ticks = lowered(asked.sheet, 12)
    for seat in asked.members[:4]:
        for item in asked.items:
            answer(item, seat, ticks)
    assert send(asked.officer, "written_remind", asked.session.code).status_code == 303
    assert Message.objects.filter(title__startswith="Nhắc").count() == 2
    printed = send(asked.secretary, "opinion_paper", asked.item.code)
    assert printed.status_code == 303
    assert "Không đạt mức nào" in str(Paper.objects.get(kind=PaperKind.OPINION_SHEET).spec)
    for item in asked.items:
        sheet = ScoreSheet.objects.get(item=item, seat=asked.members[4])
        data = {f"tick-{code}": option for code, option in ticks.items()}
        data |= {"stance": "agree", "received_on": "20/11/2026", "version": sheet.version}
        short = send(asked.secretary, "enter_opinion", sheet.code, **{**data, "tick-1.1": ""}, file=pdf_upload())
        assert short.status_code == 422
        assert not ScoreSheet.objects.get(pk=sheet.pk).answers.exists()
        assert send(asked.secretary, "enter_opinion", sheet.code, **data).status_code == 422
        done = send(asked.secretary, "enter_opinion", sheet.code, **data, file=pdf_upload())
        assert done.status_code == 303
        assert page(asked.secretary, "enter_opinion", sheet.code).status_code == 404
    scan = WrittenOpinion.objects.filter(file__isnull=False).first()
    assert scan is not None
    url = scan.file.get_absolute_url()
    assert [client_of(user).get(url).status_code for user in (
        asked.secretary, asked.members[4].user, asked.members[0].user, make_user()
    )] == [200, 200, 403, 403]  # fmt: skip
    assert send(asked.chair, "written_close_answers", asked.session.code).status_code == 422
    with after_deadline():
        assert send(asked.chair, "written_close_answers", asked.session.code).status_code == 303
        assert set(SessionItem.objects.values_list("state", flat=True)) == {ItemState.REVEALED}
        assert ScoreSheet.objects.filter(state=SheetState.UNANSWERED).count() == 2
        assert client_of(asked.members[0].user).get(url).status_code == 200
        text = page(asked.chair, "item", asked.item.code).content.decode()
        assert "Ý kiến thống nhất, không cần họp" in text
        assert "phiếu giấy đã ký" in text
        for item in asked.items:
            answered = send(asked.chair, "item_conclude", item.code, version=fresh(item).version)
            assert answered.status_code == 303
        assert send(asked.secretary, "written_close", asked.session.code).status_code == 303
        assert send(asked.officer, "session_papers", asked.session.code).status_code == 303
        results = page(asked.officer, "results", asked.session.code).content.decode()
    assert "Báo cáo tổng hợp ý kiến" in results
    assert set(SessionItem.objects.values_list("result", "star")) == {(ResultKind.RECOGNISE, 4)}


def test_the_chair_calls_a_meeting_where_opinions_differ(asked: SimpleNamespace) -> None:
    for number, seat in enumerate(asked.members):
        answer(asked.item, seat, lowered(asked.sheet, 12 if number else 40))
    text = page(asked.chair, "item", asked.item.code).content.decode()
    assert "Mời họp Hội đồng" in text
    assert "Điểm cao nhất và thấp nhất chênh" in text
    version = fresh(asked.item).version
    refused = send(asked.chair, "item_conclude", asked.item.code, version=version)
    assert refused.status_code == 422
    assert send(asked.chair, "call_meeting", asked.item.code, held_on="25/11/2026", reason="").status_code == 422
    done = send(
        asked.chair, "call_meeting", asked.item.code, held_on="25/11/2026", reason="Chênh điểm", place="Phòng 1"
    )
    meeting = Session.objects.get(mode="meeting")
    assert (done.status_code, done["Location"]) == (303, meeting.get_absolute_url())
    for user in (asked.chair, asked.officer, asked.members[3].user):
        assert page(user, "session", meeting.code).status_code == 200
        assert page(user, "item", asked.item.code).status_code == 200
        assert page(user, "written", asked.session.code).status_code == 200
    assert "Chuyển họp Hội đồng" in page(asked.chair, "written", asked.session.code).content.decode()
    assert fresh(asked.item).sheets.filter(state=SheetState.BEFORE_MEETING).count() == 6


def test_results_of_a_round_reach_the_desk_pages(asked: SimpleNamespace) -> None:
    for item in asked.items:
        for seat in asked.members:
            answer(item, seat, lowered(asked.sheet, 12))
        assert send(asked.chair, "item_conclude", item.code, version=fresh(item).version).status_code == 303
    assert send(asked.secretary, "written_close", asked.session.code).status_code == 303
    batch = walk.batch_of(asked, *SessionItem.objects.all())
    text = page(asked.officer, "batch", batch.code).content.decode()
    assert "Bánh Mẫu 2" in text
    assert "Công nhận trước" in str(batch.decision_paper.spec)
