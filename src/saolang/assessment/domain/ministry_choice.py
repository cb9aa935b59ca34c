"""What the province makes of a result under 90 points: recognise on the central result, assess itself, or nothing.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3, 7.4.g.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.accounts.domain.organisations import committee_of
from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problems
from saolang.core.text import format_date, format_score
from saolang.documents.domain.papers import draft_paper, issue_paper
from saolang.documents.enums import PaperKind
from saolang.dossiers.domain.numbers import province_of
from saolang.dossiers.domain.province import mark_not_recognised, return_from_ministry
from saolang.registry.domain import recognise as register
from saolang.registry.enums import DecisionKind
from saolang.registry.models import Recognition
from saolang.rulebook.engine import band_of

from ..enums import CentralChoice, CentralResult
from ..ministry_documents import central_decision_spec
from ..ministry_models import MinistryFile
from .councils import require
from .issue import recognise_dossier, tell_result
from .ministry import RIGHT, recognition_of


@transaction.atomic
def choose(
    file: MinistryFile,
    *,
    choice: str,
    reason: str,
    actor: Any,
    star: int | None = None,
    expected_version: int | None = None,
) -> MinistryFile:
    """Record what the province does with a result under 90, with its reason. Raises DomainError.

    Recognise 3-4 stars on the central result (a decision is drafted), assess itself, or nothing under 50 points.
    Legal: Điều 7.4.g; a star is never above the class of the points (Điều 3.3).
    """
    file = lock_for_change(file, expected_version)
    require(actor, RIGHT)
    problems = Problems()
    if file.result != CentralResult.BELOW or file.total is None:
        problems.add("no_result", _("Chưa ghi kết quả dưới 90 điểm của Bộ."))
    if file.choice:
        problems.add("chosen_already", _("Cách xử lý đã được ghi ngày %(day)s.") % {"day": format_date(file.chosen_on)})
    if not reason.strip():
        problems.add("no_reason", _("Chưa ghi căn cứ lựa chọn."), where=_("Căn cứ"))
    problems.raise_if_any()
    assert file.total is not None
    band = band_of(file.total)
    if choice == CentralChoice.CENTRAL and (star not in (3, 4) or star > band):
        problems.add(
            "star_above_points",
            _("%(points)s điểm thuộc hạng %(band)d sao; không công nhận hạng cao hơn.")
            % {"points": format_score(file.total), "band": band},
            where=_("Hạng sao"),
        )
    if choice == CentralChoice.NONE and band >= 3:
        problems.add("points_for_star", _("Kết quả từ 50 điểm; chọn công nhận hoặc tỉnh tự đánh giá."))
    problems.raise_if_any()
    file.choice, file.choice_reason = CentralChoice(choice), reason
    file.chosen_by_id, file.chosen_on = actor.pk, clock.today()
    if choice == CentralChoice.CENTRAL:
        file.star = star
        file.decision_paper = draft_paper(
            PaperKind.CENTRAL_RESULT_DECISION,
            spec=central_decision_spec(file),
            subject=file,
            issuer=committee_of(province_of(file.dossier)),
            actor=actor,
        )
    else:
        file.closed_on = clock.today()
    save_version(file)
    if choice == CentralChoice.OWN:
        return_from_ministry(file.dossier, actor=actor, reason=reason)
    elif choice == CentralChoice.NONE:
        mark_not_recognised(file.dossier, actor=actor, reason=reason)
    data = {"choice": choice, "star": star}
    record("assessment.ministryfile.choose", actor=actor, obj=file, data=data, reason=reason)
    return file


@transaction.atomic
def issue_central_decision(file: MinistryFile, *, actor: Any, **issue: Any) -> Recognition:
    """Enter the province's signed decision on the central result; the certificate is drafted. Raises DomainError."""
    file = lock_for_change(file)
    require(actor, RIGHT)
    problems = Problems()
    if file.choice != CentralChoice.CENTRAL or file.decision_paper is None:
        problems.add("not_chosen", _("Tỉnh chưa chọn công nhận theo kết quả của Bộ."))
    if file.result_on and issue.get("issued_on") and issue["issued_on"] < file.result_on:
        problems.add("before_notice", _("Ngày quyết định trước ngày thông báo của Bộ."), where=_("Ngày ban hành"))
    problems.raise_if_any()
    assert file.decision_paper is not None and file.star is not None
    paper = issue_paper(file.decision_paper, actor=actor, **issue)
    decision = register.record_decision(paper, kind=DecisionKind.RECOGNITION, actor=actor)
    recognition = recognise_dossier(file.dossier, decision, star=file.star, total=file.total, actor=actor)
    file.decision = decision
    save_version(file)
    record("assessment.ministryfile.decide", actor=actor, obj=file, data={"decision": str(decision)})
    return recognition


@transaction.atomic
def publish_central(file: MinistryFile, *, actor: Any, on: date | None = None) -> Recognition:
    """Make the star on the central result public; needs its certificate. Raises DomainError."""
    file = lock_for_change(file)
    require(actor, RIGHT)
    recognition = recognition_of(file)
    if recognition is None or file.closed_on is not None:
        raise DomainError.of("nothing_to_publish", _("Chưa có quyết định công nhận chờ công bố."))
    register.publish(recognition, on=on or clock.today(), actor=actor)
    file.closed_on = clock.today()
    save_version(file)
    tell_result(file.dossier, _("Kết quả đã công bố: %(name)s, %(star)s sao"), star=file.star)
    return recognition
