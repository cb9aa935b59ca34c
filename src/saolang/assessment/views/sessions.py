"""A session: planning, its dossiers, attendance, the cockpit."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.core.problems import DomainError, Problem, Problems
from saolang.dossiers.enums import DossierState
from saolang.dossiers.models import Dossier
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, ObjectMixin

from ..domain.quorum import needed_for_quorum, quorum_problems, voting_seats
from ..domain.sessions import add_item, close_session, open_session, plan_session, record_attendance, remove_item
from ..enums import NO_SHEET, ItemState, SessionState, SheetState
from ..forms import AttendanceForm, OpenSessionForm, SessionForm
from ..models import Session
from ..queries import candidates
from ..states import ENDED_ITEMS, item_flow, session_flow
from .parts import CouncilMixin, ItemMixin, SessionMixin, session_label


class SessionPlanView(OnceMixin, CouncilMixin, ObjectMixin, DeskFormView):
    """Put a session into a round's calendar."""

    permission = "assessment.plan_session"
    form_class = SessionForm
    title = _("Lên lịch phiên họp")
    submit_label = _("Lên lịch")
    success_message = _("Đã lên lịch phiên họp. Đưa hồ sơ của đợt vào phiên.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "council": self.get_object()}

    def save_once(self, form: Any) -> Session:
        data = {key: form.cleaned_data[key] for key in ("round", "held_on", "place")}
        return plan_session(council=self.get_object(), actor=self.request.user, **data)

    def after_repeat(self) -> str:
        return str(self.get_object().get_absolute_url())


class SessionView(SessionMixin, DeskDetailView):
    """The cockpit: quorum, dossiers, who is done, the next act. No value of a sheet is on this page."""

    permission = "assessment.view_session"
    template_name = "assessment/session.html"
    is_record = True

    def get_title(self) -> str:
        return session_label(self.get_object())

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Lead to the follow-up board of a written round."""
        session = self.get_object()
        return HttpResponseRedirect(session.get_absolute_url()) if session.is_written else super().get(request)

    def get_items(self) -> list[dict[str, Any]]:
        """Dossiers of the session with how many sheets are in."""
        counted = ~Q(sheets__state__in=NO_SHEET)
        items = (
            self.get_object()
            .items.select_related("dossier__product", "dossier__producer__organisation", "dossier__commune")
            .annotate(
                sheet_count=Count("sheets", filter=counted),
                submitted_count=Count("sheets", filter=Q(sheets__state=SheetState.SUBMITTED)),
            )
            .order_by("order", "pk")
        )
        return [
            {
                "item": item,
                "state": item_flow.state(item),
                "withdrawn": item.dossier.state == DossierState.WITHDRAWN,
                "ended": item.state in ENDED_ITEMS,
                "removable": item.state == ItemState.WAITING and item.dossier.state != DossierState.WITHDRAWN,
            }
            for item in items
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.get_object()
        user = self.request.user
        runs = user.has_perm("assessment.run_session", session)  # type: ignore[union-attr]
        plans = user.has_perm("assessment.plan_session", session.council)  # type: ignore[union-attr]
        attendance = {row.seat_id: row for row in session.attendance.all()}
        seats = [(seat, attendance.get(seat.pk)) for seat in voting_seats(session.council)]
        items = self.get_items()
        busy = (ItemState.SCORING, ItemState.DISCUSSION, ItemState.REVEALED)
        current = next((row for row in items if row["item"].state in busy), None)
        if current is None and session.state == SessionState.OPEN:
            current = next((row for row in items if not row["ended"] and not row["withdrawn"]), None)
        planned = session.state == SessionState.PLANNED
        return super().get_context_data(
            state=session_flow.state(session),
            seats=seats,
            present_count=sum(1 for _seat, row in seats if row is not None and row.present),
            needed=needed_for_quorum(session),
            quorum=quorum_problems(session),
            items=items,
            ended_count=sum(row["ended"] or row["withdrawn"] for row in items),
            current=current,
            candidates=_candidates(session) if plans and session.state != SessionState.CLOSED else [],
            close_problems=_close_problems(session, user),
            open_form=OpenSessionForm(session=session) if runs and planned else None,
            open_problems=_open_problems(session, seats) if planned else [],
            runs=runs,
            plans=plans,
            issues=user.has_perm("assessment.issue_results", session),  # type: ignore[union-attr]
            **kwargs,
        )


def _candidates(session: Session) -> list[tuple[Dossier, str]]:
    """Dossiers of the round, each with the reason why it cannot come before the session yet."""
    rows = []
    for dossier in candidates(session):
        appraisal = getattr(dossier, "appraisal", None)
        if appraisal is None:
            reason = str(_("Chưa có báo cáo của Tổ tư vấn"))
        elif appraisal.reported_on is None:
            reason = str(_("Báo cáo của Tổ tư vấn còn là nháp"))
        else:
            reason = ""
        rows.append((dossier, reason))
    return rows


def _close_problems(session: Session, user: Any) -> list[Problem] | None:
    """Why the session cannot be closed, in one line; None where closing is not the person's act now."""
    action = next((found for found in session_flow.available(session, user) if found.name == "close"), None)
    if action is None:
        return None
    if len(action.problems) < 2:
        return action.problems
    words = _("Còn %(n)d hồ sơ chưa kết luận.") % {"n": len(action.problems)}
    return [Problem("item_not_concluded", str(words), url="#ho-so-trong-phien")]


def _open_problems(session: Session, seats: list[Any]) -> list[Problem]:
    problems = quorum_problems(session)
    missing = [seat.user.full_name for seat, row in seats if row is None]
    if missing:
        problems.append(
            Problem(
                "attendance_open",
                str(_("Chưa điểm danh: %(names)s.") % {"names": ", ".join(missing)}),
                url=reverse("assessment:attendance", args=[session.code]),
            )
        )
    return problems


class SessionItemsView(SessionMixin, ActionView):
    """Bring dossiers of the round before the session: all that were ticked, or none."""

    permission = "assessment.plan_session"
    success_message = _("Đã đưa hồ sơ vào phiên họp.")

    def act(self) -> Session:
        session = self.get_object()
        codes = self.request.POST.getlist("dossier")
        if not codes:
            raise DomainError.of(
                "nothing_chosen", str(_("Chưa chọn hồ sơ nào.")), fix=str(_("Đánh dấu hồ sơ cần đưa vào."))
            )
        problems = Problems()
        chosen = Dossier.objects.filter(code__in=codes).select_related("product").order_by("proposed_on", "pk")
        if len(chosen) < len(set(codes)):
            problems.add("dossier_unknown", _("Có hồ sơ được chọn không còn trong hệ thống. Tải lại trang."))
        with transaction.atomic():
            for dossier in chosen:
                try:
                    add_item(session, dossier=dossier, actor=self.request.user)
                except DomainError as error:
                    problems.extend(error.problems)
            problems.raise_if_any()
        return session


class ItemRemoveView(ItemMixin, ActionView):
    """Take a dossier off the session before its scoring began."""

    permission = "assessment.plan_session"
    success_message = _("Đã rút hồ sơ khỏi phiên; hồ sơ vẫn ở trong đợt.")

    def act(self) -> str:
        item = self.get_object()
        back = str(item.session.get_absolute_url())
        remove_item(item, actor=self.request.user, reason=self.reason)
        return back


class AttendanceView(SessionMixin, ObjectMixin, DeskFormView):
    """Who is present; an absence has its reason."""

    permission = "assessment.run_session"
    template_name = "assessment/attendance.html"
    form_class = AttendanceForm
    title = _("Điểm danh")
    submit_label = _("Lưu điểm danh")
    success_message = _("Đã lưu điểm danh.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.get_object()}

    def save(self, form: Any) -> Session:
        session = self.get_object()
        known = {row.seat_id: row for row in session.attendance.all()}
        problems = Problems()
        with transaction.atomic():
            for seat, present, reason in form.given():
                row = known.get(seat.pk)
                if row is not None and row.present == present and (present or row.reason == reason):
                    continue
                try:
                    record_attendance(session, seat=seat, present=present, reason=reason, actor=self.request.user)
                except DomainError as error:
                    problems.extend(error.problems)
            problems.raise_if_any()
        return session


class SessionOpenView(VersionMixin, SessionMixin, ObjectMixin, DeskFormView):
    """Open the session with its chair."""

    permission = "assessment.run_session"
    form_class = OpenSessionForm
    title = _("Khai mạc phiên họp")
    submit_label = _("Khai mạc phiên họp")
    success_message = _("Đã khai mạc phiên họp. Các quy định của Quy chế được ghi lại cho phiên này.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.get_object()}

    def save(self, form: Any) -> Session:
        return open_session(
            self.get_object(),
            chaired_by=form.cleaned_data["chaired_by"],
            actor=self.request.user,
            expected_version=self.expected_version,
        )


class SessionCloseView(SessionMixin, ActionView):
    """Close the session."""

    permission = "assessment.run_session"
    success_message = _("Đã bế mạc phiên họp. Cơ quan tham mưu lập biên bản, báo cáo và tờ trình.")

    def act(self) -> Session:
        return close_session(self.get_object(), actor=self.request.user, expected_version=self.expected_version)
