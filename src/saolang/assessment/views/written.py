"""Written rounds of opinions on re-assessments: the list they start from, the follow-up board, signed sheets."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Prefetch
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.core import clock
from saolang.core.problems import DomainError, Problem
from saolang.documents.models import Paper
from saolang.dossiers.enums import DossierState
from saolang.dossiers.models import Dossier
from saolang.rulebook.queries import settings_on
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, ObjectMixin

from ..ballot import exact
from ..domain.drafts import draft_opinion_sheet
from ..domain.opinions import call_meeting, enter_opinion
from ..domain.quorum import needed_answers
from ..domain.scoring import criteria_sheet
from ..domain.sessions import close_session
from ..domain.written import (
    asking_problems,
    close_answers,
    extend_deadline,
    open_sheets,
    plan_written_round,
    remind,
    send_out,
)
from ..enums import ItemState, SessionState, SheetState
from ..held import held_by
from ..models import Council, ScoreSheet, Session, SessionItem
from ..queries import reassessments_of
from ..states import ENDED_ITEMS, item_flow, session_flow
from ..written_forms import ExtendForm, MeetingForm, PaperOpinionForm, SendOutForm, WrittenRoundForm
from .parts import OPINION_FILE, ItemMixin, SessionMixin, session_label, stored

SHEET_LABELS = {
    SheetState.DRAFT: (gettext_lazy("Chưa trả lời"), "draft"),
    SheetState.SUBMITTED: (gettext_lazy("Đã trả lời"), "done"),
    SheetState.REOPENED: (gettext_lazy("Cho điểm lại"), "soon"),
    SheetState.UNANSWERED: (gettext_lazy("Không trả lời trong hạn"), "was"),
    SheetState.VOID: (gettext_lazy("Không có phiếu"), "was"),
    SheetState.BEFORE_MEETING: (gettext_lazy("Đã trả lời"), "done"),
}


class ReassessmentsView(OnceMixin, DeskFormView):
    """Re-assessments under way with their 45 days; those with a report go into a written round from here."""

    permission = "assessment.handle_reassessments"
    form_class = WrittenRoundForm
    template_name = "assessment/reassessments.html"
    title = gettext_lazy("Đánh giá, phân hạng lại")
    subtitle = gettext_lazy("Báo cáo của cơ quan OCOP, rồi lấy ý kiến Hội đồng bằng văn bản; 45 ngày (Điều 7.6)")
    submit_label = gettext_lazy("Lập đợt lấy ý kiến")
    success_message = gettext_lazy("Đã lập đợt lấy ý kiến. Kiểm tra rồi gửi cho thành viên Hội đồng.")

    @cached_property
    def council(self) -> Council | None:
        """The newest working council for which the person plans."""
        user = self.request.user
        rows = Council.objects.filter(ended_on__isnull=True).select_related("organisation", "province")
        found = rows.order_by("-decision_on", "-pk")
        return next((c for c in found if user.has_perm("assessment.plan_session", c)), None)  # type: ignore[union-attr]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Every re-assessment with what comes next."""
        user = self.request.user
        found = (
            reassessments_of(user)
            .select_related(
                "product", "producer__organisation", "commune__parent", "appraisal", "renews__decision__issuer"
            )
            .prefetch_related(Prefetch("session_items", SessionItem.objects.select_related("session").order_by("-pk")))
            .defer("sheet__content")
            .order_by(F("reassessment_due_on").asc(nulls_last=True), "pk")
        )
        return [self.row(dossier) for dossier in found]

    def row(self, dossier: Dossier) -> dict[str, Any]:
        """One line of the list."""
        user = self.request.user
        appraisal = getattr(dossier, "appraisal", None)
        item = next(iter(dossier.session_items.all()), None)
        in_review = dossier.state == DossierState.AGENCY_REVIEW
        return {
            "dossier": dossier,
            "held": held_by(dossier),
            "appraisal": appraisal,
            "reported": appraisal is not None and appraisal.reported_on is not None,
            "in_review": in_review,
            "item": None if in_review else item,
            "runs": dossier.state in (DossierState.AGENCY_REVIEW, DossierState.IN_COUNCIL, DossierState.CONCLUDED),
            "problems": asking_problems(dossier) if in_review else [],
            "writes": in_review and user.has_perm("assessment.write_appraisal", dossier),  # type: ignore[union-attr]
        }

    @property
    def ready(self) -> list[dict[str, Any]]:
        """Those that may go before the members."""
        return [row for row in self.rows if row["in_review"] and not row["problems"]]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "dossiers": reassessments_of(self.request.user)}

    def save_once(self, form: Any) -> Session:
        if self.council is None:
            raise DomainError.of("no_council", _("Tỉnh chưa có Hội đồng đang hoạt động."))
        chosen = Dossier.objects.select_related("product", "commune", "appraisal").filter(
            pk__in=[dossier.pk for dossier in form.cleaned_data["dossiers"]]
        )
        return plan_written_round(
            council=self.council,
            dossiers=chosen.order_by("reassessment_due_on", "pk"),
            opinions_due_on=form.cleaned_data["opinions_due_on"],
            actor=self.request.user,
        )

    def after_repeat(self) -> str:
        return reverse("assessment:reassessments")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = [row for row in self.rows if row not in self.ready]
        setting = settings_on()["written_opinion_days"]
        return super().get_context_data(
            ready=self.ready, others=others, council=self.council, today=clock.today(), setting=setting, **kwargs
        )


