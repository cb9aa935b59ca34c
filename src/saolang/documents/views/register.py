"""The register in the desk: its lists, one document, what is missing, the printed books."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.text import slugify_vi
from saolang.ui.views import DeskDetailView, DeskFormView, DeskListView, ObjectMixin

from ..domain.register_secrecy import what_to_do
from ..enums import Direction
from ..forms_register import BookForm
from ..models import DocumentLink, KeptRegister, RegisteredDocument
from ..numbering import switched_on
from ..queries import reads_papers
from ..queries_register import (
    bodies_served_by,
    for_list,
    holders_kept_by,
    holders_read_by,
    in_force,
    missing_citations,
    registered_visible_to,
    replacements_of,
)
from ..register_book import TITLES, book_spec, book_xlsx
from ..register_hooks import document_actions, document_panels
from ..render import render_docx, render_pdf
from ..tables_register import RegisterFilter, RegisterTable

TABS = (
    ("documents:register", gettext_lazy("Văn bản đến")),
    ("documents:register_out", gettext_lazy("Văn bản đi")),
    ("documents:register_missing", gettext_lazy("Còn thiếu")),
    ("documents:register_in_force", gettext_lazy("Còn hiệu lực")),
    ("documents:register_books", gettext_lazy("In sổ")),
)
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class RegisterPage:
    """Tabs, crumbs and the ways to enter a document, for every page of the register."""

    request: HttpRequest
    tab = ""

    def get_crumbs(self) -> list[tuple[str, str]]:
        """The way back to the papers, for those who read any."""
        return [(str(_("Văn bản")), reverse("documents:list"))] if reads_papers(self.request.user) else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tabs and whether the person keeps a register."""
        tabs = [(reverse(name), label, name == self.tab) for name, label in TABS]
        keeps = self.request.user.has_perm("documents.keep_register")
        given = {"register_tabs": tabs, "keeps": keeps, **kwargs}
        return super().get_context_data(**given)  # type: ignore[misc, no-any-return]


class RegisterListView(RegisterPage, DeskListView):
    """Incoming documents."""

    permission = "documents.view_registered"
    template_name = "documents/register/list.html"
    title = gettext_lazy("Sổ văn bản")
    subtitle = gettext_lazy("Văn bản đến, văn bản đi theo Nghị định 30/2020/NĐ-CP")
    table_class = RegisterTable
    filterset_class = RegisterFilter
    tab = "documents:register"
    direction = Direction.INCOMING
    empty_title = gettext_lazy("Chưa có văn bản đến")
    empty_text = gettext_lazy("Bấm “Vào sổ văn bản đến”, chọn tệp để hệ thống đọc và điền sẵn, kiểm tra rồi ghi.")

    def get_queryset(self) -> Any:
        rows = for_list(registered_visible_to(self.request.user)).filter(direction=self.direction)
        return rows.order_by("-entered_on", "-entry_number", "-pk")


class OutgoingListView(RegisterListView):
    """Outgoing documents."""

    tab = "documents:register_out"
    direction = Direction.OUTGOING
    empty_title = gettext_lazy("Chưa có văn bản đi")
    empty_text = gettext_lazy("Văn bản ban hành trên hệ thống vào sổ từ trang của nó; văn bản khác thì nhập tại đây.")


