"""The desk of difficulties: lists with clocks, one difficulty, raising one in two steps, the board of what is stuck."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import OnceMixin
from saolang.core import clock
from saolang.core.workdays import WorkCalendar
from saolang.monitoring.views.problem_labels import LabelledFormView
from saolang.ui.views import DeskDetailView, DeskListView, DeskView
from saolang.ui.views import ObjectMixin as OneObject

from ..criteria import criterion_label, is_criterion
from ..domain.difficulties import raise_difficulty
from ..enums import DifficultyState
from ..forms import difficulties as forms
from ..models import Assignment, Difficulty
from ..queries import difficulties as queries
from ..queries.access import assignments_visible_to, difficulties_visible_to
from ..rules.people import bodies_of, office_units
from ..states.difficulties import DIFFICULTY, OPEN

PARTS = (
    ("", gettext_lazy("Đang mở")),
    ("cho-chuyen", gettext_lazy("Chờ chuyển")),
    ("cho-tra-loi", gettext_lazy("Chờ trả lời")),
    ("qua-han", gettext_lazy("Quá hạn")),
    ("da-tra-loi", gettext_lazy("Đã trả lời")),
    ("xong", gettext_lazy("Đã giải quyết")),
    ("bao-cao", gettext_lazy("Báo cáo UBND tỉnh")),
    ("tat-ca", gettext_lazy("Tất cả")),
)
STATES_OF = {
    "": OPEN,
    "chua-tra-loi": (DifficultyState.NEW, DifficultyState.ROUTED),
    "cho-chuyen": (DifficultyState.NEW,),
    "cho-tra-loi": (DifficultyState.ROUTED,),
    "da-tra-loi": (DifficultyState.ANSWERED,),
    "da-co-tra-loi": (DifficultyState.ANSWERED, DifficultyState.CLOSED),
    "xong": (DifficultyState.CLOSED,),
    "tinh": (*OPEN, DifficultyState.CLOSED),
}
"""Parts of the list; those that are no part above are what the numbers of the board open."""


def clock_of(difficulty: Difficulty, calendar: WorkCalendar) -> dict[str, Any]:
    """What the working-day clock shows while an answer is waited for; empty otherwise."""
    if difficulty.state != DifficultyState.ROUTED or difficulty.due_on is None:
        return {}
    today = clock.today()
    spent = total = None
    if difficulty.routed_on is not None:
        spent = max(0, calendar.working_days_between(difficulty.routed_on, today))
        total = calendar.working_days_between(difficulty.routed_on, difficulty.due_on)
    left = calendar.working_days_between(today, difficulty.due_on)
    return {"due": difficulty.due_on, "left": left, "spent": spent, "total": total}


class DifficultyListView(DeskListView):
    """Difficulties the person may see; what is waited for first, by its day."""

    permission = "directives.list_difficulties"
    template_name = "directives/difficulties/list.html"
    filterset_class = forms.DifficultyFilter
    title = gettext_lazy("Khó khăn, vướng mắc")
    empty_title = gettext_lazy("Không có khó khăn, vướng mắc nào ở mục này")
    empty_text = gettext_lazy(
        "Xã, sở, ngành nêu điều đang vướng về một việc được giao, một tiêu chí hay một quy định; "
        "văn phòng chuyển đến cơ quan trả lời được và theo dõi hạn."
    )

    @property
    def part(self) -> str:
        """The chosen part of the list."""
        asked = self.request.GET.get("muc", "")
        return asked if asked in dict(PARTS) or asked in STATES_OF else ""

    def get_queryset(self) -> Any:
        """What the person may see, of the chosen part."""
        rows = queries.for_list(difficulties_visible_to(self.request.user))
        if self.part in STATES_OF:
            rows = rows.filter(state__in=STATES_OF[self.part])
        elif self.part == "qua-han":
            rows = rows.filter(queries.late_on(clock.today()))
        elif self.part == "bao-cao":
            rows = rows.filter(reported_up_on__isnull=False, state__in=OPEN)
        return rows.order_by("-pk") if self.part in ("xong", "tat-ca", "tinh") else rows.order_by("due_on", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows with clocks, parts of the list that keep the filters."""
        context = super().get_context_data(**kwargs)
        calendar = WorkCalendar.load()
        kept = [(key, value) for key, value in self.request.GET.items() if key not in ("muc", "page") and value]
        parts = [(key, label, urlencode([*kept, *([("muc", key)] if key else [])])) for key, label in PARTS]
        rows = [
            {"it": row, "state": DIFFICULTY.state(row), "clock": clock_of(row, calendar), "act": self._next(row)}
            for row in context["object_list"]
        ]
        user = self.request.user
        return {
            **context,
            "rows": rows,
            "parts": parts,
            "part": self.part,
            "may_raise": user.has_perm("directives.raise_difficulty"),
            "may_record": user.has_perm("directives.record_difficulty"),
            "may_board": user.has_perm("directives.board_difficulties"),
        }

    def _next(self, row: Difficulty) -> tuple[str, str] | None:
        """The one act that waits for this person: words and address."""
        user = self.request.user
        if row.state == DifficultyState.NEW and row.province_id in office_units(user):
            return _("Chuyển"), reverse("directives:difficulty_route", args=[row.code])
        if row.state == DifficultyState.ROUTED and row.routed_to_id in bodies_of(user):
            return _("Trả lời"), reverse("directives:difficulty_answer", args=[row.code])
        if row.state == DifficultyState.ANSWERED and row.raised_by_id in bodies_of(user):
            return _("Xem trả lời"), row.get_absolute_url()
        return None


