"""``saolang import products``: published products from a file, with a dry run and an undo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError, Problem

from .domain.import_products import dry_run as plan_file
from .domain.import_products import import_products
from .domain.undo_import import undo_import
from .importing.template import write_template
from .models import ImportBatch

import_app = typer.Typer(help="Nạp dữ liệu có sẵn.", no_args_is_help=True)
_PROGRESS_FROM = 200
_PLACES_SHOWN = 4


@import_app.callback()
def group() -> None:
    """Nạp dữ liệu có sẵn."""


@import_app.command("products")
def products(
    file: Annotated[Path | None, typer.Argument(help="Danh sách .xlsx hoặc .yaml.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra, không ghi gì.")] = False,
    undo: Annotated[str, typer.Option("--undo", metavar="MÃ", help="Hoàn tác lần nhập mang mã này.")] = "",
    template: Annotated[Path | None, typer.Option("--template", help="Ghi tệp Excel mẫu ra đường dẫn này.")] = None,
) -> None:
    """Nhập sản phẩm OCOP đã công bố: kiểm tra hết rồi mới ghi, ghi cả tệp hoặc không ghi gì."""
    chosen = [bool(file), bool(undo), template is not None]
    if sum(chosen) != 1 or (dry_run and not file):
        raise typer.BadParameter("nêu một trong ba: tệp cần nhập, --undo MÃ hoặc --template TỆP")
    try:
        if template is not None:
            write_template(template)
            typer.echo(f"Đã ghi {template}.")
        elif undo:
            _undo(undo)
        elif file is not None:
            _check(file) if dry_run else _import(file)
    except DomainError as error:
        _print(error.problems)
        typer.echo(f"{len(error.problems)} lỗi. Không có gì thay đổi.", err=True)
        raise typer.Exit(1) from None


def _print(problems: list[Problem]) -> None:
    for problem in problems:
        typer.echo(str(problem), err=True)


def _print_notes(notes: list[Problem]) -> None:
    """The same remark about many lines is said once."""
    places: dict[str, list[str]] = {}
    for note in notes:
        places.setdefault(str(note.message), []).append(str(note.where))
    for message, where in places.items():
        more = f" và {len(where) - _PLACES_SHOWN} chỗ khác" if len(where) > _PLACES_SHOWN else ""
        typer.echo(f"- {message} ({', '.join(where[:_PLACES_SHOWN])}{more})", err=True)


def _check(file: Path) -> None:
    plan = plan_file(file)
    if plan.errors:
        raise DomainError(plan.errors)
    _print_notes(plan.notes)
    counts = plan.summary
    typer.echo(
        f"Chạy thử: {counts['rows']} dòng, sẽ ghi {counts['recognitions']} công nhận, "
        f"{counts['without_star']} sản phẩm không nêu hạng sao; {counts['notes']} điều cần biết. Chưa ghi gì."
    )


def _import(file: Path) -> None:
    def show(done: int, total: int) -> None:
        if total >= _PROGRESS_FROM and (done % _PROGRESS_FROM == 0 or done == total):
            typer.echo(f"  {done}/{total} dòng", err=True)

    batch, plan = import_products(file, actor=SYSTEM, progress=show)
    _print_notes(plan.notes)
    counts = plan.summary
    typer.echo(
        f"Đã nhập {counts['rows']} dòng: {counts['recognitions']} công nhận, "
        f"{counts['without_star']} sản phẩm không nêu hạng sao. Mã lần nhập: {batch.code}"
    )


def _undo(code: str) -> None:
    batch = ImportBatch.objects.filter(code=code.strip().upper()).first()
    if batch is None:
        raise DomainError.of("batch_unknown", f"Không có lần nhập mang mã {code}.")
    undo_import(batch, actor=SYSTEM)
    typer.echo(f"Đã hoàn tác lần nhập {batch.code}.")
