"""The register in the desk: list, entry, import with a dry run, undo."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from saolang.audit.queries import history_of, phrase
from saolang.core import clock
from saolang.core.problems import DomainError, Problem
from saolang.core.text import format_date, parse_date
from saolang.files.domain import store
from saolang.files.models import StoredFile
from saolang.ui.views import ConfirmView, DeskDetailView, DeskFormView, DeskListView, PermissionMixin

from ..access import IMPORT_PURPOSE
from ..domain.import_products import dry_run, import_products
from ..domain.undo_import import undo_import
from ..exports import register_xlsx
from ..forms import ConfirmForm, ListForm
from ..importing.planning import ImportPlan
from ..importing.report_book import count_rows
from ..importing.template import template_bytes
from ..issuers import authority_today
from ..models import ImportBatch, Recognition, RegisterImport
from ..queries import NEWEST, validity_of, visible_to
from ..tables import RegisterFilter, RegisterTable
from .registers import found

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DESK_ROWS = 2000
"""Longer lists go through the page for registers, which works in the background."""
NOTES_SHOWN = 60


class RegisterView(DeskListView):
    """Every entry of the register."""

    permission = "registry.view_register"
    template_name = "registry/list.html"
    title = gettext_lazy("Sổ đăng ký")
    subtitle = gettext_lazy("Sao đã công nhận, giấy chứng nhận và câu trả lời của hôm nay")
    table_class = RegisterTable
    filterset_class = RegisterFilter
    empty_title = gettext_lazy("Sổ chưa có mục nào")
    empty_text = gettext_lazy("Mục được ghi khi ban hành quyết định công nhận, hoặc khi nhập danh sách đã công bố.")

    def get_queryset(self) -> Any:
        return visible_to(self.request.user).order_by(*NEWEST)

    @property
    def day(self) -> date:
        """The day that the list answers for."""
        day: date = self.filterset.on
        return day

    def make_table(self, rows: Any) -> RegisterTable:
        return RegisterTable(rows, on=self.day)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_import = self.request.user.has_perm("registry.import_products")
        return super().get_context_data(may_import=may_import, **kwargs)


class RegisterExportView(RegisterView):
    """The entries of the list, as filtered, in a sheet with the answers of the same day."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the file."""
        rows = self.filtered(self.get_queryset())
        return _download(register_xlsx(rows, on=self.day), f"so-dang-ky-{self.day:%Y-%m-%d}.xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class EntryView(DeskDetailView):
    """One entry: papers, the answer of any day, where it comes from, what happened to it."""

    permission = "registry.view_register"
    template_name = "registry/entry.html"
    model = Recognition
    context_name = "entry"

    def get_queryset(self) -> Any:
        return visible_to(self.request.user)

    def get_title(self) -> str:
        return str(self.get_object().product_name)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Sổ đăng ký"), reverse("registry:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.get_object()
        day, wrong = clock.today(), []
        if typed := self.request.GET.get("ngay", "").strip():
            try:
                day = parse_date(typed)
            except DomainError as error:
                wrong = error.problems
        issuer = entry.decision.issuer if entry.decision else None
        papers = list(entry.certificates.all())
        things = [entry, *papers, *([entry.decision] if entry.decision else [])]
        events = [{"at": event.at, "text": phrase(event), "who": event.actor_label} for event in history_of(*things)]
        return super().get_context_data(
            answer=validity_of(entry, day),
            day=format_date(day),
            problems=wrong,
            issuer=issuer,
            successor=authority_today(issuer) if issuer else None,
            certificates=papers,
            line=getattr(entry, "published_entry", None),
            events=events,
            **kwargs,
        )


class ImportsView(DeskFormView):
    """Try a list; below, the lists that were imported."""

    permission = "registry.import_products"
    template_name = "registry/imports.html"
    title = gettext_lazy("Nhập danh sách đã công bố")
    subtitle = gettext_lazy("Kiểm tra trước, ghi cả tệp hoặc không ghi gì, hoàn tác được")
    submit_label = gettext_lazy("Kiểm tra danh sách")
    form_class = ListForm

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Sổ đăng ký"), reverse("registry:list"))]

    def save(self, form: Any) -> str:
        stored = store(form.cleaned_data["file"], actor=self.request.user, purpose=IMPORT_PURPOSE, allow=("xlsx",))
        return reverse("registry:try", kwargs={"code": stored.code})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batches = ImportBatch.objects.select_related("imported_by").order_by("-pk")[:50]
        return super().get_context_data(batches=batches, **kwargs)


@contextmanager
def _on_disk(stored: StoredFile) -> Iterator[Path]:
    """The stored bytes as a file for the readers."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        with stored.open() as handle:
            for chunk in iter(lambda: handle.read(256 * 1024), b""):
                copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


class TryView(DeskFormView):
    """The dry run of a stored list: errors by cell, what would be made; confirming imports it."""

    permission = "registry.import_products"
    template_name = "registry/try.html"
    title = gettext_lazy("Kết quả kiểm tra danh sách")
    submit_label = gettext_lazy("Ghi vào sổ")
    form_class = ConfirmForm
    success_message = gettext_lazy("Đã ghi danh sách vào sổ.")

    @property
    def stored(self) -> StoredFile:
        """The file that was tried."""
        return get_object_or_404(StoredFile, code=self.kwargs["code"], purpose=IMPORT_PURPOSE)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Sổ đăng ký"), reverse("registry:list")), (_("Nhập danh sách"), reverse("registry:imports"))]

    def save(self, form: Any) -> str:
        stored = self.stored
        if errors := self.plan().errors:
            raise DomainError(errors)
        with _on_disk(stored) as path:
            batch, _plan = import_products(path, actor=self.request.user, name=stored.name)
        return reverse("registry:batch", kwargs={"code": batch.code})

    def plan(self) -> ImportPlan:
        """Read the file and check it against the register of now."""
        stored = self.stored
        with _on_disk(stored) as path:
            plan = dry_run(path, name=stored.name)
        if plan.total > DESK_ROWS:
            text = _("Danh sách có %(n)d dòng; trang này nhận tối đa %(max)d dòng mỗi lần.")
            fix = _("Dùng trang “Chuyển sổ cũ”: nhận đến 25.000 dòng và chạy nền.")
            where, url = stored.name, reverse("registry:registers")
            problem = Problem("too_many_rows", text % {"n": plan.total, "max": DESK_ROWS}, where, fix, url)
            plan.errors.insert(0, problem)
        return plan

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if kwargs.get("problems"):
            return super().get_context_data(plan=None, stored=self.stored, **kwargs)
        plan = self.plan()
        notes: dict[str, list[str]] = {}
        for note in plan.notes:
            notes.setdefault(str(note.message), []).append(str(note.where))
        return super().get_context_data(
            plan=plan,
            stored=self.stored,
            counts=plan.summary,
            notes=[(message, places[:6], len(places) - 6) for message, places in notes.items()][:NOTES_SHOWN],
            first_rows=plan.rows[:20],
            **kwargs,
        )


class BatchView(DeskDetailView):
    """One import: what it made, what a person should know, and the way back."""

    permission = "registry.import_products"
    template_name = "registry/batch.html"
    model = ImportBatch
    context_name = "batch"

    def get_permission_object(self) -> Any:
        return None

    def get_title(self) -> str:
        return str(self.get_object().name)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Sổ đăng ký"), reverse("registry:list")), (_("Nhập danh sách"), reverse("registry:imports"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.get_object()
        work = RegisterImport.objects.filter(batch=batch).first()
        report = work.report if work is not None else batch.report.get("contradictions", {})
        summary = batch.report.get("summary", {})
        lines = batch.entries.select_related("product__producer__organisation", "recognition")[:200]
        notes = batch.report.get("notes", [])[:200]
        return super().get_context_data(
            lines=lines,
            notes=notes,
            counts=summary,
            work=work,
            count_list=count_rows(summary, report),
            **found(report),
            **kwargs,
        )


class UndoView(ConfirmView):
    """Take an import back, with a reason."""

    permission = "registry.import_products"
    model = ImportBatch
    title = gettext_lazy("Hoàn tác lần nhập")
    submit_label = gettext_lazy("Hoàn tác")
    danger = True
    warning = gettext_lazy("Mọi mục do lần nhập này tạo ra sẽ bị gỡ khỏi sổ và khỏi trang công khai.")
    success_message = gettext_lazy("Đã hoàn tác lần nhập.")

    def get_permission_object(self) -> Any:
        return None

    def act(self, reason: str) -> str:
        batch = undo_import(self.get_object(), actor=self.request.user, reason=reason)
        return reverse("registry:batch", kwargs={"code": batch.code})


class TemplateView(PermissionMixin, View):
    """The empty sheet to fill in."""

    permission = "registry.import_products"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the file."""
        return _download(template_bytes(), "mau-san-pham-da-cong-bo.xlsx")
