"""The yearly plan and its visits: one visit to a producer, for all its products and all agencies together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.accounts.models import Organisation
from saolang.accounts.roles import organisations_of
from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problem, Problems
from saolang.core.text import format_date
from saolang.places.models import Unit
from saolang.producers.models import Producer
from saolang.rulebook.queries import provincial_setting

from ..enums import SignSource, VisitGround, VisitKind, VisitState, VisitSubject
from ..models import InspectionPlan, Visit, VisitPart
from ..queries.inspection_risk import risk_of
from .inspection_checklist import build_checklist
from .inspection_rights import require
from .inspection_visits import BEFORE_SITE, cancel_locked

Sign = dict[str, Any]
"""What grounds an unannounced visit: ``source``, ``text``, ``on`` (day it was recorded), ``reference``."""


@transaction.atomic
def make_plan(*, province: Unit, year: int, office: Organisation, actor: Any, purpose: str = "") -> InspectionPlan:
    """Open the plan of a year. Legal: Quyết định 26/2026/QĐ-TTg, Điều 9.4.a. Raises DomainError."""
    require(actor, "monitoring.plan_inspections", province)
    problems = Problems()
    exists = Problem("plan_exists", _("Năm %(year)d đã có kế hoạch kiểm tra.") % {"year": year}, where="year")
    if InspectionPlan.objects.filter(province=province, year=year).exists():
        problems.extend([exists])
    if not clock.today().year - 1 <= year <= clock.today().year + 1:
        problems.add(
            "plan_year",
            _("Chỉ lập kế hoạch cho năm trước, năm nay hoặc năm sau."),
            where="year",
            fix=_("Chọn lại năm."),
        )
    problems.raise_if_any()
    try:
        with transaction.atomic():
            plan = InspectionPlan.objects.create(
                province=province, year=year, office=office, purpose=purpose, created_by_id=actor.pk
            )
    except IntegrityError as error:
        raise DomainError([exists]) from error
    record("monitoring.inspectionplan.make", actor=actor, obj=plan, data={"year": year})
    return plan


def yearly_problems(producer: Producer, year: int, *, exclude: Visit | None = None) -> list[Problem]:
    """Why a producer may not be visited again in a year: it already has a visit. A recorded sign lifts this.

    Legal: Chỉ thị 20/CT-TTg (17/5/2017); Quyết định 26/2026/QĐ-TTg, Điều 9.2.b; a setting of the province.
    """
    if not provincial_setting("inspection_once_a_year", clock.today()):
        return []
    return [
        Problem(
            "visited_already",
            _("“%(name)s” đã có một đợt kiểm tra năm %(year)d (%(lead)s chủ trì, %(when)s).")
            % {"name": producer.name, "year": year, "lead": visit.lead.name, "when": when_words(visit)},
            fix=_(
                "Mỗi chủ thể không quá một lần trong năm: ghép nội dung của cơ quan bạn vào đợt đó, "
                "hoặc ghi rõ dấu hiệu vi phạm để kiểm tra đột xuất."
            ),
            url=visit.get_absolute_url(),
        )
        for visit in visits_in_year(producer, year, exclude=exclude)
    ]


def visits_in_year(producer: Producer, year: int, *, exclude: Visit | None = None) -> list[Visit]:
    """Visits of a producer in a year that were not cancelled."""
    rows = Visit.objects.filter(producer=producer, year=year).exclude(state=VisitState.CANCELLED)
    if exclude is not None:
        rows = rows.exclude(pk=exclude.pk)
    return list(rows.select_related("lead").order_by("pk"))


def when_words(visit: Visit) -> str:
    """The day where it is fixed, else the month."""
    if visit.day is not None:
        return _("ngày %(day)s") % {"day": format_date(visit.day)}
    return _("tháng %(month)s/%(year)d") % {"month": visit.month or "…", "year": visit.year}


@transaction.atomic
def plan_visit(
    *,
    producer: Producer,
    lead: Organisation,
    actor: Any,
    kinds: Iterable[tuple[str, Organisation]],
    plan: InspectionPlan | None = None,
    year: int | None = None,
    month: int | None = None,
    day: date | None = None,
    sign: Sign | None = None,
) -> Visit:
    """Put a visit to a producer into the plan, or (with ``sign``) outside it. Raises DomainError with every reason."""
    province = producer.filing_commune.parent if producer.filing_commune is not None else None
    require(actor, "monitoring.plan_inspections", province or lead.unit)
    producer = lock_for_change(producer)
    year = day.year if day else plan.year if plan else year or clock.today().year
    problems = Problems()
    _check_time(problems, plan, year, month, day)
    if province is None:
        problems.add(
            "no_commune",
            _("Chưa rõ chủ thể thuộc xã nào."),
            fix=_("Cập nhật xã của chủ thể trước khi lập đợt kiểm tra."),
        )
    if sign is None:
        problems.extend(yearly_problems(producer, year))
    else:
        _check_sign(problems, sign)
    parts = _checked_parts(problems, kinds)
    problems.raise_if_any()
    score = risk_of(producer)
    visit = Visit(
        province=province,
        producer=producer,
        commune=producer.filing_commune,
        plan=plan,
        year=year,
        month=day.month if day else month,
        day=day,
        lead=lead,
        risk_total=score.total,
        risk_reasons=[{"words": str(reason.words), "points": reason.points} for reason in score.reasons],
        created_by_id=actor.pk,
    )
    return _store(visit, sign, parts, actor)


@transaction.atomic
def plan_programme_visit(
    *,
    commune: Unit,
    lead: Organisation,
    actor: Any,
    plan: InspectionPlan | None = None,
    year: int | None = None,
    month: int | None = None,
    day: date | None = None,
    sign: Sign | None = None,
) -> Visit:
    """Plan the supervision of a commune's programme work. Legal: Quyết định 26/2026/QĐ-TTg, Điều 9, 10."""
    require(actor, "monitoring.plan_inspections", commune.parent)
    year = day.year if day else plan.year if plan else year or clock.today().year
    problems = Problems()
    _check_time(problems, plan, year, month, day)
    if sign is not None:
        _check_sign(problems, sign)
    problems.raise_if_any()
    visit = Visit(
        province=commune.parent,
        subject=VisitSubject.COMMUNE,
        commune=commune,
        plan=plan,
        year=year,
        month=day.month if day else month,
        day=day,
        lead=lead,
        created_by_id=actor.pk,
    )
    return _store(visit, sign, [(VisitKind.PROGRAMME, lead)], actor)


