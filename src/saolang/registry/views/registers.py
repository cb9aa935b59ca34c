"""Old registers in the desk: upload, what columns mean, the check with its progress, every line, writing."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from saolang.core import clock
from saolang.core.problems import DomainError
from saolang.files.domain import store
from saolang.ui.views import ActionView, DeskFormView, DeskListView, DeskView, PermissionMixin

from ..access import IMPORT_PURPOSE
from ..domain.import_register import (
    check_register,
    described,
    on_disk,
    queue,
    remember_mapping,
    revive,
    set_mapping,
    start_register,
    write_register,
)
from ..domain.progress import ProgressFile
from ..enums import LineOutcome, RegisterState
from ..forms import RegisterForm
from ..importing.contradictions import LABELS
from ..importing.mapping import RegisterMapping
from ..importing.report_book import batch_report, count_rows, work_report
from ..importing.workbook import open_book
from ..mapping_form import MappingForm
from ..models import ImportBatch, ImportLine, RegisterImport
from ..tasks import check_register_task, write_register_task

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE_ROWS = 500
"""Smaller files are done while the person waits; others in the background."""
ITEMS_SHOWN = 300
RUNNING = (RegisterState.QUEUED, RegisterState.CHECKING, RegisterState.TO_WRITE, RegisterState.WRITING)


def crumbs() -> list[tuple[str, str]]:
    """The way to the pages of old registers."""
    return [(_("Sổ đăng ký"), reverse("registry:list")), (_("Chuyển sổ cũ"), reverse("registry:registers"))]


class RegistersView(DeskFormView):
    """Bring an old register; below, the work on registers so far."""

    permission = "registry.import_products"
    template_name = "registry/registers.html"
    title = gettext_lazy("Chuyển sổ cũ vào hệ thống")
    subtitle = gettext_lazy("Danh sách Excel như đang giữ: nhận cấu trúc, ghép cột, kiểm tra từng dòng rồi mới ghi")
    submit_label = gettext_lazy("Đọc tệp")
    form_class = RegisterForm

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs()[:1]

    def save(self, form: Any) -> str:
        with transaction.atomic():
            stored = store(form.cleaned_data["file"], actor=self.request.user, purpose=IMPORT_PURPOSE, allow=("xlsx",))
            work = start_register(stored, actor=self.request.user)
        return reverse("registry:mapping", kwargs={"code": work.code})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        works = RegisterImport.objects.filter(file__isnull=False).select_related("made_by", "batch")
        return super().get_context_data(works=works.defer("report").order_by("-pk")[:50], **kwargs)


class WorkMixin:
    """The work of the address."""

    kwargs: dict[str, Any]

    @cached_property
    def work(self) -> RegisterImport:
        """The work on one file."""
        return get_object_or_404(RegisterImport.objects.select_related("file", "batch"), code=self.kwargs["code"])


class MappingView(WorkMixin, DeskFormView):
    """What each column means."""

    permission = "registry.import_products"
    template_name = "registry/mapping.html"
    form_class = MappingForm
    submit_label = gettext_lazy("Kiểm tra từng dòng")
    subtitle = gettext_lazy("Xem lại điều hệ thống nhận ra; sửa chỗ chưa đúng")

    def get_title(self) -> str:
        return _("Ghép cột: %(name)s") % {"name": self.work.name}

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs()

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.work.file is None:
            raise Http404
        mapping = RegisterMapping.from_json(self.work.mapping)
        with on_disk(self.work.file) as path:
            book = open_book(path, name=self.work.name)
        unknown = self.work.report.get("unknown_places", {})
        return {
            **super().get_form_kwargs(), "book": book, "mapping": mapping, "seen": described(book, mapping),
            "unknown": unknown,
        }  # fmt: skip

    def save(self, form: Any) -> str:
        mapping, moved = form.chosen()
        work = set_mapping(self.work, mapping, actor=self.request.user)
        if moved:
            return reverse("registry:mapping", kwargs={"code": work.code})
        if name := form.cleaned_data["remember"].strip():
            remember_mapping(mapping, name=name, actor=self.request.user)
        return start_check(work, self.request.user, rows=sum(len(grid.rows) for grid in form.book.grids))


def start_check(work: RegisterImport, user: Any, *, rows: int) -> str:
    """Check a small file at once, a large one in the background; returns where to look on."""
    if queue(work, RegisterState.QUEUED, actor=user):
        if rows <= AT_ONCE_ROWS:
            check_register(work)
        else:
            transaction.on_commit(lambda: check_register_task.enqueue(work.pk))
    return work.get_absolute_url()


class RegisterView(WorkMixin, DeskView):
    """One work: its progress while a job runs, else what was found."""

    permission = "registry.import_products"
    template_name = "registry/register.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the work, or go where its next step is."""
        if self.work.state == RegisterState.DONE and self.work.batch is not None:
            return HttpResponseRedirect(self.work.batch.get_absolute_url())
        if self.work.state == RegisterState.MAPPING:
            return HttpResponseRedirect(reverse("registry:mapping", kwargs={"code": self.work.code}))
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return str(self.work.name)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        work = self.work
        running = work.state in RUNNING
        standing = ProgressFile(work.code).read() if running else None
        old = (clock.now() - work.updated_at).total_seconds() > 30
        waiting = work.state in (RegisterState.QUEUED, RegisterState.TO_WRITE)
        return super().get_context_data(
            work=work,
            writes=any(work.summary.get(key) for key in ("recognitions", "without_star", "corrected")),
            running=running,
            standing=standing,
            percent=standing.percent if standing else 0,
            stuck=running and ((waiting and old) or bool(standing and standing.is_stale) or (standing is None and old)),
            counts=count_rows(work.summary, work.report) if work.summary else [],
            **found(work.report),
            **kwargs,
        )


