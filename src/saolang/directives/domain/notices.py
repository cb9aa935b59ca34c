"""A directive document from its text to a draft that a person confirms. Handing out is in ``notices_confirm``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.audit.domain import locked_head, record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed
from saolang.core.text import normalize
from saolang.documents.domain.register_secrecy import check_stands
from saolang.documents.models import RegisteredDocument
from saolang.places.queries import province_by_code
from saolang.rulebook.queries import provincial_setting

from .. import reading
from ..enums import NoticeState
from ..models import Notice
from ..states.notices import NOTICE
from .notices_confirm import confirm
from .notices_draft import Draft
from .notices_propose import propose
from .notices_rules import ProvinceRules
from .notices_secrecy import refusing_secrets, require_open

__all__ = [
    "cancel", "confirm", "default_committee", "give_text", "is_history", "province_of", "read_again",
    "read_now", "reissue", "reopen", "save_draft", "start_by_hand", "take_in",
]  # fmt: skip

BACKGROUND_SIZE = 200_000
"""Signs of text over which a document is read in the background."""


def take_in(
    document: RegisteredDocument,
    *,
    actor: Any,
    committee: Any = None,
    place: str = "",
    text: str | None = None,
    later: bool = False,
    reissue_reason: str = "",
) -> Notice:
    """Start a notice from a document of the register: read it, propose tasks, wait for a person.

    ``text`` is what somebody has read already; else the text of the register entry, else its file. ``later`` leaves
    the reading to :func:`read_now` in the background. A document older than the province's day is kept as history
    unless ``reissue_reason`` says why its duties are handed out again. Raises DomainError: not_allowed, notice_exists,
    withdrawn, state_secret (then the document is emptied, unless a transaction around this undoes that).
    """
    province = province_of(document)
    fresh = Notice(document=document, province=province, committee=committee, state=NoticeState.READING)
    if not actor.has_perm("directives.manage_notice", fresh):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền giao việc từ văn bản này."))
    check_stands(document)
    try:
        with refusing_secrets(document, actor=actor):
            require_open(text or document.text)
            fresh.reading = {"place": place}
            fresh.save()
            record("directives.notice.take_in", actor=actor, obj=fresh, data={"document": document.code})
            # The head of the record is held now, as by whoever empties a secret document: what is read here counts.
            check_stands(RegisteredDocument.objects.only("withdrawn_on").get(pk=document.pk))
            if not later:
                _read(fresh, text=text, actor=actor)
            if reissue_reason and fresh.state == NoticeState.HISTORY:
                _reissue(fresh, actor=actor, reason=reissue_reason)
    except IntegrityError as error:
        raise DomainError.of(
            "notice_exists", _("Văn bản này đã được đưa vào giao việc."),
            fix=_("Mở văn bản trong danh sách văn bản chỉ đạo."),
        ) from error  # fmt: skip
    return fresh


def province_of(document: RegisteredDocument) -> Any:
    """The province whose duties a document hands out: that of the body that keeps it, else the served one."""
    unit = document.holder.unit
    while unit is not None and unit.level != "province":
        unit = unit.parent
    return unit or province_by_code(settings.PROVINCE_CODE)


def default_committee(province: Any, on: dt.date | None = None) -> Organisation | None:
    """The steering committee of the province that stands; the newest where there are several."""
    day = on or clock.today()
    rows = Organisation.objects.filter(kind=OrganisationKind.STEERING, unit=province).order_by("-pk")
    return next((body for body in rows if body.valid_to is None or body.valid_to >= day), None)


def history_before() -> dt.date:
    """Documents issued before this day hand out nothing by themselves."""
    return dt.date.fromisoformat(str(provincial_setting("directive_history_before")))


def is_history(document: RegisteredDocument) -> bool:
    """Whether the document is older than the province's day."""
    return document.is_history or (document.issued_on is not None and document.issued_on < history_before())


def read_now(notice: Notice, *, actor: Any) -> Notice:
    """Read a notice whose reading was left for later; harmless when it was read meanwhile.

    Raises DomainError ``state_secret`` when a page read only now bears a mark: then the document is emptied.
    """
    with refusing_secrets(notice.document, actor=actor):
        fresh = lock_for_change(notice)
        if fresh.state == NoticeState.READING:
            _read(fresh, text=None, actor=actor, whole=True)
    return fresh


def give_text(notice: Notice, text: str, actor: Any, expected_version: int | None = None) -> Notice:
    """Give the words of a document that could not be read, typed or pasted; the file stays as it is.

    Raises DomainError ``state_secret`` for words with a mark: then the file goes too, and the entry is emptied.
    """
    text = normalize(text)
    with refusing_secrets(notice.document, actor=actor):
        fresh = lock_for_change(notice, expected_version)
        NOTICE.check(fresh, "propose", actor)
        require_open(text)
        if len(text) < 20:
            raise DomainError.of(
                "text_short", _("Chưa có nội dung văn bản."), where="text", fix=_("Dán hoặc gõ phần giao nhiệm vụ.")
            )
        locked_head()  # as in every write of the register: the record's head before the row of the document
        document = lock_for_change(fresh.document)
        if not document.text:
            document.text = text
            save_version(document)
            fresh.document = document
        _read(fresh, text=text, actor=actor)
    return fresh


