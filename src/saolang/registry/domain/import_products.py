"""Published products into the register, all of a file or nothing, and out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.actors import SYSTEM
from saolang.core.paths import data_dir
from saolang.core.problems import DomainError, NotAllowed

from ..enums import RegisterState
from ..importing.planning import ImportPlan, plan_import
from ..importing.reading import read_file
from ..leaves import append_import_leaves
from ..models import ImportBatch, RegisterImport
from .import_writer import ImportWriter, Progress, short_report
from .turns import PATIENCE, import_turn
from .undo_import import undo_import


def dry_run(path: Path, *, name: str = "") -> ImportPlan:
    """Read a file and say what importing it would do. Changes nothing. Raises DomainError for an unusable file."""
    return plan_import(read_file(path, name=name))


def import_products(
    path: Path,
    *,
    actor: Any,
    name: str = "",
    progress: Progress | None = None,
    patience: float = PATIENCE,
    waiting: Callable[[], None] | None = None,
) -> tuple[ImportBatch, ImportPlan]:
    """Import a whole file in one transaction. Raises DomainError with every error by row and cell; then nothing is in.

    The entries are public at once: they have been published by their issuers. Waits ``patience`` seconds for another
    import to end, after ``waiting`` was called. Raises ImportBusy after that.
    """
    if not actor.has_perm("registry.import_products"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền nhập sản phẩm đã công bố."))
    with import_turn(patience=patience, waiting=waiting):
        plan = dry_run(path, name=name)
        if plan.errors:
            raise DomainError(plan.errors)
        try:
            with transaction.atomic():
                batch = ImportBatch.objects.create(
                    name=plan.title,
                    sha256=plan.sha256,
                    rows=plan.total,
                    imported_by=actor if getattr(actor, "pk", None) else None,
                )
        except IntegrityError as error:
            raise DomainError.of("file_imported", _("Tệp này vừa được nhập rồi."), where=plan.name) from error
        writer = ImportWriter(batch, progress=progress)
        writer.write(plan.rows)
        batch.report = short_report(plan.summary, plan.report, plan.notes, writer.made_issuers())
        batch.save()
        record("registry.importbatch.import", actor=actor, obj=batch, data={**plan.summary, "sha256": batch.sha256})
        append_import_leaves(batch, actor=actor)
        RegisterImport.objects.create(
            name=batch.name,
            sha256=batch.sha256,
            state=RegisterState.DONE,
            batch=batch,
            made_by=batch.imported_by,
            summary=plan.summary,
            report={
                **plan.report.to_json(),
                "notes": [{"where": str(n.where), "message": str(n.message)} for n in plan.notes],
            },
        )
    return batch, plan


def load_published_list(path: Path | None = None, *, actor: Any = SYSTEM) -> ImportBatch:
    """Bring the shipped list of published products in, once; a changed list takes the place of the earlier one.

    May be run again at any time. When something stands on the earlier import already, that one stays.
    """
    path = path or data_dir() / "demo" / "published-products.yaml"
    raw = read_file(path)
    same = ImportBatch.objects.filter(sha256=raw.sha256, undone_on__isnull=True).first()
    if same is not None:
        return same
    earlier = ImportBatch.objects.filter(name=raw.title or raw.name, undone_on__isnull=True).first()
    if earlier is not None:
        try:
            undo_import(earlier, actor=actor, reason=_("Danh sách đi kèm đã đổi."))
        except DomainError:
            return earlier
    return import_products(path, actor=actor)[0]
