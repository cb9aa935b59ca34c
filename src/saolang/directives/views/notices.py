"""The list of notices, the page of one, and the acts on it as a whole."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import VersionMixin
from saolang.documents.domain.register_secrecy import what_to_do
from saolang.documents.enums import LinkKind
from saolang.ui.views import ConfirmView, DeskDetailView, DeskListView

from ..domain import notices
from ..enums import NoticeState
from ..models import Notice
from ..notice_panes import PAGE, plain_pages, review_of
from ..queries import notices as queries
from ..states.notices import NOTICE


class NoticeListView(DeskListView):
    """Directive documents, what waits for confirmation first."""

    permission = "directives.list_notices"
    title = gettext_lazy("Văn bản chỉ đạo")
    subtitle = gettext_lazy("Thông báo kết luận, kế hoạch, công văn giao việc và các nhiệm vụ trong đó")
    template_name = "directives/notices/list.html"
    empty_title = gettext_lazy("Chưa có văn bản chỉ đạo nào")
    empty_text = gettext_lazy("Tải thông báo kết luận, kế hoạch lên: hệ thống đọc và đề xuất từng việc để xác nhận.")

    def get_queryset(self) -> Any:
        rows = queries.for_list(self.request.user)
        state = self.request.GET.get("trang-thai", "")
        if state in NoticeState.values:
            rows = rows.filter(state=state)
        words = self.request.GET.get("q", "").strip()[:100]
        return queries.matching(rows, words) if words else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        counts = queries.state_counts(self.request.user)
        chosen = self.request.GET.get("trang-thai", "")
        rows = []
        for notice in context["object_list"]:
            drafted = notice.draft.get("blocks", []) if notice.state != NoticeState.CONFIRMED else []
            proposed = sum(len(block["tasks"]) for block in drafted)
            rows.append({"notice": notice, "state": NOTICE.state(notice), "proposed": proposed})
        context.update(
            rows=rows,
            chosen=chosen,
            words=self.request.GET.get("q", ""),
            total=sum(counts.values()),
            states=[(NOTICE.states[s.value], counts[s.value]) for s in NoticeState if counts.get(s.value)],
            may_add=self.request.user.has_perm("directives.add_notice"),
            may_setup=self.request.user.has_perm("directives.manage_setup"),
        )
        return context


class NoticeMixin:
    """One notice that the person may see."""

    request: HttpRequest
    model = Notice
    permission = "directives.view_notice"
    context_name = "notice"

    def get_queryset(self) -> Any:
        """Notices with their document."""
        return Notice.objects.select_related(
            "document__holder", "document__issuer", "document__file", "committee", "confirmed_by", "province"
        )

    def get_crumbs(self) -> list[tuple[str, str]]:
        """The list, and the notice where the page is about something of it."""
        return [(_("Văn bản chỉ đạo"), reverse("directives:notices"))]


class NoticeView(NoticeMixin, DeskDetailView):
    """The document, where it stands, and after confirmation its tasks. While it waits, the office is led to confirm."""

    template_name = "directives/notices/notice.html"

    def get_title(self) -> str:
        return str(self.get_object().document.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice, user = self.get_object(), self.request.user
        manages = user.has_perm("directives.manage_notice", notice)
        actions = {action.name: action for action in NOTICE.available(notice, user)}
        document = notice.document
        links = list(document.links.select_related("target").order_by("pk"))
        may_read = user.has_perm("documents.view_registered", document)
        waiting = notice.state in (NoticeState.PROPOSED, NoticeState.HISTORY)
        return super().get_context_data(
            state=NOTICE.state(notice),
            manages=manages,
            actions=actions,
            document=document,
            may_read=may_read,
            links=[(LinkKind(link.kind).label, link) for link in links],
            recipients=list(document.recipients.all()) if may_read else [],
            review=review_of(notice) if waiting and (manages or notice.state == NoticeState.HISTORY) else None,
            blocks=queries.confirmed_blocks(notice, user) if notice.state == NoticeState.CONFIRMED else [],
            busy=queries.is_busy(notice),
            what_to_do=what_to_do(),
            **kwargs,
        )


class TextView(NoticeMixin, DeskDetailView):
    """The whole text, a number of paragraphs a page; opens however long the document is."""

    template_name = "directives/notices/text.html"
    permission = "directives.manage_notice"

    def get_title(self) -> str:
        return _("Nội dung %(title)s") % {"title": self.get_object().document.title}

    def get_crumbs(self) -> list[tuple[str, str]]:
        notice = self.get_object()
        return [*super().get_crumbs(), (notice.document.title, notice.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = Paginator(plain_pages(self.get_object()), PAGE)
        return super().get_context_data(page_obj=pages.get_page(self.request.GET.get("page")), **kwargs)


class NoticeConfirmMixin(VersionMixin, NoticeMixin):
    """A page that asks before an act on the whole notice."""

    permission = "directives.manage_notice"


class ReissueView(NoticeConfirmMixin, ConfirmView):
    """Hand out the duties of an old document again."""

    title = gettext_lazy("Giao lại việc trong văn bản cũ")
    submit_label = gettext_lazy("Giao lại")
    warning = gettext_lazy("Các việc trong văn bản trở lại chờ xác nhận; hạn đã qua được bỏ để đặt hạn mới.")

    def act(self, reason: str) -> Any:
        notices.reissue(self.get_object(), self.request.user, reason, self.expected_version)
        return reverse("directives:notice_review", args=[self.get_object().code])


class CancelView(NoticeConfirmMixin, ConfirmView):
    """Leave a document without handing out anything."""

    title = gettext_lazy("Bỏ, không giao việc từ văn bản này")
    submit_label = gettext_lazy("Bỏ, không giao việc")
    warning = gettext_lazy("Văn bản vẫn ở trong sổ. Không có nhiệm vụ nào được giao; có thể lấy lại sau.")
    danger = True

    def act(self, reason: str) -> Any:
        return notices.cancel(
            self.get_object(), actor=self.request.user, reason=reason, expected_version=self.expected_version
        )


class ReopenView(NoticeConfirmMixin, ConfirmView):
    """Take a cancelled document up again."""

    title = gettext_lazy("Lấy lại văn bản để giao việc")
    submit_label = gettext_lazy("Lấy lại")
    warning = gettext_lazy("Văn bản trở lại chờ xác nhận, với các việc như khi bỏ.")

    def act(self, reason: str) -> Any:
        return notices.reopen(
            self.get_object(), actor=self.request.user, reason=reason, expected_version=self.expected_version
        )


def to_review(notice: Notice, key: str = "") -> HttpResponse:
    """Back to the two panes, at a task where one is named."""
    url = reverse("directives:notice_review", args=[notice.code])
    return HttpResponseRedirect(f"{url}?viec={key}#viec-{key}" if key else url, status=303)
