"""Meetings as tests need them; built on the rows of directives."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from saolang.directives.domain import meeting_conclusions as conclusions
from saolang.directives.domain import meeting_notice, meetings
from saolang.directives.models import Conclusion, Meeting
from saolang.documents.domain.papers import SIGNED_PURPOSE
from saolang.files.domain import store
from saolang.files.models import StoredFile
from tests.directives import rows
from tests.factories import pdf_upload


def planned(w: SimpleNamespace, **facts: Any) -> Meeting:
    """A meeting of the steering committee on the day of the tests."""
    return meetings.plan_meeting(
        province=w.province,
        actor=w.secretary,
        **{
            "title": "sơ kết 9 tháng, bàn nhiệm vụ quý IV năm 2026",
            "held_on": rows.TODAY,
            "place": "Phòng họp số 1 Ủy ban nhân dân tỉnh",
            "chair_name": "Nguyễn Văn Mẫu Chủ Trì",
            "chair_title": "Phó Chủ tịch Ủy ban nhân dân tỉnh, Trưởng Ban Chỉ đạo",
            "committee": w.steering,
            "issuer": w.steering,
            "attendance": "Các thành viên Ban Chỉ đạo\nĐại diện UBND các xã, phường",
            "opening": "Thời gian qua các cơ quan, đơn vị đã tích cực thực hiện nhiệm vụ được giao.",
            **facts,
        },
    )


def running(w: SimpleNamespace, **facts: Any) -> Meeting:
    """A meeting that has begun."""
    return meetings.start(planned(w, **facts), actor=w.secretary)


def said(w: SimpleNamespace, meeting: Meeting, addressee: str, text: str, **words: Any) -> Conclusion:
    """One conclusion taken down by the secretary."""
    known = {"addressee": addressee, "text": text, "kind": "one_off", **words}
    return conclusions.take_down(meeting, actor=w.secretary, **known)


def concluded(w: SimpleNamespace, meeting: Meeting | None = None) -> Meeting:
    """A meeting with conclusions of every shape, closed."""
    meeting = meeting or running(w)
    due = dt.date(2026, 12, 15)
    said(w, meeting, "Sở Nông nghiệp và Môi trường", "Tổng hợp, hoàn chỉnh báo cáo sơ kết 9 tháng", due_on=due)
    said(w, meeting, "Sở Công Thương", "Đưa sản phẩm OCOP lên sàn thương mại điện tử chậm nhất ngày 30/11/2026")
    said(w, meeting, "UBND các xã, phường", "Rà soát, lập danh mục sản phẩm có tiềm năng trên địa bàn", due_on=due)
    said(w, meeting, "Sở Nông nghiệp và Môi trường", "Hướng dẫn các địa phương hoàn thiện hồ sơ sản phẩm",
         support_text="Sở Khoa học và Công nghệ")  # fmt: skip
    said(w, meeting, "UBND các xã, phường", "Tuyên truyền về Chương trình OCOP trên hệ thống truyền thanh",
         kind="standing", period="quarter")  # fmt: skip
    said(w, meeting, "Các thành viên Ban Chỉ đạo còn lại", "Phối hợp thực hiện nhiệm vụ theo chức năng", due_on=due)
    return meetings.conclude(meeting, actor=w.secretary)


def with_signer(w: SimpleNamespace, meeting: Meeting | None = None) -> Meeting:
    """A concluded meeting whose notice is before the signer."""
    meeting = meeting or concluded(w)
    meeting_notice.draft_notice(meeting, actor=w.secretary)
    meeting_notice.put_before_signer(meeting, actor=w.secretary)
    return Meeting.objects.get(pk=meeting.pk)


def signed_copy(w: SimpleNamespace, name: str = "thong-bao.pdf") -> StoredFile:
    """The signed notice as a file."""
    return store(pdf_upload(name), actor=w.secretary, purpose=SIGNED_PURPOSE, allow=("pdf",))


def issue_words(w: SimpleNamespace, **words: Any) -> dict[str, Any]:
    """What the register says of the signed notice."""
    return {
        "number": "21",
        "symbol": "TB-BCĐ",
        "issued_on": rows.TODAY,
        "signer_name": "Nguyễn Văn Mẫu Chủ Trì",
        "signer_title": "Trưởng ban",
        "signed_file": signed_copy(w),
        **words,
    }


def issued(w: SimpleNamespace, meeting: Meeting | None = None, **words: Any) -> Meeting:
    """A meeting whose notice is issued."""
    return meeting_notice.issue_notice(with_signer(w, meeting), actor=w.secretary, **issue_words(w, **words))
