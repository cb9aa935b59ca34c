"""What waits for whom in councils: the rows of "Việc của tôi"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import units_of
from saolang.core import clock
from saolang.core.registries import WorkItem
from saolang.core.text import format_date
from saolang.core.workdays import WorkCalendar
from saolang.documents.enums import PaperState
from saolang.dossiers.enums import DossierState
from saolang.dossiers.rules import may_judge
from saolang.registry.models import Certificate, Recognition

from .domain.drafts import BATCH_RESULT, LIVING_BATCH
from .domain.written import asking_problems, open_sheets
from .enums import NO_STAR, ItemState, SeatKind, SessionState, SheetState
from .models import ResultBatch, Session, SessionItem
from .queries import dossiers_to_appraise, own_sheets, reassessments_of, seats_of
from .states import ENDED_ITEMS


def _days_left(day: Any) -> int:
    return WorkCalendar.load().working_days_between(clock.today(), day)


def sheet_work(user: Any) -> Iterator[WorkItem]:
    """Members: sheets to fill, and sheets that were reopened."""
    open_sheets = own_sheets(user).filter(
        state__in=[SheetState.DRAFT, SheetState.REOPENED],
        item__state__in=[ItemState.SCORING, ItemState.DISCUSSION],
        item__session__state=SessionState.OPEN,
    )
    for sheet in open_sheets.defer("item__dossier__sheet__content"):
        reopened = sheet.state == SheetState.REOPENED
        if sheet.item.session.is_written:
            yield _opinion_row(sheet)
            continue
        yield WorkItem(
            title=sheet.item.dossier.product.name,
            subtitle=_("%(producer)s · phiên họp %(day)s")
            % {"producer": sheet.item.dossier.producer.name, "day": format_date(sheet.item.session.held_on)},
            url=reverse("assessment:score", args=[sheet.item.code]),
            action_label=_("Cho điểm lại") if reopened else _("Cho điểm"),
            state_label=str(sheet.get_state_display()),
            kind="soon" if reopened else "draft",
            sort_key=(0 if reopened else 1, sheet.pk),
        )


def _term(due: Any) -> str:
    """The 45 days of a re-assessment, after a subtitle. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.g."""
    return _(" · 45 ngày (Điều 7.6.g) đến %(day)s") % {"day": format_date(due)} if due else ""


def _opinion_row(sheet: Any) -> WorkItem:
    """A sheet of a written round, with its deadline."""
    due = sheet.item.session.opinions_due_on
    return WorkItem(
        title=sheet.item.dossier.product.name,
        subtitle=_("%(producer)s · lấy ý kiến bằng văn bản, trả lời đến hết %(day)s")
        % {"producer": sheet.item.dossier.producer.name, "day": format_date(due)}
        + _term(sheet.item.dossier.reassessment_due_on),
        url=reverse("assessment:score", args=[sheet.item.code]),
        action_label=_("Cho ý kiến"),
        due=due,
        state_label=str(_("Đánh giá lại")),
        kind="act",
        sort_key=(0, due, sheet.pk),
    )


def session_work(user: Any) -> Iterator[WorkItem]:
    """Secretaries and chairs: sessions to prepare, to open, to lead on."""
    seats = {
        seat.council_id: seat
        for seat in seats_of(user)
        if seat.kind in (SeatKind.SECRETARY, SeatKind.CHAIR) or seat.may_chair
    }
    if not seats:
        return
    sessions = (
        Session.objects.filter(council_id__in=seats, state__in=[SessionState.PLANNED, SessionState.OPEN])
        .select_related("council__organisation", "round", "chaired_by")
        .annotate(item_count=Count("items"))
    )
    for session in sessions:
        seat = seats[session.council_id]
        chairs = session.chaired_by_id == seat.pk if session.chaired_by_id else seat.kind == SeatKind.CHAIR
        if seat.kind != SeatKind.SECRETARY and not chairs:
            continue
        if session.is_written:
            yield _written_row(session)
            continue
        planned = session.state == SessionState.PLANNED
        yield WorkItem(
            title=_("Phiên họp %(day)s") % {"day": format_date(session.held_on)},
            subtitle=_("%(council)s · %(round)s · %(n)d hồ sơ")
            % {
                "council": session.council.organisation.name,
                "round": session.round or _("đánh giá lại"),
                "n": session.item_count,
            },
            url=session.get_absolute_url(),
            action_label=_("Chuẩn bị họp") if planned else _("Điều hành"),
            due=session.held_on if planned else None,
            days_left=_days_left(session.held_on) if planned and session.held_on >= clock.today() else None,
            state_label=str(session.get_state_display()),
            kind="waiting" if planned else "active",
            sort_key=(0 if not planned else 2, session.pk),
        )


def _written_row(session: Session) -> WorkItem:
    """A written round to send out, to follow up or to end; its clock is the members' or the dossiers' 45 days."""
    planned = session.state == SessionState.PLANNED
    taking = not planned and open_sheets(session).exists()
    open_items = session.items.exclude(state__in=ENDED_ITEMS).exclude(dossier__state=DossierState.WITHDRAWN)
    days = open_items.aggregate(first=Min("dossier__reassessment_due_on"))
    due = min(session.opinions_due_on, days["first"] or session.opinions_due_on) if taking else days["first"]
    if planned:
        action, label = _("Gửi lấy ý kiến"), _("Chưa gửi")
    elif taking:
        action, label = _("Theo dõi phiếu"), _("Đang lấy ý kiến")
    elif open_items.exists():
        action, label = _("Kết luận"), _("Đã đủ phiếu")
    else:
        action, label = _("Kết thúc đợt"), _("Đã kết luận")
    words = _("%(council)s · %(n)d hồ sơ")
    return WorkItem(
        title=_("Lấy ý kiến bằng văn bản %(day)s") % {"day": format_date(session.held_on)},
        subtitle=words % {"council": session.council.organisation.name, "n": session.item_count} + _term(days["first"]),
        url=session.get_absolute_url(),
        action_label=action,
        due=due,
        state_label=label,
        kind="active" if taking else "act",
        sort_key=(0, session.pk),
    )


def agency_work(user: Any) -> Iterator[WorkItem]:
    """The OCOP agency and secretaries: re-assessments without a report, and those that wait for a written round.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.c, d and g.
    """
    rows = reassessments_of(user).filter(state=DossierState.AGENCY_REVIEW)
    rows = rows.select_related("product", "producer__organisation", "commune__parent", "appraisal", "renews")
    for dossier in rows.defer("sheet__content").order_by("reassessment_due_on", "pk"):
        appraisal = getattr(dossier, "appraisal", None)
        reported = appraisal is not None and appraisal.reported_on is not None
        if not reported and not user.has_perm("assessment.write_appraisal", dossier):
            continue
        if reported and asking_problems(dossier):
            continue
        barred = not reported and not may_judge(user, dossier)
        writing = _("Đang viết") if appraisal else _("Chờ báo cáo của cơ quan OCOP")
        yield WorkItem(
            title=dossier.product.name,
            subtitle=_("%(producer)s, %(commune)s · đánh giá lại, 45 ngày (Điều 7.6.g)")
            % {"producer": dossier.producer.name, "commune": dossier.commune.label},
            url=reverse("assessment:reassessments")
            if reported
            else reverse("assessment:appraisal", args=[dossier.code]),
            action_label="" if barred else _("Lấy ý kiến") if reported else _("Viết báo cáo"),
            due=dossier.reassessment_due_on,
            state_label=_("Bạn đã tham gia lập hồ sơ")
            if barred
            else _("Chờ lấy ý kiến Hội đồng")
            if reported
            else writing,
            kind="was" if barred else "inbox" if reported else "act",
            waiting_for_other=barred,
            sort_key=(1, dossier.pk),
        )


def chair_work(user: Any) -> Iterator[WorkItem]:
    """Chairs: dossiers whose sheets are open and wait for a conclusion."""
    items = SessionItem.objects.filter(
        session__chaired_by__in=seats_of(user), session__state=SessionState.OPEN, state=ItemState.REVEALED
    ).exclude(dossier__state=DossierState.WITHDRAWN)
    for item in items.select_related("session", "dossier__product", "dossier__producer__organisation"):
        yield WorkItem(
            title=item.dossier.product.name,
            subtitle=str(item.dossier.producer.name),
            url=item.get_absolute_url(),
            action_label=_("Kết luận"),
            due=item.dossier.reassessment_due_on if item.session.reassessment else None,
            state_label=str(item.get_state_display()),
            kind="act",
            sort_key=(0, item.pk),
        )


def appraisal_work(user: Any) -> Iterator[WorkItem]:
    """Advisers: dossiers without a report; those whom they helped to prepare wait for another member."""
    waiting = dossiers_to_appraise(user).filter(state=DossierState.IN_ROUND, appraisal__reported_on__isnull=True)
    rows = waiting.select_related("product", "producer__organisation", "commune", "round", "appraisal")
    for dossier in rows.order_by("proposed_on", "pk"):
        barred = not may_judge(user, dossier)
        begun = hasattr(dossier, "appraisal")
        yield WorkItem(
            title=dossier.product.name,
            subtitle=f"{dossier.producer.name}, {dossier.commune.label} · {dossier.round}",
            url=reverse("assessment:appraisal", args=[dossier.code]),
            action_label="" if barred else _("Viết báo cáo"),
            due=dossier.round.done_before if dossier.round else None,
            state_label=_("Bạn đã tham gia lập hồ sơ")
            if barred
            else _("Đang viết")
            if begun
            else _("Chờ báo cáo Tổ tư vấn"),
            kind="was" if barred else "draft" if begun else "inbox",
            waiting_for_other=barred,
            sort_key=(1, dossier.pk),
        )


def office_work(user: Any) -> Iterator[WorkItem]:
    """The province's office: results without papers, decisions to enter, certificates, publication, notices."""
    provinces = units_of(user, RoleKind.PROVINCE_OFFICER)
    if not provinces:
        return
    yield from _results_without_papers(provinces)
    yield from _batches(provinces)


