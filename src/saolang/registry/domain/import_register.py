"""Old registers of provinces: scanned, mapped by a person, checked line by line, written in one transaction.

A job that is killed leaves nothing: the lines of a check belong to no public page, and the writing is one transaction.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Stale, WrongState
from saolang.places.queries import province_by_code
from saolang.producers.models import Producer, Product

from ..enums import RegisterState
from ..importing.lines_of import import_lines
from ..importing.mapping import RegisterMapping, recall, remembered
from ..importing.register_plan import RegisterPlan, plan_register
from ..importing.structure import SheetSeen, describe, scan_book
from ..importing.workbook import Book, open_book
from ..leaves import append_import_leaves
from ..models import Certificate, Decision, ImportBatch, ImportLine, ImportMapping, PublishedEntry, Recognition
from ..models import RegisterImport as Work
from .import_writer import CHUNK, ImportWriter, short_report
from .progress import STALE_AFTER, ProgressFile
from .turns import PATIENCE, ImportBusy, import_turn

Say = Callable[[int, str], None]
_FRESH = (RegisterState.MAPPING, RegisterState.CHECKED, RegisterState.FAILED, RegisterState.QUEUED)


def _may(actor: Any) -> None:
    if not actor.has_perm("registry.import_products"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền chuyển sổ cũ vào hệ thống."))


def scan_register(path: Path, *, name: str = "") -> tuple[Book, RegisterMapping, list[SheetSeen], ImportMapping | None]:
    """Open a file and propose how to read it, as remembered for the same headings, else as guessed.

    Raises DomainError when the file cannot be used, or no sheet has a heading with the names of products.
    """
    book = open_book(path, name=name)
    province = province_by_code(settings.PROVINCE_CODE)
    mapping, seen = scan_book(book, province=province.full_name if province is not None else "")
    if not mapping.sheets:
        raise DomainError.of(
            "heading_missing",
            _("Không trang tính nào có dòng tiêu đề với cột tên sản phẩm."),
            where=book.name,
            fix=_("Dòng tiêu đề cần ở trong 40 dòng đầu và có một ô như “Tên sản phẩm”."),
        )
    prints = {sheet.fingerprint for sheet in mapping.sheets}
    known = ImportMapping.objects.filter(fingerprint__in=prints).first()
    if known is not None and recall(mapping, known.columns, known.options):
        seen = described(book, mapping, seen)
    return book, mapping, seen, known


def described(book: Book, mapping: RegisterMapping, seen: list[SheetSeen] | None = None) -> list[SheetSeen]:
    """How a mapping fits the file; sheets without a mapping as they were seen before."""
    grids = {grid.name: grid for grid in book.grids}
    by_name = {sheet.sheet: describe(grids[sheet.sheet], sheet) for sheet in mapping.sheets if sheet.sheet in grids}
    others = [sheet for sheet in seen or [] if sheet.name not in by_name]
    return [*by_name.values(), *others]


@contextmanager
def on_disk(stored: Any) -> Iterator[Path]:
    """The stored bytes as a file for the readers."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        with stored.open() as handle:
            for chunk in iter(lambda: handle.read(256 * 1024), b""):
                copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


@transaction.atomic
def start_register(stored: Any, *, actor: Any) -> Work:
    """Begin the work on an uploaded file. Raises DomainError for a file that cannot be used."""
    _may(actor)
    with on_disk(stored) as path:
        book, mapping, _seen, _known = scan_register(path, name=stored.name)
    return Work.objects.create(
        file=stored,
        name=stored.name,
        sha256=book.sha256,
        mapping=mapping.to_json(),
        made_by=actor if getattr(actor, "pk", None) else None,
    )


@transaction.atomic
def set_mapping(work: Work, mapping: RegisterMapping, *, actor: Any) -> Work:
    """Keep what a person decided; an earlier check no longer counts. Raises DomainError."""
    _may(actor)
    work = lock_for_change(work)
    if work.state not in _FRESH:
        raise WrongState.of("register_busy", _("Sổ này đang được kiểm tra hoặc đã ghi; không sửa cách ghép cột được."))
    if not any(sheet.use and "name" in sheet.columns.values() for sheet in mapping.sheets):
        raise DomainError.of("name_column", _("Cần chọn cột “Tên sản phẩm” ở ít nhất một trang tính."))
    for sheet in mapping.sheets:
        _check_sheet(sheet.sheet, sheet.columns if sheet.use else {})
    work.mapping, work.state, work.summary, work.report, work.problem = (
        mapping.to_json(),
        RegisterState.MAPPING,
        {},
        {},
        "",
    )
    work.save()
    work.lines.all().delete()
    return work


def _check_sheet(name: str, columns: dict[int, str]) -> None:
    single = [t for t in columns.values() if t not in ("keep", "drop", "personal", "serial")]
    twice = sorted({target for target in single if single.count(target) > 1})
    if twice:
        raise DomainError.of(
            "column_twice",
            _("Hai cột cùng mang một ý nghĩa: %(what)s.") % {"what": ", ".join(twice)},
            where=name,
            fix=_("Chọn một cột; cột còn lại giữ làm ghi chú."),
        )


