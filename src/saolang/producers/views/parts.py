"""What the views of this app share: the version a page showed, forms that act once, uploads that are not lost."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from saolang.core.problems import DomainError
from saolang.files.domain import store
from saolang.files.models import StoredFile

from ..domain.evidence import EVIDENCE_PURPOSE
from ..models import Producer


class KeptUploadsMixin:
    """Files that came with a form that has to be corrected are stored and named in it, so nobody sends them again."""

    request: HttpRequest
    upload_purpose = EVIDENCE_PURPOSE

    def uploads(self, form: BaseForm) -> list[Any]:
        """The kept files and the newly sent ones."""
        return [*self.kept_files(form), *(form.cleaned_data.get("files") or [])]  # type: ignore[attr-defined]

    def kept_files(self, form: BaseForm) -> list[StoredFile]:
        """Files this person sent before with this form and that belong to no paper yet."""
        codes = [code for code in (form["kept"].value() or "").split(",") if code][:20]
        found = {
            row.code: row
            for row in StoredFile.objects.filter(
                code__in=codes, purpose=self.upload_purpose, created_by=self.request.user, evidence_file__isnull=True
            )
        }
        return [found[code] for code in codes if code in found]

    def keep(self, form: BaseForm) -> None:
        """Store what came with a refused form; a file that cannot be stored is refused beside its field."""
        kept = self.kept_files(form)
        for upload in form.cleaned_data.get("files") or []:  # type: ignore[attr-defined]
            try:
                kept.append(store(upload, actor=self.request.user, purpose=self.upload_purpose))
            except DomainError as error:
                if not form.has_error("files"):
                    form.add_error("files", str(error.problems[0]))
        form.data = form.data.copy()
        form.data[form.add_prefix("kept")] = ",".join(row.code for row in kept)

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Keep the files, then show the form again."""
        self.keep(form)
        return super().form_invalid(form)  # type: ignore[misc]

    def show_problems(self, form: BaseForm, error: DomainError) -> HttpResponse:
        """Keep the files, then show the refusal."""
        self.keep(form)
        return super().show_problems(form, error)  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the kept files."""
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context["form"]
        context["kept_files"] = self.kept_files(form) if form.is_bound else []
        return context


class ProducerMixin:
    """Pages under one producer: ``code`` in the address is the producer's."""

    model = Producer
    context_name = "producer"

    def get_queryset(self) -> Any:
        """Producers with what their pages show."""
        return Producer.objects.select_related("organisation", "filing_commune__parent", "head_office_unit__parent")
