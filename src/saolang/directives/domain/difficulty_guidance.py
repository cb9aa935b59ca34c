"""A general answer becomes guidance that everybody may read; it names no producer and no person."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation, User
from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problem, Problems, WrongState
from saolang.core.text import fold_vi, normalize, normalize_line

from ..answerers import plain_words
from ..criteria import criterion_label
from ..models import Difficulty
from ..states.difficulties import ANSWER_STATES
from .difficulties import LIMITS, tell
from .people import people_of

QUESTION_LENGTH = 300
ANSWER_LENGTH = 8000
_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .\-]?\d){8,10}(?!\d)")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def publish_guidance(
    difficulty: Difficulty, *, question: str, answer: str, actor: Any, general: bool = False, checked: bool = False,
    expected_version: int | None = None, at: dt.datetime | None = None,
) -> Difficulty:  # fmt: skip
    """Publish the question and the answer in words for everybody, or change what is published.

    ``general`` says that the answer holds for everybody; ``checked`` that a person has looked at the names found and
    they are not those of a producer or a person on file. Numbers to call and addresses are refused in any case.
    """
    with transaction.atomic():
        fresh = lock_for_change(difficulty, expected_version)
        _check_right(fresh, actor)
        question, answer = normalize_line(question), normalize(answer)
        problems = _text_problems(question, answer)
        if not general:
            problems.add(
                "not_general", _("Chỉ công bố câu trả lời áp dụng chung."), where="general",
                fix=_("Đánh dấu “Áp dụng chung” nếu đúng như vậy."),
            )  # fmt: skip
        problems.extend(private_parts(question, "question"))
        problems.extend(private_parts(answer, "answer"))
        problems.extend(private_parts(fresh.rule, "question"))
        if not checked:
            problems.extend(named_in(question, "question"))
            problems.extend(named_in(answer, "answer"))
            problems.extend(named_in(fresh.rule, "question"))
        problems.raise_if_any()
        day = clock.day_of(at)
        again = fresh.published_on is not None
        fresh.is_general, fresh.public_question, fresh.public_answer = True, question, answer
        fresh.published_on = fresh.published_on or day
        fresh.guidance_updated_on = day
        fresh.public_search_text = public_words(fresh)
        save_version(fresh)
        verb = "directives.difficulty.change_guidance" if again else "directives.difficulty.publish"
        record(verb, actor=actor, obj=fresh, at=at, data={"names_checked": checked})
        if not again:
            tell(
                fresh, people_of(fresh.raised_by), "directives.guidance_published",
                _("Đã công bố hướng dẫn từ vướng mắc: %(title)s"), but=actor,
            )  # fmt: skip
    return fresh


def unpublish_guidance(
    difficulty: Difficulty, *, reason: str, actor: Any, expected_version: int | None = None,
    at: dt.datetime | None = None,
) -> Difficulty:  # fmt: skip
    """Take guidance off the public pages; its words stay for a later publication."""
    with transaction.atomic():
        fresh = lock_for_change(difficulty, expected_version)
        if not actor.has_perm("directives.publish_guidance", fresh):
            raise NotAllowed.of("not_allowed", _("Bạn không có quyền gỡ hướng dẫn này."))
        if fresh.published_on is None:
            raise WrongState.of("not_published", _("Hướng dẫn này không đang công bố."))
        reason = normalize(reason)
        if not reason or len(reason) > LIMITS["reason"]:
            raise DomainError.of(
                "reason_missing" if not reason else "too_long",
                _("Ghi lý do gỡ, nhiều nhất %(n)d chữ cái.") % {"n": LIMITS["reason"]},
                where="reason",
            )
        fresh.published_on = None
        save_version(fresh)
        record("directives.difficulty.unpublish", actor=actor, obj=fresh, at=at, reason=reason)
    return fresh


def private_parts(text: str, where: str) -> list[Problem]:
    """Numbers to call and addresses of mail in a text."""
    found = [match[0].strip() for pattern in (_PHONE, _MAIL) for match in pattern.finditer(text)]
    if not found:
        return []
    return [
        Problem(
            "private_part",
            _("Có số điện thoại hoặc thư điện tử: %(what)s.") % {"what": ", ".join(found[:3])},
            where=where,
            fix=_("Bỏ phần này; người đọc hỏi qua cơ quan."),
        )
    ]


def named_in(text: str, where: str) -> list[Problem]:
    """Producers and people on file whose name of two words or more stands in a text."""
    wanted = f" {plain_words(text)} "
    if not wanted.strip():
        return []
    producers = Organisation.objects.filter(kind=OrganisationKind.PRODUCER).values_list("name", flat=True)
    people = User.objects.exclude(full_name="").values_list("full_name", flat=True)
    problems = []
    for code, label, names in (
        ("names_producer", _("Có tên chủ thể: %(names)s."), producers),
        ("names_person", _("Có tên người: %(names)s."), people),
    ):
        found = sorted({name for name in names.iterator() if _stands_in(name, wanted)})
        if found:
            problems.append(
                Problem(
                    code,
                    label % {"names": ", ".join(found[:5])},
                    where=where,
                    fix=_("Bỏ tên, hoặc đánh dấu “Đã kiểm tra tên” nếu chỉ là trùng chữ."),
                )
            )
    return problems


def public_words(difficulty: Difficulty) -> str:
    """What the public search reads: only what the public page shows."""
    parts = [difficulty.public_question, difficulty.public_answer, difficulty.rule, difficulty.answer_number]
    if difficulty.answered_by is not None:
        parts.append(difficulty.answered_by.name)
    if difficulty.topic is not None:
        parts.append(difficulty.topic.name)
    if difficulty.sheet_id:
        parts.append(criterion_label(difficulty.sheet_id, difficulty.criterion))
    text = normalize_line(" ".join(part for part in parts if part))
    return f"{fold_vi(text)} {plain_words(text)}"


def _stands_in(name: str, wanted: str) -> bool:
    words = plain_words(name)
    return " " in words and f" {words} " in wanted


def _check_right(difficulty: Difficulty, actor: Any) -> None:
    if not actor.has_perm("directives.publish_guidance", difficulty):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền công bố hướng dẫn từ việc này."))
    if difficulty.state not in ANSWER_STATES:
        raise WrongState.of(
            "not_answered", _("Chưa có trả lời để công bố."), fix=_("Công bố được khi đã trả lời hoặc đã giải quyết.")
        )


def _text_problems(question: str, answer: str) -> Problems:
    problems = Problems()
    for text, most, where, label in (
        (question, QUESTION_LENGTH, "question", _("câu hỏi")),
        (answer, ANSWER_LENGTH, "answer", _("câu trả lời")),
    ):
        if not text:
            problems.add("text_missing", _("Chưa ghi %(what)s công bố.") % {"what": label}, where=where)
        elif len(text) > most:
            problems.add(
                "too_long", _("Dài %(n)d chữ cái, nhiều nhất là %(most)d.") % {"n": len(text), "most": most},
                where=where,
            )  # fmt: skip
    return problems
