"""After submission: dated additions, and the answer to a completion request. What was submitted never changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import NotAllowed, Problems, WrongState
from saolang.core.text import format_date
from saolang.core.workdays import WorkCalendar
from saolang.producers.models import Evidence

from .. import law, notices
from ..clocks import reassessment_due
from ..enums import DossierState, Level
from ..facts import paper_facts
from ..models import CompletionRequest, Dossier, Supplement
from ..queries import open_request
from ..states import DOSSIER, SUPPLEMENTABLE

ANSWERS = {
    DossierState.COMMUNE_COMPLETION: "answer_commune",
    DossierState.PROVINCE_COMPLETION: "answer_province",
}


def add_supplement(
    dossier: Dossier,
    *,
    evidence: Evidence,
    reason: str,
    criterion: str = "",
    actor: Any,
    at: dt.datetime | None = None,
) -> Supplement:
    """Add a paper to a submitted dossier (tài liệu bổ sung): a replacement or a late result, dated, with the reason.

    The submission date stays. Raises NotAllowed, WrongState, DomainError (paper of another producer, expired, without
    a file, unknown criterion, no reason, the same paper twice).
    """
    moment = at or clock.now()
    day = clock.local(moment).date()
    with transaction.atomic():
        dossier = lock_for_change(dossier)
        if not actor.has_perm("dossiers.supplement_dossier", dossier):
            raise NotAllowed.of("not_allowed", _("Chỉ người của chủ thể mới bổ sung tài liệu vào hồ sơ."))
        if dossier.state not in SUPPLEMENTABLE:
            raise WrongState.of(
                "wrong_state",
                _("Hồ sơ ở trạng thái “%(state)s” không nhận tài liệu bổ sung.")
                % {"state": DOSSIER.state(dossier).staff_name},
            )
        _check(dossier, evidence, reason, criterion, day)
        supplement = Supplement.objects.create(
            dossier=dossier,
            evidence=evidence,
            criterion=criterion,
            reason=reason,
            added_by=actor,
            added_on=day,
            facts=paper_facts(evidence),
            answers=open_request(dossier),
        )
        data = {
            "evidence": evidence.code,
            "criterion": criterion,
            "files": [file["sha256"] for file in supplement.facts["files"]],
        }
        record("dossiers.dossier.supplement", actor=actor, obj=dossier, at=at, reason=reason, data=data)
        _tell_office(dossier, _("Tài liệu bổ sung: %(name)s"), evidence.title, actor)
    return supplement


def answer_completion(
    dossier: Dossier,
    *,
    text: str,
    actor: Any,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Dossier:
    """Answer the open completion request; the file goes back to whoever asked. Papers are added before, dated."""
    moment = at or clock.now()
    day = clock.local(moment).date()
    with transaction.atomic():
        dossier = lock_for_change(dossier, expected_version)
        name = ANSWERS.get(DossierState(dossier.state), "answer_commune")
        DOSSIER.check(dossier, name, actor)
        request = open_request(dossier)
        problems = Problems()
        if not text.strip() and not (request and request.supplements.exists()):
            problems.add(
                "answer_empty", _("Chưa có nội dung trả lời hoặc tài liệu bổ sung."), where=_("Trả lời"),
                fix=_("Ghi đã hoàn thiện những gì, hoặc thêm tài liệu bổ sung trước."),
            )  # fmt: skip
        problems.raise_if_any()
        close_request(dossier, request, day, text)
        transition(DOSSIER, dossier, name, actor=actor, at=at, data={"answered_on": day})
        _tell_office(dossier, _("Chủ thể đã hoàn thiện hồ sơ: %(name)s"), text, actor)
    return dossier


def close_request(dossier: Dossier, request: CompletionRequest | None, day: dt.date, text: str) -> None:
    """End the open request; where the province decided that a request pauses the clock, give the days back.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.2 knows no pause (setting ``completion_request_pauses_clock``).
    """
    if request is None:
        return
    request.answered_on, request.answer_text = day, text
    request.save()
    dossier.reassessment_due_on = reassessment_due(dossier)
    if request.level == Level.COMMUNE and law.setting("completion_request_pauses_clock", request.requested_on):
        calendar = WorkCalendar.load()
        waited = calendar.working_days_between(request.requested_on, day)
        if dossier.commune_due_on is not None and waited > 0:
            dossier.commune_due_on = calendar.add_working_days(dossier.commune_due_on, waited).date


def _check(dossier: Dossier, evidence: Evidence, reason: str, criterion: str, day: dt.date) -> None:
    problems = Problems()
    if evidence.producer_id != dossier.producer_id or evidence.product_id not in (None, dossier.product_id):
        problems.add("foreign_paper", _("Giấy này không thuộc chủ thể hoặc thuộc sản phẩm khác."))
    if not evidence.files.exists():
        problems.add("paper_without_file", _("Giấy chưa có tệp đính kèm."), where=evidence.title)
    if evidence.expires_on is not None and evidence.expires_on < day:
        problems.add(
            "paper_expired",
            _("“%(title)s” đã hết hạn ngày %(day)s.")
            % {"title": evidence.title, "day": format_date(evidence.expires_on)},
            fix=_("Tải lên giấy còn hiệu lực."),
        )
    if criterion and criterion not in law.sheet_of(dossier).by_code:
        problems.add("criterion_unknown", _("Phiếu không có tiêu chí %(code)s.") % {"code": criterion})
    if not reason.strip():
        problems.add("reason_missing", _("Chưa ghi lý do bổ sung."), where=_("Lý do bổ sung"))
    if dossier.supplements.filter(evidence=evidence, criterion=criterion).exists():
        problems.add("supplemented_twice", _("Giấy này đã được bổ sung vào hồ sơ."), where=evidence.title)
    problems.raise_if_any()


def _tell_office(dossier: Dossier, title: str, body: str, actor: Any) -> None:
    people = notices.commune_people(dossier) if dossier.proposed_on is None else notices.province_people(dossier)
    notices.tell(people, dossier, "supplement", title % {"name": dossier.product.name}, body, actor=actor)