@transaction.atomic
def remember_mapping(mapping: RegisterMapping, *, name: str, actor: Any) -> ImportMapping:
    """Keep a mapping under a name for the next file with the same headings; the same name is written over."""
    _may(actor)
    columns, options = remembered(mapping)
    used = [sheet.fingerprint for sheet in mapping.sheets if sheet.use]
    kept, created = ImportMapping.objects.update_or_create(
        name=name,
        defaults={
            "fingerprint": max(set(used), key=used.count),
            "columns": columns,
            "options": options,
            "made_by": actor if getattr(actor, "pk", None) else None,
        },
    )
    record("registry.importmapping.remember", actor=actor, obj=kept, data={"name": name, "new": created})
    return kept


def queue(work: Work, state: RegisterState, *, actor: Any) -> bool:
    """Put a work in line for a job, once; False when somebody else did so already."""
    _may(actor)
    before = (RegisterState.CHECKED,) if state == RegisterState.TO_WRITE else _FRESH
    return bool(Work.objects.filter(pk=work.pk, state__in=before).update(state=state, problem=""))


def _claim(work: Work, before: tuple[str, ...], state: RegisterState) -> bool:
    return bool(Work.objects.filter(pk=work.pk, state__in=before).update(state=state))


def revive(work: Work, *, actor: Any) -> bool:
    """Put a work back in line whose job has died: nothing of it was written. False while the job still breathes."""
    _may(actor)
    standing = ProgressFile(work.code).read()
    silent = standing.is_stale if standing else clock.now() - work.updated_at > timedelta(seconds=STALE_AFTER)
    if not silent:
        return False
    line = {RegisterState.CHECKING: RegisterState.QUEUED, RegisterState.WRITING: RegisterState.TO_WRITE}
    return any(Work.objects.filter(pk=work.pk, state=before).update(state=after) for before, after in line.items())


