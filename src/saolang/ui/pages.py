"""Pages of the desk's frame: "Việc của tôi", search, and the style guide of the components."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.clock import today as today_in_vietnam
from saolang.core.registries import home_panels, search_sources
from saolang.core.text import normalize_line

from . import styleguide, work
from .access import SIGNED_IN
from .views import DeskView, PublicView

SEARCH_LIMIT = 12


class HomeView(DeskView):
    """What waits for me, by due date, with one action per row."""

    permission = SIGNED_IN
    template_name = "ui/home.html"
    title = gettext_lazy("Việc của tôi")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect rows and panels of every app."""
        today = today_in_vietnam()
        items = work.collect(self.request.user)
        groups, waiting = work.grouped(items, today)
        panels = [panel for provider in home_panels if (panel := provider(self.request.user))]
        counts = {group.key: len(group.items) for group in groups}
        given = {"groups": groups, "waiting": waiting, "today": today, "counts": counts, "panels": panels}
        return super().get_context_data(**{**given, **kwargs})


class SearchView(DeskView):
    """One search over everything the person may see."""

    permission = SIGNED_IN
    template_name = "ui/search.html"
    title = gettext_lazy("Tìm kiếm")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask every source; each answers only with what the person may see."""
        query = normalize_line(self.request.GET.get("q", ""))[:200]
        groups = []
        if query:
            for key, source in search_sources.items():
                hits = list(source(self.request.user, query))[:SEARCH_LIMIT]
                if hits:
                    groups.append({"title": getattr(source, "label", "") or key, "hits": hits})
        subtitle = _("Kết quả cho “%(query)s”") % {"query": query} if query else ""
        return super().get_context_data(**{"search_query": query, "groups": groups, "subtitle": subtitle, **kwargs})


class StyleGuideView(DeskView):
    """Every component on one page, for whoever builds the next one. Development only."""

    permission = SIGNED_IN
    template_name = "ui/styleguide.html"
    title = "Mẫu giao diện"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add fictional data for every component."""
        return super().get_context_data(**{**styleguide.sample(), **styleguide.sample_board(), **kwargs})


class ScoringGuideView(DeskView):
    """The scoring screen with fictional data. Development only."""

    permission = SIGNED_IN
    template_name = "ui/styleguide_scoring.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add fictional data."""
        return {**super().get_context_data(**kwargs), **styleguide.sample_scoring()}


class PublicGuideView(PublicView):
    """The public components with fictional data. Development only."""

    template_name = "ui/styleguide_public.html"
    title = "Kiểm tra giấy chứng nhận"
    subtitle = "Câu trả lời lấy thẳng từ sổ đăng ký của tỉnh."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add fictional data."""
        return super().get_context_data(**{**styleguide.sample(), **kwargs})