class OneDifficulty(OneObject):
    """One difficulty among those the person may see; others are not found at all."""

    model = Difficulty

    def get_queryset(self) -> Any:
        """What the person may see."""
        return difficulties_visible_to(self.request.user).select_related(
            "raised_by", "routed_to", "answered_by", "topic", "file", "answer_file", "answer_document",
            "assignment__task__notice__document", "raised_by_user",
        )  # fmt: skip


class DifficultyView(OneDifficulty, DeskDetailView):
    """One difficulty: what is stuck, who answers by when, every round so far, what was published."""

    permission = "directives.view_difficulty"
    template_name = "directives/difficulties/difficulty.html"

    def get_title(self) -> str:
        """What is stuck."""
        return str(self.get_object().title)

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the list."""
        return [(_("Khó khăn, vướng mắc"), reverse("directives:difficulties"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Acts, clock, rounds, and guidance that says the same already."""
        it, user = self.get_object(), self.request.user
        rounds = list(it.routes.select_related("body", "answer_file").order_by("-pk"))
        acts = DIFFICULTY.available(it, user)
        mine = bodies_of(user)
        if it.state == DifficultyState.ROUTED and it.routed_to_id in mine:
            acts.sort(key=lambda action: action.name != "answer")
        publishes = user.has_perm("directives.publish_guidance", it)
        document = it.answer_document
        similar: list[Difficulty] = []
        if it.state in (DifficultyState.NEW, DifficultyState.ROUTED):
            words = f"{it.title} {it.text}"
            similar = queries.similar_published(words, sheet_id=it.sheet_id, criterion=it.criterion, but=it.pk)
        return super().get_context_data(
            it=it,
            state=DIFFICULTY.state(it),
            clock=clock_of(it, WorkCalendar.load()),
            actions=[
                (action, reverse(f"directives:difficulty_{action.name}", args=[it.code]), action.name in PLAIN)
                for action in acts
            ],
            rounds=rounds,
            current=rounds[0] if rounds and it.state in (DifficultyState.ANSWERED, DifficultyState.CLOSED) else None,
            criterion=criterion_label(it.sheet_id, it.criterion) if it.sheet_id else "",
            share=_visible_share(it, user),
            document=document
            if document is not None and user.has_perm("documents.view_registered", document)
            else None,
            can_report_up=it.state in OPEN and user.has_perm("directives.report_up_difficulty", it),
            can_publish=publishes and it.state in (DifficultyState.ANSWERED, DifficultyState.CLOSED),
            can_unpublish=publishes and it.published_on is not None,
            similar=similar,
            **kwargs,
        )


PLAIN = ("close", "still_stuck", "withdraw", "return")
"""Acts that are carried out from the page itself; the others have a form of their own."""


def _visible_share(difficulty: Difficulty, user: Any) -> Assignment | None:
    share = difficulty.assignment
    return share if share is not None and user.has_perm("directives.view_assignment", share) else None