def check_register(work: Work) -> bool:
    """Do the dry run of a queued work and keep every line with its outcome. False when another job has taken it."""
    if not _claim(work, (RegisterState.QUEUED,), RegisterState.CHECKING):
        return False
    progress = ProgressFile(work.code)
    progress.say(0, _("Đang đọc tệp"))
    try:
        with on_disk(work.file) as path:
            plan = _plan(path, work, lambda percent, label: progress.say(percent * 8 // 10, label))
        with transaction.atomic():
            fresh = lock_for_change(work)
            _keep(fresh, plan)
            fresh.state, fresh.problem = RegisterState.CHECKED, ""
            fresh.save()
    except BaseException as error:
        _fail(work, error)
        raise
    finally:
        progress.clear()
    return True


def _plan(path: Path, work: Work, say: Say) -> RegisterPlan:
    mapping = RegisterMapping.from_json(work.mapping)
    book = open_book(path, name=work.name)
    return plan_register(book, mapping, progress=lambda done, total: say(100 * done // total, _("Đang đối chiếu")))


def _keep(work: Work, plan: RegisterPlan) -> None:
    """Every line with its outcome, and the report, on the work."""
    work.summary = plan.summary
    work.report = {
        **plan.report.to_json(),
        "errors": [str(problem) for problem in plan.errors],
        "notes": [{"where": str(n.where), "message": str(n.message)} for n in plan.read.notes],
        "unknown_places": plan.unknown_places,
        "corrections": plan.corrections,
    }
    work.lines.all().delete()
    lines = import_lines(work, plan)
    for start in range(0, len(lines), CHUNK):
        ImportLine.objects.bulk_create(lines[start : start + CHUNK])


def _fail(work: Work, error: BaseException) -> None:
    """Say why a job stopped; a bug is said as such, its details are in the log. What another job wrote stays."""
    text = str(error) if isinstance(error, DomainError) else _("Việc dừng giữa chừng; chưa có gì được ghi vào sổ.")
    undone = Work.objects.filter(pk=work.pk).exclude(state=RegisterState.DONE)
    undone.update(state=RegisterState.FAILED, problem=text[:2000])


def write_register(work: Work, *, actor: Any, patience: float = PATIENCE) -> ImportBatch | None:
    """Write a checked work, all lines that were not refused, in one transaction. None when another job has taken it.

    Raises DomainError; then nothing is in. Stale when the register has changed so that the check no longer holds,
    ImportBusy when another import takes longer than ``patience``: the check stands, and it may be asked for again.
    """
    _may(actor)
    if not _claim(work, (RegisterState.TO_WRITE,), RegisterState.WRITING):
        return None
    progress = ProgressFile(work.code)
    try:
        with on_disk(work.file) as path:
            return _write(path, work, actor, progress.say, patience)
    except ImportBusy as busy:
        writing = Work.objects.filter(pk=work.pk, state=RegisterState.WRITING)
        writing.update(state=RegisterState.CHECKED, problem=str(busy))
        raise
    except BaseException as error:
        _fail(work, error)
        raise
    finally:
        progress.clear()


def _write(path: Path, work: Work, actor: Any, say: Say, patience: float) -> ImportBatch:
    before = _stamp()
    plan = _plan(path, work, lambda percent, label: say(percent * 4 // 10, label))
    with import_turn(patience=patience, waiting=lambda: say(40, waiting_words())):
        fresh = lock_for_change(work)
        if fresh.state != RegisterState.WRITING:  # taken for dead while it waited; another job has done it
            raise WrongState.of("register_written", _("Danh sách này đã được một lần chạy khác ghi vào sổ."))
        if _stamp() != before:  # somebody wrote meanwhile: what was planned may no longer hold
            plan = _plan(path, work, lambda percent, label: say(percent * 4 // 10, label))
        if fresh.summary and fresh.summary != plan.summary:
            raise Stale.of(
                "register_changed",
                _("Sổ đăng ký đã thay đổi sau lần kiểm tra; kết quả kiểm tra không còn đúng."),
                fix=_("Kiểm tra lại rồi ghi."),
            )
        batch = write_plan(plan, actor=actor, say=lambda p, label: say(40 + p * 6 // 10, label))
        _keep(fresh, plan)
        fresh.batch, fresh.state, fresh.problem = batch, RegisterState.DONE, ""
        fresh.save()
    return batch


def waiting_words() -> str:
    """What is said while another import is under way."""
    return _("Đang có một lần nhập khác; chờ lần đó xong")


def _stamp() -> tuple[Any, ...]:
    """Changes when anything that lines are compared with changes."""
    return tuple(
        tuple(model._default_manager.aggregate(Count("pk"), Max("pk"), Max("updated_at")).values())
        for model in (Recognition, Decision, Certificate, PublishedEntry, ImportBatch)
    )


def write_plan(plan: RegisterPlan, *, actor: Any, say: Say) -> ImportBatch:
    """Write the lines of a plan inside the running transaction; the refused ones stay out and are in the report."""
    if plan.errors:
        raise DomainError(plan.errors)
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.create(
                name=plan.name[:250],
                sha256=plan.sha256,
                rows=len(plan.read.lines),
                imported_by=actor if getattr(actor, "pk", None) else None,
            )
    except IntegrityError as error:
        raise DomainError.of("file_imported", _("Tệp này vừa được nhập rồi."), where=plan.name) from error
    writer = ImportWriter(batch, progress=lambda done, total: say(90 * done // max(total, 1), _("Đang ghi vào sổ")))
    writer.write(plan.rows)
    plan.corrections = _correct(plan.corrections)
    summary = plan.summary
    batch.report = short_report(summary, plan.report, plan.read.notes, writer.made_issuers())
    batch.save()
    data = {key: value for key, value in summary.items() if isinstance(value, int)}
    record("registry.importbatch.import", actor=actor, obj=batch, data={**data, "sha256": batch.sha256})
    say(92, _("Đang ghi bằng chứng công khai"))
    append_import_leaves(batch, actor=actor)
    say(100, _("Xong"))
    return batch


def _correct(corrections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts that no paper states (kind, set, commune), once for each record; what they were is kept for undoing."""
    done: dict[tuple[str, int, str], dict[str, Any]] = {}
    for change in corrections:
        key = (change["model"], change["pk"], change["field"])
        if key in done:
            continue
        row: Any = lock_for_change((Producer if key[0] == "producer" else Product)(pk=key[1]))
        setattr(row, key[2], change["after"])
        if key[2] == "set_number":
            row.set_suggested = True
        save_version(row)
        done[key] = change
    return list(done.values())


def import_register(
    path: Path,
    *,
    actor: Any,
    mapping: RegisterMapping | None = None,
    say: Say | None = None,
    patience: float = PATIENCE,
) -> tuple[ImportBatch, RegisterPlan]:
    """Import an old register at once: scan, plan, write, keep the account of every line. Raises DomainError.

    Waits ``patience`` seconds for another import to end, and plans only then. Raises ImportBusy after that.
    """
    _may(actor)
    tell = say or (lambda percent, label: None)
    book, proposed, _seen, _known = scan_register(path)
    chosen = mapping or proposed
    with import_turn(patience=patience, waiting=lambda: tell(0, waiting_words())):
        plan = plan_register(book, chosen, progress=lambda done, total: tell(40 * done // total, _("Đang đối chiếu")))
        batch = write_plan(plan, actor=actor, say=lambda p, t: tell(40 + p * 6 // 10, t))
        work = Work.objects.create(
            name=path.name[:250],
            sha256=book.sha256,
            mapping=chosen.to_json(),
            state=RegisterState.DONE,
            batch=batch,
            made_by=actor if getattr(actor, "pk", None) else None,
        )
        _keep(work, plan)
        work.save()
    return batch, plan