class WrittenMixin(SessionMixin):
    """Pages about one written round; a meeting has other pages."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(mode="written")


class WrittenView(WrittenMixin, DeskDetailView):
    """The follow-up board: who answered, the deadline, the next act. No value of a sheet is on this page."""

    permission = "assessment.view_session"
    template_name = "assessment/written.html"
    is_record = True

    def get_title(self) -> str:
        return session_label(self.get_object())

    def get_items(self, enters: bool) -> list[dict[str, Any]]:
        """Dossiers with who answered."""
        session = self.get_object()
        sheets = ScoreSheet.objects.select_related("seat__user", "seat__represents", "written__entered_by")
        related = ("dossier__product", "dossier__producer__organisation", "dossier__commune", "session")
        mine = session.items.select_related(*related).prefetch_related(Prefetch("sheets", sheets.order_by("seat_id")))
        called = session.called_items.select_related(*related).prefetch_related(
            Prefetch("sheets", sheets.order_by("seat_id"))
        )
        today = clock.today()
        rows = []
        for item in [*mine.order_by("order", "pk"), *called.order_by("order", "pk")]:
            people = [self.person(item, sheet, enters) for sheet in item.sheets.all()]
            back = sum(person["answered"] for person in people)
            due = item.dossier.reassessment_due_on
            rows.append(
                {
                    "item": item,
                    "state": item_flow.state(item),
                    "called": item.session_id != session.pk,
                    "withdrawn": item.dossier.state == DossierState.WITHDRAWN,
                    "ended": item.state in ENDED_ITEMS,
                    "people": people,
                    "back": back,
                    "needed": needed_answers(session, len(people)),
                    "due": due,
                    "late": due is not None and today > due and item.state not in ENDED_ITEMS,
                }
            )
        return rows

    def person(self, item: SessionItem, sheet: ScoreSheet, enters: bool) -> dict[str, Any]:
        """One member's line."""
        label, kind = SHEET_LABELS[SheetState(sheet.state)]
        written = getattr(sheet, "written", None)
        open_ = sheet.state == SheetState.DRAFT and item.state == ItemState.SCORING
        return {
            "sheet": sheet,
            "label": label,
            "kind": kind,
            "answered": written is not None and sheet.submitted_at is not None,
            "on_paper": written is not None and written.entered_by_id is not None,
            "enter": enters and open_ and item.session.state == SessionState.OPEN,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.get_object()
        user = self.request.user
        may = {
            name: user.has_perm(f"assessment.{right}", session)  # type: ignore[union-attr]
            for name, right in (
                ("runs", "run_session"), ("closes", "close_opinions"), ("enters", "enter_opinion"),
                ("issues", "issue_results"),
            )
        }  # fmt: skip
        plans = user.has_perm("assessment.plan_session", session.council)  # type: ignore[union-attr]
        taking = session.state == SessionState.OPEN and open_sheets(session).exists()
        over = clock.today() > session.opinions_due_on
        close = next((found for found in session_flow.available(session, user) if found.name == "end_round"), None)
        return super().get_context_data(
            state=session_flow.state(session),
            items=self.get_items(may["enters"]),
            taking=taking,
            over=over,
            waiting_count=open_sheets(session).values("seat").distinct().count(),
            answer_problems=_answer_problems(session, over),
            close_problems=_close_problems(close),
            quorum=settings_on(session.held_on)["quorum_percent"],
            extend_form=ExtendForm(),
            plans=plans,
            **may,
            **kwargs,
        )


def _answer_problems(session: Session, over: bool) -> list[Problem]:
    if over:
        return []
    words = _("Phiếu tự mở khi mọi thành viên đã trả lời; chưa đủ thì chốt sau hạn trả lời.")
    return [Problem("deadline_not_over", words)]


def _close_problems(action: Any) -> list[Problem] | None:
    if action is None:
        return None
    if len(action.problems) < 2:
        return list(action.problems)
    words = _("Còn %(n)d hồ sơ chưa kết luận.") % {"n": len(action.problems)}
    return [Problem("item_not_concluded", words, url="#ho-so")]


class SendOutView(VersionMixin, WrittenMixin, ObjectMixin, DeskFormView):
    """Send dossier, report and sheet to the members."""

    permission = "assessment.run_session"
    form_class = SendOutForm
    title = gettext_lazy("Gửi lấy ý kiến")
    subtitle = gettext_lazy("Mỗi thành viên được cho điểm nhận hồ sơ, báo cáo của cơ quan OCOP và phiếu lấy ý kiến")
    submit_label = gettext_lazy("Gửi lấy ý kiến")
    success_message = gettext_lazy("Đã gửi phiếu lấy ý kiến. Các quy định của Quy chế được ghi lại cho đợt này.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.get_object()}

    def save(self, form: Any) -> Session:
        return send_out(
            self.get_object(), actor=self.request.user, expected_version=self.expected_version, **form.cleaned_data
        )


class ExtendView(VersionMixin, WrittenMixin, ObjectMixin, DeskFormView):
    """More days for the members."""

    permission = "assessment.close_opinions"
    form_class = ExtendForm
    title = gettext_lazy("Lùi hạn trả lời")
    submit_label = gettext_lazy("Lùi hạn")
    success_message = gettext_lazy("Đã lùi hạn và báo cho người chưa trả lời.")

    def save(self, form: Any) -> Session:
        return extend_deadline(
            self.get_object(), actor=self.request.user, expected_version=self.expected_version, **form.cleaned_data
        )


class CloseAnswersView(WrittenMixin, ActionView):
    """Close the answers after the deadline."""

    permission = "assessment.close_opinions"
    success_message = gettext_lazy("Đã chốt phiếu. Người chưa trả lời được ghi lại, các phiếu đã mở.")

    def act(self) -> Session:
        return close_answers(self.get_object(), actor=self.request.user, expected_version=self.expected_version)


class RemindView(WrittenMixin, ActionView):
    """Remind those who have not answered."""

    permission = "assessment.plan_session"

    def act(self) -> Session:
        count = remind(self.get_object(), actor=self.request.user)
        self.success_message = _("Đã nhắc %(n)d người chưa trả lời.") % {"n": count}
        return self.get_object()


class WrittenCloseView(WrittenMixin, ActionView):
    """End the round once every dossier is concluded or on its way to a meeting."""

    permission = "assessment.run_session"
    success_message = gettext_lazy("Đã kết thúc đợt lấy ý kiến. Cơ quan tham mưu lập báo cáo tổng hợp và tờ trình.")

    def act(self) -> Session:
        return close_session(self.get_object(), actor=self.request.user, expected_version=self.expected_version)


class OpinionPaperView(ItemMixin, ActionView):
    """The printed opinion sheet of a dossier."""

    permission = "assessment.run_session"
    success_message = gettext_lazy("Đã soạn phiếu lấy ý kiến để in.")

    def act(self) -> Paper:
        return draft_opinion_sheet(self.get_object(), actor=self.request.user)


class EnterOpinionView(VersionMixin, ObjectMixin, DeskFormView):
    """The secretary enters what a member ticked and wrote on a signed sheet."""

    permission = "assessment.enter_opinion"
    model = ScoreSheet
    context_name = "sheet"
    form_class = PaperOpinionForm
    template_name = "assessment/enter_opinion.html"
    submit_label = gettext_lazy("Ghi phiếu đã ký")
    success_message = gettext_lazy("Đã ghi phiếu. Điểm của phiếu chỉ mở cùng các phiếu khác.")

    def get_queryset(self) -> Any:
        """Sheets that are still open in a written round; what a member has handed in is never shown here."""
        rows = ScoreSheet.objects.filter(item__session__mode="written", state=SheetState.DRAFT)
        return rows.select_related(
            "seat__user", "item__session__council__organisation", "item__dossier__product", "item__dossier__sheet"
        )

    def get_title(self) -> str:
        return str(_("Nhập phiếu giấy của %(name)s") % {"name": self.get_object().seat.user.full_name})

    def get_crumbs(self) -> list[tuple[str, str]]:
        item = self.get_object().item
        return [(str(_("Đợt lấy ý kiến")), item.session.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        criteria = criteria_sheet(self.get_object().item)
        rows = []
        for criterion in criteria.criteria:
            choices = [
                (str(option.position), f"{option.text} ({exact(option.points).normalize():f})")
                for option in criterion.options
            ]
            rows.append((criterion, [*choices, ("0", str(_("Không đạt mức nào (0 điểm)")))]))
        return {**super().get_form_kwargs(), "criteria": rows}

    def save(self, form: Any) -> Session:
        data = form.cleaned_data
        sheet = self.get_object()
        with transaction.atomic():
            enter_opinion(
                sheet,
                ticks=form.ticks(),
                received_on=data["received_on"],
                file=stored(data["file"], actor=self.request.user, purpose=OPINION_FILE),
                actor=self.request.user,
                expected_version=self.expected_version,
                **form.opinion(),
            )
        return sheet.item.session

    def get_success_url(self) -> str:
        return str(self.get_object().item.session.get_absolute_url())


class CallMeetingView(VersionMixin, ItemMixin, ObjectMixin, DeskFormView):
    """The chair calls the council together on one dossier."""

    permission = "assessment.conclude_item"
    form_class = MeetingForm
    title = gettext_lazy("Mời họp Hội đồng")
    subtitle = gettext_lazy("Phiếu đã trả lời được giữ lại; tại phiên họp thành viên cho điểm tiếp từ phiếu đó")
    submit_label = gettext_lazy("Mời họp")
    success_message = gettext_lazy("Đã mời họp. Hồ sơ chuyển sang phiên họp của Hội đồng.")

    def save(self, form: Any) -> Session:
        moved = call_meeting(
            self.get_object(), actor=self.request.user, expected_version=self.expected_version, **form.cleaned_data
        )
        return moved.session
