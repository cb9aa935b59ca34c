"""The advisory group's report on a dossier. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.c."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problems, WrongState
from saolang.documents.domain.papers import draft_paper
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.dossiers.enums import DossierState
from saolang.dossiers.models import Dossier
from saolang.dossiers.rules import may_judge
from saolang.notify.domain import send

from ..documents import appraisal_spec
from ..models import Appraisal, Council
from .councils import require


def council_for(dossier: Dossier) -> Council | None:
    """The council whose advisory group appraises a dossier: the newest working one of its province."""
    councils = Council.objects.filter(province_id=dossier.commune.parent_id, ended_on__isnull=True)
    return councils.select_related("organisation", "advisory_group").order_by("-decision_on", "-pk").first()


def _refuse_involved(dossier: Dossier, actor: Any) -> None:
    if not may_judge(actor, dossier):
        raise NotAllowed.of(
            "prepared_it",
            _("Bạn đã tham gia lập hồ sơ này nên không đánh giá được."),
            fix=_("Thành viên khác của Tổ tư vấn đánh giá, hoặc lãnh đạo ghi nhận ngoại lệ trên hồ sơ."),
        )


@transaction.atomic
def write_appraisal(
    dossier: Dossier,
    *,
    text: str,
    conclusion: str,
    actor: Any,
    surveyed_on: date | None = None,
    survey_text: str = "",
    expected_version: int | None = None,
) -> Appraisal:
    """Save the report as a draft. Raises DomainError; NotAllowed for whoever prepared the dossier."""
    dossier = lock_for_change(dossier)
    require(actor, "assessment.write_appraisal", dossier)
    _refuse_involved(dossier, actor)
    found = Appraisal.objects.filter(dossier=dossier).first()
    if found is not None:
        found = lock_for_change(found, expected_version)
    problems = Problems()
    if dossier.state != DossierState.IN_ROUND:
        problems.add("not_in_round", _("Hồ sơ không còn chờ báo cáo của Tổ tư vấn."))
    if found is not None and found.reported_on is not None:
        problems.add("already_reported", _("Báo cáo đã gửi Hội đồng nên không sửa được."))
    problems.raise_if_any(WrongState)
    if surveyed_on is not None and surveyed_on > clock.today():
        problems.add("survey_in_future", _("Ngày khảo sát ở tương lai."), where="surveyed_on")
    if survey_text.strip() and surveyed_on is None:
        problems.add("survey_without_date", _("Đã ghi kết quả khảo sát nhưng chưa ghi ngày."), where="surveyed_on")
    problems.raise_if_any()
    appraisal = found or Appraisal(dossier=dossier, written_by_id=actor.pk)
    appraisal.text = text
    appraisal.conclusion = conclusion
    appraisal.surveyed_on = surveyed_on
    appraisal.survey_text = survey_text
    appraisal.written_by_id = actor.pk
    save_version(appraisal)
    record("assessment.appraisal.write", actor=actor, obj=appraisal, data={"dossier": dossier.code})
    return appraisal


@transaction.atomic
def hand_in_appraisal(
    appraisal: Appraisal, *, actor: Any, reported_on: date | None = None, expected_version: int | None = None
) -> Appraisal:
    """Hand the report to the council: it is dated and stays as it is. Raises DomainError."""
    appraisal = lock_for_change(appraisal, expected_version)
    dossier = appraisal.dossier
    require(actor, "assessment.write_appraisal", dossier)
    _refuse_involved(dossier, actor)
    if appraisal.reported_on is not None:
        raise WrongState.of("already_reported", _("Báo cáo đã gửi Hội đồng nên không sửa được."))
    problems = Problems()
    if dossier.state != DossierState.IN_ROUND:
        problems.add("not_in_round", _("Hồ sơ không còn chờ báo cáo của Tổ tư vấn."))
    if not appraisal.text.strip():
        problems.add("text_missing", _("Chưa ghi nội dung đánh giá hồ sơ."), where="text")
    if reported_on is not None and reported_on > clock.today():
        problems.add("report_in_future", _("Ngày báo cáo ở tương lai."), where="reported_on")
    problems.raise_if_any()
    appraisal.reported_on = reported_on or clock.today()
    save_version(appraisal)
    record(
        "assessment.appraisal.hand_in",
        actor=actor,
        obj=appraisal,
        data={"dossier": dossier.code, "conclusion": appraisal.conclusion, "reported_on": appraisal.reported_on},
    )
    council = council_for(dossier)
    if council is not None:
        seats = council.seats.filter(left_on__isnull=True, kind="secretary").select_related("user")
        send(
            [seat.user for seat in seats],
            kind="appraisal",
            title=_("Đã có báo cáo của Tổ tư vấn: %(name)s") % {"name": dossier.product.name},
            url=council.get_absolute_url(),
            obj=appraisal,
        )
    return appraisal


@transaction.atomic
def draft_appraisal_paper(appraisal: Appraisal, *, actor: Any) -> Paper:
    """Draft the report as a paper of the council. Whoever writes papers for the council may. Raises DomainError."""
    appraisal = lock_for_change(appraisal)
    council = council_for(appraisal.dossier)
    problems = Problems()
    if appraisal.reported_on is None:
        problems.add("not_reported", _("Báo cáo chưa gửi Hội đồng nên chưa soạn văn bản."))
    if appraisal.paper is not None and appraisal.paper.state != "cancelled":
        problems.add("paper_exists", _("Đã có văn bản báo cáo của hồ sơ này."), url=appraisal.paper.get_absolute_url())
    if council is None:
        problems.add("no_council", _("Tỉnh chưa có Hội đồng đang hoạt động."))
    problems.raise_if_any(DomainError)
    assert council is not None
    appraisal.paper = draft_paper(
        PaperKind.ADVISORY_REPORT,
        spec=appraisal_spec(appraisal, reported_on=appraisal.reported_on),
        subject=appraisal,
        issuer=council.organisation,
        actor=actor,
    )
    save_version(appraisal)
    return appraisal.paper
