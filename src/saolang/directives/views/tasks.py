"""Lists: the shares of one's bodies (for the office also of everybody), what waits for the office, records to pick."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core import clock
from saolang.ui.views import DeskListView, DeskView, view_permission

from ..forms.tasks import ShareFilter, record_choices
from ..queries import tasks as queries
from ..queries.tasks import ROWS, SECTIONS, QueuePart
from ..rules.people import bodies_of, office_units
from ..standing import days_left


class MyTasksView(DeskListView):
    """Shares by state, lead and support apart, those with the nearest date on top."""

    permission = "directives.list_tasks"
    template_name = "directives/tasks/list.html"
    filterset_class = ShareFilter
    title = gettext_lazy("Việc được giao")
    empty_title = gettext_lazy("Không có việc nào ở mục này")
    empty_text = gettext_lazy("Việc được giao cho đơn vị của bạn hiện ở đây ngay khi văn bản được xác nhận.")

    @property
    def everything(self) -> bool:
        """Whether the list shows all shares of the province: asked for, or the person acts for no body."""
        office = office_units(self.request.user)
        return bool(office) and (self.request.GET.get("cua") == "tat-ca" or not bodies_of(self.request.user))

    @property
    def part(self) -> str:
        """The chosen part of the list."""
        asked = self.request.GET.get("muc", "")
        return asked if asked in SECTIONS else ""

    def get_queryset(self) -> Any:
        """Shares of the chosen part."""
        rows = queries.shares_of(self.request.user, everything=self.everything)
        return queries.listed(rows.filter(SECTIONS[self.part].condition(clock.today())))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows with clocks, counts of the parts, whose shares these are."""
        context = super().get_context_data(**kwargs)
        user, today = self.request.user, clock.today()
        whose = "tat-ca" if self.everything else ""
        counts = queries.section_counts(queries.shares_of(user, everything=self.everything), today)
        base = reverse("directives:my_tasks")
        parts = [
            (f"{base}?muc={key}&cua={whose}" if whose else f"{base}?muc={key}" if key else base, part.label,
             counts[key], key == self.part)
            for key, part in SECTIONS.items()
        ]  # fmt: skip
        both = bool(bodies_of(user)) and bool(office_units(user))
        return {
            **context,
            "rows": queries.share_rows(context["object_list"], today),
            "parts": parts,
            "everything": self.everything,
            "whose": [(base, _("Của đơn vị tôi"), not self.everything), (f"{base}?cua=tat-ca", _("Toàn tỉnh"),
                      self.everything)] if both else [],
            "hidden": {"muc": self.part, "cua": whose},
            "sifted": any(self.request.GET.get(name) for name in context["filter"].filters),
            "unsifted": next((url for url, _label, _n, current in parts if current), base),
        }  # fmt: skip


class QueueView(DeskView):
    """What waits for the office: returned, asked, reported, later dates, without a date, bodies that ended."""

    permission = "directives.follow_tasks"
    template_name = "directives/tasks/queue.html"
    title = gettext_lazy("Chờ cơ quan theo dõi xử lý")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Every part with its first rows."""
        user, today = self.request.user, clock.today()
        parts = queries.office_parts(user, today)
        made = [self._shares(parts, *words) for words in self._words()]
        made += [self._extensions(parts["extensions"]), self._undated(parts["undated"])]
        made.append(self._ended(parts["ended"]))
        return super().get_context_data(parts=made, total=sum(part.count for part in made), today=today, **kwargs)

    def _words(self) -> list[tuple[str, str, str, str, str, tuple[str, ...]]]:
        return [
            (
                "reported",
                "bao-cao",
                _("Đơn vị báo cáo hoàn thành"),
                _("Xem minh chứng rồi xác nhận, hoặc yêu cầu làm tiếp."),
                _("Xem kết quả"),
                ("report",),
            ),
            (
                "returned",
                "tra-lai",
                _("Đơn vị trả lại"),
                _("Giao đơn vị khác, hoặc vẫn giao đơn vị này và nói rõ vì sao."),
                _("Xem xét"),
                ("return",),
            ),
            (
                "questions",
                "lam-ro",
                _("Đơn vị đề nghị làm rõ"),
                _("Hạn vẫn tính trong lúc chờ trả lời."),
                _("Trả lời"),
                ("question",),
            ),
        ]

    def _shares(
        self, parts: dict[str, Any], key: str, anchor: str, title: str, help_: str, action: str, kinds: tuple[str, ...]
    ) -> QueuePart:
        rows = queries.share_rows(queries.listed(parts[key]).order_by("last_entry_on", "pk")[:ROWS], clock.today())
        words = queries.last_words([row.share for row in rows], kinds)
        shown = [{"row": row, "words": words.get(row.share.pk)} for row in rows]
        return QueuePart(anchor, title, help_, action, parts[key].count(), shown)

    def _extensions(self, asked: Any) -> QueuePart:
        rows = asked.select_related("assignment__task", "assignment__body", "assignment__notice__document", "asked_by")
        shown = [{"extension": row} for row in rows.order_by("pk")[:ROWS]]
        return QueuePart(
            "lui-han", _("Đề nghị lùi hạn"), _("Cho lùi (có thể một ngày khác) hoặc không đồng ý."), _("Quyết định"),
            asked.count(), shown,
        )  # fmt: skip

    def _undated(self, tasks: Any) -> QueuePart:
        rows = tasks.select_related("notice__document").prefetch_related("assignments__body").order_by("pk")
        today = clock.today()
        shown = []
        for task in rows[:ROWS]:
            leads = [row for row in task.assignments.all() if row.share == "lead" and row.state != "cancelled"]
            days = max((-days_left(row.assigned_on, today) for row in leads), default=0)
            shown.append({"task": task, "leads": leads, "days": days})
        return QueuePart(
            "chua-co-han",
            _("Việc chưa có hạn"),
            _("Việc không có hạn thì không nhắc được và không tính đúng, quá hạn."),
            _("Đặt hạn"),
            tasks.count(),
            shown,
        )

    def _ended(self, shares: Any) -> QueuePart:
        rows = queries.listed(shares).select_related("task", "body__successor", "notice__document")[:ROWS]
        shown = [{"row": row, "heir": row.share.body.successor} for row in queries.share_rows(rows, clock.today())]
        return QueuePart(
            "don-vi-cu",
            _("Đơn vị đã kết thúc hoạt động"),
            _("Phần việc của đơn vị cũ cần giao cho đơn vị nay làm việc đó."),
            _("Giao lại"),
            shares.count(),
            shown,
        )


@view_permission("directives.list_tasks")
def records(request: HttpRequest) -> HttpResponse:
    """Records that the words find, as check boxes; a piece of the evidence forms."""
    chosen, words = request.GET.getlist("records"), request.GET.get("find", "")
    rows = record_choices(request.user, words, chosen)
    context = {"records": [(token, label, token in chosen) for token, label in rows], "words": words}
    return render(request, "directives/tasks/_records.html", context)