def _results_without_papers(provinces: Iterable[int]) -> Iterator[WorkItem]:
    on_paper = ResultBatch.objects.filter(LIVING_BATCH, items=OuterRef("pk"))
    items = SessionItem.objects.filter(
        session__state=SessionState.CLOSED,
        session__council__province_id__in=list(provinces),
        dossier__state=DossierState.CONCLUDED,
    )
    counts: dict[Session, dict[str, int]] = {}
    rows = items.annotate(papered=Exists(on_paper)).select_related("session__council__organisation")
    for item in rows:
        if item.result in BATCH_RESULT.values() and not item.papered:
            counts.setdefault(item.session, {}).setdefault("papers", 0)
            counts[item.session]["papers"] += 1
        elif item.result in NO_STAR:
            counts.setdefault(item.session, {}).setdefault("notices", 0)
            counts[item.session]["notices"] += 1
    for session, found in counts.items():
        words = []
        if found.get("papers"):
            words.append(_("%(n)d kết quả chờ tờ trình") % {"n": found["papers"]})
        if found.get("notices"):
            words.append(_("%(n)d kết quả chờ thông báo") % {"n": found["notices"]})
        yield WorkItem(
            title=(_("Kết quả lấy ý kiến %(day)s") if session.is_written else _("Kết quả phiên họp %(day)s"))
            % {"day": format_date(session.held_on)},
            subtitle=f"{session.council.organisation.name} · {', '.join(words)}",
            url=reverse("assessment:results", args=[session.code]),
            action_label=_("Lập tờ trình") if found.get("papers") else _("Soạn thông báo"),
            state_label=_("Chờ văn bản"),
            kind="inbox",
            sort_key=(2, session.pk),
        )


