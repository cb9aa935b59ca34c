"""Sockets filled for meetings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

SUBJECT = "directives.meeting"
NOTICE = "conclusion_notice"
PHRASES = {
    "plan": _("lập cuộc họp"),
    "edit": _("sửa thông tin cuộc họp"),
    "agenda": _("thêm vào chương trình họp"),
    "drop_point": _("bỏ một mục khỏi chương trình"),
    "start": _("bắt đầu họp"),
    "take_down": _("ghi một kết luận"),
    "correct": _("sửa một kết luận"),
    "take_away": _("bỏ một kết luận"),
    "conclude": _("kết thúc họp"),
    "reopen": _("mở lại để ghi tiếp"),
    "draft": _("dự thảo thông báo"),
    "revise": _("sửa kết luận sau dự thảo"),
    "issue": _("ban hành thông báo và giao nhiệm vụ"),
    "cancel": _("hủy cuộc họp"),
}


def register() -> None:
    """Fill the registries of lower apps."""
    from saolang.core.registries import audit_phrases, search_sources, work_list
    from saolang.documents import issue_views
    from saolang.documents.access import Writer, own_rows, register_reader, register_writer

    from ..queries import meetings as queries

    issue_views.register(NOTICE, "directives:meeting_issue")
    register_reader(SUBJECT, queries.papers_of_meetings)
    register_writer(SUBJECT, Writer((NOTICE,), queries.writes_notice, queries.papers_of_secretaries))
    own_rows.add(SUBJECT)
    work_list.add(queries.meeting_work, key=SUBJECT)
    search_sources.add(MeetingSearch(), key="directives.meetings")
    for verb, words in PHRASES.items():
        audit_phrases.add(words, key=f"{SUBJECT}.{verb}")


class MeetingSearch:
    """Meetings by their title, place, chair, committee, day or the words of a conclusion, with or without marks."""

    label = _("Cuộc họp")
    limit = 8

    def __call__(self, user: Any, query: str) -> Iterator[dict[str, str]]:
        """Yield what the person may see, newest first."""
        from saolang.core.text import format_date

        from ..queries.meetings import matching
        from ..states.meetings import MEETING

        for meeting in matching(user, query)[: self.limit]:
            facts = (format_date(meeting.held_on), meeting.place, str(MEETING.state(meeting).staff_name))
            yield {
                "title": meeting.title,
                "subtitle": " · ".join(fact for fact in facts if fact),
                "url": meeting.get_absolute_url(),
            }
