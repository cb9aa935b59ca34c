"""From conclusions to the signed notice and its tasks: printed, read back, issued whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.core.problems import DomainError, NotAllowed, WrongState
from saolang.core.text import fold_vi
from saolang.directives import reading
from saolang.directives.domain import meeting_notice, meetings
from saolang.directives.domain.issuing import issue_task as real_issue_task
from saolang.directives.enums import MeetingState, NoticeState, Scope, Share
from saolang.directives.meeting_documents import notice_spec, parts_of
from saolang.directives.models import Assignment, Block, Meeting, Notice, Task
from saolang.documents.enums import PaperState
from saolang.documents.models import Paper, RegisteredDocument
from saolang.documents.printing import paper_docx, paper_pdf
from saolang.documents.render import render_docx, render_pdf
from saolang.documents.spec import with_issue
from saolang.files.models import StoredFile
from saolang.notify.models import Message
from tests.directives import meeting_rows, rows

pytestmark = pytest.mark.django_db
EXPECTED = [
    ("1", "Sở Nông nghiệp và Môi trường", [
        ("Tổng hợp, hoàn chỉnh báo cáo sơ kết 9 tháng. Hoàn thành chậm nhất ngày 15/12/2026.", "2026-12-15"),
        ("Hướng dẫn các địa phương hoàn thiện hồ sơ sản phẩm; phối hợp với Sở Khoa học và Công nghệ thực hiện.", None),
    ]),
    ("2", "Sở Công Thương", [
        ("Đưa sản phẩm OCOP lên sàn thương mại điện tử chậm nhất ngày 30/11/2026.", "2026-11-30"),
    ]),
    ("3", "UBND các xã, phường", [
        ("Rà soát, lập danh mục sản phẩm có tiềm năng trên địa bàn. Hoàn thành chậm nhất ngày 15/12/2026.",
         "2026-12-15"),
        ("Thường xuyên tuyên truyền về Chương trình OCOP trên hệ thống truyền thanh; báo cáo kết quả hằng quý.", None),
    ]),
    ("4", "Các thành viên Ban Chỉ đạo còn lại", [
        ("Phối hợp thực hiện nhiệm vụ theo chức năng. Hoàn thành chậm nhất ngày 15/12/2026.", "2026-12-15"),
    ]),
]  # fmt: skip


@pytest.fixture
def w() -> Iterator[SimpleNamespace]:
    """The province, on one day."""
    with time_machine.travel(rows.NOW):
        yield rows.world()


def test_the_notice_reads_back_as_what_was_concluded(w: SimpleNamespace) -> None:
    meeting = meeting_rows.with_signer(w)
    spec = with_issue(meeting.paper.blocks, number="21", symbol="TB-BCĐ", issued_on=rows.TODAY)
    for data, name in ((render_docx(spec), "tb.docx"), (render_pdf(spec), "tb.pdf")):
        found = reading.parse(reading.read_file(data, name).text).as_json()
        assert [
            (block["no"], block["addressee"], [(task["text"], task["deadline"]["date"]) for task in block["tasks"]])
            for block in found["blocks"]
        ] == EXPECTED
        head = found["document"]
        assert (head["number"], head["symbol"], head["date"], head["kind"], head["place"]) == (
            "21", "TB-BCĐ", "2026-11-20", "Thông báo", "Vĩnh Long",
        )  # fmt: skip
        kinds = [task["kind"] for block in found["blocks"] for task in block["tasks"]]
        assert kinds == ["one_off", "one_off", "one_off", "one_off", "standing", "one_off"]
        scopes = [task["scope"] for block in found["blocks"] for task in block["tasks"]]
        assert scopes == ["one", "one", "one", "each_of", "each_of", "rest_of"]
        assert found["blocks"][0]["tasks"][1]["support"] == ["Sở Khoa học và Công nghệ"]
        assert found["recipients"] == [
            "Như thành phần dự họp", "Sở Nông nghiệp và Môi trường", "Sở Công Thương", "UBND các xã, phường",
            "Các thành viên Ban Chỉ đạo còn lại", "Lưu: VT",
        ]  # fmt: skip


def test_the_notice_has_the_parts_of_a_notice(w: SimpleNamespace) -> None:
    meeting = meeting_rows.with_signer(w)
    text = reading.read_file(paper_docx(meeting.paper), "tb.docx").text
    words = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "/TB-BCĐ", "THÔNG BÁO",
        "Kết luận của Phó Chủ tịch Ủy ban nhân dân tỉnh Nguyễn Văn Mẫu Chủ Trì, Trưởng Ban Chỉ đạo tại cuộc họp sơ kết "
        "9 tháng, bàn nhiệm vụ quý IV năm 2026",
        "Ngày 20 tháng 11 năm 2026, tại Phòng họp số 1 Ủy ban nhân dân tỉnh,",
        "Tham dự cuộc họp có: Các thành viên Ban Chỉ đạo; Đại diện UBND các xã, phường.",
        "kết luận như sau:", "Thời gian qua", "1. Sở Nông nghiệp và Môi trường", "- Tổng hợp", "2. Sở Công Thương: Đưa",
        "Trên đây là kết luận", "./.", "Nơi nhận:", "TRƯỞNG BAN", "Nguyễn Văn Mẫu Chủ Trì",
    ]  # fmt: skip
    flat = " ".join(text.split())
    places = [flat.find(word) for word in words]
    assert -1 not in places
    assert paper_pdf(meeting.paper).startswith(b"%PDF")


def test_signing_hands_out_exactly_what_is_printed(w: SimpleNamespace, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        meeting = meeting_rows.issued(w)
    notice = meeting.notice
    assert (meeting.state, notice.state, notice.committee) == (MeetingState.ISSUED, NoticeState.CONFIRMED, w.steering)
    assert (notice.document.full_number, notice.document.paper, notice.document.holder) == (
        "21/TB-BCĐ", meeting.paper, w.steering,
    )  # fmt: skip
    assert list(Block.objects.filter(notice=notice).values_list("no", "addressee")) == [row[:2] for row in EXPECTED]
    tasks = list(Task.objects.filter(notice=notice).order_by("position"))
    assert [(task.label, task.text) for task in tasks] == [
        (f"{no}.{n}", text) for no, _name, texts in EXPECTED for n, (text, _day) in enumerate(texts, start=1)
    ]
    for task in tasks:
        assert notice.text[task.span_start : task.span_end] == task.text
    due = dt.date(2026, 12, 15)
    assert [task.due_on for task in tasks] == [due, None, dt.date(2026, 11, 30), due, None, due]
    assert [task.deadline_type for task in tasks] == ["day", "none", "day", "day", "none", "day"]
    assert [task.scope for task in tasks] == [Scope.ONE] * 3 + [Scope.EACH_OF] * 2 + [Scope.REST_OF]
    leads = [set(task.assignments.filter(share=Share.LEAD).values_list("body", flat=True)) for task in tasks]
    communes = {body.pk for body in w.committees}
    assert leads == [
        {w.agriculture.pk}, {w.agriculture.pk}, {w.trade.pk}, communes, communes, {w.science.pk, w.school.pk},
    ]  # fmt: skip
    assert list(tasks[1].assignments.filter(share=Share.SUPPORT).values_list("body", flat=True)) == [w.science.pk]
    assert set(Assignment.objects.values_list("assigned_on", flat=True)) == {rows.TODAY}
    assert Message.objects.filter(recipient=w.agri_officer).count() == 1


def test_nothing_is_a_task_before_the_signature(w: SimpleNamespace) -> None:
    meeting = meeting_rows.concluded(w)
    meeting_notice.draft_notice(meeting, actor=w.secretary)
    meeting = Meeting.objects.get(pk=meeting.pk)
    with pytest.raises(DomainError) as caught:
        meeting_notice.issue_notice(meeting, actor=w.secretary, **meeting_rows.issue_words(w))
    assert caught.value.codes == ["not_with_signer"]
    assert (Task.objects.count(), Notice.objects.count(), meeting.paper.state) == (0, 0, PaperState.DRAFT)


@pytest.mark.parametrize("after", [0, 2, 5])
def test_a_failure_in_the_middle_leaves_nothing(w: SimpleNamespace, monkeypatch: Any, after: int) -> None:
    meeting = meeting_rows.with_signer(w)
    before = StoredFile.objects.count()
    made = []

    def broken(**words: Any) -> Task:
        if len(made) == after:
            raise RuntimeError("stop")
        made.append(real_issue_task(**words))
        return made[-1]

    monkeypatch.setattr(meeting_notice, "issue_task", broken)
    words = meeting_rows.issue_words(w)
    with pytest.raises(RuntimeError, match="stop"):
        meeting_notice.issue_notice(meeting, actor=w.secretary, **words)
    counts = [model.objects.count() for model in (Task, Assignment, Block, Notice, RegisteredDocument)]
    assert counts == [0, 0, 0, 0, 0]
    fresh = Meeting.objects.get(pk=meeting.pk)
    assert (fresh.state, fresh.notice, fresh.paper.state, fresh.paper.number) == (
        MeetingState.DRAFTED, None, PaperState.FOR_SIGNATURE, "",
    )  # fmt: skip
    assert StoredFile.objects.count() == before + 1
    monkeypatch.undo()
    assert meeting_notice.issue_notice(fresh, actor=w.secretary, **words).state == MeetingState.ISSUED
    assert Task.objects.count() == 6


def test_issuing_twice_hands_out_once(w: SimpleNamespace) -> None:
    meeting = meeting_rows.with_signer(w)
    meeting_notice.issue_notice(meeting, actor=w.secretary, **meeting_rows.issue_words(w))
    with pytest.raises(WrongState):
        meeting_notice.issue_notice(meeting, actor=w.officer, **meeting_rows.issue_words(w, number="22"))
    assert (Task.objects.count(), Notice.objects.count(), Paper.objects.count()) == (6, 1, 1)


def test_every_addressee_nobody_is_found_for_is_listed(w: SimpleNamespace) -> None:
    meeting = meeting_rows.running(w)
    meeting_rows.said(w, meeting, "Sở Công Thương; Ban Mẫu Không Có", "Kiểm tra nhãn hàng hóa")
    meeting_rows.said(w, meeting, "Sở Y tế; Sở Mẫu Lạ", "Kiểm tra an toàn thực phẩm")
    meeting = meetings.conclude(meeting, actor=w.secretary)
    with pytest.raises(DomainError) as caught:
        meeting_notice.draft_notice(meeting, actor=w.secretary)
    assert set(caught.value.codes) == {"addressee_unknown"}
    told = " ".join(problem.message for problem in caught.value.problems)
    assert all(name in told for name in ("Ban Mẫu Không Có", "Sở Y tế", "Sở Mẫu Lạ"))
    assert (Paper.objects.count(), Meeting.objects.get().state) == (0, MeetingState.CONCLUDED)


def test_a_repeat_says_its_number_and_joins_its_chain(w: SimpleNamespace) -> None:
    first = rows.confirmed(w).dated
    meeting = meeting_rows.running(w)
    meeting_rows.said(
        w, meeting, "Sở Nông nghiệp và Môi trường", "Hướng dẫn các chủ thể hoàn thiện hồ sơ",
        repeats=first, due_on=dt.date(2026, 12, 30),
    )  # fmt: skip
    with pytest.raises(DomainError) as caught:
        meeting_rows.said(w, meeting, "Sở Công Thương", "Hướng dẫn tiếp", repeats=first)
    assert caught.value.codes == ["repeated_already"]
    meeting = meeting_rows.issued(w, meetings.conclude(meeting, actor=w.secretary))
    task = meeting.notice.tasks.get()
    assert (task.repeats, task.repeat_number) == (first, 2)
    assert task.text == (
        "Hướng dẫn các chủ thể hoàn thiện hồ sơ (yêu cầu lần 2, đã giao tại Thông báo số 178/TB-VP ngày 10/11/2026). "
        "Hoàn thành chậm nhất ngày 30/12/2026."
    )
    assert task.follows == "Thông báo số 178/TB-VP ngày 10/11/2026"
    again = meeting_rows.running(w)
    meeting_rows.said(w, again, "Sở Nông nghiệp và Môi trường", "Hướng dẫn ngay", repeats=task)
    again = meeting_rows.issued(w, meetings.conclude(again, actor=w.secretary), number="22")
    third = again.notice.tasks.get()
    assert (third.repeats, third.repeat_number, "yêu cầu lần 3" in third.text) == (first, 3, True)


def test_a_returned_draft_is_written_anew(w: SimpleNamespace) -> None:
    meeting = meeting_rows.with_signer(w)
    with pytest.raises(DomainError) as caught:
        meeting_notice.draft_notice(meeting, actor=w.secretary)
    assert caught.value.codes == ["with_signer"]
    meeting_notice.take_back(meeting, reason="Bổ sung hạn", actor=w.secretary)
    meeting = meeting_notice.revise(Meeting.objects.get(pk=meeting.pk), actor=w.secretary)
    assert meeting.state == MeetingState.CONCLUDED
    meeting_rows.said(w, meeting, "Sở Công Thương", "Báo cáo kết quả", due_on=dt.date(2026, 12, 31))
    old = meeting.paper.draft_hash
    paper = meeting_notice.draft_notice(Meeting.objects.get(pk=meeting.pk), actor=w.secretary)
    assert (paper.pk, paper.state, paper.draft_hash != old) == (meeting.paper_id, PaperState.DRAFT, True)
    assert "Báo cáo kết quả. Hoàn thành chậm nhất ngày 31/12/2026." in str(paper.spec)


def test_the_office_of_the_committee_signs_for_its_head(w: SimpleNamespace) -> None:
    from saolang.accounts.enums import OrganisationKind

    cabinet = rows.body(
        OrganisationKind.DEPARTMENT, f"Văn phòng Ủy ban nhân dân {rows.LABEL}", short_name="VP UBND tỉnh"
    )
    meeting = meeting_rows.planned(
        w, issuer=cabinet, committee=None, signer_name="Tô Văn Mẫu", signer_title="Phó Chánh Văn phòng"
    )
    spec = notice_spec(meeting, parts_of(meeting))
    (signature,) = spec.signatures
    assert spec.header.symbol == "TB-VP"
    assert (signature.authority, signature.title, signature.name) == (
        ("KT. CHÁNH VĂN PHÒNG",), "PHÓ CHÁNH VĂN PHÒNG", "Tô Văn Mẫu",
    )  # fmt: skip


@pytest.mark.parametrize("who", ["leader", "auditor", "agri_officer", "commune_officer", "producer", "far_secretary"])
def test_only_the_office_drafts_and_issues(w: SimpleNamespace, who: str) -> None:
    person = getattr(w, who)
    meeting = meeting_rows.concluded(w)
    with pytest.raises(NotAllowed):
        meeting_notice.draft_notice(meeting, actor=person)
    assert Paper.objects.count() == 0
    meeting = meeting_rows.with_signer(w, meeting)
    with pytest.raises(NotAllowed):
        meeting_notice.issue_notice(meeting, actor=person, **meeting_rows.issue_words(w))
    assert (Task.objects.count(), Paper.objects.get().state) == (0, PaperState.FOR_SIGNATURE)


def test_a_body_that_ended_since_the_draft_is_replaced_by_its_heir(w: SimpleNamespace) -> None:
    meeting = meeting_rows.with_signer(w)
    type(w.trade).objects.filter(pk=w.trade.pk).update(valid_to=rows.TODAY - dt.timedelta(days=1), successor=w.science)
    meeting = meeting_notice.issue_notice(meeting, actor=w.secretary, **meeting_rows.issue_words(w))
    share = meeting.notice.tasks.get(label="2.1").assignments.get()
    assert (share.body, share.addressed_as) == (w.science, "Sở Công Thương")
    assert fold_vi("kế thừa") in fold_vi(share.mapped_why)
