"""The office sends a difficulty to the body that can answer; the body answers or says that it is not competent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import users_with
from saolang.audit.domain import record
from saolang.audit.domain import transition as audited
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problems, WrongState
from saolang.core.text import format_date, normalize, normalize_line
from saolang.documents.models import RegisteredDocument
from saolang.documents.register_models import number_key
from saolang.files.domain import store

from ..answerers import answering_bodies
from ..enums import DifficultyState
from ..models import Difficulty, Topic
from ..rules.people import bodies_of
from ..states.difficulties import DIFFICULTY, OPEN
from .difficulties import FILE_PURPOSE, length_problems, searchable, tell
from .difficulty_rounds import end_open_round, last_route, open_round
from .people import office_people, people_of

ANSWER_LENGTH = 12000
NOTE_LENGTH = 2000


def route_difficulty(
    difficulty: Difficulty, *, body: Any, actor: Any, note: str = "", topic: Topic | None = None,
    expected_version: int | None = None, at: dt.datetime | None = None,
) -> Difficulty:  # fmt: skip
    """Send a difficulty to a body, or on to another one while it waits; the clock starts anew."""
    with transaction.atomic():
        fresh = lock_for_change(difficulty, expected_version)
        DIFFICULTY.check(fresh, "route", actor)
        day = clock.day_of(at)
        _check_body(fresh, body, note, day)
        if fresh.routed_to_id is not None:
            end_open_round(fresh, day, _("Văn phòng chuyển cơ quan khác."))
        fresh.routed_to = body
        if topic is not None:
            fresh.topic = topic
        open_round(fresh, day, actor, note)
        audited(DIFFICULTY, fresh, "route", actor=actor, at=at, data={"body": body.pk, "due_on": fresh.due_on})
        due = {"body": body.name, "day": format_date(fresh.due_on)}
        tell(
            fresh, people_of(body), "directives.difficulty_routed", _("Cần trả lời khó khăn, vướng mắc: %(title)s"),
            but=actor, body=_("Hạn trả lời: ngày %(day)s.") % due,
        )  # fmt: skip
        tell(
            fresh, people_of(fresh.raised_by), "directives.difficulty_sent_on", _("Đã chuyển để trả lời: %(title)s"),
            but=actor, body=_("%(body)s trả lời trước hết ngày %(day)s.") % due,
        )  # fmt: skip
    return fresh


def return_difficulty(
    difficulty: Difficulty, *, actor: Any, reason: str, expected_version: int | None = None,
    at: dt.datetime | None = None,
) -> Difficulty:  # fmt: skip
    """The body says that it is not competent; the office routes on."""
    with transaction.atomic():
        fresh = lock_for_change(difficulty, expected_version)
        DIFFICULTY.check(fresh, "return", actor, reason)
        length_problems({"reason": normalize(reason)}).raise_if_any()
        route = last_route(fresh)
        body = route.body
        fresh.routes.filter(pk=route.pk).update(returned_on=clock.day_of(at), reason=normalize(reason))
        fresh.routed_to, fresh.routed_on, fresh.due_on, fresh.reason = None, None, None, normalize(reason)
        # Not by ``transition``: it would ask for the right of a body that is no longer asked.
        before, fresh.state = fresh.state, DifficultyState.NEW
        save_version(fresh)
        record(
            "directives.difficulty.return", actor=actor, obj=fresh, at=at, reason=reason, data={"body": body.pk},
            from_state=before, to_state=fresh.state,
        )  # fmt: skip
        tell(
            fresh, office_people(fresh.province_id), "directives.difficulty_returned",
            _("Trả lại, cần chuyển cơ quan khác: %(title)s"), but=actor,
            body=_("%(body)s: %(reason)s") % {"body": body.name, "reason": normalize(reason)},
        )  # fmt: skip
    return fresh


def answer_difficulty(
    difficulty: Difficulty, *, answer: str, actor: Any, number: str = "", dated_on: dt.date | None = None,
    upload: Any = None, general: bool = False, expected_version: int | None = None, at: dt.datetime | None = None,
) -> Difficulty:  # fmt: skip
    """Answer, with the number and date of the body's own document; the office may enter a body's answer on paper.

    The document is linked when it is in the register. An answer that was published before comes off the public pages:
    the new one is published anew.
    """
    with transaction.atomic():
        fresh = lock_for_change(difficulty, expected_version)
        DIFFICULTY.check(fresh, "answer", actor)
        day = clock.day_of(at)
        own = fresh.routed_to_id in bodies_of(actor)
        number = normalize_line(number)
        _answer_problems(answer, number, dated_on, day, own=own).raise_if_any()
        stored = store(upload, actor=actor, purpose=FILE_PURPOSE) if upload else None
        was_public = fresh.published_on is not None
        fresh.answer, fresh.answered_on, fresh.answered_by = normalize(answer), day, fresh.routed_to
        fresh.answer_number, fresh.answer_dated_on, fresh.answer_file = number, dated_on, stored
        fresh.answer_document = find_document(number, dated_on, fresh.routed_to)
        fresh.is_general, fresh.published_on = bool(general), None
        fresh.search_text = searchable(fresh)
        route = last_route(fresh)
        route.answered_on, route.answer, route.answer_file = day, fresh.answer, stored
        route.answer_number, route.answer_dated_on = number, dated_on
        route.save()
        data = {"number": number, "own": own, "general": bool(general), "was_public": was_public}
        audited(DIFFICULTY, fresh, "answer", actor=actor, at=at, data=data)
        people = [*people_of(fresh.raised_by), *office_people(fresh.province_id)]
        tell(
            fresh, people, "directives.difficulty_answered", _("Đã có trả lời: %(title)s"), but=actor,
            body=_("%(body)s trả lời. Xem rồi cho biết đã giải quyết hay vẫn còn vướng.")
            % {"body": route.body.name},
        )  # fmt: skip
    return fresh


def report_up(
    difficulty: Difficulty, *, note: str, actor: Any, expected_version: int | None = None,
    at: dt.datetime | None = None,
) -> Difficulty:  # fmt: skip
    """Bring a difficulty before the People's Committee: its leaders are told and see the mark."""
    with transaction.atomic():
        fresh = lock_for_change(difficulty, expected_version)
        if not actor.has_perm("directives.report_up_difficulty", fresh):
            raise NotAllowed.of("not_allowed", _("Bạn không có quyền báo cáo UBND tỉnh việc này."))
        if fresh.state not in OPEN:
            raise WrongState.of("wrong_state", _("Việc này đã kết thúc nên không báo cáo nữa."))
        note = normalize(note)
        if not note or len(note) > NOTE_LENGTH:
            raise DomainError.of(
                "note_missing" if not note else "too_long",
                _("Ghi điều đề nghị lãnh đạo cho ý kiến, nhiều nhất %(n)d chữ cái.") % {"n": NOTE_LENGTH},
                where="note",
            )
        fresh.reported_up_on, fresh.reported_up_note = clock.day_of(at), note
        save_version(fresh)
        record("directives.difficulty.report_up", actor=actor, obj=fresh, at=at)
        leaders = users_with(RoleKind.LEADER, unit=fresh.province_id)
        tell(fresh, leaders, "directives.difficulty_up", _("Báo cáo UBND tỉnh: %(title)s"), but=actor, body=note)
    return fresh