def _store(visit: Visit, sign: Sign | None, parts: list[tuple[VisitKind, Organisation]], actor: Any) -> Visit:
    if sign is not None:
        visit.ground = VisitGround.SIGN
        visit.sign_source, visit.sign_text = sign["source"], sign["text"].strip()
        visit.sign_on, visit.sign_reference = sign["on"], sign.get("reference", "")
    visit.save()
    VisitPart.objects.bulk_create(
        VisitPart(visit=visit, kind=kind, agency=agency, asked_by_id=actor.pk) for kind, agency in parts
    )
    build_checklist(visit)
    record(
        "monitoring.visit.plan",
        actor=actor,
        obj=visit,
        data={
            "year": visit.year,
            "month": visit.month,
            "ground": visit.ground,
            "kinds": [kind.value for kind, _agency in parts],
            "risk": visit.risk_total,
        },
        reason=visit.sign_text,
    )
    return visit


def _check_time(
    problems: Problems, plan: InspectionPlan | None, year: int, month: int | None, day: date | None
) -> None:
    if plan is not None and plan.year != year:
        problems.add(
            "other_year",
            _("Ngày kiểm tra không thuộc năm %(year)d của kế hoạch.") % {"year": plan.year},
            where="day",
            fix=_("Chọn ngày trong năm của kế hoạch."),
        )
    if day is None and month is None:
        problems.add("no_time", _("Chưa chọn tháng kiểm tra."), where="month", fix=_("Chọn tháng, hoặc ghi ngày."))
    if month is not None and not 1 <= month <= 12:
        problems.add("month_bad", _("Tháng phải từ 1 đến 12."), where="month")


def _check_sign(problems: Problems, sign: Sign) -> None:
    if sign.get("source") not in SignSource.values:
        problems.add("sign_source", _("Chưa chọn nguồn của dấu hiệu vi phạm."), where="sign_source")
    if len((sign.get("text") or "").strip()) < 10:
        problems.add(
            "sign_missing",
            _("Chưa ghi rõ dấu hiệu vi phạm."),
            where="sign_text",
            fix=_("Ghi sự việc, nơi và thời gian; đây là căn cứ của đợt kiểm tra đột xuất."),
        )
    if sign.get("on") is None:
        problems.add("sign_date_missing", _("Chưa ghi ngày ghi nhận dấu hiệu."), where="sign_on")
    elif sign["on"] > clock.today():
        problems.add("sign_in_future", _("Ngày ghi nhận dấu hiệu ở tương lai."), where="sign_on")


