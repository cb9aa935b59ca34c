"""A body raises a difficulty, says whether the answer helped, or takes it back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.audit.domain import transition as audited
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import NotAllowed, Problems
from saolang.core.text import fold_vi, format_date, normalize, normalize_line
from saolang.files.domain import store
from saolang.notify.domain import send
from saolang.places.queries import province_by_code

from ..answerers import plain_words
from ..criteria import criterion_label, is_criterion
from ..models import Assignment, Difficulty, Topic
from ..rules.people import bodies_of, office_units
from ..states.difficulties import DIFFICULTY
from .difficulty_rounds import end_open_round, last_route, open_round
from .people import office_people, people_of

FILE_PURPOSE = "directives.difficulty"
LIMITS = {"title": 200, "text": 8000, "proposal": 4000, "rule": 250, "voiced_at": 250, "reason": 2000}
"""Most letters that a field keeps."""


def raise_difficulty(
    *,
    raised_by: Any,
    title: str,
    text: str,
    actor: Any,
    proposal: str = "",
    assignment: Assignment | None = None,
    sheet_id: str = "",
    criterion: str = "",
    rule: str = "",
    topic: Topic | None = None,
    upload: Any = None,
    voiced_at: str = "",
    at: dt.datetime | None = None,
) -> Difficulty:
    """Write a difficulty down for a body the person acts for; the office may do so for any body of the province.

    ``voiced_at`` names the meeting where it was said, when the office writes for somebody else. The office of the
    province hears of it at once.
    """
    words = {
        "title": normalize_line(title), "text": normalize(text), "proposal": normalize(proposal),
        "rule": normalize_line(rule), "voiced_at": normalize_line(voiced_at),
    }  # fmt: skip
    day = clock.day_of(at)
    province = province_of(raised_by)
    own = raised_by.pk in bodies_of(actor)
    if not own and (province is None or province.pk not in office_units(actor)):
        raise NotAllowed.of("not_allowed", _("Bạn không thay mặt đơn vị này."), where="raised_by")
    problems = length_problems(words)
    if province is None:
        problems.add("no_province", _("Đơn vị này không thuộc tỉnh."), where="raised_by")
    if not own and not words["voiced_at"]:
        problems.add(
            "voiced_at_missing", _("Chưa ghi đơn vị nêu ở đâu, ngày nào."), where="voiced_at",
            fix=_("Ví dụ: họp Ban Chỉ đạo ngày 21/11/2026."),
        )  # fmt: skip
    _check_subject(problems, raised_by, assignment, sheet_id, criterion, day)
    problems.raise_if_any()
    with transaction.atomic():
        stored = store(upload, actor=actor, purpose=FILE_PURPOSE) if upload else None
        difficulty = Difficulty(
            province=province, raised_by=raised_by, raised_by_user=actor, raised_on=day, assignment=assignment,
            sheet_id=sheet_id, criterion=criterion, topic=topic or suggest_topic(f"{title} {text} {rule}", assignment),
            file=stored, on_behalf=not own, **words,
        )  # fmt: skip
        difficulty.search_text = searchable(difficulty)
        difficulty.save()
        data = {"raised_by": raised_by.pk, "on_behalf": not own}
        record("directives.difficulty.raise", actor=actor, obj=difficulty, at=at, data=data)
        send(
            [person for person in office_people(province) if person.pk != actor.pk],
            kind="directives.difficulty_new", title=_("Khó khăn, vướng mắc mới: %(title)s") % {"title": title},
            body=_("%(body)s nêu ngày %(day)s; chờ chuyển cơ quan trả lời.")
            % {"body": raised_by.name, "day": format_date(day)},
            url=difficulty.get_absolute_url(), obj=difficulty,
        )  # fmt: skip
    return difficulty


def close_difficulty(
    difficulty: Difficulty, *, actor: Any, expected_version: int | None = None, at: dt.datetime | None = None
) -> Difficulty:
    """The body says that the answer solved it."""
    with transaction.atomic():
        fresh = lock_for_change(difficulty, expected_version)
        fresh.closed_on = clock.day_of(at)
        audited(DIFFICULTY, fresh, "close", actor=actor, at=at)
        tell(fresh, [*people_of(fresh.answered_by)], "directives.difficulty_closed", _("Đã giải quyết: %(title)s"),
             but=actor)  # fmt: skip
    return fresh


def still_stuck(
    difficulty: Difficulty, *, actor: Any, reason: str, expected_version: int | None = None,
    at: dt.datetime | None = None,
) -> Difficulty:  # fmt: skip
    """The answer did not help: the same body is asked again, with a new clock; the answer so far is kept."""
    with transaction.atomic():
        fresh = lock_for_change(difficulty, expected_version)
        DIFFICULTY.check(fresh, "still_stuck", actor, reason)
        length_problems({"reason": normalize(reason)}).raise_if_any()
        day = clock.day_of(at)
        fresh.routes.filter(pk=last_route(fresh).pk).update(stuck_on=day, stuck_reason=normalize(reason))
        fresh.rounds += 1
        fresh.reason = normalize(reason)
        open_round(fresh, day, actor)
        audited(DIFFICULTY, fresh, "still_stuck", actor=actor, reason=reason, at=at, data={"round": fresh.rounds})
        tell(
            fresh, [*people_of(fresh.routed_to), *office_people(fresh.province_id)], "directives.difficulty_stuck",
            _("Vẫn còn vướng: %(title)s"), but=actor,
            body=_("Hỏi lần %(n)d, hạn trả lời ngày %(day)s.")
            % {"n": fresh.rounds, "day": format_date(fresh.due_on)},
        )  # fmt: skip
    return fresh


def withdraw_difficulty(
    difficulty: Difficulty, *, actor: Any, reason: str, expected_version: int | None = None,
    at: dt.datetime | None = None,
) -> Difficulty:  # fmt: skip
    """The body takes it back before it is answered; what was published of an earlier round goes too."""
    with transaction.atomic():
        fresh = lock_for_change(difficulty, expected_version)
        DIFFICULTY.check(fresh, "withdraw", actor, reason)
        length_problems({"reason": normalize(reason)}).raise_if_any()
        asked = fresh.routed_to
        end_open_round(fresh, clock.day_of(at), _("Đơn vị rút lại."))
        fresh.closed_on, fresh.published_on, fresh.reason = clock.day_of(at), None, normalize(reason)
        audited(DIFFICULTY, fresh, "withdraw", actor=actor, reason=reason, at=at)
        people = [*office_people(fresh.province_id), *(people_of(asked) if asked is not None else ())]
        tell(fresh, people, "directives.difficulty_withdrawn", _("Đơn vị rút lại: %(title)s"), but=actor)
    return fresh


def province_of(body: Any) -> Any:
    """The province a body belongs to; bodies without a unit belong to the served one."""
    unit = body.unit
    if unit is None:
        return province_by_code(settings.PROVINCE_CODE)
    return unit if unit.level == "province" else unit.province


def suggest_topic(text: str, assignment: Assignment | None = None) -> Topic | None:
    """The topic of the task, else the first topic one of whose phrases stands in the text."""
    if assignment is not None and assignment.topic is not None:
        return assignment.topic
    folded = f" {plain_words(text)} "
    for topic in Topic.objects.all():
        words = (plain_words(line) for line in topic.words.splitlines())
        if any(word and f" {word} " in folded for word in words):
            return topic
    return None


def searchable(difficulty: Difficulty) -> str:
    """What the search of the desk reads, without marks."""
    parts = [
        difficulty.title, difficulty.text, difficulty.proposal, difficulty.rule, difficulty.raised_by.name,
        difficulty.answer_number, difficulty.answer,
    ]  # fmt: skip
    if difficulty.sheet_id:
        parts.append(criterion_label(difficulty.sheet_id, difficulty.criterion))
    return fold_vi(normalize_line(" ".join(part for part in parts if part)))


def length_problems(words: dict[str, str]) -> Problems:
    """What is missing or longer than is kept, all at once."""
    problems = Problems()
    if "title" in words and not words["title"]:
        problems.add("title_missing", _("Chưa ghi vướng mắc."), where="title")
    if "text" in words and not words["text"]:
        problems.add("text_missing", _("Chưa ghi nội dung."), where="text")
    for name, value in words.items():
        if len(value) > LIMITS[name]:
            numbers = {"n": len(value), "most": LIMITS[name]}
            problems.add(
                "too_long", _("Dài %(n)d chữ cái, nhiều nhất là %(most)d.") % numbers, where=name,
                fix=_("Rút gọn, hoặc để phần dài trong tệp gửi kèm."),
            )  # fmt: skip
    return problems


def tell(difficulty: Difficulty, people: Any, kind: str, title: str, *, but: Any = None, body: str = "") -> None:
    """Send a message about a difficulty; whoever acted hears nothing."""
    send(
        [person for person in people if but is None or person.pk != but.pk],
        kind=kind, title=title % {"title": difficulty.title}, body=body, url=difficulty.get_absolute_url(),
        obj=difficulty,
    )  # fmt: skip


def _check_subject(
    problems: Problems, body: Any, assignment: Assignment | None, sheet_id: str, criterion: str, day: dt.date
) -> None:
    if assignment is not None and not Assignment.objects.filter(task=assignment.task_id, body=body).exists():
        problems.add("not_in_task", _("Đơn vị này không có phần trong nhiệm vụ đã chọn."), where="assignment")
    if criterion and not sheet_id:
        problems.add("sheet_missing", _("Chọn bộ sản phẩm của tiêu chí."), where="sheet_id")
    elif sheet_id and not is_criterion(sheet_id, criterion, day):
        problems.add(
            "criterion_unknown", _("Phiếu đánh giá này không có tiêu chí đã chọn."), where="criterion",
            fix=_("Chọn một tiêu chí trong danh sách."),
        )  # fmt: skip
