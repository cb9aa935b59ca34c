"""Desk pages of councils: who opens what, the acts, the way from planning to publication in the browser's terms."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from saolang.assessment.domain.agreement import knock_out
from saolang.assessment.domain.scoring import open_discussion, start_scoring
from saolang.assessment.enums import ItemState, ResultKind, SessionState
from saolang.assessment.models import (
    AgreedOption,
    Appraisal,
    Council,
    ResultBatch,
    ScoreSheet,
    Session,
    SessionItem,
)
from saolang.core.clock import today
from saolang.documents.models import Paper
from saolang.registry.models import Certificate, Recognition
from tests.factories import make_user, pdf_upload

from . import walk
from .conftest import best, lowered, make_dossier


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: Any, name: str, *args: Any) -> Any:
    return client_of(user).get(reverse(f"assessment:{name}", args=args))


def send(user: Any, name: str, /, *args: Any, **data: Any) -> Any:
    return client_of(user).post(reverse(f"assessment:{name}", args=args), data)


@pytest.fixture
def adviser(room: SimpleNamespace) -> Any:
    return room.council.advisory_group.roles.get().user


def test_every_page_opens_for_those_whose_it_is(room: SimpleNamespace, adviser: Any) -> None:
    start_scoring(room.item, actor=room.secretary)
    member = room.members[2].user
    code, item = room.session.code, room.item.code
    pages = [
        (room.officer, "councils", ()),
        (room.officer, "council_create", ()),
        (room.officer, "council", (room.council.code,)),
        (room.officer, "seat_add", (room.council.code,)),
        (room.officer, "seat_end", (room.council.code, room.seats[1].pk)),
        (room.officer, "adviser_add", (room.council.code,)),
        (room.officer, "session_plan", (room.council.code,)),
        (room.officer, "session", (code,)),
        (room.officer, "results", (code,)),
        (room.officer, "item", (item,)),
        (room.officer, "appraisal", (room.dossier.code,)),
        (room.secretary, "attendance", (code,)),
        (room.chair, "item_knock_out", (item,)),
        (room.chair, "item", (item,)),
        (member, "my_sheets", ()),
        (member, "score_criterion", (item, "1.1")),
        (member, "score_submit", (item,)),
        (adviser, "appraisals", ()),
        (adviser, "appraisal", (room.dossier.code,)),
        (adviser, "council", (room.council.code,)),
    ]
    found = {(name, args): page(user, name, *args).status_code for user, name, args in pages}
    assert {key: status for key, status in found.items() if status != 200} == {}


def test_strangers_are_refused_and_visitors_sign_in(room: SimpleNamespace) -> None:
    start_scoring(room.item, actor=room.secretary)
    stranger = make_user()
    names = [
        ("council_create", ()),
        ("council", (room.council.code,)),
        ("session_plan", (room.council.code,)),
        ("session", (room.session.code,)),
        ("attendance", (room.session.code,)),
        ("results", (room.session.code,)),
        ("item", (room.item.code,)),
        ("item_knock_out", (room.item.code,)),
        ("my_sheets", ()),
        ("appraisals", ()),
        ("appraisal", (room.dossier.code,)),
    ]
    assert {name: page(stranger, name, *args).status_code for name, args in names} == {name: 403 for name, _a in names}
    assert page(stranger, "score_criterion", room.item.code, "1.1").status_code == 404
    for name, args in names:
        answer = Client().get(reverse(f"assessment:{name}", args=args))
        assert answer.status_code == 302
        assert "/tai-khoan/" in answer["Location"]


def test_the_wrong_role_does_not_act(room: SimpleNamespace, adviser: Any) -> None:
    member = room.members[3].user
    refused = [
        send(member, "item_start", room.item.code),
        send(member, "session_close", room.session.code),
        send(room.secretary, "item_conclude", room.item.code),
        send(room.secretary, "item_postpone", room.item.code, reason="x"),
        send(room.chair, "session_papers", room.session.code),
        send(member, "batch_make", room.session.code, kind="recognition"),
        send(adviser, "session_items", room.session.code),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert SessionItem.objects.get(pk=room.item.pk).state == ItemState.WAITING


def test_a_council_is_recorded_once_with_its_files(room: SimpleNamespace) -> None:
    form = page(room.officer, "council_create")
    data = {
        "token": form.context["form"]["token"].value(),
        "name": "Hội đồng Mẫu hai",
        "decision_number": "7/QĐ-UBND",
        "decision_on": "1/10/2026",
        "rules_number": "8/QĐ-UBND",
        "rules_on": "2/10/2026",
    }
    first = send(room.officer, "council_create", **data, decision_file=pdf_upload("qd.pdf"))
    second = send(room.officer, "council_create", **data)
    assert (first.status_code, second.status_code) == (303, 303)
    made = Council.objects.get(organisation__name="Hội đồng Mẫu hai")
    assert made.decision_on == dt.date(2026, 10, 1)
    file_url = made.decision_file.get_absolute_url()
    assert client_of(room.officer).get(file_url).status_code == 200
    assert client_of(make_user()).get(file_url).status_code == 403


def test_a_bad_council_keeps_what_was_typed(room: SimpleNamespace) -> None:
    answer = send(
        room.officer, "council_create", name="Hội đồng Mẫu ba", decision_number="1", decision_on="31/2/2026",
        rules_number="2", rules_on="1/1/2030",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Hội đồng Mẫu ba" in answer.content.decode()
    assert not Council.objects.filter(organisation__name="Hội đồng Mẫu ba").exists()


def test_seats_and_advisers_are_added_and_ended(room: SimpleNamespace) -> None:
    person = make_user(full_name="Trần Thị Mẫu Mới")
    added = send(room.officer, "seat_add", room.council.code, user=person.pk, kind="member", scores="on")
    assert added.status_code == 303
    seat = room.council.seats.get(user=person)
    refused = send(room.officer, "seat_add", room.council.code, user=make_user().pk, kind="chair", scores="on")
    assert refused.status_code == 422
    ended = send(room.officer, "seat_end", room.council.code, seat.pk, reason="Chuyển công tác")
    assert ended.status_code == 303
    seat.refresh_from_db()
    assert seat.left_on == today()
    assert page(person, "council", room.council.code).status_code == 403
    assert send(room.officer, "adviser_add", room.council.code, user=person.pk).status_code == 303
    assert page(person, "appraisals").status_code == 200


def test_advisers_write_and_hand_in_a_report(room: SimpleNamespace, adviser: Any) -> None:
    dossier = make_dossier(room.round, name="Mắm Mẫu", serial=9)
    session_page = page(room.officer, "session", room.session.code).content.decode()
    assert "Chưa có báo cáo của Tổ tư vấn" in session_page
    data = {"text": "Hồ sơ đủ.", "conclusion": "ready"}
    assert send(adviser, "appraisal", dossier.code, **data).status_code == 303
    draft = Appraisal.objects.get(dossier=dossier)
    assert draft.reported_on is None
    stale = send(adviser, "appraisal", dossier.code, **data, version=draft.version + 7)
    assert stale.status_code == 409
    wrong = send(adviser, "appraisal", dossier.code, **data, survey_text="Đã xem", version=draft.version)
    assert wrong.status_code == 422
    sent = send(adviser, "appraisal", dossier.code, **data, version=draft.version, hand_in="1")
    assert sent.status_code == 303
    draft.refresh_from_db()
    assert draft.reported_on == today()
    again = send(adviser, "appraisal", dossier.code, **{**data, "text": "Đổi"}, hand_in="1")
    assert again.status_code == 409
    assert send(room.officer, "appraisal", dossier.code, **data).status_code == 403
    drafted = send(room.secretary, "appraisal_paper", dossier.code)
    assert drafted.status_code == 303
    assert Paper.objects.filter(kind="advisory_report").count() == 1
    assert send(room.officer, "appraisal_paper", dossier.code).status_code == 422
    brought = send(room.officer, "session_items", room.session.code, dossier=[dossier.code])
    assert brought.status_code == 303
    assert room.session.items.count() == 2


def test_whoever_prepared_does_not_appraise(room: SimpleNamespace, adviser: Any) -> None:
    from saolang.dossiers.models import Preparer

    dossier = make_dossier(room.round, name="Mắm Mẫu", serial=9)
    Preparer.objects.create(dossier=dossier, user=adviser)
    shown = page(adviser, "appraisal", dossier.code)
    assert "đã tham gia lập hồ sơ" in shown.content.decode()
    refused = send(adviser, "appraisal", dossier.code, text="x", conclusion="ready")
    assert refused.status_code == 403
    assert not Appraisal.objects.filter(dossier=dossier).exists()


def test_a_session_is_planned_prepared_opened_and_closed(room: SimpleNamespace) -> None:
    dossier = walk.another_dossier(room, name="Kẹo dừa Mẫu", serial=5)
    planned = send(
        room.secretary, "session_plan", room.council.code, round=room.round.pk, held_on="20/11/2026", place="Hội trường"
    )
    assert planned.status_code == 303
    session = Session.objects.exclude(pk=room.session.pk).get()
    assert send(room.secretary, "session_items", session.code).status_code == 422
    assert send(room.secretary, "session_items", session.code, dossier=[dossier.code]).status_code == 303
    item = session.items.get()
    early = send(room.secretary, "session_open", session.code, chaired_by=room.seats[0].pk)
    assert early.status_code == 422
    marks: dict[str, Any] = {f"seat-{seat.pk}": "yes" for seat in room.seats}
    marks[f"seat-{room.seats[5].pk}"] = "no"
    without_reason = send(room.secretary, "attendance", session.code, **marks)
    assert without_reason.status_code == 422
    assert not session.attendance.exists()
    marks[f"reason-{room.seats[5].pk}"] = "Đi công tác"
    assert send(room.secretary, "attendance", session.code, **marks).status_code == 303
    assert send(room.secretary, "session_open", session.code, chaired_by=room.seats[0].pk).status_code == 303
    assert send(room.secretary, "item_start", item.code).status_code == 303
    assert ScoreSheet.objects.filter(item=item).count() == 5
    twice = send(room.secretary, "item_start", item.code)
    assert twice.status_code == 409
    assert send(room.secretary, "session_close", session.code).status_code == 422
    assert send(room.chair, "item_postpone", item.code).status_code == 422
    assert send(room.chair, "item_postpone", item.code, reason="Chờ kiểm nghiệm").status_code == 303
    assert send(room.secretary, "session_close", session.code).status_code == 303
    session.refresh_from_db()
    assert session.state == SessionState.CLOSED


def test_a_dossier_leaves_a_session_with_a_reason(room: SimpleNamespace) -> None:
    assert send(room.secretary, "item_remove", room.item.code).status_code == 422
    assert send(room.secretary, "item_remove", room.item.code, reason="Đưa nhầm").status_code == 303
    assert not SessionItem.objects.filter(pk=room.item.pk).exists()
    room.dossier.refresh_from_db()
    assert room.dossier.state == "in_round"


def test_the_board_shows_and_settles_disagreement(room: SimpleNamespace) -> None:
    start_scoring(room.item, actor=room.secretary)
    ticks = best(room.sheet)
    for seat in room.members[:3]:
        walk.hand_in(room.item, seat, ticks)
    for seat in room.members[3:]:
        walk.hand_in(room.item, seat, {**ticks, "3.5": 1})
    shown = page(room.chair, "item", room.item.code)
    html = shown.content.decode()
    assert "Hai phía của một mức tối thiểu" in html
    assert "Phiếu nằm hai bên mức tối thiểu ở tiêu chí 3.5" in html
    assert shown.context["board"].mean == 99
    assert send(room.chair, "item_conclude", room.item.code).status_code == 422
    assert send(room.chair, "item_agree", room.item.code, "3.5", reason="Có giấy").status_code == 422
    agreed = send(room.secretary, "item_agree", room.item.code, "3.5", option="2", reason="Có giấy")
    assert agreed.status_code == 303
    assert AgreedOption.objects.get().option == 2
    sheet = ScoreSheet.objects.filter(item=room.item).first()
    assert page(room.officer, "sheet", sheet.code).status_code == 200
    assert send(room.chair, "item_conclude", room.item.code).status_code == 303
    assert SessionItem.objects.get(pk=room.item.pk).result == ResultKind.POTENTIAL
    assert page(room.chair, "item", room.item.code).status_code == 200


def test_discussion_reopens_from_the_page(room: SimpleNamespace) -> None:
    start_scoring(room.item, actor=room.secretary)
    for seat in room.members[:-1]:
        walk.hand_in(room.item, seat, best(room.sheet))
    walk.hand_in(room.item, room.members[-1], lowered(room.sheet, 20))
    html = page(room.chair, "item", room.item.code).content.decode()
    assert "Mở lại 6 phiếu" in html
    assert send(room.chair, "item_discuss", room.item.code).status_code == 422
    assert send(room.chair, "item_discuss", room.item.code, reason="Chênh ở tiếp thị").status_code == 303
    member = room.members[-1].user
    criterion = page(member, "score_criterion", room.item.code, "1.1").content.decode()
    assert "Phiếu được mở lại:" in criterion
    assert "Điểm cũ:" in criterion


def test_grounds_of_rejection_are_recorded_and_lifted(room: SimpleNamespace) -> None:
    assert send(room.chair, "item_knock_out", room.item.code, code="dossier", reason="Giả").status_code == 422
    done = send(
        room.chair, "item_knock_out", room.item.code, code="dossier", reason="Giả mạo giấy tờ",
        paper_reference="Kết luận 3/KL", paper_file=pdf_upload("kl.pdf"),
    )  # fmt: skip
    assert done.status_code == 303
    ground = room.item.knockouts.get()
    assert client_of(room.officer).get(ground.paper_file.get_absolute_url()).status_code == 200
    assert client_of(make_user()).get(ground.paper_file.get_absolute_url()).status_code == 403
    assert send(room.chair, "item_lift", room.item.code, ground.pk).status_code == 422
    assert send(room.chair, "item_lift", room.item.code, ground.pk, reason="Nhầm hồ sơ").status_code == 303
    knock_out(room.item, code="dossier", reason="Giả", paper_reference="KL 3", actor=room.chair)
    assert send(room.chair, "item_conclude", room.item.code).status_code == 303
    assert SessionItem.objects.get(pk=room.item.pk).result == ResultKind.REJECTED


def test_results_go_on_paper_and_become_public(room: SimpleNamespace) -> None:
    item = walk.close_with(room, walk.four_stars(room))
    officer = room.officer
    assert send(officer, "session_papers", room.session.code).status_code == 303
    assert Paper.objects.filter(kind__in=["session_minutes", "council_report"]).count() == 2
    shown = page(officer, "results", room.session.code)
    token = shown.context["groups"][0][1]["token"].value()
    assert send(officer, "batch_make", room.session.code, kind="recognition").status_code == 422
    made = send(officer, "batch_make", room.session.code, kind="recognition", items=[item.pk], token=token)
    assert made.status_code == 303
    again = send(officer, "batch_make", room.session.code, kind="recognition", items=[item.pk], token=token)
    assert again.status_code == 303
    batch = ResultBatch.objects.get()
    paper = batch.decision_paper
    client = client_of(officer)
    assert client.post(reverse("documents:submit", args=[paper.code])).status_code == 303
    plain = client.get(reverse("documents:issue", args=[paper.code]))
    assert plain["Location"] == reverse("assessment:issue_decision", args=[paper.code])
    assert page(officer, "issue_decision", paper.code).status_code == 200
    values = {
        "number": "1500", "symbol": "QĐ-UBND", "issued_on": "20/11/2026", "sign_mode": "none",
        "signer_name": "Lê Văn Mẫu", "signer_title": "Chủ tịch",
    }  # fmt: skip
    assert send(officer, "issue_decision", paper.code, **values).status_code == 422
    assert not Recognition.objects.exists()
    entered = send(officer, "issue_decision", paper.code, **values, signed_file=pdf_upload("qd.pdf"))
    assert entered.status_code == 303
    recognition = Recognition.objects.get()
    assert recognition.public_since is None
    html = page(officer, "batch", batch.code).content.decode()
    assert "chưa có giấy chứng nhận đã cấp" in html
    assert send(officer, "publish", batch.code).status_code == 422
    common = {k: v for k, v in values.items() if k != "number"} | {"symbol": "GCN-UBND"}
    empty = send(officer, "batch", batch.code, **common)
    assert empty.status_code == 422
    assert send(room.secretary, "batch", batch.code, **common, **{f"number-{recognition.pk}": "9"}).status_code == 403
    given = send(officer, "batch", batch.code, **common, **{f"number-{recognition.pk}": "15"})
    assert given.status_code == 303
    assert Certificate.objects.get().valid_through == dt.date(2029, 11, 20)
    assert send(officer, "publish", batch.code).status_code == 303
    recognition.refresh_from_db()
    assert recognition.public_since == today()
    assert send(officer, "publish", batch.code).status_code == 422
    notice = Paper.objects.get(kind="result_notice")
    assert page(officer, "batch", batch.code).status_code == 200
    client.post(reverse("documents:submit", args=[notice.code]))
    done = send(
        officer, "issue_notice", notice.code, **{**values, "symbol": "TB-VPĐP"}, signed_file=pdf_upload("tb.pdf")
    )
    assert done.status_code == 303


def test_one_certificate_may_be_entered_alone(room: SimpleNamespace) -> None:
    item = walk.close_with(room, walk.four_stars(room))
    batch = walk.batch_of(room, item)
    walk.issued(room, batch)
    paper = Paper.objects.get(kind="certificate")
    assert page(room.officer, "issue_certificate", paper.code).status_code == 200
    done = send(
        room.officer, "issue_certificate", paper.code, number="3", symbol="GCN-UBND", issued_on="20/11/2026",
        sign_mode="none", signer_name="Lê Văn Mẫu",
    )  # fmt: skip
    assert done.status_code == 303
    assert Certificate.objects.get().number == "3/GCN-UBND"


def test_notices_for_what_is_not_recognised(room: SimpleNamespace) -> None:
    item = walk.close_with(room, lowered(room.sheet, 55))
    assert item.result == ResultKind.BELOW
    assert page(room.officer, "results", room.session.code).status_code == 200
    assert send(room.officer, "notice_draft", item.code).status_code == 303
    assert send(room.officer, "notice_draft", item.code).status_code == 422
    assert Paper.objects.filter(kind="result_notice").count() == 1


def test_reopened_sheets_hide_the_board_again(room: SimpleNamespace) -> None:
    start_scoring(room.item, actor=room.secretary)
    for seat in room.members[:-1]:
        walk.hand_in(room.item, seat, best(room.sheet))
    walk.hand_in(room.item, room.members[-1], lowered(room.sheet, 20))
    open_discussion(SessionItem.objects.get(pk=room.item.pk), actor=room.chair, reason="Bàn lại")
    assert page(room.chair, "item", room.item.code).context["board"] is None
    other = ScoreSheet.objects.get(item=room.item, seat=room.members[0])
    assert page(room.officer, "sheet", other.code).status_code == 404