def find_document(number: str, dated_on: dt.date | None, body: Any) -> RegisteredDocument | None:
    """The body's document of this number and date in the register, if it is there."""
    digits, _slash, symbol = number.partition("/")
    if not number or dated_on is None:
        return None
    rows = RegisteredDocument.objects.filter(number_key=number_key(digits, symbol), issued_on=dated_on)
    return rows.filter(Q(issuer=body) | Q(issuer__isnull=True)).order_by("issuer", "pk").first()


def _check_body(difficulty: Difficulty, body: Any, note: str, day: dt.date) -> None:
    problems = Problems()
    if body is None or not answering_bodies(difficulty.province_id, day).filter(pk=body.pk).exists():
        problems.add("body_cannot_answer", _("Chọn cơ quan cấp tỉnh còn hoạt động."), where="body")
    elif body.pk == difficulty.routed_to_id:
        problems.add("same_body", _("Việc này đang ở chính cơ quan đó."), where="body")
    elif body.pk == difficulty.raised_by_id:
        problems.add("own_body", _("Đơn vị nêu vướng mắc không tự trả lời."), where="body")
    if len(normalize(note)) > NOTE_LENGTH:
        problems.add("too_long", _("Lời nhắn dài quá %(n)d chữ cái.") % {"n": NOTE_LENGTH}, where="note")
    problems.raise_if_any()


def _answer_problems(answer: str, number: str, dated_on: dt.date | None, day: dt.date, *, own: bool) -> Problems:
    problems = Problems()
    length = len(normalize(answer))
    if not length:
        problems.add("answer_missing", _("Chưa ghi nội dung trả lời."), where="answer")
    elif length > ANSWER_LENGTH:
        problems.add(
            "too_long", _("Trả lời dài quá %(n)d chữ cái.") % {"n": ANSWER_LENGTH}, where="answer",
            fix=_("Ghi phần chính, gửi kèm văn bản."),
        )  # fmt: skip
    if len(number) > 60:
        problems.add("number_long", _("Số, ký hiệu dài quá 60 chữ cái."), where="number")
    if bool(number) != (dated_on is not None):
        problems.add(
            "number_and_date", _("Ghi cả số, ký hiệu và ngày của văn bản trả lời, hoặc để trống cả hai."),
            where="dated_on" if number else "number",
        )  # fmt: skip
    if dated_on is not None and dated_on > day:
        problems.add("date_ahead", _("Ngày văn bản ở sau hôm nay."), where="dated_on")
    if not own and not number:
        problems.add(
            "paper_missing", _("Ghi hộ trả lời của cơ quan khác thì phải có số và ngày văn bản của cơ quan đó."),
            where="number",
        )  # fmt: skip
    return problems