def _checked_parts(
    problems: Problems, kinds: Iterable[tuple[str, Organisation]]
) -> list[tuple[VisitKind, Organisation]]:
    found: list[tuple[VisitKind, Organisation]] = []
    for kind, agency in kinds:
        if kind not in VisitKind.values or kind == VisitKind.PROGRAMME:
            problems.add("kind_unknown", _("Nội dung kiểm tra không hợp lệ."), where="kinds")
        elif (VisitKind(kind), agency) not in found:
            found.append((VisitKind(kind), agency))
    if not found:
        problems.add("no_kind", _("Chưa chọn nội dung kiểm tra."), where="kinds", fix=_("Chọn ít nhất một nội dung."))
    return found


@transaction.atomic
def join_visit(visit: Visit, *, kind: str, agency: Organisation, actor: Any, content: str = "") -> VisitPart:
    """Bring an agency's own content into a visit instead of a second one. Raises DomainError."""
    visit = lock_for_change(visit)
    require(actor, "monitoring.join_visit", visit)
    problems = Problems()
    if visit.state not in BEFORE_SITE:
        problems.add("too_late", _("Đợt kiểm tra đã bắt đầu nên không ghép thêm nội dung được."))
    if kind not in VisitKind.values or (kind == VisitKind.PROGRAMME) != visit.is_of_commune:
        problems.add("kind_unknown", _("Nội dung kiểm tra không hợp lệ."), where="kind")
    elif visit.parts.filter(kind=kind, agency=agency).exists():
        problems.add("joined_already", _("Nội dung này của cơ quan đã có trong đợt."), where="kind")
    if not actor.has_perm("monitoring.manage_visit", visit) and agency.pk not in organisations_of(
        actor, "department_officer"
    ):
        problems.add("other_agency", _("Bạn chỉ ghép nội dung của cơ quan mình."), where="agency")
    problems.raise_if_any()
    part = VisitPart.objects.create(visit=visit, kind=kind, agency=agency, content=content, asked_by_id=actor.pk)
    record("monitoring.visit.join", actor=actor, obj=visit, data={"kind": kind, "agency": agency.pk})
    return part


@transaction.atomic
def merge_visits(visit: Visit, *, into: Visit, actor: Any) -> Visit:
    """Bring a planned visit into another one of the same producer and year; the first is cancelled, saying so."""
    first, second = sorted((visit.pk, into.pk))
    locked = {pk: lock_for_change(Visit(pk=pk)) for pk in (first, second)}
    visit, into = locked[visit.pk], locked[into.pk]
    require(actor, "monitoring.manage_visit", visit)
    require(actor, "monitoring.manage_visit", into)
    problems = Problems()
    if visit.pk == into.pk or visit.producer_id is None or visit.producer_id != into.producer_id:
        problems.add("other_producer", _("Chỉ gộp được các đợt của cùng một chủ thể."))
    if visit.year != into.year:
        problems.add("other_year", _("Chỉ gộp được các đợt trong cùng một năm."))
    if visit.state != VisitState.PLANNED or into.state not in BEFORE_SITE:
        problems.add("too_late", _("Chỉ gộp được đợt chưa có quyết định vào đợt chưa bắt đầu."))
    problems.raise_if_any()
    have = set(into.parts.values_list("kind", "agency_id"))
    for part in visit.parts.all():
        if (part.kind, part.agency_id) not in have:
            VisitPart.objects.create(
                visit=into, kind=part.kind, agency_id=part.agency_id, content=part.content, asked_by_id=actor.pk
            )
    if visit.is_by_sign and not into.is_by_sign:
        into.ground = VisitGround.SIGN
        into.sign_source, into.sign_text = visit.sign_source, visit.sign_text
        into.sign_on, into.sign_reference = visit.sign_on, visit.sign_reference
    save_version(into)
    record("monitoring.visit.merge", actor=actor, obj=into, data={"from": visit.code})
    cancel_locked(visit, actor=actor, reason=_("Ghép vào đợt kiểm tra %(code)s.") % {"code": into.code})
    return into
