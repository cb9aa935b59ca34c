"""The pages of notices: bringing a document in, two panes, acts without JavaScript, refusals that lose nothing."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count
from django.urls import reverse

from saolang.core.registries import search_sources, work_list
from saolang.directives.domain import notices, notices_edit
from saolang.directives.domain.notices_draft import labels, tasks_of
from saolang.directives.enums import NoticeState
from saolang.directives.models import Assignment, Notice, ReadingRule, SteeringMember, Task, Topic
from saolang.directives.queries.access import notices_visible_to
from saolang.documents.models import DocumentLink, RegisteredDocument
from saolang.files.models import StoredFile
from tests.directives import notice_rows as rows
from tests.factories import commune, image_upload, make_user

pytestmark = pytest.mark.django_db
STATION = "Trung tâm Thử nghiệm nông sản Mẫu"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(rows.NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def place() -> SimpleNamespace:
    return rows.bodies()


@pytest.fixture
def desk(client: Any, place: SimpleNamespace) -> Any:
    client.force_login(place.secretary)
    return client


def review(notice: Notice) -> str:
    return reverse("directives:notice_review", args=[notice.code])


def act(name: str, notice: Notice, key: str = "") -> str:
    return reverse(f"directives:notice_{name}", args=[notice.code, key] if key else [notice.code])


def bring(desk: Any, bodies: SimpleNamespace, upload: Any, **changes: str) -> Any:
    """Upload a file and confirm what was proposed, with changes."""
    answer = desk.post(
        reverse("directives:notice_add"),
        {"file": upload, "holder": bodies.office.pk, "committee": bodies.committee.pk, "received_on": "20/11/2026"},
    )
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    page = desk.get(answer["Location"])
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value is not None}
    for name, value in data.items():
        if isinstance(value, dt.date):
            data[name] = f"{value:%d/%m/%Y}"
        elif hasattr(value, "pk"):
            data[name] = value.pk
    return desk.post(answer["Location"], {**data, **changes})


def test_upload_enters_the_document_and_leads_to_the_panes(desk: Any, place: SimpleNamespace) -> None:
    answer = bring(desk, place, rows.upload())
    notice = Notice.objects.get()
    assert answer["Location"] == review(notice)
    document = notice.document
    assert (document.number, document.symbol, document.issued_on) == ("61", "TB-VP", dt.date(2026, 11, 10))
    assert (document.direction, document.signer_name) == ("incoming", "Nguyễn Văn Mẫu")
    assert [row.name for row in document.recipients.all()] == ["Như trên", "Lưu: VT"]
    assert document.file.kind == "text"
    link = DocumentLink.objects.get()
    assert (link.printed_on, link.target) == (dt.date(2026, 3, 17), None)
    page = desk.get(answer["Location"]).content.decode()
    assert page.count('id="viec-v') == 7
    assert page.count('id="chu-v') == 7
    assert STATION in page


def test_upload_sent_twice_is_entered_once(desk: Any, place: SimpleNamespace) -> None:
    bring(desk, place, rows.upload())
    stored = StoredFile.objects.get()
    url = reverse("directives:notice_entry", args=[stored.code])
    assert desk.get(url)["Location"] == Notice.objects.get().get_absolute_url()
    assert RegisteredDocument.objects.count() == 1


def test_upload_of_a_secret_document_keeps_nothing(desk: Any, place: SimpleNamespace) -> None:
    answer = desk.post(
        reverse("directives:notice_add"),
        {"file": rows.upload("MẬT\n\n" + rows.TEXT), "holder": place.office.pk, "received_on": "20/11/2026"},
    )
    assert answer.status_code == 422
    assert (StoredFile.objects.count(), RegisteredDocument.objects.count(), Notice.objects.count()) == (0, 0, 0)


def test_a_scan_without_text_is_kept_and_can_be_typed(desk: Any, place: SimpleNamespace) -> None:
    bring(
        desk, place, image_upload(), issued_on="10/11/2026", issuer_name="Văn phòng Ủy ban nhân dân tỉnh",
        abstract="Kết luận cuộc họp", number="61", symbol="TB-VP",
    )  # fmt: skip
    notice = Notice.objects.get()
    assert (notice.state, notice.document.file.kind) == (NoticeState.UNREADABLE, "image")
    page = desk.get(notice.get_absolute_url()).content.decode()
    assert notice.unread_reason.split(".")[0] in page
    answer = desk.post(act("give_text", notice), {"text": rows.TEXT, "version": notice.version})
    assert answer["Location"] == review(notice)
    notice.refresh_from_db()
    assert notice.state == NoticeState.PROPOSED


def test_a_scan_whose_typed_text_is_secret_leaves_only_its_line(desk: Any, place: SimpleNamespace) -> None:
    bring(
        desk, place, image_upload(), issued_on="10/11/2026", issuer_name="Văn phòng Ủy ban nhân dân tỉnh",
        abstract="Kết luận cuộc họp", number="61", symbol="TB-VP",
    )  # fmt: skip
    notice = Notice.objects.get()
    secret = "TỐI MẬT\n\nPhương án ZQKIN không được biết"
    answer = desk.post(act("give_text", notice), {"text": secret, "version": notice.version}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(notice.get_absolute_url(), 303)]
    assert "Đã xóa tệp, nội dung và thông tin của văn bản" in page and "sổ văn bản mật" in page
    assert not any(word in page for word in ("ZQKIN", "61/TB-VP", "Kết luận cuộc họp"))
    assert act("reopen", notice) not in page
    assert (StoredFile.objects.count(), Notice.objects.get().state) == (0, NoticeState.CANCELLED)
    assert "Đã hủy" in desk.get(reverse("documents:register")).content.decode()


def test_a_secret_abstract_drops_the_kept_file_and_begins_anew(desk: Any, place: SimpleNamespace) -> None:
    bring(
        desk, place, image_upload(), issued_on="10/11/2026", issuer_name="Văn phòng Ủy ban nhân dân tỉnh",
        abstract="Phương án ZQKIN (mật)", number="61", symbol="TB-VP",
    )  # fmt: skip
    assert (StoredFile.objects.count(), RegisteredDocument.objects.count(), Notice.objects.count()) == (0, 0, 0)
    page = desk.get(reverse("directives:notice_add")).content.decode()
    assert "Luật Bảo vệ bí mật nhà nước" in page and "ZQKIN" not in page


def test_mixed_encodings_are_named_and_the_file_is_kept(desk: Any, place: SimpleNamespace) -> None:
    data = rows.TEXT.encode() + "Sở Công Thương".encode("cp1258", "ignore")
    bring(
        desk, place, SimpleUploadedFile("tron.txt", data), issued_on="10/11/2026", issuer_name="Văn phòng",
        abstract="Kết luận cuộc họp", number="61", symbol="TB-VP",
    )  # fmt: skip
    notice = Notice.objects.get()
    assert notice.state == NoticeState.UNREADABLE
    assert "UTF-8" in notice.unread_reason
    assert StoredFile.objects.count() == 1


def test_a_long_document_is_read_in_the_background(
    desk: Any, place: SimpleNamespace, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(notices, "BACKGROUND_SIZE", 500)
    bring(desk, place, rows.upload())
    notice = Notice.objects.get()
    assert notice.state == NoticeState.READING
    assert "data-follow" in desk.get(notice.get_absolute_url()).content.decode()
    from saolang.directives.background import read_notice_task

    read_notice_task.enqueue(notice.pk, place.secretary.pk)
    notice.refresh_from_db()
    assert (notice.state, len(labels(notice.draft))) == (NoticeState.PROPOSED, 7)
    read_notice_task.enqueue(notice.pk, place.secretary.pk)
    assert Notice.objects.get().version == notice.version


def test_an_old_document_is_kept_as_history_and_can_be_handed_out_again(desk: Any, place: SimpleNamespace) -> None:
    answer = bring(desk, place, rows.upload(), issued_on="10/08/2023")
    notice = Notice.objects.get()
    assert (notice.state, answer["Location"]) == (NoticeState.HISTORY, notice.get_absolute_url())
    page = desk.get(notice.get_absolute_url()).content.decode()
    assert "Lập danh mục các nhiệm vụ" in page
    answer = desk.post(act("reissue", notice), {"reason": "Tỉnh giao lại", "version": notice.version})
    assert answer["Location"] == review(notice)
    assert Task.objects.count() == 0


def test_a_document_of_the_register_becomes_a_notice(desk: Any, place: SimpleNamespace) -> None:
    document = rows.document(place)
    url = reverse("directives:notice_from_document", args=[document.code])
    assert desk.get(url).status_code == 200
    answer = desk.post(url, {"committee": place.committee.pk})
    assert answer["Location"] == review(Notice.objects.get())
    assert desk.get(url)["Location"] == Notice.objects.get().get_absolute_url()


def test_edit_saves_and_opens_the_next(desk: Any, place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    task, after = rows.task(notice, "1.1"), rows.task(notice, "1.2")["key"]
    page = desk.get(f"{review(notice)}?viec={task['key']}")
    assert page.context["open_row"].label == "1.1"
    data = {
        "version": notice.version, "text": "Lập danh mục.", "kind": "one_off", "due_on": "20/12/2026",
        "lead": [str(place.science.pk), str(place.trade.pk)], "go": "next", "next_key": after,
    }  # fmt: skip
    answer = desk.post(act("edit_task", notice, task["key"]), data)
    assert answer["Location"] == f"{review(notice)}?viec={after}#viec-{after}"
    notice.refresh_from_db()
    saved = rows.task(notice, "1.1")
    assert (saved["text"], saved["due_on"], saved["due_from"]) == ("Lập danh mục.", "2026-12-20", "person")
    assert [row["body"] for row in saved["leads"]] == [place.science.pk, place.trade.pk]


def test_a_stale_edit_is_refused_and_shows_what_was_typed(desk: Any, place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    key = rows.task(notice, "1.1")["key"]
    notices_edit.edit_task(notice, key, {"text": "Người khác đã sửa."}, actor=place.secretary)
    answer = desk.post(
        act("edit_task", notice, key), {"version": notice.version, "text": "Chữ tôi vừa gõ.", "kind": "one_off"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Chữ tôi vừa gõ." in page
    assert "Người khác đã sửa." in page
    notice.refresh_from_db()
    assert rows.task(notice, "1.1")["text"] == "Người khác đã sửa."


def test_a_bad_date_is_refused_and_kept_on_the_page(desk: Any, place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    key = rows.task(notice, "1.1")["key"]
    answer = desk.post(
        act("edit_task", notice, key), {"version": notice.version, "text": "X.", "kind": "one_off", "due_on": "31/02"}
    )
    assert answer.status_code == 422
    assert 'value="31/02"' in answer.content.decode()


def test_unknown_body_is_assigned_from_the_page_and_remembered(desk: Any, place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    answer = desk.post(
        act("assign", notice),
        {"version": notice.version, "words": STATION, "bodies": place.health.pk, "keep": "1"},
    )
    assert answer.status_code == 303
    notice.refresh_from_db()
    assert rows.task(notice, "3.1")["unknown"] == []
    assert ReadingRule.objects.get().value == {"bodies": [place.health.pk]}
    page = desk.get(reverse("directives:reading_rules")).content.decode()
    assert STATION in page
    assert place.health.name in page
    file = desk.get(reverse("directives:reading_rule_file"))
    assert STATION in file.content.decode()
    assert desk.post(reverse("directives:reading_rule_delete", args=[ReadingRule.objects.get().pk])).status_code == 303
    assert ReadingRule.objects.count() == 0


def test_new_body_split_merge_leave_out_add_and_put_back_work_by_plain_forms(desk: Any, place: SimpleNamespace) -> None:
    notice = rows.notice(place)

    def send(step: str, key: str = "", **data: Any) -> None:
        notice.refresh_from_db()
        answer = desk.post(act(step, notice, key), {"version": notice.version, **data})
        assert answer.status_code == 303, answer.content.decode()[-2000:]
        notice.refresh_from_db()

    send("make_body", words=STATION, name=STATION, kind="other")
    key = rows.task(notice, "1.1")["key"]
    send("split_task", key, split="Lập danh mục các nhiệm vụ\nphát triển tài sản trí tuệ")
    assert len(labels(notice.draft)) == 8
    send("merge_task", key)
    send("leave_out", rows.task(notice, "5.2")["key"], reason="Trùng")
    left = notice.draft["left_out"][0]["task"]["key"]
    send("put_back", left)
    send("add_task", block=notice.draft["blocks"][1]["key"], words="thực hiện Kế hoạch số 35/KH-BCĐ")
    send("add_block", addressee="Sở Công Thương", words="Báo cáo kết quả.")
    send("dates")
    assert list(labels(notice.draft).values()) == ["1.1", "1.2", "2.1", "2.2", "3.1", "4.1", "5.1", "5.2", "6.1"]
    answer = desk.post(act("confirm", notice), {"version": notice.version})
    assert answer["Location"] == notice.get_absolute_url()
    assert Task.objects.count() == 9
    assert desk.post(act("confirm", notice), {"version": notice.version}).status_code == 303
    assert Task.objects.count() == 9
    page = desk.get(notice.get_absolute_url())
    assert page.status_code == 200
    assert desk.get(review(notice))["Location"] == notice.get_absolute_url()


def test_confirm_lists_problems_with_links_to_their_tasks(desk: Any, place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    answer = desk.post(act("confirm", notice), {"version": notice.version})
    key = rows.task(notice, "3.1")["key"]
    assert answer.status_code == 422
    assert f"?viec={key}#viec-{key}" in answer.content.decode()
    assert Task.objects.count() == 0


def test_panes_ask_a_fixed_number_of_queries(
    desk: Any, place: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    notice = rows.notice(place)
    with django_assert_max_num_queries(25):
        assert desk.get(review(notice)).status_code == 200


def test_long_text_is_shown_in_part_and_read_by_page(desk: Any, place: SimpleNamespace) -> None:
    annex = "\n\n".join(f"Dòng phụ lục số {n} không giao việc cho ai." for n in range(900))
    notice = rows.notice(place, rows.TEXT + "\n\nPHỤ LỤC\n\n" + annex)
    page = desk.get(review(notice)).content.decode()
    assert page.count("Dòng phụ lục số") < 60
    assert "đoạn không có việc giao" in page
    pages = desk.get(reverse("directives:notice_text", args=[notice.code]), {"page": "5"})
    assert "Dòng phụ lục số" in pages.content.decode()


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [("commune_officer", False), ("department_officer", False), ("leader", False), ("province_officer", True)],
)
def test_only_the_office_confirms(client: Any, place: SimpleNamespace, kind: str, allowed: bool) -> None:
    notice = rows.notice(place)
    client.force_login(make_user(kind))
    expected = 200 if allowed else 403
    assert client.get(review(notice)).status_code == expected
    assert client.get(reverse("directives:notice_add")).status_code == expected
    assert client.get(reverse("directives:reading_rules")).status_code == expected
    key = rows.task(notice, "1.1")["key"]
    if not allowed:
        assert client.post(act("edit_task", notice, key), {"text": "X"}).status_code == 403
        assert client.post(act("confirm", notice)).status_code == 403
    notice.refresh_from_db()
    assert (notice.version, Task.objects.count()) == (2, 0) or notice.state == NoticeState.PROPOSED


def test_listing_agrees_with_the_right_to_see(client: Any, place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    notice = notices_edit.assign(notice, STATION, [place.health.pk], actor=place.secretary)
    notices.confirm(notice, actor=place.secretary)
    kinds = ("commune_officer", "leader", "auditor", "producer_owner", "department_officer")
    people = [make_user(kind) for kind in kinds]
    people += [place.secretary, make_user("commune_officer", unit=commune("29799", "Mẫu Xa"))]
    for person in people:
        seen = notices_visible_to(person).filter(pk=notice.pk).exists()
        assert seen == person.has_perm("directives.view_notice", notice)
        client.force_login(person)
        assert client.get(notice.get_absolute_url()).status_code == (200 if seen else 403)
    assert Assignment.objects.filter(notice=notice).exists()


def test_waiting_notices_are_work_and_are_found(desk: Any, place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    work = list(work_list.get("directives.notices")(place.secretary))
    assert [(item.url, item.subtitle) for item in work] == [(review(notice), "7 việc chờ xác nhận")]
    assert list(work_list.get("directives.notices")(make_user("commune_officer"))) == []
    found = search_sources.get("directives.notices")(place.secretary, "tai san tri tue 61")
    assert [hit["url"] for hit in found] == [notice.get_absolute_url()]
    assert desk.get(reverse("directives:notices"), {"q": "khen thuong"}).context["rows"]


def test_committee_members_and_topics_are_kept_on_the_desk(desk: Any, place: SimpleNamespace) -> None:
    url = reverse("directives:committee", args=[place.committee.code])
    seat = SteeringMember.objects.get(body=place.health)
    assert desk.post(reverse("directives:member_end", args=[place.committee.code, seat.pk])).status_code == 303
    answer = desk.post(
        reverse("directives:member_add", args=[place.committee.code]),
        {"body": place.health.pk, "valid_from": "23/11/2026", "standing": "on"},
    )
    assert answer["Location"] == url
    assert [m.body for m in SteeringMember.objects.filter(standing=True, valid_to=None)] == [place.health]
    assert desk.get(url).status_code == 200
    answer = desk.post(reverse("directives:committee_add"), {"name": "Ban Chỉ đạo Mẫu", "valid_from": "01/11/2026"})
    assert answer.status_code == 303
    assert desk.get(reverse("directives:committees")).status_code == 200
    desk.post(reverse("directives:topic_add"), {"name": "Chủ đề Mẫu", "words": "mẫu một\nmẫu hai"})
    assert Topic.objects.get(name="Chủ đề Mẫu").words == "mẫu một\nmẫu hai"
    assert desk.get(reverse("directives:topics")).status_code == 200


@pytest.mark.skipif(not rows.SEEDS.exists(), reason="seeds are not here")
def test_seed_000_gives_21_texts_and_the_right_shares(desk: Any, place: SimpleNamespace) -> None:
    text = next(rows.SEEDS.glob("000_*.txt")).read_text(encoding="utf-8")
    bring(
        desk, place, rows.upload(text), abstract="Kết luận sơ kết 06 tháng đầu năm 2023",
        issuer_name="Văn phòng Ủy ban nhân dân tỉnh Trà Vinh", reissue="Tỉnh giao lại",
    )  # fmt: skip
    notice = Notice.objects.get()
    assert notice.state == NoticeState.PROPOSED
    assert [len(block["tasks"]) for block in notice.draft["blocks"]] == [3, 2, 2, 2, 3, 1, 1, 1, 6]
    for _round in range(10):
        notice.refresh_from_db()
        left = [row["text"] for _block, task in tasks_of(notice.draft) for row in task["unknown"]]
        if not left:
            break
        name = {"version": notice.version, "words": left[0], "name": left[0], "kind": "other"}
        assert desk.post(act("make_body", notice), name).status_code == 303
    assert desk.post(act("dates", notice), {"version": notice.version}).status_code == 303
    notice.refresh_from_db()
    assert desk.post(act("confirm", notice), {"version": notice.version}).status_code == 303
    shares = Assignment.objects.filter(notice=notice, share="lead").order_by()
    by_task = dict(shares.values_list("task__label").annotate(n=Count("pk")))
    assert Task.objects.filter(notice=notice).count() == 21
    assert (by_task["1.1"], by_task["7.1"]) == (1, 3)
    assert by_task["8.1"] == 1  # of the four members three lead texts of their own
    assert {by_task[f"9.{n}"] for n in range(1, 7)} == {len(place.communes)}
    assert not shares.filter(due_on=None, standing=False).exists()
