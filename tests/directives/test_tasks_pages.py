"""Pages of tasks and shares: what each person sees and does there, refusals with everything typed kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from saolang.core.text import format_date
from saolang.directives.domain import work
from saolang.directives.enums import AssignmentState as S
from saolang.directives.evidence import FILE_PURPOSE, Evidence
from saolang.directives.models import Assignment, EntryEvidence, Extension, Task
from saolang.directives.templatetags.directives import entry_day
from saolang.files.models import StoredFile
from tests.directives import rows
from tests.factories import pdf_upload, stored_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> Iterator[SimpleNamespace]:
    """The province with a confirmed notice, on one day."""
    with time_machine.travel(rows.NOW):
        made = rows.world()
        made.made = rows.confirmed(made)
        yield made


def desk(person: Any) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def address(name: str, *args: Any) -> str:
    """The address of a page of directives."""
    return reverse(f"directives:{name}", args=args)


def proved(w: SimpleNamespace, text: str = "Xong.") -> Assignment:
    """The dated share, reported with a file."""
    share = work.accept(rows.share(w.made.dated), actor=w.agri_officer)
    file = stored_file(purpose=FILE_PURPOSE, uploaded_by=w.agri_officer)
    return work.report_done(share, text=text, evidence=[Evidence(file=file)], actor=w.agri_officer)


def test_my_tasks_show_lead_and_support_apart_with_clocks(w: SimpleNamespace) -> None:
    page = desk(w.trade_officer).get(address("my_tasks"))
    text = page.content.decode()
    assert [row.share.share for row in page.context["rows"]] == ["lead", "support"]
    assert text.index("Chủ trì</h2>") < text.index("Phối hợp</h2>")
    assert "chưa có hạn" in text and "Thông báo số 178/TB-VP" in text
    counts = {str(label): count for _url, label, count, _now in page.context["parts"]}
    assert counts == {"Đang làm": 2, "Chờ nhận": 2, "Quá hạn": 0, "Thường xuyên": 0, "Chờ cơ quan giao": 0,
                      "Đã xong": 0, "Tất cả": 2}  # fmt: skip


def test_the_filter_is_folded_until_it_is_used(w: SimpleNamespace) -> None:
    shown = {
        query: desk(w.trade_officer).get(address("my_tasks") + query).content.decode().count('class="sift" open')
        for query in ("", "?muc=moi", "?q=sản phẩm", "?share=lead")
    }
    assert shown == {"": 0, "?muc=moi": 0, "?q=sản phẩm": 1, "?share=lead": 1}


def test_the_diary_names_the_day_of_the_act(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(w.made.dated), actor=w.agri_officer)
    work.write_progress(share, text="Đã họp.", actor=w.agri_officer)
    entry = share.entries.get()
    assert entry_day(entry).startswith("hôm nay ")
    entry.on -= dt.timedelta(days=3)
    assert entry_day(entry) == format_date(entry.on)


def test_the_office_sees_its_own_and_all(w: SimpleNamespace) -> None:
    rows.task(w, [w.office])
    client = desk(w.officer)
    assert len(client.get(address("my_tasks")).context["rows"]) == 1
    assert len(client.get(address("my_tasks"), {"cua": "tat-ca"}).context["rows"]) == 9
    assert len(desk(w.secretary).get(address("my_tasks")).context["rows"]) == 9
    found = client.get(address("my_tasks"), {"cua": "tat-ca", "body": "song phu"}).context["rows"]
    assert [row.share.body for row in found] == [w.committees[0]]
    assert len(client.get(address("my_tasks"), {"cua": "tat-ca", "q": "san thuong mai"}).context["rows"]) == 2


@pytest.mark.parametrize("who", ["producer", "nobody", "administrator"])
def test_people_without_a_part_get_nothing(w: SimpleNamespace, who: str) -> None:
    client = desk(getattr(w, who))
    share = rows.share(w.made.dated)
    for url in (address("my_tasks"), address("task_queue"), address("task_records")):
        assert client.get(url).status_code == 403
    assert client.get(share.get_absolute_url()).status_code == 404
    assert client.get(w.made.dated.get_absolute_url()).status_code == 404
    assert Client().get(share.get_absolute_url()).status_code in (302, 404)


def test_pages_of_others_are_not_found(w: SimpleNamespace) -> None:
    client = desk(w.commune_officer)
    assert client.get(w.made.dated.get_absolute_url()).status_code == 404
    assert client.get(w.made.standing.get_absolute_url()).status_code == 200
    assert client.get(address("task_edit", w.made.standing.code)).status_code == 403
    other = rows.share(w.made.standing, w.committees[1])
    assert client.get(other.get_absolute_url()).status_code == 200
    assert client.get(address("share_progress", other.code)).status_code == 403


def test_a_share_is_taken_on_and_the_second_is_told(w: SimpleNamespace) -> None:
    share = rows.share(w.made.dated)
    for person, words in ((w.agri_officer, "Đã nhận việc."), (w.agri_second, "cùng đơn vị đã nhận việc này")):
        page = desk(person).post(address("share_accept", share.code), follow=True)
        assert page.status_code == 200 and words in page.content.decode()
    assert Assignment.objects.get(pk=share.pk).officer == w.agri_officer


def test_progress_with_files_and_a_record(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(w.made.dated), actor=w.agri_officer)
    client, url = desk(w.agri_officer), address("share_progress", share.code)
    sent = {"text": "Đã tập huấn.", "percent": "40", "files": [pdf_upload("a.pdf"), pdf_upload("b.pdf")]}
    page = client.post(url, sent, follow=True)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Đã tập huấn." in text and "a.pdf" in text and "b.pdf" in text and "40%" in text
    assert EntryEvidence.objects.count() == 2
    refused = client.post(url, {"text": "", "percent": "140", "files": [pdf_upload("c.pdf")]})
    assert refused.status_code == 422 and StoredFile.objects.filter(name="c.pdf").count() == 0


def test_a_double_click_writes_one_line(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(w.made.dated), actor=w.agri_officer)
    client, url = desk(w.agri_officer), address("share_progress", share.code)
    token = client.get(url).context["form"]["token"].value()
    for _time in range(2):
        assert client.post(url, {"text": "Một dòng.", "token": token}).status_code == 303
    assert share.entries.count() == 1


def test_a_later_date_is_asked_beside_the_one_that_counts(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(w.made.dated), actor=w.agri_officer)
    page = desk(w.agri_officer).get(address("share_extension", share.code)).content.decode()
    assert f"Hạn đang tính: {format_date(share.due_on)}." in page


def test_records_are_sought_before_files_and_a_dropped_file_is_named(w: SimpleNamespace) -> None:
    """Without scripts a search loads the page again, and a browser drops the files chosen in it."""
    share = work.accept(rows.share(w.made.dated), actor=w.agri_officer)
    client = desk(w.agri_officer)
    for act in ("share_progress", "share_report"):
        page = client.get(address(act, share.code)).content.decode()
        assert page.index('name="find"') < page.index('type="file"')
        assert "<noscript>" in page and "Tìm hồ sơ trước, chọn tệp sau" in page and "Chưa gửi tệp" not in page
    given = {"text": "Đang gõ dở", "find": "178", "tim": "1", "files": pdf_upload("ket-qua.pdf")}
    page = client.post(address("share_progress", share.code), given).content.decode()
    assert "Chưa gửi tệp ket-qua.pdf." in page and "Đang gõ dở" in page
    assert StoredFile.objects.count() == 0 and not EntryEvidence.objects.exists()


def test_searching_records_without_scripts_keeps_what_was_typed(w: SimpleNamespace) -> None:
    rows.task(w, [w.office])
    share = work.accept(rows.share(Task.objects.latest("pk")), actor=w.officer)
    paper = w.made.notice.document
    client, url = desk(w.officer), address("share_progress", share.code)
    page = client.post(url, {"text": "Đang gõ dở", "find": "178", "tim": "1"})
    token = f"documents.registereddocument:{paper.pk}"
    assert page.status_code == 200 and token in page.content.decode() and "Đang gõ dở" in page.content.decode()
    assert share.entries.count() == 0
    piece = client.get(address("task_records"), {"find": "ket luan", "records": token}).content.decode()
    assert f'value="{token}" checked' in piece
    done = client.post(url, {"text": "Đã có văn bản.", "records": [token]}, follow=True)
    assert "Văn bản: 178/TB-VP" in done.content.decode()
    row = EntryEvidence.objects.get()
    assert (row.record_type, row.record_id, row.url) == (
        "documents.registereddocument", str(paper.pk), paper.get_absolute_url(),
    )  # fmt: skip
    foreign = client.post(url, {"text": "x", "records": ["registry.decision:999", "rubbish"]})
    assert foreign.status_code == 422 and "không có trong hệ thống" in foreign.content.decode()


def test_a_result_goes_to_the_office_and_is_accepted(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(w.made.dated), actor=w.agri_officer)
    client = desk(w.agri_officer)
    bare = client.post(address("share_report", share.code), {"text": "Đã xong hết."})
    assert bare.status_code == 422 and "Chưa có minh chứng nào" in bare.content.decode()
    assert "Đã xong hết." in bare.content.decode()
    sent = {"text": "Đã xong hết.", "files": [pdf_upload()]}
    assert client.post(address("share_report", share.code), sent).status_code == 303
    office = desk(w.secretary)
    queue = office.get(address("task_queue")).content.decode()
    assert "Đơn vị báo cáo hoàn thành" in queue and "Đã xong hết." in queue
    shown = office.get(share.get_absolute_url())
    assert shown.context["main"]["name"] == "confirm"
    assert office.post(address("share_confirm", share.code), {"text": ""}).status_code == 303
    share.refresh_from_db()
    assert share.state == S.DONE
    stale = office.post(address("share_send_back", share.code), {"text": "Nhầm"})
    assert stale.status_code == 409 and "Nhầm" in stale.content.decode()


def test_a_later_date_is_asked_and_granted(w: SimpleNamespace) -> None:
    share = work.accept(rows.share(w.made.dated), actor=w.agri_officer)
    sent = {"wanted_on": "31/12/2026", "reason": "Chờ kinh phí."}
    assert desk(w.agri_officer).post(address("share_extension", share.code), sent).status_code == 303
    asked = Extension.objects.get()
    office = desk(w.secretary)
    assert "Chờ kinh phí." in office.get(address("task_queue")).content.decode()
    refused = office.post(address("extension_decide", asked.code), {"granted": "0", "answer": ""})
    assert refused.status_code == 422
    assert desk(w.agri_officer).post(address("extension_decide", asked.code), {"granted": "1"}).status_code == 403
    assert office.post(address("extension_decide", asked.code), {"granted": "1", "due_on": ""}).status_code == 303
    share.refresh_from_db()
    assert share.due_on == dt.date(2026, 12, 31)


def test_a_commune_writes_its_period(w: SimpleNamespace) -> None:
    share = rows.share(w.made.standing, w.committees[0])
    client = desk(w.commune_officer)
    page = client.get(share.get_absolute_url())
    assert page.context["spans"] == [("2026-07-01", "6 tháng cuối năm 2026", False)]
    sent = {"start": "2026-07-01", "text": "Đã phát thanh 4 buổi."}
    assert client.post(address("share_period", share.code), sent).status_code == 303
    page = client.get(share.get_absolute_url())
    assert page.context["spans"] == [] and "Đã ghi đủ các kỳ" in page.content.decode()


def test_the_office_sets_dates_moves_shares_and_edits(w: SimpleNamespace) -> None:
    office = desk(w.secretary)
    form = office.get(address("task_due", w.made.undated.code))
    assert form.context["form"]["due_on"].value() > rows.TODAY
    assert office.post(address("task_due", w.made.undated.code), {"due_on": "20/12/2026"}).status_code == 303
    task = Task.objects.get(pk=w.made.undated.pk)
    assert task.due_on == dt.date(2026, 12, 20)
    share = rows.share(w.made.undated)
    unknown = office.post(address("share_reassign", share.code), {"bodies": "Sở Không Có Thật", "reason": "Đổi"})
    assert unknown.status_code == 422 and "Không tìm thấy đơn vị" in unknown.content.decode()
    moved = office.post(
        address("share_reassign", share.code), {"bodies": "Sở Khoa học và Công nghệ", "reason": "Đúng thẩm quyền"}
    )
    assert moved.status_code == 303
    assert task.assignments.get(body=w.science).share == "lead"
    edited = {"text": "Tham mưu <b>chính sách</b>.", "items": "", "kind": "one_off", "period": "", "topic": "",
              "reason": "Rõ hơn"}  # fmt: skip
    assert office.post(address("task_edit", task.code), edited).status_code == 303
    page = office.get(task.get_absolute_url()).content.decode()
    assert "&lt;b&gt;" in page and "<del>" in page and "Rõ hơn" in page


def test_waiting_parts_and_repeats_are_shown_both_ways(w: SimpleNamespace) -> None:
    office, first, second = desk(w.secretary), w.made.undated, w.made.dated
    assert office.post(address("task_wait", second.code), {"task": first.pk, "note": ""}).status_code == 303
    circle = office.post(address("task_wait", first.code), {"code": second.code.lower()})
    assert circle.status_code == 422 and "thành vòng" in circle.content.decode()
    share = rows.share(second)
    unit = desk(w.agri_officer)
    assert "chờ việc 3.1" in unit.get(address("my_tasks")).content.decode()
    assert "Việc này chờ việc khác xong." in unit.get(share.get_absolute_url()).content.decode()
    assert "Được chờ bởi" in office.get(first.get_absolute_url()).content.decode()
    split = {"text": "Lập danh sách.", "due_on": "01/12/2026"}
    assert unit.post(address("task_split", second.code), split).status_code == 303
    assert "Lập danh sách." in unit.get(second.get_absolute_url()).content.decode()
    again = rows.task(w, repeats=second, text=second.text, notice=rows.notice(w, number="215"))
    page = unit.get(share.get_absolute_url()).content.decode()
    assert "Việc này đã được yêu cầu lại, lần 2." in page and "215/TB-VP" in page
    assert "yêu cầu lần 2" in unit.get(rows.share(again).get_absolute_url()).content.decode()
    link = Task.objects.get(pk=second.pk).waits_for.get()
    assert office.post(address("task_wait_drop", second.code, link.pk)).status_code == 303
    assert office.post(address("task_unlink", again.code)).status_code == 303
    assert Task.objects.get(pk=again.pk).repeat_number == 1


def test_a_likely_earlier_task_is_offered(w: SimpleNamespace) -> None:
    again = rows.task(w, text="Hướng dẫn các chủ thể hoàn thiện hồ sơ sản phẩm trước ngày 31/12/2026.")
    page = desk(w.secretary).get(address("task_repeat", again.code))
    assert list(page.context["form"].fields["task"].queryset) == [w.made.dated]


def test_the_words_are_shown_within_the_document(w: SimpleNamespace) -> None:
    page = desk(w.commune_officer).get(w.made.standing.get_absolute_url()).content.decode()
    assert "<mark>Thường xuyên tuyên truyền về sản phẩm OCOP trên địa bàn.</mark>" in page


def test_bodies_that_ended_wait_for_the_office(w: SimpleNamespace) -> None:
    old = w.trade
    old.valid_to, old.successor = dt.date(2026, 11, 15), w.agriculture
    old.save()
    page = desk(w.secretary).get(address("task_queue")).content.decode()
    assert "Đơn vị đã kết thúc hoạt động" in page and f"Kế thừa: {w.agriculture.name}" in page
    share = rows.share(w.made.undated)
    form = desk(w.secretary).get(address("share_reassign", share.code)).context["form"]
    assert form["bodies"].value() == w.agriculture.name


def test_every_form_page_opens(w: SimpleNamespace) -> None:
    share, task = rows.share(w.made.dated), w.made.dated
    unit, office = desk(w.agri_officer), desk(w.secretary)
    for name in ("return", "ask", "progress", "report", "extension"):
        assert unit.get(address(f"share_{name}", share.code)).status_code == 200, name
    for name in ("answer", "confirm", "send_back", "reopen", "insist", "reassign", "cancel", "urge", "due"):
        assert office.get(address(f"share_{name}", share.code)).status_code == 200, name
    for name in ("edit", "due", "split", "wait", "repeat", "cancel"):
        assert office.get(address(f"task_{name}", task.code)).status_code == 200, name
    assert office.post(address("task_cancel", task.code), {"reason": "Trùng."}).status_code == 303
    assert office.post(address("share_urge", share.code), {"text": "Khẩn trương."}).status_code == 409


def test_lists_take_few_queries_however_long(w: SimpleNamespace) -> None:
    def count(client: Client, url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    office = desk(w.secretary)
    urls = (address("my_tasks"), address("task_queue"), w.made.standing.get_absolute_url())
    before = [count(office, url) for url in urls]
    for n in range(12):
        rows.task(w, [w.trade], [w.science], due_on=None, label=f"9.{n}", notice=w.made.notice)
    after = [count(office, url) for url in urls]
    assert [late - early <= 2 for early, late in zip(before, after, strict=True)] == [True] * 3, (before, after)