def found(report: dict[str, Any]) -> dict[str, Any]:
    """Contradictions for a page: counts first, then the first of them."""
    items = [{**item, "label": LABELS.get(item["code"], item["code"])} for item in report.get("items", [])]
    counts = [(LABELS.get(code, code), count) for code, count in report.get("counts", {}).items()]
    return {"found_counts": counts, "found": items[:ITEMS_SHOWN], "found_more": max(0, len(items) - ITEMS_SHOWN)}


class RegisterLinesView(WorkMixin, DeskListView):
    """Every row of the file with what becomes of it, cell by cell."""

    permission = "registry.import_products"
    template_name = "registry/register_lines.html"
    paginate_by = 50
    empty_title = gettext_lazy("Không có dòng nào")

    def get_title(self) -> str:
        return _("Từng dòng: %(name)s") % {"name": self.work.name}

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*crumbs(), (str(self.work.name), self.work.get_absolute_url())]

    def get_queryset(self) -> Any:
        lines = ImportLine.objects.filter(work=self.work)
        wanted = self.request.GET.get("ket-qua", "")
        return lines.filter(outcome=wanted) if wanted in LineOutcome.values else lines

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.GET.get("ket-qua", "")
        return super().get_context_data(work=self.work, outcomes=LineOutcome.choices, wanted=wanted, **kwargs)


class _WorkAction(ActionView):
    permission = "registry.import_products"
    model = RegisterImport

    def get_permission_object(self) -> Any:
        """Ask the permission in general."""
        return None


class WriteView(_WorkAction):
    """Write the lines that were not refused; the person says that the refused ones were seen."""

    def act(self) -> Any:
        work = self.get_object()
        if work.summary.get("refused") and self.request.POST.get("seen") != "1":
            raise DomainError.of(
                "refused_not_seen",
                _("%(n)d dòng bị từ chối sẽ không được ghi.") % {"n": work.summary["refused"]},
                fix=_("Xem các dòng đó rồi đánh dấu đã xem, hoặc sửa tệp và tải lại."),
            )
        user = self.request.user
        if queue(work, RegisterState.TO_WRITE, actor=user):
            if work.summary.get("rows", 0) <= AT_ONCE_ROWS:
                return write_register(work, actor=user)
            transaction.on_commit(lambda: write_register_task.enqueue(work.pk, user.pk))
        return work.get_absolute_url()


class RunHereView(_WorkAction):
    """Do a job that waits, or whose process died, now and here: for places where no background worker runs."""

    def act(self) -> Any:
        work, user = self.get_object(), self.request.user
        revive(work, actor=user)
        if work.state in (RegisterState.QUEUED, RegisterState.CHECKING):
            check_register(work)
        else:
            write_register(work, actor=user)
        return work.get_absolute_url()


class ReportView(WorkMixin, PermissionMixin, View):
    """The report of a work as a sheet."""

    permission = "registry.import_products"

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Answer with the file."""
        return _file(work_report(self.work), self.work.code)


class BatchReportView(PermissionMixin, View):
    """The report that is kept with an import."""

    permission = "registry.import_products"

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Answer with the file."""
        return _file(batch_report(get_object_or_404(ImportBatch, code=code)), code)


def _file(content: bytes, code: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="bao-cao-nhap-{code}.xlsx"'
    return response