class RaiseView(OnceMixin, LabelledFormView):
    """Raise a difficulty: first what it is about, then the form, with answers that exist already above it."""

    permission = "directives.raise_difficulty"
    form_class = forms.DifficultyForm
    template_name = "directives/difficulties/raise.html"
    title = gettext_lazy("Nêu khó khăn, vướng mắc")
    submit_label = gettext_lazy("Gửi")
    success_message = gettext_lazy("Đã gửi. Văn phòng chuyển đến cơ quan trả lời và đơn vị theo dõi được tại đây.")
    for_others = False

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the list."""
        return [(_("Khó khăn, vướng mắc"), reverse("directives:difficulties"))]

    @property
    def about(self) -> dict[str, str]:
        """What the address says: a task, a criterion, a rule, the first words."""
        given = self.request.GET
        names = {"van_de": 200, "viec": 20, "phieu": 20, "tieu_chi": 20, "quy_dinh": 250}
        return {name: given.get(name, "").replace("\x00", "").strip()[:most] for name, most in names.items()}

    def share(self) -> Assignment | None:
        """The share of the address, if a body of the person has a part in its task."""
        code = self.about["viec"]
        if not code:
            return None
        rows = assignments_visible_to(self.request.user).select_related("task__notice__document", "body", "topic")
        return rows.filter(code=code).first()

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The first step until something is named; then the form."""
        if any(self.about[name] for name in ("van_de", "tieu_chi", "quy_dinh")):
            return super().get(request, *args, **kwargs)
        typed = request.GET if "van_de" in request.GET else None
        first = forms.SubjectForm(typed, initial=self.about, user=request.user, for_others=self.for_others)
        self.template_name = "directives/difficulties/raise_first.html"
        return self.render_to_response(self.get_context_data(first=first))

    def get_form_kwargs(self) -> dict[str, Any]:
        """The person, and whether it is for another body."""
        return {**super().get_form_kwargs(), "user": self.request.user, "for_others": self.for_others}

    def get_initial(self) -> dict[str, Any]:
        """From the address."""
        about, share = self.about, self.share()
        initial: dict[str, Any] = {"title": about["van_de"], "rule": about["quy_dinh"]}
        if about["phieu"]:
            initial["sheet_id"] = about["phieu"]
            if is_criterion(about["phieu"], about["tieu_chi"]):
                initial["criterion"] = about["tieu_chi"]
        if share is not None:
            own = bodies_of(self.request.user)
            shares = Assignment.objects.filter(task=share.task_id, body__in=own).order_by("pk")
            initial["raised_by"] = share.body_id if self.for_others else shares.values_list("body", flat=True).first()
            initial["topic"] = share.topic_id
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The task, the criterion, and answers that may fit already."""
        context = super().get_context_data(**kwargs)
        form, about = context["form"], self.about
        first = kwargs.get("first")
        words = f"{form['title'].value() or ''} {form['text'].value() or ''}" if first is None else ""
        criterion = str(form["criterion"].value() or "") if "criterion" in form.fields else about["tieu_chi"]
        looked = bool(words.strip() or criterion)
        similar = queries.similar_published(words, sheet_id=form.sheet, criterion=criterion) if looked else []
        return {
            **context,
            "first": first,
            "share": self.share(),
            "similar": similar,
            "looked": looked,
            "for_others": self.for_others,
            "cancel_url": reverse("directives:difficulties"),
        }

    def save_once(self, form: Any) -> Any:
        """Raise it."""
        data = dict(form.cleaned_data)
        data.pop("token", None)
        return raise_difficulty(assignment=self.share(), actor=self.request.user, **data)

    def after_repeat(self) -> str:
        """The form came twice: what it asked for is in the list."""
        return reverse("directives:difficulties")


class RecordView(RaiseView):
    """The office writes down what a body said, at a meeting for example."""

    permission = "directives.record_difficulty"
    title = gettext_lazy("Ghi vướng mắc thay đơn vị")
    submit_label = gettext_lazy("Ghi")
    success_message = gettext_lazy("Đã ghi. Chuyển đến cơ quan trả lời để bắt đầu tính hạn.")
    for_others = True

    def get_initial(self) -> dict[str, Any]:
        """The meeting may be named in the address."""
        return {**super().get_initial(), "voiced_at": self.request.GET.get("neu_tai", "")[:250]}


class DifficultyBoardView(DeskView):
    """What is stuck and where: by body that answers, by unit that raised, by topic. Every number opens its list."""

    permission = "directives.board_difficulties"
    template_name = "directives/difficulties/board.html"
    title = gettext_lazy("Vướng mắc đang ở đâu")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the list."""
        return [(_("Khó khăn, vướng mắc"), reverse("directives:difficulties"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The counts, and what was brought before the People's Committee."""
        rows = difficulties_visible_to(self.request.user)
        board = queries.board(rows)
        up = queries.for_list(rows).filter(reported_up_on__isnull=False, state__in=OPEN).order_by("-reported_up_on")
        home = reverse("directives:difficulties")
        numbers = [
            (_("Chờ chuyển"), board.to_route, "cho-chuyen", "act"),
            (_("Chờ trả lời"), board.waiting, "cho-tra-loi", "soon"),
            (_("Trong đó quá hạn"), board.late, "qua-han", "off"),
            (_("Đã trả lời, chờ đơn vị xem"), board.to_look, "da-tra-loi", "sent"),
            (_("Báo cáo UBND tỉnh"), board.reported_up, "bao-cao", "act"),
            (_("Đã giải quyết"), board.closed, "xong", "valid"),
        ]
        return super().get_context_data(
            numbers=numbers, board=board, up=list(up[:10]), home=home, today=clock.today(), **kwargs
        )
