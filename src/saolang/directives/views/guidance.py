"""Published guidance: questions units asked and what departments answered. Light, for everybody, without scripts."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.text import normalize_line
from saolang.monitoring import limits
from saolang.ui.views import PublicView

from ..criteria import criterion_label, sheet_named
from ..models import Difficulty, Topic
from ..queries.difficulties import find_published, published, similar_published

PER_PAGE = 20


class GuidancePage(PublicView):
    """A page that visitors who are not signed in may get from a cache for a minute."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        if limits.too_many(request, "page"):
            return limits.refusal(request)
        response = super().get(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store" if request.user.is_authenticated else "public, max-age=60"
        return response


class GuidanceListView(GuidancePage):
    """Every published question, searched with or without marks, by topic and by set of criteria."""

    template_name = "directives/guidance/list.html"
    title = gettext_lazy("Giải đáp khó\u00a0khăn, vướng\u00a0mắc")
    subtitle = gettext_lazy("Câu hỏi của xã, sở, ngành về Chương trình OCOP và trả lời của cơ quan có thẩm quyền.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Questions found, and what they may be narrowed by."""
        given = self.request.GET
        text = normalize_line(given.get("q", "").replace("\x00", ""))[:120]
        topic, sheet_id = given.get("chu_de", "")[:10], given.get("phieu", "")[:20]
        sheet = sheet_named(sheet_id)
        rows = find_published(text, topic, sheet.id if sheet is not None else "")
        every = published().order_by()
        topics = Topic.objects.filter(pk__in=every.exclude(topic=None).values("topic"))
        ids = sorted(set(every.exclude(sheet_id="").values_list("sheet_id", flat=True)))
        page = Paginator(rows, PER_PAGE).get_page(given.get("page"))
        return super().get_context_data(
            q=text,
            topic=topic,
            phieu=sheet_id,
            topics=[(str(row.pk), row.name) for row in topics],
            sheets=[(found.id, found.name) for found in map(sheet_named, ids) if found is not None],
            page_obj=page,
            rows=[(row, _criterion(row)) for row in page],
            narrowed=bool(text or topic or sheet_id),
            description=_("Hỏi đáp về tiêu chí, hồ sơ, thủ tục của Chương trình Mỗi xã một sản phẩm."),
            **kwargs,
        )


class GuidanceView(GuidancePage):
    """One question with its answer, the body that answers, its document and the day it was brought up to date."""

    template_name = "directives/guidance/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The question; what is not published is not found."""
        it = published().filter(code=self.kwargs["code"].upper()).first()
        if it is None:
            raise Http404
        words = f"{it.public_question} {it.public_answer}"
        return super().get_context_data(
            it=it,
            title=it.public_question,
            criterion=_criterion(it),
            similar=similar_published(words, sheet_id=it.sheet_id, criterion=it.criterion, but=it.pk),
            crumbs=[(_("Trang chủ"), "/"), (_("Giải đáp"), reverse("guidance:list"))],
            description=it.public_answer[:150],
            **kwargs,
        )


def _criterion(it: Difficulty) -> str:
    return criterion_label(it.sheet_id, it.criterion) if it.sheet_id else ""
