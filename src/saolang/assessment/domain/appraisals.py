"""The report on a dossier: by the advisory group, or for a re-assessment by the province's OCOP agency.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.c, 7.6.c.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problems, WrongState
from saolang.documents.domain.papers import draft_paper
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.dossiers.enums import DossierKind, DossierState
from saolang.dossiers.models import Dossier
from saolang.dossiers.rules import may_judge
from saolang.notify.domain import send

from ..agency_documents import agency_report_spec
from ..documents import appraisal_spec, ocop_office
from ..enums import AppraisalAuthor, FieldCheck
from ..models import Appraisal, Council
from .councils import require


def council_for(dossier: Dossier) -> Council | None:
    """The council whose advisory group appraises a dossier: the newest working one of its province."""
    councils = Council.objects.filter(province_id=dossier.commune.parent_id, ended_on__isnull=True)
    return councils.select_related("organisation", "advisory_group").order_by("-decision_on", "-pk").first()


def author_for(dossier: Dossier) -> AppraisalAuthor:
    """Who reports on a dossier: the OCOP agency on a re-assessment, else the advisory group."""
    if dossier.kind == DossierKind.REASSESSMENT:
        return AppraisalAuthor.OCOP_AGENCY
    return AppraisalAuthor.ADVISORY_GROUP


def waits_for_report(dossier: Dossier) -> bool:
    """Whether the dossier stands where its report is written."""
    agency = author_for(dossier) == AppraisalAuthor.OCOP_AGENCY
    return dossier.state == (DossierState.AGENCY_REVIEW if agency else DossierState.IN_ROUND)


def not_waiting(dossier: Dossier) -> str:
    """Why no report is written now."""
    if author_for(dossier) == AppraisalAuthor.OCOP_AGENCY:
        return _("Hồ sơ không ở bước cơ quan OCOP cấp tỉnh đánh giá.")
    return _("Hồ sơ không còn chờ báo cáo của Tổ tư vấn.")


def _refuse_involved(dossier: Dossier, actor: Any) -> None:
    if not may_judge(actor, dossier):
        raise NotAllowed.of(
            "prepared_it",
            _("Bạn đã tham gia lập hồ sơ này nên không đánh giá được."),
            fix=_("Người khác đánh giá hồ sơ này, hoặc lãnh đạo ghi nhận ngoại lệ trên hồ sơ."),
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
    field_check: str = "",
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
    if not waits_for_report(dossier):
        problems.add("not_in_round", not_waiting(dossier))
    if found is not None and found.reported_on is not None:
        problems.add("already_reported", _("Báo cáo đã gửi Hội đồng nên không sửa được."))
    problems.raise_if_any(WrongState)
    if surveyed_on is not None and surveyed_on > clock.today():
        problems.add("survey_in_future", _("Ngày khảo sát ở tương lai."), where="surveyed_on")
    if survey_text.strip() and surveyed_on is None:
        problems.add("survey_without_date", _("Đã ghi kết quả khảo sát nhưng chưa ghi ngày."), where="surveyed_on")
    problems.raise_if_any()
    author = author_for(dossier)
    appraisal = found or Appraisal(dossier=dossier, written_by_id=actor.pk)
    appraisal.author = author
    appraisal.field_check = field_check if author == AppraisalAuthor.OCOP_AGENCY else ""
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
    if not waits_for_report(dossier):
        problems.add("not_in_round", not_waiting(dossier))
    if not appraisal.text.strip():
        problems.add("text_missing", _("Chưa ghi nội dung đánh giá hồ sơ."), where="text")
    if appraisal.by_agency:
        _check_field(appraisal, problems)
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
            title=_("Đã có báo cáo của %(author)s: %(name)s")
            % {"author": appraisal.get_author_display(), "name": dossier.product.name},
            url=reverse("assessment:reassessments") if appraisal.by_agency else council.get_absolute_url(),
            obj=appraisal,
        )
    return appraisal


def _check_field(appraisal: Appraisal, problems: Problems) -> None:
    """A check on the spot only with its ground, or recorded as not needed. Legal: Điều 7.6.c."""
    if not appraisal.field_check:
        problems.add(
            "field_check_missing",
            _("Chưa ghi có cần kiểm tra thực tế hay không, và vì sao (Điều 7.6.c)."),
            where="field_check",
        )
    elif appraisal.field_check == FieldCheck.NOT_NEEDED:
        if appraisal.surveyed_on is not None:
            problems.add(
                "field_check_contradicts",
                _("Đã ghi ngày kiểm tra thực tế nhưng chọn “Không cần”."),
                where="field_check",
                fix=_("Chọn lý do kiểm tra, hoặc bỏ ngày kiểm tra."),
            )
    elif appraisal.surveyed_on is None:
        problems.add(
            "survey_missing",
            _("Hồ sơ cần kiểm tra thực tế nhưng chưa ghi ngày kiểm tra."),
            where="surveyed_on",
            fix=_("Kiểm tra tại cơ sở rồi ghi ngày và kết quả."),
        )


@transaction.atomic
def draft_appraisal_paper(appraisal: Appraisal, *, actor: Any) -> Paper:
    """Draft the report as a paper of its author. Whoever writes papers for the issuer may. Raises DomainError."""
    appraisal = lock_for_change(appraisal)
    council = council_for(appraisal.dossier)
    problems = Problems()
    if appraisal.reported_on is None:
        problems.add("not_reported", _("Báo cáo chưa gửi Hội đồng nên chưa soạn văn bản."))
    if appraisal.paper is not None and appraisal.paper.state != "cancelled":
        problems.add("paper_exists", _("Đã có văn bản báo cáo của hồ sơ này."), url=appraisal.paper.get_absolute_url())
    if council is None and not appraisal.by_agency:
        problems.add("no_council", _("Tỉnh chưa có Hội đồng đang hoạt động."))
    problems.raise_if_any(DomainError)
    if appraisal.by_agency:
        appraisal.paper = draft_paper(
            PaperKind.AGENCY_REPORT,
            spec=agency_report_spec(appraisal),
            subject=appraisal,
            issuer=ocop_office(appraisal.dossier.commune.parent),
            actor=actor,
        )
    else:
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
