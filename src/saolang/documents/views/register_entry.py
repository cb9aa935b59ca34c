"""Entering a document: upload, read, check, enter; a double asks again; nothing typed or uploaded is lost."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.clock import today
from saolang.core.problems import DomainError
from saolang.files.models import StoredFile
from saolang.ui.views import DeskFormView

from .. import domain, numbering
from ..domain.register_files import DOCUMENT_PURPOSE, stage, text_of
from ..enums import Direction
from ..forms_register import CorrectionForm, EntryForm, metadata_initial
from ..models import RegisteredDocument
from ..queries_register import holders_kept_by
from ..register_hooks import first_metadata
from .register import DocumentMixin, RegisterPage

KINDS = {"den": Direction.INCOMING, "di": Direction.OUTGOING, "tham-chieu": Direction.REFERENCE}
TITLES = {
    Direction.INCOMING: gettext_lazy("Vào sổ văn bản đến"),
    Direction.OUTGOING: gettext_lazy("Vào sổ văn bản đi"),
    Direction.REFERENCE: gettext_lazy("Đưa văn bản tham chiếu vào hệ thống"),
}


class EntryView(RegisterPage, DeskFormView):
    """The form of an entry. "Đọc tệp" keeps the file and fills in what can be read; "Vào sổ" enters."""

    permission = "documents.keep_register"
    template_name = "documents/register/entry.html"
    form_class = EntryForm
    submit_label = gettext_lazy("Vào sổ")
    success_message = gettext_lazy("Đã vào sổ.")
    staged: StoredFile | None = None
    text = ""
    read = False

    @property
    def direction(self) -> Direction:
        """The register that the address names."""
        return KINDS.get(self.request.GET.get("so", ""), Direction.INCOMING)

    def get_title(self) -> str:
        return str(TITLES[self.direction])

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs(), (str(_("Sổ văn bản")), reverse("documents:register"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        holders = holders_kept_by(self.request.user).order_by("name")
        return {**super().get_form_kwargs(), "direction": self.direction.value, "holders": holders}

    def get_initial(self) -> dict[str, Any]:
        """A missing document brings its number along."""
        names = ("number", "symbol")
        given = {name: self.request.GET[name][:30] for name in names if name in self.request.GET}
        return {**given, "holder": holders_kept_by(self.request.user).order_by("pk").first()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the file first, so that no later problem loses it; then read, or enter."""
        try:
            self._stage()
        except DomainError as error:
            form = self.get_form()
            form.is_valid()
            return self.show_problems(form, error)
        if "read" in request.POST:
            return self._show_read()
        return super().post(request, *args, **kwargs)

    def _stage(self) -> None:
        user, upload = self.request.user, self.request.FILES.get("file")
        if upload is not None:
            holders = holders_kept_by(user)
            chosen = self.request.POST.get("holder", "")
            holder = holders.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 12 else None
            self.staged, self.text = stage(upload, holder=holder or holders.first(), actor=user)
            return
        code = self.request.POST.get("staged", "")
        if code:
            mine = StoredFile.objects.filter(code=code, purpose=DOCUMENT_PURPOSE, created_by=user)
            self.staged = mine.exclude(
                pk__in=RegisteredDocument.objects.filter(file__isnull=False).values("file")
            ).first()

    def _show_read(self) -> HttpResponse:
        """The form again, with what the file says in the fields that are still empty."""
        self.read = True
        if self.staged is not None and not self.text:
            self.text = text_of(self.staged)
        typed = {name: value for name, value in self.request.POST.items() if value and name != "csrfmiddlewaretoken"}
        name = self.staged.name if self.staged is not None else ""
        found = metadata_initial(first_metadata(self.text, name), self.direction) if self.text else {}
        if self.staged is not None and self.staged.pages:
            found["page_count"] = self.staged.pages
        form = self.form_class(
            direction=self.direction.value, holders=holders_kept_by(self.request.user).order_by("name"),
            initial={**self.get_initial(), **found, **typed},
        )  # fmt: skip
        return self.render_to_response(self.get_context_data(form=form))

    def save(self, form: Any) -> RegisteredDocument:
        data = form.values(form.cleaned_data["holder"])
        common = {
            "holder": form.cleaned_data["holder"], "actor": self.request.user, "file": self.staged,
            "text": self.text, "keep_duplicate": form.reason_to_keep,
        }  # fmt: skip
        if self.direction == Direction.INCOMING:
            return domain.enter_incoming(**common, **data)
        if self.direction == Direction.OUTGOING:
            return domain.enter_outgoing(**common, **data)
        return domain.enter_reference(**common, **data)

    def show_problems(self, form: Any, error: DomainError) -> HttpResponse:
        form.asks_double = form.asks_double or isinstance(error, domain.DuplicateEntry)
        if "state_secret" in error.codes:
            self.staged = None
        return super().show_problems(form, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        holder = self.get_initial()["holder"]
        given_here = holder is not None and numbering.by_system(holder, today())
        return super().get_context_data(
            staged=self.staged, read=self.read, unread=self.read and self.staged is not None and not self.text.strip(),
            given_here=given_here, **kwargs,
        )  # fmt: skip


class CorrectView(DocumentMixin, DeskFormView):
    """Put right what was entered wrongly; the history keeps which fields changed and why."""

    permission = "documents.keep_register"
    template_name = "documents/register/correct.html"
    form_class = CorrectionForm
    title = gettext_lazy("Sửa nội dung vào sổ")
    submit_label = gettext_lazy("Lưu")
    success_message = gettext_lazy("Đã sửa.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "document": self.get_object()}

    def save(self, form: Any) -> RegisteredDocument:
        document = self.get_object()
        return domain.correct(
            document, changes=form.changes(document), actor=self.request.user, reason=form.cleaned_data["reason"],
            file=form.cleaned_data.get("file"), expected_version=self.request.POST.get("version"),
        )  # fmt: skip