def _batches(provinces: Iterable[int]) -> Iterator[WorkItem]:
    """Drafts to put before the signer, certificates to enter, results to publish.

    Papers that are before the signer are rows of the documents app.
    """
    batches = ResultBatch.objects.filter(LIVING_BATCH, session__council__province_id__in=list(provinces))
    drafted = Q(issued_on__isnull=True, decision_paper__state=PaperState.DRAFT)
    unpublished = Recognition.objects.filter(decision__paper=OuterRef("decision_paper"), public_since__isnull=True)
    issued = Q(issued_on__isnull=False, kind="recognition") & Q(Exists(unpublished))
    for batch in batches.filter(drafted | issued).select_related("session", "decision_paper"):
        if batch.issued_on is None:
            label, action = _("Dự thảo, chưa trình ký"), _("Trình ký")
        else:
            recognitions = Recognition.objects.filter(decision__paper_id=batch.decision_paper_id)
            certified = (
                Certificate.objects.filter(recognition__in=recognitions).values("recognition").distinct().count()
            )
            missing = recognitions.count() - certified
            label = _("Còn %(n)d giấy chứng nhận") % {"n": missing} if missing else _("Chờ công bố")
            action = _("Ghi giấy chứng nhận") if missing else _("Công bố")
        yield WorkItem(
            title=str(batch.decision_paper.title),
            subtitle=_("Phiên họp %(day)s") % {"day": format_date(batch.session.held_on)},
            url=batch.get_absolute_url(),
            action_label=action,
            state_label=label,
            kind="act",
            sort_key=(1, batch.pk),
        )


PROVIDERS: dict[str, Callable[[Any], Iterable[WorkItem]]] = {
    "sheets": sheet_work,
    "sessions": session_work,
    "chair": chair_work,
    "appraisals": appraisal_work,
    "agency": agency_work,
    "office": office_work,
}