class InForceListView(RegisterListView):
    """What holds on a day, today unless told."""

    tab = "documents:register_in_force"
    empty_title = gettext_lazy("Không có văn bản còn hiệu lực")
    empty_text = gettext_lazy("Văn bản tính hiệu lực từ ngày có hiệu lực, hoặc ngày ban hành nếu không ghi riêng.")

    def get_queryset(self) -> Any:
        rows = for_list(registered_visible_to(self.request.user)).order_by("-issued_on", "-pk")
        return rows if self.request.GET.get("day") else in_force(clock.today(), rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(in_force_today=not self.request.GET.get("day"), today=clock.today(), **kwargs)


@dataclass(frozen=True, slots=True)
class Missing:
    """A cited document that is not on file, with the links that cite it."""

    label: str
    links: list[DocumentLink]
    number: str
    symbol: str


class MissingView(RegisterPage, DeskListView):
    """Documents that are cited and not on file, the most cited first."""

    permission = "documents.view_registered"
    template_name = "documents/register/missing.html"
    title = gettext_lazy("Văn bản được nêu nhưng chưa có trong hệ thống")
    tab = "documents:register_missing"
    empty_title = gettext_lazy("Không thiếu văn bản nào")
    empty_text = gettext_lazy("Văn bản được nêu mà chưa có trong hệ thống sẽ hiện ở đây; khi vào sổ thì tự nối lại.")

    def get_queryset(self) -> Any:
        groups: dict[Any, list[DocumentLink]] = {}
        for link in missing_citations(self.request.user)[:2000]:
            groups.setdefault((link.number_key, link.printed_on), []).append(link)
        rows = [self._row(links) for links in groups.values()]
        return sorted(rows, key=lambda row: (-len(row.links), row.label))

    @staticmethod
    def _row(links: list[DocumentLink]) -> Missing:
        number, _slash, symbol = links[0].number_key.partition("/")
        return Missing(links[0].printed, links, number, symbol.upper())


class RegisteredView(RegisterPage, DeskDetailView):
    """One document: what the register holds, its file, its text, its links both ways, where it went."""

    permission = "documents.view_registered"
    template_name = "documents/register/document.html"
    context_name = "document"

    def get_queryset(self) -> Any:
        return RegisteredDocument.objects.select_related(
            "holder__unit__parent", "issuer", "file", "paper__issuer", "entered_by"
        ).defer("search_text")

    def get_title(self) -> str:
        return str(self.get_object().title)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs(), (str(_("Sổ văn bản")), reverse("documents:register"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document, user = self.get_object(), self.request.user
        visible = registered_visible_to(user)
        links = list(document.links.select_related("target").defer("target__text", "target__search_text"))
        seen = set(
            visible.filter(pk__in=[row.target_id for row in links if row.target_id]).values_list("pk", flat=True)
        )
        cited_by = document.linked_from.filter(source__in=visible).select_related("source")
        served = set(bodies_served_by(user).values_list("pk", flat=True))
        recipients = list(document.recipients.select_related("organisation"))
        panels = [panel for provider in document_panels if (panel := provider(document, user))]
        actions = [action for provider in document_actions for action in provider(document, user) or ()]
        return super().get_context_data(
            links=[(row, row.target_id in seen) for row in links],
            cited_by=cited_by.defer("source__text", "source__search_text"),
            replaced_by=replacements_of(document).filter(source__in=visible),
            holds=in_force(clock.today(), RegisteredDocument.objects.filter(pk=document.pk)).exists(),
            recipients=[(row, bool(row.sent_on and not row.received_on and row.organisation_id in served))
                        for row in recipients],
            may_keep=document.withdrawn_on is None and user.has_perm("documents.keep_register", document),
            what_to_do=what_to_do(),
            paper_seen=document.paper is not None and user.has_perm("documents.view_paper", document.paper),
            panels=panels,
            hook_actions=actions,
            **kwargs,
        )  # fmt: skip


class BooksView(RegisterPage, DeskFormView):
    """The registers of a period as PDF, Word or Excel; and which bodies keep their register here."""

    permission = "documents.print_register"
    template_name = "documents/register/books.html"
    title = gettext_lazy("Sổ đăng ký văn bản")
    subtitle = gettext_lazy("In hoặc tải sổ của một kỳ; nơi giữ sổ trên hệ thống")
    form_class = BookForm
    submit_label = gettext_lazy("Lập sổ")
    tab = "documents:register_books"

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        if "holder" in self.request.GET:
            given["data"] = self.request.GET
        return {**given, "holders": holders_read_by(self.request.user).order_by("name")}

    def get_initial(self) -> dict[str, Any]:
        today = clock.today()
        return {"first": dt.date(today.year, 1, 1), "last": today, "holder": holders_kept_by(self.request.user).first()}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without a choice the page; with one, the file."""
        if "holder" not in request.GET:
            return super().get(request, *args, **kwargs)
        form = self.get_form()
        return self._file(form.cleaned_data) if form.is_valid() else self.form_invalid(form)

    def _file(self, data: dict[str, Any]) -> HttpResponse:
        given = (data["holder"], data["direction"], data["first"], data["last"])
        kind = data["form"]
        if kind == "xlsx":
            content = book_xlsx(*given)
        else:
            content = (render_pdf if kind == "pdf" else render_docx)(book_spec(*given))
        name = slugify_vi(f"{TITLES[Direction(data['direction'])]} {data['holder']} {data['first']} {data['last']}")
        response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        rows = KeptRegister.objects.filter(holder__in=holders_read_by(self.request.user)).select_related("holder")
        body = Organisation.objects.first()
        return super().get_context_data(kept=rows, switched_on=body is not None and switched_on(body, today), **kwargs)


class DocumentMixin(ObjectMixin):
    """A document of the register, for forms and acts about it."""

    context_name = "document"
    request: HttpRequest

    def get_queryset(self) -> Any:
        return RegisteredDocument.objects.select_related("holder__unit__parent", "file", "paper")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Papers, the register, the document."""
        document = self.get_object()
        return [
            (str(_("Văn bản")), reverse("documents:list")),
            (str(_("Sổ văn bản")), reverse("documents:register")),
            (document.title, document.get_absolute_url()),
        ]
