"""Papers that end soon: the list and its sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from saolang.accounts.roles import has_role
from saolang.core import clock
from saolang.producers.rules import OFFICIAL_ROLES
from saolang.ui.views import DeskListView, DeskView

from ..paper_export import papers_xlsx
from ..queries import papers as queries

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPANS = (
    ("30", gettext_lazy("Trong 30 ngày")),
    ("60", gettext_lazy("Trong 60 ngày")),
    ("90", gettext_lazy("Trong 90 ngày")),
    (queries.EXPIRED, gettext_lazy("Đã hết hạn")),
)


def span_of(request: HttpRequest) -> str:
    """The part of the list that is asked for; 90 days unless told."""
    asked = request.GET.get("han", "")
    return asked if asked in dict(SPANS) else "90"


class PaperListView(DeskListView):
    """Papers in use by when they end, with the star each one holds up."""

    permission = "monitoring.list_papers"
    template_name = "monitoring/papers/list.html"
    title = gettext_lazy("Giấy tờ sắp hết hạn")
    empty_title = gettext_lazy("Không có giấy nào")
    empty_text = gettext_lazy(
        "Giấy tờ có ngày hết hạn trong tủ minh chứng hiện ở đây trước 90 ngày; chủ thể và xã được nhắc ở mốc 90, 60, "
        "30 ngày và khi hết hạn."
    )

    def get_queryset(self) -> Any:
        """What the person may see, of the chosen span."""
        return queries.within(queries.visible_to(self.request.user), span_of(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows with dangers, and how many papers each span holds."""
        context = super().get_context_data(**kwargs)
        counts = queries.counts(queries.visible_to(self.request.user))
        return {
            **context,
            "rows": list(queries.watched(context["object_list"])),
            "spans": [(key, label, counts[key]) for key, label in SPANS],
            "span": span_of(self.request),
            "official": has_role(self.request.user, *OFFICIAL_ROLES),
        }


class PaperExportView(DeskView):
    """The list as .xlsx, without papers that list people."""

    permission = "monitoring.list_papers"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give the sheet."""
        span = span_of(request)
        rows = queries.within(queries.without_people(queries.visible_to(request.user)), span)
        response = HttpResponse(papers_xlsx(queries.watched(rows)), content_type=XLSX)
        name = f"giay-to-{span}-{clock.today():%Y%m%d}.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        return response
