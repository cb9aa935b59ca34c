"""The list behind any number of the boards, as a page and as a sheet."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core import clock
from saolang.core.problems import Problem, WrongState
from saolang.core.text import format_number
from saolang.ui.views import DeskListView, DeskView

from ..boards_export import shares_xlsx
from ..forms.boards import ShareFilter
from ..models import Assignment
from ..queries import board_lists as lists
from ..queries.boards import board_scope
from .boards import answer_file

SHEET_LIMIT = 20_000


class ListMixin:
    """The shares behind a number, narrowed by the address."""

    request: HttpRequest

    def narrowed(self, on: dt.date) -> ShareFilter:
        """The filter over what the person's boards count."""
        return ShareFilter(self.request.GET, queryset=board_scope(self.request.user), request=self.request, on=on)


class ShareListView(ListMixin, DeskListView):
    """The list behind any number of the boards."""

    permission = "directives.list_tasks"
    template_name = "directives/boards/list.html"
    title = gettext_lazy("Danh sách phân giao")
    empty_title = gettext_lazy("Chưa có phân giao nào")
    empty_text = gettext_lazy("Nhiệm vụ được giao cho từng đơn vị hiện ở đây sau khi văn bản được xác nhận.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """The status table."""
        return [(_("Chỉ đạo, điều hành"), reverse("directives:home"))]

    def get_queryset(self) -> Any:
        """What the boards of the person count."""
        return board_scope(self.request.user)

    def filtered(self, queryset: Any) -> Any:
        """Narrowed by the address, the next date first."""
        self.filterset = self.narrowed(clock.today())
        return lists.in_order(self.filterset.qs).only("pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows with their cells, and what the address has narrowed them to."""
        context = super().get_context_data(**kwargs)
        found = context["page_obj"].paginator.count if context["page_obj"] is not None else 0
        shown = [share.pk for share in context["object_list"]]
        given = self.request.GET.copy()
        given.pop("page", None)
        chosen = [
            (label, urlencode([(key, value) for key, value in given.items() if key != name]))
            for label, name in self.filterset.chosen
        ]
        return {
            **context,
            "rows": lists.share_rows(lists.listed(Assignment.objects.filter(pk__in=shown)), clock.today()),
            "subtitle": _("%(n)s phân giao") % {"n": format_number(found)},
            "chosen": chosen,
            "sheet_query": given.urlencode(),
        }


class ShareSheetView(ListMixin, DeskView):
    """The list as .xlsx."""

    permission = "directives.list_tasks"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give the sheet; ask to narrow a list that is longer than a sheet should be."""
        on = clock.today()
        rows = self.narrowed(on).qs
        count = rows.count()
        if count > SHEET_LIMIT:
            message = _("Danh sách có %(n)s phân giao, một bảng tải về chứa nhiều nhất %(limit)s.") % {
                "n": format_number(count), "limit": format_number(SHEET_LIMIT),
            }  # fmt: skip
            fix = _("Lọc bớt theo đơn vị, văn bản hoặc tình hình.")
            raise WrongState([Problem("sheet_too_long", message, fix=fix)])
        return answer_file(shares_xlsx(lists.sheet_rows(rows, on)), "phan-giao", "xlsx", on)