def start_by_hand(notice: Notice, *, actor: Any, expected_version: int | None = None) -> Notice:
    """Go on without any text: every task is typed by hand while the file is looked at."""
    with transaction.atomic():
        fresh = lock_for_change(notice, expected_version)
        fresh.draft = {"blocks": [], "left_out": [], "next": 1}
        transition(NOTICE, fresh, "propose", actor=actor, data={"by_hand": True})
    return fresh


def read_again(notice: Notice, *, actor: Any, expected_version: int | None = None) -> Notice:
    """Read the same text again by the rules as they are now; the draft begins anew."""
    with transaction.atomic():
        fresh = lock_for_change(notice, expected_version)
        NOTICE.check(fresh, "confirm", actor)
        if not fresh.text:
            raise DomainError.of("text_missing", _("Văn bản này chưa có chữ để đọc lại."))
        place = fresh.reading.get("place", "")
        _parse(fresh, fresh.text, place)
        save_version(fresh)
        record("directives.notice.read_again", actor=actor, obj=fresh, data=_counts(fresh.draft))
    return fresh


def save_draft(
    notice: Notice, draft: Draft, *, actor: Any, expected_version: int | None = None, act: str = "edit", label: str = ""
) -> Notice:
    """Keep what a person has made of the proposal so far. Raises Stale when somebody else has saved meanwhile."""
    with transaction.atomic():
        fresh = lock_for_change(notice, expected_version)
        NOTICE.check(fresh, "confirm", actor)
        fresh.draft = draft
        save_version(fresh)
        record("directives.notice.draft", actor=actor, obj=fresh, data={"act": act, "task": label})
    return fresh


def reissue(notice: Notice, actor: Any, reason: str, expected_version: int | None = None) -> Notice:
    """Hand out the duties of an old document again: it waits for confirmation, with new dates."""
    with transaction.atomic():
        fresh = lock_for_change(notice, expected_version)
        _reissue(fresh, actor=actor, reason=reason)
    return fresh


def cancel(notice: Notice, *, actor: Any, reason: str, expected_version: int | None = None) -> Notice:
    """Leave a document without handing out anything; the file and what was read stay."""
    with transaction.atomic():
        fresh = lock_for_change(notice, expected_version)
        transition(NOTICE, fresh, "cancel", actor=actor, reason=reason)
    return fresh


def reopen(notice: Notice, *, actor: Any, reason: str, expected_version: int | None = None) -> Notice:
    """Take a cancelled document up again, with a reason; dates that have passed are dropped, as in a re-issue."""
    with transaction.atomic():
        fresh = lock_for_change(notice, expected_version)
        _drop_past_dates(fresh)
        transition(NOTICE, fresh, "reopen", actor=actor, reason=reason)
    return fresh


def _reissue(notice: Notice, *, actor: Any, reason: str) -> None:
    _drop_past_dates(notice)
    transition(NOTICE, notice, "reissue", actor=actor, reason=reason)


def _drop_past_dates(notice: Notice) -> None:
    today = clock.today().isoformat()
    for block in notice.draft.get("blocks", []):
        for task in block["tasks"]:
            if task["due_on"] and task["due_on"] < today:
                task["due_on"], task["due_from"] = None, ""


def _read(notice: Notice, *, text: str | None, actor: Any, whole: bool = False) -> None:
    """Read the words of a notice and make its draft, or say why that cannot be done.

    ``whole`` reads the file even where the register has words: those of a long file are only its first pages.
    """
    place = notice.reading.get("place", "")
    try:
        known = "" if whole and notice.document.file is not None else notice.document.text
        words = text or known or _file_text(notice.document)
        require_open(words)
        _parse(notice, words, place)
    except reading.Unreadable as error:
        notice.unread_reason = str(error)
        transition(NOTICE, notice, "fail", actor=actor)
        return
    notice.unread_reason = ""
    name = "keep" if is_history(notice.document) else "propose"
    transition(NOTICE, notice, name, actor=actor, data=_counts(notice.draft))


def _parse(notice: Notice, words: str, place: str) -> None:
    rules = ProvinceRules(notice.province)
    found = reading.parse(words, rules.for_reader())
    data = found.as_data()
    notice.text = data.pop("text", found.text)
    notice.reading = {**data, "place": place or data["document"].get("place") or ""}
    notice.reader_version = str(reading.VERSION)
    notice.draft = propose(notice)


def _file_text(document: RegisteredDocument) -> str:
    if document.file is None:
        raise reading.Unreadable(str(_("Văn bản trong sổ không có tệp và không có nội dung.")))
    with document.file.open() as handle:
        source = reading.read_file(handle.read(), document.file.name)
    if source.text != document.text:
        require_open(str(source.text))
        locked_head()
        fresh = lock_for_change(document)
        fresh.text = document.text = source.text
        save_version(fresh)
    return str(source.text)


def _counts(draft: Draft) -> dict[str, int]:
    blocks = draft.get("blocks", [])
    return {"blocks": len(blocks), "tasks": sum(len(block["tasks"]) for block in blocks)}
