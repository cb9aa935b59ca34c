"""From a document to duties: the proposal, the corrections, the confirmation, and what is refused."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.accounts.models import Organisation
from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed, Stale
from saolang.directives.background import read_notice_task
from saolang.directives.domain import notices, notices_edit, notices_rules
from saolang.directives.domain.notices_draft import labels, tasks_of
from saolang.directives.domain.notices_intake import bring_in, keep_file
from saolang.directives.enums import NoticeState, Share
from saolang.directives.models import Assignment, Block, Notice, ReadingRule, Task, TaskDependency
from saolang.documents.domain import withdraw
from saolang.documents.domain.register_files import DOCUMENT_PURPOSE
from saolang.documents.models import RegisteredDocument
from saolang.files.domain import store
from saolang.files.models import StoredFile
from saolang.notify.domain import send
from saolang.notify.models import Message
from tests.directives import notice_rows as rows
from tests.factories import make_user, pdf_upload
from tests.files import hostile

pytestmark = pytest.mark.django_db
STATION = "Trung tâm Thử nghiệm nông sản Mẫu"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(rows.NOW, tick=False):
        yield


@pytest.fixture
def place() -> SimpleNamespace:
    return rows.bodies()


def names(notice: Notice, label: str, share: str = "leads") -> list[str]:
    keys = [row["body"] for row in rows.task(notice, label)[share]]
    found = {body.pk: body.name for body in Organisation.objects.filter(pk__in=keys)}
    return [found[key] for key in keys]


def settled(place: SimpleNamespace) -> Notice:
    """The notice with its one unknown body entered and dates given."""
    notice = rows.notice(place)
    return notices_edit.make_body(notice, STATION, kind="other", name=STATION, actor=place.secretary, keep=True)


def test_take_in_proposes_blocks_tasks_and_bodies(place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    assert notice.state == NoticeState.PROPOSED
    assert list(labels(notice.draft).values()) == ["1.1", "1.2", "2.1", "3.1", "4.1", "5.1", "5.2"]
    assert names(notice, "1.1") == [place.science.name]
    assert names(notice, "4.1") == [place.trade.name, place.health.name]
    assert names(notice, "5.2") == [body.name for body in place.communes]
    assert rows.task(notice, "1.1")["due_on"] == "2026-12-15"
    assert rows.task(notice, "1.2")["kind"] == "standing"
    assert rows.task(notice, "1.2")["period"] == "half"
    assert [row["text"] for row in rows.task(notice, "3.1")["unknown"]] == [STATION]
    words = rows.task(notice, "5.2")
    assert notice.text[words["start"] : words["end"]] == words["text"]
    assert Task.objects.count() == 0


def test_take_in_is_refused_twice_for_one_document_and_to_strangers(place: SimpleNamespace) -> None:
    document = rows.document(place)
    with pytest.raises(NotAllowed):
        notices.take_in(document, actor=make_user("commune_officer"))
    notices.take_in(document, actor=place.secretary)
    with pytest.raises(DomainError) as refused:
        notices.take_in(document, actor=place.secretary)
    assert refused.value.codes == ["notice_exists"]
    assert Notice.objects.count() == 1


def test_take_in_refuses_a_secret_document_and_empties_its_entry(place: SimpleNamespace) -> None:
    with pytest.raises(DomainError) as refused:
        rows.notice(place, "TỐI MẬT\n" + rows.TEXT)
    assert refused.value.codes == ["state_secret"]
    assert Notice.objects.count() == 0
    document = RegisteredDocument.objects.get()
    assert (document.text, document.number, document.withdrawn_on) == ("", "", rows.TODAY)
    with pytest.raises(DomainError) as again:
        notices.take_in(document, actor=place.secretary)
    assert again.value.codes == ["withdrawn"]


def test_take_in_looks_again_whether_the_document_was_emptied_meanwhile(place: SimpleNamespace) -> None:
    document = rows.document(place)
    withdraw(RegisteredDocument.objects.get(pk=document.pk), actor=place.secretary)
    assert document.withdrawn_on is None and document.text
    with pytest.raises(DomainError) as refused:
        notices.take_in(document, actor=place.secretary)
    assert refused.value.codes == ["withdrawn"]
    assert not Notice.objects.exists()


def test_typed_text_with_a_mark_leaves_neither_file_nor_words(place: SimpleNamespace) -> None:
    document = rows.document(place, "", entry_number=12, entry_year=2026, entered_on=rows.TODAY)
    document.file = store(pdf_upload("quet.pdf"), actor=place.secretary, purpose=DOCUMENT_PURPOSE)
    document.save()
    notice = notices.take_in(document, actor=place.secretary)
    assert notice.state == NoticeState.UNREADABLE
    with pytest.raises(NotAllowed):
        notices.give_text(notice, "TUYỆT MẬT\n" + rows.TEXT, make_user("commune_officer"))
    with pytest.raises(Stale):
        notices.give_text(notice, "TUYỆT MẬT\n" + rows.TEXT, place.secretary, notice.version + 1)
    assert StoredFile.objects.count() == 1
    with pytest.raises(DomainError) as refused:
        notices.give_text(notice, "TUYỆT MẬT\n" + rows.TEXT, place.secretary)
    assert refused.value.codes == ["state_secret"]
    assert "số 12 năm 2026" in refused.value.problems[0].message
    assert StoredFile.objects.count() == 0
    notice, document = Notice.objects.get(), RegisteredDocument.objects.get()
    assert (notice.state, notice.text, notice.reading, notice.draft) == (NoticeState.CANCELLED, "", {}, {})
    assert (document.entry_number, document.text, document.file, document.number) == (12, "", None, "")
    last = list(Event.objects.order_by("-seq")[:2])
    assert [event.verb for event in last] == [
        "documents.registereddocument.withdraw_secret", "directives.notice.withdraw",
    ]  # fmt: skip
    assert not any("61" in event.object_label or "Kết luận" in f"{event.object_label}{event.data}" for event in last)
    with pytest.raises(DomainError) as again:
        notices.reopen(notice, actor=place.secretary, reason="Nhầm")
    assert again.value.codes == ["withdrawn"]


def test_mark_found_only_in_the_background_empties_the_entry_and_tells_who_brought_it(
    place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = notices.take_in(rows.document(place), actor=place.secretary, later=True)
    monkeypatch.setattr(notices, "_file_text", lambda document: "TỐI MẬT\n" + rows.TEXT)
    RegisteredDocument.objects.update(text="")
    assert read_notice_task.call(notice.pk, place.secretary.pk) is False
    assert Notice.objects.get().state == NoticeState.CANCELLED
    assert RegisteredDocument.objects.get().withdrawn_on == rows.TODAY
    message = Message.objects.get()
    assert (message.recipient, message.kind) == (place.secretary, "directives.secret")
    assert "sổ văn bản mật" in message.body and "61/TB-VP" not in f"{message.title}{message.body}"


def test_duties_of_a_secret_document_lose_their_words_and_messages(place: SimpleNamespace) -> None:
    notice = settled(place)
    notices.confirm(notice, actor=place.secretary)
    notice.refresh_from_db()
    share = Assignment.objects.filter(notice=notice).order_by("pk")[0]
    send([place.secretary], kind="directives.share", title="Lập danh mục", url=share.get_absolute_url(), obj=share)
    send([place.secretary], kind="directives.tasks", title="Bạn được giao việc", body="Lập danh mục", obj=notice)
    kept = send([place.secretary], kind="directives.share", title="Việc khác", obj=place.office)[0]
    states = list(Assignment.objects.order_by("pk").values_list("state", flat=True))
    withdraw(notice.document, actor=place.secretary)
    notice.refresh_from_db()
    assert (notice.state, notice.text, notice.draft) == (NoticeState.CONFIRMED, "", {})
    assert set(Task.objects.values_list("text", "lead_text", "deadline_text", "follows")) == {
        ("Nội dung đã xóa: văn bản mật", "", "", "")
    }
    assert not Task.objects.filter(search_text__contains="danh muc").exists()
    assert set(Block.objects.values_list("addressee", flat=True)) == {""}
    assert list(Message.objects.all()) == [kept]
    assert list(Assignment.objects.order_by("pk").values_list("state", flat=True)) == states
    assert Event.objects.filter(verb="directives.notice.withdraw").get().object_label == "Văn bản đã hủy"


def test_file_is_inspected_before_anything_reads_it(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    from saolang.directives import notice_metadata

    read: list[str] = []
    monkeypatch.setattr(notice_metadata, "head_of", lambda data, name: read.append(name) or ("", False))
    with pytest.raises(DomainError) as refused:
        keep_file(hostile.upload(hostile.office_bomb(), "no.docx"), holder=place.office, actor=place.secretary)
    assert refused.value.codes == ["file_zip_bomb"]
    assert (read, StoredFile.objects.count()) == ([], 0)
    keep_file(rows.upload(), holder=place.office, actor=place.secretary)
    assert read == ["thong-bao.txt"]


def test_kept_file_goes_when_what_is_typed_about_it_shows_a_mark(place: SimpleNamespace) -> None:
    stored = keep_file(rows.upload(), holder=place.office, actor=place.secretary)
    fields = {"abstract": "Phương án (tối mật)", "issuer_name": "Nơi gửi Mẫu", "number": "1", "symbol": "TB-VP"}
    with pytest.raises(DomainError) as refused:
        bring_in(
            stored, holder=place.office, direction="incoming", received_on=rows.TODAY, fields=fields,
            actor=place.secretary,
        )  # fmt: skip
    assert refused.value.codes == ["state_secret"]
    assert (StoredFile.objects.count(), RegisteredDocument.objects.count()) == (0, 0)
    assert Event.objects.get().verb == "documents.registereddocument.refuse_secret"


def test_take_in_keeps_an_old_document_as_history(place: SimpleNamespace) -> None:
    notice = rows.notice(place, issued_on=dt.date(2023, 8, 10))
    assert (notice.state, len(list(tasks_of(notice.draft)))) == (NoticeState.HISTORY, 7)
    with pytest.raises(DomainError):
        notices.confirm(notice, actor=place.secretary)
    again = notices.reissue(notice, place.secretary, "Tỉnh giao lại theo chương trình năm 2026")
    assert again.state == NoticeState.PROPOSED
    assert Task.objects.count() == 0


def test_reissue_needs_a_reason(place: SimpleNamespace) -> None:
    notice = rows.notice(place, issued_on=dt.date(2023, 8, 10))
    with pytest.raises(DomainError) as refused:
        notices.reissue(notice, place.secretary, " ")
    assert refused.value.codes == ["reason_missing"]
    notice.refresh_from_db()
    assert notice.state == NoticeState.HISTORY


def test_take_in_without_words_waits_for_them(place: SimpleNamespace) -> None:
    notice = rows.notice(place, "")
    assert notice.state == NoticeState.UNREADABLE
    assert notice.unread_reason
    given = notices.give_text(notice, rows.TEXT, place.secretary)
    assert (given.state, len(list(tasks_of(given.draft)))) == (NoticeState.PROPOSED, 7)
    assert given.document.text


def test_unreadable_can_be_typed_by_hand(place: SimpleNamespace) -> None:
    notice = notices.start_by_hand(rows.notice(place, ""), actor=place.secretary)
    done, key = notices_edit.add_block(notice, "Sở Tài chính", "Bố trí kinh phí năm 2027.", actor=place.secretary)
    assert labels(done.draft) == {key: "1"}
    assert names(done, "1") == [place.finance.name]


def test_confirm_names_every_problem_and_changes_nothing(place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    one, two = rows.task(notice, "1.1")["key"], rows.task(notice, "2.1")["key"]
    notice = notices_edit.edit_task(notice, one, {"due_on": "2026-11-02", "waits_for": [two]}, actor=place.secretary)
    notice = notices_edit.edit_task(notice, two, {"waits_for": [one]}, actor=place.secretary)
    with pytest.raises(DomainError) as refused:
        notices.confirm(notice, actor=place.secretary, expected_version=notice.version)
    assert sorted(refused.value.codes) == ["circle", "due_past", "lead_unknown"]
    assert all(f"viec={key}" in problem.url for problem, key in zip(
        sorted(refused.value.problems, key=lambda p: p.code)[:2], (one, one), strict=True
    ))  # fmt: skip
    assert (Task.objects.count(), Block.objects.count(), Assignment.objects.count()) == (0, 0, 0)


def test_confirm_refuses_a_body_that_ended(place: SimpleNamespace) -> None:
    notice = settled(place)
    Organisation.objects.filter(pk=place.finance.pk).update(valid_to=dt.date(2026, 11, 1))
    with pytest.raises(DomainError) as refused:
        notices.confirm(notice, actor=place.secretary)
    assert refused.value.codes == ["body_ended"]
    assert Task.objects.count() == 0


def test_confirm_hands_out_tasks_and_shares_once(place: SimpleNamespace) -> None:
    notice = settled(place)
    first, second = rows.task(notice, "1.1")["key"], rows.task(notice, "2.1")["key"]
    notice = notices_edit.edit_task(notice, second, {"waits_for": [first]}, actor=place.secretary)
    done = notices.confirm(notice, actor=place.secretary, expected_version=notice.version)
    assert (done.state, done.confirmed_on) == (NoticeState.CONFIRMED, rows.TODAY)
    assert list(Task.objects.order_by("position").values_list("label", flat=True)) == [
        "1.1", "1.2", "2.1", "3.1", "4.1", "5.1", "5.2",
    ]  # fmt: skip
    assert Assignment.objects.filter(share=Share.LEAD).count() == 4 + 2 + 2 * 2
    assert [(d.task.label, d.on.label) for d in TaskDependency.objects.all()] == [("2.1", "1.1")]
    assert Task.objects.get(label="1.1").due_on == dt.date(2026, 12, 15)
    assert Assignment.objects.get(task__label="1.2").standing
    assert notices.confirm(notice, actor=place.secretary, expected_version=notice.version).pk == done.pk
    assert Task.objects.count() == 7


def test_past_dates_go_out_only_when_they_are_meant(place: SimpleNamespace) -> None:
    notice = settled(place)
    key = rows.task(notice, "1.1")["key"]
    notice = notices_edit.edit_task(notice, key, {"due_on": "2026-11-02"}, actor=place.secretary)
    with pytest.raises(DomainError) as refused:
        notices.confirm(notice, actor=place.secretary)
    assert refused.value.codes == ["due_past"]
    notices.confirm(notice, actor=place.secretary, keep_past_due=True)
    assert Task.objects.get(label="1.1").due_on == dt.date(2026, 11, 2)


def test_suggested_dates_count_only_once_taken(place: SimpleNamespace) -> None:
    notice = settled(place)
    assert rows.task(notice, "5.1")["due_on"] is None
    notice = notices_edit.take_suggested_dates(notice, actor=place.secretary)
    assert rows.task(notice, "5.1")["due_on"] == "2026-12-01"
    assert rows.task(notice, "1.2")["due_on"] is None
    assert rows.task(notice, "1.1")["due_on"] == "2026-12-15"


def test_second_person_gets_the_stale_message_and_loses_nothing(place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    key = rows.task(notice, "1.1")["key"]
    saved = notices_edit.edit_task(
        notice, key, {"text": "Người thứ nhất sửa."}, actor=place.secretary, expected_version=notice.version
    )
    with pytest.raises(Stale):
        notices_edit.edit_task(
            notice, key, {"text": "Người thứ hai sửa."}, actor=place.secretary, expected_version=notice.version
        )
    saved.refresh_from_db()
    assert rows.task(saved, "1.1")["text"] == "Người thứ nhất sửa."


def test_an_assigned_addressee_is_remembered_for_the_next_notice(place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    notices_edit.assign(notice, STATION, [place.health.pk], actor=place.secretary, keep=True)
    second = rows.notice(place, rows.TEXT.replace("61/TB", "62/TB"), number="62")
    assert names(second, "3.1") == [place.health.name]
    assert rows.task(second, "3.1")["unknown"] == []
    rule = ReadingRule.objects.get()
    assert (rule.kind, rule.words, rule.value, rule.used) == (
        "addressee", STATION, {"bodies": [place.health.pk]}, 1,
    )  # fmt: skip
    assert rule.learned_from == notice


def test_a_kind_a_topic_and_words_that_are_no_task_are_remembered(place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    review, advise = rows.task(notice, "5.2")["key"], rows.task(notice, "4.1")["key"]
    notice = notices_edit.edit_task(
        notice, review, {"kind": "conditional"}, actor=place.secretary, keep=["kind", "topic"]
    )
    notice = notices_edit.leave_out(
        notice, advise, "Chỉ là câu chung", actor=place.secretary, keep_words="Phối hợp thực hiện các nội dung trên"
    )
    assert [row["task"]["key"] for row in notice.draft["left_out"]] == [advise]
    second = rows.notice(place, rows.TEXT.replace("61/TB", "62/TB"), number="62")
    assert rows.task(second, "5.2")["kind"] == "conditional"
    assert "Phối hợp thực hiện" not in " ".join(task["text"] for _block, task in tasks_of(second.draft))
    assert sorted(ReadingRule.objects.values_list("kind", flat=True)) == ["kind", "not_a_task"]


def test_leaving_out_needs_a_reason_and_can_be_undone(place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    key = rows.task(notice, "1.2")["key"]
    with pytest.raises(DomainError) as refused:
        notices_edit.leave_out(notice, key, " ", actor=place.secretary)
    assert refused.value.codes == ["reason_missing"]
    notice = notices_edit.leave_out(notice, key, "Trùng việc khác", actor=place.secretary)
    assert len(list(tasks_of(notice.draft))) == 6
    notice = notices_edit.put_back(notice, key, actor=place.secretary)
    assert rows.task(notice, "1.2")["key"] == key


def test_split_and_merge_keep_words_and_places(place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    task = rows.task(notice, "1.1")
    head, tail = "Lập danh mục các nhiệm vụ phát triển tài sản trí tuệ năm 2027", "trước ngày 15/12/2026."
    notice = notices_edit.split_task(notice, task["key"], f"{head}\n{tail}", actor=place.secretary)
    one, two = rows.task(notice, "1.1"), rows.task(notice, "1.2")
    assert (one["text"], two["text"]) == (head, tail)
    assert notice.text[two["start"] : two["end"]] == tail
    assert (one["due_on"], two["due_on"]) == (None, "2026-12-15")
    notice = notices_edit.merge_next(notice, one["key"], actor=place.secretary)
    assert rows.task(notice, "1.1")["text"] == f"{head} {tail}"
    assert rows.task(notice, "1.1")["due_on"] == "2026-12-15"
    assert list(labels(notice.draft).values())[:3] == ["1.1", "1.2", "2.1"]


def test_added_words_are_found_in_the_text(place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    block = notice.draft["blocks"][0]["key"]
    notice, key = notices_edit.add_task(
        notice, block, "yêu cầu các cơ quan, đơn vị\nthực hiện Kế hoạch số 35/KH-BCĐ", actor=place.secretary
    )
    task = rows.task(notice, "1.1")
    assert task["key"] == key
    assert notice.text[task["start"] : task["end"]] == task["text"]
    assert names(notice, "1.1") == [place.science.name]


def test_a_repeated_duty_is_suggested_and_counted(place: SimpleNamespace) -> None:
    notices.confirm(settled(place), actor=place.secretary)
    first = Task.objects.get(label="5.1")
    second = rows.notice(place, rows.TEXT.replace("61/TB", "62/TB"), number="62")
    task = rows.task(second, "5.1")
    assert task["repeat_choices"][0] == [first.pk, 1.0]
    assert task["repeats"] is None
    second = notices_edit.edit_task(second, task["key"], {"repeats": first.pk}, actor=place.secretary)
    notices.confirm(second, actor=place.secretary)
    again = Task.objects.get(notice=second, label="5.1")
    assert (again.repeats, again.repeat_number) == (first, 2)


def test_supporting_groups_stay_in_the_text(place: SimpleNamespace) -> None:
    text = rows.TEXT.replace(
        "- Rà soát hồ sơ", "- Phối hợp với Sở Công Thương và các cơ quan, đơn vị có liên quan rà soát hồ sơ"
    )
    notice = rows.notice(place, text)
    assert names(notice, "5.2", "supports") == [place.trade.name]
    assert rows.task(notice, "5.2")["groups"] == ["các cơ quan, đơn vị có liên quan"]


def test_rules_are_exported_for_the_reader(place: SimpleNamespace, tmp_path: Any) -> None:
    from saolang.directives import reading

    remember = notices_rules.remember
    common = {"province": place.province, "actor": place.secretary}
    remember(kind="addressee", words=STATION, value={"bodies": [place.health.pk]}, **common)
    remember(kind="kind", words="Rà soát hồ sơ", value={"kind": "standing"}, **common)
    remember(kind="not_a_task", words="Trên đây là tinh thần", value={}, **common)
    path = tmp_path / "quy-tac.yaml"
    path.write_text(notices_rules.as_rules_file(ReadingRule.objects.all()), encoding="utf-8")
    words = reading.load_rules(path).words
    assert STATION in words["addressees"]
    assert "Trên đây là tinh thần" in words["closings"]
    assert "Rà soát hồ sơ" in words["standing"]


def test_rules_are_not_for_strangers(place: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):
        notices_rules.remember(
            province=place.province, kind="not_a_task", words="Trên đây là", value={}, actor=make_user("leader")
        )
    assert ReadingRule.objects.count() == 0


def test_read_again_applies_rules_made_since(place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    notices_rules.remember(
        province=place.province, kind="addressee", words=STATION, value={"bodies": [place.trade.pk]},
        actor=place.secretary,
    )  # fmt: skip
    again = notices.read_again(notice, actor=place.secretary, expected_version=notice.version)
    assert names(again, "3.1") == [place.trade.name]


def test_cancel_keeps_what_was_read(place: SimpleNamespace) -> None:
    notice = notices.cancel(rows.notice(place), actor=place.secretary, reason="Giao nhầm văn bản")
    assert (notice.state, bool(notice.draft["blocks"])) == (NoticeState.CANCELLED, True)
    with pytest.raises(DomainError):
        notices.confirm(notice, actor=place.secretary)
    assert notices.reopen(notice, actor=place.secretary, reason="Vẫn phải giao").state == NoticeState.PROPOSED


def test_a_group_that_is_nobody_is_left_in_the_text_and_remembered(place: SimpleNamespace) -> None:
    words = "các cơ quan thông tấn báo chí thường trú trên địa bàn tỉnh"
    text = rows.TEXT.replace("2. Sở Tài chính:", f"2. Sở Tài chính và {words}:")
    notice = rows.notice(place, text)
    assert [row["text"] for row in rows.task(notice, "2.1")["unknown"]] == [words]
    notice = notices_edit.assign(notice, words, [], actor=place.secretary, nobody=True, keep=True)
    assert (names(notice, "2.1"), rows.task(notice, "2.1")["unknown"]) == ([place.finance.name], [])
    second = rows.notice(place, text.replace("61/TB", "62/TB"), number="62")
    assert (names(second, "2.1"), rows.task(second, "2.1")["unknown"]) == ([place.finance.name], [])


def test_naming_a_lead_takes_it_out_of_the_rest(place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    key = rows.task(notice, "2.1")["key"]
    notice = notices_edit.edit_task(notice, key, {}, leads=[place.finance.pk, place.trade.pk], actor=place.secretary)
    assert names(notice, "2.1") == [place.finance.name, place.trade.name]
    assert names(notice, "4.1") == [place.health.name]


def test_a_supporting_group_gets_shares_only_when_asked(place: SimpleNamespace) -> None:
    words = "các sở, ngành tỉnh"
    notice = rows.notice(place, rows.TEXT.replace("- Rà soát hồ sơ", f"- Phối hợp với {words} rà soát hồ sơ"))
    assert rows.task(notice, "5.2")["groups"] == [words]
    key = rows.task(notice, "5.2")["key"]
    notice = notices_edit.edit_task(notice, key, {}, groups=[words], actor=place.secretary)
    assert rows.task(notice, "5.2")["groups"] == []
    assert len(names(notice, "5.2", "supports")) == 4
