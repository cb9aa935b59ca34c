"""One box over the register, as officials search."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.text import normalize_line
from saolang.ui.views import DeskView

from ..finding import SHOWN, find_in_register, successor_code
from ..queries import validity_of


class SearchView(DeskView):
    """Results grouped by why they match."""

    permission = "registry.view_register"
    template_name = "registry/search.html"
    title = gettext_lazy("Tìm trong sổ đăng ký")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Sổ đăng ký"), reverse("registry:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = normalize_line(self.request.GET.get("q", ""))[:120]
        groups = []
        for group in find_in_register(self.request.user, asked) if asked else []:
            rows = [
                {"entry": row, "answer": validity_of(row), "new_code": successor_code(row.product_code)}
                for row in group.rows
            ]
            groups.append({"way": group.way, "total": group.total, "rows": rows, "more": max(group.total - SHOWN, 0)})
        all_url = f"{reverse('registry:list')}?{urlencode({'q': asked})}"
        return super().get_context_data(asked=asked, groups=groups, all_url=all_url, **kwargs)
