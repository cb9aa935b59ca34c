"""Sockets filled for notices: what waits, what search finds, words of the record, what the register asks of readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def register() -> None:
    """Fill the registries of lower apps."""
    from saolang.core.registries import audit_phrases, search_sources, work_list
    from saolang.documents import register_hooks as documents

    from ..domain.notices_secrecy import empty_notice

    work_list.add(notice_work, key="directives.notices")
    search_sources.add(search_notices, key="directives.notices")
    documents.text_readers.add(text_of_file, key="directives")
    documents.secrecy_readers.add(secrecy_of_text, key="directives")
    documents.metadata_readers.add(metadata_of_text, key="directives")
    documents.document_readers.add(addressed_documents, key="directives")
    documents.document_withdrawals.add(empty_notice, key="directives")
    documents.document_actions.add(hand_out_action, key="directives")
    for verb, words in {
        "notice.take_in": gettext_lazy("đưa văn bản vào giao việc"),
        "notice.propose": gettext_lazy("đọc và đề xuất nhiệm vụ"),
        "notice.keep": gettext_lazy("đọc và lưu sử"),
        "notice.fail": gettext_lazy("không đọc được chữ"),
        "notice.draft": gettext_lazy("sửa bản đang xác nhận"),
        "notice.read_again": gettext_lazy("đọc lại theo quy tắc hiện nay"),
        "notice.confirm": gettext_lazy("xác nhận, giao việc"),
        "notice.reissue": gettext_lazy("giao lại việc trong văn bản cũ"),
        "notice.cancel": gettext_lazy("bỏ, không giao việc"),
        "notice.withdraw": gettext_lazy("hủy vì là văn bản mật"),
        "notice.reopen": gettext_lazy("lấy lại để giao việc"),
        "readingrule.remember": gettext_lazy("nhớ cách hiểu cho văn bản sau"),
        "readingrule.change": gettext_lazy("sửa quy tắc đọc"),
        "readingrule.delete": gettext_lazy("xóa quy tắc đọc"),
        "topic.save": gettext_lazy("lưu chủ đề"),
        "steeringmember.add": gettext_lazy("thêm vào Ban Chỉ đạo"),
        "steeringmember.end": gettext_lazy("ghi thôi tham gia Ban Chỉ đạo"),
        "steeringmember.stand": gettext_lazy("ghi là cơ quan thường trực"),
    }.items():
        audit_phrases.add(words, key=f"directives.{verb}")


def notice_work(user: Any) -> Iterator[Any]:
    """Notices that wait for the office: to be confirmed, to be given words."""
    from django.urls import reverse

    from saolang.core import clock
    from saolang.core.registries import WorkItem
    from saolang.ui.components import words_face

    from ..enums import NoticeState
    from ..queries.notices import waiting_for
    from ..rules.people import office_units
    from ..states.notices import NOTICE
    from ..words import days_ago

    if not office_units(user):
        return
    for notice in waiting_for(user)[:100]:
        state = NOTICE.state(notice)
        proposed = notice.state == NoticeState.PROPOSED
        count = sum(len(block["tasks"]) for block in notice.draft.get("blocks", []))
        url = reverse("directives:notice_review", args=[notice.code]) if proposed else notice.get_absolute_url()
        yield WorkItem(
            title=notice.document.title,
            subtitle=_("%(n)d việc chờ xác nhận") % {"n": count} if proposed else notice.unread_reason,
            url=url,
            action_label=_("Xác nhận") if proposed else _("Mở"),
            state_label=str(state.staff_name),
            kind=state.kind,
            sort_key=(dt.date.max, notice.pk),
            face=words_face(_("đưa vào %(ago)s") % {"ago": days_ago(clock.day_of(notice.created_at), clock.today())}),
        )


def search_notices(user: Any, query: str) -> list[dict[str, Any]]:
    """Directive documents by any words of their text."""
    from ..queries.access import notices_visible_to
    from ..queries.notices import matching

    if not query.strip():
        return []
    rows = notices_visible_to(user).select_related("document").defer("text", "reading", "draft")
    return [
        {"title": row.document.title, "subtitle": row.document.abstract, "url": row.get_absolute_url()}
        for row in matching(rows, query).order_by("-document__issued_on", "-pk")[:10]
    ]


search_notices.label = gettext_lazy("Văn bản chỉ đạo")  # type: ignore[attr-defined]


def text_of_file(data: bytes, name: str) -> str:
    """The text of a file for the register; nothing where it cannot be read."""
    from .. import reading

    try:
        return str(reading.read_file(data, name).text)
    except reading.Unreadable:
        return ""


def secrecy_of_text(text: str) -> str:
    """The mark of secrecy in a text."""
    from .. import reading

    return str(reading.secrecy_mark(text))


def metadata_of_text(text: str, name: str) -> dict[str, Any]:
    """What a text says about itself."""
    from ..notice_metadata import metadata_of

    return metadata_of(text, name)


def addressed_documents(user: Any) -> Any:
    """Documents whose notice gave a share to a body of the person."""
    from django.db.models import Q

    from ..models import Assignment
    from ..rules.people import bodies_of, reader_units

    shared = Assignment.objects.filter(body__in=bodies_of(user), notice__isnull=False).values("notice__document")
    return Q(pk__in=shared) | Q(notice__province__in=reader_units(user))


def hand_out_action(document: Any, user: Any) -> list[tuple[str, str, str]]:
    """On the page of a document: open its notice, or begin one."""
    from django.urls import reverse

    from ..models import Notice

    notice = Notice.objects.filter(document=document).defer("text", "reading", "draft").first()
    if notice is not None:
        if user.has_perm("directives.view_notice", notice):
            return [(_("Nhiệm vụ trong văn bản này"), notice.get_absolute_url(), "list-checks")]
        return []
    if document.withdrawn_on is None and user.has_perm("directives.add_notice"):
        url = reverse("directives:notice_from_document", args=[document.code])
        return [(_("Giao việc từ văn bản này"), url, "send")]
    return []
