"""The way of a case to its decision: verification, hearing, giving up.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import Problems, WrongState
from saolang.core.text import format_date
from saolang.documents.domain.papers import cancel_paper
from saolang.documents.enums import PaperState
from saolang.documents.models import Paper

from ..enums import Hearing, WithdrawalFileSide, WithdrawalState
from ..models import WithdrawalCase, WithdrawalFile, WithdrawalReply
from ..states.withdrawals import WITHDRAWAL
from .inspection_rights import require
from .withdrawals import tell_office, tell_producer

REPLY_FILES = 10


@transaction.atomic
def start_verification(
    case: WithdrawalCase, *, actor: Any, expected_version: int | str | None = None
) -> WithdrawalCase:
    """Begin to check; the producer and the commune are told and may answer in writing from now on."""
    case = lock_for_change(case, expected_version)
    transition(WITHDRAWAL, case, "verify", actor=actor)
    tell_producer(
        case,
        _("Đang xem xét thu hồi: %(name)s"),
        _("Cơ quan tham mưu OCOP tỉnh đang kiểm tra, xác minh. Chủ thể có thể gửi ý kiến và tài liệu."),
    )
    return case


@transaction.atomic
def record_verification(
    case: WithdrawalCase, *, on: date | None, text: str, actor: Any, expected_version: int | str | None = None
) -> WithdrawalCase:
    """Write down what was checked and found. Raises DomainError."""
    case = lock_for_change(case, expected_version)
    require(actor, "monitoring.manage_withdrawal", case)
    problems = Problems()
    if case.state not in (WithdrawalState.VERIFYING, WithdrawalState.HEARD):
        raise WrongState.of("not_verifying", _("Chỉ ghi kết quả xác minh khi đang kiểm tra, xác minh."))
    _check_day(problems, case, on, _("Ngày xác minh"))
    if not text.strip():
        problems.add("no_text", _("Chưa ghi kết quả kiểm tra, xác minh."), where=_("Kết quả"))
    problems.raise_if_any()
    case.verified_on, case.verified_text = on, text
    save_version(case)
    record("monitoring.withdrawalcase.verified", actor=actor, obj=case, data={"on": on})
    return case


@transaction.atomic
def reply(case: WithdrawalCase, *, text: str, actor: Any, files: Sequence[Any] = ()) -> WithdrawalReply:
    """What the producer says in writing, with its papers; possible until a decision. Raises DomainError."""
    case = lock_for_change(case)
    require(actor, "monitoring.answer_withdrawal", case)
    problems = Problems()
    if not case.is_open:
        raise WrongState.of("closed", _("Hồ sơ thu hồi đã kết thúc."))
    if not text.strip():
        problems.add("no_text", _("Chưa ghi ý kiến."), where=_("Ý kiến"))
    if len(files) > REPLY_FILES:
        problems.add("too_many_files", _("Mỗi lần gửi nhiều nhất %(n)d tệp.") % {"n": REPLY_FILES}, where=_("Tệp"))
    problems.raise_if_any()
    row = WithdrawalReply.objects.create(case=case, text=text, given_on=clock.today(), given_by=actor)
    for stored in files:
        WithdrawalFile.objects.create(
            case=case, reply=row, side=WithdrawalFileSide.PRODUCER, label=stored.name, file=stored, added_by=actor
        )
    data = {"on": row.given_on, "files": [stored.sha256 for stored in files]}
    record("monitoring.withdrawalcase.reply", actor=actor, obj=case, data=data)
    tell_office(case, _("Chủ thể gửi ý kiến về việc thu hồi: %(name)s"), actor)
    return row


@transaction.atomic
def record_hearing(
    case: WithdrawalCase,
    *,
    how: str,
    on: date | None,
    text: str,
    actor: Any,
    place: str = "",
    expected_version: int | str | None = None,
) -> WithdrawalCase:
    """Record that the producer was heard, or that it was invited and did not come. Raises DomainError."""
    case = lock_for_change(case, expected_version)
    WITHDRAWAL.check(case, "hear", actor)
    problems = Problems()
    _check_day(problems, case, on, _("Ngày"))
    if how not in Hearing.values:
        problems.add("how_unknown", _("Chọn cách nghe chủ thể."), where=_("Cách nghe"))
    if how == Hearing.ABSENT and case.invited_on is None:
        problems.add(
            "not_invited",
            _("Chưa mời chủ thể nên chưa thể ghi là không đến."),
            where=_("Cách nghe"),
            fix=_("Soạn và gửi giấy mời trước."),
        )
    elif how == Hearing.ABSENT and case.replies.exists():
        problems.add("has_replied", _("Chủ thể đã gửi ý kiến bằng văn bản."), where=_("Cách nghe"))
    elif how == Hearing.WRITTEN and not case.replies.exists() and not text.strip():
        problems.add("no_reply", _("Chưa có văn bản trả lời của chủ thể."), where=_("Ý kiến của chủ thể"))
    if how == Hearing.MEETING and not text.strip():
        problems.add("no_text", _("Chưa ghi chủ thể nói gì."), where=_("Ý kiến của chủ thể"))
    if on is not None and case.invited_on is not None and on < case.invited_on:
        problems.add(
            "before_invitation",
            _("Ngày nghe trước ngày mời (%(day)s).") % {"day": format_date(case.invited_on)},
            where=_("Ngày"),
        )
    problems.raise_if_any()
    case.hearing, case.heard_on, case.heard_place = how, on, place
    case.heard_text = text or "\n".join(row.text for row in case.replies.all())
    transition(WITHDRAWAL, case, "hear", actor=actor, data={"how": str(how), "on": on})
    return case


@transaction.atomic
def drop_case(
    case: WithdrawalCase, *, reason: str, actor: Any, expected_version: int | str | None = None
) -> WithdrawalCase:
    """End a case without a withdrawal, with the reason; drafts that were not issued are given up."""
    case = lock_for_change(case, expected_version)
    case.closed_on, case.closed_reason = clock.today(), reason
    told = case.state != WithdrawalState.DRAFT
    transition(WITHDRAWAL, case, "drop", actor=actor, reason=reason)
    living = Paper.objects.filter(subject_type="monitoring.withdrawalcase", subject_id=str(case.pk))
    for paper in living.filter(state__in=[PaperState.DRAFT, PaperState.FOR_SIGNATURE]):
        cancel_paper(paper, actor=actor, reason=_("Không thu hồi."))
    if told:
        tell_producer(case, _("Không thu hồi: %(name)s"))
    return case


def _check_day(problems: Problems, case: WithdrawalCase, on: date | None, where: str) -> None:
    if on is None:
        problems.add("no_day", _("Chưa ghi ngày."), where=where)
    elif on > clock.today():
        problems.add("in_future", _("Ngày %(day)s ở tương lai.") % {"day": format_date(on)}, where=where)
    elif case.recognition.recognised_on and on < case.recognition.recognised_on:
        problems.add("before_recognition", _("Ngày này trước ngày công nhận sản phẩm."), where=where)
