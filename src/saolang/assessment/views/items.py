"""A dossier before the council: who has handed in, the open sheets, agreement, conclusion."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.problems import DomainError, Problem
from saolang.documents.enums import PaperKind
from saolang.documents.links import paper_links
from saolang.rulebook.loading import Sheet
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, ObjectMixin

from ..ballot import Ballot
from ..board import Board, sheet_view
from ..domain.agreement import agree_option, knock_out, lift_knock_out
from ..domain.conclude import conclude, conclude_knocked_out, conclusion_problems, postpone
from ..domain.drafts import living_papers
from ..domain.opinions import meeting_reasons
from ..domain.quorum import item_quorum_problems, session_value
from ..domain.scoring import counted_sheets, criteria_sheet, open_discussion, start_scoring
from ..enums import ItemState, SessionState
from ..forms import KnockOutForm
from ..held import held_by
from ..models import Appraisal, ScoreSheet, SessionItem
from ..papers import running_out
from ..queries import REVEALED_STATES, sheets_visible_to
from ..states import ENDED_ITEMS, item_flow
from .parts import KNOCK_OUT_FILE, ItemMixin, session_label, stored

SHEET_KINDS = {
    "draft": "draft", "submitted": "done", "reopened": "soon", "void": "was", "unanswered": "was", "kept": "was",
}  # fmt: skip


def grounds_of(criteria: Sheet) -> list[tuple[str, str]]:
    """Grounds of rejection that a sheet prints: those of the dossier first."""
    found = [("dossier", _("Hồ sơ: %(when)s") % {"when": "; ".join(criteria.disqualify_dossier_if)})]
    for criterion in criteria.all_criteria:
        for rule in criterion.rules:
            words = {"code": criterion.code, "name": criterion.name, "when": rule.when}
            found.append((criterion.code, _("%(code)s. %(name)s: %(when)s") % words))
    return found


class ItemView(ItemMixin, DeskDetailView):
    """One dossier. Before the sheets are open it shows who has handed in and no value at all."""

    permission = "assessment.view_session"
    template_name = "assessment/item.html"
    is_record = True

    def get_title(self) -> str:
        return str(self.get_object().dossier.product.name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.get_object()
        user = self.request.user
        revealed = item.state in REVEALED_STATES and bool(counted_sheets(item))
        rows = item.sheets.select_related("seat__user", "seat__represents").order_by("seat_id")
        sheets = [
            {
                "name": sheet.seat.user.full_name,
                "part": sheet.seat.represents.name if sheet.seat.represents else sheet.seat.get_kind_display(),
                "label": sheet.get_state_display(),
                "kind": SHEET_KINDS[sheet.state],
                "mine": sheet.seat.user_id == user.pk,
            }
            for sheet in rows
        ]
        board = Board(item) if revealed else None
        actions = {action.name: action for action in item_flow.available(item, user)}
        return super().get_context_data(
            state=item_flow.state(item),
            crumb_session=session_label(item.session),
            sheets=sheets,
            submitted_count=sum(row["kind"] == "done" for row in sheets),
            counted=sum(row["kind"] != "was" for row in sheets),
            mine=next((row for row in rows if row.seat.user_id == user.pk), None),
            board=board,
            panel=board.star_panel() if board else None,
            running_out=[] if item.state in ENDED_ITEMS else running_out(item.dossier),
            knockouts=list(item.knockouts.select_related("paper_file", "recorded_by")),
            appraisal=Appraisal.objects.filter(dossier_id=item.dossier_id, reported_on__isnull=False).first(),
            actions=actions,
            chair=self.chair_card(board, actions),
            agrees=user.has_perm("assessment.record_agreement", item)  # type: ignore[union-attr]
            and item.state == ItemState.REVEALED
            and not item.session.is_written,
            knocks=user.has_perm("assessment.conclude_item", item)
            and item.state not in ("concluded", "postponed")  # type: ignore[union-attr]
            and item.session.state == SessionState.OPEN,
            held=held_by(item.dossier),
            opinion_papers=[paper_links(paper, user=user) for paper in living_papers(item, PaperKind.OPINION_SHEET)],
            runs=user.has_perm("assessment.run_session", item.session),  # type: ignore[union-attr]
            notices=[paper_links(paper, user=user) for paper in living_papers(item, PaperKind.RESULT_NOTICE)],
            **kwargs,
        )

    def chair_card(self, board: Board | None, actions: dict[str, Any]) -> dict[str, Any] | None:
        """What stands against concluding now, and which acts the chair has."""
        item = self.get_object()
        if item.state in (ItemState.CONCLUDED, ItemState.POSTPONED):
            return None
        against: list[Problem] = []
        knocked = item.knockouts.exists()
        if board is not None and not knocked:
            against = conclusion_problems(item).as_list()
        needs_reason = any(problem.code == "reason_missing" for problem in against)
        blocking = [problem for problem in against if problem.code != "reason_missing"]
        linked = [
            Problem(
                p.code, p.message, p.where, p.fix, f"#tieu-chi-{p.where}" if p.code == "agreement_missing" else p.url
            )
            for p in blocking
        ]
        ninety = session_value(item.session, "ninety_held_by_minimum") == "chair_decides"
        held = board is not None and board.panel.band == 5 and board.panel.star < 5
        return {
            "problems": linked,
            "quorum_holds": not item_quorum_problems(item),
            "findings": meeting_reasons(item) if board is not None and item.session.is_written else [],
            "needs_reason": needs_reason,
            "reopen": board.to_reopen if board is not None and board.over and not item.session.is_written else [],
            "knocked": knocked,
            "may": bool({"conclude", "postpone", "conclude_knocked_out"} & actions.keys()),
            "choose": ninety and held,
        }


class StartView(ItemMixin, ActionView):
    """Give out the sheets."""

    permission = "assessment.run_item"
    success_message = gettext_lazy("Đã phát phiếu cho các thành viên có mặt.")

    def act(self) -> SessionItem:
        return start_scoring(self.get_object(), actor=self.request.user, expected_version=self.expected_version)


class DiscussView(ItemMixin, ActionView):
    """Reopen the sheets that lie too far apart."""

    permission = "assessment.conclude_item"
    success_message = gettext_lazy("Đã mở lại các phiếu chênh lệch; điểm cũ và lý do được giữ lại.")

    def act(self) -> SessionItem:
        return open_discussion(
            self.get_object(), actor=self.request.user, reason=self.reason, expected_version=self.expected_version
        )


class PostponeView(ItemMixin, ActionView):
    """Send the dossier to the next round."""

    permission = "assessment.conclude_item"
    success_message = gettext_lazy("Đã chuyển hồ sơ sang đợt sau.")

    def act(self) -> SessionItem:
        return postpone(
            self.get_object(), actor=self.request.user, reason=self.reason, expected_version=self.expected_version
        )


class ConcludeView(ItemMixin, ActionView):
    """Conclude by the sheets, or on the recorded grounds of rejection."""

    permission = "assessment.conclude_item"
    success_message = gettext_lazy("Đã ghi kết luận của Hội đồng.")

    def act(self) -> SessionItem:
        item = self.get_object()
        version = self.expected_version
        if item.knockouts.exists():
            return conclude_knocked_out(item, actor=self.request.user, reason=self.reason, expected_version=version)
        chosen = self.request.POST.get("chosen", "")
        return conclude(item, actor=self.request.user, reason=self.reason, chosen=chosen, expected_version=version)


class AgreeView(ItemMixin, ActionView):
    """Record the option the council agrees on."""

    permission = "assessment.record_agreement"
    success_message = gettext_lazy("Đã ghi mức Hội đồng thống nhất vào biên bản; điểm trung bình không đổi.")

    def act(self) -> str:
        text = self.request.POST.get("option", "")
        code = self.kwargs["criterion"]
        if not (text.isascii() and text.isdigit() and len(text) < 4):
            raise DomainError.of("option_missing", _("Chưa chọn mức thống nhất."), where=code)
        item = self.get_object()
        agree_option(
            item,
            criterion=code,
            option=int(text),
            reason=self.reason,
            actor=self.request.user,
            expected_version=self.expected_version,
        )
        return f"{item.get_absolute_url()}#tieu-chi-{code}"


class KnockOutView(ItemMixin, ObjectMixin, DeskFormView):
    """Record a ground of rejection with its reason and paper."""

    permission = "assessment.conclude_item"
    form_class = KnockOutForm
    title = gettext_lazy("Ghi căn cứ loại hoặc dừng đánh giá")
    submit_label = gettext_lazy("Ghi căn cứ")
    success_message = gettext_lazy("Đã ghi căn cứ. Chủ trì kết luận trên trang hồ sơ.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "grounds": grounds_of(criteria_sheet(self.get_object()))}

    def save(self, form: Any) -> SessionItem:
        data = form.cleaned_data
        with transaction.atomic():
            knock_out(
                self.get_object(),
                code=data["code"],
                reason=data["reason"],
                paper_reference=data["paper_reference"],
                paper_file=stored(data["paper_file"], actor=self.request.user, purpose=KNOCK_OUT_FILE),
                actor=self.request.user,
            )
        return self.get_object()


class LiftView(ItemMixin, ActionView):
    """Take a recorded ground back."""

    permission = "assessment.conclude_item"
    success_message = gettext_lazy("Đã bỏ căn cứ; việc ghi và bỏ vẫn còn trong lịch sử.")

    def act(self) -> SessionItem:
        item = self.get_object()
        found = item.knockouts.filter(pk=self.kwargs["knockout"]).first()
        if found is None:
            raise Http404
        if not self.reason:
            raise DomainError.of("reason_missing", _("Chưa ghi lý do bỏ căn cứ."), where=_("Lý do"))
        lift_knock_out(found, actor=self.request.user, reason=self.reason)
        return item


class SheetView(DeskDetailView):
    """One member's sheet, once the sheets are open; before that nobody but the member reaches it."""

    model = ScoreSheet
    permission = "assessment.view_sheet"
    template_name = "assessment/sheet.html"
    context_name = "sheet"

    def get_queryset(self) -> Any:
        """Only sheets that this person may read: others are not found, so their existence shows nothing."""
        return sheets_visible_to(self.request.user).select_related(
            "seat__user", "seat__represents", "item__session", "item__dossier__product", "item__dossier__sheet",
            "item__dossier__producer__organisation",
        )  # fmt: skip

    def get_title(self) -> str:
        return str(_("Phiếu của %(name)s") % {"name": self.get_object().seat.user.full_name})

    def get_crumbs(self) -> list[tuple[str, str]]:
        item = self.get_object().item
        return [
            (session_label(item.session), item.session.get_absolute_url()),
            (item.dossier.product.name, item.get_absolute_url()),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ballot = Ballot(self.get_object())
        return super().get_context_data(
            ballot=ballot,
            parts=list(ballot.parts_with_answers()),
            panel=sheet_view(ballot),
            revisions=list(self.get_object().revisions.order_by("-number")),
            **kwargs,
        )
