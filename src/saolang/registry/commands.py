"""``saolang import products``: published products from a file, with a dry run and an undo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError, Problem

from .domain.import_products import dry_run as plan_file
from .domain.import_products import import_products
from .domain.import_register import described, import_register, scan_register, waiting_words
from .domain.turns import LONG_PATIENCE
from .domain.undo_import import undo_import
from .importing.contradictions import LABELS
from .importing.mapping import RegisterMapping, recall
from .importing.register_plan import RegisterPlan, plan_register
from .importing.report_book import plan_report
from .importing.targets import TARGETS
from .importing.template import write_template
from .models import ImportBatch, ImportMapping

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


@import_app.command("register")
def register(
    file: Annotated[Path, typer.Argument(help="Sổ cũ của tỉnh, tệp .xlsx như cán bộ đang giữ.")],
    mapping: Annotated[str, typer.Option("--mapping", help="Tên cách ghép cột đã lưu, hoặc tệp .json.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra, không ghi gì.")] = False,
    save_mapping: Annotated[
        Path | None, typer.Option("--save-mapping", help="Ghi cách ghép cột đề xuất ra tệp .json để sửa.")
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", help="Ghi báo cáo .xlsx ra đường dẫn này.")] = None,
) -> None:
    """Chuyển sổ cũ vào hệ thống: nhận cấu trúc, đối chiếu từng dòng, báo mâu thuẫn, ghi trong một lần."""
    try:
        _register(file, mapping, dry_run, save_mapping, report)
    except DomainError as error:
        _print(error.problems)
        typer.echo(f"{len(error.problems)} lỗi. Không có gì thay đổi.", err=True)
        raise typer.Exit(1) from None


def _register(file: Path, name: str, dry: bool, save: Path | None, report: Path | None) -> None:
    book, proposed, seen, known = scan_register(file)
    chosen = _mapping(name, proposed)
    for sheet in described(book, chosen, seen):
        typer.echo(f"Trang “{sheet.name}”: nhận được {sheet.confidence}%. {' '.join(map(str, sheet.saw))}", err=True)
        for column in sheet.columns:
            typer.echo(
                f"    {column.letter}: {column.heading or '(không tiêu đề)'} → {TARGETS[column.target]}", err=True
            )
    if known is not None and not name:
        typer.echo(f"Dùng cách ghép cột đã lưu “{known.name}”.", err=True)
    if save is not None:
        save.write_text(json.dumps(chosen.to_json(), ensure_ascii=False, indent=1), encoding="utf-8")
        typer.echo(f"Đã ghi {save}.")
    if dry:
        plan = plan_register(book, chosen, progress=_Percent())
        batch = None
    else:
        batch, plan = import_register(file, actor=SYSTEM, mapping=chosen, say=_Percent().say, patience=LONG_PATIENCE)
    if report is not None:
        report.write_bytes(plan_report(plan))
    _print_register(plan)
    if plan.errors:
        raise DomainError(plan.errors)
    typer.echo("Chạy thử, chưa ghi gì." if batch is None else f"Đã ghi. Mã lần nhập: {batch.code}")


class _Percent:
    """Prints every tenth percent."""

    def __init__(self) -> None:
        self.last = -1

    def __call__(self, done: int, total: int) -> None:
        self.say(100 * done // max(total, 1), "Đang đối chiếu")

    def say(self, percent: int, label: str) -> None:
        if percent // 10 != self.last:
            self.last = percent // 10
            typer.echo(f"  {percent}% {label}", err=True)


def _mapping(name: str, proposed: RegisterMapping) -> RegisterMapping:
    if not name:
        return proposed
    if name.endswith(".json"):
        try:
            return RegisterMapping.from_json(json.loads(Path(name).read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise DomainError.of("mapping_file", f"Không đọc được tệp ghép cột {name}.") from error
    kept = ImportMapping.objects.filter(name=name).first()
    if kept is None:
        raise DomainError.of("mapping_unknown", f"Không có cách ghép cột mang tên “{name}”.")
    if not recall(proposed, kept.columns, kept.options):
        raise DomainError.of("mapping_other", f"Cách ghép cột “{name}” là của tiêu đề khác với tệp này.")
    return proposed


def _print_register(plan: RegisterPlan) -> None:
    counts = plan.summary
    others = counts["rows"] - counts["product_rows"]
    typer.echo(
        f"{counts['rows']} dòng có chữ: {counts['product_rows']} dòng sản phẩm, {others} dòng tiêu đề, nhóm, tổng. "
        f"{counts['products']} sản phẩm: {counts['recognitions']} công nhận, {counts['without_star']} không nêu hạng "
        f"sao, {counts['unchanged']} đã có, {counts['corrected']} sửa thông tin, {counts['refused']} từ chối."
    )
    typer.echo(f"Mâu thuẫn: {counts['contradictions']}.")
    for code, count in plan.report.counts.items():
        typer.echo(f"  {count:>6}  {LABELS[code]}")
    refused = [problem for line in plan.read.lines for problem in line.problems]
    _print_notes([Problem(p.code, f"Từ chối: {p.message} {p.fix}", p.where) for p in refused])


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

    def wait() -> None:
        typer.echo(f"  {waiting_words()}", err=True)

    batch, plan = import_products(file, actor=SYSTEM, progress=show, patience=LONG_PATIENCE, waiting=wait)
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
    undo_import(batch, actor=SYSTEM, patience=LONG_PATIENCE)
    typer.echo(f"Đã hoàn tác lần nhập {batch.code}.")
